"""Repairs the gaps that dropped markup leaves in a paragraph: ``Aristotle ( ; , 384 BC )`` → ``Aristotle (384 BC)``.

Takes plain text with the offsets of its links and returns both, with the offsets adjusted. Most paragraphs have nothing
to repair and cost one search. A sentence that lost a part of its meaning (``HOLE``) is dropped; if the part was inside
parentheses, only these are dropped.
"""

import re
from itertools import pairwise

from lemnos.sources.documents.wikitext.tags import ASIDE, HOLE, UNLESS_LED

Span = tuple[int, int, str]
"""The start, the end and the target of a link."""

_LABEL = r"(?:[Pp]ronounced|named|occasionally|also|[Pp]ronunciation:|IPA:|[A-Z][a-z]+(?: [A-Z]?[a-z]+)?:)"
# A paragraph with nothing to repair, as most are, matches neither. Each pattern starts with a single set, which makes
# the search fast.
_SPACE_AND_SIGN = re.compile(r"[ (][ ,;:.)]")
_TWO_SIGNS = re.compile(r"[,;:\[\]][,;)\[\]]")
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
_BROKEN_PAIR = re.compile(rf" ?\([^(){HOLE}]*+{HOLE}[^()]*+\)")
_ASIDE = re.compile(f"{ASIDE}[^{ASIDE}]*+{ASIDE}")
_LEADS = re.compile(r"pronounc|pronunciation|phoneme|sound|vowel|consonant|diphthong|ending")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)\]]*+(?:\s++|$)")


def tidy(text: str, links: list[Span], spaced_signs: bool = False) -> tuple[str, list[Span]]:
    """Return ``text`` repaired, and its links with adjusted offsets.

    Args:
        text: One paragraph of plain text.
        links: Its links, in order and without overlap.
        spaced_signs: Whether ``;`` and ``:`` follow a space, as in French.
    """
    if HOLE in text:
        text, links = _edit(text, links, [match.span() for match in _BROKEN_PAIR.finditer(text)])
        text, links = _edit(text, links, _broken_sentences(text))
    if ASIDE in text:
        text, links = _edit(text, links, _asides(text))
    for _ in range(4):
        if not (_SPACE_AND_SIGN.search(text) or _TWO_SIGNS.search(text)):
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


def _broken_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences with a ``HOLE``."""
    boundaries = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(boundaries) if text.find(HOLE, start, end) >= 0]


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
