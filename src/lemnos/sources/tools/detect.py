"""Detects which kind of tool descriptions a path holds, and opens the ``ToolSource`` that reads it.

The kind of a file is detected from its first 64 kB, that of a folder or an archive from its first 400 files. If these
are of several kinds, the input is ``mixed`` and each file is read by its own kind. Documentation pages and Python files
count only if they outnumber every other kind; descriptions among such pages are read too. Importing this module imports
no parser.
"""

import gzip
import os
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from itertools import islice
from typing import Protocol, cast, get_args

from lemnos.errors import InputError, SettingsError
from lemnos.sources.files.archive import Directory, Place, StreamedTar, TarArchive, ZipArchive
from lemnos.sources.files.encoding import utf8
from lemnos.sources.tools.base import ToolSource
from lemnos.sources.tools.kinds import SOURCES, ToolKind, module_of
from lemnos.sources.tools.pages.settings import PageSettings

_DETECTED_KINDS: tuple[ToolKind, ...] = tuple(kind for kind in get_args(ToolKind) if kind != "mixed")
_FILE_KINDS: tuple[ToolKind, ...] = ("openapi", "mcp", "functions", "rapidapi", "cards", "sealtools")
_PAGE_KINDS: tuple[ToolKind, ...] = ("pages", "warc")
_DATA_EXTENSIONS = (".json", ".jsonl", ".ndjson")
_ANY_EXTENSION = ("",)
"""The extension that every file name ends with."""
_HEAD_BYTES = 65_536
_SAMPLED_FILES = 400
"""The number of files of a folder or archive that are inspected."""
_MAX_SEARCHED_BYTES = 50_000_000
_OPENAPI = re.compile(rb"""["'\n](?:openapi|swagger)["']?\s*:\s*["']?[23]\.""")
_REMEDY = (
    "give OpenAPI, MCP, function lists, RapidAPI descriptions, API cards, a Python package or API documentation; "
    "or name its kind with --kind"
)


class _KindModule(Protocol):
    """The function that the module of each kind has besides its source."""

    def looks_like(self, path: str, head: bytes) -> bool:
        """Return whether a file that begins with ``head`` is of this kind."""
        ...


def open_tools(
    path: str, *, kind: str = "auto", licence: str = "", provider: str = "", pages: PageSettings | None = None
) -> ToolSource:
    """Return the source that reads the descriptions at ``path``.

    Args:
        path: A file, a folder or an archive; for ``python`` also the name of an installed package.
        kind: One of ``ToolKind``, or ``auto`` to detect it.
        licence: The licence of tools whose description names none.
        provider: The provider of the tools; taken from each description if empty.
        pages: Which documentation pages to read; None reads all of them.

    Raises:
        InputError: There is nothing at ``path``, nothing in it can be read, or it lacks the start page.
        SettingsError: ``kind`` is not known, or ``pages`` is given for a kind that has no pages.
    """
    if kind not in ("auto", *get_args(ToolKind)):
        remedy = f"choose auto, {', '.join(get_args(ToolKind))}"
        raise SettingsError(f"unknown kind of input {kind!r}", where="kind", remedy=remedy)
    detected = detect(path) if kind == "auto" else cast(ToolKind, kind)
    if kind == "auto" and detected == "mixed" and pages not in (None, PageSettings()):
        detected = "pages"  # Who names a start page or a number of pages means the pages of the input.
    if detected != "python" and not os.path.exists(path):
        raise InputError("no such file or folder", where=path)
    source = getattr(module_of(detected), SOURCES[detected][1])
    if detected in _PAGE_KINDS:
        return cast(ToolSource, source(path, licence=licence, provider=provider, settings=pages))
    if pages not in (None, PageSettings()):
        remedy = "remove start, depth and max_pages, or name the kind of the input with --kind"
        raise SettingsError(
            f"start, depth and max_pages apply to documentation pages, and this input is of the kind {detected}",
            where=path,
            remedy=remedy,
        )
    return cast(ToolSource, source(path, licence=licence, provider=provider))


def detect(path: str) -> ToolKind:
    """Return the kind of the descriptions at ``path``.

    Raises:
        InputError: There is nothing at ``path``, or nothing in it can be read.
    """
    folder = os.path.isdir(path)
    head = b"" if folder or not os.path.exists(path) else _head(path)
    if _module("python").looks_like(path, head):
        return "python"
    if not os.path.exists(path):
        raise InputError("no such file, folder or installed Python package", where=path)
    files = Directory(path, extensions=_ANY_EXTENSION) if folder else _archive(path)
    detected = _kind_of_file(path, head) if files is None else _kind_of_files(path, files)
    if detected is None:
        raise InputError("found no tool descriptions of a known kind", where=path, remedy=_REMEDY)
    return detected


def _kind_of_file(path: str, head: bytes) -> ToolKind | None:
    for kind in _DETECTED_KINDS:
        if _module(kind).looks_like(path, head):
            return kind
    # The openapi key may come after the first 64 kB.
    small = os.path.getsize(path) <= _MAX_SEARCHED_BYTES
    if path.lower().endswith((".json", ".yaml", ".yml")) and small:
        with open(path, "rb") as file:
            if _OPENAPI.search(utf8(file.read())[0]):
                return "openapi"
    return None


def _kind_of_files(path: str, files: Place) -> ToolKind | None:
    """Return the kind of most of the first files of a folder or archive; ``mixed`` if the files differ in kind."""
    votes: Counter[ToolKind] = Counter()
    has_unknown_data = False
    with files.opener() as read:
        for entry in islice(files.entries(_HEAD_BYTES * 16), _SAMPLED_FILES):
            if entry.fault:
                continue
            if isinstance(files, Directory):
                head = _head(os.path.join(files.path, entry.name))
            elif entry.size <= _HEAD_BYTES * 16:
                try:
                    head = utf8(read(entry)[:_HEAD_BYTES])[0]
                except (OSError, ValueError):
                    continue
            else:
                head = b""
            for kind in _DETECTED_KINDS:
                if _module(kind).looks_like(os.path.join(path, entry.name), head):
                    votes[kind] += 1
                    break
            else:
                has_unknown_data = has_unknown_data or entry.name.lower().endswith(_DATA_EXTENSIONS)
    file_kinds = [kind for kind in _FILE_KINDS if votes[kind]]
    top_kind = min(votes, key=lambda kind: (-votes[kind], _DETECTED_KINDS.index(kind)), default=None)
    # A file that only holds a part of an OpenAPI description matches no kind, so it does not make the input mixed.
    # Other unmatched data files do: data sets keep questions next to their function lists.
    several = len(file_kinds) > 1 or (has_unknown_data and top_kind != "openapi")
    if top_kind == "pages":
        return "mixed" if file_kinds else top_kind
    return "mixed" if several and top_kind in file_kinds else top_kind


def _module(kind: ToolKind) -> _KindModule:
    return cast(_KindModule, module_of(kind))


def _archive(path: str) -> Place | None:
    """Return the archive at ``path`` with files of any extension; None if ``path`` is not an archive."""
    if zipfile.is_zipfile(path):
        return ZipArchive(path, _ANY_EXTENSION)
    for mode, kind in (("r:", TarArchive), ("r|*", StreamedTar)):
        try:
            with tarfile.open(path, mode):  # type: ignore[call-overload]
                return kind(path, _ANY_EXTENSION)
        except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError):
            continue
    return None


def _head(path: str) -> bytes:
    """Return the first bytes of a file, decompressed, as UTF-8."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_HEAD_BYTES)
        if raw.startswith(b"\x1f\x8b"):
            with gzip.open(path, "rb") as stream:
                raw = stream.read(_HEAD_BYTES)
    except (EOFError, zlib.error):
        return raw
    except OSError as error:
        raise InputError(f"cannot read this file ({error.strerror})", where=path) from error
    return utf8(raw)[0]
