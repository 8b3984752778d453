"""OLMo-core's headerless arrays: the documents of the windows, one after another, with label masks.

    token_ids-train-000000.npy      tokens, the smallest unsigned type that holds the vocabulary, no header
    labels_mask-train-000000.npy    bool: whether the loss of predicting that token counts
    token_ids-train-000000.csv.gz   start, end and record of each document, for readers that take borders from there

OLMo-core finds documents by the token that ends them, so each document here ends with it, added where it is missing
(masked), and a document that holds it elsewhere is an error. It packs the documents anew and truncates those that are
longer than its sequence by default; these are cut beforehand, at most one window long, so nothing is lost but an added
end. The mask is aligned with the tokens; OLMo-core shifts both (``get_labels``).
Source: OLMo-core ``data/utils.py``, ``data/composable/numpy_document_source.py``.
"""

import gzip
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from lemnos.errors import SettingsError
from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.files import ended, unsigned, written
from lemnos.steps.pack.formats.placement import Placements, stem
from lemnos.steps.pack.render.chatml import END
from lemnos.store.atomic_files import write_bytes, writing

_NONE = "the tokenizer has no token that ends a document"


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``.

    Raises:
        SettingsError: The tokenizer has no token that ends a document, or one that stands within documents too.
    """
    if not shard.rows:
        return written(folder, tokens=0, documents=0)
    eos = shard.vocabulary.eos
    if eos is None:
        raise _no_end(_NONE)
    kind = unsigned(shard.vocabulary.size)
    names = (f"token_ids-{stem(shard)}.npy", f"labels_mask-{stem(shard)}.npy", f"token_ids-{stem(shard)}.csv.gz")
    paths = [folder / name for name in names]
    placements = Placements()
    lines: list[str] = []
    with ExitStack() as stack:
        tokens_file, mask_file = (stack.enter_context(writing(path)) for path in paths[:2])
        for window in shard.windows():
            ends = [*window.starts[1:].tolist(), len(window.tokens)]
            for start, end in zip(window.starts.tolist(), ends, strict=True):
                begin = placements.tokens
                placements.parts(window.parts, start, end)
                record = placements.placed[-1].record
                if (window.tokens[start : end - 1] == eos).any():
                    raise _no_end(f"the token that ends documents, {eos}, stands within record {record}")
                tokens, trained = ended(window.tokens[start:end], window.trained[start:end], eos)
                placements.add("end", len(tokens) - (end - start))
                tokens_file.write(tokens.astype(kind).tobytes())
                mask_file.write(trained.astype("?").tobytes())
                lines.append(f"{begin},{placements.tokens},{record}\n")
                placements.end_row()
    write_bytes(paths[2], gzip.compress("".join(lines).encode(), mtime=0))
    placements.write(folder, shard)
    return written(folder, *paths, tokens=placements.tokens, documents=len(lines))


def check(eos: str, template: str) -> None:
    """Refuse a tokenizer without a token that ends documents, and documents alone; see ``Format.check``."""
    if not eos:
        raise _no_end(_NONE)
    if template == "chatml" and eos == END:
        raise _no_end(f"{eos}, which ends documents, ends each turn of ChatML")


def _no_end(what: str) -> SettingsError:
    remedy = "set pack.tokenizer.eos to a token that stands nowhere else, or leave olmo out of pack.formats"
    return SettingsError(f"OLMo-core cannot tell documents apart: {what}", where="pack.formats", remedy=remedy)


FORMAT = Format(
    name="olmo",
    title="OLMo-core arrays with label masks",
    read_by="OLMo-core (NumpyDocumentSource, NumpyPackedFSLDataset)",
    takes="windows",
    write=write,
    check=check,
)
