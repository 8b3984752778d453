"""Where shards run. Stage code hands over a function and its tasks and does not know."""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Later(Enum):
    """What a stream of tasks says when it has none now, but may have one when a task in work has ended."""

    LATER = "later"


LATER = Later.LATER


class Engine(Protocol):
    """Runs a function over tasks."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task | Later]) -> Iterator[Result]:
        """Yield ``function(task)`` for every task, in any order.

        ``function`` and the tasks are pickled where they travel to another process. ``tasks`` is drawn from only
        as fast as workers get free, so it may be lazy and long, and it may raise: what was drawn before is still
        finished and yielded, then the error is raised. It may say ``LATER`` while a task is in work: it is asked again
        when one has ended.

        Raises:
            LemnosError: A task raised it.
            WorkerError: A worker died, or a task raised anything else.
        """
        ...

    def close(self) -> None:
        """Free the workers."""
        ...
