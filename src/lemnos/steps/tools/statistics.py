"""Figures of shards → statistics of a registry and its documents."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from lemnos.engine.stage import Figures
from lemnos.steps.tools.describe.rules import INVENTIONS
from lemnos.steps.tools.step import ToolsFigures


def statistics(figures: ToolsFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input, settings and seed alone.

    Tokens are words between white space and ASCII punctuation marks
    (``lemnos.steps.tools.render.tool_documents.count_tokens``).
    """
    kinds: dict[str, Counter[str]] = {}
    for shard in figures.tools:
        for kind, counts in shard["kinds"].items():
            kinds.setdefault(kind, Counter()).update(counts)
    told: dict[tuple[str, str], Counter[str]] = {}
    for shard in figures.documents:
        for kind, form, counts in shard["told"]:
            told.setdefault((kind, form), Counter()).update(counts)
    documents = _total(told.values())
    return {
        "tools": _shares(_total(kinds.values())),
        "described": _described(figures.tools),
        "tools_by_kind": {kind: _shares(kinds[kind]) for kind in sorted(kinds)},
        "registry": {key: value for key, value in figures.registry.items() if key != "cost"},
        "documents": documents,
        "documents_by_kind": _by(told, 0),
        "documents_by_form": _by(told, 1),
        "licences": _counted(figures.tools, "licences"),
        "repaired": _counted(figures.tools, "repaired"),
        "rejected": {
            "tools": _counted(figures.tools, "rejected"),
            "tool_documents": _counted(figures.documents, "rejected"),
        },
    }


def cost(figures: ToolsFigures) -> dict[str, Any]:
    """Return what each stage took."""
    stages = {"tools": figures.tools, "registry": [figures.registry], "tool_documents": figures.documents}
    return {
        name: {
            "cpu_seconds": round(sum(shard["cost"]["cpu_seconds"] for shard in shards), 2),
            "peak_mb": max(shard["cost"]["peak_mb"] for shard in shards),
        }
        for name, shards in stages.items()
    }


def _described(shards: Sequence[Figures]) -> dict[str, Any]:
    """Return how many functions without a description got one, and how often a model invented something."""
    refused = _counted(shards, "descriptions_refused")
    accepted = sum(shard["described_by_model"] for shard in shards)
    answers = accepted + sum(refused.values())
    invented = sum(count for rule, count in refused.items() if rule in INVENTIONS)
    return {
        "offline": sum(shard["described_offline"] for shard in shards),
        "model": accepted,
        "answers_refused": refused,
        "invention_rate": round(invented / answers, 4) if answers else 0.0,
    }


def _shares(counts: Counter[str]) -> dict[str, int | float]:
    """Return counts of tools with the shares of descriptions beside them."""
    parts = {
        "share_described": ("described", "tools"),
        "share_parameters_described": ("parameters_described", "parameters"),
    }
    shares = {
        name: round(counts[part] / counts[whole], 4) if counts[whole] else 0.0 for name, (part, whole) in parts.items()
    }
    return {**counts, **shares}


def _total(parts: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total


def _by(told: dict[tuple[str, str], Counter[str]], place: int) -> dict[str, Counter[str]]:
    result: dict[str, Counter[str]] = {}
    for key, counts in sorted(told.items()):
        result.setdefault(key[place], Counter()).update(counts)
    return dict(sorted(result.items()))


def _counted(shards: Sequence[Figures], key: str) -> dict[str, int]:
    """Return the sum of counters, the greatest first."""
    total: Counter[str] = Counter()
    for shard in shards:
        total.update(shard[key])
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
