"""Reads a shard of windows back, with its tokens: what formats write from.

Implements ``PackedShard``. One window or record is in memory at a time, and the table of the windows.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, get_args

import msgspec
import numpy as np

from lemnos.records import PackedWindow, Part, Split
from lemnos.steps.pack.base import Rendered, Vocabulary, Window
from lemnos.steps.pack.fit.plan import STAGE as PLAN
from lemnos.steps.pack.fit.windows import WINDOWS, Lengths, unmasked
from lemnos.steps.pack.render.renderer import Packable
from lemnos.steps.pack.settings import Thoughts
from lemnos.steps.pack.tokenise.store import ORIGINALS, Original, TokenReader, path_of
from lemnos.store.blobs import Blobs
from lemnos.store.record_files import count_rows, read_file
from lemnos.store.run_folder import RunFolder

_KINDS = {kind.__name__: kind for kind in get_args(Packable)}


class RunShard:
    """One shard of a packed run."""

    def __init__(
        self,
        run: RunFolder,
        number: int,
        split: Split,
        length: int,
        vocabulary: Vocabulary,
        thoughts: Thoughts = "field",
    ) -> None:
        self._run = run
        self._thoughts: Thoughts = thoughts
        self._number, self._split, self._length, self._vocabulary = number, split, length, vocabulary
        self._lengths = Lengths(run)

    @property
    def number(self) -> int:
        """See ``PackedShard``."""
        return self._number

    @property
    def split(self) -> Split:
        """See ``PackedShard``."""
        return self._split

    @property
    def file_format(self) -> Literal["parquet", "jsonl"]:
        """See ``PackedShard``."""
        return self._run.format

    @property
    def thoughts(self) -> Thoughts:
        """See ``PackedShard``."""
        return self._thoughts

    @property
    def length(self) -> int:
        """See ``PackedShard``."""
        return self._length

    @property
    def vocabulary(self) -> Vocabulary:
        """See ``PackedShard``."""
        return self._vocabulary

    @cached_property
    def _file(self) -> Any:
        return next(path for path in self._run.files(WINDOWS) if int(path.stem) == self._number)

    @property
    def rows(self) -> int:
        """See ``PackedShard``."""
        return count_rows(self._file)

    def windows(self) -> Iterator[Window]:
        """See ``PackedShard``."""
        reader = TokenReader(self._run, sorted({shard for shard, _ in self._members()}))
        for row in read_file(self._file):
            packed = msgspec.convert(row, PackedWindow)
            yield self._gathered(packed.parts, packed.starts, reader)
        reader.close()

    def documents(self) -> Iterator[Window]:
        """See ``PackedShard``."""
        members = self._members()
        reader = TokenReader(self._run, sorted({shard for shard, _ in members}))
        for shard, row in members:
            record = self._lengths.record(shard, row)
            count = int(record["tokens"])
            part = Part(f"{int(record['id']):016x}", shard, row, 0, int(record["units"]) - 1, 0, count, 0)
            yield self._gathered((part,), (0,), reader)
        reader.close()

    def records(self) -> Iterator[tuple[Any, Rendered]]:
        """See ``PackedShard``."""
        members = self._members()
        shards = sorted({shard for shard, _ in members})
        originals = Blobs(path_of(self._run, shard, ORIGINALS) for shard in shards)
        first = {shard: originals.first(place) for place, shard in enumerate(shards)}
        for shard, row in members:
            found = msgspec.msgpack.decode(originals[first[shard] + row], type=Original)
            yield msgspec.msgpack.decode(found.record, type=_KINDS[found.text.kind]), found.text

    def _members(self) -> list[tuple[int, int]]:
        pairs = np.load(self._run.work(PLAN, f"{self._number:06}.npy")).tolist()
        return [(shard, row) for shard, row in pairs]

    def _gathered(self, parts: tuple[Part, ...], starts: tuple[int, ...], reader: TokenReader) -> Window:
        tokens, trained = [], []
        begins = set(starts)
        for part in parts:
            record = self._lengths.record(part.shard, part.row)
            base = int(record["token"]) + part.offset
            ids, flags = reader.read(part.shard, base, base + part.end - part.start)
            tokens.append(ids)
            ends = self._lengths.units(part.shard, part.row)
            trained.append(unmasked(flags, part, ends, first_of_document=part.start in begins))
        return Window(np.concatenate(tokens), np.concatenate(trained), np.array(starts, dtype=np.int32), parts)
