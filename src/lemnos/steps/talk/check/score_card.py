"""A finished dialogue → its score card, and the counts of the round trip by kind of turn.

Every part of the card is a share or a mean, 0 to 1, that a reader can count again from the record; the score is their
weighted mean. Costs about 6 µs a turn. What it gives up: it judges how a dialogue is built, not whether what it says
is true or well put; a part says little about a dialogue of few turns.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from lemnos.records import MEMORY_KINDS, Dialogue, ScoreCard, Turn

TOP = (1, 3, 10)
"""Ranks up to which the round trip counts a turn as found."""
FOUND = 3
"""The rank up to which a turn counts as answerable, and as understood without the history."""
WINDOW = 100
"""Word pairs over which variety is counted, about ten turns: distinct-2 falls with length, so the length is fixed."""
ENOUGH = 0.25
"""Share of turns that need the history above which more of them make a dialogue no better."""
WEIGHTS = {"coherence": 0.3, "answerable": 0.25, "memory": 0.1, "variety": 0.15, "soundness": 0.1, "coverage": 0.1}
"""What each part counts in the score; they add up to 1."""
_WORD = re.compile(r"\w+")


def score_card(turns: Sequence[Turn], questions: Sequence[str], faults: int, coverage: float) -> ScoreCard:
    """Return the score card of a dialogue.

    Args:
        turns: What each turn is.
        questions: What the user says in each.
        faults: How many turns still fail a check.
        coverage: How evenly its documents were told; see ``coverage_of``.
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
    """Return what each part takes from a score of 1: its weight times what it lacks. ``memory`` lacks nothing from
    ``ENOUGH`` on."""
    full = parts | {"memory": min(1.0, parts["memory"] / ENOUGH)}
    return {name: weight * (1 - full[name]) for name, weight in WEIGHTS.items()}


def weakest(card: ScoreCard) -> str:
    """Return the part that takes most from the score."""
    lost = losses({name: getattr(card, name) for name in WEIGHTS})
    return max(lost, key=lambda name: (lost[name], name))


def needs_history(turn: Turn) -> bool:
    """Return whether a turn cannot be answered without what was said before: it asks for it, or it is marked as
    dependent and its words alone do not find the answer."""
    return turn.kind in MEMORY_KINDS or (turn.context_dependent and turn.rank_alone > FOUND)


def coverage_of(told: Sequence[int], sizes: Sequence[int]) -> float:
    """Return how far each document of a cluster got its share of the turns, on average.

    A document's share is an even part of the turns, or all its segments where it has fewer.

    Args:
        told: How many segments of each document were told.
        sizes: How many segments each document has.
    """
    turns, even = sum(told), sum(told) / max(len(sizes), 1)
    if not turns:
        return 0.0
    shares = [min(1.0, count / min(even, size)) for count, size in zip(told, sizes, strict=True) if size]
    return sum(shares) / len(shares)


def moving_distinct_2(turns: Iterable[str], window: int) -> float:
    """Return the mean share of distinct word pairs over all runs of ``window`` pairs in a row, 1 if there are none.

    Distinct-2 (Li et al. 2016, arXiv 1510.03055) as a moving average (Covington & McFall 2010, *Cutting the Gordian
    knot: the moving-average type-token ratio*), so that long dialogues compare with short ones. Pairs do not reach
    from one turn into the next; case does not count.
    """
    pairs = [pair for turn in turns for pair in pairwise(_WORD.findall(turn.lower()))]
    if not pairs:
        return 1.0
    size = min(window, len(pairs))
    last = len(pairs) - size  # where the last run begins
    seen: dict[tuple[str, str], int] = {}
    distinct = 0
    for place, pair in enumerate(pairs):
        # In how many runs is this the first of its kind? Those that begin after the one before, and hold this place.
        begin = max(place - size, seen.get(pair, -1))
        end = place if place < last else last
        if begin < end:
            distinct += end - begin
        seen[pair] = place
    return distinct / (size * (last + 1))


def round_trip(dialogues: Iterable[Dialogue]) -> dict[str, dict[str, int]]:
    """Return, by kind of turn, the counts from which the report gives rates.

    ``turns``; ``retrieved``, those with something to retrieve; of these ``top_1`` … with the history, ``alone_top_1`` …
    without; and the four cells of *marked as dependent on the history* × *lost without it* (rank over ``FOUND``):
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
