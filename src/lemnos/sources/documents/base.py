"""Defines the protocol of a source: one input of a run, read in shards by any worker.

A ``Source`` is opened in the parent process and yields shards. A shard is picklable and yields ``Page``, ``Redirect``
and ``Rejected`` items in a fixed order, in whichever process it is read. It must hold no more than a few megabytes of
raw text, so that the number of workers bounds the memory.

One bad record becomes a ``Rejected`` item. Only damage that makes the rest of the input unreadable raises
``InputError``; ``shards()`` raises it after it has yielded everything before the damage.
"""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from lemnos.records import Document, Rejected


class Page(msgspec.Struct, frozen=True):
    """A document, and the normalised names by which links may refer to it."""

    document: Document
    names: tuple[str, ...]
    left_out: dict[str, int] = {}
    """How many pieces of the source were left out of the document, by what they are."""


class Redirect(msgspec.Struct, frozen=True):
    """Another name for a document, which may be in another shard."""

    name: str
    target: str


Item = Page | Redirect | Rejected
"""One record of an input, as a shard yields it."""


class InputShard(Protocol):
    """A picklable piece of an input."""

    def read(self) -> Iterator[Item]:
        """Yield the items of the piece, in the order of the input."""
        ...


class Source(Protocol):
    """One input of a run."""

    def identity(self) -> dict[str, str | int]:
        """Return a fingerprint that changes when the input changes; cheap to compute."""
        ...

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield the input in shards whose boundaries depend on the input alone.

        Args:
            limit: Stop after about this many documents from the start; None reads all.

        Raises:
            InputError: The rest of the input is damaged.
        """
        ...

    def progress(self) -> tuple[int, int]:
        """Return the bytes of the input in the shards yielded so far, and the bytes of the whole input."""
        ...
