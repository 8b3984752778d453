"""Checks of level 4: the task is done, and nothing else; all that was said and sent derives from what stood before.

Each check is a function of a ``Case`` that returns what is wrong, in a sentence; empty for nothing. Cost: 0.3 ms.
"""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from lemnos.records import Check, Message
from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.ladder.evidence import Evidence, scalars, unsupported
from lemnos.steps.tools.ladder.replay import Replayed, gold_changes
from lemnos.steps.tools.schemas.flatten import only_value
from lemnos.steps.tools.task.base import READING, Task
from lemnos.steps.tools.task.wording import forms_of, today_of
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.state import Change

LEVEL = 4
_PASSING = re.compile(r'\{"status":(?:429|500|502|503|504),')
"""The text of an observation of a failure that passes."""
_FAILED = re.compile(r'\{"status":[45]\d\d,')
"""The text of an observation of a failure."""
NOT_DONE = re.compile(
    r"\b(?:could|can|did|does|was|is|has)(?:n't| ?not)\b|\bunable to\b|\btried to\b|\bfail(?:ed|s|ure)?\b|"
    r"\bunavailable\b|\bno (?:results|matches)\b|\b(?:nothing|none) (?:was|could be)\b|\bnot found\b"
)
"""Words that own up to a failure."""
REFUSING = ("can't", "cannot", "can not", "not allowed", "not permitted", "may not", "won't", "unable to", "must not")


class Case:
    """A conversation with its task and what happened in the world."""

    def __init__(self, task: Task, messages: Sequence[Message], replayed: Replayed, compiled: CompiledSpec) -> None:
        self.task = task
        self.messages = messages
        self.replayed = replayed
        self.compiled = compiled

    @cached_property
    def unsupported(self) -> dict[str, str]:
        """What is wrong with ``arguments``, ``answers`` and ``thoughts``, found in one walk over the messages."""
        found = {"arguments": "", "answers": "", "thoughts": ""}
        names = _names(self)
        calls = iter(self.replayed.calls)
        evidence = Evidence()
        for number, message in enumerate(self.messages):
            if message.role == "tool":
                evidence.add_json(message.content)
                continue
            if message.role != "assistant":
                evidence.add_text(message.content)
                continue
            if (
                message.reasoning
                and not found["thoughts"]
                and (value := unsupported(message.reasoning, evidence, names))
            ):
                found["thoughts"] = f"message {number}: the thought knows {value!r}, which nothing before it holds"
            if message.content and not found["answers"] and (value := unsupported(message.content, evidence, names)):
                found["answers"] = f"message {number}: the answer says {value!r}, which nothing before it holds"
            for call in message.tool_calls:
                made = next(calls)
                value = _underived(_free(made.arguments, self.compiled, made.tool), evidence)
                if value is not None and not found["arguments"]:
                    found["arguments"] = f"message {number}: {call.name} takes {value!r}, which nothing before it says"
        return found

    @cached_property
    def wanted(self) -> tuple[Change, ...]:
        """How the calls of the task itself change the state."""
        return gold_changes(self.task, self.compiled)


def _free(arguments: Any, compiled: CompiledSpec, tool: str) -> Any:
    """Return arguments without those for which the description of a tool allows this value alone."""
    operation = compiled.operations.get(tool)
    if operation is None or not isinstance(arguments, dict):
        return arguments
    return _left(arguments, operation.parameters.schema, operation.parameters.schema)


def _left(value: Any, schema: Any, root: Any) -> Any:
    flat = flat_of(schema, root)
    if not isinstance(value, dict):
        return value
    fields = flat.get("properties", {})
    return {
        name: _left(each, fields[name], root) if name in fields else each
        for name, each in value.items()
        if name not in fields or each is None or only_value(flat_of(fields[name], root)) != each
    }


def _underived(arguments: Any, evidence: Evidence) -> Any:
    """Return the first scalar of some arguments that nothing before says; None if there is none."""
    for value in scalars(arguments):
        if isinstance(value, bool) or value is None or evidence.holds(value):
            continue
        if isinstance(value, str) and today_of(value) is not None and evidence.holds(value[:10]):
            continue
        if isinstance(value, str) and "," in value and all(map(evidence.holds, value.split(","))):
            continue  # several, joined: MSFT,SAP
        return value
    return None


def end_state(case: Case) -> str:
    """The end state is the task's, up to order, generated ids and times."""
    if case.replayed.end == case.task.end:
        return ""
    if _canonical(case.wanted) == _canonical(case.replayed.changes):
        return ""
    return "the state at the end is not the one that the task asks for"


def state_differs(case: Case) -> str:
    """The state differs from the start where it must."""
    if case.task.changes and case.replayed.end == case.replayed.start:
        return "nothing was changed, though the task asks for a change"
    return ""


def nothing_else(case: Case) -> str:
    """No entity was changed that the task does not touch."""
    if case.replayed.end == case.task.end:
        return ""
    started = case.compiled.population(case.task.seed).started
    touched = {(change.resource, change.number) for change in case.wanted}
    new = Counter(change.resource for change in case.wanted if change.number > started(change.resource))
    for change in case.replayed.changes:
        if change.number > started(change.resource):
            new[change.resource] -= 1
            if new[change.resource] < 0:
                return f"the {change.resource} {change.key} was created, which the task does not ask for"
        elif (change.resource, change.number) not in touched:
            return f"the {change.resource} {change.key} was changed, which the task does not touch"
    return ""


def calls_made(case: Case) -> str:
    """Every call that the task needs was made."""
    lasting = {fault.tool for fault in case.task.lasting}
    done = [
        call
        for call, seen in zip(case.replayed.calls, case.replayed.observed, strict=True)
        if call.tool in lasting or not _PASSING.match(seen)  # what failed for a moment has to be repeated
    ]
    made = Counter((call.tool, _text(call.arguments)) for call in done)
    created = {number for number, call in enumerate(case.task.calls) if call.purpose == "create"}
    tools = Counter(call.tool for call in done)
    tools.subtract(call.tool for call in case.task.calls)
    if rarely := next((tool for tool, count in tools.items() if count < 0), ""):
        return f"{rarely} was not called as often as the task needs it"
    needed: dict[int, tuple[str, str]] = {}
    for number, call in enumerate(case.task.calls):
        key = (call.tool, _text(msgspec.json.decode(call.arguments)))
        made[key] -= 1
        if not created.isdisjoint(origin.call for origin in call.origins):
            continue  # its arguments hold the key of what the conversation made
        if made[key] < 0:
            return f"{call.tool} was not called as the task needs it"
        if call.purpose not in READING:
            needed[number] = key
    return _out_of_turn(case, needed) if len(case.task.turns) > 1 else ""


def _out_of_turn(case: Case, needed: Mapping[int, tuple[str, str]]) -> str:
    """Return which change was not made in the turn that asks for it; empty if all were.

    Who deletes the second thing for the first, and then the first for the second, has deleted both at the end.

    Args:
        case: The case.
        needed: Numbers of the task's calls that change something → tool and text of the arguments.
    """
    spoken = [number for number, message in enumerate(case.messages) if message.role == "user"]
    made = {(bisect(spoken, call.message), call.tool, _text(call.arguments)) for call in case.replayed.calls}
    for number, turn in enumerate(case.task.turns, 1):
        for tool, arguments in (needed[index] for index in turn.calls if index in needed):
            if (number, tool, arguments) not in made:
                return f"{tool} was not called as turn {number} needs it"
    return ""


def arguments_derive(case: Case) -> str:
    """Every literal argument derives from the request, the policy or an earlier observation."""
    return case.unsupported["arguments"]


def answers_derive(case: Case) -> str:
    """Every value of an answer derives from the request, the policy or an earlier observation."""
    return case.unsupported["answers"]


def thoughts_derive(case: Case) -> str:
    """Every value of a thought stands before it."""
    return case.unsupported["thoughts"]


def answer_holds(case: Case) -> str:
    """The answer of each turn holds what was asked in it."""
    if not case.messages or case.messages[-1].role != "assistant":
        return "there is no answer"
    answers = _answers(case.messages)
    if missing := next((value for value in case.task.values if not _says(answers[-1], value)), ""):
        return f"the answer does not say {missing!r}"
    for number, (turn, answer) in enumerate(zip(case.task.turns, answers, strict=False), 1):
        if missing := next((value for value in turn.values if not _says(answer, value)), ""):
            return f"the answer of turn {number} does not say {missing!r}"
    return ""


def refusal_has_words(case: Case) -> str:
    """A refusal says that it is one, and of what."""
    for turn, answer in zip(case.task.turns, _answers(case.messages), strict=False):
        if turn.reply == "refuse" and not any(word in answer for word in REFUSING):
            return "an answer does not refuse"
    if not case.task.refusal:
        return ""
    said = case.messages[-1].content.lower() if case.messages else ""
    if not any(word in said for word in REFUSING):
        return "the answer does not refuse"
    missing = next((word for word in case.task.refusal if word.lower() not in said), "")
    return f"the refusal does not say {missing!r}" if missing else ""


def failure_told(case: Case) -> str:
    """Where a call failed for good, the answer says that it did."""
    for number, (turn, answer) in enumerate(zip(case.task.turns, _answers(case.messages), strict=False), 1):
        if turn.reply == "failed" and not case.task.lasting:
            return f"turn {number} says that something failed, and nothing fails in this world"
        if turn.reply == "failed" and not NOT_DONE.search(answer):
            return f"the answer of turn {number} does not say that it failed"
    return ""


def ends_with_answer(case: Case) -> str:
    """Each turn ends with words of the assistant, and nothing is called after them."""
    for number, message in enumerate(case.messages[:-1]):
        following = case.messages[number + 1]
        if message.role == "assistant" and not message.tool_calls and following.role != "user":
            return f"message {number + 1} follows an answer"
        if following.role == "user" and message.role not in ("assistant", "system"):
            return f"message {number + 1}: the user speaks before the assistant has answered"
    last = case.messages[-1]
    return "" if last.role == "assistant" and last.content and not last.tool_calls else "the last message is no answer"


def bad_players_fail(case: Case) -> str:
    """Who does nothing, or only reads, does not fulfil the task: it changes the state, or wants values or words."""
    if case.task.calls or case.task.values or case.task.refusal or case.task.shape == "none":
        return ""
    return "a player that does nothing fulfils the task"


def result_described(case: Case) -> str:
    """What was returned is described: what a world makes up for a function of which nothing is known proves nothing."""
    observed = zip(case.replayed.calls, case.replayed.observed, strict=True)
    told = {call.tool for call, seen in observed if not _FAILED.match(seen)}
    for call in case.task.calls:
        operation = case.compiled.operations[call.tool]
        if call.tool not in told:
            continue  # it failed, and what a failure says is known
        if operation.is_made_up or (case.task.kind in ("function", "failed") and operation.result is None):
            return f"nothing describes what {call.tool} returns, so the world made it up"
    return ""


CHECKS: Mapping[str, Callable[[Case], str]] = {
    "end_state": end_state,
    "state_differs": state_differs,
    "nothing_else": nothing_else,
    "calls_made": calls_made,
    "arguments_derive": arguments_derive,
    "answers_derive": answers_derive,
    "thoughts_derive": thoughts_derive,
    "answer_holds": answer_holds,
    "refusal_has_words": refusal_has_words,
    "failure_told": failure_told,
    "ends_with_answer": ends_with_answer,
    "bad_players_fail": bad_players_fail,
    "result_described": result_described,
}
"""Name of a check of level 4 → the check."""


def fulfilled(case: Case) -> Iterator[Check]:
    """Yield the checks of level 4."""
    for name, check in CHECKS.items():
        problem = check(case)
        yield Check(name, LEVEL, "fail" if problem else "pass", problem)


def _names(case: Case) -> list[str]:
    names = [name for name, _ in case.task.renamed]
    return [*names, *dict.fromkeys(call.tool for call in case.replayed.calls)]


def _answers(messages: Sequence[Message]) -> list[str]:
    """Return what the assistant says in each turn, in lower case."""
    answers: list[str] = []
    for message in messages:
        if message.role == "user":
            answers.append("")
        elif message.role == "assistant" and answers:
            answers[-1] += f" {message.content.lower()}"
    return answers or [""]


def _says(answer: str, value: str) -> bool:
    return any(form in answer for form in forms_of(value))


def _text(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def _canonical(changes: Sequence[Change]) -> list[str]:
    """Return changes without what the world made up: numbers, keys of new entities, times."""
    return sorted(f"{change.resource}\x1f{'' if change.body is None else _plain(change)}" for change in changes)


def _plain(change: Change) -> str:
    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(each) for name, each in value.items() if not _is_made_up(name, each)}
        return [without(each) for each in value] if isinstance(value, list) else value

    body = without(msgspec.json.decode(change.body or "null"))
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if str(value) != change.key}
    return _text(body)


def _is_made_up(name: str, value: Any) -> bool:
    return (
        isinstance(value, str)
        and today_of(value) is not None
        and normalised(name).endswith(("at", "on", "time", "date"))
    )
