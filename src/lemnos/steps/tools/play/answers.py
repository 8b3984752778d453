"""Words answers: calls of a task and what they returned -> what a user is told.

An answer says what was found or done in a sentence, with the values that the user asked for, and nothing that no
observation holds.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.noun_phrases import is_described, is_person, named, the
from lemnos.steps.tools.naming.things import is_numbered
from lemnos.steps.tools.play.accepted import LATER, accepted, both
from lemnos.steps.tools.play.done import did
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.listings import at, inner, is_plain
from lemnos.steps.tools.task.requests import called, plural_field, tidy
from lemnos.steps.tools.task.results import AMOUNTS, did_of, entity_of, item_names, past_of, told_of, valued
from lemnos.steps.tools.task.wording import (
    HAPPENED,
    RENAMING,
    capital,
    field_words,
    is_or_are,
    is_prose,
    listed,
    said,
    stated,
)
from lemnos.steps.tools.world.results.known_fields import UNITS_SAID, without_unit
from lemnos.steps.tools.world.semantics.states import state_after
from lemnos.steps.tools.world.values.seeds import pick


def answer_of(calls: Sequence[tuple[GoldCall, Any]], random: Random, *, again: bool = False) -> str:
    """Return the answer of a turn.

    Args:
        calls: The calls whose results were asked for, each with the body of what it returned.
        random: Decides between wordings.
        again: Whether it was asked before, and something has changed since.
    """
    if again and len(calls) == 1 and calls[0][0].purpose == "list":
        return _list_again(*calls[0], random)
    if len(calls) == 2 and (text := _together([call for call, _ in calls], random)):
        return text
    sentences = [_sentence(call, body, random) for call, body in calls]
    if len(calls) > 1 and all(call.purpose == "do" and call.fields for call, _ in calls):
        sentences = [_told_apart(number, calls, sentence) for number, sentence in enumerate(sentences)]
    if len(sentences) == 1:
        opening = pick(random, _OPENINGS[calls[0][0].purpose])
        return sentences[0] if calls[0][0].later else f"{opening}{sentences[0]}"
    return " ".join(sentences)


_OPENINGS: dict[str, tuple[str, ...]] = {
    "list": ("", "", "", "Here you go. "),
    "find": ("",),
    "get": ("",),
    "create": ("Done. ", "", ""),
    "update": ("Done. ", "", ""),
    "delete": ("Done. ", "", ""),
    "action": ("Done. ", "", ""),
    "do": ("",),
}


def _together(calls: Sequence[GoldCall], random: Random) -> str:
    """Return the sentence for two deletions, actions or creations of the same kind; empty for others."""
    one, two = calls
    if one.tool != two.tool or one.purpose not in ("delete", "action", "create") or one.where.startswith("to "):
        return ""
    verb = one.verb or one.purpose
    done, did = past_of(verb), did_of(verb)
    what = f"{the(one.noun, one.label)} and {the(two.noun, two.label)}"
    if one.purpose == "create":
        if not one.label or not two.label or one.where != two.where or is_numbered(one.noun):
            return ""
        what = f"the {one.plural} {named(one.label)} and {named(two.label)}{f' {one.where}' if one.where else ''}"
    if one.later:
        return both(what, verb, random)
    return capital(pick(random, (f"{what} have been {done}.", f"I {did} {what}.", f"I have {done} {what}.")))


def _told_apart(number: int, calls: Sequence[tuple[GoldCall, Any]], sentence: str) -> str:
    """Return a sentence of an answer on several calls, with the value by which its call differs from the others."""
    said_ = dict(calls[number][0].said)
    others = [dict(call.said) for index, (call, _) in enumerate(calls) if index != number]
    own = next((value for name, value in said_.items() if all(each.get(name) != value for each in others)), "")
    plain = sentence.removeprefix("Here is the result: ").removeprefix("I got this back: ")
    return f"For {named(own)}: {plain}" if own else sentence


def _thing(call: GoldCall, random: Random) -> str:
    label = named(call.label)
    if is_described(call.label):
        return the(call.noun, call.label)
    if is_person(call.noun):
        return label
    return pick(random, (f"the {call.noun} {label}", label, f'the {call.noun} "{call.label}"'))


def _sentence(call: GoldCall, body: Any, random: Random) -> str:
    if call.later and call.purpose in LATER and not call.fields:
        return accepted(call, _thing(call, random) if call.label else "", random)
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
            what, done = _thing(call, random), past_of(call.verb or "delete")
            did = did_of(call.verb or "delete")
            return capital(pick(random, (f"{what} has been {done}.", f"I {did} {what}.", f"I have {done} {what}.")))
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
        return f"There are no {call.plural}{where}."
    if len(names) == 1:
        return f"There is one {call.noun}{where}: {names[0]}."
    return pick(
        random,
        (
            f"There are {len(names)} {call.plural}{where}: {listed(names)}.",
            f"I found {len(names)} {call.plural}{where}: {listed(names)}.",
            f"These are the {len(names)} {call.plural}{where}: {listed(names)}.",
        ),
    )


def _list_again(call: GoldCall, body: Any, random: Random) -> str:
    names = item_names(call, body)
    if not is_plain(call.name_field) or len(names) < 2:
        text = _list(call, body, random).removesuffix(".")
        return f"{text.replace('There is', 'There is now', 1).replace('There are', 'There are now', 1)}."
    where = f" {call.where}" if call.where else ""
    return pick(
        random,
        (
            f"There are now {len(names)} {call.plural}{where}: {listed(names)}.",
            f"Now there are {len(names)}: {listed(names)}.",
            f"The list of {call.plural}{where} now has {len(names)}: {listed(names)}.",
            f"The {call.plural}{where} are now {listed(names)}.",
            f"As of now, I see {len(names)} {call.plural}{where}: {listed(names)}.",
        ),
    )


def _get(call: GoldCall, body: Any, random: Random) -> str:
    entity = entity_of(call, body)
    what = _thing(call, random)
    parts: list[str] = []
    for field in call.fields:
        value = valued(field, entity)
        name = called(field, call.noun)
        several = plural_field(field) and value.isdecimal()
        name = f"number of {name}" if several else name
        verb = "are" if plural_field(field) and not several else "is"
        if name in HAPPENED:
            parts.append(f"{what if not parts else 'it'} was {HAPPENED[name]} on {value}")
        elif parts:
            parts.append(f"{'their' if is_person(call.noun) else 'its'} {name} {verb} {value}")
        else:
            parts.append(f"the {name} of {what} {verb} {value}")
    return tidy(capital(listed(parts)) + ".")


def _create(call: GoldCall, body: Any, random: Random) -> str:
    where = f" {call.where}" if call.where else ""
    entity = entity_of(call, body)
    tail = ""
    if is_numbered(call.noun):
        number = next(
            (entity[name] for name in ("number", f"{call.noun.replace(' ', '')}Number", "id") if name in entity), ""
        )
        if re.fullmatch(r"\d{3,9}|[A-Z]{1,5}-?\d{2,9}", str(number)):
            tail = pick(random, (f" Its number is {number}.", f" It has the number {number}."))
    if not call.label:
        values = [f"the {name} {stated(value)}" for name, value in call.said[:1] if value != "yes"]
        rest = f" with {listed(values)}" if values else ""
        return f"I created the {call.noun}{where}{rest}.{tail}"
    return (
        pick(
            random,
            (
                f"The {call.noun} {named(call.label)} has been created{where}.",
                f"I created the {call.noun} {named(call.label)}{where}.",
                f"I have created the {call.noun} {named(call.label)}{where}.",
                f"I added the {call.noun} {named(call.label)}{where}.",
            ),
        )
        + tail
    )


def _update(call: GoldCall, random: Random) -> str:
    what = _thing(call, random)
    parts = [
        f"{name.removeprefix('is ')}"
        if value == "yes"
        else f"the {name} {'are' if plural_field(name) else 'is'} now {stated(value)}"
        for name, value in call.said
    ]
    flags = [part for part, (_, value) in zip(parts, call.said, strict=True) if value == "yes"]
    plain = [part for part, (_, value) in zip(parts, call.said, strict=True) if value != "yes"]
    if not plain:
        return capital(f"{what} is now {listed(flags)}.")
    if len(call.said) == 1 and call.said[0][0] in RENAMING:
        return tidy(f"I renamed {what} to {named(call.said[0][1])}.")
    name, value = next(pair for pair in call.said if pair[1] != "yes")
    value = f'"{value}"' if is_prose(name) else stated(value)
    text = f"the {name} of {what} {'are' if plural_field(name) else 'is'} now {value}"
    if rest := plain[1:]:
        text = f"{text}, and {listed(rest)}"
    return tidy(capital(text) + (f", and it is {listed(flags)}" if flags else "") + ".")


def _action(call: GoldCall, body: Any, random: Random) -> str:
    what = _thing(call, random)
    if call.where.startswith("to "):
        return capital(f"I {did_of(call.verb)} {what} {call.where}.")
    entity = entity_of(call, body)
    if state := state_after(call.verb, [value for value in entity.values() if isinstance(value, str)]):
        return capital(f"{what} is now {said(state)}.")
    return capital(
        pick(
            random,
            (f"{what} has been {past_of(call.verb)}.", f"I {did_of(call.verb)} {what}."),
        )
    )


_UNCOUNTED = frozenset(
    "news data information weather feedback history content traffic music software equipment advice research".split()
)
"""Nouns without a plural."""


def alike(names: list[str]) -> list[str]:
    """Return names for a list, all in quotes if one of them is.

    >>> alike(['"Renew the contract"', "Spring sale"]), alike(["Jazz", "Blues"])
    (['"Renew the contract"', '"Spring sale"'], ['Jazz', 'Blues'])
    """
    if not any(name.startswith('"') for name in names):
        return names
    return [name if name.startswith('"') else f'"{name}"' for name in names]


def _measured(field: str, value: Any, noun: str) -> tuple[str, str]:
    """Return what a field is called, and its value in words, with the unit that its name tells."""
    name = field.split("/")[-1]
    words = words_of(name)
    if isinstance(value, int | float) and (bare := without_unit(words)) != words:
        return called("_".join(bare), noun), f"{told_of(field, value)}{UNITS_SAID[words[-1]]}"
    return called(name, noun), told_of(field, value)


def _done(call: GoldCall, body: Any, random: Random) -> str:
    if not call.fields:
        return did(call, body, random)
    if isinstance(items := inner(body, (call.fields[0],)), list):
        names = alike([stated(told_of("name", item)) for item in items])
        what = field_words((words_of(call.fields[0]) or (call.fields[0],))[-1])
        these = f"This is the {what}" if what in _UNCOUNTED else f"These are the {what}"
        if len(names) == 1:
            return tidy(f"I found one: {names[0]}.")
        return tidy(
            pick(
                random,
                (
                    f"I found {len(names)}: {listed(names)}.",
                    f"{these}: {listed(names)}.",
                    f"I got {len(names)} back: {listed(names)}.",
                ),
            )
        )
    pairs = [_measured(field, inner(body, tuple(field.split("/"))), call.noun) for field in call.fields]
    currency = next((value for name, value in pairs if name == "currency"), "")
    if currency and any(name.rpartition(" ")[2] in AMOUNTS for name, _ in pairs):
        pairs = [
            (name, f"{value} {currency.upper()}" if name.rpartition(" ")[2] in AMOUNTS else value)
            for name, value in pairs
            if name != "currency"
        ]
    told = [f"the {is_or_are(name, stated(value))}" for name, value in pairs]
    return tidy(
        capital(
            pick(
                random,
                (f"{listed(told)}.", f"Here is the result: {listed(told)}.", f"I got this back: {listed(told)}."),
            )
        )
    )
