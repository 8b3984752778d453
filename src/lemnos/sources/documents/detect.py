"""What kind of input a path is, and the source that reads it.

Decided by the first kilobytes of content where they are telling, by the extension otherwise. Importing this
module imports no parser.
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
from lemnos.sources.documents.prose.builder import READABLE
from lemnos.sources.documents.table import TABLES, TableSource

Kind = Literal["mediawiki", "folder", "table"]

_HEAD_BYTES = 4096
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz")
_MEDIAWIKI = re.compile(
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<mediawiki", re.DOTALL
)
_REMEDY = (
    "give a folder, zip or tar of .md, .html, .rst or .txt files, a .jsonl or .parquet table, "
    "or a MediaWiki XML dump; or say what it is with --kind"
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
        kind: ``mediawiki``, ``folder``, ``table``, or ``auto`` to find out.
        mapping: For a table, our names of fields to those in the table.
        licence: Licence of documents that name none.
        language: BCP 47 code of documents that name none; guessed if empty.

    Raises:
        InputError: There is nothing at ``path``, or nothing that can be read.
        SettingsError: ``kind`` is not known, or a mapping is given for what is no table.
    """
    if kind not in ("auto", *get_args(Kind)):
        raise SettingsError(
            f"unknown kind of input {kind!r}", where="kind", remedy=f"choose auto, {', '.join(get_args(Kind))}"
        )
    found = detect(path) if kind == "auto" else cast(Kind, kind)
    if not os.path.exists(path):
        raise InputError("no such file or folder", where=path)
    if mapping and found != "table":
        raise SettingsError(
            "a mapping of fields is for tables", where=path, remedy="leave out --map, or say --kind table"
        )
    match found:
        case "mediawiki":
            from lemnos.sources.documents.mediawiki.source import MediaWikiSource

            return MediaWikiSource(path, licence=licence)
        case "folder":
            from lemnos.sources.documents.folder import FolderSource

            return FolderSource(path, licence=licence, language=language)
        case "table":
            return TableSource(path, mapping=mapping or {}, licence=licence, language=language)


def detect(path: str) -> Kind:
    """Return what kind of input ``path`` is.

    Raises:
        InputError: There is nothing at ``path``, or nothing that can be read.
    """
    if os.path.isdir(path):
        return "table" if _holds_only_tables(path) else "folder"
    if not os.path.exists(path):
        raise InputError("no such file or folder", where=path)
    name = os.path.basename(path).lower()
    head, packed = _head(path)
    # Without its zero bytes, UTF-16 reads as ASCII does: there are dumps in it.
    if _MEDIAWIKI.match(head.replace(b"\0", b"")):
        return "mediawiki"
    if head.startswith(b"PAR1") or name.endswith(".parquet"):
        return "table"
    if zipfile.is_zipfile(path) or name.endswith(_ARCHIVES) or _is_tar(path):
        return "folder"
    if name.endswith(TABLES) or (packed and head.lstrip().startswith(b"{")):
        return "table"
    if name.endswith(READABLE):
        return "folder"
    if head.lstrip().startswith(b"{"):
        return "table"
    raise InputError("this is no kind of input that can be read", where=path, remedy=_REMEDY)


def _holds_only_tables(folder: str) -> bool:
    """Tell a folder of table files, as data sets are published, from one of documents."""
    with os.scandir(folder) as found:
        items = [(item.name.lower(), item.is_dir()) for item in found if not item.name.startswith(".")]
    if any(name.endswith(READABLE) or is_folder for name, is_folder in items):
        return False
    return any(name.endswith(TABLES) for name, _ in items)


def _is_tar(path: str) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return False


def _head(path: str) -> tuple[bytes, bool]:
    """Return the first bytes of the content, decompressed, and whether they had to be."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_HEAD_BYTES)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path) from error
    opener = next(
        (
            opener
            for mark, opener in ((b"BZh", bz2.open), (b"\x1f\x8b", gzip.open), (b"\xfd7zXZ", lzma.open))
            if raw.startswith(mark)
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
            f"the compressed data is damaged at its beginning ({error})", where=path, remedy="fetch it again"
        ) from error
