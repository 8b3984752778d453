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

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lemnos.errors import SettingsError
from lemnos.records import Message, OfferedTool, ToolCall
from lemnos.steps.pack.base import Rendered, SpanKind
from lemnos.steps.pack.render.chat import Chat, Origin, arguments_of, function_of
from lemnos.steps.pack.render.refused import RefusedError
from lemnos.steps.pack.render.writer import Writer, kind_of
from lemnos.text.chat_template import render

if TYPE_CHECKING:
    import jinja2

_NAME = "Zq{}qZ"
_NAMES = re.compile(r"Zq(\d+)qZ")
_NEIGHBOURS = 8
"""A conversation of so many messages is rendered whole to see where a message ends."""


class _Field(NamedTuple):
    """Something that is said."""

    message: int
    kind: SpanKind
    text: str


class _Segment(NamedTuple):
    """A piece of the text: a field, or what the template wrote."""

    start: int
    end: int
    field: int
    """Number of the field; -1 for what the template wrote."""


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
        self._template, self._tokens = template, dict(tokens)
        self._special = (
            re.compile("|".join(map(re.escape, sorted(specials, key=len, reverse=True)))) if specials else None
        )
        self._ends: dict[tuple[str, str, str], int] = {}
        user, answer = {"role": "user", "content": "Well?"}, {"role": "assistant", "content": "Good."}
        self._no_tools: list[Any] | None = None
        if not self._renders([user, answer], "Good."):
            self._no_tools = []  # some take no tools for an empty list only
        try:
            asked, whole = self._render([user]), self._render([user, answer])
        except Exception as error:  # a template may do anything
            raise SettingsError(f"does not render a conversation ({_line(error)})", where=where) from None
        if "Well?" not in whole or "Good." not in whole:
            raise SettingsError("leaves out what is said", where=where, remedy="choose another template")
        try:
            prompted = self._render([user], generation_prompt=True)
        except Exception:  # a template may do anything
            prompted = asked
        asked = self.without_end(asked, prompted)
        self._prompt = prompted[len(asked) :] if prompted.startswith(asked) else ""
        self._question = self._header_of_user()
        self._takes_system = self._renders([{"role": "system", "content": "Be brief."}, user, answer], "Be brief.")
        self._objects = self._takes_objects()

    def __call__(self, chat: Chat, origin: Origin) -> Rendered:
        """Return a conversation as text.

        Raises:
            RefusedError: The template does not render it, or not so that spans are known.
        """
        numbers, said = self._said(chat)
        tools = [function_of(tool) for tool in chat.tools]
        messages, text = self._whole(said, tools)
        fields: list[_Field] = []
        marked = [self._marked(message, number, fields) for message, number in zip(messages, numbers, strict=True)]
        conversation = _Conversation(self, messages, marked, fields, tools, numbers, text)
        return self._spans(conversation, chat, origin)

    def _said(self, chat: Chat) -> tuple[list[int], list[Message]]:
        """Return the messages to render, with their numbers in the record; the system's goes into the user's where
        the template takes none."""
        messages = list(chat.messages)
        numbers = list(range(len(messages)))
        if messages[0].role == "system" and not self._takes_system and len(messages) > 1:
            first, second = messages[0], messages[1]
            joined = Message("user", f"{first.content}\n\n{second.content}", attachments=second.attachments)
            return numbers[1:], [joined, *messages[2:]]
        return numbers, messages

    def _whole(self, messages: list[Message], tools: list[Any]) -> tuple[list[dict[str, Any]], str]:
        """Return messages as the template takes them, and the text of all."""
        reason = ""
        for objects in (self._objects, not self._objects):
            made = _shapes(messages, objects)
            try:
                return made, self._render(made, tools)
            except Exception as error:  # a template may do anything
                reason = reason or _line(error)
            if not any(message.tool_calls for message in messages):
                break
        raise RefusedError("template", f"the chat template does not render it: {reason}")

    def _marked(self, message: dict[str, Any], number: int, fields: list[_Field]) -> dict[str, Any]:
        """Return a message with names in place of what is said; the fields are noted."""
        made = dict(message)
        kind: SpanKind = "observation" if message["role"] == "tool" else "words"
        for key, what in (("reasoning_content", "thought"), ("content", kind)):
            text = made.get(key)
            if isinstance(text, str) and text.strip():
                made[key] = _NAME.format(len(fields))
                fields.append(_Field(number, "thought" if what == "thought" else kind, text))
        return made

    def _spans(self, conversation: "_Conversation", chat: Chat, origin: Origin) -> Rendered:
        text, numbers = conversation.text, conversation.numbers
        segments = conversation.segments()
        borders = conversation.borders(segments, self._ends) if segments else None
        if borders is None:
            segments, borders = [_Segment(0, len(text), -1)], conversation.prefixes()
        said: dict[int, list[_Segment]] = {}
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
                position = _other(writer, conversation, inside, start, end, chat, number)
            last = place == len(numbers) - 1
            if last or chat.units[numbers[place + 1]] != chat.units[number]:
                writer.end_unit()
        assert position == len(text)
        return writer.rendered(origin, chat.recalls)

    def _answer(
        self,
        writer: Writer,
        conversation: "_Conversation",
        inside: list[_Segment],
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
            between = text[position : part.start]
            writer.add(between, "assistant", _kind(between, calls), number, trained)
            writer.add(text[part.start : part.end], "assistant", conversation.fields[part.field].kind, number, trained)
            position = part.end
        rest = text[position:end]
        ends = [found.span() for found in self._special.finditer(rest)] if self._special else []
        if ends and not rest[ends[-1][1] :].strip():
            begin, close = ends[-1]
            writer.add(rest[:begin], "assistant", _kind(rest[:begin], calls), number, trained)
            writer.add(rest[begin:close], "assistant", "template", number, trained)
            writer.mark(rest[close:], number, trained)
        else:
            writer.add(rest, "assistant", _kind(rest, calls), number, trained)
        return end

    def _header(self, text: str) -> int:
        """Return how much of what the template writes at the beginning of an answer is the header."""
        if text.startswith(self._prompt):
            return len(self._prompt)
        shared = 0
        while shared < min(len(text), len(self._prompt)) and text[shared] == self._prompt[shared]:
            shared += 1
        return max((found.end() for found in re.finditer(r"[\n>\]|]", text[:shared])), default=0)

    def without_end(self, text: str, other: str) -> str:
        """Return a text without the token at its end which a template writes after the last message alone."""
        end = self._tokens.get("eos_token", "")
        return text[: -len(end)] if end and text.endswith(end) and not other.startswith(text) else text

    def _header_of_user(self) -> str:
        """Return what the template writes before what the user says, where two messages of the user show it."""
        first, second = ({"role": "user", "content": _NAME.format(number)} for number in (0, 1))
        try:
            alone, both = self._render([first]), self._render([first, second])
        except Exception:  # a template may do anything
            return ""
        alone = self.without_end(alone, both)
        return both[len(alone) :].partition(_NAME.format(1))[0] if both.startswith(alone) else ""

    def _render(
        self, messages: Sequence[Mapping[str, Any]], tools: Sequence[Any] = (), *, generation_prompt: bool = False
    ) -> str:
        return render(
            self._template,
            messages,
            tools,
            generation_prompt=generation_prompt,
            tokens=self._tokens,
            no_tools=self._no_tools,
        )

    def _renders(self, messages: Sequence[Mapping[str, Any]], text: str) -> bool:
        try:
            return text in self._render(messages)
        except Exception:  # a template may do anything
            return False

    def _takes_objects(self) -> bool:
        """Return whether arguments of calls are right as objects; templates disagree."""
        call = ToolCall("call00001", "look_up", '{"place": "Bergen", "days": 3}')
        messages = [
            Message("user", "Well?"),
            Message("assistant", "", (call,), kind="call"),
            Message("tool", "rain", tool_call_id="call00001", kind="observation"),
            Message("assistant", "Rain."),
        ]
        tools = [function_of(OfferedTool("look_up", "Look up.", '{"type": "object", "properties": {}}'))]
        for objects in (True, False):
            try:
                text = self._render(_shapes(messages, objects), tools)
            except Exception:  # a template may do anything
                text = ""
            if "Bergen" in text and '\\"place' not in text and "'place'" not in text:
                return objects
        return True


class _Conversation(NamedTuple):
    """A conversation that is rendered, and what tells its parts."""

    renderer: TemplateRenderer
    messages: list[dict[str, Any]]
    marked: list[dict[str, Any]]
    fields: list[_Field]
    tools: list[Any]
    numbers: list[int]
    text: str

    def segments(self) -> list[_Segment]:
        """Return the pieces of the text; nothing if it is not what the template writes with the words in place."""
        try:
            marked = self.renderer._render(self.marked, self.tools)
        except Exception:  # a template may do anything
            return []
        pieces = _NAMES.split(marked)
        segments: list[_Segment] = []
        position = 0
        if not self.text.startswith(pieces[0]):
            return []
        segments.append(_Segment(0, len(pieces[0]), -1))
        position = len(pieces[0])
        for name, literal in zip(pieces[1::2], pieces[2::2], strict=True):
            field = int(name)
            if field >= len(self.fields):
                return []
            for words in _forms(self.fields[field].text):
                after = position + len(words)
                if self.text.startswith(words, position) and self.text.startswith(literal, after):
                    segments.append(_Segment(position, after, field))
                    position = after + len(literal)
                    segments.append(_Segment(after, position, -1))
                    break
            else:
                return []
        return segments if position == len(self.text) else []

    def borders(self, segments: list[_Segment], known: dict[tuple[str, str, str], int]) -> list[int] | None:
        """Return where each message ends; None if that is not known."""
        said = [part for part in segments if part.field >= 0]
        found: list[int] = []
        cursor = 0
        for place in range(1, len(self.marked)):
            while cursor < len(said) and self.fields[said[cursor].field].message < self.numbers[place]:
                cursor += 1
            before = said[cursor - 1] if cursor else None
            begin = before.end if before else 0
            end = said[cursor].start if cursor < len(said) else len(self.text)
            border = self._border(place, before, begin, end, known)
            if border is None or border < (found[-1] if found else 0):
                return None
            found.append(border)
        return [*found, len(self.text)]

    def _border(
        self, place: int, before: _Segment | None, begin: int, end: int, known: dict[tuple[str, str, str], int]
    ) -> int | None:
        """Return where the message before ``place`` ends, between what is said before and after."""
        literal = self.text[begin:end]
        plain = (
            before is not None
            and self.fields[before.field].message == self.numbers[place - 1]
            and "tool_calls" not in self.marked[place - 1]
        )
        key = (literal, self.marked[place - 1]["role"], self.marked[place]["role"])
        if plain and key in known:
            return begin + known[key]
        name = _NAME.format(before.field) if before else ""
        for messages in self._contexts(place):
            text = self._tried(messages)
            if not text or name not in text:
                continue
            tail = text[text.rindex(name) + len(name) :] if name else text
            length = self._length(tail, literal, place)
            if length is not None:
                if plain:
                    known[key] = length
                return begin + length
        return self._inferred(place, begin, end)

    def _tried(self, messages: list[dict[str, Any]]) -> str:
        """Return the text of some messages; nothing if the template does not render them by themselves."""
        try:
            return self.renderer._render(messages, self.tools)
        except Exception:  # a template may do anything
            return ""

    def _length(self, tail: str, literal: str, place: int) -> int | None:
        """Return how much of ``literal`` ends the message before ``place``, if that is ``tail`` where it is the last.

        Before calls, a template may write something in the last message alone; so of a message that calls tools and
        says nothing, what stands from its first call on is compared.
        """
        tail = self.renderer.without_end(tail, literal)
        if literal.startswith(tail):
            return len(tail)
        calls = self.marked[place - 1].get("tool_calls")
        if calls:
            name = calls[0]["function"]["name"]
            here, there = literal.find(name), tail.find(name)
            if here >= 0 and there >= 0 and literal.startswith(tail[there:], here):
                return here + len(tail) - there
        return None

    def _inferred(self, place: int, begin: int, end: int) -> int | None:
        """Return where the message before ``place`` ends, where the conversation up to it does not show it.

        Two messages that the assistant does not say need no border. Before an answer it is where the template asks for
        one, or else where the words begin; before a question, where its known header begins.
        """
        literal = self.text[begin:end]
        before, after = self.marked[place - 1], self.marked[place]
        if before["role"] != "assistant" and after["role"] != "assistant":
            return begin
        if after["role"] == "assistant":
            prompt = self.renderer._prompt
            if before["role"] != "assistant" and prompt and literal.count(prompt) == 1:
                return begin + literal.index(prompt)
            says = isinstance(after["content"], str) and after["content"] and "reasoning_content" not in after
            return end if before["role"] != "assistant" and says else None
        header = self.renderer._question
        return end - len(header) if after["role"] == "user" and header and literal.endswith(header) else None

    def _contexts(self, place: int) -> Iterator[list[dict[str, Any]]]:
        """Yield conversations that end before ``place``: a short one, and all that there is."""
        if place > _NEIGHBOURS:
            users = [number for number in range(place) if self.marked[number]["role"] == "user"]
            answers = [number for number in range(place - 1) if self.marked[number]["role"] == "assistant"]
            first = answers[-1] if answers else place
            if users:
                asked = users[-1]
                yield self.marked[asked:place] if asked > first else [self.marked[asked], *self.marked[first:place]]
        yield self.marked[:place]

    def prefixes(self) -> list[int]:
        """Return where each message ends, found by rendering the conversation up to it.

        Raises:
            RefusedError: The text up to a message is not the beginning of the text.
        """
        ends: list[int] = []
        for place in range(1, len(self.messages)):
            try:
                text = self.renderer._render(self.messages[:place], self.tools)
            except Exception as error:  # a template may do anything
                raise RefusedError(
                    "template", f"the chat template does not render its beginning: {_line(error)}"
                ) from None
            if not self.text.startswith(text):
                raise RefusedError(
                    "template_spans",
                    f"the chat template writes message {self.numbers[place - 1]} in another way when more follows, and "
                    "with other words in its place",
                )
            ends.append(len(text))
        return [*ends, len(self.text)]


def _other(
    writer: Writer,
    conversation: _Conversation,
    inside: list[_Segment],
    start: int,
    end: int,
    chat: Chat,
    number: int,
) -> int:
    """Write a message of the system, the user or a tool."""
    message, text, trained = chat.messages[number], conversation.text, chat.trained[number]
    names = [tool.name for tool in chat.tools] if number <= 1 else []
    if not inside and number not in {field.message for field in conversation.fields}:
        writer.mark(text[start:end], number, trained)
        return end
    if not inside:  # the words are not told apart from the marks
        writer.add(text[start:end], message.role, kind_of(message), number, trained)
        return end
    position = start
    for part in inside:
        _mark(writer, text[position : part.start], names, number, trained)
        writer.add(text[part.start : part.end], message.role, kind_of(message), number, trained)
        position = part.end
    _mark(writer, text[position:end], names, number, trained)
    return end


def _mark(writer: Writer, text: str, names: list[str], number: int, trained: bool) -> None:
    kind: SpanKind = "tools" if any(name in text for name in names) else "template"
    writer.add(text, "template", kind, number, trained)


def _kind(text: str, calls: tuple[ToolCall, ...]) -> SpanKind:
    return "call" if any(call.name in text for call in calls) else "template"


def _shapes(messages: Sequence[Message], objects: bool) -> list[dict[str, Any]]:
    """Return messages in the form of OpenAI's chat API, with arguments as objects or as JSON text."""
    calls = [call for message in messages for call in message.tool_calls]
    ids = {call.id: f"call{number:05}" for number, call in enumerate(calls, 1)}
    names = {call.id: call.name for call in calls}
    made = []
    for message in messages:
        shape: dict[str, Any] = {"role": message.role, "content": message.content}
        if message.role == "tool":
            shape |= {"tool_call_id": ids[message.tool_call_id], "name": names[message.tool_call_id]}
        if message.reasoning and message.role == "assistant":
            shape["reasoning_content"] = message.reasoning
        if message.tool_calls:
            shape["tool_calls"] = [
                {
                    "id": ids[call.id],
                    "type": "function",
                    "function": {
                        "name": call.name,
                        "arguments": arguments_of(call.arguments) if objects else call.arguments,
                    },
                }
                for call in message.tool_calls
            ]
        made.append(shape)
    return made


def _forms(text: str) -> Iterator[str]:
    """Yield what a template may make of words: as they are, trimmed, or as JSON."""
    yield text
    for trimmed in (text.strip(), text.rstrip(), text.lstrip(), text.strip("\n"), text.rstrip("\n"), text.lstrip("\n")):
        if trimmed != text:
            yield trimmed
    for ascii_only in (False, True):
        yield json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield json.dumps(text.strip(), ensure_ascii=ascii_only)[1:-1]


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
