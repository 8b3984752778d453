"""Lists and reads the files of a directory, a zip, a tar or a compressed tar.

``place_of`` takes a path and returns a ``Place``, which yields one ``Entry`` for each readable file. The order of the
entries depends on the input alone. Directories, zips and plain tars are sorted by path and allow random access. A
compressed tar can only be streamed: its entries keep the order of the archive and carry their content with them into
the shards. No archive is ever unpacked to disk. A file that cannot be read, such as one without permission, a link that
leads nowhere, a named pipe or an encrypted member, is an entry that says why, for a rejection.

Limitation: links inside archives and sparse tar members are skipped.
"""

import contextlib
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import blake2b
from lzma import LZMAError
from typing import Protocol

import msgspec

from lemnos.errors import InputError
from lemnos.sources.documents.prose.paths import READABLE
from lemnos.sources.files.identity import file_identity, reason_of, unreadable

Opener = Callable[["Entry"], bytes]
"""A function that returns the content of an entry. It raises OSError or ValueError if the content cannot be read."""


class Entry(msgspec.Struct, frozen=True):
    """One file of a ``Place``."""

    name: str
    """POSIX path relative to the root."""
    size: int
    weight: int
    """The number of bytes of the input that the file accounts for, used to report progress."""
    offset: int = 0
    """The offset of its first byte, in a plain tar."""
    data: bytes | None = None
    """Its content, in a compressed tar, which cannot be read again later."""
    fault: str = ""
    """Why it cannot be read; empty if nothing is known to prevent it."""


class Place(Protocol):
    """A directory or archive that holds the files of an input; picklable."""

    def entries(self, max_bytes: int) -> Iterator[Entry]:
        """Yield the readable files. The content of a file larger than ``max_bytes`` is not read.

        Raises:
            InputError: The rest of the archive is damaged, or a folder cannot be listed.
        """
        ...

    def size(self) -> int:
        """Return the sum of the weights of all entries, in bytes."""
        ...

    def identity(self) -> dict[str, str | int]:
        """Return a fingerprint that changes when the content changes, without reading all of it."""
        ...

    def opener(self) -> contextlib.AbstractContextManager[Opener]:
        """Return a context manager whose value reads the content of an entry."""
        ...


def is_readable(name: str, extensions: tuple[str, ...] = READABLE) -> bool:
    """Return whether the file at this relative path should be read: it has a known extension and is not hidden."""
    if not name.lower().endswith(extensions):
        return False
    return not any(part.startswith(".") or part == "__MACOSX" or not part for part in name.split("/"))


def place_of(path: str, extensions: tuple[str, ...] = READABLE, *, any_single: bool = False) -> "AnyPlace":
    """Return the ``Place`` at ``path``: a directory, an archive or a single file.

    Args:
        path: The path of the input.
        extensions: The extensions of the files to read, in lower case.
        any_single: Whether to read a single file that is not an archive, whatever its extension.

    Raises:
        InputError: The archive is damaged.
    """
    if os.path.isdir(path):
        return Directory(path, extensions=extensions)
    if not is_readable(os.path.basename(path), extensions) and not (any_single and not _is_archive(path)):
        if zipfile.is_zipfile(path):
            return ZipArchive(path, extensions)
        try:
            with tarfile.open(path, "r:"):
                return TarArchive(path, extensions)
        except tarfile.ReadError:
            return StreamedTar(path, extensions)
        except OSError as error:
            raise unreadable(path, error) from error
    return Directory(os.path.dirname(path) or ".", os.path.basename(path), extensions)


def _is_archive(path: str) -> bool:
    try:
        return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)
    except (OSError, EOFError, ValueError, LZMAError, zlib.error):
        return True  # A damaged archive: the archive classes report what is wrong with it.


_HEAD_BYTES = 4096
"""Bytes at the start of each file that go into the identity of its folder."""


class Directory(msgspec.Struct, frozen=True):
    """A directory with all its subdirectories, or one file in it. Links to directories are not followed."""

    path: str
    only: str = ""
    """The name of the one file to read; empty to read the whole directory."""
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:  # noqa: ARG002 - nothing is read here
        """Yield the files in bytewise order of their paths."""
        for name, size, fault in self._walk(""):
            yield Entry(name, size, size, fault=fault)

    def _walk(self, folder: str) -> Iterator[tuple[str, int, str]]:
        """Yield the path, the size and the fault of each file, and of each folder that cannot be listed."""
        try:
            if self.only:
                yield self.only, os.stat(os.path.join(self.path, self.only)).st_size, ""
                return
            with os.scandir(os.path.join(self.path, folder)) as listing:
                # A directory is sorted with its slash, so that the walk yields whole paths in bytewise order.
                items = sorted(
                    (os.fsencode(item.name + ("/" if item.is_dir(follow_symlinks=False) else "")), item)
                    for item in listing
                    if not item.name.startswith(".")
                )
        except OSError as error:
            if not folder:
                raise unreadable(os.path.join(self.path, self.only), error) from error
            yield folder, 0, f"the folder cannot be listed: {reason_of(error)}"
            return
        for _, item in items:
            name = folder + item.name
            if item.is_dir(follow_symlinks=False):
                yield from self._walk(name + "/")
            elif is_readable(item.name, self.extensions):
                yield name, *_status(item)

    def size(self) -> int:
        """Return the total size of all files, in bytes."""
        return sum(size for _, size, _ in self._walk(""))

    def identity(self) -> dict[str, str | int]:
        """Return the number of files, their bytes, and a digest of their paths, sizes and first bytes.

        Raises:
            InputError: The folder, or the one file, cannot be read.
        """
        digest = blake2b(digest_size=8)
        count = total = 0
        for name, size, fault in self._walk(""):
            count += 1
            total += size
            digest.update(b"%s\0%d\0" % (os.fsencode(name), size))
            if not fault:
                digest.update(self._head(name))
        return {"files": count, "bytes": total, "digest": digest.hexdigest()}

    def _head(self, name: str) -> bytes:
        """Return the first bytes of a file; of one that cannot be read, none, unless it is the only one."""
        path = os.path.join(self.path, name)
        try:
            with open(path, "rb") as file:
                return file.read(_HEAD_BYTES)
        except OSError as error:
            if self.only:
                raise unreadable(path, error) from error
            return b""

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context manager that opens each file when it is read."""

        def read(entry: Entry) -> bytes:
            _check(entry)
            try:
                with open(os.path.join(self.path, entry.name), "rb") as file:
                    return file.read(entry.size + 1)
            except OSError as error:
                raise ValueError(reason_of(error)) from error

        yield read


def _status(item: "os.DirEntry[str]") -> tuple[int, str]:
    """Return the size in bytes of what a directory lists, and why it cannot be read; links are followed."""
    try:
        status = item.stat()
    except FileNotFoundError:
        return 0, "the link leads nowhere" if item.is_symlink() else "the file has vanished"
    except OSError as error:
        return 0, reason_of(error)
    return (status.st_size, "") if stat.S_ISREG(status.st_mode) else (0, "it is not a regular file")


def _check(entry: Entry) -> None:
    if entry.fault:
        raise ValueError(entry.fault)


class ZipArchive(msgspec.Struct, frozen=True):
    """A zip archive."""

    path: str
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:  # noqa: ARG002 - nothing is read here
        """Yield the members in bytewise order of their paths."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                members = [m for m in archive.infolist() if is_readable(m.filename, self.extensions)]
        except (zipfile.BadZipFile, OSError) as error:
            raise _damage_error(self.path, "in the list of files at its end", error) from error
        for member in sorted(members, key=lambda m: m.filename.encode("utf-8", "surrogatepass")):
            fault = "it is encrypted" if member.flag_bits & 1 else ""
            yield Entry(member.filename, member.file_size, member.compress_size, fault=fault)

    def size(self) -> int:
        """Return the compressed size of all readable members, in bytes."""
        return sum(entry.weight for entry in self.entries(0))

    def identity(self) -> dict[str, str | int]:
        """Return name, size and a hash of both ends of the archive."""
        return file_identity(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context that holds the archive open."""
        with zipfile.ZipFile(self.path) as archive:

            def read(entry: Entry) -> bytes:
                _check(entry)
                try:
                    with archive.open(entry.name) as member:
                        return member.read(entry.size + 1)
                except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
                    raise ValueError(str(error)) from error

            yield read


class TarArchive(msgspec.Struct, frozen=True):
    """An uncompressed tar archive, read by offset."""

    path: str
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:  # noqa: ARG002 - nothing is read here
        """Yield the members in bytewise order of their paths."""
        with _reading_tar(self.path, "r:") as archive:
            entries = [
                Entry(_tar_name(member), member.size, member.size, member.offset_data)
                for member in _members(archive, self.path, self.extensions)
            ]
            # tarfile does not notice that a tar is cut off between two members.
            if os.path.getsize(self.path) < archive.offset + tarfile.BLOCKSIZE:
                error = EOFError("the end-of-archive marker is missing")
                raise _damage_error(self.path, f"at byte {archive.offset:,}", error)
        yield from sorted(entries, key=lambda entry: entry.name.encode("utf-8", "surrogateescape"))

    def size(self) -> int:
        """Return the size of all readable members, in bytes."""
        return sum(entry.weight for entry in self.entries(0))

    def identity(self) -> dict[str, str | int]:
        """Return name, size and a hash of both ends of the archive."""
        return file_identity(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context that holds the archive open."""
        with open(self.path, "rb") as archive:

            def read(entry: Entry) -> bytes:
                archive.seek(entry.offset)
                data = archive.read(entry.size)
                if len(data) < entry.size:
                    raise ValueError(
                        f"the archive ends in the middle of this file, at byte {entry.offset + len(data):,}"
                    )
                return data

            yield read


class StreamedTar(msgspec.Struct, frozen=True):
    """A compressed tar archive, streamed once from front to end."""

    path: str
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:
        """Yield the members in the order of the archive, each with its content."""
        position = 0
        with open(self.path, "rb") as file, _reading_tar(self.path, "r|*", file) as archive:
            for member in _members(archive, self.path, self.extensions):
                data = b""
                if member.size <= max_bytes:
                    try:
                        content = archive.extractfile(member)
                        data = content.read() if content else b""
                    except (tarfile.TarError, EOFError, OSError, zlib.error, LZMAError) as error:
                        raise _damage_error(self.path, f"in {member.name}", error) from error
                weight, position = file.tell() - position, file.tell()
                yield Entry(_tar_name(member), member.size, weight, data=data)

    def size(self) -> int:
        """Return the size of the archive, in bytes."""
        return os.path.getsize(self.path)

    def identity(self) -> dict[str, str | int]:
        """Return name, size and a hash of both ends of the archive."""
        return file_identity(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context manager that returns the content carried by the entries."""
        yield lambda entry: entry.data or b""


def _tar_name(member: tarfile.TarInfo) -> str:
    return member.name.removeprefix("./")


@contextlib.contextmanager
def _reading_tar(path: str, mode: str, file: object = None) -> Iterator[tarfile.TarFile]:
    try:
        archive = tarfile.open(path, mode, fileobj=file)  # type: ignore[call-overload] # noqa: SIM115
    except (tarfile.TarError, EOFError, OSError, zlib.error, LZMAError) as error:
        raise _damage_error(path, "in its first bytes", error) from error
    with archive:
        yield archive


def _members(archive: tarfile.TarFile, path: str, extensions: tuple[str, ...]) -> Iterator[tarfile.TarInfo]:
    """Yield the readable members. If the tar is damaged, the error says after which member."""
    position = "in its first bytes"
    while True:
        try:
            member = archive.next()
        except (tarfile.TarError, EOFError, OSError, zlib.error, LZMAError) as error:
            raise _damage_error(path, position, error) from error
        if member is None:
            return
        position = f"after {member.name}"
        # tarfile keeps every header that it has passed, which would fill the memory in a tar of millions of files.
        archive.members = []  # type: ignore[attr-defined]
        if member.isreg() and not member.sparse and is_readable(_tar_name(member), extensions):
            yield member


def _damage_error(path: str, position: str, error: Exception) -> InputError:
    return InputError(
        f"the archive is damaged {position} ({error})", where=path, remedy="download or create the archive again"
    )


AnyPlace = Directory | ZipArchive | TarArchive | StreamedTar
"""The type that ``place_of`` returns: a picklable ``Place``."""
