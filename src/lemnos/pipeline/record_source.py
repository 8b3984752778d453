"""A finished run as an input: the source that reads its records back, one shard for each of its files.

A run with several kinds of main records, as ``curate`` writes, is read folder by folder.

A record type comes back as it was written; what only the run's own stages knew (redirects, other names of a document)
is not in the records.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.records import Record, Rejected
from lemnos.records.licences import licence_filter, licences_of
from lemnos.store.record_files import count_rows, read_file
from lemnos.store.run_folder import RunFolder, existing_run


class RecordShard(msgspec.Struct, frozen=True):
    """The first ``rows`` records of one file."""

    path: Path
    kind: type[Record]
    rows: int | None
    licence: tuple[str, ...] = ()
    exclude_licence: tuple[str, ...] = ()

    def read(self) -> Iterator[Record]:
        """Yield the records; as ``Rejected`` those under a licence that is not wanted.

        Raises:
            InputError: The file is damaged, or holds records of another type.
        """
        number = 0
        passes = licence_filter(self.licence, self.exclude_licence)
        try:
            for number, row in enumerate(read_file(self.path), 1):
                if self.rows is not None and number > self.rows:
                    return
                if passes(row):
                    yield msgspec.convert(row, self.kind)
                    continue
                yield Rejected(
                    stage="input",
                    rule="licence",
                    reason=f"its licence is {', '.join(sorted(licences_of(row) or ()))}",
                    source=str(row.get("source", self.path.name)),
                    record=str(row.get("id", "")),
                )
        except (OSError, ValueError) as error:  # pyarrow and msgspec raise kinds of ValueError
            raise InputError(
                f"cannot be read as {self.kind.__name__} ({error})",
                where=f"{self.path}, record {number}",
                remedy="rerun the command that made the run",
            ) from None


class RecordSource:
    """Records of a finished run.

    Args:
        run: The run.
        name: What the user calls it.
        folders: Folder of records in the run → their type, in the order in which they are read.
        licence: Read only records under these licences; all if empty.
        exclude_licence: Leave out records under these.

    Raises:
        RunError: The run is not finished.
    """

    def __init__(
        self,
        run: RunFolder,
        name: str,
        folders: Mapping[str, type[Record]],
        licence: tuple[str, ...] = (),
        exclude_licence: tuple[str, ...] = (),
    ) -> None:
        self._run = run
        self._name = name
        self._folders = folders
        self._licences = licence, exclude_licence
        self._manifest = run.manifest()
        self._files = [(path, kind) for folder, kind in folders.items() for path in run.files(folder)]
        self._read = 0

    def identity(self) -> dict[str, Any]:
        """Return name and fingerprint of the run, and a digest of the names and sizes of the files that are read."""
        digest = blake2b(digest_size=8)
        for path, size in sorted(self._manifest.files.items()):
            if path.partition("/")[0] in self._folders:
                digest.update(f"{path}\0{size}\n".encode())
        return {
            "kind": "run",
            "name": self._name,
            "step": self._manifest.step,
            "fingerprint": self._manifest.fingerprint,
            "records": "+".join(self._folders),
            "files": digest.hexdigest(),
        }

    def shards(self, limit: int | None = None) -> Iterator[RecordShard]:
        """Yield a shard for each file, until ``limit`` records are covered."""
        left = limit
        for path, kind in self._files:
            if left is not None and left <= 0:
                return
            rows = None if left is None else min(left, count_rows(path))
            left = None if left is None or rows is None else left - rows
            self._read += os.path.getsize(path)
            yield RecordShard(path, kind, rows, *self._licences)

    def progress(self) -> tuple[int, int]:
        """Return how many bytes the shards yielded so far cover, and how many there are."""
        return self._read, sum(os.path.getsize(path) for path, _ in self._files)


def open_records(
    path: Path,
    name: str,
    reads: Sequence[type[Record]],
    folder: str,
    step: str,
    licence: tuple[str, ...] = (),
    exclude_licence: tuple[str, ...] = (),
) -> RecordSource:
    """Return the source of the records of a finished run that a step reads.

    Args:
        path: The run folder.
        name: What the user calls it.
        reads: Record types that the step takes, the preferred ones first.
        folder: Folder of the records to read. If empty, those of the main folders that have one of these types; where
            there is none, that of the first of these types which the run has.
        step: Name of the step, for messages.
        licence: Read only records under these licences; all if empty.
        exclude_licence: Leave out records under these.

    Raises:
        RunError: There is no finished run.
        SettingsError: It has no such records.
    """
    run = existing_run(path)
    there = run.manifest().records
    kinds = {kind.__name__: kind for kind in reads}
    if folder and there.get(folder) not in kinds:
        usable = [name for name, kind in there.items() if kind in kinds]
        remedy = f"choose {', '.join(usable)}" if usable else f"{step} reads {', '.join(kinds) or 'no'} records"
        raise SettingsError(f"has no records {folder!r} that {step} can read", where=str(path), remedy=remedy)
    main = [name for name in run.manifest().main if there.get(name) in kinds]
    first = next((name for kind in kinds for name, held in there.items() if held == kind), "")
    found = [folder] if folder else main or [first]
    if not found[0]:
        wanted = f"no {' or '.join(kinds)} records" if kinds else "nothing that it can read"
        held = ", ".join(there) or "no records"
        raise SettingsError(
            f"has {wanted} for {step}", where=str(path), remedy=f"give another run; this one has {held}"
        )
    return RecordSource(run, name, {each: kinds[there[each]] for each in found}, licence, exclude_licence)
