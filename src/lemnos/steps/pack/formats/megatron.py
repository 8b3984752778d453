"""Megatron's ``.bin`` and ``.idx``: whole records, unpacked, one document each, with a second pair for the loss mask.

    train-000000.bin, .idx             tokens; uint16 below 65,500 tokens, else int32
    train-000000_loss_mask.bin, .idx   uint8, the same documents: 1 where the loss of predicting that token counts

Every document ends with the tokenizer's ``eos``; where the format adds it, its mask is 0. The mask stands beside the
tokens, unshifted: read the same sample of both and shift both, ``labels = tokens[1:]``, ``loss_mask = mask[1:]``. So it
stays right wherever Megatron cuts a sample. Megatron-LM itself reads the tokens alone; the page on trainers has the few
lines that read the mask. An index is 34 bytes, then lengths (int32), byte offsets (int64) and documents (int64).
Source: megatron-core ``datasets/indexed_dataset.py``.
"""

import struct
from array import array
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.files import ended, written
from lemnos.steps.pack.formats.placement import Placements, stem
from lemnos.store.atomic_files import write_bytes, writing

_MAGIC = b"MMIDIDX\x00\x00"
_CODES = {np.dtype("u1"): 1, np.dtype("<i4"): 4, np.dtype("<u2"): 8}
"""Type → its code in the index."""
_SMALL = 65_500
"""Vocabularies below this are uint16, as ``DType.optimal_dtype`` has it."""
MASK = "_loss_mask"
"""Ends the prefix of the pair that holds the mask."""


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    prefix = stem(shard)
    kind = np.dtype("<u2") if shard.vocabulary.size < _SMALL else np.dtype("<i4")
    documents = shard.documents()
    first = next(documents, None)
    if first is None:  # Megatron cannot map an empty file
        return written(folder, tokens=0, documents=0, ends_within=0)
    lengths, ends_within = array("i"), 0
    placements = Placements()
    paths = [folder / f"{prefix}{name}" for name in (".bin", f"{MASK}.bin", ".idx", f"{MASK}.idx")]
    with ExitStack() as stack:
        tokens_file, mask_file = (stack.enter_context(writing(path)) for path in paths[:2])
        for document in chain([first], documents):
            placements.parts(document.parts)
            tokens, trained = ended(document.tokens, document.trained, shard.vocabulary.eos)
            placements.add("end", len(tokens) - len(document.tokens))
            tokens_file.write(tokens.astype(kind).tobytes())
            mask_file.write(trained.astype("u1").tobytes())
            ends_within += bool((tokens[:-1] == shard.vocabulary.eos).any())
            lengths.append(len(tokens))
            placements.end_row()
    counts = np.frombuffer(lengths, np.int32)
    write_bytes(paths[2], index(counts, kind))
    write_bytes(paths[3], index(counts, np.dtype("u1")))
    placements.write(folder, shard)
    return written(folder, *paths, tokens=placements.tokens, documents=len(lengths), ends_within=ends_within)


def index(lengths: "npt.NDArray[np.int32]", kind: np.dtype[Any]) -> bytes:
    """Return the content of an ``.idx`` of documents of one sequence each.

    Args:
        lengths: Tokens of each document.
        kind: Type of the tokens.
    """
    sizes = lengths.astype(np.int64) * kind.itemsize
    pointers = np.cumsum(sizes) - sizes
    head = _MAGIC + struct.pack("<QBQQ", 1, _CODES[kind], len(lengths), len(lengths) + 1)
    documents = np.arange(len(lengths) + 1, dtype="<i8")
    return head + lengths.astype("<i4").tobytes() + pointers.astype("<i8").tobytes() + documents.tobytes()


FORMAT = Format(
    name="megatron",
    title="Megatron .bin/.idx with a mask",
    read_by="Megatron-LM, megatron-core, NeMo, Megatron-Bridge (IndexedDataset)",
    takes="documents",
    write=write,
)
