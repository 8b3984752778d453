"""Words answers: calls of a task and what they returned -> what a user is told.

An answer says what was found or done in a sentence, with the values that the user asked for, and nothing that no
observation holds.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from lemnos.steps.tools.task.api import at, inner, is_plain
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.requests import called, plural_field, tidy
from lemnos.steps.tools.task.results import FIRST, MOST_NAMED, did_of, entity_of, item_names, past_of
from lemnos.steps.tools.task.wording import capital, field_words, is_described, listed, named, said, stated
from lemnos.steps.tools.world.semantics.words import states_after
from lemnos.steps.tools.world.values.seeds import pick


def answer_of(calls: Sequence[tuple[GoldCall, Any]], random: Random) -> str:
    """Return the answer of a turn.

    Args:
        calls: The calls whose results were asked for, each with the body of what it returned.
        random: Decides between wordings.
    """
    sentences = [_sentence(call, body, random) for call, body in calls]
    if len(calls) > 1 and all(call.purpose == "do" and call.fields for call, _ in calls):
        sentences = [_told_apart(number, calls, sentence) for number, sentence in enumerate(sentences)]
    if len(sentences) == 1:
        opening = pick(random, _OPENINGS[calls[0][0].purpose])
        text = f"{opening}{sentences[0]}"
        return text + (f" {pick(random, _CLOSINGS)}" if random.random() < 0.15 else "")
    changed = len(sentences) == 2 and all(_is_change(call) for call, _ in calls)
    opening = pick(random, ("", "Both are done. ", "")) if changed else ""
    return opening + " ".join(sentences)


_OPENINGS: dict[str, tuple[str, ...]] = {
    "list": ("", "", "Here you go. ", "I looked it up. "),
    "find": ("", "", "Here you go. "),
    "get": ("", "", "", "I checked: ", "Found it. "),
    "create": ("Done. ", "", "All set. ", ""),
    "update": ("Done. ", "", "All set. ", ""),
    "delete": ("Done. ", "", "", "All right. "),
    "action": ("Done. ", "", "", "All set. "),
    "do": ("", "", "", ""),
}
_CLOSINGS = (
    "Anything else?",
    "Let me know if you need more.",
    "Tell me if I should do anything else.",
    "Is there anything else?",
)


def _told_apart(number: int, calls: Sequence[tuple[GoldCall, Any]], sentence: str) -> str:
    """Return a sentence of an answer on several calls, with the value by which its call differs from the others."""
    said_ = dict(calls[number][0].said)
    others = [dict(call.said) for index, (call, _) in enumerate(calls) if index != number]
    own = next((value for name, value in said_.items() if all(each.get(name) != value for each in others)), "")
    plain = sentence.removeprefix("Here is the result: ").removeprefix("I got this back: ")
    return f"For {named(own)}: {plain}" if own else sentence


def _is_change(call: GoldCall) -> bool:
    return call.purpose in ("create", "update", "delete", "action")


def _thing(call: GoldCall, random: Random) -> str:
    label = named(call.label)
    if is_described(call.label):
        return f"the {call.noun} {label}"
    return pick(random, (f"the {call.noun} {label}", label, f'the {call.noun} "{call.label}"'))


def _sentence(call: GoldCall, body: Any, random: Random) -> str:
    match call.purpose:
        case "list" | "find":
            return _list(call, body, random)
        case "get":
            return _get(call, body, random)
        case "create":
            return _create(call, body, random)
        case "update":
            return _update(call, random)
        case "delete":
            what = _thing(call, random)
            return capital(
                pick(
                    random,
                    (f"{what} is deleted.", f"{what} has been removed.", f"I deleted {what}.", f"{what} is gone now."),
                )
            )
        case "action":
            return _action(call, body, random)
        case "do":
            return _done(call, body, random)


def _list(call: GoldCall, body: Any, random: Random) -> str:
    names = item_names(call, body)
    where = f" {call.where}" if call.where else ""
    if not is_plain(call.name_field):
        items = at(body, call.items)
        count = len(items) if isinstance(items, list) else 0
        return f"There {'is' if count == 1 else 'are'} {count} {call.noun if count == 1 else call.plural}{where}."
    if not names:
        return f"There are no {call.plural}{where} that fit."
    noun = call.noun if len(names) == 1 else call.plural
    verb = "is" if len(names) == 1 else "are"
    counted = f"{len(names)} {noun}"
    if len(names) > MOST_NAMED:
        rest = len(names) - FIRST
        start = f"There are {counted}{where}. The first {FIRST} are {listed(names[:FIRST])}."
        return f"{start} " + pick(
            random, (f"Shall I name the other {rest} too?", f"I can list the other {rest} as well.")
        )
    return pick(
        random,
        (
            f"There {verb} {counted}{where}: {listed(names)}.",
            f"I found {counted}{where}: {listed(names)}.",
            f"These are the {counted}{where}: {listed(names)}."
            if len(names) > 1
            else f"There is one {noun}{where}: {names[0]}.",
            f"The list has {counted}{where}: {listed(names)}.",
        ),
    )


def _get(call: GoldCall, body: Any, random: Random) -> str:
    entity = entity_of(call, body)
    what = _thing(call, random)
    parts = []
    for field in call.fields:
        value = stated(said(entity.get(field)))
        name = called(field, call.noun)
        verb = "are" if plural_field(field) else "is"
        if name in ("created", "created at", "created on", "creation date"):
            parts.append(f"{what} was created on {value}")
        elif name in ("updated", "updated at", "modified", "modified at", "last modified", "last updated"):
            parts.append(f"{what} was last updated on {value}")
        elif parts:
            parts.append(f"its {name} {verb} {value}")
        else:
            parts.append(
                pick(random, (f"the {name} of {what} {verb} {value}", f"for {what}, the {name} {verb} {value}"))
            )
    return tidy(capital(listed(parts)) + ".")


def _create(call: GoldCall, body: Any, random: Random) -> str:
    where = f" {call.where}" if call.where else ""
    entity = entity_of(call, body)
    key = next(
        (entity[name] for name in ("id", f"{call.noun.replace(' ', '')}Id", "key", "number") if name in entity), None
    )
    tail = ""
    if isinstance(key, int | str) and not isinstance(key, bool) and 0 < len(str(key)) <= 40:
        tail = pick(random, (f" Its id is {key}.", f" It has the id {key}.", ""))
    if not call.label:
        values = [f"the {name} {stated(value)}" for name, value in call.said[:1] if value != "yes"]
        rest = f" with {listed(values)}" if values else ""
        return f"The new {call.noun}{where}{rest} is there.{tail}"
    return (
        pick(
            random,
            (
                f"The {call.noun} {named(call.label)} is created{where}.",
                f"I created the {call.noun} {named(call.label)}{where}.",
                f'The {call.noun} "{call.label}" now exists{where}.',
                f"I added the {call.noun} {named(call.label)}{where}.",
            ),
        )
        + tail
    )


def _update(call: GoldCall, random: Random) -> str:
    what = _thing(call, random)
    parts = [
        f"{name.removeprefix('is ')}" if value == "yes" else f"the {name} is now {stated(value)}"
        for name, value in call.said
    ]
    flags = [part for part, (_, value) in zip(parts, call.said, strict=True) if value == "yes"]
    plain = [part for part, (_, value) in zip(parts, call.said, strict=True) if value != "yes"]
    if not plain:
        return capital(f"{what} is now {listed(flags)}.")
    text = pick(random, (f"I updated {what}: {listed(plain)}", f"{what} is updated; {listed(plain)}"))
    return capital(text) + (f", and it is {listed(flags)}" if flags else "") + ("" if text.endswith('."') else ".")


def _action(call: GoldCall, body: Any, random: Random) -> str:
    what = _thing(call, random)
    if call.where.startswith("to "):
        return capital(f"I {did_of(call.verb)} {what} {call.where}.")
    entity = entity_of(call, body)
    states = states_after(call.verb)
    state = next((said(value) for value in entity.values() if isinstance(value, str) and value.lower() in states), "")
    if state:
        return capital(pick(random, (f"{what} is now {state}.", f"{what} has the status {state} now.")))
    return capital(
        pick(
            random,
            (f"{what} has been {past_of(call.verb)}.", f"I {did_of(call.verb)} {what}."),
        )
    )


def _did(call: GoldCall, random: Random) -> str:
    """Return what was done, in the words of the wish, with what the user gave."""
    verb, _, rest = call.verb.partition(" ")
    what = " ".join("your" if word == "my" else word for word in rest.split(" "))
    said_ = {name: stated(value) for name, value in call.said if value != "yes"}
    head = what.rsplit(" ", 1)[-1]
    if head in said_:
        what = f"the {what.partition(' ')[2] if what.startswith(('a ', 'an ', 'the ')) else what} {said_.pop(head)}"
    to = next((said_.pop(name) for name in ("recipient", "to") if name in said_), "")
    given = [f"the {name} {value}" for name, value in said_.items()]
    tail = (f" to {to}" if to else "") + (f" with {listed(given)}" if given else "")
    text = pick(random, (f"Done: I {did_of(verb)} {what}{tail}", f"I {did_of(verb)} {what}{tail}"))
    return tidy(f"{text}.")


def _done(call: GoldCall, body: Any, random: Random) -> str:
    if not call.fields:
        return _did(call, random)
    if isinstance(items := inner(body, (call.fields[0],)), list):
        names = [stated(said(item)) for item in items]
        what = field_words(call.fields[0])
        if len(names) == 1:
            return tidy(f"I found one: {names[0]}.")
        return tidy(
            pick(
                random,
                (
                    f"I found {len(names)}: {listed(names)}.",
                    f"These are the {what}: {listed(names)}.",
                    f"I got {len(names)} back: {listed(names)}.",
                ),
            )
        )
    pairs = [
        (called(field.split("/")[-1], call.noun), said(inner(body, tuple(field.split("/"))))) for field in call.fields
    ]
    told = [f"the {name} is {stated(value)}" for name, value in pairs]
    return tidy(
        capital(
            pick(
                random,
                (f"{listed(told)}.", f"Here is the result: {listed(told)}.", f"I got this back: {listed(told)}."),
            )
        )
    )
