"""Words what was done: a call that changes something, its result -> what a user is told of it.

    "I took a screenshot of the current page. You can find it at https://files.example.com/result-screenshot-cd72.png."

Where something was made, it is said where it lies, or which id it has: a confirmation alone is of no use then.
"""

from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.requests import tidy
from lemnos.steps.tools.task.results import did_of
from lemnos.steps.tools.task.wording import capital, field_words, listed, stated
from lemnos.steps.tools.world.values.seeds import pick

_SET = frozenset("update set change edit modify".split())
"""Verbs of what is given another value."""
_STATES = frozenset("status state priority severity visibility stage title name description color".split())
"""Nouns of what a thing is in or has, rather than of a thing."""


def did(call: GoldCall, body: Any, random: Random) -> str:
    """Return what was done, in the words of the wish, with what the user gave and with what was left behind.

    Args:
        call: The call, whose purpose is ``do``.
        body: Its result.
        random: Decides between wordings.
    """
    verb, _, rest = call.verb.partition(" ")
    what = " ".join("your" if word == "my" else word for word in rest.split(" "))
    given = {name: stated(value) for name, value in call.said if value != "yes"}
    head = what.rsplit(" ", 1)[-1]
    past = did_of(verb)
    new = ""
    if head in given and head in _STATES and verb in _SET:
        past, new = ("set" if verb == "update" else past), f" to {given.pop(head)}"
        what = what if what.startswith(("the ", "a ", "an ", "your ")) else f"the {what}"
    elif head in given:
        what = f"the {what.partition(' ')[2] if what.startswith(('a ', 'an ', 'the ')) else what} {given.pop(head)}"
    to = next((given.pop(name) for name in ("recipient", "to") if name in given), "")
    beside = [f"the {name} {value}" for name, value in given.items()]
    tail = (f" to {to}" if to else "") + (
        f"{',' if ' with ' in what else ''} {'for' if new else 'with'} {listed(beside)}" if beside else ""
    )
    text = pick(random, (f"Done: I {past} {what}{new}{tail}", f"I {past} {what}{new}{tail}"))
    left = _left(call.outcome, body, random)
    return tidy(f"{text}.{f' {left}' if left else ''}")


def _left(field: str, body: Any, random: Random) -> str:
    """Return a sentence that tells where what was made lies, or which id it has; empty if nothing was left behind."""
    if not field or not isinstance(body, dict) or field not in body:
        return ""
    value, words = str(body[field]), words_of(field)
    if words[-1] in ("url", "link", "uri"):
        return pick(random, (f"You can find it at {value}.", f"It is at {value}.", f"Here is the link: {value}",
                             f"The result is at {value}."))  # fmt: skip
    if words[-1] == "path":
        return pick(random, (f"You can find it at {value}.", f"It is saved as {value}.", f"The file is {value}."))
    name = field_words(field)
    if len(words) == 1 and words[0] in ("id", "uuid"):
        return pick(random, (f"It has the ID {value}.", f"Its ID is {value}.", f"The ID is {value}."))
    return capital(f"the {name} is {value}.")
