"""ADP, the Agent Data Protocol: a list of actions of the agent and of observations, told apart by ``class_``.

``api_action`` calls its function, ``code_action`` the tool ``execute_<language>`` with the argument ``code``;
``message_action`` are words. A ``description`` is the thought behind an action. An observation of the environment is
the output of the first call that has none; one after that belongs to the same output; without a call it is what the
user gives. Tools are named, if at all, without schemas. Web pages with several fields are given as JSON text.
Source: neulab/agent-data-protocol, ``schema/`` and ``SCHEMA.md``; arXiv 2510.24702. No file was at hand.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Part
from lemnos.sources.trajectories.forms.sessions.blocks import (
    as_text,
    decoded,
    get_dict,
    get_list,
    get_text,
    stated_tools,
)

NAME = "adp"
_ACTIONS = ("api_action", "code_action", "message_action")
_OBSERVATIONS = ("text_observation", "web_observation", "image_observation", "json_observation")
_FINAL = ("finish", "submit")
_BESIDE = ("class_", "source", "reward", "tool_call_id", "image_observation", "name")
"""Keys of an observation that are not its content."""


def looks_like(value: Any) -> bool:
    """Return whether a value is a trajectory in ADP, with its content as a list or as JSON text."""
    if not isinstance(value, dict):
        return False
    content = value.get("content")
    if isinstance(content, str):
        return content.startswith("[") and '"class_"' in content[:20_000] and "role" not in value
    first = content[0] if isinstance(content, list) and content else None
    return isinstance(first, dict) and first.get("class_") in (*_ACTIONS, *_OBSERVATIONS)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a trajectory."""
    del context
    value = line.value
    content = decoded(value.get("content"))
    if not isinstance(content, list):
        raise FormError("content is no list")
    events: list[Event] = []
    open_calls: list[str] = []
    reward: float | None = None
    for number, item in enumerate(content):
        kind = get_text(item, "class_")
        if kind in _ACTIONS:
            event = _action(item, kind, number)
            if event.calls and events and events[-1].calls:
                event.message_id = events[-1].message_id  # calls at once
            open_calls.extend(call.id for call in event.calls)
            events.append(event)
        elif kind in _OBSERVATIONS:
            _observe(item, kind, events, open_calls)
        else:
            raise FormError(f"item {number} has the class {item.get('class_') if isinstance(item, dict) else item!r}")
        given = item.get("reward")
        reward = float(given) if isinstance(given, (int, float)) else reward
    details = decoded(value.get("details"))
    yield Draft(
        form=NAME,
        events=events,
        source=line.source,
        tools=stated_tools(get_list(value, "available_apis") or get_list(value, "available_custom_tools")),
        outcome=Outcome(reward=reward, success=_success(details)),
        final_calls=_FINAL,
        record=get_text(value, "id"),
        task=get_text(details, "instance_id", "task_id"),
        model=get_text(details, "model"),
    )


def _action(item: dict[str, Any], kind: str, number: int) -> Event:
    description, reasoning = get_text(item, "description"), get_text(item, "reasoning_content")
    words = description if reasoning else ""
    reasoning = reasoning or description
    if kind == "message_action":
        said = get_text(item, "content")
        said = "\n\n".join(filter(None, (words, said)))
        return Event("assistant", said, reasoning=reasoning, message_id=f"#{number}")
    identifier = get_text(item, "tool_call_id") or f"#{number}"
    if kind == "api_action":
        call = DraftCall(get_text(item, "function"), item.get("kwargs") or {}, identifier)
    else:
        language = get_text(item, "language") or "code"
        call = DraftCall(f"execute_{language}", {"code": get_text(item, "content")}, identifier)
    return Event("assistant", words, reasoning=reasoning, calls=[call], message_id=f"#{number}")


def _observe(item: dict[str, Any], kind: str, events: list[Event], open_calls: list[str]) -> None:
    """Append an observation, as the output of a call if it is one."""
    source = item.get("source")
    if source == "agent" and kind == "text_observation":
        events.append(Event("assistant", get_text(item, "content")))
        return
    parts = _parts(item, kind)
    content: str | list[Part] = parts[0].text if len(parts) == 1 and parts[0].kind == "text" else parts
    named = get_text(item, "tool_call_id")
    if named or (source != "user" and open_calls):
        answered = named or open_calls[0]
        if answered in open_calls:
            open_calls.remove(answered)
        events.append(Event("tool", content, call_id=answered))
    elif source != "user" and events and events[-1].speaker == "tool":
        before = events[-1].content
        events[-1].content = [*([Part(before)] if isinstance(before, str) else before), *parts]
    else:
        events.append(Event("user", content))


def _parts(item: dict[str, Any], kind: str) -> list[Part]:
    if kind == "image_observation":
        image = {key: held for key, held in item.items() if key not in _BESIDE and held is not None}
        return [Part(kind="image", value=image)]
    held = {key: given for key, given in item.items() if key not in _BESIDE and given not in (None, "")}
    text = as_text(next(iter(held.values()))) if len(held) == 1 else as_text(held) if held else ""
    picture = get_dict(item, "image_observation")
    return [Part(text), Part(kind="image", value={"content": picture.get("content")})] if picture else [Part(text)]


def _success(details: Any) -> bool | None:
    for key in ("success", "resolved"):
        found = details.get(key) if isinstance(details, dict) else None
        if isinstance(found, bool):
            return found
    return None


FORM = Form(NAME, "Agent Data Protocol trajectories", "value", looks_like, read, "documentation")
