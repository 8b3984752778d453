"""Splits the files of an input into groups of about 2 MB, one for each shard.

Takes a ``Place`` and yields tuples of ``Entry``. A group is large enough that the cost of sending it to a worker does
not matter, and small enough that the work spreads evenly. The groups depend on the files alone. Every source that reads
files shares this code.
"""

import os
from collections.abc import Callable, Container, Iterator

from lemnos.errors import InputError
from lemnos.sources.files.archive import AnyPlace, Directory, Entry

GROUP_BYTES = 2_000_000
"""The largest size of a group in bytes, unless a single file is larger."""


def printable(name: str) -> str:
    """Return a file name as valid Unicode; bytes that are not UTF-8 become replacement characters."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class GroupedFiles:
    """The files of one input, in groups.

    Args:
        path: The path of the input as the user typed it.
        place: The directory or archive that holds the files.
        max_file_bytes: The size above which the reader rejects a file; a larger file counts as this many bytes.
    """

    def __init__(self, path: str, place: AnyPlace, max_file_bytes: int) -> None:
        self.path, self.place = path, place
        self.name = printable(os.path.basename(os.path.abspath(path)))
        single = isinstance(place, Directory) and bool(place.only)
        self.label = "" if single else self.name
        """The prefix of its files' names in ``source`` fields; empty if the input is a single file."""
        self._max_file_bytes = max_file_bytes
        self._done = 0
        self._total: int | None = None

    def identity(self, kind: str) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes."""
        return {"kind": kind, "name": self.name, **self.place.identity()}

    def groups(
        self,
        limit: int | None,
        empty_error: str,
        remedy: str,
        key: Callable[[Entry], str] = lambda _: "",
        chosen: Container[int] | None = None,
    ) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Yield groups of files in the order of ``place.entries``, each with the key that its files share.

        Args:
            limit: The largest number of files to yield; None yields all.
            empty_error: The error message if there are no files.
            remedy: What the user should do in that case.
            key: Returns the key of a file. Files with different keys never share a group.
            chosen: Numbers of the files to yield, counted from 0 in the order of ``place.entries``; None yields all.

        Raises:
            InputError: There are no files, or the rest of the archive is damaged.
        """
        self._done = 0
        group: list[Entry] = []
        group_key = ""
        size = count = 0
        for entry in self.place.entries(self._max_file_bytes):
            if limit is not None and count >= limit:
                break
            count += 1
            if chosen is not None and count - 1 not in chosen:
                continue
            entry_key = key(entry)
            if group and (entry_key != group_key or size + entry.size > GROUP_BYTES):
                yield group_key, self._counted(group)
                group, size = [], 0
            group_key = entry_key
            group.append(entry)
            size += min(entry.size, self._max_file_bytes)
        if group:
            yield group_key, self._counted(group)
        if not count and limit != 0:
            raise InputError(empty_error, where=self.path, remedy=remedy)

    def _counted(self, group: list[Entry]) -> tuple[Entry, ...]:
        self._done += sum(entry.weight for entry in group)
        return tuple(group)

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the groups yielded so far and in all files; for an archive, compressed bytes."""
        if self._total is None:
            self._total = self.place.size()
        return self._done, self._total
