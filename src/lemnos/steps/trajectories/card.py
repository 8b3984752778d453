"""The part of the dataset card that is about trajectories."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.report import table
from lemnos.pipeline.step import Card
from lemnos.sources.trajectories.normal.normalise import REPAIRS
from lemnos.steps.trajectories.settings import TrajectoriesSettings
from lemnos.steps.trajectories.verify.told import LEVELS

_SHOWN_TOOLS = 30


def card(settings: TrajectoriesSettings, statistics: Mapping[str, Any]) -> Card:
    """Return the part of the card.

    Args:
        settings: How the trajectories were read.
        statistics: Of the run, see ``lemnos.steps.trajectories.statistics``.
    """
    lengths = statistics["messages"]
    levels = [(f"{level}: {LEVELS[int(level)]}", count) for level, count in sorted(statistics["levels"].items())]
    repaired = [(rule, REPAIRS.get(rule, ""), count) for rule, count in statistics["repaired"].items()]
    calls = list(statistics["calls_by_tool"].items())
    masked = "kept as they are (`private=keep`)" if settings.private == "keep" else "replaced by placeholders"
    against = "the registry of a run of tools" if settings.tools else "the tools that each log states"
    body = f"""
{statistics["trajectories"]:,} conversations in which an assistant calls tools, in one normal form:
{statistics["calls"]:,} calls of {statistics["tools_called"]:,} tools, and {statistics["thoughts"]:,} thoughts.
Messages of a conversation: {lengths.get("median", 0):g} in the median, {lengths.get("p5", 0):g} to
{lengths.get("p95", 0):g} for 90%.

## Statistics

{table(("form", "trajectories"), statistics["forms"].items())}

{table(("ends with", "trajectories"), statistics["endings"].items())}

{table(("level", "trajectories"), levels)}

Calls were compared with {against}. {_checks(statistics["checks"])}

{table(("tool", "calls"), calls[:_SHOWN_TOOLS])}

## Repaired

{table(("rule", "what it does", "trajectories"), repaired)}

## Personal data

Home folders, e-mail addresses, names beside them and keys are {masked}. Names and addresses that stand alone are not
found.

{table(("kind", "replaced"), statistics["masked"].items())}

## Fields

`trajectories/`: `id`; `messages` with `role`, `content`, `tool_calls` (`arguments` is JSON text), `tool_call_id`,
`reasoning`, `attachments`, `kind` (words, thought, call, observation) and `train`; `tools`, as offered, with the `id`
of the registered tool and `origin` (stated, or observed from calls); `called`, ids of registered tools; `ending`;
`verification` (`level`, `checks`); `outcome`, what the source says of success and reward; `origin` (`form`, `record`,
`task`, `model`, `leaf` and `shared` of sessions that branch); `repaired`, `masked`, `licence`, `source`.
"""
    return Card(
        title="Trajectories",
        tags=("tool-use", "function-calling", "agents"),
        records=statistics["trajectories"],
        licences=statistics["licences"],
        licensed="trajectories",
        body=body,
        note="Licences are those that records or the command line state.",
    )


def _checks(counts: Mapping[str, int]) -> str:
    if not counts:
        return "Every check passed."
    rows = [(*name.split(" "), count) for name, count in counts.items()]
    return f"Checks that did not pass:\n\n{table(('level', 'check', 'outcome', 'trajectories'), rows)}"
