"""What arguments must be like, by schemas as people write them."""

import json
from typing import Any

import pytest

from lemnos.steps.trajectories.verify.cache import BoundedCache
from lemnos.steps.trajectories.verify.contract import contract, registered_contract

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
INNER = {"type": "object", "properties": {"lat": {"type": "number"}}, "required": ["lat"]}


def found(schema: Any, arguments: dict[str, Any]) -> list[tuple[str, str]]:
    return [tuple(finding) for finding in contract(json.dumps(schema)).findings(arguments)]  # type: ignore[misc]


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("schema", "arguments", "check"),
    [
        ({**of(a=TEXT), "required": ["a"]}, {}, "required_present"),
        ({**of(at=INNER)}, {"at": {}}, "required_present"),
        ({**of(a=TEXT, b=TEXT), "dependentRequired": {"a": ["b"]}}, {"a": "x"}, "required_present"),
        (of(a=TEXT), {"b": "x"}, "no_invented_parameters"),
        (of(), {"b": "x"}, "no_invented_parameters"),
        (of(at=INNER), {"at": {"lat": 1, "lng": 2}}, "no_invented_parameters"),
        (of(all={"type": "array", "items": INNER}), {"all": [{"lat": 1, "x": 2}]}, "no_invented_parameters"),
        (of(at={"anyOf": [INNER, {"type": "null"}]}), {"at": {"lat": 1, "x": 2}}, "no_invented_parameters"),
        ({**of(at={"$ref": "#/$defs/P"}), "$defs": {"P": INNER}}, {"at": {"lat": 1, "x": 2}}, "no_invented_parameters"),
        (of(a=WHOLE), {"a": "3"}, "types_agree"),
        (of(a=WHOLE), {"a": 2.5}, "types_agree"),
        (of(a=WHOLE), {"a": True}, "types_agree"),
        (of(a=TEXT), {"a": 3}, "types_agree"),
        (of(a=TEXT), {"a": None}, "types_agree"),
        (of(a={"type": "boolean"}), {"a": "true"}, "types_agree"),
        (of(a={"type": "array", "items": TEXT}), {"a": ["x", 3]}, "types_agree"),
        (of(a={"anyOf": [TEXT, {"type": "null"}]}), {"a": 3}, "types_agree"),
        (of(at={"anyOf": [TEXT, INNER]}), {"at": {"lat": "north"}}, "types_agree"),
        (of(a={"type": "string", "enum": ["x", "y"]}), {"a": "z"}, "enums_agree"),
        (of(a={"const": "x"}), {"a": "z"}, "enums_agree"),
        (of(a={"anyOf": [{"type": "string", "enum": ["x"]}, {"type": "null"}]}), {"a": "z"}, "enums_agree"),
        (of(a={"type": "integer", "maximum": 10}), {"a": 11}, "bounds_agree"),
        (of(a={"type": "string", "pattern": "^x"}), {"a": "y"}, "bounds_agree"),
        (of(a={"type": "array", "minItems": 1}), {"a": []}, "bounds_agree"),
        (of(a={"type": "string", "format": "date"}), {"a": "tomorrow"}, "formats_agree"),
        (of(a={"type": "string", "format": "date-time"}), {"a": "noon"}, "formats_agree"),
    ],
)  # fmt: skip
def test_what_a_schema_does_not_allow_fails_one_check(schema: Any, arguments: dict[str, Any], check: str) -> None:
    assert [name for name, _ in found(schema, arguments)] == [check]


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        (of(a={"type": "number"}), {"a": 3}),
        (of(a=WHOLE), {"a": 3.0}),
        (of(a=WHOLE), {"a": 2**70}),
        ({**of(a=TEXT), "additionalProperties": True}, {"b": 1}),
        ({**of(a=TEXT), "additionalProperties": WHOLE}, {"b": 1}),
        ({**of(a=TEXT), "patternProperties": {"^x-": TEXT}}, {"x-b": "1"}),
        (of(at={"type": "object"}), {"at": {"anything": 1}}),
        (of(at={"anyOf": [{"type": "object"}, INNER]}), {"at": {"anything": 1}}),
        (of(a={"type": "string", "format": "date-time"}), {"a": "2031-05-01T10:00:00"}),
        (of(a={"type": "string", "format": "date-time"}), {"a": "2031-05-01T10:00:00Z"}),
        (of(a={"type": "string", "format": "of-my-own"}), {"a": "anything"}),
        ({"allOf": [of(a=TEXT), of(b=WHOLE)], "type": "object"}, {"a": "x", "b": 1}),
        (of(a={}), {"a": [1, {"b": None}]}),
        (of(a={"description": "anything"}), {"a": None}),
        ({**of(a=TEXT), "required": ["a", "gone"]}, {"a": "x"}),
    ],
)
def test_what_a_schema_allows_passes(schema: Any, arguments: dict[str, Any]) -> None:
    assert found(schema, arguments) == []


@pytest.mark.parametrize(
    ("schema", "good", "bad", "check", "rules"),
    [
        ({"type": "dict", "properties": {"a": {"type": "float"}}}, {"a": 1}, {"a": "1"}, "types_agree", {"type_name"}),
        (of(a={"type": "STRING"}), {"a": "x"}, {"a": 1}, "types_agree", {"type_name"}),
        (of(a={"type": "str"}), {"a": "x"}, {"a": 1}, "types_agree", {"type_name"}),
        (of(a={"type": "List[int]"}), {"a": [1]}, {"a": ["x"]}, "types_agree", {"type_name"}),
        (of(a={"type": "any"}), {"a": [1]}, {"b": 1}, "no_invented_parameters", set()),
        ({"a": {"type": "int, optional"}, "b": {"type": "int"}}, {"b": 1}, {"a": 1}, "required_present", {"type_name"}),
        (of(a={"type": "int", "required": True}), {"a": 1}, {}, "required_present", {"required_on_property"}),
        (of(a={"type": "string", "nullable": True}), {"a": None}, {"a": 1}, "types_agree", {"nullable"}),
        (of(a={"type": "integer", "minimum": "3"}), {"a": 3}, {"a": 2}, "bounds_agree", {"number_as_text"}),
        (of(a="string"), {"a": "x"}, {"a": 1}, "types_agree", {"type_for_schema"}),
        ({"type": "object", "properties": None}, {}, {"a": 1}, "no_invented_parameters", {"properties_null"}),
        (
            {"type": "object", "properties": [{"name": "a", "type": "str", "required": True}]},
            {"a": "x"}, {}, "required_present", {"properties_as_list"},
        ),
    ],
)  # fmt: skip
def test_schemas_as_people_write_them_are_converted_and_the_rules_named(
    schema: Any, good: dict[str, Any], bad: dict[str, Any], check: str, rules: set[str]
) -> None:
    assert found(schema, good) == []
    assert check in [name for name, _ in found(schema, bad)]
    assert rules <= set(contract(json.dumps(schema)).tolerated)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "its schema is no JSON"),
        ("[]", "its schema is no object"),
        ("{}", "its schema does not say which parameters it takes"),
        ('{"type":"object","description":"D."}', "its schema does not say which parameters it takes"),
        ('{"type":"string"}', "its schema cannot be read: the schema of the parameters has type string; it must be object"),
        ('{"a":' * 2000 + "1" + "}" * 2000, None),
    ],
)  # fmt: skip
def test_a_schema_that_cannot_be_read_compares_nothing_and_says_why(text: str, reason: str | None) -> None:
    held = contract(text)
    assert held.validator is None
    assert held.findings({"a": 1}) == []
    assert held.reason == reason or (reason is None and held.reason)


def test_a_reference_that_leads_nowhere_is_told_and_never_followed_outside() -> None:
    held = contract(json.dumps(of(a={"$ref": "https://schemas.invalid/a.json"}, b=WHOLE)))
    assert held.reason == "a $ref of its schema leads nowhere"
    assert [finding.check for finding in held.findings({"b": "x"})] == ["types_agree"]


def test_a_finding_says_where_the_value_is() -> None:
    assert found(of(at={"anyOf": [TEXT, INNER]}), {"at": {"lat": "north"}}) == [
        ("types_agree", 'at /at/lat: "north" is not of type "number"')
    ]


def test_what_a_registered_schema_leaves_open_stays_open_if_asked() -> None:
    schema = json.dumps(of(a=TEXT))
    assert registered_contract(schema, close=False).findings({"b": 1}) == []
    assert registered_contract(schema, close=True).findings({"b": 1}) != []


def test_a_cache_drops_what_was_not_used_for_longest() -> None:
    cache: BoundedCache[str] = BoundedCache(10)
    made: list[str] = []

    def get(key: str, size: int) -> str:
        return cache.get(key, size, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [get("a", 5), get("b", 5), get("a", 5), get("c", 5), get("a", 5), get("b", 5)] == list("ABACAB")
    assert made == ["a", "b", "c", "b"]
    assert get("long", 11) == "LONG"
    assert len(cache) == 2
