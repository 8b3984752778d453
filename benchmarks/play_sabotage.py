"""Measures the ladder: a run of ``lemnos tools play`` -> how many sabotaged trajectories it catches, at which level.

Fifteen ways of sabotage, each with the level that has to catch it; a change that is none; and five bad players on the
tasks that change the state.

    python benchmarks/play_sabotage.py runs/played 2000
"""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec

from lemnos.records import Execution, Message, ToolCall, Trajectory
from lemnos.steps.tools.ladder.replay import open_world
from lemnos.steps.tools.ladder.runs import PlayedRun
from lemnos.steps.tools.play.bad_players import BAD_PLAYERS
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.world.spec import world_spec
from lemnos.store.run_folder import existing_run

replace = msgspec.structs.replace
Messages = list[Message]


def _calls(messages: Messages) -> list[int]:
    return [number for number, message in enumerate(messages) if message.tool_calls]


def _tools(messages: Messages) -> list[int]:
    return [number for number, message in enumerate(messages) if message.role == "tool"]


def future_thought(messages: Messages, _random: Random) -> bool:
    """A thought names a value that a later observation holds."""
    for number in _calls(messages):
        later = messages[number + 1].content
        earlier = " ".join(message.content for message in messages[: number + 1])
        for word in later.replace('"', " ").replace(",", " ").split():
            if word.isdecimal() and len(word) > 3 and word not in earlier:
                messages[number] = replace(messages[number], reasoning=f"The id will be {word}, so I call it.")
                return True
    return False


def unsupported_answer(messages: Messages, random: Random) -> bool:
    """The answer says a number that nothing holds."""
    messages[-1] = replace(
        messages[-1], content=messages[-1].content + f" Its total is {71_000 + int(random.random() * 999)}."
    )
    return True


def unsupported_name(messages: Messages, random: Random) -> bool:
    """The answer says a name or a state that nothing holds."""
    name = ("Zoltánfalva", "Ōkubo", "QuiteDormant", "Quillfeather")[int(random.random() * 4)]
    messages[-1] = replace(messages[-1], content=f"{messages[-1].content} This goes with {name}.")
    return True


def edited_observation(messages: Messages, random: Random) -> bool:
    """A character of an observation is another."""
    several = [number for number in _tools(messages) if len(messages[number].content) > 4]
    if not several:
        return False
    number = several[int(random.random() * len(several))]
    text = messages[number].content
    place = 1 + int(random.random() * (len(text) - 2))
    other = "7" if text[place] != "7" else "8"
    messages[number] = replace(messages[number], content=text[:place] + other + text[place + 1 :])
    return True


def cut_observation(messages: Messages, random: Random) -> bool:
    """The end of an observation is missing."""
    several = [number for number in _tools(messages) if len(messages[number].content) > 30]
    if not several:
        return False
    number = several[int(random.random() * len(several))]
    messages[number] = replace(messages[number], content=messages[number].content[: len(messages[number].content) // 2])
    return True


def call_after_answer(messages: Messages, _random: Random) -> bool:
    """A call follows the answer."""
    numbers = _calls(messages)
    if not numbers:
        return False
    call = messages[numbers[0]].tool_calls[0]
    messages.append(replace(messages[numbers[0]], tool_calls=(replace(call, id="call_99"),)))
    messages.append(Message("tool", "{}", tool_call_id="call_99", kind="observation"))
    return True


def lost_observation(messages: Messages, random: Random) -> bool:
    """A call has no output."""
    several = _tools(messages)
    if not several:
        return False
    del messages[several[int(random.random() * len(several))]]
    return True


def unknown_tool(messages: Messages, _random: Random) -> bool:
    """A tool is called that is not offered."""
    numbers = _calls(messages)
    if not numbers:
        return False
    calls = messages[numbers[-1]].tool_calls
    messages[numbers[-1]] = replace(
        messages[numbers[-1]], tool_calls=(replace(calls[0], name=calls[0].name + "_all"), *calls[1:])
    )
    return True


def wrong_argument(messages: Messages, _random: Random) -> bool:
    """An argument has a value that nothing says."""
    for number in reversed(_calls(messages)):
        calls = messages[number].tool_calls
        arguments = msgspec.json.decode(calls[0].arguments)
        name = next((name for name, value in arguments.items() if isinstance(value, str)), "")
        if name:
            arguments[name] = "Zephyr 9417"
            text = msgspec.json.encode(arguments).decode()
            messages[number] = replace(messages[number], tool_calls=(replace(calls[0], arguments=text), *calls[1:]))
            return True
    return False


def missing_change(messages: Messages, _random: Random) -> bool:
    """The last call of a task that changes the state is left out, and the answer stays."""
    numbers = _calls(messages)
    if not numbers:
        return False
    count = len(messages[numbers[-1]].tool_calls)
    del messages[numbers[-1] : numbers[-1] + 1 + count]
    return True


def missing_value(messages: Messages, _random: Random) -> bool:
    """The answer says nothing of what was asked."""
    messages[-1] = replace(messages[-1], content="That's done.")
    return True


def missing_earlier_value(messages: Messages, _random: Random) -> bool:
    """The answer of a turn before the last says nothing of what was asked."""
    users = [number for number, message in enumerate(messages) if message.role == "user"]
    if len(users) < 2 or not any(message.tool_calls for message in messages[: users[1]]):
        return False
    messages[users[1] - 1] = replace(messages[users[1] - 1], content="That's done.")
    return True


def no_refusal(messages: Messages, _random: Random) -> bool:
    """A refusal is replaced by a promise."""
    messages[-1] = replace(messages[-1], content="Sure, I take care of that.")
    return True


def told_as_done(messages: Messages, _random: Random) -> bool:
    """What failed for good is told as done."""
    messages[-1] = replace(messages[-1], content="That's done, everything went through.")
    return True


def other_start(_messages: Messages, _random: Random) -> bool:
    """The record names another state before; made below."""
    return True


WAYS: dict[str, tuple[Callable[[Messages, Random], bool], int]] = {
    "future value in a thought": (future_thought, 4),
    "unsupported value in the answer": (unsupported_answer, 4),
    "unsupported name in the answer": (unsupported_name, 4),
    "edited observation": (edited_observation, 3),
    "cut observation": (cut_observation, 3),
    "call after the answer": (call_after_answer, 1),
    "lost observation": (lost_observation, 1),
    "tool that is not offered": (unknown_tool, 2),
    "argument that nothing says": (wrong_argument, 4),
    "change left out": (missing_change, 4),
    "answer without the values": (missing_value, 4),
    "earlier answer without the values": (missing_earlier_value, 4),
    "refusal without words": (no_refusal, 4),
    "failure told as done": (told_as_done, 4),
    "another state before": (other_start, 3),
}
"""Way → how it is done, and the level at which it has to be caught at the latest."""


def extra_read(messages: Messages, held: PlayedRun, trajectory: Trajectory) -> bool:
    """A harmless call is made twice, as the world returns it."""
    numbers = [number for number in _calls(messages) if len(messages[number].tool_calls) == 1]
    task, compiled = held.task(trajectory), held.compiled(held.task(trajectory))
    names = dict(task.renamed)
    for number in numbers:
        call = messages[number].tool_calls[0]
        verb = compiled.operations[names.get(call.name, call.name)].operation.claim.verb
        if verb in ("get", "list", "search") and not task.faults:
            again = ToolCall("call_98", call.name, call.arguments)
            place = number + 2
            messages[place:place] = [
                Message("assistant", "", (again,), kind="call"),
                replace(messages[number + 1], tool_call_id="call_98"),
            ]
            return True
    return False


def main(path: str, most: int) -> None:
    """Print a table."""
    held = PlayedRun(Path(path))
    rows = list(existing_run(Path(path)).read_records("trajectories"))
    random = Random(0)
    step = max(1, len(rows) // most)
    sample = [msgspec.convert(row, Trajectory) for row in rows[::step][:most]]
    caught: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    false_alarms = sum(held.verified(each).verification.level < 4 for each in sample)
    print(f"{len(sample):,} trajectories, false alarms {false_alarms}")
    for trajectory in sample:
        task = held.task(trajectory)
        for way, (sabotage, level) in WAYS.items():
            messages = list(trajectory.messages)
            if (way == "change left out" and not task.changes) or (way == "refusal without words" and not task.refusal):
                continue
            if way == "failure told as done" and task.kind != "failed":
                continue
            if (way == "answer without the values" and not task.values) or not sabotage(messages, random):
                continue
            if way == "earlier answer without the values" and not task.turns[0].values:
                continue
            spoiled = replace(trajectory, messages=tuple(messages))
            if way == "another state before":
                spoiled = replace(spoiled, execution=replace(trajectory.execution, start="0" * 16))
            tried[way] += 1
            caught[way] += held.verified(spoiled).verification.level < level
        messages = list(trajectory.messages)
        if extra_read(messages, held, trajectory):
            tried["(harmless) extra read"] += 1
            caught["(harmless) extra read"] += (
                held.verified(replace(trajectory, messages=tuple(messages))).verification.level < 4
            )
        if task.changes:
            _bad_players(held, trajectory, tried, caught, random)
    for way, count in tried.items():
        print(f"{way:36} {caught[way]:7,} of {count:7,}  {100 * caught[way] / count:6.2f}%")


_APIS: dict[str, Api] = {}


def _api(held: PlayedRun, task: Task) -> Api:
    if task.spec not in _APIS:
        _APIS.clear()
        tools = held.tools(task)
        _APIS[task.spec] = Api(world_spec(tools), tools)
    return _APIS[task.spec]


def _bad_players(
    held: PlayedRun, trajectory: Trajectory, tried: Counter[str], caught: Counter[str], random: Random
) -> None:
    task = replace(held.task(trajectory), renamed=())
    api = _api(held, task)
    for name, player in BAD_PLAYERS.items():
        world = open_world(task, api.compiled)
        start = world.state_hash()
        messages = player(task, world, api, random)
        execution = Execution(
            world.id, task.spec, task.seed, trajectory.execution.code_version, start, world.state_hash()
        )
        spoiled = replace(trajectory, messages=messages, execution=execution)
        tried[f"(bad player) {name}"] += 1
        caught[f"(bad player) {name}"] += held.verified(spoiled, task).verification.level < 4


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500)
