"""Finds personal data and secrets in text: what to replace by which placeholder.

    text ──▶ people ─ keys ─ leaks ─ addresses ──▶ Private ──▶ replacer ──▶ the same text with placeholders
                       └──────┴─▶ examples: values of documentation, which stay

``find.py``
    All kinds together, and the function that replaces what was found.
``documents.py``, ``dialogues.py``, ``trajectories.py``
    Records with placeholders, whose offsets and evidence go on to hold.
``kinds.py``
    The kinds of private data, and numbered placeholders.
``people.py``
    Home folders, e-mail addresses and the names before them.
``keys.py``
    Keys by their documented shapes, and values that are assigned to a telling name.
``leaks.py``
    Keys of some 460 rules of ``betterleaks``, behind a prefilter.
``addresses.py``
    Public IP addresses.
``examples.py``
    Which values are examples or placeholders of documentation.
"""

from lemnos.text.private.find import Found, private_data, replacer
from lemnos.text.private.kinds import ALL_KINDS, LOG_KINDS, Kind, Private

__all__ = ["ALL_KINDS", "LOG_KINDS", "Found", "Kind", "Private", "private_data", "replacer"]
