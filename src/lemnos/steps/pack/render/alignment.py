"""Where the messages of a conversation are in its text: names in place of words, and rendering up to each message.

A conversation, rendered as it is and with names → ``Segment``s, what is said and what the template wrote between, and
the end of each message.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lemnos.steps.pack.base import SpanKind
from lemnos.steps.pack.render.probe import NAME, Probe, first_line
from lemnos.steps.pack.render.refused import RefusedError

_NAMES = re.compile(r"Zq(\d+)qZ")
_NEIGHBOURS = 8
"""A conversation of so many messages is rendered whole to see where a message ends."""


class Field(NamedTuple):
    """Something that is said."""

    message: int
    kind: SpanKind
    text: str


class Segment(NamedTuple):
    """A piece of the text: a field, or what the template wrote."""

    start: int
    end: int
    field: int
    """Number of the field; -1 for what the template wrote."""


class Alignment(NamedTuple):
    """A conversation that is rendered, and what tells its parts."""

    probe: Probe
    messages: list[dict[str, Any]]
    marked: list[dict[str, Any]]
    fields: list[Field]
    tools: list[Any]
    numbers: list[int]
    text: str

    def segments(self) -> list[Segment]:
        """Return the pieces of the text; nothing if it is not what the template writes with the words in place."""
        try:
            marked = self.probe.render(self.marked, self.tools)
        except Exception:  # a template may do anything
            return []
        pieces = _NAMES.split(marked)
        segments: list[Segment] = []
        position = 0
        if not self.text.startswith(pieces[0]):
            return []
        segments.append(Segment(0, len(pieces[0]), -1))
        position = len(pieces[0])
        for name, literal in zip(pieces[1::2], pieces[2::2], strict=True):
            field = int(name)
            if field >= len(self.fields):
                return []
            for words in _forms(self.fields[field].text):
                after = position + len(words)
                if self.text.startswith(words, position) and self.text.startswith(literal, after):
                    segments.append(Segment(position, after, field))
                    position = after + len(literal)
                    segments.append(Segment(after, position, -1))
                    break
            else:
                return []
        return segments if position == len(self.text) else []

    def borders(self, segments: list[Segment], known: dict[tuple[str, str, str], int]) -> list[int] | None:
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
        self, place: int, before: Segment | None, begin: int, end: int, known: dict[tuple[str, str, str], int]
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
        name = NAME.format(before.field) if before else ""
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
            return self.probe.render(messages, self.tools)
        except Exception:  # a template may do anything
            return ""

    def _length(self, tail: str, literal: str, place: int) -> int | None:
        """Return how much of ``literal`` ends the message before ``place``, if that is ``tail`` where it is the last.

        Before calls, a template may write something in the last message alone; so of a message that calls tools and
        says nothing, what stands from its first call on is compared.
        """
        tail = self.probe.without_end(tail, literal)
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
            prompt = self.probe.prompt
            if before["role"] != "assistant" and prompt and literal.count(prompt) == 1:
                return begin + literal.index(prompt)
            says = isinstance(after["content"], str) and after["content"] and "reasoning_content" not in after
            return end if before["role"] != "assistant" and says else None
        header = self.probe.question
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
                text = self.probe.render(self.messages[:place], self.tools)
            except Exception as error:  # a template may do anything
                raise RefusedError(
                    "template", f"the chat template does not render its beginning: {first_line(error)}"
                ) from None
            if not self.text.startswith(text):
                raise RefusedError(
                    "template_spans",
                    f"the chat template writes message {self.numbers[place - 1]} in another way when more follows, and "
                    "with other words in its place",
                )
            ends.append(len(text))
        return [*ends, len(self.text)]


def _forms(text: str) -> Iterator[str]:
    """Yield what a template may make of words: as they are, trimmed, or as JSON."""
    yield text
    for trimmed in (text.strip(), text.rstrip(), text.lstrip(), text.strip("\n"), text.rstrip("\n"), text.lstrip("\n")):
        if trimmed != text:
            yield trimmed
    for ascii_only in (False, True):
        yield json.dumps(text, ensure_ascii=ascii_only)[1:-1]
        yield json.dumps(text.strip(), ensure_ascii=ascii_only)[1:-1]
