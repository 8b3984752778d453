"""The records of one type in a run, read lazily: iterate, filter, look up, hand over to Arrow and data frames.

Nothing is read until it is used, and iteration holds one batch of 256 records. Conversions go through Arrow: polars and
``datasets`` use its memory as it is, and so does pandas with Arrow-backed columns.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

import msgspec

from lemnos.errors import RunError, SettingsError
from lemnos.records import Dialogue, Record, Verdict
from lemnos.records.arrow import schema, to_table
from lemnos.records.licences import licence_filter
from lemnos.store.record_files import count_rows, read_file
from lemnos.store.run_folder import RunFolder

if TYPE_CHECKING:
    import datasets
    import pandas
    import polars
    import pyarrow as pa

RecordT = TypeVar("RecordT", bound=Record)
_BATCH = 256


class Records(Generic[RecordT]):
    """The records of one folder of a run, in order. Iterating yields typed records; it can be repeated.

    Args:
        run: The run folder.
        folder: Name of the folder in it.
        kind: Type of the records.
        keep: A record is left out unless each of these returns True for it.
    """

    def __init__(
        self, run: RunFolder, folder: str, kind: type[RecordT], keep: tuple[Callable[[RecordT], bool], ...] = ()
    ) -> None:
        self._run = run
        self._folder = folder
        self.kind = kind
        self._keep = keep

    def __iter__(self) -> Iterator[RecordT]:
        for row in self._run.read_records(self._folder):
            record = msgspec.convert(row, self.kind)
            if all(keep(record) for keep in self._keep):
                yield record

    def __len__(self) -> int:
        if self._keep:
            return sum(1 for _ in self)
        return sum(map(count_rows, self._run.files(self._folder)))

    @overload
    def __getitem__(self, number: int) -> RecordT: ...

    @overload
    def __getitem__(self, number: slice) -> list[RecordT]: ...

    def __getitem__(self, number: int | slice) -> RecordT | list[RecordT]:
        """Return the record with this number, or a list of some of the first ones; reads up to there."""
        if isinstance(number, slice):
            return list(islice(self, number.start, number.stop, number.step))
        if number >= 0:
            for record in islice(self, number, number + 1):
                return record
        raise IndexError(number)

    def __repr__(self) -> str:
        count = "filtered" if self._keep else f"{len(self):,}"
        return f"<{count} {self.kind.__name__} records of {self._run.path}>"

    def filter(
        self,
        where: Callable[[RecordT], bool] | None = None,
        *,
        licence: str | Collection[str] | None = None,
        exclude_licence: str | Collection[str] | None = None,
        min_score: float | None = None,
    ) -> "Records[RecordT]":
        """Return the records that pass every condition; nothing is read yet.

        Args:
            where: Returns whether to keep a record.
            licence: One or more SPDX expressions, in upper or lower case; ``unknown`` for licences that are not stated.
                A dialogue passes if all its documents have one of them.
            exclude_licence: The same; a record passes if it has none of them.
            min_score: Lowest score: of a dialogue's score card, or of a verdict.

        Raises:
            SettingsError: These records have no licence, or no score.
        """
        keep = list(self._keep)
        if licence is not None or exclude_licence is not None:
            keep.append(self._licence_in(_several(licence), _several(exclude_licence)))
        if min_score is not None:
            keep.append(self._score_at_least(min_score))
        if where is not None:
            keep.append(where)
        return Records(self._run, self._folder, self.kind, tuple(keep))

    def _licence_in(self, allowed: Collection[str], excluded: Collection[str]) -> Callable[[Any], bool]:
        if issubclass(self.kind, Dialogue) or "licence" in self.kind.__struct_fields__:
            return licence_filter(allowed, excluded)
        raise SettingsError(f"{self.kind.__name__} records have no licence", where="licence", remedy="use where=")

    def _score_at_least(self, least: float) -> Callable[[Any], bool]:
        if issubclass(self.kind, Dialogue):
            return lambda dialogue: dialogue.meta.card.score >= least
        if issubclass(self.kind, Verdict):
            return lambda verdict: verdict.score >= least
        raise SettingsError(f"{self.kind.__name__} records have no score", where="min_score", remedy="use where=")

    def get(self, identifier: str) -> RecordT:
        """Return the first record whose id begins with ``identifier``.

        Raises:
            RunError: There is none.
        """
        for record in self._with_ids(lambda found: found.startswith(identifier)):
            return record
        raise RunError(
            f"no {self.kind.__name__} with the id {identifier!r}", where=str(self._run.path), remedy="see lemnos show"
        )

    def get_many(self, identifiers: Iterable[str]) -> dict[str, RecordT]:
        """Return the records with these ids, by id; ids that do not exist are left out."""
        wanted = frozenset(identifiers)
        return {str(getattr(record, "id", "")): record for record in self._with_ids(wanted.__contains__)}

    def _with_ids(self, wanted: Callable[[str], bool]) -> Iterator[RecordT]:
        """Yield the records whose id is wanted; of Parquet, only their rows are decoded."""
        for path in self._run.files(self._folder):
            if path.suffix != ".parquet":
                for row in read_file(path):
                    if wanted(str(row.get("id", ""))):
                        yield msgspec.convert(row, self.kind)
                continue
            import pyarrow.parquet as pq

            with pq.ParquetFile(path) as file:
                for group in range(file.num_row_groups):
                    ids = file.read_row_group(group, columns=["id"]).column("id").to_pylist()
                    rows = [number for number, found in enumerate(ids) if wanted(found)]
                    if rows:
                        for row in file.read_row_group(group).take(rows).to_pylist():
                            yield msgspec.convert(row, self.kind)

    def batches(self) -> "Iterator[pa.RecordBatch]":
        """Yield the records as Arrow record batches; one is in memory at a time."""
        if self._keep or any(path.suffix != ".parquet" for path in self._run.files(self._folder)):
            records = iter(self)
            while batch := list(islice(records, _BATCH)):
                yield from to_table(self.kind, batch).to_batches()
            return
        import pyarrow.parquet as pq

        for path in self._run.files(self._folder):
            with pq.ParquetFile(path, memory_map=True) as file:
                yield from file.iter_batches(batch_size=_BATCH)

    def reader(self) -> "pa.RecordBatchReader":
        """Return a stream of Arrow record batches; see ``batches``."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(schema(self.kind), self.batches())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Export the records through the Arrow PyCapsule interface: ``polars.DataFrame(records)`` and the like."""
        return self.reader().__arrow_c_stream__(requested_schema)

    def arrow(self) -> "pa.Table":
        """Return the records as one Arrow table."""
        return self.reader().read_all()

    def pandas(self) -> "pandas.DataFrame":
        """Return the records as a pandas data frame with Arrow-backed columns (``pandas.ArrowDtype``)."""
        import pandas

        return self.arrow().to_pandas(types_mapper=pandas.ArrowDtype)

    def polars(self) -> "polars.DataFrame":
        """Return the records as a polars data frame over the same memory."""
        import polars

        frame = polars.from_arrow(self.arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    def datasets(self) -> "datasets.Dataset":
        """Return the records as a Hugging Face ``datasets.Dataset`` over the same memory."""
        import datasets
        from datasets.table import InMemoryTable

        return datasets.Dataset(InMemoryTable(self.arrow()))


def _several(given: str | Collection[str] | None) -> Collection[str]:
    return () if given is None else (given,) if isinstance(given, str) else given
