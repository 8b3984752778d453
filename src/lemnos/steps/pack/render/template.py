"""Conversations in the chat template of a model, with spans that come from rendering.

``Chat`` → text with spans. The conversation is rendered twice: as it is, and with a short name in place of everything
that is said. The second text shows what the template itself writes and where it puts what is said. The first text must
be just these pieces with the words back in their places, else the record is refused. Where a message ends is learnt by
rendering the conversation up to it; the header of an answer is what the template writes to ask for one
(``add_generation_prompt``). Words that a template trims or writes as JSON are known in these forms.

Cost: two renderings for a conversation, and one of a few messages for each message that calls tools.
Limitation: a record whose words change how the template writes (a ``</think>`` within them) is rendered once more up to
each message; then spans within a message are not told apart.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lemnos.records import Message, OfferedTool, ToolCall
from lemnos.steps.pack.base import Rendered, SpanKind, SpanRole
from lemnos.steps.pack.render.alignment import Alignment, Field, Segment
from lemnos.steps.pack.render.chat import Chat, Origin, function_of
from lemnos.steps.pack.render.probe import NAME, Probe, first_line, shapes
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.render.writer import Writer, kind_of

if TYPE_CHECKING:
    import jinja2


class TemplateRenderer:
    """Renders conversations with a chat template.

    Args:
        template: The template.
        tokens: ``bos_token``, ``eos_token`` and other names → their text.
        specials: The special tokens of the tokenizer, as text.
        where: What the user calls the template, for messages.

    Raises:
        SettingsError: It renders no conversation of two messages.
    """

    def __init__(
        self, template: "jinja2.Template", tokens: Mapping[str, str], specials: Sequence[str], where: str
    ) -> None:
        self._probe = Probe(template, tokens, where)
        self._special = (
            re.compile("|".join(map(re.escape, sorted(specials, key=len, reverse=True)))) if specials else None
        )
        self._ends: dict[tuple[str, str, str], int] = {}

    def __call__(self, chat: Chat, origin: Origin) -> Rendered:
        """Return a conversation as text.

        Raises:
            RefusedError: The template does not render it, or not so that spans are known, or leaves out tools or calls.
        """
        numbers, said = self._said(chat)
        tools = [function_of(tool) for tool in chat.tools]
        messages, text = self._whole(said, tools)
        fields: list[Field] = []
        marked = [self._marked(message, number, fields) for message, number in zip(messages, numbers, strict=True)]
        conversation = Alignment(self._probe, messages, marked, fields, tools, numbers, text)
        made = self._spans(conversation, chat, origin)
        _check_calls(made, chat)
        return made

    def _said(self, chat: Chat) -> tuple[list[int], list[Message]]:
        """Return the messages to render, with their numbers in the record; the system's goes into the user's where
        the template takes none."""
        messages = list(chat.messages)
        numbers = list(range(len(messages)))
        if messages[0].role == "system" and not self._probe.takes_system and len(messages) > 1:
            first, second = messages[0], messages[1]
            joined = Message("user", f"{first.content}\n\n{second.content}", attachments=second.attachments)
            return numbers[1:], [joined, *messages[2:]]
        return numbers, messages

    def _whole(self, messages: list[Message], tools: list[Any]) -> tuple[list[dict[str, Any]], str]:
        """Return messages as the template takes them, and the text of all."""
        reason = ""
        for objects in (self._probe.objects, not self._probe.objects):
            made = shapes(messages, objects)
            try:
                return made, self._probe.render(made, tools)
            except Exception as error:  # a template may do anything
                reason = reason or first_line(error)
            if not any(message.tool_calls for message in messages):
                break
        raise RefusedError("template", f"the chat template does not render it: {reason}")

    def _marked(self, message: dict[str, Any], number: int, fields: list[Field]) -> dict[str, Any]:
        """Return a message with names in place of what is said; the fields are noted."""
        made = dict(message)
        kind: SpanKind = "observation" if message["role"] == "tool" else "words"
        for key, what in (("reasoning_content", "thought"), ("content", kind)):
            text = made.get(key)
            if isinstance(text, str) and text.strip():
                made[key] = NAME.format(len(fields))
                fields.append(Field(number, "thought" if what == "thought" else kind, text))
        return made

    def _spans(self, conversation: Alignment, chat: Chat, origin: Origin) -> Rendered:
        text, numbers = conversation.text, conversation.numbers
        segments = conversation.segments()
        borders = conversation.borders(segments, self._ends) if segments else None
        if borders is None:
            segments, borders = [Segment(0, len(text), -1)], conversation.prefixes()
        said: dict[int, list[Segment]] = {}
        for part in segments:
            if part.field >= 0:
                said.setdefault(conversation.fields[part.field].message, []).append(part)
        writer = Writer()
        position = 0
        for place, (number, end) in enumerate(zip(numbers, borders, strict=True)):
            start = borders[place - 1] if place else 0
            inside = said.get(number, [])
            if chat.messages[number].role == "assistant":
                position = self._answer(writer, conversation, inside, start, end, chat, number)
            else:
                position = self._other(writer, conversation, inside, start, end, chat, number)
            last = place == len(numbers) - 1
            if last or chat.units[numbers[place + 1]] != chat.units[number]:
                writer.end_unit()
        assert position == len(text)
        return writer.rendered(origin, chat.recalls)

    def _answer(
        self,
        writer: Writer,
        conversation: Alignment,
        inside: list[Segment],
        start: int,
        end: int,
        chat: Chat,
        number: int,
    ) -> int:
        """Write a message of the assistant: its header, what it says, and the mark that ends it."""
        text, trained = conversation.text, chat.trained[number]
        head = start + self._header(text[start : inside[0].start if inside else end])
        writer.mark(text[start:head], number, trained)
        calls = chat.messages[number].tool_calls
        position = head
        for part in inside:
            self._write(writer, text[position : part.start], "assistant", calls, number, trained)
            writer.add(text[part.start : part.end], "assistant", conversation.fields[part.field].kind, number, trained)
            position = part.end
        rest = text[position:end]
        ends = [found.span() for found in self._special.finditer(rest)] if self._special else []
        if ends and not rest[ends[-1][1] :].strip():
            begin, close = ends[-1]
            turn = self._turn(rest[:begin])
            self._write(writer, rest[:turn], "assistant", calls, number, trained)
            writer.mark(rest[turn:begin], number, trained)
            writer.add(rest[begin:close], "assistant", "template", number, trained)
            writer.mark(rest[close:], number, trained)
        else:
            turn = self._turn(rest)
            self._write(writer, rest[:turn], "assistant", calls, number, trained)
            writer.mark(rest[turn:], number, trained)
        return end

    def _write(
        self,
        writer: Writer,
        text: str,
        role: SpanRole,
        named: Sequence[ToolCall | OfferedTool],
        number: int,
        trained: bool,
    ) -> None:
        """Write what the template wrote: marks, or calls and tools with special tokens as marks between."""
        if not any(each.name in text for each in named):
            writer.add(text, role, "template", number, trained)
            return
        kind: SpanKind = "call" if role == "assistant" else "tools"
        position = 0
        for found in self._special.finditer(text) if self._special else ():
            writer.add(text[position : found.start()], role, kind, number, trained)
            writer.add(found[0], role, "template", number, trained)
            position = found.end()
        writer.add(text[position:], role, kind, number, trained)

    def _other(
        self,
        writer: Writer,
        conversation: Alignment,
        inside: list[Segment],
        start: int,
        end: int,
        chat: Chat,
        number: int,
    ) -> int:
        """Write a message of the system, the user or a tool."""
        message, text, trained = chat.messages[number], conversation.text, chat.trained[number]
        tools = chat.tools if number <= 1 else ()
        if not inside and any(field.message == number for field in conversation.fields):
            writer.add(text[start:end], message.role, "template", number, trained)  # words and marks are not told apart
            return end
        position = start
        for part in inside:
            self._write(writer, text[position : part.start], "template", tools, number, trained)
            writer.add(text[part.start : part.end], message.role, kind_of(message), number, trained)
            position = part.end
        self._write(writer, text[position:end], "template", tools, number, trained)
        return end

    def _turn(self, text: str) -> int:
        """Return where the mark that ends any answer ends in what the template writes behind one, without the white
        space that follows; all of it where there is no such mark at its end."""
        words = text.rstrip()
        stop = self._probe.stop
        return len(words) if stop and words.endswith(stop) else len(text)

    def _header(self, text: str) -> int:
        """Return how much of what the template writes at the beginning of an answer is the header."""
        if text.startswith(self._probe.prompt):
            return len(self._probe.prompt)
        shared = 0
        while shared < min(len(text), len(self._probe.prompt)) and text[shared] == self._probe.prompt[shared]:
            shared += 1
        return max((found.end() for found in re.finditer(r"[\n>\]|]", text[:shared])), default=0)


def _check_calls(made: Rendered, chat: Chat) -> None:
    """Refuse a record whose calls or tools the template leaves out: outputs would come from nowhere, and an empty
    answer would be trained on.

    Raises:
        RefusedError: A message that calls tools has no call in the text, or no offered tool is named in it.
    """
    written = {span.message for span in made.spans if span.kind == "call"}
    for number, message in enumerate(chat.messages):
        if message.tool_calls and number not in written:
            raise RefusedError("template_calls", f"the chat template leaves out what message {number} calls")
    names = [tool.name for tool in chat.tools]
    texts = (made.text[span.start : span.end] for span in made.spans if span.role != "assistant")
    if names and not any(name in text for text in texts for name in names):
        raise RefusedError("template_tools", "the chat template leaves out the tools that are offered")
