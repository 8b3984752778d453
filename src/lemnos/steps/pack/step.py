"""The step ``pack``: records of finished runs → windows of tokens with masks, in the formats of trainers.

tokenizer   copy the tokenizer, or train one                      one task
tokenise    records to text with spans, text to tokens            one task for each shard of the inputs
plan        shuffle, budget, train and validation                 one task
fit         records to windows                                    one task for each shard of windows
write       windows to files of trainers                          one task for each shard and format
index       what a format needs beside its shards, configurations  one task
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from lemnos.checkpoints.load import is_gguf
from lemnos.engine.stage import Figures
from lemnos.errors import SettingsError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Input
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Dialogue, Document, PackedWindow, ToolDocument, Trajectory
from lemnos.sources.files.identity import file_identity
from lemnos.steps.pack.base import Rendered
from lemnos.steps.pack.card import card
from lemnos.steps.pack.fit.plan import STAGE as PLAN
from lemnos.steps.pack.fit.plan import budget, plan
from lemnos.steps.pack.fit.windows import STAGE as FIT
from lemnos.steps.pack.fit.windows import WINDOWS, FitTask, fit
from lemnos.steps.pack.forecast import forecast
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.statistics import statistics
from lemnos.steps.pack.tokenise.load import TOKENIZER, tokenizer_file, unpacked
from lemnos.steps.pack.tokenise.stage import PackTask, make_tokenizer, names_of, template_files, tokenise
from lemnos.steps.pack.tokenise.store import STAGE as TOKENISE
from lemnos.steps.pack.write import FINISH, WriteTask, chosen_formats, finish_formats, write_shard
from lemnos.steps.pack.write import STAGE as WRITE
from lemnos.store.fingerprint import fingerprint
from lemnos.store.run_folder import RunFolder


def window_of(text: str) -> int:
    """Return a number of tokens from text; ``k`` stands for 1,024.

    >>> window_of("8k"), window_of("3000")
    (8192, 3000)

    Raises:
        ValueError: It is none.
    """
    digits, thousands = (text[:-1], 1024) if text[-1:] in "kK" and text else (text, 1)
    if not digits.isdecimal() or not int(digits):
        raise ValueError(f"{text!r} is no number of tokens; write 2048 or 2k")
    return int(digits) * thousands


class PackStep(Step[PackSettings]):
    """Pack dialogues, trajectories, tool documents and documents into windows of tokens with masks.

    INPUT is a finished run; several are packed together. A conversation that fits a window stays whole; a longer one is
    cut between turns, and a window may begin with the earlier turns again that its turns refer to. Every token leads
    back to its record, source and licence.
    """

    name = "pack"
    version = 4
    settings = PackSettings
    reads = (Dialogue, Trajectory, ToolDocument, Document)
    writes: ClassVar = {WINDOWS: PackedWindow, "rendered": Rendered}
    options = (
        Option("--licence", "input.licence", "Pack only records under this licence; repeatable."),
        Option(
            "--tokenizer", "tokenizer.path", "A tokenizer.json, its folder or a GGUF file; else one is trained.", "PATH"
        ),
        Option("--template", "template", "How conversations are written: plain, chatml, model, or a file.", "NAME"),
        Option("--window", "window", "Most tokens of a window: 2k, 4k, 8k, 32k or any number.", "TOKENS", window_of),
        Option("--mask", "mask", "What a loss is taken on."),
        Option("--tokens", "tokens", "Token budget: 1B, 300M, 50000.", "NUMBER"),
        Option("--to", "formats", "A format to write; repeatable."),
    )
    examples = (
        "lemnos pack runs/demo --out runs/packed",
        "lemnos pack runs/demo --tokenizer models/llama --template model --mask assistant --out runs/chat",
        "lemnos pack runs/talk runs/tools runs/logs --window 8192 --tokens 1B --to megatron --out runs/mix",
        "lemnos pack runs/talk --licence CC-BY-SA-4.0 --to text --out runs/text",
    )
    paths = ("tokenizer.path", "template")
    runs = ("tokenizer.path",)
    licensed = "tokens"
    preview = "the first records"
    hint = "lemnos show {run} --records rendered"

    def check(self, settings: PackSettings, llm: LlmSettings) -> str:
        """See ``Step.check``."""
        del llm
        if not settings.template.strip():
            return "pack.template is empty; write plain, chatml, model, or the file of a template"
        if settings.template == "model" and not settings.tokenizer.path:
            return "pack.template=model takes the template of a tokenizer, and none is given; set pack.tokenizer.path"
        if any(not 0 <= weight <= 1000 for weight in settings.weights.values()):
            return "a weight of pack.weights is not between 0 and 1000"
        try:
            budget(settings.tokens)
        except SettingsError as error:
            return str(error)
        return ""

    def identity(self, settings: PackSettings) -> dict[str, Any]:
        """See ``Step.identity``: the content of the tokenizer and of the template."""
        files = [tokenizer_file(settings.tokenizer.path)] if settings.tokenizer.path else []
        files += template_files(settings)
        named = {path.name: _content(path) for path in files}
        plain: dict[str, Any] = {"files": named}
        if settings.tokenizer.path:
            kept = {key: getattr(settings.tokenizer, key) for key in ("bos", "eos")}
            plain["tokenizer"] = kept
        if settings.template not in ("plain", "chatml", "model"):
            plain["template"] = "file"
        return plain

    def run(self, job: Job[PackSettings]) -> None:
        """See ``Step.run``."""
        settings = unpacked(job.run, job.settings)
        formats = chosen_formats(settings)
        weights = tuple(_weight(settings.weights, given) for given in job.inputs)
        _check_weights(settings.weights, job.inputs)
        tasks = _tasks(job)
        job.whole(
            TOKENIZER,
            partial(make_tokenizer, job.run, settings, job.seed, tasks),
            lambda done: (
                f"{done[0]['size']:,} tokens"
                + (f", trained on {done[0]['trained_on']:,} characters" if done[0]["trained_on"] else "")
            ),
        )
        for format_ in formats:
            if format_.check is not None:
                format_.check(names_of(job.run).eos, settings.template)
        originals = any(format_.takes == "records" for format_ in formats)
        shards = job.map(
            TOKENISE,
            partial(tokenise, job.run, settings, job.seed, originals),
            tasks,
            lambda done: f"{summed(done, 'records'):,} records, {summed(done, 'tokens'):,} tokens",
            unit="shard",
            items=len(tasks),
        )
        planned = job.whole(
            PLAN,
            partial(plan, job.run, settings, job.seed, len(tasks), weights),
            lambda done: (
                f"{done[0]['packed_records']:,} records, {done[0]['packed_tokens']:,} tokens, "
                f"in {len(done[0]['splits']):,} shards"
            ),
        )
        if not planned["splits"]:
            raise nothing_made(
                "no token to pack",
                job.names,
                counted(shards, "rejected"),
                self.remedies(settings),
                job.run.path,
                "give runs with records, or raise pack.tokens, pack.sample and pack.weights",
            )
        bins = [FitTask(number, split) for number, split in enumerate(planned["splits"])]
        fitted = job.map(FIT, partial(fit, job.run, settings, job.seed), bins, _fit_line, unit="shard", items=len(bins))
        writes = [
            WriteTask(number, name, task.number, task.split)
            for number, (name, task) in enumerate(
                (format_.name, task)
                for format_ in formats
                for task, figures in zip(bins, fitted, strict=True)
                if figures["windows"]
            )
        ]
        written = job.map(
            WRITE,
            partial(write_shard, job.run, settings),
            writes,
            lambda done: f"{sum(len(each['written']['files']) for each in done):,} files",
            unit="file",
            items=len(writes),
        )
        job.whole(
            FINISH,
            partial(finish_formats, job.run, settings, formats, written),
            lambda done: ", ".join(done[0]["formats"]) or "no format",
        )

    def forecast(self, job: Job[PackSettings], sample: int) -> Expected:
        """See ``Step.forecast``: a sample of the shards is packed."""
        return forecast(job, _tasks(job), tuple(_weight(job.settings.weights, given) for given in job.inputs), sample)

    def statistics(self, run: RunFolder, settings: PackSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run
        return statistics(settings, figures)

    def card(self, settings: PackSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def remedies(self, settings: Any) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        del settings
        return {
            "template": "choose another pack.template, such as chatml",
            "template_spans": "choose another pack.template, such as chatml",
            "template_calls": "choose a pack.template that writes calls, such as chatml",
            "template_tools": "choose a pack.template that writes tools, such as chatml",
            "lossy": "choose a tokenizer that is lossless, such as a byte-level BPE",
            "licence": "choose other licences",
            "level": "lower pack.level, or verify the trajectories",
        }

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        waste = report["waste"]
        recalls = report["recalls"]
        lines = [
            f"{report['windows']:,} windows of at most {report['window']:,} tokens: {report['tokens']:,} tokens of "
            f"{report['packed_records']:,} records, {report['trained']:,} with a loss",
            f"padding and lost tokens {100 * waste['share']:.2f}%, repeated {100 * waste['repeated_share']:.2f}%; "
            f"cut although it fits: {report['cut_that_fit']:,}",
        ]
        if recalls["all"]:
            lines.append(
                f"{recalls['kept']:,} of {recalls['all']:,} recalls have their referent in the window, "
                f"{100 * recalls['kept_share']:.1f}% of those that are trained on"
            )
        return lines

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: split, tokens, trained tokens, and the records in the window."""
        records = ", ".join(dict.fromkeys(part["record"] for part in record["parts"]))
        return f"{record['split']:<10}  {record['tokens']:6}  {record['trained']:6}  {records}"


def _content(path: Path) -> str:
    """Return what identifies a file: its bytes; of a GGUF file, which is large, its size and ends."""
    return fingerprint(file_identity(str(path))) if is_gguf(str(path)) else fingerprint(path.read_bytes().hex())


def _fit_line(done: Sequence[Figures]) -> str:
    room = summed(done, "tokens") + summed(done, "padding")
    waste = (summed(done, "padding") + summed(done, "lost")) / room if room else 0
    return f"{summed(done, 'windows'):,} windows, {100 * waste:.2f}% padding and lost tokens"


def _tasks(job: Job[PackSettings]) -> list[PackTask]:
    """Return the shards of all inputs, each with the number of its input."""
    tasks: list[PackTask] = []
    for number, given in enumerate(job.inputs):
        for shard in given.source.shards(job.limit):
            tasks.append(PackTask(len(tasks), shard, number))
    return tasks


def _names(given: Input) -> tuple[str, str]:
    return given.name, Path(given.name).name


def _weight(weights: Mapping[str, float], given: Input) -> float:
    return next((weights[name] for name in _names(given) if name in weights), 1.0)


def _check_weights(weights: Mapping[str, float], inputs: Sequence[Input]) -> None:
    known = [name for given in inputs for name in _names(given)]
    for name in weights:
        if name not in known:
            raise SettingsError(
                f"no input is called {name!r}",
                where="pack.weights",
                remedy=f"inputs here: {', '.join(Path(given.name).name for given in inputs)}",
            )
