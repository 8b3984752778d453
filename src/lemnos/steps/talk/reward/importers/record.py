"""Defines what importers read: ``Record``, a decoded value with its location, and conversions of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeVar

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.text.sentences import sentence_ends

Answers = Literal["source", "written"]
"""What is used as an answer: the sentences or the section of the document that contain it, or the utterance itself. A
bare span ("in 1984") says little; a reward of segments is evaluated on texts of the length of a segment."""

Shape = TypeVar("Shape")


class Record(NamedTuple):
    """A decoded value and its location."""

    where: str
    value: object


def converted(record: Record, shape: type[Shape], problem: Problem) -> Iterator[Shape]:
    """Yield the record as the type of its format; if it is invalid, report why and yield nothing."""
    try:
        yield msgspec.convert(record.value, shape)
    except msgspec.ValidationError as error:
        problem(f"{record.where}: {error}")


def has(value: object, *keys: str) -> bool:
    """Return whether a value is an object with these keys."""
    return isinstance(value, dict) and all(key in value for key in keys)


def sentences_around(text: str, start: int, end: int) -> str:
    """Return the sentences of a text that ``text[start:end]`` touches.

    >>> sentences_around("It rained. We left in May, by boat. Then it cleared.", 19, 25)
    'We left in May, by boat.'
    """
    if not 0 <= start < end <= len(text):
        return ""
    ends = sentence_ends(text)
    first = bisect_right(ends, start)
    last = min(bisect_left(ends, end), len(ends) - 1)
    return text[ends[first - 1] if first else 0 : ends[last]].strip() if ends else ""
