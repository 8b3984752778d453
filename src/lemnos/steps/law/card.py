"""The part of the card that is about laws, and the lines on the terminal."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card

_HINT = "a hint, not an answer: the proxies have fewer than 15M parameters"


def lines_of(statistics: Mapping[str, Any]) -> list[str]:
    """Return what was found, in a few lines: the law, the best mixture, and what is to be said of it."""
    found = f"{statistics['proxies']:,} proxies of {len(statistics['sources'])} sources"
    if not statistics["law"]:
        return [f"no law from {found}: {statistics['refused']}"]
    best = ", ".join(
        f"{name} {held['ratio']:.2f} ({held['low']:.2f} to {held['high']:.2f})"
        for name, held in statistics["mixture"].items()
    )
    lines = [
        f"{statistics['law']}, {statistics['error']:.2%} off on held-out mixtures, from {found}",
        f"least predicted loss: {best}",
    ]
    if statistics["refused"]:
        lines.append(f"not to be trusted: {statistics['refused']}")
    if statistics["hint"]:
        lines.append(_HINT)
    return lines


def card(statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        statistics: Of the run: figures of its two stages.
    """
    said = "\n".join(f"- {line}" for line in lines_of(statistics))
    rows = [
        (name, f"{held['ratio']:.3f}", f"{held['low']:.3f} to {held['high']:.3f}")
        for name, held in statistics["mixture"].items()
    ]
    best = f"\n## The mixture\n\n{table(('source', 'share', '90% interval'), rows)}\n" if rows else ""
    body = f"""
How the losses of trained proxies depend on the mixture that they read. Losses are bits per byte:
{", ".join(statistics["losses"])}.

{said}
{best}
## Files

`proxies/`: `id`, `ratios`, `losses`, `tokens`, `parameters` of each proxy. `runs.csv`: the same, as `lemnos mix fit`
reads it. `fit.json`: every law with its parameters and its error on held-out mixtures. Pictures: each loss against the
share of each source, with its interval.
"""
    return Card(
        title="Laws of loss by mixture",
        tags=("data-mixture",),
        records=statistics["proxies"],
        licences={},
        licensed="proxies",
        body=body,
        note="The proxies were trained on inputs, which have their own licences.",
    )
