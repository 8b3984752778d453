"""The table of rules: adding a rule adds one row here and one field in ``settings.py``.

The order of the table is the order in which rules judge, and in which a record that several rules drop is counted:
the first one is the reason. Duplicates are found among what these rules keep, and rewriting comes last.
"""

import importlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.steps.curate.base import Rewriter, Rule, RuleEntry
from lemnos.store.run_folder import RunFolder

RULES: tuple[RuleEntry, ...] = (
    RuleEntry(
        "decontaminate",
        "items of benchmarks",
        "lemnos.steps.curate.decontaminate.rule:load",
        prepare="lemnos.steps.curate.decontaminate.prepare:prepare",
        identity="lemnos.steps.curate.decontaminate.prepare:identity",
        paths=("benchmarks",),
    ),
    RuleEntry(
        "filter",
        "a learned quality filter",
        "lemnos.steps.curate.filter.rule:load",
        identity="lemnos.steps.curate.filter.model:identity",
        paths=("model",),
    ),
    RuleEntry(
        "heuristics", "published rules on damage, repetition and prose", "lemnos.steps.curate.heuristics.rule:load"
    ),
    RuleEntry(
        "decontaminate",
        "parts with items of benchmarks",
        "lemnos.steps.curate.decontaminate.rule:load_rewriter",
        rewrites=True,
    ),
    RuleEntry(
        "secrets",
        "personal data and secrets masked",
        "lemnos.steps.curate.secrets.rule:load",
        rewrites=True,
        prepare="lemnos.steps.curate.secrets.prepare:prepare",
        identity="lemnos.steps.curate.secrets.prepare:identity",
    ),
)
"""Every rule but the duplicates, in order."""


def chosen(settings: Any) -> Iterator[tuple[RuleEntry, Any]]:
    """Yield the rules that are on, each with its settings."""
    for entry in RULES:
        own = getattr(settings, entry.name)
        if own.enabled:
            yield entry, own


def judges(settings: Any, run: RunFolder) -> list[tuple[str, Rule]]:
    """Return the rules that judge, with their names, in order; each is made once in a process."""
    return [(entry.name, _loaded(entry, own, run)) for entry, own in chosen(settings) if not entry.rewrites]


def rewriters(settings: Any, run: RunFolder) -> list[tuple[str, Rewriter]]:
    """Return the rules that rewrite, with their names, in order; each is made once in a process."""
    return [(entry.name, _loaded(entry, own, run)) for entry, own in chosen(settings) if entry.rewrites]


def _loaded(entry: RuleEntry, settings: Any, run: RunFolder) -> Any:
    kind: Any = type(settings)
    return _load(entry.path, kind, msgspec.json.encode(settings), run)


@lru_cache(maxsize=16)
def _load(path: str, kind: Any, settings: bytes, run: RunFolder) -> Any:
    return function(path)(msgspec.json.decode(settings, type=kind), run)


def function(path: str) -> Callable[..., Any]:
    """Return the function that ``module:name`` names."""
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
