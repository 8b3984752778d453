"""Tools that are offered: none that would do what is asked as well as the one that is called."""

from random import Random

import msgspec

from lemnos.steps.tools.play.offers import offered, offered_tools, with_scope
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import SCOPE, Turn
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import PROJECT, board_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

ONLY = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"plain": 1.0}


def test_no_tool_is_offered_that_does_the_same() -> None:
    whole = http(
        "replaceProject",
        "PUT",
        "/projects/{id}",
        {"id": ("path", NUMBER), "name": ("body", TEXT), "description": ("body", TEXT)},
        PROJECT,
        description="Replace a project.",
        provider="board.example",
        api="Board",
    )
    tools = [*board_tools(), whole]
    api = Api(world_spec(tools), tools)
    changing = {"updateProject", "replaceProject"}
    beside = {True: 0, False: 0}
    for task in tasks_of(api, "0", 20, ONLY, 40):
        called = {call.tool for call in task.calls}
        for seed in range(20):
            names = {tool.name for tool in offered_tools(task, api, (), Random(seed), 9)}
            assert called <= names
            beside[bool(called & changing)] += len(names & changing - called)
    assert beside[True] == 0
    assert beside[False] > 20


def test_what_tools_are_for_is_said_without_names() -> None:
    tools = board_tools()
    api = Api(world_spec(tools), tools)
    task = msgspec.structs.replace(
        next(tasks_of(api, "0", 1, ONLY, 9)), turns=(Turn("What is it for?", (), "talk", f"For {SCOPE}."),)
    )
    api.__dict__["areas"] = {tool.name: "Docker TSIG keys" for tool in tools}
    assert with_scope(task, api, [offered(tool, task) for tool in tools]).turns[0].words == "For docker TSIG keys."
