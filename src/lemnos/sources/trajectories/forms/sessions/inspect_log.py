"""Logs of Inspect: a whole log as JSON, and the samples inside a ``.eval`` archive.

A sample has ``messages``, ``scores`` and ``events``. Long texts lie under ``attachments`` and are put back; the tools
offered are those of the model's events. Logs whose samples have no messages of their own give the input and the output
of the last model event, whose input may lie in a pool of messages. An output that failed is the error's message, as the
model sees it. Headers, summaries and reductions, which an archive holds beside its samples, yield nothing.

Scores go to the outcome: a single one that is C or I is the success, a single number the reward.
Source: UKGovernmentBEIS/inspect_ai, ``log/_log.py`` and ``log/_pool.py``; its own test logs.
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Speaker
from lemnos.sources.trajectories.forms.sessions.blocks import content_of, get_dict, get_list, get_text, stated_tools
from lemnos.sources.trajectories.normal.text import json_text, plain

NAME = "inspect"
_ATTACHED = re.compile(r"attachment://([0-9a-f]{32})")
_SPEAKERS: dict[str, Speaker] = {"system": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
_GRADES = {"C": True, "I": False}
_MAX_DEPTH = 200


def looks_like(value: Any) -> bool:
    """Return whether a value is a log, a sample, or what an archive holds beside its samples."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("eval"), dict):
        return "version" in value and ("plan" in value or "samples" in value)
    if "epoch" in value and "id" in value:
        return "input" in value and ("messages" in value or "events" in value or "target" in value)
    return "scorer" in value and isinstance(value.get("samples"), list)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of the samples that a value holds."""
    del context
    value = line.value
    if "scorer" in value and "eval" not in value:
        return
    if "eval" in value:
        header = value["eval"]
        for number, sample in enumerate(get_list(value, "samples")):
            if not isinstance(sample, dict):
                raise FormError(f"sample {number} is no object")
            yield _draft(sample, f"{line.source}#/samples/{number}", header)
    elif "messages" in value or "events" in value:
        yield _draft(value, line.source, {})


def _draft(sample: dict[str, Any], source: str, header: dict[str, Any]) -> Draft:
    attachments = get_dict(sample, "attachments")
    messages, tools = _messages(sample), _tools(sample)
    if attachments:
        messages, tools = _restored(messages, attachments, 0), _restored(tools, attachments, 0)
    repaired: set[str] = set()
    identifier = sample.get("id")
    identifier = str(identifier) if isinstance(identifier, (str, int)) else ""
    return Draft(
        form=NAME,
        events=[event for number, message in enumerate(messages) for event in _events(message, number, repaired)],
        source=source,
        tools=stated_tools(tools),
        outcome=_outcome(sample),
        final_calls=("submit",),
        record=get_text(sample, "uuid") or f"{identifier}/{sample.get('epoch')}",
        task="/".join(filter(None, (get_text(header, "task"), identifier))),
        model=get_text(header, "model") or get_text(get_dict(sample, "output"), "model"),
        repaired=sorted(repaired),
    )


def _messages(sample: dict[str, Any]) -> list[Any]:
    """Return the messages of a sample; without them, the input and the output of its last model event."""
    messages = get_list(sample, "messages")
    if messages:
        return messages
    pool = get_list(sample, "message_pool") or get_list(get_dict(sample, "events_data"), "messages")
    for event in reversed(get_list(sample, "events")):
        if get_text(event, "event") == "model":
            given = get_list(event, "input")
            for ends in get_list(event, "input_refs"):
                if isinstance(ends, list) and len(ends) == 2 and all(isinstance(end, int) for end in ends):
                    given = [*given, *pool[ends[0] : ends[1]]]
            choices = get_list(get_dict(event, "output"), "choices")
            answer = [choice["message"] for choice in choices[:1] if get_dict(choice, "message")]
            return [*given, *answer]
    return []


def _tools(sample: dict[str, Any]) -> list[Any]:
    tools: dict[str, Any] = {}
    for event in get_list(sample, "events"):
        if get_text(event, "event") == "model":
            for tool in get_list(event, "tools"):
                tools.setdefault(get_text(tool, "name"), tool)
    return list(tools.values())


def _restored(value: Any, attachments: dict[str, Any], depth: int) -> Any:
    """Return a value whose texts hold what is attached, and not its address."""
    if depth > _MAX_DEPTH:
        raise FormError(f"values are nested more than {_MAX_DEPTH} deep")
    if isinstance(value, str):
        if "attachment://" not in value:
            return value
        return _ATTACHED.sub(lambda found: get_text(attachments, found[1]) or found[0], value)
    if isinstance(value, list):
        return [_restored(item, attachments, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _restored(item, attachments, depth + 1) for key, item in value.items()}
    return value


def _events(message: Any, number: int, repaired: set[str]) -> Iterator[Event]:
    role = get_text(message, "role")
    if role not in _SPEAKERS:
        raise FormError(f"message {number} has no role of {', '.join(_SPEAKERS)}")
    content = message.get("content")
    if role == "tool":
        output = content_of(content) or get_text(get_dict(message, "error"), "message")
        yield Event("tool", output, call_id=get_text(message, "tool_call_id"), name=get_text(message, "function"))
        return
    words, thoughts = [], []
    for block in content if isinstance(content, list) else []:
        kind = get_text(block, "type")
        if kind == "reasoning":
            thought = get_text(block, "reasoning") if block.get("redacted") is not True else get_text(block, "summary")
            thoughts.append(thought)
            if not thought:
                repaired.add("encrypted_reasoning")
        elif kind == "tool_use":  # a tool that the provider runs inside of the answer
            call = DraftCall(get_text(block, "name"), block.get("arguments"), get_text(block, "id"))
            yield Event("assistant", calls=[call], message_id=f"#{number}")
            result = content_of(block.get("result")) or get_text(block, "error")
            yield Event("tool", result, call_id=call.id)
        else:
            words.append(block)
    calls = [_call(call) for call in get_list(message, "tool_calls")]
    yield Event(
        _SPEAKERS[role],
        content_of(words) if isinstance(content, list) else content_of(content),
        reasoning="\n\n".join(filter(None, thoughts)) or get_text(message, "reasoning"),
        calls=calls,
        message_id=f"#{number}" if role == "assistant" else "",
    )


def _call(call: Any) -> DraftCall:
    if not isinstance(call, dict):
        raise FormError("a call is no object")
    return DraftCall(get_text(call, "function"), call.get("arguments"), get_text(call, "id"))


def _outcome(sample: dict[str, Any]) -> Outcome:
    scores = get_dict(sample, "scores")
    if not scores and get_dict(sample, "score"):
        scores = {"score": sample["score"]}
    values = {name: score.get("value") for name, score in scores.items() if isinstance(score, dict)}
    details: dict[str, Any] = {"scores": values} if values else {}
    limit = get_text(get_dict(sample, "limit"), "type")
    error = get_text(get_dict(sample, "error"), "message")
    details.update({key: held for key, held in (("limit", limit), ("error", error)) if held})
    single = next(iter(values.values())) if len(values) == 1 else None
    number = isinstance(single, (int, float)) and not isinstance(single, bool)
    return Outcome(
        reward=float(single) if number else None,  # type: ignore[arg-type]
        success=single if isinstance(single, bool) else _GRADES.get(single) if isinstance(single, str) else None,
        details=plain(json_text(details)) if details else "",
    )


FORM = Form(NAME, "Inspect logs", "value", looks_like, read)
