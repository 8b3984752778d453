"""Request and response of an example belong together."""

import json
from typing import Any

import pytest

from lemnos.records import ArgumentPlace, Authentication, Credential, Tool, ToolExample
from lemnos.steps.tools.examples.agreement import Agreement, known_of, nouns_of
from lemnos.steps.tools.examples.call import example_arguments, example_result
from tests.steps.tools.builders import make_tool

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}
TIME = {"type": "string", "format": "date-time"}


def agreed(value: Any, arguments: dict[str, Any], path: str, **properties: Any) -> Any:
    schema = {"type": "object", "properties": properties}
    return Agreement(schema, known_of(arguments, {}, path), nouns_of(path)).of(value)


def operation(path: str, parameters: dict[str, Any], result: dict[str, Any], method: str = "GET", **more: Any) -> Tool:
    places = tuple(
        ArgumentPlace(name, "path" if f"{{{name}}}" in path else "query" if method == "GET" else "body")
        for name in parameters
    )
    schema = {"type": "object", "properties": parameters, "required": more.pop("required", list(parameters))}
    fields = {"kind": "http", "method": method, "path": path, "places": places, "result": json.dumps(result), **more}
    return make_tool("op", "", parameters=json.dumps(schema), **fields)


def test_the_id_in_the_path_is_the_id_of_the_resource() -> None:
    assert agreed({"id": "x", "name": "y"}, {"petId": "p7"}, "/pets/{petId}", id=TEXT, name=TEXT)["id"] == "p7"


def test_the_id_of_a_parent_is_not_the_id_of_its_parts() -> None:
    value = agreed({"id": "x", "ownerId": "y"}, {"ownerId": "o1"}, "/owners/{ownerId}/pets", id=TEXT, ownerId=TEXT)
    assert value == {"id": "x", "ownerId": "o1"}


@pytest.mark.parametrize("name", ["petId", "pet_id", "pet-id", "PetID"])
def test_spellings_of_a_name_are_one(name: str) -> None:
    assert agreed({name: "x"}, {"petId": "p7"}, "", **{name: TEXT}) == {name: "p7"}


def test_what_is_sent_comes_back_also_within_a_wrapper() -> None:
    inner = {"type": "object", "properties": {"name": TEXT, "tag": {"type": "object", "properties": {"name": TEXT}}}}
    value = agreed({"data": {"name": "x", "tag": {"name": "y"}}}, {"name": "Rex"}, "/pets", data=inner)
    assert value == {"data": {"name": "Rex", "tag": {"name": "y"}}}


def test_the_only_part_of_a_response_wraps_the_resource() -> None:
    summary = {"type": "object", "properties": {"id": TEXT}}
    assert agreed({"summary": {"id": "x"}}, {"id": "f1"}, "/", summary=summary) == {"summary": {"id": "f1"}}


def test_numbers_and_texts_of_one_id_agree() -> None:
    assert agreed({"petId": 5}, {"petId": "17"}, "", petId=WHOLE) == {"petId": 17}
    assert agreed({"petId": "5"}, {"petId": 17}, "", petId=TEXT) == {"petId": "17"}


def test_a_value_that_the_schema_forbids_is_not_echoed() -> None:
    assert agreed({"state": "new"}, {"state": "old"}, "", state={"enum": ["new"]}) == {"state": "new"}


def test_times_follow_one_another() -> None:
    value = {"expires_at": "2023-01-01T00:00:00Z", "created_at": "2025-01-01T00:00:00Z", "updatedAt": "2024-01-01"}
    times = agreed(value, {}, "", expires_at=TIME, created_at=TIME, updatedAt=TEXT)
    assert times == {
        "expires_at": "2025-01-01T00:00:00Z",
        "created_at": "2023-01-01T00:00:00Z",
        "updatedAt": "2024-01-01",
    }


def test_creation_comes_before_an_expiry_that_was_sent() -> None:
    value = {"created": 1_700_000_000, "expires": 1_600_000_000}
    times = agreed(value, {"expires": 1_650_000_000}, "", created=WHOLE, expires=WHOLE)
    assert times["expires"] == 1_650_000_000 > times["created"]


@pytest.mark.parametrize(
    ("arguments", "counts", "expected"),
    [
        ({}, {"total": 0}, {"total": 2}),
        ({}, {"totalPets": 1, "count": 9}, {"totalPets": 2, "count": 2}),
        ({"limit": 10, "offset": 20}, {"total": 3, "limit": 5}, {"total": 22, "limit": 10}),
        ({"page": 3, "per_page": 10}, {"total_pages": 1, "total": 5}, {"total_pages": 3, "total": 22}),
        ({"limit": 10}, {"has_more": True}, {"has_more": False}),
        ({"limit": 10}, {"next_page_token": "abc"}, {}),
        ({}, {"next_page_token": "abc"}, {"next_page_token": "abc"}),
        ({}, {"total_price": 7}, {"total_price": 7}),
    ],
)
def test_counts_fit_the_list(arguments: dict[str, Any], counts: dict[str, Any], expected: dict[str, Any]) -> None:
    items = [{"a": 1}, {"a": 2}]
    value = agreed({"pets": items, **counts}, arguments, "/pets", **dict.fromkeys(["pets", *counts], True))
    assert value == {"pets": items, **expected}


def test_a_total_is_the_sum_of_its_parts() -> None:
    assert agreed({"total": 3, "used": 5, "free": 2}, {}, "", used=WHOLE)["total"] == 7


def test_an_example_call_and_its_invented_result_agree() -> None:
    properties = {"id": TEXT, "created": TIME, "expires": TIME}
    tool = operation("/keys/{keyId}", {"keyId": TEXT}, {"type": "object", "properties": properties})
    arguments = example_arguments(tool)
    result = example_result(tool, arguments)
    assert result["id"] == arguments["keyId"]
    assert result["created"] < result["expires"]


def test_invented_arguments_agree_with_an_example_result_of_the_description() -> None:
    result = {"type": "object", "properties": {"id": TEXT}}
    tool = operation("/keys/{keyId}", {"keyId": TEXT}, result, examples=(ToolExample("{}", '{"id":"k-42"}'),))
    assert example_arguments(tool) == {"keyId": "k-42"}


def test_an_example_of_some_arguments_is_completed() -> None:
    tool = operation("/a", {"q": TEXT, "page": WHOLE}, {}, examples=(ToolExample('{"q":"lamp"}'),))
    arguments = example_arguments(tool)
    assert arguments["q"] == "lamp"
    assert isinstance(arguments["page"], int)


def test_an_argument_that_carries_a_credential_is_a_placeholder() -> None:
    key = Authentication((Credential("k", "apiKey", "query", "api_key"),))
    tool = operation("/a", {"api_key": TEXT}, {}, authentication=(key,))
    assert example_arguments(tool) == {"api_key": "$API_KEY"}


def test_the_version_of_the_api_is_sent_where_it_is_asked_for() -> None:
    tool = operation("/a", {"api-version": TEXT}, {}, version="2019-12-02")
    assert example_arguments(tool) == {"api-version": "2019-12-02"}
