"""Detects the kind of an input and opens the source that reads it.

Takes a path and returns a ``Source``. The first kilobytes of the content decide if they are conclusive, otherwise the
file extension does. Importing this module does not import any parser.
"""

import bz2
import gzip
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from typing import Literal, cast, get_args

from lemnos.errors import InputError, SettingsError
from lemnos.sources.documents.base import Source
from lemnos.sources.documents.prose.paths import CONVERTED, READABLE
from lemnos.sources.documents.table import TABLES, TableSource
from lemnos.sources.files.identity import unreadable

Kind = Literal["mediawiki", "folder", "table"]

_HEAD_BYTES = 4096
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
_MEDIAWIKI = re.compile(
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<mediawiki", re.DOTALL
)
_REMEDY = (
    "give a folder, zip or tar of .md, .html, .rst or .txt files, a .jsonl or .parquet table, "
    "or a MediaWiki XML dump; or name its format with --kind"
)


def open_source(
    path: str,
    *,
    kind: str = "auto",
    mapping: Mapping[str, str] | None = None,
    licence: str = "",
    language: str = "",
) -> Source:
    """Return the source that reads ``path``.

    Args:
        path: A folder, archive, table, dump or single file.
        kind: ``mediawiki``, ``folder``, ``table``, or ``auto`` to detect it.
        mapping: For a table, the Lemnos name of each field to its name in the table.
        licence: The licence of documents that do not name one.
        language: The BCP 47 code of documents that do not name one; guessed if empty.

    Raises:
        InputError: There is nothing at ``path``, or its format is unknown.
        SettingsError: ``kind`` is unknown, or a mapping is given for an input that is not a table.
    """
    if kind not in ("auto", *get_args(Kind)):
        raise SettingsError(
            f"unknown kind of input {kind!r}", where="kind", remedy=f"choose one of auto, {', '.join(get_args(Kind))}"
        )
    input_kind = detect(path) if kind == "auto" else cast(Kind, kind)
    if not os.path.exists(path):
        raise InputError("no such file or folder", where=path, remedy="check the path")
    if mapping and input_kind != "table":
        raise SettingsError(
            "only a table can have a field mapping", where=path, remedy="leave out --map or give --kind table"
        )
    match input_kind:
        case "mediawiki":
            from lemnos.sources.documents.mediawiki.source import MediaWikiSource

            return MediaWikiSource(path, licence=licence)
        case "folder":
            from lemnos.sources.documents.folder import FolderSource

            return FolderSource(path, licence=licence, language=language)
        case "table":
            return TableSource(path, mapping=mapping or {}, licence=licence, language=language)


def detect(path: str) -> Kind:
    """Return the kind of the input at ``path``.

    Raises:
        InputError: There is nothing at ``path``, or its format is unknown.
    """
    if os.path.isdir(path):
        return "table" if _holds_only_tables(path) else "folder"
    if not os.path.exists(path):
        raise InputError("no such file or folder", where=path, remedy="check the path")
    if not os.path.isfile(path):
        raise InputError("is not a regular file", where=path, remedy="save what it holds to a file, and give that")
    name = os.path.basename(path).lower()
    head, compressed = _head(path)
    # Some dumps are in UTF-16, which reads like ASCII without its zero bytes.
    if _MEDIAWIKI.match(head.replace(b"\0", b"")):
        return "mediawiki"
    if head.startswith(b"PAR1") or name.endswith(".parquet"):
        return "table"
    if zipfile.is_zipfile(path) or name.endswith(_ARCHIVES) or _is_tar(path):
        return "folder"
    if name.endswith(TABLES) or (compressed and head.lstrip().startswith(b"{")):
        return "table"
    if name.endswith((*READABLE, *CONVERTED)):
        return "folder"
    if head.lstrip().startswith(b"{"):
        return "table"
    raise InputError("unknown input format", where=path, remedy=_REMEDY)


def _holds_only_tables(folder: str) -> bool:
    """Return whether a folder holds table files, as published data sets do, and no documents."""
    try:
        with os.scandir(folder) as listing:
            items = [(item.name.lower(), os.path.isdir(item.path)) for item in listing if item.name[0] != "."]
    except OSError as error:
        raise unreadable(folder, error) from error
    if any(name.endswith((*READABLE, *CONVERTED)) or is_folder for name, is_folder in items):
        return False
    return any(name.endswith(TABLES) for name, _ in items)


def _is_tar(path: str) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return False


def _head(path: str) -> tuple[bytes, bool]:
    """Return the first bytes of the content, decompressed, and whether the file is compressed."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_HEAD_BYTES)
    except OSError as error:
        raise unreadable(path, error) from error
    opener = next(
        (
            opener
            for magic, opener in ((b"BZh", bz2.open), (b"\x1f\x8b", gzip.open), (b"\xfd7zXZ", lzma.open))
            if raw.startswith(magic)
        ),
        None,
    )
    if opener is None:
        return raw, False
    try:
        with opener(path, "rb") as stream:
            return stream.read(_HEAD_BYTES), True
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise InputError(
            f"the compressed data is damaged at its beginning ({error})", where=path, remedy="download it again"
        ) from error
