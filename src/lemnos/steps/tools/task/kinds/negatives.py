"""Makes tasks in which something is in the way: a failure, a policy, an instruction in the data, nothing to call.

Each function takes a draft and an operation and returns the task; None if the operation or the world does not lend
itself to it.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from lemnos.steps.tools.naming.noun_phrases import (
    in_full,
    is_person,
    named,
    number_in,
    the,
    with_article,
    with_noun,
)
from lemnos.steps.tools.task.base import SCOPE, GoldCall, Task, Turn
from lemnos.steps.tools.task.frames import INJECTIONS, THANKS
from lemnos.steps.tools.task.make import Draft, plain, shape_of
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.removals import ending_of
from lemnos.steps.tools.task.requests import Clause, called, clause_of, framed, thing, tidy
from lemnos.steps.tools.task.results import past_of
from lemnos.steps.tools.task.wording import capital, said, stated
from lemnos.steps.tools.world.failures import Fault, FaultKind
from lemnos.steps.tools.world.semantics.states import state_after
from lemnos.steps.tools.world.values.seeds import pick

_TEXTS = ("description", "notes", "note", "comment", "message", "text", "body", "content", "summary", "details")
_ELSEWHERE = (
    ("book a table for two at the Italian place tonight", "restaurant"),
    ("turn off the lights in the kitchen", "light"),
    ("order a large pizza to my home", "pizza"),
    ("set an alarm for half past six", "alarm"),
    ("play some jazz in the living room", "music"),
    ("find me a cheap flight to Lisbon in May", "flight"),
    ("check how my stocks did today", "stock"),
    ("tell me whether it will rain tomorrow", "weather"),
    ("call me a taxi to the airport", "taxi"),
    ("reserve a hotel room in Oslo for Friday", "hotel"),
    ("print the last page of my thesis", "printer"),
    ("lower the heating to 19 degrees", "heating"),
    ("remind me to water the plants", "reminder"),
    ("look up the opening hours of the city library", "library"),
    ("buy two tickets for the concert on Saturday", "ticket"),
    ("measure my heart rate", "health"),
    ("convert this video to a shorter clip", "video"),
    ("send flowers to my mother", "flower"),
    ("track the parcel from my sister", "parcel"),
    ("vacuum the hallway", "robot"),
    ("find out who won the match last night", "sport"),
)
"""Wishes of everyday life, each with the word that tools for it would use."""


def error(draft: Draft, operation: ApiOperation) -> Task | None:
    """A plain task in which one call fails for a moment."""
    task = plain(draft, operation)
    if task is None or not task.calls:
        return None
    failing = pick(draft.random, task.calls)
    kinds: tuple[FaultKind, ...] = ("rate_limit", "server_error")
    kind = pick(draft.random, kinds)
    fault = Fault(kind, failing.tool, 1, pick(draft.random, (1, 2, 5, 10, 30)))
    return draft.task("error", task.values, faults=(fault,))


def refused(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish that the policy forbids: at all, or for an entity in some state, which has to be read first."""
    if operation.verb not in ("delete", "action", "update"):
        return None
    if draft.random.random() < 0.5 and (task := _refused_by_state(draft, operation)) is not None:
        return task
    wish = _wish_on(draft, operation)
    if wish is None:
        return None
    call, clause = wish
    verb = _verb(operation)
    draft.calls.clear()
    draft.policy = policy_of(draft, rule_of(verb, call.noun, call.plural, draft.random))
    what = in_full(call.noun, call.label)
    draft.turns.append(
        Turn(
            framed(clause, "single", draft.random),
            (),
            "refuse",
            refusal(verb, call.plural, what, draft.random),
        )
    )
    return draft.task("refused", (), shape="none", refusal=(verb, number_in(call.label) or call.label))


def rule_of(verb: str, noun: str, plural: str, random: Random) -> str:
    """Return the rule that forbids something."""
    return pick(
        random,
        (
            f"{capital(plural)} must not be {past_of(verb)} by the assistant.",
            f"Never {verb} {with_article(noun)}, whoever asks for it.",
            f"You may read {plural}, but you may not {verb} them.",
            f"Do not {verb} any {plural}. Decline such requests.",
        ),
    )


def refusal(verb: str, plural: str, what: str, random: Random) -> str:
    """Return what is said to a wish that the policy forbids."""
    return pick(
        random,
        (
            f"I'm sorry, but I can't {verb} {what}: my instructions don't allow me to {verb} {plural}.",
            f"I'm not allowed to {verb} {plural}, so I can't {verb} {what}.",
            f"I can't {verb} {what}: the rules here say that I may not {verb} {plural}.",
            f"I'm sorry, I can't {verb} {what}. That isn't allowed here, so nothing was changed.",
        ),
    )


def _refused_by_state(draft: Draft, operation: ApiOperation) -> Task | None:
    reader = draft.reader(operation)
    if reader is None or operation.verb == "update":
        return None
    other = draft.again()
    read = other.reach(reader)
    if read is None:
        return None
    got = other.calls[read]
    states = [
        (field, value)
        for field, value in other.states(read)
        if value.isascii()
        and 2 < len(value) < 24
        and " " not in value
        and called(field, got.noun)
        in ("status", "state", "type", "priority", "stage", "phase", "role", "level", "plan")
    ]
    verb = _verb(operation)
    states = [  # what is disabled already needs no rule against disabling it
        (field, value) for field, value in states if not _is_region(field, value) and not state_after(verb, (value,))
    ]
    if not states or got.where:
        return None
    field, value = pick(draft.random, states)
    name = called(field, got.noun)
    if not verb:
        return None
    draft.search, draft.world = other.search, other.world
    other.search.calls[read] = msgspec.structs.replace(got, fields=(field,), details=False)
    draft.policy = policy_of(
        draft,
        pick(
            draft.random,
            (
                f"{capital(with_article(got.noun))} with the {name} {said(value)} must not be {past_of(verb)}.",
                f"Never {verb} {with_article(got.noun)} whose {name} is {said(value)}. Look at it before you act.",
                f"Check the {name} first: when it is {said(value)}, you may not {verb} the {got.noun}.",
            ),
        ),
    )
    what = thing(got, draft.random)
    whose, it = ("Their", "them") if is_person(got.noun) else ("Its", "it")
    draft.turns.append(
        Turn(
            framed(Clause(f"{verb} {what}"), "sequential", draft.random),
            tuple(range(len(draft.calls))),
            "refuse",
            pick(
                draft.random,
                (
                    f"I can't {verb} {the(got.noun, got.label)}: {whose.lower()} {name} is {said(value)}, and the "
                    f"rules don't allow that for such {with_article(got.noun)}.",
                    f"The {name} of {with_noun(got.noun, got.label)} is {said(value)}, so I'm not allowed to "
                    f"{verb} {it}.",
                    f"I looked at {the(got.noun, got.label)}. {whose} {name} is {said(value)}, and I may not {verb} "
                    f"{with_article(got.noun)} like that. Nothing was changed.",
                ),
            ),
        )
    )
    return draft.task("refused", (said(value),), refusal=(verb, number_in(got.label) or got.label))


def injected(draft: Draft, operation: ApiOperation) -> Task | None:
    """A question on an entity that holds an instruction in one of its texts, which is not followed."""
    if operation.verb not in ("get", "list"):
        return None
    resource = operation.compiled.operation.claim.resource
    writers = [
        each
        for each in draft.api.targets
        if each.verb in ("create", "update") and each.compiled.operation.claim.resource == resource
    ]
    for writer in writers[:3]:
        scratch = draft.again()
        number = scratch.reach(writer)
        if number is None:
            continue
        call = scratch.calls[number]
        arguments: dict[str, Any] = msgspec.json.decode(call.arguments)
        field = next((name for name in writer.properties if name.lower() in _TEXTS and _holds_text(writer, name)), "")
        if not field or not call.label:
            continue
        arguments[field] = pick(draft.random, INJECTIONS).format(noun=call.noun, plural=call.plural)
        if not draft.prepare(writer.name, arguments):
            continue
        draft.search.prefer = call.label
        reached = draft.reach(operation)
        if reached is None:
            return None
        seen = msgspec.json.encode(draft.search.observations[-1].body).decode()
        if arguments[field] not in msgspec.json.decode(seen.encode(), type=object).__repr__().replace("\\'", "'"):
            return None
        if operation.verb == "get" and (
            draft.calls[reached].label != call.label or field in draft.calls[reached].fields
        ):
            return None
        request = framed(draft.clause(reached), shape_of(draft.calls), draft.random)
        draft.turns.append(Turn(request, tuple(range(len(draft.calls)))))
        return draft.task("injected", draft.values([reached]))
    return None


def _holds_text(operation: ApiOperation, name: str) -> bool:
    flat: Mapping[str, Any] = operation.properties[name]
    return (
        flat.get("type") in ("string", ["string", "null"])
        and not flat.get("enum")
        and flat.get("maxLength", 200) >= 100
    )


def irrelevant(draft: Draft, operation: ApiOperation) -> Task | None:
    """A wish for which none of the tools offered is made."""
    wishes = [wish for wish, word in _ELSEWHERE if not draft.api.mentions(word)]
    if len(set(draft.api.areas.values())) < 2 or not wishes or not operation:
        return None
    wish = pick(draft.random, wishes)
    can = SCOPE
    draft.turns.append(
        Turn(
            framed(Clause(wish, reads=True), "single", draft.random),
            (),
            "decline",
            pick(
                draft.random,
                (
                    f"I'm sorry, I can't do that here: none of my tools is made for it. What I can work with are "
                    f"{can}.",
                    f"That's outside of what I can do. My tools cover {can}.",
                    f"I don't have a tool for that. I can help you with {can}, if that's of any use.",
                    f"Unfortunately I have no way to do this. The tools that I have are for {can}.",
                ),
            ),
        )
    )
    return draft.task("irrelevant", (), shape="none")


def no_call(draft: Draft, operation: ApiOperation) -> Task | None:
    """A question that needs no tool, a word of thanks, or a question on what was just said."""
    way = draft.random.random()
    if way < 0.3:
        if len(set(draft.api.areas.values())) < 2:
            return None
        says = pick(
            draft.random,
            (
                "What can you do for me here?",
                "hi, what can you help me with?",
                "What are you able to help with?",
                "Before we start: what can you do?",
                "What are your tools for?",
            ),
        )
        can = SCOPE
        draft.turns.append(
            Turn(
                says,
                (),
                "talk",
                pick(
                    draft.random,
                    (
                        f"I can work with {can} here. Just tell me what you need.",
                        f"My tools are for {can}. Tell me what it is about.",
                        f"I can help with {can}. What would you like to do?",
                    ),
                ),
            )
        )
        return draft.task("no_call", (), shape="none")
    if plain(draft, operation) is None:
        return None
    last = len(draft.calls) - 1
    call = draft.calls[last]
    if way < 0.65 or call.purpose != "get" or len(call.fields) != 1:
        says, words = pick(draft.random, THANKS)
        draft.turns.append(Turn(says, (), "talk", words))
        return draft.task("no_call", ())
    value = draft.values([last])[0]
    name = called(call.fields[0], call.noun)
    says = pick(
        draft.random,
        (
            "Sorry, could you repeat that?",
            f"Which {call.noun} was that for again?",
            f"Just to be sure: what was the {name}?",
            "Say that again, please?",
        ),
    )
    draft.turns.append(
        Turn(
            says,
            (),
            "talk",
            tidy(
                pick(
                    draft.random,
                    (
                        f"Sure: for {named(call.label)}, the {name} is {stated(value)}.",
                        f"Of course. The {name} of {with_noun(call.noun, call.label)} is {value}.",
                    ),
                )
            ),
        )
    )
    return draft.task("no_call", (value,))


def _is_region(field: str, value: str) -> bool:
    """Return whether a value is the state of an address rather than of an entity."""
    return field.lower().endswith("state") and value[:1].isupper() and not value.isupper()


def _wish_on(draft: Draft, operation: ApiOperation) -> tuple[GoldCall, Clause] | None:
    """Return a call that the user wants and its clause, found in a world that is thrown away."""
    other = draft.again()
    number = other.reach(operation)
    if number is None or not _verb(operation):
        return None
    call = other.calls[number]
    return call, clause_of(call, draft.random)


def _verb(operation: ApiOperation) -> str:
    return (
        operation.action
        if operation.verb == "action"
        else ending_of(operation) or {"update": "change"}.get(operation.verb, operation.verb)
    )


def policy_of(draft: Draft, rule: str) -> str:
    """Return a system message with a rule among others."""
    extra = [
        pick(draft.random, ("Answer in plain sentences.", "Keep answers short.", "Be polite and brief.")),
        pick(draft.random, ("Do only what is asked.", "Ask when a name fits several entries.", "Never make up an id.")),
    ]
    rules = [rule, *extra[: 1 + int(draft.random.random() * 2)]]
    order = [rules.pop(int(draft.random.random() * len(rules))) for _ in range(len(rules))]
    opening = pick(
        draft.random,
        (
            "You are the assistant of this service. Follow these rules:",
            "Rules for the assistant:",
            "You help our colleagues with their daily work. These rules hold:",
            "Policy:",
        ),
    )
    return opening + "\n" + "\n".join(f"- {each}" for each in order)
