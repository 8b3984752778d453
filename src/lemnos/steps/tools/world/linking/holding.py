"""Finds where entities hold those below them: a resource, the resources below it -> places.

    /dashboards/{id}/blocks   ──▶   {"name": …, "blocks": [the blocks of the address], "blocksCount": 2}

A list of objects or of keys that is called by the noun of a resource below holds its entities, a number counts them,
and an object is the one entity of which there is one for each. An object around a list or a count of them (``blocks:
{"data": […], "total": 2}``) is read as well. Not handled: lists that are called otherwise, and lists of addresses.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.naming.nouns import IDS, is_plural, phrase_of, split_key
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.results.placement import View
from lemnos.steps.tools.world.semantics.paging import TOTALS

_AROUND = frozenset("count stat statistic total summary meta metadata connection relationship".split())
"""Last words of objects that tell of what lies below an entity, each under its own noun."""
_DEEPEST = 3
"""Greatest number of objects around what is held."""
_AFTER = (("count",), ("total",), ("counter",))
_BEFORE = (("count",), ("total",), ("number",))
_LISTS = (("list",), ("item",))
"""Last words of lists that are called ``blockList``."""
_MORE = frozenset(("hasmore", "more", "hasnext", "hasnextpage", "truncated", "istruncated"))

Path = tuple[str, ...]
Kind = Literal["all", "keys", "one", "count", "more"]
"""The entities below, their keys, the only one, their number; whether there are more than are shown: never."""


class Below(NamedTuple):
    """A resource below another."""

    resource: Resource
    properties: Mapping[str, Any]
    single: bool
    """Whether there is one entity of it for each above."""


class Held(NamedTuple):
    """Where entities hold those of a resource below them."""

    path: Path
    """Names of properties."""
    resource: str
    """The resource below."""
    kind: Kind
    by: str = ""
    """Field whose values stand for the entities; empty for their key."""
    schema: Any = True
    """Of what is held."""
    view: View | None = None
    """What is shown of each entity."""
    required: bool = False


def held_in(resource: Resource, root: Mapping[str, Any], below: Iterable[Below]) -> tuple[Held, ...]:
    """Return where the entities of a resource hold those below them.

    Args:
        resource: The resource.
        root: The schema of its entities, without references.
        below: The resources below it.
    """
    search = _Search(resource, root, {each.resource.name: each for each in below})
    search.look(root, ())
    return tuple(search.found)


def nouns_of(resource: str, below: Collection[str]) -> dict[Path, str]:
    """Return the nouns by which an entity tells of those below it: without what they are called after it.

    >>> nouns_of("room", ["room session", "user"])
    {('session',): 'room session', ('room', 'session'): 'room session', ('user',): 'user'}
    """
    own = phrase_of(resource)
    shortened: dict[Path, str] = {}
    for name in below:
        words = phrase_of(name)
        for start in range(1, len(words)):
            if "".join(words[:start]) in "".join(own):
                shortened[words[start:]] = "" if words[start:] in shortened else name
    whole = {phrase_of(name): name for name in below}
    return {noun: name for noun, name in (shortened | whole).items() if name and noun and noun != own}


class _Search:
    def __init__(self, resource: Resource, root: Mapping[str, Any], below: Mapping[str, Below]) -> None:
        self._resource = resource
        self._root = root
        self._below = below
        self._nouns = nouns_of(resource.name, below)
        self.found: list[Held] = []

    def look(self, schema: Any, path: Path) -> None:
        properties = schema.get("properties") if isinstance(schema, dict) else None
        for name, each in properties.items() if isinstance(properties, dict) else ():
            if not isinstance(each, dict):
                continue
            at, words, kinds = (*path, name), phrase_of(name), types(each)
            is_needed = name in schema.get("required", ())
            if isinstance(each.get("properties"), dict) and "array" not in kinds:
                if (child := self._called(words)) is not None:
                    self._object(each, at, child, is_needed)
                elif words[-1:] and words[-1] in _AROUND and len(at) < _DEEPEST:
                    self.look(each, at)
            elif "array" in kinds:
                self._list(name, each, at, self._called(words), is_needed)
            elif (child := self._counted(name, kinds, at)) is not None:
                self.found.append(Held(at, child.resource.name, "count", schema=each))

    def _called(self, words: Path) -> Below | None:
        name = self._nouns.get(words) or (self._nouns.get(words[:-1]) if words[-1:] in _LISTS else None)
        return self._below[name] if name else None

    def _object(self, schema: Any, at: Path, child: Below, is_needed: bool) -> None:
        properties = schema["properties"]
        if child.single:
            if _is_shown(properties, child):
                self.found.append(self._held(at, child, "one", schema, schema, is_needed))
            return
        if is_plural(at[-1]) or phrase_of(at[-1])[-1:] in _LISTS:
            own = {normalised(name): name for name in properties}
            lists = [name for name, each in properties.items() if "array" in types(each)]
            for name in lists if len(lists) == 1 else ():
                self._list(at[-1], properties[name], (*at, name), child, name in schema.get("required", ()))
            total = next((own[each] for each in TOTALS if each in own), None)
            if total is not None and {"integer", "number"} & {*types(properties[total])}:
                self.found.append(Held((*at, total), child.resource.name, "count", schema=properties[total]))
            if lists:
                self.found += [
                    Held((*at, own[each]), child.resource.name, "more", schema=properties[own[each]])
                    for each in sorted(_MORE & own.keys())
                ]

    def _list(self, name: str, schema: Any, at: Path, child: Below | None, is_needed: bool) -> None:
        items = schema.get("items")
        if not isinstance(items, dict):
            return
        if "object" in types(items):
            if child is not None and _is_shown(items.get("properties", {}), child):
                self.found.append(self._held(at, child, "all", schema, items, is_needed))
            return
        noun, suffix = split_key(name)
        child = child or self._called(noun)
        kinds = {*types(items)}
        if child is None or not kinds & {"string", "integer"} or items.get("enum") or "uri" in str(items.get("format")):
            return
        by = self._named_by(name, suffix, child)
        if by is not None:
            held = Held(at, child.resource.name, "keys", "" if by == child.resource.key else by, schema)
            self.found.append(held._replace(required=is_needed))

    def _named_by(self, name: str, suffix: str, child: Below) -> str | None:
        """Return the field of an entity below that a list of scalars shows; None if there is none."""
        resource = child.resource
        if suffix in IDS or suffix == "key":
            return resource.key
        spelled = {normalised(each): each for each in child.properties}
        if suffix:
            return (
                resource.label if suffix == "name" and suffix not in spelled and resource.label else spelled.get(suffix)
            )
        refers = any(each.field.split("/")[1:2] == [name] for each in self._resource.references)
        return resource.key if refers or not resource.label else resource.label

    def _held(self, at: Path, child: Below, kind: Kind, schema: Any, one: Any, is_needed: bool) -> Held:
        return Held(at, child.resource.name, kind, "", schema, View(one, self._root), is_needed)

    def _counted(self, name: str, kinds: Path, at: Path) -> Below | None:
        """Return the resource whose entities a number counts; None if it counts none."""
        words = phrase_of(name)
        if not {"integer", "number"} & {*kinds}:
            return None
        told = [*words[:1], *words[-1:]]
        noun = words[words[:1] in _BEFORE : len(words) - (words[-1:] in _AFTER)]
        if len(noun) == len(words):
            return (
                self._called(words) if is_plural(name) and (len(at) > 1 or name in self._resource.read_only) else None
            )
        if "count" not in told and "number" not in told and "integer" not in kinds:
            return None  # an amount of money
        return self._called(noun[1:] if noun[:1] == ("of",) else noun)


def _is_shown(properties: Mapping[str, Any], child: Below) -> bool:
    """Return whether objects with some properties, or any, may be the entities of a resource."""
    if not properties:
        return True
    own, known = set(map(normalised, properties)), set(map(normalised, child.properties))
    return bool(own & {"id", normalised(child.resource.key)}) or (
        bool(own & known) and 2 * len(own & known) >= len(own)
    )
