"""Takes the parts with an item of a benchmark out of a record.

A document loses the paragraphs that hold one. A dialogue ends before the first turn that does: later turns may refer to
it. Other records cannot lose a part and stay what they are.
"""

from collections.abc import Sequence

import msgspec

from lemnos.records import Dialogue, Document, Link, Paragraph
from lemnos.steps.curate.base import Candidate, Curated

Range = tuple[int, int]
_BETWEEN = "\n\n"


def without(candidate: Candidate, ranges: Sequence[Range]) -> Curated | None:
    """Return the record without the parts that overlap these ranges of ``candidate.text``; None if nothing is left."""
    match candidate.record:
        case Document() as document:
            return _document(document, ranges)
        case Dialogue() as dialogue:
            return _dialogue(dialogue, candidate, ranges)
        case _:
            return None


def _overlaps(start: int, end: int, ranges: Sequence[Range]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in ranges)


def _document(document: Document, ranges: Sequence[Range]) -> Document | None:
    pieces: list[str] = []
    paragraphs: list[Paragraph] = []
    links: list[Link] = []
    position = 0
    for paragraph in document.paragraphs:
        if _overlaps(paragraph.start, paragraph.end, ranges):
            continue
        shift = position - paragraph.start
        pieces.append(document.text[paragraph.start : paragraph.end])
        paragraphs.append(msgspec.structs.replace(paragraph, start=position, end=paragraph.end + shift))
        links += [
            msgspec.structs.replace(link, start=link.start + shift, end=link.end + shift)
            for link in document.links
            if paragraph.start <= link.start and link.end <= paragraph.end
        ]
        position = paragraph.end + shift + len(_BETWEEN)
    if not paragraphs or len(paragraphs) == len(document.paragraphs):
        return None  # nothing is left, or the item stands outside of the paragraphs
    return msgspec.structs.replace(
        document, text=_BETWEEN.join(pieces), paragraphs=tuple(paragraphs), links=tuple(links)
    )


def _dialogue(dialogue: Dialogue, candidate: Candidate, ranges: Sequence[Range]) -> Dialogue | None:
    first = next((number for number, part in enumerate(candidate.parts) if _overlaps(part.start, part.end, ranges)), 0)
    opening = 1 if dialogue.messages and dialogue.messages[0].role == "system" else 0
    turns = (first - opening) // 2
    if turns < 1:
        return None
    return msgspec.structs.replace(
        dialogue, messages=dialogue.messages[: opening + 2 * turns], turns=dialogue.turns[:turns]
    )
