"""Scores a finished dialogue: its ``Turn`` records → ``ScoreCard``, and counts the round trip by kind of turn.

Every part of the card is a share or a mean, 0 to 1, that a reader can recompute from the record; the score is their
weighted mean. Costs about 6 µs a turn. Limitation: it judges how a dialogue is built, not whether its answers are true
or well put, and a part says little about a dialogue of few turns.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lemnos.records import MEMORY_KINDS, Dialogue, ScoreCard, Turn

TOP = (1, 3, 10)
"""Ranks up to which the round trip counts a turn as found."""
FOUND = 3
"""Greatest rank at which a turn counts as answerable, or as understood without the history."""
WINDOW = 100
"""Word pairs in the window of variety, about ten turns: distinct-2 falls with length, so the length is fixed."""
ENOUGH = 0.25
"""Share of turns that need the history above which more of them do not improve a dialogue."""
WEIGHTS = {"coherence": 0.3, "answerable": 0.25, "memory": 0.1, "variety": 0.15, "soundness": 0.1, "coverage": 0.1}
"""Weight of each part in the score; they add up to 1."""
_WORD = re.compile(r"\w+")


def score_card(turns: Sequence[Turn], questions: Sequence[str], faults: int, coverage: float) -> ScoreCard:
    """Return the score card of a dialogue.

    Args:
        turns: The records of its turns.
        questions: The user turns.
        faults: Number of turns that still fail a check.
        coverage: How evenly its documents are used; see ``coverage_of``.
    """
    rewards = [turn.reward for turn in turns if turn.kind not in MEMORY_KINDS]
    ranks = [turn.rank for turn in turns if turn.rank]
    parts = {
        "coherence": sum(rewards) / len(rewards) if rewards else 0.0,
        "answerable": sum(rank <= FOUND for rank in ranks) / len(ranks) if ranks else 0.0,
        "memory": sum(map(needs_history, turns)) / len(turns),
        "variety": moving_distinct_2(questions, WINDOW),
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


def moving_distinct_2(turns: Iterable[str], window: int) -> float:
    """Return the mean share of distinct word pairs over all windows of ``window`` consecutive pairs, 1 if there are
    none.

    Distinct-2 (Li et al. 2016, arXiv 1510.03055) as a moving average (Covington & McFall 2010, *Cutting the Gordian
    knot: the moving-average type-token ratio*), so that dialogues of different lengths are comparable. Pairs do not
    cross the end of a turn; case is ignored.
    """
    pairs = [pair for turn in turns for pair in pairwise(_WORD.findall(turn.lower()))]
    if not pairs:
        return 1.0
    size = min(window, len(pairs))
    last = len(pairs) - size  # where the last window begins
    seen: dict[tuple[str, str], int] = {}
    distinct = 0
    for position, pair in enumerate(pairs):
        # Count the windows in which this pair occurs first: those that begin after its last occurrence and contain it.
        begin = max(position - size, seen.get(pair, -1))
        end = position if position < last else last
        if begin < end:
            distinct += end - begin
        seen[pair] = position
    return distinct / (size * (last + 1))


def round_trip(dialogues: Iterable[Dialogue]) -> dict[str, dict[str, int]]:
    """Return, for each kind of turn, the counts from which the report computes rates.

    ``turns``; ``retrieved``, those with something to retrieve; of these ``top_1`` … with the history, ``alone_top_1`` …
    without it; and the four cells of *marked as dependent on the history* × *lost without it* (rank over ``FOUND``):
    ``marked_lost``, ``marked_found``, ``unmarked_lost``, ``unmarked_found``.
    """
    names = ["turns", "retrieved", *(f"top_{top}" for top in TOP), *(f"alone_top_{top}" for top in TOP)]
    names += ["marked_lost", "marked_found", "unmarked_lost", "unmarked_found"]
    by_kind: dict[str, dict[str, int]] = {}
    for dialogue in dialogues:
        for turn in dialogue.turns:
            counts = by_kind.setdefault(turn.kind.value, dict.fromkeys(names, 0))
            counts["turns"] += 1
            if not turn.rank:
                continue
            counts["retrieved"] += 1
            for top in TOP:
                counts[f"top_{top}"] += turn.rank <= top
                counts[f"alone_top_{top}"] += turn.rank_alone <= top
            marked = "marked" if turn.context_dependent else "unmarked"
            counts[f"{marked}_{'lost' if turn.rank_alone > FOUND else 'found'}"] += 1
    return dict(sorted(by_kind.items()))
