"""What an opened input offers: an identity, and shards that any worker can read by itself."""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol


class Shard(Protocol):
    """A picklable piece of an input."""

    def read(self) -> Iterator[Any]:
        """Yield the items of the piece, in input order; a bad one as ``Rejected``."""
        ...


class Source(Protocol):
    """One opened input: documents, tool descriptions, or records of a finished run."""

    def identity(self) -> dict[str, Any]:
        """Return a fingerprint that changes when the input changes; cheap to compute."""
        ...

    def shards(self, limit: int | None = None) -> Iterator[Shard]:
        """Yield the input in shards whose boundaries depend on the input alone.

        Args:
            limit: Read about this many items from the front; None reads all.

        Raises:
            InputError: The input is damaged from here on.
        """
        ...

    def progress(self) -> tuple[int, int]:
        """Return how many bytes the shards yielded so far cover, and how many there are."""
        ...


class Input(NamedTuple):
    """One opened input."""

    name: str
    """As the user wrote it: a path, or the name of a step."""
    source: Source
