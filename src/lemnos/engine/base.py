"""Defines the ``Engine`` protocol: a picklable function and tasks → results, in any order.

A stage depends on this protocol alone and does not know in which process or on which machine its shards run.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Later(Enum):
    """Yielded by a stream of tasks that has none now but may have one once a running task has ended."""

    LATER = "later"


LATER = Later.LATER


class Engine(Protocol):
    """Applies a function to tasks."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task | Later]) -> Iterator[Result]:
        """Yield ``function(task)`` for every task, in any order.

        ``function`` and the tasks are pickled if they are sent to another process. A task is taken from ``tasks`` only
        when a worker is free, so ``tasks`` may be lazy and endless. If it raises, the tasks taken before are finished
        and their results yielded, then the error is raised. It may yield ``LATER`` while a task is running; it is asked
        again once one has ended.

        Raises:
            LemnosError: A task raised it.
            WorkerError: A worker died, or a task raised anything else.
        """
        ...

    def close(self) -> None:
        """Stop the workers."""
        ...
