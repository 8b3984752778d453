"""Runs the ladder: a trajectory, its task, the spec of its world -> the checks of levels 1 to 4.

Levels 1 and 2 are checked here as far as a world shows them: a valid conversation; every call of a tool that is
offered, with arguments that its schema allows. Level 3 replays the conversation, level 4 compares it with the task.
"""

from collections.abc import Iterator, Sequence

import msgspec

from lemnos.errors import ConversationError
from lemnos.records import Check, Trajectory
from lemnos.records.conversation import validate
from lemnos.steps.tools.ladder.executed import executed
from lemnos.steps.tools.ladder.fulfilled import Case, fulfilled
from lemnos.steps.tools.ladder.replay import replay
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.world.compiled import CompiledSpec


def checked(trajectory: Trajectory, task: Task, compiled: CompiledSpec) -> Iterator[Check]:
    """Yield the checks of all levels; those of higher levels only if level 1 passes."""
    problem = _valid(trajectory)
    yield Check("conversation", 1, "fail" if problem else "pass", problem)
    if problem:
        return
    yield from _agreement(trajectory, task, compiled)
    replayed = replay(task, compiled, trajectory.messages)
    yield from executed(task, replayed, trajectory.execution.start, trajectory.execution.end)
    yield from fulfilled(Case(task, trajectory.messages, replayed, compiled))


def level_of(checks: Sequence[Check]) -> int:
    """Return the highest level all of whose checks, and those of the levels below it, pass."""
    failed = [check.level for check in checks if check.outcome != "pass"]
    return min(failed) - 1 if failed else max(check.level for check in checks)


def _valid(trajectory: Trajectory) -> str:
    try:
        validate(trajectory.messages, trajectory.ending)
    except ConversationError as error:
        return str(error)
    return ""


def _agreement(trajectory: Trajectory, task: Task, compiled: CompiledSpec) -> Iterator[Check]:
    offered = {tool.name for tool in trajectory.tools}
    names = dict(task.renamed)
    unknown, wrong = "", ""
    for number, message in enumerate(trajectory.messages):
        for call in message.tool_calls:
            operation = compiled.operations.get(names.get(call.name, call.name))
            if call.name not in offered or operation is None:
                unknown = unknown or f"message {number}: {call.name} is not among the tools offered"
                continue
            try:
                arguments = msgspec.json.decode(call.arguments)
            except msgspec.DecodeError:
                arguments = None
            if not isinstance(arguments, dict) or not operation.parameters.allows(arguments):
                wrong = wrong or f"message {number}: the arguments of {call.name} contradict its schema"
    yield Check("tool_offered", 2, "fail" if unknown else "pass", unknown)
    yield Check("arguments_conform", 2, "fail" if wrong else "pass", wrong)
