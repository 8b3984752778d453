"""Repairs the gaps that dropped markup leaves in a paragraph: ``Aristotle ( ; , 384 BC )`` → ``Aristotle (384 BC)``.

Takes plain text with the offsets of its links and returns both, with the offsets adjusted. Most paragraphs have nothing
to repair and cost one search. A sentence that lost a part of its meaning (``HOLE``) is dropped; if the part was inside
parentheses of their own, only these are dropped, or the part of them between semicolons.
"""

import re
from collections import Counter
from itertools import pairwise

from lemnos.sources.documents.wikitext.tags import ASIDE, HOLE, UNLESS_LED
from lemnos.text.sentences import sentence_ends

Span = tuple[int, int, str]
"""The start, the end and the target of a link."""

UNKNOWN_SENTENCE = "sentences_with_unknown_parts"
UNKNOWN_PARENTHESIS = "parentheses_with_unknown_parts"
_LABEL = r"(?:[Pp]ronounced|named|occasionally|also|[Pp]ronunciation:|IPA:|[A-Z][a-z]+(?: [A-Z]?[a-z]+)?:)"
# A paragraph with nothing to repair, as most are, has none of these. The pattern starts with a single set, of the rarer
# character of each pair, which makes the search fast.
_SIGN_AFTER = re.compile(r"[,;:.)\[\]](?:(?<=[ (][,;:.)])|(?<=[,;:\[\]][,;)\[\]]))")
# Group 1 of each pattern is removed. Each starts with a literal or a set, which the regex engine finds fast.
_EMPTY_PAIR = re.compile(r"(\((?<![^\W_]\()[\s,;:–—-]*+(?:(?:or|and)[\s,;:–—-]*+)*+\))")
_AFTER_OPENING = re.compile(r"\(([\s,;:]+)")
_LABEL_OF_NOTHING = re.compile(rf"[(,; ]({_LABEL}\s*+(?:[,;] ?|(?=\))))")
_ROW_OF_COMMAS = re.compile(r"([,;](?:\s*+[,;](?=\s*+[,;]))*+\s*+)(?=[,;])")
_BEFORE_SIGN = re.compile(r"([ ,;:](?<![ ,;:].)[ ,;:]*+)(?=\))|( ++)(?=[,.](?:[\s)]|$))")
_BEFORE_COLON = re.compile(r"( ++)(?=[;:](?:[\s)]|$))")
_BRACKETS = re.compile(r"(\[\[|\]\]|\[ ?\])")
_SPACES = re.compile(r" ( +)")
_LEADING = re.compile(r"([,;.)\s]+)(?=\s)")
_BROKEN_PART = re.compile(rf"(?<=[(;（；])[^();（）；{HOLE}]*+{HOLE}[^();（）；]*+(?:[;；]|(?=[)）]))")
_BROKEN_PAIR = re.compile(
    rf" \([^(){HOLE}]*+{HOLE}[^()]*+\)|^\([^(){HOLE}]*+{HOLE}[^()]*+\)|（[^（）{HOLE}]*+{HOLE}[^（）]*+）"
    rf"|(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3])\([^(){HOLE}]*+{HOLE}[^()]*+\)"
)
_ASIDE = re.compile(f"{ASIDE}[^{ASIDE}]*+{ASIDE}")
_LEADS = re.compile(r"pronounc|pronunciation|phoneme|sound|vowel|consonant|diphthong|ending")
_STAND_IN = "Xylo"  # Takes the place of a hole while sentences are told apart: a name.
_SHORT_FORM = re.compile(r"(?:^|[^\w.])(?:\w{1,2}|[^\W\d_aeiouyäöüáéíóúàèòаеиоуыэюяіїєёαεηιουω]{1,4}|\w+\.\w+)\.$")
_CLOSERS = {"”": "“„", "“": "„", "»": "«", "«": "»", '"': '"', ")": "(", "」": "「", "』": "『", "）": "（"}
_OPENERS = frozenset('“„«»"(「『（')
_ENCLOSING = re.compile(f"[{''.join(_OPENERS | set(_CLOSERS))}]")
_LONGEST_ENCLOSED = 1500  # Characters; a longer span is rather a mark that lacks its pair.


def tidy(
    text: str, links: list[Span], spaced_signs: bool = False, left_out: Counter[str] | None = None
) -> tuple[str, list[Span]]:
    """Return ``text`` repaired, and its links with adjusted offsets.

    Args:
        text: One paragraph of plain text.
        links: Its links, in order and without overlap.
        spaced_signs: Whether ``;`` and ``:`` follow a space, as in French.
        left_out: Counts the sentences and the parentheses that are dropped, as ``UNKNOWN_SENTENCE`` and
            ``UNKNOWN_PARENTHESIS``.
    """
    if ASIDE in text:
        text, links = _edit(text, links, _asides(text))
    if HOLE in text:
        for pattern in (_BROKEN_PART, _BROKEN_PAIR):
            cuts = _broken_parts(text, pattern)
            text, links = _edit(text, links, cuts)
            if left_out is not None and cuts:
                left_out[UNKNOWN_PARENTHESIS] += len(cuts)
        cuts, sentences = _broken_sentences(text)
        text, links = _edit(text, links, cuts)
        if left_out is not None and sentences:
            left_out[UNKNOWN_SENTENCE] += sentences
    for _ in range(4):
        if not ("  " in text or "( " in text or _SIGN_AFTER.search(text)):
            break
        before = text
        # Runs of spaces are removed first, because the other patterns start again at every space.
        for pattern in _defects(text, spaced_signs):
            cuts = [match.span(match.lastindex or 0) for match in pattern.finditer(text)]
            if cuts:
                text, links = _edit(text, links, cuts)
        if text == before:
            break
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    stripped = text[start:].strip()
    if stripped != text:
        start = text.find(stripped, start)
        text, links = _edit(text, links, [(0, start), (start + len(stripped), len(text))])
    return text, links


def _defects(text: str, spaced_signs: bool) -> list[re.Pattern[str]]:
    """Return the patterns of defects that may occur in ``text``."""
    patterns = [_SPACES] if "  " in text else []
    if "(" in text:
        if "()" in text or "( " in text or "(," in text or "(;" in text or "(:" in text:
            patterns += [_EMPTY_PAIR, _AFTER_OPENING]
        if (
            ": ," in text
            or ": ;" in text
            or ":)" in text
            or ": )" in text
            or "ronounced " in text
            or "(named " in text
            or "lly )" in text
        ):
            patterns.append(_LABEL_OF_NOTHING)
    if ", ," in text or ",," in text or ",;" in text or "; ;" in text or ", ;" in text or "; ," in text:
        patterns.append(_ROW_OF_COMMAS)
    if " ," in text or " ." in text or " )" in text or ",)" in text or ";)" in text or ":)" in text:
        patterns.append(_BEFORE_SIGN)
    if not spaced_signs and (" ;" in text or " :" in text):
        patterns.append(_BEFORE_COLON)
    if "[[" in text or "]]" in text or "[]" in text or "[ ]" in text:
        patterns.append(_BRACKETS)
    return patterns


def _asides(text: str) -> list[tuple[int, int]]:
    """Return the spans to cut: the whole of an aside in parentheses, and only the marks of other asides."""
    cuts = []
    for match in _ASIDE.finditer(text):
        start, end = match.span()
        search_start = max(0, start - 300)
        conditional = text.startswith(UNLESS_LED, start + 1)
        introduced = not conditional or _LEADS.search(text, max(0, start - 40), start)
        if not introduced or text.rfind("(", search_start, start) > text.rfind(")", search_start, start):
            cuts.append((start, end))
        else:
            cuts += [(start, start + 1 + conditional), (end - 1, end)]
    return cuts


def _broken_parts(text: str, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return the spans of parentheses with a ``HOLE``, or of their parts, that the sentence can do without."""
    if pattern is _BROKEN_PAIR:
        return [match.span() for match in pattern.finditer(text)]
    spans = []
    for match in pattern.finditer(text):
        start, end = match.span()
        # Not the only part: the part before it or after it stays.
        if text[start - 1] in ";；" and text[end - 1] not in ";；":
            spans.append((start - 1, end))
        elif text[start - 1] in ";；" or text[end - 1] in ";；":
            spans.append((start, end))
    return spans


def _broken_sentences(text: str) -> tuple[list[tuple[int, int]], int]:
    """Return the spans to cut of the sentences with a ``HOLE``, and how many sentences these are."""
    if HOLE not in text:
        return [], 0
    boundaries = [0]
    enclosed = _enclosed(text)
    for end in _ends(text):
        while end < len(text) and text[end].isspace():
            end += 1
        while enclosed and enclosed[-1][1] <= end:
            enclosed.pop()
        if end < len(text) and not (enclosed and enclosed[-1][0] < end):
            boundaries.append(end)
    cuts = [span for span in pairwise((*boundaries, len(text))) if text.find(HOLE, *span) >= 0]
    return cuts, len(cuts)


def _enclosed(text: str) -> list[tuple[int, int]]:
    """Return the spans of the outermost quotations and parentheses of ``text``, the last first.

    A sentence that ends inside one of them does not stand alone.
    """
    spans: list[tuple[int, int]] = []
    opened: list[tuple[int, str]] = []
    for match in _ENCLOSING.finditer(text):
        mark, position = match[0], match.start()
        closes = _CLOSERS.get(mark, "")
        for depth in range(len(opened) - 1, max(-1, len(opened) - 4), -1):
            start, opening = opened[depth]
            if opening in closes:
                del opened[depth:]
                if position - start <= _LONGEST_ENCLOSED:
                    while spans and spans[-1][0] >= start:
                        spans.pop()
                    spans.append((start, position + 1))
                break
        else:
            if mark in _OPENERS:
                opened.append((position, mark))
    return spans[::-1]


def _ends(text: str) -> list[int]:
    """Return the ends of the sentences of ``text``, in which each ``HOLE`` stands for a word."""
    grown = len(_STAND_IN) - 1
    holes = [match.start() for match in re.finditer(HOLE, text)]
    ends: list[int] = []
    passed = 0
    for end in sentence_ends(text.replace(HOLE, _STAND_IN)):
        while passed < len(holes) and holes[passed] + passed * grown < end:
            passed += 1
        end = min(len(text), end - passed * grown)
        # "bzw. HOLE" is no border; "ended. HOLE" is one.
        if text[end : end + 2].lstrip(" ")[:1] == HOLE and _SHORT_FORM.search(text, max(0, end - 12), end):
            continue
        ends.append(end)
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    return ends


def _edit(text: str, links: list[Span], cuts: list[tuple[int, int]]) -> tuple[str, list[Span]]:
    """Return ``text`` without the spans ``cuts``, and the links that keep some text.

    The cuts are in order and do not overlap.
    """
    pieces, moved = [], []
    position, removed_before, first_cut = 0, 0, 0
    for start, end in cuts:
        pieces.append(text[position:start])
        position = end
    pieces.append(text[position:])
    for start, end, target in links:
        while first_cut < len(cuts) and cuts[first_cut][1] <= start:
            removed_before += cuts[first_cut][1] - cuts[first_cut][0]
            first_cut += 1
        new_start, removed_inside, index = start - removed_before, 0, first_cut
        while index < len(cuts) and cuts[index][0] < end:
            cut_start, cut_end = cuts[index]
            removed_inside += min(cut_end, end) - max(cut_start, start)
            if cut_start < start:
                new_start -= start - cut_start
            index += 1
        if end - start > removed_inside:
            moved.append((new_start, new_start + end - start - removed_inside, target))
    return "".join(pieces), moved
