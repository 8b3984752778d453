"""Tests the description that a server gives of what its worlds serve."""

import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.records import Tool
from lemnos.steps.tools.schemas.validation import resolve
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.serving.catalogue import Catalogue
from lemnos.steps.tools.world.serving.control import Control
from lemnos.steps.tools.world.serving.description.make import Descriptions
from lemnos.steps.tools.world.serving.http import HttpWorlds
from lemnos.steps.tools.world.serving.inputs import tools_of
from lemnos.steps.tools.world.serving.worlds import Worlds
from tests.steps.tools.world.serving.shop import DESCRIPTION, HANDLE, body

METHODS = ("get", "put", "post", "delete", "head", "patch")
JSON = "application/json"


def worlds_of(folder: Path, *documents: Any) -> Worlds:
    """Return worlds of descriptions that are written into a folder."""
    paths = []
    for number, document in enumerate(documents):
        paths.append(folder / f"{number}.json")
        paths[-1].write_bytes(msgspec.json.encode(document))
    tools, _, origins = tools_of(paths)
    return Worlds(Catalogue(tools, origins))


def served(folder: Path, document: Any) -> dict[str, Any]:
    """Return the description of the worlds of a document."""
    worlds = worlds_of(folder, document)
    (api,) = worlds.catalogue.apis.values()
    return Descriptions(worlds.catalogue.origins).of(api)


def listed(document: dict[str, Any], key: str) -> dict[str, str]:
    return {each.pointer: each.reason for each in document[f"x-lemnos-{key}"]}


def api(paths: Any, **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "Yard", "version": "1"}, "paths": paths, **more}


def done(schema: Any = None, code: str = "200", kind: str = JSON) -> dict[str, Any]:
    return {code: {"description": "Done", **({"content": {kind: {"schema": schema}}} if schema is not None else {})}}


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def test_a_description_without_faults_comes_out_as_it_is_but_for_its_address_and_what_is_added(tmp_path: Path) -> None:
    expected = copy.deepcopy(DESCRIPTION)
    result = served(tmp_path, DESCRIPTION)
    assert result.pop("x-lemnos-corrections") == []
    added = listed(result, "added")
    del result["x-lemnos-added"]
    for pointer in added:
        parts = [part.replace("~1", "/") for part in pointer.split("/")[1:]]
        at: Any = result
        for part in parts[:-1]:
            at = at[part]
        del at[parts[-1]]
    assert msgspec.json.encode(result) == msgspec.json.encode(expected)
    assert added == {
        "#/paths/~1pets~1{id}~1bell/post/responses/400": "The request is wrong.",
        "#/paths/~1pets~1{id}~1bell/post/responses/404": "What the request names does not exist.",
        "#/paths/~1motto/get/responses/400": "The request is wrong.",
    }


def test_statuses_are_those_that_an_operation_may_answer(tmp_path: Path) -> None:
    text = {"type": "string"}
    thing = {"type": "object", "properties": {"id": text, "name": text}, "required": ["id"]}
    result = served(
        tmp_path,
        api(
            {
                "/plots": {
                    "get": {"responses": done({"type": "array", "items": thing})},
                    "post": {"requestBody": body(thing), "responses": {"422": {"description": "Wrong"}}},
                },
                "/plots/{id}": {
                    "parameters": [ID],
                    "get": {"responses": {**done(thing), "4XX": {"description": "Wrong"}}},
                    "delete": {
                        "responses": {"default": {"description": "An error", "content": {JSON: {"schema": thing}}}}
                    },
                },
            }
        ),
    )
    codes = {
        f"{method} {path}": [*item[method]["responses"]]
        for path, item in result["paths"].items()
        for method in item
        if method in METHODS
    }
    assert codes == {
        "get /plots": ["200"],
        "post /plots": ["422", "201"],
        "get /plots/{id}": ["200", "4XX"],
        "delete /plots/{id}": ["default", "204"],
    }


def test_each_way_to_refuse_a_call_has_its_status(tmp_path: Path) -> None:
    def statuses(operation: dict[str, Any], path: str = "/plots/{id}", method: str = "get") -> list[str]:
        answers = {"responses": {**done({"type": "object"}), **operation.pop("responses", {})}}
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        folder.mkdir()
        result = served(folder, api({path: {method: {**operation, **answers}}}))
        return [*result["paths"][path][method]["responses"]][len(answers["responses"]) :]

    def parameter(place: str, name: str = "id", *, required: bool = True, **schema: Any) -> dict[str, Any]:
        return {"name": name, "in": place, "required": required, "schema": schema}

    text, number = parameter("path", type="string"), parameter("path", type="integer")
    assert statuses({}, "/plots") == []
    assert statuses({"parameters": [parameter("query", "q", required=False, type="string")]}, "/plots") == []
    assert statuses({"parameters": [parameter("query", "q", type="string")]}, "/plots") == ["400"]
    assert statuses({"parameters": [parameter("query", "q", required=False, type="integer")]}, "/plots") == ["400"]
    assert statuses({"parameters": [text]}) == ["400", "404"]
    assert statuses({"parameters": [text], "requestBody": body({})}, method="put") == ["400", "404"]
    assert statuses({"parameters": [number], "responses": {"422": {"description": "Wrong"}}}) == []
    assert statuses({"parameters": [text], "responses": {"422": {"description": "Wrong"}}}) == ["404"]
    assert statuses({"parameters": [number], "responses": {"404": {"description": "No"}}}) == ["400"]
    assert statuses({"requestBody": body({"type": "object"})}, "/plots", "post") == ["400"]


def test_the_schema_of_a_failure_that_no_failure_keeps_is_that_of_what_is_sent(tmp_path: Path) -> None:
    thing = {
        "type": "object",
        "properties": {"id": {"type": "integer"}},
        "required": ["id"],
        "additionalProperties": False,
    }
    default = {"default": {"description": "A thing", "content": {JSON: {"schema": thing}}}}
    result = served(tmp_path, api({"/things/{id}": {"get": {"parameters": [ID], "responses": default}}}))
    responses = result["paths"]["/things/{id}"]["get"]["responses"]
    assert responses["default"] == default["default"]
    assert responses["404"]["content"][JSON]["schema"]["required"] == ["error"]


def test_operations_that_no_request_reaches_are_left_out(tmp_path: Path) -> None:
    answer = {"responses": done({"type": "string"})}
    action = {"name": "Action", "in": "query", "required": True, "schema": {"type": "string"}}
    result = served(
        tmp_path,
        api(
            {
                "/sums#one": {"post": {"operationId": "one", **answer}, "parameters": [action]},
                "/sums#two": {"post": {"operationId": "two", **answer}},
                "/a/{id}": {"get": {"operationId": "three", "parameters": [ID], **answer}},
                "/a/{key}": {
                    "get": {"operationId": "four", "parameters": [{**ID, "name": "key"}], **answer},
                    "put": {"operationId": "five", "parameters": [{**ID, "name": "key"}], **answer},
                },
                "/#Action=Run": {"get": {"operationId": "six", "parameters": [action], **answer}},
                "/#Action=Stop": {"get": {"operationId": "seven", "parameters": [action], **answer}},
                "/none": {"get": "later"},
            }
        ),
    )
    names = {
        path: [item[key]["operationId"] for key in item if key in METHODS] for path, item in result["paths"].items()
    }
    assert names == {
        "/sums": ["one"],
        "/a/{id}": ["three"],
        "/a/{key}": ["five"],
        "/#Action=Run": ["six"],
        "/#Action=Stop": ["seven"],
    }
    assert result["paths"]["/sums"]["post"]["parameters"] == [action]
    assert [*listed(result, "corrections")] == [
        "#/paths/~1sums#one", "#/paths/~1sums#two/post", "#/paths/~1a~1{key}/get", "#/paths/~1none/get",
    ]  # fmt: skip


def test_links_lead_to_what_is_served_and_give_what_it_takes(tmp_path: Path) -> None:
    links = {
        "good": {"operationId": "get", "parameters": {"path.id": "$response.body#/id"}},
        "more": {"operationId": "get", "parameters": {"id": "$response.body#/id", "colour": "red"}},
        "lost": {"operationId": "nowhere"},
        "far": {"operationRef": "https://shop.example/api.json#/paths/~1a/get"},
    }
    made = {"201": {"description": "Made", "links": links}}
    get = {"operationId": "get", "parameters": [ID], "responses": done({"type": "object"})}
    result = served(tmp_path, api({"/a": {"post": {"responses": made}}, "/a/{id}": {"get": get}}))
    assert result["paths"]["/a"]["post"]["responses"]["201"]["links"] == {
        "good": links["good"],
        "more": {"operationId": "get", "parameters": {"id": "$response.body#/id"}},
        "far": links["far"],
    }
    at = "#/paths/~1a/post/responses/201/links"
    assert [*listed(result, "corrections")] == [f"{at}/more/parameters", f"{at}/lost"]


def test_a_world_calls_nobody_and_asks_for_no_other_server(tmp_path: Path) -> None:
    operation = {
        "servers": [{"url": "https://b.example"}],
        "callbacks": {"c": {}},
        "responses": done({"type": "string"}),
    }
    document = api({"/a": {"servers": [{"url": "https://c.example"}], "get": operation}}, webhooks={"w": {}})
    result = served(tmp_path, document)
    assert "webhooks" not in result
    assert result["paths"] == {"/a": {"get": {"responses": operation["responses"]}}}
    assert [*listed(result, "corrections")] == ["#/webhooks", "#/paths/~1a/get/callbacks"]


def test_swagger_2_tells_its_address_and_the_type_of_failures(tmp_path: Path) -> None:
    get = {
        "produces": ["image/png"],
        "parameters": [{"name": "id", "in": "path", "required": True, "type": "integer"}],
        "responses": {"200": {"description": "A picture", "schema": {"type": "file"}}},
    }
    document = {
        "swagger": "2.0", "info": {"title": "Album", "version": "1"}, "host": "album.example", "basePath": "/v1",
        "schemes": ["https"], "paths": {"/pictures/{id}": {"get": get}},
    }  # fmt: skip
    worlds = worlds_of(tmp_path, document)
    answer = Control(worlds).answer(Received("GET", "", {}, b"", "/_lemnos/apis/album.example-album-1~7/openapi.json"))
    result = msgspec.json.decode(answer[2])
    assert (result["basePath"], "host" in result, "schemes" in result) == ("/album.example-album-1~7", False, False)
    operation = result["paths"]["/pictures/{id}"]["get"]
    assert operation["produces"] == ["image/png", JSON]
    assert [*operation["responses"]] == ["200", "400", "404"]
    assert worlds.handles() == []


def test_each_file_of_a_name_is_told_from_the_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        document = api({f"/{name}": {"get": {"responses": done({"type": "string"})}}})
        document["info"]["title"] = name
        (tmp_path / name / "api.json").write_bytes(msgspec.json.encode(document))
    tools, _, origins = tools_of([tmp_path / "a" / "api.json", tmp_path / "b" / "api.json"])
    found = [Descriptions(origins).of(each) for each in Catalogue(tools, origins).apis.values()]
    assert [[*each["paths"]] for each in found] == [["/a"], ["/b"]]


def test_the_control_names_descriptions_and_says_where_there_is_none(tmp_path: Path) -> None:
    control = Control(worlds_of(tmp_path, DESCRIPTION))
    at = f"/_lemnos/apis/{HANDLE}/openapi.json"
    (first,) = msgspec.json.decode(control.answer(Received("GET", "", {}, b"", "/_lemnos/apis"))[2])
    assert first["openapi"] == at
    assert msgspec.json.decode(control.answer(Received("GET", "", {}, b"", at))[2])["servers"] == [
        {"url": f"/{HANDLE}"}
    ]
    assert control.answer(Received("GET", "", {}, b"", "/_lemnos/apis/nope/openapi.json"))[0] == 404
    tool = Tool(id="t", kind="mcp", provider="p", name="add", description="Adds.", parameters="{}", source="s")
    status, _, said = Control(Worlds(Catalogue([tool]))).answer(
        Received("GET", "", {}, b"", "/_lemnos/apis/p/openapi.json")
    )
    assert (status, b"no HTTP operations" in said) == (404, True)


NOTE = {
    "type": "object",
    "required": ["id", "kind", "level"],
    "properties": {
        "id": {"type": "integer"},
        "kind": {"type": "integer", "enum": ["1 (short)", "2 (long)"]},
        "level": {"oneOf": [{"type": "string"}, {"type": "string", "enum": ["low"]}]},
        "size": {"type": "string", "minLength": 9, "maxLength": 2},
    },
}
NOTE_OR = {"oneOf": [{"$ref": "#/components/schemas/Note"}, {"$ref": "#/components/schemas/Memo"}],
           "discriminator": {"propertyName": "kind"}}  # fmt: skip
TAG = {"$ref": "#/components/schemas/Tag"}
CONTRADICTORY = api(
    {
        "/notes": {
            "get": {
                "operationId": "listNotes",
                "parameters": [{"name": "kind", "in": "query", "schema": {"type": "integer", "enum": ["x"]}}],
                "responses": done({"type": "array", "items": {"$ref": "#/components/schemas/Note"}}),
            },
            "post": {
                "operationId": "addNote",
                "requestBody": body({"$ref": "#/components/schemas/Note"}),
                "responses": {"default": done({"$ref": "#/components/schemas/Note"})["200"]},
            },
        },
        "/notes/{id}": {
            "parameters": [{**ID, "schema": {"type": "integer"}}],
            "get": {"operationId": "getNote", "responses": done({"$ref": "#/components/schemas/Note"}, kind="json")},
            "put": {"operationId": "putNote", "requestBody": body(NOTE_OR), "responses": done(NOTE_OR)},
            "delete": {"operationId": "deleteNote", "responses": done({"type": "string"}, "204")},
        },
        "/notes/{id}/both": {
            "get": {
                "operationId": "getBoth",
                "parameters": [{**ID, "schema": {"type": "integer"}}],
                "responses": done({"allOf": [{**NOTE, "additionalProperties": False}, TAG]}),
            }
        },
    },
    components={
        "schemas": {
            "Note": NOTE,
            "Tag": {
                "type": "object", "required": ["tag"], "additionalProperties": False,
                "properties": {"tag": {"type": "string"}},
            },
            "Memo": {
                "type": "object", "required": ["kind", "text"], "additionalProperties": False,
                "properties": {"kind": {"type": "string", "enum": ["memo"]}, "text": {"type": "string"}},
            },
        }
    },
)  # fmt: skip


@pytest.fixture(scope="module", params=["shop", "contradictory", "written"])
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Worlds, dict[str, Any]]:
    """Return a handle, its worlds, and their description."""
    document = CONTRADICTORY if request.param == "contradictory" else DESCRIPTION
    worlds = worlds_of(tmp_path_factory.mktemp("described"), document)
    ((handle, found),) = worlds.catalogue.apis.items()
    descriptions = Descriptions({} if request.param == "written" else worlds.catalogue.origins)
    result = msgspec.json.decode(msgspec.json.encode(descriptions.of(found)))
    return handle, worlds, result


@settings(max_examples=100)
@given(st.data())
def test_what_a_world_answers_conforms_to_its_description(
    pair: tuple[str, Worlds, dict[str, Any]], data: st.DataObject
) -> None:
    from jsonschema_rs import validator_for

    handle, held, document = pair
    worlds = HttpWorlds(held)
    for each in held.handles():
        held.forget(each)
    places = [(path, key) for path, item in document["paths"].items() for key in item if key in METHODS]
    for _ in range(12):
        path, method = data.draw(st.sampled_from(places))
        key = data.draw(st.one_of(st.integers(0, 12), st.sampled_from(["x", "1.5"])))
        query = data.draw(st.sampled_from(["", "limit=2", "limit=x", "kind=x", "size=1"]))
        sent = data.draw(
            st.sampled_from(
                [b"", b"{", b"{}", b'{"id": 3, "name": "Rex"}', b'{"id":4,"kind":"1 (short)","level":"low"}']
            )
        )
        seed = data.draw(st.integers(0, 3))
        request = Received(
            method.upper(), query, {"content-type": JSON}, sent, f"/{handle}~{seed}{path.replace('{id}', str(key))}"
        )
        status, headers, received = worlds.answer(request)
        assert status < 500, (method, path, received)
        responses = document["paths"][path][method]["responses"]
        response = responses.get(str(status), responses.get("default"))
        assert response is not None, (method, path, status, received)
        content = response.get("content", {})
        if not received:
            continue
        kind = dict(headers)[b"content-type"].decode()
        assert kind in content, (method, path, status, kind)
        schema = content[kind].get("schema", True)
        if kind.endswith("json"):
            value = msgspec.json.decode(received)
            assert validator_for(
                {**document, "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema]}
            ).is_valid(value)


def test_a_document_that_is_written_from_tools_holds_each_definition_once(tmp_path: Path) -> None:
    worlds = worlds_of(tmp_path, DESCRIPTION)
    (found,) = worlds.catalogue.apis.values()
    result = Descriptions({}).of(found)
    assert result["info"] == {"title": "Shop", "version": "1"}
    schema = result["paths"]["/pets"]["get"]["responses"]["200"]["content"][JSON]["schema"]
    assert [*result["components"]["schemas"]] == ["Pet"]
    assert resolve(schema["items"]["$ref"], result) == result["components"]["schemas"]["Pet"]
    assert result["paths"]["/pets"]["post"]["requestBody"]["required"] is True
    assert [each["name"] for each in result["paths"]["/pets"]["get"]["parameters"]] == ["name", "limit"]
    assert result["x-lemnos-corrections"] == []


def test_a_redirection_has_the_body_that_is_described(tmp_path: Path) -> None:
    schema = {"type": "object", "required": ["location"], "properties": {"location": {"type": "string"}}}
    worlds = worlds_of(tmp_path, api({"/plots": {"get": {"responses": done(schema, "302")}}}))
    (handle,) = worlds.catalogue.apis
    status, _, received = HttpWorlds(worlds).answer(Received("GET", "", {}, b"", f"/{handle}/plots"))
    assert (status, [*msgspec.json.decode(received)]) == (302, ["location"])
