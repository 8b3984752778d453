"""A job: what a step is handed to run with, and the three ways in which it runs a stage.

    job.read(stage, function)                 one task for each shard of the inputs
    job.map(stage, function, tasks, unit=…)   one task for each item of a list
    job.whole(stage, function)                one task: whatever needs the whole corpus at once

Each skips finished shards, shows progress, notes costs and, where the function asks a model, sends its requests.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Generic, TypeVar

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.engine.stage import Figures, Numbered, run_stage
from lemnos.llm.asking_stage import run_asking_stage
from lemnos.llm.dispatch import Dispatcher
from lemnos.llm.factory import open_dispatcher
from lemnos.llm.identity import AskedModel
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.objects import Objects
from lemnos.pipeline.source import Input, Shard
from lemnos.store.run_folder import RunFolder

Settings = TypeVar("Settings", bound=msgspec.Struct)
StageFunction = Callable[..., Figures]
"""Does one task and returns its figures; picklable. Called with the task; where it asks a model, also with the
``Answers`` that there are."""


class InputTask(msgspec.Struct, frozen=True):
    """One shard of the inputs and its number in the stage."""

    number: int
    shard: Shard
    input: int = 0
    """Number of the input that it is of."""


class WholeTask(msgspec.Struct, frozen=True):
    """The only task of a stage."""

    number: int = 0


class Job(Generic[Settings]):
    """A step with its inputs, about to run in a run folder."""

    def __init__(
        self,
        run: RunFolder,
        inputs: Sequence[Input],
        settings: Settings,
        *,
        seed: int,
        limit: int | None,
        llm: LlmSettings,
        model: AskedModel | None,
        objects: Objects,
        engine: Engine,
        progress: Progress,
    ) -> None:
        self.run = run
        self.inputs = inputs
        self.settings = settings
        self.seed = seed
        """Seeds every random choice."""
        self.limit = limit
        """Size of a preview, in items of each input: the first of them, unless the step says otherwise. None for no
        preview."""
        self.llm = llm
        self.model = model
        """The model to ask; None if the settings ask none."""
        self.objects = objects
        """A writer or a reward of the user's own, in place of a setting."""
        self.engine = engine
        self.progress = progress
        self.figures: dict[str, list[Figures]] = {}
        """Figures of the stages that have run."""

    @property
    def names(self) -> str:
        """The inputs as the user wrote them, for messages."""
        return ", ".join(given.name for given in self.inputs)

    def read(
        self,
        stage: str,
        function: StageFunction,
        summary: Callable[[list[Figures]], str],
        *,
        asks: bool = False,
        limit: int | None = None,
        inputs: Sequence[Input] | None = None,
    ) -> list[Figures]:
        """Run a stage over the shards of the inputs; return the figures of each shard, in order.

        Args:
            stage: Name of the stage.
            function: Reads ``InputTask.shard``, writes records, returns figures.
            summary: Figures → the closing line of the stage.
            asks: Whether the function asks the model.
            limit: Items to read of each input, from its front; those of the job if None.
            inputs: The inputs to read; all of the job if None.

        Raises:
            LemnosError: See ``Step.run``.
        """
        sources = [given.source for given in (self.inputs if inputs is None else inputs)]
        total = sum(source.progress()[1] for source in sources)

        def done(_finished: int) -> int:
            return sum(source.progress()[0] for source in sources)

        return self._stage(stage, function, self.input_tasks(limit, inputs), "B", done, total, summary, asks)

    def map(
        self,
        stage: str,
        function: StageFunction,
        tasks: Sequence[Numbered],
        summary: Callable[[list[Figures]], str],
        *,
        unit: str,
        items: int,
        asks: bool = False,
    ) -> list[Figures]:
        """Run a stage over a list of tasks; see ``read``.

        Args:
            stage: Name of the stage.
            function: Does one task.
            tasks: All tasks, numbered from 0.
            summary: Figures → the closing line of the stage.
            unit: What an item of the work is called, in the singular.
            items: Number of items in all tasks together.
            asks: Whether the function asks the model.
        """

        def done(finished: int) -> int:
            return finished * items // max(1, len(tasks))

        return self._stage(stage, function, tasks, unit, done, items, summary, asks)

    def whole(self, stage: str, function: StageFunction, summary: Callable[[list[Figures]], str]) -> Figures:
        """Run a stage of one task; see ``read``."""
        return self.map(stage, function, [WholeTask()], summary, unit="step", items=1)[0]

    def input_tasks(self, limit: int | None = None, inputs: Sequence[Input] | None = None) -> Iterator[InputTask]:
        """Yield the shards of the inputs, numbered through; see ``read`` for ``limit`` and ``inputs``."""
        number = 0
        for input_, given in enumerate(self.inputs if inputs is None else inputs):
            for shard in given.source.shards(limit or self.limit):
                yield InputTask(number, shard, input_)
                number += 1

    def _stage(
        self,
        stage: str,
        function: StageFunction,
        tasks: Iterable[Any],
        unit: str,
        done: Callable[[int], int],
        total: int,
        summary: Callable[[list[Figures]], str],
        asks: bool,
    ) -> list[Figures]:
        self.progress.start(stage, unit)
        finished = 0
        with self._dispatcher(asks) as dispatcher:

            def show(count: int | None = None) -> None:
                nonlocal finished
                finished = finished if count is None else count
                self.progress.update(done(finished), total, dispatcher.brief() if dispatcher else "")

            if dispatcher is None:
                figures = run_stage(self.run, stage, function, tasks, self.engine, show)
            else:
                dispatcher.on_wait = show
                figures = run_asking_stage(self.run, stage, function, tasks, self.engine, dispatcher, show)
                self.progress.say(dispatcher.ledger.line())
        self.figures[stage] = figures
        self.progress.finish(summary(figures))
        return figures

    def _dispatcher(self, asks: bool) -> AbstractContextManager[Dispatcher | None]:
        if asks and self.model is not None:
            return open_dispatcher(self.run.path, self.llm, self.progress.say)
        return nullcontext()
