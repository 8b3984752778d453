"""Logs with one message a line: Mistral Vibe, Grok Build and gptme.

Vibe (``messages.jsonl``): messages in OpenAI's chat format with a ``message_id``. Grok (``chat_history.jsonl``): rows
of the types ``user``, ``assistant``, ``tool_result`` and ``reasoning``. Calls that the provider runs itself have no
output in the log; the mark of an empty output stands for it. gptme (``conversation.jsonl``): messages with a
``timestamp``. A call is a code block whose language is a tool, or a line ``@tool(id): {…}``; its output is the next
message of the system. As many blocks are calls as outputs follow; other blocks are words. The arguments of a block
are the rest of its first line (``args``) and its ``content``.
Source: made-up fixtures and readers of kenn-io/agentsview; gptme's documentation.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    thought_and_words,
    thoughts_of,
    without_interrupted,
)

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ROLES = ("system", "user", "assistant", "tool")
_GROK = ("system", "user", "assistant", "tool_result")
_GPTME_TOOLS = frozenset(
    "append bash browser chats choice complete computer elicit form gh ipython mcp morph patch python rag read restart "
    "save screenshot shell subagent tmux todoread todowrite tts vision youtube".split()
)
_FOREIGN = ("type", "uuid", "parts", "message", "messages", "payload", "tools")
"""Keys that lines of other forms have."""


def looks_like_vibe(value: Any) -> bool:
    """Return whether a value is a message of Mistral Vibe."""
    return _is_message(value) and "message_id" in value


def looks_like_gptme(value: Any) -> bool:
    """Return whether a value is a message of gptme."""
    return (
        _is_message(value)
        and "message_id" not in value
        and isinstance(value.get("content"), str)
        and isinstance(value.get("timestamp"), str)
    )


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and value.get("role") in _ROLES and not any(key in value for key in _FOREIGN)


def looks_like_grok(value: Any) -> bool:
    """Return whether a value is a row of Grok's history."""
    return (
        isinstance(value, dict)
        and value.get("type") in _GROK
        and ("content" in value or "tool_calls" in value)
        and not any(key in value for key in ("role", "message", "uuid", "timestamp", "id", "subtype", "session_id"))
    )


def read_vibe(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a session of Mistral Vibe."""
    repaired: set[str] = set()
    events: list[Event] = []
    for line in lines:
        value, role = line.value, get_text(line.value, "role")
        content = content_of(value.get("content")) if isinstance(value, dict) else ""
        if role == "tool":
            events.append(Event("tool", content, call_id=get_text(value, "tool_call_id"), name=get_text(value, "name")))
        elif role in _ROLES:
            reasoning, identifier = get_text(value, "reasoning_content"), get_text(value, "message_id")
            calls = _calls(value)
            events.append(Event(role, content, reasoning=reasoning, calls=calls, message_id=identifier))  # type: ignore[arg-type]
        else:
            repaired.add("unknown_events")
    yield _draft("vibe", events, lines, context, repaired)


def read_grok(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a session of Grok."""
    repaired: set[str] = set()
    events: list[Event] = []
    model = ""
    for line in lines:
        value, kind = line.value, get_text(line.value, "type")
        if kind == "tool_result":
            events.append(Event("tool", content_of(value.get("content")), call_id=get_text(value, "tool_call_id")))
        elif kind == "reasoning":
            thought = thoughts_of([*get_list(value, "summary"), *get_list(value, "content")])
            thought = thought or get_text(value, "content")
            if thought:
                events.append(Event("assistant", reasoning=thought))
            else:
                repaired.add("encrypted_reasoning")
        elif kind == "backend_tool_call":
            made = get_dict(value, "kind") or value
            name, identifier = get_text(made, "tool_type", "name"), get_text(made, "id") or line.source
            arguments = made.get("action", made.get("input", made.get("arguments")))
            arguments = {"input": arguments} if isinstance(arguments, str) else arguments
            events.append(Event("assistant", calls=[DraftCall(name, arguments, identifier)]))
            events.append(Event("tool", "", call_id=identifier))
        elif kind in _GROK:
            model = get_text(value, "model_id") or model
            reasoning = get_text(get_dict(value, "reasoning"), "text") or get_text(value, "reasoning_content")
            if any(event.reasoning == reasoning for event in events[-1:]):
                reasoning = ""
            content = content_of(value.get("content"))
            events.append(Event(kind, content, reasoning=reasoning, calls=_calls(value)))  # type: ignore[arg-type]
        else:
            repaired.add("unknown_events")
    yield _draft("grok", events, lines, context, repaired, model)


def read_gptme(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a conversation of gptme."""
    repaired: set[str] = set()
    events: list[Event] = []
    model = ""
    for number, line in enumerate(lines):
        value, role = line.value, get_text(line.value, "role")
        content = get_text(value, "content")
        if role not in _ROLES:
            repaired.add("unknown_events")
            continue
        if role == "assistant":
            model = get_text(get_dict(value, "metadata"), "model") or model
            following = 0
            for after in lines[number + 1 :]:
                if get_text(after.value, "role") not in ("tool", "system"):
                    break
                following += 1
            reasoning, content = thought_and_words(content)
            words, calls = _gptme_calls(content, following, f"#{number}")
            if calls:
                repaired.add("calls_in_text")
            events.append(Event("assistant", words, reasoning=reasoning, calls=calls))
        elif role == "user" or (role == "system" and not _open(events)):
            events.append(Event(role, content))  # type: ignore[arg-type]
        else:
            events.append(Event("tool", content, call_id=get_text(value, "call_id") or next(iter(_open(events)), "")))
    yield _draft("gptme", events, lines, context, repaired, model)


def _open(events: list[Event]) -> list[str]:
    """Return the ids of the calls of the last answer that have no output."""
    answered: set[str] = set()
    for event in reversed(events):
        if event.speaker == "assistant":
            return [call.id for call in event.calls if call.id not in answered]
        answered.add(event.call_id)
    return []


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def _gptme_calls(text: str, most: int, prefix: str) -> tuple[str, list[DraftCall]]:
    """Return the words of an answer and its calls, of which there are ``most`` at the most."""
    if not most or ("```" not in text and "@" not in text):
        return text, []
    lines = text.split("\n")
    spans: list[tuple[int, int, DraftCall]] = []
    for token in _markdown().parse(text):
        if token.type == "fence" and token.map and token.level == 0:
            name, _, rest = token.info.strip().partition(" ")
            if name in _GPTME_TOOLS:
                arguments = {"args": rest, "content": token.content} if rest else {"content": token.content}
                spans.append((token.map[0], token.map[1], DraftCall(name, arguments, f"{prefix}.{len(spans)}")))
    for number, line in enumerate(lines):
        call = _at_call(line)
        if call is not None and not any(first <= number < last for first, last, _ in spans):
            spans.append((number, number + 1, call))
    spans = sorted(spans, key=lambda span: span[0])[:most]
    taken = {number for first, last, _ in spans for number in range(first, last)}
    words = "\n".join(line for number, line in enumerate(lines) if number not in taken)
    return words.strip("\n"), [call for _, _, call in spans]


def _at_call(line: str) -> DraftCall | None:
    """Return the call that a line of the form ``@tool(id): {…}`` makes."""
    head, colon, rest = line.partition("): ")
    name, opened, identifier = head[1:].partition("(")
    if not (line.startswith("@") and colon and opened and name.isidentifier()):
        return None
    try:
        arguments = msgspec.json.decode(rest)
    except (ValueError, RecursionError):
        return None
    return DraftCall(name, arguments, identifier) if isinstance(arguments, dict) else None


def _calls(value: Any) -> list[DraftCall]:
    calls = []
    for call in get_list(value, "tool_calls"):
        function = get_dict(call, "function") or call
        if isinstance(function, dict):
            identifier = get_text(call, "id", "tool_call_id")
            arguments = function.get("arguments", function.get("input"))
            calls.append(DraftCall(get_text(function, "name"), arguments, identifier))
    return calls


def _draft(
    form: str, events: list[Event], lines: Sequence[Line], context: Context, repaired: set[str], model: str = ""
) -> Draft:
    return Draft(
        form=form,
        events=without_interrupted(events, repaired),
        source=lines[0].source if lines else context.file,
        model=model,
        repaired=sorted(repaired),
    )


FORMS = (
    Form("vibe", "Mistral Vibe sessions", "session", looks_like_vibe, read_vibe, "documentation"),
    Form("grok", "Grok Build sessions", "session", looks_like_grok, read_grok, "documentation"),
    Form("gptme", "gptme conversations", "session", looks_like_gptme, read_gptme, "documentation"),
)
