"""A plain sentence → what it says, and what of it may be asked for: ``Quote`` → ``Statement``, ``Gap``.

Where a date, a place, an agent, a reason or an object stands at a known position of its clause, the rest asks for it:
"The harbour was dredged in 1869" → "the harbour was dredged", "when the harbour was dredged". The whole clause is what
a user may hold to be true. Costs about 50 µs a sentence, reading included. **Limitation:** see ``clause``.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from lemnos.steps.talk.language.verbs import AUXILIARIES, verbs
from lemnos.steps.talk.language.word_classes import (
    ASKED_BY_WHOM,
    ASKED_OBJECTS,
    OBJECT_OPENS,
    OCCUPATION,
    PREPOSITIONS,
)
from lemnos.steps.talk.memory.clause import (
    DANGLING,
    ENDS_WHEN,
    EXAMPLES,
    LONGEST,
    MONTH,
    NAME,
    POSSESSIVE,
    SHORTEST,
    Clause,
    read,
)
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.steps.talk.memory.words import phrases, words

_ENDS_WHERE = re.compile(rf" (\w+) (?:in|at|near) ((?:the )?{NAME}(?:, {NAME})?)$")
_BY = re.compile(rf"(?:was|were) (?:\w+ly )?(\w+) by (?:the )?(?:[a-z]+ ){{0,2}}({NAME})( .*)?$")
_PAST_OF = {"written": "wrote", "chosen": "chose", "overthrown": "overthrew", "taken": "took", "given": "gave"}
_IRREGULAR = {"led": "lead", "relies": "rely", "focuses": "focus", "focused": "focus"}
_OFTEN = "(?:often |widely |commonly |usually |mainly |mostly |originally |perhaps )?"
_PASSIVE = re.compile(
    rf"(?:is|are|was|were) {_OFTEN}({'|'.join(phrases('passive'))}|used(?= (?:as|to|for|in) )) "
    "(?!as |in |on |at |by |from |its |not )"
)
_ACTIVE = re.compile(rf"{_OFTEN}({'|'.join(phrases('active'))}) (?!its )")
_DEFINES = re.compile(r"(?:is|was|are|were) (?:an? \w+ \w+ \w+|the \w+ (?:of|for) )")
_COMPOUND = re.compile(r"\b(?:and|or|but) (?:\w+ly )?(?:was|were|is|are|had|has|made|led|took|became|[a-z]+ed)\b")
"""A second verb, for which the auxiliary of a question does not stand."""
_OWNER = re.compile(r"['’]s?\b| and ")
_YEAR = re.compile(r"(?:1\d{3}|20[0-2]\d)$")
_DIGIT = re.compile(r"\d")
_PLACED, _DOERS = words("placed"), words("doers")
_STATES = frozenset("remained had seemed".split())


class Gap(NamedTuple):
    """A part of a clause that may be asked for."""

    kind: str
    """``when``, ``where``, ``who``, ``why``, ``which``, ``what`` or ``define``."""
    e: str
    """The question as a clause: "when the harbour was dredged"; empty if the rest must be said first."""
    q: str = ""
    """The same directly, in small letters and without its mark; empty if it cannot be put."""
    said: str = ""
    """The clause without the part, where that is a whole sentence."""
    value: str = ""
    """The part asked for, where others of its kind may stand for it: a year, a name."""


class Statement(NamedTuple):
    """A plain sentence."""

    quote: Quote
    text: str
    """Its main clause in mid-sentence, with its date behind it; empty if it is long."""
    subject: str
    gaps: tuple[Gap, ...]


def statement(
    quote: Quote, stands: Mapping[str, str], names: Container[str], common: Container[str]
) -> Statement | None:
    """Return what a sentence says; None if it is not plain. See ``clause.read`` for the arguments."""
    clause = read(quote.text, stands, names, common)
    if clause is None:
        return None
    text = f"{clause.text} {clause.when}".strip()
    fits = SHORTEST < len(text.split()) <= LONGEST and clause.words[-1] not in DANGLING and not clause.why
    gaps = _why(clause) if clause.why else (gap for reader in _READERS for gap in reader(clause, quote.text))
    return Statement(
        quote,
        text if fits else "",
        clause.subject,
        tuple(gap for gap in gaps if len(gap.e.split()) <= LONGEST + 2),
    )


def _fits(said: str) -> bool:
    tokens = said.split()
    return SHORTEST <= len(tokens) <= LONGEST and tokens[-1] not in DANGLING and "," not in said


def _undated(clause: Clause) -> tuple[str, str]:
    """Return a clause without its date, and the date."""
    match = ENDS_WHEN.search(clause.text)
    return (clause.text[: match.start()], match[1]) if match else (clause.text, clause.when)


def _inverted(wh: str, clause: Clause, said: str) -> str:
    """Return the direct question of a clause up to the end of ``said``: "when was the harbour dredged"."""
    verb, rest = clause.words[clause.verb], clause.words[clause.verb + 1 : len(said.split())]
    between = clause.words[len(clause.subject.split()) : clause.verb]
    if _COMPOUND.search(" ".join(rest)):
        return ""
    if clause.auxiliary:
        return " ".join((wh, verb, clause.subject, *between, *rest))
    base = verbs()[verb][0].base if verb in verbs() else ""
    aux = "did" if clause.past else "do" if base == verb else "does"
    return " ".join((wh, aux, clause.subject, *between, base, *rest)) if base else ""


def _why(clause: Clause) -> Iterator[Gap]:
    if _fits(clause.text) and not clause.text[-1].isdigit():
        yield Gap("why", f"why {clause.text}", _inverted("why", clause, clause.text), clause.text)


def _when(clause: Clause, _: str) -> Iterator[Gap]:
    said, when = _undated(clause)
    last = len(said.split()) - 1
    if not when or not clause.past or not _fits(said) or _DIGIT.search(said) or clause.words[clause.verb] in _STATES:
        return
    if clause.words[last].endswith("ed") and not clause.auxiliary and last != clause.verb:
        return
    year = _YEAR.search(when)
    yield Gap("when", f"when {said}", _inverted("when", clause, said), said, year[0] if year else "")


def _where(clause: Clause, _: str) -> Iterator[Gap]:
    text, _date = _undated(clause)
    match = _ENDS_WHERE.search(text)
    if match is None or match[1] not in _PLACED or match[2] in clause.subject or re.match(MONTH, match[2]):
        return
    said = text[: match.end(1)]
    last = len(said.split()) - 1
    if last >= clause.verb and clause.words[last] == match[1]:
        whole = said if _fits(said) and last >= SHORTEST else ""
        yield Gap("where", f"where {said}", _inverted("where", clause, said), whole, match[2])


def _who(clause: Clause, _: str) -> Iterator[Gap]:
    """Read "The bridge was designed by Anna Wells", and "Anna Wells designed the bridge of Milford"."""
    rest = " ".join(clause.words[clause.verb :])
    match = _BY.match(rest)
    if match is not None and match[1] in ASKED_BY_WHOM and (not match[3] or ENDS_WHEN.fullmatch(match[3])):
        e = f"who {_PAST_OF.get(match[1], match[1])} {clause.subject}"
        yield Gap("who", e, e, "", match[2])
    verb, _, done = _undated(clause)[0].removeprefix(f"{clause.subject} ").partition(" ")
    tokens = done.split()
    if verb in _DOERS and re.fullmatch(NAME, clause.subject) and 2 <= len(tokens) <= 9 and "," not in done:
        telling = re.search("[A-Z]| of ", done) and tokens[-1] not in DANGLING and not POSSESSIVE.search(done)
        if telling and AUXILIARIES.keys().isdisjoint(tokens):
            yield Gap("who", f"who {verb} {done}", f"who {verb} {done}")


def _stranded(clause: Clause, _: str) -> Iterator[Gap]:
    """Read "The church was converted into a school": what it was converted into."""
    rest, verb = " ".join(clause.words[clause.verb :]), clause.words[clause.verb]
    tail = f" {clause.when}" if clause.when and clause.past else ""
    passive = _PASSIVE.match(rest)
    if passive is not None:
        known = f"{passive[1]} for" if passive[1] == "used" else passive[1]
        yield Gap("what", f"what {clause.subject} {verb} {known}{tail}", f"what {verb} {clause.subject} {known}{tail}")
    active = _ACTIVE.match(rest)
    if active is not None:
        first, _, particle = active[1].partition(" ")
        base = _IRREGULAR.get(first) or (verbs()[first][0].base if first in verbs() else first.removesuffix("s"))
        aux = "did" if clause.past else "do" if base == first else "does"
        yield Gap(
            "what",
            f"what {clause.subject} {active[1]}{tail}",
            f"what {aux} {clause.subject} {base} {particle}{tail}",
        )


def _which(clause: Clause, sentence: str) -> Iterator[Gap]:
    """Read "It has many museums, including the Louvre": which ones."""
    last = clause.words[-1]
    plural = last.endswith("s") and not last.endswith(("ss", "us")) and last[0].islower() and not clause.when
    match = EXAMPLES.search(sentence) if plural else None
    if match is not None and _fits(clause.text) and sentence[: match.start()].endswith(last):
        yield Gap("which", "", "", clause.text)


def _object(clause: Clause, _: str) -> Iterator[Gap]:
    """Read "The Greeks built a wall in 480 BC": what they built then."""
    verb, following, head = clause.words[clause.verb], clause.words[clause.verb + 1], clause.subject.split()
    if clause.auxiliary or not clause.past or not head[0][0].isupper() or verb not in verbs() or len(head) > 5:
        return
    reading, when = verbs()[verb][0], _undated(clause)[1]
    if reading.base not in ASKED_OBJECTS or reading.particle or following in PREPOSITIONS:
        return
    if (following in OBJECT_OPENS or following.islower()) and (when or len(head) > 1):
        tail = f" {when}" if when else ""
        yield Gap(
            "what",
            f"what it was that {clause.subject} {verb}{tail}",
            f"what did {clause.subject} {reading.base}{tail}",
        )


def _define(clause: Clause, sentence: str) -> Iterator[Gap]:
    """Read "Gelignite was an explosive of the 1870s": what it was."""
    verb, subject = clause.words[clause.verb], clause.subject
    rest = " ".join(clause.words[clause.verb :])
    if clause.when or not _DEFINES.match(rest) or not sentence.casefold().startswith(subject.casefold()):
        return
    head = subject.split()[-1]
    if subject.count(" ") > 3 or _OWNER.search(subject) or (head.islower() and not subject.islower()):
        return
    if subject.startswith("the ") and subject.islower():
        return
    wh = "who" if subject[0].isupper() and OCCUPATION.match(rest.split(" ", 2)[2]) else "what"
    yield Gap("define", f"{wh} {subject} {verb}", f"{wh} {verb} {subject}")


_READERS = (_who, _where, _stranded, _which, _when, _object, _define)
