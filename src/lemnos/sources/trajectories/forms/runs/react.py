"""Text of the ReAct kind: Thought, Action and Observation, as FireAct and agents of LangChain write it.

Read are conversations (``messages`` with ``role`` and ``content``, ``conversations`` with ``from`` and ``value``, the
bare list) whose assistant acts in text, and records of a task and a text with all steps (``instruction``, ``input``
and ``output`` of Alpaca; ``question`` and ``trajectory``; a text that begins with ``Question:``). How actions become
calls is in ``react_text.py``. A conversation whose messages have calls of their own is of another form. Spaces around
a task are layout: some copies of FireAct have them, some not. A last action without an output is kept: it ends a run
in the web shop of AgentInstruct, and data of single steps. ``Episode finished, reward = …``, which the environment of
FireAct says at the end, is the outcome.
Source: Chen et al. 2023, "FireAct: Toward Language Agent Fine-tuning"; LangChain, ReAct and structured chat agents.
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.react_text import (
    FINAL,
    Said,
    acts_in_text,
    events_of,
    exchange,
    pieces_of,
)
from lemnos.sources.trajectories.forms.runs import toolllama
from lemnos.sources.trajectories.forms.runs.checks import label_of, objects, text_of
from lemnos.sources.trajectories.normal.text import decoded

NAME = "react"
_TASKS = ("instruction", "question", "prompt", "query", "task")
_TEXTS = ("output", "trajectory", "traj", "response", "completion", "text")
_KEYS = ("messages", "conversations", "conversation", "messages_json", "dialogue", "dialog", "chat")
_SPEAKERS = {
    **dict.fromkeys(("system", "developer", "system_prompt"), "system"),
    **dict.fromkeys(("user", "human"), "user"),
    **dict.fromkeys(("assistant", "gpt", "model", "chatgpt", "bot", "ai", "bing", "bard", "agent"), "assistant"),
    **dict.fromkeys(("tool", "function", "observation", "environment", "ipython", "tool_response"), "tool"),
}
_FOREIGN = {"trajectory_format", "simulations", "termination_reason", "history", "answer_generation"}
"""Keys of records that are forms of their own."""
_TAG = "<tool_call>"
"""Begins a call in the notation of Hermes, which is a form of its own."""
_REWARD = re.compile(r"Episode finished, reward = (True|False|-?\d+(?:\.\d+)?)")


def looks_like(value: Any) -> bool:
    """Return whether a value is a conversation, or a task with a text, in which the assistant acts in text."""
    if isinstance(value, dict) and value.keys() & _FOREIGN:
        return False
    messages = _messages(value)
    if messages is not None:
        return _act(messages) and not toolllama.looks_like(value)
    text = _text(value) if isinstance(value, dict) else None
    return text is not None and acts_in_text(text)


def _messages(value: Any) -> list[Any] | None:
    if isinstance(value, dict):
        held = next((found for key in _KEYS if isinstance(found := decoded(value.get(key)), list) and found), None)
        prompt, completion = value.get("prompt"), value.get("completion")
        if held is None and isinstance(prompt, list) and isinstance(completion, list):
            held = [*prompt, *completion]
        value = held
    return value if isinstance(value, list) else None


def _act(messages: list[Any]) -> bool:
    """Return whether one of the messages acts in text, and none calls in another way, or says whether it is trained on
    (``agent_instruct``)."""
    acts = False
    for message in messages:
        if not isinstance(message, dict) or "loss" in message:
            return False
        if message.get("tool_calls") or message.get("function_call"):
            return False
        text = message.get("content", message.get("value"))
        if isinstance(text, str) and _SPEAKERS.get(_speaker(message)) == "assistant":
            if _TAG in text:
                return False
            acts = acts or acts_in_text(text)
    return acts


def _speaker(message: dict[str, Any]) -> str:
    return label_of(message.get("role", message.get("from")))


def _text(value: dict[str, Any]) -> str | None:
    return next((value[key] for key in _TEXTS if isinstance(value.get(key), str)), None)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value, messages = line.value, _messages(line.value)
    if messages is not None:
        events = exchange([_said(message) for message in messages])
    else:
        text = _text(value) if isinstance(value, dict) else None
        if text is None:
            raise FormError("it has no text with steps")
        events = list(events_of(text))
        if not any(event.speaker == "user" for event in events):
            events = [Event("user", _task(value, text)), *events_of(text[len(_rest(text)) :])]
        if isinstance(value.get("system"), str) and value["system"]:
            events = [Event("system", value["system"]), *events]
    known = value if isinstance(value, dict) else {}
    yield Draft(
        form=NAME,
        events=events,
        source=line.source,
        tools=list(_tools(known.get("tools") or known.get("functions"))),
        outcome=_outcome(events),
        ends_in_call=True,
        final_calls=FINAL,
        record=label_of(known.get("id")),
    )


def _task(value: dict[str, Any], text: str) -> str:
    """Return the task of a record, without the spaces around it, which are those of the layout."""
    given = [text_of(value.get(key), key) for key in (*_TASKS, "input")]
    task = "\n\n".join(part for part in given if part.strip())
    rest = _rest(text)
    return (f"{task}\n{rest}" if rest else task).strip()


def _rest(text: str) -> str:
    """Return what a text holds before its first thought: FireAct splits a task after its first line, and the other
    lines, such as the answers to choose from, begin the text of the steps."""
    pieces = pieces_of(text)
    if len(pieces) < 2 or pieces[0].kind or pieces[1].kind != "thought":
        return ""
    return text[: text.index(pieces[0].text) + len(pieces[0].text)]


def _said(message: Any) -> Said:
    if not isinstance(message, dict):
        raise FormError("a message is no object")
    speaker = _speaker(message)
    known = _SPEAKERS.get(speaker)
    if known is None:
        raise FormError(f"a message has the role {speaker!r}")
    text = text_of(message.get("content", message.get("value")), "the content of a message")
    return Said(known, text if known == "assistant" else text.strip())


def _tools(stated: Any) -> Iterator[DraftTool]:
    for tool in objects(stated, "the tools"):
        function = tool.get("function", tool)
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise FormError("a tool has no name")
        yield DraftTool(
            function["name"], text_of(function.get("description"), "a description"), function.get("parameters")
        )


def _outcome(events: list[Event]) -> Outcome:
    last = events[-1] if events else Event("user")
    rewards = _REWARD.findall(str(last.content)) if last.speaker == "tool" else []
    if not rewards:
        return Outcome()
    reward = rewards[-1]
    if reward in ("True", "False"):
        return Outcome(reward=float(reward == "True"), success=reward == "True")
    return Outcome(reward=float(reward))


FORM = Form(NAME, "ReAct text", "value", looks_like, read)
