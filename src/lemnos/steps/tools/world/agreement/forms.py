"""Lets fields agree that tell one thing in several forms: properties, object -> ``bodyHtml`` says what ``body`` says.

A text as HTML is the plain one in a paragraph; the type of a file, and its extension, are those of its name. Not
handled: Markdown with more than paragraphs, types of which no extension is known.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.tables import PROSE

_FORMS = frozenset("html markdown md text txt plain raw processed rendered formatted rich source".split())
"""Words of the form in which a text is told."""
_NAMES = frozenset(("name", "filename", "title", "file", "key", "path", "label", "document", "attachment", "image"))
"""Last words of the names of fields that may hold the name of a file."""
_EXTENSION = re.compile(r"[^\s:?][^:?]*\.([A-Za-z][A-Za-z0-9]{1,3})")
_MEDIA = re.compile(r"(?:application|audio|font|image|text|video)/[\w.+-]+")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OF_FILES = frozenset("mime content media file document image".split())
"""Words before ``type`` with which it is that of a file."""
TYPES: dict[str, str] = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "svg": "image/svg+xml", "webp": "image/webp", "csv": "text/csv", "txt": "text/plain", "md": "text/markdown",
    "html": "text/html", "json": "application/json", "xml": "application/xml", "zip": "application/zip",
    "mp3": "audio/mpeg", "wav": "audio/wav", "mp4": "video/mp4", "mov": "video/quicktime",
    "docx": f"{_OFFICE}wordprocessingml.document", "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
}  # fmt: skip
"""Extension of a file → its media type."""


class Forms:
    """The fields of an object that tell one thing in several forms.

    Args:
        properties: The properties of the object.
        root: The schema within which references are resolved.
    """

    def __init__(self, properties: Mapping[str, Schema], root: Schema) -> None:
        self._properties = properties
        self._root = root
        words = {name: words_of(name) for name in properties}
        self._texts = [pair for pair in _texts(words) if all(map(self._holds_text, pair))]
        self._names = [name for name, its in words.items() if its and its[-1] in _NAMES and self._holds_text(name)]
        self._media = [name for name, its in words.items() if _tells_type(its) and self._holds_text(name)]

    @property
    def is_empty(self) -> bool:
        """Whether no field depends on another."""
        return not self._texts and not (self._names and self._media)

    def agree(self, body: dict[str, Any], sent: Collection[str]) -> None:
        """Let an object agree with what was sent, in place.

        Args:
            body: The object with what was sent.
            sent: Fields that stay as they are.
        """
        for html, plain in self._texts:
            told, shown = body.get(plain), body.get(html)
            if not isinstance(told, str) or not isinstance(shown, str):
                continue
            if html not in sent:
                self._put(body, html, f"<p>{told}</p>" if told else told)
            elif plain not in sent:
                self._put(body, plain, re.sub(r"<[^>]+>", "", shown).strip() or told)
        if not self._media:
            return
        named = (_EXTENSION.fullmatch(value) for name in self._names if isinstance(value := body.get(name), str))
        known = (found[1].lower() for found in named if found is not None)
        extension = next((each for each in known if each in TYPES), "")
        for field in self._media if extension else ():
            present = body.get(field)
            if field not in sent and isinstance(present, str):
                self._tell_type(body, field, present, extension)

    def _tell_type(self, body: dict[str, Any], field: str, present: str, extension: str) -> None:
        if _MEDIA.fullmatch(present):
            self._put(body, field, TYPES[extension])
        elif present.lower().removeprefix(".") in TYPES:
            made = f".{extension}" if present.startswith(".") else extension
            self._put(body, field, made.upper() if present.isupper() else made)

    def _holds_text(self, name: str) -> bool:
        return "string" in types(flat_of(self._properties[name], self._root))

    def _put(self, body: dict[str, Any], field: str, value: str) -> None:
        if conforms(value, self._properties[field], self._root):
            body[field] = value


def _texts(words: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return which fields hold as HTML what which others hold plainly."""
    stems = {name: tuple(word for word in its if word not in _FORMS) for name, its in words.items()}
    plain = [
        name
        for name, its in words.items()
        if its and "html" not in its and (its[-1] in PROSE or {"markdown", "md", "text"} & {its[-1]})
    ]
    found = []
    for name, its in words.items():
        if "html" not in its:
            continue
        same = [each for each in plain if stems[each] == stems[name]]
        other = [each for each in plain if not stems[name] and (stems[each] in (("body",), ("content",), ("message",)))]
        found += [(name, each) for each in (same or other)[:1]]
    return found


def _tells_type(words: tuple[str, ...]) -> bool:
    """Return whether a field tells the type of a file, by its name."""
    last, before = words[-1:], {*words[:-1]}
    if last in (("mime",), ("mimetype",), ("extension",), ("ext",), ("filetype",), ("contenttype",), ("format",)):
        return True
    return last == ("type",) and (not before or not before.isdisjoint(_OF_FILES))
