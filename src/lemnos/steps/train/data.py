"""The stage ``data``: the ``packed`` files of finished pack runs → flat arrays that the loop maps into memory.

    N.tokens.bin   uint16 or uint32   the tokens of all windows of a file, one after another
    N.trained.bin  bool               whether each has a loss
    N.windows.npy  int64              where each window begins; one more for the end
    N.starts.npy   int64              where each document begins

A task is one file. Memory: one row group of the file. Disk: 3 to 5 bytes for each token.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.errors import InputError
from lemnos.records import Split
from lemnos.store.atomic_files import writing
from lemnos.store.run_folder import RunFolder

STAGE = "data"
_IGNORED = -100


class DataTask(msgspec.Struct, frozen=True):
    """One ``packed`` file of one input."""

    number: int
    path: str
    input: int
    split: Split
    wide: bool
    """Whether tokens need 32 bits."""


Row = tuple[npt.NDArray[Any], npt.NDArray[np.bool_], npt.NDArray[np.int64]]
"""A window: tokens, whether each has a loss, and where documents begin."""


def read_packed(run: RunFolder, task: DataTask) -> dict[str, Any]:
    """Write the arrays of one file. Returns its windows, tokens and trained tokens.

    Raises:
        InputError: The file is damaged.
    """
    return write_windows(run, task, _groups(task.path))


def _groups(path: str) -> Iterator[list[Row]]:
    """Yield the windows of a ``packed`` file, a row group at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, columns=["input_ids", "labels", "seq_start_id"])
            ids, labels, begins = (table.column(name).combine_chunks() for name in table.column_names)
            has_loss = _values(labels) != _IGNORED
            cuts, starts = _offsets(ids)[1:-1], _offsets(begins)[1:-1]
            rows = (np.split(_values(ids), cuts), np.split(has_loss, cuts), np.split(_values(begins), starts))
            yield list(zip(*rows, strict=True))
    except (OSError, KeyError, pa.ArrowException) as error:
        raise InputError(
            f"cannot be read ({error})", where=path, remedy="rerun the pack command that made it"
        ) from None


def write_windows(run: RunFolder, task: DataTask, groups: Iterator[list[Row]]) -> dict[str, Any]:
    """Write windows as the arrays of one task. Returns windows, tokens and trained tokens.

    Raises:
        RunError: The disk is full.
    """
    windows, starts = [0], [np.zeros(0, np.int64)]
    trained_count = 0
    with (
        writing(_path(run, task.number, "tokens.bin")) as tokens,
        writing(_path(run, task.number, "trained.bin")) as trained,
    ):
        for group in groups:
            for ids, has_loss, begins in group:
                tokens.write(ids.astype(np.uint32 if task.wide else np.uint16).tobytes())
                trained.write(has_loss.tobytes())
                starts.append(begins.astype(np.int64) + windows[-1])
                windows.append(windows[-1] + len(ids))
                trained_count += int(has_loss.sum())
    for name, array in (("windows", np.array(windows, np.int64)), ("starts", np.concatenate(starts))):
        with writing(_path(run, task.number, f"{name}.npy")) as stream:
            np.save(stream, array)
    return {"windows": len(windows) - 1, "tokens": windows[-1], "trained": trained_count}


class Batch(NamedTuple):
    """Windows laid end to end, as the model takes them."""

    tokens: npt.NDArray[np.int64]
    """Shape (n)."""
    positions: npt.NDArray[np.int64]
    """Shape (n). From 0 in each segment."""
    segments: npt.NDArray[np.int64]
    """Shape (s). Lengths of what attends to itself: documents or windows; their sum is n."""
    predicted: npt.NDArray[np.int64]
    """Shape (t). Places of the tokens with a loss; never 0."""


class Packed:
    """The windows of one split of one input, by number.

    Args:
        run: The run folder, with the stage ``data`` finished.
        name: What the input is called.
        tasks: The files of the split, in order.
    """

    def __init__(self, run: RunFolder, name: str, tasks: Sequence[DataTask]) -> None:
        self.name = name
        kinds = [np.dtype(np.uint32 if task.wide else np.uint16) for task in tasks]
        self._tokens = [_map(run, task, "tokens.bin", kind) for task, kind in zip(tasks, kinds, strict=True)]
        self._trained = [_map(run, task, "trained.bin", np.dtype(np.bool_)) for task in tasks]
        self._windows = [np.load(_path(run, task.number, "windows.npy")) for task in tasks]
        self._starts = [np.load(_path(run, task.number, "starts.npy")) for task in tasks]
        counts = [len(each) - 1 for each in self._windows]
        self._first = np.cumsum([0, *counts])
        sizes = [np.diff(each) for each in self._windows]
        self.sizes: npt.NDArray[np.int64] = np.concatenate(sizes) if sizes else np.zeros(0, np.int64)
        """Shape (windows). Tokens of each."""

    @property
    def tokens(self) -> int:
        """Number of tokens."""
        return int(self.sizes.sum())

    def window(self, number: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
        """Return tokens, whether each has a loss, and where documents begin, of one window."""
        shard = int(np.searchsorted(self._first, number, side="right")) - 1
        begin, end = self._windows[shard][number - self._first[shard] :][:2]
        low, high = np.searchsorted(self._starts[shard], (begin, end))
        return (
            self._tokens[shard][begin:end],
            self._trained[shard][begin:end],
            self._starts[shard][low:high] - begin,
        )


def gather(windows: Sequence[tuple[Packed, int]], *, whole: bool) -> Batch:
    """Return windows as one batch.

    Args:
        windows: Input and number of each.
        whole: Whether a token attends to all of its window, not of its document alone.
    """
    tokens, trained, lengths = [], [], []
    for source, number in windows:
        ids, has_loss, starts = source.window(number)
        tokens.append(ids)
        trained.append(has_loss)
        lengths.append(np.array([len(ids)]) if whole else np.diff(starts, append=len(ids)))
    segments = np.concatenate(lengths)
    ids = np.concatenate(tokens).astype(np.int64)
    begins = np.cumsum(segments) - segments
    has_loss = np.concatenate(trained)
    has_loss[begins] = False  # nothing stands before it
    return Batch(ids, np.arange(len(ids)) - np.repeat(begins, segments), segments, np.flatnonzero(has_loss))


def _path(run: RunFolder, number: int, name: str) -> Path:
    return run.work(STAGE, f"{number:06}.{name}")


def _map(run: RunFolder, task: DataTask, name: str, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    path = _path(run, task.number, name)
    if not path.stat().st_size:
        return np.zeros(0, kind)
    return np.memmap(path, dtype=kind, mode="r")


def _values(array: Any) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = array.flatten().to_numpy(zero_copy_only=False)
    return found


def _offsets(array: Any) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = array.offsets.to_numpy().astype(np.int64)
    return found
