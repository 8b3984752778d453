"""mini-swe-agent: ``.traj.json`` files, ``{"info", "messages", "trajectory_format": "mini-swe-agent-…"}``.

Read are version 1 (actions in a fence, ``bash`` or ``mswea_bash_command``), version 1.1 (``extra.actions``, tool calls
and role ``tool``; items of OpenAI's Responses API; a last message of role ``exit``), and files before either, which are
the bare list of messages. An action as text is a call of ``bash`` with ``command``; words before it stay words, those
after ``THOUGHT:`` are reasoning. The next message of the user is its output. The command that submits is one like any
other; what it printed, or what the run hands in, is its output. Left out: statistics, configuration, raw responses.
Source: mini-SWE-agent, "Output files" (documentation).
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.runs.chat_messages import call_of, content_of_message, events_of_message
from lemnos.sources.trajectories.forms.runs.checks import label_of, object_of, objects
from lemnos.sources.trajectories.normal.text import json_text

NAME = "mini_swe_agent"
_FORMAT = "mini-swe-agent"
_FENCE = re.compile(r"```(?:bash|mswea_bash_command|sh)[ \t]*\n(?P<command>.*?)\n```", re.DOTALL)
_TAG = re.compile(r"<mswea_bash_command>\n?(?P<command>.*?)\n?</mswea_bash_command>", re.DOTALL)
_THOUGHT = re.compile(r"\s*THOUGHT:[ \t]*\n?")


def looks_like(value: Any) -> bool:
    """Return whether a value names the format, or is a list of messages with commands and return codes."""
    if isinstance(value, dict):
        named = value.get("trajectory_format")
        return isinstance(named, str) and named.startswith(_FORMAT) and isinstance(value.get("messages"), list)
    return isinstance(value, list) and _is_bare(value)


def _is_bare(messages: list[Any]) -> bool:
    acted = False
    for message in messages:
        content = message.get("content") if isinstance(message, dict) else None
        if not isinstance(content, str):
            return False
        if message.get("role") == "assistant":
            acted = acted or _FENCE.search(content) is not None
        elif acted and message.get("role") == "user":
            return content.startswith("<returncode>")
    return False


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one run."""
    del context
    value = line.value if isinstance(line.value, dict) else {"messages": line.value}
    info = object_of(value.get("info"), "info")
    repaired: list[str] = []
    events: list[Event] = []
    for message in objects(value.get("messages"), "messages"):
        events.extend(_events(message, _open_calls(events), repaired))
    details = {key: info[key] for key in ("exit_status", "submission") if info.get(key)}
    config = info.get("config")
    model = config.get("model") if isinstance(config, dict) else None
    yield Draft(
        form=NAME,
        events=events,
        source=line.source,
        outcome=Outcome(details=json_text(details) if details else ""),
        record=label_of(value.get("instance_id")),
        model=label_of(model.get("model_name")) if isinstance(model, dict) else "",
        repaired=repaired,
    )


def _open_calls(events: list[Event]) -> list[DraftCall]:
    """Return the calls of the last answer that no output follows."""
    for outputs, event in enumerate(reversed(events)):
        if event.calls:
            return event.calls[outputs:]
        if event.speaker != "tool":
            break
    return []


def _events(message: dict[str, Any], waiting: list[DraftCall], repaired: list[str]) -> Iterator[Event]:
    """Yield the events of a message: outputs while calls are ``waiting``; the end of a run is that of the last one."""
    if message.get("role") == "exit":
        if waiting:
            yield Event("tool", content_of_message(message.get("content")), call_id=waiting[-1].id)
        return
    if message.get("type") == "function_call_output":
        yield Event("tool", content_of_message(message.get("output")), call_id=label_of(message.get("call_id")))
        return
    if message.get("object") == "response":
        yield from _response(message, repaired)
        return
    for event in events_of_message(message, repaired):
        if event.speaker == "user" and waiting:
            yield Event("tool", event.content)
        elif event.speaker == "assistant" and not event.calls:
            yield _acting(event, _commands(message, event))
        else:
            yield event


def _commands(message: dict[str, Any], event: Event) -> list[str]:
    """Return the commands of an answer: as the agent read them, else those in fences or tags, if there is just one."""
    extra = message.get("extra")
    actions = extra.get("actions") if isinstance(extra, dict) else None
    if isinstance(actions, list):
        held = [action.get("command") if isinstance(action, dict) else action for action in actions]
        return [command for command in held if isinstance(command, str)]
    text = event.content if isinstance(event.content, str) else ""
    found = [match["command"] for match in (*_FENCE.finditer(text), *_TAG.finditer(text))]
    return found if len(found) == 1 else []  # the agent refuses an answer with more, and says so


def _acting(event: Event, commands: list[str]) -> Event:
    """Return an answer with its commands as calls, and its thought apart from its words."""
    calls = [DraftCall("bash", {"command": command}) for command in commands]
    words, reasoning = event.content, event.reasoning
    if not isinstance(words, str):
        return Event("assistant", words, reasoning, calls)
    for pattern in (_FENCE, _TAG) if commands else ():
        words = pattern.sub(lambda match: "" if match["command"] in commands else match[0], words).strip()
    thought = _THOUGHT.match(words)
    if thought is not None:
        reasoning, words = "\n\n".join(filter(None, (reasoning, words[thought.end() :].strip()))), ""
    return Event("assistant", words, reasoning, calls)


def _response(message: dict[str, Any], repaired: list[str]) -> Iterator[Event]:
    """Yield the event of an answer of OpenAI's Responses API."""
    event = Event("assistant")
    for item in objects(message.get("output"), "the output of a response"):
        if item.get("type") == "function_call":
            event.calls = [*event.calls, call_of({**item, "id": item.get("call_id")})]
        elif item.get("type") == "message":
            event.content = content_of_message(item.get("content"))
        elif item.get("type") == "reasoning":
            summary = [part.get("text") for part in objects(item.get("summary"), "a summary")]
            event.reasoning = "\n\n".join(text for text in summary if isinstance(text, str))
            if item.get("encrypted_content") and "encrypted_reasoning" not in repaired:
                repaired.append("encrypted_reasoning")
    yield event


FORM = Form(NAME, "mini-SWE-agent trajectory", "value", looks_like, read)
