"""Figures of shards → the statistics of a run of ``tools``: tools, registry, documents by kind and by form."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lemnos.engine.stage import Figures
from lemnos.pipeline.statistics import counted, rate, totalled
from lemnos.pipeline.step import StageFigures
from lemnos.steps.tools.describe.rules import INVENTIONS


def statistics(figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input, settings and seed alone.

    Tokens are words between white space and ASCII punctuation marks
    (``lemnos.steps.tools.render.tool_documents.count_tokens``).
    """
    tools, (registry,), documents = figures["tools"], figures["registry"], figures["tool_documents"]
    kinds: dict[str, Counter[str]] = {}
    for shard in tools:
        for kind, counts in shard["kinds"].items():
            kinds.setdefault(kind, Counter()).update(counts)
    rendered: dict[tuple[str, str], Counter[str]] = {}
    for shard in documents:
        for kind, form, counts in shard["told"]:
            rendered.setdefault((kind, form), Counter()).update(counts)
    return {
        "tools": _shares(totalled(kinds.values())),
        "described": _described(tools),
        "tools_by_kind": {kind: _shares(kinds[kind]) for kind in sorted(kinds)},
        "registry": {key: value for key, value in registry.items() if key != "cost"},
        "documents": totalled(rendered.values()),
        "documents_by_kind": _by(rendered, 0),
        "documents_by_form": _by(rendered, 1),
        "licences": counted(tools, "licences"),
        "repaired": counted(tools, "repaired"),
    }


def _described(shards: Sequence[Figures]) -> dict[str, Any]:
    """Return how many functions without a description got one, and how often a model invented something."""
    refused = counted(shards, "descriptions_refused")
    accepted = sum(shard["described_by_model"] for shard in shards)
    answers = accepted + sum(refused.values())
    invented = sum(count for rule, count in refused.items() if rule in INVENTIONS)
    return {
        "offline": sum(shard["described_offline"] for shard in shards),
        "model": accepted,
        "answers_refused": refused,
        "invention_rate": rate(invented, answers),
    }


def _shares(counts: Counter[str]) -> dict[str, int | float]:
    """Return counts of tools with the shares of descriptions beside them."""
    parts = {
        "share_described": ("described", "tools"),
        "share_parameters_described": ("parameters_described", "parameters"),
    }
    return {**counts, **{name: rate(counts[part], counts[whole]) for name, (part, whole) in parts.items()}}


def _by(counts: dict[tuple[str, str], Counter[str]], position: int) -> dict[str, Counter[str]]:
    result: dict[str, Counter[str]] = {}
    for key, counter in sorted(counts.items()):
        result.setdefault(key[position], Counter()).update(counter)
    return dict(sorted(result.items()))
