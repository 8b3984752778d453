"""Changes what is known: sets fields, deletes, acts, takes back, does the same once more, makes something below.

Each function adds a turn and returns whether it could. A change that no turn can use ends the session.
"""

import msgspec

from lemnos.steps.tools.task.arguments import NAMING, called_as, in_words, label_of_new, where_of
from lemnos.steps.tools.task.base import Origin
from lemnos.steps.tools.task.kinds.session import words
from lemnos.steps.tools.task.kinds.session.calls import Prepared
from lemnos.steps.tools.task.kinds.session.conversation import BrokenError, Change, Done, Session
from lemnos.steps.tools.task.kinds.session.memory import Entity
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.removals import ends_other, takes_out
from lemnos.steps.tools.task.requests import clause_of, plural_field
from lemnos.steps.tools.task.sense import MOST_CHANGES, is_no_entity, is_so, is_worth, renames_person, says_point, shows
from lemnos.steps.tools.task.wording import is_prose, is_state_field, said, state_words
from lemnos.steps.tools.world.semantics.states import undone_by
from lemnos.steps.tools.world.values.seeds import pick

_CHANGES = ("update", "replace")
_ITS_OWN = frozenset("email phone telephone username address street url website number sku code".split())
"""Words of fields that no two entities share."""
_MOST_DELETED = 2
"""Things that people delete in one session, beside what they made by mistake."""


def change(session: Session, entity: Entity, ref: Ref) -> bool:
    """Set a field of an entity, or two."""
    session.search.brief = False
    operations = [each for verb in _CHANGES for each in session.operations(verb, entity.resource)]
    for operation in operations[:3]:
        if operation.verb == "replace" and (entity.done or not _is_listed(session, entity)):
            continue
        prepared = session.prepared(operation, entity)
        if prepared is None or not _makes_sense(session, operation, prepared, entity):
            continue
        return _changed(session, operation, prepared, entity, ref)
    return False


def _is_listed(session: Session, entity: Entity) -> bool:
    call = entity.found.call
    return call >= 0 and not session.search.calls[call].items.rpartition("/")[2].isdecimal()


def _makes_sense(session: Session, operation: ApiOperation, prepared: Prepared, entity: Entity) -> bool:
    told = prepared.told
    naming = {
        called_as(argument, entity.noun): field
        for argument, field in operation.compiled.operation.fields
        if argument in prepared.arguments
    }
    for name, _ in told:
        known = entity.facts.get(naming.get(name, "")) == entity.name
        if name in NAMING and (("rename",) in session.wished or entity.made >= 0 or not known):
            return False  # once is enough, not what is new, and only by the name by which it is known
    return (
        0 < len(told) <= MOST_CHANGES
        and not renames_person(entity.noun, told)
        and not is_so(told, entity.facts)
        and all(name not in entity.done and value for name, value in told)
        and all(value.lower() != entity.name.lower() for _, value in told)
        and ("set", told[0][0], told[0][1]) not in session.wished
    )


def _changed(
    session: Session, operation: ApiOperation, prepared: Prepared, entity: Entity, ref: Ref, says: str = ""
) -> bool:
    before = len(session.search.calls)
    fields = dict(operation.compiled.operation.fields)
    arguments = {called_as(name, entity.noun): name for name in prepared.arguments}
    old = [
        (name, fields[name], entity.facts[fields[name]], *entity.seen[fields[name]])
        for said_as, _ in prepared.told
        if (name := arguments.get(said_as, "")) in fields
        and fields[name] in entity.seen
        and isinstance(entity.facts.get(fields[name]), str | int | float)
    ]
    number = session.search.made_on(operation, prepared, entity.name, entity.where)
    if number is None:
        return False
    told = prepared.told
    says = says or words.order(words.change(told, ref, session.voice), ref, session.voice)
    values = [value for _, value in told if value != "yes"]
    session.say(says, before, ref=ref, about=entity, values=values)
    for name, value in told:
        entity.done.add(name)
        entity.told[name] = (session.now - 1, "")
        session.wished.add(("set", name, value))
    session.note(before)
    for name, field in fields.items():
        if name in prepared.arguments and field:
            entity.facts[field] = prepared.arguments[name]
    renamed = next((value for name, value in told if name in NAMING), "")
    undoable = Change(operation, entity, number, tuple(old)) if len(old) == len(told) else None
    session.turn_over(entity, last=Done(operation, entity, (), tuple(told)) if not renamed else None, undoable=undoable)
    if renamed:
        entity.name = renamed
        entity.done.add("renamed")
        session.wished.add(("rename",))
    return True


def undo(session: Session) -> bool:
    """Take the last change back."""
    last = session.undoable
    if last is None or not session.wish_is_new("undo" if last.old else "unmake"):
        return False  # nobody regrets twice
    entity = last.entity
    if not last.old:
        return _unmake(session, entity)
    call = session.search.calls[last.number]
    arguments = msgspec.json.decode(call.arguments)
    origins = [each for each in call.origins if each.argument not in {name for name, *_ in last.old}]
    told = []
    for name, field, value, number, pointer in last.old:
        arguments[name] = value
        origins.append(Origin(name, "observation", number, pointer))
        words_ = state_words(field, value) if is_state_field(field) else in_words(value, plain=True)
        told.append((called_as(name, entity.noun), words_))
    if not all(value for _, value in told):
        return False
    renames = told[0][0] in NAMING
    ref = Ref("undo", entity.noun, "it", back=session.now - entity.turn)
    before = len(session.search.calls)
    prepared = Prepared(arguments, origins, told)
    if session.search.made_on(last.operation, prepared, entity.name, entity.where) is None:
        return False
    name = told[0][0] if len(told) == 1 else "values"
    session.wished.add(("undo",))
    says = words.undo(name, ref, session.voice, plural=plural_field(name))
    session.say(says, before, ref=ref, about=entity, values=[v for _, v in told])
    session.note(before)
    for _, field, value, _, _ in last.old:
        entity.facts[field] = value
    if renames:
        entity.name = told[0][1]
    session.turn_over(entity)
    return True


def _unmake(session: Session, entity: Entity) -> bool:
    ways = [way for way in session.references(entity) if way.kind in ("pronoun", "created")]
    if not ways or entity.gone >= 0:
        return False
    ref = pick(session.random, ways)._replace(kind="undo")
    return delete(session, entity, ref, unmake=True)


def delete(session: Session, entity: Entity, ref: Ref, *, unmake: bool = False, says: str = "") -> bool:
    """Delete an entity: no more than a few in a session, and nothing that was just made or changed."""
    deleted = sum(call.purpose == "delete" for call in session.search.calls)
    if not unmake and (deleted >= _MOST_DELETED or entity.done or entity.made >= 0):
        return False
    for operation in session.operations("delete", entity.resource):
        if session.forbids("delete", entity.noun):
            return False
        if takes_out(operation) or ends_other(operation):
            continue
        prepared = session.prepared(operation, entity)
        if prepared is None or prepared.told:
            continue
        before = len(session.search.calls)
        number = session.search.made_on(operation, prepared, entity.name, entity.where)
        if number is None:
            continue
        verb = session.search.calls[number].verb or pick(session.random, ("delete", "remove", "delete"))
        if unmake:
            session.wished.add(("unmake",))
            says = words.unmake(verb, ref, session.voice)
        elif not says:
            says = words.order(f"{verb} {ref.np}", ref, session.voice)
        session.say(says, before, ref=ref, about=entity)
        session.note(before)
        entity.gone = session.now - 1
        session.turn_over(None, last=Done(operation, entity))
        session.deleted = entity
        return True
    return False


def act(session: Session, entity: Entity, ref: Ref, only: ApiOperation | None = None, says: str = "") -> bool:
    """Do what suits an entity: archive, cancel, publish."""
    operations = [only] if only is not None else list(session.operations("action", entity.resource))
    for _ in range(min(3, len(operations))):
        operation = operations.pop(int(session.random.random() * len(operations)))
        verb = operation.action
        if not operation.suits or entity.done & {f"do {verb}"} or session.forbids(verb, entity.noun):
            continue
        if (before_it := undone_by(verb)) and f"do {before_it}" not in entity.done:
            continue  # nothing is reopened that was not closed
        if not before_it and any(each.startswith("do ") for each in entity.done):
            continue  # what was activated is not cancelled
        prepared = session.prepared(operation, entity)
        if prepared is None or prepared.told:
            continue
        before = len(session.search.calls)
        if session.search.made_on(operation, prepared, entity.name, entity.where) is None:
            continue
        session.say(says or words.order(f"{verb} {ref.np}", ref, session.voice), before, ref=ref, about=entity)
        seen = dict(entity.seen)
        session.note(before)
        if entity.seen == seen:  # nothing tells what else it has changed
            entity.forget()
        entity.done.add(f"do {verb}")
        session.turn_over(entity, last=Done(operation, entity))
        return True
    return False


def same(session: Session) -> bool:
    """Do with another entity what the last turn did."""
    last = session.last
    if last is None or last.operation.verb not in ("delete", "action", *_CHANGES):
        return False
    others = [each for each in session.memory if each.resource == last.entity.resource and each is not last.entity]
    found = session.another(others)
    if found is None:
        return False
    entity, way = found
    ref = way._replace(kind="same") if way.kind == "name" else way
    says = words.same_change(ref, session.voice)
    operation = last.operation
    if operation.verb == "delete":
        return delete(session, entity, ref, says=says)
    if operation.verb == "action":
        return act(session, entity, ref, operation, says)
    own = any(
        name in NAMING or is_prose(name) or not _ITS_OWN.isdisjoint(name.lower().split(" ")) for name, _ in last.said
    )
    done = dict(last.said)
    if operation.verb == "replace" or own or "yes" in done.values() or not entity.done.isdisjoint(done):
        return False
    call = session.search.calls[-1]
    prepared = session.prepared(operation, entity)
    if prepared is None or is_so(list(last.said), entity.facts) or call.tool != operation.name:
        return False
    earlier = msgspec.json.decode(call.arguments)
    given = {each.argument for each in prepared.origins if each.origin != "request"}
    arguments = {name: value for name, value in prepared.arguments.items() if name in given}
    values = {name: value for name, value in earlier.items() if called_as(name, entity.noun) in done}
    if len(values) != len(done) or {*operation.required} - {*arguments, *values}:
        return False
    origins = [each for each in prepared.origins if each.argument in arguments]
    origins += [Origin(name, "request") for name in values]
    if any(said(value).lower() == entity.name.lower() for value in values.values()):
        return False
    return _changed(session, operation, Prepared({**arguments, **values}, origins, list(last.said)), entity, ref, says)


def make_below(session: Session, entity: Entity, ref: Ref) -> bool:
    """Make something new below an entity."""
    session.search.brief = session.random.random() < 0.4
    for operation in session.below("create", entity.resource):
        if not session.wish_is_new("make", operation.name):
            continue
        prepared = session.prepared(operation, entity)
        if prepared is None:
            continue
        label = label_of_new(prepared.told)
        if not label or not is_worth(prepared.told, operation.noun) or not says_point(prepared.told, operation.noun):
            continue
        before = len(session.search.calls)
        where = where_of({"above": entity.found._replace(name=entity.name)}, [entity.where])
        number = session.search.made_on(operation, prepared, label, where)
        if number is None:
            continue
        body = session.search.observations[number].body
        if is_no_entity(body) or not shows(body, label):
            raise BrokenError
        call = session.search.calls[number]
        short = msgspec.structs.replace(call, where=f"{where.partition(' ')[0]} {ref.np}")
        says = words.order(clause_of(short, session.random).do, ref, session.voice)
        values = session.draft.values([number])
        session.say(says, before, ref=ref, about=entity, values=values)
        new = session.note(before)
        session.wished.add(("make", operation.name))
        entity.turn = session.now - 1
        entity.done.add("holds")
        session.turn_over(new, undoable=Change(operation, new, number) if new is not None else None)
        return True
    return False
