import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lemnos.sources.tools.json.parameters import SchemaError, input_schema, loose_type


def schema(raw: Any, description: str = "") -> tuple[dict[str, Any], set[str]]:
    made = input_schema(raw, description)
    found = json.loads(made.schema)
    Draft202012Validator.check_schema(found)
    return found, set(made.repaired)


EMPTY: dict[str, Any] = {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("raw", "found", "rules"),
    [
        (None, EMPTY, {"no_parameters"}),
        ({}, EMPTY, set()),
        ([], EMPTY, set()),
        ({"type": "object"}, EMPTY, set()),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "required": ["a"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"a": {"type": "string"}},
                "required": ["a"],
                "additionalProperties": False,
            },
            set(),
        ),
        (
            {"type": "dict", "properties": {"a": {"type": "float"}}, "required": ["a", "gone"]},
            {"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]},
            {"type_of_parameters", "type_name", "required_unknown"},
        ),
        (
            {"type": "object", "properties": {"a": {"type": "list[int]", "required": True}, "b": "string"}},
            {
                "type": "object",
                "properties": {"a": {"type": "array", "items": {"type": "integer"}}, "b": {"type": "string"}},
                "required": ["a"],
            },
            {"type_name", "required_on_property", "type_for_schema"},
        ),
        (
            '{"type": "object", "properties": {"a": {"type": "string"}}}',
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"schema_as_text"},
        ),
        (
            {"city": {"type": "string", "description": "Where"}, "required": ["city"]},
            {
                "type": "object",
                "properties": {"city": {"type": "string", "description": "Where"}},
                "required": ["city"],
            },
            {"properties_without_schema", "type_of_parameters"},
        ),
        (
            [{"name": "a", "type": "INTEGER", "required": True}, {"name": "b", "type": "string", "required": False}],
            {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}, "required": ["a"]},
            {"type_name"},
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"$ref": "#/definitions/T"}, "b": {"$ref": "#/definitions/None"}},
                "definitions": {"T": {"type": "object", "properties": {"t": {"$ref": "#/definitions/T"}}}},
                "$schema": "http://json-schema.org/draft-07/schema#",
            },
            {
                "type": "object",
                "properties": {"a": {"$ref": "#/$defs/T"}, "b": {}},
                "$defs": {"T": {"type": "object", "properties": {"t": {"$ref": "#/$defs/T"}}}},
            },
            {"missing_ref"},
        ),
    ],
)
def test_parameters_become_a_schema_of_type_object(raw: Any, found: dict[str, Any], rules: set[str]) -> None:
    made, repaired = schema(raw)
    if made.get("properties") == {} or "properties" not in made:
        made = {**made, "properties": {}}
    assert (made, repaired - {"type_of_parameters"}) == (found, rules - {"type_of_parameters"})


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ("no json", "no_schema"),
        (7, "no_schema"),
        ({"type": "string"}, "not_an_object"),
        ({"type": "object", "properties": "all"}, "no_schema"),
        ([{"type": "string"}], "parameter_without_name"),
    ],
)
def test_what_is_no_description_of_an_object_is_refused(raw: Any, rule: str) -> None:
    with pytest.raises(SchemaError) as error:
        input_schema(raw)
    assert error.value.rule == rule


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("STRING", {"type": "string"}),
        ("float", {"type": "number"}),
        ("List<String>", {"type": "array", "items": {"type": "string"}}),
        ("array of integers", {"type": "array", "items": {"type": "integer"}}),
        ("Optional[int]", {"type": "integer"}),
        ("Dict[str, int]", {"type": "object"}),
        ("str or int", {"type": ["string", "integer"]}),
        ("DATE (YYYY-MM-DD)", {"type": "string", "format": "date"}),
        ("Pet", {}),
    ],
)
def test_types_of_other_languages_are_known(name: str, found: dict[str, Any]) -> None:
    assert loose_type(name)[0] == found


def test_a_docstring_describes_what_the_schema_leaves_bare() -> None:
    raw = {
        "type": "object",
        "properties": {"state": {"type": "string"}, "n": {"type": "integer", "description": "Own"}},
    }
    made, repaired = schema(raw, "Alerts.\n\nArgs:\n    state: Two letters\n        (e.g. CA)\n    n: Other")
    assert made["properties"]["state"]["description"] == "Two letters (e.g. CA)"
    assert made["properties"]["n"]["description"] == "Own"
    assert repaired == {"described_in_docstring"}


def test_patterns_are_those_that_python_reads_and_ends() -> None:
    properties = {"a": {"type": "string", "pattern": "^(a*)*$"}, "b": {"type": "string", "pattern": "/^x$/"}}
    assert schema({"type": "object", "properties": properties}) == (
        {
            "type": "object",
            "properties": {
                "a": {"type": "string", "$comment": "Matches `^(a*)*$`."},
                "b": {"type": "string", "pattern": "^x$"},
            },
        },
        {"slow_pattern"},
    )
