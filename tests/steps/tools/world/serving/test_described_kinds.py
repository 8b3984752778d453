"""Tests that worlds keep what descriptions of many kinds say: each schema is made, sent, shown and listed."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.serving.description.make import Descriptions
from lemnos.steps.tools.world.serving.http import HttpWorlds
from tests.steps.tools.world.serving.shop import body
from tests.steps.tools.world.serving.test_description import ID, JSON, api, done, worlds_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
X = "#/components/schemas/"


def thing(required: tuple[str, ...] = ("id",), **fields: Any) -> dict[str, Any]:
    """Return the schema of an object with an id."""
    return {"type": "object", "required": list(required), "properties": {"id": TEXT, **fields}}


def one(**schema: Any) -> dict[str, Any]:
    """Return the schema of an object that must have an ``x``."""
    return thing(("id", "x"), x=schema)


BASE = {
    "type": "object", "required": ["done", "data"],
    "properties": {"done": {"type": "boolean"}, "data": {"type": "object"}},
}  # fmt: skip
KINDS: dict[str, Any] = {
    # to which something conforms, if one looks for it
    "lengths that overlap": one(oneOf=[{**TEXT, "maxLength": 5}, {**TEXT, "minLength": 3}]),
    "members that overlap": one(oneOf=[{**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["b", "c"]}]),
    "lists that overlap": one(oneOf=[{"type": "array", "items": TEXT}, {"type": "array", "items": NUMBER}]),
    "no text": one(**{"not": TEXT}),
    "names by a pattern": one(
        type="object", patternProperties={"^x-": NUMBER}, additionalProperties=False, minProperties=2
    ),
    "names of two letters": one(
        type="object", propertyNames={"pattern": "^[a-z]{2}$"}, additionalProperties=TEXT, minProperties=2
    ),
    "digits and letters": one(**TEXT, pattern=r"^(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,}$"),
    "a pattern and a length": one(**TEXT, pattern="[A-Z]{2}", minLength=5, maxLength=6),
    "one of two must be there": {**thing(a=TEXT, b=TEXT), "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "a condition": {
        **thing(("id", "kind"), kind={"enum": ["card", "bank"]}, card=TEXT, iban=TEXT),
        "if": {"properties": {"kind": {"const": "card"}}},
        "then": {"required": ["card"]},
        "else": {"required": ["iban"]},
    },
    "a place": one(type="array", prefixItems=[{"type": "number", "maximum": 1}, NUMBER], items=False, minItems=2),
    "no more than these": {
        "allOf": [thing()], "properties": {"more": TEXT}, "required": ["more"], "unevaluatedProperties": False,
    },
    "closed beside parts": {**thing(), "additionalProperties": False, "allOf": [{"properties": {"more": TEXT}}]},
    "closed beside some": {
        **thing(), "additionalProperties": False, "oneOf": [{"required": ["more"]}, {"properties": {"a": TEXT}}],
    },
    "closed in a part": one(**thing(), additionalProperties=False, allOf=[{"properties": {"b": TEXT}}]),
    "whole floats": one(type="integer", enum=[1.0, 2.0]),
    # to which nothing conforms
    "disjoint members": one(allOf=[{**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["c"]}]),
    "disjoint types": one(allOf=[TEXT, NUMBER]),
    "disjoint bounds": one(type="integer", exclusiveMinimum=1, exclusiveMaximum=2),
    "disjoint formats": one(allOf=[{**TEXT, "format": "date"}, {**TEXT, "format": "uuid"}]),
    "a short date": one(**TEXT, format="date", maxLength=8),
    "no date": one(**TEXT, format="date", enum=["today", "tomorrow"]),
    "too few members": one(type="array", items={"enum": ["r", "g"]}, uniqueItems=True, minItems=3),
    "too many properties": {**thing(("id", "a", "b"), a=TEXT, b=TEXT), "maxProperties": 2},
    "never, and needed": thing(("id", "x"), x=False),
    "a list over an object": {
        "type": "object",
        "allOf": [{"$ref": X + "Base"}, {"properties": {"data": {"type": "array", "items": thing()}}}],
    },
    "without end": {"$ref": X + "Link"},
    "alternatives of other types": {"type": "object", "oneOf": [TEXT, {"type": "array", "items": NUMBER}]},
}  # fmt: skip


def described(schema: Any) -> dict[str, Any]:
    """Return a description of things with a schema, and of one that is there without an id."""
    link = {"type": "object", "required": ["id", "next"], "properties": {"id": TEXT, "next": {"$ref": X + "Link"}}}
    paths = {
        "/now": {"get": {"responses": done(schema)}},
        "/things": {
            "get": {"responses": done({"type": "array", "items": schema})},
            "post": {"requestBody": body({"type": "object"}), "responses": done(schema, "201")},
        },
        "/things/{id}": {
            "parameters": [ID],
            "get": {"responses": done(schema)},
            "put": {"requestBody": body({"type": "object"}), "responses": done(schema)},
            "delete": {"responses": {"204": {"description": "Gone"}}},
        },
    }
    return {**api(paths, components={"schemas": {"Link": link, "Base": BASE}}), "openapi": "3.1.0"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_shown_conforms_to_the_description_that_the_world_gives(kind: str, tmp_path: Path) -> None:
    from jsonschema_rs import validator_for

    worlds = worlds_of(tmp_path, described(KINDS[kind]))
    ((handle, found),) = worlds.catalogue.apis.items()
    document = msgspec.json.decode(msgspec.json.encode(Descriptions(worlds.catalogue.origins).of(found)))
    served = HttpWorlds(worlds)

    def call(seed: int, method: str, path: str, sent: bytes = b"") -> Any:
        at = f"/{handle}~{seed}{path}"
        status, _, received = served.answer(Received(method, "", {"content-type": JSON}, sent, at))
        template = path if path in document["paths"] else "/things/{id}"
        responses = document["paths"][template][method.lower()]["responses"]
        assert status < 500, received
        assert str(status) in responses
        if not received:
            return None
        schema = responses[str(status)]["content"][JSON].get("schema", True)
        whole = {**document, "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema]}
        value = msgspec.json.decode(received)
        validator_for(whole, validate_formats=True).validate(value)
        return value

    for seed in range(3):
        call(seed, "GET", "/now")
        made = call(seed, "POST", "/things", b'{"name": "A"}')
        listed = call(seed, "GET", "/things")
        for each in [made, *listed][:3]:
            if isinstance(each, dict) and isinstance(each.get("id"), str):
                call(seed, "GET", f"/things/{each['id']}")
                call(seed, "PUT", f"/things/{each['id']}", b'{"x": "b"}')
                call(seed, "DELETE", f"/things/{each['id']}")


def test_what_one_of_two_branches_has_leaves_the_key_as_it_is(tmp_path: Path) -> None:
    document = described(KINDS["one of two must be there"])
    document["paths"]["/things"]["post"]["requestBody"] = body(thing(a=TEXT, b=TEXT))
    worlds = worlds_of(tmp_path, document)
    (handle,) = worlds.catalogue.apis
    sent = Received("POST", "", {"content-type": JSON}, b'{"id": "k1", "a": "x", "b": "y"}', f"/{handle}/things")
    made = msgspec.json.decode(HttpWorlds(worlds).answer(sent)[2])
    assert (made["id"], len({"a", "b"} & made.keys())) == ("k1", 1)


def test_a_request_that_could_mean_several_operations_is_refused_alike(tmp_path: Path) -> None:
    def operation(name: str, status: str) -> dict[str, Any]:
        target = {"name": "X-Target", "in": "header", "required": True, "schema": {**TEXT, "enum": [name]}}
        wrong = {status: {"description": "Invalid input"}}
        return {"post": {"operationId": name, "parameters": [target], "responses": {**done(thing()), **wrong}}}

    document = api({"/#X-Target=a": operation("a", "480"), "/#X-Target=b": operation("b", "481")})
    worlds = worlds_of(tmp_path, document)
    ((handle, found),) = worlds.catalogue.apis.items()

    def status(**headers: str) -> int:
        return HttpWorlds(worlds).answer(Received("POST", "", headers, b"", f"/{handle}/"))[0]

    assert (status(), status(**{"x-target": "c"}), status(**{"x-target": "b"})) == (400, 400, 200)
    paths = Descriptions(worlds.catalogue.origins).of(found)["paths"]
    assert all("400" in item["post"]["responses"] for item in paths.values())


def test_one_call_makes_each_of_several_entities(tmp_path: Path) -> None:
    item = thing(("id",), colour=TEXT, size=NUMBER)
    batch = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": item}}}
    document = api(
        {
            "/hats": {
                "get": {"responses": done(batch)},
                "post": {"requestBody": body(batch), "responses": done(batch, "202")},
            },
            "/hats/{id}": {"parameters": [ID], "get": {"responses": done(item)}},
        }
    )
    worlds = worlds_of(tmp_path, document)
    (handle,) = worlds.catalogue.apis
    served = HttpWorlds(worlds)

    def call(method: str, path: str, sent: Any = None) -> tuple[int, Any]:
        received = Received(method, "", {"content-type": JSON}, msgspec.json.encode(sent), f"/{handle}{path}")
        status, _, answered = served.answer(received)
        return status, msgspec.json.decode(answered)

    before = len(call("GET", "/hats")[1]["items"])
    hats = [{"id": "red-hat", "colour": "red"}, {"id": "blue-hat", "colour": "blue"}]
    status, made = call("POST", "/hats", {"items": hats})
    assert status == 202
    assert [(each["id"], each["colour"]) for each in made["items"]] == [("red-hat", "red"), ("blue-hat", "blue")]
    assert [call("GET", f"/hats/{hat['id']}")[1]["colour"] for hat in hats] == ["red", "blue"]
    again = [{"id": "new-hat", "colour": "red"}, {"id": "red-hat", "colour": "red"}]
    assert call("POST", "/hats", {"items": again})[0] == 409
    assert call("GET", "/hats/new-hat")[0] == 404
    assert len(call("GET", "/hats")[1]["items"]) == before + 2


def test_lists_in_headers_are_joined_by_commas_and_locations_are_addresses(tmp_path: Path) -> None:
    fields = {
        "X-Sizes": {"required": True, "schema": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}},
        "Location": {"required": True, "schema": {**TEXT, "format": "uri"}},
    }
    made = {"201": {**done(thing(), "201")["201"], "headers": fields}}
    document = api(
        {
            "/hats": {"post": {"requestBody": body(thing()), "responses": made}},
            "/hats/{id}": {"parameters": [ID], "get": {"responses": done(thing())}},
        },
        servers=[{"url": "https://hats.example/v1"}],
    )
    worlds = worlds_of(tmp_path, document)
    (handle,) = worlds.catalogue.apis
    sent = Received("POST", "", {"content-type": JSON}, b'{"id": "red"}', f"/{handle}/hats")
    headers = dict(HttpWorlds(worlds).answer(sent)[1])
    assert len(list(map(int, headers[b"X-Sizes"].split(b",")))) == 2
    assert headers[b"Location"] == b"https://hats.example/v1/hats/red"
