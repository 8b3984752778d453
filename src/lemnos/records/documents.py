"""Pages of prose: ``Document`` with its paragraphs and links."""

from typing import Literal

import msgspec

from lemnos.records.common import Record, content_id


class Paragraph(msgspec.Struct, frozen=True):
    """A run of prose in ``Document.text``; ``document.text[start:end]`` is it, to the letter."""

    start: int
    end: int
    section: tuple[str, ...] = ()
    """Headings from the outermost to the innermost; empty in the lead. The document's title is not in it."""
    kind: Literal["prose", "item"] = "prose"
    """``item`` is one entry of a list."""


class Link(msgspec.Struct, frozen=True):
    """A link whose anchor text is ``document.text[start:end]``."""

    start: int
    end: int
    target: str
    """Name of the target, as the source writes it after normalising (see ``lemnos.sources.documents.names``). It stays
    a name because the target may be read later, by another worker, or never; the graph resolves it."""


class Document(Record, frozen=True, kw_only=True):
    """One page of prose with its structure. Tables, code, references and navigation are not in it."""

    id: str
    title: str
    url: str = ""
    source: str
    """Where it was read: the input's file name, and the position in it where it has one."""
    licence: str = ""
    language: str = "und"
    """BCP 47 code; ``und`` where nothing tells."""
    text: str
    """Paragraphs separated by one blank line. No headings: they are in ``Paragraph.section``."""
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...] = ()


def document_id(title: str, text: str) -> str:
    """Return the id of the document with this title and text."""
    return content_id("document", title, text)
