"""Reads OpenAPI 2.0 (Swagger), 3.0 and 3.1 descriptions in YAML or JSON: a file, a folder, a zip or a tar of them.

``OpenApiSource`` groups files into shards of about 2 MB in the order of their paths; a large file is a shard by itself.
``OpenApiShard`` yields ``Tool`` and ``Rejected`` items. Parsing a file with ``lemnos.sources.tools.schema.yaml_json``
costs 0.1 CPU-seconds per MB, and its operations cost about as much again. Memory: about 12 times the largest file, and
its tools.
"""

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.files.archive import AnyPlace, Directory, Entry, Opener, Place, place_of
from lemnos.sources.files.encoding import utf8
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.tools.base import ToolShard
from lemnos.sources.tools.openapi.operations import OpenApiFile
from lemnos.sources.tools.schema.refs import Load, Specification
from lemnos.sources.tools.schema.yaml_json import Structured, StructureError, read_structured

Made = TypeVar("Made")
EXTENSIONS = (".yaml", ".yml", ".json")
MAX_FILE_BYTES = 50_000_000
"""The size above which a file is rejected; the largest description that we know has 37 MB."""
_KEPT_FILES = 64
"""The number of referenced files that are kept in memory."""
_KEPT_BYTES = 64_000_000
"""The number of bytes of a compressed tar that are kept to resolve references between its files."""

_KEY = re.compile(rb"""(?:^|[{,\s])["']?(?:swagger|openapi)["']?\s*:\s*["']?\s*[23]\b""")
_SWAGGER_1 = re.compile(rb"""["']?swaggerVersion["']?\s*:\s*["']?1\.""")


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may be an OpenAPI description."""
    return _KEY.search(head) is not None


class OpenApiShard(msgspec.Struct, frozen=True):
    """Some files of a folder or archive."""

    place: AnyPlace
    label: str
    entries: tuple[Entry, ...]
    licence: str
    provider: str
    whole: bool = False

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the operations of each file, or a rejection if it has none."""
        with self.place.opener() as read:
            files = _ReferencedFiles(self.place, read)
            for entry in self.entries:
                name = printable(entry.name)
                source = f"{self.label}/{name}" if self.label else name
                try:
                    yield from self._file(entry, name, source, read, files)
                except StructureError as error:
                    where = f"{source}:{error.line}" if error.line else source
                    yield _rejected(error.rule, error.reason, where)
                except (OSError, ValueError) as error:
                    yield _rejected("unreadable", f"the file cannot be read: {error}", source)

    def _file(
        self, entry: Entry, name: str, source: str, read: Opener, files: "_ReferencedFiles"
    ) -> Iterator[Tool | Rejected]:
        if entry.size > MAX_FILE_BYTES:
            reason = f"the file has {entry.size:,} bytes; the limit is {MAX_FILE_BYTES:,}"
            yield _rejected("too_large", reason, source)
            return
        data, rule = utf8(read(entry))
        if _SWAGGER_1.search(data, 0, 5000):
            yield _rejected("swagger_1", "Swagger 1 is not supported; convert it to Swagger 2.0 or OpenAPI 3", source)
            return
        if b"openapi" not in data and b"swagger" not in data and b"paths" not in data:
            yield _rejected("not_openapi", "the file has no openapi or swagger key", source)
            return
        parsed = read_structured(data)
        value = parsed.value
        if not isinstance(value, dict) or not (
            "openapi" in value or "swagger" in value or ("paths" in value and "info" in value)
        ):
            yield _rejected("not_openapi", "the file has no openapi or swagger key at its top level", source)
            return
        for line, key in parsed.duplicate_keys:
            reason = f"the key {key[:100]!r} is repeated; its last value was used"
            yield _rejected("duplicate_key", reason, f"{source}:{line}")
        specification = Specification(name, value)
        yield from OpenApiFile(
            specification,
            files.load,
            source=source,
            size=len(data),
            licence=self.licence,
            provider=self.provider,
            repaired=[*filter(None, (rule,)), *parsed.repaired],
            whole=self.whole,
        ).tools()


class OpenApiSource:
    """A folder, an archive or one file of OpenAPI descriptions.

    Args:
        path: The folder, archive or file.
        licence: The licence of APIs whose description names none.
        provider: The provider of the APIs; taken from each description if empty.
        whole: Whether schemas of results are read up to much larger bounds (``operations.WHOLE_BOUNDS``).
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "", whole: bool = False) -> None:
        self._whole = whole
        self._files = GroupedFiles(path, place_of(path, EXTENSIONS, any_single=True), MAX_FILE_BYTES)
        self._licence = licence
        self._provider = provider

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes."""
        return self._files.identity("openapi")

    def shards(self, limit: int | None = None) -> Iterator[ToolShard]:
        """Yield shards of about 2 MB of files.

        Raises:
            InputError: There is no file to read, or the rest of the archive is damaged.
        """
        remedy = "give a folder or archive with .yaml, .yml or .json files"
        for _, group in self._files.groups(limit, "no API descriptions here", remedy):
            yield OpenApiShard(self._files.place, self._files.label, group, self._licence, self._provider, self._whole)

    def read_file(self, source: str, make: Callable[[Specification, Load], Made]) -> Made | None:
        """Return what is made of one file, while others can be read that it refers to; None if there is no such file.

        Args:
            source: The name of the file in records: what stands before ``#`` in ``Tool.source``.
            make: Takes the file, and what reads others.

        Raises:
            StructureError: The file cannot be parsed.
            InputError: The rest of the archive is damaged.
            OSError: The file cannot be read.
        """
        label = f"{self._files.label}/" if self._files.label else ""
        for _, group in self._files.groups(None, "no API descriptions here", ""):
            for entry in group:
                name = printable(entry.name)
                if f"{label}{name}" == source:
                    with self._files.place.opener() as read:
                        files = _ReferencedFiles(self._files.place, read)
                        return make(Specification(name, read_structured(read(entry)).value), files.load)
        return None

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all files; for an archive, compressed bytes."""
        return self._files.progress()


class _ReferencedFiles:
    """Reads the files that others refer to, and keeps the most recently used ones."""

    def __init__(self, place: Place, read: Opener) -> None:
        self._place = place
        self._read = read
        self._entries: dict[str, Entry] | None = None
        self._kept: OrderedDict[str, Specification | None] = OrderedDict()

    def load(self, name: str) -> Specification | None:
        """Return the file called ``name``; None if there is none or it cannot be read."""
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        try:
            structured = self._parsed(name)
            specification = None if structured is None else Specification(name, structured.value)
        except (StructureError, OSError, ValueError):
            specification = None
        self._kept[name] = specification
        if len(self._kept) > _KEPT_FILES:
            self._kept.popitem(last=False)
        return specification

    def _parsed(self, name: str) -> Structured | None:
        entry = self._entry(name)
        if entry is None or entry.size > MAX_FILE_BYTES:
            return None
        return read_structured(self._read(entry))

    def _entry(self, name: str) -> Entry | None:
        if isinstance(self._place, Directory):
            path = os.path.join(self._place.path, name)
            return Entry(name, os.path.getsize(path), 0) if os.path.isfile(path) else None
        if self._entries is None:
            self._entries = {}
            size = 0
            for entry in self._place.entries(_KEPT_BYTES // 4):
                size += len(entry.data or b"")
                if size > _KEPT_BYTES:
                    break
                self._entries[entry.name] = entry
        return self._entries.get(name)


def _rejected(rule: str, reason: str, source: str) -> Rejected:
    return Rejected(stage="tools", rule=rule, reason=reason, source=source)
