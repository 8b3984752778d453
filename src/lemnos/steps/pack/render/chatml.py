"""Conversations in ChatML: ``<|im_start|>ROLE``, the words, ``<|im_end|>``.

``Chat`` → text with spans. Tools stand in the system message between ``<tools>`` tags, calls between ``<tool_call>``
tags as JSON, thoughts between ``<think>`` tags, as models of the Hermes and Qwen families have them; an output is a
message of the role ``tool``.
"""

import json

from lemnos.records import Message
from lemnos.steps.pack.base import Rendered, SpanRole
from lemnos.steps.pack.render.chat import Chat, Origin, arguments_of, function_of
from lemnos.steps.pack.render.writer import Writer, kind_of

START, END = "<|im_start|>", "<|im_end|>"
TOOLS = """# Tools

Call functions with a JSON object of name and arguments between <tool_call> and </tool_call>.

<tools>
"""


class ChatmlRenderer:
    """Writes conversations in ChatML between ``bos`` and ``eos``."""

    def __init__(self, bos: str, eos: str) -> None:
        self._bos, self._eos = bos, "" if eos == END else eos

    def __call__(self, chat: Chat, origin: Origin) -> Rendered:
        """Return a conversation as text."""
        writer = Writer()
        writer.mark(self._bos)
        if chat.tools and chat.messages[0].role != "system":
            writer.mark(f"{START}system\n")
            _tools(writer, chat)
            writer.mark(f"{END}\n")
        last = len(chat.messages) - 1
        for number, message in enumerate(chat.messages):
            trained = chat.trained[number]
            writer.mark(f"{START}{message.role}\n", number, trained)
            _body(writer, message, number, trained)
            if message.role == "system" and chat.tools:
                writer.mark("\n\n", number)
                _tools(writer, chat)
            ends: SpanRole = "assistant" if message.role == "assistant" else "template"
            writer.add(END, ends, "template", number, trained)
            writer.mark("\n", number, trained)
            if number == last:
                writer.add(self._eos, ends, "template", number, trained)
            if number == last or chat.units[number + 1] != chat.units[number]:
                writer.end_unit()
        return writer.rendered(origin, chat.recalls)


def _tools(writer: Writer, chat: Chat) -> None:
    writer.mark(TOOLS)
    for tool in chat.tools:
        writer.add(json.dumps(function_of(tool), ensure_ascii=False) + "\n", "template", "tools")
    writer.mark("</tools>")


def _body(writer: Writer, message: Message, number: int, trained: bool) -> None:
    if message.reasoning:
        writer.add("<think>\n", message.role, "template", number, trained)
        writer.add(message.reasoning, message.role, "thought", number, trained)
        writer.add("\n</think>\n\n", message.role, "template", number, trained)
    writer.add(message.content, message.role, kind_of(message), number, trained)
    between = "\n" if message.content else ""
    for call in message.tool_calls:
        writer.add(f"{between}<tool_call>\n", message.role, "template", number, trained)
        content = {"name": call.name, "arguments": arguments_of(call.arguments)}
        writer.add(json.dumps(content, ensure_ascii=False), message.role, "call", number, trained)
        writer.add("\n</tool_call>", message.role, "template", number, trained)
        between = "\n"
