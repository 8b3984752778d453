"""Run a stage whose shards ask a model: a shard without answers is set aside and run again once it has them.

The engine never waits for the model: while some shards wait for answers, others run, as many as keep the dispatcher
supplied. A shard runs once for each round of questions, and once more: two to four times for the turns of a dialogue.
That costs CPU time, but keeps a shard a pure function of its input, the settings and the answers.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple

import msgspec

from lemnos.engine.base import LATER, Engine, Later
from lemnos.engine.stage import Cost, Figures, Work, complete_stage, finish_shard
from lemnos.llm.dispatch import Dispatcher
from lemnos.llm.request import Answer, Answers, Request, Unanswered
from lemnos.store.run_folder import RunFolder

AskingFunction = Callable[[Work, Answers], Figures]
"""Runs one shard with the answers so far; lets ``Unanswered`` pass."""


class Round(msgspec.Struct, Generic[Work], frozen=True):
    """A shard to run, with the answers that it has."""

    task: Work
    answers: dict[str, Answer] = {}
    cost: Cost = Cost()
    """Cost of earlier rounds."""


class Questions(NamedTuple):
    """The requests of a shard that it cannot finish without."""

    number: int
    requests: list[Request]
    cost: Cost


class Finished(NamedTuple):
    """A shard that has written its records."""

    number: int
    figures: Figures


class Shard(msgspec.Struct, Generic[Work], frozen=True):
    """The function of an asking stage, and where a finished shard is recorded. Picklable."""

    function: AskingFunction[Work]
    run: RunFolder
    stage: str

    def __call__(self, round: Round[Work]) -> Finished | Questions:
        """Run one round."""
        start = Cost.measure()
        number = round.task.number
        try:
            figures = self.function(round.task, Answers(round.answers))
        except Unanswered as asked:
            return Questions(number, asked.requests, Cost.measure().since(start, round.cost))
        cost = Cost.measure().since(start, round.cost)
        return Finished(number, finish_shard(self.run, self.stage, number, figures, cost))


def run_asking_stage(
    run: RunFolder,
    stage: str,
    function: AskingFunction[Work],
    tasks: Iterable[Work],
    engine: Engine,
    dispatcher: Dispatcher,
    advance: Callable[[int], None],
) -> list[Figures]:
    """Run a stage that asks a model to its end; see ``lemnos.engine.stage.run_stage`` for the rest.

    Raises:
        PausedError: A cap is reached, or the remaining shards wait for a batch; what is finished stays.
        ServerError: The model cannot be used.
    """
    shard = Shard(function, run, stage)
    return complete_stage(run, stage, tasks, lambda work: _rounds(shard, work, engine, dispatcher), advance)


def _rounds(shard: Shard[Work], fresh: Iterator[Work], engine: Engine, dispatcher: Dispatcher) -> Iterator[Figures]:
    """Yield the figures of each shard when it is finished."""
    aside: dict[int, Round[Work]] = {}
    working: dict[int, Round[Work]] = {}
    drained = False

    def rounds() -> Iterator[Round[Work] | Later]:
        nonlocal drained
        while True:
            waits = dispatcher.waits
            answered = dispatcher.ready(wait=waits and not working and (drained or not dispatcher.has_room))
            if answered is not None:
                before = aside.pop(answered.ticket)
                next_ = msgspec.structs.replace(before, answers=before.answers | answered.answers)
            elif not drained and (dispatcher.has_room or not waits):
                task = next(fresh, None)
                if task is None:
                    drained = True
                    continue
                next_ = Round(task)
            elif working:
                yield LATER
                continue
            elif dispatcher.waits:
                continue
            else:
                return
            working[next_.task.number] = next_
            yield next_

    for result in engine.map(shard, rounds()):
        if isinstance(result, Questions):
            aside[result.number] = msgspec.structs.replace(working.pop(result.number), cost=result.cost)
            dispatcher.submit(result.number, result.requests)
        else:
            del working[result.number]
            yield result.figures
