"""Figures of shards → check results, rates of the round trip, and the distributions of turn quality and scores."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from lemnos.engine.stage import Figures
from lemnos.pipeline.statistics import rate, spread
from lemnos.steps.talk.check.score_card import TENTHS, TOP


def checks(shards: Sequence[Figures]) -> dict[str, Any]:
    """Return how many turns failed which rule at first and in the end, and their shares of all turns."""
    counts: Counter[str] = Counter()
    for shard in shards:
        counts.update(shard["checks"])
    turns = counts["turns"]
    shares = {f"share_{name}": rate(count, turns) for name, count in counts.items() if turns and name != "turns"}
    return dict(sorted(counts.items())) | dict(sorted(shares.items()))


def round_trip(shards: Iterable[Figures]) -> dict[str, Any]:
    """Return the rates of the round trip over all turns and by kind of turn; see ``rates``."""
    total: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for shard in shards:
        for kind, counts in shard["round_trip"].items():
            kinds.setdefault(kind, Counter()).update(counts)
            total.update(counts)
    return rates(total) | {"by_kind": {kind: rates(counts) for kind, counts in sorted(kinds.items())}}


def turn_quality(shards: Iterable[Figures]) -> dict[str, Any]:
    """Return how the quality of user turns is distributed.

    ``mean`` and ``mean_by_kind``; in ``share_from`` the share of turns in each tenth of the range, by its lower end.
    """
    total: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    for shard in shards:
        for kind, counts in shard["round_trip"].items():
            kinds.setdefault(kind, Counter()).update(counts)
            total.update(counts)
    tenths = {f"{tenth / TENTHS:g}": rate(total[f"quality_{tenth}"], total["turns"]) for tenth in range(TENTHS)}
    means = {kind: rate(counts["quality"] / 1000, counts["turns"]) for kind, counts in sorted(kinds.items())}
    return {"mean": rate(total["quality"] / 1000, total["turns"]), "share_from": tenths, "mean_by_kind": means}


def rates(counts: Counter[str]) -> dict[str, Any]:
    """Return the rates of the round trip; a rate over nothing is 0.

    ``with_history`` and ``alone`` are shares of the turns that have something to retrieve whose answer is among the
    first 1, 3, 10. ``context_dependent`` is the share marked so by the writer, ``lost_of_marked`` and
    ``lost_of_unmarked`` the shares of these whose answer is not among the first 3 without the history, and
    ``confusion`` the four counts behind them.
    """
    cells = {name: counts[name] for name in ("marked_lost", "marked_found", "unmarked_lost", "unmarked_found")}
    marked, unmarked = (
        counts["marked_lost"] + counts["marked_found"],
        counts["unmarked_lost"] + counts["unmarked_found"],
    )
    retrieved = counts["retrieved"]
    return {
        "turns": counts["turns"],
        "retrieved": retrieved,
        "with_history": {str(top): rate(counts[f"top_{top}"], retrieved) for top in TOP},
        "alone": {str(top): rate(counts[f"alone_top_{top}"], retrieved) for top in TOP},
        "context_dependent": rate(marked, retrieved),
        "lost_of_marked": rate(counts["marked_lost"], marked),
        "lost_of_unmarked": rate(counts["unmarked_lost"], unmarked),
        "confusion": cells,
    }


def scores(shards: Iterable[Figures]) -> dict[str, dict[str, float]]:
    """Return the distribution over dialogues of the score and of each of its parts."""
    joined: dict[str, list[float]] = {}
    for shard in shards:
        for name, values in shard["cards"].items():
            joined.setdefault(name, []).extend(values)
    return {name: spread(values) for name, values in joined.items()}
