"""Lets the last wish of a session fail for good: the assistant says so; the user leaves it, or asks what holds now."""

from collections.abc import Callable

import msgspec

from lemnos.steps.tools.naming.noun_phrases import in_full, is_person
from lemnos.steps.tools.task.base import GoldCall, Turn
from lemnos.steps.tools.task.kinds.failing import owned_up, what_of
from lemnos.steps.tools.task.kinds.reasons import Reason, reasons_after_answers
from lemnos.steps.tools.task.kinds.session.conversation import Session
from lemnos.steps.tools.task.kinds.session.phrases import LEAVING, STILL_THERE, UNCHANGED
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.wording import capital
from lemnos.steps.tools.world.failures import Fault
from lemnos.steps.tools.world.failures import says as failure_says
from lemnos.steps.tools.world.values.seeds import pick

_ASKING = 0.35
_LEAVING = 0.35
"""Shares of failures after which the user asks whether all is as before, or leaves it."""


def fail_at_last(session: Session, wish: Callable[[], bool]) -> Fault | None:
    """Add one more wish whose call fails for good; return the fault, None if it could not be made.

    The call is made, so that all is checked which is checked of a wish; then the world goes back to the state before.

    Args:
        session: The session. Nothing but thanks may follow.
        wish: Adds a wish that changes something.
    """
    world, search, turns = session.draft.world, session.search, session.draft.turns
    made, said, before = len(search.calls), len(turns), world.snapshot()
    if not wish() or len(search.calls) != made + 1 or len(turns) != said + 1:
        return None
    call, turn = search.calls[-1], turns[-1]
    tool = session.api.operations[call.tool].tool
    earlier = [each.tool for each in session.draft.setup] + [each.tool for each in search.calls]
    at = earlier.count(call.tool)
    possible = []
    for reason in reasons_after_answers(rights=at == 1):  # who may do it once may do it again
        fault = Fault(reason.kind, call.tool, at, reason.retry_after, reason.message)
        if failure_says(fault.observed(tool), reason.message):
            possible.append((reason, fault))
    if not possible:
        return None
    reason, fault = pick(session.random, possible)
    world.restore(before)
    search.observations[-1] = fault.observed(tool)
    words = owned_up(reason, what_of(call), session.random, reads=False)
    turns[-1] = msgspec.structs.replace(turn, reply="failed", words=words, values=())
    _react(session, call, reason)
    return fault


def _react(session: Session, call: GoldCall, reason: Reason) -> None:
    """Let the user ask whether all is as before, or leave it, or say nothing."""
    random, told = session.random, session.draft.turns[-1].words
    draw = random.random()
    certain = reason.kind != "timeout" and "changed" not in told
    if draw < _ASKING and certain and call.label and call.purpose != "create":
        noun = call.noun
        question, answers = pick(random, STILL_THERE if call.purpose == "delete" else UNCHANGED)
        ref = Ref("pronoun", noun, f"this {noun}" if is_person(noun) else "it", back=1)
        answer = capital(pick(random, answers).format(thing=in_full(noun, call.label)))
        says = question.format(np=ref.np)
        session.say(says, len(session.search.calls), ref=ref, reply="talk", words=answer, values=())
    elif draw < _ASKING + _LEAVING:
        says, reply = pick(random, LEAVING)
        session.draft.turns.append(Turn(says, (), "talk", reply))
