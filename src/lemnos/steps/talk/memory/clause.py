"""A plain sentence → its main clause in mid-sentence: subject, finite verb, rest, and the date that opens it.

What trails behind the main clause is cut off, the words that stand for the topic give way to its name, and what cannot
be said over again makes the sentence unfit: pronouns, quotations, lists, vague subjects. "In 1656, a great fire
devastated Aachen, which …" → "a great fire devastated Aachen", "in 1656". Costs about 30 µs a sentence.
**Limitation:** English only; verbs that the tables do not know.
"""

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from lemnos.steps.talk.language.traces import is_common
from lemnos.steps.talk.language.verbs import AUXILIARIES, is_participle, verbs
from lemnos.steps.talk.language.word_classes import (
    BEFORE_ADJECTIVES,
    BREAKERS,
    LOWER_FIRST,
    OPENERS,
    PREPOSITIONS,
    VAGUE,
)
from lemnos.steps.talk.memory.words import words
from lemnos.text.sentences import without_parentheses

SHORTEST, LONGEST = 4, 16
"""Words of a clause that may be said over again."""
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEARS = (
    r"(?:(?:1\d{3}|20[0-2]\d)s?|\d{1,4} (?:BCE?|AD|CE)|AD \d{1,4}|\d\d?(?:st|nd|rd|th) century(?: BCE?| AD)?)"
    r"(?![\d,.]\d)"
)
_WHEN = (
    rf"(?:in|on|around|about) (?:(?:early|late|mid|about|around|the) ?-?)*"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {MONTH},? |{MONTH} \d{{1,2}}(?:st|nd|rd|th)?, |{MONTH},? (?:of )?)?{_YEARS}"
)
ENDS_WHEN = re.compile(rf" ({_WHEN})$")
"""A date at the end of a clause."""
NAME = r"[A-Z][\w'’-]*[a-z](?: (?:of |de |von |van |the )?[A-Z][\w'’-]*[a-z]){0,3}"
EXAMPLES = re.compile(r",? (?:including|such as) (?:the )?[A-Z]")
"""What follows a plural noun whose examples are names."""
POSSESSIVE = re.compile(r"\b(?:his|her|its|their|our)\b")
DANGLING = PREPOSITIONS | frozenset(
    "and or the a an that than first only but is was were are which who his its".split()
)
"""Words that end no clause."""
_OPENS_WHEN = re.compile(rf"({_WHEN}),? (?=[A-Za-z])", re.IGNORECASE)
_OPENER = re.compile(r"(?:In|On|At|During|After|Before|Under|From|By|For) [^,.;]{3,60}, (?!and\b|or\b)")
_WHY = re.compile(
    r",? (?:because|due to|owing to|as a result of|in order to|so that) "
    r"(?!(?:of )?(?:this|that|these|those|it|which|such)\b)"
)
_WHY_WORDS = ("because", "due to", "owing", "a result", "in order", "so that")
_WHEN_OPENS = frozenset(("In", "On", "Ar", "Ab"))
_DIGIT = re.compile(r"\d")
_NOT_WHY = frozenset("but and or partly mainly called".split())
_APPOSITION = re.compile(rf"^({NAME}), (?:an?|the) [^,;]{{3,80}}, (?=(?:was|were|is|had|has|[a-z]+ed|became|wrote)\b)")
_DATE_INSIDE = re.compile(
    rf" {_WHEN}(?=,? (?:and|but|by|to|at|with|for|when|after|as|because|following|from|under|while|where|who|which"
    r"|before|during|having|using|leaving|becoming|in|on)\b)"
)
_TRAILING = re.compile(
    r",? (?:which|who|whom|whose|while|although|whereas|though|when|after|where)\b"
    r"| and (?:was|were|is|are|had|has|became|remained|took|went|died)\b"
    r"|, (?:and|but|so|as|with|because|making|leaving|including|followed|killing|becoming|giving)\b"
)
_RESTRICTIVE = frozenset((" which", " who", " whom", " whose", " where"))
"""What tells behind a noun which one it is, so that nothing can be cut off there."""
_ASIDE = re.compile(
    rf", (?!{NAME}$)(?=(?:an?|the|[a-z]+ing|[a-z]+ed|in|on|at|from|for|by|near|to|of|about|native|known|or|although"
    r"|since|during)\b)"
)
_SPANS = tuple("day days week weeks month months year years decades hours minutes".split())
_SOON = 25
"""Characters in which no aside is looked for: they hold the subject."""
_ENDS_IN_PLACE = re.compile(rf"^[^,]*, {NAME}$")
_ODD = re.compile(r"[\"“”;:()\[\]/—–!?]|- |\bin the in\b|\bin to\b")
_UNCLEAR = words("unclear")
_ANAPHORIC = re.compile(
    r"[Aa] new\b|[Tt]he (?:new|other|same|latter|former|previous|next|following|third|second|results?|two|three|four"
    r"|whole|entire|resulting|subsequent|original|current|final|last|present|remaining)\b"
)
_NO_SUBJECT = BREAKERS | PREPOSITIONS | VAGUE
_NOT_FIRST = OPENERS | frozenset(("No", "Only", "Even", "Instead"))
_FEW = frozenset("A An a an Some Many Most Several".split())
_SMALL_FIRST = LOWER_FIRST | frozenset(
    "over nearly almost more about approximately up two three four five its his their her".split()
)
_ADVERBS = frozenset("once later soon often first eventually".split())
_NAMING = frozenset("named called entitled titled dubbed".split())
_VAGUE_HEADS, _OWN = words("vague_heads"), words("own")
_LONGEST_SUBJECT = 7


class Clause(NamedTuple):
    """A main clause in the middle of a sentence."""

    words: list[str]
    verb: int
    """Index of the finite verb."""
    subject: str
    auxiliary: bool
    past: bool
    when: str
    """The date that opens the sentence; empty if none does."""
    why: bool
    """Whether a reason was cut off behind it."""

    @property
    def text(self) -> str:
        """The clause without that date."""
        return " ".join(self.words)


def read(sentence: str, stands: Mapping[str, str], names: Container[str], common: Container[str]) -> Clause | None:
    """Return the main clause of a sentence; None if it cannot be said over again.

    Args:
        sentence: The sentence.
        stands: Words that stand for a name at the beginning of a clause, with the name: "He", "His", "The town".
        names: Words with which a name begins, whatever else they mean: those of the topic's name.
        common: The words that are no names.
    """
    text = (without_parentheses(sentence) if "(" in sentence or "[" in sentence else sentence).rstrip(".")
    reason = _WHY.search(text) if any(word in text for word in _WHY_WORDS) else None
    if reason is not None:
        text = text[: reason.start()]
        if text.rpartition(" ")[2] in _NOT_WHY or "," in text[_SOON:]:
            return None
    opener = _OPENS_WHEN.match(text) if text[:2] in _WHEN_OPENS else None
    when = opener[1][0].lower() + opener[1][1:] if opener else ""
    opener = opener or _OPENER.match(text)
    if opener is not None:
        text, before = text[opener.end() :], opener[0]
        if not when and before.split()[-1][0].isupper() and text[0].isupper():
            return None  # "In Washington, D.C. is …"
    for word, name in stands.items():
        if text[1:].startswith(f"{word[1:]} ") and text[0] in (word[0], word[0].lower()):
            text = name + text[len(word) :]
    if "," in text:
        text = _APPOSITION.sub(r"\1 ", text)
    text = _main(text.replace(" also ", " "), bool(when or reason), reason is not None)
    tokens = text.split()
    if not tokens or _ODD.search(text) or not _UNCLEAR.isdisjoint(tokens) or len(tokens) > LONGEST + 4:
        return None
    verb, past, auxiliary = _finite(tokens)
    subject = tokens[:verb]
    while len(subject) > 1 and (subject[-1].endswith("ly") or subject[-1] in _ADVERBS):
        subject.pop()
    if not subject or not (subject[0][0].isupper() or opener) or not _clear(subject, text):
        return None
    lowered, named = subject[0].lower(), len(subject) > 1 and subject[1][0].isupper()
    shouted = len(lowered) > 1 and subject[0].isupper()
    if lowered in _SMALL_FIRST or not (named or shouted or subject[0] in names or not is_common(lowered, common)):
        subject[0] = tokens[0] = lowered
    if POSSESSIVE.search(text) and not subject[0][0].isupper():
        return None
    return Clause(tokens, verb, " ".join(subject), auxiliary, past, when, reason is not None)


def _main(text: str, dated: bool, reason: bool) -> str:
    """Return a sentence up to the end of its main clause; empty if that is not sure."""
    date = None if dated or not _DIGIT.search(text) else _DATE_INSIDE.search(text)
    if date is not None:
        text = text[: date.end()]
    listed = EXAMPLES.search(text) if " including " in text or " such as " in text else None
    if listed is not None:
        text = text[: listed.start()]
    cut = _TRAILING.search(text)
    if cut is not None:
        if reason or cut[0] in _RESTRICTIVE or (cut[0] == ", and" and "," in text[: cut.start()]):
            return ""
        text = text[: cut.start()]
        if text.endswith(_SPANS):
            return ""  # "three days after …"
    if "," not in text:
        return text
    aside = _ASIDE.search(text, _SOON)
    if aside is not None:
        text = text[: aside.start()]
    return "" if "," in ENDS_WHEN.sub("", text) and not _ENDS_IN_PLACE.search(text) else text


def _clear(subject: list[str], text: str) -> bool:
    """Return whether a subject says what it means."""
    first, head = subject[0], subject[-1]
    if len(subject) > _LONGEST_SUBJECT or any("," in word or word in BREAKERS for word in subject):
        return False
    if head in DANGLING or any(
        word[0].isupper() and word[-1] == "s" and word.lower() in verbs() for word in subject[1:]
    ):
        return False  # "CWindow Retrieves and sets …": a heading runs into a sentence
    if (
        first in _NOT_FIRST
        or first.lower() in _NO_SUBJECT
        or first.lower() in _UNCLEAR
        or first.endswith(("ing", "ed"))
        or head.lower() in VAGUE
    ):
        return False
    if _ANAPHORIC.match(text) or (first in _FEW and len(subject) < 3):
        return False
    if first not in ("The", "the"):
        return True
    if len(subject) == 1:
        return False
    if "first" in subject[1:2] and len(subject) < 4:
        return False
    definite = head[0].islower() and "of" not in subject
    return not (definite and (head in _VAGUE_HEADS or (len(subject) == 2 and head not in _OWN)))


def _finite(tokens: list[str]) -> tuple[int, bool, bool]:
    """Return the index of the finite verb, whether it is a past form, and whether it is an auxiliary; 0 if unknown."""
    table = verbs()
    auxiliaries = not AUXILIARIES.keys().isdisjoint(tokens)
    for at in range(1, min(len(tokens) - 1, _LONGEST_SUBJECT + 3)):
        word, before, following = tokens[at], tokens[at - 1], tokens[at + 1]
        if word in AUXILIARIES:
            perfect = is_participle(next((one for one in tokens[at + 1 :] if one[-2:] != "ly"), ""))
            return at, word in ("was", "were", "had", "did"), word not in ("had", "has", "have") or perfect
        if before in BEFORE_ADJECTIVES:
            continue
        readings = table.get(word)
        if not readings:
            named = all(one[0].isupper() or one == "of" for one in tokens[:at])
            if word.endswith("ed") and len(word) > 4 and named and following != "by" and not auxiliaries:
                return at, True, False
            continue
        reading = readings[0]
        if word in _NAMING:
            break
        if reading.tense == "d":
            reduced = following in PREPOSITIONS and reading.asks == "what" and not reading.particle
            if reduced and (auxiliaries or not before[0].isupper()):
                break  # "the treaty signed in 1919 …"
            return at, True, False
        if reading.tense == "s" or before.endswith("s"):
            return at, False, False
    return 0, False, False
