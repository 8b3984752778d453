"""Names of arguments in brackets and with dots set, filter and change the fields to which they lead."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http

LABEL: dict[str, Any] = {"type": "object", "properties": {"name": TEXT, "country": TEXT}}
TRACK: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "title": TEXT,
        "genre": TEXT,
        "label": LABEL,
        "tags": {"type": "array", "items": TEXT},
    },
    "required": ["id", "title"],
}
STYLES = {
    "brackets": ("track[title]", "track[genre]", "track[label][name]", "track[tags][]"),
    "dots": ("track.title", "track.genre", "track.label.name", "track.tags"),
    "without a head": ("title", "genre", "label[name]", "tags[]"),
    "another head": ("upload[title]", "upload[genre]", "upload[label][name]", "upload[tags][]"),
}


def music(names: tuple[str, ...], place: Place) -> list[Tool]:
    title, genre, label, tags = names
    many = {"type": "array", "items": TEXT}
    sent: dict[str, tuple[Place, Any]] = {
        title: (place, TEXT), genre: (place, TEXT), label: (place, TEXT), tags: (place, many)
    }  # fmt: skip
    one: dict[str, tuple[Place, Any]] = {"trackId": ("path", NUMBER)}
    by = ("filter[genre]", "filter[genre][contains]", "filter[genre][gt]", label)
    filters: dict[str, tuple[Place, Any]] = dict.fromkeys(by, ("query", TEXT))
    return [
        http("listTracks", "GET", "/tracks", filters, {"type": "array", "items": TRACK}),
        http("createTrack", "POST", "/tracks", sent, TRACK, (title,)),
        http("getTrack", "GET", "/tracks/{trackId}", one, TRACK),
        http("updateTrack", "PATCH", "/tracks/{trackId}", one | sent, TRACK),
    ]


@pytest.mark.parametrize("place", ["form", "query"])
@pytest.mark.parametrize("style", list(STYLES))
def test_names_that_lead_to_fields_set_and_change_these(style: str, place: Place) -> None:
    title, genre, label, tags = names = STYLES[style]
    world = make_world(music(names, place), "a")
    made = world.call("createTrack", {title: "Old mill", genre: "Folk", label: "Fern", tags: ["new"]}).body
    assert (made["title"], made["genre"], made["label"]["name"], made["tags"]) == ("Old mill", "Folk", "Fern", ["new"])
    assert world.call("getTrack", {"trackId": made["id"]}).body == made
    changed = world.call("updateTrack", {"trackId": made["id"], title: "New mill", label: "Oak"}).body
    assert (changed["title"], changed["label"]) == ("New mill", {**made["label"], "name": "Oak"})
    assert (changed["genre"], changed["tags"]) == ("Folk", ["new"])


@pytest.mark.parametrize("style", ["brackets", "without a head"])
def test_names_that_lead_to_fields_filter_by_these(style: str) -> None:
    title, genre, label, tags = names = STYLES[style]
    world = make_world(music(names, "form"), "a")
    made = world.call("createTrack", {title: "Old mill", genre: "Polka", label: "Zeppelin", tags: []}).body
    assert world.call("listTracks", {"filter[genre]": "Polka"}).body == [made]
    assert world.call("listTracks", {"filter[genre][contains]": "olk"}).body == [made]
    assert world.call("listTracks", {label: "Zeppelin"}).body == [made]
    assert len(world.call("listTracks", {"filter[genre][gt]": "A"}).body) > 1  # not a comparison that worlds know


def test_a_field_whose_name_has_a_dot_stays_one() -> None:
    note = {"type": "object", "properties": {"id": NUMBER, "text.plain": TEXT}, "required": ["id", "text.plain"]}
    one: dict[str, tuple[Place, Any]] = {"noteId": ("path", NUMBER)}
    tools = [
        http("createNote", "POST", "/notes", {"text.plain": ("body", TEXT)}, note, ("text.plain",)),
        http("getNote", "GET", "/notes/{noteId}", one, note),
    ]
    world = make_world(tools, "a")
    made = world.call("createNote", {"text.plain": "Better today."}).body
    assert world.call("getNote", {"noteId": made["id"]}).body["text.plain"] == "Better today."
