"""The allow-list: items that a person has judged to be no leak, by id or pattern."""

import re
from collections.abc import Sequence

from lemnos.steps.curate.decontaminate.items import Item


def name_of(item: Item) -> str:
    """Return how an item is called in reports and in the allow-list: ``BENCHMARK/ID``."""
    return f"{item.benchmark}/{item.id}"


class Allowed:
    """Items that are not looked for.

    Args:
        patterns: ``BENCHMARK/ID``; ``*`` stands for anything, all else for itself.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        parts = [".*".join(map(re.escape, pattern.split("*"))) for pattern in patterns]
        self._pattern = re.compile("|".join(f"(?:{part})" for part in parts), re.DOTALL) if parts else None

    def has(self, item: Item) -> bool:
        """Return whether an item is among them."""
        return self._pattern is not None and self._pattern.fullmatch(name_of(item)) is not None
