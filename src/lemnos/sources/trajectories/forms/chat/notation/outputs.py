"""Outputs that a source writes as one though they are of several calls.

Forms whose calls carry no ids put three calls into one message and their three outputs into the next, as a JSON array
or as anything else. An array with an element for each call is split (the repair ``split_outputs``); any other output
stands with the last of the calls, and a fixed mark with the others (``joint_output``), unless it names one of several
tools: then it is of that call alone. An output that is written as a whole message, with the id of its call, is the
content of this message (``wrapped_output``).
"""

import ast
import json
import warnings
from typing import Any

from lemnos.sources.trajectories.draft import Event
from lemnos.sources.trajectories.forms.chat.notation.json_calls import python_value
from lemnos.sources.trajectories.forms.chat.notation.values import decoded
from lemnos.sources.trajectories.normal.text import output_text

JOINT_OUTPUT = "(see the output of the last of these calls)"
"""Stands for the output of a call that the source tells in one with that of later ones."""

_ENVELOPE = frozenset(("tool_call_id", "name", "role", "type", "content"))
"""Keys of a message that holds the output of a call."""
_MAX_PARSED = 200_000
"""Characters of an output to parse as Python."""
_DECODER = json.JSONDecoder()


def split_outputs(events: list[Event], repaired: list[str]) -> list[Event]:
    """Return the events with an output for each call, where a source has one for several.

    Args:
        events: The events of a conversation.
        repaired: Gets the names of repairs.
    """
    result: list[Event] = []
    pending: list[str] = []
    """Names of the calls since the last output."""
    for number, event in enumerate(events):
        if event.speaker != "tool":
            if event.calls and number and events[number - 1].speaker == "tool":
                pending = []
            pending += [call.name for call in event.calls]
            result.append(event)
            continue
        alone = not (number and events[number - 1].speaker == "tool") and not (
            number + 1 < len(events) and events[number + 1].speaker == "tool"
        )
        if alone and len(pending) > 1 and not event.call_id and isinstance(event.content, str):
            result += _split(event, event.content, pending, repaired)
        elif isinstance(event.content, str) and (content := _unwrapped_text(event.content)) is not None:
            repaired.append("wrapped_output")
            event.content = content
            result.append(event)
        else:
            result.append(event)
        if not (number + 1 < len(events) and events[number + 1].speaker == "tool"):
            pending = []
    return result


def _split(event: Event, content: str, names: list[str], repaired: list[str]) -> list[Event]:
    found = elements(content)
    if found is None or len(found) != len(names):
        found = _python_elements(content, len(names))
    if found is None or len(found) != len(names):
        named = _name_of(content)
        if named in names and len(set(names)) > 1:
            return [Event("tool", content, name=named, train=event.train)]
        repaired.append("joint_output")
        return [Event("tool", JOINT_OUTPUT, train=event.train) for _ in names[1:]] + [event]
    repaired.append("split_outputs")
    outputs = []
    for text, value in found:
        name = value.get("name") if isinstance(value, dict) else None
        known = name if isinstance(name, str) and name in names else ""
        wrapped = _unwrapped(value)
        if wrapped is not None:
            repaired.append("wrapped_output")
            text = wrapped
        elif isinstance(value, str):
            text = output_text(value)
        outputs.append(Event("tool", text, name=known))
    if sorted(output.name for output in outputs) != sorted(names):
        for output in outputs:
            output.name = ""
    return outputs


def _unwrapped(value: Any) -> str | None:
    """Return the content of a message that holds the output of a call; None if a value is no such message."""
    if not isinstance(value, dict) or not {"tool_call_id", "content"} <= value.keys() <= _ENVELOPE:
        return None
    content = value["content"]
    return output_text(content) if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


def _unwrapped_text(content: str) -> str | None:
    """Return the content of the one message that an output is written as; None if it is not written so."""
    if '"tool_call_id"' not in content:
        return None
    found = elements(content) or elements(f"[{content}]")
    return _unwrapped(found[0][1]) if found is not None and len(found) == 1 else None


def _name_of(content: str) -> str:
    """Return the tool that an output names as its own: ``{"name": …, "content": …}``."""
    value = decoded(content)
    value = python_value(content) if isinstance(value, str) and value.lstrip()[:1] == "{" else value
    name = value.get("name") if isinstance(value, dict) and value.keys() & {"content", "result", "results"} else None
    return name if isinstance(name, str) else ""


def elements(text: str) -> list[tuple[str, Any]] | None:
    """Return the elements of a JSON array, each as it is written and decoded; None if the text is none."""
    text = text.strip()
    if text[:1] != "[" or text[-1:] != "]":
        return None
    found: list[tuple[str, Any]] = []
    position = _skip(text, 1)
    while position < len(text) - 1:
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return None
        found.append((text[position:end], value))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
        elif position != len(text) - 1:
            return None
    return found


def _python_elements(text: str, count: int) -> list[tuple[str, Any]] | None:
    """Return ``count`` elements of a list, or of values with commas between them, in Python's notation."""
    text = text.strip()
    if text[:1] not in ("[", "(", "{") or len(text) > _MAX_PARSED:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            node = ast.parse(text, mode="eval").body
            if not isinstance(node, ast.List | ast.Tuple) or len(node.elts) != count:
                return None
            return [(ast.get_source_segment(text, item) or "", ast.literal_eval(item)) for item in node.elts]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
