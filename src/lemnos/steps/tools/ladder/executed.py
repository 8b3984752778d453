"""Checks of level 3: a conversation was executed in the world that its task names, and can be executed again."""

from collections.abc import Iterator

from lemnos.records import Check
from lemnos.steps.tools.ladder.replay import Replayed
from lemnos.steps.tools.task.base import Task

LEVEL = 3


def executed(task: Task, replayed: Replayed, start: str, end: str) -> Iterator[Check]:
    """Yield the checks of level 3.

    Args:
        task: The task.
        replayed: The conversation, executed again.
        start: Hash of the state before, as the record states it.
        end: Hash of the state afterwards, as the record states it.
    """
    yield _check("world", "" if replayed.world == task.world else f"the world is {replayed.world}, not {task.world}")
    yield _check("state_before", "" if replayed.start == start else "the state before differs")
    yield _check("observations", _difference(replayed))
    yield _check("state_after", "" if replayed.end == end else "the state afterwards differs")


def _difference(replayed: Replayed) -> str:
    for call, now in zip(replayed.calls, replayed.observed, strict=True):
        if call.observation != now:
            return f"message {call.answered}: {call.tool} returns something else"
    return ""


def _check(name: str, problem: str) -> Check:
    return Check(name, LEVEL, "fail" if problem else "pass", problem)
