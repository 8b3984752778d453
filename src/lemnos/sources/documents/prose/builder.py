"""Builds the prose of a document, with exact offsets, from the headings and paragraphs of a parser.

The parsers of Markdown, HTML, reStructuredText and plain text feed a ``Builder`` in reading order. It tracks the
section path, keeps code and tables apart from prose, drops reference and navigation sections, lists of links and lines
of a label and a value, and returns a ``Prose`` with counts of what parsers left out. Text is stored once; the cost is
linear in its length.

Limitation: a section of references is recognised by its heading alone, in English and some twenty other languages.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from lemnos.records import BLOCKS, Document, Link, Paragraph, document_id
from lemnos.sources.documents.prose.placeholders import UNKNOWN, known_heading, without_unknown
from lemnos.text import sentences
from lemnos.text.language import guess
from lemnos.text.scripts import count_words, has_unspaced, is_letters, unbroken

Resolve = Callable[[str], str]
"""A function that returns the name of the document to which the address of a link refers, or an empty string."""

PROSE_WORDS = 5
"""The fewest words that the longest paragraph of a document must have."""

_NOT_PROSE = frozenset(
    "in this article|in this section|in this topic|on this page|contents|table of contents|see also|related articles|"
    "related topics|related content|related pages|related links|related sections|related reading|related|next steps|"
    "next step|references|reference list|external links|external references|external resources|further reading|"
    "footnotes|notes|notes and references|references and notes|citations|bibliography|works cited|sources|"
    "links|web links|additional resources|additional reading|navigation|navigation menu|feedback|share this|"
    "gallery|image gallery|photo gallery|galleries|images|photographs|pictures|"
    "print references|general references|selected bibliography|sources and references|references and sources|"
    "references and further reading|further reading and external links|references and external links|"
    "sources and further reading|external links and references|see also and references|image credits|"
    "references and links|bibliography and references|source notes|literature cited|related subjects|"
    "siehe auch|einzelnachweise|weblinks|voir aussi|références|liens externes|véase también|referencias|"
    "вижте също|източници|външни препратки|см. также|примечания|ссылки|див. також|посилання|"
    "zobacz też|przypisy|linki zewnętrzne|externí odkazy|související články|kaynakça|dış bağlantılar|ayrıca bakınız|"
    "δείτε επίσης|παραπομπές|εξωτερικοί σύνδεσμοι|المراجع|مراجع|وصلات خارجية|انظر أيضا|پیوند به بیرون|"
    "הערות שוליים|קישורים חיצוניים|ראו גם|इन्हें भी देखें|सन्दर्भ|बाहरी कड़ियाँ|ดูเพิ่ม|อ้างอิง|แหล่งข้อมูลอื่น|"
    "目次|目录|目錄|参考文献|參考文獻|参考资料|參考資料|外部リンク|外部链接|外部連結|関連項目|関連リンク|参见|參見|相关链接|脚注|"
    "목차|각주|외부 링크|같이 보기|참고 문헌".split("|")
)
_LABELLED = re.compile(r"[^\s:.!?][^:.!?]{0,28}:\s")
_ENDS = frozenset(".!?…:;：；؛፣፥፦៖")
"""Ends of sentences in Latin text, and what leads to a list in any script."""
_AROUND_WORD = ".,;:!?\"'()“”‘’«»"
_CLOSERS = "\"'”’»)]」』）】〉》"
_WORD = re.compile(r"\w")
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
"""Scripts whose letters join: Arabic, those of India, Burmese, Khmer and Mongolian."""
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\xad\u200b\u2060\ufeff]"
    f"|(?<![{_JOINED}])\u200c|\u200c(?![{_JOINED}])"  # within words of these scripts, it is spelling
)
_BACKTICKS = re.compile("`+")
_LANGUAGE = re.compile(r"[A-Za-z0-9][\w+#.-]*(?![\w+#.=-])")
_Kind = Literal["prose", "item", "code", "table"]
_Piece = tuple[str, tuple[str, ...], _Kind, list[Link]]
"""A paragraph: its text, its section, what it is, and its links."""


class Prose(msgspec.Struct, frozen=True):
    """The prose of one document, and the metadata in its text."""

    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...] = ()
    licence: str = ""
    language: str = ""
    url: str = ""
    names: tuple[str, ...] = ()
    """The normalised names by which the text declares that links may refer to it."""
    left_out: dict[str, int] = {}
    """How many pieces of the text were left out, by what they are."""

    def document(self, *, title: str, source: str, url: str = "", licence: str = "", language: str = "") -> Document:
        """Return the document. Metadata in the text takes precedence over the arguments, except ``url``.

        Args:
            title: The title if the text has none.
            source: The file and the position in it.
            url: The URL; if empty, that of the text.
            licence: The licence if the text does not name one.
            language: The BCP 47 code if the text does not name one; guessed if empty.
        """
        title = self.title or title
        return Document(
            id=document_id(title, self.text),
            title=title,
            url=url or self.url,
            source=source,
            licence=self.licence or licence,
            language=self.language or language or guess(self._words()),
            text=self.text,
            paragraphs=self.paragraphs,
            links=self.links,
        )

    def is_prose(self) -> bool:
        """Return whether at least one paragraph has ``PROSE_WORDS`` words."""
        return any(
            word_count(self.text[p.start : p.end]) >= PROSE_WORDS for p in self.paragraphs if p.kind not in BLOCKS
        )

    def _words(self) -> str:
        """Return the text without code and tables."""
        if not any(part.kind in BLOCKS for part in self.paragraphs):
            return self.text
        return "\n\n".join(self.text[part.start : part.end] for part in self.paragraphs if part.kind not in BLOCKS)


def word_count(text: str) -> int:
    """Return the number of words in ``text``, without what has no letter or digit; see ``scripts.count_words``."""
    return count_words(text) if has_unspaced(text) else sum(1 for word in text.split() if _WORD.search(word))


def ends_sentence(text: str) -> bool:
    """Return whether ``text`` ends with the punctuation of a sentence or of what leads to a list."""
    last = text.rstrip(_CLOSERS)[-1:]
    return last in _ENDS or (last > "\x7f" and sentences.ends_sentence(text))


def ends_with_mark(text: str) -> bool:
    """Return whether ``text`` ends a sentence by a mark, as text in Thai and Lao does not."""
    return ends_sentence(text) and unicodedata.category(text[-1])[0] == "P"


def clean(text: str) -> str:
    """Return ``text`` without invisible characters and with white space collapsed to single spaces.

    A line break between letters of a script without spaces becomes nothing.
    """
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
        if "\n" in text and not text.isascii():
            text = unbroken(text)
    return " ".join(text.split())


def superscript(before: str, text: str) -> str:
    """Return a superscript ``text`` after ``before`` in plain text: an exponent, an ordinal suffix or other text.

    A footnote mark becomes an empty string.

    >>> superscript("2", "32"), superscript("1", "st"), superscript("word", "[3]")
    ('^32', 'st', '')
    """
    text = text.strip()
    if not text.strip("0123456789[](),;*†‡§¹²³ abc") or text.startswith("["):
        exponent = text.isdigit() and re.search(r"(?:\d|\b\w|\)|\b[kmc]m)$", before)
        return f"^{text}" if exponent else ""
    return f"^{text}" if before[-1:].isdigit() and text.lstrip("-+−").isdigit() else text


def _is_unbroken(before: str, after: str) -> bool:
    """Return whether a line break between two letters means nothing, not a space."""
    return before > "\x7f" and after > "\x7f" and unbroken(f"{before}\n{after}") == before + after


class Run:
    """The text and the links of one paragraph, collected piece by piece with white space collapsed."""

    __slots__ = ("_gap", "_length", "_open", "_parts", "links")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""
        """The white space at the end of the text so far."""
        self._open: tuple[int, int, str] | None = None
        self.links: list[Link] = []

    def add(self, piece: str) -> None:
        """Append a piece of the source text, with entities decoded."""
        if not piece.isprintable():
            piece = _INVISIBLE.sub("", piece)
            if "\n" in piece and not piece.isascii():
                piece = unbroken(piece)
        inner = " ".join(piece.split())
        if not inner:
            self._gap = self._gap + piece
            return
        gap = self._gap + piece[: len(piece) - len(piece.lstrip())]
        if self._parts and gap and ("\n" not in gap or not _is_unbroken(self._parts[-1][-1], inner[0])):
            inner = " " + inner
        self._parts.append(inner)
        self._length += len(inner)
        self._gap = piece[len(piece.rstrip()) :]

    def open_link(self, target: str) -> None:
        """Start the anchor of a link to ``target``; an empty target makes no link."""
        self._open = (len(self._parts), self._length, target)

    def close_link(self) -> None:
        """End the anchor; an anchor without text makes no link."""
        if self._open is None:
            return
        part, start, target = self._open
        self._open = None
        if target and self._length > start:
            start += self._parts[part].startswith(" ")
            if start < self._length:
                self.links.append(Link(start, self._length, target))

    def tail(self) -> str:
        """Return the last piece of the text so far, or an empty string if white space follows it."""
        return "" if self._gap or not self._parts else self._parts[-1]

    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)


class Builder:
    """Collects headings and paragraphs into one ``Prose``.

    Args:
        title: The title, if it is known before the text, for example from front matter.
    """

    def __init__(self, title: str = "") -> None:
        self.title = title
        self._headed = False
        self._stack: list[tuple[int, str]] = []
        self._section: tuple[str, ...] = ()
        self._dropped_at = 0
        self._lists: list[int] = []
        self._paragraphs: list[_Piece] = []
        self._left_out: Counter[str] = Counter()
        self._label: _Piece | None = None
        """A label that is kept only if a block follows it at once."""
        self._unled = False
        """Whether the text that stood before the next block is left out."""

    @property
    def empty(self) -> bool:
        """Whether no paragraph has been kept so far."""
        return not self._paragraphs

    def heading(self, level: int, text: str) -> None:
        """Start a section. The first heading of level 1 is the title of the document and starts none."""
        text = known_heading(clean(text))
        self._label, self._unled = None, False
        if self._dropped_at and level > self._dropped_at:
            return
        self._dropped_at = 0
        if level == 1 and not self._headed:
            self._headed = True
            self.title = self.title or text
            self._stack = []
        else:
            while self._stack and self._stack[-1][0] >= level:
                self._stack.pop()
            if text and text != self.title:
                self._stack.append((level, text))
            if text.casefold().strip(" :.#¶") in _NOT_PROSE:
                self._dropped_at = level
        self._section = tuple(title for _, title in self._stack)

    @property
    def dropping(self) -> bool:
        """Whether the current section is being dropped."""
        return self._dropped_at > 0

    def run(self, run: Run, kind: Literal["prose", "item"] = "prose") -> None:
        """Add the paragraph collected in ``run``."""
        self.paragraph(run.text(), kind, run.links)

    def paragraph(self, text: str, kind: Literal["prose", "item"] = "prose", links: list[Link] | None = None) -> None:
        """Add a paragraph.

        Args:
            text: The text, stripped and with white space collapsed.
            kind: ``item`` for an entry of a list.
            links: The links, with offsets from the start of the paragraph.
        """
        if UNKNOWN in text and not self._dropped_at:
            text, links, count = without_unknown(text, links or [])
            self._left_out["sentences_with_placeholders"] += count
            self._unled = not text
        if self._dropped_at or not _WORD.search(text):
            return
        self._label, self._unled = None, False
        if kind == "prose" and not ends_sentence(text) and (_is_notation(text) or _is_bare(text, links or [])):
            self._label = (text, self._section, kind, links or [])
            return
        self._paragraphs.append((text, self._section, kind, links or []))

    def code(self, code: str, language: str = "") -> None:
        """Add a block of code.

        Args:
            code: The code, verbatim.
            language: The language that the text names for it.
        """
        code = _INVISIBLE.sub("", code).strip("\n").rstrip()
        if self._dropped_at or not code.strip() or not self._led("code_blocks"):
            return
        longest = max(map(len, _BACKTICKS.findall(code)), default=0)
        fence = "`" * max(3, longest + 1)
        name = _LANGUAGE.match(language.strip())
        self._paragraphs.append((f"{fence}{name[0] if name else ''}\n{code}\n{fence}", self._section, "code", []))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table.

        Args:
            rows: The text of the cells, row by row; the first row is the header. Rows may be of any length. A table of
                one row or column is left out, as is one without text.
        """
        if self._dropped_at:
            return
        width = max(map(len, rows), default=0)
        if len(rows) < 2 or width < 2 or not any(cell.strip() for row in rows for cell in row):
            self.leave_out("tables")
            return
        if not self._led("tables"):
            return
        cells = [[clean(cell.replace(UNKNOWN, "…")).replace("|", "\\|") for cell in row] for row in rows]
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in cells]
        lines.insert(1, "|" + " --- |" * width)
        self._paragraphs.append(("\n".join(lines), self._section, "table", []))

    def _led(self, what: str) -> bool:
        """Add the label of the block that follows; return False, and count the block, if the text that led to it is
        left out, so that it does not seem to belong to the text before that."""
        if self._label is not None:
            self._paragraphs.append(self._label)
            self._label = None
        if self._unled:
            self._left_out[what] += 1
        return not self._unled

    def leave_out(self, what: str, count: int = 1) -> None:
        """Count pieces of the text that the parser left out.

        Args:
            what: What they are, in the plural.
            count: How many there are.
        """
        if count:
            self._left_out[what] += count

    def begin_list(self) -> None:
        """Start a list, which lasts until the matching ``end_list``."""
        self._lists.append(len(self._paragraphs))

    def end_list(self) -> None:
        """End the list, and drop it if more than half of its entries are bare links."""
        first = self._lists.pop()
        entries = self._paragraphs[first:]
        words = [(text, links) for text, _, kind, links in entries if kind not in BLOCKS]
        bare = sum(1 for text, links in words if _is_bare(text, links))
        if bare * 2 > len(words):
            del self._paragraphs[first:]

    def build(self, *, licence: str = "", language: str = "", url: str = "") -> Prose:
        """Return the prose of all paragraphs that were kept."""
        paragraphs = []
        links = []
        start = 0
        for text, section, kind, paragraph_links in self._paragraphs:
            paragraphs.append(Paragraph(start, start + len(text), section, kind))
            links += [Link(start + link.start, start + link.end, link.target) for link in paragraph_links]
            start += len(text) + 2
        return Prose(
            title=known_heading(self.title),
            text="\n\n".join([text for text, _, _, _ in self._paragraphs]),
            paragraphs=tuple(paragraphs),
            links=tuple(links),
            licence=licence,
            language=language,
            url=url,
            left_out=dict(sorted(self._left_out.items())),
        )


def _is_bare(text: str, links: list[Link]) -> bool:
    """Return whether at least 85% of a text is the anchors of links."""
    return bool(links) and sum(link.end - link.start for link in links) >= 0.85 * len(text)


def _is_notation(text: str) -> bool:
    """Return whether a text without final punctuation is up to three words, a label with its value, or syntax."""
    words = text.split()
    if len(words) < 4 and len(text) < 40:
        return word_count(text) < PROSE_WORDS
    if len(words) <= 8 and ": " in text and _LABELLED.match(text):
        return True
    return sum(is_letters(word.strip(_AROUND_WORD).replace("-", "")) for word in words) < len(words) / 2
