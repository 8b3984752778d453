"""Small pack runs to train on, and a model of three kilobytes."""

from pathlib import Path
from typing import Any

import pytest

import lemnos
from lemnos.records import Document, Paragraph, content_id

_WORDS = (
    "harbour lantern copper meadow violin winter orchard river stone market candle bridge garden silver forest "
    "engine letter window mountain paper clock bread cloud island shelf road"
).split()

TINY = {"layers": 1, "width": 16, "heads": 2, "hidden": 32}
SETTINGS: dict[str, Any] = {
    "model": TINY,
    "batch": 256,
    "epochs": 2,
    "learning_rate": 0.02,
    "points": 4,
    "average": 2,
    "device": "cpu",
}
"""A training run of a second."""


def document(number: int) -> Document:
    """Return a document of sentences that follow a rule, so that a model can learn them."""
    said = " ".join(
        f"The {_WORDS[(number * 7 + place * 3) % 26]} stands beside the {_WORDS[(number + place) % 26]}."
        for place in range(1 + number % 3)
    )
    return Document(
        id=content_id("page", str(number)),
        title=f"Page {number}",
        text=said,
        paragraphs=(Paragraph(start=0, end=len(said), section=()),),
        source=f"page {number}",
        licence="CC0-1.0",
    )


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished pack run of 60 documents, a quarter of them held out."""
    out = tmp_path_factory.mktemp("train") / "pages"
    lemnos.pack(
        [document(number) for number in range(60)],
        out=out,
        tokenizer={"vocabulary": 320},
        window=64,
        validation=0.25,
        workers=1,
        progress=False,
    )
    return out


@pytest.fixture(scope="session")
def other(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another, of 20 other documents, with the same tokenizer."""
    out = tmp_path_factory.mktemp("train") / "more"
    lemnos.pack(
        [document(number) for number in range(100, 140)],
        out=out,
        tokenizer={"path": str(packed)},
        window=64,
        validation=0.25,
        workers=1,
        progress=False,
    )
    return out
