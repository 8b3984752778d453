"""The stage ``train``: settings and windows → the loop with everything that it needs, and what it leaves."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lemnos.errors import SettingsError
from lemnos.pipeline.job import WholeTask
from lemnos.records import CurvePoint
from lemnos.steps.train.data import DataTask, Packed
from lemnos.steps.train.export import TOKENIZER, TOKENIZER_CONFIG, tokenizer_config
from lemnos.steps.train.group import Group
from lemnos.steps.train.inputs import PackInput, ends_of
from lemnos.steps.train.loop import Trainer
from lemnos.steps.train.model import default_rate, from_scratch, trainee
from lemnos.steps.train.order import Course, lay_out, number_of
from lemnos.steps.train.settings import StageSettings, TrainSettings
from lemnos.steps.train.state import CURVE, STAGE, Curve
from lemnos.store.atomic_files import write_bytes
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


def vocabulary_size(given: PackInput) -> int:
    """Return the number of token ids of a pack run's tokenizer."""
    vocabulary: dict[str, int] = _tokenizer(given).get_vocab(with_added_tokens=True)
    return max(vocabulary.values()) + 1


def train(
    run: RunFolder,
    settings: TrainSettings,
    seed: int,
    inputs: Sequence[PackInput],
    tasks: Sequence[DataTask],
    update: Callable[[int, int, str], None],
    task: WholeTask,
) -> dict[str, Any]:
    """Train, and write the curve. Returns the figures of the run.

    Raises:
        PausedError: The time is up.
        SettingsError: A setting contradicts the inputs.
        RunError: The disk is full.
    """
    import torch
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    group = Group(settings.device)
    if group.device.type == "cpu":
        torch.set_num_threads(settings.threads or len(os.sched_getaffinity(0)))
    torch.use_deterministic_algorithms(group.device.type == "cpu")
    tokenizer = _tokenizer(inputs[0])
    files = _tokenizer_files(run, inputs, tokenizer)
    ends = ends_of(inputs[0], tokenizer)
    window = max(given.window for given in inputs)
    model = from_scratch(
        settings.model,
        vocabulary=vocabulary_size(inputs[0]),
        window=window,
        bos=tokenizer.token_to_id(ends.bos) if ends.bos else None,
        eos=tokenizer.token_to_id(ends.eos) if ends.eos else None,
        seed=seed,
    )
    sources = [_windows(run, given.name, tasks, owner, "train") for owner, given in enumerate(inputs)]
    validation = [_windows(run, given.name, tasks, owner, "validation") for owner, given in enumerate(inputs)]
    course = _course(settings, sources, window, settings.learning_rate or default_rate(model, continued=False), seed)
    trainer = Trainer(
        run,
        settings,
        trainee(model).to(group.device),
        course,
        sources,
        [(source, _first(source, number_of(settings.validation, "train.validation"))) for source in validation],
        _lengths(tokenizer, vocabulary_size(inputs[0])),
        files,
        group,
    )
    figures = trainer.train(update)
    curve = Curve(run.path / CURVE, course.steps)
    curve.close()
    run.write_records("curve", task.number, CurvePoint, (line.point for line in curve.lines))
    run.work(STAGE, "state.pt").unlink(missing_ok=True)
    stages = [
        {"name": stage.name, "steps": stage.steps, "left_over": stage.left_over, "epochs": stage.epochs}
        for stage in course.stages
    ]
    return figures | {"stages": stages, "batch_windows": course.batch, "device": str(group.device)}


def _course(settings: TrainSettings, sources: Sequence[Packed], window: int, rate: float, seed: int) -> Course:
    stages = settings.stages or (
        StageSettings(
            name="train",
            inputs=settings.shares,
            tokens=settings.tokens,
            epochs=settings.epochs,
            warmup=settings.warmup,
            decay=settings.decay,
        ),
    )
    batch = settings.batch
    size = int(batch[:-1]) * 1024 if batch[-1:] == "k" and batch[:-1].isdecimal() else number_of(batch, "train.batch")
    windows = max(1, size // window)
    return lay_out(stages, sources, batch=windows, learning_rate=rate, final=settings.final, seed=seed)


def _windows(run: RunFolder, name: str, tasks: Sequence[DataTask], owner: int, split: str) -> Packed:
    return Packed(run, name, [task for task in tasks if task.input == owner and task.split == split])


def _first(source: Packed, most: int) -> int:
    """Return how many windows have at most so many tokens together; one at least, if there is one."""
    found = int(np.searchsorted(np.cumsum(source.sizes), most, side="right"))
    return max(found, min(1, len(source.sizes)))


def _tokenizer(given: PackInput) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(given.tokenizer))


def _tokenizer_files(run: RunFolder, inputs: Sequence[PackInput], tokenizer: Any) -> Path:
    """Write the files of the tokenizer that every checkpoint gets a copy of; return their folder."""
    folder = run.work(STAGE, "tokenizer")
    write_bytes(folder / TOKENIZER, inputs[0].tokenizer.read_bytes())
    ends = ends_of(inputs[0], tokenizer)
    window = max(given.window for given in inputs)
    config = tokenizer_config(bos=ends.bos, eos=ends.eos, pad=ends.pad or ends.eos, window=window, template="")
    write_bytes(folder / TOKENIZER_CONFIG, config)
    return folder


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
