"""The stage ``replay``: a checkpoint → texts that it writes itself, as training windows.

Where nobody has the data that a checkpoint was trained on, its own samples stand for them: training on these holds it
near what it was. A task is one batch of windows, each one sample from a token that begins a text, seeded by the task; a
document ends where the model ends it, and the next begins. A chat model read documents and then conversations: its
windows begin in turn with the token of a document and with its begin-of-sequence token, if that is another.
Cost: a forward pass for each token of the longest window, a batch at a time.
Source: Sun et al. 2020, LAMOL (pseudo-samples); Huang et al. 2024, self-synthesised rehearsal.
"""

from typing import Any

import msgspec
import numpy as np

from lemnos.checkpoints.document_token import document_end, document_token
from lemnos.errors import SettingsError
from lemnos.steps.train.data import DataTask, write_windows
from lemnos.steps.train.start import open_start
from lemnos.store.run_folder import RunFolder

STAGE = "replay"
_BATCH = 8


class ReplayTask(msgspec.Struct, frozen=True):
    """One batch of windows."""

    number: int
    data: DataTask
    """Where its windows go."""
    windows: int


def replay_tasks(tokens: int, window: int, data: int, owner: int, *, wide: bool) -> list[ReplayTask]:
    """Return the tasks for at least so many tokens.

    Args:
        tokens: How many.
        window: Tokens of a window.
        data: Number of the first file of the stage ``data`` that is free.
        owner: Number of the input that they make.
        wide: Whether tokens need 32 bits.
    """
    windows = -(-tokens // window)
    return [
        ReplayTask(number, DataTask(data + number, "", owner, "train", wide), min(_BATCH, windows - number * _BATCH))
        for number in range(-(-windows // _BATCH))
    ]


def write_replay(run: RunFolder, path: str, window: int, seed: int, task: ReplayTask) -> dict[str, Any]:
    """Sample one batch of windows, and write it as the stage ``data`` does. Returns its figures.

    Raises:
        SettingsError: The checkpoint cannot be loaded, or has no token to begin a text with.
    """
    import torch

    tokenizer, model = _held(run, path)
    document, end = document_token(tokenizer), document_end(tokenizer)
    if document is None or end is None:
        raise SettingsError(
            "its tokenizer has no token that begins or ends a text", where=path, remedy="give a pack run as replay"
        )
    chat = document if tokenizer.bos_token_id is None else tokenizer.bos_token_id
    begins = [(document, chat)[number % 2] for number in range(task.windows)]
    torch.manual_seed(seed * 1_000_003 + task.number)
    with torch.inference_mode():
        made = model.generate(
            torch.tensor(begins)[:, None],
            do_sample=True,
            temperature=1.0,
            top_k=0,
            top_p=1.0,
            max_new_tokens=window - 1,
            eos_token_id=None,
            pad_token_id=end,
        ).numpy()
    rows = []
    for row in made:
        ends = np.flatnonzero(row == end) + 1
        starts = np.unique(np.concatenate([[0], ends[(ends > 1) & (ends < len(row))]]))
        trained = np.ones(len(row), np.bool_)
        trained[starts] = False
        rows.append((row, trained, starts))
    return write_windows(run, task.data, iter([rows]))


_models: dict[str, tuple[Any, Any]] = {}


def _held(run: RunFolder, path: str) -> tuple[Any, Any]:
    """Return tokenizer and model, loaded once in a process."""
    if path not in _models:
        _models.clear()
        tokenizer, model = open_start(run, path)
        model.generation_config = type(model.generation_config)()
        _models[path] = tokenizer, model.eval()
    return _models[path]


def forget() -> None:
    """Let go of the model."""
    _models.clear()
