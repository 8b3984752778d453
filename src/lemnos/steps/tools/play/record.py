"""Turns a played task into a record: ``Task`` -> ``Trajectory`` with its checks of levels 1 to 4."""

from collections.abc import Sequence
from random import Random

import msgspec

from lemnos.records import Execution, Origin, Record, Tool, Trajectory, Verification, trajectory_id
from lemnos.steps.tools.ladder.replay import open_world
from lemnos.steps.tools.ladder.verify import checked, level_of
from lemnos.steps.tools.play.offers import offered_tools, with_scope
from lemnos.steps.tools.play.player import OfflinePlayer
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task, task_id
from lemnos.steps.tools.world.engine import CODE_VERSION
from lemnos.steps.tools.world.values.seeds import seed_of

FORM = "lemnos_world"
"""``Origin.form`` of what is played here."""


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
    task: Task, api: Api, others: Sequence[Tool], *, thoughts: float, renamed: float, masked: float, most: int
) -> tuple[Task, Trajectory]:
    """Return a task, with the names under which its tools are offered, and the trajectory of playing it."""
    random = Random(seed_of(task.id, "play"))
    task = _disguised(task, api, random, renamed, masked)
    tools = offered_tools(task, api, others, random, most)
    task = with_scope(task, api, tools)
    task = msgspec.structs.replace(task, id=task_id(task))
    world = open_world(task, api.compiled)
    start = world.state_hash()
    result = OfflinePlayer(task, world, random, thoughts).play()
    ids = {tool.name: tool.id for tool in tools}
    called = dict.fromkeys(ids[call.name] for message in result.messages for call in message.tool_calls)
    trajectory = Trajectory(
        id=trajectory_id(result.messages, tools),
        messages=result.messages,
        tools=tools,
        called=tuple(called),
        origin=Origin(form=FORM, record=task.id, task=task.id),
        execution=Execution(
            world=world.id,
            spec=task.spec,
            seed=task.seed,
            code_version=CODE_VERSION,
            start=start,
            end=world.state_hash(),
        ),
        licence=task.licence,
        source=task.source,
    )
    return task, verified(trajectory, task, api)


def verified(trajectory: Trajectory, task: Task, api: Api) -> Trajectory:
    """Return a trajectory with the checks of all levels."""
    checks = tuple(checked(trajectory, task, api.compiled))
    return msgspec.structs.replace(trajectory, verification=Verification(level_of(checks), checks))


def _disguised(task: Task, api: Api, random: Random, renamed: float, masked: float) -> Task:
    if random.random() < renamed:
        names = ((f"tool_{number}", name) for number, name in enumerate(api.operations, 1))
        task = msgspec.structs.replace(task, renamed=tuple(names))
    elif random.random() < masked:
        task = msgspec.structs.replace(task, masked=True)
    return task
