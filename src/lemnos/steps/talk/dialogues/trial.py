"""Judges a model by its first user turns: ``UserTurn`` lists of the first dialogues → an error if most were refused.

The first piece of work asks for the dialogues of the trial alone, and for the others once they are judged, so a run
with an unfit model stops after a few dozen requests. Also counts, for the report, who wrote the turns of a run.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from lemnos.errors import LemnosError
from lemnos.llm.request import Request
from lemnos.steps.talk.check.review import AFTER_CHECK
from lemnos.steps.talk.write.base import UserTurn

TURNS = 200
"""Turns of the model that are judged."""
WARN = 0.3
"""Share of refused turns above which the user is warned."""
_REFUSED = "rules: "
_UNANSWERED = ("failed", "refused")
"""Reasons that are the server's: the model wrote nothing."""
REASONS = {
    "answerable": "answer not found by its words",
    "form": "no question, request or reaction",
    "repeated": "said before",
    "leak": "gives its answer away",
    "unreadable": "unreadable",
    "prompt copied": "prompt copied",
    "meaning changed": "meaning changed",
    "refused": "refused by the server",
    "failed": "not answered",
}
"""Why rules replaced a model's turn, as ``UserTurn.written`` has it, in words."""


class Tally(NamedTuple):
    """Who wrote the user turns of a run that asked a model."""

    model: int
    """Turns that the model wrote."""
    refused: dict[str, int]
    """Turns that rules wrote in its place, by reason, the most frequent first."""

    @property
    def turns(self) -> int:
        """All turns that the model was asked for."""
        return self.model + sum(self.refused.values())

    @property
    def share(self) -> float:
        """Share of the turns that were refused."""
        return sum(self.refused.values()) / self.turns if self.turns else 0.0

    def reasons(self) -> str:
        """Return the counts by reason in words."""
        return ", ".join(f"{count:,} {REASONS.get(reason, reason)}" for reason, count in self.refused.items())


def tally(written: Mapping[str, int]) -> Tally:
    """Return who wrote the turns counted in ``written``: ``UserTurn.written`` → turns."""
    refused: Counter[str] = Counter()
    for who, count in written.items():
        if who.startswith(_REFUSED):
            refused[who.removeprefix(_REFUSED).removesuffix(AFTER_CHECK)] += count
    model = sum(count for who, count in written.items() if who.startswith("model"))
    return Tally(model, dict(sorted(refused.items(), key=lambda item: (-item[1], item[0]))))


def refused_lines(written: Mapping[str, int]) -> list[str]:
    """Return what the closing lines of a run say about the model's turns; nothing if no model was asked."""
    counted = tally(written)
    if not counted.turns:
        return []
    why = f"; rules wrote the others: {counted.reasons()}" if counted.refused else ""
    lines = [f"the model wrote {counted.model:,} of {counted.turns:,} user turns{why}"]
    if counted.share > WARN:
        lines.append(
            f"warning: {counted.share:.0%} of the model's turns were refused; "
            "ask a better model, or read why in verdicts"
        )
    return lines


class Trial:
    """Counts the first turns that a model was asked for, in the order of the dialogues."""

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

    def add(self, turns: Sequence[UserTurn]) -> None:
        """Add a finished dialogue.

        Raises:
            LemnosError: Too many of the first ``TURNS`` turns were refused.
        """
        begins = self._planned < TURNS and not self.requests
        self._planned += len(turns)
        if not begins:
            return
        self._written.update(turn.written for turn in turns)
        counted = tally(self._written)
        fit = Tally(counted.model, {why: count for why, count in counted.refused.items() if why not in _UNANSWERED})
        if self._most < 1 and self._planned >= TURNS and fit.share > self._most:
            raise LemnosError(
                f"{fit.turns - fit.model} of the model's first {fit.turns} user turns were refused ({fit.reasons()})",
                where="talk.model_writer.stop_refused",
                remedy="ask a better model, or set it to 1 to let rules write what the model cannot",
            )
