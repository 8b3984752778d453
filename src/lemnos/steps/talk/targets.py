"""The shape of the dialogues: what the settings ask for, and what was achieved."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lemnos.engine.stage import Figures
from lemnos.records import MEMORY_KINDS
from lemnos.steps.talk.plan.budget import SHARES
from lemnos.steps.talk.settings import TalkSettings


class Target(NamedTuple):
    """One figure of the shape of the dialogues."""

    name: str
    target: float | None
    """What the settings ask for; None where no setting does."""
    achieved: float


def targets(settings: TalkSettings, shards: Sequence[Figures]) -> list[Target]:
    """Return each figure of the shape of the dialogues beside its target.

    A move is a turn about another document than the last turn with a new segment; a return is a move to a document
    that was discussed before. Memory turns have no new segment and are left out of stays and moves.
    """
    turns = np.array([value for shard in shards for value in shard["turns"]], dtype=np.float64)
    total, dialogues = float(turns.sum()), len(turns)
    documents = sum(sum(shard["documents"]) for shard in shards)
    moves = sum(sum(shard["switches"]) for shard in shards)
    returns = sum(sum(shard["returns"]) for shard in shards)
    memory = sum(count for shard in shards for kind, count in shard["kinds"].items() if kind in MEMORY_KINDS)
    plan = settings.plan
    stay = 1 / plan.switch_rate if plan.switch_rate else None
    deviation = float(turns.std()) if dialogues else 0.0
    if plan.tokens is None:
        lengths = [
            Target("turns per dialogue, mean", plan.turns_mean, _per(total, dialogues)),
            Target("turns per dialogue, standard deviation", plan.turns_sd, deviation),
        ]
    else:
        tokens = [value for shard in shards for value in shard["tokens"]]
        lengths = [
            Target("turns per dialogue, mean", None, _per(total, dialogues)),
            Target("turns per dialogue, standard deviation", None, deviation),
            Target("tokens per dialogue, mean", plan.tokens * sum(SHARES) / 2, _per(sum(tokens), dialogues)),
            Target("tokens per dialogue, at most", plan.tokens, max(tokens, default=0)),
        ]
    rows = [
        *lengths,
        Target("documents per dialogue, mean", settings.cluster.documents, _per(documents, dialogues)),
        Target("turns of a stay on one document, mean", stay, _per(total - memory, moves + dialogues)),
        Target("share of turns that move to another document", plan.switch_rate, _per(moves, total - memory)),
        Target("share of these that return to an earlier one", plan.return_rate, _per(returns, moves)),
        Target("share of memory turns", settings.memory.share, _per(memory, total)),
    ]
    return [row._replace(achieved=round(row.achieved, 4)) for row in rows]


def _per(count: float, of: float) -> float:
    return count / of if of else 0.0
