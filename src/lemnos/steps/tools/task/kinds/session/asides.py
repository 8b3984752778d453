"""Says what leads to no call: thanks, a question back, a name that nothing has, what the policy forbids.

Each function adds one or two turns and returns whether it could.
"""

from lemnos.steps.tools.naming.noun_phrases import (
    in_full,
    is_described,
    is_person,
    named,
    number_in,
    with_article,
)
from lemnos.steps.tools.task.base import Turn
from lemnos.steps.tools.task.kinds.negatives import policy_of, refusal, rule_of
from lemnos.steps.tools.task.kinds.session import changing, words
from lemnos.steps.tools.task.kinds.session.conversation import Session
from lemnos.steps.tools.task.kinds.session.memory import Entity, Listing
from lemnos.steps.tools.task.kinds.session.words import Ref
from lemnos.steps.tools.task.listings import plain, squashed
from lemnos.steps.tools.task.requests import tidy
from lemnos.steps.tools.task.values import entity_name
from lemnos.steps.tools.task.wording import listed
from lemnos.steps.tools.world.values.seeds import pick

_MOST_NAMED = 7


def thank(session: Session, *, last: bool = False) -> None:
    """Say thanks, and no wish."""
    says, reply = words.thanks(session.voice, last=last)
    session.draft.turns.append(Turn(says, (), "talk", reply))


def forbid(session: Session, resource: str) -> None:
    """Let the policy forbid to delete the entities of a resource, or to do something with them."""
    verbs = [(each.verb, each) for verb in ("delete", "action") for each in session.operations(verb, resource)]
    if not verbs:
        return
    verb, operation = pick(session.random, verbs)
    word = operation.action if verb == "action" else "delete"
    session.forbidden = (word, operation.noun)
    session.draft.policy = policy_of(session.draft, rule_of(word, operation.noun, operation.plural, session.random))


def refuse(session: Session, entity: Entity, ref: Ref) -> bool:
    """Ask for what the policy forbids."""
    verb, noun = session.forbidden
    if noun != entity.noun or not verb or ("refuse", verb) in session.wished:
        return False
    plural = next(each.plural for each in session.api.targets if each.noun == noun)
    says = words.order(f"{verb} {ref.np}", ref, session.voice)
    reply = refusal(verb, plural, in_full(noun, entity.name), session.random)
    session.say(says, len(session.search.calls), ref=ref, about=entity, reply="refuse", words=reply, values=[verb])
    session.wished.add(("refuse", verb))
    session.turn_over(entity)
    return True


def _fresh(session: Session) -> list[Listing]:
    return [
        each
        for each in session.memory.latest()
        if not each.stale
        and 2 <= len(each.entities) <= _MOST_NAMED
        and all(one.gone < 0 and not is_described(one.name) for one in each.entities)
    ]


def ask_back(session: Session) -> bool:
    """Let the user leave out which one is meant: the assistant asks, and the user says it."""
    lists = [each for each in _fresh(session) if not is_person(each.entities[0].noun)]
    if not lists or ("ask",) in session.wished:
        return False
    listing = pick(session.random, lists)
    entity = pick(session.random, listing.entities)
    noun = entity.noun
    operation = next(session.operations("delete", entity.resource), None)
    if operation is None or session.forbidden[1] == noun or (session.focus is not None and session.focus.noun == noun):
        return False
    plural, names = operation.plural, [each.name for each in listing.entities]
    vague = pick(session.random, (f"one of the {plural}", f"one of the {plural}", with_article(noun)))
    question = pick(
        session.random,
        (
            f"Which {noun} do you mean? There are {len(names)}: {listed(names)}.",
            f"Which one? The {plural} are {listed(names)}.",
            f"Sure, which of them: {listed(names, 'or')}?",
        ),
    )
    if session.prepared(operation, entity) is None:
        return False
    asked = Ref("", noun, vague)
    says = words.order(f"{pick(session.random, ('delete', 'remove'))} {vague}", None, session.voice)
    turns = len(session.draft.turns)
    session.say(says, len(session.search.calls), ref=asked, reply="ask", words=question, values=names)
    index = listing.entities.index(entity)
    word = words.ordinal(index, len(names), session.random)
    ways: list[Ref] = [Ref("name", noun, entity.name, back=1)]
    if word:
        ways.append(Ref("position", noun, f"the {word} one", back=1))
    ref = pick(session.random, ways)
    says = pick(session.random, ("{np}.", "{np}, please.", "I mean {np}.", "{np}", "Take {np}."))
    says = says.format(np=ref.np)
    session.wished.add(("ask",))
    if not changing.delete(session, entity, ref, says=says[:1].upper() + says[1:]):
        del session.draft.turns[turns:]
        return False
    return True


def not_found(session: Session) -> bool:
    """Ask for something that is not there."""
    lists = _fresh(session)
    if not lists or ("missing",) in session.wished:
        return False
    listing = pick(session.random, lists)
    noun = listing.entities[0].noun
    names = [each.name for each in listing.entities]
    call = session.search.calls[listing.call]
    wrong = entity_name(noun, int(session.random.random() * 1000))
    body = session.search.observations[listing.call].body
    known = squashed(plain(body)) + squashed(" ".join(turn.says + turn.words for turn in session.draft.turns))
    if not wrong or squashed(wrong) in known or number_in(names[0]):
        return False
    what = in_full(noun, wrong)
    clause = pick(session.random, (f"show me the details of {what}", f"tell me more about {what}"))
    where = f" {call.where}" if call.where else ""
    reply = pick(
        session.random,
        (
            f"There is no {noun} called {named(wrong)}{where}. The {call.plural} are {listed(names)}.",
            f"I don't see {with_article(noun)} called {named(wrong)}{where}: there are only {listed(names)}.",
            f"{named(wrong)} is not among the {call.plural}{where}. These are {listed(names)}.",
        ),
    )
    says = words.order(clause, None, session.voice, reads=True)
    session.say(says, len(session.search.calls), reply="missing", words=tidy(reply), values=[wrong, *names])
    session.wished.add(("missing",))
    session.turn_over(None)
    return True
