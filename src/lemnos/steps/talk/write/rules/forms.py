"""Forms of one question: ``Forms``, shared by headings and what is asked about them."""

from typing import NamedTuple


class Forms(NamedTuple):
    """The forms of one question. Slots: see ``slots``."""

    direct: tuple[str, ...]
    """Whole questions: "How did {t} begin?"."""
    indirect: tuple[str, ...] = ()
    """Clauses that complete "Could you tell me …?": "how {t} began"."""
    noun: tuple[str, ...] = ()
    """Noun phrases: "{p} beginnings"."""
