"""What every kind of input offers: shards that any worker can read by itself.

A ``Source`` stands for one input of a run. It is opened in the parent process, tells what it is, and yields
shards; a shard is picklable and reads itself into items, in a fixed order, wherever it is run. A shard must
hold no more than a few megabytes of raw text, so that memory is bounded by the number of workers.

One bad record becomes a ``Rejected`` item. Only damage that makes the rest of the input unreadable raises
``InputError``; a source raises it from ``shards()`` after it has yielded what came before the damage.
"""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from lemnos.records import Document, Rejected


class Page(msgspec.Struct, frozen=True):
    """A document that was read, and the names by which links may point to it, normalised."""

    document: Document
    names: tuple[str, ...]


class Redirect(msgspec.Struct, frozen=True):
    """Another name for a document, perhaps of another shard."""

    name: str
    target: str


Item = Page | Redirect | Rejected


class InputShard(Protocol):
    """A picklable piece of an input."""

    def read(self) -> Iterator[Item]:
        """Yield what the piece holds, in its order in the input."""
        ...


class Source(Protocol):
    """One input of a run."""

    def identity(self) -> dict[str, str | int]:
        """Return what tells this input from another: enough to notice a change, cheap to compute."""
        ...

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield the input in shards whose borders depend on the input alone.

        Args:
            limit: Read about this many documents from the front and no more; None reads all.

        Raises:
            InputError: The input is damaged from here on.
        """
        ...

    def progress(self) -> tuple[int, int]:
        """Return how many bytes of the input the yielded shards cover, and how many there are."""
        ...
