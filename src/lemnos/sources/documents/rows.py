"""Converts one row of a table to one document.

Takes a JSON line or a mapping of columns to values and returns a ``Page`` or a ``Rejected`` item. Fields are found by
the user's mapping, or by their usual names (``_USUAL_NAMES``). The text is parsed as the format in the mapping says;
plain text is split into paragraphs at blank lines.
"""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.records import Link, Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.folder import RefusedError, parse_text
from lemnos.sources.documents.names import absolute, normalise
from lemnos.sources.documents.prose.builder import Prose, clean

if TYPE_CHECKING:
    from lemnos.sources.documents.wikitext.parse import Wikitext

_USUAL_NAMES = {
    "text": ("text", "content", "body", "article"),
    "title": ("title", "name", "headline"),
    "url": ("url", "link", "source_url"),
    "id": ("id", "_id", "doc_id"),
    "links": ("links",),
    "language": ("language", "lang"),
    "licence": ("licence", "license"),
}
FIELDS = tuple(_USUAL_NAMES)
"""The fields of a document that a row may have, by their Lemnos names."""

_FORMATS = {"markdown": ".md", "html": ".html", "rst": ".rst", "plain": "", "wikitext": ""}
_SEPARATORS = ("\n", "\t", "|", ";", ",")
_TARGET_KEYS = ("target", "url", "href", "title", "id", "name")
_ANCHOR_KEYS = ("anchor", "text", "label", "title", "name")


class RowReader(msgspec.Struct, frozen=True):
    """Converts rows to pages; picklable."""

    label: str
    """The name of the file, for ``Document.source``."""
    fields: dict[str, tuple[str, ...]]
    """For each Lemnos field, the columns that may hold it; the first one with a value is taken."""
    format: str
    """How the text is written: ``plain``, ``markdown``, ``html``, ``rst`` or ``wikitext``."""
    licence: str
    """The licence of rows that do not name one."""
    language: str
    """The BCP 47 code of rows that do not name one; guessed if empty."""

    @classmethod
    def of(cls, label: str, mapping: Mapping[str, str], licence: str, language: str) -> "RowReader":
        """Return the reader for a field mapping.

        Raises:
            SettingsError: The format in the mapping is unknown.
        """
        text_format = mapping.get("format", "plain")
        if text_format not in _FORMATS:
            raise SettingsError(
                f"unknown format {text_format!r}", where="map", remedy=f"choose one of {', '.join(sorted(_FORMATS))}"
            )
        fields = {field: (mapping[field],) if field in mapping else usual for field, usual in _USUAL_NAMES.items()}
        return cls(label, fields, text_format, licence, language)

    def columns(self) -> set[str]:
        """Return the names of the top-level columns that may hold a field."""
        names = {name for names in self.fields.values() for name in names}
        return names | {name.split(".", 1)[0] for name in names}

    def has_text(self, row: Mapping[str, Any]) -> bool:
        """Return whether the row has a text field, even if its value is null."""
        return any(_get(row, name) is not None or name in row for name in self.fields["text"])

    def reject(self, rule: str, reason: str, position: str, record: str = "") -> Rejected:
        """Return the rejection of the row at ``position``."""
        return Rejected(stage="documents", rule=rule, reason=reason, source=f"{self.label}:{position}", record=record)

    def read_line(self, line: bytes, number: int) -> Page | Rejected:
        """Return the page of one JSON line, whose number counts from 1."""
        try:
            row = msgspec.json.decode(line)
        except UnicodeDecodeError as error:
            reason = f"the line is not valid UTF-8 at byte {error.start}: {error.reason}"
            return self.reject("encoding", reason, f"line {number}")
        except (msgspec.DecodeError, RecursionError) as error:
            return self.reject("not_json", f"the line is not valid JSON: {error}", f"line {number}")
        if not isinstance(row, dict):
            return self.reject("not_an_object", "the line is not a JSON object", f"line {number}")
        return self.read_row(row, number, f"line {number}")

    def read_row(self, row: Mapping[str, Any], number: int, position: str) -> Page | Rejected:
        """Return the page of one row.

        Args:
            row: The values of the row by column.
            number: The number of the row in the table, from 1.
            position: Where the row is, for ``Rejected.source``.
        """
        try:
            text = self._field(row, "text")
            title, url, name = (self._string(row, field) for field in ("title", "url", "id"))
        except TypeError as error:
            return self.reject("wrong_type", str(error), position)
        if not isinstance(text, str):
            if text is None:
                return self.reject("no_text", "the text field is missing or null", position, title or name)
            reason = f"the text field has type {type(text).__name__}, not string"
            return self.reject("wrong_type", reason, position, title or name)
        try:
            prose = self._prose(text, title, url)
        except RefusedError as error:
            return self.reject(error.rule, error.reason, position, title or name)
        if not prose.is_prose():
            return self.reject("no_prose", "the text has no paragraph of at least five words", position, title or name)
        if title:
            prose = msgspec.structs.replace(prose, title=title)
        if links := _links(self._field(row, "links"), prose.text):
            prose = msgspec.structs.replace(prose, links=(*prose.links, *links))
        document = prose.document(
            title=name or url or f"{self.label} {number}",
            source=f"{self.label}:{number}",
            url=url,
            licence=self._string(row, "licence") or self.licence,
            language=self._string(row, "language") or self.language,
        )
        names = (normalise(document.title), normalise(name), normalise(document.url))
        return Page(document, tuple(dict.fromkeys(filter(None, names))), prose.left_out)

    def _field(self, row: Mapping[str, Any], field: str) -> Any:
        return next((value for name in self.fields[field] if (value := _get(row, name)) is not None), None)

    def _string(self, row: Mapping[str, Any], field: str) -> str:
        value = self._field(row, field)
        if value is None:
            return ""
        if isinstance(value, str | int | float):
            return clean(str(value))
        raise TypeError(f"the {field} field has type {type(value).__name__}, not string")

    def _prose(self, text: str, title: str, url: str) -> Prose:
        if self.format == "wikitext":
            return _wikitext(title, text)
        return parse_text(_FORMATS[self.format], text, absolute(url))


def _get(row: Mapping[str, Any], name: str) -> Any:
    """Return the value of the field ``name``, which may be a dotted path to a nested field; None if there is none."""
    if name in row or "." not in name:
        return row.get(name)
    value: Any = row
    for key in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


@cache
def _wikitext_parser() -> "Wikitext":
    from lemnos.sources.documents.wikitext.parse import Wikitext
    from lemnos.sources.documents.wikitext.site import Site

    return Wikitext(Site(language="en"))


def _wikitext(title: str, text: str) -> Prose:
    article = _wikitext_parser().read(title, text)
    return Prose(title, article.text, article.paragraphs, article.links, left_out=article.left_out)


def _links(value: Any, text: str) -> list[Link]:
    """Return the links listed in a field.

    The anchor of a link is the first occurrence in the text of its own words or, if it has none, of its target's name.
    A link whose words do not occur belongs to the whole document: its anchor is empty and at the start.
    """
    if isinstance(value, str):
        separator = next((s for s in _SEPARATORS if s in value), None)
        value = value.split(separator) if separator else [value]
    if not isinstance(value, list):
        return []
    links = []
    for entry in value:
        if isinstance(entry, Mapping):
            target = next((str(entry[key]) for key in _TARGET_KEYS if entry.get(key)), "")
            words = next((str(entry[key]) for key in _ANCHOR_KEYS if entry.get(key)), target)
        else:
            target = words = str(entry) if isinstance(entry, str | int) else ""
        if target := normalise(target):
            start, end = _first_span(clean(words.replace("_", " ")), text)
            links.append(Link(start, end, target))
    return links


def _first_span(words: str, text: str) -> tuple[int, int]:
    """Return the span of the first occurrence of ``words`` in ``text`` as whole words; (0, 0) if there is none."""
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            return start, end
        start = text.find(words, start + 1)
    return 0, 0
