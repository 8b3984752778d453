"""Plays tasks offline: ``Task``, a world -> the messages of a conversation, executed call by call.

The player follows the calls of the task in their order and takes from observations what a call needs from there: an
argument whose origin is an observation is read again from what this world returned. It repeats a call that failed for
a moment, and says what it found. What may have been done although nobody answered in time, and would be done twice, is
not repeated: a payment, a message.
"""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

import msgspec

from lemnos.records import Message, ToolCall
from lemnos.steps.tools.naming.noun_phrases import number_in, the
from lemnos.steps.tools.play.answers import answer_of
from lemnos.steps.tools.play.thoughts import before, giving_up, ignoring, once_more, recalling, retrying
from lemnos.steps.tools.task.base import GoldCall, Task, Turn
from lemnos.steps.tools.task.functions.subject import MAKING
from lemnos.steps.tools.task.listings import at
from lemnos.steps.tools.task.results import observation_text
from lemnos.steps.tools.world.base import Observation, World

_MOST_RETRIES = 2
_CONTENT = 0.6
"""Share of calls that are given up after they were repeated once."""
_LONGEST_WAIT = 60
"""Seconds after which a call is repeated within a conversation."""
_LASTING = re.compile(r"maintenance|not running|quota|limit of requests")
"""What failures say that another call meets too."""
_FAR = 3
"""Turns after which an id is worth saying again."""
_PASSING = (429, 500, 502, 503, 504)
_TIMED_OUT = 504
_DONE_ONCE = MAKING | frozenset(
    "send reply forward buy sell pay charge transfer refund withdraw order invite trigger run execute publish "
    "broadcast share upload submit dispatch clone duplicate copy move rate vote press click type toggle "
    "insert append".split()
)
"""Verbs of what is done twice if it is asked for twice."""


class Played(NamedTuple):
    """A conversation, and what the world returned for each call of the task."""

    messages: tuple[Message, ...]
    observations: Mapping[int, Observation]


class OfflinePlayer:
    """Plays one task.

    Args:
        task: The task.
        world: The world in its start state.
        random: Decides between wordings.
        thoughts: Share of calls before which the player writes what it thinks.
    """

    def __init__(self, task: Task, world: World, random: Random, thoughts: float = 0.7) -> None:
        self._task = task
        self._world = world
        self._random = random
        self._thoughts = thoughts
        self._messages: list[Message] = []
        self._observations: dict[int, Observation] = {}
        self._made = 0
        self._told: set[str] = set()
        self._turn: Turn | None = None
        self._offered = {name: offered for offered, name in task.renamed}

    def play(self) -> Played:
        """Return the conversation."""
        if self._task.policy:
            self._messages.append(Message("system", self._task.policy))
        for turn in self._task.turns:
            self._messages.append(Message("user", turn.says))
            self._play(turn)
        return Played(tuple(self._messages), self._observations)

    def _play(self, turn: Turn) -> None:
        numbers = list(turn.calls)
        self._turn = turn
        if turn.back >= _FAR:
            self._told.clear()  # what was said that long ago is said again
        failed = False
        while numbers and not failed:
            stage = min(self._task.calls[number].stage for number in numbers)
            together = [number for number in numbers if self._task.calls[number].stage == stage]
            numbers = [number for number in numbers if number not in together]
            failed = not self._make(together)
        thought = ""
        if turn.calls and self._task.kind == "injected" and self._random.random() < self._thoughts:
            thought = ignoring(self._random)
        elif turn.refers and turn.reply == "talk" and self._random.random() < self._thoughts / 2:
            thought = recalling(turn.about, self._random)
        elif turn.reply == "failed" and failed and self._random.random() < self._thoughts:
            again = self._made > len(self._observations)
            thought = giving_up(self._observations[turn.calls[-1]].status, self._random, again=again)
        self._say(self._reply(turn), thought)

    def _reply(self, turn: Turn) -> str:
        if turn.words:
            return turn.words
        shown = [number for number in turn.calls if self._task.calls[number].purpose != "find"] or list(turn.calls)
        return answer_of(
            [(self._task.calls[number], self._observations[number].body) for number in shown],
            self._random,
            again=turn.refers == "again",
        )

    def _make(self, numbers: Sequence[int]) -> bool:
        """Make calls together, and again those that failed for a moment; return whether all succeeded at last."""
        thought = ""
        if self._random.random() < self._thoughts:
            known = self._known(numbers)
            thought = before(
                [(self._task.calls[number], self._name(self._task.calls[number].tool), {}) for number in numbers],
                known,
                self._random,
                self._turn.refers if self._turn is not None else "",
                self._turn.about if self._turn is not None else "",
                by_name=self._is_taken_by_name(numbers[0]),
            )
        left = list(numbers)
        for attempt in range(_MOST_RETRIES + 1):
            self._call(left, thought)
            again = [number for number in left if _may_pass(self._observations[number], self._task.calls[number])]
            if not again:
                return not any(self._observations[number].failed for number in left)
            failure = self._observations[again[0]]
            if attempt == _MOST_RETRIES or (attempt and self._random.random() < _CONTENT):
                break
            wait = failure.headers.get("Retry-After", "")
            thought = retrying(failure.status, wait, self._random) if not attempt else once_more(self._random)
            left = again
        return False

    def _is_taken_by_name(self, number: int) -> bool:
        """Return whether later calls take the name of what a call finds, and no id."""
        taken = [
            str(at(arguments, origin.argument) if origin.argument[:1] == "/" else arguments.get(origin.argument))
            == (number_in(origin.label) or origin.label)
            for call in self._task.calls
            for arguments in (msgspec.json.decode(call.arguments),)
            for origin in call.origins
            if origin.origin == "observation" and origin.call == number
        ]
        return bool(taken) and all(taken)

    def _call(self, numbers: Sequence[int], thought: str) -> None:
        calls = []
        for number in numbers:
            self._made += 1
            arguments = self._arguments(number)
            text = msgspec.json.encode(arguments).decode()
            calls.append(ToolCall(f"call_{self._made}", self._name(self._task.calls[number].tool), text))
        self._messages.append(Message("assistant", "", tuple(calls), reasoning=thought, kind="call", train=True))
        for number, call in zip(numbers, calls, strict=True):
            gold = self._task.calls[number]
            observation = self._world.call(gold.tool, msgspec.json.decode(call.arguments))
            self._observations[number] = observation
            text = observation_text(observation)
            self._messages.append(Message("tool", text, tool_call_id=call.id, kind="observation"))

    def _arguments(self, number: int) -> dict[str, Any]:
        """Return the arguments of a call, with what earlier observations hold read from these."""
        gold = self._task.calls[number]
        arguments: dict[str, Any] = msgspec.json.decode(gold.arguments)
        for origin in gold.origins:
            if origin.pointer and origin.call in self._observations:
                value = at(self._observations[origin.call].body, origin.pointer)
                if value is not None:
                    _put(arguments, origin.argument, value)
        return arguments

    def _known(self, numbers: Sequence[int]) -> list[str]:
        """Return what earlier observations say on the entities that calls need, once for each."""
        known = []
        for number in numbers:
            gold = self._task.calls[number]
            arguments = msgspec.json.decode(gold.arguments)
            for origin in gold.origins:
                if origin.origin != "observation" or origin.label in self._told:
                    continue
                self._told.add(origin.label)
                value = at(arguments, origin.argument) if origin.argument[0] == "/" else arguments.get(origin.argument)
                if (
                    isinstance(value, str | int)
                    and origin.label
                    and str(value) != (number_in(origin.label) or origin.label)
                ):
                    noun = self._task.calls[origin.call].noun
                    earlier = self._turn is not None and origin.call not in self._turn.calls
                    shown = f", as {self._name(self._task.calls[origin.call].tool)} showed" if earlier else ""
                    known.append(f"{the(noun, origin.label)} has the id {value}{shown}")
        return known

    def _name(self, tool: str) -> str:
        return self._offered.get(tool, tool)

    def _say(self, text: str, thought: str = "") -> None:
        self._messages.append(Message("assistant", text, reasoning=thought, train=True))


def _may_pass(observation: Observation, call: GoldCall) -> bool:
    """Return whether the same call may succeed soon, and does no harm if the first one did after all."""
    if observation.status == _TIMED_OUT and (call.purpose == "create" or call.verb.partition(" ")[0] in _DONE_ONCE):
        return False
    wait = int(observation.headers.get("Retry-After", "0"))
    if observation.status not in _PASSING or wait > _LONGEST_WAIT:
        return False
    return _LASTING.search(observation_text(observation)) is None


def _put(arguments: dict[str, Any], argument: str, value: Any) -> None:
    """Set an argument, or a part of one where a JSON pointer names it, unless it says the same in another type."""
    *parents, last = argument[1:].split("/") if argument.startswith("/") else [argument]
    for parent in parents:
        arguments = arguments[parent]
    present = arguments[last]
    if not isinstance(present, list) and str(value) != str(present):
        arguments[last] = value
