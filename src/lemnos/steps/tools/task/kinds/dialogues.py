"""Makes tasks of several turns: late, changed mind, two things, ambiguous, missing parameter, not found.

Each function takes a draft and an operation and returns the task; None if the operation or the world does not lend
itself to it.
"""

from collections.abc import Sequence

import msgspec

from lemnos.steps.tools.naming.noun_phrases import (
    in_full,
    is_described,
    is_long_key,
    is_person,
    named,
    number_in,
    with_article,
    with_noun,
)
from lemnos.steps.tools.task.arguments import gives_away, verb_of
from lemnos.steps.tools.task.base import READING, GoldCall, Purpose, Task, Turn
from lemnos.steps.tools.task.frames import AGAIN, CHANGED
from lemnos.steps.tools.task.listings import plain, squashed
from lemnos.steps.tools.task.make import Draft, shape_of
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.requests import (
    Clause,
    called,
    clause_of,
    framed,
    plural_field,
    thing,
    tidy,
)
from lemnos.steps.tools.task.results import entity_of, item_names, valued
from lemnos.steps.tools.task.values import entity_name
from lemnos.steps.tools.task.wording import HAPPENED, capital, is_told, listed, said
from lemnos.steps.tools.world.values.seeds import pick

_HIDDEN = ("untrash", "restore", "unarchive", "undelete", "recover")
"""Actions on what lists may not show, so that its absence there says nothing."""
"""Purposes of calls that change nothing."""


def late(draft: Draft, operation: ApiOperation) -> Task | None:
    """A new entity, then a detail that the user had forgotten."""
    if operation.verb != "create":
        return None
    updater = next(
        (
            each
            for each in draft.api.targets
            if each.verb in ("update", "replace")
            and each.name != operation.name
            and each.compiled.operation.claim.resource == operation.compiled.operation.claim.resource
        ),
        None,
    )
    if updater is None:
        return None
    draft.search.brief = True
    first = draft.reach(operation)
    if first is None or not draft.calls[first].label:
        return None
    draft.turns.append(
        Turn(framed(draft.clause(first), shape_of(draft.calls), draft.random), tuple(range(len(draft.calls))))
    )
    before = len(draft.calls)
    draft.search.brief = False
    second = draft.search.follow(updater, first)
    if second is None:
        return None
    call = draft.calls[second]
    plain = [
        pair
        for pair in call.said
        if pair[1] != "yes" and pair not in draft.calls[first].said and pair[0] not in ("name", "title")
    ]
    known = {name for name, _ in draft.calls[first].said}
    if len(plain) != len(call.said) or any(name in known for name, _ in plain):
        return None
    details = listed(
        [
            f'the {name} should be "{value}"' if " " in value else f"the {name} should be {value}"
            for name, value in plain
        ]
    )
    says = pick(
        draft.random,
        (
            f"Oh, I forgot: {details}.",
            f"One more detail: {details}.",
            f"And {details}, please.",
            f"Sorry, I left something out. {capital(details)}.",
            f"Ah, also {details}.",
        ),
    )
    draft.turns.append(Turn(tidy(says), tuple(range(before, len(draft.calls)))))
    return draft.task("late", draft.values([second]), shape="sequential")


def changed_mind(draft: Draft, operation: ApiOperation) -> Task | None:
    """A question about one entity, then about another in its place."""
    if operation.verb != "get":
        return None
    first = draft.reach(operation)
    if first is None or is_long_key(number_in(draft.calls[first].label)):
        return None  # who copies a key does not mistake it
    draft.turns.append(
        Turn(framed(draft.clause(first), shape_of(draft.calls), draft.random), tuple(range(len(draft.calls))))
    )
    if draft.calls[first].items.rpartition("/")[2].isdecimal():
        return _in_the_same_list(draft, operation, first)
    before, by_key = len(draft.calls), bool(number_in(draft.calls[first].label))
    second = draft.search.reach_by_key(operation) if by_key else draft.reach(operation)
    if second is None or bool(number_in(draft.calls[second].label)) != by_key:
        return None
    fields = draft.calls[first].fields
    if draft.calls[first].details:
        return None
    entity = entity_of(draft.calls[second], draft.search.observations[second].body)
    if (
        not all(is_told(field, entity.get(field)) for field in fields)
        or draft.calls[second].where != draft.calls[first].where
    ):
        return None
    call = draft.calls[second] = msgspec.structs.replace(draft.calls[second], fields=fields, details=False)
    if call.label == draft.calls[first].label or gives_away(call.label, entity, fields):
        return None
    says = pick(draft.random, CHANGED).format(other=thing(call, draft.random, where=False))
    draft.turns.append(Turn(tidy(says), tuple(range(before, len(draft.calls)))))
    return draft.task("changed_mind", draft.values([second]), shape=shape_of(draft.calls))


def _in_the_same_list(draft: Draft, operation: ApiOperation, first: int) -> Task | None:
    """A question about another entity of the list that was called for the first one: the answer needs no call."""
    call = draft.calls[first]
    feeds = operation.feeds.get(operation.compiled.operation.key, ())
    other = draft.search.find(feeds[0]) if feeds and len(call.fields) == 1 else None
    if other is None or other.call != first or len(draft.calls) != first + 1:
        return None
    field = call.fields[0]
    value = other.item.get(field)
    two = msgspec.structs.replace(call, label=other.name)
    if not is_told(field, value) or gives_away(other.name, other.item, call.fields):
        return None
    says = pick(draft.random, CHANGED).format(other=thing(two, draft.random, where=False))
    verb = "are" if plural_field(field) else "is"
    name, owner = called(field, call.noun), in_full(call.noun, other.name)
    text = said(value)
    words = f"{capital(owner)} was {HAPPENED[name]} on {text}." if name in HAPPENED else ""
    words = words or tidy(f"The {name} of {owner} {verb} {valued(field, other.item)}.")
    draft.turns.append(Turn(tidy(says), (), "talk", words))
    return draft.task("changed_mind", (said(value),), shape=shape_of(draft.calls))


def two_things(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish, and another one in the next turn."""
    first = draft.reach(operation)
    if first is None:
        return None
    draft.turns.append(
        Turn(framed(draft.clause(first), shape_of(draft.calls), draft.random), tuple(range(len(draft.calls))))
    )
    resource = operation.compiled.operation.claim.resource
    others = [
        each
        for each in draft.api.targets
        if each.name != operation.name and each.verb != "opaque" and each.compiled.operation.claim.resource == resource
    ]
    before = len(draft.calls)
    if not others:
        return None
    second = draft.reach(pick(draft.random, others))
    if second is None or second < before or shown_before(draft.calls[second], draft.calls[:before]):
        return None
    clause = draft.clause(second)
    says = pick(draft.random, AGAIN).format(do=clause.do, Do=capital(clause.do))
    draft.turns.append(Turn(tidy(says), tuple(range(before, len(draft.calls)))))
    return draft.task("two_things", draft.values([second]), shape=shape_of(draft.calls))


def shown_before(call: GoldCall, earlier: Sequence[GoldCall]) -> bool:
    """Return whether earlier calls have shown what a call shows, or a part of it, and changed nothing since."""
    if call.purpose == "list" and any(each.purpose == "list" and each.noun == call.noun for each in earlier):
        return True  # nobody asks for all of them after some
    same = [at for at, each in enumerate(earlier) if (each.tool, each.arguments) == (call.tool, call.arguments)]
    return bool(same) and all(each.purpose in READING for each in earlier[same[-1] :])


def ambiguous(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish for an entity that the user does not name: the assistant looks what there is, and asks."""
    if operation.verb not in ("get", "delete", "action") or operation.noun == "":
        return None
    number = draft.reach(operation)
    if number is None:
        return None
    call = draft.calls[number]
    key = next((each for each in call.origins if each.label == call.label), None)
    if key is None or call.where or call.details or is_described(call.label) or number != len(draft.calls) - 1:
        return None
    found = draft.calls[key.call]
    names = item_names(found, draft.search.observations[key.call].body)
    if not 2 <= len(names) <= 7 or found.noun != call.noun or found.label != call.label:
        return None
    clause = clause_of(call, draft.random)
    vague = _unnamed(clause, call, draft.random.random())
    if not vague:
        return None
    draft.calls[key.call] = msgspec.structs.replace(found, label="")
    draft.turns.append(
        Turn(
            framed(Clause(vague, reads=call.purpose == "get"), "single", draft.random),
            tuple(range(number)),
            "ask",
            pick(
                draft.random,
                (
                    f"Which {call.noun} do you mean? There are {len(names)}: {listed(names)}.",
                    f"There are {len(names)} {call.plural}: {listed(names)}. Which one is it?",
                    f"Which one? The {call.plural} are {listed(names)}.",
                ),
            ),
        )
    )
    says = pick(
        draft.random,
        (
            f"{call.label}.",
            f"I mean {named(call.label)}.",
            f"The one called {named(call.label)}.",
            f"{call.label}, please.",
            f"{call.label}",
        ),
    )
    draft.turns.append(Turn(says, (number,)))
    return draft.task("ambiguous", draft.values([number]))


def _unnamed(clause: Clause, call: GoldCall, share: float) -> str:
    for way in (
        f'the {call.noun} "{call.label}"',
        f"the {call.noun} called {named(call.label)}",
        with_noun(call.noun, call.label),
        f"the {named(call.label)} {call.noun}",
        named(call.label),
    ):
        if way in clause.do:
            if is_person(call.noun):
                return ""  # nobody speaks of "our user" where there are several
            return clause.do.replace(way, f"{('my', 'our', 'the')[int(share * 3)]} {call.noun}", 1)
    return ""


def missing_parameter(draft: Draft, operation: ApiOperation) -> Task | None:
    """A new entity without the name that it needs: the assistant asks for it."""
    if operation.verb != "create":
        return None
    draft.search.brief = True
    number = draft.reach(operation)
    if number is None or not draft.calls[number].label:
        return None
    call = draft.calls[number]
    naming = next(((name, value) for name, value in call.said if value == call.label), None)
    if naming is None or not draft.search.needs(operation, call.label):
        return None
    if any(pair != naming and pair[1] not in call.label for pair in call.said):
        return None
    new = pick(draft.random, (with_article(call.noun), f"a new {call.noun}"))
    clause = Clause(f"{pick(draft.random, ('create', 'add'))} {new}{' ' + call.where if call.where else ''}")
    name = naming[0]
    draft.turns.append(
        Turn(
            framed(clause, "single", draft.random),
            (),
            "ask",
            pick(
                draft.random,
                (
                    f"Sure. What {name} should the new {call.noun} have?",
                    f"What should the {name} of the {call.noun} be?",
                    f"Which {name} should it have?",
                )
                if name in ("title", "subject", "summary")
                else (
                    f"Sure. What should I call the new {call.noun}?",
                    f"What name should the {call.noun} have?",
                    "Sure. Which name should it get?",
                ),
            ),
        )
    )
    says = pick(
        draft.random,
        (
            f"Call it {named(call.label)}.",
            f"{call.label}",
            f'"{call.label}", please.',
            f"It's {named(call.label)}.",
            f"Use {named(call.label)}.",
        ),
    )
    if name not in ("name", "title"):
        says = call.label
    draft.turns.append(Turn(says, tuple(range(len(draft.calls)))))
    return draft.task("missing_parameter", draft.values([number]))


def not_found(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish for an entity that does not exist: the assistant looks, and says so."""
    if operation.verb not in ("get", "delete", "update", "action"):
        return None
    if operation.verb == "action" and operation.action in _HIDDEN:
        return None
    key = operation.compiled.operation.key
    feeds = operation.feeds.get(key, ())
    if not feeds or operation.noun != draft.api.operations[feeds[0].source].noun:
        return None
    found = draft.search.find(feeds[0])
    if found is None or len(draft.calls) > 1:
        return None
    names = item_names(draft.calls[0], draft.search.observations[0].body)
    wrong = entity_name(operation.noun, int(draft.random.random() * 1000))
    if not wrong or not names or len(names) > 7 or is_described(names[0]):
        return None
    if squashed(wrong) in squashed(plain(draft.search.observations[0].body)):  # in whatever field and spelling
        return None
    call = draft.calls[0] = msgspec.structs.replace(draft.calls[0], label=wrong)
    if operation.verb == "action" and not operation.suits:
        return None
    purpose: Purpose = "get" if operation.verb == "get" else "delete" if operation.verb == "delete" else "action"
    wanted = GoldCall(
        tool=operation.name,
        arguments="{}",
        stage=0,
        purpose=purpose,
        noun=operation.noun,
        plural=operation.plural,
        label=wrong,
        where=call.where,
        verb=verb_of(operation, purpose),
    )
    match operation.verb:
        case "get":
            clause = Clause(f"show me the details of {thing(wanted, draft.random)}", reads=True)
        case "delete":
            clause = clause_of(wanted, draft.random)
        case "action":
            clause = clause_of(wanted, draft.random)
        case _:
            return None
    where = f" {call.where}" if call.where else ""
    unchanged = "" if operation.verb == "get" else ", so I changed nothing"
    these = (
        f"The only {call.noun} is {names[0]}."
        if len(names) == 1
        else pick(draft.random, (f"The {call.plural} are {listed(names)}.", f"I only see {listed(names)}."))
    )
    draft.turns.append(
        Turn(
            framed(clause, "sequential", draft.random),
            (0,),
            "missing",
            pick(
                draft.random,
                (
                    f"I couldn't find {with_article(call.noun)} called {named(wrong)}{where}{unchanged}. {these}",
                    f"There is no {call.noun} called {named(wrong)}{where}{unchanged}. {these}",
                    f"I'm sorry, but there is no {call.noun} with the name {named(wrong)}{where}{unchanged}. {these}",
                ),
            ),
        )
    )
    return draft.task("not_found", (wrong, *names))
