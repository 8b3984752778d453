"""Extracts the prose of documents that pandoc reads: AsciiDoc, Org mode, Word, OpenDocument, EPUB and others.

Takes the bytes of a file and returns a ``Prose``. pandoc (https://pandoc.org) runs as a process of its own for each
file, with a limit of time and memory, in its sandbox, in which it opens no other file. ``convert`` returns the syntax
tree that it prints as JSON, and ``read`` reads it. Formulas, figures, notes and markup of other formats are counted.
Costs 0.05 to 0.2 seconds of processor time a file, nearly all of it in pandoc.

Limitation: included files are not read. What pandoc cannot express, such as text boxes of Word, is missing uncounted.
"""

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import msgspec

from lemnos.sources.documents.prose.builder import Builder, Prose, Resolve, Run, clean, superscript
from lemnos.sources.documents.prose.paths import CONVERTED
from lemnos.sources.documents.prose.placeholders import UNKNOWN
from lemnos.sources.documents.prose.spans import Cell, laid_out

SECONDS = 60
"""How long pandoc may take for one file."""
_HEAP = "1g"
"""How much memory pandoc may take; it stops by itself when it needs more."""

_BINARY = frozenset(("docx", "odt", "epub"))
_INCLUDE = {
    "asciidoc": re.compile(rb"^include::[^\[\r\n]*\[[^\r\n]*\][ \t]*\r?$", re.MULTILINE),
    "org": re.compile(rb"^[ \t]*#\+include:[^\r\n]*\r?$", re.MULTILINE | re.IGNORECASE),
}
"""Lines that include another file; without them, pandoc does not ask for it."""
_CONDITION = re.compile(rb"^(?:if(?:n?def|eval)|endif)::[^\[\r\n]*\[([^\r\n]*)\][ \t]*\r?$", re.MULTILINE)
_ATTRIBUTE = re.compile(r"(?<!\\)\{[A-Za-z_][\w-]*\}")
"""A reference to an attribute of AsciiDoc that the page does not define."""
_CROSS_REFERENCE = re.compile(r"#(?:[^#:]*:)*([^#]+\.\w+)(?:#.*)?")
"""A reference to another page of AsciiDoc, which comes as a fragment; Antora puts the names of components before it."""
_NOTE_MARK = re.compile(r"\[fn:[^\]\s]*\]")
_MARKS = frozenset("☐☒•◦▪")
"""What an item begins with: the box of a task, or a bullet that the text itself holds."""
_STYLES = frozenset(("sourceCode", "numberLines", "literate"))
"""Classes of code that name no language."""
_COOKIE = re.compile(r"^\[#[A-Z0-9]\][ \t]*")
"""The priority of a heading of Org mode."""
_NOT_SHOWN = frozenset(("todo", "done", "tag", "timestamp", "title", "indexterm"))
_QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}


class ConversionError(ValueError):
    """A file that pandoc does not read, with the reason."""


@cache
def program() -> str:
    """Return the path of pandoc: of the package ``pypandoc_binary``, or on the path; empty if there is none."""
    try:
        import pypandoc
    except ImportError:
        return shutil.which("pandoc") or ""
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:  # the package without the program, and none on the path
        return ""


@cache
def version() -> str:
    """Return the version of pandoc, which decides what is read; empty if there is none."""
    if not program():
        return ""
    try:
        shown = subprocess.run([program(), "--version"], capture_output=True, text=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return shown.stdout.partition("\n")[0].strip()


def parse(data: bytes, extension: str, resolve: Resolve) -> Prose:
    """Return the prose of a file.

    Args:
        data: The content of the file.
        extension: Its extension, one of ``CONVERTED``.
        resolve: Returns the name of the document to which the address of a link refers.

    Raises:
        ConversionError: pandoc does not read the file.
    """
    form = CONVERTED[extension]
    builder = Builder()
    if form not in _BINARY:
        if (include := _INCLUDE.get(form)) is not None:
            data, count = include.subn(b"", data)
            builder.leave_out("includes", count)
        if form == "asciidoc":
            data = _CONDITION.sub(rb"\1", data)
    return read(convert(data, form), form, resolve, builder)


def convert(data: bytes, form: str) -> bytes:
    """Return the syntax tree of a document as JSON.

    Raises:
        ConversionError: pandoc does not read it, or takes too long.
    """
    command = [program(), "--sandbox", "--quiet", "--from", form, "--to", "json", "+RTS", f"-M{_HEAP}", "-RTS"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ConversionError(f"pandoc takes more than {SECONDS} seconds for it") from error
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise ConversionError(f"pandoc does not read it: {reason or f'exit status {done.returncode}'}")
    return done.stdout


def read(tree: bytes, form: str, resolve: Resolve, builder: Builder) -> Prose:
    """Return the prose of a document from its syntax tree as JSON.

    Raises:
        ConversionError: It is no syntax tree of pandoc.
    """
    try:
        document = msgspec.json.decode(tree)
        meta = document["meta"]
        walker = _Walker(builder, resolve, form)
        builder.title = walker.meta(meta.get("title"))
        # A page of Perl's manual begins with the heading NAME, which is no title.
        walker.depth = int(bool(builder.title) or form == "pod")
        walker.blocks(document["blocks"], 0)
        return builder.build(
            language=walker.meta(meta.get("lang")) or walker.meta(meta.get("language")),
            licence=walker.meta(meta.get("license")) or walker.meta(meta.get("rights")),
        )
    except (msgspec.DecodeError, KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise ConversionError("pandoc prints no syntax tree for it; update pandoc") from error


class _Walker:
    """Feeds the syntax tree of pandoc to a builder."""

    def __init__(self, builder: Builder, resolve: Resolve, form: str) -> None:
        self._builder = builder
        self._resolve = resolve
        self._form = form
        self.depth = 0
        """How much deeper headings are because the title is none of them."""

    def meta(self, value: Any) -> str:
        """Return the text of a field of metadata."""
        match (value or {}).get("t"):
            case "MetaInlines":
                return self._run(value["c"]).text()
            case "MetaString":
                return clean(value["c"])
            case _:
                return ""

    def blocks(self, blocks: Iterable[Any], lists: int) -> None:
        """Read block nodes inside ``lists`` lists."""
        builder = self._builder
        for block in blocks:
            content = block.get("c")
            match block["t"]:
                case "Para" | "Plain":
                    marked = bool(content) and content[0]["t"] == "Str" and content[0]["c"] in _MARKS
                    builder.run(self._run(content[marked:]), "item" if lists or marked else "prose")
                case "Header":
                    builder.heading(content[0] + self.depth, _COOKIE.sub("", self._run(content[2]).text()))
                case "CodeBlock":
                    (_, classes, _), code = content
                    builder.code(code, next((name for name in classes if name not in _STYLES), ""))
                case "BulletList":
                    self._list(content, lists)
                case "OrderedList":
                    self._list(content[1], lists)
                case "DefinitionList":
                    builder.begin_list()
                    for term, meanings in content:
                        builder.run(self._run(term), "item")
                        for meaning in meanings:
                            self.blocks(meaning, lists + 1)
                    builder.end_list()
                case "BlockQuote":
                    self.blocks(content, lists)
                case "Div":
                    if not _NOT_SHOWN & set(content[0][1]):
                        self.blocks(content[1], lists)
                case "LineBlock":
                    lines = (self._run(line).text() for line in content)
                    builder.paragraph(" / ".join(filter(None, lines)), "item" if lists else "prose")
                case "Table":
                    builder.table(laid_out(self._rows(content)))
                case "Figure":
                    builder.leave_out("figures")
                    builder.leave_out("captions", int(bool(content[1][1])))
                case "RawBlock":
                    builder.leave_out("markup")

    def _list(self, items: Sequence[Any], lists: int) -> None:
        self._builder.begin_list()
        for item in items:
            self.blocks(item, lists + 1)
        self._builder.end_list()

    def _rows(self, table: Sequence[Any]) -> list[list[Cell]]:
        """Return the rows of head, bodies and foot."""
        _, _, _, head, bodies, foot = table
        parts = [head[1], *(part for body in bodies for part in (body[2], body[3])), foot[1]]
        return [[self._cell(cell) for cell in row[1]] for rows in parts for row in rows]

    def _cell(self, cell: Sequence[Any]) -> Cell:
        _, _, rows, columns, blocks = cell
        runs = (self._run(block["c"]).text() for block in blocks if block["t"] in ("Para", "Plain"))
        return Cell(" ".join(runs), columns, rows)

    def _run(self, inlines: Iterable[Any]) -> Run:
        run = Run()
        self._inlines(inlines, run)
        return run

    def _inlines(self, inlines: Iterable[Any], run: Run) -> None:
        for inline in inlines:
            content = inline.get("c")
            match inline["t"]:
                case "Str":
                    run.add(self._word(content))
                case "Space" | "SoftBreak" | "LineBreak":
                    run.add("\n" if inline["t"] == "SoftBreak" else " ")
                case "Code":
                    run.add(content[1])
                case "Math":
                    if content[0]["t"] == "DisplayMath":
                        self._builder.leave_out("formulas")
                    else:
                        run.add(content[1])
                case "Superscript":
                    run.add(superscript(run.tail(), self._run(content).text()))
                case "Quoted":
                    opening, closing = _QUOTES[content[0]["t"]]
                    run.add(opening)
                    self._inlines(content[1], run)
                    run.add(closing)
                case "Link":
                    run.open_link(self._resolve(self._address(content[0], content[2][0])))
                    self._inlines(content[1], run)
                    run.close_link()
                case "Image":
                    self._builder.leave_out("images")
                case "Note":
                    self._builder.leave_out("footnotes")
                case "RawInline":
                    if content[0] in ("latex", "tex"):
                        run.add(UNKNOWN)  # a macro, which may print words
                    else:
                        self._builder.leave_out("markup")
                case "Cite":
                    if any(citation["citationMode"]["t"] == "AuthorInText" for citation in content[0]):
                        run.add(UNKNOWN)
                    else:
                        self._builder.leave_out("citations")
                case "Span":
                    if not _NOT_SHOWN & set(content[0][1]):
                        self._inlines(content[1], run)
                case "Emph" | "Strong" | "Underline" | "Strikeout" | "Subscript" | "SmallCaps":
                    self._inlines(content, run)

    def _word(self, word: str) -> str:
        if self._form == "asciidoc" and "{" in word:
            return _ATTRIBUTE.sub(UNKNOWN, word)
        return _NOTE_MARK.sub("", word) if self._form == "org" else word

    def _address(self, attributes: Sequence[Any], address: str) -> str:
        """Return the address of a link."""
        page = _CROSS_REFERENCE.fullmatch(address) if "cross-reference" in attributes[1] else None
        return page[1] if page else address.removeprefix("file:")
