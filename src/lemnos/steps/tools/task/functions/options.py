"""Reads the options that the description of an argument lists: a schema -> its options, in their order.

Lists are read where they stand in parentheses, after words such as *one of* and *options:*, or as quoted words that
*or* joins. What is said to be an example is none of several options.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.schemas.flatten import types

_ONE = r"[\"'`“‘]?[A-Za-z0-9][\w.^-]{0,24}[\"'`”’]?"
_JOIN = r"(?:\s*,\s*(?:or\s+|and\s+)?|\s*\|\s*|\s+or\s+)"
_QUOTED = r"[\"'`“‘][A-Za-z0-9][\w.^-]{0,24}[\"'`”’]"
_PLACES = (
    re.compile(
        rf"\b(?:one of|options?(?: are)?|(?:valid|allowed|possible|supported|accepted|available)"
        rf"(?: \w+)? ?(?:values|options)?(?: are)?|choices|must be|can be|either)(?:\s*:)?\s*[\[(]?"
        rf"({_QUOTED}(?:{_JOIN}{_QUOTED})+)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:one of|options|valid values|allowed values|possible values|choices)\s*:\s*[\[(]?"
               rf"({_ONE}(?:{_JOIN}{_ONE})+)(?=[)\].;]|$)", re.IGNORECASE),
    re.compile(rf"\(({_ONE}(?:{_JOIN}{_ONE})+)\)"),
    re.compile(rf"({_QUOTED}(?:\s*,\s*{_QUOTED})*,?\s+or\s+{_QUOTED})"),
)  # fmt: skip
_EXEMPLARY = re.compile(r"\b(?:e\.?g\b|example|such as|like|default|if|unless|optional)[^(.;]{0,24}$", re.IGNORECASE)
"""What stands before examples, rather than options."""
_PLAIN = frozenset(
    "optional required default string integer number boolean array object str int float bool list dict none null true "
    "false inclusive exclusive ascending descending and or any all unused in seconds minutes days hours characters "
    "if provided the a utc iso meters miles comma separated e g i auto".split()
)
"""Words in parentheses that are no options."""


def stated_options(flat: Mapping[str, Any]) -> list[str]:
    """Return the options that a description lists; none if there are fewer than two.

    >>> stated_options({"type": "string", "description": "Period (Q1, Q2, Q3, Q4, FY)"})
    ['Q1', 'Q2', 'Q3', 'Q4', 'FY']
    >>> stated_options({"type": "string", "description": "Order: 'newest' or 'oldest'."})
    ['newest', 'oldest']
    >>> stated_options({"type": "string", "description": "Ticker (e.g. AAPL, MSFT)"})
    []
    """
    kinds = types(dict(flat))
    if kinds and "string" not in kinds:
        return []
    text = str(flat.get("description", ""))[:400]
    for place in _PLACES:
        for match in place.finditer(text):
            if _EXEMPLARY.search(text[: match.start(1)].rstrip("([ ")):
                continue
            options = [each.strip("\"'`“”‘’.") for each in re.split(_JOIN, match[1])]
            options = [each for each in options if each.lower() != "etc"]
            plain = any(each.lower() in _PLAIN for each in options)
            if len(options) > 1 and not plain and (len(options) > 2 or place is not _PLACES[2]):
                return list(dict.fromkeys(options))
    return []
