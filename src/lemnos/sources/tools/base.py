"""What every kind of tool description offers: shards that any worker can read by itself.

The twin of ``lemnos.sources.documents.base`` for tools: a ``ToolSource`` stands for one input, tells what it is, and
yields
picklable shards; a shard reads itself into tools, in a fixed order, wherever it is run. One bad description becomes a
``Rejected`` item with its file and position; a description that can be mended is mended and says so in ``repaired``.
"""

from collections.abc import Iterator
from typing import Protocol

from lemnos.records import Rejected, Tool


class ToolShard(Protocol):
    """A picklable piece of an input."""

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield what the piece holds, in its order in the input."""
        ...


class ToolSource(Protocol):
    """One input of descriptions."""

    def identity(self) -> dict[str, str | int]:
        """Return what tells this input from another: enough to notice a change, cheap to compute."""
        ...

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield the input in shards whose borders depend on the input alone.

        Args:
            limit: Read about this many descriptions (files) from the front and no more; None reads all.

        Raises:
            InputError: The input is damaged from here on.
        """
        ...

    def progress(self) -> tuple[int, int]:
        """Return how many bytes of the input the yielded shards cover, and how many there are."""
        ...
