"""Stores encoded records so that any of them can be read by number: a flat file, and an array of offsets.

``Iterable[bytes]`` → ``X.bin`` and ``X.offsets.npy``; ``Blobs[number]`` → ``bytes``. A read costs one ``pread``, so a
stage can pick any record of a corpus that does not fit in memory. The page cache holds what is read often and is not
charged to the process.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from lemnos.store.atomic_files import Readers, writing


def write_blobs(path: Path, blobs: Iterable[bytes]) -> None:
    """Write ``blobs`` to ``path`` (``X.bin``) and their offsets to ``X.offsets.npy`` in the same folder.

    Raises:
        RunError: The disk is full, or the path cannot be written.
    """
    offsets = [0]
    with writing(path) as stream:
        for blob in blobs:
            stream.write(blob)
            offsets.append(offsets[-1] + len(blob))
    with writing(path.with_suffix(".offsets.npy")) as stream:
        np.save(stream, np.array(offsets, dtype=np.int64))


class Blobs:
    """A read-only sequence of the records in several blob files, numbered from 0 in the order of the files."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)
        self._offsets = [np.load(path.with_suffix(".offsets.npy"), mmap_mode="r") for path in self._paths]
        self._firsts = np.cumsum([0, *(len(offsets) - 1 for offsets in self._offsets)])
        self._readers = Readers(self._paths)

    def __len__(self) -> int:
        return int(self._firsts[-1])

    def first(self, file: int) -> int:
        """Return the number of the first record of one of the files."""
        return int(self._firsts[file])

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < len(self):
            raise IndexError(number)
        file = int(np.searchsorted(self._firsts, number, side="right")) - 1
        index = number - int(self._firsts[file])
        start, end = int(self._offsets[file][index]), int(self._offsets[file][index + 1])
        return self._readers.read(file, start, end - start)
