"""Reads a file, folder or archive of JSON descriptions of one kind into ``Tool`` and ``Rejected`` items.

``JsonSource`` groups the files into shards of about 2 MB in the order of their paths. ``JsonShard`` splits each file
into values; the ``Reader`` of the kind turns each value into tools. Memory: one file and the tools of one value.
"""

import os
from collections.abc import Callable, Iterable, Iterator

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.files.archive import AnyPlace, Entry, place_of
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.tools.base import ToolShard
from lemnos.sources.tools.json.records import JsonValue, values

EXTENSIONS = (".json", ".jsonl", ".ndjson")
MAX_FILE_BYTES = 100_000_000
"""The size above which a file is rejected, because it would fill the memory."""


class Context(msgspec.Struct, frozen=True):
    """The facts that all descriptions of one file share."""

    file: str
    """The name of the file without folder and extension."""
    licence: str
    provider: str


Reader = Callable[[JsonValue, Context], Iterable[Tool | Rejected]]
"""Turns one value of a file into tools. It must be a module-level function, so that shards can be pickled."""


class JsonShard(msgspec.Struct, frozen=True):
    """Some files of a folder or archive."""

    place: AnyPlace
    label: str
    entries: tuple[Entry, ...]
    reader: Reader
    licence: str
    provider: str

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the tools of each file, or a rejection if it has none."""
        with self.place.opener() as read:
            for entry in self.entries:
                name = printable(entry.name)
                source = f"{self.label}/{name}" if self.label else name
                if entry.size > MAX_FILE_BYTES:
                    reason = f"the file has {entry.size:,} bytes; the limit is {MAX_FILE_BYTES:,}"
                    yield rejected("too_large", reason, source)
                    continue
                try:
                    data = read(entry)
                except (OSError, ValueError) as error:
                    yield rejected("unreadable", f"the file cannot be read: {error}", source)
                    continue
                context = Context(os.path.basename(name).rpartition(".")[0] or name, self.licence, self.provider)
                for value in values(data, source):
                    if isinstance(value, Rejected):
                        yield value
                    elif value.repaired:
                        yield from (_with_rules(item, value.repaired) for item in self.reader(value, context))
                    else:
                        yield from self.reader(value, context)


class JsonSource:
    """A folder, an archive or one file of JSON descriptions.

    Args:
        path: The folder, archive or file.
        kind: The name of the kind, which is part of the input's identity.
        reader: Turns one value into tools.
        licence: The licence of tools whose description names none.
        provider: The provider of the tools; taken from each description if empty.
    """

    def __init__(self, path: str, kind: str, reader: Reader, *, licence: str = "", provider: str = "") -> None:
        self._files = GroupedFiles(path, place_of(path, EXTENSIONS, any_single=True), MAX_FILE_BYTES)
        self._kind = kind
        self._reader = reader
        self._licence = licence
        self._provider = provider

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes."""
        return self._files.identity(self._kind)

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB of files.

        Raises:
            InputError: There is no file to read, or the rest of the archive is damaged.
        """
        files, remedy = self._files, "give a folder or archive with .json or .jsonl files"
        for _, group in files.groups(limit, "no tool descriptions here", remedy):
            yield JsonShard(files.place, files.label, group, self._reader, self._licence, self._provider)

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all files; for an archive, compressed bytes."""
        return self._files.progress()


def rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return the rejection of a description that yields no tool."""
    return Rejected(stage="tools", rule=rule, reason=reason, source=source, record=record)


def _with_rules(item: Tool | Rejected, rules: tuple[str, ...]) -> Tool | Rejected:
    """Return a tool with the rules that repaired its file added to its own."""
    if isinstance(item, Rejected):
        return item
    return msgspec.structs.replace(item, repaired=tuple(sorted({*item.repaired, *rules})))
