"""Fields that are parts of others agree with them, in new entities and after each change."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.task.results import took
from lemnos.steps.tools.world.agreement.parts import Parts
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http

DAY: dict[str, Any] = {"type": "string", "format": "date"}
UNITS = ("release_year", "release_month", "release_day")
SONG: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "title": TEXT, **dict.fromkeys(UNITS, NUMBER), "first_name": TEXT, "last_name": TEXT,
                   "full_name": TEXT},
    "required": ["id", "title", *UNITS, "first_name", "last_name", "full_name"],
}  # fmt: skip
DATED: dict[str, Any] = {**SONG, "properties": {**SONG["properties"], "release_date": DAY}}


def songs(song: dict[str, Any]) -> list[Tool]:
    one: dict[str, tuple[Place, Any]] = {"id": ("path", NUMBER)}
    sent: dict[str, tuple[Place, Any]] = {
        "title": ("body", TEXT), "release_date": ("body", DAY), "first_name": ("body", TEXT),
        "full_name": ("body", TEXT), "release_year": ("body", NUMBER),
    }  # fmt: skip
    return [
        http("listSongs", "GET", "/songs", {}, {"type": "array", "items": song}),
        http("getSong", "GET", "/songs/{id}", one, song),
        http("createSong", "POST", "/songs", sent, song, ("title",)),
        http("updateSong", "PATCH", "/songs/{id}", one | sent, song),
    ]


def world_of(song: dict[str, Any], seed: str = "a") -> LocalWorld:
    world = make_world(songs(song), seed)
    assert isinstance(world, LocalWorld)
    return world


def date_of(song: dict[str, Any]) -> str:
    year, month, day = (song[unit] for unit in UNITS)
    return f"{year:04}-{month:02}-{day:02}"


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_songs_have_the_parts_of_their_dates(seed: str) -> None:
    for song in world_of(DATED, seed).state()["song"]:
        assert date_of(dict(song)) == song["release_date"]
        assert song["full_name"] == f"{song['first_name']} {song['last_name']}"


def test_parts_of_a_date_that_nothing_shows_are_those_of_a_date() -> None:
    tools = [http("listSongs", "GET", "/songs", {}, {"type": "array", "items": SONG})]
    for song in make_world(tools, "a").call("listSongs", {}).body:
        assert 2020 < song["release_year"] < 2030
        assert 1 <= song["release_month"] <= 12
        assert 1 <= song["release_day"] <= 31


@pytest.mark.parametrize("song", [SONG, DATED])
def test_a_changed_date_changes_its_parts(song: dict[str, Any]) -> None:
    world = world_of(song)
    key = world.state()["song"][0]["id"]
    changed = world.call("updateSong", {"id": key, "release_date": "2023-05-12"}).body
    assert date_of(changed) == "2023-05-12"
    assert date_of(world.call("createSong", {"title": "Tide", "release_date": "2022-01-02"}).body) == "2022-01-02"


def test_a_changed_part_changes_the_whole() -> None:
    world = world_of(DATED)
    old = dict(world.state()["song"][0])
    changed = world.call("updateSong", {"id": old["id"], "release_year": 2019, "first_name": "Runa"}).body
    assert changed["release_date"] == f"2019{old['release_date'][4:]}"
    assert changed["full_name"] == f"Runa {old['last_name']}"
    changed = world.call("updateSong", {"id": old["id"], "full_name": "Otto Ek"}).body
    assert (changed["first_name"], changed["last_name"]) == ("Otto", "Ek")


def test_a_name_of_its_own_stays_as_it_is() -> None:
    before = {"first_name": "Runa", "last_name": "Ek", "name": "Band of Runa"}
    body = {**before, "first_name": "Otto"}
    Parts(dict.fromkeys(before, TEXT), True).agree(body, {"first_name"}, before)
    assert body["name"] == "Band of Runa"


def test_what_is_counted_each_year_is_no_part_of_a_date() -> None:
    units = [f"reputation_change_{unit}" for unit in ("day", "week", "month", "year")]
    body = dict.fromkeys(units, 7)
    Parts(dict.fromkeys(units, NUMBER), True).draw(body, lambda name: "2024-01-02", body.get)
    assert set(body.values()) == {7}


def test_a_result_whose_parts_tell_another_date_denies_a_change() -> None:
    assert not took({"/song/release_date": "2023-05-12"}, {"song": {"release_year": 2023, "release_month": 4}})
    assert took({"/song/release_date": "2023-05-12"}, {"song": {"release_year": 2023, "release_month": "05"}})
