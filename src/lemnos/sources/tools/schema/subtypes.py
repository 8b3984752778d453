"""Finds the subtypes that the discriminator of a schema leads to, and tells each by its value of the discriminator.

A base schema often names its subtypes only by ``discriminator``: in ``mapping``, or by their own ``allOf``, which
refers to the base (OpenAPI 3.1, section 4.8.25; Swagger 2.0, Schema Object). ``Subtypes.of`` takes such a base and
returns its subtypes; ``told_apart`` returns the schema of one of them with the value by which it is chosen.

Limitation: subtypes without a mapping are found in the file of the base only.
"""

from typing import Any, NamedTuple

from lemnos.sources.tools.schema.numbers import text_of
from lemnos.sources.tools.schema.refs import Resolver, Specification, Target
from lemnos.text.json_pointers import escaped

MOST_SUBTYPES = 60
"""The number of subtypes that are shown of one base."""
_DEEPEST = 8


class Subtype(NamedTuple):
    """A schema that an object of the base type may have."""

    value: str
    """The value of the discriminator."""
    target: Target


class Subtypes:
    """Finds the subtypes of the schemas of one file and of those that it refers to.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[str, tuple[Subtype, ...]] = {}
        self._children: dict[str, dict[str, list[Subtype]]] = {}
        """File → key of a schema → the named schemas whose ``allOf`` refers to it."""

    def of(self, target: Target) -> tuple[Subtype, ...]:
        """Return the subtypes of a schema; empty if it has no discriminator or lists its alternatives itself.

        The base is among them unless it has a mapping that does not name it.
        """
        value = target.value
        if not isinstance(value, dict) or "discriminator" not in value or "oneOf" in value or "anyOf" in value:
            return ()
        if target.key not in self._known:
            mapped = self.mapped(value["discriminator"], target.base)
            found = mapped or self._descendants(target, 0)
            if found and not mapped:  # Without a mapping, the name of the base is a value too.
                found.append(Subtype(target.key.rpartition("/")[2], target))
            distinct = {subtype.target.key: subtype for subtype in reversed(found)}
            # A base that is only mapped to itself has no subtypes.
            others = distinct.keys() - {target.key}
            self._known[target.key] = tuple(reversed(distinct.values())) if others else ()
        return self._known[target.key]

    def mapped(self, discriminator: Any, base: Specification) -> list[Subtype]:
        """Return the schemas that the ``mapping`` of a discriminator names, in the file ``base``."""
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        subtypes = []
        for value, reference in mapping.items() if isinstance(mapping, dict) else ():
            target = self._resolver.find(text_of(reference), base)
            if target is not None and isinstance(target.value, dict):
                subtypes.append(Subtype(str(value), target))
        return subtypes

    def _descendants(self, target: Target, depth: int) -> list[Subtype]:
        children = self._by_base(target.base).get(target.key, ())
        if depth > _DEEPEST:
            return []
        return [each for child in children for each in (child, *self._descendants(child.target, depth + 1))]

    def _by_base(self, file: Specification) -> dict[str, list[Subtype]]:
        if file.name not in self._children:
            children = self._children[file.name] = {}
            for pointer, schemas in _named_schemas(file.value):
                for name, schema in schemas.items():
                    parts = schema.get("allOf") if isinstance(schema, dict) else None
                    for part in parts if isinstance(parts, list) else ():
                        parent = self._resolver.find(part.get("$ref"), file) if isinstance(part, dict) else None
                        own = self._resolver.find(f"#{pointer}/{_escaped(name)}", file) if parent is not None else None
                        if parent is not None and own is not None:
                            children.setdefault(parent.key, []).append(Subtype(name, own))
        return self._children[file.name]


def _named_schemas(value: Any) -> list[tuple[str, dict[str, Any]]]:
    found = []
    if isinstance(value, dict):
        components = value.get("components")
        for pointer, schemas in (
            ("/definitions", value.get("definitions")),
            ("/components/schemas", components.get("schemas") if isinstance(components, dict) else None),
        ):
            if isinstance(schemas, dict):
                found.append((pointer, schemas))
    return found


def _escaped(name: str) -> str:
    return escaped(name).replace("%", "%25")


def told_apart(schema: dict[str, Any], title: str, name: str, value: str) -> dict[str, Any]:
    """Return the schema of a subtype with the value of its discriminator.

    Args:
        schema: The converted schema, such as a reference.
        title: The name of the subtype.
        name: The name of the property that the discriminator reads.
        value: Its value for this subtype.
    """
    fixed = {"type": "object", "properties": {name: {"type": "string", "const": value}}, "required": [name]}
    return {"title": title, "allOf": [schema, fixed]}
