"""The intermediate files of ``retrieve`` in a run folder: arrays by name, and encoded records by number.

Arrays are written as one ``.npz`` without compression, so that a reader loads only those that it names.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.store.atomic_files import writing
from lemnos.store.run_folder import RunFolder

Arrays = dict[str, npt.NDArray[Any]]


def arrays_path(run: RunFolder, stage: str, number: int) -> Path:
    """Return the path of the arrays of a shard."""
    return run.work(stage, f"{number:06}.npz")


def blobs_path(run: RunFolder, stage: str, number: int) -> Path:
    """Return the path of the encoded records of a shard; see ``lemnos.store.blobs``."""
    return run.work(stage, f"{number:06}.bin")


def save(path: Path, arrays: Arrays) -> None:
    """Write arrays.

    Raises:
        RunError: The disk is full, or the path cannot be written.
    """
    with writing(path) as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type] # the stub takes the names for its own keywords


def load(path: Path, names: Iterable[str]) -> Arrays:
    """Return some of the arrays of a file."""
    with np.load(path) as file:
        return {name: file[name] for name in names}
