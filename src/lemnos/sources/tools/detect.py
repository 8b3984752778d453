"""What kind of descriptions of tools a path holds, and the source that reads it.

A file is told by its first kilobytes, a folder or an archive by what its first files are: descriptions of several kinds
are read file by file, but documentation and packages only where there is nothing else. Importing this module imports
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
from lemnos.sources.tools.base import ToolSource
from lemnos.sources.tools.kinds import SOURCES, ToolKind, module_of
from lemnos.sources.tools.pages.settings import PageSettings

_ASKED: tuple[ToolKind, ...] = tuple(kind for kind in get_args(ToolKind) if kind != "mixed")
_BY_FILE: tuple[ToolKind, ...] = ("openapi", "mcp", "functions", "rapidapi", "cards", "sealtools")
_PAGED: tuple[ToolKind, ...] = ("pages", "warc")
_DATA = (".json", ".jsonl", ".ndjson")
_ANY = ("",)
"""Extensions of files of any name."""
_HEAD_BYTES = 65_536
_SAMPLE = 400
"""Files of a folder or archive that are looked at."""
_LARGEST_SEARCHED = 50_000_000
_OPENAPI = re.compile(rb"""["'\n](?:openapi|swagger)["']?\s*:\s*["']?[23]\.""")
_REMEDY = (
    "give OpenAPI, MCP, function lists, RapidAPI descriptions, API cards, a Python package or API documentation; "
    "or say what it is with --kind"
)


class _Module(Protocol):
    """What the module of each kind has beside its source."""

    def looks_like(self, path: str, head: bytes) -> bool:
        """Return whether a file that begins with ``head`` is of this kind."""
        ...


def open_tools(
    path: str, *, kind: str = "auto", licence: str = "", provider: str = "", pages: PageSettings | None = None
) -> ToolSource:
    """Return the source that reads the descriptions at ``path``.

    Args:
        path: A file, a folder or an archive; for ``python`` also the name of an installed package.
        kind: One of ``ToolKind``, or ``auto`` to find out.
        licence: Licence of tools that name none.
        provider: Who offers the tools; taken from each description if empty.
        pages: Which pages of documentation are read; all if not given.

    Raises:
        InputError: There is nothing at ``path``, nothing that can be read, or no such start page.
        SettingsError: ``kind`` is not known, or pages are chosen of what has none.
    """
    if kind not in ("auto", *get_args(ToolKind)):
        remedy = f"choose auto, {', '.join(get_args(ToolKind))}"
        raise SettingsError(f"unknown kind of input {kind!r}", where="kind", remedy=remedy)
    found = detect(path) if kind == "auto" else cast(ToolKind, kind)
    if found != "python" and not os.path.exists(path):
        raise InputError("no such file or folder", where=path)
    source = getattr(module_of(found), SOURCES[found][1])
    if found in _PAGED:
        return cast(ToolSource, source(path, licence=licence, provider=provider, settings=pages))
    if pages not in (None, PageSettings()):
        remedy = "leave start, depth and max_pages out, or say what it is with --kind"
        raise SettingsError(f"has no pages to choose: it is of the kind {found}", where=path, remedy=remedy)
    return cast(ToolSource, source(path, licence=licence, provider=provider))


def detect(path: str) -> ToolKind:
    """Return what kind of descriptions ``path`` holds.

    Raises:
        InputError: There is nothing at ``path``, or nothing that can be read.
    """
    folder = os.path.isdir(path)
    head = b"" if folder or not os.path.exists(path) else _head(path)
    if _module("python").looks_like(path, head):
        return "python"
    if not os.path.exists(path):
        raise InputError("no such file, folder or installed Python package", where=path)
    place = Directory(path, extensions=_ANY) if folder else _archive(path)
    found = _of_file(path, head) if place is None else _of_many(path, place)
    if found is None:
        raise InputError("this holds no descriptions of tools that can be read", where=path, remedy=_REMEDY)
    return found


def _of_file(path: str, head: bytes) -> ToolKind | None:
    for kind in _ASKED:
        if _module(kind).looks_like(path, head):
            return kind
    # The key that tells an OpenAPI description may stand at its end.
    small = os.path.getsize(path) <= _LARGEST_SEARCHED
    if path.lower().endswith((".json", ".yaml", ".yml")) and small:
        with open(path, "rb") as file:
            if _OPENAPI.search(file.read()):
                return "openapi"
    return None


def _of_many(path: str, place: Place) -> ToolKind | None:
    """Return the kind of most of the first files of a place; ``mixed`` where its files are to be told one by one."""
    votes: Counter[ToolKind] = Counter()
    others = False
    with place.opener() as read:
        for entry in islice(place.entries(_HEAD_BYTES * 16), _SAMPLE):
            if isinstance(place, Directory):
                head = _head(os.path.join(place.path, entry.name))
            elif entry.size <= _HEAD_BYTES * 16:
                try:
                    head = read(entry)[:_HEAD_BYTES]
                except (OSError, ValueError):
                    continue
            else:
                head = b""
            for kind in _ASKED:
                if _module(kind).looks_like(os.path.join(path, entry.name), head):
                    votes[kind] += 1
                    break
            else:
                others = others or entry.name.lower().endswith(_DATA)
    found = [kind for kind in _BY_FILE if votes[kind]]
    most = min(votes, key=lambda kind: (-votes[kind], _ASKED.index(kind)), default=None)
    # Parts of OpenAPI descriptions look like none; questions beside a list of functions are none.
    several = len(found) > 1 or (others and most != "openapi")
    return "mixed" if several and most in found else most


def _module(kind: ToolKind) -> _Module:
    return cast(_Module, module_of(kind))


def _archive(path: str) -> Place | None:
    """Return the archive at ``path`` with files of any extension, None where it is none."""
    if zipfile.is_zipfile(path):
        return ZipArchive(path, _ANY)
    for mode, kind in (("r:", TarArchive), ("r|*", StreamedTar)):
        try:
            with tarfile.open(path, mode):  # type: ignore[call-overload]
                return kind(path, _ANY)
        except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError):
            continue
    return None


def _head(path: str) -> bytes:
    """Return the first bytes of a file, decompressed."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_HEAD_BYTES)
        if raw.startswith(b"\x1f\x8b"):
            with gzip.open(path, "rb") as stream:
                return stream.read(_HEAD_BYTES)
    except (EOFError, zlib.error):
        return raw
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path) from error
    return raw
