"""Shards of windows and records for tests of formats, from literal numbers."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
import numpy as np

from lemnos.records import Part, Split
from lemnos.steps.pack.base import Rendered, Vocabulary, Window

EOS = 2


def window(*documents: str, records: Sequence[str] = ()) -> Window:
    """Return a window of documents such as ``"5 6 7* 2*"``, where a star marks the tokens that are trained on.

    Each document is a part of a record of its own: ``record 0``, ``record 1`` …, or of ``records``.
    """
    tokens: list[int] = []
    trained: list[bool] = []
    starts: list[int] = []
    parts: list[Part] = []
    for number, document in enumerate(documents):
        start = len(tokens)
        starts.append(start)
        for word in document.split():
            tokens.append(int(word.rstrip("*")))
            trained.append(word.endswith("*"))
        name = records[number] if records else f"record {number}"
        parts.append(Part(name, 0, number, 0, 0, start, len(tokens), 0))
    return Window(np.array(tokens, np.int32), np.array(trained), np.array(starts, np.int32), tuple(parts))


class MadeShard(msgspec.Struct):
    """A ``PackedShard`` of literal windows, documents and records."""

    made: Sequence[Window] = ()
    """Its windows."""
    whole: Sequence[Window] = ()
    """Its documents."""
    held: Sequence[tuple[Any, Rendered]] = ()
    """Its records."""
    number: int = 0
    split: Split = "train"
    length: int = 12
    vocabulary: Vocabulary = Vocabulary(size=300, eos=EOS, bos=None, pad=0, file="tokenizer.json")
    file_format: Literal["parquet", "jsonl"] = "parquet"
    thoughts: Literal["field", "content"] = "field"

    @property
    def rows(self) -> int:
        return len(self.made)

    def windows(self) -> Iterator[Window]:
        yield from self.made

    def documents(self) -> Iterator[Window]:
        yield from self.whole

    def records(self) -> Iterator[tuple[Any, Rendered]]:
        yield from self.held


def rendered(record: Any, text: str = "") -> Rendered:
    """Return a record as it is rendered, as far as formats of records read it."""
    licences = getattr(record, "licence", None)
    if licences is None:
        found = tuple(sorted({document.licence for document in record.documents}))
    else:
        found = (licences,)
    return Rendered(
        record=record.id,
        kind=type(record).__name__,
        text=text,
        spans=(),
        units=(len(text),),
        cluster=(),
        licences=found,
        source=getattr(record, "source", ""),
        input=0,
    )
