"""The step ``train``: finished pack runs → a model as a Hugging Face folder, with its loss curve.

data        packed files to flat arrays                          one task for each file
replay      texts that a checkpoint writes itself, where asked   one task for each batch
train       the loop, with a state of its own                    one task, in this process
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from lemnos.engine.local import LocalEngine
from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.job import Job
from lemnos.pipeline.statistics import summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import CurvePoint, PackedWindow
from lemnos.steps.train.card import card
from lemnos.steps.train.data import STAGE as DATA
from lemnos.steps.train.data import read_packed
from lemnos.steps.train.inputs import check_stages, data_tasks, pack_inputs, vocabulary_size
from lemnos.steps.train.order import number_of
from lemnos.steps.train.replay import STAGE as REPLAY
from lemnos.steps.train.replay import forget, replay_tasks, write_replay
from lemnos.steps.train.run import Training, check_packages, train
from lemnos.steps.train.settings import NAME, TrainSettings
from lemnos.steps.train.start import start_identity
from lemnos.steps.train.state import STAGE as TRAIN
from lemnos.steps.train.statistics import statistics, summary
from lemnos.store.run_folder import RunFolder

CURVE = "curve"


class TrainStep(Step[TrainSettings]):
    """Train a small language model on packed windows, from scratch or from a checkpoint.

    INPUT is a finished run of pack, with files of the format packed; several are mixed. The model is a Hugging Face
    folder, RUN/model. A killed run goes on from its last saved state.
    """

    name = "train"
    version = 2
    settings = TrainSettings
    reads = (PackedWindow,)
    writes: ClassVar = {CURVE: CurvePoint}
    options = (
        Option("--model", "model.preset", "Size of a model from scratch: parameters without embeddings."),
        Option("--start", "start", "Go on from this checkpoint: a Hugging Face folder or a GGUF file.", "PATH"),
        Option("--tokens", "tokens", "Token budget: 1B, 300M, 50000.", "NUMBER"),
        Option("--minutes", "minutes", "Stop after so many minutes; the same command goes on."),
        Option("--device", "device", "Where the model runs."),
    )
    examples = (
        "lemnos train runs/packed --model 1M --out runs/small",
        "lemnos train runs/prose runs/dialogues --tokens 300M --minutes 9 --out runs/mixed",
        "lemnos train runs/packed --start models/SmolLM2-135M --out runs/continued",
        "lemnos evaluate runs/small/model --suite copy --out runs/scores",
    )
    paths = ("start",)
    licensed = "tokens"
    preview = "of windows"
    hint = "lemnos evaluate {run}/model --suite copy --out {run}-scores"

    def check(self, settings: TrainSettings, llm: LlmSettings) -> str:
        """See ``Step.check``."""
        del llm
        if settings.stages and (settings.tokens or settings.shares):
            return "train.stages takes the place of train.tokens and train.shares; remove these"
        if _generates(settings) and not settings.start:
            return (
                "train.replay needs a checkpoint that writes texts, and train.start names none; name an input instead"
            )
        return ""

    def identity(self, settings: TrainSettings) -> dict[str, Any]:
        """See ``Step.identity``: what decides nothing is left out."""
        start = start_identity(settings.start) if settings.start else ""
        return {"minutes": 0.0, "save_minutes": 0.0, "start": start}

    def run(self, job: Job[TrainSettings]) -> None:
        """See ``Step.run``."""
        check_packages()
        inputs = pack_inputs(job.inputs)
        check_stages(job.settings.stages, inputs)
        size = vocabulary_size(inputs[0])
        tasks = data_tasks(inputs, size)
        if not any(task.split == "train" for task in tasks):
            raise SettingsError("holds no training windows", where=job.names, remedy="pack more records")
        job.map(
            DATA,
            partial(read_packed, job.run),
            tasks,
            lambda done: f"{summed(done, 'windows'):,} windows, {summed(done, 'tokens'):,} tokens",
            unit="file",
            items=len(tasks),
        )
        names = [given.name for given in inputs]
        if _generates(job.settings) and NAME not in names:
            made = replay_tasks(
                number_of(job.settings.replay.tokens, "train.replay.tokens"),
                max(given.window for given in inputs),
                len(tasks),
                len(inputs),
                wide=size > 1 << 16,
            )
            job.map(
                REPLAY,
                partial(write_replay, job.run, job.settings.start, max(given.window for given in inputs), job.seed),
                made,
                lambda done: f"{summed(done, 'windows'):,} windows, {summed(done, 'tokens'):,} tokens",
                unit="batch",
                items=len(made),
            )
            forget()
            names.append(NAME)
            tasks += [task.data for task in made]
        if isinstance(job.engine, LocalEngine):
            job.engine.close()
            job.engine = LocalEngine(1)  # the loop is in this process, where it can report its progress
        training = Training(job.run, job.settings, job.seed, tuple(inputs), tuple(names), tuple(tasks))
        job.whole(
            TRAIN,
            partial(train, training, job.progress.update),
            lambda done: f"{done[0]['steps']:,} steps, {done[0]['tokens']:,} tokens in {done[0]['seconds']:,.0f} s",
        )

    def statistics(self, run: RunFolder, settings: TrainSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        return statistics(figures)

    def card(self, settings: TrainSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        return summary(report)

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: step, tokens, rate, loss, and bits per byte where they were taken."""
        loss = "" if record["loss"] is None else f"{record['loss']:.4f}"
        bits = "".join(f"  {each['value']:.4f}" for each in record["validation"] if each["name"] == "all")
        return f"{record['step']:>7}  {record['tokens']:>12}  {record['rate']:.6f}  {loss:>8}{bits}"


def _generates(settings: TrainSettings) -> bool:
    """Return whether the checkpoint is to write texts for replay."""
    if settings.stages:
        return not settings.replay.input and any(NAME in stage.inputs for stage in settings.stages)
    return bool(settings.replay.share) and not settings.replay.input
