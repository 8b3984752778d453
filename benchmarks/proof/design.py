"""The design of a proof: what is made, which runs there are, and what is claimed of them. Read from YAML.

``small.yaml`` and ``large.yaml`` beside this file are designs; a design of your own has the same fields.
"""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec


class Arm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one arm is trained on."""

    packs: dict[str, float]
    """Name of a pack → its share of the tokens. Packs are those of ``build.PACKS`` and of ``variants``."""
    share: float = 1.0
    """Its tokens, as a share of those of all arms: below 1 where an arm reads equal documents, not equal tokens."""
    seeds: int = 0
    """With how many of the design's seeds it is run, from the first; 0 for all."""


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of the ladder: an arm is better than another on some tests."""

    name: str
    better: str
    than: str
    tests: tuple[str, ...]
    """Names of ``analysis.labels_of``. The first decides; the others are reported beside it."""
    metric: str = "gain_wrong"
    """``gain_wrong``, ``gain_none``, or ``bits_per_byte``, of which less is better."""
    by: float = 0.0
    """By what share of the other arm's figure it must be better: 0.4 for forty percent, -0.02 where it may be two
    percent worse."""


class Design(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A design."""

    shares: tuple[float, float, float]
    """Shares of the clusters that the base, the arms and the tests read."""
    talk: dict[str, Any]
    """Settings of ``talk`` for dialogues."""
    variants: dict[str, dict[str, Any]] = {}
    """Name of a pack → settings of ``talk`` that differ for it; ``pack.mask`` under ``mask``; under ``dense`` whether
    only memory turns are kept, with what they need: ``arms.dense``."""
    window: int
    vocabulary: int
    tokenizer: str = ""
    """A ``tokenizer.json`` in place of one of ``vocabulary`` tokens."""
    base_documents: int
    """Documents that the base is trained on."""
    clusters: int
    """Clusters that the arms read."""
    base: dict[str, Any] = {}
    """Settings of ``train`` for the base; empty where ``start`` is given."""
    start: str = ""
    """A checkpoint in place of a base."""
    train: dict[str, Any]
    """Settings of ``train`` for all arms."""
    evaluate: dict[str, Any] = {}
    """Settings of ``evaluate`` beside the suites."""
    tokens: int
    """Tokens of an arm."""
    rates: tuple[float, float]
    seeds: tuple[int, ...]
    arms: dict[str, Arm]
    """In the order in which they are run."""
    items: dict[str, int]
    """``stories``, ``turns``, ``story`` …: see ``items.write_items``."""
    without: tuple[str, ...] = ()
    """Tests of ``items.FILES`` that are not scored."""
    claims: tuple[Claim, ...]


class Run(NamedTuple):
    """One trained model."""

    arm: str
    rate: float
    seed: int

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"{self.arm}-{self.rate:g}-{self.seed}"


def read_design(path: Path) -> Design:
    """Return the design in a file.

    Raises:
        msgspec.ValidationError: A field is missing, unknown or of another type.
    """
    return msgspec.yaml.decode(path.read_bytes(), type=Design)


def seeds_of(design: Design, *arms: str) -> tuple[int, ...]:
    """Return the seeds that all of some arms are run with."""
    fewest = min(design.arms[arm].seeds or len(design.seeds) for arm in arms)
    return design.seeds[:fewest]


def runs_of(design: Design) -> list[Run]:
    """Return all runs: seed by seed, so that a stopped proof has the first seeds of all arms."""
    return [
        Run(arm, rate, seed)
        for seed in design.seeds
        for arm in design.arms
        if seed in seeds_of(design, arm)
        for rate in design.rates
    ]
