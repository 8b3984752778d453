"""A schema as small as a document can bear: references put in place, what is deep cut with a word on what is left out.

The forms that are read back by a program carry ``Tool.parameters`` whole; this is for what only a reader reads.
"""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.render.wording import sentence, shortened
from lemnos.steps.tools.schemas.validation import Schema, resolve

_MAPS = ("properties", "patternProperties")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "contains", "not", "propertyNames", "if", "then", "else")
_DROPPED = frozenset(("$defs", "$schema", "title", "discriminator", "x-python-kind", "x-python-type"))
_NAMES = 12
_LONG_ENUM = 8
"""Values from which an enum that comes again is told once."""
_LONGEST_NESTED = 240
"""Characters of a description below the outermost level."""


def compact(schema: Schema, root: Schema, depth: int, most: int = 80) -> Any:
    """Return a schema without references.

    Args:
        schema: Any part of ``root``.
        root: What references lead into.
        depth: Levels of subschemas that are kept.
        most: Subschemas that are kept.
    """
    return _Compactor(root, depth, most).reduce(schema, depth, ())


class _Compactor:
    def __init__(self, root: Schema, depth: int, most: int) -> None:
        self.root = root
        self.depth = depth
        self.left = most
        self.told: set[str] = set()
        """References that are told in full, and long enums."""
        self.cuts = 0

    def reduce(self, schema: Schema, depth: int, seen: tuple[str, ...]) -> Any:
        if not isinstance(schema, dict):
            return schema
        self.left -= 1
        reference = schema.get("$ref")
        if isinstance(reference, str):
            found = resolve(reference, self.root)
            beside = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
            if not isinstance(found, dict):
                schema = beside
            elif (
                reference in seen or len(seen) > 20 or (reference in self.told and len(found.get("properties", ())) > 2)
            ):
                return self._cut({**found, **beside})
            else:
                if depth > 0 <= self.left:
                    self.told.add(reference)
                return self.reduce({**found, **beside}, depth, (*seen, reference))
        if depth < 0 or self.left < 0:
            return self._cut(schema)
        kept: dict[str, Any] = {}
        repeated = ""
        for keyword, value in schema.items():
            if keyword in _DROPPED:
                continue
            if keyword == "enum" and isinstance(value, list) and len(value) >= _LONG_ENUM:
                if (values := repr(value)) in self.told:
                    repeated = f"One of the {len(value)} values listed above."
                    self.cuts += 1
                    continue
                self.told.add(values)
            if keyword in _MAPS and isinstance(value, dict):
                kept[keyword] = {name: self.reduce(each, depth - 1, seen) for name, each in value.items()}
            elif keyword in _LISTS and isinstance(value, list):
                before = self.cuts
                branches = [self.reduce(each, depth - 1, seen) for each in value]
                # What is left of branches that excluded each other may not do so any more.
                cut = keyword == "oneOf" and self.cuts > before and "anyOf" not in schema
                kept["anyOf" if cut else keyword] = branches
            elif keyword in _SINGLE:
                kept[keyword] = self.reduce(value, depth - 1, seen) if isinstance(value, dict) else value
            elif keyword == "description" and depth < self.depth and isinstance(value, str):
                kept[keyword] = shortened(value, _LONGEST_NESTED)
            else:
                kept[keyword] = value
        if repeated:
            kept["description"] = f"{sentence(kept['description'])} {repeated}" if kept.get("description") else repeated
        return kept

    def _cut(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        self.cuts += 1
        return _cut(schema)


def _cut(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type of a schema, and in words what of it is left out."""
    kept = {keyword: schema[keyword] for keyword in ("type", "format", "description", "enum") if keyword in schema}
    if isinstance(kept.get("description"), str):
        kept["description"] = shortened(kept["description"], _LONGEST_NESTED)
    names = list(schema.get("properties", ()))
    if names:
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        note = f"Fields left out here: {', '.join(names[:_NAMES])}{more}."
        kept["description"] = f"{kept['description']} {note}" if kept.get("description") else note
    return kept
