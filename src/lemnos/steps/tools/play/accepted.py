"""Words answers on what a service does after it has answered: a call -> that it was accepted, and nothing more.

A service that answers with 202, or says that it works asynchronously, has not done yet what was asked for.
"""

from random import Random

from lemnos.steps.tools.naming.noun_phrases import named
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.requests import plural_field, tidy
from lemnos.steps.tools.task.results import past_of
from lemnos.steps.tools.task.wording import RENAMING, capital, is_prose, listed, stated
from lemnos.steps.tools.world.values.seeds import pick

LATER = ("create", "update", "delete", "action", "do")
"""What calls are for that may be done later."""


def accepted(call: GoldCall, what: str, random: Random) -> str:
    """Return the sentence for one call.

    Args:
        call: The call, which is done ``later``.
        what: What it is about, in words.
        random: Decides between wordings.
    """
    match call.purpose:
        case "update":
            return _update(call, what)
        case "create":
            what = f"the {call.noun} {named(call.label)}" if call.label else f"a new {call.noun}"
            given = [f"the {name} {stated(value)}" for name, value in call.said[:1] if value != "yes"]
            tail = f" with {listed(given)}" if given and not call.label else ""
            where = f" {call.where}" if call.where else ""
            return tidy(f"{_request(f'create {what}{where}{tail}', f'{what} is being created{where}{tail}', random)}.")
        case "do":
            given = [f"the {name} {stated(value)}" for name, value in call.said if value != "yes"]
            wish = " ".join("your" if word == "my" else word for word in call.verb.split(" "))
            return tidy(f"The request to {wish}{f' with {listed(given)}' if given else ''} was accepted.")
        case _:
            verb = call.verb or "delete"
            where = f" {call.where}" if call.where.startswith("to ") else ""
            return f"{_request(f'{verb} {what}{where}', f'{what} is being {past_of(verb)}{where}', random)}."


def both(one: str, verb: str, random: Random) -> str:
    """Return the sentence for several of the same kind.

    >>> both("the bills #17 and #18", "pay", Random(2))
    'The bills #17 and #18 are being paid.'
    """
    forms = (f"the requests to {verb} {one} were accepted", f"{one} are being {past_of(verb)}")
    return f"{capital(pick(random, forms))}."


def _request(wish: str, present: str, random: Random) -> str:
    forms = (f"the request to {wish} was accepted", present, f"{present}: the request was accepted")
    return capital(pick(random, forms))


def _update(call: GoldCall, what: str) -> str:
    if len(call.said) == 1 and call.said[0][0] in RENAMING:
        return tidy(f"The request to rename {what} to {named(call.said[0][1])} was accepted.")
    flags = [name.removeprefix("is ") for name, value in call.said if value == "yes"]
    plain = [(name, f'"{value}"' if is_prose(name) else stated(value)) for name, value in call.said if value != "yes"]
    parts = [
        f"the {name}{'' if number else f' of {what}'} {'are' if plural_field(name) else 'is'} going to be {value}"
        for number, (name, value) in enumerate(plain)
    ]
    parts += [f"{'it' if parts else what} is going to be {listed(flags)}"] if flags else []
    return tidy(f"The change was accepted: {listed(parts)}.")
