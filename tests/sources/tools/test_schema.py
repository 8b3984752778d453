"""Schemas of every version of OpenAPI become draft 2020-12, whatever is wrong with them."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.refs import Resolver, Specification


def converted(raw: Any, **components: Any) -> tuple[Any, set[str]]:
    """Return a schema converted, and the rules that mended it."""
    file = Specification("api.yaml", {"components": {"schemas": components}})
    definitions = Definitions(Resolver(file, lambda _: None))
    schema = definitions.converter.schema(raw, file)
    Draft202012Validator.check_schema(schema)
    return schema, definitions.converter.notes


@pytest.mark.parametrize(
    ("raw", "schema", "notes"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}, set()),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
            set(),
        ),
        ({"type": "file"}, {"type": "string", "format": "binary"}, set()),
        (
            {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
            {"type": "integer", "exclusiveMinimum": 1},
            set(),
        ),
        ({"type": "integer", "minimum": "1"}, {"type": "integer", "minimum": 1}, set()),
        ({"type": "number", "exclusiveMaximum": 2.5}, {"type": "number", "exclusiveMaximum": 2.5}, set()),
        ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}, set()),
        ({"type": "integer", "example": "12"}, {"type": "integer", "examples": [12]}, set()),
        ({"type": "integer", "example": "some"}, {"type": "integer"}, set()),
        ({"type": "integer", "default": "12"}, {"type": "integer", "default": 12}, set()),
        ({"type": "integer", "default": "x"}, {"type": "integer"}, {"default_of_other_type"}),
        (
            {"type": "string", "enum": ["a"], "default": "b"},
            {"type": "string", "enum": ["a"]},
            {"default_not_in_enum"},
        ),
        ({"type": "string", "enum": [1, True]}, {"type": "string", "enum": ["1", "true"]}, {"enum_of_other_type"}),
        ({"type": "integer", "enum": ["a"]}, {"type": "string", "enum": ["a"]}, {"enum_of_other_type"}),
        ({"type": "string", "enum": ["a", {"b": 1}]}, {"type": "string", "enum": ["a"]}, {"enum_of_other_type"}),
        ({"type": "datetime"}, {"type": "string", "format": "date-time"}, {"type_name"}),
        ({"type": "STRING"}, {"type": "string"}, {"type_name"}),
        ({"type": "Pet"}, {}, {"unknown_type"}),
        (
            {"type": "string", "pattern": "^\\p{L}"},
            {"type": "string", "$comment": "Matches `^\\p{L}`."},
            {"bad_pattern"},
        ),
        ({"type": "string", "pattern": "(a"}, {"type": "string"}, {"bad_pattern"}),
        (
            {"type": "string", "pattern": "(a*)*$", "description": "A bay"},
            {"type": "string", "description": "A bay", "$comment": "Matches `(a*)*$`."},
            {"slow_pattern"},
        ),
        ({"type": "string", "minLength": -1}, {"type": "string"}, {"bad_keyword"}),
        ({"properties": {"a": None}}, {"type": "object", "properties": {"a": {}}}, set()),
        (
            {"properties": {"a": "string"}},
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"type_for_schema"},
        ),
        (
            {"type": "object", "properties": {"a": {"type": "string", "required": True}}},
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            {"required_on_property"},
        ),
        ({"items": [{"type": "string"}, {}]}, {"prefixItems": [{"type": "string"}, {}]}, set()),
        ({"allOf": [{"type": "string"}, {"description": "d"}]}, {"type": "string", "description": "d"}, set()),
        ({"allOf": []}, {}, set()),
        ({"description": "<p>A &amp; b</p>", "xml": {}, "x-y": 1, "externalDocs": {}}, {"description": "A & b"}, set()),
        ({"type": "string", "description": "TODO: Resource-level docs"}, {"type": "string"}, set()),
        ("nonsense", {}, {"unknown_type"}),
        (7, {}, {"no_schema"}),
        (False, {"not": {}}, set()),
    ],
)
def test_keywords(raw: Any, schema: Any, notes: set[str]) -> None:
    assert converted(raw) == (schema, notes)


def test_keywords_come_in_the_order_that_people_read() -> None:
    schema, _ = converted({"required": ["a"], "properties": {"a": {}}, "description": "d", "type": "object"})
    assert list(schema) == ["type", "description", "properties", "required"]


def test_a_plain_type_takes_the_place_of_its_reference_and_a_structure_keeps_a_name() -> None:
    schemas = {"Name": {"type": "string", "maxLength": 5}, "Pet": {"type": "object", "properties": {}}}
    reference = "#/components/schemas/"
    assert converted({"$ref": reference + "Name", "description": "n"}, **schemas)[0] == {
        "type": "string",
        "maxLength": 5,
        "description": "n",
    }
    assert converted({"$ref": reference + "Pet", "description": "p"}, **schemas)[0] == {
        "$ref": "#/$defs/Pet",
        "description": "p",
    }
    assert converted({"$ref": reference + "Pet", "nullable": True}, **schemas)[0] == {
        "anyOf": [{"$ref": "#/$defs/Pet"}, {"type": "null"}]
    }
    assert converted({"$ref": reference + "Cat", "description": "c"}, **schemas) == (
        {"description": "c"},
        {"missing_ref"},
    )
    assert converted({"$ref": "Pet"}, **schemas)[0] == {"$ref": "#/$defs/Pet"}


def definitions_of(schemas: dict[str, Any]) -> tuple[Definitions, Specification]:
    file = Specification("api.yaml", {"definitions": schemas})
    return Definitions(Resolver(file, lambda _: None)), file


def test_recursive_schemas_become_self_contained() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/definitions/Node"}, "v": {"type": "integer"}}}
    definitions, file = definitions_of({"Node": node})
    closed = definitions.close(definitions.schema({"$ref": "#/definitions/Node"}, file), Bounds(depth=5, size=10_000))
    assert closed.text == (
        '{"type":"object","properties":{"next":{"$ref":"#/$defs/Node"},"v":{"type":"integer"}},'
        '"$defs":{"Node":{"type":"object","properties":{"next":{"$ref":"#/$defs/Node"},"v":{"type":"integer"}}}}}'
    )
    assert not closed.cut


def test_what_is_beyond_the_bounds_is_a_stub() -> None:
    chain = {
        f"L{n}": {
            "type": "object",
            "description": f"Level {n}.",
            "properties": {"x": {"$ref": f"#/definitions/L{n + 1}"}},
        }
        for n in range(4)
    }
    chain["L4"] = {"type": "object", "properties": {"end": {"type": "string"}}}
    definitions, file = definitions_of(chain)
    closed = definitions.close(
        definitions.converter.schema({"$ref": "#/definitions/L0"}, file), Bounds(depth=2, size=1999)
    )
    assert closed.cut
    outline = {"x": {"type": "object", "description": "Its fields are left out here."}}
    assert json.loads(closed.text)["$defs"]["L2"] == {
        "type": "object", "description": "L2: Level 2.", "properties": outline,
    }  # fmt: skip
    assert "L3" not in closed.text
    small = definitions.close(
        definitions.converter.schema({"$ref": "#/definitions/L3"}, file), Bounds(depth=9, size=90)
    )
    assert '"L4":{"type":"object","description":"L4","properties":{"end":{}}}' in small.text


def test_a_schema_over_its_size_loses_its_depths() -> None:
    deep: dict[str, Any] = {"type": "string", "description": "x" * 200}
    for level in range(10):
        deep = {"type": "object", "properties": {f"p{level}": deep}}
    definitions, file = definitions_of({})
    closed = definitions.close(definitions.converter.schema(deep, file), Bounds(depth=5, size=300))
    assert closed.cut
    assert closed.text.startswith('{"type":"object","properties":{"p9":{"type":"object","properties":{"p8":')
    assert len(closed.text) <= 300


def test_endless_nesting_and_size_are_cut() -> None:
    deep: dict[str, Any] = {}
    for _ in range(500):
        deep = {"properties": {"a": deep}}
    assert "schema_cut" in converted(deep)[1]
    wide = {"properties": {str(n): {"type": "string"} for n in range(30_000)}}
    schema, notes = converted(wide)
    assert notes == {"schema_cut"}
    assert len(schema["properties"]) == 30_000
    assert schema["properties"]["29999"] == {}


def test_branches_of_which_one_accepts_all_of_another_are_alternatives() -> None:
    by_id = {"type": "object", "properties": {"id": {"type": "integer"}}}
    by_name = {"type": "object", "properties": {"name": {"type": "string"}}}
    assert converted({"oneOf": [by_id, by_name]}) == ({"anyOf": [by_id, by_name]}, {"one_of_overlaps"})
    ids = [{"type": "string", "format": "asset-id"}, {"type": "string", "format": "upload-id"}]
    assert converted({"oneOf": ids}) == ({"anyOf": ids}, {"one_of_overlaps"})
    schema, notes = converted(
        {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
        A={**by_id, "required": ["id"]},
        B={"allOf": [{"$ref": "#/components/schemas/A"}, by_name]},
    )
    assert (list(schema), notes) == (["anyOf"], {"one_of_overlaps"})


def test_an_example_that_is_a_reference_is_none() -> None:
    raw = {"type": "array", "examples": [[{"$ref": "#/x/y"}], [{"ref": "z"}]], "default": {"a": {"$ref": "q.json"}}}
    assert converted(raw)[0] == {"type": "array", "examples": [[{"ref": "z"}]]}


def test_a_schema_where_a_type_should_be_may_have_alternatives() -> None:
    assert converted({"type": {"oneOf": [{"type": "string"}, {"type": "integer"}]}})[1] == {"schema_for_type"}


@pytest.mark.parametrize(
    "branches",
    [
        [{"type": "string"}, {"type": "integer"}],
        [{"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}],
        [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}],
        [
            {"type": "object", "properties": {"kind": {"type": "string", "enum": ["cat"]}}, "required": ["kind"]},
            {"type": "object", "properties": {"kind": {"type": "string", "enum": ["dog"]}}, "required": ["kind"]},
        ],
        [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}],
        [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"type": "integer"}}],
    ],
)
def test_branches_that_exclude_each_other_stay(branches: list[Any]) -> None:
    assert converted({"oneOf": branches}) == ({"oneOf": branches}, set())


def test_a_closed_schema_is_opened_where_it_forbids_its_own_parts() -> None:
    part = {"type": "object", "properties": {"id": {"type": "string"}}}
    closed = {"allOf": [{"$ref": "#/components/schemas/P"}], "required": ["id"], "additionalProperties": False}
    assert converted(closed, P=part) == (
        {"required": ["id"], "allOf": [{"$ref": "#/$defs/P"}]},
        {"closed_beside_parts"},
    )
    kept = {**closed, "properties": {"id": {"type": "string"}}}
    assert converted(kept, P=part)[0]["additionalProperties"] is False
    either = {"oneOf": [{**part, "required": ["id"]}, {"type": "string"}], "additionalProperties": False}
    assert converted(either)[1] == {"closed_beside_parts"}


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats()
    | st.sampled_from(["string", "int", "(", "a+", "x", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "type enum default items properties required allOf anyOf oneOf pattern minimum exclusiveMinimum "
                "maxLength $ref nullable example examples additionalProperties patternProperties description const not "
                "discriminator dependentRequired multipleOf prefixItems title format".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(_VALUES)
@example({"type": {"discriminator": "string"}})
def test_whatever_goes_in_a_valid_schema_comes_out(raw: Any) -> None:
    converted(raw)
