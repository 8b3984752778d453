"""One row of a table as one document: fields found by mapping or usual name, text split into paragraphs."""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import msgspec

from lemnos.errors import SettingsError
from lemnos.records import Link, Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.folder import RefusedError, parse_text
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.builder import Builder, Prose, clean

if TYPE_CHECKING:
    from lemnos.sources.documents.wikitext.parse import Wikitext

_USUAL = {
    "text": ("text", "content", "body", "article"),
    "title": ("title", "name", "headline"),
    "url": ("url", "link", "source_url"),
    "id": ("id", "_id", "doc_id"),
    "links": ("links",),
    "language": ("language", "lang"),
    "licence": ("licence", "license"),
}
FIELDS = tuple(_USUAL)
"""Our names of a row's fields."""

_FORMATS = {"markdown": ".md", "html": ".html", "rst": ".rst", "plain": "", "wikitext": ""}
_BLANK = re.compile(r"\n\s*\n")
_SEPARATORS = ("\n", "\t", "|", ";", ",")
_TARGET_KEYS = ("target", "url", "href", "title", "id", "name")
_ANCHOR_KEYS = ("anchor", "text", "label", "title", "name")


class RowReader(msgspec.Struct, frozen=True):
    """Turns rows into pages; picklable."""

    label: str
    """Name of the file, for sources."""
    fields: dict[str, tuple[str, ...]]
    """For each field of ours, the table's that may hold it, the first that does taken."""
    format: str
    licence: str
    language: str

    @classmethod
    def of(cls, label: str, mapping: Mapping[str, str], licence: str, language: str) -> "RowReader":
        """Return the reader for a mapping of fields.

        Raises:
            SettingsError: The mapping's format does not exist.
        """
        kind = mapping.get("format", "plain")
        if kind not in _FORMATS:
            raise SettingsError(
                f"unknown format {kind!r}", where="map", remedy=f"format is one of {', '.join(sorted(_FORMATS))}"
            )
        fields = {ours: (mapping[ours],) if ours in mapping else usual for ours, usual in _USUAL.items()}
        return cls(label, fields, kind, licence, language)

    def columns(self) -> set[str]:
        """Return the top-level columns that may hold a field."""
        names = {name for names in self.fields.values() for name in names}
        return names | {name.split(".", 1)[0] for name in names}

    def has_text(self, row: Mapping[str, Any]) -> bool:
        """Return whether the row has the field of the text at all."""
        return any(_get(row, name) is not None or name in row for name in self.fields["text"])

    def reject(self, rule: str, reason: str, position: str, record: str = "") -> Rejected:
        """Return the rejection of the row at ``position``."""
        return Rejected(stage="documents", rule=rule, reason=reason, source=f"{self.label}:{position}", record=record)

    def line(self, line: bytes, number: int) -> Page | Rejected:
        """Return the page of one JSON line."""
        try:
            row = msgspec.json.decode(line)
        except UnicodeDecodeError as error:
            return self.reject("encoding", f"not UTF-8: {error.reason} at byte {error.start}", f"line {number}")
        except (msgspec.DecodeError, RecursionError) as error:
            return self.reject("not_json", f"not JSON: {error}", f"line {number}")
        if not isinstance(row, dict):
            return self.reject("not_an_object", "JSON, but not an object with fields", f"line {number}")
        return self.row(row, number, f"line {number}")

    def row(self, row: Mapping[str, Any], number: int, position: str) -> Page | Rejected:
        """Return the page of one row."""
        try:
            text = self._field(row, "text")
            title, url, name = (self._word(row, field) for field in ("title", "url", "id"))
        except TypeError as error:
            return self.reject("wrong_type", str(error), position)
        if not isinstance(text, str):
            if text is None:
                return self.reject("no_text", "the field of the text is missing or null", position, title or name)
            return self.reject(
                "wrong_type", f"the text is of type {type(text).__name__}, not a string", position, title or name
            )
        try:
            prose = self._prose(text, title, url)
        except RefusedError as refusal:
            return self.reject(refusal.rule, refusal.reason, position, title or name)
        if not prose.is_prose():
            return self.reject("no_prose", "no paragraph of five words or more", position, title or name)
        if title:
            prose = msgspec.structs.replace(prose, title=title)
        if links := _links(self._field(row, "links"), prose.text):
            prose = msgspec.structs.replace(prose, links=(*prose.links, *links))
        document = prose.document(
            title=name or url or f"{self.label} {number}",
            source=f"{self.label}:{number}",
            url=url,
            licence=self._word(row, "licence") or self.licence,
            language=self._word(row, "language") or self.language,
        )
        names = (normalise(document.title), normalise(name), normalise(document.url))
        return Page(document, tuple(dict.fromkeys(filter(None, names))))

    def _field(self, row: Mapping[str, Any], ours: str) -> Any:
        return next((value for name in self.fields[ours] if (value := _get(row, name)) is not None), None)

    def _word(self, row: Mapping[str, Any], ours: str) -> str:
        value = self._field(row, ours)
        if value is None:
            return ""
        if isinstance(value, str | int | float):
            return clean(str(value))
        raise TypeError(f"the {ours} is of type {type(value).__name__}, not a string")

    def _prose(self, text: str, title: str, url: str) -> Prose:
        if self.format == "plain":
            return _plain(text)
        if self.format == "wikitext":
            return _wikitext(title, text)
        return parse_text(_FORMATS[self.format], text, _absolute(url))


def _get(row: Mapping[str, Any], name: str) -> Any:
    """Return the field called ``name``, or the nested one that its dots lead to; None where there is none."""
    if name in row or "." not in name:
        return row.get(name)
    value: Any = row
    for part in name.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _plain(text: str) -> Prose:
    """Split at blank lines, or at every line end where there is no blank line."""
    builder = Builder()
    text = text.replace("\r\n", "\n").strip()
    for paragraph in _BLANK.split(text) if _BLANK.search(text) else text.split("\n"):
        builder.paragraph(clean(paragraph))
    return builder.build()


@cache
def _wiki() -> "Wikitext":
    from lemnos.sources.documents.wikitext.parse import Wikitext
    from lemnos.sources.documents.wikitext.site import Site

    return Wikitext(Site(language="en"))


def _wikitext(title: str, text: str) -> Prose:
    article = _wiki().read(title, text)
    return Prose(title, article.text, article.paragraphs, article.links)


def _absolute(base: str) -> Callable[[str], str]:
    """Return the resolver of links in a row: to the address or the id that they are written with."""

    def resolve(address: str) -> str:
        address = address.strip().split("#", 1)[0]
        if not address or address.startswith(("mailto:", "javascript:", "data:")):
            return ""
        try:
            return normalise(urljoin(base, address))
        except ValueError:
            return ""

    return resolve


def _links(value: Any, text: str) -> list[Link]:
    """Return the links that a field lists.

    A link's anchor is where its own words, else its target's name, first stand in the text; one whose words
    are not there is a link of the whole document, and has the empty anchor at its beginning.
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
            start, end = _place(clean(words.replace("_", " ")), text)
            links.append(Link(start, end, target))
    return links


def _place(words: str, text: str) -> tuple[int, int]:
    """Return where ``words`` first stand in ``text`` as whole words; (0, 0) if nowhere."""
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            return start, end
        start = text.find(words, start + 1)
    return 0, 0
