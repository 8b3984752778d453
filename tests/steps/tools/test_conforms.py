from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lemnos.steps.tools.schemas.validation import conforms, json_equal, resolve

LEAF = st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from([0.5, 1.0, 2.5, "", "a", "ab", "abc", "é"])
VALUE = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
NUMBER = st.sampled_from([0, 1, 2, 2.5, 5])
COUNT = st.integers(0, 3)
NAME = st.sampled_from("abc")


def keywords(inner: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    some = st.lists(inner, min_size=1, max_size=2)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": st.sampled_from(["string", "integer", "number", "object", "array", "null", ["string", "null"]]),
            "enum": st.lists(VALUE, min_size=1, max_size=3),
            "const": VALUE,
            **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), NUMBER),
            "multipleOf": st.sampled_from([1, 2, 0.5, 0.1]),
            **dict.fromkeys(
                ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), COUNT
            ),
            "pattern": st.sampled_from(["a", "^b", "c$"]),
            "uniqueItems": st.booleans(),
            "required": st.lists(NAME, max_size=2, unique=True),
            "properties": st.dictionaries(NAME, inner, max_size=2),
            "patternProperties": st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=1),
            **dict.fromkeys(("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then"), inner),
            "dependentRequired": st.dictionaries(NAME, st.lists(NAME, max_size=1), max_size=1),
            "dependentSchemas": st.dictionaries(NAME, inner, max_size=1),
            "minContains": st.integers(0, 2),
            **dict.fromkeys(("prefixItems", "allOf", "anyOf", "oneOf"), some),
        },
    )


SCHEMA: st.SearchStrategy[Any] = st.recursive(st.booleans() | st.just({}), keywords, max_leaves=5)


@settings(max_examples=300, deadline=None)
@given(SCHEMA, VALUE)
def test_it_agrees_with_jsonschema(schema: dict[str, object] | bool, value: object) -> None:
    assert conforms(value, schema, schema) == Draft202012Validator(schema).is_valid(value)


def test_references_are_followed_and_circles_end() -> None:
    tree = {
        "$ref": "#/$defs/Tree",
        "$defs": {"Tree": {"properties": {"left": {"$ref": "#/$defs/Tree"}}, "type": "object"}},
    }
    assert conforms({"left": {"left": {}}}, tree, tree)
    assert not conforms({"left": {"left": 1}}, tree, tree)
    circle = {"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}
    assert not conforms({}, circle, circle)


def test_what_other_keywords_have_seen_is_left_to_jsonschema() -> None:
    schema = {"allOf": [{"properties": {"a": True}}], "unevaluatedProperties": False}
    assert conforms({"a": 1}, schema, schema)
    assert not conforms({"b": 1}, schema, schema)


@pytest.mark.parametrize(
    ("reference", "found"),
    [("#/$defs/a~1b", {"type": "null"}), ("#/x/1", True), ("#/$defs/none", None), ("other.json#/a", None)],
)
def test_a_pointer_leads_to_a_schema(reference: str, found: object) -> None:
    assert resolve(reference, {"$defs": {"a/b": {"type": "null"}}, "x": [False, True]}) == found


def test_numbers_are_equal_by_value_and_booleans_are_no_numbers() -> None:
    assert json_equal([1, {"a": 2.0}], [1.0, {"a": 2}])
    assert not json_equal(1, True)
    assert not json_equal([0], [False])
