"""Turn a JSON Schema into a tree of fields for readers: references resolved, variants separated, depth limited.

``Schema`` -> ``Field``. The outermost level is always complete. Below it, the tree is cut where it is deep, large or
recursive, and the field above the cut lists the names that are left out.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from lemnos.steps.tools.examples.selection import TEMPLATE, need_in
from lemnos.steps.tools.render.bounds import BOUNDED, bounds_of
from lemnos.steps.tools.render.wording import NOTHING, cleaned_description, english_list, shortened, ticked
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten, types
from lemnos.steps.tools.schemas.validation import Schema, is_type, resolve

DEPTH = 3
"""Number of levels of fields shown below the outermost one."""
DEEPEST = 7
"""Number of levels shown of a schema that is small enough to be shown whole."""
FIELDS = 120
"""Maximum number of nested fields shown for one schema."""
_LONGEST_NESTED = 1000
"""Maximum length of the description of a nested field, in characters."""
_VARIANTS = 6
_DEEPEST_CHOICE = 10
_NUMBERED = re.compile(r"variant \d+")
"""What alternatives without a name are called."""
_REDUNDANT = {
    True: re.compile(r"^\s*(?:[\[(]required[\])][.:,]?|required[.:]|\*+required\*+[.:]?)\s+", re.IGNORECASE),
    False: re.compile(r"^\s*(?:[\[(]optional[\])][.:,]?|optional[.:]|\*+optional\*+[.:]?)\s+", re.IGNORECASE),
}
"""Beginnings of descriptions that repeat what every form states anyway, by whether the field is required."""


class Field(msgspec.Struct, frozen=True):
    """One argument, one part of a result, or a whole result."""

    name: str
    types: tuple[str, ...]
    """JSON types; empty if any value is allowed."""
    type: str
    """The types in words: ``array of strings``."""
    required: bool = False
    """Whether it must be given, by the schema or, for what a caller sends, by its description."""
    description: str = ""
    default: str = ""
    """JSON text; empty for none."""
    enum: tuple[Any, ...] = ()
    bounds: tuple[str, ...] = ()
    """Further constraints on the value, in words: ``at least 1``."""
    examples: tuple[Any, ...] = ()
    item: "Field | None" = None
    """The items of an array."""
    values: "Field | None" = None
    """The values of an object with free property names."""
    children: "tuple[Field, ...]" = ()
    variants: "tuple[Field, ...]" = ()
    """The alternative structures, if the value has one of several."""
    left_out: tuple[str, ...] = ()
    """Names of fields that are not shown."""
    left_out_types: tuple[str, ...] = ()
    """Their types in words; empty for those of which nothing is known."""
    deprecated: bool = False
    depends: bool = False
    """Whether its description says that it is required under a condition, although it is not ``required``."""
    is_variant: bool = False
    """Whether it is one of the alternative structures of another field."""


def fields_of(schema: Schema, *, depth: int = DEPTH, most: int = FIELDS, sent: bool = False, deepest: int = 0) -> Field:
    """Return the tree of fields of a self-contained schema.

    Args:
        schema: A schema of any type.
        depth: Number of levels shown below the outermost one.
        most: Maximum number of nested fields shown.
        sent: Whether a caller sends the value, so that descriptions say what is required.
        deepest: Number of levels shown if all of them together have fewer than ``most`` fields.
    """
    if deepest:
        reader = _Reader(schema, deepest, most, sent)
        whole = reader.field("", schema, required=True, depth=0)
        if reader.left > 0:
            return whole
    return _Reader(schema, depth, most, sent).field("", schema, required=True, depth=0)


def subfields(field: Field) -> tuple[Field, ...]:
    """Return the fields to show below a field: its properties, those of its items or values, or its variants."""
    if field.children:
        return field.children + field.variants if field.variants else field.children
    for inner in (field.item, field.values):
        if inner is not None and (below := subfields(inner)):
            return below
    return field.variants


def label(field: Field, quote: str = "`") -> str:
    """Return the name of a field between quotation marks; without them the number of an alternative without a name.

    >>> label(Field("id", (), "")), label(Field("variant 2", (), "", is_variant=True))
    ('`id`', 'variant 2')
    """
    is_number = field.is_variant and _NUMBERED.fullmatch(field.name) is not None
    return field.name if is_number else f"{quote}{field.name}{quote}"


def headed(field: Field, quote: str = "") -> str:
    """Return the name of a nested field, its type, and whether it is required or one of several alternatives.

    >>> headed(Field("id", ("string",), "string", required=True)), headed(Field("Cat", (), "object", is_variant=True))
    ('id (string, required)', 'Cat (object, one of the alternatives)')
    """
    kind = "" if field.type in ("", "any value") else field.type
    mark = "one of the alternatives" if field.is_variant else "required" * (field.required and bool(kind))
    marks = ", ".join(filter(None, (kind, mark)))
    return label(field, quote) + (f" ({marks})" if marks else "")


def need(field: Field) -> str:
    """Return ``required`` or ``optional``; empty if the description names the condition on which it is required."""
    return "required" if field.required else "" if field.depends else "optional"


def omitted_names(field: Field) -> tuple[str, ...]:
    """Return the names of the fields left out below a field, or else below its items or values."""
    for inner in (field.item, field.values):
        if not field.left_out and inner is not None:
            return omitted_names(inner)
    return field.left_out


def omitted(field: Field, quote: str = "`") -> list[str]:
    """Return the fields left out below a field, or else below its items or values: each name with its type.

    Args:
        field: The field.
        quote: The mark before and after a name.
    """
    for inner in (field.item, field.values):
        if not field.left_out and inner is not None:
            return omitted(inner, quote)
    kinds = field.left_out_types or ("",) * len(field.left_out)
    return [
        f"{quote}{name}{quote}" + (f" ({kind})" if kind else "")
        for name, kind in zip(field.left_out, kinds, strict=True)
    ]


class _Reader:
    def __init__(self, root: Schema, depth: int, most: int, sent: bool) -> None:
        self.root = root
        self.sent = sent
        self.depth = depth
        self.left = most
        self.open: list[str] = []

    def field(self, name: str, schema: Schema, *, required: bool, depth: int) -> Field:
        if not isinstance(schema, dict):
            return Field(name, (), "any value" if schema else "nothing", required)
        reference = schema.get("$ref", "")
        again = reference in self.open if reference else False
        if reference:
            self.open.append(reference)
        try:
            flat: Flat = flatten(schema, self.root)
        except ImpossibleError:
            flat = {keyword: value for keyword, value in schema.items() if keyword not in ("allOf", "anyOf", "oneOf")}
        try:
            choices = choices_in_words(schema, self.root) if "groups" in flat else None
            return self._of_flat(name, flat, required, depth, again, choices)
        finally:
            if reference:
                self.open.pop()

    def _of_flat(
        self, name: str, flat: Flat, required: bool, depth: int, again: bool, choices: tuple[str, ...] | None = None
    ) -> Field:
        kinds = types(flat)
        need = need_in(flat["description"]) if self.sent and not required and flat.get("description") else ""
        required = required or need == "required"
        if _MORE.isdisjoint(flat):  # the usual field has only a type and a description
            described = _described(flat["description"], required, name) if flat.get("description") else ""
            return Field(
                name,
                kinds,
                english_list(kinds, "or") or "any value",
                required,
                shortened(described, _LONGEST_NESTED) if depth > 1 else described,
                deprecated=bool(flat.get("deprecated")),
                depends=need == "conditional",
            )
        variants: tuple[Field, ...] = ()
        groups = [group for group in flat.get("groups", ()) if choice_of(group) is None]
        if groups:
            options = [option for option in groups[0] if isinstance(option, dict)]
            solid = [option for option in options if option.get("type") != "null"]
            if len(solid) == 1:
                try:
                    flat = {**flatten({"allOf": [solid[0]]}, self.root), **_without_groups(flat)}
                    kinds = types(flat) + (("null",) if len(options) > 1 and "null" not in types(flat) else ())
                except ImpossibleError:
                    pass
            elif not again:
                variants = tuple(
                    msgspec.structs.replace(
                        self.field(_title(option, number), option, required=False, depth=depth + (1 if depth else 0)),
                        is_variant=True,
                    )
                    for number, option in enumerate(solid[:_VARIANTS], 1)
                )
                kinds = kinds or tuple(dict.fromkeys(kind for variant in variants for kind in variant.types))
                kinds += ("null",) if len(solid) < len(options) and "null" not in kinds else ()
        if not kinds and (values := flat.get("enum") or ([flat["const"]] if "const" in flat else [])):
            kinds = tuple(dict.fromkeys(_kind(value) for value in values))
        cut = again or depth > self.depth or (depth > 1 and self.left <= 0)
        children, left_out = self._children(flat, depth, cut)
        item = self._held(flat.get("items"), depth, again)
        named = flat.get("patternProperties")
        inner = flat.get("additionalProperties")
        if isinstance(named, dict) and len(named) == 1 and not isinstance(inner, dict):
            inner = next(iter(named.values()))
        values = self._held(inner, depth, again)
        described = flat.get("description", "")
        if described:
            described = _described(described, required, name)
        return Field(
            name,
            kinds,
            flat.get("x-python-type") or flat.get("x-type") or _type_in_words(kinds, item, values, children, variants),
            required,
            shortened(described, _LONGEST_NESTED) if depth > 1 else described,
            _default(flat["default"]) if "default" in flat else "",
            tuple(flat.get("enum", ())) if "const" not in flat else (flat["const"],),
            bounds_of(flat) if choices is None else (*bounds_of(flat), *choices),
            tuple(examples[:3]) if isinstance(examples := flat.get("examples"), list) else (),
            item,
            values,
            children,
            tuple(variant for variant in variants if subfields(variant) or omitted_names(variant)),
            left_out,
            tuple(self._kind_of(flat["properties"][name]) for name in left_out),
            bool(flat.get("deprecated")),
            need == "conditional",
        )

    def _kind_of(self, schema: Schema) -> str:
        """Return the type of a field that is not shown, in words; empty if it is unknown."""
        try:
            flat = flatten(schema, self.root) if isinstance(schema, dict) else {}
            kinds = types(flat)
            items = flatten(flat["items"], self.root) if isinstance(flat.get("items"), dict) else {}
        except ImpossibleError:
            return ""
        held = types(items)
        item = Field("", held, english_list(held, "or") or "any value") if kinds == ("array",) else None
        return _type_in_words(kinds, item, None, (), ()) if kinds else ""

    def _held(self, inner: Any, depth: int, again: bool) -> Field | None:
        return self.field("", inner, required=True, depth=depth) if isinstance(inner, dict) and not again else None

    def _children(self, flat: Flat, depth: int, cut: bool) -> tuple[tuple[Field, ...], tuple[str, ...]]:
        properties: Mapping[str, Schema] | None = flat.get("properties")
        if not properties:
            return (), ()
        if cut:
            return (), tuple(properties)
        needed = frozenset(flat.get("required", ()))
        shown = []
        for key, schema in properties.items():
            if depth and self.left <= 0:
                break
            self.left -= 1 if depth else 0
            shown.append(self.field(key, schema, required=key in needed, depth=depth + 1))
        return tuple(shown), tuple(properties)[len(shown) :]


def choice_of(options: Any) -> list[tuple[str, ...]] | None:
    """Return the sets of required properties between which a value chooses; None if the options say more than that.

    >>> choice_of([{"required": ["a"]}, {"required": ["b"], "not": {"required": ["a"]}}]), choice_of([{"type": "null"}])
    ([('a',), ('b',)], None)
    """
    if not isinstance(options, list | tuple) or len(options) < 2:
        return None
    sets = []
    for option in options:
        if not isinstance(option, dict) or not option.get("required") or option.keys() - _CHOOSING:
            return None
        sets.append(tuple(option["required"]))
    return sets


_CHOOSING = frozenset(("required", "not", "title", "description", "type"))


def choices_in_words(schema: Schema, root: Schema, depth: int = 0) -> tuple[str, ...]:
    """Return a phrase for each choice between required properties that a schema makes, its ``allOf`` included.

    >>> choices_in_words({"oneOf": [{"required": ["a"]}, {"required": ["b", "c"]}]}, {})
    ('exactly one of `a` or (`b` and `c`)',)
    """
    if not isinstance(schema, dict) or depth > _DEEPEST_CHOICE:
        return ()
    phrases: list[str] = []
    for keyword, lead in (("oneOf", "exactly one of"), ("anyOf", "at least one of")):
        if (sets := choice_of(schema.get(keyword))) is not None:
            words = [english_list([ticked(name) for name in names]) for names in sets]
            words = [word if len(names) == 1 else f"({word})" for word, names in zip(words, sets, strict=True)]
            phrases.append(f"{lead} {english_list(words, 'or')}")
    inner = [resolve(schema["$ref"], root)] if isinstance(schema.get("$ref"), str) else []
    for each in (*inner, *schema.get("allOf", ())):
        phrases += choices_in_words(each, root, depth + 1)
    return tuple(dict.fromkeys(phrases))


def _described(text: str, required: bool, name: str) -> str:
    """Return a description without a beginning that every form repeats anyway; empty if it says nothing."""
    redundant = _REDUNDANT[required].match(text)
    said = cleaned_description(text[redundant.end() :] if redundant else text)
    return "" if said.rstrip(".") == name else said


def _default(value: Any) -> str:
    nothing = value is None or (isinstance(value, str) and (value in NOTHING or TEMPLATE.fullmatch(value) is not None))
    return "" if nothing else msgspec.json.encode(value).decode()


def _kind(value: Any) -> str:
    return next(
        name for name in ("string", "boolean", "integer", "number", "array", "object", "null") if is_type(value, name)
    )


def _without_groups(flat: Flat) -> Flat:
    return {keyword: value for keyword, value in flat.items() if keyword != "groups"}


def _title(option: Mapping[str, Any], number: int) -> str:
    name = option.get("title") or option.get("$ref", "").rpartition("/")[2]
    return str(name) if name else f"variant {number}"


_PLURALS = {"string": "strings", "integer": "integers", "number": "numbers", "boolean": "booleans", "object": "objects",
            "array": "arrays", "any value": "values", "null": "nulls"}  # fmt: skip


def _type_in_words(
    kinds: tuple[str, ...],
    item: Field | None,
    values: Field | None,
    children: tuple[Field, ...],
    variants: tuple[Field, ...],
) -> str:
    if variants and len(names := list(dict.fromkeys(variant.type for variant in variants))) > 1:
        return english_list([*names, "null"] if "null" in kinds else names, "or")
    words = []
    for kind in kinds or ("any value",):
        if kind == "array" and item is not None and item.type not in ("", "any value"):
            many = _PLURALS.get(item.type) or (
                f"arrays{item.type[5:]}" if item.type.startswith("array of ") else f"({item.type})"
            )
            words.append(f"array of {many}")
        elif kind == "object" and values is not None and not children and values.type != "any value":
            words.append(f"map of {_PLURALS.get(values.type, f'({values.type})')} by name")
        else:
            words.append(kind)
    return english_list(words, "or")


_MORE = BOUNDED.union(
    "groups enum const items additionalProperties properties default examples x-python-type x-type".split()
)
"""Keywords that a field shows besides its type and its description."""
