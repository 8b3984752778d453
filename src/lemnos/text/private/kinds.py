"""The kinds of private data, one found value, and placeholders that a text does not hold yet."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["home_folder", "email", "name", "key", "ip_address"]

LOG_KINDS: frozenset[Kind] = frozenset(("home_folder", "email", "name", "key"))
"""What is private in logs of agents. Addresses of machines stay: there they are mostly those of services that are
called, and outputs that name them must go on to agree with the calls."""
ALL_KINDS: frozenset[Kind] = LOG_KINDS | {"ip_address"}

START = r"(?:(?<=\\[nrt])|(?<![A-Za-z0-9\\]))"
"""Where a word may begin: also after a line break that is written as an escape, in JSON text within text."""


class Private(NamedTuple):
    """One value to replace wherever it stands."""

    kind: Kind
    pattern: str
    """Regular expression that matches it."""
    placeholder: str
    rule: str = ""
    """Name of what found it, where there are several of a kind: ``github-pat``."""


def numbered(text: str, form: str) -> Iterator[str]:
    """Yield the placeholders of a form, numbered from 1, that the text does not hold yet."""
    number = 0
    while True:
        number += 1
        placeholder = form.format(number)
        if placeholder not in text:
            yield placeholder
