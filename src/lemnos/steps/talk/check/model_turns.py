"""Checks what only a language model gets wrong in a user turn: text → why it is refused, None if it may stand.

A model copies its prompt, labels its messages, writes code or JSON, states facts, loops, or is merely polite. Pure
functions; the review calls them on turns that a model wrote, after ``text_checks``. Costs about 15 µs a turn.
Limitation: whether a turn reads as a question, a request or a reaction is decided for English only; in other languages
the marks of a prompt and the turn's own words (``own_words``) decide.
"""

import re
from collections.abc import Iterable

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
_REQUEST = re.compile(
    r"(?:^|[.!?,;:–-] )"
    r"(?:(?:and|but|so|or|then|now|also|well|okay|ok|please|just|maybe|perhaps|first|next|instead) ?,? )*"
    r"(?:please|tell|explain|describe|give|show|go on|go into|continue|carry on|keep going|list|name|walk|help|compare|"
    r"summari[sz]e|recap|remind|elaborate|define|clarify|expand|outline|share|say|talk|speak|take me|back to|more|"
    r"let'?s|let us|i'?d (?:like|love|be)|i (?:would|want|need|wish|wonder|am curious|was wondering|am wondering|"
    r"do not understand|don'?t understand|don'?t get)|"
    r"i'?m (?:curious|wondering|interested|trying|looking|not sure|confused)|"
    r"who|whom|whose|what|when|where|why|how|which|can|could|do|does|did|is|are|was|were|any)\b",
    re.IGNORECASE,
)
_REACTION = re.compile(
    r"^(?:oh|ah|aha|wow|hm+|huh|interesting|fascinating|really|so|but|wait|ok|okay|right|i see|i thought|i didn'?t|"
    r"i did not|i never|i had|i always|i remember|i heard|i read|that'?s|that is|that makes|that must|no way|sounds|"
    r"makes sense|strange|funny|surprising|impressive|incredible|amazing|sure|yes|no|my)\b",
    re.IGNORECASE,
)
_LEAD = (
    r"(?:(?:oh|ah|wow|hm+|ok|okay|right|i see|interesting|fascinating|got it|thanks|thank you|good|great|sure|yes|"
    r"and|so|please|no)[,.!]? )*"
)
_TAIL = r"(?:,? (?:please|then|exactly|though|about (?:that|this|it)|on (?:that|this|it)))*[.?!…]*$"
_POINTERS = tuple(
    (re.compile(f"^{_LEAD}(?:{shape}){_TAIL}", re.IGNORECASE), re.compile(evidence, re.IGNORECASE))
    for shape, evidence in (
        (
            r"(?:(?:please )?(?:do )?(?:go on|continue|carry on|keep going|tell me more|say more|go ahead))"
            r"|(?:can|could|would) you (?:please )?(?:go on|continue|tell me more|say more|elaborate)"
            r"|(?:(?:and )?what|anything) (?:else|next|then|more)|(?:and )?then what|and then|and after that"
            r"|(?:and )?what (?:happened|came|comes|happens) (?:next|then|after(?:wards| that)?)"
            r"|(?:i'd|i would) like to hear more|is that all|is there (?:anything else|more)(?: to it)?"
            r"|(?:in )?more detail|(?:a (?:bit|little) )?more",
            "",
        ),
        (
            r"why|how come|why (?:is|was|did) (?:that|it|this)(?: so| happen)?",
            r"\b(?:because|since|due to|owing to|as a result|therefore|thus|so that|in order to|caused?|reasons?"
            r"|led to)\b",
        ),
        (
            r"how|how so|how (?:does|did) (?:that|it|this) (?:work|happen|go)",
            r"\b(?:by|through|using|means of|method|process|first|then|steps?)\b",
        ),
        (
            r"(?:(?:can|could) you )?(?:give me )?(?:an?|any|some|for) (?:examples?|instance)"
            r"|like what|such as(?: what)?",
            r"\b(?:examples?|such as|instance|including|includes?|like|e\.g)\b",
        ),
    )
)
"""Shapes of pointers, each with what the answer must hold."""


def points(text: str, answer: str) -> bool:
    """Return whether a turn is a known pointer, which names nothing, and the answer is what it asks for.

    >>> points("Go on.", "The lock was dug."), points("Why?", "The lock was dug."), points("Thanks.", "It was dug.")
    (True, False, False)
    """
    return len(text) < 60 and any(shape.match(text) and evidence.search(answer) for shape, evidence in _POINTERS)


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
