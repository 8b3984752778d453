"""Mends what dropped markup leaves behind in a paragraph: ``Aristotle ( ; , 384 BC )`` → ``Aristotle (384 BC)``.

Works on plain text whose links are known by offset, and moves the offsets along. Most paragraphs have nothing
to mend and cost one search. A sentence that lost a part of its meaning (``HOLE``) is dropped whole,
or only the parenthesis in it that lost it.
"""

import re
from itertools import pairwise

from lemnos.sources.documents.wikitext.tags import ASIDE, HOLE, UNLESS_LED

Span = tuple[int, int, str]
"""Start, end and target of a link."""

_LABEL = r"(?:[Pp]ronounced|named|occasionally|also|[Pp]ronunciation:|IPA:|[A-Z][a-z]+(?: [A-Z]?[a-z]+)?:)"
# A paragraph with nothing to mend, as most are, matches neither; each starts with one set, which is what makes
# a search fast.
_SPACE_AND_SIGN = re.compile(r"[ (][ ,;:.)]")
_TWO_SIGNS = re.compile(r"[,;:\[\]][,;)\[\]]")
# Group 1 of each is what goes. Each pattern starts with a literal or a set, which the regex engine seeks fast.
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
    """Return ``text`` mended, and its links where they are now.

    Args:
        text: One paragraph, plain.
        links: Its links in order, without overlap.
        spaced_signs: ``;`` and ``:`` have a space before them, as in French.
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
        # Runs of spaces go first: the patterns after them start anew at each space.
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
    """Return the patterns that may have something to mend in ``text``."""
    found = [_SPACES] if "  " in text else []
    if "(" in text:
        if "()" in text or "( " in text or "(," in text or "(;" in text or "(:" in text:
            found += [_EMPTY_PAIR, _AFTER_OPENING]
        if (
            ": ," in text
            or ": ;" in text
            or ":)" in text
            or ": )" in text
            or "ronounced " in text
            or "(named " in text
            or "lly )" in text
        ):
            found.append(_LABEL_OF_NOTHING)
    if ", ," in text or ",," in text or ",;" in text or "; ;" in text or ", ;" in text or "; ," in text:
        found.append(_ROW_OF_COMMAS)
    if " ," in text or " ." in text or " )" in text or ",)" in text or ";)" in text or ":)" in text:
        found.append(_BEFORE_SIGN)
    if not spaced_signs and (" ;" in text or " :" in text):
        found.append(_BEFORE_COLON)
    if "[[" in text or "]]" in text or "[]" in text or "[ ]" in text:
        found.append(_BRACKETS)
    return found


def _asides(text: str) -> list[tuple[int, int]]:
    """Return what goes of the asides: all of one in parentheses, only the marks of others."""
    cuts = []
    for match in _ASIDE.finditer(text):
        start, end = match.span()
        near = max(0, start - 300)
        bound = text.startswith(UNLESS_LED, start + 1)
        led = not bound or _LEADS.search(text, max(0, start - 40), start)
        if not led or text.rfind("(", near, start) > text.rfind(")", near, start):
            cuts.append((start, end))
        else:
            cuts += [(start, start + 1 + bound), (end - 1, end)]
    return cuts


def _broken_sentences(text: str) -> list[tuple[int, int]]:
    borders = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(borders) if text.find(HOLE, start, end) >= 0]


def _edit(text: str, links: list[Span], cuts: list[tuple[int, int]]) -> tuple[str, list[Span]]:
    """Cut ``cuts``, in order and without overlap, out of ``text``; a link that loses all its text goes."""
    pieces, moved = [], []
    position, lost, at = 0, 0, 0
    for start, end in cuts:
        pieces.append(text[position:start])
        position = end
    pieces.append(text[position:])
    for start, end, target in links:
        while at < len(cuts) and cuts[at][1] <= start:
            lost += cuts[at][1] - cuts[at][0]
            at += 1
        new_start, inside, k = start - lost, 0, at
        while k < len(cuts) and cuts[k][0] < end:
            cut_start, cut_end = cuts[k]
            inside += min(cut_end, end) - max(cut_start, start)
            if cut_start < start:
                new_start -= start - cut_start
            k += 1
        if end - start > inside:
            moved.append((new_start, new_start + end - start - inside, target))
    return "".join(pieces), moved
