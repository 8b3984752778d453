"""Masks personal data and secrets of a document: ``Document`` → ``Document`` whose paragraphs and links still fit.

Placeholders have other lengths than what they stand for, so every offset behind one moves. ``Shift`` moves offsets; the
evidence of dialogues moves with the same one (``dialogues``).
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from msgspec.structs import replace

from lemnos.records import Document
from lemnos.text.private.find import Found, places, replaced
from lemnos.text.private.kinds import Private


class Shift:
    """Offsets in a text → offsets in the same text with placeholders.

    An offset within something that was replaced moves to the end of its placeholder.
    """

    def __init__(self, there: Sequence[Found]) -> None:
        self._starts = [place.start for place in there]
        self._there = there
        grown = (len(place.placeholder) - (place.end - place.start) for place in there)
        self._grown = list(accumulate(grown, initial=0))

    def __call__(self, offset: int) -> int:
        """Return where an offset of the old text is in the new one."""
        number = bisect_right(self._starts, offset - 1)
        if number and offset < self._there[number - 1].end:
            return self._there[number - 1].end + self._grown[number]
        return offset + self._grown[number]


class MaskedDocument(NamedTuple):
    """A document with placeholders, and where they stand for something in the text that it had."""

    document: Document
    there: list[Found]


def mask_document(document: Document, found: Sequence[Private]) -> MaskedDocument:
    """Return a document with placeholders for ``found``. It keeps its id."""
    there = places(document.text, found)
    title = replaced(document.title, places(document.title, found))
    if not there:
        return MaskedDocument(replace(document, title=title), there)
    shift = Shift(there)
    paragraphs = [replace(part, start=shift(part.start), end=shift(part.end)) for part in document.paragraphs]
    links = [
        replace(
            link,
            start=shift(link.start),
            end=shift(link.end),
            target=replaced(link.target, places(link.target, found)),
        )
        for link in document.links
    ]
    masked = replace(
        document,
        title=title,
        text=replaced(document.text, there),
        paragraphs=tuple(part for part in paragraphs if part.start < part.end),
        links=tuple(link for link in links if link.start < link.end),
    )
    return MaskedDocument(masked, there)
