"""A folder or an archive whose files describe tools in several ways: each file is read as what it looks like.

Data sets come so: a list of functions beside descriptions of APIs, questions and a README. A file is told by its first
kilobytes; one that is none of the kinds becomes a ``Rejected`` item. API documentation and Python packages are not
found here, for a single file of them does not tell.
"""

import os
from collections.abc import Iterator
from functools import partial
from typing import cast

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.files.archive import Directory, Entry, Opener, place_of
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.tools.base import ToolShard
from lemnos.sources.tools.json.base import JsonShard, Reader, rejected
from lemnos.sources.tools.kinds import module_of
from lemnos.sources.tools.openapi.source import EXTENSIONS as OPENAPI_EXTENSIONS
from lemnos.sources.tools.openapi.source import MAX_FILE_BYTES, OpenApiShard

KINDS = ("openapi", "mcp", "functions", "rapidapi", "cards", "sealtools")
"""In the order in which they are asked whether a file is theirs."""
EXTENSIONS = (*OPENAPI_EXTENSIONS, ".jsonl", ".ndjson")

_HEAD_BYTES = 65_536


class UnknownShard(msgspec.Struct, frozen=True):
    """Files of no kind that is known."""

    names: tuple[str, ...]

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield a rejection for each."""
        for name in self.names:
            yield rejected("unknown_kind", "it looks like no description of tools", name)


class MixedSource:
    """A folder or an archive of descriptions of several kinds.

    Args:
        path: The folder or archive.
        licence: Licence of tools that name none.
        provider: Who offers the tools; taken from each description if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        self._files = GroupedFiles(path, place_of(path, EXTENSIONS), MAX_FILE_BYTES)
        self._licence = licence
        self._provider = provider

    def identity(self) -> dict[str, str | int]:
        """Return kind, name and what changes with the content."""
        return self._files.identity("mixed")

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB of files of one kind, the files in the order of their paths.

        Raises:
            InputError: There is no file to read, or the archive is damaged from here on.
        """
        remedy = "give a folder or archive with .json, .jsonl, .yaml or .yml files"
        with self._files.place.opener() as read:
            kind_of = partial(self._kind, read)
            for kind, group in self._files.groups(limit, "no descriptions of tools here", remedy, kind_of):
                yield self._shard(kind, group)

    def _kind(self, read: Opener, entry: Entry) -> str:
        place = self._files.place
        try:
            if isinstance(place, Directory):
                with open(os.path.join(place.path, entry.name), "rb") as file:
                    head = file.read(_HEAD_BYTES)
            else:
                head = read(entry)[:_HEAD_BYTES] if entry.size <= MAX_FILE_BYTES else b""
        except (OSError, ValueError):
            return ""
        return next((kind for kind in KINDS if module_of(kind).looks_like(entry.name, head)), "")

    def _shard(self, kind: str, group: tuple[Entry, ...]) -> ToolShard:
        files = self._files
        if not kind:
            return UnknownShard(tuple(f"{files.name}/{printable(entry.name)}" for entry in group))
        if kind == "openapi":
            return OpenApiShard(files.place, files.name, group, self._licence, self._provider)
        reader = cast(Reader, module_of(kind).tools)
        return JsonShard(files.place, files.name, group, reader, self._licence, self._provider)

    def progress(self) -> tuple[int, int]:
        """See ``GroupedFiles.progress``."""
        return self._files.progress()
