"""Run a stage: hand unfinished shards to the engine, and return the figures of all shards in order.

Takes a picklable function and numbered tasks; a shard is finished when its figures are on disk, so a stage that was
interrupted runs only what is left.
"""

import resource
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.memory import give_back
from lemnos.errors import LemnosError
from lemnos.store.run_folder import RunFolder


class Numbered(Protocol):
    """A task with its number in the stage."""

    @property
    def number(self) -> int:
        """Counts from 0, in an order that depends on the input alone."""
        ...


Work = TypeVar("Work", bound=Numbered)
Figures = dict[str, Any]


class Cost(msgspec.Struct, frozen=True):
    """What a shard has cost so far."""

    cpu_seconds: float = 0.0
    seconds: float = 0.0
    peak_mb: float = 0.0

    @classmethod
    def measure(cls) -> "Cost":
        """Return the clocks of this process as they are; the difference of two is a cost."""
        return cls(time.process_time(), time.perf_counter(), peak_megabytes())

    def since(self, start: "Cost", before: "Cost") -> "Cost":
        """Return what was spent from ``start`` to this, on top of ``before``."""
        return Cost(
            round(self.cpu_seconds - start.cpu_seconds + before.cpu_seconds, 4),
            round(self.seconds - start.seconds + before.seconds, 4),
            self.peak_mb,
        )


class _Shard(msgspec.Struct, Generic[Work], frozen=True):
    """The function of a stage, and what is noted of each shard."""

    function: Callable[[Work], Figures]
    run: RunFolder
    stage: str

    def __call__(self, task: Work) -> Figures:
        start = Cost.measure()
        figures = self.function(task)
        give_back()
        return finish_shard(self.run, self.stage, task.number, figures, Cost.measure().since(start, Cost()))


def finish_shard(run: RunFolder, stage: str, number: int, figures: Figures, cost: Cost) -> Figures:
    """Note that a shard has written all its records; return its figures with the cost."""
    figures["cost"] = msgspec.structs.asdict(cost)
    run.finish(stage, number, figures)
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
    return complete_stage(run, stage, tasks, lambda work: engine.map(_Shard(function, run, stage), work), advance)


def complete_stage(
    run: RunFolder,
    stage: str,
    tasks: Iterable[Work],
    work_off: Callable[[Iterator[Work]], Iterator[Figures]],
    advance: Callable[[int], None],
) -> list[Figures]:
    """Have the shards of a stage that are not finished worked off, and return the figures of all, in order.

    ``work_off`` yields the figures of each shard when it has ended with ``finish_shard``; the rest is as in
    ``run_stage``.
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

    for _ in work_off(unfinished()):
        finished += 1
        advance(finished)
    figures = [run.done(stage, number) for number in range(total)]
    if None in figures:
        raise LemnosError("a finished shard vanished", where=str(run.work(stage)), remedy="run the same command again")
    return [figure for figure in figures if figure is not None]
