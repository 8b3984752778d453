"""Files that gzip or zstd compresses: an open file → its content. What it is, its first bytes say.

zstd is read by pyarrow, also in several frames. Limitation: libzstd refuses frames that need a window of over 128 MB
(``zstd --long=28`` and more).
"""

import gzip
import io
from typing import Any, BinaryIO, cast


def compression_of(path: str) -> str:
    """Return how a file is compressed: ``gzip``, ``zstd``, or empty if they are not."""
    with open(path, "rb") as file:
        magic = file.read(4)
    return "gzip" if magic[:2] == b"\x1f\x8b" else "zstd" if magic == b"\x28\xb5\x2f\xfd" else ""


def decompressed(file: BinaryIO) -> BinaryIO:
    """Return the content of a file that is open at its start."""
    match compression_of(file.name):
        case "gzip":
            return cast(BinaryIO, gzip.open(file, "rb"))
        case "zstd":
            return cast(BinaryIO, io.BufferedReader(_Zstd(file), 1 << 20))
        case _:
            return file


class ZstdError(OSError):
    """A zstd stream is damaged, or ends too early."""


class _Zstd(io.RawIOBase):
    """Decompresses a file of one or more zstd frames."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa

        self._stream = pa.CompressedInputStream(file, "zstd")

    def readable(self) -> bool:
        """See ``io.RawIOBase.readable``."""
        return True

    def readinto(self, buffer: Any) -> int:
        """See ``io.RawIOBase.readinto``.

        Raises:
            ZstdError: The stream is damaged.
        """
        try:
            return int(self._stream.readinto(buffer))
        except OSError as error:
            raise ZstdError(str(error)) from error
