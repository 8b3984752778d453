"""OpenAI's chat messages: ``{"messages": […], "tools": […]}``, also a bare list of messages.

Also read: the older ``functions``, ``function_call`` and role ``function``; content in typed parts, with images,
audio and files; ``refusal``; ``custom`` tool calls; ``reasoning_content``, ``reasoning``, ``reasoning_details`` and
``thinking`` of servers for open models, and a thought in ``<think>`` tags at the start of an answer; ``weight`` of
OpenAI's fine-tuning format, ``loss`` of ms-swift and ``train``; ``messages`` under ``conversations`` and other keys;
TRL's ``prompt`` and ``completion``; messages and tools as JSON text, and null for unused keys, as rows of Parquet
hold them; ``images`` beside the messages; the response of the API under ``choices``. A record that ends in a call
asks for that call; words before an output that are nothing but a call are that call.
Left out: names of users, log probabilities, token counts, annotations.
Source: OpenAI, "Chat completions" and "Fine-tuning" (API reference); Hugging Face, TRL, "Dataset formats".
"""

import itertools
from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event, Part
from lemnos.sources.trajectories.forms.chat.notation.content import Media, content_of
from lemnos.sources.trajectories.forms.chat.notation.json_calls import call_of, calls_in
from lemnos.sources.trajectories.forms.chat.notation.outputs import split_outputs
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tagged import thought_and_words
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import Turn, notation, train_of, turns_of, unwrapped
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, list_at, object_at, text_at

NAME = "openai_chat"
_THOUGHTS = ("reasoning_content", "reasoning", "thinking", "thought")


def looks_like(value: Any) -> bool:
    """Return whether a value is a list of messages with OpenAI's roles, or an object that holds one."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = unwrapped(line.value) if isinstance(line.value, dict) else {"messages": line.value}
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    events = events_of(value, tools, repaired)
    for choice in list_at(value, "choices") or list_at(object_at(value, "response"), "choices"):
        message = choice.get("message") if isinstance(choice, dict) else None
        if isinstance(message, dict):
            events += _events(Turn("assistant", message.get("content"), message), Media({}), tools, repaired)
            break
    events = split_outputs(events, repaired)
    draft = Draft(form=NAME, events=events, source=line.source, tools=tools, repaired=repaired)
    draft.ends_in_call = None
    yield tell(draft, value)


def events_of(value: dict[str, Any], tools: list[DraftTool], repaired: list[str]) -> list[Event]:
    """Return the events of a record that holds messages with OpenAI's roles.

    Args:
        value: The record.
        tools: The tools that it offers; gets those that a system message offers.
        repaired: Gets the names of repairs.

    Raises:
        FormError: A message does not follow the form.
    """
    media = Media(value)
    events: list[Event] = []
    system = text_at(value, "system", "system_prompt", "instructions")
    if system:
        events.append(Event("system", system))
    prompted = len(value["prompt"]) if isinstance(value.get("completion"), list) and _is_list(value, "prompt") else 0
    for number, turn in enumerate(turns_of(value)):
        if turn.kind == "system":
            tools += [tool for tool in tools_at(turn.message, repaired) if tool not in tools]
        found = _events(turn, media, tools, repaired)
        if number < prompted:  # the loss is taken on the completion
            for event in found:
                event.train = False if event.train is None else event.train
        events += found
    for event, following in itertools.pairwise(events):
        if event.speaker == "assistant" and following.speaker == "tool" and not event.calls:
            _call_in_words(event, repaired)
    return events


def _call_in_words(event: Event, repaired: list[str]) -> None:
    """Make calls of what the assistant says before an output, if it is nothing but the text of calls."""
    if isinstance(event.content, str) and event.content.lstrip()[:1] in ("{", "["):
        calls = calls_in(event.content, repaired) or python_calls(event.content, repaired)
        if calls:
            event.calls, event.content = calls, ""


def _is_list(value: dict[str, Any], key: str) -> bool:
    return isinstance(value.get(key), list) and not any(isinstance(value.get(name), list) for name in ("messages",))


def _events(turn: Turn, media: Media, tools: list[DraftTool], repaired: list[str]) -> list[Event]:
    message = turn.message
    if turn.kind == "call":
        raise FormError("a message has a role of another form")
    if turn.kind == "tool":
        return _outputs(turn, media)
    content = content_of(turn.content, media)
    words, reasoning = content.words, content.reasoning
    if turn.kind != "assistant":
        return [Event(turn.kind, words, reasoning=reasoning, train=train_of(message))]
    hidden = content.hidden
    if not reasoning:
        reasoning, hidden = _reasoning(message, hidden)
    if isinstance(words, str):
        thought, rest = thought_and_words(words)
        if thought or rest is not words:
            words, reasoning = rest, reasoning or thought
    if hidden and "encrypted_reasoning" not in repaired:
        repaired.append("encrypted_reasoning")
    if not words and text_at(message, "refusal"):
        words = text_at(message, "refusal")
    audio = message.get("audio")
    if isinstance(audio, dict):
        kept = {key: held for key, held in audio.items() if held is not None}
        spoken = [Part(words)] if isinstance(words, str) and words else words if isinstance(words, list) else []
        words = [*(spoken or [Part(text_at(audio, "transcript"))]), Part(kind="audio", value=kept)]
    return [
        Event("assistant", words, reasoning=reasoning, calls=_calls(message, tools, repaired), train=train_of(message))
    ]


def _outputs(turn: Turn, media: Media) -> list[Event]:
    message = turn.message
    responses = list_at(message, "tool_responses")  # AG2: the outputs of several calls in one message
    if responses and all(isinstance(response, dict) for response in responses):
        return [
            Event("tool", content_of(response.get("content"), media).words, call_id=text_at(response, "tool_call_id"))
            for response in responses
        ]
    return [
        Event(
            "tool",
            content_of(turn.content, media).words,
            call_id=text_at(message, "tool_call_id"),
            name=text_at(message, "name"),
            train=train_of(message),
        )
    ]


def _reasoning(message: dict[str, Any], hidden: bool) -> tuple[str, bool]:
    """Return the thought beside the content, and whether one is encrypted."""
    for key in _THOUGHTS:
        held = message.get(key)
        if isinstance(held, str) and held:
            return held, hidden
        if isinstance(held, dict) and (text := text_at(held, "content", "text", "summary")):
            return text, hidden
    texts: list[str] = []
    for detail in list_at(message, "reasoning_details", "thinking_blocks"):
        if isinstance(detail, dict):
            text = text_at(detail, "text", "summary", "thinking")
            hidden = hidden or (not text and isinstance(detail.get("data"), str))
            texts += [text] if text else []
    return "\n\n".join(texts), hidden


def _calls(message: dict[str, Any], tools: list[DraftTool], repaired: list[str]) -> list[DraftCall]:
    given = list(list_at(message, "tool_calls"))
    if message.get("tool_calls") and not given and decoded(message["tool_calls"]) != []:
        raise FormError("tool_calls is no list")
    single = decoded(message.get("function_call"))
    if single:
        given.append({"function": single})
    calls: list[DraftCall] = []
    for item in given:
        if item is None:
            continue
        call = call_of(item)
        if call is None:
            raise FormError(f"a tool call names no function: {str(item)[:60]}")
        if isinstance(call.arguments, dict) and None in call.arguments.values():
            call.arguments = _without_unused(call, tools, repaired)
        calls.append(call)
    return calls


def _without_unused(call: DraftCall, tools: list[DraftTool], repaired: list[str]) -> dict[str, Any]:
    """Return arguments without nulls for what the tool has no parameter for, or no null.

    Parquet holds one struct for the arguments of all calls of a file.
    """
    schema = next((tool.parameters for tool in tools if tool.name == call.name), None)
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return dict(call.arguments)
    kept = {key: held for key, held in call.arguments.items() if held is not None or _takes_null(properties.get(key))}
    if len(kept) < len(call.arguments) and "unused_arguments" not in repaired:
        repaired.append("unused_arguments")
    return kept


def _takes_null(schema: Any) -> bool:
    if not isinstance(schema, dict):
        return False
    kind = schema.get("type")
    return kind is None or kind == "null" or (isinstance(kind, list) and "null" in kind)


FORM = Form(NAME, "OpenAI chat messages", "value", looks_like, read)
