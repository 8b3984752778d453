"""Cases that a reward is trained on and judged by: answers so far, and candidates for the next one. JSON lines.

    {"history": ["…"], "positive": "…", "candidates": ["…", "…"], "group": "…",
     "history_places": [["document", ["section"], 3], …], "candidate_places": […]}

``history`` holds earlier answers, oldest first; ``candidates`` hold the positive and what competes with it, in any
order. ``group`` names the conversation or document that a case is from: cases of one group are not independent. A place
is [document, section path, position in the document, documents named]; both lists are optional, and go along with
their texts.
"""

import msgspec


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a segment stands."""

    document: str
    section: tuple[str, ...] = ()
    position: int = -1
    """Counted in segments of the document from 0; -1 if unknown."""
    names: tuple[str, ...] = ()
    """Other documents of the cluster that the segment names or links to."""


class Case(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answers so far, and candidates for the next one."""

    history: tuple[str, ...]
    """Earlier answers, oldest first; may be empty."""
    candidates: tuple[str, ...]
    positive: str = ""
    """The true next answer, one of the candidates; empty where it is not known."""
    group: str = ""
    """The conversation or document that it is from."""
    history_places: tuple[Place, ...] = ()
    """One for each answer of the history, or none."""
    candidate_places: tuple[Place, ...] = ()
    """One for each candidate, or none."""
