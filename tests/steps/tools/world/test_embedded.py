"""What an entity holds of those above it is true of those above it."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http

ORGANIZATION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "slug": TEXT,
        "name": TEXT,
        "city": TEXT,
        "plan": {"type": "object", "properties": {"seats": NUMBER}},
    },
    "required": ["id", "slug", "name", "city", "plan"],
}
PROJECT: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "title": TEXT, "organization": ORGANIZATION},
    "required": ["id", "title", "organization"],
}
ARTICLE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "title": TEXT,
        "project_title": TEXT,
        "organizations": {"type": "array", "items": ORGANIZATION, "minItems": 2},
        "origin": {"type": "object", "properties": {"project": PROJECT}, "required": ["project"]},
        "organization": {
            "type": "object",
            "properties": {"slug": TEXT, "name": TEXT, "plan": ORGANIZATION["properties"]["plan"]},
            "required": ["slug", "name", "plan"],
        },
    },
    "required": ["id", "title", "project_title", "organizations", "origin", "organization"],
}
ORG: dict[str, tuple[Place, Any]] = {"organization": ("path", NUMBER)}
BELOW: dict[str, tuple[Place, Any]] = {**ORG, "projectId": ("path", NUMBER)}
TITLE: dict[str, tuple[Place, Any]] = {"title": ("body", TEXT)}


def press() -> list[Tool]:
    organizations, projects, articles = ({"type": "array", "items": each} for each in (ORGANIZATION, PROJECT, ARTICLE))
    named: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT), "slug": ("body", TEXT)}
    return [
        http("listOrganizations", "GET", "/organizations", {}, organizations),
        http("getOrganization", "GET", "/organizations/{organization}", ORG, ORGANIZATION),
        http("createOrganization", "POST", "/organizations", named, ORGANIZATION, ("name",)),
        http("listProjects", "GET", "/organizations/{organization}/projects", ORG, projects),
        http("createProject", "POST", "/organizations/{organization}/projects", ORG | TITLE, PROJECT, ("title",)),
        http("listArticles", "GET", "/organizations/{organization}/projects/{projectId}/articles", BELOW, articles),
        http("createArticle", "POST", "/organizations/{organization}/projects/{projectId}/articles", BELOW | TITLE,
             ARTICLE, ("title",)),
    ]  # fmt: skip


def is_below(article: dict[str, Any], project: dict[str, Any], organization: dict[str, Any]) -> bool:
    """Return whether an article shows the project and the organisation above it, wherever it holds one."""
    return (
        article["origin"]["project"] == project
        and article["project_title"] == project["title"]
        and article["organizations"][0] == organization
        and len({each["id"] for each in article["organizations"]}) == len(article["organizations"])
        and article["organization"] == {name: organization[name] for name in ("slug", "name", "plan")}
    )


@pytest.mark.parametrize("seed", list("abcd"))
def test_entities_hold_those_above_them(seed: str) -> None:
    world = make_world(press(), seed)
    found = 0
    for organization in world.call("listOrganizations", {}).body:
        path = {"organization": organization["id"]}
        for project in world.call("listProjects", path).body:
            assert project["organization"] == organization
            articles = world.call("listArticles", {**path, "projectId": project["id"]}).body
            assert all(is_below(each, project, organization) for each in articles)
            found += len(articles)
    assert found > 4


def test_what_is_created_holds_those_above_it() -> None:
    world = make_world(press(), "a")
    organization = world.call("createOrganization", {"name": "Old mill", "slug": "old-mill"}).body
    path = {"organization": organization["id"]}
    project = world.call("createProject", {**path, "title": "Spring"}).body
    assert project["organization"] == organization
    article = world.call("createArticle", {**path, "projectId": project["id"], "title": "News"}).body
    assert is_below(article, project, organization)
    assert world.call("listArticles", {**path, "projectId": project["id"]}).body == [article]


def test_the_user_of_a_follower_is_not_the_one_that_is_followed() -> None:
    user = {"type": "object", "properties": {"id": NUMBER, "login": TEXT}, "required": ["id", "login"]}
    follower = {"type": "object", "properties": {"id": NUMBER, "user": user}, "required": ["id", "user"]}
    maker = {"type": "object", "properties": {"login": TEXT}, "required": ["login"]}
    photo = {
        "type": "object",
        "properties": {"id": NUMBER, "user": user, "frame": {"type": "object", "properties": {"user": maker}}},
        "required": ["id", "user", "frame"],
    }
    one: dict[str, tuple[Place, Any]] = {"userId": ("path", NUMBER)}
    tools = [
        http("listUsers", "GET", "/users", {}, {"type": "array", "items": user}),
        http("getUser", "GET", "/users/{userId}", one, user),
        http("listFollowers", "GET", "/users/{userId}/followers", one, {"type": "array", "items": follower}),
        http("listPhotos", "GET", "/users/{userId}/photos", one, {"type": "array", "items": photo}),
    ]
    shown, framed = set(), set()
    for seed in "abcd":
        world = make_world(tools, seed)
        for each in world.state()["user"]:
            followers = world.call("listFollowers", {"userId": each["id"]}).body
            shown |= {follower["user"]["id"] == each["id"] for follower in followers}
            photos = world.call("listPhotos", {"userId": each["id"]}).body
            assert all(taken["user"] == each for taken in photos)
            framed |= {taken["frame"]["user"]["login"] == each["login"] for taken in photos}
    assert False in shown
    assert False in framed


def test_what_an_entity_has_once_is_made_for_a_new_one_by_replacing_it() -> None:
    folder = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    mark = {"type": "object", "properties": {"imprint": TEXT}, "required": ["imprint"]}
    one: dict[str, tuple[Place, Any]] = {"folderId": ("path", NUMBER)}
    world = make_world(
        [
            http("listFolders", "GET", "/folders", {}, {"type": "array", "items": folder}),
            http("createFolder", "POST", "/folders", {"name": ("body", TEXT)}, folder, ("name",)),
            http("getFolder", "GET", "/folders/{folderId}", one, folder),
            http("getWatermark", "GET", "/folders/{folderId}/watermark", one, mark),
            http("putWatermark", "PUT", "/folders/{folderId}/watermark", one | {"imprint": ("body", TEXT)}, mark),
        ],
        "a",
    )
    new = world.call("createFolder", {"name": "Old mill"}).body["id"]
    assert world.call("getWatermark", {"folderId": new}).status == 404
    assert world.call("putWatermark", {"folderId": new, "imprint": "copy"}).body == {"imprint": "copy"}
    assert world.call("getWatermark", {"folderId": new}).body == {"imprint": "copy"}
    assert world.call("putWatermark", {"folderId": new + 99, "imprint": "copy"}).status == 404
