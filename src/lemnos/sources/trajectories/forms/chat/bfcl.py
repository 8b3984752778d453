"""Berkeley Function-Calling Leaderboard: questions with functions, and the calls that answer them.

``{"id": …, "question": [[{"role": "user", …}], …], "function": […], "ground_truth": […]}``. The leaderboard keeps
questions and ground truth in two files, joined by ``id``; here one record holds both. A ground truth lists for each
argument the values that are right: the first one is taken, and an argument whose first right value is to leave it out
is left out (the repair ``first_of_answers``). A record without ground truth has no answer, and one of several turns
has calls without outputs: ``normal`` refuses both. A ground truth alone is refused here.
Source: Patil et al., "Berkeley Function Calling Leaderboard" (repository ``gorilla``).
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import Turn, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, list_at, text_at
from lemnos.sources.trajectories.forms.chat.toolace import parameter_names

NAME = "bfcl"
_DEPTH = 60
_TRUTHS = ("ground_truth", "possible_answer")


def looks_like(value: Any) -> bool:
    """Return whether a value is a question of the leaderboard, or the ground truth of one."""
    if not isinstance(value, dict):
        return False
    question = decoded(value.get("question"))
    if isinstance(question, list) and question:
        first = question[0]
        first = first[0] if isinstance(first, list) and first else first
        return (
            isinstance(first, dict)
            and "role" in first
            and bool(value.keys() & {"function", "functions", "path", *_TRUTHS})
        )
    return value.keys() == {"id", "ground_truth"} and isinstance(value["ground_truth"], list)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value if isinstance(line.value, dict) else {}
    turns = list_at(value, "question")
    if not turns:
        reason = "it is a ground truth without its question; put both into one record, joined by their id"
        yield refused("no_question", reason, line.source, text_at(value, "id"))
        return
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    names = parameter_names(tools)
    truth = list_at(value, *_TRUTHS)
    turns = turns if isinstance(turns[0], list) else [turns]
    of_turns = truth if len(turns) > 1 or (truth and isinstance(truth[0], list)) else [truth]
    draft = Draft(form=NAME, events=[], source=line.source, tools=tools, repaired=repaired)
    for number, messages in enumerate(turns):
        if not isinstance(messages, list):
            raise FormError("a turn of the question is no list of messages")
        draft.events += [_event(turn) for turn in turns_of(messages)] if messages else []
        right = of_turns[number] if number < len(of_turns) else []
        calls = [call for item in (right if isinstance(right, list) else []) for call in _calls(item, names, repaired)]
        if calls:
            draft.events.append(Event("assistant", calls=calls))
            draft.ends_in_call = True
    yield tell(draft, value)


def _event(turn: Turn) -> Event:
    if turn.kind == "call":
        raise FormError("a message of the question has the role of a call")
    return Event(turn.kind, content_of(turn.content).words)


def _calls(item: Any, names: dict[str, list[str]], repaired: list[str]) -> list[DraftCall]:
    """Return the calls of one element of a ground truth: Python text, or a name with the right values."""
    if isinstance(item, str):
        found = python_calls(item, repaired, names)
        if found is None:
            raise FormError(f"the ground truth holds no call: {item[:60]!r}")
        return found
    if not isinstance(item, dict):
        raise FormError("an element of the ground truth is no call")
    calls: list[DraftCall] = []
    for name, right in item.items():
        if not isinstance(right, dict):
            raise FormError(f"the ground truth of {name} has no arguments")
        arguments = {key: _first(held) for key, held in right.items() if not _may_be_left_out(held)}
        chosen = any(isinstance(held, list) and len(held) > 1 for held in right.values())
        if chosen and "first_of_answers" not in repaired:
            repaired.append("first_of_answers")
        calls.append(DraftCall(name, arguments))
    return calls


def _may_be_left_out(held: Any) -> bool:
    return isinstance(held, list) and bool(held) and held[0] == ""


def _first(held: Any, depth: int = 0) -> Any:
    """Return the first of the right values; those of a nested object are each a list of right values again."""
    value = held[0] if isinstance(held, list) and held else held
    return value if depth > _DEPTH else _unfolded(value, depth + 1)


def _unfolded(value: Any, depth: int) -> Any:
    if isinstance(value, dict) and value and all(isinstance(held, list) for held in value.values()):
        return {key: _first(held, depth) for key, held in value.items() if not _may_be_left_out(held)}
    if isinstance(value, list) and depth <= _DEPTH:
        return [_unfolded(item, depth + 1) for item in value]
    return value


FORM = Form(NAME, "Berkeley Function-Calling Leaderboard", "value", looks_like, read)
