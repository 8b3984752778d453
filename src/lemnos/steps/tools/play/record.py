"""Turns a played task into a record: ``Task`` -> ``Trajectory`` with its checks of levels 1 to 5."""

from collections.abc import Sequence
from random import Random

import msgspec

from lemnos.records import (
    BackReference,
    Execution,
    Message,
    Origin,
    Record,
    Tool,
    Trajectory,
    Verification,
    trajectory_id,
)
from lemnos.steps.tools.ladder.replay import open_world
from lemnos.steps.tools.ladder.verify import checked, level_of
from lemnos.steps.tools.play.asked.base import Asked
from lemnos.steps.tools.play.asked.judge import LEVEL, judged
from lemnos.steps.tools.play.asked.player import ModelPlayer
from lemnos.steps.tools.play.offers import offered_tools, with_scope
from lemnos.steps.tools.play.player import OfflinePlayer
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task, task_id
from lemnos.steps.tools.world.engine import CODE_VERSION
from lemnos.steps.tools.world.values.seeds import seed_of

FORM = "lemnos_world"
"""``Origin.form`` of what is played here."""
_TELLING = 3
"""Words of a description without which a tool of another name cannot be told from others."""


class StoredTask(Record, frozen=True, kw_only=True):
    """A task as a run keeps it."""

    id: str
    provider: str
    api: str
    kind: str
    shape: str
    task: str
    """JSON text of the ``Task``."""
    licence: str
    source: str


def stored(task: Task) -> StoredTask:
    """Return a task as a run keeps it."""
    text = msgspec.json.encode(task).decode()
    return StoredTask(
        id=task.id,
        provider=task.provider,
        api=task.api,
        kind=task.kind,
        shape=task.shape,
        task=text,
        licence=task.licence,
        source=task.source,
    )


def played(
    task: Task,
    api: Api,
    others: Sequence[Tool],
    *,
    thoughts: float,
    renamed: float,
    masked: float,
    most: int,
    asked: Asked | None = None,
) -> tuple[Task, Trajectory]:
    """Return a task, with the names under which its tools are offered, and the trajectory of playing it.

    Args:
        task: The task.
        api: Its API.
        others: Tools of other APIs.
        thoughts: Share of calls before which the offline player writes what it thinks.
        renamed: Share of tasks whose tools are offered under other names.
        masked: Share of tasks whose tools are offered without descriptions.
        most: Tools offered at most.
        asked: What a model is asked for; None for nothing.

    Raises:
        Unanswered: The model has not answered all that it is asked yet.
        StrayError: The model plays, and makes no move or too many.
    """
    random = Random(seed_of(task.id, "play"))
    task = _disguised(task, api, random, renamed, masked)
    tools = offered_tools(task, api, others, random, most)
    task = with_scope(task, api, tools)
    task = msgspec.structs.replace(task, id=task_id(task))
    world = open_world(task, api.compiled)
    start = world.state_hash()
    if asked is not None and asked.plays:
        messages = ModelPlayer(task, world, tools, asked.model, asked.answers, asked.steps).play()
    else:
        messages = OfflinePlayer(task, world, random, thoughts).play().messages
    ids = {tool.name: tool.id for tool in tools}
    made = dict.fromkeys(call.name for message in messages for call in message.tool_calls)
    called = [ids[name] for name in made if name in ids]
    trajectory = Trajectory(
        id=trajectory_id(messages, tools),
        messages=messages,
        tools=tools,
        called=tuple(called),
        origin=Origin(
            form=FORM, record=task.id, task=task.id, model=asked.model.name if asked is not None and asked.plays else ""
        ),
        execution=Execution(
            world=world.id,
            spec=task.spec,
            seed=task.seed,
            code_version=CODE_VERSION,
            start=start,
            end=world.state_hash(),
        ),
        references=references(task, messages),
        licence=task.licence,
        source=task.source,
    )
    trajectory = verified(trajectory, task, api)
    if asked is None or not asked.judges or trajectory.verification.level < LEVEL - 1:
        return task, trajectory
    checks = (*trajectory.verification.checks, judged(trajectory, asked.model, asked.answers))
    return task, msgspec.structs.replace(trajectory, verification=Verification(level_of(checks), checks))


def references(task: Task, messages: Sequence[Message]) -> tuple[BackReference, ...]:
    """Return where the user refers back."""
    numbers = (number for number, message in enumerate(messages) if message.role == "user")
    return tuple(
        BackReference(number, turn.refers, turn.back)
        for number, turn in zip(numbers, task.turns, strict=False)
        if turn.refers
    )


def verified(trajectory: Trajectory, task: Task, api: Api) -> Trajectory:
    """Return a trajectory with the checks of all levels."""
    checks = tuple(checked(trajectory, task, api.compiled))
    return msgspec.structs.replace(trajectory, verification=Verification(level_of(checks), checks))


def _disguised(task: Task, api: Api, random: Random, renamed: float, masked: float) -> Task:
    if random.random() < renamed and all(_is_described(api.operations[call.tool].tool) for call in task.calls):
        names = ((f"tool_{number}", name) for number, name in enumerate(api.operations, 1))
        task = msgspec.structs.replace(task, renamed=tuple(names))
    elif random.random() < masked:
        task = msgspec.structs.replace(task, masked=True)
    return task


def _is_described(tool: Tool) -> bool:
    """Return whether a description tells a tool from others, whatever it is called."""
    return len(tool.description.split()) >= _TELLING
