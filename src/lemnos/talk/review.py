"""Every user turn is looked at before a dialogue is written, whoever wrote it.

Four rules: ``form`` (it reads as a question or request), ``repeated`` (no turn before says the same), ``leak`` (it does
not hold a number of its answer, or five words of it in a row, that nobody has said yet) and ``answerable`` (given the
history, retrieval over the cluster finds its segment). A turn that fails is written again; if that fails too, the
better of both stays, and the verdict says so. Costs about 20 µs a turn.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from lemnos.records import Verdict
from lemnos.talk.answerable import Retrieval
from lemnos.talk.check import normalised, repeats, well_formed
from lemnos.talk.plan import Plan
from lemnos.talk.reward.reward import Cluster
from lemnos.talk.vectors import Vectors
from lemnos.talk.write.writer import Topic, UserTurn

RULES = ("form", "repeated", "leak", "answerable")
LEAK_RUN = 5
"""Words in a row that a turn may not share with its answer."""
Rewrite = Callable[[Sequence[UserTurn], Sequence[int]], dict[int, UserTurn]]
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[\w'’-]+")


class Finding(NamedTuple):
    """What one rule found about one turn."""

    rule: str
    reason: str
    rank: int
    """Rank of the turn's segment in retrieval."""


class Reviewed(NamedTuple):
    """The turns of a dialogue after review."""

    turns: list[UserTurn]
    verdicts: list[Verdict]
    """One for each turn that failed at first; its record is still to be named."""
    ranks: list[int]
    """Rank of each turn's segment in retrieval."""


class Reviewer:
    """The rules over one planned dialogue."""

    def __init__(
        self, cluster: Cluster, vectors: Vectors, plan: Plan, topics: Sequence[Topic], worst_rank: int
    ) -> None:
        """Take the plan.

        Args:
            cluster: The documents talked about.
            vectors: Their segments.
            plan: Which segment answers each turn.
            topics: The documents as the writer saw them.
            worst_rank: Greatest rank of a turn's segment in retrieval that passes.
        """
        self._plan, self._topics, self._worst_rank = plan, topics, worst_rank
        self._retrieval = Retrieval(cluster, vectors, plan)
        self._answers = [topics[step.topic].segments[step.segment].text for step in plan.steps]

    def review(self, turns: Sequence[UserTurn]) -> tuple[dict[int, Finding], list[int]]:
        """Return the first fault of each faulty turn, by number, and the rank of each turn."""
        found: dict[int, Finding] = {}
        seen: set[str] = set()
        ranks = self._retrieval.ranks(range(len(turns)), [turn.text for turn in turns])
        for number, turn in enumerate(turns):
            finding = self._fault(number, turn.text, turns, seen, ranks[number])
            if finding is not None:
                found[number] = finding
            seen.add(normalised(turn.text))
        return found, ranks

    def again(self, turns: Sequence[UserTurn], numbers: Sequence[int]) -> dict[int, tuple[Finding | None, int]]:
        """Return the fault, if any, and the rank of the turns with these numbers, which were written again."""
        seen = {normalised(turn.text) for number, turn in enumerate(turns) if number not in numbers}
        result = {}
        for number, rank in zip(numbers, self._retrieval.ranks(numbers, [turns[n].text for n in numbers]), strict=True):
            result[number] = (self._fault(number, turns[number].text, turns, seen, rank), rank)
            seen.add(normalised(turns[number].text))
        return result

    def _fault(
        self, number: int, text: str, turns: Sequence[UserTurn], seen: Collection[str], rank: int
    ) -> Finding | None:
        fault = well_formed(text)
        if fault is not None:
            return Finding("form", fault, rank)
        if repeats(text, seen):
            return Finding("repeated", "says the same as another turn", rank)
        leak = self._leak(number, text, turns)
        if leak:
            return Finding("leak", f"tells {leak!r} of its answer", rank)
        if rank > self._worst_rank:
            return Finding("answerable", f"{rank - 1} other segments fit it better", rank)
        return None

    def _leak(self, number: int, text: str, turns: Sequence[UserTurn]) -> str:
        """Return what a turn tells of its answer that nobody has said yet; empty if nothing."""
        answer = self._answers[number].lower()
        words = _WORD.findall(text.lower())
        runs = [" ".join(words[at : at + LEAK_RUN]) for at in range(len(words) - LEAK_RUN + 1)]
        shared = [part for part in (*_NUMBER.findall(text), *runs) if part in answer]
        if not shared:
            return ""
        step = self._plan.steps[number]
        topic = self._topics[step.topic]
        names = (topic.title, *topic.segments[step.segment].section)
        said = (*self._answers[:number], *[turn.text for turn in turns[:number]])
        known = "\n".join((*names, *said)).lower()
        return next((str(part) for part in shared if part not in known), "")


def reviewed(reviewer: Reviewer, turns: Sequence[UserTurn], rewrite: Rewrite) -> Reviewed:
    """Review the turns, have those that fail written again, and keep the better of both.

    Args:
        reviewer: The rules.
        turns: What the user says.
        rewrite: Writes the turns with some numbers again.
    """
    found, ranks = reviewer.review(turns)
    if not found:
        return Reviewed(list(turns), [], ranks)
    numbers = sorted(found)
    result = list(turns)
    for number, turn in rewrite(turns, numbers).items():
        result[number] = turn
    verdicts: list[Verdict] = []
    for number, (finding, rank) in reviewer.again(result, numbers).items():
        first = found[number]
        if finding is not None and RULES.index(finding.rule) <= RULES.index(first.rule) and rank >= ranks[number]:
            result[number] = turns[number]  # no better than it was
        else:
            ranks[number] = rank
        told = f"turn {number}: {first.reason}; written again" + (f": {finding.reason}" if finding else "")
        verdicts.append(
            Verdict(
                record="",
                stage="dialogues",
                rule=first.rule,
                keep=finding is None,
                reason=told,
                score=float(first.rank),
            )
        )
    return Reviewed(result, verdicts, ranks)
