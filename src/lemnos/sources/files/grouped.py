"""The files of a folder or archive in groups of about 2 MB: what sources of files have in common.

A group is what one shard reads: enough to hide the cost of handing it over, little enough to share out evenly. The
groups depend on the files alone.
"""

import os
from collections.abc import Callable, Iterator

from lemnos.errors import InputError
from lemnos.sources.files.archive import AnyPlace, Directory, Entry

GROUP_BYTES = 2_000_000
"""Bytes of files in a group, unless one file has more."""


def printable(name: str) -> str:
    """Return a file name as text that can be stored, whatever bytes it has on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class GroupedFiles:
    """The files of one input.

    Args:
        path: What the user calls it.
        place: Where they lie.
        max_file_bytes: Bytes over which the reader refuses a file; it counts no more than that.
    """

    def __init__(self, path: str, place: AnyPlace, max_file_bytes: int) -> None:
        self.path, self.place = path, place
        self.name = printable(os.path.basename(os.path.abspath(path)))
        single = isinstance(place, Directory) and bool(place.only)
        self.label = "" if single else self.name
        """What stands before the name of a file in it; empty for an input of one file."""
        self._max_file_bytes = max_file_bytes
        self._done = 0
        self._total: int | None = None

    def identity(self, kind: str) -> dict[str, str | int]:
        """Return kind, name and what changes with the content."""
        return {"kind": kind, "name": self.name, **self.place.identity()}

    def groups(
        self, limit: int | None, nothing: str, remedy: str, key: Callable[[Entry], str] = lambda _: ""
    ) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Yield groups of files in the order of the place, each with the key that its files have in common.

        Args:
            limit: Yield so many files and no more; None yields all.
            nothing: What to say if there is no file.
            remedy: What to do then.
            key: Files of different keys are not put into one group.

        Raises:
            InputError: There is no file, or the archive is damaged from here on.
        """
        self._done = 0
        group: list[Entry] = []
        before = ""
        size = count = 0
        for entry in self.place.entries(self._max_file_bytes):
            if limit is not None and count >= limit:
                break
            count += 1
            own = key(entry)
            if group and (own != before or size + entry.size > GROUP_BYTES):
                yield before, self._taken(group)
                group, size = [], 0
            before = own
            group.append(entry)
            size += min(entry.size, self._max_file_bytes)
        if group:
            yield before, self._taken(group)
        if not count and limit != 0:
            raise InputError(nothing, where=self.path, remedy=remedy)

    def _taken(self, group: list[Entry]) -> tuple[Entry, ...]:
        self._done += sum(entry.weight for entry in group)
        return tuple(group)

    def progress(self) -> tuple[int, int]:
        """Return bytes in groups that were yielded and bytes in all; compressed bytes for an archive."""
        if self._total is None:
            self._total = self.place.size()
        return self._done, self._total
