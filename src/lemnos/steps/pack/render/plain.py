"""Conversations as plain text: ``User: …`` and ``Assistant: …``, a blank line between messages.

``Chat`` → text with spans. A thought stands behind ``Thought:`` and a call behind ``Call:`` on a line of its own, both
in the assistant's message; an output behind ``Tool NAME:``. The space behind ``Assistant:`` is the assistant's, so that
a model is asked to go on from the colon, as at inference.
"""

import json

from lemnos.records import Message
from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.render.chat import Chat, Origin, arguments_of, function_of
from lemnos.steps.pack.render.writer import Writer, kind_of

_END = "\n\n"
_NAMES = {"system": "System", "user": "User", "assistant": "Assistant"}


class PlainRenderer:
    """Writes conversations as plain text between ``bos`` and ``eos``."""

    def __init__(self, bos: str, eos: str) -> None:
        self._bos, self._eos = bos, eos

    def __call__(self, chat: Chat, origin: Origin) -> Rendered:
        """Return a conversation as text."""
        writer = Writer()
        writer.mark(self._bos)
        if chat.tools:
            writer.mark("Tools:\n")
            for tool in chat.tools:
                line = json.dumps(function_of(tool)["function"], ensure_ascii=False)
                writer.add(f"{line}\n", "template", "tools")
            writer.mark("\n")
        called = {call.id: call.name for message in chat.messages for call in message.tool_calls}
        last = len(chat.messages) - 1
        for number, message in enumerate(chat.messages):
            trained = chat.trained[number]
            name = f"Tool {called[message.tool_call_id]}" if message.role == "tool" else _NAMES[message.role]
            writer.mark(f"{name}:", number, trained)
            _body(writer, message, number, trained)
            end = self._eos if number == last else _END
            if message.role == "assistant":
                writer.add(end, "assistant", "template", number, trained)
            else:
                writer.mark(end, number, trained)
            if number == last or chat.units[number + 1] != chat.units[number]:
                writer.end_unit()
        return writer.rendered(origin, chat.recalls)


def _body(writer: Writer, message: Message, number: int, trained: bool) -> None:
    before = " "
    if message.reasoning:
        writer.add(" Thought: ", message.role, "template", number, trained)
        writer.add(message.reasoning, message.role, "thought", number, trained)
        before = "\n"
    if message.content:
        writer.add(before, message.role, "template", number, trained)
        writer.add(message.content, message.role, kind_of(message), number, trained)
        before = "\n"
    for call in message.tool_calls:
        writer.add(f"{before}Call: ", message.role, "template", number, trained)
        given = arguments_of(call.arguments)
        text = call.arguments if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
        writer.add(f"{call.name} {text}", message.role, "call", number, trained)
        before = "\n"
