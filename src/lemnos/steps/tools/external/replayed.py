"""Replays a conversation of anyone in a world of anyone: ``World``, ``Trajectory`` -> whether it says the same again.

Calls are made in the order of the conversation. An observation agrees if it says the same value (``texts``). The reward
that the source states is compared with that of the world, if it knows one.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from lemnos.records import Check, Outcome, Trajectory
from lemnos.steps.tools.external.texts import Agreement, agreement
from lemnos.steps.tools.ladder.replay import MadeCall, made_calls
from lemnos.steps.tools.task.results import observation_text
from lemnos.steps.tools.world.base import World
from lemnos.steps.tools.world.compiled import Schemas

_SHOWN = 120
_CLOSE = 1e-6


@runtime_checkable
class Rewarding(Protocol):
    """A world that knows how well a conversation did."""

    def reward(self) -> float | None:
        """Return the reward of what was done so far; None if it is not known."""


class ReplayedCall(NamedTuple):
    """A call, and how what it returns now agrees with what it returned then."""

    call: MadeCall
    now: str
    """What it returns now, as text."""
    agreement: Agreement


def replayed_calls(world: World, trajectory: Trajectory) -> Iterator[ReplayedCall]:
    """Yield the calls of a trajectory, made again in a world; those without an observation are made, not compared."""
    for call in made_calls(trajectory.messages, {}):
        now = world.call(call.tool, call.arguments if isinstance(call.arguments, dict) else {})
        if call.answered >= 0:
            yield ReplayedCall(call, observation_text(now), agreement(call.observation, now))


def external_checks(world: World, trajectory: Trajectory) -> Iterator[Check]:
    """Yield the checks of a trajectory in a world of somebody else: ``arguments_conform`` of level 2, to the schemas of
    the tools as offered; ``replayed`` of level 3; ``reward`` of level 4.

    Their details count the calls, so that shares can be summed up; a reward that one side does not know is ``unknown``.
    """
    yield _arguments(trajectory)
    calls = list(replayed_calls(world, trajectory))
    different = [each for each in calls if not each.agreement]
    detail = f"{len(calls) - len(different)} of {len(calls)} observations are equal"
    if different:
        first = different[0]
        then, now = first.call.observation[:_SHOWN], first.now[:_SHOWN]
        detail += f"; message {first.call.answered}: {first.call.tool} returned {then!r}, now {now!r}"
    yield Check("replayed", 3, "fail" if different else "pass" if calls else "unknown", detail)
    yield _reward(world, trajectory.outcome)


def _arguments(trajectory: Trajectory) -> Check:
    stated = {tool.name: tool.parameters for tool in trajectory.tools if tool.origin == "stated" and tool.parameters}
    schemas: dict[str, Schemas] = {}
    unknown = ""
    for call in made_calls(trajectory.messages, {}):
        if call.tool not in stated:
            unknown = unknown or call.tool
            continue
        schema = schemas.setdefault(call.tool, Schemas(stated[call.tool]))
        if not isinstance(call.arguments, dict) or not schema.allows(call.arguments):
            problem = f"message {call.message}: the arguments of {call.tool} contradict its schema"
            return Check("arguments_conform", 2, "fail", problem)
    if unknown:
        return Check("arguments_conform", 2, "unknown", f"the source does not state the schema of {unknown}")
    return Check("arguments_conform", 2, "pass")


def _reward(world: World, outcome: Outcome) -> Check:
    own = world.reward() if isinstance(world, Rewarding) else None
    stated = (
        outcome.reward if outcome.reward is not None else None if outcome.success is None else float(outcome.success)
    )
    if own is None or stated is None:
        side = "the world does not know a reward" if own is None else "the source states no reward"
        return Check("reward", 4, "unknown", side)
    agrees = abs(own - stated) <= _CLOSE
    return Check("reward", 4, "pass" if agrees else "fail", f"the world gives {own:g}, the source states {stated:g}")
