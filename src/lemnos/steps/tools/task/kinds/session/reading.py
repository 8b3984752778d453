"""Asks on: fields of what is known, the same of another entity, what was told before, something new.

Each function adds a turn and returns whether it could. What stands in the conversation already is answered without a
call.
"""

from collections.abc import Sequence

import msgspec

from lemnos.steps.tools.naming.noun_phrases import in_full, the
from lemnos.steps.tools.task.arguments import NAMING, called_as, fields_asked, gives_away, is_of_record
from lemnos.steps.tools.task.base import READING, GoldCall
from lemnos.steps.tools.task.kinds.session import words
from lemnos.steps.tools.task.kinds.session.conversation import Done, Session
from lemnos.steps.tools.task.kinds.session.memory import Entity
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.requests import called, clause_of, framed, plural_field, tidy
from lemnos.steps.tools.task.results import entity_of, valued
from lemnos.steps.tools.task.wording import (
    HAPPENED,
    capital,
    field_words,
    is_asked,
    is_shown,
    is_told,
    said,
)
from lemnos.steps.tools.world.values.seeds import pick

_PASSING = ("last update", "last change")
"""Fields that any change sets."""
_MOST_ASKED = 3
"""Questions on one entity at most."""
_MOST_ALIKE = 2
"""Turns of a session that ask for one field of different things, beside one more that says *the same for …*."""
_SET_BY_SERVICE = frozenset("status state number balance total".split())
"""Last words of what people ask of something that they have just made."""


def ask(session: Session, entity: Entity, ref: Ref) -> bool:
    """Ask for a field, two, or the details of an entity."""
    if entity.asked >= _MOST_ASKED or (entity.made >= 0 and entity.asked):
        return False
    before = len(session.search.calls)
    reader = next(session.operations("get", entity.resource), None)
    prepared = session.prepared(reader, entity) if reader is not None else None
    number = None
    if reader is not None and prepared is not None:
        number = session.search.made_on(reader, prepared, entity.name, entity.where)
    if reader is None or number is None:
        return _ask_what_is_seen(session, entity, ref)
    body = entity_of(session.search.calls[number], session.search.observations[number].body)
    fields = fields_asked(body, entity.name, entity.noun, {}, session.random) or ()
    if len(fields) < 3:
        fields = tuple(
            field
            for field in fields
            if called_as(field, entity.noun) not in entity.told and session.asked[field] < _MOST_ALIKE
        )
    if entity.made >= 0:
        fields = tuple(field for field in fields if field_words(field).rpartition(" ")[2] in _SET_BY_SERVICE)
    seen = "details" in entity.done or session.asked["details"] >= _MOST_ALIKE
    if not fields or (len(fields) > 2 and seen):
        session.search.forget(before)
        return False
    if all(field in entity.seen and is_fresh(session, entity, field, body.get(field)) for field in fields):
        session.search.forget(before)
        return len(fields) < 3 and _tell(session, entity, ref, fields[:1])
    _asked(session, entity, ref, fields, number, before, reader)
    return True


def _asked(
    session: Session,
    entity: Entity,
    ref: Ref,
    fields: tuple[str, ...],
    number: int,
    before: int,
    reader: ApiOperation,
    says: str = "",
) -> None:
    details = len(fields) > 2
    calls = session.search.calls
    calls[number] = msgspec.structs.replace(calls[number], fields=fields, details=details)
    names = [] if details else [called(field, entity.noun) for field in fields]
    session.say(says or words.question(names, fields, ref, session.voice), before, ref=ref, about=entity)
    session.memory.note(number, session.now - 1)
    if details:
        entity.done.add("details")
    entity.asked += 1
    session.asked.update(("details",) if details else fields)
    for field in fields:
        entity.tell(field, session.now - 1)
    session.turn_over(entity, last=Done(reader, entity, () if details else fields))


def _ask_what_is_seen(session: Session, entity: Entity, ref: Ref) -> bool:
    fields = [
        field
        for field, value in entity.facts.items()
        if field in entity.seen
        and called_as(field, entity.noun) not in entity.told
        and session.asked[field] < _MOST_ALIKE
        and is_asked(field)
        and is_shown(field, value)
        and is_told(field, value)
        and not is_of_record(field, entity.noun)
        and not gives_away(entity.name, entity.facts, (field,))
        and called_as(field, "") not in (entity.noun, *_PASSING)
        and said(value) != entity.name
        and (entity.made < 0 or field_words(field).rpartition(" ")[2] in _SET_BY_SERVICE)
    ]
    return bool(fields) and _tell(session, entity, ref, [pick(session.random, fields)])


def is_fresh(session: Session, entity: Entity, field: str, value: object) -> bool:
    """Return whether a field is known as it is now: what any change sets, only if nothing was changed since."""
    calls = session.search.calls[entity.seen[field][0] :]
    passing = called_as(field, "") in _PASSING and any(call.purpose not in READING for call in calls)
    return not passing and entity.facts.get(field) == value


def _tell(session: Session, entity: Entity, ref: Ref, fields: Sequence[str], says: str = "") -> bool:
    """Answer from what a result has shown."""
    field = fields[0]
    name = called(field, entity.noun)
    says = says or words.question([name], fields, ref, session.voice)
    value = said(entity.facts[field])
    _answer(session, entity, ref, says, field, value)
    entity.tell(field, session.now - 1)
    entity.asked += 1
    session.asked[field] += 1
    reader = next(session.operations("get", entity.resource), None)
    session.turn_over(entity, last=Done(reader, entity, (field,)) if reader is not None else None)
    return True


def _answer(session: Session, entity: Entity, ref: Ref, says: str, field: str, value: str) -> None:
    name = called(field, entity.noun)
    verb = "are" if plural_field(field) else "is"
    what = the(entity.noun, entity.name)
    whole = in_full(entity.noun, entity.name)
    text = valued(field, entity.facts)
    if name in HAPPENED:
        ways: tuple[str, ...] = (f"{capital(whole)} was {HAPPENED[name]} on {value}.",)
    else:
        ways = (
            f"The {name} of {whole} {verb} {text}.",
            f"The {name} of {what} {verb} {text}.",
            f"For {whole}, the {name} {verb} {text}.",
        )
    words_ = tidy(pick(session.random, ways))
    session.say(says, len(session.search.calls), ref=ref, about=entity, reply="talk", words=words_, values=[value])


def same(session: Session) -> bool:
    """Ask the question of the last turn about another entity."""
    last = session.last
    if last is None or last.operation.verb != "get" or not 0 < len(last.fields) < 3:
        return False
    if any(session.asked[field] > _MOST_ALIKE for field in last.fields):
        return False
    others = [
        each
        for each in session.memory
        if each.resource == last.entity.resource
        and each is not last.entity
        and not any(called_as(field, each.noun) in each.told for field in last.fields)
    ]
    found = session.another(others)
    if found is None:
        return False
    entity, ref = found
    says = words.same_question(ref, session.voice)
    ref = ref._replace(kind="same" if ref.kind == "name" else ref.kind)
    fields = last.fields
    if len(fields) == 1 and fields[0] in entity.seen and called_as(fields[0], "") not in _PASSING:
        if not is_told(fields[0], entity.facts[fields[0]]) or gives_away(entity.name, entity.facts, fields):
            return False
        return _tell(session, entity, ref, fields, says)
    prepared = session.prepared(last.operation, entity)
    before = len(session.search.calls)
    number = session.search.made_on(last.operation, prepared, entity.name, entity.where) if prepared else None
    if number is None:
        return False
    body = entity_of(session.search.calls[number], session.search.observations[number].body)
    if not all(is_told(field, body.get(field)) for field in fields) or gives_away(entity.name, body, fields):
        session.search.forget(before)
        return False
    _asked(session, entity, ref, fields, number, before, last.operation, says)
    return True


def remind(session: Session) -> bool:
    """Ask again for a value that was told two or more turns ago."""
    told = [
        (entity, name, turn, field)
        for entity in session.memory
        for name, (turn, field) in entity.told.items()
        if field and session.now - turn >= 2 and field in entity.facts and name not in _PASSING
    ]  # fmt: skip
    if not told or not session.wish_is_new("remind"):
        return False
    entity, _, turn, field = pick(session.random, told)
    value = said(entity.facts[field])
    if not value:
        return False
    session.wished.add(("remind",))
    ways = [way for way in session.references(entity) if way.kind in ("pronoun", "name")]
    if not ways:
        return False
    ref = pick(session.random, ways)._replace(kind="fact", back=session.now - turn)
    says = words.remind(called(field, entity.noun), ref, session.voice, plural=plural_field(field))
    _answer(session, entity, ref, says, field, value)
    session.turn_over(entity)
    return True


def wish(session: Session, operation: ApiOperation) -> bool:
    """Make a wish that the conversation does not lead to: another entity, a list, something new."""
    if not session.wish_is_new("new", operation.name):
        return False
    if session.forbids(operation.action or operation.verb, operation.noun):
        return False
    own = operation.compiled.operation.claim.resource
    looks = operation.verb in ("list", "search")
    if looks and not session.wish_is_new("list", operation.noun):
        return False
    if operation.verb == "get" and session.now and any(each.resource == own for each in session.memory):
        return False  # of what is known is asked with a reference
    if looks and session.memory.listing(own) is not None:
        return False
    before = len(session.search.calls)
    session.search.brief = session.random.random() < 0.5
    number = session.reached(operation)
    if number is None or number < before:
        return False
    call = session.search.calls[number]
    clause = clause_of(call, session.random)
    if session.now:
        if clause.ask and session.random.random() < 0.5:
            says = words.new_question(clause.ask, session.voice)
        else:
            says = words.order(clause.do, None, session.voice, reads=clause.reads)
    else:
        says = framed(clause, "single" if len(session.search.calls) == before + 1 else "sequential", session.random)
    names = session.draft.values([number])
    known = session.known_by(before)
    ref = Ref("name", known.noun, known.name, back=session.now - known.turn) if known is not None else None
    session.say(says, before, ref=ref, values=names)
    if known is not None:
        known.turn = session.now - 1
    entity = session.note(before)
    session.wished.add(("list", operation.noun) if looks else ("new", operation.name))
    if entity is not None:
        for field in call.fields:
            entity.tell(field, session.now - 1)
        _note_wish(session, entity, call)
        if call.purpose == "action" and all(at < number for at, _ in entity.seen.values()):
            entity.forget()
    fields = call.fields if not call.details else ()
    session.asked.update(("details",) if call.details else fields)
    last = (
        Done(operation, entity, fields, call.said)
        if entity is not None and call.purpose in ("get", "action", "delete", "update")
        else None
    )
    session.turn_over(entity, last=last)
    if call.purpose == "delete" and entity is not None:
        entity.gone = session.now - 1
        session.focus, session.deleted = None, entity
    return True


def _note_wish(session: Session, entity: Entity, call: GoldCall) -> None:
    """Note what a wish has done to an entity, which nobody asks for or does again."""
    for name, value in call.said:
        entity.done.add(name)
        entity.told[name] = (session.now - 1, "")
        session.wished.add(("set", name, value))
        if name in NAMING and call.purpose == "update":
            entity.name = value
            entity.done.add("renamed")
            session.wished.add(("rename",))
    if call.purpose == "action":
        entity.done.add(f"do {call.verb}")
