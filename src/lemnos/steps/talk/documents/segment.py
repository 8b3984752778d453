"""Cuts a ``Document`` into ``Segment`` records: pieces of prose that an assistant can give as one answer.

A segment is one or more whole paragraphs of one section, or whole sentences of one long paragraph, and always one
contiguous slice of ``Document.text``. Short paragraphs are merged with their neighbours in the same section. Long ones
are split at sentence ends, as evenly as their sentences allow. Text that does not read as prose (labels, dangling
lead-ins, lists of names) is left out, and no segment spans it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Annotated

import msgspec
from msgspec import Meta

from lemnos.records import Document, Paragraph
from lemnos.text.sentences import sentence_ends


class SegmentSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How documents are cut into answers."""

    min_words: Annotated[int, Meta(ge=1)] = 35
    """A paragraph of fewer words is merged with its neighbour. 35 is about two sentences: enough for an answer."""
    max_words: Annotated[int, Meta(ge=1)] = 110
    """A paragraph of more words is split. People stop reading answers that are longer than a short paragraph."""
    keep_words: Annotated[int, Meta(ge=1)] = 12
    """A segment of fewer words is left out if no neighbour could be merged with it."""

    def __post_init__(self) -> None:
        for name, value in (("min_words", self.min_words), ("keep_words", self.keep_words)):
            if value > self.max_words:
                raise ValueError(
                    f"{name} ({value}) exceeds max_words ({self.max_words}); lower {name} or raise max_words"
                )


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """A link inside a segment."""

    text: str
    link: int
    """Its index in ``Document.links``."""


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """One possible answer: ``document.text[start:end] == text``."""

    start: int
    end: int
    text: str
    section: tuple[str, ...]
    anchors: tuple[Anchor, ...] = ()


_LEAD_PARAGRAPHS, _FRONT, _ASIDE_WORDS = 6, 60, 30
"""Paragraphs among which the beginning of a document is sought, characters in which it must name the topic, and words
up to which a paragraph before it is skipped."""
_QUALIFIER = re.compile(r"\s*(?:\([^()]*\)|,[^,]*)$")
_SHARED = 4
"""Number of documents that must share a paragraph for it to be a notice."""
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]]*$")
_SENTENCE_START = re.compile(r"[\[(¿¡'\"“‘«„$£€]*[^\W_]")
_CAPITAL = re.compile(r"(?:^|(?<=\s))[^\W\d_a-zß-öø-ÿа-я]")
_TERMINAL = frozenset(".!?…。！？")
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
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


def count_words(text: str) -> int:
    """Return the number of words, counted by their spaces."""
    return text.count(" ") + 1 if text else 0


def is_prose(text: str) -> bool:
    """Return whether a paragraph reads as prose that can be part of an answer.

    It must end like a sentence, start with a letter or digit (possibly behind quotation marks, brackets or a currency
    sign) and consist mostly of letters. In a script with case, at least half of its words must begin in lower case;
    otherwise it is a list of names.
    """
    if text[-1:] not in _TERMINAL and not _SENTENCE_END.search(text, max(0, len(text) - 8)):
        return False
    if not text[0].isalnum() and not _SENTENCE_START.match(text):
        return False
    words = count_words(text)
    if words < 4:
        return False
    data = text.encode("utf-8", "surrogatepass")
    # Counting capital letters is far cheaper than finding capitalised words, and gives an upper bound on them.
    if not text.isascii() or 2 * (len(data) - len(data.translate(None, _CAPITALS))) > words:
        capitals = len(_CAPITAL.findall(text))
        if 2 * capitals > words and capitals > 1.3 * (words - capitals):
            return False
    return 4 * len(data.translate(None, _LETTERS)) <= len(data)


def _pieces(text: str, paragraph: Paragraph, settings: SegmentSettings) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, words) of a paragraph, split at sentence ends if it is too long."""
    words = text.count(" ", paragraph.start, paragraph.end) + 1
    if words <= settings.max_words:
        yield paragraph.start, paragraph.end, words
        return
    ends = _outside_quotations(text, paragraph, sentence_ends(text, paragraph.start, paragraph.end))
    target = words / -(-words // settings.max_words)
    start = paragraph.start
    for end, next_end in zip_longest(ends, ends[1:], fillvalue=0):
        count = text.count(" ", start, end) + 1
        following = text.count(" ", end, next_end)
        # End the piece here if adding the next sentence would overshoot the target by more than stopping falls short.
        if not next_end or (count >= settings.keep_words and count + following - target > target - count):
            yield start, end, count
            start = end
            while start < paragraph.end and text[start].isspace():
                start += 1


def _outside_quotations(text: str, paragraph: Paragraph, ends: list[int]) -> list[int]:
    """Return the sentence ends at which no quotation is open; all of them if the quotation marks are unbalanced."""
    start, stop = paragraph.start, paragraph.end
    straight = text.count('"', start, stop)
    curly = text.count("“", start, stop)
    if not (straight or curly) or straight % 2 or curly != text.count("”", start, stop):
        return ends
    return [
        end
        for end in ends
        if text.count('"', start, end) % 2 == 0 and text.count("“", start, end) == text.count("”", start, end)
    ]


def boilerplate(documents: Sequence[Document]) -> frozenset[str]:
    """Return the paragraphs that several of ``documents`` share verbatim: notices, not content.

    A paragraph counts if at least ``_SHARED`` documents contain it. Documents that consist mostly of such paragraphs
    are copies of each other, so paragraphs that only such documents share do not count.
    """
    texts = [{document.text[part.start : part.end] for part in document.paragraphs} for document in documents]
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
        content = document.text[paragraph.start : paragraph.end]
        if name in content[:_FRONT].casefold() and is_prose(content):
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
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    open_start = open_end = open_words = 0
    open_section: tuple[str, ...] | None = None

    def close() -> None:
        nonlocal open_section
        if open_section is not None and open_words >= settings.keep_words:
            spans.append((open_start, open_end, open_section))
        open_section = None

    for paragraph in document.paragraphs[_beginning(document) :]:
        content = document.text[paragraph.start : paragraph.end]
        if content in notices or not is_prose(content):
            close()
            continue
        for start, end, words in _pieces(document.text, paragraph, settings):
            joined = open_words + words
            if open_section == paragraph.section and (
                (open_words < settings.min_words and joined <= 1.25 * settings.max_words)
                or (words < settings.min_words and joined <= settings.max_words)
            ):
                open_end, open_words = end, joined
            else:
                close()
                open_start, open_end, open_words, open_section = start, end, words, paragraph.section
    close()
    return tuple(_with_anchors(document, spans))


def _with_anchors(document: Document, spans: list[tuple[int, int, tuple[str, ...]]]) -> Iterator[Segment]:
    text = document.text
    # A link of the document as a whole, without anchor text in it, has an empty span.
    links = sorted((link.start, link.end, index) for index, link in enumerate(document.links) if link.end > link.start)
    for start, end, section in spans:
        first, last = bisect_left(links, (start,)), bisect_left(links, (end,))
        anchors = tuple(Anchor(text[left:right], index) for left, right, index in links[first:last] if right <= end)
        yield Segment(start, end, text[start:end], section, anchors)
