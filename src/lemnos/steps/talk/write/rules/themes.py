"""What a paragraph is about, and how people ask for that: text → themes, the best first.

The themes of ``themes.txt`` (climate, childhood, diet, cost …) each list words that show them and questions that people
ask. A theme fits if its words stand in the first sentence of the paragraph and come up at least twice in all, or fill a
short paragraph. Costs about 60 µs a paragraph. **Limitation:** English, and what an encyclopaedia or technical
documentation speaks of; a paragraph on anything else has no theme.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from lemnos.steps.talk.write.rules.forms import Forms

FIRST = 2.0
"""What a word in the first sentence counts for; one in the rest counts 1."""
ENOUGH = 6.5
"""Least count at which a theme fits."""
LONG = 90
"""Words of a paragraph from which a theme needs more of its words than ``ENOUGH``, in proportion."""
_SENTENCE_END = re.compile(r"(?<=[a-z\d)”\"]{2})[.!?](?=\s+[A-Z“\"])")


class Theme(NamedTuple):
    """One line of ``themes.txt``."""

    key: str
    """Its first words, which name it."""
    words: re.Pattern[str]
    of_topic: bool
    """Whether the first sentence must have the topic for its subject."""
    forms: Forms


class Fit(NamedTuple):
    """A theme that fits a paragraph."""

    theme: Theme
    strength: float
    """Count of its words over what it needs, at least 1."""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, as far as its marks show.

    >>> first_sentence("The lock was dug by hand. It took years.")
    'The lock was dug by hand.'
    """
    end = _SENTENCE_END.search(text)
    return text[: end.end()] if end else text


_KINDS = {
    "disease": "disease disorder illness infection syndrome condition deficiency cancer epilepsy injury",
    "substance": "element metal compound acid gas mineral alloy rock chemical salt substance molecule gemstone oxide",
    "astronomy": "star planet moon galaxy asteroid comet constellation nebula dwarf",
    "game": "sport game art",
    "machine": "weapon rifle aircraft airliner vehicle ship locomotive locomotives machine device instrument tank "
    "missile engine computer console car bomb firearm fighter bomber tool",
    "food": "food drink beverage dish cheese fruit bread beer wine spice",
    "period": "century decade period era age",
    "idea": "theory philosophy doctrine ideology movement belief religion view position concept",
    "field": "science study branch field discipline profession",
}
_KIND = {
    kind: re.compile(rf"\b(?:is|are|was|were) [^.;]{{0,60}}?\b(?:{'|'.join(words.split())})\b")
    for kind, words in _KINDS.items()
}


@lru_cache(maxsize=64)
def kinds_of(sort: str, lead: str) -> frozenset[str]:
    """Return the sort of a topic, and what kind of thing it is by the beginning of its document."""
    if sort not in ("thing", "place"):
        return frozenset((sort,))
    found = {kind: match.end() for kind, pattern in _KIND.items() if (match := pattern.search(lead[:300]))}
    if not found:
        return frozenset((sort,))
    kind = min(found, key=lambda kind: found[kind])
    if sort == "place":
        return frozenset(("thing", kind)) if kind == "astronomy" else frozenset((sort,))
    return frozenset((sort, kind))


@cache
def themes_of(kinds: frozenset[str]) -> tuple[Theme, ...]:
    """Return the themes of topics of these kinds."""
    lines = files(__package__).joinpath("themes.txt").read_text(encoding="utf-8").splitlines()
    themes = []
    for line in lines:
        if not line or line.startswith("#"):
            continue
        words, direct, *clauses = line.split("|")
        sorts, _, listed = words.rpartition(">")
        wanted = sorts.split()
        named = [entry for entry in wanted if entry[0] != "-"]
        if (named and kinds.isdisjoint(named)) or any(f"-{kind}" in wanted for kind in kinds):
            continue
        entries = [entry.strip() for entry in listed.split(",")]
        patterns = [re.escape(entry.lstrip("!")).replace(r"\*", r"\w*") for entry in entries]
        themes.append(
            Theme(
                entries[0].lstrip("!"),
                re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE),
                entries[0].startswith("!"),
                Forms(_split(direct), _split(clauses[0]) if clauses else ()),
            )
        )
    return tuple(themes)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(entry.strip() for entry in cell.split(" / "))


def themes(text: str, of_topic: bool, kinds: frozenset[str]) -> list[Fit]:
    """Return the themes that fit a paragraph, the strongest first.

    Args:
        text: The paragraph.
        of_topic: Whether its first sentence names its topic, or leaves it to a pronoun.
        kinds: What its topic is; see ``kinds_of``.
    """
    first = first_sentence(text)
    needed = ENOUGH * max(1.0, text.count(" ") / LONG) ** 0.5
    fits = []
    for theme in themes_of(kinds):
        if theme.of_topic and not of_topic:
            continue
        found = set(map(str.lower, theme.words.findall(first)))
        if not found:
            continue
        every = theme.words.findall(text, len(first))
        count = FIRST * len(found) + min(len(every), 2 * len(set(map(str.lower, every))))
        if count >= needed:
            fits.append(Fit(theme, count / needed))
    return sorted(fits, key=lambda fit: -fit.strength)
