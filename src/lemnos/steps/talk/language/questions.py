"""Decides which question a sentence answers: its subject, verb and following words → ``Ask``.

The verb and the first words after it decide ("in 1869": when; "by Darius": who). Limitation: sentences whose question
would not read naturally are skipped, such as those with an adjective that looks like a participle, or a clause that is
cut off.
"""

import re
from collections.abc import Container
from typing import Literal

import msgspec

from lemnos.steps.talk.language.verbs import AUXILIARIES, Verb, is_participle
from lemnos.steps.talk.language.word_classes import (
    ASKED_BY_WHOM,
    ASKED_HOW,
    ASKED_OBJECTS,
    ASKED_WHEN,
    HOW_FOLLOWS,
    KNOWN,
    MADE_OF,
    OBJECT_OPENS,
    OCCUPATION,
    OPAQUE,
    PLACE_PREPOSITIONS,
    PLACED,
    PREPOSITIONS,
    QUALITIES,
    TELLS_HOW,
    TELLS_MANNER,
    USED,
)

Referent = Literal["name", "it", "he", "she", "they", "its", "his", "her", "their", ""]
"""How the subject refers to the topic: by name, by a pronoun, by a possessive, or not at all."""


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """One question that a sentence of the segment answers, not yet put into words."""

    kind: str
    """Kind of question: ``define``, ``when``, ``where``, ``object``, … The tables of the writer are keyed by it."""
    subject: str
    """Noun phrase as in the middle of a sentence, without the possessive if ``referent`` is one; empty if the topic
    itself is the subject."""
    referent: Referent
    plural: bool
    person: bool
    """Whether the subject is certainly a person."""
    past: bool
    aux: str = ""
    """The auxiliary that a direct question needs: ``was``, ``does``, ``did``, …"""
    base: str = ""
    """The verb after the auxiliary: its base form, or the participle in a passive."""
    finite: str = ""
    """The verb as it follows the subject, for indirect questions."""
    particle: str = ""
    """The preposition of a prepositional verb; see ``Verb``."""


_TIME = re.compile(
    r"(?:early|late|mid|about|around|the|\d{1,2}|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|circa|c\.|AD)?\b.{0,20}?\b(?:1\d{3}|20[0-2]\d|\d{1,4} BCE?)\b"
)


def is_common(lower: str, common: Container[str]) -> bool:
    """Return whether a word, up to its first hyphen and in singular or plural, is written in lower case."""
    stem = lower.partition("-")[0]
    return stem in common or (stem[-1:] == "s" and stem[:-1] in common)


def head_of(tokens: list[str]) -> str:
    """Return the head of a noun phrase: the word before its first preposition, else its last word."""
    for number, token in enumerate(tokens):
        if number and token in PREPOSITIONS:
            return tokens[number - 1].lower()
    return tokens[-1].lower()


def question(
    words: list[str],
    at: int,
    end: int,
    reading: Verb | None,
    phrase: str,
    referent: Referent,
    gendered: bool,
    common: Container[str],
) -> Ask | None:
    """Return the question that a sentence with this subject and verb answers, None if it cannot be asked.

    Args:
        words: The words of the segment.
        at: Index of the finite verb.
        end: Index after the last word of the sentence.
        reading: The verb; None for an auxiliary.
        phrase: The subject in mid-sentence form; empty if it is the topic.
        referent: How the subject refers to the topic.
        gendered: Whether the segment contains "he" or "she".
        common: The words that are not names.
    """
    finite = words[at]
    after = at + 1
    while after < end - 1 and (
        words[after].endswith("ly") or words[after] in ("also", "often", "first", "still", "now")
    ):
        after += 1
    following = words[after]
    person = referent in ("he", "she") or (
        referent == ""
        and gendered
        and 1 < phrase.count(" ") + 1 <= 4
        and all(word[0].isupper() for word in phrase.split())
    )
    if reading is None:
        return _copular(words, finite, after, end, phrase, referent, person, common)
    plural = reading.tense == "b" if reading.tense != "d" else _looks_plural(phrase, common) or referent == "they"
    past = reading.tense == "d"
    aux = "did" if past else "do" if plural else "does"

    def ask(kind: str) -> Ask:
        return Ask(kind, phrase, referent, plural, person, past, aux, reading.base, finite, reading.particle)

    if reading.base in ("die", "marry"):
        return ask(reading.base)
    if (
        not reading.particle
        and following in ("in", "on", "from", "until", "around", "about")
        and reading.asks in ("how", "where")
        and reading.base not in ("run", "stay", "sit", "lie", "fail")
        and _TIME.match(" ".join(words[after + 1 : after + 5]))
    ):
        return ask("when")
    if reading.asks == "where" and following in PLACE_PREPOSITIONS:
        return ask("where")
    if reading.asks == "how":
        # "formed an alliance" does not say how anything formed.
        return ask(
            "how" if reading.base in ASKED_HOW and (following in TELLS_MANNER or following in HOW_FOLLOWS) else "about"
        )
    if reading.asks == "say" and (following == "that" or following == "in"):
        return ask("say") if following == "that" else ask("about")
    if (
        reading.asks == "what"
        and reading.base in ASKED_OBJECTS
        and (reading.particle or following not in PREPOSITIONS)
        and following[-1] not in ".;"
        and (not past or reading.particle or following in OBJECT_OPENS or following[0].isupper() or following[0] == "“")
    ):
        return ask("object")
    return ask("about")


def _copular(
    words: list[str],
    finite: str,
    after: int,
    end: int,
    phrase: str,
    referent: Referent,
    person: bool,
    common: Container[str],
) -> Ask | None:
    aux = AUXILIARIES[finite]
    plural = finite in ("are", "were", "have", "do") or (
        finite not in ("is", "was", "has", "does") and (_looks_plural(phrase, common) or referent == "they")
    )
    past = finite in ("was", "were", "had", "did")
    following = words[after].rstrip(",.;")

    def ask(kind: str, base: str = "") -> Ask:
        return Ask(kind, phrase, referent, plural, person, past, aux, base, finite)

    if finite not in ("is", "are", "was", "were"):
        return ask("about")
    if following in ("a", "an", "the", "one", "any"):
        rest = " ".join(words[after + 1 : after + 9])
        if not person and phrase and phrase[0].isupper() and following in ("a", "an", "the") and OCCUPATION.match(rest):
            return Ask("define", phrase, referent, plural, True, past, aux, "", finite)
        if not person and phrase and phrase[0].isupper() and not plural:
            return ask("about")
        occupied = OCCUPATION.match(rest) is not None
        if not phrase and following != "any" and occupied and referent == "name" and not plural:
            return Ask("define", phrase, referent, plural, True, past, aux, "", finite)
        if phrase[:4] == "the " or following == "one" or (phrase and past) or plural:
            return ask("about" if phrase or following == "one" else "define")
        return ask("define")
    if following == "born":
        return ask("born")
    if following in USED:
        return ask("about" if words[after + 1 : after + 2] == ["as"] else "use")
    if following in KNOWN and after + 1 < end and words[after + 1] in ("for", "as"):
        return ask("known" if words[after + 1] == "for" else "called")
    if following in ("called", "termed", "dubbed", "nicknamed"):
        then = words[after + 1] if after + 1 < end else ""
        named = then[:1].isupper() or then[:1] in "“\"'" or then in ("a", "an", "the")
        return ask("called" if then and named else "about")
    if following == "named":
        return ask("named") if after + 1 < end and words[after + 1] in ("after", "for", "by") else ask("called")
    if following in MADE_OF and words[after + 1 : after + 2] in (["into"], ["up"] if following == "made" else ["of"]):
        return ask("parts" if words[after + 1] != "into" else "split", following)
    if following in PLACED:
        placed = words[after + 1 : after + 2] and words[after + 1] in PLACE_PREPOSITIONS and words[after + 1] != "from"
        return (
            ask("place", following) if placed and (following != "based" or words[after + 1] == "in") else ask("about")
        )
    if is_participle(following) and words[after][-1] not in ",.;" and following not in OPAQUE:
        kind = _passive_kind(words, after, end)
        sure = (
            following in ASKED_BY_WHOM
            if kind == "who"
            else following in ASKED_WHEN
            if kind == "when"
            else kind == "why"
            or (following in TELLS_HOW and words[after + 1 : after + 2] and words[after + 1] in TELLS_MANNER)
        )
        return ask(kind, following) if sure else ask("about")
    if following in OPAQUE:
        return ask("about")
    if following in ("in", "at", "on", "near"):
        return ask("about")
    return ask("quality" if following in QUALITIES and (phrase[:4] == "the " or not phrase) else "about")


def _passive_kind(words: list[str], after: int, end: int) -> str:
    kind = "passive"
    for at in range(after + 1, min(end, after + 8)):
        word = words[at]
        if word == "by" and at + 1 < end:
            kind = "who" if words[at + 1][0].isupper() else "passive"
            break
        if word in ("in", "on", "until", "around", "between", "from") and _TIME.match(" ".join(words[at + 1 : at + 5])):
            kind = "when"
            break
        if word in ("because", "due"):
            kind = "why"
            break
        if word[-1] in ",;":
            break
    return kind


def _looks_plural(phrase: str, common: Container[str]) -> bool:
    if not phrase:
        return False
    head = head_of(phrase.split())
    return " and " in phrase or (
        head.endswith("s") and not head.endswith(("ss", "us", "is")) and is_common(head, common)
    )
