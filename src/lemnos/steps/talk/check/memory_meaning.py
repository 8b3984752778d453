"""Decides whether a memory turn in a model's words asks for what its draft asks for: two texts and a kind → a reason.

A memory turn is answered by what was said before, so a version that asks for anything else has a wrong answer. Compared
are figures, names, negation, places in the conversation, what the question word asks for, the content words by their
stems, and whether both refer back, compare, collect or sum up. Costs about 0.5 ms a turn.
Limitation: synonyms count as lost words, so sound versions are refused; figures alone decide in other languages than
English. The lists of words are written by hand and are not tuned on any corpus.
"""

import math
import re

from lemnos.records import TurnKind
from lemnos.text.stems import stem_sets
from lemnos.text.words import FUNCTION_WORDS

KEPT = 0.6
"""Least share of the draft's content words that a version must have."""
KEPT_PREMISE = 0.75
"""The same for a correction, whose premise must be stated whole."""
ADDED = 2
"""Content words that a version may add, or half as many as the draft has if that is more."""
_FIGURE = re.compile(
    r"\d[\d.,]*\d|\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|first|second|third|fourth|fifth|last)\b",
    re.IGNORECASE,
)
"""Figures, and the words by which a turn names its position in the conversation."""
_NAME = re.compile(r"(?<=[\w,;:] )(?!I['’])[A-Z][\w'’-]*[\w]")
"""Words with a capital that do not begin a sentence, other than "I'm" and its like."""
_TAG = re.compile(
    r"[,.?] (?:is|are|was|were|do|does|did|has|have|had|can|could|would|should)n['’]t \w+\?|, (?:right|no|not)\?"
)
"""Questions at the end of a statement, whose negation is none."""
_NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|nothing|neither|nor|without|\w+n['’]t)\b", re.IGNORECASE)
_FRAME = frozenset(
    """
    again already answer answered answers anything back before began begin beginning bit blank brief briefly cover
    covered check checking clear come comes compare comparison connection conversation correct covered detail
    details differ difference discuss discussed discussion earlier else everything example examples explain
    explained far figure forget forgot forgotten gather go going got had hear heard help idea info information just
    key know learn learned like list lost main matter mean means memory mention mentioned mentions missed moment
    name named note noted notes number once outline overview please point points put question quick recall recap
    remember remind repeat repeated right said say saying short side sorry speak spoke start started story such sum
    summarise summarize summary talk talked talking tell telling thank thanks thing things think thought told true
    understand want wanted way wonder wondering word words write written year yes i'd i'm i've let's that's what's
    you've you'd
    """.split()
)
"""Words of asking for something said before: they say how a turn asks and not what about."""
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)
_WORD = re.compile(r"[^\W_][\w'’-]*")
_ASKED = {
    "who": r"who|whom|whose|which person|what person|by name",
    "when": r"when(?! (?:you|we)\b)|(?:what|which) (?:year|date|day|time|century|decade|period)|how long ago"
    r"|the (?:year|date)",
    "where": r"where|(?:what|which) (?:place|location|country|city|town|region|part|continent)|location of",
    "why": r"why|how come|reasons?|what for|what (?:caused|made|led)|cause of",
    "how many": r"how (?:many|much|often)|(?:what|which|the) (?:number|figure|amount|count|share|percentage)",
    "how long": r"how (?:long|far|old|big|large|tall|high|deep|wide|heavy|fast|small)|(?:what|which|the) (?:size|length"
    r"|height|depth|width|weight|age|distance|speed|duration)",
}
_ASKED_FOR = {name: re.compile(rf"\b(?:{shape})\b", re.IGNORECASE) for name, shape in _ASKED.items()}
_PLACES = {
    "beginning": r"begin|began|beginning|start|started|at first|opening|open|opened|came first|outset",
    "last answer": r"just now|a moment ago|(?:last|previous) (?:answer|message|reply)|one answer ago"
    r"|just (?:said|told)",
    "before": r"(?:right |just |shortly )?before (?:we|you|that|this|it|turning|moving|going)",
    "after": r"(?:right |just |shortly )?after (?:we|you|that|this|it|turning|moving|going)",
}
_PLACED = {name: re.compile(rf"\b(?:{shape})\b", re.IGNORECASE) for name, shape in _PLACES.items()}
_BACK = re.compile(
    r"\b(?:again|once more|repeat|remind|remember|recall|earlier|before|back to|go back|forg[eo]t\w*|notes?|noted|"
    r"(?:you|we) (?:\w+ )?(?:said|told|mentioned|named|gave|spoke|talked|discussed|covered|had)|"
    r"(?:did|had|have|were|what) (?:you|we) (?:\w+ )?"
    r"(?:sa(?:y|id|ying)|t(?:ell|old)|mention(?:ed)?|name|g[ia]ve|learn\w*)|"
    r"you(?:'ve|'d) (?:said|told|mentioned)|came up|come up|just now|ago|last answer|"
    r"said|mentioned|told)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:compar\w+|contrast\w*|differ\w*|against|versus|vs|side by side|both|each|than|unlike|similar\w*|alike|"
    r"in common|distinguish\w*|set apart|beside|one after the other|like)\b",
    re.IGNORECASE,
)
_COLLECTS = re.compile(
    r"\b(?:all|everything|every|each time|list|gather|collect|bring together|together|mentions?|c[ao]me up|came in|"
    r"elsewhere|else|other|several|some|points|examples?|by now|so far|how often|know about|told me about|"
    r"which (?:answers|subjects|connections|places)|said about|touched on)\b",
    re.IGNORECASE,
)
_SUMS_UP = re.compile(
    r"\b(?:sum(?:s|med)?(?: \w+){0,2} up|sum up|summar\w+|recap\w*|(?:main|key|high|essential|important) "
    r"(?:points?|things?|ideas?|facts?)|take ?stock|taking stock|cover(?:ed)?|nutshell|in brief|in short|briefly|"
    r"overview|gist|take ?away|takeaways?|boil\w* down|wrap\w* up|learn(?:ed|t)|so far|go over|what matters|essence)\b",
    re.IGNORECASE,
)
_CHECKS = re.compile(
    r"\b(?:right|correct|true|yes|is it|was it|were they|are they|did you|didn't you|you said|am i|okay|check)\b|\?$",
    re.IGNORECASE,
)
_ACTS: dict[TurnKind, re.Pattern[str]] = {
    TurnKind.RECALL: _BACK,
    TurnKind.CONTRAST: _COMPARES,
    TurnKind.SYNTHESIS: _COLLECTS,
    TurnKind.CORRECTION: _CHECKS,
    TurnKind.SUMMARY: _SUMS_UP,
}
"""What a memory turn of each kind does. A draft that shows it leaves it to no version to drop."""


def changed_meaning(draft: str, text: str, kind: TurnKind, english: bool = True) -> str | None:
    """Return what a version of a memory turn lost or added, None if it asks for the same.

    >>> changed_meaning("Sum up our talk so far.", "Where is our talk?", TurnKind.SUMMARY)
    'asks for something else'
    >>> changed_meaning("Sum up our talk so far.", "What are the main points up to now?", TurnKind.SUMMARY) is None
    True

    Args:
        draft: The turn by rules.
        text: The model's version.
        kind: The kind of memory turn.
        english: Whether both are English; if not, only figures are compared.
    """
    if _figures(draft) != _figures(text):
        return "has other figures"
    if not english:
        return None
    lower_draft, lower = draft.casefold(), text.casefold()
    if not all(name.casefold() in lower for name in _NAME.findall(draft)):
        return "lost a name"
    if not all(name.casefold() in lower_draft for name in _NAME.findall(text)):
        return "has another name"
    if _negates(draft) != _negates(text):
        return "says the contrary"
    if _matches(_PLACED, draft) != _matches(_PLACED, text):
        return "names another position in the conversation"
    act = _ACTS.get(kind)
    if act is not None and act.search(draft) and not act.search(text):
        return "asks for something else"
    if _matches(_ASKED_FOR, draft) != _matches(_ASKED_FOR, text):
        return "asks for something else"
    meant, said = _contents(draft, text)
    share = KEPT_PREMISE if kind is TurnKind.CORRECTION else KEPT
    if len(meant & said) < math.ceil(share * len(meant)):
        return "lost content words"
    if len(said - meant) > max(ADDED, len(meant) // 2):
        return "added content words"
    return None


def _figures(text: str) -> set[str]:
    return {figure.casefold() for figure in _FIGURE.findall(text)}


def _negates(text: str) -> bool:
    return bool(_NEGATION.search(_TAG.sub("?", text)))


def _matches(shapes: dict[str, re.Pattern[str]], text: str) -> set[str]:
    return {name for name, shape in shapes.items() if shape.search(text)}


def _contents(*texts: str) -> list[frozenset[int]]:
    """Return the stems of the words that say what each text is about."""
    content = [
        " ".join(word for word in _WORD.findall(text.casefold()) if word not in _FRAME and word not in _FUNCTION_WORDS)
        for text in texts
    ]
    return stem_sets(content)
