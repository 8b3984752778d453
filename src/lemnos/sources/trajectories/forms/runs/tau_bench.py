"""tau-bench: results of runs, and the dialogues of its few-shot data.

A result holds ``traj``, the messages of OpenAI's chat API, with ``reward`` and ``task_id``; ``info`` tells how the
reward comes about. Agents that act in text (``Action:`` with JSON, outputs as ``API output: …``) are read too;
``respond`` says its content to the user. The user's ``###STOP###`` ends a run. Results state no tools. The few-shot
data hold dialogues as text (``messages_display``) in which calls have become ``None``: what was called is lost, so
those with a call are refused (``nameless_call``).
Source: Yao et al. 2024, "tau-bench: A Benchmark for Tool-Agent-User Interaction in Real-World Domains".
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.react_text import pieces_of
from lemnos.sources.trajectories.forms.chat.notation.values import literal
from lemnos.sources.trajectories.forms.runs.chat_messages import events_of_message
from lemnos.sources.trajectories.forms.runs.checks import label_of, number_of, object_of, objects
from lemnos.sources.trajectories.normal.text import decoded, json_text

NAME = "tau_bench"
_RESPOND = "respond"
_OUTPUT = "API output: "
_SPOKEN = re.compile(r"^(?P<role>system|user|assistant|tool): ", re.MULTILINE)


def looks_like(value: Any) -> bool:
    """Return whether a value is a result with ``traj`` and ``reward``, or a dialogue as text."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("messages_display"), str):
        return True
    return isinstance(decoded(value.get("traj")), list) and "reward" in value and "task_id" in value


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one run."""
    del context
    value = line.value
    shown = value.get("messages_display")
    if isinstance(shown, str):
        yield Draft(form=NAME, events=list(_shown(shown)), source=line.source)
        return
    repaired: list[str] = []
    events: list[Event] = []
    for message in objects(value.get("traj"), "traj"):
        for event in events_of_message(message, repaired):
            _append(events, event)
    task, trial = label_of(value.get("task_id")), label_of(value.get("trial"))
    yield Draft(
        form=NAME,
        events=events,
        source=line.source,
        outcome=_outcome(value),
        record=f"{task}/{trial}" if trial else task,
        task=task,
        repaired=repaired,
    )


def _append(events: list[Event], event: Event) -> None:
    """Append an event; an action in text becomes a call, and what follows it its output."""
    before = events[-1] if events else Event("user")
    text = event.content if isinstance(event.content, str) else ""
    if event.speaker == "user" and before.calls and not before.calls[0].id and text.startswith(_OUTPUT):
        events.append(Event("tool", text.removeprefix(_OUTPUT)))
        return
    action = literal(_action(text)) if event.speaker == "assistant" and not event.calls and "Action:" in text else None
    if not isinstance(action, dict) or not isinstance(action.get("name"), str):
        events.append(event)
        return
    thought = "\n\n".join(piece.text for piece in pieces_of(text) if piece.kind in ("", "thought"))
    arguments = object_of(action.get("arguments"), "the arguments of an action")
    if action["name"] == _RESPOND and isinstance(arguments.get("content"), str):
        events.append(Event("assistant", arguments["content"], thought))
    else:
        events.append(Event("assistant", "", thought, [DraftCall(action["name"], arguments)]))


def _action(text: str) -> str:
    return next((piece.text for piece in reversed(pieces_of(text)) if piece.kind == "action"), "")


def _shown(text: str) -> Iterator[Event]:
    found = list(_SPOKEN.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    spoken = [
        (match["role"], text[match.end() : end].removesuffix("\n")) for match, end in zip(found, ends, strict=False)
    ]
    for number, (role, said) in enumerate(spoken):
        if role == "assistant":
            called = number + 1 < len(spoken) and spoken[number + 1][0] == "tool"
            words = "" if said == "None" else said
            yield Event("assistant", words, calls=[DraftCall("", {})] if called or not words else [])
        else:
            yield Event("tool" if role == "tool" else "system" if role == "system" else "user", said)


def _outcome(value: dict[str, Any]) -> Outcome:
    reward = number_of(value.get("reward"))
    info = value.get("info")
    told = info.get("reward_info") if isinstance(info, dict) else None
    details = {"reward_info": told.get("info")} if isinstance(told, dict) and told.get("info") else {}
    if isinstance(info, dict) and info.get("error"):
        details["error"] = info["error"]
    return Outcome(
        reward=reward,
        success=None if reward is None else reward >= 1,
        details=json_text(details) if details else "",
    )


FORM = Form(NAME, "tau-bench result", "value", looks_like, read)
