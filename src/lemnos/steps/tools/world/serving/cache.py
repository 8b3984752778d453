"""Keeps answers while they are true: world, request → the ``Answer`` that the same request got before.

A call that changed nothing is answered alike as long as no resource that it read has changed since, nor the clock
(``Dependencies``). Worlds of one API and seed share their answers: what they have not changed is the same in all. A
request counts with all that its answer can depend on: method, target, body, and the header fields that an operation of
the API reads. Cost: about a microsecond to look an answer up, two to keep it. Not handled: requests with a long body.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.engine import Dependencies, LocalWorld
from lemnos.steps.tools.world.serving.answers import Answer

DEFAULT_BYTES = 32_000_000
"""Memory for the answers of all worlds."""
_LONGEST_BODY = 20_000
"""The longest body, in bytes, of a request whose answer is kept."""
_OVERHEAD = 1_000
"""Bytes that an entry takes beside its texts, about."""


class _Entry(NamedTuple):
    answer: Answer
    dependencies: Dependencies
    size: int
    """In bytes."""


class ResponseCache:
    """The answers of all worlds; all are forgotten when they would take more memory than allowed.

    Args:
        most: Memory, in bytes; 0 to keep none.
    """

    def __init__(self, most: int = DEFAULT_BYTES) -> None:
        self._most = most
        self._entries: dict[tuple[str | bytes | None, ...], _Entry] = {}
        self._size = 0

    def get(
        self, world: LocalWorld, request: Received, path: str, headers: Sequence[str], make: Callable[[], Answer]
    ) -> Answer:
        """Return the answer to a request: the known one, which counts as a call, or what ``make`` returns.

        Args:
            world: The world.
            request: The request.
            path: Its path in the world.
            headers: Names in lower case of the header fields that operations of the API read.
            make: Answers the request by at most one call of the world.
        """
        if not self._most or len(request.body) > _LONGEST_BODY:
            return make()
        key = (world.id, request.method, path, request.query, request.body, *map(request.headers.get, headers))
        known = self._entries.get(key)
        if known is not None and world.repeats(known.dependencies):
            return known.answer
        world.watch()
        answer = make()
        dependencies = world.dependencies()
        if dependencies is not None:
            size = _OVERHEAD + len(answer[2]) + sum(len(each) for each in key if each)
            self._put(key, _Entry(answer, dependencies, size))
        return answer

    def _put(self, key: tuple[str | bytes | None, ...], entry: _Entry) -> None:
        if entry.size > self._most:
            return
        known = self._entries.get(key)
        self._size += entry.size - (known.size if known is not None else 0)
        if self._size > self._most:
            self._entries.clear()
            self._size = entry.size
        self._entries[key] = entry
