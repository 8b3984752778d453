"""Counts over verified trajectories: what came in, was repaired and refused, which levels they reach, and why not."""

from collections import Counter
from typing import Any

import msgspec

from lemnos.records import Rejected, Trajectory
from lemnos.records.licences import UNKNOWN

_MOST_EXAMPLES = 3


class Summary(msgspec.Struct):
    """Counts; two are added by ``merge``, as those of workers are."""

    records: int = 0
    """All that was read: trajectories and refusals."""
    trajectories: int = 0
    repaired: Counter[str] = msgspec.field(default_factory=Counter)
    """Name of a repair → trajectories that it touched."""
    refused: Counter[str] = msgspec.field(default_factory=Counter)
    """Name of a rule → records that it refused."""
    levels: Counter[int] = msgspec.field(default_factory=Counter)
    """Level reached → trajectories."""
    failed: Counter[str] = msgspec.field(default_factory=Counter)
    """Name of a check → trajectories that fail it."""
    unknown: Counter[str] = msgspec.field(default_factory=Counter)
    """Name of a check → trajectories for which it has nothing to compare."""
    details: dict[str, list[str]] = msgspec.field(default_factory=dict)
    """Name of a check or of a refusal → the first few sentences on it, each with its position."""
    endings: Counter[str] = msgspec.field(default_factory=Counter)
    without_calls: int = 0
    """Trajectories that call nothing; nothing can be wrong with their calls, so they pass level 2."""
    calls: int = 0
    calls_per_tool: Counter[str] = msgspec.field(default_factory=Counter)
    """Name of a tool → its calls."""
    registered_calls: int = 0
    """Calls of tools that resolve in the registry."""
    observed_calls: int = 0
    """Calls of tools whose schema the source does not state."""
    licences: Counter[str] = msgspec.field(default_factory=Counter)
    forms: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, item: Trajectory | Rejected) -> None:
        """Count a trajectory or a refusal."""
        self.records += 1
        if isinstance(item, Rejected):
            self.refused[item.rule] += 1
            self._tell(item.rule, f"{item.source}: {item.reason}")
            return
        self.trajectories += 1
        self.repaired.update(item.repaired)
        self.levels[item.verification.level] += 1
        self.endings[item.ending] += 1
        self.licences[item.licence or UNKNOWN] += 1
        self.forms[item.origin.form] += 1
        self.without_calls += not any(message.tool_calls for message in item.messages)
        for check in item.verification.checks:
            if check.outcome == "pass":
                continue
            (self.failed if check.outcome == "fail" else self.unknown)[check.name] += 1
            if check.outcome == "fail":
                self._tell(check.name, f"{item.source}: {check.detail}")
        tools = {tool.name: tool for tool in item.tools}
        for message in item.messages:
            for call in message.tool_calls:
                self.calls += 1
                self.calls_per_tool[call.name] += 1
                tool = tools.get(call.name)
                self.registered_calls += tool is not None and bool(tool.id)
                self.observed_calls += tool is None or tool.origin == "observed"

    def merge(self, other: "Summary") -> None:
        """Add the counts of another part."""
        for name in self.__struct_fields__:
            mine, others = getattr(self, name), getattr(other, name)
            if isinstance(mine, Counter):
                mine.update(others)
            elif isinstance(mine, int):
                setattr(self, name, mine + others)
        for name, sentences in other.details.items():
            for sentence in sentences:
                self._tell(name, sentence)

    def plain(self) -> dict[str, Any]:
        """Return the counts as plain values, the most frequent first."""
        return {
            name: {str(key): count for key, count in sorted(value.items(), key=lambda item: (-item[1], str(item[0])))}
            if isinstance(value, Counter)
            else value
            for name, value in msgspec.structs.asdict(self).items()
        }

    def _tell(self, name: str, sentence: str) -> None:
        held = self.details.setdefault(name, [])
        if len(held) < _MOST_EXAMPLES:
            held.append(sentence)
