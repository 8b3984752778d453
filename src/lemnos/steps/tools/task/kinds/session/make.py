"""Makes sessions: a draft, an operation to begin with -> a task of several wishes that build on each other."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Literal

from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.kinds.session import asides, changing, lists, reading
from lemnos.steps.tools.task.kinds.session.conversation import MOST_CALLS, BrokenError, Change, Session
from lemnos.steps.tools.task.kinds.session.memory import Entity
from lemnos.steps.tools.task.kinds.session.setbacks import fail_at_last
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.make import Draft, shape_of
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.failures import PASSING, Fault
from lemnos.steps.tools.world.values.seeds import drawn, pick

FEWEST_WISHES = 3
_FEWEST_CALLS = 4
_FEWEST_REFERENCES = 2
_LONG = 0.6
"""Exponent of a draw between the fewest and the most wishes: below 1, most sessions are long."""
_LISTING = 0.35
"""Share of sessions that begin with a list, where there is one."""
_FORBIDDING = 0.1
_FAILING = 0.1
_SETBACK = 0.2
"""Shares of sessions in which a call fails for a moment, or the last one for good."""
_ASIDES = (("ask", 0.35), ("missing", 0.2))
"""Share of sessions in which the assistant may have to ask back, or a name is that of nothing."""
_THANKS = 0.08
_MOST_THANKS = 2
_CHANGING = ("create", "update", "delete", "action")
_TRIES = 3
"""Entities that a move is tried for."""

_Move = Callable[[Session, Entity, Ref], bool]
_Stage = Literal["look", "change", "check"]
"""What a move is for: to see what there is, to change it, to see what has come of it."""
_ON_ENTITIES: tuple[tuple[float, _Stage, _Move], ...] = (
    (2.0, "look", reading.ask),
    (2.6, "change", changing.change),
    (0.7, "change", changing.delete),
    (1.2, "change", changing.act),
    (1.8, "look", lists.below),
    (1.8, "change", changing.make_below),
    (1.5, "change", asides.refuse),
)
"""Weight, stage and move, of what is asked or done on something known."""
_MAY_FAIL = tuple(
    each for each in _ON_ENTITIES if each[2] in (changing.change, changing.delete, changing.act, changing.make_below)
)
"""Of these, what may fail for good."""
_ON_ALL: tuple[tuple[float, _Stage, Callable[[Session], bool]], ...] = (
    (1.0, "look", reading.same),
    (1.4, "change", changing.same),
    (2.0, "check", lambda session: lists.list_again(session, count=False)),
    (0.7, "check", lambda session: lists.list_again(session, count=True)),
    (2.5, "check", lists.is_it_gone),
    (0.6, "check", changing.undo),
    (0.8, "look", reading.remind),
    (0.4, "change", asides.ask_back),
    (0.25, "look", asides.not_found),
    (1.8, "look", lambda session: _new(session)),
)
"""Weight, stage and move, of what follows from the conversation."""
_LEADS: Mapping[_Stage, Mapping[_Stage, float]] = {
    "look": {"look": 0.6, "change": 1.8},
    "change": {"look": 0.8, "change": 0.6, "check": 2.5},
    "check": {"look": 1.4, "check": 0.4},
}
"""Stage of the last wish → how much likelier a wish of each stage is after it: people look, change, and check."""


def session(draft: Draft, operation: ApiOperation) -> Task | None:
    """A conversation of several wishes, in which later turns need what earlier ones said or returned.

    Args:
        draft: The draft.
        operation: What the first wish is for.
    """
    made = Session(draft)
    random = draft.random
    if random.random() < _FORBIDDING:
        asides.forbid(made, operation.compiled.operation.claim.resource)
    made.wished |= {(aside,) for aside, share in _ASIDES if random.random() >= share}
    most = max(FEWEST_WISHES, draft.wishes)
    wishes = FEWEST_WISHES + int(random.random() ** _LONG * (most - FEWEST_WISHES + 1))
    try:
        own = operation.compiled.operation.claim.resource
        listing = list(made.operations("list", own)) if random.random() < _LISTING else []
        if not (listing and reading.wish(made, listing[0])) and not reading.wish(made, operation):
            return None
        if draft.calls[-1].purpose == "create" and made.focus is not None:
            made.undoable = Change(draft.api.operations[draft.calls[-1].tool], made.focus, len(made.search.calls) - 1)
        while made.wishes < wishes or (len(draft.calls) < _FEWEST_CALLS and made.wishes < most):
            if len(draft.calls) > MOST_CALLS - 2:
                break
            if (
                random.random() < _THANKS
                and made.thanks < _MOST_THANKS
                and made.now > 1
                and draft.turns[-1].refers != ""
                and made.deleted is None
            ):
                asides.thank(made)
                made.thanks += 1
            if not _go_on(made):
                break
    except BrokenError:
        return None
    if not draft.turns[-1].values and draft.turns[-1].reply == "talk":
        draft.turns.pop()  # thanks in vain
    referring = [turn for turn in draft.turns if turn.refers]
    if (
        made.wishes < FEWEST_WISHES
        or len(made.search.calls) < _FEWEST_CALLS
        or len(referring) < _FEWEST_REFERENCES
        or all(turn.refers == "name" for turn in referring)
        or (made.forbidden[0] and not any(turn.reply == "refuse" for turn in draft.turns))
    ):
        return None
    values = draft.turns[-1].values
    fault: Fault | None = None
    kind = random.random()
    if kind < _FAILING:
        failing = pick(random, [call.tool for call in draft.calls])
        fault = Fault(pick(random, PASSING), failing, 1, pick(random, (1, 2, 5, 10, 30)))
    elif kind < _FAILING + _SETBACK:
        try:
            fault = fail_at_last(made, partial(_go_on, made, _MAY_FAIL, ()))
        except BrokenError:
            return None
        values = draft.turns[-1].values
    if (fault is None or fault.passes) and random.random() < 2 * _THANKS:
        asides.thank(made, last=True)
        values = ()
    return draft.task("session", values, shape=shape_of(draft.calls), faults=(fault,) if fault is not None else ())


def _go_on(
    session: Session,
    on_entities: Sequence[tuple[float, _Stage, _Move]] = _ON_ENTITIES,
    on_all: Sequence[tuple[float, _Stage, Callable[[Session], bool]]] = _ON_ALL,
) -> bool:
    """Add one more wish; return whether there was one."""
    leads = _LEADS[_stage(session)]
    left: dict[Callable[[], bool], float] = {}
    left |= {partial(move, session): weight * leads.get(stage, 1.0) for weight, stage, move in on_all}
    left |= {partial(_on_some, session, move): weight * leads.get(stage, 1.0) for weight, stage, move in on_entities}
    while left:
        move = drawn(session.random, left)
        if move():
            return True
        del left[move]
    return False


def _stage(session: Session) -> _Stage:
    """Return the stage of the last wish."""
    turn = next((each for each in reversed(session.draft.turns) if each.reply != "talk" or each.refers), None)
    if turn is None or turn.refers in ("again", "gone", "undo"):
        return "check"
    changes = any(session.draft.calls[number].purpose in _CHANGING for number in turn.calls)
    return "change" if changes else "look"


def _on_some(session: Session, move: _Move) -> bool:
    """Try a move on what is known: what the last turn was about, what was spoken of before, what was shown."""
    for _ in range(_TRIES):
        entity = _entity(session)
        if entity is None:
            return False
        ref = session.reference(entity)
        if ref is not None and move(session, entity, ref):
            return True
    return False


def _entity(session: Session) -> Entity | None:
    known = list(session.memory)
    if not known:
        return None
    draw = session.random.random()
    earlier = [each for each in known if each.subject and each is not session.focus]
    shown = [each for each in known if not each.subject]
    if session.focus is not None and session.focus.gone < 0 and draw < 0.55:
        return session.focus
    if earlier and draw < 0.8:
        return pick(session.random, earlier)
    return pick(session.random, shown or known)


def leaves_open(operation: ApiOperation, resources: Collection[str], stated: Collection[str] = ()) -> bool:
    """Return whether a call says of none of the things that were spoken of that a new one, or a list, belongs to it.

    Args:
        operation: The operation.
        resources: The resources of the things that were spoken of.
        stated: The resources of which the system message states one, so that nobody says it.
    """
    return any(
        operation.named_by(name) in resources
        and (operation.named_by(name) in stated or (operation.verb == "create" and name not in operation.required))
        for name in operation.properties
        if name != operation.compiled.operation.key
    )


def _new(session: Session) -> bool:
    """Make a wish for something related: of the same resource, of one above or below."""
    resources = {each.resource for each in session.memory}
    stated = {resource for resource, _ in session.search.stated}
    related = [
        each
        for each in session.api.targets
        if each.verb in ("create", "list", "search", "get")
        and (
            each.compiled.operation.claim.resource in resources
            or any(parent.resource in resources for parent in each.compiled.operation.parents)
        )
        and not leaves_open(each, resources, stated)
    ]
    for _ in range(min(3, len(related))):
        operation = related.pop(int(session.random.random() * len(related)))
        if reading.wish(session, operation):
            return True
    return False
