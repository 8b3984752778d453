"""Reads a folder or an archive whose files are of several kinds: detects the kind of each file and reads it as that.

Data sets often have this form: a list of functions next to API descriptions, questions and a README. The kind of a file
is detected from its first 64 kB. A file that matches no kind becomes a ``Rejected`` item. Documentation pages are read
if they are the majority of the first files, and passed over otherwise, because most data sets have a README.

Limitation: Python packages are not detected, because one of their files alone is not enough to recognise them.
"""

import os
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import cast

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.files.archive import Directory, Entry, Opener, place_of
from lemnos.sources.files.encoding import utf8
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.tools.base import ToolShard
from lemnos.sources.tools.json.base import JsonShard, Reader, rejected
from lemnos.sources.tools.kinds import module_of
from lemnos.sources.tools.openapi.source import EXTENSIONS as OPENAPI_EXTENSIONS
from lemnos.sources.tools.openapi.source import MAX_FILE_BYTES, OpenApiShard
from lemnos.sources.tools.pages.shard import PageEntry, PagesShard
from lemnos.sources.tools.pages.source import EXTENSIONS as PAGE_EXTENSIONS
from lemnos.sources.tools.pages.source import is_markdown

_SAMPLED_FILES = 400
"""The number of files that are counted to see whether most are documentation pages."""
KINDS = ("openapi", "mcp", "functions", "rapidapi", "cards", "sealtools")
"""The kinds of files, in the order in which each file is tested for them."""
EXTENSIONS = (*OPENAPI_EXTENSIONS, ".jsonl", ".ndjson")

_HEAD_BYTES = 65_536


def _is_page(name: str) -> bool:
    return name.lower().endswith(PAGE_EXTENSIONS)


class UnknownShard(msgspec.Struct, frozen=True):
    """Files that match no known kind."""

    names: tuple[str, ...]

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield a rejection for each file."""
        for name in self.names:
            yield rejected("unknown_kind", "the file matches no known kind of tool description", name)


class MixedSource:
    """A folder or an archive of descriptions of several kinds.

    Args:
        path: The folder or archive.
        licence: The licence of tools whose description names none.
        provider: The provider of the tools; taken from each description if empty.
        whole: Whether OpenAPI descriptions are read whole, as ``OpenApiSource`` says.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "", whole: bool = False) -> None:
        self._whole = whole
        extensions = (*EXTENSIONS, *PAGE_EXTENSIONS)
        names = [entry.name for entry in islice(place_of(path, extensions).entries(0), _SAMPLED_FILES)]
        has_pages = 2 * sum(map(_is_page, names)) > len(names)
        self._files = GroupedFiles(path, place_of(path, extensions if has_pages else EXTENSIONS), MAX_FILE_BYTES)
        self._licence = licence
        self._provider = provider

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes."""
        return self._files.identity("mixed")

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB, each of files of one kind, with the files in the order of their paths.

        Raises:
            InputError: There is no file to read, or the rest of the archive is damaged.
        """
        remedy = "give a folder or archive with .json, .jsonl, .yaml or .yml files"
        with self._files.place.opener() as read:
            kind_of = partial(self._kind, read)
            for kind, group in self._files.groups(limit, "no tool descriptions here", remedy, kind_of):
                yield self._shard(kind, group)

    def _kind(self, read: Opener, entry: Entry) -> str:
        if _is_page(entry.name):
            return "pages"
        location = self._files.place
        if entry.fault:
            return KINDS[0]  # any reader rejects it and says why
        try:
            if isinstance(location, Directory):
                with open(os.path.join(location.path, entry.name), "rb") as file:
                    head = file.read(_HEAD_BYTES)
            else:
                head = read(entry)[:_HEAD_BYTES] if entry.size <= MAX_FILE_BYTES else b""
        except (OSError, ValueError):
            return ""
        head = utf8(head)[0]
        return next((kind for kind in KINDS if module_of(kind).looks_like(entry.name, head)), "")

    def _shard(self, kind: str, group: tuple[Entry, ...]) -> ToolShard:
        files = self._files
        if not kind:
            return UnknownShard(tuple(f"{files.name}/{printable(entry.name)}" for entry in group))
        if kind == "pages":
            return PagesShard(files.place, tuple(map(self._page, group)), self._licence, self._page_provider())
        if kind == "openapi":
            return OpenApiShard(files.place, files.name, group, self._licence, self._provider, self._whole)
        reader = cast(Reader, module_of(kind).tools)
        return JsonShard(files.place, files.name, group, reader, self._licence, self._provider)

    def _page(self, entry: Entry) -> PageEntry:
        return PageEntry(entry, f"{self._files.name}/{printable(entry.name)}", markdown=is_markdown(entry.name))

    def _page_provider(self) -> str:
        return self._provider or self._files.name.partition(".")[0]

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all files; for an archive, compressed bytes."""
        return self._files.progress()
