"""Leaves turns out of a dialogue: steps and their ``Reviewed`` turns → those that stand, and why the others do not.

The built-in rules write English. Where a dialogue is in another language and no turn of its own passes the checks, the
step is left out whole, question and answer. What leans on it goes with it: a memory turn about its answer, a return to
a topic that nobody has spoken about, a turn that names nothing after a topic that is gone. Kinds and references to
earlier turns are set anew. Costs one pass over the turns, and only where one is left out.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from lemnos.records import TurnKind
from lemnos.steps.talk.check.review import Reviewed
from lemnos.steps.talk.write.base import Step, UserTurn

LEFT_OUT = "left out: "
"""What ``UserTurn.written`` counts a turn as that is left out, before the reason."""
LEANS, NOT_ASKED = "leans", "not asked"
"""Why a turn is left out that makes no sense without one that was, and one that the model was not asked for."""


class Standing(NamedTuple):
    """A dialogue without the turns that were left out."""

    steps: list[Step]
    checked: Reviewed
    reasons: dict[int, str]
    """Why a turn was left out, by its number before."""


def without(steps: Sequence[Step], checked: Reviewed, faults: Mapping[int, str]) -> Standing:
    """Return a dialogue without the turns in ``faults`` and without those that lean on them.

    Args:
        steps: The plan, one step for each turn.
        checked: The turns.
        faults: Why a turn is left out, by its number.
    """
    reasons = dict(faults)
    new: dict[int, int] = {}
    told: dict[int, int] = {}
    """The last turn that spoke about a topic, by topic."""
    kept: list[Step] = []
    turns: list[UserTurn] = []
    for number, (step, turn) in enumerate(zip(steps, checked.turns, strict=True)):
        if number in reasons:
            continue
        after_gap = number > 0 and number - 1 in reasons
        moved = _moved(step, new, told, kept)
        if moved is None or (after_gap and turn.context_dependent and _lost(steps[number - 1], step, kept)):
            reasons[number] = LEANS
            continue
        if after_gap:
            moved = msgspec.structs.replace(moved, via="", raised=False)
        new[number] = len(kept)
        if moved.memory is None:
            told[moved.topic] = len(kept)
        kept.append(moved)
        turns.append(turn if moved.kind is step.kind else msgspec.structs.replace(turn, kind=moved.kind))
    verdicts = [
        msgspec.structs.replace(verdict, reason=f"turn {new[number]}: {_reason(verdict.reason)}")
        if number in new
        else msgspec.structs.replace(verdict, keep=False, reason=f"left out: {_reason(verdict.reason)}")
        for number, verdict in zip(checked.failed, checked.verdicts, strict=True)
    ]
    return Standing(
        kept,
        Reviewed(
            turns,
            [checked.found[number] for number in new],
            {new[number]: rule for number, rule in checked.faults.items() if number in new},
            verdicts,
            tuple(new.get(number, 0) for number in checked.failed),
        ),
        dict(sorted(reasons.items())),
    )


def _reason(reason: str) -> str:
    """Return the reason of a verdict without the number of its turn."""
    return reason.partition(": ")[2]


def _lost(before: Step, step: Step, kept: Sequence[Step]) -> bool:
    """Return whether a step goes on with the topic of the one before it, which is left out and was the first of it."""
    return before.topic == step.topic and (not kept or kept[-1].topic != step.topic)


def _moved(step: Step, new: Mapping[int, int], told: Mapping[int, int], kept: Sequence[Step]) -> Step | None:
    """Return a step with its kind and references as they are behind ``kept``; None if it refers to what is left out.

    Args:
        step: The step.
        new: The numbers of the turns before it that stand, by their numbers in the plan.
        told: The last turn that spoke about a topic, by topic.
        kept: The steps before it that stand.
    """
    if step.memory is not None:
        if any(turn not in new for turn in step.memory.turns):
            return None
        memory = msgspec.structs.replace(step.memory, turns=tuple(new[turn] for turn in step.memory.turns))
        return msgspec.structs.replace(step, memory=memory)
    kind, recalls = step.kind, -1
    switches = kind in (TurnKind.TOPIC_SHIFT, TurnKind.RETURN)
    if not kept:
        if kind is TurnKind.RETURN:
            return None
        kind = TurnKind.OPENING
    elif kept[-1].topic == step.topic:
        kind = TurnKind.FOLLOW_UP if switches else kind
    elif step.topic in told:
        kind, recalls = TurnKind.RETURN, new.get(step.recalls, told[step.topic])
    elif kind is TurnKind.RETURN:
        return None
    else:
        kind = TurnKind.TOPIC_SHIFT
    return msgspec.structs.replace(step, kind=kind, recalls=recalls)
