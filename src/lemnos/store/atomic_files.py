"""Writes files atomically: under a temporary name in the same folder, then ``fsync``, then a rename.

Bytes → a file that is either complete or absent, whenever the process is killed. ``Readers`` reads slices of more files
than a process may keep open. ``run_error`` turns an ``OSError`` into a ``RunError`` that says what to do.
Limitation: the folder itself is not synced, so a power cut may undo the rename.
"""

import errno
import os
import shutil
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from lemnos.errors import RunError

TEMPORARY = ".writing-"
"""Prefix of the name of an unfinished file or folder."""
_MOST_OPEN = 64


@contextmanager
def writing(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file that becomes ``path``, complete and synced to disk, when the block ends without an error.

    Raises:
        RunError: The disk is full, or the path cannot be written.
    """
    temporary = path.with_name(f"{TEMPORARY}{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Opened for reading too: numpy bypasses the Python object of a write-only file, and then loses the errno.
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
    """Write ``data`` to ``path`` atomically.

    Raises:
        RunError: The disk is full, or the path cannot be written.
    """
    with writing(path) as stream:
        stream.write(data)


class Readers:
    """Reads slices of more files than a process may keep open; the most recently used files stay open.

    Files are closed when the object is forgotten.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = list(paths)
        self._open: dict[int, int] = {}
        weakref.finalize(self, _close, self._open)

    def read(self, file: int, start: int, size: int) -> bytes:
        """Return up to ``size`` bytes of ``paths[file]``, from byte ``start`` on.

        Raises:
            OSError: The file cannot be read.
        """
        descriptor = self._open.pop(file, None)
        if descriptor is None:
            if len(self._open) >= _MOST_OPEN:
                os.close(self._open.pop(next(iter(self._open))))
            descriptor = os.open(self._paths[file], os.O_RDONLY)
        self._open[file] = descriptor
        return os.pread(descriptor, size, start)

    def close(self) -> None:
        """Close all files; a later ``read`` opens them again."""
        _close(self._open)


def _close(descriptors: dict[int, int]) -> None:
    while descriptors:
        os.close(descriptors.popitem()[1])


def remove_unfinished(folder: Path) -> None:
    """Delete the unfinished files and folders that an interrupted run left below ``folder``."""
    for path in list(folder.rglob(f"{TEMPORARY}*")):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def run_error(error: OSError, path: Path) -> RunError:
    """Return a one-line error for the user that explains what the operating system reported for ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RunError(
            "the disk is full",
            where=str(path),
            remedy="free some space and rerun the same command: finished shards are kept",
        )
    if error.errno == errno.EFBIG:
        return RunError(
            "the file would exceed the size limit of this process or file system",
            where=str(path),
            remedy="raise the limit (ulimit -f) or choose another --out, and rerun the same command: finished shards "
            "are kept",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return RunError("cannot be written", where=str(path), remedy="choose another --out or fix the permissions")
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return RunError("another file or folder is in the way", where=str(path), remedy="choose another --out")
    if error.errno == errno.ENOENT:
        return RunError("cannot be created", where=str(path), remedy="choose another --out")
    return RunError(error.strerror or str(error), where=str(path), remedy="fix this and rerun the same command")
