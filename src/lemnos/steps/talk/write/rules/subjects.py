"""Whom or what an answer is about, among what was said before: text → ``Subject``.

A name counts if it was said before in just these words and the answer opens with it. Costs about 0.2 ms an answer.
**Limitation:** only names, no other nouns: a noun that opens an answer is too seldom what the answer is about.
"""

import re
from collections.abc import Container
from typing import Literal, NamedTuple

from lemnos.steps.talk.language.verbs import AUXILIARIES, verbs
from lemnos.steps.talk.language.word_classes import PREPOSITIONS
from lemnos.steps.talk.write.articles import article

_CAPITAL = r"[A-Z][\w’'-]*\w"
_NAME = re.compile(
    rf"(?:(?:de|von|van|della|du|ibn|bin) )?{_CAPITAL}"
    rf"(?:(?: (?:of the|of|de|van|von|la|le|du|der|di|del|al|ibn|bin))? {_CAPITAL}){{0,4}}"
    r"(?![\w’'-])"
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)”\"]{2})[.!?](?=\s+[A-Z“\"])")
_NOT_NAMES = frozenset(
    """
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday English French German Spanish Italian Russian Chinese Japanese Dutch Portuguese
    Greek Latin British American European African Asian Australian Roman Christian Christians Jewish Catholic Protestant
    Polish Swedish Norwegian Danish Turkish Arab Arabic Indian Irish Scottish Welsh Islamic Muslim Buddhist Hindu Soviet
    Canadian Mexican Brazilian Egyptian Israeli Iranian Korean Vietnamese Hungarian Austrian Swiss Belgian Czech
    However Although While The This That These Those There When After Before During Since If It In On At For From By
    Internet God Lord King Queen Emperor President Pope Prince Princess Sir Dr Mr Mrs St North South East West Northern
    Southern Eastern Western Central World War Act State States Government Church Parliament University
    Americans Germans Romans Greeks Note Figure Table Section Chapter Part Category Class Type Today
    """.split()
)
_OPENING = re.compile(r"^(?:(?:In|On|By|At|From|During|After|Before|Since|Until)\b[^,.]{2,40}, )?(?:[Tt]he )?")
_PERSONAL = re.compile(r"\b(?:he|she|his|her|him)\b")
_ACTS = re.compile(
    r" (?:was born|died|wrote|said|became|married|argued|believed|won|led|discovered|invented|published|arrived|"
    r"returned|decided|ordered|claimed|refused|declared|painted|composed|announced|himself|herself)\b"
)
_TITLES = frozenset(
    "Major General Captain Colonel Lieutenant Admiral Dr Professor King Queen Prince Princess President Emperor Pope "
    "Sir Lord Lady Saint Bishop Cardinal Duke Count Governor Senator Judge".split()
)
_NO_PERSON = frozenset(
    "War Wars Museum University College Army Navy Party Church Empire Republic Kingdom Company Corporation Island "
    "Islands River Lake Mountains City County State States Street Bay Sea Ocean Canal Bridge Palace Castle Cathedral "
    "Institute Society League Union Treaty Act Council Court House Theatre Theater Prize Award Revolution Dynasty "
    "Railway Airport Park Road Square Hall Library School Valley Desert Peninsula Coast Province Group Records "
    "Agreement Committee".split()
)
_NO_PERSON_ENDINGS = ("ism", "ity", "ics", "ogy")
_GOES_ON = frozenset("and or nor but who which that whose while because than then also of not never himself".split())
"""Words behind a name that stands for itself."""
_ACRONYM = 5
"""Letters of a word in capitals from which it is a name; shorter ones are often units and marks ("BC", "CTRL")."""
_DEMONYM = ("ian", "ean", "ese", "ish", "ians", "eans")
_SAID_BACK = 6000
"""Characters back from the answer in which it must have been said."""


class Subject(NamedTuple):
    """Somebody or something that was mentioned before."""

    text: str
    """As it stands inside a sentence, with its article: "the harbour"."""
    sort: Literal["person", "name"]
    just: bool
    """Whether the last answer mentioned it."""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, as far as its marks show.

    >>> first_sentence("The lock was dug by hand. It took years.")
    'The lock was dug by hand.'
    """
    end = _SENTENCE_END.search(text)
    return text[: end.end()] if end else text


def subject_of(
    answer: str, said: str, last: str, topic: frozenset[str], common: Container[str], used: Container[str]
) -> Subject | None:
    """Return whom or what an answer opens with, if that was mentioned before.

    Args:
        answer: The answer to come.
        said: What was said before, the last answer included, newest last.
        last: The last answer; empty if something else was said since.
        topic: The words of the topic's name, in lower case.
        common: The words that are no names.
        used: What was asked about before, as ``Subject.text`` in lower case.
    """
    said = said[-_SAID_BACK:]
    start = match.end() if (match := _OPENING.match(answer)) else 0
    found = _NAME.match(answer, start)
    if found is None:
        return None
    name = found[0].removeprefix("The ")
    before, after = answer[: found.start()], answer[found.end() :]
    if name.endswith(("'s", "’s")) or after[:1] in (",", "'", "’", "-") or after.startswith(" &"):
        return None  # a part of the subject, or of what stands before it
    if not _is_name(name.split(), topic, common) or _is_attribute(before, after) or not _inside(name, said):
        return None
    text = f"the {name}" if article(name, f"{said}\n{answer}") == "the" else name
    if text.lower() in used:
        return None
    return Subject(text, "person" if _is_person(name, after) else "name", bool(last) and name in last)


def _is_name(words: list[str], topic: frozenset[str], common: Container[str]) -> bool:
    """Return whether capitalised words are a name, and another than the topic's."""
    lowered = [word.lower() for word in words]
    if words[0] in _NOT_NAMES or words[-1] in _NOT_NAMES or all(word in topic for word in lowered):
        return False
    if len(words) > 1:
        return True
    return not (
        lowered[0] in topic
        or lowered[0] in common
        or words[0].endswith(_DEMONYM)
        or (words[0].isupper() and len(words[0]) < _ACRONYM)
    )


def _is_attribute(before: str, after: str) -> bool:
    """Return whether a name only says which: "the Athabasca oil sands"."""
    word = after[1:].partition(" ")[0].rstrip(",.;:")
    if not before.lower().endswith(("the ", "a ", "an ")) or after[:1] != " " or not word.islower():
        return False
    verb = word in AUXILIARIES or bool(verbs().get(word)) or word.endswith(("s", "ed", "ly"))
    return not (verb or word in PREPOSITIONS or word in _GOES_ON)


def _is_person(name: str, after: str) -> bool:
    words = name.split()
    if " of " in name or words[0] in ("University", "Battle", "The") or words[-1] in _NO_PERSON:
        return False
    if words[-1].endswith(_NO_PERSON_ENDINGS):
        return False
    if words[0] in _TITLES or _ACTS.match(after):
        return True
    here, _, following = after.partition(". ")
    return " " in name and (_PERSONAL.search(here) is not None or following.startswith(("He ", "She ", "His ", "Her ")))


def _inside(name: str, text: str) -> bool:
    """Return whether a text has a name inside a sentence, as whole words and not as part of a longer name."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        before, after = text[max(0, at - 2) : at], text[end : end + 2]
        inside = len(before) == 2 and before[1] == " " and (before[0].islower() or before[0] == ",")
        whole = (
            inside
            and not (before[-1:].isalnum() or before[-1:] in ("-", "’", "'"))
            and not after[:1].isalnum()
            and after[:1] != "-"
        )
        longer = (after[:1] == " " and after[1:].isupper()) or _ends_in_name(text[:at])
        if whole and not longer:
            return True
        at = text.find(name, end)
    return False


_BEFORE = re.compile(r"(?:[A-Z][\w’'-]* |[A-Z][\w’'-]* (?:of|de|van|von) (?:the )?)$")


def _ends_in_name(before: str) -> bool:
    """Return whether a text ends in a capitalised word that belongs to the name after it, and opens no sentence."""
    match = _BEFORE.search(before[-40:])
    if not match:
        return False
    lead = before[: len(before) - len(match[0])].rstrip()
    return bool(lead) and lead[-1] not in ".!?\n"
