"""What of a Python package is public, and under which path each function, class and method is told.

Public is what can be reached by names without an underscore: from a module with ``__all__``, what it lists; from
others, what they define; from an ``__init__`` without ``__all__``, also what it imports from its own package. What is
reached by several paths is told once, under the shortest: the one that a reader would write. A method that a private
base class gives is told at the first public class that inherits it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from lemnos.sources.tools.python.files import PASSED_OVER
from lemnos.sources.tools.python.load import Package

if TYPE_CHECKING:
    import griffe

_TOLD_SPECIAL = frozenset(("__call__",))


_WITHOUT_ARGUMENTS = frozenset(("object", "ABC", "Generic", "Protocol", "Hashable", "Sized", "Iterable", "Callable"))
"""Bases that take nothing when an object is made."""


class Exposed(msgspec.Struct):
    """Something that can be called, under its public path."""

    path: str
    owner: str
    """Public path of the module, or of the class that it is a method of."""
    name: str
    function: "griffe.Function | None"
    """Its definition; None for a class without constructor."""
    cls: "griffe.Class | None" = None
    """The class, of a constructor or a method."""
    constructor: bool = False


class Undefined(msgspec.Struct, frozen=True):
    """A public name of the package that no Python file or stub defines."""

    path: str
    target: str


class _Exposure(msgspec.Struct):
    key: tuple[int, bool, bool, str]
    target: "griffe.Function | griffe.Class"


def exposed(package: Package) -> Iterator[Exposed | Undefined]:
    """Yield all that is public and can be called, sorted by public path."""
    import griffe

    best: dict[str, _Exposure] = {}
    undefined: dict[str, str] = {}
    for module in package.modules.values():
        _gather(module, package, best, undefined)
    chosen = sorted(best.items(), key=lambda item: item[1].key[-1])
    owners = {canonical: exposure.key[-1] for canonical, exposure in best.items()}
    found: list[Exposed | Undefined] = [Undefined(path, target) for target, path in undefined.items()]
    told: set[str] = set()
    for _, exposure in chosen:
        path = exposure.key[-1]
        owner, _, name = path.rpartition(".")
        if isinstance(exposure.target, griffe.Function):
            found.append(Exposed(path, owner, name, exposure.target))
        else:
            found.extend(_class(exposure.target, path, owners, told))
    yield from sorted(found, key=lambda item: item.path)


def _gather(module: "griffe.Module", package: Package, best: dict[str, _Exposure], undefined: dict[str, str]) -> None:
    """Note every public path of ``module`` and the modules below it."""
    import griffe

    top = module.path.partition(".")[0]
    exports = {str(name) for name in module.exports} if module.exports else set()
    for name in sorted(module.members):
        member = module.members[name]
        path = f"{module.path}.{name}"
        if isinstance(member, griffe.Module):
            if name not in PASSED_OVER and not name.startswith("_"):
                _gather(member, package, best, undefined)
            if path in package.shadowed and (not exports or name in exports):
                try:
                    hidden = member.members[name]
                    _note(
                        hidden.final_target if isinstance(hidden, griffe.Alias) else hidden, path, name in exports, best
                    )
                except (KeyError, griffe.AliasResolutionError, griffe.CyclicAliasError):
                    continue
            continue
        if name not in exports if exports else name.startswith("_"):
            continue
        if not isinstance(member, griffe.Alias):
            _note(member, path, name in exports, best)
            continue
        if not (exports or (module.is_init_module and member.target_path.partition(".")[0] == top)):
            continue
        try:
            target = member.final_target
        except griffe.AliasResolutionError as error:
            aim = error.alias.target_path
            if aim.partition(".")[0] == top and name in exports and name.isidentifier():
                undefined.setdefault(aim, path)
            continue
        except (griffe.CyclicAliasError, RecursionError):
            continue
        if target.path.partition(".")[0] == top:
            _note(target, path, name in exports, best)


def _note(
    target: "griffe.Object | griffe.Alias",
    path: str,
    exported: bool,
    best: dict[str, _Exposure],
) -> None:
    """Keep the best path to a function or class."""
    import griffe

    if not isinstance(target, griffe.Function | griffe.Class):
        return
    key = (path.count("."), not exported, target.path != path, path)
    known = best.get(target.path)
    if known is None or key < known.key:
        best[target.path] = _Exposure(key, target)


def _class(cls: "griffe.Class", path: str, owners: dict[str, str], told: set[str]) -> Iterator[Exposed]:
    """Yield the constructor and the public methods of a class."""
    import griffe

    owner, _, name = path.rpartition(".")
    yield Exposed(path, owner, name, _constructor(cls), cls, constructor=True)
    here: set[str] = set()
    for source in (cls, *_private_bases(cls, owners)):
        for member in sorted(source.members):
            method = source.members[member]
            canonical = f"{source.path}.{member}"
            if canonical in told or member in here or (source is not cls and member in cls.members):
                continue
            if member.startswith("_") and member not in _TOLD_SPECIAL:
                continue
            if isinstance(method, griffe.Function) and not _is_property(method):
                told.add(canonical)
                here.add(member)
                yield Exposed(f"{path}.{member}", path, member, method, cls)
            elif isinstance(method, griffe.Class) and source is cls and canonical not in owners and _tells(method):
                told.add(canonical)
                here.add(member)
                yield from _class(method, f"{path}.{member}", owners, told)


def _is_property(function: "griffe.Function") -> bool:
    """Return whether a decorator makes a property of a method, whatever library it is from."""
    return any(str(decorator.value).partition("(")[0].lower().endswith("property") for decorator in function.decorators)


def _tells(cls: "griffe.Class") -> bool:
    """Return whether a nested class is more than a bag of settings, as Django's ``Meta`` is."""
    return cls.docstring is not None or any(
        member.is_function for member in cls.members.values() if not member.is_alias
    )


def ancestors(cls: "griffe.Class") -> "list[griffe.Class]":
    """Return the classes of the package that ``cls`` inherits from, in the order of method resolution."""
    import griffe

    try:
        return cls.mro()
    except (ValueError, griffe.GriffeError, RecursionError, AttributeError):
        return []


def unknown_base(cls: "griffe.Class") -> str:
    """Return the first class outside the package that ``cls`` may have its constructor from; empty for none."""
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


def _constructor(cls: "griffe.Class") -> "griffe.Function | None":
    """Return what is called to make an object, its own or inherited."""
    import griffe

    for source in (cls, *ancestors(cls)):
        for name in ("__init__", "__new__"):
            method = source.members.get(name)
            if isinstance(method, griffe.Function):
                return method
    return None
