"""Extracts the prose of plain text, by recognising paragraphs, headings and lists from the layout alone.

Takes any text, from one paragraph per line to pages dumped by a text browser, and returns a ``Prose``. The wrap width
and the indentation of the body are measured first. In wrapped text, a line that had room for the first word of the next
line ends a paragraph, a cell or a label: this one test separates prose from adjacent tables, infoboxes and captions.
If lines end as sentences, each is a paragraph. Text that does not read as sentences (few lower-case words, no final
punctuation, columns) is left out and counted, and so are captions: lines that are repeated, at once or behind one word.
Costs one pass over the lines, about 10 MB per second.

Limitation: verse, tables and formulas are lost, and sometimes a sentence without a full stop. The depth of a section is
known only from its underline, or if its heading directly follows another.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Literal

import msgspec

from lemnos.sources.documents.prose.builder import (
    Builder,
    Prose,
    clean,
    ends_sentence,
    ends_with_mark,
    word_count,
)
from lemnos.sources.documents.prose.captions import separators, without_captions
from lemnos.sources.documents.prose.templates import has_templates, without_templates
from lemnos.sources.documents.wikitext import math as wikitext_math
from lemnos.text.scripts import has_unspaced, is_unspaced, unbroken
from lemnos.text.sentences import is_full_stop, without_parentheses

_BLANK = re.compile(r"\n(?:[ \t\f\v\r]*\n)+")
_TAIL = re.compile(
    r"^ *(?:Retrieved from \"|Categor(?:y|ies): |This page was last (?:modified|edited)|"
    r"\*\*\* ?END OF (?:THE|THIS) PROJECT GUTENBERG)",
    re.MULTILINE,
)
_HEAD = re.compile(r"^\*\*\* ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*\n", re.MULTILINE)
_RESIDUE = re.compile(
    r"CAPTION:|Image:|File:|\[edit\]|This is a featured (?:article|list)|Main articles?:|See also:?\s|"
    r"For other uses|For more details|From Wikipedia|Jump to:|This article is (?:a )?part of|Coordinates:|"
    r"[#*†‡]\w|\^\d{0,2} |©|Spoiler warning|Copyright ©|.{0,80}\bRelated (?:subjects|articles|pages|topics):|"
    r"Click here|Problems listening"
)
_MARKUP = re.compile(r"\[\[|\]\]|\{\||\|\}|'''|</?(?:ref|br|div|span|sup|sub)\b|\bCite error\b")
_CATALOGUE = re.compile(r"\bISBN\b|\bISSN\b|\bdoi:|https?://|\bpp?\. ?\d|\bRetrieved on\b|\bOCLC\b")
_BULLET = re.compile(r"( *)(?:[*+•·▪◦‣–-]|\d{1,3}[.)]|\(?[a-hivx]{1,3}\)|\(\d{1,2}\)) +(?=\S)")
_UNDERLINE = re.compile(r" *([=\-~^*#])\1{2,} *$")
_COLUMNS = re.compile(r"\S {3,}\S|[^\s.?!:;\"')\d] {2}\S|\d {2}[^\sa-z°µΩ%]")
_IMAGE_NAME = re.compile(r"\s*\b(?:Image|File|Category):\S+?(?:\.(?:jpe?g|png|gif|svg)|$)", re.IGNORECASE)
_LATEX = re.compile(r"(?<![\w:\\/.])\\[A-Za-z]+\s?(?:\{(?:[^{}]|\{[^{}]*\})*\}\s*?)*(?:\s?\\[,;:!>])*")
_LATEX_LEFT = re.compile(r"\\[a-zA-Z]+ ?[{_^]|\}[_^]|[_^]\{")
_LABEL = re.compile(r"[A-Z0-9][^.!?:]{0,40}: ")
_FORMULA = re.compile(r"\\[a-zA-Z]+|\{\\|[=<>≤≥∑∫]\s*[\w({\\-]+\s*[+*/^=]")
_SUBSCRIPT = re.compile(r"(?:(?<=[A-Z)\]⁄])|(?<=[A-Z][a-z])|(?<=[α-ω]))\[(\d{1,4})\]")
_FOOTNOTE = re.compile(r"(?<=[.,;!?\"'\d])\[\d{1,3}\](?=[\s.,;:]|\[|$)")
_NOTE_MARK = re.compile(
    r"\s*\^?\[ ?(?:citations? needed|edit|verify|who\?|dubious)[^\]]{0,30}\]|(?<=\S)\^(?=\s|$)|(?<!\S)\^(?=[A-Z][a-z])"
)
_BROKEN_WORD = re.compile(r"(?<=\w)- (?!(?:and|or|to|und|oder|et|ou|y|e)\b)(?=[^\W_])")
_OPENING_QUOTE = re.compile(r'(?:(?<=\s)|^)" (?=\w[^"]{0,80}[^"\s]")')
_NOT_LETTERS = re.compile(r"[\W_]+")
_SAMPLE = 300
"""The number of pairs of lines, approximately, from which the layout is measured."""
_SAMPLE_WORDS = 60
"""The number of words at the start of a paragraph that decide whether it reads as prose."""


class _Layout(msgspec.Struct, frozen=True):
    """The layout of a text, in columns."""

    width: int
    """The greatest length of a wrapped line; 0 if the text is not wrapped."""
    spare: int
    """The number of columns left after the next word from which a line counts as not full."""
    indent: int
    """The indentation of the body."""


def parse(raw: str) -> Prose:
    """Return the prose of plain text. The title is the first heading, if it precedes all prose."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        text = text.expandtabs(4)
    if (head := _HEAD.search(text)) is not None:
        text = text[head.end() :]
    if (tail := _TAIL.search(text, max(0, len(text) - 1500))) is not None or "*** END" in text:
        tail = tail or _TAIL.search(text)
        text = text[: tail.start()] if tail else text
    text = text.strip("\n")
    count: Counter[str] = Counter()
    if has_templates(text) and _LATEX.search(text) is None:  # braces of formulas are no templates
        text = without_templates(text, count)
    blocks = [[line.rstrip() for line in block.split("\n") if line.strip()] for block in _BLANK.split(text)]
    reader = _Reader(_measure(blocks), separators(blocks))
    for block in filter(None, blocks):
        reader.block(block)
    return reader.finish(count)


def _measure(blocks: list[list[str]]) -> _Layout:
    """Return the layout, measured on lines that are followed by another: only these show where lines are wrapped."""
    pairs = [pair for block in blocks[:4000] for pair in pairwise(block)]
    pairs = pairs[:: len(pairs) // _SAMPLE + 1]
    if sum(1 for line, _ in pairs if ends_with_mark(line)) > 0.8 * len(pairs):
        return _Layout(0, 0, 0)
    lengths = Counter(len(line) for line, _ in pairs)
    short = {length: count for length, count in lengths.items() if length <= 140}
    if not short or sum(n * c for n, c in lengths.items() if n > 140) > sum(n * c for n, c in short.items()):
        return _Layout(0, 0, 0)
    frequent = max(short.values()) / 4
    width = max(length for length, count in short.items() if count >= frequent)
    long_pairs = [(line, following) for line, following in pairs if len(line) >= 0.6 * width]
    full = sum(1 for line, following in long_pairs if len(line) + 1 + _first_word_length(following) > width)
    indents = Counter(_indent(line) for line, _ in long_pairs)
    indent = indents.most_common(1)[0][0] if indents else 0
    return _Layout(width, 1 if full >= 0.8 * len(long_pairs) else int(0.45 * width), indent)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _first_word_length(line: str) -> int:
    """Return the length of the first word of ``line``."""
    start = _indent(line)
    if line[start] > "\u0e00" and is_unspaced(line[start]):  # such a line may be wrapped before any letter
        return 1
    end = line.find(" ", start)
    return (len(line) if end < 0 else end) - start


class _Reader:
    """Feeds the text to a builder, block by block."""

    def __init__(self, layout: _Layout, separators: frozenset[str]) -> None:
        self._layout = layout
        self._separators = separators
        self._builder = Builder()
        self._pending: tuple[int, str] | None = None

    def finish(self, left_out: Mapping[str, int]) -> Prose:
        """Return the prose of all blocks, and count what was left out before them."""
        for what, number in left_out.items():
            self._builder.leave_out(what, number)
        return self._builder.build()

    def block(self, lines: list[str]) -> None:
        """Read the lines between two blank lines."""
        if len(lines) <= 2 and self._heading(lines):
            return
        if len(lines) > 2 and _UNDERLINE.match(lines[1]) and self._heading(lines[:2]):
            lines = lines[2:]
        segments = without_captions(lines, self._separators)
        self._builder.leave_out("captions", max(len(segments) - 1, int(sum(map(len, segments)) < len(lines))))
        for segment in segments:
            previous: list[str] = []
            runs = list(self._runs(segment))
            crowded = len(runs) > 3 and self._layout.width > 0 and not any(_BULLET.match(run[0]) for run in runs)
            for run in runs:
                if not previous or len(run) > 1 or self._is_one_line_paragraph(run[0], previous):
                    self._run(run, crowded)
                else:
                    self._builder.leave_out("lines_without_sentences", len(run))
                previous = run

    def _heading(self, lines: list[str]) -> bool:
        """Add ``lines`` as a heading if they look like one, and return whether they do."""
        text = clean(" ".join(lines))
        level = 2
        if len(lines) == 2 and (mark := _UNDERLINE.match(lines[1])):
            text = clean(lines[0])
            level = 2 if mark[1] in "=#*" else 3
        elif not text or len(text) > 100 or _RESIDUE.match(text) or _UNDERLINE.match(lines[0]):
            return False
        elif _indent(lines[0]) < self._layout.indent:
            if ends_with_mark(text) and word_count(text) > 6:
                return False
        elif (
            len(lines) > 1
            or self._layout.indent
            or (ends_with_mark(text) and not (text.isupper() and text[-1] in ".:"))
            or not (text[0].isupper() or text[0].isdigit() or not text[0].isascii())
            or word_count(text) > (12 if ends_with_mark(text) or not ends_sentence(text) else 5)
            or text[-1] in ",-"
            or _BULLET.match(lines[0])
            or _COLUMNS.search(lines[0].strip())
        ):
            return False
        if not self._builder.title and self._builder.empty:
            self._builder.heading(1, text)
            return True
        if self._pending is not None and self._pending[0] == level:
            level += 1
        self._builder.heading(level, _tidy(_SUBSCRIPT.sub(r"\1", text)))
        self._pending = (level, text)
        return True

    def _runs(self, lines: list[str]) -> Iterator[list[str]]:
        """Split ``lines`` after each line that the author ended, not the wrap width."""
        width, spare = self._layout.width, self._layout.spare
        if not width:
            yield from ([line] for line in lines)
            return
        run = [lines[0]]
        first = _BULLET.match(lines[0])
        hang = first.end() if first else 0
        for previous, line in pairwise(lines):
            start = len(line) - len(line.lstrip(" "))
            end = line.find(" ", start)
            if line[start] > "\u0e00" and is_unspaced(line[start]):
                end = start + 1
            free = width - len(previous) - 1 - ((len(line) if end < 0 else end) - start)
            # A letter starts a list entry only before a bracket, so most lines need no regular expression.
            plain = line[start].isalpha() and ")" not in line[start : start + 4]
            bullet = None if plain else _BULLET.match(line)
            if bullet and not (start == hang and free < 0):
                ends = hang > 0 or free >= 0 or start != _indent(run[0])
            elif line[start].islower() or line[start].isdigit() or line[start] == "(":
                # The sentence continues, whatever moved its next word to this line: an unbreakable unit or centring.
                ends = free >= spare and (len(previous) < 0.75 * width or ends_sentence(previous))
            else:
                ends = free >= spare or (not hang and len(run) > 1 and 0 < start - _indent(previous) <= 8)
            if ends:
                yield run
                run = [line]
                hang = bullet.end() if bullet else 0
            else:
                run.append(line)
        yield run

    def _is_one_line_paragraph(self, line: str, previous: list[str]) -> bool:
        """Return whether a line after the run ``previous`` is a paragraph, not a caption, a verse or a cell."""
        return (
            not self._layout.width
            or len(line) >= 0.8 * self._layout.width
            or _BULLET.match(line) is not None
            or _BULLET.match(previous[0]) is not None
            or _indent(line) > _indent(previous[-1])
            or line.endswith(":")
        )

    def _run(self, lines: list[str], crowded: bool) -> None:
        """Add ``lines`` as a paragraph if they are prose. In a crowded block, the paragraph must end as a sentence."""
        kind: Literal["prose", "item"] = "prose"
        first = lines[0].lstrip(" ")
        if (bullet := _BULLET.match(lines[0])) is not None and len(lines[0]) > bullet.end():
            kind = "item"
            first = lines[0][bullet.end() :]
        text = clean(_joined([first, *lines[1:]]))
        if not text:
            return
        fault = ""
        if _RESIDUE.match(text) or _MARKUP.search(text):
            fault = "page_furniture"
        elif _in_columns(first, lines):
            fault = "table_rows"
        if "\\" in text and not fault:
            text = " ".join(_without_latex(text).split())
            fault = "" if text else "formulas"
        if "[" in text or "^" in text:
            text = " ".join(_FOOTNOTE.sub("", _SUBSCRIPT.sub(r"\1", _NOTE_MARK.sub("", text))).split())
        quoted = _indent(lines[0]) > self._layout.indent
        if not fault and not (
            text and (not crowded or ends_sentence(text)) and _reads_as_prose(text, kind == "item", quoted, len(lines))
        ):
            fault = "lines_without_sentences"
        if fault:
            self._builder.leave_out(fault, len(lines))
        else:
            self._builder.paragraph(_tidy(text), kind)
            self._pending = None


def _joined(lines: list[str]) -> str:
    """Return wrapped lines with the white space between them that their script needs."""
    text = " ".join(lines)
    return unbroken("\n".join(lines)) if len(lines) > 1 and has_unspaced(text) else text


def _in_columns(first: str, lines: list[str]) -> bool:
    """Return whether the lines are rows of cells, recognised by the gaps between them."""
    gaps = 0
    for line in [first, *lines[1:]]:
        gap = line.rfind("  ")
        if gap > 0 and not line[:gap].isspace() and _COLUMNS.search(line.lstrip(" ")):
            gaps += 1
    return gaps * (2 if len(lines) > 2 else 4) > len(lines)


def _without_latex(text: str) -> str:
    """Return ``text`` with formulas in plain characters, or an empty string if one cannot be converted."""
    text = _LATEX.sub(lambda formula: _plain_formula(formula[0]), text)
    return "" if _LATEX_LEFT.search(text) else text


def _plain_formula(latex: str) -> str:
    plain = wikitext_math.plain(latex)
    return latex if plain is None else plain + " " * latex.endswith(" ")


def _reads_as_prose(text: str, item: bool, quoted: bool, lines: int) -> bool:
    """Return whether a text is sentences, not a label, a cell, a caption or a formula."""
    words = text.split(" ")
    count = len(words)
    initials = "".join([word[0] for word in words[:_SAMPLE_WORDS]])
    if text.isascii():
        lower = sum(map(str.islower, initials)) / len(initials)
    else:
        if has_unspaced(without_parentheses(text)):
            count = word_count(text)
            initials = _NOT_LETTERS.sub("", text)[:_SAMPLE_WORDS] or " "
        # A letter of a script without case is no capital.
        lower = sum(1 for letter in initials if letter.isalpha() and not letter.isupper()) / len(initials)
    ends = ends_sentence(text)
    if item and count < 40 and _CATALOGUE.search(text):
        return False
    if (quoted or lower < 0.5) and _FORMULA.search(text):
        return False
    if not ends and count % 2 == 0 and words[: count // 2] == words[count // 2 :]:
        return False
    if not ends and sum(map(str.isdigit, initials)) > len(initials) / 4:
        return False
    if count < 10 and lower < 0.5 and _LABEL.match(text):
        return False
    if item:
        return lower >= 0.3 and (count >= 8 or (count >= 3 and ends) or (count >= 5 and lower >= 0.5))
    if ends and lines == 1 and text[-1] in ";…":
        return False
    if ends:
        return lower >= 0.3 if count >= 5 else count >= 3 and lower > 0 and is_full_stop(text[-1]) and not quoted
    return count >= 14 and lower >= 0.45 and lines > 1


def _tidy(text: str) -> str:
    """Return ``text`` without the artefacts of layout: spaces around punctuation and hyphenated words."""
    original = text
    for loose, tight in (("( ", "("), (" )", ")"), (" ,", ","), (" . ", ". ")):
        if loose in text:
            text = text.replace(loose, tight)
    if ":" in text:
        text = _IMAGE_NAME.sub("", text)
    if text.endswith(" ."):
        text = text[:-2] + "."
    if '" ' in text:
        text = _OPENING_QUOTE.sub('"', text)
    if "- " in text:
        text = _BROKEN_WORD.sub("-", text)
    return text if text is original else " ".join(text.split())
