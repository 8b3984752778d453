"""Converts schemas of OpenAPI 2.0, 3.0 and 3.1 to JSON Schema draft 2020-12, keyword by keyword.

``SchemaConverter`` takes a parsed schema and always returns a valid one: a keyword with an invalid value is repaired or
left out, and the name of the rule is added to ``notes``. References become ``#/$defs/NAME``; their targets are
converted once per file and kept by ``lemnos.sources.tools.schema.definitions``. A target without structure is inlined
instead. Vendor extensions are left out, and of ``xml`` all but ``name``, ``attribute`` and ``wrapped``. Cost: about
5 µs per keyword.
"""

import re
from typing import Any, Protocol

from lemnos.sources.tools.schema.dynamic import Anchors
from lemnos.sources.tools.schema.example_text import parsed, with_text
from lemnos.sources.tools.schema.keywords import KEYWORDS, Schema
from lemnos.sources.tools.schema.numbers import text_of
from lemnos.sources.tools.schema.overlap import SlipFinder
from lemnos.sources.tools.schema.patterns import told_pattern
from lemnos.sources.tools.schema.refs import Resolver, Specification, Target
from lemnos.sources.tools.schema.subtypes import MOST_SUBTYPES, Subtypes, told_apart
from lemnos.sources.tools.schema.values import coerced, fits, meant, settled, type_keywords, unique
from lemnos.text.markup import plain

MAX_DEPTH = 60
"""The number of levels of one schema; deeper subschemas become the schema that allows anything."""
MAX_NODES = 20_000
"""The number of subschemas of one schema."""
MAX_FILE_NODES = 5_000_000
"""The number of subschemas of one file, over all its operations; later schemas are cut to ``FEW_NODES`` each."""
FEW_NODES = 100

_RANK = {
    name: rank
    for rank, name in enumerate(
        "$ref type title description format contentEncoding contentMediaType enum const default examples pattern "
        "$comment minLength maxLength minimum exclusiveMinimum maximum exclusiveMaximum multipleOf properties required "
        "patternProperties additionalProperties propertyNames minProperties maxProperties dependentRequired "
        "dependentSchemas unevaluatedProperties prefixItems items contains minContains maxContains unevaluatedItems "
        "minItems maxItems uniqueItems allOf anyOf oneOf not if then else discriminator deprecated readOnly "
        "writeOnly xml".split()
    )
}
_STRUCTURE = frozenset(
    "properties items allOf anyOf oneOf not additionalProperties patternProperties prefixItems $ref if then else "
    "contains dependentSchemas propertyNames $dynamicRef $recursiveRef $defs".split()
)
_PLACEHOLDER_TEXTS = frozenset(
    "todo|tbd|todo: resource-level docs|todo: add description|add description here|description|no description|"
    "no description provided|no description available|description not available|n/a|none|null|undefined|string".split(
        "|"
    )
)
"""Placeholders that authors and generators write instead of a description."""
_STAND_IN = re.compile(
    r"(?:any|some|dynamic|example|map|object|property)?[-_ ]?key[-_ ]?(?:name)?\d?|"
    r"additional-?prop(?:ert(?:y|ies))?\d?|[<{\[].*[>}\]]|\*|\.\.\.",
    re.IGNORECASE,
)
"""Names of properties that stand for the keys of a map."""
_SENTENCE = re.compile(r"\w \S.*\w\.$|^\S+(?: \S+)* [a-z]\S*(?: \S+){2}", re.DOTALL)
"""A title that is a description: it ends as a sentence does, or has several words, not all of them capitalised."""
_ANNOTATIONS = frozenset(("title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "xml"))
_BESIDE_REFERENCE = (
    "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "xml",
)  # fmt: skip


class Namer(Protocol):
    """Names the schemas that references lead to."""

    def name(self, target: Target) -> str:
        """Return the name of ``target`` in ``$defs``."""
        ...


class SchemaConverter:
    """Converts the schemas of one file.

    Args:
        resolver: Follows references.
        namer: Names the schemas that references lead to.
        strict: Whether objects stay closed beside parts that name other properties, as answers must keep them.
    """

    def __init__(self, resolver: Resolver, namer: Namer, *, strict: bool = False) -> None:
        self._strict = strict
        self._resolver = resolver
        self._namer = namer
        self._slips = SlipFinder(resolver)
        self._subtypes = Subtypes(resolver)
        self._anchors = Anchors(resolver)
        self._leaves: dict[str, Schema] = {}
        self._texts: dict[str, str] = {}
        self._nodes = self._file_nodes = 0
        self.notes: set[str] = set()
        """The rules that repaired something since this set was last emptied."""

    def text(self, value: Any) -> str:
        """Return a title or description as clean text; empty for a placeholder and for values that are not scalars."""
        if not isinstance(value, str):
            return text_of(value)
        try:
            return self._texts[value]
        except KeyError:
            cleaned = plain(value)
            if cleaned.strip(" .-:!").lower() in _PLACEHOLDER_TEXTS:
                cleaned = ""
            self._texts[value] = cleaned
            return cleaned

    def schema(self, raw: Any, base: Specification, key: str = "") -> Schema:
        """Return the converted form of a schema that is written in the file ``base``.

        Args:
            raw: The schema as written.
            base: The file that contains it.
            key: The key of the target if the schema is that of a reference.
        """
        self._file_nodes += self._nodes
        self._nodes = 0
        outer, self._anchors.scope = self._anchors.scope, self._anchors.scope_of(key)
        around, self._anchors.around = self._anchors.around, Target(raw, base, key) if key else None
        converted = self.convert(raw, base, 0)
        self._anchors.scope, self._anchors.around = outer, around
        return converted if isinstance(converted, dict) else {} if converted else {"not": {}}

    def convert(self, raw: Any, base: Specification, depth: int) -> Schema | bool:
        """Return the converted form of a subschema at ``depth`` levels below the schema that is being converted."""
        if type(raw) is not dict:
            return self._convert_non_mapping(raw)
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > (MAX_NODES if self._file_nodes < MAX_FILE_NODES else FEW_NODES):
            self.notes.add("schema_cut")
            return {}
        if "$defs" in raw:
            outer = self._anchors.enter(raw, base)
            converted = self._convert_mapping(raw, base, depth)
            self._anchors.scope = outer
            return converted
        return self._convert_mapping(raw, base, depth)

    def _convert_mapping(self, raw: Schema, base: Specification, depth: int) -> Schema:
        if isinstance(raw.get("$ref"), str) or "$dynamicRef" in raw or "$recursiveRef" in raw:
            return self._reference(raw, base, depth, with_subtypes=True)
        result: Schema = {}
        for key, value in raw.items():
            keyword = KEYWORDS.get(key)
            if keyword is not None:
                keyword(self, key, value, result, base, depth)
        self._finish(raw, result, base)
        is_told_apart = "discriminator" in result and self._tell_apart(raw, result, base)
        if (
            "oneOf" in result
            and "anyOf" not in result
            and not is_told_apart
            and self._slips.overlaps(raw.get("oneOf"), base)
        ):
            result["anyOf"] = result.pop("oneOf")
            self.notes.add("one_of_overlaps")
        is_closed = result.get("additionalProperties") is False and not self._strict
        if is_closed and self._slips.forbids_its_parts(raw, base):
            del result["additionalProperties"]
            self.notes.add("closed_beside_parts")
        if len(result) == 1:
            return result
        return {key: result[key] for key in sorted(result, key=_RANK.__getitem__)}

    def _convert_non_mapping(self, raw: Any) -> Schema | bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw:
            keywords, rule = type_keywords(raw)
            self.notes.add(rule if rule == "unknown_type" else "type_for_schema")
            return dict(keywords)
        if raw is not None:
            self.notes.add("no_schema")
        return {}

    def convert_part(self, raw: Any, base: Specification, depth: int) -> Schema | bool:
        """Return the converted form of a member of ``allOf``: a reference to a base means the base alone."""
        if type(raw) is dict and isinstance(raw.get("$ref"), str):
            self._nodes += 1
            return self._reference(raw, base, depth, with_subtypes=False)
        return self.convert(raw, base, depth)

    def _tell_apart(self, raw: Schema, result: Schema, base: Specification) -> bool:
        """Add the values of the discriminator to the alternatives that its mapping names; return whether to all."""
        values: dict[str, str] = {}
        if "discriminator" not in raw:  # it stands in a schema that is given as the type
            return False
        for subtype in self._subtypes.mapped(raw["discriminator"], base):
            values.setdefault(subtype.target.key, subtype.value)
        told = of_all = 0
        for joint in ("oneOf", "anyOf"):
            branches = raw.get(joint)
            if not values or joint not in result or not isinstance(branches, list):
                continue
            of_all += len(result[joint])
            for number, branch in enumerate(branches[: len(result[joint])]):
                target = self._resolver.find(branch.get("$ref"), base) if isinstance(branch, dict) else None
                if target is not None and target.key in values:
                    name, value = result["discriminator"]["propertyName"], values[target.key]
                    result[joint][number] = told_apart(result[joint][number], self._namer.name(target), name, value)
                    told += 1
        return told == of_all > 0

    def _with_subtypes(self, target: Target) -> Schema | None:
        """Return the alternatives that a reference to a base stands for; None if it has no subtypes."""
        subtypes = self._subtypes.of(target)
        if not subtypes:
            return None
        if len(subtypes) > MOST_SUBTYPES:
            self.notes.add("schema_cut")
        discriminator: Schema = {}
        KEYWORDS["discriminator"](self, "discriminator", target.value["discriminator"], discriminator, target.base, 0)
        if not discriminator:
            return None
        branches = []
        for value, subtype in subtypes[:MOST_SUBTYPES]:
            name = self._namer.name(subtype)
            branch = {"$ref": f"#/$defs/{name}"}
            branches.append(told_apart(branch, name, discriminator["discriminator"]["propertyName"], value))
        description = self.text(target.value.get("description"))
        return {**({"description": description} if description else {}), "anyOf": branches, **discriminator}

    def _reference(self, raw: Schema, base: Specification, depth: int, *, with_subtypes: bool) -> Schema:
        if "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
        else:
            target = self._anchors.find(raw.get("$dynamicRef", raw.get("$recursiveRef")), base)
        siblings: Schema = {}
        for key in _BESIDE_REFERENCE:
            if key in raw:
                KEYWORDS[key](self, key, raw[key], siblings, base, depth)
        if target is None:
            self.notes.add("missing_ref")
            return siblings
        if not isinstance(target.value, dict):
            converted_target = self._convert_non_mapping(target.value)
            result = {**(converted_target if isinstance(converted_target, dict) else {}), **siblings}
        elif _STRUCTURE.isdisjoint(target.value):
            leaf = self._leaves.get(target.key)
            if leaf is None:
                converted = self.convert(target.value, target.base, depth + 1)
                leaf = self._leaves[target.key] = converted if isinstance(converted, dict) else {}
            result = {**leaf, **siblings} if siblings else leaf
        elif with_subtypes and (alternatives := self._with_subtypes(target)) is not None:
            result = {**alternatives, **siblings}
        else:
            name = self._namer.name(self._anchors.specialised(target))
            result = {"$ref": f"#/$defs/{name}", **siblings}
        return _or_null(result) if raw.get("nullable") is True else result

    def _finish(self, raw: Schema, result: Schema, base: Specification) -> None:
        """Correct the keywords whose meaning depends on other keywords."""
        if "pattern" in raw and "pattern" not in result and (told := told_pattern(text_of(raw["pattern"]))):
            result["$comment"] = told
        _drop_stand_in(result)
        kind = result.get("type")
        if kind is None and not (result.keys() & {"allOf", "anyOf", "oneOf"}):
            if "properties" in result:
                result["type"] = kind = "object"
            elif "items" in result:
                result["type"] = kind = "array"
        kinds = (kind,) if isinstance(kind, str) else tuple(kind or ())
        for strict, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if raw.get(strict) is True and inclusive in result:
                result[strict] = result.pop(inclusive)
        if "enum" in result:
            self._settle_enum(raw, result, kinds)
        if "const" in result and kinds:
            result["const"] = coerced(result["const"], kinds)[0]
        if "default" in result:
            value = with_text(result["default"], raw, base, self._resolver)
            result["default"], matches = coerced(value, kinds)
            if not matches or ("enum" in result and result["default"] not in result["enum"]):
                if result["default"] is not None:
                    self.notes.add("default_of_other_type" if not matches else "default_not_in_enum")
                del result["default"]
        if "examples" in result:
            values = [with_text(value, raw, base, self._resolver) for value in result["examples"]]
            pairs = [coerced(parsed(value, kinds), kinds) for value in values]
            result["examples"] = [value for value, matches in pairs if matches]
            if not result["examples"]:
                del result["examples"]
        if raw.get("nullable") is True or raw.get("x-nullable") is True:
            _allow_null(result)
        if "allOf" in result:
            _unwrap(result)
        if "title" in result and "description" not in result and _SENTENCE.search(result["title"]):
            result["description"] = result.pop("title")

    def _settle_enum(self, raw: Schema, result: Schema, kinds: tuple[str, ...]) -> None:
        nullable = "null" in kinds or raw.get("nullable") is True or raw.get("x-nullable") is True
        values = [meant(value, kinds, nullable=nullable) for value in result["enum"]]
        if kinds and not {"object", "array"} & {*kinds}:
            plain = [value for value in values if not isinstance(value, dict | list)]
            if plain and plain != values:  # a colon or a bracket that YAML took for its own
                values = plain
                self.notes.add("enum_of_other_type")
        if kinds and not all(fits(value, kinds) for value in values):
            values, kept = settled(values, kinds)
            self.notes.add("enum_of_other_type")
            if kept != kinds:
                result.pop("type")
                result.update({"type": kept[0] if len(kept) == 1 else list(kept)} if kept else {})
        result["enum"] = unique(values)


def _drop_stand_in(result: Schema) -> None:
    """Leave out the one property of a map that only stands for its keys: ``key``, ``additionalProp1``."""
    properties, values = result.get("properties"), result.get("additionalProperties")
    if not properties or not isinstance(values, dict) or not values:
        return
    if all(_STAND_IN.fullmatch(name) for name in properties):
        del result["properties"]
        required = [name for name in result.pop("required", ()) if name not in properties]
        result.update({"required": required} if required else {})
        result.setdefault("type", "object")


def _or_null(schema: Schema) -> Schema:
    """Return a schema that also allows null."""
    if "$ref" not in schema:
        result = dict(schema)
        _allow_null(result)
        return result
    outer = {key: value for key, value in schema.items() if key != "$ref"}
    return {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}], **outer}


def _allow_null(result: Schema) -> None:
    kind = result.get("type")
    if isinstance(kind, str) and kind != "null":
        result["type"] = [kind, "null"]
    elif isinstance(kind, list) and "null" not in kind:
        result["type"] = [*kind, "null"]
    elif kind is None:
        for joint in ("anyOf", "oneOf"):
            if joint in result:
                result[joint] = [*result[joint], {"type": "null"}]
                return
        if "allOf" in result:
            all_of = result.pop("allOf")
            inner = all_of[0] if len(all_of) == 1 else {"allOf": all_of}
            result["anyOf"] = [inner, {"type": "null"}]
    if "enum" in result and None not in result["enum"]:
        result["enum"] = [*result["enum"], None]


def _unwrap(result: Schema) -> None:
    """Replace an ``allOf`` by its only member that restricts anything, and merge the annotations of the others into it.

    OpenAPI 3.0 allows no keyword next to ``$ref``, so authors wrap the reference in ``allOf`` to add a description.
    """
    annotations: Schema = {}
    members = []
    for member in result["allOf"]:
        if isinstance(member, dict) and member.keys() <= _ANNOTATIONS:
            annotations.update(member)
        else:
            members.append(member)
    own = {key: value for key, value in result.items() if key != "allOf"}
    if len(members) == 1 and isinstance(members[0], dict) and own.keys() <= _ANNOTATIONS:
        merged = {**members[0], **annotations, **own}
    elif annotations:
        merged = {**annotations, **own, **({"allOf": members} if members else {})}
    else:
        return
    result.clear()
    result.update(merged)
