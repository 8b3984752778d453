"""Defines the protocol of a tool source: one input of descriptions, read in shards by any worker.

A ``ToolSource`` is opened in the parent process and yields picklable ``ToolShard`` objects. A shard yields ``Tool``
and ``Rejected`` items in a fixed order, in whichever process it is read. One bad description becomes a ``Rejected``
item with its file and position. A description that can be repaired is repaired, and ``Tool.repaired`` lists the
rules. ``lemnos.sources.documents.base`` is the same protocol for documents.
"""

from collections.abc import Iterator
from typing import Protocol

from lemnos.records import Rejected, Tool


class ToolShard(Protocol):
    """A picklable piece of an input."""

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the tools and rejections of the piece, in the order of the input."""
        ...


def read_shard(shard: ToolShard) -> tuple[list[Tool], list[Rejected]]:
    """Return the tools and the rejections of a piece, each in the order of the input."""
    tools: list[Tool] = []
    rejected: list[Rejected] = []
    for item in shard.read():
        if isinstance(item, Tool):
            tools.append(item)
        else:
            rejected.append(item)
    return tools, rejected


class ToolSource(Protocol):
    """One input of descriptions."""

    def identity(self) -> dict[str, str | int]:
        """Return a fingerprint that changes when the input changes; cheap to compute."""
        ...

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield the input in shards whose boundaries depend on the input alone.

        Args:
            limit: Stop after about this many descriptions (files) from the start; None reads all.

        Raises:
            InputError: The rest of the input is damaged.
        """
        ...

    def progress(self) -> tuple[int, int]:
        """Return the bytes of the input in the shards yielded so far, and the bytes of the whole input."""
        ...
