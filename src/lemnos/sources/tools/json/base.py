"""A file, folder or archive of JSON descriptions of one kind; each kind says how a value becomes tools.

Files are grouped into shards of about 2 MB in the order of their paths. In memory: one
file, and the tools of one value.
"""

import os
from collections.abc import Callable, Iterable, Iterator

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.files.archive import AnyPlace, Entry, place_of
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.tools.base import ToolShard
from lemnos.sources.tools.json.records import Found, values

EXTENSIONS = (".json", ".jsonl", ".ndjson")
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

    place: AnyPlace
    label: str
    entries: tuple[Entry, ...]
    reader: Reader
    licence: str
    provider: str

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the tools of each file, or why it has none."""
        with self.place.opener() as read:
            for entry in self.entries:
                name = printable(entry.name)
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
        self._files = GroupedFiles(path, place_of(path, EXTENSIONS, any_single=True), MAX_FILE_BYTES)
        self._kind = kind
        self._reader = reader
        self._licence = licence
        self._provider = provider

    def identity(self) -> dict[str, str | int]:
        """Return kind, name and what changes with the content."""
        return self._files.identity(self._kind)

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB of files.

        Raises:
            InputError: There is no file to read, or the archive is damaged from here on.
        """
        files, remedy = self._files, "give a folder or archive with .json or .jsonl files"
        for _, group in files.groups(limit, "no descriptions of tools here", remedy):
            yield JsonShard(files.place, files.label, group, self._reader, self._licence, self._provider)

    def progress(self) -> tuple[int, int]:
        """See ``GroupedFiles.progress``."""
        return self._files.progress()


def rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return a description that gives no tool."""
    return Rejected(stage="tools", rule=rule, reason=reason, source=source, record=record)


def _noted(item: Tool | Rejected, rules: tuple[str, ...]) -> Tool | Rejected:
    """Return a tool with what had to be mended in the file it stands in."""
    if isinstance(item, Rejected):
        return item
    return msgspec.structs.replace(item, repaired=tuple(sorted({*item.repaired, *rules})))
