"""Keeps an append-only journal of JSON lines that survives a crash.

A dictionary → one line, on disk before ``append`` returns. A crash can cut off the last line only; ``entries`` skips
such a line, and the next ``append`` starts on a new one. An entry costs one ``fsync``. Limitation: one writer.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.store.atomic_files import run_error


class Journal:
    """A file of JSON lines with one writer. An entry costs one ``fsync``, so write few."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: dict[str, Any]) -> None:
        """Append ``entry``, and return once it is on disk.

        Raises:
            RunError: The disk is full, or the file cannot be written.
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
        """Yield the entries in the order of writing, without lines that a crash cut off or garbled."""
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
    """Append a line break if a crash cut the last line off, so that the next entry starts on a new line.

    Raises:
        OSError: The file cannot be read or written.
    """
    if path.exists() and path.stat().st_size:
        with path.open("rb+") as stream:
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
