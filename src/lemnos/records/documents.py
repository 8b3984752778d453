"""Defines ``Document``, a page of prose with its paragraphs and links.

Offsets are indices into ``Document.text``. Code and tables are paragraphs of a kind of their own. References and
navigation are not part of a document.
"""

from typing import Literal

import msgspec

from lemnos.records.common import Record, content_id

BLOCKS = frozenset(("code", "table"))
"""The kinds of paragraphs that are not prose."""


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph of prose, a block of code or a table; its text is ``document.text[start:end]``."""

    start: int
    end: int
    section: tuple[str, ...] = ()
    """Headings above the paragraph, outermost first, without the document's title; empty in the lead."""
    kind: Literal["prose", "item", "code", "table"] = "prose"
    """``item`` is an item of a list. ``code`` is a block of code in a Markdown fence, verbatim between its first and
    last line. ``table`` is a table in Markdown."""


class Link(msgspec.Struct, frozen=True):
    """A link whose anchor text is ``document.text[start:end]``."""

    start: int
    end: int
    target: str
    """Name of the target in the source, normalised by ``lemnos.sources.documents.names``. The graph resolves it,
    because the target may be read later, by another worker, or never."""


class Document(Record, frozen=True, kw_only=True):
    """A page of prose with its structure, without references and navigation."""

    id: str
    title: str
    url: str = ""
    source: str
    """Where the document was read: the name of the input file, and the position in it if it has one."""
    licence: str = ""
    language: str = "und"
    """BCP 47 code; ``und`` if unknown."""
    text: str
    """Paragraphs separated by one blank line; code may hold blank lines of its own. Headings are only in
    ``Paragraph.section``."""
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...] = ()


def document_id(title: str, text: str) -> str:
    """Return the id of the document with this title and text."""
    return content_id("document", title, text)
