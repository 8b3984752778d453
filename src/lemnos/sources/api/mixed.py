"""A folder or an archive whose files describe tools in several ways: each file is read as what it looks like.

Data sets come so: a list of functions beside descriptions of APIs, questions and a README. A file is told by its first
kilobytes; one that is none of the kinds becomes a ``Rejected`` item. API documentation and Python packages are not
found here, for a single file of them does not tell.
"""

import importlib
import os
from collections.abc import Iterator
from typing import Any, cast

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected, Tool
from lemnos.sources.api.json_source import JsonShard, Reader, rejected
from lemnos.sources.api.openapi import EXTENSIONS as OPENAPI_EXTENSIONS
from lemnos.sources.api.openapi import MAX_FILE_BYTES, SHARD_BYTES, OpenApiShard
from lemnos.sources.api.source import ToolShard
from lemnos.sources.archive import Directory, Entry, Opener, StreamedTar, TarArchive, ZipArchive, place_of

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
        self._path = path
        self._place = place_of(path, EXTENSIONS)
        name = os.path.basename(os.path.abspath(path))
        self._name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self._licence = licence
        self._provider = provider
        self._done = 0
        self._total: int | None = None

    def identity(self) -> dict[str, str | int]:
        """Return kind, name and what changes with the content."""
        return {"kind": "mixed", "name": self._name, **self._place.identity()}

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB of files of one kind, the files in the order of their paths.

        Raises:
            InputError: There is no file to read, or the archive is damaged from here on.
        """
        self._done = 0
        group: list[Entry] = []
        before = ""
        size = count = 0
        with self._place.opener() as read:
            for entry in self._place.entries(MAX_FILE_BYTES):
                if limit is not None and count >= limit:
                    break
                count += 1
                kind = self._kind(entry, read)
                if group and (kind != before or size + entry.size > SHARD_BYTES):
                    yield self._shard(before, group)
                    group, size = [], 0
                before = kind
                group.append(entry)
                size += entry.size
        if group:
            yield self._shard(before, group)
        if not count and limit != 0:
            remedy = "give a folder or archive with .json, .jsonl, .yaml or .yml files"
            raise InputError("no descriptions of tools here", where=self._path, remedy=remedy)

    def _kind(self, entry: Entry, read: Opener) -> str:
        try:
            if isinstance(self._place, Directory):
                with open(os.path.join(self._place.path, entry.name), "rb") as file:
                    head = file.read(_HEAD_BYTES)
            else:
                head = read(entry)[:_HEAD_BYTES] if entry.size <= MAX_FILE_BYTES else b""
        except (OSError, ValueError):
            return ""
        return next((kind for kind in KINDS if _module(kind).looks_like(entry.name, head)), "")

    def _shard(self, kind: str, group: list[Entry]) -> ToolShard:
        self._done += sum(entry.weight for entry in group)
        place = self._place
        if not kind:
            names = (entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for entry in group)
            return UnknownShard(tuple(f"{self._name}/{name}" for name in names))
        match place:
            case Directory() | ZipArchive() | TarArchive() | StreamedTar():
                if kind == "openapi":
                    return OpenApiShard(place, self._name, tuple(group), self._licence, self._provider)
                reader = cast(Reader, _module(kind).tools)
                return JsonShard(place, self._name, tuple(group), reader, self._licence, self._provider)
            case _:
                raise TypeError(place)

    def progress(self) -> tuple[int, int]:
        """Return bytes in yielded shards and bytes in all; compressed bytes for an archive."""
        if self._total is None:
            self._total = self._place.size()
        return self._done, self._total


def _module(kind: str) -> Any:
    return importlib.import_module(f"lemnos.sources.api.{kind}")
