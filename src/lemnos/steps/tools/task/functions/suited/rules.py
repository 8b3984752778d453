"""Lets values suit the things of which a tool speaks: an argument, its value, a tool -> a value that suits, or None.

The path of an image ends as images do, a person is called as people are, and programs are sought by what they do. The
rules are tried in turn; the first that has something to say of an argument decides. The values of a list are tried one
by one.
"""

import re
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.subject import LISTED, UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.suited.keys import KEYS
from lemnos.steps.tools.task.functions.suited.pages import PAGES
from lemnos.steps.tools.task.functions.suited.places import ON_LAND, ON_MACHINES, ON_NETWORKS, WHERE
from lemnos.steps.tools.task.functions.suited.symbols import TRADED
from lemnos.steps.tools.task.functions.suited.texts import NAMES, TEXTS
from lemnos.steps.tools.task.functions.suited.written import WRITTEN
from lemnos.steps.tools.task.operation import ApiOperation

_WITHOUT_EXTENSION = re.compile(r"\bwithout\b[^\n]{0,20}?\bextension")
_EXTENSION = re.compile(r"\.\w{2,4}$")
_TRIES = 8
_RULES: tuple[Rule, ...] = (*TRADED, *ON_NETWORKS, *WRITTEN, *TEXTS, *ON_MACHINES, *ON_LAND)
"""Rules for any value, and for those for which none was found."""
_RULES_OF_STRINGS: tuple[Rule, ...] = (*PAGES, *WHERE, *KEYS, *NAMES)
"""Rules for strings that the description of the argument does not give as examples."""


def suited(name: str, value: Any, operation: ApiOperation, random: Random) -> Any:
    """Return a value that suits the things of which the tool speaks; None if none is known.

    Args:
        name: Name of the argument.
        value: What a person may give for such an argument; None if nothing was found.
        operation: The tool.
        random: Decides.
    """
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        return _each(name, value, operation, random)
    words = words_of(name)
    if isinstance(value, str) and LISTED.fullmatch(value) and words and singular(words[-1]) != words[-1]:
        several = _each(name, value.split(","), operation, random)
        return None if several is None else ",".join(several)
    return _one(Given(name, value, operation, random))


def _each(name: str, values: list[str], operation: ApiOperation, random: Random) -> list[str] | None:
    """Return values that suit, none twice and as many; None if one of them has none that suits."""
    *front, last = words_of(name)
    found: list[str] = []
    for turn in range(_TRIES):
        if len(found) == len(values):
            break
        made = _one(Given(name, values[turn % len(values)], operation, random, (*front, singular(last))))
        if not isinstance(made, str):
            return None
        if made not in found:
            found.append(made)
    return found


def _one(given: Given) -> Any:
    if isinstance(given.value, str) and _WITHOUT_EXTENSION.search(given.told):
        given.value = _EXTENSION.sub("", given.value)
    for rule in _RULES:
        if (found := rule(given)) is not UNDECIDED:
            return found
    if not isinstance(given.value, str) or given.is_stated:
        return given.value
    for rule in _RULES_OF_STRINGS:
        if (found := rule(given)) is not UNDECIDED:
            return found
    return given.value
