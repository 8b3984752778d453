"""Computes a fingerprint of a file that changes when the file changes, without reading all of it.

The fingerprint holds the name, the size and a BLAKE2b hash of both ends of the file. It holds no times, so that the
same files give the same run on any machine.

Limitation: a change in the middle of a large file that does not change its size goes unnoticed.
"""

import os
from hashlib import blake2b

from lemnos.errors import InputError

END_BYTES = 65_536
"""Bytes hashed at each end of a file."""


def ends_digest(path: str, end_bytes: int = END_BYTES) -> str:
    """Return a hash of the first and the last ``end_bytes`` bytes of a file, in hexadecimal."""
    digest = blake2b(digest_size=8)
    with open(path, "rb") as file:
        digest.update(file.read(end_bytes))
        file.seek(max(0, os.fstat(file.fileno()).st_size - end_bytes))
        digest.update(file.read(end_bytes))
    return digest.hexdigest()


def file_identity(path: str) -> dict[str, str | int]:
    """Return the name of a file, its size in bytes and a hash of both its ends.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        return {"name": os.path.basename(path), "bytes": os.path.getsize(path), "ends": ends_digest(path)}
    except OSError as error:
        raise unreadable(path, error) from error


def reason_of(error: OSError) -> str:
    """Return why a file cannot be read, without its path: "Permission denied"."""
    return error.strerror or str(error)


def unreadable(path: str, error: OSError) -> InputError:
    """Return the error for an input that cannot be read."""
    return InputError(f"cannot be read ({reason_of(error)})", where=path, remedy="check the path and its permissions")
