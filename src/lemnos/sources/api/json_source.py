"""A file, folder or archive of JSON descriptions of one kind; each kind says how a value becomes tools.

Files are grouped into shards of about 2 MB in the order of their paths. In memory: one
file, and the tools of one value.
"""

import os
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected, Tool
from lemnos.sources.api.json_records import Found, values
from lemnos.sources.api.source import ToolShard
from lemnos.sources.archive import Directory, Entry, Place, StreamedTar, TarArchive, ZipArchive, place_of

EXTENSIONS = (".json", ".jsonl", ".ndjson")
SHARD_BYTES = 2_000_000
MAX_FILE_BYTES = 100_000_000
"""Larger files are rejected: they would fill the memory."""


class Context(msgspec.Struct, frozen=True):
    """What an input says of all its descriptions."""

    file: str
    """Name of the file without folder and extension."""
    licence: str
    provider: str


Reader = Callable[[Found, Context], Iterable[Tool | Rejected]]
"""Turns one value of a file into tools. A function of a module, so that shards can be pickled."""


class JsonShard(msgspec.Struct, frozen=True):
    """Some files of a place."""

    place: Directory | ZipArchive | TarArchive | StreamedTar
    label: str
    entries: tuple[Entry, ...]
    reader: Reader
    licence: str
    provider: str

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the tools of each file, or why it has none."""
        with self.place.opener() as read:
            for entry in self.entries:
                name = entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                source = f"{self.label}/{name}" if self.label else name
                if entry.size > MAX_FILE_BYTES:
                    yield rejected("too_large", f"{entry.size:,} bytes, over the {MAX_FILE_BYTES:,} allowed", source)
                    continue
                try:
                    data = read(entry)
                except (OSError, ValueError) as error:
                    yield rejected("unreadable", f"the file cannot be read: {error}", source)
                    continue
                context = Context(os.path.basename(name).rpartition(".")[0] or name, self.licence, self.provider)
                for found in values(data, source):
                    if isinstance(found, Rejected):
                        yield found
                    elif found.repaired:
                        yield from (_noted(item, found.repaired) for item in self.reader(found, context))
                    else:
                        yield from self.reader(found, context)


class JsonSource:
    """A folder, an archive or one file of JSON descriptions.

    Args:
        path: The folder, archive or file.
        kind: Name of the kind, for the input's identity.
        reader: Turns one value into tools.
        licence: Licence of tools whose description names none.
        provider: Who offers them; taken from each description if empty.
    """

    def __init__(self, path: str, kind: str, reader: Reader, *, licence: str = "", provider: str = "") -> None:
        self._path = path
        self._kind = kind
        self._reader = reader
        self._place = _place(path)
        name = os.path.basename(os.path.abspath(path))
        self._name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self._label = "" if isinstance(self._place, Directory) and self._place.only else self._name
        self._licence = licence
        self._provider = provider
        self._done = 0
        self._total: int | None = None

    def identity(self) -> dict[str, str | int]:
        """Return kind, name and what changes with the content."""
        return {"kind": self._kind, "name": self._name, **self._place.identity()}

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB of files.

        Raises:
            InputError: There is no file to read, or the archive is damaged from here on.
        """
        self._done = 0
        group: list[Entry] = []
        size = count = 0
        for entry in self._place.entries(MAX_FILE_BYTES):
            if limit is not None and count >= limit:
                break
            count += 1
            if group and size + entry.size > SHARD_BYTES:
                yield self._shard(group)
                group, size = [], 0
            group.append(entry)
            size += entry.size
        if group:
            yield self._shard(group)
        if not count and limit != 0:
            remedy = "give a folder or archive with .json or .jsonl files"
            raise InputError("no descriptions of tools here", where=self._path, remedy=remedy)

    def _shard(self, group: list[Entry]) -> JsonShard:
        self._done += sum(entry.weight for entry in group)
        place = self._place
        match place:
            case Directory() | ZipArchive() | TarArchive() | StreamedTar():
                return JsonShard(place, self._label, tuple(group), self._reader, self._licence, self._provider)
            case _:
                raise TypeError(place)

    def progress(self) -> tuple[int, int]:
        """Return bytes in yielded shards and bytes in all; compressed bytes for an archive."""
        if self._total is None:
            self._total = self._place.size()
        return self._done, self._total


def rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return a description that gives no tool."""
    return Rejected(stage="tools", rule=rule, reason=reason, source=source, record=record)


def _noted(item: Tool | Rejected, rules: tuple[str, ...]) -> Tool | Rejected:
    """Return a tool with what had to be mended in the file it stands in."""
    if isinstance(item, Rejected):
        return item
    return msgspec.structs.replace(item, repaired=tuple(sorted({*item.repaired, *rules})))


def _place(path: str) -> Place:
    """Return the place at ``path``; a single file may have any extension."""
    if os.path.isfile(path) and not path.lower().endswith(EXTENSIONS) and not _is_archive(path):
        return Directory(os.path.dirname(path) or ".", os.path.basename(path), EXTENSIONS)
    return place_of(path, EXTENSIONS)


def _is_archive(path: str) -> bool:
    try:
        return zipfile.is_zipfile(path) or tarfile.is_tarfile(path)
    except (OSError, EOFError, ValueError):
        return True  # damaged, which the reader of archives tells
