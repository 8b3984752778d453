"""Level 1: a trajectory is well-formed. Needs no schema.

``valid_conversation``
    ``records.conversation.validate`` accepts the messages with the trajectory's ending.
``calls_have_outputs``
    Every call has one output, but for those at the end of a trajectory that ends in a call.
``outputs_follow_calls``
    The outputs of a message stand in the order of its calls, as the normal form has them, and none repeats in its JSON
    the arguments of a neighbour in place of its own.
``arguments_are_json_objects``
    The arguments of every call are JSON text of an object.
``names_are_callable``
    No name holds control characters, special tokens of a model, or the call itself.

Limitation: two outputs of parallel calls that were exchanged in the source are seen only if an output names its tool
(the normal form refuses it) or repeats arguments under their names. Exchanged outputs that repeat nothing look like
right ones.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import msgspec

from lemnos.errors import ConversationError
from lemnos.records import Check, Message, ToolCall, Trajectory
from lemnos.records.conversation import validate

LEVEL = 1
CHECKS = (
    "valid_conversation",
    "calls_have_outputs",
    "outputs_follow_calls",
    "arguments_are_json_objects",
    "names_are_callable",
)
_PASSED = tuple(Check(name, LEVEL, "pass") for name in CHECKS)
_NOT_A_NAME = re.compile(r"[\x00-\x1f\x7f]|<\||\|>|^[\s{\[\"'(<]|\s$|\([^)]*=")
_LONGEST_NAME = 256
_MOST_NEIGHBOURS = 20
_LONGEST_ECHO = 20_000
"""Outputs of more characters, and messages of more calls, are not searched for arguments."""


class Made(NamedTuple):
    """A call with its arguments read."""

    call: ToolCall
    arguments: dict[str, Any] | None
    """None if they are no JSON object."""
    message: int
    """Number of the message that makes it, from 0."""


def calls_of(trajectory: Trajectory) -> list[Made]:
    """Return all calls, in order."""
    return [
        Made(call, _object(call.arguments), number)
        for number, message in enumerate(trajectory.messages)
        for call in message.tool_calls
    ]


def well_formed(trajectory: Trajectory, calls: Sequence[Made]) -> list[Check]:
    """Return the checks of level 1, in the order of ``CHECKS``."""
    names = {made.call.name for made in calls}
    found = (
        _conversation(trajectory),
        _outputs(trajectory),
        _order(trajectory, calls),
        next((_called(made, "arguments are no JSON object") for made in calls if made.arguments is None), ""),
        _joined("not the name of a tool: ", {name for name in names if not is_callable(name)}),
    )
    return [
        Check(passed.name, LEVEL, "fail", detail) if detail else passed
        for passed, detail in zip(_PASSED, found, strict=True)
    ]


def is_callable(name: str) -> bool:
    """Return whether a text can be the name of a tool in some format; spaces and any script are allowed."""
    return 0 < len(name) <= _LONGEST_NAME and _NOT_A_NAME.search(name) is None


def outputs_of(messages: Sequence[Message], call_message: int) -> Iterator[Message]:
    """Yield the outputs that follow a message, given by its number."""
    for message in messages[call_message + 1 :]:
        if message.role != "tool":
            return
        yield message


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        try:  # numbers beyond 64 bits, and escapes of lone surrogates
            value = json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _called(made: Made, what: str) -> str:
    return f"{made.call.id} of {made.call.name}: {what}"


def _joined(what: str, names: set[str]) -> str:
    shown = sorted(names)
    return what + ", ".join(repr(name[:80]) for name in shown[:5]) + (", …" if len(shown) > 5 else "") if shown else ""


def _conversation(trajectory: Trajectory) -> str:
    try:
        validate(trajectory.messages, trajectory.ending)
    except ConversationError as error:
        return str(error)
    return ""


def _outputs(trajectory: Trajectory) -> str:
    made: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    messages = trajectory.messages
    waived = messages[-1].tool_calls if messages and trajectory.ending == "call" else ()
    for message in messages:
        for call in message.tool_calls:
            made[call.id] += 1
        if message.role == "tool":
            answered[message.tool_call_id] += 1
    for call in waived:
        answered[call.id] += 1
    if made == answered:
        return ""
    for identifier, times in made.items():
        if answered[identifier] != times:
            return f"{identifier!r} is called {times} times and has {answered[identifier]} outputs"
    return f"an output answers {min(answered.keys() - made.keys())!r}, which is not called"


def _order(trajectory: Trajectory, calls: Sequence[Made]) -> str:
    messages = trajectory.messages
    for number, message in enumerate(messages):
        if len(message.tool_calls) < 2:
            continue
        outputs = {output.tool_call_id: output for output in outputs_of(messages, number)}
        made = [call.id for call in message.tool_calls if call.id in outputs]
        if made != [identifier for identifier in outputs if identifier in made]:
            return f"message {number}: the outputs stand in another order than the calls"
        if len(made) <= _MOST_NEIGHBOURS:
            here = [call for call in calls if call.message == number and call.call.id in outputs]
            exchanged = _exchanged(here, [outputs[call.call.id].content for call in here])
            if exchanged:
                return exchanged
    return ""


def _exchanged(calls: Sequence[Made], outputs: Sequence[str]) -> str:
    """Say which two outputs repeat the arguments of each other's calls in place of their own; empty for none."""
    held = [_scalars(output) for output in outputs]
    for one, other in combinations(range(len(calls)), 2):
        if not held[one] or not held[other]:
            continue
        first, second = _own(calls[one]), _own(calls[other])
        of_first, of_second = first - second, second - first
        if (
            of_first & held[other]
            and of_second & held[one]
            and not of_first & held[one]
            and not of_second & held[other]
        ):
            return (
                f"the output of {calls[one].call.id} repeats the arguments of {calls[other].call.id}, and the reverse"
            )
    return ""


def _own(made: Made) -> set[tuple[str, str]]:
    return {(key, str(value)) for key, value in (made.arguments or {}).items() if _is_telling(value)}


def _is_telling(value: Any) -> bool:
    return (isinstance(value, str) and bool(value)) or (isinstance(value, int | float) and not isinstance(value, bool))


def _scalars(output: str) -> set[tuple[str, str]]:
    """Return the pairs of key and text or number anywhere in an output that is JSON; empty for other outputs."""
    if output[:1] not in ("{", "[") or len(output) > _LONGEST_ECHO:
        return set()
    try:
        value = msgspec.json.decode(output)
    except (ValueError, RecursionError):
        return set()
    pairs: set[tuple[str, str]] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            pairs.update((key, str(inner)) for key, inner in item.items() if _is_telling(inner))
            waiting.extend(inner for inner in item.values() if isinstance(inner, dict | list))
        else:
            waiting.extend(inner for inner in item if isinstance(inner, dict | list))
    return pairs
