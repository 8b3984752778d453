"""A stage: shards that are not finished go to the engine, figures of all come back."""

import resource
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from lemnos.engine.engine import Engine
from lemnos.errors import LemnosError
from lemnos.store.run import RunFolder


class Numbered(Protocol):
    """A task with its number in the stage."""

    @property
    def number(self) -> int:
        """Counts from 0, in an order that depends on the input alone."""
        ...


Work = TypeVar("Work", bound=Numbered)
Figures = dict[str, Any]


class _Shard(msgspec.Struct, Generic[Work], frozen=True):
    """The function of a stage, and what is noted of each shard."""

    function: Callable[[Work], Figures]
    run: RunFolder
    stage: str

    def __call__(self, task: Work) -> Figures:
        wall, cpu = time.perf_counter(), time.process_time()
        figures = self.function(task)
        figures["cost"] = {
            "cpu_seconds": round(time.process_time() - cpu, 4),
            "seconds": round(time.perf_counter() - wall, 4),
            "peak_mb": peak_megabytes(),
        }
        self.run.finish(self.stage, task.number, figures)
        return figures


def peak_megabytes() -> float:
    """Return the most memory this process has used so far (resident set, 10⁶ bytes)."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1)


def run_stage(
    run: RunFolder,
    stage: str,
    function: Callable[[Work], Figures],
    tasks: Iterable[Work],
    engine: Engine,
    advance: Callable[[int], None],
) -> list[Figures]:
    """Run a stage to its end and return the figures of all its shards, in order.

    Args:
        run: Where finished shards are found and noted.
        stage: Name of the stage.
        function: Does one shard: writes its records, returns its figures. Picklable.
        tasks: All shards, finished or not.
        engine: Runs the shards that are not finished.
        advance: Called with the number of finished shards whenever one ends.

    Raises:
        LemnosError: The input ends in damage, or a shard cannot go on; what is finished stays.
        WorkerError: A worker died, or a shard met a bug.
    """
    total = finished = 0

    def unfinished() -> Iterator[Work]:
        nonlocal total, finished
        for task in tasks:
            total = max(total, task.number + 1)
            if run.done(stage, task.number) is None:
                yield task
            else:
                finished += 1
                advance(finished)

    for _ in engine.map(_Shard(function, run, stage), unfinished()):
        finished += 1
        advance(finished)
    figures = [run.done(stage, number) for number in range(total)]
    if None in figures:
        raise LemnosError("a finished shard vanished", where=str(run.work(stage)), remedy="run the same command again")
    return [figure for figure in figures if figure is not None]
