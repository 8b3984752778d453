"""datatrove's tokenised files: windows, each padded to the full length, so that a reader of that length gets ours.

    train-000000.ds            tokens, uint16 up to 65,536 tokens, else uint32, no header
    train-000000.ds.index      uint64: where each document ends; padding is a document of its own
    train-000000.ds.loss       bool: whether the loss of predicting that token counts
    train-000000.ds.metadata   file of the tokenizer and bytes of a token; number of tokens; the same for people

``DatatroveFileDataset`` cuts a file into pieces of ``seq_len + 1`` tokens, so ``seq_len`` is the window less one. It
reads tokens and positions; the loss file is what ``DocumentTokenizer(save_loss_metadata=True)`` writes.
Source: datatrove ``pipeline/tokens/tokenizer.py`` (``TokenizedFile``), ``utils/dataset.py``.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.files import unsigned, written
from lemnos.steps.pack.formats.placement import Placements, stem
from lemnos.store.atomic_files import write_bytes, writing

_UNITS = ("", "k", "M", "G", "T", "P")


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    if not shard.rows:
        return written(folder, tokens=0, padding=0)
    kind = unsigned(shard.vocabulary.size, least=2)
    name = f"{stem(shard)}.ds"
    paths = [folder / f"{name}{ending}" for ending in ("", ".loss", ".index", ".metadata")]
    placements = Placements()
    padding = 0
    with ExitStack() as stack:
        tokens_file, loss_file, index_file = (stack.enter_context(writing(path)) for path in paths[:3])
        for window in shard.windows():
            missing = shard.length - len(window.tokens)
            ends = [*window.starts[1:], len(window.tokens), *([shard.length] if missing else [])]
            index_file.write((np.array(ends, dtype="<u8") + np.uint64(placements.tokens)).tobytes())
            tokens_file.write(window.tokens.astype(kind).tobytes())
            tokens_file.write(np.full(missing, shard.vocabulary.pad, dtype=kind).tobytes())
            loss_file.write(window.trained.astype("?").tobytes() + bytes(missing))
            placements.parts(window.parts)
            placements.add("padding", missing)
            placements.end_row()
            padding += missing
    tokens = placements.tokens
    text = f"{Path(shard.vocabulary.file).name}|{kind.itemsize}\n{tokens}\n{for_people(tokens)}"
    write_bytes(paths[3], text.encode())
    placements.write(folder, shard)
    return written(folder, *paths, tokens=tokens, padding=padding)


def for_people(tokens: int) -> str:
    """Return a number of tokens with three digits and a unit, as datatrove writes it.

    >>> for_people(0), for_people(999), for_people(12345), for_people(999_600)
    ('0.00 T', '999 T', '12.3 kT', '1.00 MT')
    """
    power = min((len(str(tokens)) - 1) // 3, len(_UNITS) - 1)
    text = f"{tokens / 1000**power:#.3g}"
    if "e" in text and power < len(_UNITS) - 1:  # 999.6 rounds to the next unit
        power += 1
        text = f"{tokens / 1000**power:#.3g}"
    return f"{text.rstrip('.')} {_UNITS[power]}T"


FORMAT = Format(
    name="datatrove",
    title="datatrove .ds with index and loss",
    read_by="datatrove (DatatroveFolderDataset), nanotron",
    takes="windows",
    write=write,
)
