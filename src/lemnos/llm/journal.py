"""Keeps every answer on disk and looks it up by the request's key, so that no request is paid for twice.

``Entry`` → one line of ``RUN/answers.jsonl``; key → ``Entry``, from this run or from others. A line is written in one
``write`` as soon as the answer arrives, so a killed process loses no answer. ``synced`` returns once the line is on
disk; many lines share one ``fsync``. A torn last line is skipped. Costs 16 bytes of memory per answer, and about 150
for each of the last ``_MERGED``. Neither prompts nor API keys are stored.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.errors import RunError
from lemnos.llm.backends.base import Usage
from lemnos.llm.request import Answer, Finish
from lemnos.store.atomic_files import Readers, run_error
from lemnos.store.journal import end_torn_line

NAME = "answers.jsonl"
"""Name of the journal in a run folder."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the journal: an answer, or a request that was rejected or failed."""

    key: str
    """Digest of the settings that decide the answers and of ``Request.key``."""
    purpose: str
    finish: Finish
    text: str = ""
    reason: str = ""
    usage: Usage = Usage()
    faults: dict[str, int] = {}
    """Failed attempts, counted by rule."""
    reused: bool = False
    """Whether the answer was copied from another run's journal and cost nothing."""

    @property
    def answer(self) -> Answer:
        """The answer without the record of how it was obtained."""
        return Answer(self.text, self.finish, self.reason)


class _Head(msgspec.Struct):
    """The fields of a line that the index needs; decoding skips the text."""

    key: str
    finish: Finish


class _Position(NamedTuple):
    file: int
    start: int


_FILE_BITS = 16
_MERGED = 1 << 16
"""New answers after which the index is sorted again."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode
_decode_head = msgspec.json.Decoder(_Head).decode


class AnswerJournal:
    """The answers of one run, with read-only access to those of other runs."""

    def __init__(self, path: Path, others: Iterable[Path] = ()) -> None:
        """Open the journal ``path`` for reading and appending, and ``others`` for reading.

        No other process may append to ``path`` at the same time.

        Raises:
            RunError: ``path`` cannot be written.
        """
        self.path = path
        self._files = [path, *others]
        self._readers = Readers(self._files)
        self._new: dict[int, int] = {}  # hash → packed position, as in the arrays
        try:
            end_torn_line(path)
            self._writer = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise run_error(error, path) from error
        self._end = os.fstat(self._writer).st_size
        self._hashes, self._positions = self._index()
        self._waiting: list[asyncio.Future[None]] = []
        self._syncing: asyncio.Task[None] | None = None

    def _index(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Return the sorted hashes of all keys, and the packed positions of their lines; this run's own come first."""
        hashes: list[int] = []
        positions: list[int] = []
        for number, file in enumerate(self._files):
            start = 0
            if number and not os.access(file, os.R_OK):
                continue  # answers of another run that nobody may read are not needed
            with file.open("rb") as stream:
                for line in stream:
                    try:
                        head = _decode_head(line)
                        if head.finish != "failed":
                            hashes.append(_hash(head.key))
                            positions.append(start << _FILE_BITS | number)
                    except (msgspec.DecodeError, ValueError):
                        pass  # torn by a crash, or not an entry
                    start += len(line)
        order = np.argsort(np.array(hashes, dtype=np.uint64), kind="stable")
        return np.array(hashes, dtype=np.uint64)[order], np.array(positions, dtype=np.uint64)[order]

    def find(self, key: str) -> tuple[Entry, bool] | None:
        """Return the entry for ``key`` and whether it is this run's own; None if no journal has an answer."""
        wanted = _hash(key)
        for packed in self._packed(wanted):
            position = _Position(packed & ((1 << _FILE_BITS) - 1), packed >> _FILE_BITS)
            entry = self._read(position)
            # A request that another run's server rejected may be answered by this run's.
            if entry is not None and entry.key == key and (position.file == 0 or entry.finish != "refused"):
                return entry, position.file == 0
        return None

    def _packed(self, wanted: int) -> Iterator[int]:
        """Yield the packed positions of the lines with this hash."""
        if wanted in self._new:
            yield self._new[wanted]
        index = int(np.searchsorted(self._hashes, np.uint64(wanted)))
        while index < len(self._hashes) and int(self._hashes[index]) == wanted:
            yield int(self._positions[index])
            index += 1

    def _read(self, position: _Position) -> Entry | None:
        """Return the entry in the line at ``position``; None if the line is not an entry."""
        data, size = b"", 4096
        while b"\n" not in data:
            more = self._readers.read(position.file, position.start + len(data), size)
            if not more:
                break
            data, size = data + more, size * 4
        try:
            return _decode(data.partition(b"\n")[0])
        except (msgspec.DecodeError, ValueError):
            return None

    def write(self, entry: Entry) -> None:
        """Append ``entry``; once this returns, killing the process cannot lose it.

        Raises:
            RunError: The disk is full, or the file cannot be written.
        """
        line = _encode(entry) + b"\n"
        try:
            written = os.write(self._writer, line)
            while written < len(line):
                written += os.write(self._writer, line[written:])
        except OSError as error:
            with suppress(OSError):  # half a line would corrupt the next one
                os.ftruncate(self._writer, self._end)
            raise run_error(error, self.path) from error
        if entry.finish != "failed":
            hashed = _hash(entry.key)
            if hashed in self._new or len(self._new) >= _MERGED:
                self._merge()
            self._new[hashed] = self._end << _FILE_BITS
        self._end += len(line)

    def _merge(self) -> None:
        """Merge the new answers into the sorted arrays."""
        hashes = np.concatenate([np.array(list(self._new), dtype=np.uint64), self._hashes])
        positions = np.concatenate([np.array(list(self._new.values()), dtype=np.uint64), self._positions])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._positions = hashes[order], positions[order]
        self._new.clear()

    async def synced(self) -> None:
        """Return once every entry written so far is on disk and would survive a power failure.

        Raises:
            RunError: The disk is full, or it fails.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(done)
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self._sync())
        await done

    async def _sync(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            try:
                await asyncio.get_running_loop().run_in_executor(None, os.fsync, self._writer)
            except OSError as error:
                for done in waiting:
                    if not done.done():
                        done.set_exception(run_error(error, self.path))
                continue
            for done in waiting:
                if not done.done():
                    done.set_result(None)

    def entries(self) -> Iterator[Entry]:
        """Yield this run's own entries in the order of arrival."""
        with self.path.open("rb") as stream:
            for line in stream:
                try:
                    yield _decode(line)
                except (msgspec.DecodeError, ValueError):
                    continue

    def close(self) -> None:
        """Close the files."""
        os.close(self._writer)
        self._readers.close()


def _hash(key: str) -> int:
    return int(key[:16], 16)


def neighbours(path: Path, named: Iterable[str]) -> list[Path]:
    """Return the journals of the other runs next to the run folder ``path``, and of the runs ``named``, each once.

    Raises:
        RunError: A named run has no journal.
    """
    own = (path / NAME).resolve()
    journals = [file.resolve() for file in sorted(path.resolve().parent.glob(f"*/{NAME}"))]
    for name in named:
        file = Path(name) / NAME if Path(name).is_dir() else Path(name)
        if not file.is_file():
            raise RunError(
                "has no recorded answers", where=name, remedy=f"list run folders or {NAME} files in llm.reuse"
            )
        journals.append(file.resolve())
    return [file for file in dict.fromkeys(journals) if file != own][: (1 << _FILE_BITS) - 1]
