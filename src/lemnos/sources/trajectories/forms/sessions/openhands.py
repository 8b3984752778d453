"""Runs of OpenHands: the event stream of its server, outputs of its evaluations, and logged completions.

Events are actions and observations, in a list or in lines, or under ``history`` or ``trajectory``; older histories hold
pairs of them. A call is the one that the model made (``tool_call_metadata``); without it, as in runs whose model wrote
calls as text, the action's name and arguments. An observation answers its ``cause``. ``thought`` is what the agent said
with the call. A logged completion has ``messages`` in OpenAI's format and the ``response``.

Skipped: changes of state, recalled knowledge, condensations, the program's own settings in ``args``.
Source: All-Hands-AI/OpenHands, ``openhands/events`` and ``evaluation``. No file was at hand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    stated_tools,
    without_interrupted,
)
from lemnos.sources.trajectories.normal.text import decoded

NAME, EVENTS, COMPLETIONS = "openhands", "openhands_events", "openhands_completions"
_SOURCES = ("user", "agent", "environment")
_FINAL = ("finish",)
_HEAD = 4_000
"""Characters of a JSON text that show whether it holds events."""
_SKIPPED = frozenset(
    "recall agent_state_changed change_agent_state null condensation condensation_request reject pause resume stop "
    "start_server loop_recovery task_tracking_state server_ready".split()
)
_SETTINGS = frozenset(
    "blocking cls confirmation_state cwd hidden impl_source is_confirmed is_input is_static keep_prompt "
    "kernel_init_code security_risk thought timeout wait_for_response".split()
)
"""Arguments of an action that the program adds."""


def looks_like(value: Any) -> bool:
    """Return whether a value is an object whose ``history`` or ``trajectory`` holds events."""
    return _history(value) is not None


def _history(value: Any) -> list[Any] | None:
    for key in ("history", "trajectory") if isinstance(value, dict) else ():
        history = value.get(key)
        if isinstance(history, str):
            history = decoded(history) if '"args"' in history[:_HEAD] else None
        first = history[0] if isinstance(history, list) and history else None
        if any(map(_is_event, first)) if isinstance(first, list) else _is_event(first):
            return history  # type: ignore[no-any-return]
    return None


def looks_like_event(value: Any) -> bool:
    """Return whether a value is an event of the stream."""
    return _is_event(value)


def _is_event(value: Any) -> bool:
    if not isinstance(value, dict) or "kind" in value:
        return False
    if isinstance(value.get("action"), str):
        return isinstance(value.get("args"), dict) and (value.get("source") in _SOURCES or "message" in value)
    return isinstance(value.get("observation"), str) and "content" in value and ("extras" in value or "cause" in value)


def looks_like_completion(value: Any) -> bool:
    """Return whether a value is a logged completion."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("messages"), list)
        and isinstance(value.get("response"), dict)
        and isinstance(value["response"].get("choices"), list)
    )


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of an output of an evaluation."""
    del context
    value = line.value
    history = _history(value) or []
    events = [event for item in history for event in (item if isinstance(item, list) else [item])]
    draft = _draft([Line(event, line.source) for event in events], line.source, NAME)
    draft.record = draft.task = get_text(value, "instance_id")
    draft.outcome = _outcome(value)
    if not any(event.speaker == "user" for event in draft.events) and get_text(value, "instruction"):
        draft.events.insert(0, Event("user", value["instruction"]))
    yield draft


def read_events(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a stream of events."""
    yield _draft(lines, lines[0].source if lines else context.file, EVENTS)


def read_completion(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of the conversation that a completion ends."""
    del context
    value = line.value
    response = value["response"]
    answers = [get_dict(choice, "message") for choice in response["choices"][:1]]
    events: list[Event] = []
    for number, message in enumerate([*value["messages"], *answers]):
        events.extend(_message(message, number))
    request = get_dict(value, "kwargs") or get_dict(value, "args") or value
    yield Draft(
        form=COMPLETIONS,
        events=events,
        source=line.source,
        tools=stated_tools(get_list(request, "tools")),
        final_calls=_FINAL,
        record=get_text(response, "id"),
        model=get_text(response, "model"),
    )


def _draft(lines: Sequence[Line], source: str, form: str) -> Draft:
    repaired: set[str] = set()
    events: list[Event] = []
    tools: list[DraftTool] = []
    calls: dict[Any, str] = {}
    """Event → the id of its call."""
    told: set[str] = set()
    """Answers of the model whose words are there."""
    model = ""
    for line in lines:
        value = line.value
        if not isinstance(value, dict):
            raise FormError("an event is no object")
        action, observation = get_text(value, "action"), get_text(value, "observation")
        if action in _SKIPPED or observation in _SKIPPED:
            continue
        if observation:
            event = _observed(value, calls)
            if event is not None:
                events.append(event)
        elif action == "system":
            args = get_dict(value, "args")
            events.append(Event("system", get_text(args, "content")))
            tools = stated_tools(get_list(args, "tools"))
        elif action:
            response = get_dict(get_dict(value, "tool_call_metadata"), "model_response")
            model = model or get_text(response, "model")
            event = _action(value, action, told)
            for call in event.calls:
                number = value.get("id")
                calls[number if isinstance(number, int) else -1] = call.id
            events.append(event)
        else:
            repaired.add("unknown_events")
    return Draft(
        form=form,
        events=without_interrupted(events, repaired),
        source=source,
        tools=tools,
        final_calls=_FINAL,
        model=model,
        repaired=sorted(repaired),
    )


def _action(value: dict[str, Any], action: str, told: set[str]) -> Event:
    args = get_dict(value, "args")
    from_user = value.get("source") == "user"
    metadata = get_dict(value, "tool_call_metadata")
    if action == "message":
        content: Any = content_of(args.get("content", value.get("message")))
        images = [{"type": "image_url", "image_url": {"url": url}} for url in get_list(args, "image_urls")]
        if images:
            content = content_of([{"type": "text", "text": content}, *images])
        if from_user:
            return Event("user", content)
        return Event("assistant", content, message_id=f"event_{value.get('id')}")
    if from_user:
        return Event("user", content_of(args.get("command") or value.get("message")))
    identifier = get_text(metadata, "tool_call_id") or f"event_{value.get('id')}"
    response = get_dict(metadata, "model_response")
    choices = get_list(response, "choices")
    answer = get_dict(choices[0], "message") if choices else {}
    name, arguments = get_text(metadata, "function_name") or action, None
    for made in get_list(answer, "tool_calls"):
        if get_text(made, "id") == identifier:
            arguments = get_dict(made, "function").get("arguments")
    if arguments is None:
        arguments = {key: held for key, held in args.items() if key not in _SETTINGS and held not in (None, {})}
    message_id = get_text(response, "id")
    words, reasoning = get_text(args, "thought"), ""
    if message_id:
        first = message_id not in told
        told.add(message_id)
        words = (get_text(answer, "content") or words) if first else ""
        reasoning = get_text(answer, "reasoning_content") if first else ""
    call = DraftCall(name, arguments, identifier)
    return Event("assistant", words, reasoning=reasoning, calls=[call], message_id=message_id or identifier)


def _observed(value: dict[str, Any], calls: dict[Any, str]) -> Event | None:
    """Return an observation as the output of a call, or as what the user sees if it answers none."""
    content = content_of(value.get("content"))
    cause = value.get("cause")
    call_id = get_text(get_dict(value, "tool_call_metadata"), "tool_call_id")
    call_id = call_id or (calls.get(cause, "") if isinstance(cause, int) else "")
    if call_id:
        return Event("tool", content, call_id=call_id)
    if cause is None and calls:
        return Event("tool", content)
    return Event("user", content) if content else None


def _message(message: Any, number: int) -> Iterator[Event]:
    role = get_text(message, "role")
    content = content_of(message.get("content") if isinstance(message, dict) else None)
    if role == "tool":
        yield Event("tool", content, call_id=get_text(message, "tool_call_id"), name=get_text(message, "name"))
    elif role in ("system", "user"):
        yield Event("system" if role == "system" else "user", content)
    elif role == "assistant":
        calls = []
        for call in get_list(message, "tool_calls"):
            function = get_dict(call, "function")
            calls.append(DraftCall(get_text(function, "name"), function.get("arguments"), get_text(call, "id")))
        reasoning = get_text(message, "reasoning_content")
        yield Event("assistant", content, reasoning=reasoning, calls=calls, message_id=f"#{number}")
    else:
        raise FormError(f"message {number} has no role")


def _outcome(value: dict[str, Any]) -> Outcome:
    """Return whether the evaluation counts the run as a success."""
    result = get_dict(value, "test_result")
    for held in (get_dict(result, "report"), get_dict(result, "result"), get_dict(value, "report"), result):
        for key in ("resolved", "success"):
            if isinstance(held.get(key), bool):
                return Outcome(success=held[key])
    return Outcome()


FORMS = (
    Form(COMPLETIONS, "OpenHands completions", "value", looks_like_completion, read_completion, "documentation"),
    Form(NAME, "OpenHands evaluations", "value", looks_like, read, "documentation"),
    Form(EVENTS, "OpenHands events", "session", looks_like_event, read_events, "documentation"),
)
