"""Presets for context windows: ``plan.window`` → the settings that it stands for.

A preset sets the budget in tokens and what must change with it: the documents of a cluster, so that a dialogue has
few moves to new documents beside those that go back, the share of turns that move where few turns fit, and the cap on
turns where it is in the way. Distances of memory turns need no preset: the whole dialogue is in the window, so
whatever a turn goes back to is, too. Settings that are given win over the preset.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Preset(NamedTuple):
    """What a preset sets."""

    tokens: int
    """``plan.tokens``."""
    documents: int
    """``cluster.documents``."""
    max_turns: int
    """``plan.max_turns``."""
    switch_rate: float
    """``plan.switch_rate``: greater where there are few turns, so that some moves are left to go back."""


WINDOWS: Mapping[str, Preset] = {
    "2k": Preset(2048, 2, 400, 0.2),
    "4k": Preset(4096, 3, 400, 0.2),
    "8k": Preset(8192, 5, 400, 0.15),
    "32k": Preset(32768, 16, 1000, 0.15),
}
"""The presets by name."""


def with_window(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of the settings of ``talk`` with what ``plan.window`` stands for beneath it.

    Values of a wrong type are left for the check of the settings.

    >>> with_window({"plan": {"window": "2k", "tokens": 1500}})
    {'plan': {'tokens': 1500, 'max_turns': 400, 'switch_rate': 0.2, 'window': '2k'}, 'cluster': {'documents': 2}}
    """
    plan, cluster = settings.get("plan") or {}, settings.get("cluster") or {}
    if not isinstance(plan, Mapping) or not isinstance(cluster, Mapping):
        return dict(settings)
    name = plan.get("window")
    preset = WINDOWS.get(name) if isinstance(name, str) else None
    if preset is None:
        return dict(settings)
    least = cluster.get("min_documents")
    documents = max(preset.documents, least) if isinstance(least, int) else preset.documents
    given = {key: value for key, value in plan.items() if not (key == "tokens" and value is None)}
    return {
        **settings,
        "plan": {
            "tokens": preset.tokens,
            "max_turns": preset.max_turns,
            "switch_rate": preset.switch_rate,
            **given,
        },
        "cluster": {"documents": documents, **cluster},
    }
