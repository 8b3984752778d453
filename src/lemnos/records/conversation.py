"""Checks whether a list of messages is a valid conversation.

This is the only definition of validity; every importer and writer of conversations calls it.
"""

from collections.abc import Sequence
from typing import Literal

from lemnos.errors import ConversationError
from lemnos.records import Message, Utterance

Ending = Literal["answer", "call", "observation"]
"""How a conversation ends: see ``Trajectory.ending``."""


def validate(messages: Sequence[Utterance | Message], ending: Ending = "answer") -> None:
    """Check that ``messages`` is a valid conversation.

    The rules: a system message can only be the first message. Then user and assistant alternate, beginning with the
    user and ending with the assistant. Only the assistant calls tools; each call is answered exactly once, by a tool
    message, before any other message follows. Then the assistant goes on, or the user interrupts. No message is empty
    unless it calls tools or holds a thought.

    Args:
        messages: The messages.
        ending: With what they must end: an ``answer``; a ``call`` without observations; the ``observation`` of a call.

    Raises:
        ConversationError: A message breaks a rule; names the first such message by its number, from 0.
    """
    if not messages:
        raise ConversationError("there are no messages")
    start = 1 if messages[0].role == "system" else 0
    expected: tuple[str, ...] = ("user",)
    pending: set[str] = set()
    for number, message in enumerate(messages):
        where = f"message {number}"
        calls = message.tool_calls if isinstance(message, Message) else ()
        thought = isinstance(message, Message) and message.role == "assistant" and bool(message.reasoning.strip())
        if not message.content.strip() and not calls and not thought:
            raise ConversationError("the message is empty", where=where)
        if calls and message.role != "assistant":
            raise ConversationError(f"a {message.role} message cannot call tools", where=where)
        if number < start:
            continue
        if message.role == "tool":
            call_id = message.tool_call_id if isinstance(message, Message) else ""
            if call_id not in pending:
                raise ConversationError(f"there is no open tool call {call_id!r} to answer", where=where)
            pending.remove(call_id)
            continue
        if pending:
            raise ConversationError(_unanswered(len(pending)), where=where)
        if message.role not in expected:
            raise ConversationError(f"expected role {expected[0]}, not {message.role}", where=where)
        identifiers = [call.id for call in calls]
        pending = set(identifiers)
        if len(pending) != len(identifiers):
            raise ConversationError("two tool calls have the same id", where=where)
        if calls:
            expected = ("assistant", "user")
        else:
            expected = ("assistant",) if message.role == "user" else ("user",)
    _check_end(messages[-1], len(pending), ending)


def _check_end(last: Utterance | Message, pending: int, ending: Ending) -> None:
    if ending == "call":
        if not pending or last.role != "assistant":
            raise ConversationError("the last message must be a call without observations", where="the end")
        return
    if pending:
        raise ConversationError(_unanswered(pending), where="the end")
    if ending == "observation" and last.role != "tool":
        raise ConversationError("the last message must be an observation", where="the end")
    if ending == "answer" and last.role != "assistant":
        raise ConversationError("the last message must be the assistant's", where="the end")


def _unanswered(calls: int) -> str:
    return f"{calls} tool call{' has' if calls == 1 else 's have'} no answer"
