"""Computes what a world shows and no one sets: entity, its scope -> counts of the entities below it, its own address.

``commentsCount`` of a post counts the comments that lie below it now; ``selfLink``, and ``url`` where no request sends
it, is the address at which ``get`` finds the entity. All else is stored.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.semantics.paths import spellings
from lemnos.steps.tools.world.semantics.shapes import at
from lemnos.text.json_pointers import escaped

_ADDRESSES = frozenset("selflink self href url uri apiurl resourceuri resourceurl link selfurl".split())
"""Normalised names of fields that hold the address of their entity, if no request sends them."""
_UNCHECKED = frozenset("type title description format examples default readOnly deprecated".split())
"""Keywords of a schema of texts that allows any."""
_LINKS = ("links", "_links", "link")


class Computed:
    """The computed fields of one resource.

    Args:
        resource: The resource.
        below: The resources that lie below it.
        address: Returns the address of an entity from its key and its scope, empty if it has none; None if no
            operation gets one.
    """

    def __init__(
        self, resource: Resource, below: Sequence[str], address: Callable[[str, Mapping[str, str]], str] | None
    ) -> None:
        self._name = resource.name
        self._root = msgspec.json.decode(resource.schema)
        self._properties: dict[str, Any] = self._root["properties"]
        self._counts = [
            (field, child)
            for field, schema in self._properties.items()
            if field in resource.read_only and isinstance(schema, dict) and {"integer", "number"} & {*types(schema)}
            if (child := _counted(field, below))
        ]
        self._addresses = [path for name in self._properties for path in self._addresses_in(name, resource)]
        paths = [*self._addresses, *((field,) for field, _ in self._counts)]
        self._schemas = {
            path: at(self._root, "".join(f"/{escaped(each)}" for each in path), self._root) for path in paths
        }
        self._any_text = {path for path in self._addresses if _allows_any_text(self._schemas[path])}
        self._address = address if self._addresses else None

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

    @property
    def is_empty(self) -> bool:
        """Whether the resource has no computed fields."""
        return not self._counts and self._address is None

    def of(
        self, body: dict[str, Any], key: str, scope: Mapping[str, str], count: Callable[[str, str, str], int]
    ) -> dict[str, Any]:
        """Return an entity with its computed fields.

        Args:
            body: The entity.
            key: Its key.
            scope: Resource above → the key of its entity.
            count: Returns how many entities of a resource lie below the entity of another with a key.
        """
        changed = dict(body)
        for field, child in self._counts:
            if field in changed:
                self._set(changed, (field,), count(child, self._name, key))
        address = self._address(key, scope) if self._address is not None else ""
        for path in self._addresses if address else ():
            self._set(changed, path, address)
        return changed

    def _set(self, body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
        if path not in self._any_text and not conforms(value, self._schemas[path], self._root):
            return
        name, *rest = path
        present = body.get(name)
        for part in reversed(rest):
            value = {part: value}
        if rest:
            if not isinstance(present, dict) or rest[0] not in present:
                return
            inner = present[rest[0]]
            value = {**present, rest[0]: {**inner, **value[rest[0]]} if isinstance(inner, dict) else value[rest[0]]}
        if present is not None:
            body[name] = value


def _allows_any_text(schema: Schema) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "string" and _UNCHECKED.issuperset(schema)


def _counted(field: str, below: Sequence[str]) -> str:
    """Return the resource whose entities a field counts; empty if it counts none."""
    own = normalised(field)
    for child in below:
        for noun in spellings(tuple(child.split())):
            if own in (f"{noun}count", f"count{noun}", f"num{noun}", f"total{noun}", f"numberof{noun}", f"{noun}total"):
                return child
    return ""
