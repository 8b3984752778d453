"""Every user turn is looked at before a dialogue is written, whoever wrote it.

Four rules: ``form`` (it reads as a question or request), ``repeated`` (no turn before says the same), ``leak`` (it does
not hold a number of its answer, or five words of it in a row, that nobody has said yet) and ``answerable`` (given the
history, retrieval over the cluster finds its segment; not asked of memory turns, some of which name it by its place in
the conversation alone). A turn that fails is written again, as often as there are rewrites; the best version stays, and
the verdict says what was found each time. A turn that would still say what another says is made unlike it, so no
dialogue holds one user turn twice. Costs about 25 µs a turn.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import msgspec

from lemnos.records import Verdict
from lemnos.steps.talk.check.retrieval import Found, Retrieval
from lemnos.steps.talk.check.text_checks import normalised, repeats, well_formed
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Topic, UserTurn

RULES = ("form", "repeated", "leak", "answerable")
"""From the worst fault to the least."""
LEAK_RUN = 5
"""Words in a row that a turn may not share with its answer."""
Rewrite = Callable[[Sequence[UserTurn], Mapping[int, str]], dict[int, UserTurn]]
"""Takes all turns and what is wrong with some; returns those that it wrote again."""
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[\w'’-]+")
_LEADS = ("I see.", "Right.", "Okay.", "Thanks.", "Understood.", "Good.")


class Finding(NamedTuple):
    """What one rule found about one turn."""

    rule: str
    reason: str


class Reviewed(NamedTuple):
    """The turns of a dialogue after review."""

    turns: list[UserTurn]
    found: list[Found]
    """Where retrieval finds the answer of each turn."""
    faults: dict[int, str]
    """The rule that each turn still fails, by the number of the turn; none for most."""
    verdicts: list[Verdict]
    """One for each turn that failed at first; its record is still to be named."""


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
        self._answers = [
            step.memory.answer if step.memory else topics[step.topic].segments[step.segment].text for step in plan.steps
        ]

    def find(self, turns: Sequence[UserTurn], numbers: Sequence[int]) -> list[Found]:
        """Return where retrieval finds the answers of the turns with these numbers."""
        return self._retrieval.find(numbers, [turns[number].text for number in numbers])

    def fault(self, number: int, turns: Sequence[UserTurn], seen: Collection[str], found: Found) -> Finding | None:
        """Return the worst that is wrong with a turn.

        Args:
            number: Which turn it is.
            turns: All turns.
            seen: What other turns say, ``normalised``.
            found: Where retrieval finds its answer.
        """
        text = turns[number].text
        fault = well_formed(text)
        if fault is not None:
            return Finding("form", fault)
        if repeats(text, seen):
            return Finding("repeated", "says the same as another turn")
        leak = self._leak(number, text, turns)
        if leak:
            return Finding("leak", f"tells {leak!r} of its answer")
        if found.rank > self._worst_rank and self._plan.steps[number].memory is None:
            return Finding("answerable", f"{found.rank - 1} other segments fit it better")
        return None

    def _leak(self, number: int, text: str, turns: Sequence[UserTurn]) -> str:
        """Return what a turn tells of its answer that the user could not know, or should ask for; empty if nothing."""
        step = self._plan.steps[number]
        answer = self._answers[number].lower()
        words = _WORD.findall(text.lower())
        runs = [" ".join(words[at : at + LEAK_RUN]) for at in range(len(words) - LEAK_RUN + 1)]
        shared = [part for part in (*_NUMBER.findall(text), *runs) if part in answer]
        if not shared:
            return ""
        asked = [turn.text for turn in turns[:number]]
        if step.memory is None:
            said = (*self._names(number), *self._answers[:number], *asked)
        else:  # what an answer told may be asked for again, but not told again
            recalled = [name for turn in step.memory.turns for name in self._names(turn)]
            said = (*self._names(number), *recalled, *step.memory.slots.values(), *asked)
        known = "\n".join(said).lower()
        return next((str(part) for part in shared if part not in known), "")

    def _names(self, number: int) -> tuple[str, ...]:
        """Return the title and headings over what answers a turn."""
        step = self._plan.steps[number]
        topic = self._topics[step.topic]
        return topic.title, *topic.segments[step.segment].section


def reviewed(reviewer: Reviewer, turns: Sequence[UserTurn], rewrites: Sequence[Rewrite]) -> Reviewed:
    """Review the turns, have those that fail written again, and keep the best version of each.

    Args:
        reviewer: The rules.
        turns: What the user says.
        rewrites: Write some turns again, one after the other; each gets what the ones before left wrong.
    """
    kept = list(turns)
    found = reviewer.find(kept, range(len(kept)))
    left: dict[int, Finding] = {}
    says: dict[str, int] = {}
    for number, turn in enumerate(kept):
        finding = reviewer.fault(number, kept, says, found[number])
        if finding is not None:
            left[number] = finding
        _note(says, turn, 1)
    if not left:
        return Reviewed(kept, found, {}, [])
    first = {number: (finding.rule, found[number].rank) for number, finding in left.items()}
    told = {number: f"turn {number}: {finding.reason}" for number, finding in left.items()}
    for rewrite in rewrites:
        if left:
            _again(reviewer, kept, found, left, told, says, rewrite)
    for number in _repeated(kept):
        kept[number] = msgspec.structs.replace(kept[number], text=unlike(kept[number].text, number, says))
        told[number] += "; made unlike it"
        (found[number],) = reviewer.find(kept, [number])
        _settle(left, number, reviewer.fault(number, kept, says, found[number]))
        _note(says, kept[number], 1)
    verdicts = [
        Verdict(
            record="", stage="dialogues", rule=rule, keep=number not in left, reason=told[number], score=float(rank)
        )
        for number, (rule, rank) in first.items()
    ]
    return Reviewed(kept, found, {number: finding.rule for number, finding in sorted(left.items())}, verdicts)


def _again(
    reviewer: Reviewer,
    kept: list[UserTurn],
    found: list[Found],
    left: dict[int, Finding],
    told: dict[int, str],
    says: dict[str, int],
    rewrite: Rewrite,
) -> None:
    """Have the turns that are left written again once; take over what is better."""
    tried = rewrite(kept, {number: finding.reason for number, finding in sorted(left.items())})
    numbers = sorted(tried)
    texts = [tried.get(number, turn) for number, turn in enumerate(kept)]
    for number, result in zip(numbers, reviewer.find(texts, numbers), strict=True):
        _note(says, kept[number], -1)
        finding = reviewer.fault(number, [*kept[:number], tried[number]], says, result)
        told[number] += "; written again" + (f": {finding.reason}" if finding else "")
        if _badness(finding, result) < _badness(left[number], found[number]):
            kept[number], found[number] = tried[number], result
            _settle(left, number, finding)
        _note(says, kept[number], 1)


def _note(says: dict[str, int], turn: UserTurn, more: int) -> None:
    """Count what a turn says; what nobody says is not in ``says``."""
    text = normalised(turn.text)
    says[text] = says.get(text, 0) + more
    if not says[text]:
        del says[text]


def _settle(left: dict[int, Finding], number: int, finding: Finding | None) -> None:
    left.pop(number, None)
    if finding is not None:
        left[number] = finding


def _badness(finding: Finding | None, found: Found) -> tuple[int, int]:
    return (0 if finding is None else len(RULES) - RULES.index(finding.rule)), found.rank


def _repeated(turns: Sequence[UserTurn]) -> list[int]:
    """Return the turns that say what an earlier one says."""
    seen: set[str] = set()
    again = []
    for number, turn in enumerate(turns):
        text = normalised(turn.text)
        if text in seen:
            again.append(number)
        seen.add(text)
    return again


def unlike(text: str, number: int, seen: Collection[str]) -> str:
    """Return a turn that says none of what ``seen`` holds: ``text`` after a reaction, else a numbered request."""
    for lead in _LEADS:
        changed = f"{lead} {text}"
        if well_formed(changed) is None and not repeats(changed, seen):
            return changed
    numbered = (f"Question {place}: what should I know next?" for place in count(number + 1))
    return next(changed for changed in numbered if not repeats(changed, seen))
