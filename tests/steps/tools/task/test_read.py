"""What readers of conversations found: flags that an action leaves, lists of one, thoughts of ids that are names."""

import re
from random import Random

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.play.thoughts import before
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import NUMBER, TEXT, http

BOOLEAN = {"type": "boolean"}


def stories(flag: str, action: str) -> list[Tool]:
    story = {"type": "object", "properties": {"id": NUMBER, "title": TEXT, flag: BOOLEAN},
             "required": ["id", "title", flag]}  # fmt: skip
    return [
        http("listStories", "GET", "/stories", {}, {"type": "array", "items": story}, description="List stories."),
        http("getStory", "GET", "/stories/{id}", {"id": ("path", NUMBER)}, story, description="Get a story."),
        http(f"{action}Story", "POST", f"/stories/{{id}}/{action}", {"id": ("path", NUMBER)}, story,
             description=f"{action.capitalize()} a story."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("flag", "action", "left"),
    [
        ("user_liked", "like", True),
        ("user_liked", "unlike", False),
        ("viewerHasStarred", "unstar", False),
        ("followed", "unfollow", False),
        ("isFlagged", "flag", True),
    ],
)
def test_an_action_leaves_the_flag_that_tells_of_it(flag: str, action: str, *, left: bool) -> None:
    world = make_world(stories(flag, action), "s")
    done = []
    for story in world.call("listStories", {}).body:
        seen = world.call(f"{action}Story", {"id": story["id"]})
        assert seen.failed == (story[flag] == left)
        done.append(seen.failed or seen.body[flag])
    assert len(done) > 2
    assert all(each in (left, True) for each in done)
    assert all(story[flag] == left for story in world.call("listStories", {}).body)


def test_what_there_is_one_of_is_not_listed() -> None:
    user = {"type": "object", "properties": {"id": NUMBER, "username": TEXT}, "required": ["id", "username"]}
    users = {"type": "array", "items": user}
    tools = [
        http("getUserInfo", "GET", "/users/me", {}, users, description="Get my user information."),
        http("listMine", "GET", "/users", {}, users, description="List the users of my organization."),
    ]
    api = Api(world_spec(tools), tools)
    assert [api.operations[name].is_aside for name in ("getUserInfo", "listMine")] == [True, False]


def test_a_thought_speaks_of_no_id_where_the_name_is_taken() -> None:
    call = GoldCall("listProjects", "{}", 0, "find", "project", "projects", label="Silver Grove")
    thoughts = [before([(call, "listProjects", {})], [], Random(seed), by_name=True) for seed in range(20)]
    assert len(set(thoughts)) > 2
    assert not any(re.search(r"\bid\b", thought) for thought in thoughts)
    assert any(re.search(r"\bid\b", before([(call, "listProjects", {})], [], Random(seed))) for seed in range(20))
