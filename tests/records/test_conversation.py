"""The one judge of conversations: every rule, with the number of the message that breaks it."""

from collections.abc import Sequence

import pytest

from lemnos.errors import ConversationError
from lemnos.records import Message, Role, ToolCall, Utterance
from lemnos.records.conversation import validate


def said(*roles: Role) -> list[Utterance]:
    return [Utterance(role, f"{role} {number}") for number, role in enumerate(roles)]


def calls(*ids: str) -> Message:
    return Message("assistant", "", tuple(ToolCall(id, "find", "{}") for id in ids))


def answers(id: str) -> Message:
    return Message("tool", "42", tool_call_id=id)


ASK = Message("user", "Find it.")
SAY = Message("assistant", "Here it is.")

VALID: dict[str, Sequence[Utterance | Message]] = {
    "one turn": said("user", "assistant"),
    "two turns after a system message": said("system", "user", "assistant", "user", "assistant"),
    "a call": [ASK, calls("a"), answers("a"), SAY],
    "two calls answered in the other order": [ASK, calls("a", "b"), answers("b"), answers("a"), SAY],
    "a call after a call": [ASK, calls("a"), answers("a"), calls("b"), answers("b"), SAY],
    "an id used again once it was answered": [ASK, calls("a"), answers("a"), calls("a"), answers("a"), SAY],
    "words beside a call": [ASK, Message("assistant", "Wait.", (ToolCall("a", "f", "{}"),)), answers("a"), SAY],
}

INVALID: dict[str, tuple[Sequence[Utterance | Message], str]] = {
    "nothing": ([], "there are no messages"),
    "only a system message": (said("system"), "the end: the last message must be the assistant's"),
    "the assistant first": (said("assistant", "user"), "message 0: expected role user, not assistant"),
    "the user twice": (said("user", "user"), "message 1: expected role assistant, not user"),
    "the assistant twice": (said("user", "assistant", "assistant"), "message 2: expected role user, not assistant"),
    "the user last": (said("user", "assistant", "user"), "the end: the last message must be the assistant's"),
    "two system messages": (said("system", "system", "user"), "message 1: expected role user, not system"),
    "a late system message": (said("user", "system", "assistant"), "message 1: expected role assistant, not system"),
    "empty words": ([Utterance("user", " \n"), SAY], "message 0: the message is empty"),
    "an empty system message": ([Utterance("system", ""), ASK, SAY], "message 0: the message is empty"),
    "an answer to no call": ([ASK, answers("a"), SAY], "message 1: there is no open tool call 'a' to answer"),
    "an answer twice": (
        [ASK, calls("a"), answers("a"), answers("a"), SAY],
        "message 3: there is no open tool call 'a' to answer",
    ),
    "an answer to another call": (
        [ASK, calls("a"), answers("b"), SAY],
        "message 2: there is no open tool call 'b' to answer",
    ),
    "a call left open": ([ASK, calls("a", "b"), answers("a"), SAY], "message 3: 1 tool call has no answer"),
    "a call at the end": ([ASK, calls("a", "b")], "the end: 2 tool calls have no answer"),
    "an answer at the end": ([ASK, calls("a"), answers("a")], "the end: the last message must be the assistant's"),
    "two calls with one id": ([ASK, calls("a", "a"), answers("a"), SAY], "message 1: two tool calls have the same id"),
    "a user who calls": (
        [Message("user", "x", (ToolCall("a", "f", "{}"),)), SAY],
        "message 0: a user message cannot call tools",
    ),
    "a tool before the user": ([answers("a"), SAY], "message 0: there is no open tool call 'a' to answer"),
    "an utterance of a tool": (
        [*said("user", "tool", "assistant")],
        "message 1: there is no open tool call '' to answer",
    ),
    "the user amid calls": ([ASK, calls("a"), ASK], "message 2: 1 tool call has no answer"),
}


@pytest.mark.parametrize("messages", VALID.values(), ids=VALID.keys())
def test_a_conversation_is_valid(messages: Sequence[Utterance | Message]) -> None:
    validate(messages)


@pytest.mark.parametrize(("messages", "why"), INVALID.values(), ids=INVALID.keys())
def test_a_conversation_is_refused_with_the_reason(messages: Sequence[Utterance | Message], why: str) -> None:
    with pytest.raises(ConversationError) as caught:
        validate(messages)
    assert str(caught.value) == why
