"""Loads ``PackageFiles`` into a ``Package``: one tree of modules, classes and functions. Nothing is imported or run.

Griffe visits the syntax tree of each file, merges stubs (``.pyi``) into the modules that they describe, and follows
``__all__``, wildcard imports and re-exports inside the package. A statement with a syntax error is rejected with its
line, and the rest of the file is still loaded. Cost: about 1 second for 2 MB of source, and memory of six times the
size of the source.
"""

import ast
import inspect
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lemnos.sources.tools.python.files import PackageFiles
from lemnos.sources.tools.python.syntax import lost_text, newest_branches, readable

if TYPE_CHECKING:
    import griffe

CANNOT_PARSE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""The exceptions that Python's parser raises for code that is invalid or nested too deeply."""


class Package(msgspec.Struct):
    """A loaded package."""

    modules: "dict[str, griffe.Module]"
    """The top-level modules by dotted path, sorted; the other modules are their members."""
    shadowed: dict[str, str]
    """The targets of imports that a submodule of the same name hides (``from pkg.run import run``), by public path."""
    rejections: list[tuple[str, str, str]]
    """(path, rule, reason) of each file or statement that was not loaded."""
    parsed: dict[str, str]
    """The code that was parsed in place of a file that the running Python cannot parse, line for line."""


def module_path(name: str) -> str:
    """Return the dotted path of the module in the file ``name``.

    >>> module_path("numpy/linalg/__init__.pyi"), module_path("six.py"), module_path("numpy/_core/_simd.cpython-311.so")
    ('numpy.linalg', 'six', 'numpy._core._simd')
    """
    folder, _, file = name.rpartition("/")
    stem = file.partition(".")[0]
    parts = [part for part in folder.split("/") if part]
    if stem != "__init__":
        parts.append(stem)
    if parts:
        parts[0] = parts[0].removesuffix("-stubs")
    return ".".join(parts)


def load(files: PackageFiles) -> Package:
    """Return the tree of all modules in ``files``."""
    import griffe

    # Griffe logs every annotation that it does not understand.
    logging.getLogger("griffe").setLevel(logging.CRITICAL)
    loader = griffe.GriffeLoader(search_paths=[], allow_inspection=False, store_source=False)
    package = Package({}, {}, list(files.rejections), {})
    # Parents come before their members, and a module before its stub, which is then merged into it.
    order = sorted((module_path(name).split("."), name.endswith(".pyi"), name) for name in files.sources)
    with warnings.catch_warnings():
        # Python warns about invalid escapes, which the author of the package must fix.
        warnings.simplefilter("ignore")
        for parts, _, name in order:
            if not all(part.isidentifier() for part in parts):
                continue
            try:
                written = files.sources[name].decode("utf-8-sig")
                code, lost = readable(written)
                if code is not written:
                    package.parsed[name] = code
                if lost:
                    package.rejections.append((name, "lost_statement", lost_text(lost)))
                _add(loader, package, parts, name, newest_branches(code))
            except CANNOT_PARSE as error:
                package.rejections.append((name, "not_python", _error_text(error)))
    for name, text in newdocs(files.sources).items():
        _set_docstring(loader, name, text)
    for module in loader.modules_collection.members.values():
        _export_all(loader, module)
    for top in sorted(loader.modules_collection.members):
        module = loader.modules_collection.members[top]
        package.modules[top] = module
        try:
            loader.expand_exports(module)
            loader.expand_wildcards(module, external=False)
        except (griffe.GriffeError, RecursionError, KeyError) as error:
            package.rejections.append((top, "exports", f"the exports cannot be followed: {_error_text(error)}"))
    try:
        loader.resolve_aliases(implicit=True, external=False)
    except (griffe.GriffeError, RecursionError) as error:
        package.rejections.append(
            (next(iter(package.modules), ""), "aliases", f"the imports are circular: {_error_text(error)}")
        )
    return package


def _export_all(loader: "griffe.GriffeLoader", module: "griffe.Module") -> None:
    """Set the exports of modules whose ``__all__`` uses ``dir()`` to all names without an underscore, imports included.

    The modules below ``module`` are treated first.
    """
    import griffe

    for member in list(module.members.values()):
        if isinstance(member, griffe.Module):
            _export_all(loader, member)
    listed = module.members.get("__all__")
    if isinstance(listed, griffe.Attribute) and "dir()" in str(listed.value):
        try:
            loader.expand_wildcards(module, external=False)
        except (griffe.GriffeError, RecursionError, KeyError):
            return
        module.exports = [*sorted(name for name in module.members if not name.startswith("_"))]


def _extend_exports(module: "griffe.Module", code: str) -> None:
    """Apply the calls of ``__all__.append``, ``extend``, ``insert`` and ``remove`` to the exports of a module.

    Griffe follows assignments to ``__all__`` only. The order of the names does not matter here.
    """
    import griffe

    if "__all__." not in code:
        return
    for node in ast.parse(code).body:
        match node:
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=method), args=[*_, argument])
            ):
                value = argument if method == "extend" else ast.List(elts=[argument], ctx=ast.Load())
                named = griffe.safe_get__all__(ast.Assign(targets=[], value=value), module)
                exports = list(module.exports or [])
                if method == "remove":
                    module.exports = [name for name in exports if name not in named]
                elif method in ("append", "extend", "insert"):
                    module.exports = [*exports, *named]


def newdocs(sources: dict[str, bytes]) -> dict[str, str]:
    """Return the docstrings that a package adds to its C functions with ``add_newdoc``, as NumPy does, by dotted path.

    Calls with literal arguments are read: ``add_newdoc("numpy._core.multiarray", "array", "…")``, also with
    ``(method, text)`` pairs.
    """
    docstrings: dict[str, str] = {}
    for data in sources.values():
        if b"\nadd_newdoc(" not in data:
            continue
        try:
            body = ast.parse(data).body
        except CANNOT_PARSE:
            continue
        for node in body:
            match node:
                case ast.Expr(value=ast.Call(func=ast.Name(id="add_newdoc"), args=[module_node, name, text_node, *_])):
                    target = (_literal(module_node), _literal(name))
                    if not all(isinstance(name_part, str) for name_part in target):
                        continue
                    texts = _literal(text_node)
                    for item in texts if isinstance(texts, list) else [texts]:
                        match item:
                            case str():
                                docstrings[f"{target[0]}.{target[1]}"] = item
                            case (str(member), str(text)):
                                docstrings[f"{target[0]}.{target[1]}.{member}"] = text
    return docstrings


def _literal(node: ast.expr) -> object:
    # A template before .replace() or .format() is close enough to the text.
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    try:
        return ast.literal_eval(node)
    except CANNOT_PARSE:
        return None


def _set_docstring(loader: "griffe.GriffeLoader", path: str, text: str) -> None:
    """Set the docstring of the object at ``path`` if it has none."""
    import griffe

    try:
        member = loader.modules_collection.get_member(path)
        if not member.is_alias and member.docstring is None:
            member.docstring = griffe.Docstring(inspect.cleandoc(text))
    except (KeyError, griffe.GriffeError):
        return


def _add(loader: "griffe.GriffeLoader", package: Package, path_parts: list[str], name: str, code: str) -> None:
    """Visit one file and add its module to the tree; folders without ``__init__`` become namespace packages."""
    import griffe

    collection = loader.modules_collection
    parent: griffe.Module | None = None
    for depth, name_part in enumerate(path_parts[:-1]):
        members = collection.members if parent is None else parent.members
        child = members.get(name_part)
        if not isinstance(child, griffe.Module):
            namespace = griffe.Module(
                name_part,
                filepath=[Path(*path_parts[: depth + 1])],
                lines_collection=loader.lines_collection,
                modules_collection=collection,
            )
            _put(loader, package, parent, name_part, namespace)
            child = namespace
        parent = child
    module = griffe.visit(
        path_parts[-1],
        filepath=Path(name),
        code=code,
        extensions=loader.extensions,
        parent=parent,
        lines_collection=loader.lines_collection,
        modules_collection=collection,
    )
    if "attr" in code or "dataclass" in code:  # The body of a function that decorates classes is read from its lines.
        loader.lines_collection[Path(name)] = code.splitlines()
    _extend_exports(module, code)
    if name.endswith(".pyi"):
        members = collection.members if parent is None else parent.members
        _promote(module, members.get(path_parts[-1]))
    _put(loader, package, parent, path_parts[-1], module)


def _promote(stub: "griffe.Module | griffe.Class", described: "griffe.Object | griffe.Alias | None") -> None:
    """Make a function that has only overloads, as in stubs of C extensions, a regular member."""
    import griffe

    known_members = described.members if described is not None and not described.is_alias else {}
    for name, overloads in list(stub.overloads.items()):
        if overloads and name not in stub.members and name not in known_members:
            del stub.overloads[name]
            overloads[0].overloads = overloads
            stub.set_member(name, overloads[0])
    for name, member in stub.members.items():
        if isinstance(member, griffe.Class):
            _promote(member, known_members.get(name))


def _put(
    loader: "griffe.GriffeLoader", package: Package, parent: "griffe.Module | None", name: str, module: "griffe.Module"
) -> None:
    if parent is None:
        loader.modules_collection.set_member(name, module)
        return
    member = parent.members.get(name)
    if member is not None and member.is_alias:
        target = getattr(member, "target_path", "")
        if target == f"{parent.path}.{name}.{name}":
            package.shadowed[f"{parent.path}.{name}"] = target
    parent.set_member(name, module)


def _error_text(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno or 1}: {error.msg}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deeply"
    return str(error) or type(error).__name__
