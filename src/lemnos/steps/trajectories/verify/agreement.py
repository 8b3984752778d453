"""Level 2: the calls of a trajectory agree with their tools, as offered and as registered.

``tools_are_offered``
    Every name that is called is that of a tool which the source offers. A source that states no schema at all offers
    what is called.
``schemas_are_readable``
    The schema of every tool that is called can be compiled. If it had to be converted first, the detail of the pass
    names the rules.
``names_resolve``
    Every tool that is called has a schema: the source states it, or the registry has it.
``required_present``, ``no_invented_parameters``, ``types_agree``, ``enums_agree``, ``bounds_agree``, ``formats_agree``
    Arguments against the schema; see ``contract``. A call is compared with the tool as it was offered and, where a
    registry is given and the tool resolves in it, with the registered one too. Bounds are all keywords without a check
    of their own: ``minimum``, ``pattern``, ``maxItems``, …
``no_repeated_calls``
    No message makes the same call twice, unless the outputs differ, as those of a die do. The same call in another
    message is sound: polling, or another try.

A tool without a schema, or with one that cannot be read, makes ``unknown``: nothing is compared. A name that is not
offered, and that an earlier message which is not the assistant's mentions, is no failure of ``tools_are_offered``:
tools may be found while a run goes on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from lemnos.records import Check, OfferedTool, Trajectory
from lemnos.steps.trajectories.verify.contract import AGREEMENT, Contract, Finding, IncomparableError, contract
from lemnos.steps.trajectories.verify.registry import RegisteredTool
from lemnos.steps.trajectories.verify.well_formed import Made, outputs_of

LEVEL = 2
OFFERED, READABLE, RESOLVE = "tools_are_offered", "schemas_are_readable", "names_resolve"
REPEATED = "no_repeated_calls"
CHECKS = (OFFERED, READABLE, RESOLVE, *AGREEMENT, REPEATED)
_PASSED = {name: Check(name, LEVEL, "pass") for name in CHECKS}
_ALL_PASSED = list(_PASSED.values())
_MOST_TOLD = 3


class _Called(NamedTuple):
    """What the calls of one tool are compared with."""

    as_offered: Contract | None
    as_registered: Contract | None

    @property
    def readable(self) -> list[tuple[Contract, str]]:
        """The contracts that can be compared with, each with a clause that says which it is."""
        both = ((self.as_offered, ""), (self.as_registered, ", as registered"))
        return [(held, clause) for held, clause in both if held is not None and held.validator is not None]

    @property
    def missing(self) -> str:
        """What cannot be compared; empty if one contract is there and whole."""
        held = [contract for contract in self if contract is not None]
        if any(contract.validator is not None and not contract.reason for contract in held):
            return ""
        return held[0].reason if held else "it has no schema"


class _Details:
    """Sentences by check: on failures, and on what cannot be compared."""

    def __init__(self) -> None:
        self.failed: dict[str, list[str]] = {}
        self.unknown: dict[str, list[str]] = {}

    def fail(self, check: str, detail: str) -> None:
        self.failed.setdefault(check, []).append(detail)

    def cannot_tell(self, checks: Iterable[str], detail: str) -> None:
        for check in checks:
            self.unknown.setdefault(check, []).append(detail)

    def check(self, name: str) -> Check:
        if name in self.failed:
            return _check(name, "fail", self.failed[name])
        return _check(name, "unknown", self.unknown[name]) if name in self.unknown else _PASSED[name]


def agreement(trajectory: Trajectory, calls: Sequence[Made], registered: Mapping[str, RegisteredTool]) -> list[Check]:
    """Return the checks of level 2, in the order of ``CHECKS``.

    Args:
        trajectory: The trajectory.
        calls: Its calls.
        registered: Name of an offered tool → the registered tool that it is.
    """
    if not calls:
        return list(_ALL_PASSED)
    details = _Details()
    offered = {tool.name: tool for tool in trajectory.tools}
    called: dict[str, _Called] = {}
    for name in dict.fromkeys(made.call.name for made in calls):
        tool = offered.get(name)
        stated = tool is not None and tool.origin == "stated"
        known = registered.get(name)
        called[name] = held = _Called(
            contract(tool.parameters) if tool is not None and stated else None,
            known.contract if known is not None else None,
        )
        if tool is None or (not stated and _is_invented(tool, trajectory, calls)):
            details.fail(OFFERED, f"{name!r} is not among the tools that are offered")
        if held == (None, None):
            details.cannot_tell((READABLE, RESOLVE, *AGREEMENT), f"{name} has no schema")
        elif held.missing:
            details.cannot_tell((READABLE, *(() if held.readable else AGREEMENT)), f"{name}: {held.missing}")
    for made in calls:
        _compare(made, called[made.call.name], details)
    _find_repeated(trajectory, calls, details)
    if not details.failed and not details.unknown:
        checks = list(_ALL_PASSED)
    else:
        checks = [details.check(name) for name in CHECKS]
    rules = {rule for held in called.values() for compared, _ in held.readable for rule in compared.tolerated}
    readable = CHECKS.index(READABLE)
    if rules and checks[readable].outcome == "pass":
        checks[readable] = Check(READABLE, LEVEL, "pass", f"converted by {', '.join(sorted(rules))}")
    return checks


def _compare(made: Made, called: _Called, details: _Details) -> None:
    """Compare the arguments of a call with every contract of its tool."""
    if made.arguments is None:
        return
    told: set[Finding] = set()
    for compared, clause in called.readable:
        try:
            found = compared.findings(made.arguments)
        except IncomparableError as error:
            details.cannot_tell(AGREEMENT, f"{made.call.id} of {made.call.name}: {error}")
            continue
        for finding in found:
            if finding not in told:
                told.add(finding)
                details.fail(finding.check, f"{made.call.id} of {made.call.name}: {finding.detail}{clause}")


def _check(name: str, outcome: Literal["fail", "unknown"], sentences: list[str]) -> Check:
    """Return a check that tells of the first few of its sentences."""
    distinct = list(dict.fromkeys(sentences))
    more = len(distinct) - _MOST_TOLD
    told = "; ".join(distinct[:_MOST_TOLD]) + (f"; and {more} more" if more > 0 else "")
    return Check(name, LEVEL, outcome, told)


def _is_invented(tool: OfferedTool, trajectory: Trajectory, calls: Sequence[Made]) -> bool:
    """Return whether a source that says what it offers does not offer this tool, and no message mentions it before its
    first call.

    A tool that is offered without a schema has a description or stands among those with one; tools of which calls alone
    are known come last and have none.
    """
    tools = trajectory.tools
    said = [number for number, other in enumerate(tools) if other.origin == "stated" or other.description]
    if not said or tools.index(tool) < said[-1] or tool.description:
        return False
    first = next(made.message for made in calls if made.call.name == tool.name)
    name = re.compile(rf"(?<!\w){re.escape(tool.name)}(?!\w)")
    return not any(
        message.role != "assistant" and tool.name in message.content and name.search(message.content)
        for message in trajectory.messages[:first]
    )


def _find_repeated(trajectory: Trajectory, calls: Sequence[Made], details: _Details) -> None:
    """Find calls that one message makes twice, to the same end."""
    for number in {made.message for made in calls if len(trajectory.messages[made.message].tool_calls) > 1}:
        here = [made for made in calls if made.message == number]
        times = Counter(made.call.name for made in here)
        outputs = {output.tool_call_id: output.content for output in outputs_of(trajectory.messages, number)}
        seen: dict[tuple[str, str], str] = {}
        for made in here:
            if times[made.call.name] == 1:
                continue
            key = made.call.name, _canonical(made)
            first = seen.setdefault(key, made.call.id)
            if first != made.call.id and outputs.get(first) == outputs.get(made.call.id):
                details.fail(REPEATED, f"{made.call.id} of {made.call.name} repeats {first}")


def _canonical(made: Made) -> str:
    if made.arguments is None:
        return made.call.arguments
    try:
        return msgspec.json.encode(made.arguments, order="sorted").decode()
    except (ValueError, TypeError):  # lone surrogates, integers from 2^64
        return made.call.arguments
