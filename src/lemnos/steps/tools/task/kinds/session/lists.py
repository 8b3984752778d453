"""Asks for lists again that have changed, for what lies below something, and whether something is gone.

Each function adds a turn and returns whether it could.
"""

import msgspec

from lemnos.steps.tools.naming.noun_phrases import is_person, the
from lemnos.steps.tools.task.arguments import where_of
from lemnos.steps.tools.task.kinds.session import words
from lemnos.steps.tools.task.kinds.session.conversation import Session
from lemnos.steps.tools.task.kinds.session.memory import Entity, Listing
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.listings import at, is_plain, lies_below, plain
from lemnos.steps.tools.task.requests import tidy
from lemnos.steps.tools.task.results import item_names
from lemnos.steps.tools.task.sense import told_apart_by
from lemnos.steps.tools.task.wording import capital, listed
from lemnos.steps.tools.world.values.seeds import pick

_MOST_BELOW = 2
"""Things of one kind of which a session asks what lies below them."""


def stale_lists(session: Session, *, count: bool) -> list[Listing]:
    """Return the lists that name others now, or have more or fewer items; the latest of each resource."""
    return [each for each in session.memory.latest() if (each.counts if count else each.differs)]


def list_again(session: Session, *, count: bool) -> bool:
    """Ask for a list that has changed since, or for the number of its items."""
    lists = stale_lists(session, count=count)
    if not lists:
        return False
    listing = pick(session.random, lists)
    before = len(session.search.calls)
    number = session.search.repeated(listing.call)
    if number is None:
        return False
    call = session.search.calls[number]
    operation = session.api.operations[call.tool]
    body = session.search.observations[number].body
    way = told_apart_by(operation, body, at(body, call.items), list(call.said))
    if not way or not is_plain(way):
        session.search.forget(before)
        return False
    names = item_names(msgspec.structs.replace(call, name_field=way), body)
    session.search.calls[number] = msgspec.structs.replace(call, name_field="" if count else way)
    fewer = any(each.gone >= listing.turn for each in listing.entities)
    recent = _spoken_of(session) == call.noun
    told = session.search.calls[listing.call].purpose == "list"
    if count:
        says = words.count_again(call.plural, session.voice, fewer=fewer, recent=recent, told=told)
    else:
        says = words.again(call.plural, session.voice, fewer=fewer, recent=recent, told=told)
    ref = Ref("again", call.noun, call.plural, back=session.now - listing.turn)
    session.say(says, before, ref=ref, values=[str(len(names))] if count else names)
    session.memory.note(number, session.now - 1)
    session.turn_over(None)
    return True


def _spoken_of(session: Session) -> str:
    """Return what the last turn was about is called: an entity, what it deleted, or the items of the last list."""
    entity = session.focus or session.deleted
    return entity.noun if entity is not None else session.search.calls[session.memory.listings[-1].call].noun


def is_it_gone(session: Session) -> bool:
    """Ask whether what the last turn deleted is gone."""
    entity = session.deleted
    if entity is None or not session.wish_is_new("gone"):
        return False
    noun = entity.noun
    np = pick(session.random, ("it", f"the {noun}", the(noun, entity.name)))
    ref = Ref("gone", noun, f"the {noun}" if np == "it" and is_person(noun) else np, back=1)
    says = words.gone(ref, session.voice)
    yes = "No, " if says.startswith("Does ") or " still there" in says else "Yes, "
    before = len(session.search.calls)
    listing = session.memory.listing(entity.resource)
    what = the(noun, entity.name)
    if listing is not None and listing.stale:
        number = session.search.repeated(listing.call)
        if number is None:
            return False
        call = session.search.calls[number]
        names = item_names(call, session.search.observations[number].body)
        if entity.name in names or not all(names) or len(names) > 10 or not is_plain(call.name_field):
            session.search.forget(before)
            return False
        left = (
            f"there are no {call.plural} left" if not names
            else f"the only {noun} left is {names[0]}" if len(names) == 1
            else f"the {call.plural} are now {listed(names)}"
        )  # fmt: skip
        reply = pick(
            session.random,
            (
                f"{yes}{what} is gone: {left}.",
                f"{what} is no longer there; {left}.",
                f"It's gone. I looked for {what} again: {left}.",
            ),
        )
        session.say(says, before, ref=ref, about=entity, words=tidy(capital(reply)), values=names)
        session.memory.note(number, session.now - 1)
    else:
        reader = next(session.operations("get", entity.resource), None)
        prepared = session.prepared(reader, entity) if reader is not None else None
        if reader is None or prepared is None:
            return False
        if session.search.failing(reader, prepared, entity.name, entity.where) is None:
            session.search.forget(before)
            return False
        reply = pick(
            session.random,
            (
                f"{yes}{what} is gone: nothing is found under its id anymore.",
                f"I checked: {what} can't be found anymore.",
                f"{what} doesn't exist anymore.",
            ),
        )
        session.say(says, before, ref=ref, about=entity, words=capital(reply), values=[])
    session.wished.add(("gone",))
    session.turn_over(None)
    return True


def below(session: Session, entity: Entity, ref: Ref) -> bool:
    """Ask for what lies below an entity."""
    session.search.brief = True
    for operation in session.below("list", entity.resource):
        if not session.wish_is_new("below", operation.name, entity.name):
            continue
        if sum(wish[:2] == ("below", operation.name) for wish in session.wished) >= _MOST_BELOW:
            continue
        prepared = session.prepared(operation, entity)
        if prepared is None or prepared.told or session.search.made(operation.name, prepared.arguments) is not None:
            continue
        before = len(session.search.calls)
        where = where_of({"above": entity.found._replace(name=entity.name)}, [entity.where])
        number = session.search.made_on(operation, prepared, "", where)
        if number is None:
            continue
        call = session.search.calls[number]
        body = session.search.observations[number].body
        items = at(body, call.items)
        way = told_apart_by(operation, body, items, [])
        told = [plain(body) == plain(each) for each in session.search.observations[:before]]
        if not way or any(told) or not all(lies_below(item.get("name"), prepared.arguments) for item in items):
            session.search.forget(before)
            continue
        session.search.calls[number] = call = msgspec.structs.replace(call, name_field=way)
        short = where.partition(" ")[0]
        says = words.below(call.plural, short, ref, session.voice)
        session.say(says, before, ref=ref, about=entity)
        session.memory.note(number, session.now - 1)
        session.wished.add(("below", operation.name, entity.name))
        entity.turn = session.now - 1
        session.turn_over(None)
        return True
    return False
