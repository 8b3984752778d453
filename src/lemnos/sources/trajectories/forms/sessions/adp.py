"""ADP, the Agent Data Protocol: a list of actions of the agent and of observations, told apart by ``class_``.

``api_action`` calls its function; ``code_action`` calls ``execute_bash``, ``execute_ipython_cell`` or ``execute_code``,
as in the protocol's own conversion to ATIF; its ``description`` is what the agent says with the call. The
``description`` of a ``message_action``, and ``reasoning_content``, are thoughts.

Where items have ids, these link outputs to calls. Without any, an observation is the output of the first call that has
none, also if its source is the user, and one of the environment after that belongs to the same output; what answers no
call is what the user gives. Tools are named, if at all, without schemas. Web pages with several fields are given as
JSON text.
Source: neulab/agent-data-protocol, ``schema/``; arXiv 2510.24702. Only excerpts of files were at hand.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Part
from lemnos.sources.trajectories.forms.sessions.blocks import (
    as_text,
    get_dict,
    get_list,
    get_text,
    stated_tools,
)
from lemnos.sources.trajectories.normal.text import decoded

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
    linked = any(get_text(item, "tool_call_id") for item in content)
    reward: float | None = None
    for number, item in enumerate(content):
        kind = get_text(item, "class_")
        if kind in _ACTIONS:
            event = _action(item, kind, number)
            if event.calls and events and events[-1].calls:
                event.message_id = events[-1].message_id  # calls at once
            if event.calls:
                open_calls.extend(call.id for call in event.calls)
            else:
                open_calls.clear()  # what comes now answers the message
            events.append(event)
        elif kind in _OBSERVATIONS:
            _observe(item, kind, events, open_calls if not linked else [])
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
    message_id = f"#{number}"
    if kind == "message_action":
        thought = "\n\n".join(filter(None, (reasoning, description)))
        return Event("assistant", get_text(item, "content"), reasoning=thought, message_id=message_id)
    identifier = get_text(item, "tool_call_id") or f"#{number}"
    name, arguments = get_text(item, "function"), item.get("kwargs") or {}
    if kind == "code_action":
        name, arguments = _code(get_text(item, "language"), get_text(item, "content"))
    call = DraftCall(name, arguments, identifier)
    return Event("assistant", description, reasoning=reasoning, calls=[call], message_id=message_id)


def _code(language: str, code: str) -> tuple[str, dict[str, str]]:
    if language in ("bash", "sh", "shell"):
        return "execute_bash", {"command": code}
    if language in ("python", "py", "python3"):
        return "execute_ipython_cell", {"code": code}
    return "execute_code", {"language": language, "content": code}


def _observe(item: dict[str, Any], kind: str, events: list[Event], open_calls: list[str]) -> None:
    """Append an observation, as the output of a call if it is one."""
    source = item.get("source")
    if source == "agent" and kind == "text_observation":
        events.append(Event("assistant", get_text(item, "content")))
        return
    parts = _parts(item, kind)
    content: str | list[Part] = parts[0].text if len(parts) == 1 and parts[0].kind == "text" else parts
    named = get_text(item, "tool_call_id")
    if named or open_calls:
        events.append(Event("tool", content, call_id=named or open_calls.pop(0)))
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
