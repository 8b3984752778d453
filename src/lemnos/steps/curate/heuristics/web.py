"""The rules of Gopher, C4 and FineWeb on one document: ``Candidate`` → the first rule that it breaks.

They judge prose only: paragraphs and items of lists, never code and tables, so a page of a reference manual is measured
by what its author wrote in sentences. Rules on words need some prose to measure; rules on the lengths of words and on
stop words apply to scripts and languages for which they mean something. Rules come in the order of their cost.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lemnos.steps.curate.base import Candidate
from lemnos.steps.curate.heuristics.measures import Prose, stop_words
from lemnos.steps.curate.heuristics.repetition import repetition
from lemnos.steps.curate.heuristics.settings import (
    C4Settings,
    FineWebSettings,
    GopherSettings,
    HeuristicsSettings,
    RepetitionSettings,
)
from lemnos.text.scripts import HANGUL, count_words, has_unspaced

_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|without|need|disabled|uses?)\W+(?:\w+\W+){0,3}(?:javascript|cookies?)\b"
    r"|(?:javascript|cookies?)\W+(?:\w+\W+){0,3}(?:enabled?|disabled|required|policy)\b",
    re.IGNORECASE,
)
_LOREM = re.compile(r"\blorem ipsum\b", re.IGNORECASE)
_ENDS = re.compile("[.!?:;…\"'”’»)\\]}。！？：；」』）।॥؟۔።၊။៕|]$")
_ELLIPSIS = ("...", "…", "……")
_HANGUL = re.compile(f"[{HANGUL}]")
_SHORT, _LONG_ITEM = 30, 60
_UNSPACED_FACTOR = 3
"""Characters of a script with spaces that say as much as one of a script without, for the length of a line."""

_PAIRS = 3
"""How many more pairs of letters than words an n-gram has that says as much, in scripts without spaces: 8 pairs are
nine letters, about five words."""


class Broken(NamedTuple):
    """A rule that a text breaks."""

    rule: str
    reason: str
    score: float
    """What was measured."""


class Lines(NamedTuple):
    """The lines of prose of a document."""

    all: list[str]
    """Every line that is not blank, stripped."""
    sentences: list[str]
    """Those that are not items of a list."""
    paragraphs: list[str]
    items: int
    """Lines that are short items of a list."""
    blocks: int
    """Characters in code and tables."""


def lines_of(candidate: Candidate) -> Lines:
    """Return the lines of a document's prose."""
    all_: list[str] = []
    sentences: list[str] = []
    paragraphs: list[str] = []
    blocks = items = 0
    for part in candidate.parts:
        if part.name in ("code", "table"):
            blocks += part.end - part.start
            continue
        text = candidate.text[part.start : part.end]
        paragraphs.append(text)
        lines = [text.strip()] if "\n" not in text else [line for each in text.split("\n") if (line := each.strip())]
        all_ += lines
        if part.name != "item":
            sentences += lines
        else:
            items += sum(1 for line in lines if len(line) < _LONG_ITEM and _length(line) < _LONG_ITEM)
    return Lines(all_, sentences, paragraphs, items, blocks)


def broken(candidate: Candidate, own: Prose, settings: HeuristicsSettings) -> Broken | None:
    """Return the first rule of Gopher, C4 or FineWeb that a document breaks; None if it breaks none.

    Args:
        candidate: The document.
        own: The words of its prose.
        settings: The thresholds.
    """
    return next(_broken(candidate, own, settings), None)


def _broken(candidate: Candidate, own: Prose, settings: HeuristicsSettings) -> Iterator[Broken]:
    gopher = settings.gopher
    if gopher.max_words or own.words < gopher.min_words:
        words = count_words(" ".join(candidate.text.split())) if candidate.text.strip() else 0
        if words < gopher.min_words:
            yield Broken("too_few_words", f"{words} words, fewer than {gopher.min_words}", words)
        if gopher.max_words and words > gopher.max_words:
            yield Broken("too_many_words", f"{words:,} words, more than {gopher.max_words:,}", words)
    lines = lines_of(candidate)
    text = "\n".join(lines.all)
    if not text:
        return
    yield from _c4(lines, text, settings.c4)
    yield from _gopher_lines(lines, gopher)
    yield from _fineweb(lines, settings.fineweb)
    is_reference = lines.blocks > settings.repetition.max_blocks * len(candidate.text)
    if not is_reference:
        yield from _repeated_lines(lines, settings.repetition)
    if own.words >= gopher.min_prose:
        yield from _gopher_words(candidate, text, own, gopher)
    if own.words >= settings.repetition.min_words and not is_reference:
        yield from _n_grams(own, settings.repetition)


def _c4(lines: Lines, text: str, settings: C4Settings) -> Iterator[Broken]:
    if (
        settings.lorem_ipsum
        and ("psum" in text or "PSUM" in text)
        and (found := len(_LOREM.findall(text)))
        and found * 1000 > 3 * len(text.split())
    ):
        yield Broken("lorem_ipsum", f"lorem ipsum stands in it {found} times", found)
    if settings.script_lines < 1 and ("avascript" in text or "aScript" in text or "ookie" in text):
        found = sum(1 for line in lines.all if _SCRIPT.search(line))
        share = found / len(lines.all)
        if share > settings.script_lines:
            yield Broken("script_lines", f"{share:.0%} of its lines ask for JavaScript or speak of cookies", share)
    braces = (text.count("{") + text.count("}")) / len(text)
    if braces > settings.curly_braces:
        yield Broken("curly_braces", f"{braces:.1%} of its prose are curly braces", braces)


def _gopher_lines(lines: Lines, settings: GopherSettings) -> Iterator[Broken]:
    count = len(lines.all)
    if count < settings.min_lines:
        return
    bullets = lines.items / count
    if bullets > settings.max_bullets and not lines.blocks:
        yield Broken("bullets", f"{bullets:.0%} of its lines are items of a list", bullets)
    ellipses = sum(1 for line in lines.all if line.endswith(_ELLIPSIS)) / count
    if ellipses > settings.max_ellipses:
        yield Broken("ellipses", f"{ellipses:.0%} of its lines end with an ellipsis", ellipses)


def _fineweb(lines: Lines, settings: FineWebSettings) -> Iterator[Broken]:
    count = len(lines.sentences)
    if count < settings.min_lines:
        return
    ended = sum(1 for line in lines.sentences if _ENDS.search(line)) / count
    if ended < settings.min_ended_lines:
        yield Broken("unended_lines", f"{ended:.0%} of its lines end with a mark of punctuation", ended)
    short = sum(1 for line in lines.sentences if len(line) < _SHORT and _length(line) < _SHORT) / count
    if short > settings.max_short_lines:
        yield Broken("short_lines", f"{short:.0%} of its lines have fewer than {_SHORT} characters", short)


def _length(line: str) -> int:
    return len(line) * (_UNSPACED_FACTOR if has_unspaced(line) else 1)


def _repeated_lines(lines: Lines, settings: RepetitionSettings) -> Iterator[Broken]:
    for what, texts, most, most_letters in (
        ("lines", lines.all, settings.lines, settings.line_letters),
        ("paragraphs", lines.paragraphs, settings.paragraphs, settings.paragraph_letters),
    ):
        share, letters = _again(texts)
        if share > most:
            yield Broken(f"repeated_{what}", f"{share:.0%} of its {what} repeat an earlier one", share)
        if letters > most_letters:
            yield Broken(f"repeated_{what}", f"{letters:.0%} of its letters are in {what} that repeat", letters)


def _again(texts: Sequence[str]) -> tuple[float, float]:
    """Return the share of texts that stood before, and that of the letters in them."""
    if len(texts) < 4 or len(set(texts)) == len(texts):
        return 0.0, 0.0
    again = {text: count - 1 for text, count in Counter(texts).items() if count > 1}
    letters = sum(len(text) * count for text, count in again.items())
    return sum(again.values()) / len(texts), letters / max(1, sum(map(len, texts)))


def _gopher_words(candidate: Candidate, text: str, own: Prose, settings: GopherSettings) -> Iterator[Broken]:
    symbols = (text.count("#") + text.count("...") + text.count("…")) / own.words
    if symbols > settings.max_symbols:
        yield Broken("symbols", f"{symbols:.2f} marks # and … per word", symbols)
    if own.is_spaced and (text.isascii() or _HANGUL.search(text) is None):
        mean = float(own.lengths.sum()) / own.words
        if mean < settings.min_mean_word or (settings.max_mean_word and mean > settings.max_mean_word):
            yield Broken("mean_word", f"its words have {mean:.1f} letters on average", mean)
        alphabetic = own.alphabetic / own.words
        if alphabetic < settings.min_alphabetic:
            yield Broken("few_letters", f"{alphabetic:.0%} of its words begin with a letter", alphabetic)
    if settings.min_stop_words and candidate.language.partition("-")[0] == "en":
        found = stop_words(own.hashes)
        if found < settings.min_stop_words:
            yield Broken("stop_words", f"{found} of the eight stop words of English stand in it", found)


def _n_grams(own: Prose, settings: RepetitionSettings) -> Iterator[Broken]:
    found = repetition(own.hashes, own.lengths, min(settings.n_grams, default=1.0))
    top = list(zip((2, 3, 4), found.top, strict=True))
    repeated = list(enumerate(found.repeated, 5))
    if not own.is_spaced:
        top, repeated = top[_PAIRS - 1 :], repeated[_PAIRS:]
    for (n, share), most in zip(
        top, (settings.top_2_grams, settings.top_3_grams, settings.top_4_grams), strict=own.is_spaced
    ):
        if share > most:
            yield Broken(f"top_{n}_gram", f"the most frequent {n}-gram covers {share:.0%} of its letters", share)
    for (n, share), most in zip(repeated, settings.n_grams, strict=False):
        if share > most:
            yield Broken("repeated_n_grams", f"{n}-grams that repeat cover {share:.0%} of its letters", share)
