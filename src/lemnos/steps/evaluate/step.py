"""The step ``evaluate``: checkpoints and suites → scores of every item, and results.json.

items        read the suites, draw items, cut them into chunks   one task
checkpoints  check that they load, unpack GGUF files              one task for each
scores       score a chunk with a checkpoint                      one task for each chunk and checkpoint
results      means with intervals, checkpoints compared           one task
"""

import os
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import msgspec

from lemnos.engine.local import LocalEngine
from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Source
from lemnos.pipeline.statistics import summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import CurvePoint, Dialogue, ItemScore
from lemnos.steps.evaluate.card import card
from lemnos.steps.evaluate.checkpoints import CheckpointSource, checkpoint_of, different_names
from lemnos.steps.evaluate.results.results import write_results
from lemnos.steps.evaluate.scoring.harness import SUITE as HARNESS
from lemnos.steps.evaluate.scoring.prepare import STAGE as CHECKPOINTS
from lemnos.steps.evaluate.scoring.prepare import CheckpointTask, clear, prepare, prepared
from lemnos.steps.evaluate.scoring.score import STAGE as SCORES
from lemnos.steps.evaluate.scoring.score import ScoreTask, score_chunk
from lemnos.steps.evaluate.settings import CheckpointInput, EvaluateSettings, SuitePaths
from lemnos.steps.evaluate.show import line, show
from lemnos.steps.evaluate.statistics import models_of, statistics, summary
from lemnos.steps.evaluate.suites.files import STAGE as ITEMS
from lemnos.steps.evaluate.suites.files import identity_of
from lemnos.steps.evaluate.suites.read import read_suites
from lemnos.store.run_folder import RunFolder

_GPU = "/dev/nvidiactl"
_COPIES = 240
"""Items of the suite ``copy`` where no number is given."""
_FORM = "write the records in the form of docs/reference/evaluate.md, one JSON object a line"


def _suites_of(given: tuple[str, ...]) -> dict[str, str | int]:
    """Return the setting ``suites`` from the values of ``--suite``.

    Raises:
        ValueError: One is not ``NAME=PATH``, or names no suite.
    """
    found: dict[str, str | int] = {}
    known = SuitePaths.__struct_fields__
    for text in given:
        name, equals, path = text.partition("=")
        if name not in known:
            raise ValueError(f"no suite is called {name!r}; choose {', '.join(known)}")
        if name in found:
            raise ValueError(f"{name} is given twice; put its files into one folder")
        if name == "copy":
            if equals and not path.isdecimal():
                raise ValueError(f"copy={path} is not a number of items; write copy or copy=240")
            found[name] = int(path) if equals else _COPIES
        elif not path.strip():
            raise ValueError(f"{name} needs its data; write {name}=PATH")
        else:
            found[name] = path
    return found


class EvaluateStep(Step[EvaluateSettings]):
    """Measure what language models learnt: memory, function calling, base ability; in bits per byte.

    INPUT is a checkpoint, a Hugging Face folder, a GGUF file or a finished run of train; several are compared item
    by item. A finished run of dialogues among them is the suite memory: give held-out ones. Recorded outputs (JSON
    lines, id and result) are checked against the calls of the suite bfcl. Nothing is generated: a model is asked
    only how likely texts are, so that a base model of a million parameters can be measured.
    """

    name = "evaluate"
    version = 3
    settings = EvaluateSettings
    input = CheckpointInput
    reads = (Dialogue, CurvePoint)
    writes: ClassVar = {SCORES: ItemScore}
    options = (
        Option(
            "--suite",
            "suites",
            f"Suite and its data; repeatable. Suites: {', '.join(SuitePaths.__struct_fields__)}. "
            f"copy needs no data: copy, or copy=NUMBER [default: {_COPIES}]",
            "NAME=PATH",
            read=_suites_of,
            repeats=True,
        ),
        Option("--device", "device", "Where models run."),
        Option(
            "--dtype", "dtype", "Type of the weights; auto is bfloat16 where the device computes in it, else float32."
        ),
        Option("--window", "window", "Tokens that a model may read; 0 for what the model states."),
    )
    examples = (
        "lemnos evaluate model.gguf --suite coqa=coqa.jsonl --limit 200 --out runs/scores",
        "lemnos evaluate ckpt-1000 ckpt-2000 --suite blimp=BLiMP.zip --suite copy --out runs/scores",
        "lemnos evaluate ckpt-2000 runs/held-out --out runs/memory",
        "lemnos evaluate outputs.jsonl --suite bfcl=bfcl/ --out runs/calls",
        "lemnos show runs/scores",
    )
    paths = tuple(f"suites.{name}" for name in SuitePaths.__struct_fields__ if name != "copy")
    licensed = "items"
    preview = "that is of each suite, from many conversations"

    def open(self, entry: CheckpointInput) -> Source:
        """See ``Step.open``."""
        return CheckpointSource(entry.path, entry.name)

    def check(self, settings: EvaluateSettings, llm: LlmSettings) -> str:
        """See ``Step.check``."""
        del llm
        if settings.device == "cpu" and settings.dtype == "float16":
            return "evaluate.dtype float16 is not for a CPU; use float32 or bfloat16"
        return ""

    def identity(self, settings: EvaluateSettings) -> dict[str, Any]:
        """See ``Step.identity``: what identifies the files of the suites."""
        suites = {
            name: identity_of(path) if isinstance(path, str) else path
            for name, path in msgspec.structs.asdict(settings.suites).items()
            if path
        }
        return {"suites": suites}

    def run(self, job: Job[EvaluateSettings]) -> None:
        """See ``Step.run``."""
        opened_inputs = [(given, checkpoint_of(given)) for given in job.inputs]
        checkpoints = different_names([checkpoint for _, checkpoint in opened_inputs if checkpoint is not None])
        runs = [given for given, checkpoint in opened_inputs if checkpoint is None]
        if not checkpoints:
            raise SettingsError(
                "names no checkpoint", where=job.names, remedy="give a folder or a GGUF file of a model"
            )
        if not runs and not any(msgspec.structs.asdict(job.settings.suites).values()):
            raise SettingsError(
                "names no suite", where="evaluate.suites", remedy="add --suite NAME=PATH, or --suite copy"
            )
        items = job.whole(
            ITEMS,
            partial(read_suites, job.run, job.settings, job.seed, job.limit, runs),
            lambda done: ", ".join(f"{count:,} items of {suite}" for suite, count in done[0]["read"].items()),
        )
        for suite, left_out in items["left_out"].items():
            raise nothing_made(
                f"no item of the suite {suite}" if left_out["rules"] else f"no record for the suite {suite}",
                str(getattr(job.settings.suites, suite, "")) or ", ".join(given.name for given in runs),
                left_out["rules"],
                self.remedies(job.settings),
                job.run.path,
                "give data in one of the forms that docs/reference/evaluate.md lists",
                left_out["first"],
            )
        if job.settings.device != "cpu" and isinstance(job.engine, LocalEngine) and os.path.exists(_GPU):
            job.engine.close()
            job.engine = LocalEngine(1)  # one process holds the weights on the GPU
        models = [checkpoint for checkpoint in checkpoints if checkpoint.kind == "model"]
        opened = {checkpoint.name: CheckpointTask(number, checkpoint.path) for number, checkpoint in enumerate(models)}
        if opened:
            job.map(
                CHECKPOINTS,
                partial(prepare, job.run, job.settings),
                list(opened.values()),
                lambda done: f"{len(done):,} loaded",
                unit="checkpoint",
                items=len(opened),
            )
        pairs = [
            (checkpoint, number)
            for checkpoint in checkpoints
            for number, suite in enumerate(items["chunks"])
            if checkpoint.kind == "model" or suite == "bfcl"
        ]
        tasks = [
            ScoreTask(
                number,
                checkpoint.name,
                prepared(job.run, opened[checkpoint.name]) if checkpoint.name in opened else checkpoint.path,
                str(job.run.work(ITEMS, f"{chunk:06}.items")),
                HARNESS if items["chunks"][chunk] == HARNESS else checkpoint.kind,
            )
            for number, (checkpoint, chunk) in enumerate(pairs)
        ]
        if not tasks:
            raise SettingsError(
                "recorded outputs are checked with the suite bfcl only", where=job.names, remedy="add --suite bfcl=PATH"
            )
        scored = job.map(
            SCORES,
            partial(score_chunk, job.run, job.settings),
            tasks,
            lambda done: f"{summed(done, 'items'):,} items scored, {summed(done, 'computed'):,} tokens computed",
            unit="chunk",
            items=len(tasks),
        )
        if opened:
            clear(job.run)
        job.whole(
            "results",
            partial(write_results, job.run, job.settings, models_of(scored)),
            lambda done: f"{done[0]['figures']:,} figures, {done[0]['comparisons']:,} comparisons",
        )

    def statistics(self, run: RunFolder, settings: EvaluateSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del settings
        return statistics(run, figures)

    def card(self, settings: EvaluateSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def remedies(self, settings: Any) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        del settings
        return {
            **dict.fromkeys(("not_json", "not_an_object", "unknown_form", "bad_field", "bad_role"), _FORM),
            "no_answer": "give each question an answer",
            "no_history": "give questions with what was said before them",
            "no_wrong_history": "give more conversations, so that one of the same length can be drawn",
            "too_long": "raise evaluate.window",
            "not_a_recall": "give a run of talk with more memory turns",
        }

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        return summary(report)

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``."""
        return line(record)

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """See ``Step.show``."""
        del run, limit
        show(record)
