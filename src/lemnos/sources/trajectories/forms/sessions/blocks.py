"""Reads values of unknown shape and typed blocks of content, which the forms of sessions share.

Getters return an empty value where a log holds something else, so that one odd line never costs a session. Content is
a text or a list of blocks: those of Anthropic's, OpenAI's and Google's APIs and of Pi are told apart by their keys.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.draft import DraftCall, DraftTool, Event, Part, Speaker
from lemnos.sources.trajectories.normal.text import output_text

_THOUGHTS = ("thinking", "redacted_thinking", "reasoning")
_CALLS = ("tool_use", "server_tool_use", "mcp_tool_use", "toolCall", "tool_call")
_RESULTS = ("tool_result", "mcp_tool_result")
_KINDS: dict[str, Literal["image", "audio", "video", "file"]] = {
    "image": "image",
    "image_url": "image",
    "input_image": "image",
    "local_image": "image",
    "audio": "audio",
    "input_audio": "audio",
    "video": "video",
}
_MEDIA: tuple[Literal["image", "audio", "video"], ...] = ("image", "audio", "video")


def get_text(value: Any, *keys: str) -> str:
    """Return the first value under one of ``keys`` that is a text and not empty; empty if there is none.

    >>> get_text({"id": 3, "uuid": "a"}, "id", "uuid")
    'a'
    """
    if isinstance(value, dict):
        for key in keys:
            found = value.get(key)
            if isinstance(found, str) and found:
                return found
    return ""


def get_dict(value: Any, key: str) -> dict[str, Any]:
    """Return the object under a key; empty if there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def get_list(value: Any, key: str) -> list[Any]:
    """Return the list under a key; empty if there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def content_of(content: Any) -> str | list[Part]:
    """Return the content of a message or of an output: a text, or its parts.

    >>> content_of([{"type": "text", "text": "Hello"}])
    'Hello'
    """
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        return content["text"] if _is_text(content) else as_text(content)
    parts = [part_of(block) for block in content]
    if len(parts) == 1 and parts[0].kind == "text":
        return parts[0].text
    return parts


def part_of(block: Any) -> Part:
    """Return one block of a content: its text, or an image or file as it stands; other values as JSON text."""
    if isinstance(block, str):
        return Part(block)
    if not isinstance(block, dict):
        return Part(as_text(block))
    if _is_text(block):
        return Part(block["text"])
    kind = get_text(block, "type")
    if kind in _KINDS:
        return Part(kind=_KINDS[kind], value=block)
    if kind in ("document", "file", "input_file"):
        return Part(kind="file", value=block)
    if isinstance(block.get("inlineData"), dict) or isinstance(block.get("fileData"), dict):
        data = get_dict(block, "inlineData") or get_dict(block, "fileData")
        mime = get_text(data, "mimeType")
        return Part(kind=next((media for media in _MEDIA if mime.startswith(f"{media}/")), "file"), value=block)
    return Part(as_text(block))


def as_text(value: Any) -> str:
    """Return a value as an output's text.

    Raises:
        FormError: It is nested too deep.
    """
    try:
        return output_text(value)
    except (RecursionError, ValueError) as error:
        raise FormError(f"a value cannot be told as JSON: {error}") from error


def _is_text(block: Any) -> bool:
    return (
        isinstance(block, dict)
        and isinstance(block.get("text"), str)
        and block.get("type", "text") in ("text", "input_text", "output_text", "summary_text", "reasoning_text")
    )


def spoken(speaker: Speaker, content: Any, message_id: str, repaired: set[str]) -> list[Event]:
    """Return the events of a message whose content is a text or blocks: thoughts, words, calls and outputs.

    Neighbouring thoughts, words and calls of the assistant are one event.

    Args:
        speaker: Who the words are of.
        content: The content.
        message_id: Goes into the assistant's events.
        repaired: Gets ``encrypted_reasoning`` if there is a thought that cannot be read.
    """
    if not isinstance(content, list):
        return [Event(speaker, content_of(content), message_id=message_id)]
    events: list[Event] = []
    words: list[Any] = []
    current: Event | None = None

    def close() -> None:
        nonlocal current
        if words or current is not None:
            event = current or Event(speaker, message_id=message_id)
            event.content = content_of(list(words))
            events.append(event)
        words.clear()
        current = None

    for block in content:
        kind = get_text(block, "type")
        if kind in _THOUGHTS:
            thought = get_text(block, "thinking", "reasoning", "text")
            if block.get("redacted") is True:
                thought = ""
            if not thought:
                repaired.add("encrypted_reasoning")
                continue
            if current is not None or words:
                close()
            current = Event(speaker, reasoning=thought, message_id=message_id)
        elif kind in _CALLS:
            current = current or Event(speaker, message_id=message_id)
            current.calls = [*current.calls, _call(block)]
        elif kind in _RESULTS or (kind.endswith("_tool_result") and "tool_use_id" in block):
            close()
            events.append(Event("tool", content_of(block.get("content")), call_id=get_text(block, "tool_use_id")))
        else:
            if current is not None and current.calls:
                close()
            words.append(block)
    close()
    return events


def _call(block: Any) -> DraftCall:
    arguments = block.get("input", block.get("arguments"))
    return DraftCall(get_text(block, "name", "toolName"), arguments, get_text(block, "id", "toolCallId"))


def thoughts_of(blocks: Iterable[Any]) -> str:
    """Return the text of thoughts that are blocks with ``text``, or texts."""
    texts = [block if isinstance(block, str) else get_text(block, "text") for block in blocks]
    return "\n\n".join(text for text in texts if text.strip())


def without_interrupted(events: list[Event], repaired: set[str]) -> list[Event]:
    """Return events without the calls that were interrupted: never answered, and the user spoke next.

    A call without an output after which the assistant goes on stays; the normal form refuses it. So does one at the
    end, which is left out there.

    Args:
        events: The events of a session.
        repaired: Gets ``interrupted_call`` if calls are left out.
    """
    answered = {event.call_id for event in events if event.speaker == "tool"}
    lost = [
        number
        for number, event in enumerate(events)
        if any(call.id and call.id not in answered for call in event.calls) and _user_is_next(events, number)
    ]
    if not lost:
        return events
    repaired.add("interrupted_call")
    result = list(events)
    for number in lost:
        kept = [call for call in result[number].calls if not call.id or call.id in answered]
        result[number] = msgspec.structs.replace(result[number], calls=kept)
    return result


def _user_is_next(events: list[Event], number: int) -> bool:
    mine = events[number].message_id
    for event in events[number + 1 :]:
        if event.speaker == "tool" or (mine and event.message_id == mine):
            continue
        return event.speaker == "user"
    return False


def thought_and_words(text: str) -> tuple[str, str]:
    """Return the thought in tags at the start of a text, and the words after it; no thought if there are no tags.

    >>> thought_and_words("<think>Easy.</think>\\n\\nFour.")
    ('Easy.', 'Four.')
    """
    start = text.lstrip()
    for tag in ("think", "thinking"):
        if start.startswith(f"<{tag}>"):
            thought, closed, words = start[len(tag) + 2 :].partition(f"</{tag}>")
            if closed:
                return thought.strip("\n"), words.lstrip("\n")
    return "", text


def stated_tools(given: Iterable[Any]) -> list[DraftTool]:
    """Return tools in OpenAI's chat format, in that of its Responses API, in Anthropic's or in MCP's.

    >>> stated_tools([{"type": "function", "function": {"name": "now"}}])
    [DraftTool(name='now', description='', parameters=None)]
    """
    tools = []
    for tool in given:
        function = get_dict(tool, "function") or tool
        name = function if isinstance(function, str) else get_text(function, "name")
        if name:
            schemas = (get_dict(function, key) for key in ("parameters", "input_schema", "inputSchema"))
            tools.append(DraftTool(name, get_text(function, "description"), next(filter(None, schemas), None)))
    return tools
