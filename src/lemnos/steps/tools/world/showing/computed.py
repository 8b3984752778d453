"""Computes what a world shows and no one sets: entity, its scope -> what lies below it, its own address.

``comments`` of a post are those that lie below it now, and ``commentsCount`` counts them; ``selfLink``, and ``url``
where no request sends it, is the address at which ``get`` finds the entity, and links beside it lead from there. All
else is stored.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.naming.nouns import phrase_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.linking.holding import Below, Held, held_in
from lemnos.steps.tools.world.linking.repeating import Way
from lemnos.steps.tools.world.semantics.shapes import at
from lemnos.text.json_pointers import escaped

_ADDRESSES = frozenset("selflink self href url uri apiurl resourceuri resourceurl link selfurl".split())
"""Normalised names of fields that hold the address of their entity, if no request sends them."""
_UNCHECKED = frozenset("type title description format examples default readOnly deprecated".split())
"""Keywords of a schema of texts that allows any."""
_LINKS = ("links", "_links", "link")
_LEFT_OUT = ("all", "keys", "one")
"""Kinds of what is not shown where the schema allows none that is true."""


class Repeats(NamedTuple):
    """What entities of a resource show of others that these do not store."""

    above: Mapping[str, frozenset[str]]
    """Resource above → normalised names of what is shown of it."""
    told: frozenset[str]
    """Resources to which they refer."""
    others: frozenset[str]
    """All resources whose entities they may show."""
    ways: tuple[Way, ...]
    """Where they tell of those to which they refer."""
    telling: frozenset[str]
    """Resources above of which they may show what changes."""


NO_REPEATS = Repeats({}, frozenset(), frozenset(), (), frozenset())
Lookup = Callable[[Held], Any]
"""Returns what an entity holds at a place of those below it; ``ABSENT`` for nothing that conforms."""
ABSENT = object()


class Computed:
    """The computed fields of one resource.

    Args:
        resource: The resource.
        below: The resources that lie below it.
        address: Returns the address of an entity from its key and its scope, empty if it has none; None if no
            operation gets one.
    """

    def __init__(
        self, resource: Resource, below: Collection[Below], address: Callable[[str, Mapping[str, str]], str] | None
    ) -> None:
        self.root: dict[str, Any] = msgspec.json.decode(resource.schema)
        self._properties: dict[str, Any] = self.root["properties"]
        self.held = held_in(resource, self.root, below)
        """Where an entity holds those below it."""
        self._addresses = [path for name in self._properties for path in self._addresses_in(name, resource)]
        self._schemas = {
            path: at(self.root, "".join(f"/{escaped(each)}" for each in path), self.root) for path in self._addresses
        }
        self._links = [link for path in self._addresses if len(path) > 1 for link in self._links_beside(path)]
        self._any_text = {path for path, each in [*self._schemas.items(), *self._links] if _allows_any_text(each)}
        self._around = tuple(dict.fromkeys(path[0] for path in self._addresses if len(path) > 1))
        self._address = address if self._addresses else None
        fields = [each.path[0] for each in self.held] + [path[0] for path in self._addresses]
        self.names = frozenset(map(normalised, fields))
        """Normalised names of the fields that are computed or hold what is."""
        self.repeats = NO_REPEATS
        """What its entities show of others, as far as that is computed; nothing before it is known."""
        self.is_stored = False
        """Whether its entities show what is stored, unless others change; false before that is known."""

    def _addresses_in(self, name: str, resource: Resource) -> list[tuple[str, ...]]:
        schema = self._properties[name]
        if name not in resource.read_only or not isinstance(schema, dict):
            return []
        if normalised(name) in _ADDRESSES and "string" in types(schema):
            return [(name,)]
        inner = schema.get("properties")
        if name.lower() not in _LINKS or not isinstance(inner, dict) or "self" not in inner:
            return []
        own = inner["self"]
        deeper = own.get("properties") if isinstance(own, dict) else None
        return [(name, "self", "href") if isinstance(deeper, dict) and "href" in deeper else (name, "self")]

    def _links_beside(self, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Schema]]:
        """Return the other links of an entity beside that to itself, each with its schema."""
        found: list[tuple[tuple[str, ...], Schema]] = []
        for name, schema in self._properties[path[0]]["properties"].items():
            inner = schema.get("properties") if isinstance(schema, dict) else None
            at = (path[0], name, "href") if isinstance(inner, dict) and "href" in inner else (path[0], name)
            own = inner["href"] if isinstance(inner, dict) and "href" in inner else schema
            if name != "self" and isinstance(own, dict) and "string" in types(own):
                found.append((at, own))
        return found

    @property
    def is_empty(self) -> bool:
        """Whether the resource has no computed fields."""
        return not self.held and self._address is None

    def of(
        self,
        body: dict[str, Any],
        key: str,
        scope: Mapping[str, str],
        lookup: Lookup,
        names: Collection[str] = (),
    ) -> dict[str, Any]:
        """Return an entity with its computed fields.

        Args:
            body: The entity.
            key: Its key.
            scope: Resource above → the key of its entity.
            lookup: Returns what it holds of those below it.
            names: Normalised names of the fields that are shown; empty for all. Numbers are computed anyway, because
                lists are sorted by them.
        """
        changed = dict(body)
        for held in self.held:
            is_shown = not names or held.kind == "count" or normalised(held.path[0]) in names
            if is_shown and held.path[0] in changed:
                value = lookup(held)
                if value is not ABSENT:
                    _put(changed, held.path, value)
                elif len(held.path) == 1 and held.kind in _LEFT_OUT and not held.required:
                    del changed[held.path[0]]
        if self._address is not None and (address := self._address(key, scope)):
            self._lead(changed, address)
        return changed

    def _lead(self, body: dict[str, Any], address: str) -> None:
        """Let an entity tell its address and those beside it, in place, but not in what others share of it."""
        body.update({name: _copied(body[name]) for name in self._around if name in body})
        for path in self._addresses:
            if body.get(path[0]) is not None and self._allows(path, self._schemas[path], address):
                _set(body, path, address)
        parts = address.split("/") if self._links else []
        for path, schema in self._links:
            if body.get(path[0]) is not None and self._allows(path, schema, linked := _beside(parts, path[1])):
                _set(body, path, linked)

    def _allows(self, path: tuple[str, ...], schema: Schema, address: str) -> bool:
        return path in self._any_text or conforms(address, schema, self.root)


def _beside(parts: list[str], name: str) -> str:
    """Return the address of what a link of an entity leads to: of one above it, or of something below.

    Args:
        parts: Those of the address of the entity.
        name: Of the link.

    >>> _beside("https://api.example.com/shops/7/orders/3".split("/"), "shop")
    'https://api.example.com/shops/7'
    >>> _beside("https://api.example.com/shops/7/orders/3".split("/"), "refunds")
    'https://api.example.com/shops/7/orders/3/refunds'
    """
    noun = phrase_of(name)
    for number in range(3, len(parts) - 2):
        if parts[number] and phrase_of(parts[number]) == noun and parts[number] != name:
            return "/".join(parts[: number + 2])
    return "/".join((*parts, name))


def _copied(value: Any) -> Any:
    """Return a value of which the objects can be changed, down to those in its fields."""
    if not isinstance(value, dict):
        return value
    return {name: dict(each) if isinstance(each, dict) else each for name, each in value.items()}


def _set(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set what lies at a path in an entity that has something there, in place."""
    level: Any = body
    for name in path[:-1]:
        level = level.get(name) if isinstance(level, dict) else None
    if isinstance(level, dict) and (path[-1] in level or level is body):
        level[path[-1]] = value


def _put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set what lies at a path in an entity that has something there, in place, but not in what lies around it."""
    name, *rest = path
    present = body.get(name)
    if not rest:
        body[name] = value
    elif isinstance(present, dict) and rest[0] in present:
        body[name] = inner = dict(present)
        _put(inner, tuple(rest), value)


def _allows_any_text(schema: Schema) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "string" and _UNCHECKED.issuperset(schema)
