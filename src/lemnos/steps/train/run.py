"""The stage ``train``: settings and windows → the loop with everything that it needs, and what it leaves.

The first process calls ``train``; others, where several train together, ``follow`` it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lemnos.checkpoints.tokenizer import tokenizer_config
from lemnos.errors import PausedError, SettingsError
from lemnos.pipeline.job import WholeTask
from lemnos.records import CurvePoint
from lemnos.steps.train import group as processes
from lemnos.steps.train.curve import draw
from lemnos.steps.train.data import DataTask, Packed
from lemnos.steps.train.export import TEMPLATE, TOKENIZER, TOKENIZER_CONFIG
from lemnos.steps.train.group import Group
from lemnos.steps.train.inputs import PackInput, ends_of, tokenizer_of, vocabulary_size
from lemnos.steps.train.loop import Trainer
from lemnos.steps.train.model import default_rate, from_scratch, trainee
from lemnos.steps.train.order import Course, lay_out, number_of, stages_of
from lemnos.steps.train.settings import TrainSettings
from lemnos.steps.train.start import check_loss, check_tokenizer, open_start
from lemnos.steps.train.state import CURVE, STAGE, Curve
from lemnos.store.atomic_files import run_error, write_bytes
from lemnos.store.run_folder import RunFolder
from lemnos.text.token_bytes import bytes_of_tokens

_NEEDED = ("torch", "transformers", "tokenizers", "safetensors")


def check_packages() -> None:
    """Check that what training needs is installed.

    Raises:
        SettingsError: A package is missing.
    """
    from importlib.util import find_spec

    for name in _NEEDED:
        if find_spec(name) is None:
            raise SettingsError(
                f"train needs the package {name}, which is not installed", remedy="run: pip install 'lemnos[train]'"
            )


class Training(msgspec.Struct, frozen=True):
    """What one training run is made from. Picklable."""

    run: RunFolder
    settings: TrainSettings
    seed: int
    inputs: tuple[PackInput, ...]
    """At least one."""
    names: tuple[str, ...]
    """Names of all sources of windows: the inputs, and ``replay`` where it is made."""
    tasks: tuple[DataTask, ...]


def train(training: Training, update: Callable[[int, int, str], None], task: WholeTask) -> dict[str, Any]:
    """Train, and write the curve. Returns the figures of the run.

    Raises:
        PausedError: The time is up.
        SettingsError: A setting contradicts the inputs.
        RunError: The disk is full.
    """
    run = training.run
    processes.join(training.settings.device)
    processes.tell(training)
    figures, course = _train(training, update)
    curve = Curve(run.path / CURVE, course.steps)
    run.write_records("curve", task.number, CurvePoint, (line.point for line in curve.lines))
    draw(curve.lines, run.path / "loss.png")
    run.work(STAGE, "state.pt").unlink(missing_ok=True)
    stages = [
        {
            "name": stage.name,
            "steps": stage.steps,
            "left_over": stage.left_over,
            "epochs": stage.epochs,
            "read": stage.read,
        }
        for stage in course.stages
    ]
    last = msgspec.to_builtins(curve.lines[-1].point.validation)
    return figures | {
        "validation_last": last,
        "stages": stages,
        "batch_windows": course.batch,
        "processes": processes.size(),
        "seconds": round(curve.seconds, 1),
    }


def follow() -> None:
    """Take part in the training run of the first process, if it trains one."""
    processes.join("auto")
    training = processes.listen()
    if training is not None:
        try:
            _train(training, lambda _done, _all, _note: None)
        except PausedError:
            return  # the first process says so
    processes.leave()


def dismiss() -> None:
    """Let the other processes go, where the first had nothing to train."""
    import torch.distributed as dist

    if not dist.is_initialized():
        processes.join("auto")
        processes.tell(None)
    processes.leave()


def _train(training: Training, update: Callable[[int, int, str], None]) -> tuple[dict[str, Any], Course]:
    import torch
    import transformers

    run, settings, inputs = training.run, training.settings, training.inputs
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    group = Group(settings.device)
    if group.device.type == "cpu":
        torch.set_num_threads(settings.threads or len(os.sched_getaffinity(0)))
        torch.use_deterministic_algorithms(True)
    tokenizer = tokenizer_of(inputs[0])
    size = vocabulary_size(inputs[0])
    window = max(given.window for given in inputs)
    files = run.work(STAGE, "tokenizer")
    if settings.start:
        own, model = open_start(run, settings.start)
        check_tokenizer(own.backend_tokenizer, tokenizer, settings.start, inputs[0].tokenizer)
        if group.leads:
            _copy_tokenizer(own, inputs[0], files)
    else:
        ends = ends_of(inputs[0], tokenizer)
        model = from_scratch(
            settings.model,
            vocabulary=size,
            window=window,
            bos=tokenizer.token_to_id(ends.bos) if ends.bos else None,
            eos=tokenizer.token_to_id(ends.eos) if ends.eos else None,
            seed=training.seed,
        )
        if group.leads:
            _write_tokenizer(inputs[0], tokenizer, files, window)
    rate = settings.learning_rate or default_rate(model, continued=bool(settings.start))
    module = trainee(model).eval()  # without dropout
    if settings.start:
        check_loss(module, settings.start)
    sources = [_windows(training, owner, "train") for owner in range(len(training.names))]
    held_out = [_windows(training, owner, "validation") for owner in range(len(inputs))]
    most = number_of(settings.validation, "train.validation")
    course = lay_out(
        stages_of(settings, sources),
        sources,
        batch=_batch(settings.batch, window),
        learning_rate=rate,
        final=settings.final,
        seed=training.seed,
    )
    module = module.to(group.device)
    group.divide(
        module, half=settings.dtype == "bfloat16" or (settings.dtype == "auto" and group.device.type == "cuda")
    )
    validation = [(source, _first(source, most)) for source in held_out]
    trainer = Trainer(run, settings, module, course, sources, validation, _lengths(tokenizer, size), files, group)
    return trainer.train(update), course


def _batch(text: int | str, window: int) -> int:
    """Return the windows of a step."""
    text = str(text)
    thousands = text[-1:] in ("k", "K") and text[:-1].isdecimal()
    tokens = int(text[:-1]) * 1024 if thousands else number_of(text, "train.batch")
    return max(1, tokens // window)


def _windows(training: Training, owner: int, split: str) -> Packed:
    tasks = [task for task in training.tasks if task.input == owner and task.split == split]
    return Packed(training.run, training.names[owner], tasks)


def _first(source: Packed, most: int) -> int:
    """Return how many windows have at most so many tokens together; one at least, if there is one."""
    found = int(np.searchsorted(np.cumsum(source.sizes), most, side="right"))
    return max(found, min(1, len(source.sizes)))


def _copy_tokenizer(tokenizer: Any, given: PackInput, folder: Path) -> None:
    """Write the tokenizer of a checkpoint, with the chat template of the input if it has none."""
    try:
        tokenizer.save_pretrained(folder)
    except OSError as error:
        raise run_error(error, folder) from error
    if not tokenizer.chat_template:
        _copy_template(given, folder)


def _copy_template(given: PackInput, folder: Path) -> None:
    template = given.run.path / TEMPLATE
    if template.is_file():  # runs of earlier releases have one only where a template was given
        write_bytes(folder / TEMPLATE, template.read_bytes())


def _write_tokenizer(given: PackInput, tokenizer: Any, folder: Path, window: int) -> None:
    """Write the files of the tokenizer that every checkpoint gets a copy of."""
    write_bytes(folder / TOKENIZER, given.tokenizer.read_bytes())
    _copy_template(given, folder)
    ends = ends_of(given, tokenizer)
    made = tokenizer_config(bos=ends.bos, eos=ends.eos, pad=ends.pad or ends.eos, window=window)
    write_bytes(folder / TOKENIZER_CONFIG, made)


def _lengths(tokenizer: Any, size: int) -> np.ndarray:
    """Return how many bytes of text each token stands for; none for special tokens."""
    table = bytes_of_tokens(tokenizer)
    lengths = np.zeros(size, np.int64)
    if table is not None:
        lengths[: len(table.lengths)] = table.lengths
    else:
        lengths[:] = [len(tokenizer.decode([number]).encode()) for number in range(size)]
    for number, token in tokenizer.get_added_tokens_decoder().items():
        if token.special:
            lengths[number] = 0
    return lengths
