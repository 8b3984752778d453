"""Draws the outline of a dialogue: ``PlanSettings`` → ``Outline``, before any segment is chosen.

An outline says how many turns there are, when the dialogue moves to another document, and which moves go back to an
earlier one. Lengths follow a gamma distribution with DocTalk's mean 82.2 and standard deviation 53.9 (arXiv 2507.05750,
table 1), whose median is 71; a cluster with fewer segments yields a shorter dialogue.
"""

import hashlib
from typing import Annotated, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lemnos.steps.talk.plan.window import WINDOWS

_TURNS_MEAN, _TURNS_SD = 82.2, 53.9
_LEAST_TURN = 32
"""Tokens that a turn has at the least: two messages with their roles, and an answer of twelve words."""


class PlanSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shape of a dialogue. Weights are in units of reward, which lies between 0 and 1."""

    turns_mean: Annotated[float, Meta(gt=0)] = _TURNS_MEAN
    """Mean of the target number of turns; a turn is a user-assistant pair. The mean of the paper."""
    turns_sd: Annotated[float, Meta(gt=0)] = _TURNS_SD
    """Standard deviation of the target number of turns. That of the paper."""
    tokens: Annotated[int, Meta(ge=1)] | None = None
    """Most tokens of a dialogue, as a chat holds it: user turns, answers, 5 tokens for the role and marks of each
    message, and 1 for the beginning. Dialogues aim at 75% to 100% of it, as far as the cluster has segments; none
    exceeds it. Takes the place of `turns_mean` and `turns_sd`."""
    tokenizer: str = ""
    """Path of the `tokenizer.json` that counts tokens (needs `lemnos[transformers]`); if empty, UTF-8 bytes / 4.4."""
    window: Literal["2k", "4k", "8k", "32k"] | None = None
    """Preset for a context window: sets `plan.tokens` (2048, 4096, 8192, 32768), `cluster.documents` (2, 3, 5, 16),
    `plan.switch_rate` (0.2, 0.2, 0.15, 0.15) and `plan.max_turns` (1000 for `32k`) where they are not given."""
    min_turns: Annotated[int, Meta(ge=1)] = 8
    """Clusters with fewer segments yield no dialogue."""
    max_turns: Annotated[int, Meta(ge=1)] = 400
    """Cap on the number of turns of a dialogue."""
    told: Annotated[float, Meta(gt=0, le=1)] = 0.85
    """Greatest share of the cluster's segments that a dialogue uses. At 1, dialogues over short documents end with a
    tour of the paragraphs that nothing led to."""
    switch_rate: Annotated[float, Meta(ge=0, le=1)] = 0.15
    """Target share of turns that move to another document."""
    return_rate: Annotated[float, Meta(ge=0, le=1)] = 0.7
    """Target share of these moves that go back to a document discussed before. At low values a dialogue opens its
    documents early; at any value it opens all of them if it is long enough."""
    min_dwell: Annotated[int, Meta(ge=1)] = 2
    """Least number of turns that a dialogue stays on a document, as long as that has segments left."""
    beam: Annotated[int, Meta(ge=1)] = 4
    """Number of paths kept in the search. 1 decides turn by turn; more paths look ahead, at proportional cost."""
    temperature: Annotated[float, Meta(ge=0)] = 0.05
    """Scale of the Gumbel noise on each turn's choices: with beam 1, the path is a sample from a softmax at this
    temperature. At 0 the seed decides only the outline."""
    links: Annotated[float, Meta(ge=0)] = 1.0
    """Worth of moving to a document that the last answer names; an answer that prepares such a move is worth half of
    it."""
    raised: Annotated[float, Meta(ge=0)] = 0.2
    """Worth of staying on a document with a segment that is about something the last answer raised, wherever it is in
    the document."""
    order: Annotated[float, Meta(ge=0)] = 0.35
    """Cost of a segment that depends on one that was not the last answer, and of going back to a skipped segment."""
    distance: Annotated[float, Meta(ge=0)] = 0.08
    """Cost of a jump inside a document, times the logarithm of the number of segments skipped."""
    coverage: Annotated[float, Meta(ge=0)] = 0.05
    """Worth of a section that the dialogue has not used yet."""
    schedule: Annotated[float, Meta(ge=0)] = 4.0
    """Cost of moving to another document earlier or later than the outline says, times the square of the deviation in
    units of a mean stay. 0 leaves moves to the reward, which seldom moves."""

    def __post_init__(self) -> None:
        if self.min_turns > self.max_turns:
            raise ValueError(
                f"min_turns ({self.min_turns}) exceeds max_turns ({self.max_turns}); lower min_turns or raise max_turns"
            )
        if self.window is not None:
            self._check_window(WINDOWS[self.window].tokens)
        if self.tokens is None:
            return
        if (self.turns_mean, self.turns_sd) != (_TURNS_MEAN, _TURNS_SD):
            budget = f"window {self.window}" if self.window else f"tokens ({self.tokens})"
            raise ValueError(f"{budget} and turns_mean or turns_sd both set the length; remove one of them")
        if self.tokens < self.min_turns * _LEAST_TURN:
            raise ValueError(
                f"tokens ({self.tokens}) cannot hold min_turns ({self.min_turns}); "
                f"allow at least {_LEAST_TURN} tokens a turn, better 100"
            )

    def _check_window(self, size: int) -> None:
        """Set the budget to the window, unless it is given and smaller."""
        if self.tokens is None:
            msgspec.structs.force_setattr(self, "tokens", size)
        elif self.tokens > size:
            raise ValueError(f"tokens ({self.tokens}) do not fit window {self.window} ({size}); remove one of them")


class Outline(NamedTuple):
    """The outline of a dialogue, drawn before its segments are chosen. Shapes: (moves,)."""

    turns: int
    moves: npt.NDArray[np.float64]
    """Turns at which the talk moves to another document, ascending."""
    back: npt.NDArray[np.bool_]
    """Whether the move goes back to a document discussed before."""


def generator(seed: str) -> np.random.Generator:
    """Return a random number generator that is seeded by a string."""
    return np.random.default_rng(int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=16).digest(), "little"))


def target_turns(rng: np.random.Generator, settings: PlanSettings) -> int:
    """Return a random target for the number of turns."""
    shape = (settings.turns_mean / settings.turns_sd) ** 2
    turns = rng.gamma(shape, settings.turns_mean / shape)
    return min(max(round(turns), settings.min_turns), settings.max_turns)


def draw_outline(rng: np.random.Generator, settings: PlanSettings, available: int, turns: int | None = None) -> Outline:
    """Return a random outline for a cluster with ``available`` distinct segments.

    The target is ``turns`` turns, or drawn if that is None. The dialogue stays on a document for ``min_dwell`` turns
    plus an exponentially distributed number, 1 / ``switch_rate`` turns on average.
    """
    target = target_turns(rng, settings) if turns is None else min(turns, settings.max_turns)
    turns = min(target, max(round(settings.told * available), min(settings.min_turns, available)))
    if not settings.switch_rate:
        return Outline(turns, np.zeros(0), np.zeros(0, dtype=bool))
    rest = max(1 / settings.switch_rate - settings.min_dwell, 0.0)
    stays = settings.min_dwell + rng.exponential(rest, size=turns // settings.min_dwell + 1)
    moves = np.cumsum(stays)
    moves = moves[moves < turns]
    return Outline(turns, moves, rng.random(len(moves)) < settings.return_rate)
