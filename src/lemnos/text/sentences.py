"""Finds sentence boundaries by rule, with one regular expression and a list of abbreviations.

``str`` → the end offset of each sentence, in any script. ASCII text takes one CPU-second for 60 MB: a full stop ends a
sentence if white space and a capital or a digit follow. In other text, anything but a lower-case letter may follow, and
the full stops of other scripts (Unicode's ``Sentence_Terminal``) need no space. Thai and Lao have no full stop; their
sentences end at a space at the earliest, so each clause counts.
Limitation: a sentence that ends in an abbreviation and is followed by a capital ("… in the U.S. He …") is not separated
from the next, because that would need a model.
"""

import re

from lemnos.text.scripts import CLAUSE_SPACED, HANGUL, UNSPACED

_STOPS = (
    "\u0589\u061d-\u061f\u06d4\u0700-\u0702\u07f9\u0837\u0839\u083d\u083e\u0964\u0965\u0df4\u0f0d-\u0f12\u104b\u1362\u1367"
    "\u1368\u166e\u1735\u1736\u17d4\u17d5\u1803\u1809\u1944\u1945\u1aa8-\u1aab\u1b5a\u1b5b\u1b5e\u1b5f\u1c3b\u1c3c\u1c7e"
    "\u1c7f\u2cf9-\u2cfb\u3002\ua4ff\ua60e\ua60f\ua6f3\ua6f7\ua876\ua877\ua8ce\ua8cf\ua92f\ua9c9\uaa5d-\uaa5f\uaaf0\uaaf1"
    "\uabeb\ufe12\ufe15\ufe16\ufe52\ufe56\ufe57\uff01\uff0e\uff1f\uff61\U00011047\U00011048\U00011141-\U00011143"
)
"""Full stops of scripts other than Latin, Greek and Cyrillic, as the inside of a character class: ``Sentence_Terminal``
of Unicode's PropList.txt without marks that end clauses as well, with those of Sinhala and Tibetan."""
_GREEK = "[\u0370-\u03ff\u1f00-\u1fff]"
OPENERS = "'\"“‘«„‚‹(\\[「『（《〈【〔［〝｢"
"""Marks that may stand before a sentence, as the inside of a character class."""
CLOSERS = "'\"”’“‘»›«)\\]」』）》〉】〕］〞｣"
"""Marks that may stand behind a sentence, as the inside of a character class."""

_ASCII_BORDER = re.compile(r"[.!?]['\")\]]*\s+(?=['\"(\[]*[A-Z0-9])")
# Each of these starts with a single character class, which lets the engine skip from one mark to the next.
_NEAR_BORDER = re.compile(f"[.!?…‼‽⁇-⁉][{CLOSERS}]*\\s+(?=[{OPENERS}]*(?:(?<=«)\\s)?([^\\W_]))")
_FAR_BORDER = re.compile(
    f"[.!?…‼‽⁇-⁉;\u037e{_STOPS}](?:"
    f"(?<=[{_STOPS}])[!?{_STOPS}]*[{CLOSERS}]*\\s*"
    f"|(?:(?<![;\u037e])|(?<={_GREEK}.))[{CLOSERS}]*\\s+(?=[{OPENERS}]*(?:(?<=«)\\s)?([^\\W_]))"
    f"|(?<=[{UNSPACED}][.!?])[{CLOSERS}]*(?=[{OPENERS}]*[{UNSPACED}]))"
)
_FAR = bytes([0xCE, 0xCF, *range(0xD6, 0xE2), *range(0xE3, 0xF5)])
"""First bytes in UTF-8 of Greek, Armenian, Hebrew, Arabic and all that follow, without the punctuation of Latin text:
the scripts that have marks of their own. Cyrillic has none."""
_ANY_STOP = re.compile(f"[{_STOPS}]")
_GOES_ON = re.compile("[\u3041-\u309f]|[,，、،;；:：]")
"""What follows a quotation that is part of a sentence: a Japanese particle, or a comma."""
_CLAUSE_SPACE = re.compile(f"(?<=[{CLAUSE_SPACED}])[ \t\n]+(?=[{CLAUSE_SPACED}])")
_LATIN_ABBREVIATIONS = (
    r"[A-Z]|[Aa]pprox|[Bb]ros|[Cc]a?|cf|Co|Col|Corp|Dr|[Ee]d|e\.g|[Ee]sp|est|[Ff]ig|[Ff]l|Fr|Ft|Gen|Gov|Hon"
    r"|i\.e|Inc|incl|Jr|Lt|Ltd|Maj|Messrs|Mr|Mrs|Ms|Mt|[Nn]o|[Nn]os|[Pp]p?|Prof|[Rr]ev|Rt|Sen|Sgt|Sr|St|Sts|[Vv]ols?"
    r"|vs?|viz|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nr|bzw|np|tzn|wg|ul|tzv"
)
_ABBREVIATION = re.compile(rf"(?:\b(?:{_LATIN_ABBREVIATIONS})|\b[A-Za-z]\.[A-Za-z])\.$")
_OTHER_ABBREVIATION = re.compile(
    rf"(?:\b(?:(?![\x00-\x7f])(?![{HANGUL}{UNSPACED}])[^\W\d_]|śp|św|např|tř|č|örn|Doç|ул|им|гг|вв|др|пр|см|ср|тыс|млн"
    r"|млрд|проф|акад|напр|рис|табл|стр|бл|вул|ім|αι|κα|δηλ))\.$"
)
"""Abbreviations beyond ASCII; in scripts whose words have several letters, any single letter is one."""


_PARENTHESIS = re.compile(r" ?\([^()]{0,300}\)| ?\[[^\[\]]{0,40}\]")


def without_parentheses(text: str) -> str:
    """Return ``text`` without short insertions in round or square brackets and the spaces before them."""
    return _PARENTHESIS.sub("", text)


def is_full_stop(mark: str) -> bool:
    """Return whether a mark ends sentences in some script; the ellipsis does too."""
    return mark in ".!?…‼‽⁇⁈⁉" or _ANY_STOP.match(mark) is not None


def ends_sentence(text: str) -> bool:
    """Return whether ``text`` ends like a sentence: with a full stop of any script, perhaps inside quotation marks.

    Text that ends in a Thai or Lao letter does, since these scripts have no full stop, and so does a Greek question.

    >>> ends_sentence("He left.”"), ends_sentence("出発した。"), ends_sentence("Contents:")
    (True, True, False)
    """
    return _ENDING.search(text, max(0, len(text) - 8)) is not None


_ENDING = re.compile(f"(?:[.!?…‼‽⁇-⁉{_STOPS}]|(?<={_GREEK})[;\u037e]|[{CLAUSE_SPACED}\u0e2f\u0e46])[{CLOSERS}]*$")


def sentence_ends(text: str, start: int = 0, end: int | None = None) -> list[int]:
    """Return the end offset in ``text`` of each sentence of ``text[start:end]``.

    White space between sentences belongs to none of them.

    >>> sentence_ends("Dr. Hook sailed. She won!")
    [16, 25]
    >>> sentence_ends("船は出た。「いい風だ。」と彼は言った。")
    [5, 19]
    """
    stop = len(text) if end is None else end
    near = text.isascii()
    far = not near and _is_far(text[start:stop])
    border = _FAR_BORDER if far else _ASCII_BORDER if near else _NEAR_BORDER
    ends = []
    for match in border.finditer(text, start, stop):
        first, offset = match.start(), match.end()
        while offset > first and text[offset - 1].isspace():
            offset -= 1
        if text[first] == ".":
            low = max(start, first - 8)
            if _ABBREVIATION.search(text, low, first + 1):
                continue
            if not near and _OTHER_ABBREVIATION.search(text, low, first + 1):
                continue
        if not near and _goes_on(text, match, offset):
            continue
        ends.append(offset)
    if far and _CLAUSE_SPACE.search(text, start, stop):
        ends = sorted({*ends, *(match.start() for match in _CLAUSE_SPACE.finditer(text, start, stop))})
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if stop > start and (not ends or ends[-1] != stop):
        ends.append(stop)
    return ends


def _is_far(text: str) -> bool:
    """Return whether a text has letters of a script with full stops of its own."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, _FAR)) != len(data)


def _goes_on(text: str, border: re.Match[str], offset: int) -> bool:
    """Return whether the sentence goes on after a mark that could be its end, which is at ``offset``."""
    following = border[1]
    if following is not None:
        return following.title() != following  # Georgian letters have capitals, but sentences do not begin with them
    mark, after = text[border.start()], text[border.end() : border.end() + 1]
    if mark == "．":
        return after.isdigit()
    closed = offset - border.start() > 1 and not is_full_stop(text[offset - 1])
    return bool(closed and _GOES_ON.match(after))
