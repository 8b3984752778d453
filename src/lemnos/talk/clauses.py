"""Sentence → the question that it answers and the clause that can be echoed, by word lists.

A sentence is read as *opener, subject, finite verb, rest*: the opener is skipped to its comma, the subject is
everything up to the first word that can only be a finite verb, and the first words of the rest tell what is asked
("in 1869": when; "by Darius": who). Costs about 6 µs a sentence. It gives up whatever it is not sure of.
"""

import re
from collections.abc import Container
from typing import Literal

import msgspec

from lemnos.talk.lexicon import AUXILIARIES, Verb, is_participle, verbs
from lemnos.talk.word_classes import (
    ABBREVIATIONS,
    ADJECTIVAL,
    ASKED_BY_WHOM,
    ASKED_HOW,
    ASKED_OBJECTS,
    ASKED_WHEN,
    BEFORE_ADJECTIVES,
    BREAKERS,
    DETERMINERS,
    HOW_FOLLOWS,
    INNER,
    KINDS,
    KNOWN,
    LOWER_FIRST,
    MADE_OF,
    OBJECT_OPENS,
    OCCUPATION,
    OF_ANY,
    OPAQUE,
    OPENERS,
    PLACE_PREPOSITIONS,
    PLACED,
    PLURALS,
    PREPOSITIONS,
    QUALITIES,
    RESUMES,
    TELLS_HOW,
    TELLS_MANNER,
    USED,
    VAGUE,
    VERBLESS,
)

Referent = Literal["name", "it", "he", "she", "they", "its", "his", "her", "their", ""]
"""How the text refers to the topic in the subject: by name, by a pronoun, as the owner, or not at all."""


class Ask(msgspec.Struct, frozen=True, array_like=True):
    """One question that a sentence of the segment answers, not yet in words."""

    kind: str
    """Names the question: ``define``, ``when``, ``where``, ``object``, … The tables of the writer are keyed by it."""
    subject: str
    """Noun phrase as it stands in the middle of a sentence; what is owned, if ``referent`` is possessive; empty if
    the topic itself is the subject."""
    referent: Referent
    plural: bool
    person: bool
    """Whether the subject is surely a person."""
    past: bool
    aux: str = ""
    """The auxiliary that a direct question needs: ``was``, ``does``, ``did``, …"""
    base: str = ""
    """The verb behind the auxiliary: its base form, or the participle in a passive."""
    finite: str = ""
    """The verb as it stands behind the subject: what an indirect question needs."""
    particle: str = ""


_BEFORE_VERBS = frozenset(
    "also often then still now never always soon sometimes later himself itself themselves herself alone both".split()
)
_ORDINALS = frozenset("first second third fourth last next same other latter former whole following only".split())
_PLAIN_CLAUSE = re.compile(r"[\w,'’ %-]+")
_CLEAN = re.compile(r"[\w'’./:+#&-]+")

_PRONOUNS: dict[str, Referent] = {"It": "it", "He": "he", "She": "she", "They": "they"}
_OWNERS: dict[str, Referent] = {"Its": "its", "His": "his", "Her": "her", "Their": "their"}
_TIME = re.compile(
    r"(?:early|late|mid|about|around|the|\d{1,2}|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|circa|c\.|AD)?\b.{0,20}?\b(?:1\d{3}|20[0-2]\d|\d{1,4} BCE?)\b"
)


def sentence_end(words: list[str], start: int) -> int:
    """Return where the sentence that begins at ``start`` ends."""
    for at in range(start, min(len(words), start + 60)):
        word = words[at]
        if word[-1] in ".?!”\"'" and (word[-1] in "?!" or "." in word[-2:]):
            if word in ABBREVIATIONS or (len(word) == 2 and word[0].isupper()):
                continue
            return at + 1
    return min(len(words), start + 60)


def read(
    words: list[str], start: int, end: int, title: frozenset[str], gendered: bool, common: Container[str]
) -> tuple[Ask | None, str]:
    """Return the question that the sentence answers, and its main clause if that can be echoed.

    Args:
        words: The words of the segment, without what stands in brackets.
        start: Where the sentence begins.
        end: Where it ends.
        title: The words that name the topic, in small letters.
        gendered: Whether the segment says "he" or "she".
        common: The words that are written small unless they open a sentence; any other is a name.
    """
    at = start
    opener = words[at].rstrip(",")
    if opener in OPENERS and (words[at][-1] == "," or opener not in VERBLESS):
        limit = min(end, at + 14)
        while at < limit and words[at][-1] != ",":
            at += 1
        at += 1
        if at >= limit:
            return None, ""
    if words[at] in ("There", "there"):
        return _existential(words, at, end), ""
    if words[at][-2:] == "ly" and at + 4 < end and words[at].lower() in common:
        at += 1
    found = _finite(words, at, end)
    if found is None:
        return None, ""
    verb_at, reading = found
    subject = _subject(words, at, verb_at, at == start, title, common)
    if subject is None:
        return None, ""
    phrase, referent = subject
    ask = _question(words, verb_at, end, reading, phrase, referent, gendered, common)
    if phrase[:2] == "a " or phrase[:3] == "an ":
        # "A critic wrote" brings in somebody; "A right is an entitlement" is about rights.
        return (ask if ask is not None and ask.kind in OF_ANY and not ask.past else None), ""
    return ask, _clause(words, at, verb_at, end, phrase, common) if referent in ("", "name") else ""


def _clause(words: list[str], at: int, verb_at: int, end: int, phrase: str, common: Container[str]) -> str:
    """Return the main clause in its own words if it is short and plain."""
    if any(word[-1] == "," for word in words[at:verb_at]):
        return ""
    stop = min(end, at + 18)
    for last in range(verb_at + 2, stop):
        word = words[last]
        if word[-1] in ".,;":
            if last - at < 5 or (word[-1] == "," and words[min(last + 1, end - 1)] not in RESUMES):
                return ""
            first = phrase.split(" ", 1)[0] if phrase else words[at]
            if first in ("The", "A", "An") or (not phrase and first.lower() in common and words[at + 1][0].islower()):
                first = first.lower()
            clause = " ".join((first, *words[at + 1 : last], word[:-1]))
            return clause if _PLAIN_CLAUSE.fullmatch(clause) and word not in ABBREVIATIONS else ""
    return ""


def _finite(words: list[str], start: int, end: int) -> tuple[int, Verb | None] | None:
    """Return where the finite verb stands; the reading is None for an auxiliary."""
    table = verbs()
    for at in range(start + 1, min(end - 1, start + 12)):
        word = words[at]
        if word in AUXILIARIES:
            return (at, None) if words[at - 1][-1] != "," or "," in " ".join(words[start : at - 1]) else None
        readings = table.get(word)
        if readings is None:
            continue
        following = words[at + 1]
        for reading in readings:
            if reading.particle and (reading.particle != following or words[at - 1][-2:] in ("'s", "’s")):
                continue
            transitive = reading.asks in ("what", "")
            if reading.tense == "d" and (words[at - 1] in BEFORE_ADJECTIVES or words[at - 1].endswith("est")):
                return None
            if reading.tense == "d" and transitive and not reading.particle and following in PREPOSITIONS:
                return None
            if reading.tense == "b" and not _plural(words[at - 1]):
                return None
            return at, reading
    return None


def _plural(word: str) -> bool:
    return (word[-1] == "s" and word[-2:] not in ("'s", "’s", "ss")) or word in PLURALS


def _subject(
    words: list[str], start: int, end: int, initial: bool, title: frozenset[str], common: Container[str]
) -> tuple[str, Referent] | None:
    tokens = words[start:end]
    while len(tokens) > 1 and (tokens[-1].endswith("ly") or tokens[-1] in _BEFORE_VERBS):
        tokens.pop()
    for number, token in enumerate(tokens):
        if token[-1] == ",":
            if number == len(tokens) - 1 or tokens[-1][-1] != ",":
                return None
            tokens = [*tokens[:number], token[:-1]]
            if any(part in PREPOSITIONS for part in tokens):
                return None
            break
    first = tokens[0]
    if len(tokens) == 1:
        pronoun = _PRONOUNS.get(first.capitalize())
        if pronoun is not None:
            return "", pronoun
    referent: Referent = ""
    owner = _OWNERS.get(first.capitalize())
    if owner is not None and len(tokens) > 1:
        referent = owner
        tokens = tokens[1:]
        first = tokens[0]
    if not 1 <= len(tokens) <= 8:
        return None
    for token in tokens[1:]:
        if token in BREAKERS:
            return None
    lower = first.lower()
    if lower in BREAKERS or lower in VAGUE or lower == "and" or not first[0].isalpha() or lower[-2:] == "ed":
        return None
    for token in tokens[1:]:
        if token in INNER or (token[0].isupper() and token[-1] == "s" and token.lower() in verbs()):
            return None
    if initial and not referent and first[0].isupper():
        known = _is_common(lower, common) or (len(tokens) > 1 and lower.endswith(ADJECTIVAL))
        if lower in LOWER_FIRST or (known and not _named(tokens)):
            tokens[0] = lower
    head = _head(tokens)
    if head in VAGUE or head in PREPOSITIONS or tokens[-1].endswith(("'s", "’s", "s'")):
        return None
    phrase = " ".join(tokens)
    if len(phrase) > 60 or len(phrase) < 3 or not _plain(phrase):
        return None
    bare = [t.lower() for t in tokens if t.lower() not in DETERMINERS]
    if not bare or (bare[-1].endswith("ed") and len(bare) > 1) or (bare[-1].endswith("ing") and len(bare) > 2):
        return None
    if not referent and all(word in title for word in bare) and tokens[0] not in ("a", "an"):
        return "", "name"
    if bare[0] in _ORDINALS:
        return None
    if lower in ("no", "each", "every", "all", "any", "some", "both", "certain"):
        return None
    if tokens[0] in ("a", "an") and (referent or len(tokens) < 2):
        return None
    if (
        len(tokens) == 1
        and not referent
        and lower in common
        and (tokens[0][-1] != "s" or tokens[0].endswith(("ss", "is", "us")))
    ):
        return None
    return phrase, referent


def _is_common(lower: str, common: Container[str]) -> bool:
    """Return whether a word, up to its first hyphen and in either number, is one written in small letters."""
    stem = lower.partition("-")[0]
    return stem in common or (stem[-1:] == "s" and stem[:-1] in common)


def _named(tokens: list[str]) -> bool:
    """Return whether the first word belongs to a name: a capital follows that no preposition separates from it."""
    for token in tokens[1:]:
        if token in PREPOSITIONS:
            return False
        if token[0].isupper():
            return True
    return False


def _head(tokens: list[str]) -> str:
    for number, token in enumerate(tokens):
        if number and token in PREPOSITIONS:
            return tokens[number - 1].lower()
    return tokens[-1].lower()


def _plain(phrase: str) -> bool:
    if any(map(str.isdigit, phrase)):
        return False
    return all(_CLEAN.fullmatch(word) for word in phrase.split())


def _existential(words: list[str], at: int, end: int) -> Ask | None:
    """Read "There are several types of X"."""
    if at + 5 > end or words[at + 1] not in ("are", "were"):
        return None
    for kind in range(at + 2, min(end - 2, at + 7)):
        if words[kind] in KINDS and words[kind + 1] == "of":
            phrase = words[kind + 2].rstrip(".,;:")
            if words[kind + 2][-1].isalpha() and kind + 3 < end and words[kind + 3] not in PREPOSITIONS:
                return None
            if not _CLEAN.fullmatch(phrase) or phrase in DETERMINERS:
                return None
            return Ask("kinds", f"{words[kind]} of {phrase}", "", True, False, words[at + 1] == "were", words[at + 1])
    return None


def _question(
    words: list[str],
    at: int,
    end: int,
    reading: Verb | None,
    phrase: str,
    referent: Referent,
    gendered: bool,
    common: Container[str],
) -> Ask | None:
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
        # "formed an alliance" does not tell how anything formed.
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
        return ask("use")
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
    head = _head(phrase.split())
    return " and " in phrase or (
        head.endswith("s") and not head.endswith(("ss", "us", "is")) and _is_common(head, common)
    )
