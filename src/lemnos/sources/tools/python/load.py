"""The files of a Python package → one tree of its modules, classes and functions; nothing is imported or executed.

Griffe reads each file's syntax tree, joins stubs (``.pyi``) to the modules they describe, and follows ``__all__``,
wildcard imports and re-exports inside the package. A file that is not Python is refused with its line, the rest goes
on. Costs about 1 second for 2 MB of source, and six times the source's size in memory.
"""

import ast
import inspect
import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lemnos.sources.tools.python.files import PackageFiles

if TYPE_CHECKING:
    import griffe

CANNOT_PARSE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's own parser raises on what is not Python, or is nested too deeply."""


class Package(msgspec.Struct):
    """A package, read."""

    modules: "dict[str, griffe.Module]"
    """By dotted path, sorted; only the top-level ones: the others are their members."""
    shadowed: dict[str, str]
    """Public path → target of imports that a submodule of the same name hides: ``from pkg.run import run``."""
    refused: list[tuple[str, str, str]]
    """(path, rule, reason) of files that are not Python."""


def module_path(name: str) -> str:
    """Return the dotted path of the module in this file.

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

    # It tells of every annotation that it does not understand.
    logging.getLogger("griffe").setLevel(logging.CRITICAL)
    loader = griffe.GriffeLoader(search_paths=[], allow_inspection=False, store_source=False)
    package = Package({}, {}, list(files.refused))
    # Parents come before their members, and a module before its stub, which is then merged into it.
    order = sorted((module_path(name).split("."), name.endswith(".pyi"), name) for name in files.sources)
    with warnings.catch_warnings():
        # Escapes that will be errors one day, in somebody else's code.
        warnings.simplefilter("ignore")
        for parts, _, name in order:
            if not all(part.isidentifier() for part in parts):
                continue
            try:
                code = files.sources[name].decode("utf-8-sig")
                _add(loader, package, parts, name, code)
            except CANNOT_PARSE as error:
                package.refused.append((name, "not_python", _why(error)))
    for name, text in newdocs(files.sources).items():
        _document(loader, name, text)
    for module in loader.modules_collection.members.values():
        _list_everything(loader, module)
    for top in sorted(loader.modules_collection.members):
        module = loader.modules_collection.members[top]
        package.modules[top] = module
        try:
            loader.expand_exports(module)
            loader.expand_wildcards(module, external=False)
        except (griffe.GriffeError, RecursionError, KeyError) as error:
            package.refused.append((top, "exports", f"its exports cannot be followed: {_why(error)}"))
    try:
        loader.resolve_aliases(implicit=True, external=False)
    except (griffe.GriffeError, RecursionError) as error:
        package.refused.append((next(iter(package.modules), ""), "aliases", f"imports go in a circle: {_why(error)}"))
    return package


def _list_everything(loader: "griffe.GriffeLoader", module: "griffe.Module") -> None:
    """Give the exports of modules whose ``__all__`` is made of ``dir()``: all names without underscore, imports too."""
    import griffe

    for member in list(module.members.values()):
        if isinstance(member, griffe.Module):
            _list_everything(loader, member)
    listed = module.members.get("__all__")
    if isinstance(listed, griffe.Attribute) and "dir()" in str(listed.value):
        try:
            loader.expand_wildcards(module, external=False)
        except (griffe.GriffeError, RecursionError, KeyError):
            return
        module.exports = [*sorted(name for name in module.members if not name.startswith("_"))]


def newdocs(sources: dict[str, bytes]) -> dict[str, str]:
    """Return docstrings by dotted path that a package gives its C functions through ``add_newdoc``, as NumPy does.

    Read as literals: ``add_newdoc("numpy._core.multiarray", "array", "…")``, also with ``(method, text)`` pairs.
    """
    found: dict[str, str] = {}
    for data in sources.values():
        if b"\nadd_newdoc(" not in data:
            continue
        try:
            body = ast.parse(data).body
        except CANNOT_PARSE:
            continue
        for node in body:
            match node:
                case ast.Expr(value=ast.Call(func=ast.Name(id="add_newdoc"), args=[place, name, told, *_])):
                    where = (_literal(place), _literal(name))
                    if not all(isinstance(part, str) for part in where):
                        continue
                    texts = _literal(told)
                    for item in texts if isinstance(texts, list) else [texts]:
                        match item:
                            case str():
                                found[f"{where[0]}.{where[1]}"] = item
                            case (str(member), str(text)):
                                found[f"{where[0]}.{where[1]}.{member}"] = text
    return found


def _literal(node: ast.expr) -> object:
    # A template filled in by .replace() or .format() is nearly the text.
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    try:
        return ast.literal_eval(node)
    except CANNOT_PARSE:
        return None


def _document(loader: "griffe.GriffeLoader", path: str, text: str) -> None:
    """Give the object at ``path`` this docstring if it has none."""
    import griffe

    try:
        found = loader.modules_collection.get_member(path)
        if not found.is_alias and found.docstring is None:
            found.docstring = griffe.Docstring(inspect.cleandoc(text))
    except (KeyError, griffe.GriffeError):
        return


def _add(loader: "griffe.GriffeLoader", package: Package, parts: list[str], name: str, code: str) -> None:
    """Visit one file and put its module where it belongs; folders without ``__init__`` become namespaces."""
    import griffe

    collection = loader.modules_collection
    parent: griffe.Module | None = None
    for depth, part in enumerate(parts[:-1]):
        members = collection.members if parent is None else parent.members
        found = members.get(part)
        if not isinstance(found, griffe.Module):
            namespace = griffe.Module(
                part,
                filepath=[Path(*parts[: depth + 1])],
                lines_collection=loader.lines_collection,
                modules_collection=collection,
            )
            _put(loader, package, parent, part, namespace)
            found = namespace
        parent = found
    module = griffe.visit(
        parts[-1],
        filepath=Path(name),
        code=code,
        extensions=loader.extensions,
        parent=parent,
        lines_collection=loader.lines_collection,
        modules_collection=collection,
    )
    if name.endswith(".pyi"):
        members = collection.members if parent is None else parent.members
        _promote(module, members.get(parts[-1]))
    _put(loader, package, parent, parts[-1], module)


def _promote(stub: "griffe.Module | griffe.Class", described: "griffe.Object | griffe.Alias | None") -> None:
    """Make a function that has overloads only, as stubs of C extensions have, a member like any other."""
    import griffe

    known = described.members if described is not None and not described.is_alias else {}
    for name, overloads in list(stub.overloads.items()):
        if overloads and name not in stub.members and name not in known:
            del stub.overloads[name]
            overloads[0].overloads = overloads
            stub.set_member(name, overloads[0])
    for name, member in stub.members.items():
        if isinstance(member, griffe.Class):
            _promote(member, known.get(name))


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


def _why(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno or 1}: {error.msg}"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 at byte {error.start}"
    if isinstance(error, RecursionError | MemoryError):
        return "nested too deeply"
    return str(error) or type(error).__name__
