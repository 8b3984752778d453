"""Small pack runs to train on."""

from collections.abc import Callable
from pathlib import Path

import pytest

import lemnos
from lemnos.records import Document, Paragraph

_WORDS = (
    "harbour lantern copper meadow violin winter orchard river stone market candle bridge garden silver forest "
    "engine letter window mountain paper clock bread cloud island garden road"
).split()


def documents(count: int, first: int = 0) -> list[Document]:
    """Return documents of sentences that follow a rule, so that a model can learn them."""
    made = []
    for number in range(first, first + count):
        sentences = []
        for place in range(24):
            word = _WORDS[(number * 7 + place * 3) % len(_WORDS)]
            sentences.append(f"The {word} number {place} stands beside the {_WORDS[(number + place) % len(_WORDS)]}.")
        text = " ".join(sentences)
        made.append(
            Document(
                id=f"{number:016x}",
                title=f"Page {number}",
                text=text,
                paragraphs=(Paragraph(start=0, end=len(text)),),
                source=f"page-{number}",
                licence="CC0-1.0",
            )
        )
    return made
