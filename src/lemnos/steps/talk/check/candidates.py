"""Chooses among the versions of each user turn that a model wrote: lists of ``UserTurn`` → one list.

A version that passes the checks of the review beats one that does not; among these the one wins that reads most like a
person's and is best answered by its segment (``Reading``). Turns are chosen in order, so each is compared with those
chosen before it. ``best`` is a pure function of the readings; ties go to the earlier version. Costs about 1 ms a
version. Limitation: the parts count equally; nobody has fitted their weights to people's judgements.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lemnos.steps.talk.check.model_turns import asks
from lemnos.steps.talk.check.review import RULES, Reviewer
from lemnos.steps.talk.check.text_checks import normalised
from lemnos.steps.talk.write.base import UserTurn
from lemnos.text.stems import stem_sets
from lemnos.text.words import FUNCTION_WORDS

USUAL_WORDS = (4, 14)
"""Fewest and most words of a turn of usual length."""
RECENT = 8
"""Turns before a turn whose frames it should not have."""
_WORD = re.compile(r"[\w'’-]*\w")
_FUNCTION_WORDS = frozenset(FUNCTION_WORDS)


class Reading(NamedTuple):
    """What is measured of one version of a turn."""

    fault: int = 0
    """0 if it passes every check; the greater, the worse the check that it fails."""
    rank: int = 1
    """Rank of its answer by its own words; 1 is best, 0 if there is nothing to retrieve."""
    covered: float = 1.0
    """Share of its words that its answer, title and headings hold, 0 to 1."""
    unseen: int = 0
    """Content words that it has from its answer, and that nobody has said yet."""
    asks: bool = True
    """Whether it has a question word, an auxiliary in front or an imperative."""
    words: int = 7
    """Its length."""
    familiar: bool = False
    """Whether one of the ``RECENT`` turns before has the same frame."""

    @property
    def merit(self) -> float:
        """The sum of six parts from 0 to 1: answered first, covered, nothing unseen, asks, usual length, new frame."""
        fewest, most = USUAL_WORDS
        length = min(1.0, self.words / fewest, most / max(self.words, 1))
        answered = 1 / self.rank if self.rank else 1.0
        return answered + self.covered + 1 / (1 + self.unseen) + self.asks + length + (not self.familiar)


def best(readings: Sequence[Reading]) -> int:
    """Return the index of the best version: the mildest fault, then the greatest merit, then the first.

    >>> best([Reading(fault=2), Reading(rank=4), Reading(rank=1), Reading(rank=1)])
    2
    """
    return min(range(len(readings)), key=lambda index: (readings[index].fault, -readings[index].merit, index))


def choose(reviewer: Reviewer, versions: Sequence[Sequence[UserTurn]]) -> list[UserTurn]:
    """Return the best version of each turn of a dialogue.

    Args:
        reviewer: Knows the plan and its answers.
        versions: Those of each turn, at least one.
    """
    if all(len(of_turn) == 1 for of_turn in versions):
        return [of_turn[0] for of_turn in versions]
    chosen: list[UserTurn] = []
    seen: set[str] = set()
    answers = stem_sets(reviewer.answers)
    names = stem_sets([" ".join(reviewer.names(number)) for number in range(len(versions))])
    said: set[int] = set()
    for number, of_turn in enumerate(versions):
        taken = 0
        words = stem_sets([turn.text for turn in of_turn])
        if len(of_turn) > 1:
            frames = {frame(turn.text) for turn in chosen[-RECENT:]}
            unseen = [len((stems & answers[number]) - said - names[number]) for stems in words]
            taken = best(
                [
                    _read(reviewer, number, [*chosen, turn], seen, frames, new)
                    for turn, new in zip(of_turn, unseen, strict=True)
                ]
            )
        chosen.append(of_turn[taken])
        seen.add(normalised(of_turn[taken].text))
        said |= words[taken] | answers[number]
    return chosen


def frame(text: str) -> str:
    """Return a turn with a gap in place of each run of content words.

    >>> frame("What is the Suez Canal?"), frame("When was it opened?")
    ('what is the _', 'when was it _')
    """
    words = (word if word in _FUNCTION_WORDS else "_" for word in _WORD.findall(text.casefold()))
    return re.sub(r"_(?: _)+", "_", " ".join(words))


def _read(
    reviewer: Reviewer, number: int, turns: Sequence[UserTurn], seen: set[str], frames: set[str], unseen: int
) -> Reading:
    """Measure the last of ``turns``, a version of turn ``number``."""
    text = turns[number].text
    (ranks,) = reviewer.find(turns, [number])
    finding = reviewer.fault(number, turns, seen, ranks)
    return Reading(
        fault=0 if finding is None else len(RULES) - RULES.index(finding.rule),
        rank=ranks.rank,
        covered=reviewer.covered(number, text),
        unseen=unseen,
        asks=asks(text),
        words=len(_WORD.findall(text)),
        familiar=frame(text) in frames,
    )
