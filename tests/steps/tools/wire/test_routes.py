"""Tests which operation a path leads to."""

import msgspec
import pytest

from lemnos.records import ArgumentPlace
from lemnos.steps.tools.wire.routes import Router
from tests.steps.tools.wire.calls import tool_of
from tests.steps.tools.world.apis import TEXT, http

TEMPLATES = [
    "/pets",
    "/pets/{id}",
    "/pets/mine",
    "/pets/{id}.{format}",
    "/pets/{id}:cancel",
    "/shops/{shop}/pets/{id}",
    "/at({lat},{lon})",
    "/files/{+path}",
    "/",
    "/a%20b",
    "/m{;v}",
]


@pytest.mark.parametrize(
    ("path", "template", "captured"),
    [
        ("/pets", "/pets", {}),
        ("/a%20b/", "/a%20b", {}),
        ("/pets/mine/", "/pets/mine", {}),
        ("/pets/7", "/pets/{id}", {"id": "7"}),
        ("/pets/mine", "/pets/mine", {}),
        ("/pets/7.json", "/pets/{id}.{format}", {"id": "7", "format": "json"}),
        ("/pets/a.b.json", "/pets/{id}.{format}", {"id": "a.b", "format": "json"}),
        ("/pets/7:cancel", "/pets/{id}:cancel", {"id": "7"}),
        ("/shops/a%2Fb/pets/7", "/shops/{shop}/pets/{id}", {"shop": "a%2Fb", "id": "7"}),
        ("/at(1.5,-2)", "/at({lat},{lon})", {"lat": "1.5", "lon": "-2"}),
        ("/files/a/b/c", "/files/{+path}", {"path": "a/b/c"}),
        ("/", "/", {}),
        ("/a%20b", "/a%20b", {}),
        ("/m;v=1,2", "/m{;v}", {"v": ";v=1,2"}),
    ],
)
def test_the_most_literal_template_is_found(path: str, template: str, captured: dict[str, str]) -> None:
    first = Router([tool_of(each) for each in TEMPLATES]).find(path)[0]
    assert (first.route.tool.path, first.captured) == (template, captured)


@pytest.mark.parametrize("path", ["/pet", "/pets/", "/pets/7/8", "/shops/1/pets", "/shops//pets/1", "/PETS"])
def test_other_paths_lead_nowhere(path: str) -> None:
    assert Router([tool_of(each) for each in TEMPLATES]).find(path) == []


def test_a_template_that_ends_with_a_slash_is_found_with_and_without_it() -> None:
    router = Router([tool_of("/pets/"), tool_of("/pets/{id}/")])
    assert [router.find(path)[0].route.tool.path for path in ("/pets", "/pets/", "/pets/7", "/pets/7/")] == [
        "/pets/", "/pets/", "/pets/{id}/", "/pets/{id}/",
    ]  # fmt: skip


def test_methods_of_a_path_are_found_together() -> None:
    tools = [tool_of("/pets", method=method) for method in ("GET", "POST")]
    assert [match.route.tool.method for match in Router(tools).find("/pets")] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("template", "conditions", "queried"),
    [
        ("/?Action=Run&Version=1", (("Action", "Run"), ("Version", "1")), ()),
        ("/#Action=Run", (("Action", "Run"),), ()),
        ("/now?city={city}&units", (("city", None), ("units", None)), (("city", "city"),)),
    ],
)
def test_what_follows_the_path_is_a_condition(
    template: str, conditions: tuple[tuple[str, str | None], ...], queried: tuple[tuple[str, str], ...]
) -> None:
    path = template.partition("?")[0].partition("#")[0]
    (match,) = Router([tool_of(template)]).find(path)
    assert (match.route.conditions, match.route.queried) == (conditions, queried)


def test_a_resource_name_spans_segments() -> None:
    pattern = {"type": "string", "pattern": "^shelves/[^/]+/books/[^/]+$"}
    tools = [
        tool_of("/v1/{name}", ArgumentPlace("name", "path"), name=pattern),
        tool_of("/v1/{name}:lend", ArgumentPlace("name", "path"), name=pattern),
    ]
    found = {
        path: next((match.route.tool.path, match.captured["name"]) for match in Router(tools).find(path))
        for path in ("/v1/shelves/1/books/2", "/v1/shelves/1/books/2:lend")
    }
    assert found == {
        "/v1/shelves/1/books/2": ("/v1/{name}", "shelves/1/books/2"),
        "/v1/shelves/1/books/2:lend": ("/v1/{name}:lend", "shelves/1/books/2"),
    }


def test_the_address_of_a_world_stands_for_a_credential_in_the_address_of_the_server() -> None:
    tool = http("send", "POST", "/bot{token}/send/{id}", {"token": ("path", TEXT), "id": ("path", TEXT)})
    tool = msgspec.structs.replace(tool, source="bot.yaml#/paths/~1send~1{id}/post")
    router = Router([tool])
    assert [match.captured for match in router.find("send/7")] == [{"token": "credential", "id": "7"}]
    assert [match.captured for match in router.find("bot12/send/7")] == [{"token": "12", "id": "7"}]
    assert router.find("send") == []
