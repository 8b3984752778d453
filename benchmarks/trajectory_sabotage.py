"""Break good trajectories in eight ways and count how many verification catches, and how many sound ones it alarms on.

    python benchmarks/trajectory_sabotage.py FILE… [--limit 1000] [--seed 0] [--registry RUN]

FILE holds OpenAI chat records with tools: JSON lines, or one JSON array. Every record is imported, brought into the
normal form and verified as it is: a check that fails is an alarm, printed with its sentence. Records that reach level 2
are broken, one at a time, twice: in the source (the chat record, which is then imported again) and in the record (the
``Trajectory``). Prints for each way how many were broken, how many are caught at the right level, how many at another,
and the first ones missed. The ways, and the level that must catch each:

    unknown_tool, missing_required, wrong_type, bad_enum, invented_parameter, duplicated_call    level 2
    swapped_call_id, dropped_output                                 level 1, or refused by the normal form

A duplicated call under one id is refused too, which counts. Ids of outputs are swapped between messages. Swapped within
one message (``swapped_in_message``) they are counted apart: in a source, that is the same as outputs in another order,
and only outputs that repeat their arguments give it away. Exit status 1: fewer than 99.5% of the broken ones are
caught, or more than 0.2% of the records alarm.
"""

import argparse
import copy
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.records import Message, Rejected, ToolCall, Trajectory
from lemnos.sources.trajectories.base import FormError, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.forms.chat import openai_chat
from lemnos.sources.trajectories.normal.normalise import normalise
from lemnos.steps.trajectories.verify.registry import Registry
from lemnos.steps.trajectories.verify.verify import verify

Chat = dict[str, Any]
OTHER_TYPE: dict[str, Any] = {
    "string": 12345,
    "integer": "3",
    "number": "1.5",
    "boolean": "true",
    "array": "one, two",
    "object": ["one"],
}
"""JSON type → a value of another one, as models slip."""
LEVELS = {"swapped_call_id": 0, "swapped_in_message": 0, "dropped_output": 0}
"""Way → the level that a broken trajectory still reaches; 1 for all others."""
APART = "swapped_in_message"
TO_CATCH, MAY_ALARM = 0.995, 0.002


def chats(path: Path) -> Iterator[Chat]:
    """Yield the records of a file."""
    data = path.read_bytes()
    if data.lstrip()[:1] == b"[":
        yield from json.loads(data)
    else:
        yield from (json.loads(line) for line in data.splitlines() if line.strip())


def imported(chat: Chat, source: str) -> Trajectory | Rejected:
    """Return the trajectory of a chat record."""
    try:
        (draft,) = openai_chat.read(Line(chat, source), Context(source.partition(":")[0]))
    except FormError as error:
        return refused("broken_record", str(error), source)
    return normalise(draft) if isinstance(draft, Draft) else draft


def as_chat(trajectory: Trajectory) -> Chat:
    """Return the messages and the tools of a trajectory as a chat record, so that the same ways break it."""
    messages = []
    for message in trajectory.messages:
        made = [
            {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}} for call in message.tool_calls
        ]
        messages.append(
            {"role": message.role, "content": message.content, "tool_calls": made, "tool_call_id": message.tool_call_id}
        )
    tools = [{"function": {"name": tool.name, "parameters": json.loads(tool.parameters)}} for tool in trajectory.tools]
    return {"messages": messages, "tools": tools}


def with_messages(trajectory: Trajectory, chat: Chat) -> Trajectory:
    """Return a trajectory with the messages of a broken chat record."""
    messages = tuple(
        Message(
            message["role"],
            message["content"],
            tuple(ToolCall(call["id"], **call["function"]) for call in message["tool_calls"]),
            message["tool_call_id"],
        )
        for message in chat["messages"]
    )
    return msgspec.structs.replace(trajectory, messages=messages)


def calls_of(chat: Chat) -> list[tuple[int, Chat]]:
    """Return all calls, each with the number of its message."""
    return [
        (number, call) for number, message in enumerate(chat["messages"]) for call in message.get("tool_calls") or ()
    ]


def outputs_of(chat: Chat) -> list[int]:
    """Return the numbers of the messages that are outputs."""
    return [number for number, message in enumerate(chat["messages"]) if message["role"] == "tool"]


def schemas_of(chat: Chat) -> dict[str, Chat]:
    """Return the parameters of each tool."""
    return {tool["function"]["name"]: tool["function"].get("parameters") or {} for tool in chat.get("tools") or ()}


def unknown_tool(chat: Chat, chance: random.Random) -> bool:
    """Call a tool that nobody offers."""
    _, call = chance.choice(calls_of(chat))
    call["function"]["name"] += "_v7q"
    return True


def _broken_arguments(chat: Chat, chance: random.Random, breaks: Callable[[Chat, Chat, random.Random], bool]) -> bool:
    calls = calls_of(chat)
    chance.shuffle(calls)
    schemas = schemas_of(chat)
    for _, call in calls:
        arguments = json.loads(call["function"]["arguments"] or "{}")
        schema = schemas.get(call["function"]["name"], {})
        if isinstance(schema.get("properties"), dict) and breaks(arguments, schema, chance):
            call["function"]["arguments"] = json.dumps(arguments)
            return True
    return False


def missing_required(chat: Chat, chance: random.Random) -> bool:
    """Leave out an argument that the schema requires."""

    def breaks(arguments: Chat, schema: Chat, chance: random.Random) -> bool:
        names = [name for name in schema.get("required") or () if name in arguments and name in schema["properties"]]
        if names:
            del arguments[chance.choice(names)]
        return bool(names)

    return _broken_arguments(chat, chance, breaks)


def wrong_type(chat: Chat, chance: random.Random) -> bool:
    """Give an argument a value of another type."""

    def breaks(arguments: Chat, schema: Chat, chance: random.Random) -> bool:
        kinds = {
            name: value["type"]
            for name, value in schema["properties"].items()
            if name in arguments
            and isinstance(value, dict)
            and isinstance(value.get("type"), str)
            and value["type"] in OTHER_TYPE
            and not value.keys() & {"enum", "anyOf", "oneOf", "nullable"}
        }
        if kinds:
            name = chance.choice(sorted(kinds))
            arguments[name] = OTHER_TYPE[kinds[name]]
        return bool(kinds)

    return _broken_arguments(chat, chance, breaks)


def bad_enum(chat: Chat, chance: random.Random) -> bool:
    """Give an argument a text that is not among the values which the schema lists."""

    def breaks(arguments: Chat, schema: Chat, chance: random.Random) -> bool:
        names = [
            name
            for name, value in schema["properties"].items()
            if name in arguments and isinstance(value, dict) and value.get("enum") and isinstance(arguments[name], str)
        ]
        if names:
            arguments[chance.choice(names)] += " or so"
        return bool(names)

    return _broken_arguments(chat, chance, breaks)


def invented_parameter(chat: Chat, chance: random.Random) -> bool:
    """Add an argument that the schema does not name."""

    def breaks(arguments: Chat, schema: Chat, chance: random.Random) -> bool:
        if schema.keys() & {"patternProperties"} or schema.get("additionalProperties", False) is not False:
            return False
        arguments[chance.choice(("include_all", "verbosity_mode", "x"))] = chance.choice((True, "high", 3))
        return True

    return _broken_arguments(chat, chance, breaks)


def swapped_call_id(chat: Chat, chance: random.Random) -> bool:
    """Exchange the ids of two outputs that answer calls of different messages."""
    made = {call["id"]: number for number, call in calls_of(chat)}
    outputs = outputs_of(chat)
    pairs = [
        (one, other)
        for one in outputs
        for other in outputs
        if one < other and made[chat["messages"][one]["tool_call_id"]] != made[chat["messages"][other]["tool_call_id"]]
    ]
    return _swapped(chat, pairs, chance)


def swapped_in_message(chat: Chat, chance: random.Random) -> bool:
    """Exchange the ids of two outputs that answer different calls of one message."""
    made = {call["id"]: (number, str(call["function"])) for number, call in calls_of(chat)}
    outputs = outputs_of(chat)
    pairs = []
    for one in outputs:
        for other in outputs:
            first, second = (made[chat["messages"][number]["tool_call_id"]] for number in (one, other))
            if one < other and first[0] == second[0] and first[1] != second[1]:
                pairs.append((one, other))
    return _swapped(chat, pairs, chance)


def _swapped(chat: Chat, pairs: list[tuple[int, int]], chance: random.Random) -> bool:
    if not pairs:
        return False
    one, other = (chat["messages"][number] for number in chance.choice(pairs))
    one["tool_call_id"], other["tool_call_id"] = other["tool_call_id"], one["tool_call_id"]
    return True


def dropped_output(chat: Chat, chance: random.Random) -> bool:
    """Leave out an output, though the conversation goes on."""
    outputs = [number for number in outputs_of(chat) if number < len(chat["messages"]) - 1]
    if outputs:
        del chat["messages"][chance.choice(outputs)]
    return bool(outputs)


def duplicated_call(chat: Chat, chance: random.Random) -> bool:
    """Make a call twice in its message, under another id and with the same output."""
    answered = {chat["messages"][number]["tool_call_id"]: number for number in outputs_of(chat)}
    calls = [(number, call) for number, call in calls_of(chat) if call["id"] in answered]
    if not calls:
        return False
    number, call = chance.choice(calls)
    output = {**chat["messages"][answered[call["id"]]], "tool_call_id": "call_again"}
    end = max(answered[made["id"]] for made in chat["messages"][number]["tool_calls"] if made["id"] in answered)
    chat["messages"].insert(end + 1, output)
    chat["messages"][number]["tool_calls"].append({**call, "id": "call_again"})
    return True


WAYS: dict[str, Callable[[Chat, random.Random], bool]] = {
    way.__name__: way
    for way in (
        unknown_tool,
        missing_required,
        wrong_type,
        bad_enum,
        invented_parameter,
        swapped_call_id,
        dropped_output,
        duplicated_call,
        swapped_in_message,
    )
}
"""Name → a function that breaks a chat record in place; false if the record has nothing to break in this way."""


def outcome(result: Trajectory | Rejected, way: str) -> str:
    """Return how a broken trajectory was met: ``caught``, ``elsewhere`` or ``missed``."""
    if isinstance(result, Rejected):
        return "caught" if way in LEVELS or way == "duplicated_call" else "elsewhere"
    level = result.verification.level
    failed = {check.level for check in result.verification.checks if check.outcome == "fail"}
    expected = LEVELS.get(way, 1)
    if level >= 2:
        return "missed"
    return "caught" if level == expected and expected + 1 in failed else "elsewhere"


def broken(
    chat: Chat, good: Trajectory, way: str, seed: object, registry: Registry | None
) -> Iterator[tuple[str, str]]:
    """Yield where a record was broken, ``source`` or ``record``, and how that was met."""
    for where, shape in (("source", chat), ("record", as_chat(good))):
        shape = copy.deepcopy(shape)
        if not WAYS[way](shape, random.Random(f"{seed} {way} {where}")):
            continue
        changed = imported(shape, good.source) if where == "source" else with_messages(good, shape)
        yield where, outcome(changed if isinstance(changed, Rejected) else verify(changed, registry), way)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=1000, help="good trajectories to break")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--registry", type=Path, help="run folder of lemnos tools docs")
    arguments = parser.parse_args()
    registry = Registry(arguments.registry) if arguments.registry else None
    counts: Counter[str] = Counter()
    good: list[tuple[Chat, Trajectory]] = []
    for path in arguments.files:
        for number, chat in enumerate(chats(path), 1):
            result = imported(chat, f"{path.name}:{number}")
            counts["records"] += 1
            if isinstance(result, Rejected):
                counts["refused"] += 1
                continue
            result = verify(result, registry)
            failed = [check for check in result.verification.checks if check.outcome == "fail"]
            if failed:
                counts["alarms"] += 1
                print(f"alarm: {result.source}: {failed[0].name}: {failed[0].detail}")
            elif result.verification.level >= 2 and calls_of(chat):
                good.append((chat, result))
    random.Random(arguments.seed).shuffle(good)
    met: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    missed: dict[str, list[str]] = defaultdict(list)
    for way in WAYS:
        for chat, trajectory in good:
            if met[way, "record"].total() >= arguments.limit:
                break
            for where, how in broken(chat, trajectory, way, arguments.seed, registry):
                met[way, where][how] += 1
                if how != "caught":
                    missed[way].append(f"{trajectory.source} ({where}: {how})")
    print(
        f"\n{counts['records']:,} records, {counts['refused']} refused, {counts['alarms']} alarms, {len(good):,} good"
    )
    print(f"{'way':<22}{'where':<9}{'broken':>8}{'caught':>8}{'elsewhere':>11}{'missed':>8}{'share':>9}")
    caught = made = 0
    for (way, where), hows in met.items():
        total = hows.total()
        if total:
            share = hows["caught"] / total
            print(
                f"{way:<22}{where:<9}{total:>8,}{hows['caught']:>8,}{hows['elsewhere']:>11,}{hows['missed']:>8,}{share:>9.2%}"
            )
        if way != APART:
            caught, made = caught + hows["caught"], made + total
    for way, places in missed.items():
        print(f"{way}: {', '.join(places[:5])}")
    alarms = counts["alarms"] / max(1, counts["records"] - counts["refused"])
    print(f"caught at the right level: {caught / max(1, made):.3%}; alarms: {alarms:.3%}")
    return int(not made or caught < TO_CATCH * made or alarms > MAY_ALARM)


if __name__ == "__main__":
    sys.exit(main())
