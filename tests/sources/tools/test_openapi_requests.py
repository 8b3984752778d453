"""What a request carries survives mistakes of a description: read-only bodies, secrets in addresses, stand-ins."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.records import ArgumentPlace, Tool
from lemnos.sources.tools.openapi.names import first_server, secret_path, secrets_of
from lemnos.sources.tools.openapi.source import OpenApiSource
from lemnos.steps.tools.examples.credentials import placeholder
from lemnos.steps.tools.render.forms import render

ONLY_READ = {"type": "string", "readOnly": True}


def read(tmp_path: Path, operation: Any, path: str = "/kettles", **document: Any) -> Tool:
    api = {"openapi": "3.0.3", "info": {"title": "Kettles", "version": "1"}, "paths": {path: {"post": operation}}}
    (tmp_path / "api.json").write_text(json.dumps({**api, **document}))
    (tool,) = [item for shard in OpenApiSource(str(tmp_path / "api.json")).shards() for item in shard.read()]
    assert isinstance(tool, Tool)
    return tool


def sends(schema: Any) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}, "responses": {}}


@pytest.mark.parametrize(
    ("schema", "name", "left"),
    [
        ({"properties": {"litres": ONLY_READ, "colour": ONLY_READ}}, "litres", {"type": "string"}),
        ({"properties": {"lid": {"properties": {"width": ONLY_READ}, "readOnly": True}}}, "lid", None),
        ({"allOf": [{"properties": {"litres": ONLY_READ}}]}, "litres", {"type": "string"}),
        ({"type": "array", "items": {"properties": {"litres": ONLY_READ}}}, "body", None),
        ({"type": "string", "readOnly": True}, "body", {"type": "string"}),
    ],
)
def test_a_body_that_would_be_empty_keeps_its_read_only_fields(
    tmp_path: Path, schema: Any, name: str, left: Any
) -> None:
    tool = read(tmp_path, sends(schema))
    properties = json.loads(tool.parameters)["properties"]
    assert left is None or properties[name] == left
    assert "readOnly" not in tool.parameters
    assert ("width" in tool.parameters) == (name == "lid")
    assert "No parameters" not in render(tool, "http_example")


def test_a_body_keeps_read_only_fields_out_beside_others(tmp_path: Path) -> None:
    tool = read(tmp_path, sends({"properties": {"id": ONLY_READ, "litres": {"type": "integer"}}}))
    assert list(json.loads(tool.parameters)["properties"]) == ["litres"]
    assert "read_only_body" not in tool.repaired


def test_a_repaired_body_is_noted(tmp_path: Path) -> None:
    assert "read_only_body" in read(tmp_path, sends({"properties": {"id": ONLY_READ}})).repaired


@pytest.mark.parametrize(
    ("body", "required"), [({"required": True}, True), ({"description": "The kettle.", "content": {}}, False)]
)
def test_a_body_without_content_is_an_argument(tmp_path: Path, body: Any, required: bool) -> None:
    tool = read(tmp_path, {"requestBody": body, "responses": {}})
    assert tool.places == (ArgumentPlace("body", "body", "$"),)
    assert tool.body_required is required


AUTHORIZATION = {"type": "apiKey", "in": "header", "name": "Authorization"}


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("Put the key into the 'authorization' header as 'authorization: Bearer KETTLE_KEY'.", "Bearer $API_TOKEN"),
        ("Needs the header Authorization: Token <key>.", "Token $API_TOKEN"),
        ("Revokes a bearer credential after authorization.", "$API_TOKEN"),
        ("Boils water.", "$API_TOKEN"),
    ],
)
def test_the_prefix_of_a_key_is_what_the_operations_say(tmp_path: Path, said: str, value: str) -> None:
    components = {"securitySchemes": {"key": AUTHORIZATION}}
    operation = {"description": said, "responses": {}}
    tool = read(tmp_path, operation, components=components, security=[{"key": []}])
    assert placeholder(tool.authentication[0].credentials[0]) == value


@pytest.mark.parametrize(
    ("url", "variables", "server", "path"),
    [
        ("https://k.example/bot{token}", {"token": {"default": "71:AbC"}}, "https://k.example", "/bot{token}/kettles"),
        ("https://k.example/{apiKey}/v1", {"apiKey": {"default": "a"}}, "https://k.example", "/{apiKey}/v1/kettles"),
        (
            "https://k.example/{who}",
            {"who": {"default": "9f8e7d6c5b4a39281706", "description": "Your access token."}},
            "https://k.example",
            "/{who}/kettles",
        ),
        ("https://k.example/{zone}", {"zone": {"default": "eu"}}, "https://k.example/eu", "/kettles"),
        ("https://k.example/bot7000001:AAbbCCddEEffGGhhIIjjKK", {}, "https://k.example", "/bot{token}/kettles"),
    ],
)
def test_a_credential_in_an_address_is_an_argument(
    tmp_path: Path, url: str, variables: Any, server: str, path: str
) -> None:
    tool = read(tmp_path, {"responses": {}}, servers=[{"url": url, "variables": variables}])
    assert (tool.server, tool.path) == (server, path)
    given = [each["default"] for name, each in variables.items() if name != "zone"]
    shown = render(tool, "http_example")
    assert not any(f"/{value}/" in shown or f"bot{value}" in shown for value in given)
    for name, schema in json.loads(tool.parameters)["properties"].items():
        assert "{" + name + "}" in path
        assert "token" in schema["description"] or "credential" in schema["description"]


def test_a_key_in_a_path_is_a_field() -> None:
    assert secret_path("https://k.example", "/boil?cups=2&token=ab12#x", ()) == (
        "https://k.example",
        "/boil?cups=2&token={token}#x",
    )
    assert secret_path("https://k.example", "/boil?key={key}&token_type=a", ())[1] == "/boil?key={key}&token_type=a"
    assert secrets_of([{"url": "/", "variables": {"region": {"default": "eu", "description": "Of the API key"}}}]) == {}


def test_a_slash_before_a_variable_is_not_doubled() -> None:
    servers = [{"url": "https://k.example/{base}/v1", "variables": {"base": {"default": "/api"}}}]
    assert first_server(servers) == "https://k.example/api/v1"


@pytest.mark.parametrize("name", ["key", "<key>", "{id}", "additionalProp1", "*", "anyKey"])
def test_a_property_that_stands_for_the_keys_of_a_map_is_left_out(tmp_path: Path, name: str) -> None:
    values = {"type": "object", "properties": {"city": {"type": "string"}}}
    schema = {"properties": {"places": {"properties": {name: {}}, "required": [name], "additionalProperties": values}}}
    places = json.loads(read(tmp_path, sends(schema)).parameters)["properties"]["places"]
    assert places == {"type": "object", "additionalProperties": values}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"key": {"type": "string"}}},
        {"type": "object", "properties": {"key": {"type": "string"}}, "additionalProperties": False},
        {"type": "object", "properties": {"key": {}, "name": {}}, "additionalProperties": {"type": "string"}},
        {"type": "object", "properties": {"monkey": {}}, "additionalProperties": {"type": "string"}},
    ],
)
def test_a_property_of_an_object_stays(tmp_path: Path, schema: Any) -> None:
    assert json.loads(read(tmp_path, sends({"properties": {"a": schema}})).parameters)["properties"]["a"] == schema


def test_the_example_of_a_parameter_comes_before_that_of_its_schema(tmp_path: Path) -> None:
    schema = {"type": "string", "example": "kettle-of-all"}
    parameter = {"name": "kettle", "in": "query", "required": True, "schema": schema, "example": "kettle-of-mine"}
    tool = read(tmp_path, {"parameters": [parameter], "responses": {}})
    assert json.loads(tool.parameters)["properties"]["kettle"]["examples"] == ["kettle-of-mine"]


def test_an_example_of_a_body_that_is_given_as_text_is_read(tmp_path: Path) -> None:
    schema = {"type": "object", "additionalProperties": {}, "example": '{"litres": 2}'}
    tool = read(tmp_path, sends(schema))
    assert json.loads(tool.parameters)["properties"]["body"]["examples"] == [{"litres": 2}]
    assert json.loads(tool.examples[0].arguments) == {"body": {"litres": 2}}


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Whether the kettle boils.", "Whether the kettle boils."),
        ("Name of the kettle as sold", "Name of the kettle as sold"),
        ("Kettle Lid Name", None),
        ("Kettle", None),
        ("kettle_lid.", None),
    ],
)
def test_a_title_that_is_a_sentence_describes(tmp_path: Path, title: str, told: str | None) -> None:
    tool = read(tmp_path, sends({"properties": {"lid": {"type": "string", "title": title}}}))
    lid = json.loads(tool.parameters)["properties"]["lid"]
    assert lid.get("description") == told
    assert lid.get("title") == (None if told else title)
