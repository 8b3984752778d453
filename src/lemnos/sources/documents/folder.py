"""Reads a folder, zip or tar of Markdown, HTML, reStructuredText, notebooks and plain text files, or one such file.
AsciiDoc, Org mode, Word and other documents are read by pandoc where it is installed.

Takes a path and yields one ``Page`` or ``Rejected`` item per file. Files are grouped into shards of about 2 MB in the
order of their paths; files that are no documents are skipped. A file is rejected if its format is not read, if it is
an input of its own (a table, an archive), or if it is not text, is not in its declared encoding, is too large or has no
prose. The encoding is that of the byte order mark or of the page's ``<meta charset>``, and UTF-8 otherwise.

Limitation: encodings are never guessed, so old pages that do not declare theirs are rejected.
"""

import codecs
import os
import re
from collections.abc import Container, Iterable, Iterator

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.documents.base import InputShard, Item, Page
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.builder import Prose, Resolve
from lemnos.sources.documents.prose.paths import (
    CONVERTED,
    HTML,
    MARKDOWN,
    OWN_INPUTS,
    READABLE,
    UNREAD,
    names_of,
    relative_to,
    stem,
    unread_rule,
)
from lemnos.sources.files.archive import AnyPlace, Entry, StreamedTar, place_of
from lemnos.sources.files.grouped import GroupedFiles, printable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:.-]+)""")


class RefusedError(Exception):
    """A file that cannot become a document, with the rule and the reason; it becomes a ``Rejected`` item."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class FolderShard(msgspec.Struct, frozen=True):
    """A group of files of one folder or archive."""

    place: AnyPlace
    label: str
    entries: tuple[Entry, ...]
    licence: str
    language: str
    max_file_bytes: int

    def read(self) -> Iterator[Item]:
        """Yield one page or one rejection for each file."""
        with self.place.opener() as read:
            for entry in self.entries:
                name = printable(entry.name)
                source = f"{self.label}/{name}" if self.label else name
                try:
                    if (unread := _unread(_extension(name))) is not None:
                        raise unread
                    if entry.size > self.max_file_bytes:
                        raise RefusedError(
                            "too_large",
                            f"the file has {entry.size:,} bytes, more than the limit of {self.max_file_bytes:,}",
                        )
                    yield self._page(name, source, read(entry))
                except RefusedError as refusal:
                    yield _rejected(refusal.rule, refusal.reason, source)
                except (OSError, ValueError) as error:
                    yield _rejected("unreadable", f"the file cannot be read: {error}", source)

    def _page(self, name: str, source: str, data: bytes) -> Page:
        prose = parse_file(name, data)
        if not prose.is_prose():
            raise RefusedError("no_prose", "the file has no paragraph of at least five words")
        document = prose.document(title=title_of(name), source=source, licence=self.licence, language=self.language)
        names = (*names_of(name), normalise(document.title), normalise(document.url), *prose.names)
        return Page(document, _distinct(names), prose.left_out)


class FolderSource:
    """A folder, an archive or one file of prose.

    Args:
        path: The path of the folder, archive or file.
        licence: The licence of documents that do not name one.
        language: The BCP 47 code of documents that do not name one; guessed if empty.
        max_file_bytes: The size in bytes above which a file is rejected: it is data, or would fill the memory.
    """

    def __init__(self, path: str, *, licence: str = "", language: str = "", max_file_bytes: int = 20_000_000) -> None:
        known = (*READABLE, *UNREAD, *(OWN_INPUTS if os.path.isdir(path) else ()))
        self._files = GroupedFiles(path, place_of(path, known), max_file_bytes)
        self._licence = licence
        self._language = language
        self._max_file_bytes = max_file_bytes

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes, or the version of pandoc
        that reads some of it."""
        identity = self._files.identity("folder")
        if self._may_hold_converted():
            from lemnos.sources.documents.prose import pandoc

            identity["pandoc"] = pandoc.version()
        return identity

    def _may_hold_converted(self) -> bool:
        """Return whether a file is of a format that pandoc reads, or the files are not known beforehand."""
        if not self.lists:
            return True
        try:
            return any(_extension(entry.name) in CONVERTED for entry in self._files.place.entries(0))
        except InputError:  # which ``shards`` raises after what can be read
            return True

    @property
    def lists(self) -> bool:
        """Whether the names of the files are known without reading the input: not those in a compressed tar."""
        return not isinstance(self._files.place, StreamedTar)

    def names(self) -> list[tuple[str, ...]]:
        """Return the names of the document in each file, in the order in which files are read, as far as its path
        tells them.

        Raises:
            InputError: The files cannot be listed.
        """
        paths = (printable(entry.name) for entry in self._files.place.entries(self._max_file_bytes))
        return [_distinct((*names_of(path), normalise(title_of(path)))) for path in paths]

    def shards(self, limit: int | None = None, chosen: Container[int] | None = None) -> Iterator[InputShard]:
        """Yield shards of about 2 MB of files.

        Args:
            limit: Stop after this many files; None reads all.
            chosen: Numbers of the files to read, counted from 0 in the order of ``names``; None reads all.

        Raises:
            InputError: There is no file to read, or the rest of the archive is damaged.
        """
        remedy = "give a folder or archive with .md, .html, .rst or .txt files, a table or a MediaWiki dump"
        files = self._files
        for _, group in files.groups(limit, "contains no documents", remedy, chosen=chosen):
            yield FolderShard(files.place, files.label, group, self._licence, self._language, self._max_file_bytes)

    def progress(self) -> tuple[int, int]:
        """See ``GroupedFiles.progress``."""
        return self._files.progress()


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def title_of(path: str) -> str:
    """Return a title made from a file name.

    >>> title_of("docs/El_Aai%C3%BAn.txt"), title_of("getting-started.md")
    ('El Aaiún', 'getting started')
    """
    return " ".join(normalise(stem(path).rpartition("/")[2]).replace("-", " ").split())


def parse_file(name: str, data: bytes) -> Prose:
    """Return the prose of the file called ``name``, whose extension decides how it is parsed.

    Raises:
        RefusedError: The file is not text, is in neither its declared encoding nor UTF-8, or is nested too deeply.
    """
    extension = _extension(name)
    if extension in CONVERTED:
        from lemnos.sources.documents.prose import pandoc

        return pandoc.parse(data, extension, relative_to(name))
    text = decode(data, html="htm" in extension)
    return parse_text(extension, text, relative_to(name))


def _unread(extension: str) -> RefusedError | None:
    """Return why files with this extension are not read; None if they are."""
    if (held := OWN_INPUTS.get(extension)) is not None:
        return RefusedError("own_input", f"{held} is not read in a folder: give it as an input of its own")
    form = UNREAD.get(extension)
    if form is None:
        return None
    rule = unread_rule(form)
    if extension not in CONVERTED:
        return RefusedError(rule, f"{form} is not read: convert it to Markdown or HTML")
    from lemnos.sources.documents.prose import pandoc

    if pandoc.program():
        return None
    remedy = "pip install 'lemnos[pandoc]', or convert it to Markdown or HTML"
    return RefusedError(rule, f"{form} is read by pandoc, which is not here: {remedy}")


def _extension(name: str) -> str:
    return name[name.rfind(".") :].lower()


def parse_text(extension: str, text: str, resolve: Resolve) -> Prose:
    """Return the prose of ``text``, parsed as the text of a file with this extension.

    Raises:
        RefusedError: The text is nested too deeply to parse.
    """
    try:
        if extension in MARKDOWN:
            from lemnos.sources.documents.prose import markdown

            return markdown.parse(text, resolve, is_mdx=extension == ".mdx")
        if extension == ".ipynb":
            from lemnos.sources.documents.prose import notebook

            return notebook.parse(text, resolve)
        if extension in HTML:
            from lemnos.sources.documents.prose import html

            return html.parse(text, resolve)
        if extension in (".rst", ".rest"):
            from lemnos.sources.documents.prose import rst

            return rst.parse(text, resolve)
    except RecursionError as error:
        raise RefusedError("nesting", "the markup is nested too deeply to parse") from error
    from lemnos.sources.documents.prose import plaintext

    return plaintext.parse(text)


def decode(data: bytes, *, html: bool = False) -> str:
    """Return ``data`` as text.

    Raises:
        RefusedError: The data is binary, is not in the encoding it declares, or declares none and is not UTF-8.
    """
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")
    if not encoding:
        if (zero := data.find(b"\0", 0, 8192)) >= 0:
            raise RefusedError("binary", f"not a text file: byte {zero} is zero")
        declared = html and (_META_CHARSET.search(data, 0, 2048) or _XML_ENCODING.search(data, 0, 200))
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError(
            "encoding", f"not valid {encoding.removesuffix('-sig').upper()} at byte {error.start}: {error.reason}"
        ) from error
    except (LookupError, ValueError) as error:
        raise RefusedError("encoding", f"the declared encoding {encoding!r} is unknown") from error


def _rejected(rule: str, reason: str, source: str) -> Rejected:
    return Rejected(stage="documents", rule=rule, reason=reason, source=source)
