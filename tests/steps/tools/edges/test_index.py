"""Which entities the results of tools hold, where names and schemas say little of them."""

from typing import Any

import pytest

from tests.steps.tools.edges.apis import found, listed, object_of, parameter, result, tools_of

APP = object_of(id="integer", name="string", owner="string")


def at(path: str, *names: str, method: str = "get") -> dict[str, Any]:
    return {path: {method: {"parameters": [parameter(each, place="path") for each in names], "responses": {}}}}


@pytest.mark.parametrize(
    ("last", "is_found"), [("app_name", True), ("appName", True), ("new_app_name", False), ("build", False)]
)
def test_the_last_part_of_a_key_of_several_is_that_of_the_collection(last: str, is_found: bool) -> None:
    tools = tools_of(
        {
            "/apps": {"get": {"responses": result(listed(APP))}},
            **at(f"/apps/{{owner_name}}/{{{last}}}/log", "owner_name", last),
        }
    )
    edge = f"GET /apps /*/name -> GET /apps/{{owner_name}}/{{{last}}}/log {last}"
    assert (edge in found(tools)) is is_found


@pytest.mark.parametrize(("name", "is_found"), [("convId", True), ("talkId", False), ("coId", False)])
def test_a_short_form_of_all_collections_tells_the_resource(name: str, is_found: bool) -> None:
    talk = object_of(**{name: "string", "topic": "string"})
    tools = tools_of(
        {
            "/inbox": {"get": {"responses": result(listed(talk))}},
            **at(f"/conversations/groups/{{{name}}}", name),
            **at(f"/conversations/direct/{{{name}}}", name),
        }
    )
    assert (f"GET /inbox /*/{name} -> GET /conversations/direct/{{{name}}} {name}" in found(tools)) is is_found


def test_a_page_that_is_described_in_parts_holds_the_items_of_the_last() -> None:
    page = {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object"}}}}
    cups = {"type": "object", "properties": {"items": listed({"$ref": "#/components/schemas/Cup"})}}
    schemas = {
        "Page": page,
        "Cup": object_of(id="integer", size="string"),
        "CupPage": {"allOf": [{"$ref": "#/components/schemas/Page"}, cups]},
    }
    tools = tools_of(
        {"/cups": {"get": {"responses": result({"$ref": "#/components/schemas/CupPage"})}}, **at("/cups/{id}", "id")},
        schemas,
    )
    assert "GET /cups /items/*/id -> GET /cups/{id} id" in found(tools)


def test_a_create_that_returns_an_id_only_returns_that_of_what_it_made() -> None:
    made = result(object_of(data={"$ref": "#/components/schemas/UnifiedId"}))
    paths: dict[str, Any] = {}
    for each in ("cups", "pots", "lids", "jars"):
        paths |= {f"/{each}": {"post": {"responses": made}}, **at(f"/{each}/{{id}}", "id")}
    edges = found(tools_of(paths, {"UnifiedId": object_of(id="string")}))
    assert "POST /cups /data/id -> GET /cups/{id} id" in edges
    assert "POST /cups /data/id -> GET /pots/{id} id" not in edges


def test_what_only_looks_like_another_kind_is_of_its_own_collection() -> None:
    record = object_of(id="integer", name="string", created="string")
    tools = tools_of(
        {
            "/domains": {"get": {"responses": result(listed({"$ref": "#/components/schemas/Domain"}))}},
            "/labels": {"post": {"responses": result(record)}},
            **at("/domains/{domainId}", "domainId"),
            **at("/labels/{labelId}", "labelId"),
        },
        {"Domain": record},
    )
    edges = found(tools)
    assert "POST /labels /id -> GET /labels/{labelId} labelId" in edges
    assert "POST /labels /id -> GET /domains/{domainId} domainId" not in edges
