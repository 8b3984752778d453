"""Files that are either whole or not there: written under a temporary name, then renamed."""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from lemnos.errors import RunError

TEMPORARY = ".writing-"
"""How the name of an unfinished file begins."""
_MOST_OPEN = 64


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under ``path``, whole and on disk, when the block ends without an error.

    Raises:
        RunError: The disk is full, or the place cannot be written.
    """
    temporary = path.with_name(f"{TEMPORARY}{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Also for reading, because numpy writes past a file that is for writing only, and then loses its errno.
        with temporary.open("w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise run_error(error, path) from error
        raise


def write_bytes(path: Path, data: bytes) -> None:
    """Write a small file in one step."""
    with writing(path) as stream:
        stream.write(data)


class Readers:
    """Reads pieces of many files, more than a process may have open: the last ones used stay open."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)
        self._open: dict[int, int] = {}

    def read(self, file: int, start: int, size: int) -> bytes:
        """Return up to ``size`` bytes of the file with this number, from ``start`` on.

        Raises:
            OSError: It cannot be read.
        """
        descriptor = self._open.pop(file, None)
        if descriptor is None:
            if len(self._open) >= _MOST_OPEN:
                os.close(self._open.pop(next(iter(self._open))))
            descriptor = os.open(self._paths[file], os.O_RDONLY)
        self._open[file] = descriptor
        return os.pread(descriptor, size, start)

    def close(self) -> None:
        """Close the files; they are opened again when they are read."""
        while self._open:
            os.close(self._open.popitem()[1])


def remove_unfinished(folder: Path) -> None:
    """Delete what an interrupted run had begun to write below ``folder``."""
    for path in folder.rglob(f"{TEMPORARY}*"):
        path.unlink(missing_ok=True)


def run_error(error: OSError, path: Path) -> RunError:
    """Return the one line that tells a user what an operating system error on ``path`` means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RunError(
            "the disk is full",
            where=str(path),
            remedy="free some space and run the same command again: finished shards are kept",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunError("cannot be written", where=str(path), remedy="choose another --out or mend its permissions")
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return RunError("is in the way of a run folder", where=str(path), remedy="choose another --out")
    return RunError(error.strerror or str(error), where=str(path), remedy="mend it and run the same command again")
