"""A sentence → the parts of it that may be asked for: ``Quote`` → ``Gap``.

A plain sentence is read as *(opener,) subject, finite verb, rest*; what trails behind its main clause is cut off. Where
a date, a place, an agent, a reason or a number stands at a known position, the rest of the clause asks for it: "The
harbour was dredged in 1869" → "the harbour was dredged", "when the harbour was dredged". The same clause with the part
in it is what a user may hold to be true. Costs about 15 µs a sentence. **Limitation:** English only; sentences with
pronouns, quotations, lists, or verbs that the tables do not know are skipped.
"""

import re
from collections.abc import Container, Iterator, Mapping
from typing import NamedTuple

from lemnos.steps.talk.language.questions import is_common
from lemnos.steps.talk.language.verbs import AUXILIARIES, is_participle, verbs
from lemnos.steps.talk.language.word_classes import (
    ASKED_BY_WHOM,
    ASKED_OBJECTS,
    BEFORE_ADJECTIVES,
    BREAKERS,
    LOWER_FIRST,
    OBJECT_OPENS,
    OCCUPATION,
    OPENERS,
    PREPOSITIONS,
    VAGUE,
)
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.text.sentences import without_parentheses

SHORTEST, LONGEST = 4, 16
"""Words of a clause that may be said over again."""
_LONGEST_SUBJECT = 7
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_YEARS = (
    r"(?:(?:1\d{3}|20[0-2]\d)s?|\d{1,4} (?:BCE?|AD|CE)|AD \d{1,4}|\d\d?(?:st|nd|rd|th) century(?: BCE?| AD)?)"
    r"(?![\d,.]\d)"
)
_WHEN = (
    rf"(?:in|on|around|about) (?:(?:early|late|mid|about|around|the) ?-?)*"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? |{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, |{_MONTH},? (?:of )?)?{_YEARS}"
)
_ENDS_WHEN = re.compile(rf" ({_WHEN})$")
_OPENS_WHEN = re.compile(rf"({_WHEN}),? (?=[A-Za-z])", re.IGNORECASE)
_NAME = r"[A-Z][\w'’-]*[a-z](?: (?:of |de |von |van |the )?[A-Z][\w'’-]*[a-z]){0,3}"
_ENDS_WHERE = re.compile(rf" (\w+) (in|at|near) ((?:the )?{_NAME}(?:, {_NAME})?)$")
_PLACED = frozenset(
    "born died educated located situated based headquartered buried fought built established settled lived raised "
    "executed married crowned signed published opened discovered taught landed studied grew crashed exhibited "
    "imprisoned baptised assassinated kept displayed staged set filmed interred".split()
)
"""Words before a place that it belongs to."""
_BY = re.compile(rf"^(.+?) (was|were) ((?:\w+ly )?\w+) by ((?:the )?(?:[a-z]+ ){{0,2}}{_NAME})( .*)?$")
_DOERS = frozenset(
    "designed invented discovered wrote composed painted built founded proposed coined introduced commissioned "
    "established developed directed created pioneered published formulated conquered defeated discovered named".split()
)
_DOER = re.compile(r"^((?:[A-Z][\w'’-]*[a-z]|[A-Z]\.) (?:(?:[A-Z][\w'’-]*[a-z]|[A-Z]\.|de|von|van) ){0,2})(\w+) (.+)$")
_PAST_OF = {"written": "wrote", "chosen": "chose", "overthrown": "overthrew", "taken": "took", "given": "gave"}
_WHY = re.compile(
    r",? (?:because|due to|owing to|as a result of|in order to|so that) "
    r"(?!(?:of )?(?:this|that|these|those|it|which|such)\b)"
)
_HOW = re.compile(r" by (?:[a-z]+ly )?(?!bring|king|noth|someth|evening|spring)[a-z]+ing ")
_NUMBER = r"(?:[2-9]|[1-9]\d{1,2}|[1-9]\d{0,2}(?:,\d{3})+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MANY = re.compile(
    rf"^(.+?) (has|have|had|contains?|comprises?|includes?|won|scored|wrote|made|employs|owns|operates) "
    rf"((?:about|around|approximately|over|some|nearly|almost|only|more than|at least) )?({_NUMBER}) "
    r"((?:[a-z-]+ ){0,2}[a-z]{2,}(?:[^s\W]s|people|children|men|women))(?: (?:in|on|at|with|for|of) .*)?$"
)
_MOSTLY = "(?:also |often |widely |commonly |usually |mainly |mostly |perhaps )?"
_STRANDED = tuple(
    (re.compile(pattern.replace("~", _MOSTLY)), word, auxiliary)
    for pattern, word, auxiliary in (
        (r"(?:is|are|was|were) ~((?:best |well )?(?:known|famous|noted|renowned) for) ", "what", True),
        (r"(?:is|are|was|were) ((?:originally )?named (?:after|for)) ", "what", True),
        (r"(?:is|are|was|were) ~(made (?:up )?of|composed of|made from) ", "what", True),
        (r"(?:is|are) ~(used) (?:as|to|for|in) ", "what {} for", True),
        (
            r"(consists? of|feeds? on|preys? on|depends? on|relies on|belongs? to|leads? to|led to|resulted in|refers? to"
            r"|derives? from|corresponds? to|specialises in|turned into|focuses on|focused on|contributed to) ",
            "what",
            False,
        ),
        (
            r"(?:is|are|was|were) ~((?:\w+ly )?(?:converted into|turned into|split into|transformed into|based on"
            r"|made from|derived from|inspired by|replaced with|linked to|connected to|ceded to|attributed to"
            r"|restricted to|limited to|compared to|dedicated to|accused of|affected by|influenced by|caused by"
            r"|covered with|associated with|awarded|appointed|used as|opposed to"
            r"|renamed)) (?!as |in |to |on |at |by |for |from )",
            "what",
            True,
        ),
        (
            r"(?:is|are|was|were) (divided into|bordered by|surrounded by|separated from|derived from|replaced by"
            r"|succeeded by) (?!its )",
            "what",
            True,
        ),
    )
)
"""What follows the verb; the question word, with the rest of the question; whether an auxiliary opens it."""
_TRAILING = re.compile(
    r",? (?:which|who|whom|whose|while|although|whereas|though|when|after|where)\b"
    r"| and (?:was|were|is|are|had|has|became|remained|took|went|died)\b|, (?:and|but|so|as|with|because|making|leaving|including|followed|killing|becoming|giving)\b"
)
_RESTRICTIVE = frozenset((" which", " who", " whom", " whose", " where"))
"""What tells behind a noun which one it is, so that nothing can be cut off there."""
_ASIDE = re.compile(
    rf", (?!{_NAME}$)(?=(?:an?|the|[a-z]+ing|[a-z]+ed|in|on|at|from|for|by|near|to|of|about|native|known|called|located"
    r"|based|born|or|although|since|during)\b)"
)
"""What begins an aside behind a clause."""
_SOON = 25
"""Characters in which no aside is looked for: they hold the subject."""
_ODD = re.compile(
    r"[\"“”;:()\[\]/—–!?]|- |the in the|in to|\b(?:he|she|it|they|him|them|we|us|you|I|this|these|those|there|here|such"
    r"|other|same|also|however|another|then|former|latter|above|below|following|not|never|may|might|perhaps|probably"
    r"|possibly|no|if|would|said|claimed|too|thus|yet|still|both|each|others?|respectively)\b"
)
_COMPOUND = re.compile(r"\b(?:and|or|but) (?:\w+ly )?(?:was|were|is|are|had|has|made|led|took|became|[a-z]+ed)\b")
"""A second verb, for which the auxiliary of a question does not stand."""
_OWNER = re.compile(r"['’]s?\b")
_POSSESSIVE = re.compile(r"\b(?:his|her|its|their|our)\b")
_DANGLING = PREPOSITIONS | frozenset(
    "and or the a an that than first only but is was were are which who his its".split()
)
_OPENER = re.compile(r"(?:In|On|At|During|After|Before|Under|From|By|For) [^,.;]{3,60}, (?!and\b|or\b)")
_APPOSITION = re.compile(rf"^({_NAME}), (?:an?|the) [^,;]{{3,80}}, (?=(?:was|were|is|had|has|[a-z]+ed|became|wrote)\b)")
_DATE_INSIDE = re.compile(
    rf" {_WHEN}(?=,? (?:and|but|by|to|at|with|for|when|after|as|because|following|from|under|while|where|who|which"
    r"|before|during|having|using|leaving|becoming|in|on)\b)"
)
_ANAPHORIC = re.compile(
    r"[Tt]he (?:new|other|same|latter|former|previous|next|following|third|second|results?|two|three|four|whole|entire"
    r"|resulting|subsequent|original|current|final|last|present|remaining)\b"
)
_SMALL_FIRST = LOWER_FIRST | frozenset(
    "over nearly almost more about approximately up two three four five its his their her".split()
)
_IRREGULAR = {
    "led": "lead",
    "resulted": "result",
    "turned": "turn",
    "focused": "focus",
    "focuses": "focus",
    "contributed": "contribute",
    "won": "win",
    "made": "make",
    "wrote": "write",
    "had": "have",
    "relies": "rely",
}


_EXAMPLES = re.compile(r",? (?:including|such as) (?:the )?[A-Z]")
"""What follows a plural noun whose examples are names."""


class Gap(NamedTuple):
    """A part of a sentence that may be asked for."""

    kind: str
    """``when``, ``where``, ``who``, ``why``, ``how``, ``many``, ``which``, ``what`` or ``define``."""
    quote: Quote
    said: str
    """The clause without the part, where that is a whole sentence; in the middle of a sentence."""
    e: str
    """The question as a clause: "when the harbour was dredged"."""
    q: str
    """The same directly, in small letters and without its mark; empty if it cannot be put."""
    value: str
    """The part asked for that another of its kind may stand for: a name, a number, a year."""
    before: str
    """The clause up to the value; with the value and ``after`` it says what the sentence says."""
    after: str
    subject: str


class Statement(NamedTuple):
    """A plain sentence."""

    quote: Quote
    text: str
    """Its main clause in mid-sentence, with its date behind it; empty if it is long."""
    subject: str
    gaps: tuple[Gap, ...]


class _Clause(NamedTuple):
    """A main clause in the middle of a sentence: subject, finite verb, rest."""

    words: list[str]
    verb: int
    subject: str
    auxiliary: bool
    past: bool

    @property
    def text(self) -> str:
        return " ".join(self.words)


def statement(
    quote: Quote, stands: Mapping[str, str], names: Container[str], common: Container[str]
) -> Statement | None:
    """Return what a sentence says, and what of it may be asked for; None if it is not plain.

    Args:
        quote: The sentence.
        stands: The words at its beginning that stand for a name, with the name: "He", "His", "The town".
        names: Words with which a name begins, whatever else they mean: those of the topic's name.
        common: The words that are no names.
    """
    clause, when, why = _read(quote, stands, names, common)
    if clause is None:
        return None
    if why:
        return Statement(quote, "", clause.subject, tuple(_why(quote, clause)))
    text = f"{clause.text} {when}".strip()
    fits = SHORTEST < len(text.split()) <= LONGEST and clause.words[-1] not in _DANGLING
    parts = (
        *_how(quote, clause),
        *(gap for read in _UNDATED for gap in read(quote, clause)),
        *(gap for read in _DATED for gap in read(quote, clause, when)),
    )
    return Statement(quote, text if fits else "", clause.subject, parts)


def _read(
    quote: Quote, stands: Mapping[str, str], names: Container[str], common: Container[str]
) -> tuple[_Clause | None, str, bool]:
    """Return the main clause, the date that opened the sentence, and whether a reason was cut off behind it."""
    text = without_parentheses(quote.text).rstrip(".")
    reason = _WHY.search(text)
    if reason is not None:
        text = text[: reason.start()]
        if text.rpartition(" ")[2] in ("but", "and", "partly", "mainly", "or", "called") or "," in text[_SOON:]:
            return None, "", False
    opener = _OPENS_WHEN.match(text)
    when = opener[1][0].lower() + opener[1][1:] if opener else ""
    opener = opener or _OPENER.match(text)
    if opener is not None and not when and opener[0].split()[-1][0].isupper() and text[opener.end()].isupper():
        return None, "", False  # "In Washington, D.C. is …"
    if opener is not None:
        text = text[opener.end() :]
    for words, name in stands.items():
        if text[1:].startswith(f"{words[1:]} ") and text[0] in (words[0], words[0].lower()):
            text = name + text[len(words) :]
    text = _APPOSITION.sub(r"\1 ", text).replace(" also ", " ")
    dated = _DATE_INSIDE.search(text)
    if dated is not None and not when and reason is None:
        text = text[: dated.end()]
    listed = _EXAMPLES.search(text)
    if listed is not None:
        text = text[: listed.start()]
    cut = _TRAILING.search(text)
    if cut is not None:
        if ("," in text[: cut.start()] and cut[0] == ", and") or reason or cut[0] in _RESTRICTIVE:
            return None, "", False
        text = text[: cut.start()]
    aside = _ASIDE.search(text, _SOON)
    if aside is not None:
        text = text[: aside.start()]
    if "," in _ENDS_WHEN.sub("", text) and not re.search(rf"^[^,]*, {_NAME}$", text):
        return None, "", False
    clause = None if _ODD.search(text) else _clause(text, opener is not None, names, common)
    if clause is not None and _POSSESSIVE.search(clause.text) and not clause.subject[0].isupper():
        return None, "", False
    return clause, when, reason is not None


def _clause(text: str, opened: bool, names: Container[str], common: Container[str]) -> _Clause | None:
    words = text.split()
    verb, past, auxiliary = _finite(words)
    if not verb or len(words) > LONGEST + 4:
        return None
    subject = words[:verb]
    while len(subject) > 1 and (subject[-1].endswith("ly") or subject[-1] in _ADVERBS):
        subject.pop()
    if len(subject) > _LONGEST_SUBJECT or any("," in word or word in BREAKERS for word in subject):
        return None
    first, head = subject[0], subject[-1]
    if first in OPENERS or first in ("No", "Only", "Even", "Instead"):
        return None
    if not opened and not first[0].isupper():
        return None
    if first.lower() in (BREAKERS | PREPOSITIONS | VAGUE) or first.endswith(("ing", "ed")) or head.lower() in VAGUE:
        return None
    if _ANAPHORIC.match(text) or (first in ("The", "the") and "first" in subject[1:2] and len(subject) < 4):
        return None
    definite = first in ("The", "the") and head[0].islower() and "of" not in subject
    if definite and (head in _VAGUE_HEADS or (len(subject) == 2 and head not in _KEPT)):
        return None
    if first in ("A", "An", "a", "an", "Some", "Many", "Most", "Several") and len(subject) < 3:
        return None
    lowered = first.lower()
    small = lowered in _SMALL_FIRST or (is_common(lowered, common) and first not in names)
    if small and not (len(subject) > 1 and subject[1][0].isupper() and lowered not in _SMALL_FIRST):
        words = [lowered, *words[1:]]
    return _Clause(words, verb, " ".join((words[0], *subject[1:])), auxiliary, past)


_VAGUE_HEADS = frozenset(
    "date project work plan system method process figure structure event study book film series story approach team "
    "group practice tradition term situation measure version material procedure edition program programme".split()
)
"""Heads of subjects that mean something named before."""
_ADVERBS = frozenset(("once", "later", "soon", "often", "first", "eventually"))
_KEPT = frozenset(
    "population climate economy currency name capital legislature parliament constitution length area flag".split()
)
"""What a topic has one of, so that "the …" is clear beside the topic."""


def _finite(words: list[str]) -> tuple[int, bool, bool]:
    """Return the index of the finite verb, whether it is a past form, and whether it is an auxiliary; 0 if unknown."""
    table = verbs()
    for at in range(1, min(len(words) - 1, _LONGEST_SUBJECT + 3)):
        word = words[at]
        if word in AUXILIARIES:
            perfect = is_participle(next((w for w in words[at + 1 :] if w[-2:] != "ly"), ""))
            return at, word in ("was", "were", "had", "did"), word not in ("had", "has", "have") or perfect
        readings = table.get(word)
        if words[at - 1] in BEFORE_ADJECTIVES:
            continue
        if not readings:
            named = words[0][0].isupper() and all(before[0].isupper() or before == "of" for before in words[1:at])
            if (
                word.endswith("ed")
                and len(word) > 4
                and named
                and words[at + 1] != "by"
                and AUXILIARIES.keys().isdisjoint(words)
            ):
                return at, True, False
            continue
        following, reading = words[at + 1], readings[0]
        if word in ("named", "called", "entitled", "titled", "dubbed"):
            return 0, False, False
        if reading.tense == "d":
            reduced = following in PREPOSITIONS and reading.asks == "what" and not reading.particle
            if reduced and not (words[at - 1][0].isupper() and AUXILIARIES.keys().isdisjoint(words[at:])):
                return 0, False, False  # "the treaty signed in 1919 …"
            return at, True, False
        if reading.tense == "s" or words[at - 1].endswith("s"):
            return at, False, False
    return 0, False, False


def _fits(said: str) -> bool:
    words = said.split()
    return SHORTEST <= len(words) <= LONGEST and words[-1] not in _DANGLING and "," not in said


def _inverted(wh: str, clause: _Clause, end: int) -> str:
    """Return the direct question of the clause up to the word ``end``: "when was the harbour dredged"."""
    verb, rest = clause.words[clause.verb], clause.words[clause.verb + 1 : end]
    if _COMPOUND.search(" ".join(rest)):
        return ""
    lead = " ".join(clause.words[len(clause.subject.split()) : clause.verb])
    middle = [lead] if lead else []
    if clause.auxiliary:
        return " ".join((wh, verb, clause.subject, *middle, *rest))
    base = _IRREGULAR.get(verb) or (verbs()[verb][0].base if verb in verbs() else "")
    if not base:
        return ""
    aux = "did" if clause.past else "do" if base == verb else "does"
    return " ".join((wh, aux, clause.subject, *middle, base, *rest))


def _gap(
    kind: str, quote: Quote, clause: _Clause, said: str, e: str, q: str, value: str = "", whole: str = ""
) -> Iterator[Gap]:
    before, _, after = whole.rpartition(value) if value else ("", "", "")
    if len(whole.split()) > LONGEST:
        before = after = value = ""
    if len(e.split()) <= LONGEST + 2:
        yield Gap(kind, quote, said, e, q, value, before, after, clause.subject)


def _when(quote: Quote, clause: _Clause, opened: str) -> Iterator[Gap]:
    text = clause.text
    match = _ENDS_WHEN.search(text)
    when, said = (match[1], text[: match.start()]) if match else (opened, text)
    if not when or (match and opened) or not clause.past or not _fits(said) or re.search(r"\d", said):
        return
    count = len(said.split())
    if clause.words[clause.verb] in ("remained", "had", "seemed"):
        return
    if clause.words[count - 1].endswith("ed") and not clause.auxiliary and count - 1 != clause.verb:
        return
    year = re.search(r"1\d{3}|20[0-2]\d", when)
    value = year[0] if year and not when[year.end() :] else ""
    yield from _gap(
        "when", quote, clause, said, f"when {said}", _inverted("when", clause, count), value, f"{said} {when}"
    )


def _where(quote: Quote, clause: _Clause) -> Iterator[Gap]:
    dated = _ENDS_WHEN.search(clause.text)
    text = clause.text[: dated.start()] if dated else clause.text
    match = _ENDS_WHERE.search(text)
    if match is None or match[1] not in _PLACED or match[3] in clause.subject or re.match(_MONTH, match[3]):
        return
    said = text[: match.start(2) - 1]
    if clause.words[len(said.split()) - 1] != match[1] or len(said.split()) - 1 < clause.verb:
        return
    full = said if _fits(said) and len(said.split()) > SHORTEST else ""
    direct = _inverted("where", clause, len(said.split()))
    yield from _gap("where", quote, clause, full, f"where {said}", direct, match[3], text)


def _who(quote: Quote, clause: _Clause) -> Iterator[Gap]:
    match = _BY.search(clause.text)
    if match is None or match[1] != clause.subject or match[3].rpartition(" ")[2] not in ASKED_BY_WHOM:
        return
    tail = match[5] or ""
    if tail and not _ENDS_WHEN.fullmatch(tail):
        return
    name, done = match[4], match[3].rpartition(" ")[2]
    past = _PAST_OF.get(done, done)
    e, q = f"who {past} {match[1]}", f"who {past} {match[1]}"
    value = re.search(rf"{_NAME}$", name)
    if value is not None and _fits(f"{match[1]} {match[2]} {done} x"):
        yield from _gap("who", quote, clause, "", e, q, value[0], clause.text.removesuffix(tail))


def _doer(quote: Quote, clause: _Clause) -> Iterator[Gap]:
    match = _DOER.match(clause.text)
    if match is None or match[2] not in _DOERS or match[1].strip() != clause.subject:
        return
    dated = _ENDS_WHEN.search(match[3])
    done = match[3][: dated.start()] if dated else match[3]
    if not 2 <= len(done.split()) <= 9 or not re.search("[A-Z]| of ", done) or _POSSESSIVE.search(done):
        return
    if done.split()[-1] in _DANGLING or "," in done or not AUXILIARIES.keys().isdisjoint(done.split()):
        return
    yield from _gap("who", quote, clause, "", f"who {match[2]} {done}", f"who {match[2]} {done}")


def _why(quote: Quote, clause: _Clause) -> Iterator[Gap]:
    said = clause.text
    if _fits(said) and not said[-1].isdigit():
        yield from _gap("why", quote, clause, said, f"why {said}", _inverted("why", clause, len(clause.words)))


def _how(quote: Quote, clause: _Clause) -> Iterator[Gap]:
    """Read "The keepers cleared the canal by dredging it": how they cleared it."""
    match = _HOW.search(clause.text)
    said = clause.text[: match.start()] if match else ""
    if _fits(said) and not re.search(r"\d", said):
        yield from _gap("how", quote, clause, said, f"how {said}", _inverted("how", clause, len(said.split())))


def _many(quote: Quote, clause: _Clause, opened: str) -> Iterator[Gap]:
    match = _MANY.match(clause.text)
    if match is None or match[1] != clause.subject:
        return
    verb, number, noun = match[2], match[4], match[5]
    if noun.split()[0] in ("of", "million", "billion", "percent", "per") or noun.split()[-1] in (
        "years",
        "times",
        "types",
    ):
        return
    base = verb if verb in ("have", "contain", "comprise", "include") else _BASES.get(verb, verb.removesuffix("s"))
    aux = "did" if clause.past else "do" if base == verb else "does"
    tail = "" if opened and not clause.past else f" {opened}" if opened else ""
    e = f"how many {noun} {clause.subject} {verb}{tail}"
    q = f"how many {noun} {aux} {clause.subject} {base}{tail}"
    whole = clause.text[: match.end(5)]
    yield from _gap("many", quote, clause, "", e, q, number, whole)


def _which(quote: Quote, clause: _Clause, opened: str) -> Iterator[Gap]:
    """Read "many museums, including the Louvre": which ones they are."""
    said = clause.text
    match = _EXAMPLES.search(quote.text)
    last = clause.words[-1]
    if match is None or not _fits(said) or not quote.text[: match.start()].endswith(last) or last[-2:] in ("ss", "us"):
        return
    if last.endswith("s") and last[0].islower() and not opened:
        yield from _gap("which", quote, clause, said, "", "")


def _object(quote: Quote, clause: _Clause, opened: str) -> Iterator[Gap]:
    """Read "The Greeks built a wall in 480 BC": what they built then."""
    verb, head = clause.words[clause.verb], clause.subject.split()
    if clause.auxiliary or not clause.past or not head[0][0].isupper() or verb not in verbs() or len(head) > 5:
        return
    reading = verbs()[verb][0]
    ends = _ENDS_WHEN.search(clause.text)
    when = ends[1] if ends else opened
    following = clause.words[clause.verb + 1]
    if reading.base not in ASKED_OBJECTS or reading.particle or following in PREPOSITIONS or following[0].isdigit():
        return
    if following not in OBJECT_OPENS and not following.islower():
        return
    tail = f" {when}" if when else ""
    if not tail and len(head) < 2:
        return
    e = f"what it was that {clause.subject} {verb}{tail}"
    yield from _gap("what", quote, clause, "", e, f"what did {clause.subject} {reading.base}{tail}")


def _define(quote: Quote, clause: _Clause, opened: str) -> Iterator[Gap]:
    """Read "Gelignite was an explosive of the 1870s": what it was."""
    verb, subject = clause.words[clause.verb], clause.subject
    rest = " ".join(clause.words[clause.verb + 1 :])
    if not quote.text.casefold().startswith(subject.casefold()):
        return
    if opened or verb not in ("is", "was", "are", "were") or not re.match(r"an? \w+ \w+ \w+|the \w+ (?:of|for) ", rest):
        return
    if (
        len(subject.split()) > 4
        or " and " in subject
        or _OWNER.search(subject)
        or (subject.split()[-1].islower() and (subject[0].isupper() or subject.startswith("the ")))
    ):
        return
    wh = "who" if subject[0].isupper() and OCCUPATION.match(rest.partition(" ")[2]) else "what"
    yield from _gap("define", quote, clause, "", f"{wh} {subject} {verb}", f"{wh} {verb} {subject}")


_NO_NOUN = frozenset("of million billion percent per years times types".split())
_BASES = {"has": "have", "had": "have", "won": "win", "scored": "score", "wrote": "write", "made": "make"}


def _stranded(quote: Quote, clause: _Clause, opened: str) -> Iterator[Gap]:
    rest = " ".join(clause.words[clause.verb :])
    for pattern, word, auxiliary in _STRANDED:
        match = pattern.match(rest)
        if match is None or len(rest.split()) < len(match[0].split()) + 1:
            continue
        wh, _, tail = word.partition(" {}")
        verb = clause.words[clause.verb]
        known = f"{verb} {match[1]}" if auxiliary else match[1]
        tail += f" {opened}" if opened and clause.past else ""
        e = f"{wh} {clause.subject} {known}{tail}"
        if auxiliary:
            q = f"{wh} {verb} {clause.subject} {match[1]}{tail}"
        else:
            base = match[1].replace(verb, _IRREGULAR.get(verb, verb.removesuffix("s")), 1)
            aux = "did" if clause.past else "do" if base == match[1] else "does"
            q = f"{wh} {aux} {clause.subject} {base}{tail}"
        yield from _gap("what", quote, clause, "", e, q)
        return


_UNDATED = (_who, _doer, _where)
_DATED = (_stranded, _many, _which, _when, _object, _define)
