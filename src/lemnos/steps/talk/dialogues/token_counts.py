"""Tokens of each turn of finished dialogues → the figures that the report adds up: lengths, and how far back recalled
turns are."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from lemnos.records import MEMORY_KINDS, Dialogue
from lemnos.steps.talk.plan.budget import DIALOGUE_TOKENS
from lemnos.steps.talk.plan.window import WINDOWS

SIZES = tuple(preset.tokens for preset in WINDOWS.values())
"""Windows for which it is counted which recalled turns are still in them, in tokens."""


def token_figures(dialogues: Sequence[Dialogue], tokens: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return the tokens of each dialogue, how many turns memory turns recall, and how many of these lie wholly within
    each window of ``SIZES`` tokens before the turn that recalls them.

    Args:
        dialogues: The dialogues.
        tokens: Of each turn of each dialogue.
    """
    distances: list[int] = []
    for dialogue, counts in zip(dialogues, tokens, strict=True):
        starts = list(accumulate(counts, initial=0))
        distances += [
            starts[number] - starts[recalled]
            for number, turn in enumerate(dialogue.turns)
            if turn.kind in MEMORY_KINDS
            for recalled in turn.recalls
        ]
    return {
        "tokens": [sum(counts) + DIALOGUE_TOKENS for counts in tokens],
        "recalled": len(distances),
        "recalled_within": {str(size): sum(distance <= size for distance in distances) for size in SIZES},
    }
