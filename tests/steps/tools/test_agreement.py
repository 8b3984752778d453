"""The arguments of a call agree with a response that the description gives."""

import json
from typing import Any

import pytest

from lemnos.records import ArgumentPlace, Tool, ToolExample
from lemnos.steps.tools.examples.call import example_call, example_result
from tests.steps.tools.builders import make_tool

TEXT: dict[str, Any] = {"type": "string"}
WHOLE: dict[str, Any] = {"type": "integer"}


def operation(path: str, parameters: dict[str, Any], result: Any, method: str = "GET", **more: Any) -> Tool:
    places = tuple(
        ArgumentPlace(name, "path" if f"{{{name}}}" in path else "query" if method == "GET" else "body")
        for name in parameters
    )
    schema = {"type": "object", "properties": parameters, "required": more.pop("required", list(parameters))}
    sent = json.dumps(more.pop("sent", {}))
    examples = (ToolExample(sent, json.dumps(result)),)
    returns = json.dumps(more.pop("returns", {}))
    fields = {"kind": "http", "method": method, "path": path, "places": places, "result": returns, "examples": examples}
    return make_tool("op", "", parameters=json.dumps(schema), **{**fields, **more})


def test_a_response_is_shown_only_if_the_description_gives_one() -> None:
    schema = {"type": "object", "properties": {"id": WHOLE, "city": TEXT}, "required": ["id"]}
    assert example_result(operation("/a", {}, {"id": 7}, returns=schema)) == {"id": 7}
    assert example_result(operation("/a", {}, {"city": "Oslo"}, returns=schema)) is None
    assert example_result(make_tool("t", "", result=json.dumps(schema))) is None


@pytest.mark.parametrize("result", [{}, [], {"run": {}}, {"name": "string"}, {"id": 0}, {"items": [{"id": "{id}"}]}])
def test_a_response_that_shows_nothing_is_not_shown(result: Any) -> None:
    assert example_result(operation("/a", {}, result)) is None


def test_the_example_of_a_whole_schema_or_of_the_items_of_its_list_is_a_response() -> None:
    dock = {"type": "object", "properties": {"id": TEXT}, "examples": [{"id": "K1"}]}
    assert example_result(make_tool("t", "", result=json.dumps(dock))) == {"id": "K1"}
    assert example_result(make_tool("t", "", result=json.dumps({"type": "array", "items": dock}))) == [{"id": "K1"}]


@pytest.mark.parametrize(
    ("path", "parameters", "result", "expected"),
    [
        ("/keys/{keyId}", {"keyId": TEXT}, {"id": "k-42"}, {"keyId": "k-42"}),
        ("/keys/{keyId}", {"keyId": TEXT}, {"key": {"id": "k-42"}}, {"keyId": "k-42"}),
        ("/keys/{keyId}", {"keyId": TEXT}, {"data": {"keyId": "k-42", "id": "x"}}, {"keyId": "k-42"}),
        ("/keys/{keyId}", {"keyId": WHOLE}, {"id": "42"}, {"keyId": 42}),
        ("/keys/{keyId}", {"keyId": TEXT}, {"id": 42}, {"keyId": "42"}),
        ("/owners/{ownerId}/keys/{keyId}", {"ownerId": TEXT, "keyId": TEXT}, {"id": "k", "ownerId": "o"},
         {"ownerId": "o", "keyId": "k"}),
        ("/keys", {"keyIds": {"type": "array", "items": TEXT}}, [{"id": "a"}, {"id": "b"}], {"keyIds": ["a", "b"]}),
        ("/keys", {"state": TEXT}, {"keys": [{"state": "old"}, {"state": "old"}]}, {"state": "old"}),
    ],
)  # fmt: skip
def test_an_argument_takes_over_the_value_of_the_response(
    path: str, parameters: dict[str, Any], result: Any, expected: dict[str, Any]
) -> None:
    call = example_call(operation(path, parameters, result))
    assert call.arguments == expected
    assert call.is_literal


def test_what_the_description_sends_gives_way_to_what_it_returns() -> None:
    body = {"name": TEXT, "place": {"type": "object", "properties": {"city": TEXT, "pier": TEXT}}}
    sent = {"name": "Test", "place": {"city": "Rome", "pier": "B"}}
    tool = operation("/docks", body, {"id": "1", "name": "Dock 7", "place": {"city": "Oslo"}}, "POST", sent=sent)
    assert example_call(tool).arguments == {"name": "Dock 7", "place": {"city": "Oslo", "pier": "B"}}


def test_a_value_that_the_schema_forbids_is_not_taken_over() -> None:
    tool = operation("/docks/{dockId}", {"dockId": {**TEXT, "pattern": "^K[0-9]{3}$"}}, {"id": "?"})
    assert "dockId" not in example_call(tool).arguments


def test_a_value_of_our_own_is_not_shown_beside_a_response_without_it() -> None:
    call = example_call(operation("/owners/{ownerId}/keys", {"ownerId": TEXT}, [{"id": "k"}]))
    assert call.variables == ("ownerId",)


def test_a_choice_of_our_own_is_not_shown_beside_a_response_without_it() -> None:
    sizes = {"size": {"enum": ["long", "short"]}, "unit": {"enum": ["m"]}}
    call = example_call(operation("/docks", sizes, [{"id": "k"}]))
    assert (call.arguments, call.variables) == ({"unit": "m"}, ("size",))


def test_the_call_of_a_function_is_the_one_whose_result_is_known() -> None:
    schema = json.dumps({"type": "object", "properties": {"n": WHOLE}, "required": ["n"]})
    examples = (ToolExample('{"n":1}'), ToolExample('{"n":2}', "4"))
    tool = make_tool("double", "", parameters=schema, result='{"type":"integer"}', examples=examples)
    assert (example_call(tool).arguments, example_result(tool)) == ({"n": 2}, 4)


def test_an_optional_argument_that_the_items_of_a_list_contradict_is_left_out() -> None:
    schema = {**TEXT, "examples": ["new"]}
    items = [{"state": "old"}, {"state": "new"}]
    assert example_call(operation("/keys", {"state": schema}, items, required=[])).arguments == {}
