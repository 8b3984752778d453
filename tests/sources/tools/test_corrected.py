"""Tests what is corrected in descriptions, and that nothing else is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.sources.tools.corrected.base import Corrections
from lemnos.sources.tools.corrected.document import DocumentCorrector
from lemnos.sources.tools.schema.numbers import json_bytes
from lemnos.sources.tools.schema.refs import Specification
from lemnos.sources.tools.schema.yaml_json import read_structured

AT = "#/components/schemas/X"


def corrected(document: dict[str, Any], **others: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return a document as it is corrected, and pointers and reasons; ``others`` are its other files by stem."""
    found = Corrections()
    files = {f"{stem}.yaml": Specification(f"{stem}.yaml", value) for stem, value in others.items()}
    before = json_bytes(document)
    result = DocumentCorrector(Specification("api.yaml", document), files.get, found).corrected()
    assert json_bytes(document) == before
    return result, [(each.pointer, each.reason) for each in found.all()]


def document(schema: Any, version: str = "3.1.0", **schemas: Any) -> dict[str, Any]:
    return {"openapi": version, "paths": {}, "components": {"schemas": {"X": schema, **schemas}}}


def schema_of(schema: Any, version: str = "3.1.0", **schemas: Any) -> tuple[Any, list[str]]:
    """Return a schema as it is corrected, and the pointers of what was."""
    result, found = corrected(document(schema, version, **schemas))
    return result["components"]["schemas"]["X"], [pointer for pointer, _ in found]


CLOSED_A = {"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": False}
CLOSED_B = {"type": "object", "properties": {"b": {}}, "required": ["b"], "additionalProperties": False}
CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["cat"]}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["dog"]}}}
CAT_AND_DOG = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]


@pytest.mark.parametrize(
    ("schema", "expected", "where"),
    [
        ({"type": "integer", "enum": ["1 (basic)"]}, {"type": "string", "enum": ["1 (basic)"]}, ""),
        ({"type": "integer", "enum": ["1", "2"]}, {"type": "integer", "enum": [1, 2]}, ""),
        ({"type": "boolean", "enum": ["a", 1.5]}, {"enum": ["a", 1.5]}, ""),
        ({"type": "string", "enum": []}, {"type": "string"}, "/enum"),
        ({"type": "string", "enum": None}, {"type": "string"}, "/enum"),
        ({"type": "datetime"}, {"type": "string", "format": "date-time"}, "/type"),
        ({"type": "Pet", "title": "P"}, {"title": "P"}, "/type"),
        ({"type": ["String", "null"]}, {"type": ["string", "null"]}, "/type"),
        ({"type": None}, {}, "/type"),
        ({"type": "string", "minLength": 9, "maxLength": 3}, {"type": "string"}, ""),
        ({"type": "integer", "minimum": 9, "maximum": 3}, {"type": "integer"}, ""),
        ({"type": "array", "minItems": 2, "maxItems": 1}, {"type": "array"}, ""),
        ({"type": "string", "enum": ["ab"], "maxLength": 1}, {"type": "string", "enum": ["ab"]}, "/maxLength"),
        ({"type": "string", "pattern": "/^a$/"}, {"type": "string", "pattern": "^a$"}, "/pattern"),
        ({"type": "string", "enum": ["ab"], "pattern": "^x"}, {"type": "string", "enum": ["ab"]}, "/pattern"),
        ({"type": "integer", "enum": [5], "minimum": 6}, {"type": "integer", "enum": [5]}, "/minimum"),
        ({"oneOf": [{"type": "string"}, {"type": "string", "enum": ["a"]}]}, None, "/oneOf"),
        (
            {"type": "object", "properties": {}, "required": ["a"], "additionalProperties": False},
            {"type": "object", "properties": {}, "required": ["a"]},
            "",
        ),
        (
            {"allOf": [CLOSED_A, CLOSED_B]},
            {
                "allOf": [
                    {"type": "object", "properties": {"a": {}}, "required": ["a"]},
                    {"type": "object", "properties": {"b": {}}, "required": ["b"]},
                ]
            },
            "",
        ),
        ({"$ref": "#/components/schemas/Nowhere"}, {}, "/$ref"),
    ],
)
def test_a_schema_that_contradicts_itself_says_less(schema: Any, expected: Any, where: str) -> None:
    for around, pointer in (
        (lambda inner: inner, ""),
        (lambda inner: {"type": "object", "properties": {"p": inner}}, "/properties/p"),
        (lambda inner: {"type": "array", "items": {"anyOf": [inner]}}, "/items/anyOf/0"),
    ):
        wanted = {"anyOf": schema["oneOf"]} if expected is None else expected
        assert schema_of(around(schema)) == (around(wanted), [f"{AT}{pointer}{where}"])


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "enum": [1, "two"]},
        {"type": "integer", "enum": [1.0]},
        {"type": ["integer", "null"], "enum": [None]},
        {"type": "string", "nullable": True, "enum": [None]},
        {"minimum": 9, "maximum": 3},
        {"type": "string", "pattern": "/a/"},
        {"type": "string", "pattern": "^["},
        {"type": ["string", "integer"], "minimum": 9, "maximum": 3},
        {"type": "string", "minimum": 9, "maximum": 3},
        {"type": "string", "minLength": 3, "maxLength": 3},
        {"type": "string", "enum": ["ab", "abc"], "maxLength": 2},
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
        {"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}]},
        {"properties": {}, "required": ["a"], "additionalProperties": False},
        {"allOf": [{"properties": {"a": {}}}, {"type": "object", "additionalProperties": False}]},
        {"allOf": [CLOSED_A, {"type": "object", "properties": {"b": {}}}]},
        {"not": {"type": "integer", "enum": ["a"]}},
        {"if": {"type": "integer", "enum": ["a"]}, "then": {"type": "string"}},
        {"default": {"type": "Pet"}, "example": {"enum": []}, "x-note": {"properties": {"a": {"type": "Pet"}}}},
        {"type": "object", "properties": {"type": {"type": "string"}, "enum": {"type": "array", "items": {}}}},
        {"anyOf": CAT_AND_DOG, "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "Dog"}}},
        {"oneOf": CAT_AND_DOG, "discriminator": {"propertyName": "colour"}},
        True,
    ],
)
def test_what_some_value_conforms_to_stays(schema: Any) -> None:
    whole = document(schema, Cat=CAT, Dog=DOG)
    result, found = corrected(whole)
    assert (result is whole, found) == (True, [])


def test_a_discriminator_that_its_schemas_deny_is_left_out() -> None:
    schema = {"oneOf": CAT_AND_DOG, "discriminator": {"propertyName": "kind"}}
    result, found = corrected(document(schema, Cat=CAT, Dog=DOG))
    assert result["components"]["schemas"]["X"] == {"oneOf": CAT_AND_DOG}
    reason = "kind cannot have the value that tells 'Cat', 'Dog'; the discriminator is left out"
    assert found == [(f"{AT}/discriminator", reason)]


def test_a_discriminator_is_read_in_the_parts_of_a_schema() -> None:
    base = {"type": "object", "properties": {"kind": {"$ref": "#/components/schemas/Kind"}}}
    schemas: dict[str, Any] = {
        "Kind": {"type": "string", "enum": ["cat", "dog"]},
        "Cat": {"allOf": [base]},
        "Dog": {"allOf": [base, {"properties": {"kind": {"enum": ["dog"]}}}]},
    }
    schema = {"oneOf": CAT_AND_DOG, "discriminator": {"propertyName": "kind"}}
    result, found = corrected(document(schema, **schemas))
    assert "discriminator" not in result["components"]["schemas"]["X"]
    assert [pointer for pointer, _ in found] == [f"{AT}/discriminator", f"{AT}/oneOf"]
    schemas["Kind"]["enum"] = ["Cat", "dog"]
    assert [pointer for pointer, _ in corrected(document(schema, **schemas))[1]] == [f"{AT}/oneOf"]


@pytest.mark.parametrize(
    ("version", "extra"), [("3.0.3", {"type": "integer", "nullable": True}), ("3.1.0", {"type": ["integer", "null"]})]
)
def test_null_among_the_members_is_said_as_the_version_does(version: str, extra: dict[str, Any]) -> None:
    schema, _ = schema_of({"type": "boolean", "enum": ["3", 4, None]}, version)
    assert schema == {"enum": ["3", 4, None]}
    schema, _ = schema_of({"type": "integer", "enum": ["3", None]}, version)
    assert schema == {"enum": [3, None], **extra}


def test_texts_that_yaml_reads_as_truth_values_are_texts() -> None:
    text = b"{openapi: 3.1.0, paths: {}, components: {schemas: {X: {type: string, enum: [true, 16_9, no]}}}}"
    result, found = corrected(read_structured(text).value)
    assert result["components"]["schemas"]["X"]["enum"] == ["true", "16_9", "no"]
    assert found == [(f"{AT}/enum", "YAML reads the texts 'true' as truth values or null")]


def test_truth_values_among_truth_values_stay() -> None:
    text = b"{openapi: 3.1.0, paths: {}, components: {schemas: {X: {type: boolean, enum: [true], maximum: 1}}}}"
    whole = read_structured(text).value
    result, found = corrected(whole)
    assert (result is whole, found) == (True, [])


def paths(responses: Any, **more: Any) -> dict[str, Any]:
    return {"/a": {"get": {"responses": responses, **more}}}


def test_what_has_no_body_describes_none_and_media_types_are_some() -> None:
    wrong: dict[str, Any] = {"description": "", "content": {"application/json": {"schema": {}}}}
    file: dict[str, Any] = {"description": "", "content": {"PDF": {"schema": {}}, "text/csv": {}, "": {}}}
    whole = {
        "openapi": "3.0.0",
        "paths": paths({"204": wrong, "205": {"$ref": "#/components/responses/W"}, "200": file}),
        "components": {"responses": {"W": wrong}},
    }
    result, found = corrected(whole)
    at = "#/paths/~1a/get/responses"
    assert result["components"] is whole["components"]
    assert result["paths"]["/a"]["get"]["responses"] == {
        "204": {"description": ""},
        "205": {"description": ""},
        "200": {
            "description": "",
            "content": {"text/csv": {}, "application/pdf": {"schema": {}}, "application/json": {}},
        },
    }
    assert [pointer for pointer, _ in found] == [
        f"{at}/204/content", f"{at}/205/content", f"{at}/200/content/PDF", f"{at}/200/content/",
    ]  # fmt: skip


def test_swagger_2_is_corrected_where_it_has_its_parts() -> None:
    wrong = {"type": "integer", "enum": ["a"]}
    whole: dict[str, Any] = {
        "swagger": "2.0",
        "produces": ["application/json", "access_token"],
        "definitions": {"X": wrong},
        "paths": paths(
            {"204": {"description": "", "schema": wrong}, "200": {"description": "", "headers": {"H": dict(wrong)}}},
            parameters=[{"name": "q", "in": "query", **wrong}, {"name": "f", "in": "formData", "type": "file"}],
        ),
    }
    result, found = corrected(whole)
    right = {"type": "string", "enum": ["a"]}
    operation = result["paths"]["/a"]["get"]
    assert result["produces"] == ["application/json", "application/octet-stream"]
    assert result["definitions"] == {"X": right}
    assert operation["responses"] == {
        "204": {"description": ""}, "200": {"description": "", "headers": {"H": right}},
    }  # fmt: skip
    assert operation["parameters"] == [
        {"name": "q", "in": "query", **right},
        whole["paths"]["/a"]["get"]["parameters"][1],
    ]
    assert len(found) == 5


def test_what_other_files_hold_comes_into_the_document() -> None:
    whole = document({"$ref": "parts.yaml#/Y"}, Y={"type": "string"})
    whole["paths"] = {"/a": {"$ref": "parts.yaml#/item"}}
    parts = {
        "Y": {"type": "object", "properties": {"own": {"$ref": "#/Y"}, "z": {"$ref": "#/Z"}}},
        "Z": {"type": "integer", "enum": ["z"]},
        "item": {"get": {"responses": {"200": {"$ref": "#/answer"}}}},
        "answer": {
            "description": "",
            "content": {"application/json": {"schema": {"$ref": "api.yaml#/components/schemas/Y"}}},
        },
    }
    result, found = corrected(whole, parts=parts)
    assert result["components"]["schemas"] == {
        "X": {"$ref": "#/components/schemas/Y_2"},
        "Y": {"type": "string"},
        "Y_2": {
            "type": "object",
            "properties": {"own": {"$ref": "#/components/schemas/Y_2"}, "z": {"$ref": "#/components/schemas/Z"}},
        },
        "Z": {"type": "string", "enum": ["z"]},
    }
    assert result["paths"]["/a"]["get"]["responses"] == {"200": {"$ref": "#/components/responses/answer"}}
    content = result["components"]["responses"]["answer"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Y"}
    assert [pointer for pointer, _ in found] == ["parts.yaml#/Z"]


leaves = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "integer", "number", "boolean", "array", "object", ["string", "null"]]),
        "enum": st.lists(
            st.one_of(st.integers(0, 5), st.text("ab", max_size=3), st.booleans()), min_size=1, max_size=3
        ),
        "minLength": st.integers(0, 4),
        "maxLength": st.integers(0, 4),
        "minimum": st.integers(0, 5),
        "maximum": st.integers(0, 5),
        "nullable": st.booleans(),
    },
)
schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda items: {"type": "array", "items": items}, inner),
        st.builds(lambda one, two: {"anyOf": [one, two]}, inner, inner),
        st.builds(
            lambda named, needed, closed: {
                "type": "object", "properties": named, "required": needed, "additionalProperties": not closed,
            },
            st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
            st.lists(st.sampled_from("abc"), max_size=2, unique=True),
            st.booleans(),
        ),
    ),
    max_leaves=5,
)  # fmt: skip
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(0, 5), st.text("ab", max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abc"), inner, max_size=2)),
    max_leaves=4,
)


@given(schemas, st.lists(values, min_size=5, max_size=20))
def test_a_corrected_schema_takes_all_that_was_taken_before(schema: Any, several: list[Any]) -> None:
    from jsonschema import Draft202012Validator

    result, found = corrected(document(schema))
    before, after = (Draft202012Validator(each) for each in (schema, result["components"]["schemas"]["X"]))
    taken = [value for value in several if before.is_valid(value)]
    assert all(after.is_valid(value) for value in taken)
    if not {"properties", "items", "anyOf"} & schema.keys() and taken:
        assert found == []


@given(schemas)
def test_what_is_corrected_needs_no_other_correction(schema: Any) -> None:
    result, _ = corrected(document(schema))
    assert corrected(result) == (result, [])


def test_what_a_reference_does_not_find_is_left_out() -> None:
    lost = {"$ref": "#/components/nowhere/P"}
    named = {"name": "q", "in": "query", "schema": {"type": "string"}}
    whole = {"openapi": "3.0.0", "paths": paths({"200": lost}, parameters=[lost, named], requestBody=lost)}
    result, found = corrected(whole)
    assert result["paths"] == paths({"200": {"description": ""}}, parameters=[named], requestBody={"content": {}})
    at = "#/paths/~1a/get"
    assert sorted(pointer for pointer, _ in found) == [
        f"{at}/parameters/0", f"{at}/requestBody/$ref", f"{at}/responses/200/$ref",
    ]  # fmt: skip
