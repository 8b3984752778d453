"""States in whatever spelling: an action leads to the one that its description has, and people say it in words."""

from typing import Any

import msgspec
import pytest

from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.semantics.states import state_after
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import PROJECT, board_tools
from tests.steps.tools.world.apis import NUMBER, http


@pytest.mark.parametrize("held", ["OnHold", "on-hold", "ON_HOLD", "onHold", "on hold"])
def test_an_action_leads_to_a_state_in_any_spelling(held: str) -> None:
    assert state_after("pause", ("Active", held)) == held
    assert state_after("archive", ("Active", held)) == ""


@pytest.mark.parametrize("held", ["OnHold", "ON_HOLD"])
def test_an_answer_says_the_state_in_words(held: str) -> None:
    status = {"type": "string", "enum": ["active", held]}
    project: dict[str, Any] = {**PROJECT, "properties": {**PROJECT["properties"], "status": status}}
    pause = http(
        "pauseProject", "POST", "/projects/{id}/pause", {"id": ("path", NUMBER)}, project,
        description="Pause a project.", provider="board.example", api="Board",
    )  # fmt: skip
    tools = [*board_tools(project), pause]
    api = Api(world_spec(tools), tools)
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"plain": 2.0, "session": 2.0}
    made = [
        played(task, api, (), thoughts=0.0, renamed=0.0, masked=0.0, most=5)
        for task in tasks_of(api, "0", 60, weights, 40)
    ]
    assert {trajectory.verification.level for _, trajectory in made} == {4}
    acted = [(task, trajectory) for task, trajectory in made if any(call.tool == "pauseProject" for call in task.calls)]
    assert {"plain", "session"} == {task.kind for task, _ in acted}
    said = [message.content for _, each in acted for message in each.messages if message.role == "assistant"]
    assert sum(" is now on hold." in text for text in said) >= 3
    assert not any(held in text for text in said)
