"""The outcome of a verification in words: lines for the console."""

from collections import Counter
from collections.abc import Iterator, Mapping

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.normal.normalise import REPAIRS
from lemnos.steps.trajectories.verify.summary import Summary

LEVELS = {
    0: "not well-formed",
    1: "well-formed",
    2: "calls agree with the schemas of their tools",
    3: "executed in a world",
    4: "the task is done, and nothing is made up",
}
"""Level → what it says of a trajectory."""

_MOST_TOOLS = 15


def lines_of(item: Trajectory | Rejected) -> str:
    """Return one line on a record: its level or refusal, its position, and the checks that did not pass."""
    if isinstance(item, Rejected):
        return f"refused  {item.source}  {item.rule}: {item.reason}"
    checks = [check for check in item.verification.checks if check.outcome != "pass"]
    told_ = "; ".join(f"{check.name} {check.outcome}: {check.detail}" for check in checks)
    return f"level {item.verification.level}  {item.source}" + (f"  {told_}" if told_ else "")


def told(summary: Summary) -> Iterator[str]:
    """Yield the counts of a verification, and the first examples of what failed."""
    yield f"{summary.records:,} records: {summary.trajectories:,} trajectories, {summary.refused.total():,} refused"
    for level, count in sorted(summary.levels.items()):
        yield f"  level {level}, {LEVELS[level]}: {count:,}"
    yield from _counted("refused", summary.refused, summary.details)
    yield from _counted("failed checks", summary.failed, summary.details)
    yield from _counted("checks with nothing to compare", summary.unknown, {})
    if summary.repaired:
        yield "repaired:"
        for name, count in summary.repaired.most_common():
            yield f"  {count:6,}  {name}: {REPAIRS.get(name, '')}"
    yield f"{summary.calls:,} calls of {len(summary.calls_per_tool):,} tools"
    yield f"  {summary.registered_calls:,} of registered tools, {summary.observed_calls:,} of tools without a schema"
    for name, count in sorted(summary.calls_per_tool.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TOOLS]:
        yield f"  {count:6,}  {name}"
    if len(summary.calls_per_tool) > _MOST_TOOLS:
        yield f"  … {len(summary.calls_per_tool) - _MOST_TOOLS:,} more tools"
    for title, counts in (("forms", summary.forms), ("endings", summary.endings), ("licences", summary.licences)):
        if counts:
            yield f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common())


def _counted(title: str, counts: Counter[str], examples: Mapping[str, list[str]]) -> Iterator[str]:
    if not counts:
        return
    yield f"{title}:"
    for name, count in counts.most_common():
        yield f"  {count:6,}  {name}"
        for sentence in examples.get(name, [])[:1]:
            yield f"          {sentence}"
