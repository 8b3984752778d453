"""Lets values suit the things of which a tool speaks: an argument, its value, a tool -> a value that suits, or None.

The path of an image ends as images do, a person is called as people are, and programs are sought by what they do. The
rules are tried in turn; the first that has something to say of an argument decides.
"""

import re
from random import Random
from typing import Any

from lemnos.steps.tools.task.functions.subject import UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.suited_places import ON_LAND, ON_MACHINES, ON_NETWORKS, WHERE
from lemnos.steps.tools.task.functions.suited_texts import NAMES, TEXTS
from lemnos.steps.tools.task.operation import ApiOperation

_WITHOUT_EXTENSION = re.compile(r"\bwithout\b[^\n]{0,20}?\bextension")
_EXTENSION = re.compile(r"\.\w{2,4}$")
_RULES: tuple[Rule, ...] = (*ON_NETWORKS, *TEXTS, *ON_MACHINES, *ON_LAND)
"""Rules for any value, and for those for which none was found."""
_RULES_OF_STRINGS: tuple[Rule, ...] = (*WHERE, *NAMES)
"""Rules for strings that the description of the argument does not give as examples."""


def suited(name: str, value: Any, operation: ApiOperation, random: Random) -> Any:
    """Return a value that suits the things of which the tool speaks; None if none is known.

    Args:
        name: Name of the argument.
        value: What a person may give for such an argument; None if nothing was found.
        operation: The tool.
        random: Decides.
    """
    given = Given(name, value, operation, random)
    if isinstance(value, str) and _WITHOUT_EXTENSION.search(given.told):
        given.value = _EXTENSION.sub("", value)
    for rule in _RULES:
        if (found := rule(given)) is not UNDECIDED:
            return found
    if not isinstance(given.value, str) or given.is_stated:
        return given.value
    for rule in _RULES_OF_STRINGS:
        if (found := rule(given)) is not UNDECIDED:
            return found
    return given.value
