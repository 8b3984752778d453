"""Tests what is corrected where the parts and the limits of a schema exclude each other."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.sources.tools.schema.refs import value_at
from tests.sources.tools.test_corrected import corrected, document, schema_of

AT = "#/components/schemas/X"
DATA = {"type": "object", "required": ["data"], "properties": {"data": {"type": "object"}}}
LIST = {"type": "array", "items": {"type": "integer"}}
LINK = {"type": "object", "required": ["next"], "properties": {"next": {"$ref": AT}}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, {"type": "integer"}),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True, "maximum": 1}, {"type": "number"}),
        (
            {"type": "integer", "minimum": 1, "maximum": 6, "multipleOf": 7},
            {"type": "integer", "minimum": 1, "maximum": 6},
        ),
        ({"type": "string", "pattern": "^a{5}$", "maxLength": 3}, {"type": "string", "pattern": "^a{5}$"}),
        ({"type": "string", "pattern": "^a{5}$", "minLength": 9}, {"type": "string", "pattern": "^a{5}$"}),
        ({"type": "string", "format": "date", "maxLength": 8}, {"type": "string", "maxLength": 8}),
        ({"type": "string", "format": "date", "pattern": "^a{8}$"}, {"type": "string", "pattern": "^a{8}$"}),
        ({"type": "string", "format": "date", "enum": ["today"]}, {"type": "string", "enum": ["today"]}),
        (
            {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True, "minItems": 3},
            {"type": "array", "items": {"type": "boolean"}, "minItems": 3},
        ),
        (
            {"type": "object", "required": ["a", "b"], "maxProperties": 1},
            {"type": "object", "required": ["a", "b"]},
        ),
        (
            {"type": "object", "properties": {"a": {}}, "additionalProperties": False, "minProperties": 2},
            {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
        ),
        (
            {"type": "object", "properties": {"a": False, "b": False}, "required": ["a"]},
            {"type": "object", "properties": {"b": False}, "required": ["a"]},
        ),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, {"allOf": [{"type": "integer"}]}),
        ({"type": "string", "allOf": [{"type": "integer"}]}, {"type": "string"}),
        ({"allOf": [{"enum": ["a", "b"]}, {"enum": ["c"]}]}, {"allOf": [{"enum": ["c"]}]}),
        (
            {"allOf": [{"type": "integer", "minimum": 9}, {"type": "integer", "maximum": 5}]},
            {"allOf": [{"type": "integer", "maximum": 5}]},
        ),
        (
            {"allOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "uuid"}]},
            {"allOf": [{"type": "string", "format": "uuid"}]},
        ),
        (
            {"type": "object", "title": "T", "oneOf": [{"type": "string"}, {"type": "array"}]},
            {"title": "T", "oneOf": [{"type": "string"}, {"type": "array"}]},
        ),
        (
            {"type": "object", "additionalProperties": False, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {"type": "object", "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        ),
        (LINK, {"type": "object", "properties": {"next": {"$ref": AT}}}),
        (
            {"type": "array", "minItems": 1, "items": {"$ref": AT}},
            {"type": "array", "items": {"$ref": AT}},
        ),
    ],
)
def test_limits_and_parts_that_exclude_each_other_say_less(schema: Any, expected: Any) -> None:
    result, where = schema_of(schema)
    assert result == expected
    assert len(where) == 1
    assert schema_of(expected) == (expected, [])


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 2, "multipleOf": 1},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.1},
        {"type": "number", "minimum": 0.3, "maximum": 0.3, "multipleOf": 0.1},
        {"type": "string", "pattern": "a{5}", "minLength": 9},
        {"type": "string", "format": "date", "minLength": 10, "maxLength": 10},
        {"type": "string", "format": "date", "enum": ["today", "2026-01-01"]},
        {"type": "array", "items": {"enum": [1, 2]}, "uniqueItems": True, "minItems": 2},
        {"type": "object", "properties": {"a": False}, "required": ["b"]},
        {"type": "object", "additionalProperties": False, "anyOf": [{"required": ["a"]}, {"title": "None"}]},
        {"allOf": [{"type": "number"}, {"type": "integer"}]},
        {"allOf": [{"type": "integer", "minimum": 5}, {"type": ["integer", "null"], "maximum": 5}]},
        {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", 1]}]},
        {"allOf": [DATA, {"properties": {"data": {"type": ["object", "null"]}}}]},
        {"allOf": [{"properties": {"data": {"type": "object"}}}, {"properties": {"data": LIST}}]},
        {"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [{"$ref": AT}, {"type": "null"}]}}},
        {"type": "object", "required": ["next"], "properties": {"next": {"type": "array", "items": {"$ref": AT}}}},
    ],
)
def test_parts_that_have_something_in_common_stay(schema: Any) -> None:
    assert schema_of(schema) == (schema, [])


def test_the_last_part_says_what_a_property_is_that_must_be_there() -> None:
    reference = {"$ref": "#/components/schemas/Base"}
    part = {"type": "object", "properties": {"data": LIST}}
    result, where = schema_of({"allOf": [reference, part]}, Base={"allOf": [DATA, {"title": "B"}]})
    without = {"type": "object", "required": ["data"], "properties": {}}
    assert result == {"allOf": [{"allOf": [without, {"title": "B"}]}, part]}
    assert where == [AT]


def test_of_two_schemas_that_hold_each_other_both_may_end_and_what_holds_them_stays() -> None:
    other = {"type": "object", "required": ["back"], "properties": {"back": {"$ref": AT}}}
    first = {"type": "object", "required": ["to"], "properties": {"to": {"$ref": "#/components/schemas/Other"}}}
    outer = {"type": "object", "required": ["of"], "properties": {"of": {"$ref": AT}}}
    result, found = corrected(document(first, Other=other, Outer=outer))
    schemas = result["components"]["schemas"]
    assert [pointer.rpartition("/")[2] for pointer, _ in found] == ["X", "Other"]
    assert ("required" in schemas["X"], "required" in schemas["Other"]) == (False, False)
    assert schemas["Outer"] == outer


kinds = st.sampled_from(["string", "integer", "number", "boolean", "object", "array", "null"])
leaves = st.fixed_dictionaries(
    {},
    optional={
        "type": st.one_of(kinds, st.lists(kinds, min_size=1, max_size=2, unique=True)),
        "enum": st.lists(st.one_of(st.integers(0, 2), st.text("ab", max_size=2)), min_size=1, max_size=2),
        "minimum": st.integers(0, 3),
        "exclusiveMaximum": st.integers(0, 3),
        "multipleOf": st.integers(1, 3),
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 3),
        "pattern": st.sampled_from(["^a+$", "a{2}", "^ab?$"]),
        "minItems": st.integers(0, 2),
        "uniqueItems": st.booleans(),
        "maxProperties": st.integers(0, 2),
        "minProperties": st.integers(0, 2),
        "required": st.lists(st.sampled_from("ab"), max_size=2, unique=True),
    },
)
schemas = st.recursive(
    st.one_of(leaves, st.just({"type": "string"})),
    lambda inner: st.one_of(
        st.builds(lambda own, parts: {**own, "allOf": parts}, leaves, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda own, parts: {**own, "anyOf": parts}, leaves, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda own, part: {**own, "items": part}, leaves, inner),
        st.builds(
            lambda own, named, closed: {**own, "properties": named, "additionalProperties": not closed},
            leaves,
            st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
            st.booleans(),
        ),
    ),
    max_leaves=5,
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 4), st.just(0.5), st.text("ab", max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abc"), inner, max_size=2)),
    max_leaves=4,
)


@given(schemas, st.lists(values, min_size=20, max_size=40))
def test_only_what_takes_nothing_is_corrected(schema: Any, several: list[Any]) -> None:
    from jsonschema import Draft202012Validator

    whole = document(schema)
    result, found = corrected(whole)
    before, after = (Draft202012Validator(each) for each in (schema, result["components"]["schemas"]["X"]))
    assert all(after.is_valid(value) for value in several if before.is_valid(value))
    for pointer, reason in found:
        part = value_at(whole, pointer)
        if isinstance(part, dict) and pointer.rpartition("/")[2] not in ("oneOf", "anyOf"):
            assert not any(Draft202012Validator(part).is_valid(value) for value in several), (pointer, reason)


@given(schemas)
def test_what_is_corrected_needs_no_other_correction(schema: Any) -> None:
    result, _ = corrected(document(schema))
    assert corrected(result) == (result, [])
