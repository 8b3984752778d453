"""What the main verb of an answer tells, and how people ask for that: ``Lead`` → questions.

The classes of verbs and their questions are in ``predicates.toml``. A question may name the subject if the user knows
it; else it leaves the subject out, where the class has such questions. Costs about 5 µs.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from lemnos.steps.talk.language.lead import Lead


class Predicate(NamedTuple):
    """One class of verbs."""

    name: str
    passive: bool | None
    """Whether the sentence must be passive, or must not; None for either."""
    complement: str
    """What must complete the verb; see ``Lead.complement``. Empty for anything."""
    who: Literal["person", "thing", ""]
    about: tuple[str, ...]
    """Questions that name the subject."""
    plain: tuple[str, ...]
    """Questions without it, in the present tense."""
    plain_past: tuple[str, ...]


class Question(NamedTuple):
    """Wordings of one question about a sentence."""

    predicate: str
    wordings: tuple[str, ...]
    names_subject: bool


@cache
def _by_verb() -> dict[str, tuple[Predicate, ...]]:
    data = tomllib.loads(files(__package__).joinpath("predicates.toml").read_text(encoding="utf-8"))
    found: dict[str, list[Predicate]] = {}
    for name, entry in data.items():
        predicate = Predicate(
            name,
            entry.get("passive"),
            entry.get("complement", ""),
            entry.get("who", ""),
            *(tuple(entry.get(key, ())) for key in ("about", "plain", "plain_past")),
        )
        for verb in entry["verbs"].split():
            found.setdefault(verb, []).append(predicate)
    return {verb: tuple(entries) for verb, entries in found.items()}


def questions(
    lead: Lead, known: bool, person: bool, other: bool, straight: bool, technical: bool
) -> Iterator[Question]:
    """Yield what people ask for that a sentence tells.

    Args:
        lead: The sentence.
        known: Whether the user knows its subject.
        person: Whether the subject is a person, or may act like one.
        other: Whether it is a name other than the topic's, of which it is not known what it is.
        technical: Whether the topic is from a manual, where such sentences are about the code.
        straight: Whether the talk goes straight on, so that "that" means what was just said.
    """
    for predicate in _by_verb().get(lead.verb, ()):
        if predicate.passive is not None and predicate.passive != lead.passive:
            continue
        if predicate.complement and predicate.complement != lead.complement:
            continue
        if (
            known
            and not (other and predicate.complement)
            and predicate.about
            and predicate.who != ("thing" if person else "person")
        ):
            yield Question(predicate.name, predicate.about, True)
        plain = predicate.plain_past if lead.past else predicate.plain
        if straight and plain and not technical:
            yield Question(predicate.name, plain, False)
