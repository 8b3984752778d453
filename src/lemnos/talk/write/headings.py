"""A section heading → the questions that the section answers.

The commonest headings of encyclopaedias and of technical documentation have their own forms (``HEADINGS``). Any
other heading is read by its shape: a question, "To do X", a gerund, a year, a name, a clause, a noun phrase. A
heading that names no subject ("See also", "Other") has no question. Costs about 1 µs for a known heading and 5 µs
for another. It gives up headings in title case whose words are all common: they are put in lower case.
"""

import re
from functools import lru_cache

from lemnos.talk.lexicon import AUXILIARIES, common_words
from lemnos.talk.write.heading_table import HEADINGS, SENSELESS
from lemnos.talk.write.templates import Forms

_QUESTION = re.compile(r"^(?:What|Why|How|When|Where|Who|Which|Is|Are|Do|Does|Can|Should)\b.*\?$")
_WH_CLAUSE = re.compile(r"^(?:What|Why|How|When|Where|Who|Which|Whether) \w+ \w+", re.IGNORECASE)
_TO = re.compile(r"^To ([a-z]\w+) (.+)$")
_PERIOD = re.compile(r"^(?:the )?(?:(early|mid|late)[ -])?(\d{3,4}s|\d{1,2}(?:st|nd|rd|th)[ -]centur(?:y|ies))(?: .{0,6})?$", re.I)
_YEARS = re.compile(r"^(?:.*\()?\s*((?:1\d|20)\d\d) ?(?:-|–|—|to) ?((?:1\d|20)?\d\d)\s*\)?$")
_CODE = re.compile(r"_|::|\(\)|^operator\b|[a-z][A-Z]\w*$|^[~@#]\w")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[IVX]+\.|[A-Z][.)])\s+|^(?:Step|Example|Part) \d+:? ?")
_TRAILING = re.compile(r"\s*(?:\([^()]*\)|[:;,.–—-]+)\s*$")
_SMALL = frozenset("a an and as at by for from in into of on or over the to under with within without vs".split())


@lru_cache(maxsize=4096)
def heading_forms(heading: str, sort: str, title: str) -> Forms | None:
    """Return the question forms of a heading for a topic of this sort, or None if it says nothing."""
    text = _TRAILING.sub("", _NUMBERING.sub("", " ".join(heading.replace("`", "").replace("*", "").split())))
    key = text.lower()
    if key in SENSELESS or len(text) < 3 or len(text) > 70 or "http" in key or "{" in key or "}" in key:
        return None
    known = HEADINGS.get(f"{key}@{sort}") or HEADINGS.get(key)
    if known is not None:
        return known
    return _by_shape(text, key, title)


def _by_shape(text: str, key: str, title: str) -> Forms | None:
    if _QUESTION.match(text):
        return Forms((text,))
    to = _TO.match(text)
    if to:
        rest = f"{to[1]} {to[2]}"
        return Forms((f"How do I {rest}?", f"How can I {rest}?", f"What do I need to do to {rest}?"), (f"how to {rest}",))
    period = _PERIOD.match(text)
    if period:
        when = f"{period[1].lower()} {period[2].lower()}" if period[1] else period[2].lower()
        return Forms(
            (f"What happened to {{o}} in the {when}?", f"How did the {when} go for {{o}}?", f"And in the {when}?",
             f"What did the {when} bring for {{o}}?"),
            (f"what happened in the {when}",), (f"the {when}",),
        )  # fmt: skip
    years = _YEARS.match(text)
    if years:
        return Forms((f"What happened between {years[1]} and {years[2]}?", f"What did the years from {years[1]} to {years[2]} bring?"))
    if not _LETTERS.search(text) or any(character in text for character in '"“”<>|\\=[]()') or text[0].isdigit():
        return None
    if _CODE.search(text):
        if " " in text and not text.startswith("operator"):
            return None
        return Forms(
            (f"What does {text} do?", f"How does {text} work?", f"What is {text} for?", f"When would I use {text}?"),
            (f"what {text} does", f"how {text} is used"), (text,),
        )  # fmt: skip
    words = text.split()
    if len(words) > 9:
        return None
    if _WH_CLAUSE.match(text):
        return Forms((), (text[0].lower() + text[1:],))
    if any(word in AUXILIARIES for word in words[1:]):
        return None
    return _noun_phrase(words, key, title)


def _noun_phrase(words: list[str], key: str, title: str) -> Forms:
    lowered = _mid_sentence(words)
    first = lowered.split()[0]
    name = lowered[0].isupper()
    if first.endswith("ing") and len(words) > 1 and first in common_words():
        return Forms(
            (f"What does {lowered} involve?", f"How does {lowered} work?"), (f"what {lowered} involves",), (lowered,)
        )
    if first in ("the", "a", "an") or name or "'s" in first:
        return Forms((), (), (lowered,))
    head = words[-1].lower()
    inside = any(word.lower() in title.lower() for word in words if len(word) > 3)
    if " of " in lowered and not head.endswith("s"):
        return Forms((), (), (f"the {lowered}",))
    if inside or (head.endswith("s") and not head.endswith("ss")):
        return Forms((), (), (lowered if head.endswith("s") else f"the {lowered}",))
    return Forms((), (), ("{p} " + lowered, f"the {lowered}"))


def _mid_sentence(words: list[str]) -> str:
    """Return a heading as it stands inside a sentence: common words in small letters, names as they are."""
    common = common_words()
    shouted = len(words) > 1 and all(word.isupper() for word in words if word.isalpha())
    out = []
    for number, word in enumerate(words):
        lower = word.lower()
        if shouted:
            out.append(lower if lower in common or lower in _SMALL else word.capitalize())
        elif word.isupper() and len(word) > 1:
            out.append(word if len(word) <= 5 else lower if lower in common else word)
        elif lower in common or lower in _SMALL or (number == 0 and "-" in lower and lower.split("-")[0] in common):
            out.append(lower)
        else:
            out.append(word)
    # A common word among names belongs to the name: "New Zealand", "Great Lakes".
    for number in range(len(out) - 1):
        if out[number + 1][0].isupper() and words[number][0].isupper() and out[number] not in _SMALL:
            out[number] = words[number]
    return " ".join(out)
