"""The stage ``checkpoints``: a checkpoint → one that is known to load, before anything is scored.

A damaged checkpoint ends the run here, not after hours of scoring others. A GGUF file is unpacked once into a folder of
dense weights below ``work/``, which every worker then maps into memory: of SmolLM2-135M, reading the file takes some 10
CPU-seconds and the folder 0.3. The folder goes when all scores are there.
"""

import shutil
from pathlib import Path
from typing import Any

import msgspec

from lemnos.checkpoints.load import unpack
from lemnos.errors import SettingsError
from lemnos.steps.evaluate.scoring.model import load
from lemnos.steps.evaluate.settings import EvaluateSettings
from lemnos.store.run_folder import RunFolder

STAGE = "checkpoints"


class CheckpointTask(msgspec.Struct, frozen=True):
    """One checkpoint."""

    number: int
    path: str


def prepare(run: RunFolder, settings: EvaluateSettings, task: CheckpointTask) -> dict[str, Any]:
    """Load a checkpoint, unpacked first if it is a GGUF file; return its number of parameters.

    Raises:
        SettingsError: It cannot be loaded.
        RunError: The disk is full.
    """
    path = task.path
    if Path(path).is_file():
        folder = _folder(run, task.number)
        unpack(path, settings.device, settings.dtype, folder, "evaluate")
        path = str(folder)
    try:
        return {"parameters": load(path, settings.device, settings.dtype).parameters}
    except SettingsError as error:
        raise SettingsError(
            error.what, where=task.path if error.where == path else error.where, remedy=error.remedy
        ) from None


def prepared(run: RunFolder, task: CheckpointTask) -> str:
    """Return the path from which a checkpoint is loaded to score: the unpacked folder while there is one."""
    folder = _folder(run, task.number)
    return str(folder) if folder.is_dir() else task.path


def clear(run: RunFolder) -> None:
    """Remove the folders of unpacked checkpoints."""
    for folder in run.work(STAGE).iterdir():
        if folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)


def _folder(run: RunFolder, number: int) -> Path:
    return run.work(STAGE, f"{number:06}")
