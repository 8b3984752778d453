"""Scores a finished dialogue: its ``Turn`` records → ``ScoreCard``, and counts the round trip by kind of turn.

Every part of the card is a share or a mean, 0 to 1, that a reader can recompute from the record; the score is their
weighted mean. The weights are set, not fitted: how good the user turns are decides (decision 0015). Costs about 3 µs a
turn. Limitation: it does not judge whether answers are true or well put, and a part says little about a dialogue of few
turns.
"""

from collections.abc import Iterable, Sequence

from lemnos.records import MEMORY_KINDS, Dialogue, ScoreCard, Turn

TOP = (1, 3, 10)
"""Ranks up to which the round trip counts a turn as found."""
TENTHS = 10
"""Equal parts of the range of quality in which the report counts turns."""
FOUND = 3
"""Greatest rank at which a turn counts as understood without the history."""
ENOUGH = 0.25
"""Share of turns that need the history above which more of them do not improve a dialogue."""
WEIGHTS = {"turns": 0.6, "coherence": 0.15, "memory": 0.1, "soundness": 0.05, "coverage": 0.1}
"""Weight of each part in the score; they add up to 1."""


def score_card(turns: Sequence[Turn], faults: int, coverage: float) -> ScoreCard:
    """Return the score card of a dialogue.

    Args:
        turns: The records of its turns.
        faults: Number of turns that still fail a check.
        coverage: How evenly its documents are used; see ``coverage_of``.
    """
    rewards = [turn.reward for turn in turns if turn.kind not in MEMORY_KINDS]
    parts = {
        "turns": sum(turn.quality for turn in turns) / len(turns),
        "coherence": sum(rewards) / len(rewards) if rewards else 0.0,
        "memory": sum(map(needs_history, turns)) / len(turns),
        "soundness": 1 - faults / len(turns),
        "coverage": coverage,
    }
    parts = {name: round(min(max(value, 0.0), 1.0), 4) for name, value in parts.items()}
    score = 1 - sum(losses(parts).values())
    return ScoreCard(**parts, score=round(min(max(score, 0.0), 1.0), 4))


def losses(parts: dict[str, float]) -> dict[str, float]:
    """Return what each part subtracts from a score of 1: its weight times its shortfall. ``memory`` has no shortfall
    from ``ENOUGH`` on.
    """
    full = parts | {"memory": min(1.0, parts["memory"] / ENOUGH)}
    return {name: weight * (1 - full[name]) for name, weight in WEIGHTS.items()}


def weakest(card: ScoreCard) -> str:
    """Return the part that subtracts most from the score."""
    lost = losses({name: getattr(card, name) for name in WEIGHTS})
    return max(lost, key=lambda name: (lost[name], name))


def needs_history(turn: Turn) -> bool:
    """Return whether a turn can be answered only with the history.

    True if it is a memory turn, or if it is marked as dependent and its words alone do not retrieve the answer.
    """
    return turn.kind in MEMORY_KINDS or (turn.context_dependent and turn.rank_alone > FOUND)


def coverage_of(used: Sequence[int], sizes: Sequence[int]) -> float:
    """Return the mean over the documents of a cluster of the fraction of its share of turns that each document got.

    The share of a document is an even part of the turns, or all its segments if it has fewer.

    Args:
        used: Number of segments of each document that the dialogue uses.
        sizes: Number of segments of each document.
    """
    turns, even = sum(used), sum(used) / max(len(sizes), 1)
    if not turns:
        return 0.0
    shares = [min(1.0, count / min(even, size)) for count, size in zip(used, sizes, strict=True) if size]
    return sum(shares) / len(shares)


def round_trip(dialogues: Iterable[Dialogue]) -> dict[str, dict[str, int]]:
    """Return, for each kind of turn, the counts from which the report computes rates.

    ``turns``; ``retrieved``, those with something to retrieve; of these ``top_1`` … with the history, ``alone_top_1`` …
    without it; and the four cells of *marked as dependent on the history* × *lost without it* (rank over ``FOUND``):
    ``marked_lost``, ``marked_found``, ``unmarked_lost``, ``unmarked_found``. Of all turns, ``quality``, the sum of
    their quality in thousandths, and how many lie in each tenth of it: ``quality_0`` (below 0.1) … ``quality_9``.
    """
    names = ["turns", "retrieved", *(f"top_{top}" for top in TOP), *(f"alone_top_{top}" for top in TOP)]
    names += ["marked_lost", "marked_found", "unmarked_lost", "unmarked_found"]
    names += ["quality", *(f"quality_{tenth}" for tenth in range(TENTHS))]
    by_kind: dict[str, dict[str, int]] = {}
    for dialogue in dialogues:
        for turn in dialogue.turns:
            counts = by_kind.setdefault(turn.kind.value, dict.fromkeys(names, 0))
            counts["turns"] += 1
            counts["quality"] += round(1000 * turn.quality)
            counts[f"quality_{min(TENTHS - 1, int(turn.quality * TENTHS))}"] += 1
            if not turn.rank:
                continue
            counts["retrieved"] += 1
            for top in TOP:
                counts[f"top_{top}"] += turn.rank <= top
                counts[f"alone_top_{top}"] += turn.rank_alone <= top
            marked = "marked" if turn.context_dependent else "unmarked"
            counts[f"{marked}_{'lost' if turn.rank_alone > FOUND else 'found'}"] += 1
    return dict(sorted(by_kind.items()))
