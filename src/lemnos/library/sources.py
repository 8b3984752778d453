"""Records in memory as an input of a step."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Record, content_id

_PER_SHARD = 256


class MemoryShard(msgspec.Struct, frozen=True):
    """Some of the records; picklable."""

    records: tuple[Record, ...]

    def read(self) -> Iterator[Record]:
        """Yield the records."""
        yield from self.records


class MemorySource:
    """A source of records that are in memory.

    Args:
        records: ``Document`` or ``Tool`` records, in order.
        name: What the source is called in the card and in messages.
    """

    def __init__(self, records: Sequence[Record], name: str = "records in memory") -> None:
        self._records = tuple(records)
        self._name = name
        self._read = 0

    def identity(self) -> dict[str, Any]:
        """Return the name and a hash of all records."""
        digest = content_id(*(msgspec.json.encode(record).decode("utf-8", "replace") for record in self._records))
        return {"kind": "memory", "name": self._name, "records": len(self._records), "digest": digest}

    def shards(self, limit: int | None = None) -> Iterator[MemoryShard]:
        """Yield the records in shards of 256."""
        records = self._records[:limit]
        for first in range(0, len(records), _PER_SHARD):
            self._read = min(first + _PER_SHARD, len(records))
            yield MemoryShard(records[first : first + _PER_SHARD])

    def progress(self) -> tuple[int, int]:
        """Return how many records the shards yielded so far hold, and how many there are."""
        return self._read, len(self._records)
