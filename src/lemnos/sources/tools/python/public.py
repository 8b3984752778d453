"""Finds the public functions, classes and methods of a ``Package``, and the path under which each is documented.

An object is public if names without an underscore lead to it. A module with ``__all__`` offers the names that it lists;
any other module offers the names that it defines, and an ``__init__`` without ``__all__`` also the names that it
imports from its own package. An object with several public paths is listed once, under the shortest path, which is the
one that a user would write. A method of a private base class is listed under the first public class that inherits it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from lemnos.sources.tools.python.files import PASSED_OVER
from lemnos.sources.tools.python.generated import Constructor, class_of_call, generated_constructor
from lemnos.sources.tools.python.load import Package

if TYPE_CHECKING:
    import griffe

_PUBLIC_SPECIAL_METHODS = frozenset(("__call__",))


_WITHOUT_ARGUMENTS = frozenset(("object", "ABC", "Generic", "Protocol", "Hashable", "Sized", "Iterable", "Callable"))
"""Base classes whose constructor takes no arguments."""


class PublicCallable(msgspec.Struct):
    """A public function, constructor or method."""

    path: str
    owner: str
    """The public path of its module, or of its class if it is a method."""
    name: str
    function: "griffe.Function | None"
    """The definition; None for a class without a constructor of its own."""
    cls: "griffe.Class | None" = None
    """The class of a constructor or method; None for a function."""
    constructor: bool = False
    generated: Constructor | None = None
    """The constructor that a decorator or base class generates from the fields of the class; None if none does."""


class UndefinedName(msgspec.Struct, frozen=True):
    """A public name of the package that no Python file or stub defines."""

    path: str
    target: str


class _Exposure(msgspec.Struct):
    key: tuple[int, bool, bool, str]
    target: "griffe.Function | griffe.Class"


def public_callables(package: Package) -> Iterator[PublicCallable | UndefinedName]:
    """Yield the public callables and the undefined public names of a package, sorted by public path."""
    import griffe

    best: dict[str, _Exposure] = {}
    undefined: dict[str, str] = {}
    for module in package.modules.values():
        _record_module(module, package, best, undefined)
    chosen = sorted(best.items(), key=lambda item: item[1].key[-1])
    owners = {canonical: exposure.key[-1] for canonical, exposure in best.items()}
    callables: list[PublicCallable | UndefinedName] = [
        UndefinedName(path, target) for target, path in undefined.items()
    ]
    listed: set[str] = set()
    for _, exposure in chosen:
        path = exposure.key[-1]
        owner, _, name = path.rpartition(".")
        if isinstance(exposure.target, griffe.Function):
            callables.append(PublicCallable(path, owner, name, exposure.target))
        else:
            callables.extend(_callables_of_class(exposure.target, path, owners, listed))
    yield from sorted(callables, key=lambda item: item.path)


def _record_module(
    module: "griffe.Module", package: Package, best: dict[str, _Exposure], undefined: dict[str, str]
) -> None:
    """Record every public path of ``module`` and of the modules below it."""
    import griffe

    top = module.path.partition(".")[0]
    exports = {str(name) for name in module.exports} if module.exports else set()
    for name in sorted(module.members):
        member = module.members[name]
        path = f"{module.path}.{name}"
        if isinstance(member, griffe.Module):
            if name not in PASSED_OVER and not name.startswith("_"):
                _record_module(member, package, best, undefined)
            if path in package.shadowed and (not exports or name in exports):
                try:
                    hidden = member.members[name]
                    _record_path(
                        hidden.final_target if isinstance(hidden, griffe.Alias) else hidden, path, name in exports, best
                    )
                except (KeyError, griffe.AliasResolutionError, griffe.CyclicAliasError):
                    continue
            continue
        if name not in exports if exports else name.startswith("_"):
            continue
        if not isinstance(member, griffe.Alias):
            _record_path(member, path, name in exports, best)
            continue
        if not (exports or (module.is_init_module and member.target_path.partition(".")[0] == top)):
            continue
        try:
            target = member.final_target
        except griffe.AliasResolutionError as error:
            missing_path = error.alias.target_path
            if missing_path.partition(".")[0] == top and name in exports and name.isidentifier():
                undefined.setdefault(missing_path, path)
            continue
        except (griffe.CyclicAliasError, RecursionError):
            continue
        if target.path.partition(".")[0] == top:
            _record_path(target, path, name in exports, best)


def _record_path(
    target: "griffe.Object | griffe.Alias",
    path: str,
    exported: bool,
    best: dict[str, _Exposure],
) -> None:
    """Record a path to a function or class if it is better than the known one."""
    import griffe

    if isinstance(target, griffe.Attribute):
        target = class_of_call(target) or target
    if not isinstance(target, griffe.Function | griffe.Class):
        return
    key = (path.count("."), not exported, target.path != path, path)
    known = best.get(target.path)
    if known is None or key < known.key:
        best[target.path] = _Exposure(key, target)


def _callables_of_class(
    cls: "griffe.Class", path: str, owners: dict[str, str], listed: set[str]
) -> Iterator[PublicCallable]:
    """Yield the constructor and the public methods of a class."""
    import griffe

    yield _constructor(cls, path)
    names_seen: set[str] = set()
    for source in (cls, *_private_bases(cls, owners)):
        for member in sorted(source.members):
            method = source.members[member]
            canonical = f"{source.path}.{member}"
            if canonical in listed or member in names_seen or (source is not cls and member in cls.members):
                continue
            if member.startswith("_") and member not in _PUBLIC_SPECIAL_METHODS:
                continue
            if isinstance(method, griffe.Function) and not _is_property(method):
                listed.add(canonical)
                names_seen.add(member)
                yield PublicCallable(f"{path}.{member}", path, member, method, cls)
            elif (
                isinstance(method, griffe.Class) and source is cls and canonical not in owners and _has_content(method)
            ):
                listed.add(canonical)
                names_seen.add(member)
                yield from _callables_of_class(method, f"{path}.{member}", owners, listed)


def _is_property(function: "griffe.Function") -> bool:
    """Return whether a decorator turns a method into a property; decorators of any library count."""
    return any(str(decorator.value).partition("(")[0].lower().endswith("property") for decorator in function.decorators)


def _has_content(cls: "griffe.Class") -> bool:
    """Return whether a nested class has a docstring or methods, unlike a bag of settings such as Django's ``Meta``."""
    return cls.docstring is not None or any(
        member.is_function for member in cls.members.values() if not member.is_alias
    )


def ancestors(cls: "griffe.Class") -> "list[griffe.Class]":
    """Return the classes of the package that ``cls`` inherits from, in method resolution order."""
    import griffe

    try:
        return cls.mro()
    except (ValueError, griffe.GriffeError, RecursionError, AttributeError):
        return []


def unknown_base(cls: "griffe.Class") -> str:
    """Return the first class outside the package from which ``cls`` may inherit its constructor; empty if none."""
    import griffe

    for source in (cls, *ancestors(cls)):
        for base in source.bases:
            name = str(base).partition("[")[0]
            if name.rpartition(".")[2] in _WITHOUT_ARGUMENTS:
                continue
            try:
                source.modules_collection[base if isinstance(base, str) else base.canonical_path]
            except (KeyError, griffe.GriffeError):
                return name
    return ""


def _private_bases(cls: "griffe.Class", owners: dict[str, str]) -> "list[griffe.Class]":
    return [base for base in ancestors(cls) if base.path not in owners]


def _constructor(cls: "griffe.Class", path: str) -> PublicCallable:
    """Return the constructor of a class: ``__init__`` or ``__new__``, own, generated or inherited; empty if none is."""
    import griffe

    owner, _, name = path.rpartition(".")
    lineage = [cls, *ancestors(cls)]
    for number, source in enumerate(lineage):
        for special in ("__init__", "__new__"):
            method = source.members.get(special)
            if isinstance(method, griffe.Function):
                return PublicCallable(path, owner, name, method, cls, constructor=True)
        generated = generated_constructor(source, lineage[number + 1 :])
        if generated is not None:
            return PublicCallable(path, owner, name, None, cls, constructor=True, generated=generated)
    return PublicCallable(path, owner, name, None, cls, constructor=True)
