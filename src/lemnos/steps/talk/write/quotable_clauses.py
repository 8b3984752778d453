"""Answer → the clauses of it that a user may say over again: "You said that the harbour was dredged in 1960."

A clause is a whole sentence, or its main clause where a relative or adverbial one follows behind a comma; it is told
in its own words, but for a connective at its front, which falls away, and a pronoun there, which gives way to the
topic's name. Costs about 15 µs for an answer. It gives up sentences with brackets, quotations or colons in them, those
that point at something outside ("This was …"), and all that are longer than a listener would say back.
"""

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from lemnos.steps.talk.language.questions import is_common
from lemnos.steps.talk.language.verbs import AUXILIARIES, verb_forms, verbs
from lemnos.steps.talk.language.word_classes import PREPOSITIONS
from lemnos.text.sentences import sentence_ends, without_parentheses
from lemnos.text.words import FUNCTION_WORDS

_CUT = re.compile(
    r"[;,](?:(?<=;)| (?:which|who|whom|whose|where|when|while|although|though|whereas|because|so that|but|making|"
    r"giving|leaving|causing|allowing|creating|becoming|especially|particularly|mainly|mostly|including|such as|"
    r"as well as|and|with|in|by|during|after|before|until|under|at|from|for|since|except|along|through|despite|owing|"
    r"due|thanks|followed|based|led)(?= ))"
)
"""Where a main clause may end. Behind "and" may stand the rest of a list, so then no comma may stand before."""
_JOINT = re.compile(
    r"[;,](?: (?:and|but|because|although|though|while|whereas|so|since)|(?<=;)) (?=(?:the|an?|[A-Z][a-z]+) )"
)
"""Where a second clause of a sentence begins, if it has a subject of its own."""
_PLAIN = re.compile(r"[\w'’ ,.-]+")
_ODD = re.compile(r"\.(?!\d)| -|-[ -]|,,|,\S(?<!\d)")
_CONNECTIVE = re.compile(
    r"(?:However|So|Today|Therefore|Moreover|Furthermore|Additionally|In addition|In fact|Indeed|Also|For example|"
    r"For instance|Nevertheless|Nonetheless|Interestingly|Unfortunately|Consequently|Specifically|Generally|Thus|Hence|"
    r"Similarly|Clearly|Obviously|Naturally|Historically|Traditionally|Typically|Usually|Often|Originally), "
)
_NEVER_FIRST = frozenset(
    """
    It's It’s There's That's This These Those That Most Such It Its He She His Her They Their Them We I You My Our
    Another Other Others Both One Two Three Some Many Much Few Each Every All None Neither Either More Less Here So
    But And Or Nor Yet Then Thus Hence Instead Still Also Later Afterwards Soon Eventually Finally Although Though
    While When Whenever As If Because Since Once Unless Until Whereas Whether What Which Who Why How Where Let Note
    Lay Be Keep Take Put Think
    See Please Consider Suppose Like Unlike Has Have Had Is Are Was Were Do Does Did Can Following First Second
    Third Next Last Former Latter Same Only Not No Even Just Again Perhaps Maybe Rather Given Meanwhile Likewise
    Conversely To Together Besides Click Select Choose Enter Run Type Use Add Make Create Set Open
    """.split()
)
_LEANING_SECOND = frozenset(
    "latter former same other others second third first fourth fifth sixth next last following two three four "
    "resulting said above only most least more".split()
)
_POINTING = frozenset(
    "i i'm i've my me we our us you your "
    "this these those such latter former above below following aforementioned similar here however either too neither "
    "choose click select also likewise therefore thus then instead another".split()
)
_TRAILS = re.compile(r", (?:\w+ly |never |not |thus |thereby )?\w+ing [^,]*$")
_OPEN = re.compile(r" (?:because|that|when|if|as) [^,]*,")
"""A clause within the clause, and a comma in it: what stands behind the next comma may belong to it."""
_EXPLETIVE = frozenset(
    "that whether important possible impossible difficult hard easy common necessary likely best".split()
)
_OUTWARD = frozenset("he him she they them it his her".split())
_NEVER_LAST = (
    frozenset(AUXILIARIES)
    | PREPOSITIONS
    | frozenset(
        "the a an and or but nor that which who be been they he she we primarily mainly mostly all having being "
        "first second third only".split()
    )
)
_ARTICLES = frozenset(("The", "A", "An"))
_RELATIVE = frozenset("that which who whom whose where when".split())
_SMALL_FIRST = frozenset(FUNCTION_WORDS) | PREPOSITIONS
_PERSONAL = frozenset(("He", "She", "His", "Her"))
_ENOUGH, _READ = 3, 640
"""Clauses of an answer that are enough, and characters of it that are read."""
_FEWEST, _MOST, _SHORTEST, _LONGEST = 4, 13, 18, 92


class Clause(NamedTuple):
    """A clause of an answer."""

    text: str
    """As it stands behind "you said that"."""
    free: bool
    """Whether it can be understood far from where it was said: no pronoun in it points out of it."""


def clauses(
    text: str, stands: Mapping[str, str], name: str, title: Container[str], common: Container[str], technical: bool
) -> list[Clause]:
    """Return the clauses of an answer that can be said over again, in their order.

    Args:
        text: The answer.
        stands: What a pronoun at the front of a sentence gives way to, by pronoun: ``{"He": "Hillary"}``.
        name: The topic, as it is written inside a sentence.
        title: The words that name the topic, in small letters.
        common: The words that are no names.
        technical: Whether sentences may be commands or descriptions without a subject.
    """
    if "(" in text or "[" in text:
        text = without_parentheses(text)
    found: list[Clause] = []
    start, about_topic = 0, True
    for end in sentence_ends(text, 0, min(len(text), _READ)):
        if len(found) >= _ENOUGH:
            break
        sentence = text[start:end].lstrip()
        start = end
        connective = _CONNECTIVE.match(sentence)
        if connective:
            sentence = sentence[connective.end() :]
            sentence = sentence[:1].upper() + sentence[1:]
        first, _, rest = sentence.partition(" ")
        stood = stands.get(first, "") if about_topic or first in _PERSONAL else ""
        second = rest.partition(" ")[0].lower()
        about_topic = bool(stood) or first.lower() in title or (first in ("The", "A", "An") and second in title)
        joint = _JOINT.search(sentence, _SHORTEST)
        if joint:
            clause = _clause(sentence[joint.end() :], True)
            if clause and not technical:
                _add(found, clause.split(" "), "")
            sentence = sentence[: joint.start()] + "."
        if technical and first not in _ARTICLES and first.lower() not in title:
            continue
        if (first.rstrip(",") in _NEVER_FIRST and not stood) or not first[0].isupper() or len(sentence) < _SHORTEST:
            continue
        clause = _clause(sentence, joint is not None)
        if clause:
            words = clause.split(" ")
            if (
                len(words[-1]) == 1
                or (words[0][-1] == "," and words[1] in AUXILIARIES)
                or (stood and first == "It" and not _EXPLETIVE.isdisjoint(words[2:4]))
            ):
                continue  # an initial; "It was found that" and "It is hard to" are about nothing
            _add(found, words, stood or _front(words, text, title, name, common))
    return found


def _add(found: list[Clause], words: list[str], front: str) -> None:
    """Add a clause that begins with ``front``, if it is of fit length and points at nothing outside."""
    if not _FEWEST <= len(words) <= _MOST or (
        words[0] in ("The", "the") and words[1].lower().rstrip(",") in _LEANING_SECOND
    ):
        return
    lowered = [word.lower().rstrip(",") for word in words]
    if _POINTING.isdisjoint(lowered):
        found.append(Clause(" ".join((front or words[0], *words[1:])), _OUTWARD.isdisjoint(lowered[1:])))


def _clause(sentence: str, part: bool) -> str | None:
    """Return the main clause of a sentence, or ``part`` of one, without its full stop, if that is plain and short."""
    cut = _CUT.search(sentence, 20, _LONGEST + 12)
    if cut is not None:
        clause = sentence[: cut.start()]
    elif len(sentence) <= _LONGEST and sentence[-1] == ".":
        clause = sentence[:-1]
    else:
        return None
    if not _PLAIN.fullmatch(clause) or _ODD.search(clause) or (cut is not None and cut[0] == ", and" and "," in clause):
        return None
    if cut is not None and (_TRAILS.search(clause) or _OPEN.search(clause) or clause.count(",") > 1):
        return None
    words = clause.split(" ")
    table = verbs()
    if cut is None and not part:
        whole = any(word in AUXILIARIES or word in table for word in words[1:])
        return clause if whole and words[-1] not in _NEVER_LAST else None
    if words[-1] in _NEVER_LAST or words[-1] in verb_forms():
        return None
    subject = finite = all_finite = relatives = 0
    for number, (word, following) in enumerate(zip(words[1:], (*words[2:], ""), strict=True), 1):
        if word in _RELATIVE:
            finite, relatives = 0, relatives + 1
        elif word in AUXILIARIES or (word in table and following not in PREPOSITIONS):
            finite, all_finite = finite + 1, all_finite + 1
            subject = subject or number
    if not finite or all_finite <= relatives or (part and any(word[-1] == "," for word in words[:subject])):
        return None
    return clause


def _front(words: list[str], text: str, title: Container[str], names: str, common: Container[str]) -> str:
    """Return the first word as it stands inside a sentence."""
    first, lower = words[0], words[0].lower()
    bare = lower.rstrip(",").removesuffix("'s").removesuffix("’s")
    if bare in _SMALL_FIRST or bare.endswith("ly"):
        return lower
    stem = first.rstrip(",").removesuffix("'s").removesuffix("’s")
    at = text.find(f" {stem}", 1)
    if first in names or (at > 0 and (text[at - 1].islower() or text[at - 1] == ",")):
        return first
    if "-" in bare and is_common(bare, common):
        return lower
    if not first[1:].islower() or (words[1][0].isupper() and (words[1].lower() not in title or lower in title)):
        return first
    return lower if is_common(bare, common) else first
