"""Opens a crawl: a WARC or a table, or a folder of them at any depth.

Takes a path and yields shards: byte ranges of WARC files, which need no pass over the archive beforehand, and pieces of
tables as ``lemnos.sources.documents.table`` cuts them. Files are read in the bytewise order of their paths. Boundaries
depend on the input and on ``shard_bytes`` alone.
"""

import os
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from lemnos.errors import InputError
from lemnos.sources.documents.base import InputShard
from lemnos.sources.documents.table import TABLES, TableSource
from lemnos.sources.files.grouped import printable
from lemnos.sources.files.identity import file_identity, unreadable
from lemnos.sources.web.page import PageSettings
from lemnos.sources.web.records import is_compressed
from lemnos.sources.web.shard import WarcShard

WARCS = (".warc", ".warc.gz", ".wet", ".wet.gz", ".warc.wet.gz")
"""Extensions of WARC files."""
_REMEDY = f"give {', '.join((*WARCS[:2], *TABLES))} files, or a folder of them"


class CrawlSource:
    """A crawl.

    Args:
        path: A file, or a folder of files.
        settings: How pages are read.
        mapping: For tables, our field → the column; see ``TableSource``.
        shard_bytes: Bytes of a WARC in one shard.

    Raises:
        InputError: Nothing here can be read as a crawl.
        SettingsError: The mapping names an unknown field.
    """

    def __init__(
        self, path: str, settings: PageSettings, *, mapping: Mapping[str, str] | None = None, shard_bytes: int
    ) -> None:
        self._path = path
        self._settings = settings
        self._shard_bytes = shard_bytes
        self._files = _files(path)
        self._warcs = {file: is_compressed(file) for file in self._files if _is_warc(file)}
        self._tables = {
            file: TableSource(file, mapping=mapping, licence=settings.licence, language=settings.language)
            for file in self._files
            if file not in self._warcs
        }
        self._done = 0

    def identity(self) -> dict[str, Any]:
        """Return the kind, the name, and a digest of the name, the size and both ends of each file."""
        digest = blake2b(digest_size=8)
        for file in self._files:
            digest.update(os.fsencode(os.path.relpath(file, self._path)))
            digest.update(repr(sorted(file_identity(file).items())).encode("utf-8", "surrogateescape"))
        return {
            "kind": "crawl",
            "name": printable(os.path.basename(os.path.abspath(self._path))),
            "files": len(self._files),
            "digest": digest.hexdigest(),
        }

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield byte ranges of WARC files, and pieces of tables.

        Args:
            limit: Stop after about this many pages from the front; None reads all.

        Raises:
            InputError: The rest of a compressed table is damaged.
        """
        self._done = 0
        left = limit
        for file in self._files:
            before = self._done
            if file in self._warcs:
                for shard in self._ranges(file, left):
                    self._done = before + min(shard.end, os.path.getsize(file))
                    yield shard
                    if left is not None and (left := left - sum(1 for _ in shard.read())) <= 0:
                        return
            else:
                table = self._tables[file]
                for part in table.shards(left):
                    self._done = before + table.progress()[0]
                    yield part
                    if left is not None and (left := left - sum(1 for _ in part.read())) <= 0:
                        return
            self._done = before + os.path.getsize(file)

    def _ranges(self, file: str, limit: int | None) -> Iterator[WarcShard]:
        label = printable(os.path.relpath(file, self._path) if os.path.isdir(self._path) else os.path.basename(file))
        for start in range(0, os.path.getsize(file), self._shard_bytes):
            yield WarcShard(
                file, label, start, start + self._shard_bytes, self._warcs[file], self._settings, most=limit
            )

    def progress(self) -> tuple[int, int]:
        """Return the bytes of the files in the shards yielded so far, and of all files."""
        return self._done, sum(map(os.path.getsize, self._files))


def _files(path: str) -> list[str]:
    """Return the files of a crawl in the bytewise order of their paths."""
    if not os.path.exists(path):
        raise InputError("no such file or folder", where=path, remedy="check the path")
    if not os.path.isdir(path):
        if not (_is_warc(path) or path.lower().endswith(TABLES)):
            raise InputError("is neither a WARC nor a table", where=path, remedy=_REMEDY)
        return [path]

    def fail(error: OSError) -> None:
        raise unreadable(str(error.filename), error) from error

    found = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(path, onerror=fail)
        for name in names
        if not name.startswith(".") and name.lower().endswith((*WARCS, *TABLES))
    ]
    if not found:
        raise InputError("holds no WARC and no table", where=path, remedy=_REMEDY)
    return sorted(found, key=os.fsencode)


def _is_warc(path: str) -> bool:
    return path.lower().endswith(WARCS)
