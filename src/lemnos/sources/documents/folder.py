"""A folder, a zip or a tar of Markdown, HTML, reStructuredText and plain text, or one such file.

Files are grouped into shards of about 2 MB in the order of their paths; each shard opens and parses its own.
Other files are passed over. A file that is not text, not in its declared encoding, too large, or without prose
becomes a ``Rejected`` item. An encoding is taken from the byte order mark or the page's own ``<meta charset>``,
else it must be UTF-8: none is ever guessed, at the price of refusing old pages that do not say what they are.
"""

import codecs
import re
from collections.abc import Iterator

import msgspec

from lemnos.records import Rejected
from lemnos.sources.documents.base import InputShard, Item, Page
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.builder import Prose, Resolve, names_of, relative_to, stem
from lemnos.sources.files.archive import AnyPlace, Entry, place_of
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
    """Why a file gives no document; becomes a ``Rejected`` item."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class FolderShard(msgspec.Struct, frozen=True):
    """Some files of a place."""

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
                    if entry.size > self.max_file_bytes:
                        raise RefusedError(
                            "too_large", f"{entry.size:,} bytes, over the {self.max_file_bytes:,} allowed"
                        )
                    yield self._page(name, source, read(entry))
                except RefusedError as refusal:
                    yield _rejected(refusal.rule, refusal.reason, source)
                except (OSError, ValueError) as error:
                    yield _rejected("unreadable", f"the file cannot be read: {error}", source)

    def _page(self, name: str, source: str, data: bytes) -> Page:
        prose = parse_file(name, data)
        if not prose.is_prose():
            raise RefusedError("no_prose", "no paragraph of five words or more")
        document = prose.document(title=title_of(name), source=source, licence=self.licence, language=self.language)
        names = [*names_of(name), normalise(document.title), normalise(document.url), *prose.names]
        return Page(document, tuple(dict.fromkeys(filter(None, names))))


class FolderSource:
    """A folder, an archive or one file of prose.

    Args:
        path: The folder, archive or file.
        licence: Licence of documents that name none.
        language: BCP 47 code of documents that name none; guessed if empty.
        max_file_bytes: Files over this many bytes are rejected: they are data, or would fill the memory.
    """

    def __init__(self, path: str, *, licence: str = "", language: str = "", max_file_bytes: int = 20_000_000) -> None:
        self._files = GroupedFiles(path, place_of(path), max_file_bytes)
        self._licence = licence
        self._language = language
        self._max_file_bytes = max_file_bytes

    def identity(self) -> dict[str, str | int]:
        """Return kind, name and what changes with the content."""
        return self._files.identity("folder")

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield shards of about 2 MB of files.

        Raises:
            InputError: No file is readable, or the archive is damaged from here on.
        """
        remedy = "give a folder or archive with .md, .html, .rst or .txt files, a table or a MediaWiki dump"
        files = self._files
        for _, group in files.groups(limit, "no documents here", remedy):
            yield FolderShard(files.place, files.label, group, self._licence, self._language, self._max_file_bytes)

    def progress(self) -> tuple[int, int]:
        """See ``GroupedFiles.progress``."""
        return self._files.progress()


def title_of(path: str) -> str:
    """Return a title made of a file's name.

    >>> title_of("docs/El_Aai%C3%BAn.txt"), title_of("getting-started.md")
    ('El Aaiún', 'getting started')
    """
    return " ".join(normalise(stem(path).rpartition("/")[2]).replace("-", " ").split())


def parse_file(name: str, data: bytes) -> Prose:
    """Return the prose of the file called ``name``, by its extension.

    Raises:
        RefusedError: It is not text in an encoding that it declares or UTF-8, or is nested too deeply to parse.
    """
    extension = name[name.rfind(".") :].lower()
    text = decode(data, html="htm" in extension)
    return parse_text(extension, text, relative_to(name))


def parse_text(extension: str, text: str, resolve: Resolve) -> Prose:
    """Return the prose of ``text``, which is of the kind that files with ``extension`` are.

    Raises:
        RefusedError: It is nested too deeply to parse.
    """
    try:
        if extension in (".md", ".markdown", ".mdx"):
            from lemnos.sources.documents.prose import markdown

            return markdown.parse(text, resolve)
        if extension in (".html", ".htm", ".xhtml"):
            from lemnos.sources.documents.prose import html

            return html.parse(text, resolve)
        if extension == ".rst":
            from lemnos.sources.documents.prose import rst

            return rst.parse(text, resolve)
    except RecursionError as error:
        raise RefusedError("nesting", "the markup is nested too deeply") from error
    from lemnos.sources.documents.prose import plaintext

    return plaintext.parse(text)


def decode(data: bytes, *, html: bool = False) -> str:
    """Return ``data`` as text.

    Raises:
        RefusedError: It is binary, or not in the encoding it declares, or declares none and is not UTF-8.
    """
    encoding = next((encoding for mark, encoding in _BOMS if data.startswith(mark)), "")
    if not encoding:
        if (zero := data.find(b"\0", 0, 8192)) >= 0:
            raise RefusedError("binary", f"not text: a zero byte at byte {zero}")
        declared = html and (_META_CHARSET.search(data, 0, 2048) or _XML_ENCODING.search(data, 0, 200))
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("encoding", f"not {error.encoding} at byte {error.start}: {error.reason}") from error
    except (LookupError, ValueError) as error:
        raise RefusedError("encoding", f"unknown encoding {encoding!r}") from error


def _rejected(rule: str, reason: str, source: str) -> Rejected:
    return Rejected(stage="documents", rule=rule, reason=reason, source=source)
