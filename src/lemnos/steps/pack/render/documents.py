"""Documents and tool documents as text.

A ``Document`` gets its title and the headings of its sections, as Markdown has them; each paragraph is a unit, with the
heading above it. A ``ToolDocument`` is text already; its units are paragraphs. The token at the end is the document's,
so that a model learns in every mask where a text ends.
"""

import re
from itertools import takewhile

from lemnos.records import Document, ToolDocument
from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.render.chat import Origin
from lemnos.steps.pack.render.writer import Writer

_BREAK = re.compile(r"\n\n+")


def document(record: Document, origin: Origin, bos: str, eos: str) -> Rendered:
    """Return a document as text. The number of a span's message is that of the paragraph."""
    writer = Writer()
    writer.mark(bos)
    if record.title:
        writer.add(f"# {record.title}", "document", "document")
    section: tuple[str, ...] = ()
    started = bool(record.title)
    for number, paragraph in enumerate(record.paragraphs):
        shared = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(section, paragraph.section, strict=False))
        )
        for depth, heading in enumerate(paragraph.section[shared:], shared + 2):
            writer.add(("\n\n" if started else "") + "#" * min(depth, 6) + f" {heading}", "document", "document")
            started = True
        section = paragraph.section
        writer.add("\n\n" if started else "", "document", "document")
        writer.add(record.text[paragraph.start : paragraph.end], "document", "document", number)
        writer.end_unit()
        started = True
    writer.add(eos, "document", "template")
    return writer.rendered(origin)


def tool_document(record: ToolDocument, origin: Origin, bos: str, eos: str) -> Rendered:
    """Return a tool document as text."""
    writer = Writer()
    writer.mark(bos)
    start = 0
    for found in _BREAK.finditer(record.text):
        writer.add(record.text[start : found.end()], "document", "document", 0)
        writer.end_unit()
        start = found.end()
    writer.add(record.text[start:], "document", "document", 0)
    writer.end_unit()
    writer.add(eos, "document", "template")
    return writer.rendered(origin)
