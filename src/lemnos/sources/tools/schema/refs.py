"""``$ref``: JSON Reference within and across the files of one input.

A reference is resolved once and remembered. Another file is read only if it belongs to the same input: references to
the web and out of the input's folder count as missing, for a description must not decide what is read or fetched.
"""

import posixpath
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

_HOPS = 20
"""References that lead to references, at most; more are a circle."""


class Specification(msgspec.Struct, frozen=True, eq=False):
    """One file of a description."""

    name: str
    """POSIX path inside the input."""
    value: Any


Load = Callable[[str], Specification | None]
"""Returns the file of this name, None where the input has none that can be read."""


class Target(NamedTuple):
    """What a reference leads to."""

    value: Any
    base: Specification
    """The file that it stands in: references inside it are relative to that."""
    key: str
    """``file#pointer``, the same for every way of writing the reference."""


class Resolver:
    """Follows references that start in ``root`` and the files it leads to.

    Args:
        root: The file that is read.
        load: Fetches other files of the input.
    """

    def __init__(self, root: Specification, load: Load) -> None:
        self._load = load
        self._files: dict[str, Specification | None] = {root.name: root}
        self._found: dict[tuple[str, str], Target | None] = {}

    def find(self, reference: object, base: Specification) -> Target | None:
        """Return what ``reference``, written in ``base``, leads to in the end; None where it leads nowhere."""
        if not isinstance(reference, str):
            return None
        place = (base.name, reference)
        try:
            return self._found[place]
        except KeyError:
            found = self._found[place] = self._follow(reference, base)
            return found

    def _follow(self, reference: str, base: Specification) -> Target | None:
        for _ in range(_HOPS):
            target = self._step(reference, base)
            if target is None or not isinstance(target.value, dict):
                return target
            further = target.value.get("$ref")
            if not isinstance(further, str):
                return target
            reference, base = further, target.base
        return None

    def _step(self, reference: str, base: Specification) -> Target | None:
        path, hash_, fragment = reference.partition("#")
        if path:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(base.name), unquote(path)))
            if "://" in path or name.startswith(("../", "/")):
                return None
            if name not in self._files:
                self._files[name] = self._load(name)
            found = self._files[name]
            if found is None:
                return None if hash_ else self._bare(path, base)
            base = found
        pointer = unquote(fragment)
        value = base.value
        if pointer.strip("/"):
            for part in pointer.lstrip("/").split("/"):
                value = _member(value, part.replace("~1", "/").replace("~0", "~"))
                if value is None:
                    return None
        return Target(value, base, f"{base.name}#{pointer}")

    def _bare(self, name: str, base: Specification) -> Target | None:
        """Find a schema by its bare name, which early descriptions wrote instead of a pointer."""
        value = base.value
        for holder, pointer in (
            (_member(value, "definitions"), "/definitions/"),
            (_member(_member(value, "components"), "schemas"), "/components/schemas/"),
        ):
            if (found := _member(holder, name)) is not None:
                return Target(found, base, f"{base.name}#{pointer}{name}")
        return None


def _member(value: Any, part: str) -> Any:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and part.isdecimal() and len(part) < 9 and int(part) < len(value):
        return value[int(part)]
    return None
