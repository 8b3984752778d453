"""The words that an answer of a memory turn may have beyond its evidence, all of them listed.

Whoever reads a record can check it: every word of such an answer stands in its evidence, in an earlier turn, in the
question, or in ``GLUE``.
"""

import re
from collections.abc import Iterable

from lemnos.records import MEMORY_KINDS, Dialogue

YES = ("Yes.", "That's right.", "Correct.", "Yes, that's right.", "Right.", "Yes, as I said:")
NO = ("No.", "Not quite.", "No, that's not right.", "Not exactly.", "No, that's a mix-up.")
UNKNOWN = (
    "My sources do not say {e}.", "That is not in my sources: they do not say {e}.",
    "I can't tell you {e}; my sources do not say.", "Nothing in my sources says {e}.",
    "I don't know: my sources say nothing about {e}.", "The sources I have leave open {e}.",
    "I have nothing on {e}.", "There is nothing in my sources on {e}.",
)  # fmt: skip
"""``{e}`` is what the question asks, in the question's own words."""
JOINING = ("whether",)
"""What a question has not that its clause has."""
GLUE = frozenset(
    word
    for text in (*YES, *NO, *UNKNOWN, *JOINING)
    for word in re.findall(r"[^\W_]+", text.replace("{e}", "").casefold())
)
"""Every word of the phrases above."""
_WORD = re.compile(r"[^\W_]+")


def grounded(answer: str, evidence: Iterable[str], turns: Iterable[str]) -> list[str]:
    """Return the words of ``answer`` that stand nowhere else: not in its evidence, not in what was said, not in
    ``GLUE``.

    Args:
        answer: What the assistant says.
        evidence: The texts that its evidence points at.
        turns: Every message before it, the question included.
    """
    words = dict.fromkeys(_WORD.findall(answer.casefold()))
    for text in (*evidence, *turns):
        if not (words.keys() - GLUE):
            break
        for word in set(_WORD.findall(text.casefold())) & words.keys():
            del words[word]
    return [word for word in words if word not in GLUE]


def ungrounded(dialogue: Dialogue) -> int:
    """Return how many memory turns that are not verbatim say a word that stands nowhere before.

    Evidence of a memory turn was told before, so the messages are all that is needed.
    """
    texts = [message.content for message in dialogue.messages]
    return sum(
        bool(grounded(texts[2 * number + 1], (), reversed(texts[: 2 * number + 1])))
        for number, turn in enumerate(dialogue.turns)
        if turn.kind in MEMORY_KINDS and not turn.verbatim
    )


def octave(distance: int) -> str:
    """Return the octave of a distance of 1 or more.

    >>> octave(1), octave(7), octave(8)
    ('1', '4-7', '8-15')
    """
    low = 1 << (distance.bit_length() - 1)
    return f"{low}-{2 * low - 1}" if low > 1 else "1"
