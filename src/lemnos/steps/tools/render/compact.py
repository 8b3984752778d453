"""Reduce a schema to a size that a document can bear: references inlined, deep parts cut and summarised in words.

``Schema``, root -> schema without references. It is meant for human readers; the forms that programs parse carry
``Tool.parameters`` unchanged.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lemnos.steps.tools.render.wording import first_items, sentence, shortened
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten, types
from lemnos.steps.tools.schemas.validation import Schema, resolve

_MAPS = ("properties", "patternProperties")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "additionalProperties", "contains", "not", "propertyNames", "if", "then", "else")
_DROPPED = frozenset(("$defs", "$schema", "title", "discriminator", "x-python-kind", "x-python-type"))
_RESULT_DEPTH = 3
_DEEPEST = 16
"""Number of levels of subschemas of a result that is kept whole."""
_LONGEST_WHOLE = 8_000
"""Length of the JSON text of a schema, in characters, above which it has too many subschemas to be kept whole."""
_SUBSCHEMAS = 80
"""Maximum number of subschemas of a result that is kept whole."""
_NAMES = 100
"""Maximum number of fields left out that are named."""
_DEEPEST_CUT = 2
"""Number of arrays and maps within a part that is cut of which the items are told."""
_BRIEF = 24
"""Maximum number of fields of a part that is cut of which the types are told."""
_ALL_BRIEF = 160
"""Maximum number of such fields in one schema."""
_LONG_ENUM = 8
"""Number of values from which a repeated enum is written out only once."""
_LONGEST_NESTED = 1000
"""Maximum length of a description below the outermost level, in characters."""


def compact(schema: Schema, root: Schema, depth: int, most: int = 80) -> Any:
    """Return ``schema`` without references, and without what exceeds the limits.

    Args:
        schema: Any part of ``root``.
        root: The schema within which references are resolved.
        depth: Number of levels of subschemas that are kept.
        most: Maximum number of subschemas that are kept.
    """
    return _Compactor(root, depth, most).reduce(schema, depth, ())


def compact_result(text: str) -> Any:
    """Return the schema of a result, given as JSON text, without references: whole if small, else its outer levels."""
    schema = msgspec.json.decode(text)
    if len(text) <= _LONGEST_WHOLE:
        compactor = _Compactor(schema, _DEEPEST, _SUBSCHEMAS)
        whole = compactor.reduce(schema, _DEEPEST, ())
        if not compactor.cuts:
            return whole
    return compact(schema, schema, _RESULT_DEPTH)


class _Compactor:
    def __init__(self, root: Schema, depth: int, most: int) -> None:
        self.root = root
        self.depth = depth
        self.left = most
        self.written: set[str] = set()
        """References and long enums that have been written in full."""
        self.cuts = 0
        self.brief = _ALL_BRIEF

    def reduce(self, schema: Schema, depth: int, seen: tuple[str, ...]) -> Any:
        if not isinstance(schema, dict):
            return schema
        self.left -= 1
        reference = schema.get("$ref")
        if isinstance(reference, str):
            target = resolve(reference, self.root)
            siblings = {keyword: value for keyword, value in schema.items() if keyword != "$ref"}
            if not isinstance(target, dict):
                schema = siblings
            elif (
                reference in seen
                or len(seen) > 20
                or (reference in self.written and len(target.get("properties", ())) > 2)
            ):
                return self._cut({**target, **siblings}, told=reference in self.written)
            else:
                if depth > 0 <= self.left:
                    self.written.add(reference)
                return self.reduce({**target, **siblings}, depth, (*seen, reference))
        if depth < 0 or self.left < 0:
            return self._cut(schema)
        kept: dict[str, Any] = {}
        repeated = ""
        for keyword, value in schema.items():
            if keyword in _DROPPED:
                continue
            if keyword == "enum" and isinstance(value, list) and len(value) >= _LONG_ENUM:
                if (values := repr(value)) in self.written:
                    repeated = f"One of the {len(value)} values listed above."
                    self.cuts += 1
                    continue
                self.written.add(values)
            if keyword in _MAPS and isinstance(value, dict):
                kept[keyword] = {name: self.reduce(each, depth - 1, seen) for name, each in value.items()}
            elif keyword in _LISTS and isinstance(value, list):
                before = self.cuts
                branches = [self.reduce(each, depth - 1, seen) for each in value]
                # Branches that excluded each other may no longer do so once they are cut.
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

    def _cut(self, schema: Mapping[str, Any], depth: int = 0, *, told: bool = False) -> dict[str, Any]:
        """Return the type of a schema, of its items, values and fields, with a note on what is left out.

        Args:
            schema: The schema.
            depth: Number of arrays and maps around it within what is cut.
            told: Whether it is written in full elsewhere, so that the names of its fields suffice.
        """
        self.cuts += not depth
        try:
            flat: Mapping[str, Any] = flatten(dict(schema), self.root)
        except ImpossibleError:
            flat = schema
        kept = {keyword: flat[keyword] for keyword in ("type", "format", "description", "enum") if keyword in flat}
        if "type" not in kept and len(kinds := types(dict(flat))) == 1:
            kept = {"type": kinds[0], **kept}
        if depth:  # Only the kind of an item matters here.
            kept.pop("description", None)
            if len(kept.get("enum", ())) >= _LONG_ENUM:
                del kept["enum"]
        if isinstance(kept.get("description"), str):
            kept["description"] = shortened(kept["description"], _LONGEST_NESTED)
        for keyword in ("items", "additionalProperties"):
            inner = flat.get(keyword)
            if isinstance(inner, dict) and depth < _DEEPEST_CUT and (below := self._cut(inner, depth + 1, told=told)):
                kept[keyword] = below
        names = list(flat.get("properties", ()))
        if names and not told and len(names) <= min(_BRIEF, self.brief):
            self.brief -= len(names)
            kept["properties"] = {name: self._type_of(each) for name, each in flat["properties"].items()}
            if needed := [name for name in flat.get("required", ()) if name in kept["properties"]]:
                kept["required"] = needed
            return kept
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        note = f"Fields left out here: {', '.join(names[:_NAMES])}{more}." if names else ""
        if not note and "groups" in flat and "type" not in kept:
            note = "Its alternatives are left out here."
        if note:
            kept["description"] = f"{sentence(kept['description'])} {note}" if kept.get("description") else note
        return kept

    def _type_of(self, schema: Schema, depth: int = 0) -> dict[str, Any]:
        """Return the type of a field of a part that is cut, and of its items; of an object the names of its fields."""
        try:
            flat = flatten(schema, self.root) if isinstance(schema, dict) else {}
        except ImpossibleError:
            return {}
        kinds = types(flat)
        kept: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else list(kinds)} if kinds else {}
        kept |= {keyword: flat[keyword] for keyword in ("format", "const") if keyword in flat}
        if 0 < len(flat.get("enum", ())) < _LONG_ENUM:
            kept["enum"] = flat["enum"]
        for keyword in ("items", "additionalProperties"):
            inner = flat.get(keyword)
            if isinstance(inner, dict) and depth < _DEEPEST_CUT and (below := self._type_of(inner, depth + 1)):
                kept[keyword] = below
        if names := list(flat.get("properties", ())):
            kept["description"] = f"Fields left out here: {first_items(names, _NAMES)}."
        return kept


def shares(needs: Sequence[int], total: int, least: int) -> list[int]:
    """Return how much of ``total`` each of several parts gets: what it needs, as far as the others leave it.

    >>> shares([1, 1, 50, 60], 80, 8), shares([9, 9], 4, 8)
    ([1, 1, 39, 39], [8, 8])
    """
    given = [0] * len(needs)
    left = total
    for count, number in enumerate(sorted(range(len(needs)), key=needs.__getitem__)):
        given[number] = max(min(needs[number], least), min(needs[number], left // (len(needs) - count)))
        left -= given[number]
    return given


def size(schema: Schema, root: Schema, depth: int, most: int) -> int:
    """Return the number of subschemas that ``compact`` keeps of a schema at a depth, at most ``most``."""
    compactor = _Compactor(root, depth, most)
    compactor.reduce(schema, depth, ())
    return min(most, most - compactor.left)
