"""Keeps responses while they are true: world, request → the answer that the same request got before.

A call that changed nothing is answered alike as long as no resource that it read has changed since, nor the clock
(``Dependencies``). Worlds of one API and seed share their answers: what they have not changed is the same in all. A
request counts with all that its answer can depend on: method, target, body, and the header fields that an operation of
the API reads. Cost: about a microsecond to look one up, two to keep one. Not handled: requests whose body is long.
"""

from collections.abc import Sequence
from typing import NamedTuple

from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.engine import Dependencies, LocalWorld
from lemnos.steps.tools.world.serving.answers import Answer

DEFAULT_BYTES = 32_000_000
"""Memory for the responses of all worlds."""
_LONGEST_BODY = 20_000
"""The longest body, in bytes, of a request whose response is kept."""
_OVERHEAD = 1_000
"""Bytes that an entry takes beside its texts, about."""

Key = tuple[str | bytes | None, ...]


class _Entry(NamedTuple):
    answer: Answer
    dependencies: Dependencies
    size: int
    """In bytes."""


class ResponseCache:
    """The responses of all worlds; all are forgotten when they would take more memory than allowed.

    Args:
        most: Memory, in bytes; 0 to keep none.
    """

    def __init__(self, most: int = DEFAULT_BYTES) -> None:
        self._most = most
        self._entries: dict[Key, _Entry] = {}
        self._size = 0

    @staticmethod
    def key_of(world: LocalWorld, request: Received, path: str, headers: Sequence[str]) -> Key | None:
        """Return all on which the answer to a request depends beside the state of its world; None if it is not kept.

        Args:
            world: The world.
            request: The request.
            path: Its path in the world.
            headers: Names in lower case of the header fields that operations of the API read.
        """
        if len(request.body) > _LONGEST_BODY:
            return None
        read = map(request.headers.get, headers)
        return (world.id, request.method, path, request.query, request.body, *read)

    def get(self, key: Key, world: LocalWorld) -> Answer | None:
        """Return the answer to a request, which counts as a call; None if it is not known to be true."""
        entry = self._entries.get(key)
        return entry.answer if entry is not None and world.repeats(entry.dependencies) else None

    def put(self, key: Key, answer: Answer, dependencies: Dependencies) -> None:
        """Keep the answer to a request that changed nothing."""
        size = _OVERHEAD + len(answer[2]) + sum(len(each) for each in key if each)
        if size > self._most:
            return
        known = self._entries.get(key)
        self._size += size - (known.size if known is not None else 0)
        if self._size > self._most:
            self._entries.clear()
            self._size = size
        self._entries[key] = _Entry(answer, dependencies, size)
