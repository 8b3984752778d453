"""Whom or what an answer is about, among what was said before: text → ``Subject``, the best first.

A name counts if it was said before in just these words, and the answer opens with it or has it three times: twice, if
the last answer has it too. Costs about 60 µs an answer. **Limitation:** a name that is one word at the start of a
sentence is only known as a name if it was said inside a sentence before.
"""

import re
from collections import Counter
from collections.abc import Container
from typing import Literal, NamedTuple

from lemnos.steps.talk.write.articles import article

_CAPITAL = r"[A-Z][\w’'-]*\w"
_NAME = re.compile(
    rf"(?<![\w.’'-]){_CAPITAL}(?:(?: (?:of the|of|de|van|von|la|le|du|der|di|del|al|ibn|bin))? {_CAPITAL}){{0,4}}"
    r"(?![\w’'-])"
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)”\"]{2})[.!?](?=\s+[A-Z“\"])")
_PARTICLE = re.compile(r"\b(de|von|van|della|du|ibn|bin) $")
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
_TIMES = 3
"""How often an answer has what it is about, if it does not open with it; once less if the last answer has it."""
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
    opens: bool
    """Whether the answer opens with it."""
    just: bool
    """Whether the last answer mentioned it."""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, as far as its marks show.

    >>> first_sentence("The lock was dug by hand. It took years.")
    'The lock was dug by hand.'
    """
    end = _SENTENCE_END.search(text)
    return text[: end.end()] if end else text


def subjects(
    answer: str,
    said: str,
    last: str,
    topic: frozenset[str],
    common: Container[str],
    used: Container[str],
) -> list[Subject]:
    """Return whom and what an answer is about that was mentioned before.

    Args:
        answer: The answer to come.
        said: What was said before, the last answer included, newest last.
        last: The last answer; empty if something else was said since.
        topic: The words of the topic's name, in lower case.
        common: The words that are no names.
        used: What was asked about before, as ``Subject.text`` in lower case.
    """
    said = said[-_SAID_BACK:]
    found = _names(answer, said, last, topic, common)
    return [subject for subject in found if subject.text.lower() not in used]


def _names(answer: str, said: str, last: str, topic: frozenset[str], common: Container[str]) -> list[Subject]:
    start = match.end() if (match := _OPENING.match(answer)) else 0
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    for match in _NAME.finditer(answer):
        name = match[0].removesuffix("'s").removesuffix("’s")
        if match.start() == 0 and name.startswith("The "):
            name = name[4:]
        particle = _PARTICLE.search(answer[max(0, match.start() - 8) : match.start()])
        name = f"{particle[1]} {name}" if particle else name
        counts[name] += 1
        first.setdefault(name, match.start())
    found = []
    for name, count in counts.items():
        words = name.split()
        lowered = [word.lower() for word in words]
        if any(word in _NOT_NAMES for word in (words[0], words[-1])) or all(word in topic for word in lowered):
            continue
        if any(word in topic for word in lowered) and len(words) == 1:
            continue
        if len(words) == 1 and (words[0].endswith(_DEMONYM) or (words[0].isupper() and len(words[0]) < _ACRONYM)):
            continue
        behind = answer[first[name] + len(name) :][:2]
        if behind == " &":
            continue
        opens = start <= first[name] <= start + 4 and behind[:1] not in (",", "'", "’", "-")
        just = bool(last) and name in last
        if not (opens or (count >= _TIMES - just and first[name] < len(first_sentence(answer)))):
            continue
        if (len(words) == 1 and lowered[0] in common) or not _inside(name, said):
            continue
        written = f"the {name}" if article(name, f"{said}\n{answer}") == "the" else name
        personal = _is_person(name, answer)
        found.append(Subject(written, "person" if personal else "name", opens, just))
    return sorted(found, key=lambda subject: (not subject.opens, not subject.just))


def _is_person(name: str, answer: str) -> bool:
    words = name.split()
    if " of " in name or words[0] in ("University", "Battle", "The"):
        return False
    if words[0] in _TITLES:
        return True
    if words[-1] in _NO_PERSON:
        return False
    after = answer[answer.find(name) + len(name) :]
    if _ACTS.match(after):
        return True
    sentence = re.split(r"[.!?] ", after, maxsplit=2)
    return (
        " " in name
        and _PERSONAL.search(" ".join(sentence[:2])) is not None
        and not _PERSONAL.search(answer[: answer.find(name)])
    )


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
