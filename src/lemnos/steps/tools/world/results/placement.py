"""Reads once where results hold what they show: schema of a result, JSON pointer -> ``Placement``.

Every call of an operation needs the same parts of its schema, so that they are kept with the operation. Cost: a lookup
for each property of an entity.
"""

from functools import cached_property
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.steps.tools.world.semantics.shapes import at, flat_of, items_of, properties_of
from lemnos.steps.tools.world.values.outcome import outcome_fields, succeeded
from lemnos.text.json_pointers import unescaped

_MOST_NAMES = 256


class Placement:
    """Where the result of an operation holds its entity or its list of entities.

    Args:
        root: The schema of the result.
        pointer: JSON pointer of the entity or the list in the result.
    """

    def __init__(self, root: Schema, pointer: str) -> None:
        self.path = tuple(map(unescaped, pointer.split("/")[1:]))
        """The names on the way to it."""
        self.schema = at(root, pointer, root)
        """Of the entity or the list."""
        self.items = items_of(self.schema, root)
        """Of an item of the list."""
        self.is_list = "array" in types(flat_of(self.schema, root))
        kinds = types(flat_of(self.items, root))
        self.is_scalar = not properties_of(self.items, root) and "object" not in kinds and bool(kinds)
        """Whether an item is no object, but the key of one."""
        self.one = View(self.schema, root)
        self.item = View(self.items, root)
        self._root = root

    def after_change(self, shown: Any) -> Any:
        """Return what the result of a change shows of an entity: what tells there of the call tells of success."""
        return succeeded(shown, *self._told) if self._told[-1] else shown

    @cached_property
    def _told(self) -> tuple[dict[str, Any], Schema, frozenset[str]]:
        properties = properties_of(self.schema, self._root)
        return properties, self._root, outcome_fields(properties, self._root)


class View:
    """What a schema shows of an entity.

    Args:
        schema: The schema.
        root: The schema within which references are resolved.
    """

    def __init__(self, schema: Schema, root: Schema) -> None:
        flat = flat_of(schema, root)
        is_object = "array" not in types(flat) and ("object" in types(flat) or not types(flat))
        self._properties = tuple(flat.get("properties") or ()) if is_object else ()
        self.names = frozenset(map(normalised, self._properties))
        """Normalised names of the properties; empty if it shows all."""
        self.required = frozenset[str](flat.get("required", ())) if is_object else frozenset[str]()
        """The properties that it must show."""
        self._named: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}

    def of(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return an entity reduced to the properties of the schema, which other results may spell in another way.

        It is returned as it is if the schema names none.
        """
        if not self._properties:
            return body
        fields = tuple(body)
        named = self._named.get(fields)
        if named is None:
            if len(self._named) >= _MOST_NAMES:
                self._named.clear()
            named = self._named[fields] = self._names(fields)
        return {name: body[own] for name, own in named}

    def _names(self, fields: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Return the properties that an entity with some fields has, each with its field."""
        alike = {normalised(field): field for field in fields}
        own = frozenset(fields)
        named = ((name, name if name in own else alike.get(normalised(name))) for name in self._properties)
        return tuple((name, field) for name, field in named if field is not None)
