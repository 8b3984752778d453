"""Scores of held-out texts → a page of Markdown for a person to read.

Four samples: texts nearest to the threshold, the highest and lowest scores that contradict their label, the highest and
lowest of all, and those on which the members of the ensemble disagree most. All are from texts that no classifier had
seen, so the page shows what the filter does to new ones.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lemnos.steps.curate.filter.curve import Curve
from lemnos.steps.curate.filter.labels import Labelled

_SHOWN = 400
"""Characters of a text that are shown from its front."""


class Scored(NamedTuple):
    """A labelled text and its scores while it was held out."""

    item: Labelled
    members: tuple[float, ...]

    @property
    def score(self) -> float:
        """Mean of the members."""
        return sum(self.members) / len(self.members)

    @property
    def spread(self) -> float:
        """Difference between the highest and the lowest member."""
        return max(self.members) - min(self.members)


def audit(scored: Sequence[Scored], curve: Curve, count: int) -> str:
    """Return the page.

    Args:
        scored: All labelled texts.
        curve: Their curve.
        count: Texts in each sample.
    """
    threshold = curve.best.threshold

    def wrong(each: Scored) -> bool:
        return (each.score >= threshold) is not each.item.label

    samples: list[tuple[str, str, list[Scored]]] = [
        (
            "Borderline",
            f"Nearest to the threshold {threshold:.4g}.",
            _first(scored, count, lambda each: abs(each.score - threshold)),
        ),
        (
            "Kept against their label",
            "Labelled negative, with the highest scores: errors of the filter, or of the label.",
            _first([each for each in scored if wrong(each) and not each.item.label], count, lambda each: -each.score),
        ),
        (
            "Dropped against their label",
            "Labelled positive, with the lowest scores.",
            _first([each for each in scored if wrong(each) and each.item.label], count, lambda each: each.score),
        ),
        ("Top", "The highest scores of all.", _first(scored, count, lambda each: -each.score)),
        ("Bottom", "The lowest scores of all.", _first(scored, count, lambda each: each.score)),
    ]
    if len(scored[0].members) > 1:
        samples.append(
            (
                "Disagreements",
                "Texts on which the members differ most.",
                _first(scored, count, lambda each: -each.spread),
            )
        )
    best = curve.best
    lines = [
        "# Audit of a quality filter",
        "",
        f"{curve.positive:,} positive and {curve.negative:,} negative texts, each scored by classifiers that saw "
        f"nothing of its group. At the threshold {threshold:.4g}: precision {best.precision:.3f}, "
        f"recall {best.recall:.3f}, F1 {best.f1:.3f}.",
    ]
    for title, about, chosen in samples:
        lines += ["", f"## {title}", "", about if chosen else "There is none."]
        for each in chosen:
            lines += ["", _entry(each)]
    return "\n".join(lines) + "\n"


def _first(scored: Sequence[Scored], count: int, key: Callable[[Scored], float]) -> list[Scored]:
    return sorted(scored, key=lambda each: (key(each), each.item.id))[:count]


def _entry(each: Scored) -> str:
    members = ", ".join(f"{member:.2f}" for member in each.members)
    label = "positive" if each.item.label else "negative"
    text = " ".join(each.item.text.split())
    shown = text[:_SHOWN] + (" …" if len(text) > _SHOWN else "")
    return f"**{each.score:.2f}** ({members}), labelled {label} · {each.item.source}\n\n> {shown}"
