"""Items of OpenAI's Responses API: messages, thoughts, calls and outputs in one list.

Read: a request and its response (``input``, ``output``), rollouts of NeMo Gym (``responses_create_params``,
``response``, ``reward``), a response alone, a list of items. ``instructions`` is the system message. A thought is its
text, or else its summary; an encrypted one is dropped (the repair ``encrypted_reasoning``). Calls that the provider
runs are calls of a tool of that name (``web_search``, ``code_interpreter``, ``computer``), with their output where
the item holds it; those that the caller runs have their output in an item of its own. ``expected_action`` and
``expected_answers`` are what a record without a response asks for: a call that is never run, or an answer. Left out
knowingly: status and ids of items, log probabilities, annotations, approvals and lists of MCP tools, references to
items elsewhere. Other unknown items are counted (``unknown_events``); ``previous_response_id`` is told
(``continues_earlier``).
Source: OpenAI, "Responses" (API reference); NVIDIA, "NeMo Gym" (repository).
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Part
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_of
from lemnos.sources.trajectories.forms.chat.notation.record import is_number, outcome_of, tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import messages_of, notation
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, list_at, object_at, text_at
from lemnos.sources.trajectories.normal.text import output_text

NAME = "openai_responses"
_PARAMS = "responses_create_params"
_EXPECTED = ("expected_action", "expected_answers", "expected_answer_calls")
_SKIPPED = {"mcp_list_tools", "mcp_approval_request", "mcp_approval_response", "item_reference"}
_SPEAKERS: dict[str, Any] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}
_RESULTS = ("output", "results", "outputs", "result", "error")
_SCORE = re.compile("reward|score|rubric|pass|correct|success|valid|finished|accuracy")


def looks_like(value: Any) -> bool:
    """Return whether a value holds items of the Responses API."""
    if isinstance(value, dict):
        if isinstance(value.get(_PARAMS), dict):
            return True
        if value.get("object") == "response" and isinstance(value.get("output"), list):
            return True
        if "messages" not in value and "input" in value and _is_items(value.get("output")):
            return True
        if "messages" not in value and _is_items(value.get("input")):
            return True
        response = value.get("response")
        if (
            isinstance(response, dict)
            and response.get("object") == "response"
            and isinstance(response.get("output"), list)
        ):
            return True
        if _is_items(value.get("items")) or (value.get("object") == "list" and _is_items(value.get("data"))):
            return True
    return notation(value) == NAME


def _is_items(value: Any) -> bool:
    """Return whether a value is a list of items, by the type of one that is no chat message."""
    return isinstance(value, list) and any(
        isinstance(item, dict)
        and isinstance(kind := item.get("type"), str)
        and (kind in ("message", "reasoning") or kind.endswith(("_call", "_call_output")))
        for item in value[:20]
    )


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value if isinstance(line.value, dict) else {"items": line.value}
    repaired: list[str] = []
    params = object_at(value, _PARAMS, "request") or value
    response = object_at(value, "response") or value
    events: list[Event] = []
    instructions = text_at(params, "instructions") or text_at(response, "instructions")
    if instructions:
        events.append(Event("system", instructions))
    given = decoded(params.get("input"))
    if isinstance(given, str):
        events.append(Event("user", given))
        given = []
    items = given if isinstance(given, list) else list_at(value, "items", "data") or messages_of(value) or []
    for item in items:
        events += _events(item, repaired)
    output = list_at(response, "output")
    for item in output:
        events += _events(item, repaired)
    ends_in_call = False
    if not output:
        expected, ends_in_call = _expected(value)
        events += expected
    if params.get("previous_response_id") or response.get("previous_response_id"):
        repaired.append("continues_earlier")
    tools = tools_at(params, repaired) or tools_at(response, repaired) or tools_at(value, repaired)
    draft = Draft(form=NAME, events=events, source=line.source, tools=tools, repaired=repaired)
    draft.model = text_at(response, "model") or text_at(params, "model")
    draft.outcome = outcome_of(value, _details(value))
    draft.ends_in_call = ends_in_call
    yield tell(draft, value)


def _details(value: dict[str, Any]) -> dict[str, Any]:
    """Return the scores of a rollout beside its reward, by name."""
    if "reward" not in value:
        return {}
    return {
        key: held
        for key, held in value.items()
        if (is_number(held) or isinstance(held, bool)) and key != "reward" and _SCORE.search(key)
    }


def _expected(value: dict[str, Any]) -> tuple[list[Event], bool]:
    """Return what a record asks for, and whether that is a call."""
    for key in _EXPECTED:
        expected = decoded(value.get(key))
        if isinstance(expected, dict) and expected.get("type") == "message":
            return [Event("assistant", content_of(expected.get("content")).words)], False
        calls = calls_of(expected) if isinstance(expected, (dict, list)) else None
        if calls:
            return [Event("assistant", calls=calls)], True
    return [], False


def _events(item: Any, repaired: list[str]) -> Iterator[Event]:
    item = decoded(item)
    if not isinstance(item, dict):
        raise FormError("an item is no object")
    kind = item.get("type")
    role = item.get("role")
    if kind == "message" or (kind is None and role is not None):
        yield _message(item, role, repaired)
    elif kind == "reasoning":
        yield from _thought(item, repaired)
    elif isinstance(kind, str) and kind.endswith("_call_output"):
        yield _output(item)
    elif isinstance(kind, str) and kind.endswith("_call"):
        yield from _call(item, kind.removesuffix("_call"))
    elif (not isinstance(kind, str) or kind not in _SKIPPED) and "unknown_events" not in repaired:
        repaired.append("unknown_events")


def _message(item: dict[str, Any], role: Any, repaired: list[str]) -> Event:
    speaker = _SPEAKERS.get(role) if isinstance(role, str) else None
    if speaker is None:
        raise FormError(f"a message has the role {role!r}")
    content = content_of(item.get("content"))
    if content.hidden and "encrypted_reasoning" not in repaired:
        repaired.append("encrypted_reasoning")
    return Event(speaker, content.words, reasoning=content.reasoning)


def _thought(item: dict[str, Any], repaired: list[str]) -> Iterator[Event]:
    texts = [text for key in ("content", "summary") if (text := _texts(item.get(key)))]
    if item.get("encrypted_content") and "encrypted_reasoning" not in repaired:
        repaired.append("encrypted_reasoning")
    if texts:
        yield Event("assistant", reasoning=texts[0])


def _texts(value: Any) -> str:
    if isinstance(value, str):
        return value
    parts = value if isinstance(value, list) else []
    found = [
        text_at(part, "text") if isinstance(part, dict) else part if isinstance(part, str) else "" for part in parts
    ]
    return "\n\n".join(text for text in found if text)


def _call(item: dict[str, Any], kind: str) -> Iterator[Event]:
    """Yield a call, and its output if the item itself holds it."""
    call_id = text_at(item, "call_id", "id")
    if kind == "function":
        yield Event("assistant", calls=[DraftCall(text_at(item, "name"), item.get("arguments"), call_id)])
    elif kind in ("custom_tool", "custom"):
        yield Event("assistant", calls=[DraftCall(text_at(item, "name"), {"input": text_at(item, "input")}, call_id)])
    elif kind == "mcp":
        yield Event("assistant", calls=[DraftCall(text_at(item, "name"), item.get("arguments"), call_id)])
        error = item.get("error")
        yield Event("tool", output_text(error if error is not None else item.get("output") or ""), call_id=call_id)
    else:
        yield Event("assistant", calls=[DraftCall(kind, _built_in_arguments(item), call_id)])
        if "call_id" not in item:
            yield _built_in_output(item, kind, call_id)


def _built_in_arguments(item: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call of one of the provider's own tools: its action, or its keys."""
    for key in ("action", "operation"):
        if isinstance(item.get(key), dict):
            return {name: held for name, held in item[key].items() if held is not None}
    left_out = {"type", "id", "call_id", "status", "container_id", "pending_safety_checks", *_RESULTS}
    return {key: held for key, held in item.items() if key not in left_out and held is not None}


def _built_in_output(item: dict[str, Any], kind: str, call_id: str) -> Event:
    held = next((item[key] for key in _RESULTS if item.get(key) is not None), None)
    if kind == "image_generation" and isinstance(held, str):
        return Event("tool", [Part(kind="image", value={"type": "image", "data": held})], call_id=call_id)
    return Event("tool", "" if held is None else output_text(held), call_id=call_id)


def _output(item: dict[str, Any]) -> Event:
    output = item.get("output")
    parts = output if isinstance(output, list) else [output]
    if output is not None and all(isinstance(part, dict) and isinstance(part.get("type"), str) for part in parts):
        words = content_of(parts).words
    else:
        words = "" if output is None else output_text(output)
    return Event("tool", words, call_id=text_at(item, "call_id", "id"))


FORM = Form(NAME, "OpenAI Responses items", "value", looks_like, read)
