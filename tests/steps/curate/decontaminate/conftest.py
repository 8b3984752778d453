"""Small benchmarks of our own wording, and a detector for them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from lemnos.steps.curate.decontaminate.detect import Detector, Hit
from lemnos.steps.curate.decontaminate.index import Index, build
from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.probes import probes_of
from lemnos.steps.curate.decontaminate.rarity import Rarity

Find = Callable[[Sequence[Item], str], list[Hit]]

PAGES = (
    "The old harbour of the town was closed in winter, when ice made the way to the quay too hard for small boats.",
    "Bakers know that dough which rests over night has more taste, and that salt slows the work of the yeast.",
    "A bridge of steel was built across the river, and the ferry that had crossed it for years was sold.",
    "Write the numbers in the first column of the table, and the names of the people in the second one.",
    "The value of the field is true if the account is open, and false if the person has closed it before.",
)
"""Texts from which it is learnt how rare words are."""


def item(question: str, *answers: str, number: int = 1, **fields: object) -> Item:
    return Item(id=str(number), benchmark="test", question=question, answers=answers, source="test:1", **fields)  # type: ignore[arg-type]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Return a function: items, a text → what of the items stands in it."""

    def found(items: Sequence[Item], text: str) -> list[Hit]:
        rarity = Rarity.of([*(one.question for one in items), *PAGES, text])
        build(tmp_path, items, probes_of(items).probes, rarity)
        return Detector(Index(tmp_path), 0.45).find([PAGES[0], text])

    return found
