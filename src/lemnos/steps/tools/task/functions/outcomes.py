"""Reads what a change has left behind: its result, what was sent -> the field that the user must be told.

    {"success": true, "image_url": "…/lamp.png", "url": "…/lamp-upscaled.png"}  ──▶  "url"

A file that was made is of no use to who does not hear where it lies, nor is a thing that was created without a name and
an id. Only what was not sent counts, and only values of the result itself. Cost: some microseconds.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular

_PLACES = frozenset("url link uri path".split())
"""Last words of fields that tell where something lies."""
_FILES = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_KEYS = frozenset("id uuid hash".split())
"""Last words of fields that tell one thing from others."""
_MAKING = frozenset(
    "create add insert upload generate make send post publish schedule book reserve start launch run open new register "
    "record import export deploy duplicate copy clone fork submit draft enqueue trigger invoke capture take save "
    "broadcast reply log mint invite order execute play".split()
)
"""Verbs of wishes that leave something new behind."""
_LONGEST = 120
"""Characters of a value that is told."""


def outcome_of(body: Any, arguments: Mapping[str, Any], verb: str, noun: str) -> str:
    """Return the field that tells where what was made is, or by which id it is known; empty if there is none.

    Args:
        body: The result of a change.
        arguments: What was sent.
        verb: The verb of the wish.
        noun: What the wish is about.

    >>> outcome_of({"success": True, "url": "https://example.com/b.png"}, {"file": "a.png"}, "crop", "image")
    'url'
    >>> outcome_of({"id": "tab_7f", "name": "Inbox"}, {}, "open", "tab"), outcome_of({"id": 7}, {}, "close", "tab")
    ('id', '')
    """
    if not isinstance(body, dict):
        return ""
    sent = {str(value) for value in arguments.values() if isinstance(value, str | int)}
    names = {*map(normalised, arguments)}
    new: list[tuple[str, tuple[str, ...]]] = [
        (str(name), words_of(name))
        for name, value in body.items()
        if isinstance(value, str | int)
        and not isinstance(value, bool)
        and 0 < len(str(value)) <= _LONGEST
        and str(value) not in sent
        and normalised(name) not in names
        and words_of(name)
    ]
    confirmed = "success" in body
    for name, words in new:
        plain = len(words) == 1 or words[-2] in ("file", "output", "download", "result", "image", "share", "video")
        if words[-1] in _PLACES and plain and (confirmed or verb in _MAKING) and _lies(str(body[name])):
            return name
    by_path = any(str(value).startswith(("/", "./")) for value in arguments.values())
    if verb not in _MAKING or by_path:
        return ""
    owner = [singular(word) for word in noun.lower().split(" ")]
    for name, words in new:
        own = len(words) == 1 or words[-2] == owner[-1] or words[:-1] == tuple(owner) or confirmed
        if words[-1] in _KEYS and own:
            return name
    return ""


def _lies(value: str) -> bool:
    """Return whether something of its own lies at an address: a file, or a page."""
    return value.startswith("/") or "://" in value or _FILES.search(value) is not None
