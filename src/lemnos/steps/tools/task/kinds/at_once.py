"""Makes tasks of several calls in one turn: two wishes at once, and wishes that depend on what there is.

Each function takes a draft and an operation and returns the task; None if the operation or the world does not lend
itself to it.
"""

import re

import msgspec

from lemnos.steps.tools.naming.noun_phrases import (
    is_described,
    is_long_key,
    is_person,
    named,
    number_in,
    the,
    with_article,
    with_noun,
)
from lemnos.steps.tools.task.arguments import NAMING, gives_away
from lemnos.steps.tools.task.base import GoldCall, Task, Turn
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.removals import ending_of
from lemnos.steps.tools.task.requests import (
    Clause,
    both,
    branched,
    called,
    clause_of,
    framed,
    joined,
    thing,
    tidy,
    unless_there,
)
from lemnos.steps.tools.task.results import entity_of, item_names
from lemnos.steps.tools.task.sense import says_point
from lemnos.steps.tools.task.wording import capital, field_words, is_shown, is_state_field, is_told, said, stated
from lemnos.steps.tools.world.values.seeds import pick


def parallel(draft: Draft, operation: ApiOperation) -> Task | None:
    """Twice the same for two entities, said in one sentence where it is the same in all else."""
    draft.search.brief = operation.verb == "create"
    first = draft.reach(operation)
    if first is None or operation.verb in ("list", "search"):
        return None
    second = draft.reach(operation)
    if second is None or draft.calls[first].arguments == draft.calls[second].arguments:
        return None
    one, two = draft.calls[first], draft.calls[second]
    if _clash(one, two) or one.where != two.where:
        return None
    if one.purpose == "get":
        if len(one.fields) != 1 or one.details:
            return None
        two = draft.calls[second] = msgspec.structs.replace(two, fields=one.fields, details=False)
        entity = entity_of(two, draft.search.observations[second].body)
        if not all(is_shown(each, entity.get(each)) and is_told(each, entity.get(each)) for each in one.fields):
            return None
        if draft.values([second]) == draft.values([first]) or gives_away(two.label, entity, two.fields):
            return None
    together = both(one, two, draft.random)
    if together is not None:
        request = framed(together, "single", draft.random)
    elif are_alike(one, two):
        request = joined(clause_of(one, draft.random), clause_of(two, draft.random), draft.random)
    else:
        return None
    draft.turns.append(Turn(request, tuple(range(len(draft.calls)))))
    return draft.task("plain", draft.values([first, second]), shape="parallel")


def are_alike(one: GoldCall, two: GoldCall) -> bool:
    """Return whether two wishes say the same of two things, in few words: one value each, if they are changes."""
    names = [name for name, _ in one.said]
    few = one.purpose == "do" or (one.purpose == "update" and len(names) == 1)
    return few and names == [name for name, _ in two.said]


def _clash(one: GoldCall, two: GoldCall) -> bool:
    """Return whether nobody would want two calls together: both of one entity, or both giving the same name."""
    if one.noun == two.noun and one.label == two.label and one.label:
        return True
    if any(is_long_key(number_in(each.label)) for each in (one, two)):
        return True  # nobody copies two of these into one sentence
    if one.purpose not in ("create", "update") or two.purpose not in ("create", "update"):
        return False
    given = {(name, value.lower()) for name, value in one.said if name in NAMING}
    return one.said == two.said or any((name, value.lower()) in given for name, value in two.said)


def branching(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish that depends on what the entity looks like: a get, then a change or only a word on it."""
    if operation.verb == "create":
        return _unless_there(draft, operation)
    if operation.verb not in ("update", "delete", "action"):
        return None
    reader = draft.reader(operation)
    if reader is None:
        return None
    read = draft.reach(reader)
    if read is None:
        return None
    got = draft.calls[read]
    states = [
        (field, value)
        for field, value in draft.states(read)
        if len(_choices(reader, field)) > 1 and len(value) > 2 and _decides(field, operation)
    ]
    if not states:
        return None
    field, value = pick(draft.random, states)
    holds = draft.random.random() < 0.5
    others = [each for each in _choices(reader, field) if each != value]
    wanted = value if holds else pick(draft.random, others)
    name = called(field, got.noun)
    what = thing(got, draft.random)
    condition = f"the {name} of {what} is {said(wanted)}"
    got = draft.calls[read] = msgspec.structs.replace(got, fields=(field,), details=False)
    then = _follow(draft, operation, read) if holds else _imagined(operation)
    if then is None:
        return None
    number, clause = then
    leave = "don't change anything" if is_person(got.noun) else "leave it as it is"
    otherwise = pick(draft.random, (f"tell me what the {name} is", leave, f"just tell me the {name}"))
    request = branched(condition, clause, otherwise, draft.random)
    words = "" if holds else _left(got, name, value, draft)
    draft.turns.append(Turn(request, tuple(range(len(draft.calls))), "answer", words))
    values = draft.values([number]) if number is not None else (said(value),)
    return draft.task("plain", values, shape="branching")


def _decides(field: str, operation: ApiOperation) -> bool:
    """Return whether people make a wish depend on a field: on a state; on a priority, unless it is to be deleted."""
    return is_state_field(field) or (
        operation.verb != "delete" and field_words(field).rpartition(" ")[2] in ("priority", "severity", "stage")
    )


def _left(call: GoldCall, name: str, value: str, draft: Draft) -> str:
    """Return the answer where the condition of a wish does not hold: what was not done, and why."""
    what, state = the(call.noun, call.label), stated(said(value))
    if is_person(call.noun):
        return tidy(capital(f"the {name} of {what} is {state}, so I changed nothing."))
    return tidy(
        capital(
            pick(
                draft.random,
                (
                    f"I left {what} as it is, because its {name} is {state}.",
                    f"the {name} of {what} is {state}, so I changed nothing.",
                    f"I did nothing with {what}: its {name} is {state}.",
                ),
            )
        )
    )


def _unless_there(draft: Draft, operation: ApiOperation) -> Task | None:
    """A new entity, unless there is one of that name already: a list, then the creation or only a word on it."""
    resource = operation.compiled.operation.claim.resource
    lister = next(
        (
            each
            for each in draft.api.targets
            if each.verb == "list" and not each.required and each.compiled.operation.claim.resource == resource
        ),
        None,
    )
    if lister is None:
        return None
    if not says_point([], operation.noun):
        return None  # a name alone is too little to ask for one
    listing = draft.reach(lister)
    if listing is None or draft.calls[listing].said or draft.calls[listing].where:
        return None
    found = draft.calls[listing]
    names = item_names(found, draft.search.observations[listing].body)
    if not names or is_described(names[0]):
        return None
    if draft.random.random() < 0.5:
        made = draft.reach(operation)
        if made != listing + 1 or not (label := draft.calls[made].label) or label in names or draft.calls[made].where:
            return None
        draft.calls[made] = msgspec.structs.replace(draft.calls[made], stage=draft.calls[listing].stage + 1)
        clause, words, values = draft.clause(made), "", draft.values([made])
    else:
        label = pick(draft.random, names)
        clause, values = Clause(f"create {with_article(found.noun)} called {named(label)}"), (label,)
        words = pick(
            draft.random,
            (
                f"There is already {with_article(found.noun)} called {named(label)}, so I created nothing.",
                f"We already have {with_article(found.noun)} called {named(label)}, so I didn't create another one.",
                f"The {found.noun} {named(label)} exists already. I didn't create a new one.",
            ),
        )
    request = unless_there(clause, draft.random, person=is_person(found.noun))
    draft.calls[listing] = msgspec.structs.replace(found, purpose="find", label=label, details=True)
    draft.turns.append(Turn(request, tuple(range(len(draft.calls))), "answer", words))
    return draft.task("plain", values, shape="branching")


def _choices(reader: ApiOperation, field: str) -> list[str]:
    resource = reader.compiled.resource
    if resource is None:
        return []
    from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten

    schema = msgspec.json.decode(resource.schema)
    try:
        flat = flatten(schema.get("properties", {}).get(field, True), schema)
    except ImpossibleError:
        return []
    enum = flat.get("enum") if isinstance(flat, dict) else None
    return (
        [each for each in enum if isinstance(each, str) and each.isascii() and is_told("status", each)] if enum else []
    )


def _follow(draft: Draft, operation: ApiOperation, read: int) -> tuple[int | None, Clause] | None:
    """Add the call that the condition allows, on the entity that was read."""
    number = draft.search.follow(operation, read)
    if number is None:
        return None
    call = draft.calls[number]
    return number, _on_it(clause_of(call, draft.random), call)


def _imagined(operation: ApiOperation) -> tuple[int | None, Clause] | None:
    """Return the clause of a call that the condition rules out."""
    if operation.verb == "update":
        return None
    verb = (ending_of(operation) or "delete") if operation.verb == "delete" else operation.action
    return (
        (None, Clause(f"{verb} {'them' if is_person(operation.noun) else 'it'}"))
        if operation.verb == "delete" or operation.suits
        else None
    )


def _on_it(clause: Clause, call: GoldCall) -> Clause:
    text = clause.do
    for way in (
        f'the {call.noun} "{call.label}"',
        *_by_number(call),
        f"the {call.noun} called {named(call.label)}",
        with_noun(call.noun, call.label),
        f"the {named(call.label)} {call.noun}",
        named(call.label),
    ):
        if way in text:
            it, its = ("them", "their") if is_person(call.noun) else ("it", "its")
            text = re.sub(rf"the ([a-z ]+) of {re.escape(way)}", rf"{its} \1", text, count=1).replace(way, it, 1)
            return Clause(text.replace(f"{it} {call.where}", it) if call.where else text)
    return Clause(text)


def _by_number(call: GoldCall) -> tuple[str, ...]:
    """Return all ways in which ``thing`` names an entity by its number or key, the longest first; none without one."""
    number, noun = number_in(call.label), call.noun
    if not number:
        return ()
    ways = ("the {noun} with the ID", "the {noun}", "{noun} number", "{noun} ID")
    return (*(f"{way.format(noun=noun)} {number}" for way in ways), f"{noun} #{number}", f"{noun} {number}")
