"""Finds documents on which a benchmark is built, by title or address.

``Document`` → the number of the item that names it. Titles are compared without case, separators and what stands in
parentheses; addresses without protocol, ``www`` and a slash at the end.
"""

import re
from collections.abc import Iterable

from lemnos.records import Document
from lemnos.steps.curate.decontaminate.items import Item

_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_OTHER = re.compile(r"[\W_]+")
_INSERTION = re.compile(r"\s*\([^()]*\)")


class Titles:
    """Titles and addresses that items name.

    Args:
        items: Items by their number.
    """

    def __init__(self, items: Iterable[tuple[int, Item]]) -> None:
        self._items: dict[str, int] = {}
        for number, item in items:
            for title in item.titles:
                if key := _key(title):
                    self._items.setdefault(key, number)

    def __bool__(self) -> bool:
        return bool(self._items)

    def find(self, document: Document) -> int | None:
        """Return the number of an item that names a document by its title or address; None if none does."""
        for name in (document.title, document.url):
            if name and (number := self._items.get(_key(name))) is not None:
                return number
        return None


def _key(name: str) -> str:
    if _SCHEME.match(name):
        return _SCHEME.sub("", name).rstrip("/").lower()
    return _OTHER.sub(" ", _INSERTION.sub("", name)).strip().lower()
