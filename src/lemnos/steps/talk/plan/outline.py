"""The course of a dialogue before it is known what is told: how many turns, when it moves, when it goes back.

Lengths follow a gamma distribution with DocTalk's mean 82.2 and standard deviation 53.9 (arXiv 2507.05750, table 1),
whose median is 71; a cluster with fewer segments ends sooner.
"""

import hashlib
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta


class PlanSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shape of a dialogue. Weights are in units of reward, which lies between 0 and 1."""

    turns_mean: Annotated[float, Meta(gt=0)] = 82.2
    """Mean number of turns aimed at; a turn is a user-assistant pair. The paper's mean."""
    turns_sd: Annotated[float, Meta(gt=0)] = 53.9
    """Standard deviation of the number of turns aimed at. The paper's."""
    min_turns: Annotated[int, Meta(ge=1)] = 8
    """Clusters with fewer segments give no dialogue."""
    max_turns: Annotated[int, Meta(ge=1)] = 400
    """No dialogue is longer, whatever was drawn."""
    told: Annotated[float, Meta(gt=0, le=1)] = 0.85
    """Greatest share of the cluster's segments that a dialogue tells. At 1 dialogues over short documents end as a tour
    of the paragraphs that nothing led to."""
    switch_rate: Annotated[float, Meta(ge=0, le=1)] = 0.15
    """Share of turns aimed at that move to another document."""
    return_rate: Annotated[float, Meta(ge=0, le=1)] = 0.7
    """Share of these moves aimed at that go back to a document discussed before. Low, and a dialogue opens its
    documents early; it opens all of them where its length allows."""
    min_dwell: Annotated[int, Meta(ge=1)] = 2
    """Turns that the talk stays on a document at least, while that has segments left."""
    beam: Annotated[int, Meta(ge=1)] = 4
    """Paths followed at once. 1 decides turn by turn; more look ahead, at as many times the cost."""
    temperature: Annotated[float, Meta(ge=0)] = 0.05
    """Scale of the Gumbel noise on each turn's choices: with beam 1 the path is a sample from a softmax at this
    temperature. 0 gives the same path for any seed but for its outline."""
    links: Annotated[float, Meta(ge=0)] = 1.0
    """Worth of moving to a document that the last answer names, and half of that for an answer that prepares it."""
    order: Annotated[float, Meta(ge=0)] = 0.35
    """Cost of a segment that leans on one not just told, and of going back to a part passed over."""
    distance: Annotated[float, Meta(ge=0)] = 0.08
    """Cost of a jump inside a document: times the logarithm of the segments passed over."""
    coverage: Annotated[float, Meta(ge=0)] = 0.05
    """Worth of a section that was not heard yet."""
    schedule: Annotated[float, Meta(ge=0)] = 4.0
    """Cost of moving to another document sooner or later than the outline says: times the square of the share of a
    stay by which it is off. 0 leaves it all to the reward, which would seldom move."""

    def __post_init__(self) -> None:
        if self.min_turns > self.max_turns:
            raise ValueError(f"min_turns {self.min_turns} is over max_turns {self.max_turns}")


class Outline(NamedTuple):
    """The course of a dialogue before it is known what is told. Shapes: (moves,)."""

    turns: int
    moves: npt.NDArray[np.float64]
    """Turns at which the talk moves to another document, ascending."""
    back: npt.NDArray[np.bool_]
    """Whether the move goes back to a document discussed before."""


def generator(seed: str) -> np.random.Generator:
    """Return the random numbers that a string stands for."""
    return np.random.default_rng(int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=16).digest(), "little"))


def target_turns(rng: np.random.Generator, settings: PlanSettings) -> int:
    """Draw the number of turns to aim at."""
    shape = (settings.turns_mean / settings.turns_sd) ** 2
    drawn = rng.gamma(shape, settings.turns_mean / shape)
    return min(max(round(drawn), settings.min_turns), settings.max_turns)


def draw_outline(rng: np.random.Generator, settings: PlanSettings, available: int) -> Outline:
    """Draw an outline for a cluster with ``available`` different segments.

    Stays last ``min_dwell`` turns and an exponentially distributed rest, 1 / ``switch_rate`` in the mean.
    """
    turns = min(target_turns(rng, settings), max(round(settings.told * available), min(settings.min_turns, available)))
    if not settings.switch_rate:
        return Outline(turns, np.zeros(0), np.zeros(0, dtype=bool))
    rest = max(1 / settings.switch_rate - settings.min_dwell, 0.0)
    stays = settings.min_dwell + rng.exponential(rest, size=turns // settings.min_dwell + 1)
    moves = np.cumsum(stays)
    moves = moves[moves < turns]
    return Outline(turns, moves, rng.random(len(moves)) < settings.return_rate)
