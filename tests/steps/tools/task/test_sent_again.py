"""What a call says beside what the user says: the rest of a replaced thing, its handle, and whose things it lists."""

from typing import Any

import msgspec
import pytest

from lemnos.records.tools import Place
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import NUMBER, TEXT, http

ALBUM: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "title": TEXT, "description": TEXT},
    "required": ["id", "title", "description"],
}
BODY: dict[str, tuple[Place, Any]] = {"title": ("body", TEXT), "description": ("body", TEXT)}


def api(argument: str = "albumId", listing: str = "listAlbums") -> Api:
    whole: dict[str, Any] = {"provider": "prints.example", "api": "Prints"}
    path: dict[str, tuple[Place, Any]] = {argument: ("path", TEXT if argument.endswith("Handle") else NUMBER)}
    albums = {"type": "array", "items": ALBUM}
    tools = [
        http(listing, "GET", "/albums", {}, albums, description="Lists the albums.", **whole),
        http("addAlbum", "POST", "/albums", BODY, ALBUM, ("title",), description="Creates an album.", **whole),
        http("putAlbum", "PUT", f"/albums/{{{argument}}}", path | BODY, ALBUM, description="Replaces an album.",
             **whole),
        http("removeAlbum", "DELETE", f"/albums/{{{argument}}}", path, None, description="Deletes an album.", **whole),
    ]  # fmt: skip
    return Api(world_spec(tools), tools)


def made(api: Api, name: str) -> list[Task]:
    drawn = (plain(Draft(api, f"s{number}", "w"), api.operations[name]) for number in range(16))
    return [task for task in drawn if task is not None]


def test_a_replacement_sends_again_what_stays_as_the_list_shows_it() -> None:
    tasks = made(api(), "putAlbum")
    assert tasks
    for task in tasks:
        call = task.calls[-1]
        sent = msgspec.json.decode(call.arguments)
        assert {"title", "description"} <= sent.keys()
        again = [each for each in call.origins if each.pointer and each.argument != "albumId"]
        assert again
        assert all(each.origin == "observation" and each.pointer.endswith(f"/{each.argument}") for each in again)


def test_a_handle_is_not_filled_with_an_id() -> None:
    assert made(api("albumId"), "removeAlbum")
    handles = [msgspec.json.decode(task.calls[-1].arguments) for task in made(api("albumHandle"), "removeAlbum")]
    assert not [sent for sent in handles if sent["albumHandle"].isdecimal()]


def test_what_belongs_to_the_caller_is_asked_for_as_mine() -> None:
    ours, mine = (
        [task.turns[0].says for task in made(api(listing=name), name)] for name in ("listAlbums", "listMyAlbums")
    )
    assert ours
    assert mine
    assert not [request for request in ours if " my " in request]
    assert all(" my " in request or " do I have" in request or " I have" in request for request in mine)


ARTIST: dict[str, Any] = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
SONG: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "title": TEXT, "description": TEXT, "artistId": NUMBER},
    "required": ["id", "title", "artistId"],
}


def songs_of(*, wrapped: bool) -> Api:
    whole: dict[str, Any] = {"provider": "vinyl.example", "api": "Vinyl"}
    flat: dict[str, tuple[Place, Any]] = {"description": ("body", TEXT), "artistId": ("body", NUMBER)}
    song = {
        "type": "object",
        "properties": {"description": TEXT, "artistId": NUMBER},
        "required": ["description", "artistId"],
    }
    body: dict[str, tuple[Place, Any]] = {"song": ("body", song)} if wrapped else flat
    path: dict[str, tuple[Place, Any]] = {"songId": ("path", NUMBER)}
    listed: dict[str, Any] = {
        "artists": {"type": "array", "items": ARTIST},
        "songs": {"type": "array", "items": SONG},
    }
    tools = [
        *(
            http(f"list{name.capitalize()}", "GET", f"/{name}", {}, result, description=f"Lists the {name}.", **whole)
            for name, result in listed.items()
        ),
        http("getArtist", "GET", "/artists/{artistId}", {"artistId": ("path", NUMBER)}, ARTIST, **whole),
        http("getSong", "GET", "/songs/{songId}", path, SONG, **whole),
        http("updateSong", "PATCH", "/songs/{songId}", path | body, SONG, tuple(body),
             description="Updates a song.", **whole),
    ]  # fmt: skip
    return Api(world_spec(tools), tools)


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_change_leaves_an_entity_with_its_owner(wrapped: bool) -> None:
    tasks = made(songs_of(wrapped=wrapped), "updateSong")
    assert tasks
    for task in tasks:
        call = task.calls[-1]
        sent = msgspec.json.decode(call.arguments)
        key = sent["songId"]
        world = make_world(songs_of(wrapped=wrapped).tools, task.seed)
        before = next(row.body for row in world.store.rows("song") if row.body["id"] == key)
        assert (sent["song"] if wrapped else sent)["artistId"] == before["artistId"]
        assert [each.tool for each in task.calls] == ["listSongs", "updateSong"]
