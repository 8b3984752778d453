from typing import Any

import pytest

from lemnos.steps.tools.render.compact import compact
from lemnos.steps.tools.render.fields import fields_of, need, omitted_names, subfields


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["integer", "null"]}, "integer or null"),
        ({"type": "array", "items": {"type": "string"}}, "array of strings"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "number"}}}, "array of arrays of numbers"),
        ({"type": "array"}, "array"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "map of integers by name"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "string or integer"),
        ({"enum": ["a", 1]}, "string or integer"),
        ({}, "any value"),
        ({"type": "array", "x-python-type": "array_like"}, "array_like"),
    ],
)
def test_types_are_told_in_words(schema: dict[str, Any], words: str) -> None:
    assert fields_of(schema).type == words


def test_references_and_parts_of_allof_are_fields() -> None:
    schema = {
        "allOf": [{"$ref": "#/$defs/Base"}, {"properties": {"b": {"type": "integer", "minimum": 1, "maxLength": 0}}}],
        "required": ["b"],
        "$defs": {"Base": {"type": "object", "properties": {"a": {"type": "string", "default": "x"}}}},
    }
    (first, second) = fields_of(schema).children
    assert (first.name, first.default, first.required) == ("a", '"x"', False)
    assert (second.name, second.required, second.bounds) == ("b", True, ("at least 1", "at most 0 characters"))


def test_variants_with_structure_are_told_apart() -> None:
    card = {"title": "Card", "type": "object", "properties": {"number": {"type": "string"}}}
    field = fields_of({"oneOf": [{"type": "string"}, card, {"type": "null"}]})
    assert (field.type, [variant.name for variant in subfields(field)]) == ("string, object or null", ["Card"])


def test_what_contains_itself_is_cut_and_says_what_is_left_out() -> None:
    node = {"type": "object", "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/$defs/Node"}}}
    field = fields_of({"$ref": "#/$defs/Node", "$defs": {"Node": node}})
    (_, after) = field.children
    assert (subfields(after), omitted_names(after)) == ((), ("v", "next"))


def test_the_outermost_fields_are_all_there_and_deep_ones_are_cut() -> None:
    def nested_items(levels: int) -> dict[str, Any]:
        inner = nested_items(levels - 1) if levels else {"type": "string"}
        return {"type": "object", "properties": {f"level{levels}": inner, "other": {"type": "string"}}}

    wide = {"type": "object", "properties": {f"p{number}": nested_items(6) for number in range(200)}}
    field = fields_of(wide, depth=2, most=10)
    assert len(field.children) == 200
    (first, last) = (field.children[0], field.children[-1])
    inner = first.children[0].children[0]
    assert (inner.name, subfields(inner), omitted_names(inner)) == ("level5", (), ("level4", "other"))
    assert len(omitted_names(last)) == 2


def test_a_compact_schema_has_no_references_and_says_what_is_left_out() -> None:
    node = {"type": "object", "properties": {"v": {"type": "integer"}, "next": {"$ref": "#/$defs/Node"}}}
    root = {"$ref": "#/$defs/Node", "$defs": {"Node": node}}
    assert compact(root, root, 3) == {
        "type": "object",
        "properties": {
            "v": {"type": "integer"},
            "next": {"type": "object", "description": "Fields left out here: v, next."},
        },
    }


@pytest.mark.parametrize(
    ("description", "word"),
    [
        ("Name of the berth. This field is required.", "required"),
        ("Depth in metres. Required.", "required"),
        ("[Mandatory] Draught.", "required"),
        ("Berth; the parameter is mandatory!", "required"),
        ("Berth. This is a required field and must be short.", "required"),
        ("Berth. This is required.", "required"),
        ("This is a required field on insertion.", ""),
        ("This field or the draught field is required on insertion.", ""),
        ("Required to enter at night.", ""),
        ("Required when `kind` is 2.", ""),
        ("In updates: optional. In inserts: required.", ""),
        ("Whether a pilot is required.", "optional"),
        ("States if this is required.", "optional"),
        ("The required depth.", "optional"),
        ("A tide table. Not required.", "optional"),
    ],
)
def test_a_field_is_not_called_optional_against_its_own_text(description: str, word: str) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "description": description}}}
    (sent,) = fields_of(schema, sent=True).children
    (returned,) = fields_of(schema).children
    assert need(sent) == word
    assert not returned.required
    nested = fields_of({"type": "array", "items": schema}, sent=True)
    assert [need(each) for each in subfields(nested)] == [word]


def test_what_is_cut_keeps_its_type_and_that_of_its_items() -> None:
    root = {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
            "sides": {"type": "object", "additionalProperties": {"type": "number"}},
            "boats": {"type": "array", "items": {"$ref": "#/$defs/Boat"}},
            "boat": {"allOf": [{"$ref": "#/$defs/Boat"}], "description": "The boat"},
        },
        "$defs": {"Boat": {"type": "object", "properties": {"mast": {"type": "string"}, "keel": {"type": "string"}}}},
    }
    boat = {"type": "object", "properties": {"mast": {"type": "string"}, "keel": {"type": "string"}}}
    assert compact(root, root, 0)["properties"] == {
        "tags": {"type": "array", "items": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
        "sides": {"type": "object", "additionalProperties": {"type": "number"}},
        "boats": {"type": "array", "items": boat},
        "boat": {**boat, "description": "The boat"},
    }


def test_a_pattern_that_is_not_checked_is_told() -> None:
    assert fields_of({"type": "string", "$comment": "Matches `(a*)*$`."}).bounds == ("matches `(a*)*$`",)
