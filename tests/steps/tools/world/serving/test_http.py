"""Tests worlds that are served over HTTP, with a client on loopback."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

pytest.importorskip("uvicorn")

from lemnos.records import Tool, ToolError
from lemnos.sources.tools.openapi.operations import OpenApiFile
from lemnos.sources.tools.schema.refs import Specification
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.serving.catalogue import Catalogue
from lemnos.steps.tools.world.serving.http import HttpWorlds
from lemnos.steps.tools.world.serving.worlds import Worlds
from tests.steps.tools.world.apis import NUMBER, TEXT, http
from tests.steps.tools.world.serving.shop import HANDLE, Client, served, tools


@pytest.fixture(scope="module", params=[True, False], ids=["at once", "by ASGI"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with served(at_once=request.param) as number:
        yield number


@pytest.fixture
def client(port: int, request: pytest.FixtureRequest) -> Client:
    return Client(port)


def world(name: str) -> str:
    return f"/{HANDLE}~1~{name}"


def test_what_is_created_is_there_until_it_is_deleted(client: Client) -> None:
    at = world("life")
    status, pet = client.call("POST", f"{at}/pets", {"name": "Rex", "tags": ["good"], "weight": 3.5})
    assert (status, pet["name"], pet["tags"]) == (201, "Rex", ["good"])
    one = f"{at}/pets/{pet['id']}"
    assert client.call("GET", one) == (200, pet)
    assert client.call("GET", f"{at}/pets?name=Rex")[1] == [pet]
    assert client.call("PUT", one, {"name": "Max"})[1]["name"] == "Max"
    assert client.call("GET", one)[1]["name"] == "Max"
    assert client.call("DELETE", one) == (204, None)
    assert client.call("GET", one)[0] == 404
    assert client.call("DELETE", one)[0] == 404


def test_a_location_leads_to_what_was_created(client: Client) -> None:
    _, headers, _ = client.raw("POST", f"{world('at')}/pets", b'{"name": "Rex"}', Content_Type="application/json")
    assert client.call("GET", world("at") + headers["location"])[1]["name"] == "Rex"


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("GET", "/pets/999999", b"", 404),
        ("GET", "/pets/x", b"", 400),
        ("GET", "/pets?limit=0", b"", 400),
        ("GET", "/pets?limit=x", b"", 400),
        ("POST", "/pets", b"", 400),
        ("POST", "/pets", b"{}", 400),
        ("POST", "/pets", b"{", 400),
        ("POST", "/pets", b"[]", 400),
        ("POST", "/pets", b'{"name": 3}', 400),
        ("POST", "/pets", b'{"name": "\\ud800"}', 400),
    ],
)
def test_failures_have_the_schema_and_media_type_of_the_description(
    client: Client, method: str, path: str, sent: bytes, status: int
) -> None:
    got, headers, received = client.raw(method, world("wrong") + path, sent, Content_Type="application/json")
    assert (got, headers["content-type"]) == (status, "application/problem+json")
    problem = msgspec.json.decode(received)
    assert problem["status"] == status
    assert isinstance(problem["title"], str)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere/pets", 404),
        ("GET", "/", 404),
        ("GET", f"/{HANDLE}", 404),
        ("GET", f"/{HANDLE}/nothing", 404),
        ("GET", f"/{HANDLE}~a~b~c/pets", 404),
        ("PATCH", f"/{HANDLE}/pets", 405),
        ("GET", "/_lemnos/nothing", 404),
    ],
)
def test_addresses_of_nothing(client: Client, method: str, path: str, status: int) -> None:
    assert client.raw(method, path)[0] == status


def test_methods_beside_those_of_the_description(client: Client) -> None:
    at = f"{world('methods')}/pets"
    assert client.raw("PATCH", at)[1]["allow"] == "GET, POST"
    status, headers, _ = client.raw("OPTIONS", at)
    assert (status, headers["allow"]) == (204, "GET, POST")
    status, headers, received = client.raw("HEAD", at)
    assert (status, received) == (200, b"")
    assert int(headers["content-length"]) > 2


def test_head_tells_what_get_would_answer_also_where_it_is_an_operation_of_its_own(client: Client) -> None:
    at = f"{world('head')}/pets"
    one = f"{at}/{client.call('GET', at)[1][0]['id']}"
    assert client.raw("HEAD", one)[::2] == (200, b"")
    client.call("DELETE", one)
    assert client.raw("HEAD", one)[::2] == (404, b"")


def test_bodies_in_other_media_types(client: Client) -> None:
    at = world("form")
    status, _, received = client.raw(
        "POST",
        f"{at}/pets",
        b"name=R%C3%A9x+I&tags=a&tags=b&weight=2",
        Content_Type="application/x-www-form-urlencoded",
    )
    pet = msgspec.json.decode(received)
    assert (status, pet["name"], pet["tags"], pet["weight"]) == (201, "Réx I", ["a", "b"], 2)
    _, headers, received = client.raw("GET", f"{at}/pets/{pet['id']}/card")
    assert headers["content-type"] == "application/xml"
    assert ElementTree.fromstring(received).findtext("name")
    status, headers, received = client.raw("GET", f"{at}/motto")
    assert (status, headers["content-type"], received[:1]) == (200, "text/plain", received[:1])
    assert not received.startswith(b'"')


def test_header_fields_that_every_response_has(client: Client) -> None:
    at = f"{world('fields')}/pets"
    pet = client.call("GET", at)[1][0]
    _, headers, _ = client.raw("GET", f"{at}/{pet['id']}")
    assert int(headers["x-quota"]) >= 7
    assert "x-note" not in headers
    assert "x-quota" not in client.raw("GET", at)[1]


def test_an_empty_answer_has_the_media_type_that_is_described(client: Client) -> None:
    at = f"{world('bell')}/pets"
    pet = client.call("GET", at)[1][0]
    status, headers, received = client.raw("POST", f"{at}/{pet['id']}/bell")
    assert (status, headers["content-type"], received) == (200, "a/b", b"")
    status, headers, _ = client.raw("DELETE", f"{at}/{pet['id']}")
    assert (status, "content-type" in headers) == (204, False)


def test_a_status_that_is_left_out_is_in_the_text_of_the_others(client: Client) -> None:
    status, headers, _ = client.raw("GET", f"{world('left')}/motto?size=x")
    assert (status, headers["content-type"]) == (400, "text/plain")


def test_worlds_are_told_apart_by_seed_and_name(client: Client) -> None:
    def names(handle: str) -> list[str]:
        return [pet["name"] for pet in client.call("GET", f"/{handle}/pets")[1]]

    assert names(f"{HANDLE}~5~a") == names(f"{HANDLE}~5~b") != names(f"{HANDLE}~6")
    assert names(HANDLE) == names(f"{HANDLE}~0")
    client.call("POST", f"/{HANDLE}~5~a/pets", {"name": "Only here"})
    assert "Only here" in names(f"{HANDLE}~5~a")
    assert "Only here" not in names(f"{HANDLE}~5~b")


def test_control_shows_resets_saves_and_loads(client: Client) -> None:
    handle = f"{HANDLE}~9~control"
    at, own = f"/{handle}", f"/_lemnos/worlds/{handle}"
    start = client.call("GET", own)[1]
    assert (start["handle"], start["seed"], start["http"], start["mcp"]) == (handle, "9", at, f"/_lemnos/mcp/{handle}")
    client.call("POST", f"{at}/pets", {"name": "Rex"})
    changed = client.call("GET", own)[1]["state_hash"]
    _, _, snapshot = client.raw("GET", f"{own}/snapshot")
    assert "Rex" in [pet["name"] for pets in client.call("GET", f"{own}/state")[1].values() for pet in pets]
    assert client.call("POST", f"{own}/reset")[1]["state_hash"] == start["state_hash"] != changed
    status, _, received = client.raw("PUT", f"{own}/snapshot", snapshot)
    assert (status, msgspec.json.decode(received)["state_hash"]) == (200, changed)
    assert client.call("POST", f"{own}/advance", {"seconds": 60})[1]["state_hash"] != changed
    assert client.call("DELETE", own) == (200, {"dropped": True})
    assert client.call("DELETE", own) == (200, {"dropped": False})
    assert client.call("GET", own)[1]["state_hash"] == start["state_hash"]
    assert handle in client.call("GET", "/_lemnos/worlds")[1]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"),
    [
        ("PUT", f"/_lemnos/worlds/{HANDLE}/snapshot", b"nonsense", 400),
        ("PUT", f"/_lemnos/worlds/{HANDLE}/snapshot", b"", 400),
        ("POST", f"/_lemnos/worlds/{HANDLE}/advance", b'{"seconds": -1}', 400),
        ("POST", f"/_lemnos/worlds/{HANDLE}/advance", b'{"seconds": "x"}', 400),
        ("POST", f"/_lemnos/worlds/{HANDLE}/advance", b"", 400),
        ("GET", "/_lemnos/worlds/other/state", b"", 404),
        ("POST", "/_lemnos/worlds/other/reset", b"", 404),
        ("GET", "/_lemnos/apis/other", b"", 404),
        ("GET", f"/_lemnos/worlds/{HANDLE}/reset", b"", 405),
    ],
)
def test_control_refuses_what_it_cannot_do(client: Client, method: str, path: str, sent: bytes, status: int) -> None:
    assert client.raw(method, path, sent)[0] == status


def test_a_snapshot_of_another_world_is_refused(client: Client) -> None:
    _, _, snapshot = client.raw("GET", f"/_lemnos/worlds/{HANDLE}~1/snapshot")
    status, _, received = client.raw("PUT", f"/_lemnos/worlds/{HANDLE}~2/snapshot", snapshot)
    assert (status, b"no snapshot of the world" in received) == (400, True)


def test_the_operations_of_an_api_are_shown_with_their_meaning(client: Client) -> None:
    (api,) = client.call("GET", "/_lemnos/apis")[1]
    assert api["handle"] == HANDLE
    operations = client.call("GET", f"/_lemnos/apis/{HANDLE}")[1]["operations"]
    verbs: dict[str, Any] = {each["name"]: each["verb"] for each in operations}
    assert verbs["createPet"] == "create"
    assert verbs["deletePet"] == "delete"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:80", 200),
        ("127.0.0.1", 200),
        ("[::1]:8700", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
def test_a_page_cannot_reach_loopback_by_a_name_of_its_own(client: Client, host: str, status: int) -> None:
    assert client.raw("GET", f"/{HANDLE}/pets", Host=host)[0] == status


def test_of_many_worlds_the_oldest_are_put_aside_and_come_back() -> None:
    with served(most=2) as port:
        client = Client(port)
        for number in range(5):
            client.call("POST", f"/{HANDLE}~{number}/pets", {"name": f"Rex {number}"})
        for number in range(5):
            assert len(client.call("GET", f"/{HANDLE}~{number}/pets?name=Rex%20{number}")[1]) == 1
        assert len(client.call("GET", "/_lemnos/worlds")[1]) == 5


def test_the_same_seed_and_calls_give_the_same_bytes() -> None:
    seen = []
    for _ in range(2):
        with served() as port:
            client = Client(port)
            made = client.raw("POST", f"/{HANDLE}~3/pets", b'{"name": "Rex"}', Content_Type="application/json")
            seen.append((made[0], made[2], client.raw("GET", f"/{HANDLE}~3/pets")[2]))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("version", "produces", "kind"),
    [
        ({"swagger": "2.0"}, ["application/json", "application/xml"], "application/json"),
        ({"swagger": "2.0"}, ["application/hal+json"], "application/hal+json"),
        ({"swagger": "2.0"}, ["text/html"], "text/html"),
        ({"openapi": "3.0.0"}, [], ""),
    ],
)
def test_an_answer_without_a_body_and_a_failure_have_the_media_type_that_a_description_gives_to_all(
    version: dict[str, str], produces: list[str], kind: str
) -> None:
    cup = {"schema": {"type": "object", "properties": {"id": {"type": "string"}}}}
    bad = {"400": {"description": "Bad"}, "404": {"description": "None"}}
    size = {"name": "size", "in": "query", "type": "integer", "schema": {"type": "integer"}}
    value: dict[str, Any] = {
        **version,
        "info": {"title": f"Cups of {kind or 3}", "version": "1"},
        "produces": produces,
        "paths": {
            "/cups": {"get": {"responses": {"200": {"description": "", **cup}, **bad}, "parameters": [size]}},
            "/stop": {"post": {"responses": {"204": {"description": "Stopped"}}}},
        },
    }
    file = OpenApiFile(Specification("cups.yaml", value), lambda _: None, source="cups.yaml", size=10_000)
    several = [tool for tool in file.tools() if isinstance(tool, Tool)]
    handle = next(iter(Catalogue(several).apis))
    with served(several) as number:
        at = Client(number)
        status, headers, _ = at.raw("POST", f"/{handle}/stop")
        assert (status, headers.get("content-type", "")) == (204, kind)
        status, headers, _ = at.raw("GET", f"/{handle}/cups?size=x")
        assert (status, headers["content-type"]) == (400, kind or "application/json")


def test_an_operation_whose_result_is_known_in_part_says_so() -> None:
    whole, *others = tools()
    cut = msgspec.structs.replace(whole, repaired=("result_cut",))
    with served([cut, *others]) as number:
        told = {each["name"]: each.get("result_cut") for each in operations(Client(number))}
    assert told == {tool.name: True if tool.name == cut.name else None for tool in (cut, *others)}


def operations(client: Client) -> list[dict[str, Any]]:
    described = client.call("GET", f"/_lemnos/apis/{HANDLE}")[1]
    found: list[dict[str, Any]] = described["operations"]
    return found


def test_a_body_that_cannot_be_read_does_not_make_what_is_there_missing() -> None:
    missing = (ToolError("404", "No such jar."),)
    jar = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id"]}
    one: dict[str, Any] = {"id": ("path", NUMBER)}
    jars = [
        http("listJars", "GET", "/jars", {}, {"type": "array", "items": jar}),
        http("getJar", "GET", "/jars/{id}", one, jar),
        http("updateJar", "PATCH", "/jars/{id}", one | {"name": ("body", TEXT)}, jar, errors=missing),
    ]
    worlds = HttpWorlds(Worlds(Catalogue(jars)))
    handle = next(iter(Catalogue(jars).apis))
    json = {"content-type": "application/json"}
    listed = worlds.answer(Received("GET", "", {}, b"", f"/{handle}/jars"))
    known = msgspec.json.decode(listed[2])[0]["id"]
    sent = [worlds.answer(Received("PATCH", "", json, b"{", f"/{handle}/jars/{key}"))[0] for key in (known, 10**9)]
    assert sent == [400, 404]


def test_an_empty_id_is_a_wrong_argument(client: Client) -> None:
    for path in ("/pets/", "/pets//card"):
        status, headers, received = client.raw("GET", f"{world('empty')}{path}")
        assert (status, headers["content-type"]) == (400, "application/problem+json"), path
        assert msgspec.json.decode(received)["title"] == "id is required"
    status, answer = client.call("POST", f"{world('empty')}/pets/bell")
    assert (status, answer["error"]["message"]) == (400, "id is required")
    assert client.call("PUT", f"{world('empty')}/pets", {})[0] == 405
    assert client.call("GET", f"{world('empty')}/cats/") == (
        404,
        {"error": {"code": "not_found", "message": "there is nothing at /cats/"}},
    )
