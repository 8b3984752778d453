"""Replays a conversation in a fresh world: ``Task``, messages -> what each call returns now, and the state afterwards.

Cost: a world and its calls, about a millisecond.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from lemnos.records import Message
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.results import observation_text
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.state import Change


class MadeCall(NamedTuple):
    """A call of a conversation."""

    message: int
    """Number of the message that makes it."""
    tool: str
    """Name of the tool in its API, whatever it is called in the conversation."""
    arguments: Any
    observation: str
    """Text of the observation; empty if there is none."""
    answered: int
    """Number of the message with the observation; -1 if there is none."""


class Replayed(NamedTuple):
    """A conversation executed again."""

    calls: tuple[MadeCall, ...]
    observed: tuple[str, ...]
    """What each call returns now."""
    world: str
    start: str
    end: str
    changes: tuple[Change, ...]
    """How the state differs from the one in which the world was made."""


def made_calls(messages: Sequence[Message], names: Mapping[str, str]) -> Iterator[MadeCall]:
    """Yield the calls of a conversation in order.

    Args:
        messages: The conversation.
        names: Name under which a tool is offered → its name, where these differ.
    """
    answers: dict[str, tuple[str, int]] = {
        message.tool_call_id: (message.content, number)
        for number, message in enumerate(messages)
        if message.role == "tool"
    }
    for number, message in enumerate(messages):
        for call in message.tool_calls:
            text, answered = answers.get(call.id, ("", -1))
            try:
                arguments = msgspec.json.decode(call.arguments)
            except msgspec.DecodeError:
                arguments = None
            yield MadeCall(number, names.get(call.name, call.name), arguments, text, answered)


def open_world(task: Task, compiled: CompiledSpec) -> LocalWorld:
    """Return the world of a task in its start state.

    Raises:
        ValueError: A call of the setup fails.
    """
    world = LocalWorld(compiled, task.seed, task.faults)
    for call in task.setup:
        if world.call(call.tool, msgspec.json.decode(call.arguments)).failed:
            raise ValueError(f"the setup call {call.tool} fails")
    return world


def replay(task: Task, compiled: CompiledSpec, messages: Sequence[Message]) -> Replayed:
    """Return what a conversation does in a fresh world."""
    world = open_world(task, compiled)
    start = world.state_hash()
    calls = tuple(made_calls(messages, dict(task.renamed)))
    observed = tuple(observation_text(world.call(call.tool, call.arguments)) for call in calls)
    return Replayed(calls, observed, world.id, start, world.state_hash(), tuple(world.store.changes()))


def gold_changes(task: Task, compiled: CompiledSpec) -> tuple[Change, ...]:
    """Return how the calls of a task itself change the state; those that fail for a moment are taken as repeated."""
    world = open_world(msgspec.structs.replace(task, faults=task.lasting), compiled)
    for call in task.calls:
        world.call(call.tool, msgspec.json.decode(call.arguments))
    return tuple(world.store.changes())
