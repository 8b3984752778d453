"""Judges a model by its first user turns: ``UserTurn`` lists of the first dialogues → an error if most were refused.

The first shard asks for the dialogues of the trial alone, and for the others once they are judged, so a run with an
unfit model stops after a few dozen requests. Where the first shard has fewer than ``TURNS`` turns, the whole shards
that follow it are judged with it, as soon as all of them are finished: each shard looks when it begins and when it
ends. That never changes the output, because it only decides whether the run goes on. Also counts who wrote the turns
of a run.
Limitation: shards run at the same time, so later ones have asked the model before earlier ones are judged; a run with
fewer than ``TURNS`` turns is never stopped.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count as numbers_from
from types import MappingProxyType
from typing import NamedTuple

from lemnos.errors import LemnosError
from lemnos.llm.request import Request
from lemnos.steps.talk.check.review import AFTER_CHECK
from lemnos.steps.talk.dialogues.left_out import LEANS, LEFT_OUT, NOT_ASKED
from lemnos.store.run_folder import RunFolder

TURNS = 200
"""User turns that are judged; those that the model was not asked for count towards their number only."""
WARN = 0.3
"""Share of refused turns above which the user is warned."""
_REFUSED = "rules: "
_NOT_REFUSED = ("failed", "refused", LEANS, NOT_ASKED)
"""Reasons that are not the model's: the server did not answer, or nothing is wrong with the turn itself."""
REASONS = {
    "answerable": "answer not found by its words",
    "form": "no question, request or reaction",
    "repeated": "said before",
    "leak": "gives its answer away",
    "unreadable": "unreadable",
    "too long": "too long",
    "prompt copied": "prompt copied",
    "meaning changed": "meaning changed",
    "refused": "refused by the server",
    "failed": "not answered",
    LEANS: "about one that was left out",
    NOT_ASKED: "memory turns, for which the model was not asked",
}
"""Why rules replaced a model's turn, or it was left out, as ``UserTurn.written`` has it, in words."""


class Tally(NamedTuple):
    """Who wrote the user turns of a run."""

    model: int
    """Turns that the model wrote."""
    refused: dict[str, int]
    """Turns that rules wrote in its place, by reason, the most frequent first."""
    rules: int = 0
    """Turns that the model was not asked for."""
    own: int = 0
    """Turns of a user's own writer."""
    left_out: Mapping[str, int] = MappingProxyType({})
    """Turns that were left out, since no turn in their language passed the checks, by reason."""

    @property
    def turns(self) -> int:
        """Turns that the model was asked for."""
        return self.model + sum(self.refused.values()) + sum(self.left_out.values())

    @property
    def all(self) -> int:
        """All turns, with those that were left out."""
        return self.turns + self.rules + self.own

    @property
    def share(self) -> float:
        """Share of the turns asked for that were refused, or left out."""
        return (self.turns - self.model) / self.turns if self.turns else 0.0

    def reasons(self) -> str:
        """Return the counts of the refused turns by reason in words."""
        return _in_words(self.refused)

    def others(self) -> str:
        """Return what became of the turns that neither the model nor a user's own writer wrote; may be empty."""
        parts = []
        if self.refused:
            parts.append(f"rules wrote the others: {_in_words(self.refused)}")
        if self.left_out:
            parts.append(f"left out, as rules write only English: {_in_words(self.left_out)}")
        return "; ".join(parts)


def _in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {REASONS.get(reason, reason)}" for reason, count in counts.items())


def _most_frequent(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def tally(written: Mapping[str, int]) -> Tally:
    """Return who wrote the turns counted in ``written``: ``UserTurn.written`` → turns."""
    refused: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    model = rules = own = 0
    for who, count in written.items():
        if who.startswith(_REFUSED):
            refused[who.removeprefix(_REFUSED).removesuffix(AFTER_CHECK)] += count
        elif who.startswith(LEFT_OUT):
            left_out[who.removeprefix(LEFT_OUT)] += count
        elif who.startswith("model"):
            model += count
        elif who.startswith("rules"):
            rules += count
        else:
            own += count
    return Tally(model, _most_frequent(refused), rules, own, _most_frequent(left_out))


def refused_lines(written: Mapping[str, int]) -> list[str]:
    """Return what the closing lines of a run say about the model's turns; nothing if no model was asked."""
    counted = tally(written)
    if not counted.turns:
        return []
    others = counted.others()
    lines = [f"the model wrote {counted.model:,} of {counted.turns:,} user turns{'; ' if others else ''}{others}"]
    if counted.share > WARN:
        lines.append(
            f"warning: {counted.share:.0%} of the model's turns were refused; "
            "ask a better model, or read why in verdicts"
        )
    return lines


def judge(written: Mapping[str, int], most: float) -> None:
    """Judge the turns counted in ``written``; those that the server did not answer are left out.

    Raises:
        LemnosError: A greater share than ``most`` was refused.
    """
    counted = tally(written)
    refused = Counter(counted.refused) + Counter(counted.left_out)
    fit = Tally(counted.model, {why: count for why, count in refused.items() if why not in _NOT_REFUSED})
    if most < 1 and fit.share > most:
        raise LemnosError(
            f"{fit.turns - fit.model} of the model's first {fit.turns} user turns were refused ({fit.reasons()})",
            where="talk.model_writer.stop_refused",
            remedy="ask a better model, or set it to 1 to let rules write what the model cannot",
        )


def judge_first_shards(
    run: RunFolder, stage: str, most: float, number: int, own: Mapping[str, int] | None = None
) -> None:
    """Judge the first shards that have ``TURNS`` turns together, if all of them are finished.

    Args:
        run: The run folder; figures of its finished shards hold ``written``.
        stage: Name of the stage.
        most: Share that may be refused; 1 for any.
        number: The shard that asks.
        own: Its turns, as in ``written``, if they are all written.

    Raises:
        LemnosError: Too many of these turns were refused.
    """
    if most >= 1:
        return
    written: Counter[str] = Counter()
    for shard in numbers_from(0):
        figures = run.done(stage, shard)
        if figures is not None:
            written.update(figures["written"])
        elif shard == number and own is not None:
            written.update(own)
        else:
            return
        if written.total() >= TURNS:
            if shard:  # the turns of the first shard alone were judged by ``Trial``
                judge(written, most)
            return


class Trial:
    """Counts the first turns that a model was asked for, in the order of the dialogues of the first shard."""

    def __init__(self, most: float) -> None:
        """Begin with no turn.

        Args:
            most: Share that may be refused; 1 for any.
        """
        self._most, self._planned = most, 0
        self._written: Counter[str] = Counter()
        self.requests: list[Request] = []
        """Requests without an answer of the dialogues that are judged."""

    def waits(self, turns: int, requests: Sequence[Request]) -> None:
        """Add a dialogue of so many turns that has no answer yet to these requests."""
        if self._most < 1 and self._planned < TURNS:
            self.requests += requests
        self._planned += turns

    def add(self, written: Sequence[str]) -> None:
        """Add a finished dialogue: who wrote each of its turns, as in ``UserTurn.written``.

        Raises:
            LemnosError: Too many of the first ``TURNS`` turns were refused.
        """
        begins = self._planned < TURNS and not self.requests
        self._planned += len(written)
        if not begins:
            return
        self._written.update(written)
        if self._planned >= TURNS:
            judge(self._written, self._most)
