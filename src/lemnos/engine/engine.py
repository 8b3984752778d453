"""Where shards run. Stage code hands over a function and its tasks and does not know."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a function over tasks."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield ``function(task)`` for every task, in any order.

        ``function`` and the tasks are pickled where they travel to another process. ``tasks`` is drawn from only
        as fast as workers get free, so it may be lazy and long, and it may raise: what was drawn before is still
        finished and yielded, then the error is raised.

        Raises:
            LemnosError: A task raised it.
            WorkerError: A worker died, or a task raised anything else.
        """
        ...

    def close(self) -> None:
        """Free the workers."""
        ...
