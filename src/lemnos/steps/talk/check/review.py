"""Reviews every user turn before a dialogue is written, whichever writer wrote it: ``UserTurn`` list → ``Reviewed``.

Five rules: ``form`` (it reads as a question or request), ``language`` (``turn_language``; for a model's turns),
``repeated`` (no earlier turn says the same), ``leak`` (it does not contain a number of its answer, or five words of it
in a row, that nobody has said yet) and ``answerable`` (given the history, retrieval over the cluster finds its segment;
not checked for memory turns, some of which name it only by its position in the conversation). A turn that a model wrote
must moreover read as a person's (``model_turns``) and find its answer by its own words (``own_words``), or be a known
pointer such as "Go on.". A turn that fails is rewritten, at most once by each rewrite. The best version is kept, except
that rules replace a model's turn whatever they write, and the verdict lists the finding of each attempt. A turn that
still equals another one is changed to differ, so no dialogue contains the same user turn twice; in a language other
than English, it still fails. Costs about 25 µs a turn, 100 µs if a model wrote it.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import msgspec

from lemnos.records import Verdict
from lemnos.steps.talk.check.model_turns import points, unlike_a_person
from lemnos.steps.talk.check.own_words import COVERED, OwnWords
from lemnos.steps.talk.check.retrieval import Ranks, Retrieval
from lemnos.steps.talk.check.text_checks import normalised, repeats, well_formed
from lemnos.steps.talk.check.turn_language import in_another_language, in_other_letters
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Topic, UserTurn, by_model

RULES = ("form", "language", "repeated", "leak", "answerable")
"""From the worst fault to the mildest."""
AFTER_CHECK = ", after a check"
"""What ``UserTurn.written`` ends with if a check refused the writer's first version."""
LEAK_RUN = 5
"""A turn must not share this many words in a row with its answer."""
Rewrite = Callable[[Sequence[UserTurn], Mapping[int, str]], dict[int, UserTurn]]
"""Takes all turns and the faults of some, by number; returns the turns that it rewrote."""
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_WORD = re.compile(r"[\w'’-]+")
_LEADS = ("I see.", "Right.", "Okay.", "Thanks.", "Understood.", "Good.")


class Finding(NamedTuple):
    """The finding of one rule about one turn."""

    rule: str
    reason: str


class Reviewed(NamedTuple):
    """The turns of a dialogue after review."""

    turns: list[UserTurn]
    found: list[Ranks]
    """The ranks of each turn's answer in retrieval."""
    faults: dict[int, str]
    """The rule that a turn still fails, by the number of the turn; most turns fail none."""
    verdicts: list[Verdict]
    """One for each turn that failed at first; its ``record`` is still empty."""
    failed: tuple[int, ...] = ()
    """The number of the turn of each verdict."""

    def first_turns(self, count: int) -> "Reviewed":
        """Return the review of the first ``count`` turns alone."""
        kept = [place for place, number in enumerate(self.failed) if number < count]
        return Reviewed(
            self.turns[:count],
            self.found[:count],
            {number: rule for number, rule in self.faults.items() if number < count},
            [self.verdicts[place] for place in kept],
            tuple(self.failed[place] for place in kept),
        )


class Reviewer:
    """Applies the rules to the turns of one planned dialogue."""

    def __init__(
        self,
        cluster: Cluster,
        vectors: Vectors,
        plan: Plan,
        topics: Sequence[Topic],
        worst_rank: int,
        language: str = "",
    ) -> None:
        """Prepare retrieval over the plan.

        Args:
            cluster: The documents of the dialogue.
            vectors: Their segments.
            plan: The segment that answers each turn.
            topics: The documents as the writer sees them.
            worst_rank: Greatest rank of a turn's segment in retrieval that passes.
            language: Language of a model's turns if it is not that of the documents. Words in common then decide
                nothing.
        """
        self._plan, self._topics, self._worst_rank = plan, topics, worst_rank
        self._retrieval = Retrieval(cluster, vectors, plan)
        self._own = OwnWords(cluster, plan.steps, self._retrieval.same)
        self._language = language
        self.answers = [
            step.memory.answer if step.memory else topics[step.topic].segments[step.segment].text for step in plan.steps
        ]
        """The answer of each turn."""
        self._lowered = [answer.lower() for answer in self.answers]

    def find(self, turns: Sequence[UserTurn], numbers: Sequence[int]) -> list[Ranks]:
        """Return the ranks at which retrieval finds the answers of the turns with these numbers."""
        found = self._retrieval.find(numbers, [turns[number].text for number in numbers])
        for place, number in enumerate(numbers):
            if self._stands_alone(number, turns[number]):
                found[place] = Ranks(self._own.rank(number, turns[number].text).rank, found[place].alone)
        return found

    def fault(self, number: int, turns: Sequence[UserTurn], seen: Collection[str], ranks: Ranks) -> Finding | None:
        """Return the worst fault of a turn, None if it passes all rules.

        Args:
            number: The number of the turn.
            turns: All turns.
            seen: The other turns, ``normalised``.
            ranks: The ranks of its answer in retrieval.
        """
        text = turns[number].text
        fault = well_formed(text)
        if fault is None and by_model(turns[number]):
            fault = unlike_a_person(text, self.english(number))
        if fault is not None:
            return Finding("form", fault)
        if by_model(turns[number]) and (fault := self._in_another_language(number, text)) is not None:
            return Finding("language", fault)
        if repeats(text, seen):
            return Finding("repeated", "says the same as another turn")
        leak = self._leak(number, text, turns)
        if leak:
            return Finding("leak", f"tells {leak!r} of its answer")
        if ranks.rank > self._worst_rank and self._plan.steps[number].memory is None:
            return Finding("answerable", f"{ranks.rank - 1} other segments fit it better")
        if self._stands_alone(number, turns[number]) and self.english(number):
            # Of other languages, the words of asking are not known, which no answer holds.
            covered = self._own.rank(number, text).covered
            if covered < COVERED:
                return Finding("answerable", f"its answer holds {covered:.0%} of its words")
        return None

    def _in_another_language(self, number: int, text: str) -> str | None:
        """Return why a turn is in another language than its answer, or than the one that is set; None if it is not."""
        answer = self.answers[number]
        if self.english(number):
            return None if self._language else in_other_letters(text, answer)
        return in_another_language(text, answer, asked=bool(self._language))

    def covered(self, number: int, text: str) -> float:
        """Return the share of the words of a turn that its answer holds; 1 for a memory turn."""
        return 1.0 if self._plan.steps[number].memory else self._own.rank(number, text).covered

    def _stands_alone(self, number: int, turn: UserTurn) -> bool:
        """Return whether a turn must find its answer by its own words: a model wrote it, it is no memory turn, and
        no pointer from the answer just before it to another one about the same document."""
        steps = self._plan.steps
        if not by_model(turn) or steps[number].memory is not None or self._language:
            return False
        if not number or steps[number - 1].memory is not None or steps[number - 1].topic != steps[number].topic:
            return True
        later = steps[number].segment > steps[number - 1].segment
        return not points(turn.text, self.answers[number], later)

    def english(self, number: int) -> bool:
        """Return whether a turn is to be in English, the language of the rules."""
        language = self._language or self._topics[self._plan.steps[number].topic].language
        return language.partition("-")[0].casefold() in ("en", "english")

    def _leak(self, number: int, text: str, turns: Sequence[UserTurn]) -> str:
        """Return words of the answer that a turn contains although the user could not know them; empty if there are
        none."""
        step = self._plan.steps[number]
        answer = self._lowered[number]
        words = _WORD.findall(text.lower())
        runs = [" ".join(words[start : start + LEAK_RUN]) for start in range(len(words) - LEAK_RUN + 1)]
        shared = [phrase for phrase in (*_NUMBER.findall(text), *runs) if phrase in answer]
        if not shared:
            return ""
        asked = [turn.text for turn in turns[:number]]
        if step.memory is None:
            said = (*self.names(number), *self.answers[:number], *asked)
        else:  # a user may ask again for an earlier answer, but must not repeat it
            recalled = [name for turn in step.memory.turns for name in self.names(turn)]
            said = (*self.names(number), *recalled, *step.memory.slots.values(), *asked)
        known = "\n".join(said).lower()
        return next((str(phrase) for phrase in shared if phrase not in known), "")

    def names(self, number: int) -> tuple[str, ...]:
        """Return the title and headings of the segment that answers a turn."""
        step = self._plan.steps[number]
        topic = self._topics[step.topic]
        return topic.title, *topic.segments[step.segment].section


def reviewed(reviewer: Reviewer, turns: Sequence[UserTurn], rewrites: Sequence[Rewrite]) -> Reviewed:
    """Review the turns, have those that fail rewritten, and keep the best version of each.

    Args:
        reviewer: The rules.
        turns: The user turns of the dialogue.
        rewrites: Applied in this order; each gets the turns that still fail.
    """
    kept = list(turns)
    ranks = reviewer.find(kept, range(len(kept)))
    failing: dict[int, Finding] = {}
    says: dict[str, int] = {}
    for number, turn in enumerate(kept):
        finding = reviewer.fault(number, kept, says, ranks[number])
        if finding is not None:
            failing[number] = finding
        _count(says, turn, 1)
    if not failing:
        return Reviewed(kept, ranks, {}, [])
    first = {number: (finding.rule, ranks[number].rank) for number, finding in failing.items()}
    reasons = {number: f"turn {number}: {finding.reason}" for number, finding in failing.items()}
    for rewrite in rewrites:
        if failing:
            _apply(reviewer, kept, ranks, failing, reasons, says, rewrite)
    for number in _repeated(kept):
        if not reviewer.english(number):
            failing.setdefault(number, Finding("repeated", "says the same as another turn"))
            continue
        kept[number] = msgspec.structs.replace(kept[number], text=unlike(kept[number].text, number, says))
        reasons[number] += "; made unlike it"
        (ranks[number],) = reviewer.find(kept, [number])
        _set_finding(failing, number, reviewer.fault(number, kept, says, ranks[number]))
        _count(says, kept[number], 1)
    verdicts = [
        Verdict(
            record="",
            stage="dialogues",
            rule=rule,
            keep=number not in failing,
            reason=reasons[number],
            score=float(rank),
        )
        for number, (rule, rank) in first.items()
    ]
    faults = {number: finding.rule for number, finding in sorted(failing.items())}
    return Reviewed(kept, ranks, faults, verdicts, tuple(first))


def _apply(
    reviewer: Reviewer,
    kept: list[UserTurn],
    ranks: list[Ranks],
    failing: dict[int, Finding],
    reasons: dict[int, str],
    says: dict[str, int],
    rewrite: Rewrite,
) -> None:
    """Apply one rewrite to the turns that still fail, and keep each new version that is better."""
    attempts = rewrite(kept, {number: finding.reason for number, finding in sorted(failing.items())})
    numbers = sorted(attempts)
    texts = [attempts.get(number, turn) for number, turn in enumerate(kept)]
    for number, new_ranks in zip(numbers, reviewer.find(texts, numbers), strict=True):
        _count(says, kept[number], -1)
        finding = reviewer.fault(number, [*kept[:number], attempts[number]], says, new_ranks)
        reasons[number] += "; written again" + (f": {finding.reason}" if finding else "")
        replaces = by_model(kept[number]) and not by_model(attempts[number])
        if replaces or _badness(finding, new_ranks) < _badness(failing[number], ranks[number]):
            origin = _origin(kept[number], attempts[number], failing[number])
            kept[number], ranks[number] = msgspec.structs.replace(attempts[number], written=origin), new_ranks
            _set_finding(failing, number, finding)
        _count(says, kept[number], 1)


def _origin(before: UserTurn, after: UserTurn, finding: Finding) -> str:
    """Return who wrote a new version of a turn; where rules replace a model's turn, with the reason."""
    if by_model(after):
        return after.written
    if by_model(before):
        return f"rules: {finding.rule}"
    if before.written.startswith("rules: "):
        return before.written.removesuffix(AFTER_CHECK) + AFTER_CHECK
    return after.written


def _count(says: dict[str, int], turn: UserTurn, change: int) -> None:
    """Add ``change`` to the count of a turn's text in ``says``; texts that no turn has are removed."""
    text = normalised(turn.text)
    says[text] = says.get(text, 0) + change
    if not says[text]:
        del says[text]


def _set_finding(failing: dict[int, Finding], number: int, finding: Finding | None) -> None:
    failing.pop(number, None)
    if finding is not None:
        failing[number] = finding


def _badness(finding: Finding | None, ranks: Ranks) -> tuple[int, int]:
    return (0 if finding is None else len(RULES) - RULES.index(finding.rule)), ranks.rank


def _repeated(turns: Sequence[UserTurn]) -> list[int]:
    """Return the numbers of the turns that repeat an earlier one."""
    seen: set[str] = set()
    again = []
    for number, turn in enumerate(turns):
        text = normalised(turn.text)
        if text in seen:
            again.append(number)
        seen.add(text)
    return again


def unlike(text: str, number: int, seen: Collection[str]) -> str:
    """Return a turn that differs from all of ``seen``: ``text`` after a short reaction, else a numbered request.

    Args:
        text: The turn.
        number: Its number.
        seen: The other turns, ``normalised``.
    """
    for lead in _LEADS:
        changed = f"{lead} {text}"
        if well_formed(changed) is None and not repeats(changed, seen):
            return changed
    numbered = (f"Question {ordinal}: what should I know next?" for ordinal in count(number + 1))
    return next(changed for changed in numbered if not repeats(changed, seen))
