"""Where the files of a folder source lie: a directory, a zip, a tar, or a tar that is compressed.

Each lists the readable files in an order that the input alone decides and opens them wherever a shard is run.
Directories, zips and plain tars are read at random, sorted by path. A compressed tar can only be streamed: its
files keep the archive's order and travel inside the shards. Nothing is ever unpacked to disk. Links inside
archives, encrypted zip members and sparse tar members are left out.
"""

import contextlib
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from hashlib import blake2b
from lzma import LZMAError
from typing import Protocol

import msgspec

from lemnos.errors import InputError
from lemnos.sources.documents.prose.builder import READABLE
from lemnos.sources.files.identity import file_identity

Opener = Callable[["Entry"], bytes]
"""Returns the content of an entry. Raises OSError or ValueError if it cannot be read."""


class Entry(msgspec.Struct, frozen=True):
    """One file of a place."""

    name: str
    """POSIX path relative to the root."""
    size: int
    weight: int
    """How many bytes of the input it stands for, for progress."""
    offset: int = 0
    """Where its bytes begin in a plain tar."""
    data: bytes | None = None
    """Its content, where it could not be read again later."""


class Place(Protocol):
    """Something that holds files; picklable."""

    def entries(self, max_bytes: int) -> Iterator[Entry]:
        """Yield the readable files. Content of files over ``max_bytes`` is not read.

        Raises:
            InputError: The place is damaged from here on.
        """
        ...

    def size(self) -> int:
        """Return the sum of the weights."""
        ...

    def identity(self) -> dict[str, str | int]:
        """Return what changes when the content does, without reading all of it."""
        ...

    def opener(self) -> contextlib.AbstractContextManager[Opener]:
        """Return a context in which entries can be read."""
        ...


def is_readable(name: str, extensions: tuple[str, ...] = READABLE) -> bool:
    """Return whether the file at this relative path is one that is read: known extension, nothing hidden."""
    if not name.lower().endswith(extensions):
        return False
    return not any(part.startswith(".") or part == "__MACOSX" or not part for part in name.split("/"))


def place_of(path: str, extensions: tuple[str, ...] = READABLE, *, any_single: bool = False) -> "AnyPlace":
    """Return the place at ``path``: a directory, an archive, or a single file.

    Args:
        path: Where it lies.
        extensions: Endings, in small letters, of the names of the files that are read.
        any_single: Whether a single file that is no archive is read whatever its name.

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
    return Directory(os.path.dirname(path) or ".", os.path.basename(path), extensions)


def _is_archive(path: str) -> bool:
    try:
        return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)
    except (OSError, EOFError, ValueError, LZMAError, zlib.error):
        return True  # damaged, which the reader of archives tells


_BEGINNING = 4096
"""Bytes of each file that its folder's identity looks at."""


class Directory(msgspec.Struct, frozen=True):
    """A directory and all below it, or one file in it. Links to directories are not followed."""

    path: str
    only: str = ""
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:  # noqa: ARG002 - nothing is read here
        """Yield the files sorted by path, bytewise."""
        for name, status in self._walk(""):
            yield Entry(name, status.st_size, status.st_size)

    def _walk(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        if self.only:
            yield self.only, os.stat(os.path.join(self.path, self.only))
            return
        try:
            with os.scandir(os.path.join(self.path, folder)) as found:
                # A directory sorts with its slash, so that the walk yields whole paths in bytewise order.
                items = sorted(
                    (os.fsencode(item.name + ("/" if item.is_dir(follow_symlinks=False) else "")), item)
                    for item in found
                    if not item.name.startswith(".")
                )
        except OSError as error:
            raise InputError(
                f"cannot list this folder ({error.strerror})", where=os.path.join(self.path, folder)
            ) from error
        for _, item in items:
            name = folder + item.name
            if item.is_dir(follow_symlinks=False):
                yield from self._walk(name + "/")
            elif is_readable(item.name, self.extensions) and item.is_file():
                yield name, item.stat()

    def size(self) -> int:
        """Return the bytes of all files."""
        return sum(status.st_size for _, status in self._walk(""))

    def identity(self) -> dict[str, str | int]:
        """Return count, bytes and a digest of paths, sizes and beginnings."""
        digest = blake2b(digest_size=8)
        count = total = 0
        for name, status in self._walk(""):
            count += 1
            total += status.st_size
            digest.update(b"%s\0%d\0" % (os.fsencode(name), status.st_size))
            with open(os.path.join(self.path, name), "rb") as file:
                digest.update(file.read(_BEGINNING))
        return {"files": count, "bytes": total, "digest": digest.hexdigest()}

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context that opens each file by itself."""

        def read(entry: Entry) -> bytes:
            with open(os.path.join(self.path, entry.name), "rb") as file:
                return file.read(entry.size + 1)

        yield read


class ZipArchive(msgspec.Struct, frozen=True):
    """A zip."""

    path: str
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:  # noqa: ARG002 - nothing is read here
        """Yield the members sorted by path, bytewise."""
        try:
            with zipfile.ZipFile(self.path) as archive:
                members = [
                    m for m in archive.infolist() if is_readable(m.filename, self.extensions) and not m.flag_bits & 1
                ]
        except (zipfile.BadZipFile, OSError) as error:
            raise _damaged(self.path, "the list of files at its end", error) from error
        for member in sorted(members, key=lambda m: m.filename.encode("utf-8", "surrogatepass")):
            yield Entry(member.filename, member.file_size, member.compress_size)

    def size(self) -> int:
        """Return the compressed bytes of all readable members."""
        return sum(entry.weight for entry in self.entries(0))

    def identity(self) -> dict[str, str | int]:
        """Return name, size and a hash of both ends of the archive."""
        return file_identity(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context that holds the archive open."""
        with zipfile.ZipFile(self.path) as archive:

            def read(entry: Entry) -> bytes:
                try:
                    with archive.open(entry.name) as member:
                        return member.read(entry.size + 1)
                except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
                    raise ValueError(str(error)) from error

            yield read


class TarArchive(msgspec.Struct, frozen=True):
    """A tar without compression, read by offset."""

    path: str
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:  # noqa: ARG002 - nothing is read here
        """Yield the members sorted by path, bytewise."""
        with _reading_tar(self.path, "r:") as archive:
            found = [
                Entry(_tar_name(member), member.size, member.size, member.offset_data)
                for member in _members(archive, self.path, self.extensions)
            ]
            # tarfile takes a tar that stops between two members for a whole one.
            if os.path.getsize(self.path) < archive.offset + tarfile.BLOCKSIZE:
                raise _damaged(self.path, f"byte {archive.offset:,}", EOFError("it has no end mark"))
        yield from sorted(found, key=lambda entry: entry.name.encode("utf-8", "surrogateescape"))

    def size(self) -> int:
        """Return the bytes of all readable members."""
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
                    raise ValueError(f"the archive ends inside it, at byte {entry.offset + len(data)}")
                return data

            yield read


class StreamedTar(msgspec.Struct, frozen=True):
    """A compressed tar, streamed once."""

    path: str
    extensions: tuple[str, ...] = READABLE

    def entries(self, max_bytes: int) -> Iterator[Entry]:
        """Yield the members in the archive's order, each with its content."""
        done = 0
        with open(self.path, "rb") as file, _reading_tar(self.path, "r|*", file) as archive:
            for member in _members(archive, self.path, self.extensions):
                data = b""
                if member.size <= max_bytes:
                    try:
                        content = archive.extractfile(member)
                        data = content.read() if content else b""
                    except (tarfile.TarError, EOFError, OSError, zlib.error, LZMAError) as error:
                        raise _damaged(self.path, f"member {member.name}", error) from error
                weight, done = file.tell() - done, file.tell()
                yield Entry(_tar_name(member), member.size, weight, data=data)

    def size(self) -> int:
        """Return the bytes of the archive."""
        return os.path.getsize(self.path)

    def identity(self) -> dict[str, str | int]:
        """Return name, size and a hash of both ends of the archive."""
        return file_identity(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context that hands out what the entries carry."""
        yield lambda entry: entry.data or b""


def _tar_name(member: tarfile.TarInfo) -> str:
    return member.name.removeprefix("./")


@contextlib.contextmanager
def _reading_tar(path: str, mode: str, file: object = None) -> Iterator[tarfile.TarFile]:
    try:
        archive = tarfile.open(path, mode, fileobj=file)  # type: ignore[call-overload] # noqa: SIM115
    except (tarfile.TarError, EOFError, OSError, zlib.error, LZMAError) as error:
        raise _damaged(path, "its first bytes", error) from error
    with archive:
        yield archive


def _members(archive: tarfile.TarFile, path: str, extensions: tuple[str, ...]) -> Iterator[tarfile.TarInfo]:
    """Yield the readable members; a tar that stops short says where."""
    last = "its first bytes"
    while True:
        try:
            member = archive.next()
        except (tarfile.TarError, EOFError, OSError, zlib.error, LZMAError) as error:
            raise _damaged(path, last, error) from error
        if member is None:
            return
        last = f"what follows member {member.name}"
        # A stream keeps every header it has passed; a tar of millions of files must not.
        archive.members = []  # type: ignore[attr-defined]
        if member.isreg() and not member.sparse and is_readable(_tar_name(member), extensions):
            yield member


def _damaged(path: str, position: str, error: Exception) -> InputError:
    return InputError(f"the archive is damaged at {position} ({error})", where=path, remedy="fetch or pack it again")


AnyPlace = Directory | ZipArchive | TarArchive | StreamedTar
"""What ``place_of`` returns: a ``Place`` that can be pickled."""
