"""Parses a sentence by word lists: its words → ``Ask``, the question that it answers, and a clause that can be echoed.

A sentence is read as *opener, subject, finite verb, rest*. The opener is skipped up to its comma, the subject is
everything before the first word that can only be a finite verb, and the first words of the rest decide the question
("in 1869": when; "by Darius": who). Costs about 6 µs a sentence. Limitation: sentences that are ambiguous to the word
lists are skipped.
"""

import re
from collections.abc import Container

from lemnos.steps.talk.language.questions import Ask, Referent, head_of, is_common, question
from lemnos.steps.talk.language.verbs import AUXILIARIES, Verb, verbs
from lemnos.steps.talk.language.word_classes import (
    ABBREVIATIONS,
    ADJECTIVAL,
    BEFORE_ADJECTIVES,
    BREAKERS,
    DETERMINERS,
    INNER,
    KINDS,
    LOWER_FIRST,
    OF_ANY,
    OPENERS,
    PLURALS,
    PREPOSITIONS,
    RESUMES,
    VAGUE,
    VERBLESS,
)

_BEFORE_VERBS = frozenset(
    "also often then still now never always soon sometimes later himself itself themselves herself alone both".split()
)
_NOT_FIRST = frozenset(
    "first second third fourth last next same other latter former whole following only name term word phrase".split()
)
_NAMING = frozenset("University House Church Battle Republic Kingdom Bank Museum Institute Duchy Treaty Isle".split())
"""Followed by "of" and a capitalised word, these form a name."""
_PLAIN_CLAUSE = re.compile(r"[\w,'’ %-]+")
_CLEAN = re.compile(r"[\w'’./:+#&-]+")
_PLAIN = re.compile(r"(?:[^\W\d]|[ '’./:+#&-])+")

_PRONOUNS: dict[str, Referent] = {"It": "it", "He": "he", "She": "she", "They": "they"}
_OWNERS: dict[str, Referent] = {"Its": "its", "His": "his", "Her": "her", "Their": "their"}


def sentence_end(words: list[str], start: int) -> int:
    """Return the index after the last word of the sentence that begins at ``start``."""
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
    """Return the question that a sentence answers, and its main clause if that can be echoed.

    None and an empty string if the sentence cannot be parsed.

    Args:
        words: The words of the segment, without parentheses.
        start: Index of the first word of the sentence.
        end: Index after its last word.
        title: The words that name the topic, in lower case.
        gendered: Whether the segment contains "he" or "she".
        common: The words that are written in lower case unless they open a sentence; any other is a name.
    """
    position = start
    opener = words[position].rstrip(",")
    if opener in OPENERS and (words[position][-1] == "," or opener not in VERBLESS):
        limit = min(end, position + 14)
        while position < limit and words[position][-1] != ",":
            position += 1
        position += 1
        if position >= limit:
            return None, ""
    if words[position] in ("There", "there"):
        return _existential(words, position, end), ""
    if words[position][-2:] == "ly" and position + 4 < end and words[position].lower() in common:
        position += 1
    finite = _finite(words, position, end)
    if finite is None:
        return None, ""
    verb_at, reading = finite
    subject = _subject(words, position, verb_at, position == start, title, common)
    if subject is None:
        return None, ""
    phrase, referent = subject
    ask = question(words, verb_at, end, reading, phrase, referent, gendered, common)
    if phrase[:2] == "a " or phrase[:3] == "an ":
        # "A critic wrote" introduces somebody; "A right is an entitlement" is about rights.
        return (ask if ask is not None and ask.kind in OF_ANY and not ask.past else None), ""
    return ask, _clause(words, position, verb_at, end, phrase, common) if referent in ("", "name") else ""


def _clause(words: list[str], at: int, verb_at: int, end: int, phrase: str, common: Container[str]) -> str:
    """Return the main clause in its own words if it is short and plain, else an empty string."""
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
    """Return the index and the reading of the finite verb, None if there is none. An auxiliary has no reading."""
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
        known = is_common(lower, common) or (len(tokens) > 1 and lower.endswith(ADJECTIVAL))
        if lower in LOWER_FIRST or (known and not _named(tokens)):
            tokens[0] = lower
    head = head_of(tokens)
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
    if bare[0] in _NOT_FIRST:
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


def _named(tokens: list[str]) -> bool:
    """Return whether the first word is part of a name: a capitalised word follows, with no preposition in between."""
    if tokens[0] in _NAMING and tokens[1:2] == ["of"] and any(token[0].isupper() for token in tokens[2:3]):
        return True
    for token in tokens[1:]:
        if token in PREPOSITIONS:
            return False
        if token[0].isupper():
            return True
    return False


def _plain(phrase: str) -> bool:
    return _PLAIN.fullmatch(phrase) is not None


def _existential(words: list[str], at: int, end: int) -> Ask | None:
    """Return the question of "There are several types of X"."""
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
