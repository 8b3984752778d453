"""The one judge of whether a list of messages is a conversation. Every importer and writer asks it."""

from collections.abc import Sequence

from lemnos.errors import ConversationError
from lemnos.records import Message, Utterance


def validate(messages: Sequence[Utterance | Message]) -> None:
    """Return if ``messages`` is a valid conversation.

    Valid means: at most one system message, and it comes first; then the user speaks; user and assistant
    alternate; a tool message answers a call that the assistant made just before, each call once, and every
    call is answered before anybody else speaks; the assistant has the last word; no message is empty unless
    it calls tools.

    Raises:
        ConversationError: The first message that breaks a rule, by its number.
    """
    if not messages:
        raise ConversationError("no messages")
    start = 1 if messages[0].role == "system" else 0
    expected = "user"
    pending: set[str] = set()
    for number, message in enumerate(messages):
        where = f"message {number}"
        calls = message.tool_calls if isinstance(message, Message) else ()
        if not message.content.strip() and not calls:
            raise ConversationError("empty content", where=where)
        if calls and message.role != "assistant":
            raise ConversationError(f"a {message.role} message calls tools", where=where)
        if number < start:
            continue
        if message.role == "tool":
            answered = message.tool_call_id if isinstance(message, Message) else ""
            if answered not in pending:
                raise ConversationError(f"tool answer to no open call {answered!r}", where=where)
            pending.remove(answered)
            continue
        if pending:
            raise ConversationError(f"{len(pending)} tool calls without an answer", where=where)
        if message.role != expected:
            raise ConversationError(f"{message.role} where {expected} should speak", where=where)
        identifiers = [call.id for call in calls]
        pending = set(identifiers)
        if len(pending) != len(identifiers):
            raise ConversationError("two tool calls with one id", where=where)
        expected = "assistant" if message.role == "user" or calls else "user"
    if pending:
        raise ConversationError(f"{len(pending)} tool calls without an answer", where="the end")
    if expected != "user" or len(messages) == start:
        raise ConversationError("the assistant does not have the last word", where="the end")
