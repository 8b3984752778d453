"""Plays tasks badly: ``Task``, a world -> conversations that must not pass. They try the ladder, and no run keeps them.

Each is well-formed, so that only what it does in the world can fail it.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import msgspec

from lemnos.records import Message, ToolCall
from lemnos.steps.tools.play.player import OfflinePlayer
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.listings import at
from lemnos.steps.tools.task.results import observation_text
from lemnos.steps.tools.world.base import World

_WRITES = ("create", "update", "delete", "action")
BadPlayer = Callable[[Task, World, Api, Random], tuple[Message, ...]]


def do_nothing(task: Task, world: World, api: Api, random: Random) -> tuple[Message, ...]:
    """Say that it is done, and call nothing."""
    del world, api, random
    return _conversation(task, {})


def read_only(task: Task, world: World, api: Api, random: Random) -> tuple[Message, ...]:
    """Make the calls of the task that only read."""
    del api, random
    calls = [(call.tool, msgspec.json.decode(call.arguments)) for call in task.calls if call.purpose not in _WRITES]
    return _conversation(task, {len(task.turns) - 1: _made(world, calls)})


def random_calls(task: Task, world: World, api: Api, random: Random) -> tuple[Message, ...]:
    """Call tools at random, with arguments of the task where their names fit."""
    known: dict[str, Any] = {}
    for call in task.calls:
        known.update(msgspec.json.decode(call.arguments))
    names = list(api.operations)
    calls = []
    for _ in range(max(1, len(task.calls))):
        operation = api.operations[names[int(random.random() * len(names))]]
        calls.append((operation.name, {name: known[name] for name in operation.properties if name in known}))
    return _conversation(task, {len(task.turns) - 1: _made(world, calls)})


def shuffled(task: Task, world: World, api: Api, random: Random) -> tuple[Message, ...]:
    """Make the calls of the task with the arguments of others: of the next call, or with its own values swapped."""
    del api
    several = [(call.tool, msgspec.json.decode(call.arguments)) for call in task.calls]
    if len(several) > 1:
        calls = [(tool, several[(number + 1) % len(several)][1]) for number, (tool, _) in enumerate(several)]
    else:
        calls = [(tool, swapped) for tool, arguments in several if (swapped := _rotated(arguments)) != arguments]
    del random
    return _conversation(task, {len(task.turns) - 1: _made(world, calls)})


class _Forgetful(OfflinePlayer):
    """Takes another item of a list than the one that the task means, where an earlier turn has shown the list."""

    mistaken = False

    def _arguments(self, number: int) -> dict[str, Any]:
        arguments = super()._arguments(number)
        turn = next(turn for turn in self._task.turns if number in turn.calls)
        for origin in self._task.calls[number].origins:
            index = next((part for part in origin.pointer.split("/") if part.isdecimal()), "")
            if not index or origin.call in turn.calls or origin.call not in self._observations:
                continue
            before, _, after = origin.pointer.partition(f"/{index}")
            items = at(self._observations[origin.call].body, before)
            count = len(items) if isinstance(items, list) else 0  # an earlier mistake may have left none
            other = f"{before}/{(int(index) + 1) % count}{after}" if count else origin.pointer
            value = at(self._observations[origin.call].body, other)
            if value is not None and other != origin.pointer:
                self.mistaken = self.mistaken or str(arguments.get(origin.argument)) != str(value)
                arguments[origin.argument] = value
        return arguments


def forgetful(task: Task, world: World, api: Api, random: Random) -> tuple[Message, ...]:
    """Play well, but for what earlier turns have shown: there, take another one. Nothing, if there is no other."""
    player = _Forgetful(task, world, random)
    played = player.play()
    return played.messages if player.mistaken else do_nothing(task, world, api, random)


BAD_PLAYERS: Mapping[str, BadPlayer] = {
    "do_nothing": do_nothing,
    "read_only": read_only,
    "random": random_calls,
    "shuffled": shuffled,
    "forgetful": forgetful,
}
"""Name → the player."""


def _rotated(arguments: dict[str, Any]) -> dict[str, Any]:
    values = list(arguments.values())
    return dict(zip(arguments, [*values[1:], *values[:1]], strict=True))


def _made(world: World, calls: Sequence[tuple[str, dict[str, Any]]]) -> list[Message]:
    messages: list[Message] = []
    for number, (tool, arguments) in enumerate(calls, 1):
        text = msgspec.json.encode(arguments).decode()
        call = ToolCall(f"call_{number}", tool, text)
        messages.append(Message("assistant", "", (call,), kind="call"))
        observation = observation_text(world.call(tool, arguments))
        messages.append(Message("tool", observation, tool_call_id=call.id, kind="observation"))
    return messages


def _conversation(task: Task, calls: Mapping[int, list[Message]]) -> tuple[Message, ...]:
    messages = [Message("system", task.policy)] if task.policy else []
    for number, turn in enumerate(task.turns):
        messages.append(Message("user", turn.says))
        messages += calls.get(number, ())
        messages.append(Message("assistant", "That's done."))
    return tuple(messages)
