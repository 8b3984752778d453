"""Checks what only a language model gets wrong in a user turn: text → why it is refused, None if it may stand.

A model copies its prompt, labels its messages, writes code or JSON, states facts, loops, or is merely polite. Pure
functions; the review calls them on turns that a model wrote, after ``text_checks``. Costs about 15 µs a turn.
Limitation: whether a turn reads as a question, a request or a reaction is decided for English only; in other languages
the marks of a prompt and the turn's own words (``own_words``) decide.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

COPIED_RUN = 5
"""A turn must not share this many words in a row with the instructions of its prompt."""
_LOOP_WORDS, _LOOP_SHARE = 8, 0.6
"""A turn of at least so many words with a smaller share of distinct words repeats itself."""
_WORD = re.compile(r"[^\W_]+")
_LETTER = re.compile(r"[^\W\d_]")
_PROMPT = re.compile(
    r"›|…$|\bThe user:"
    r"|\bHere (?:are|is) (?:the|your|my|some|a)\b.{0,40}\b(?:turns?|messages?|questions?|rewrites?|json)\b"
    r"|\b(?:user|assistant|system|human|ai|bot|model|answer|question|message|reply)(?: \d+)?\s*:"
    r"|\b(?:Subjects|Answers|Said just before|Written|Against it|Some messages were not good enough)\s*:"
    r"|\[(?:opening|follow_up|elaboration|clarification|comparison|topic_shift|return|say)\b"
    r"|\b(?:follow_up|topic_shift|json object|language model)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"[{}<>\\=]|\"\s*:|\w\(\)|\(\w*\)\s*[:;]|\[\d*\]|\w_\w|::|//|#\w|;\s*$|`")
_QUESTION = re.compile(r"[?？؟]")
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|when|where|why|how|which)\b", re.IGNORECASE)
_OPENERS = (
    r"(?:(?:and|but|so|or|then|now|also|well|okay|ok|please|just|maybe|perhaps|first|next|instead|oh|ah|aha|wow|hm+|right|"
    r"i see|interesting|fascinating|got it|thanks|thank you|good|great|sure|yes|no)[,.!]? )*"
)
_ASKING = (
    r"please|tell|explain|describe|give|show|go on|go into|continue|carry on|keep going|list|name|walk|help|compare|"
    r"summari[sz]e|recap|remind|elaborate|define|clarify|expand|outline|share|say|talk|speak|take me|back to|more|"
    r"let'?s|let us|i'?d (?:like|love|be)|i (?:would|want|need|wish|wonder|am curious|was wondering|am wondering|"
    r"do not understand|don'?t understand|don'?t get)|"
    r"i'?m (?:curious|wondering|interested|trying|looking|not sure|confused)|what|why|how|can|could|do|does|did"
)
_INVERTED = r"who|whom|whose|when|where|which|is|are|was|were|any"
"""Words that ask where they begin a clause, but after a comma mostly go on with a statement: "the Nile, which is"."""
_REQUEST = re.compile(
    rf"(?:(?:^|[.!?;:–-] ){_OPENERS}(?:{_ASKING}|{_INVERTED})|, {_OPENERS}(?:{_ASKING}))\b", re.IGNORECASE
)
_REACTION = re.compile(
    r"^(?:oh|ah|aha|wow|hm+|huh|interesting|fascinating|really|so|but|wait|ok|okay|right|i see|i thought|i didn'?t|"
    r"i did not|i never|i had|i always|i remember|i heard|i read|that'?s|that is|that makes|that must|no way|sounds|"
    r"makes sense|strange|funny|surprising|impressive|incredible|amazing|sure|yes|no|my)\b",
    re.IGNORECASE,
)
_LEAD = (
    r"(?:(?:oh|ah|wow|hm+|ok|okay|right|i see|interesting|fascinating|got it|thanks|thank you|good|great|sure|yes|"
    r"and|so|but|well|please|no)[,.!]? )*"
)
_TAIL = r"(?:,? (?:please|then|exactly|though|from there|about (?:that|this|it)|on (?:that|this|it)))*[.?!…]*$"
_CAN_YOU = r"(?:(?:can|could|would|will) you (?:please |maybe |perhaps )?|please )?"
_IT = r"(?:that|it|this)"


class _Pointer(NamedTuple):
    """A kind of turn that names nothing, and where it fits."""

    shape: re.Pattern[str]
    evidence: re.Pattern[str]
    """What the answer must hold."""
    later: bool = False
    """Whether the answer must stand after the one before it in the document."""


def _pointer(shape: str, evidence: str = "", later: bool = False) -> _Pointer:
    whole = re.compile(f"^{_LEAD}(?:{shape}){_TAIL}", re.IGNORECASE)
    return _Pointer(whole, re.compile(evidence, re.IGNORECASE), later)


_POINTERS = (
    _pointer(
        rf"{_CAN_YOU}(?:do )?(?:go on|continue|carry on|keep going|keep talking|go ahead|proceed)"
        r"|what (?:next|then)|then(?: what)?|after (?:that|this)|what (?:happen(?:s|ed)|c[ao]mes?|follow(?:s|ed)) "
        r"(?:next|then|after(?:wards)?(?: that)?)|what(?:'s| is| was) next",
        later=True,
    ),
    _pointer(
        rf"{_CAN_YOU}(?:tell me more|say more|explain more|elaborate|expand|go deeper)(?: (?:about|on) {_IT})?"
        r"|(?:and )?(?:what|anything|something) (?:else|more)|is there (?:anything else|(?:any )?more)(?: to it)?"
        r"|(?:i'd|i would) (?:like|love) to (?:hear|know|learn) more|is that (?:all|everything)"
        r"|what (?:else|more) (?:is there|should i know|can you (?:tell|say)(?: me)?)"
        r"|(?:in )?more details?|(?:a (?:bit|little) )?more"
    ),
    _pointer(
        rf"why|how come|what for|for what reason|why (?:is|was|did|does) {_IT}(?: (?:so|happen|the case))?"
        rf"|what(?:'s| is| was) the (?:reason|cause)(?: (?:for|of|behind) {_IT})?"
        rf"|what (?:caused|made|explains) {_IT}(?: so)?",
        r"\b(?:because|since(?! (?:\d|then|the \d|early|late|about|around))|due to|owing to|as a result|therefore|thus|"
        r"so that|in order to|caused?|causes|reasons?|led to|explain(?:s|ed)? (?:by|why))\b",
    ),
    _pointer(
        rf"how|how so|in what way|by what means|how (?:does|did|is|was) {_IT} (?:work|happen|go|done|made|possible)",
        r"\bby (?:means of|way of|\w+ing)\b|\b(?:using|method|process|technique|procedure|mechanism|works?|steps?)\b",
    ),
    _pointer(
        rf"{_CAN_YOU}(?:(?:give|show|tell) (?:me )?|name )?(?:(?:an|any|some|one|for) )?(?:examples?|instance)"
        rf"(?: of {_IT})?"
        rf"|do you have (?:an|any|some) examples?(?: of {_IT})?|like what|such as(?: what)?",
        r"\b(?:examples?|such as|instance|including|includes?|e\.g)\b|, like\b",
    ),
)


def points(text: str, answer: str, later: bool = True) -> bool:
    """Return whether a turn is a known pointer, which names nothing, and its answer is what it asks for.

    >>> points("Go on.", "The lock was dug."), points("Why?", "The lock was dug."), points("Thanks.", "It was dug.")
    (True, False, False)

    Args:
        text: The turn.
        answer: Its answer.
        later: Whether the answer stands after the one before it in the document.
    """
    return len(text) < 60 and any(
        pointer.shape.match(text) and pointer.evidence.search(answer) and later >= pointer.later
        for pointer in _POINTERS
    )


def asks(text: str) -> bool:
    """Return whether a turn has a question word, an auxiliary in front, or an imperative; judged for English."""
    return bool(_REQUEST.search(text) or (_QUESTION.search(text) and _QUESTION_WORD.search(text)))


def unlike_a_person(text: str, english: bool) -> str | None:
    """Return why a turn does not read as a person's question, request or reaction, None if it does.

    Args:
        text: The turn.
        english: Whether it should be English; if not, its grammar is not judged.
    """
    if not _LETTER.search(text):
        return "has no letter"
    if _PROMPT.search(text):
        return "contains a line of the prompt"
    if _CODE.search(text):
        return "contains code or JSON"
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) >= _LOOP_WORDS and len(set(words)) < _LOOP_SHARE * len(words):
        return "repeats itself"
    if english and not (_QUESTION.search(text) or _REQUEST.search(text) or _REACTION.search(text)):
        return "is no question, request or reaction"
    return None


class Instructions:
    """The runs of words of what a model is told, to find out whether a turn copies them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs = {run for text in texts for run in _runs(text)}

    def copied_by(self, text: str) -> bool:
        """Return whether a turn shares ``COPIED_RUN`` words in a row with them."""
        return not self._runs.isdisjoint(_runs(text))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    return [tuple(words[start : start + COPIED_RUN]) for start in range(len(words) - COPIED_RUN + 1)]
