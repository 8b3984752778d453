"""Which thing, which filter, and whether a thing is there: what a request must leave no doubt about."""

from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.kinds.dialogues import not_found, two_things
from lemnos.steps.tools.task.listings import plain as as_text
from lemnos.steps.tools.task.listings import squashed
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import shop_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

OWN: dict[str, Any] = {"provider": "songs.example", "api": "Songs"}
COMMENT = {"type": "object", "properties": {"id": NUMBER, "message": TEXT}}
ONE: dict[str, tuple[Place, Any]] = {"commentId": ("path", NUMBER)}
SEVERAL = "several kinds of things that are called the same"


def comments(name: str, path: str, above: dict[str, tuple[Place, Any]] | None = None) -> list[Tool]:
    """Return tools that list, add and delete comments."""
    above = above or {}
    items = {"type": "array", "items": COMMENT}
    body: dict[str, tuple[Place, Any]] = {"message": ("body", TEXT)}
    return [
        http(f"{name}_list", "GET", path, above, items, description="Lists the comments.", **OWN),
        http(f"{name}_add", "POST", path, above | body, COMMENT, description="Adds a comment.", **OWN),
        http(
            f"{name}_delete", "DELETE", f"{path}/{{commentId}}", above | ONE, None,
            description="Deletes a comment.", **OWN,
        ),
    ]  # fmt: skip


def why_not(tools: list[Tool]) -> dict[str, str]:
    api = Api(world_spec(tools), tools)
    return {each.name: api.why_not(each) for each in api.operations.values()}


def test_what_is_called_the_same_and_kept_elsewhere_is_not_asked_for() -> None:
    apart = why_not([*comments("artist", "/v1/artists/comments"), *comments("song", "/v1/songs/comments")])
    assert all(SEVERAL in reason for reason in apart.values())
    assert len(apart) == 6


@pytest.mark.parametrize(
    "tools",
    [
        comments("song", "/v1/songs/comments"),
        [*comments("first", "/api/v1/comments"), *comments("second", "/api/v2/comments")],
        comments("artist", "/artists/{artist}/comments", {"artist": ("path", TEXT)}),
    ],
)
def test_one_place_its_versions_and_what_a_key_tells_apart_stay(tools: list[Tool]) -> None:
    assert not any(SEVERAL in reason for reason in why_not(tools).values())


def test_the_place_above_all_others_is_the_plain_one() -> None:
    found = why_not([*comments("all", "/comments"), *comments("hidden", "/moderation/comments")])
    assert {name for name, reason in found.items() if SEVERAL in reason} == {
        "hidden_list", "hidden_add", "hidden_delete",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("says", "open_"),
    [
        ("Note that one of the following filters must be specified: `team`, `owner`.", True),
        ("At least one of team or owner has to be provided.", True),
        ("Either of both is required.", True),
        ("Only one of team and owner must be set.", False),
        ("One of the fields of the event.", False),
    ],
)
@pytest.mark.parametrize("where", ["arguments", "tool"])
def test_one_of_several_arguments_is_needed_where_descriptions_say_so(says: str, open_: bool, where: str) -> None:
    text = {"type": "string", "description": says if where == "arguments" else ""}
    told = says if where == "tool" else ""
    if where == "tool" and "both" in says:
        return  # it names no argument
    arguments: dict[str, tuple[Place, Any]] = {
        "team": ("query", text), "owner": ("query", text), "kind": ("query", TEXT),
    }  # fmt: skip
    items = {"type": "array", "items": COMMENT}
    tools = [http("list", "GET", "/comments", arguments, items, description=f"Lists comments. {told}", **OWN)]
    api = Api(world_spec(tools), tools)
    operation = api.operations["list"]
    assert operation.leaves_open(()) == open_
    assert operation.leaves_open(("kind",)) == open_
    assert not operation.leaves_open(("owner",))
    draft = Draft(api, "0", "0")
    task = plain(draft, operation)
    assert task is None or not open_ or {"team", "owner"} & msgspec.json.decode(task.calls[0].arguments).keys()


def test_what_is_not_there_is_not_there_in_any_spelling() -> None:
    assert squashed("Lobby camera") == squashed("lobby-camera") == "lobbycamera"
    tools = shop_tools()
    api = Api(world_spec(tools), tools)
    found = 0
    for operation in api.operations.values():
        for number in range(40):
            draft = Draft(api, f"t{number}", f"w{number}")
            task = not_found(draft, operation)
            if task is not None:
                found += 1
                wrong = task.calls[0].label
                assert squashed(wrong) not in squashed(as_text(draft.search.observations[0].body))
    assert found


def test_what_lists_may_hide_is_not_found_missing() -> None:
    lamp = {"type": "object", "properties": {"id": NUMBER, "title": TEXT}}
    tools = [
        http("listCollections", "GET", "/collections", {}, {"type": "array", "items": lamp}, description="List them."),
        http("getCollection", "GET", "/collections/{id}", {"id": ("path", NUMBER)}, lamp, description="Get one."),
        *(
            http(f"{verb}Collection", "POST", f"/collections/{{id}}/{verb}", {"id": ("path", NUMBER)}, lamp,
                 description=f"{verb.capitalize()} a collection.")
            for verb in ("archive", "untrash")
        ),
    ]  # fmt: skip
    api = Api(world_spec(tools), tools)
    found = {
        name
        for name in ("archiveCollection", "untrashCollection")
        for number in range(20)
        if not_found(Draft(api, f"t{number}", f"w{number}"), api.operations[name]) is not None
    }
    assert found == {"archiveCollection"}


def test_a_list_that_was_just_shown_is_not_asked_for_again() -> None:
    tools = shop_tools()
    api = Api(world_spec(tools), tools)
    found = 0
    for operation in api.operations.values():
        for number in range(40):
            task = two_things(Draft(api, f"t{number}", f"w{number}"), operation)
            if task is None:
                continue
            found += 1
            calls = [(call.tool, call.arguments, call.purpose) for call in task.calls]
            for at, (tool, arguments, _) in enumerate(calls):
                again = next((back for back in range(at - 1, -1, -1) if calls[back][:2] == (tool, arguments)), None)
                changed = again is not None and any(each[2] not in ("find", "list", "get") for each in calls[again:at])
                assert again is None or changed
    assert found
