"""Removes code and tables from documents, ``Document`` → ``Document`` of prose alone, and finds them in paragraphs.

The first is for ``talk.segment.code=drop``: the offsets of paragraphs and links, and the id, are those of the text that
is left. Costs one pass over the paragraphs of documents that have code or tables, and nothing for others.
"""

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from lemnos.records import BLOCKS, Document, Link, Paragraph, document_id


def has_code(document: Document) -> bool:
    """Return whether a document has a block of code or a table."""
    return any(paragraph.kind in BLOCKS for paragraph in document.paragraphs)


def prose_of(document: Document) -> str:
    """Return the text of a document without its code and tables."""
    if not has_code(document):
        return document.text
    kept = (part for part in document.paragraphs if part.kind not in BLOCKS)
    return "\n\n".join(document.text[part.start : part.end] for part in kept)


def without_code(document: Document) -> Document:
    """Return a document without its code and tables."""
    if not has_code(document):
        return document
    kept = [part for part in document.paragraphs if part.kind not in BLOCKS]
    paragraphs: list[Paragraph] = []
    start = 0
    for part in kept:
        end = start + part.end - part.start
        paragraphs.append(Paragraph(start, end, part.section, part.kind))
        start = end + 2
    starts = [part.start for part in kept]
    links: list[Link] = []
    for link in document.links:
        number = bisect_right(starts, link.start) - 1
        if number >= 0 and link.end <= kept[number].end:
            shift = paragraphs[number].start - kept[number].start
            links.append(Link(link.start + shift, link.end + shift, link.target))
        elif link.start == link.end:  # of the document as a whole
            links.append(Link(0, 0, link.target))
    text = prose_of(document)
    return msgspec.structs.replace(
        document,
        id=document_id(document.title, text),
        text=text,
        paragraphs=tuple(paragraphs),
        links=tuple(links),
    )


def past_blocks(paragraphs: Sequence[Paragraph], number: int, section: tuple[str, ...]) -> int:
    """Return the index of the first paragraph from ``number`` on that is no block of the section."""
    while number < len(paragraphs) and paragraphs[number].kind in BLOCKS and paragraphs[number].section == section:
        number += 1
    return number


def first_blocks(document: Document, blocks: Sequence[Paragraph], limit: int) -> tuple[tuple[Paragraph, ...], int]:
    """Return the first of the blocks, up to ``limit`` lines in all, and their lines."""
    lines = 0
    for number, block in enumerate(blocks):
        more = document.text.count("\n", block.start, block.end) + 1
        if block.kind == "code":
            more -= 2  # the fence
        if lines + more > limit:
            return tuple(blocks[:number]), lines
        lines += more
    return tuple(blocks), lines
