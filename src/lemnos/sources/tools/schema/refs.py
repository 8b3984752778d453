"""Follows ``$ref`` (JSON Reference) within and across the files of one input.

``Resolver.find`` takes a reference and the file that contains it, and returns a ``Target``. Each reference is resolved
once. Another file is read only if it belongs to the same input: a reference to the web or out of the input's folder
counts as missing, because a description must not decide what is read or fetched.
"""

import posixpath
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin

import msgspec

from lemnos.text.json_pointers import escaped, unescaped

_DEEPEST_ANCHOR = 60
"""The depth to which a file is searched for anchors."""
_HOPS = 20
"""The longest chain of references that is followed; a longer one counts as circular."""


class Specification(msgspec.Struct, frozen=True, eq=False):
    """One file of a description."""

    name: str
    """The POSIX path of the file inside the input."""
    value: Any


Load = Callable[[str], Specification | None]
"""Returns the file with this name; None if the input has no such file or it cannot be read."""


class Target(NamedTuple):
    """The value that a reference leads to."""

    value: Any
    base: Specification
    """The file that contains it; references inside it are relative to this file."""
    key: str
    """``file#pointer``, the same however the reference is written."""


class Resolver:
    """Follows references that start in ``root`` and the files it leads to.

    Args:
        root: The file that is read.
        load: Reads other files of the input.
    """

    def __init__(self, root: Specification, load: Load) -> None:
        self._load = load
        self._files: dict[str, Specification | None] = {root.name: root}
        self._anchors: dict[str, dict[str, Target]] = {}
        self._ids: dict[str, dict[str, Target]] = {}
        self._targets: dict[tuple[str, str], Target | None] = {}

    def find(self, reference: object, base: Specification) -> Target | None:
        """Return the final target of ``reference``, which is written in ``base``; None if it leads nowhere."""
        if not isinstance(reference, str):
            return None
        key = (base.name, reference)
        try:
            return self._targets[key]
        except KeyError:
            target = self._targets[key] = self._follow(reference, base)
            return target

    def _follow(self, reference: str, base: Specification) -> Target | None:
        for _ in range(_HOPS):
            target = self._step(reference, base)
            if target is None or not isinstance(target.value, dict):
                return target
            next_reference = target.value.get("$ref")
            if not isinstance(next_reference, str) or "$defs" in target.value:
                return target
            reference, base = next_reference, target.base
        return None

    def _step(self, reference: str, base: Specification) -> Target | None:
        path, hash_, fragment = reference.partition("#")
        if path:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(base.name), unquote(path)))
            identified = self._identified(path, base)
            if identified is not None:
                return self._step(f"#{identified.key.partition('#')[2]}{fragment}", base)
            if "://" in path or name.startswith(("../", "/")):
                return None
            if name not in self._files:
                self._files[name] = self._load(name)
            specification = self._files[name]
            if specification is None:
                return None if hash_ else self._bare(path, base)
            base = specification
        pointer = unquote(fragment)
        if pointer and not pointer.startswith("/") and (anchored := self._anchored(pointer, base)) is not None:
            return anchored
        value = value_at(base.value, pointer)
        if value is None and pointer.strip("/"):
            return None
        return Target(value, base, f"{base.name}#{pointer}")

    def _identified(self, reference: str, base: Specification) -> Target | None:
        """Return the schema in a file whose ``$id`` a reference means.

        The ``$id`` of the schema around the reference is not known here, so any of the file may be its base.
        """
        if base.name not in self._ids:
            self._ids[base.name] = {}
            for value, pointer in _schemas_of(base.value):
                if isinstance(name := value.get("$id"), str) and name:
                    self._ids[base.name].setdefault(
                        name.partition("#")[0], Target(value, base, f"{base.name}#{pointer}")
                    )
        ids = self._ids[base.name]
        found = ids.get(reference)
        for known in ids if found is None else ():
            found = found or ids.get(urljoin(known, reference))
        return found

    def _anchored(self, anchor: str, base: Specification) -> Target | None:
        """Return the schema with this ``$anchor`` or ``$dynamicAnchor`` in a file."""
        if base.name not in self._anchors:
            self._anchors[base.name] = {}
            for value, pointer in _schemas_of(base.value):
                for key in ("$anchor", "$dynamicAnchor"):
                    if isinstance(name := value.get(key), str):
                        self._anchors[base.name].setdefault(name, Target(value, base, f"{base.name}#{pointer}"))
        return self._anchors[base.name].get(anchor)

    def _bare(self, name: str, base: Specification) -> Target | None:
        """Return the schema with this bare name, which early descriptions wrote instead of a pointer."""
        value = base.value
        for holder, pointer in (
            (_member(value, "definitions"), "/definitions/"),
            (_member(_member(value, "components"), "schemas"), "/components/schemas/"),
        ):
            if (schema := _member(holder, name)) is not None:
                return Target(schema, base, f"{base.name}#{pointer}{name}")
        return None


def value_at(value: Any, pointer: str) -> Any:
    """Return what stands at a JSON pointer, which may begin with ``#``, in a value; None if there is nothing."""
    path = pointer.removeprefix("#")
    for part in path.lstrip("/").split("/") if path.strip("/") else ():
        value = _member(value, unescaped(part))
        if value is None:
            return None
    return value


def _schemas_of(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield every object in a file with its pointer, in the order of the file."""
    stack: list[tuple[Any, str, int]] = [(value, "", 0)]
    while stack:
        value, pointer, depth = stack.pop()
        if isinstance(value, dict):
            yield value, pointer
        if isinstance(value, dict | list) and depth < _DEEPEST_ANCHOR:
            items = value.items() if isinstance(value, dict) else enumerate(value)
            stack.extend((inner, f"{pointer}/{escaped(str(key))}", depth + 1) for key, inner in reversed([*items]))


def _member(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and part.isdecimal() and len(part) < 9 and int(part) < len(value):
        return value[int(part)]
    return None
