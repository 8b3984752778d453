"""An append-only journal: a line is on disk before anyone relies on it, and a torn last line is forgiven."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.store.atomic_files import run_error


class Journal:
    """JSON lines in one file with one writer. An entry costs one ``fsync``, so write what matters."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: dict[str, Any]) -> None:
        """Add ``entry`` and return when it is on disk.

        Raises:
            RunError: The disk is full, or the place cannot be written.
        """
        try:
            end_torn_line(self.path)
            with self.path.open("ab") as stream:
                stream.write(msgspec.json.encode(entry) + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise run_error(error, self.path) from error

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, in order, leaving out lines that a crash cut off."""
        if not self.path.exists():
            return
        with self.path.open("rb") as stream:
            for line in stream:
                try:
                    entry = msgspec.json.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    continue
                yield entry


def end_torn_line(path: Path) -> None:
    """End the last line of a file if a crash cut it off, so that what is appended begins a line of its own.

    Raises:
        OSError: The file cannot be read or written.
    """
    if path.exists() and path.stat().st_size:
        with path.open("rb+") as stream:
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
