"""All kinds of private data in a text, and the function that replaces them.

``private_data(text)`` → what to replace by which placeholder. Placeholders are fixed and numbered in the order of the
first occurrence, so that the same person or key stays the same one through a text: ``user1``,
``person1@example.com``, ``Person 1``, ``SECRET_1``, ``192.0.2.1``. They are valid wherever the original was: in paths,
JSON text and addresses. What was masked once is not private: masking again changes nothing.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Literal, NamedTuple

from lemnos.text.private.addresses import addresses
from lemnos.text.private.keys import keys
from lemnos.text.private.kinds import LOG_KINDS, Kind, Private, numbered
from lemnos.text.private.leaks import Confidence, leaks
from lemnos.text.private.people import homes, people


class Found(NamedTuple):
    """One place in a text where something private stands: ``text[start:end]``."""

    start: int
    end: int
    kind: Kind
    placeholder: str
    rule: str


Detector = Literal["patterns", "betterleaks"]
"""What finds keys: some twenty patterns and values that are assigned to telling names, or these and the rules of
``betterleaks``."""


def private_data(
    text: str,
    kinds: AbstractSet[Kind] = LOG_KINDS,
    detector: Detector = "patterns",
    confidence: Confidence = "low",
) -> list[Private]:
    """Return what to replace in a text, in the order of the first occurrence of each kind.

    Args:
        text: The text.
        kinds: What to look for; ``name`` takes ``email`` with it.
        detector: What finds keys.
        confidence: The least confidence of a rule of ``betterleaks`` for its finding to count.

    Raises:
        SettingsError: ``betterleaks`` is asked for and not installed.

    >>> [found.placeholder for found in private_data("ls /Users/jdoe/src; git log: Jo Doe <jo@doe.dev>")]
    ['user1', 'person1@example.com', 'Person 1']
    """
    found: list[Private] = []
    if "home_folder" in kinds:
        found += homes(text)
    if "email" in kinds:
        found += (item for item in people(text) if item.kind in kinds)
    if "key" in kinds:
        found += _secrets(text, detector, confidence)
    if "ip_address" in kinds:
        found += addresses(text)
    return found


def _secrets(text: str, detector: Detector, confidence: Confidence) -> Iterator[Private]:
    placeholders = numbered(text, "SECRET_{}")
    taken: list[str] = []
    more = leaks(text, confidence) if detector == "betterleaks" else ()
    for key in chain(keys(text), more):
        if not any(key.value in value for value in taken):
            taken.append(key.value)
            yield Private("key", re.escape(key.value), next(placeholders), key.rule)


def places(text: str, found: Sequence[Private]) -> list[Found]:
    """Return where private data stands in a text, in order; no two places overlap."""
    if not found:
        return []
    longest = sorted(found, key=lambda item: -len(item.pattern))  # a key that holds another goes first
    whole = re.compile("|".join(f"(?P<p{number}>{item.pattern})" for number, item in enumerate(longest)), re.DOTALL)
    result = []
    for match in whole.finditer(text):
        item = longest[int((match.lastgroup or "p0")[1:])]
        result.append(Found(match.start(), match.end(), item.kind, item.placeholder, item.rule))
    return result


def replacer(found: Sequence[Private]) -> Callable[[str], tuple[str, Counter[Kind]]]:
    """Return a function that replaces private data in a text, and counts the replacements by kind."""

    def replace(text: str) -> tuple[str, Counter[Kind]]:
        there = places(text, found)
        return replaced(text, there), Counter(place.kind for place in there)

    return replace


def replaced(text: str, there: Sequence[Found]) -> str:
    """Return a text with placeholders at these places."""
    pieces: list[str] = []
    end = 0
    for place in there:
        pieces += (text[end : place.start], place.placeholder)
        end = place.end
    return "".join([*pieces, text[end:]])
