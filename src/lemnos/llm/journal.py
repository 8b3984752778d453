"""Answers on disk before anyone relies on them, and found again by what was asked: nothing is paid twice.

One file of JSON lines a run, ``RUN/answers.jsonl``; answers of other runs can be looked up beside it. A line is written
the moment an answer comes in, in one ``write``, so killing the process loses no answer that it had received; ``synced``
returns when the line is on the disk itself, and many lines share one ``fsync``. A torn last line is passed over. In
memory there are 16 bytes an answer, and about 150 for each of the last ``_MERGED``. The prompts are not in it, and
neither is any key.
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
from lemnos.llm.backend import Usage
from lemnos.llm.request import Answer, Finish
from lemnos.store.atomic_files import Readers, run_error
from lemnos.store.journal import end_torn_line

NAME = "answers.jsonl"
"""The file of a run."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: an answer, or a request that failed for good."""

    key: str
    """What was asked of whom: ``journal_key``."""
    purpose: str
    finish: Finish
    text: str = ""
    reason: str = ""
    usage: Usage = Usage()
    faults: dict[str, int] = {}
    """Attempts that failed before, by rule."""
    reused: bool = False
    """Whether it was found in another run's file and cost nothing."""

    @property
    def answer(self) -> Answer:
        """The answer, as callers get it."""
        return Answer(self.text, self.finish, self.reason)


class _Head(msgspec.Struct):
    """What the index needs of a line; reading it passes over the text."""

    key: str
    finish: Finish


class _Place(NamedTuple):
    file: int
    start: int


_FILE_BITS = 16
_MERGED = 1 << 16
"""New answers after which the index is sorted anew."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Entry).decode
_decode_head = msgspec.json.Decoder(_Head).decode


class AnswerJournal:
    """The answers of one run, and those of others to look in."""

    def __init__(self, path: Path, others: Iterable[Path] = ()) -> None:
        """Open a journal for reading and appending; another process must not append to it.

        Raises:
            RunError: A file cannot be read or written.
        """
        self.path = path
        self._files = [path, *others]
        self._readers = Readers(self._files)
        self._new: dict[int, int] = {}  # by hash, as in the arrays
        try:
            end_torn_line(path)
            self._writer = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise run_error(error, path) from error
        self._end = os.fstat(self._writer).st_size
        self._hashes, self._places = self._index()
        self._waiting: list[asyncio.Future[None]] = []
        self._syncing: asyncio.Task[None] | None = None

    def _index(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Return the hashes of all keys, sorted, and where their lines are; this run's own come before others'."""
        hashes: list[int] = []
        places: list[int] = []
        for number, file in enumerate(self._files):
            start = 0
            with file.open("rb") as stream:
                for line in stream:
                    try:
                        head = _decode_head(line)
                        if head.finish != "failed":
                            hashes.append(_hash(head.key))
                            places.append(start << _FILE_BITS | number)
                    except (msgspec.DecodeError, ValueError):
                        pass  # torn by a crash, or no line of ours
                    start += len(line)
        order = np.argsort(np.array(hashes, dtype=np.uint64), kind="stable")
        return np.array(hashes, dtype=np.uint64)[order], np.array(places, dtype=np.uint64)[order]

    def find(self, key: str) -> tuple[Entry, bool] | None:
        """Return the entry of a key and whether it is this run's own; None if nobody has an answer."""
        wanted = _hash(key)
        for packed in self._packed(wanted):
            place = _Place(packed & ((1 << _FILE_BITS) - 1), packed >> _FILE_BITS)
            entry = self._read(place)
            # What another server refused, ours may answer.
            if entry is not None and entry.key == key and (place.file == 0 or entry.finish != "refused"):
                return entry, place.file == 0
        return None

    def _packed(self, wanted: int) -> Iterator[int]:
        """Yield where the lines of a hash are."""
        if wanted in self._new:
            yield self._new[wanted]
        at = int(np.searchsorted(self._hashes, np.uint64(wanted)))
        while at < len(self._hashes) and int(self._hashes[at]) == wanted:
            yield int(self._places[at])
            at += 1

    def _read(self, place: _Place) -> Entry | None:
        """Return the entry of a line; None if it is one of another program."""
        data, size = b"", 4096
        while b"\n" not in data:
            more = self._readers.read(place.file, place.start + len(data), size)
            if not more:
                break
            data, size = data + more, size * 4
        try:
            return _decode(data.partition(b"\n")[0])
        except (msgspec.DecodeError, ValueError):
            return None

    def write(self, entry: Entry) -> None:
        """Append a line; when this returns, killing the process cannot lose it.

        Raises:
            RunError: The disk is full, or the place cannot be written.
        """
        line = _encode(entry) + b"\n"
        try:
            written = os.write(self._writer, line)
            while written < len(line):
                written += os.write(self._writer, line[written:])
        except OSError as error:
            with suppress(OSError):  # half a line would spoil the next one
                os.ftruncate(self._writer, self._end)
            raise run_error(error, self.path) from error
        if entry.finish != "failed":
            hashed = _hash(entry.key)
            if hashed in self._new or len(self._new) >= _MERGED:
                self._merge()
            self._new[hashed] = self._end << _FILE_BITS
        self._end += len(line)

    def _merge(self) -> None:
        """Take the new answers into the sorted arrays."""
        hashes = np.concatenate([np.array(list(self._new), dtype=np.uint64), self._hashes])
        places = np.concatenate([np.array(list(self._new.values()), dtype=np.uint64), self._places])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], places[order]
        self._new.clear()

    async def synced(self) -> None:
        """Return when all that was written before is on the disk, also if the machine loses power.

        Raises:
            RunError: The disk is full, or fails.
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
        """Yield this run's own entries, in the order in which they came."""
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
    """Return the journals of the runs beside the run folder ``path``, and of those named, each once.

    Raises:
        RunError: A named one does not exist.
    """
    own = (path / NAME).resolve()
    found = [file.resolve() for file in sorted(path.resolve().parent.glob(f"*/{NAME}"))]
    for name in named:
        file = Path(name) / NAME if Path(name).is_dir() else Path(name)
        if not file.is_file():
            raise RunError("has no answers", where=name, remedy=f"llm.reuse takes run folders and {NAME} files")
        found.append(file.resolve())
    return [file for file in dict.fromkeys(found) if file != own][: (1 << _FILE_BITS) - 1]
