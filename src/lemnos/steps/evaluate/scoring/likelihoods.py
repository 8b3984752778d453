"""Encoded requests → the likelihood of each continuation: sequences are packed into prefix trees and scored.

Bits are rounded to four places: sums split over threads differ beyond.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from lemnos.records import ItemScore, Rejected
from lemnos.steps.evaluate.scoring.encode import Encoded
from lemnos.steps.evaluate.scoring.model import LanguageModel
from lemnos.steps.evaluate.scoring.tree import PrefixTree, packs

STAGE = "scores"


class Scored(NamedTuple):
    """What a checkpoint made of a chunk of items."""

    records: list[ItemScore]
    refused: list[Rejected]
    encoded: list[Encoded]
    """Everything that was scored."""
    computed: int
    """Tokens that went through the model."""


def too_long(checkpoint: str, record: str, window: int) -> Rejected:
    """Return the rejection of an item with a continuation that is longer than a window of so many tokens."""
    return Rejected(
        stage=STAGE,
        rule="too_long",
        reason=f"its continuation does not fit a window of {window:,} tokens",
        source=checkpoint,
        record=record,
    )


class Likelihood(NamedTuple):
    """Of one continuation."""

    bits: float
    greedy: bool
    """Whether each of its tokens is the likeliest one."""


def likelihoods_of(model: LanguageModel, encoded: Sequence[Encoded]) -> tuple[list[Likelihood], int]:
    """Return the likelihood of each continuation, and how many tokens went through the model."""
    found = [Likelihood(0.0, False)] * len(encoded)
    sequences = [(one.tokens, one.first) for one in encoded]
    computed = 0
    for pack in packs(sequences, model.pack):
        tree = PrefixTree([sequences[index] for index in pack])
        values = model.log_likelihoods(tree)
        computed += len(tree.tokens) if model.shares else tree.length
        for place, index in enumerate(pack):
            bits = round(-float(tree.of_sequence(place, values.logs).sum()) / math.log(2), 4) + 0.0
            found[index] = Likelihood(bits, bool(tree.of_sequence(place, values.likeliest).all()))
    return found, computed
