"""Cuts a ``Document`` into ``Segment`` records: pieces of prose that an assistant can give as one answer.

A segment is one or more whole paragraphs of one section, or whole sentences of one long paragraph, and always one
contiguous slice of ``Document.text``. Code and tables belong to the paragraph before them, code that opens a section to
the paragraph behind it: they are part of the answer, but not of the prose that turns are about. Short paragraphs are
merged with their neighbours in the same section. Long ones are split at sentence ends, as evenly as their sentences
allow. Text that does not read as prose (labels, dangling lead-ins, lists of names) is left out, and no segment spans
it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from lemnos.records import BLOCKS, Document, Paragraph
from lemnos.steps.talk.documents.code import first_blocks, past_blocks
from lemnos.text.scripts import capitals, count_words
from lemnos.text.sentences import OPENERS, ends_sentence, sentence_ends

_CODE_LINES = 40


class SegmentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How documents are cut into answers."""

    min_words: Annotated[int, Meta(ge=1)] = 35
    """A paragraph of fewer words is merged with its neighbour. 35 is about two sentences: enough for an answer. In
    scripts without spaces, a word is what one English word takes: 1.5 Han letters, 4.4 kana, 5.5 Thai letters."""
    max_words: Annotated[int, Meta(ge=1)] = 110
    """A paragraph of more words is split. People stop reading answers that are longer than a short paragraph."""
    keep_words: Annotated[int, Meta(ge=1)] = 12
    """A segment of fewer words is left out if no neighbour could be merged with it."""
    code: Literal["keep", "drop"] = "keep"
    """Whether code and tables stay with the paragraph before them, and code that opens a section with the paragraph
    behind it, as part of the answer; `drop` removes them from the documents. Encyclopaedia articles have none: the
    reader of wikitext leaves them out."""
    code_lines: Annotated[int, Meta(ge=1)] = _CODE_LINES
    """Most lines of code and tables in a segment; a longer one is a file, not an answer. 40 hold 97% of the blocks."""

    def __post_init__(self) -> None:
        for name, value in (("min_words", self.min_words), ("keep_words", self.keep_words)):
            if value > self.max_words:
                raise ValueError(
                    f"{name} ({value}) exceeds max_words ({self.max_words}); lower {name} or raise max_words"
                )
        if self.code == "drop" and self.code_lines != _CODE_LINES:
            raise ValueError(f"code_lines ({self.code_lines}) has no effect if code is drop; remove one of them")


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """A link inside a segment."""

    text: str
    link: int
    """Its index in ``Document.links``."""


class Block(msgspec.Struct, frozen=True, array_like=True):
    """Code or a table inside a segment."""

    at: int
    """The length of ``Segment.text`` before it."""
    text: str
    """The block, and the blank line before it; the one behind it if no prose is before it."""


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """One possible answer: ``document.text[start:end] == answer``."""

    start: int
    end: int
    text: str
    """Its prose: the answer without code and tables. Turns are about this."""
    section: tuple[str, ...]
    anchors: tuple[Anchor, ...] = ()
    blocks: tuple[Block, ...] = ()
    """The code and tables in it, in order."""

    @property
    def answer(self) -> str:
        """The whole text, verbatim."""
        if not self.blocks:
            return self.text
        pieces: list[str] = []
        start = 0
        for block in self.blocks:
            pieces += (self.text[start : block.at], block.text)
            start = block.at
        return "".join((*pieces, self.text[start:]))

    def position(self, offset: int) -> int:
        """Return where the character before ``offset`` of ``text`` ends in the document; for 0, where the text
        starts."""
        before = (len(block.text) for block in self.blocks if block.at < offset or not block.at)
        return self.start + offset + sum(before)


_LEAD_PARAGRAPHS, _FRONT, _ASIDE_WORDS = 6, 60, 30
"""Paragraphs among which the beginning of a document is sought, characters in which it must name the topic, and words
up to which a paragraph before it is skipped."""
_QUALIFIER = re.compile(r"\s*(?:\([^()]*\)|（[^（）]*）|,[^,]*)$")
_SHARED = 4
"""Number of documents that must share a paragraph for it to be a notice."""
_SENTENCE_START = re.compile(rf"[{OPENERS}¿¡$£€¥₩₪₫₱₴₹₺₽₿]*(?:(?<=«)\s)?[^\W_]")
_TERMINAL = frozenset(".!?…。！？")
_QUOTATIONS = ("“”", "«»", "「」", "『』", "（）")
"""Pairs of marks between which no segment ends."""
_CAPITALS = bytes((*range(ord("A"), ord("Z") + 1), *range(0xC2, 0xF5)))
"""Bytes in UTF-8 of the capitals of ASCII, and the first byte of any other letter, which may be a capital."""
_LETTERS = bytes(byte for byte in range(256) if byte >= 128 or chr(byte).isalpha() or byte == 32)
"""Bytes that make up prose: letters of any script, and the space."""

_LEANS = re.compile(
    r"(?:This|These|Those|That|Such|However|But|And|Or|Yet|So|Also|Thus|Therefore|Then|Hence|Here|There|Another|Others?|"
    r"Both|Neither|Either|Meanwhile|Moreover|Furthermore|Similarly|Likewise|Instead|Nevertheless|Nonetheless|Afterwards?|"
    r"Later|Soon|Subsequently|Consequently|Eventually|Finally|Additionally|Conversely|Accordingly|Again|Still|Only|"
    r"The (?:latter|former|other|same|second|third|last|next|first|two|three|resulting|following)|One of (?:these|the)|"
    r"In (?:addition|contrast|turn|fact|this|these|that|both|spite|response|return|all)|As (?:a result|such|well|for)|"
    r"For (?:example|instance|this|these|that)|At (?:the same|this|that)|On the (?:other|contrary)|"
    r"By (?:contrast|then|this)|"
    r"After (?:this|that|the)|Because of (?:this|these)|Despite (?:this|these|the)|Unlike (?:this|these)|Under this|"
    r"(?:A|One|Two|Three|Four|Five|Six|Seven|Ten|Some|Several|Many|A few|Shortly|Soon) (?:\w+ )?(?:later|afterwards?)|"
    r"(?:That|The same|The following|The next) (?:day|week|month|year|night|summer|winter|spring|autumn)|"
    r"Some of (?:these|the)|Many of (?:these|the)|Most of (?:these|the)|All of (?:these|the))\b"
)
_PRONOUN = re.compile(r"(?:He|She|It|They|His|Her|Its|Their)\b")
_GOES_ON = re.compile(
    r"(?:which|where|when|and|or|but|then|with|as|is|are|was|were|in|into|to|for|from|by|if|so|that|of|on|the|an?) "
)
"""How a paragraph opens that goes on with the sentence before a block of code, as "which prints:"."""
_POINTER = re.compile(
    r"(?:For|To (?:learn|see|find|get|read|download)|See)\b[^.!?]*\b(?:see|[Ss]ee|refer to|visit|download|consult)\b"
    r"[^.!?]*(?:\.\d[^.!?]*)*[.!]\Z"
    r"|See (?:also )?[^.!?]*[.!]\Z"
)
"""A single sentence that only points to another page: "For additional classes, see Shared classes."."""


def bare_title(title: str) -> str:
    """Return a title without its disambiguation: "Mercury" for "Mercury (planet)", "Bath" for "Bath, Somerset"."""
    return _QUALIFIER.sub("", title)


def presupposes(text: str) -> float:
    """Return how strongly an answer depends on the text before it.

    0 if it does not, 1 if it opens with a pronoun, 2 if it opens with a word that makes sense only after other text
    ("However, …", "These …").
    """
    if _LEANS.match(text):
        return 2.0
    return 1.0 if _PRONOUN.match(text) else 0.0


def is_prose(text: str) -> bool:
    """Return whether a paragraph reads as prose that can be part of an answer.

    It must end like a sentence, start with a letter or digit (possibly behind quotation marks, brackets or a currency
    sign) and consist mostly of letters. In a script with case, at least half of its words must begin in lower case;
    otherwise it is a list of names.
    """
    return _reads_as_prose(text, count_words(text))


def _reads_as_prose(text: str, words: int) -> bool:
    """Return whether a paragraph of so many words reads as prose."""
    if text[-1:] not in _TERMINAL and not ends_sentence(text):
        return False
    if not text[0].isalnum() and not _SENTENCE_START.match(text):
        return False
    if words < 4:
        return False
    data = text.encode("utf-8", "surrogatepass")
    # Counting the letters that may be capitals is far cheaper than finding capitalised words, and gives an upper bound
    # on them.
    if 2 * (len(data) - len(data.translate(None, _CAPITALS))) > words:
        capitalised = capitals(text.split())
        if 2 * capitalised > words and capitalised > 1.3 * (words - capitalised):
            return False
    return 4 * len(data.translate(None, _LETTERS)) <= len(data)


def _pieces(text: str, paragraph: Paragraph, words: int, settings: SegmentSettings) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, words) of a paragraph of so many words, split at sentence ends if it is too long."""
    if words <= settings.max_words:
        yield paragraph.start, paragraph.end, words
        return
    ends = _outside_quotations(text, paragraph, sentence_ends(text, paragraph.start, paragraph.end))
    target = words / -(-words // settings.max_words)
    start = paragraph.start
    for end, next_end in zip_longest(ends, ends[1:], fillvalue=0):
        count = count_words(text, start, end)
        # End the piece here if adding the next sentence would overshoot the target by more than stopping falls short.
        if not next_end or (
            count >= settings.keep_words and count + count_words(text[end:next_end].lstrip()) - target > target - count
        ):
            yield start, end, count
            start = end
            while start < paragraph.end and text[start].isspace():
                start += 1


def _outside_quotations(text: str, paragraph: Paragraph, ends: list[int]) -> list[int]:
    """Return the sentence ends at which no quotation is open; all of them if the quotation marks are unbalanced."""
    start, stop = paragraph.start, paragraph.end
    straight = text.count('"', start, stop)
    pairs = [] if text.isascii() else [pair for pair in _QUOTATIONS if text.count(pair[0], start, stop)]
    if straight % 2 or any(text.count(pair[0], start, stop) != text.count(pair[1], start, stop) for pair in pairs):
        return ends
    if not (straight or pairs):
        return ends
    return [
        end
        for end in ends
        if text.count('"', start, end) % 2 == 0
        and all(text.count(pair[0], start, end) == text.count(pair[1], start, end) for pair in pairs)
    ]


def boilerplate(documents: Sequence[Document]) -> frozenset[str]:
    """Return the paragraphs that several of ``documents`` share verbatim: notices, not content.

    A paragraph counts if at least ``_SHARED`` documents contain it. Documents that consist mostly of such paragraphs
    are copies of each other, so paragraphs that only such documents share do not count.
    """
    texts = [
        {document.text[part.start : part.end] for part in document.paragraphs if part.kind not in BLOCKS}
        for document in documents
    ]
    counts = Counter(chain.from_iterable(texts))
    common = {text for text, count in counts.items() if count >= _SHARED}
    if not common:
        return frozenset()
    originals = [own for own in texts if 2 * len(own & common) <= len(own)]
    counts = Counter(chain.from_iterable(originals))
    return frozenset(text for text in common if counts[text] >= _SHARED)


def _beginning(document: Document) -> int:
    """Return the index of the paragraph with which a document begins.

    Short text before the first paragraph that names the topic near its start is a caption, a line of an infobox or a
    pointer to another page ("Not to be confused with …").
    """
    name = bare_title(document.title).casefold().rpartition(" ")[2]
    for number, paragraph in enumerate(document.paragraphs[:_LEAD_PARAGRAPHS]):
        if paragraph.section:
            break
        if paragraph.kind in BLOCKS:
            continue
        content = document.text[paragraph.start : paragraph.end]
        if name in content[:_FRONT].casefold() and is_prose(content):
            while number and document.paragraphs[number - 1].kind == "code":
                number -= 1
            return number
        if count_words(content) > _ASIDE_WORDS:
            break
    return 0


def segment(
    document: Document, settings: SegmentSettings, notices: frozenset[str] = frozenset()
) -> tuple[Segment, ...]:
    """Return the segments of a document, in reading order. They never overlap.

    Args:
        document: The document.
        settings: Lengths of segments.
        notices: Paragraphs to leave out, as ``boilerplate`` finds them.
    """
    spans: list[_Span] = []
    span: _Span | None = None
    text = document.text
    for unit in _units(document, settings, notices):
        if unit is None or span is None or not _joins(span, unit, settings):
            if (
                span is not None
                and span.words >= settings.keep_words
                and not _POINTER.match(text, span.start, span.end)
            ):
                spans.append(span)
            span = None if unit is None or _GOES_ON.match(text, unit.start) else unit
        else:
            span = _Span(
                span.start, unit.end, span.words + unit.words, span.section, (*span.blocks, *unit.blocks),
                span.lines + unit.lines,
            )  # fmt: skip
    return tuple(_with_anchors(document, spans))


class _Span(NamedTuple):
    """A contiguous slice of a document that is, or becomes part of, a segment."""

    start: int
    end: int
    words: int
    """Without those of its blocks."""
    section: tuple[str, ...]
    blocks: tuple[Paragraph, ...] = ()
    lines: int = 0
    """Of its blocks."""


def _joins(span: _Span, unit: _Span, settings: SegmentSettings) -> bool:
    """Return whether a unit is merged with the span before it."""
    if span.section != unit.section or span.lines + unit.lines > settings.code_lines:
        return False
    joined = span.words + unit.words
    return (span.words < settings.min_words and joined <= 1.25 * settings.max_words) or (
        unit.words < settings.min_words and joined <= settings.max_words
    )


def _units(document: Document, settings: SegmentSettings, notices: frozenset[str]) -> Iterator[_Span | None]:
    """Yield the paragraphs of a document, or the pieces of a long one, each with its blocks; None where something is
    left out, at the end too."""
    text = document.text
    paragraphs = document.paragraphs[_beginning(document) :]
    number = 0
    section: tuple[str, ...] | None = None
    while number < len(paragraphs):
        opening = number
        opens, section = paragraphs[number].section != section, paragraphs[number].section
        number = past_blocks(paragraphs, number, section)
        if number == len(paragraphs) or paragraphs[number].section != section:
            yield None
            continue
        paragraph = paragraphs[number]
        number += 1
        first, number = number, past_blocks(paragraphs, number, section)
        content = text[paragraph.start : paragraph.end]
        leading: tuple[Paragraph, ...] = ()
        lines = 0
        if opening < first - 1:  # only what opens the section belongs to the paragraph behind it
            before = paragraphs[opening : first - 1]
            if opens and all(block.kind == "code" for block in before) and not _GOES_ON.match(content):
                leading, lines = first_blocks(document, before, settings.code_lines)
            if len(leading) < first - 1 - opening:
                leading, lines = (), 0
                yield None
        blocks, more = first_blocks(document, paragraphs[first:number], settings.code_lines - lines)
        words = count_words(content)
        if content in notices or not (_reads_as_prose(content, words) or (blocks and leads_in(content))):
            yield None
            continue
        units = [_Span(*piece, section) for piece in _pieces(text, paragraph, words, settings)]
        if leading:
            units[0] = units[0]._replace(start=leading[0].start, blocks=leading, lines=lines)
        if blocks:
            last = units[-1]
            units[-1] = last._replace(end=blocks[-1].end, blocks=(*last.blocks, *blocks), lines=last.lines + more)
        yield from units
        if len(blocks) < number - first:
            yield None
    yield None


def leads_in(text: str) -> bool:
    """Return whether a paragraph announces the block behind it."""
    return text[-1:] in ":：" and _SENTENCE_START.match(text) is not None


def _with_anchors(document: Document, spans: list[_Span]) -> Iterator[Segment]:
    text = document.text
    # A link of the document as a whole, without anchor text in it, has an empty span.
    links = sorted((link.start, link.end, index) for index, link in enumerate(document.links) if link.end > link.start)
    for span in spans:
        first, last = bisect_left(links, (span.start,)), bisect_left(links, (span.end,))
        anchors = tuple(
            Anchor(text[left:right], index) for left, right, index in links[first:last] if right <= span.end
        )
        prose, blocks = _parted(text, span) if span.blocks else (text[span.start : span.end], ())
        yield Segment(span.start, span.end, prose, span.section, anchors, blocks)


def _parted(text: str, span: _Span) -> tuple[str, tuple[Block, ...]]:
    """Return the prose of a span, and its blocks."""
    pieces: list[str] = []
    blocks: list[Block] = []
    start, length = span.start, 0
    for number, block in enumerate(span.blocks):
        if block.start == start and not length:  # before all prose
            following = span.blocks[number + 1].start if span.blocks[number + 1 :] else span.end
            start = min(
                following, block.end + len(text[block.end : span.end]) - len(text[block.end : span.end].lstrip())
            )
            blocks.append(Block(0, text[block.start : start]))
            continue
        end = len(text[start : block.start].rstrip()) + start
        pieces.append(text[start:end])
        length += end - start
        blocks.append(Block(length, text[end : block.end]))
        start = block.end
    return "".join((*pieces, text[start : span.end])), tuple(blocks)
