"""Whether each trainer's own reader gives back what `lemnos pack` writes: tokens, labels and masks, number by number.

    python benchmarks/pack_readers.py            600 random windows, written here
    python benchmarks/pack_readers.py RUN        a finished run of lemnos pack, with the format `packed`

A reader that is not installed is named as such. What must come out does not depend on the machine: for each document of
each window, the inputs are its tokens but for the last, the labels its tokens but for the first, and the mask says
which labels count. `pip install --no-deps` of each package, with torch, is nearly enough. Megatron-Bridge imports
Transformer Engine, which needs a GPU to build, so its modules are imported without the opening of the package.
"""

import importlib
import importlib.machinery
import importlib.util
import random
import sys
import tempfile
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from lemnos.records import Part
from lemnos.steps.pack.base import Vocabulary, Window
from lemnos.steps.pack.formats import datatrove, megatron, olmo, packed

LENGTH, EOS, PAD = 64, 2, 0
VOCABULARY = Vocabulary(size=1000, eos=EOS, bos=None, pad=PAD, file="tokenizer.json")


class Document(NamedTuple):
    """A document as a trainer sees it: predict each label from the inputs up to it, and count it or not."""

    inputs: tuple[int, ...]
    labels: tuple[int, ...]
    mask: tuple[int, ...]


def document(tokens: Sequence[int], trained: Sequence[bool]) -> Document:
    """Return what must be read of tokens and of whether each is trained on."""
    return Document(tuple(map(int, tokens[:-1])), tuple(map(int, tokens[1:])), tuple(map(int, trained[1:])))


class Windows(NamedTuple):
    """A ``PackedShard`` of windows in memory."""

    made: Sequence[Window]
    number: int = 0
    split: str = "train"
    length: int = LENGTH
    vocabulary: Vocabulary = VOCABULARY
    file_format: str = "parquet"

    @property
    def rows(self) -> int:
        """See ``PackedShard``."""
        return len(self.made)

    def windows(self) -> Iterator[Window]:
        """See ``PackedShard``."""
        yield from self.made

    def documents(self) -> Iterator[Window]:
        """See ``PackedShard``: every document of the windows."""
        for window in self.made:
            for number, (start, end) in enumerate(borders(window)):
                part = window.parts[number]
                whole = Part(part.record, 0, 0, 0, 0, 0, end - start, 0)
                yield Window(window.tokens[start:end], window.trained[start:end], np.zeros(1, np.int32), (whole,))

    def records(self) -> Iterator[Any]:
        """See ``PackedShard``."""
        return iter(())


def borders(window: Window) -> list[tuple[int, int]]:
    """Return where each document of a window begins and ends."""
    starts = window.starts.tolist()
    return list(zip(starts, [*starts[1:], len(window.tokens)], strict=True))


def random_windows(count: int, seed: int = 0) -> list[Window]:
    """Return windows of one to six documents, which end with ``EOS`` and hold it nowhere else."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        tokens: list[int] = []
        trained: list[bool] = []
        starts: list[int] = []
        parts: list[Part] = []
        while LENGTH - len(tokens) >= 2 and len(starts) < 6:
            size = min(chance.randint(2, LENGTH), LENGTH - len(tokens))
            start = len(tokens)
            starts.append(start)
            tokens += [*(chance.randint(3, 999) for _ in range(size - 1)), EOS]
            trained += [False, *(chance.random() < 0.6 for _ in range(size - 1))]
            parts.append(Part(f"{number}.{len(starts)}", 0, 0, 0, 0, start, len(tokens), 0))
        made.append(Window(np.array(tokens, np.int32), np.array(trained), np.array(starts, np.int32), tuple(parts)))
    return made


def read_megatron(prefix: Path) -> Iterator[Document]:
    """Yield the documents of a `.bin/.idx` and its mask, as megatron-core's IndexedDataset reads both."""
    from megatron.core.datasets.indexed_dataset import IndexedDataset

    tokens, masks = IndexedDataset(str(prefix)), IndexedDataset(f"{prefix}{megatron.MASK}")
    assert np.array_equal(tokens.document_indices, masks.document_indices)
    for number in range(len(tokens)):
        text, mask = tokens[number], masks[number]
        yield Document(tuple(text[:-1].tolist()), tuple(text[1:].tolist()), tuple(mask[1:].tolist()))


def read_megatron_samples(prefix: Path, length: int, vocabulary: Vocabulary) -> Iterator[Document]:
    """Yield the documents of the samples of a GPTDataset with the mask beside it, put together again.

    Megatron shuffles documents, joins them and cuts samples of one length; the rest at the end is in no sample. What
    the method returns besides the tokens differs from 0.19 on.
    """
    import torch
    from megatron.core.datasets.gpt_dataset import GPTDataset, GPTDatasetConfig
    from megatron.core.datasets.indexed_dataset import IndexedDataset
    from megatron.core.datasets.utils import Split

    class MaskedGPTDataset(GPTDataset):  # type: ignore[misc]
        """As in docs/how-to/train.md."""

        dataset: Any

        def __getitem__(self, index: int | None) -> dict[str, torch.Tensor]:
            sample: dict[str, torch.Tensor] = super().__getitem__(index)
            tokens, self.dataset = self.dataset, IndexedDataset(f"{self.dataset_path}_loss_mask")
            mask = self._query_document_sample_shuffle_indices(index or 0)[0]
            self.dataset = tokens
            sample["loss_mask"] = sample["loss_mask"] * torch.from_numpy(mask[1:]).eq(1)
            return sample

    names: dict[str, Any] = {"vocab_size": vocabulary.size, "eod": vocabulary.eos, "pad": -1, "unique_identifiers": {}}
    config = GPTDatasetConfig(
        random_seed=1,
        sequence_length=length,
        blend=([str(prefix)], None),
        split="1,0,0",
        path_to_cache=str(prefix.parent / "cache"),
        tokenizer=types.SimpleNamespace(**names),
        reset_position_ids=True,
        reset_attention_mask=True,
        eod_mask_loss=False,
        create_attention_mask=False,  # of window² values for each sample
    )
    indexed = IndexedDataset(str(prefix))
    numbers = np.arange(len(indexed), dtype=np.int32)
    samples = MaskedGPTDataset(indexed, str(prefix), numbers, None, Split.train, config)
    keys = ("tokens", "labels", "loss_mask")
    made = [[samples[number][key].int() for key in keys] for number in np.argsort(samples.shuffle_index).tolist()]
    joined = [np.concatenate(each) for each in zip(*made, strict=True)]
    start = 0
    for number in samples.document_index:
        end = start + int(indexed.sequence_lengths[number])
        if end > len(joined[0]):
            return
        assert joined[2][end - 1] == 0, "the first token of the next document is not predicted"
        yield Document(*(tuple(each[start : end - 1].tolist()) for each in joined))
        start = end


def packed_dataset() -> Any:
    """Return Megatron-Bridge's reader of packed Parquet; imports the modules of its package, not the package."""
    spec = importlib.util.find_spec("megatron")
    roots = [Path(root) / "bridge" for root in (spec.submodule_search_locations or ())] if spec else []
    root = next((path for path in roots if (path / "data").is_dir()), None)
    if root is None:
        raise ImportError("megatron.bridge")
    for part in ("", "data", "data.datasets", "data.packing", "training", "training.tokenizers", "utils"):
        name = f"megatron.bridge.{part}".rstrip(".")
        if name not in sys.modules:
            module = types.ModuleType(name)
            module.__path__ = [str(root.joinpath(*part.split(".")))]
            sys.modules[name] = module
    try:
        found = importlib.import_module("megatron.bridge.data.packing.parquet")
    except ModuleNotFoundError:
        found = importlib.import_module("megatron.bridge.data.datasets.packed_parquet")
    return found.GPTSFTPackedParquetDataset


def read_bridge(pattern: Path, length: int, vocabulary: Vocabulary) -> Iterator[Document]:
    """Yield the documents of packed Parquet, as Megatron-Bridge collates them."""
    tokenizer = types.SimpleNamespace(eos_id=vocabulary.eos, bos_id=1, pad_id=vocabulary.pad)
    unused = {"prompt_template": "{input} {output}", "label_key": "output", "truncation_field": "input"}
    rows = packed_dataset()(str(pattern), tokenizer, max_seq_length=length, pad_seq_length_to_mult=1, **unused)
    for number in range(len(rows)):
        batch = rows.collate_fn([rows[number]])
        lengths = batch["cu_seqlens" if "cu_seqlens" in batch else "cu_seqlens_q"]  # the second from 0.6 on
        ends = [end for end in lengths[0].tolist() if end >= 0]
        used = batch["token_count"][0]
        for start, end in pairwise(ends):
            if start < used:
                keys = ("tokens", "labels", "loss_mask")
                yield Document(*(tuple(batch[key][0, start:end].tolist()) for key in keys))
                assert batch["position_ids"][0, start:end].tolist() == list(range(end - start))


def read_olmo(folder: Path, length: int, vocabulary: Vocabulary) -> Iterator[Document]:
    """Yield the documents of OLMo-core's arrays, packed anew by OLMo-core, with labels from its trainer."""
    import torch
    from olmo_core.data import TokenizerConfig
    from olmo_core.data.composable import NumpyDocumentSource, PackingInstanceSource
    from olmo_core.data.utils import get_document_lengths, get_labels

    assert vocabulary.eos is not None
    tokenizer = TokenizerConfig(vocabulary.size, vocabulary.eos, vocabulary.pad)
    config = NumpyDocumentSource.Config(
        source_paths=[str(folder / "token_ids-train-*.npy")],
        label_mask_paths=[str(folder / "labels_mask-train-*.npy")],
        tokenizer=tokenizer,
    )
    with tempfile.TemporaryDirectory() as work:
        sources = config.build(work)
        rows = PackingInstanceSource(*sources, sequence_length=length, work_dir=work, tokenizer=tokenizer)
        for number in range(len(rows)):
            row = torch.tensor(np.array(rows[number]["input_ids"]))[None]
            batch = {"input_ids": row, "label_mask": torch.tensor(np.array(rows[number]["label_mask"]))[None]}
            labels = get_labels(batch)[0].tolist()
            tokens = row[0].tolist()
            start = 0
            for size in get_document_lengths(row[0], vocabulary.eos).tolist():
                end = start + size
                ids, label = tokens[start:end], labels[start:end]
                if size > 1 and any(token != vocabulary.pad for token in ids):
                    assert all(want in (-100, token) for want, token in zip(label, tokens[start + 1 :], strict=False))
                    assert label[-1] == -100
                    mask = tuple(int(each >= 0) for each in label[:-1])
                    yield unended(Document(tuple(ids[:-1]), tuple(ids[1:]), mask), vocabulary.eos)
                start = end


def unended(found: Document, eos: int | None) -> Document:
    """Return a document without an end that no loss is taken on: a format may have added it."""
    if found.labels and found.labels[-1] == eos and not found.mask[-1]:
        return Document(found.inputs[:-1], found.labels[:-1], found.mask[:-1])
    return found


def read_datatrove(folder: Path, length: int, vocabulary: Vocabulary) -> Iterator[Document]:
    """Yield the documents of a `.ds`, as datatrove's dataset cuts it, with positions from its index and our loss."""
    from datatrove.utils.dataset import DatatroveFolderDataset

    size = 2 if vocabulary.size <= 1 << 16 else 4
    rows = DatatroveFolderDataset(
        str(folder), length - 1, filename_pattern="train-*.ds", token_size=size, return_positions=True
    )
    loss = np.concatenate([np.fromfile(path, "?") for path in sorted(folder.glob("train-*.ds.loss"))])
    for number in range(len(rows)):
        tokens = rows[number]["input_ids"].tolist()
        trained = loss[number * length : (number + 1) * length].tolist()
        positions = rows[number]["positions"].tolist()
        starts = [place for place, position in enumerate(positions) if position == 0]
        for start, end in zip(starts, [*starts[1:], length], strict=True):
            if all(token == vocabulary.pad for token in tokens[start:end]):  # it may end messages too
                assert not any(trained[start:end])
            else:
                yield document(tokens[start:end], trained[start:end])


def read_trl(pattern: Path, length: int, vocabulary: Vocabulary) -> Iterator[Document]:
    """Yield the documents of packed Parquet, as `datasets` loads and TRL collates them for a model that shifts."""
    from datasets import load_dataset
    from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

    with tempfile.TemporaryDirectory() as cache:
        rows = load_dataset("parquet", data_files=str(pattern), split="train", cache_dir=cache)
        collate = DataCollatorForLanguageModeling(pad_token_id=vocabulary.pad, padding_free=True)
        for row in rows:
            batch = collate([{key: row[key] for key in ("input_ids", "labels", "seq_lengths")}])
            tokens, labels = batch["input_ids"][0].tolist(), batch["labels"][0].tolist()
            assert len(tokens) <= length
            assert batch["position_ids"][0].tolist() == row["position_ids"]
            places = [place for place, position in enumerate(row["position_ids"]) if position == 0]
            for start, end in zip(places, [*places[1:], len(tokens)], strict=True):
                mask = tuple(int(label >= 0) for label in labels[start + 1 : end])
                yield Document(tuple(tokens[start : end - 1]), tuple(tokens[start + 1 : end]), mask)


def checks(run: Path, length: int, vocabulary: Vocabulary) -> dict[str, Callable[[], Iterator[Document]]]:
    """Return what reads the training shards of each format, by a name for people."""
    prefixes = [path.with_suffix("") for path in sorted((run / "megatron").glob("train-??????.bin"))]
    pattern = run / "packed" / "train-*.idx.parquet"
    return {
        "megatron-core: IndexedDataset": lambda: chain.from_iterable(map(read_megatron, prefixes)),
        "megatron-core: GPTDataset with the mask": lambda: chain.from_iterable(
            read_megatron_samples(prefix, length, vocabulary) for prefix in prefixes
        ),
        "megatron-bridge: GPTSFTPackedParquetDataset": lambda: read_bridge(pattern, length, vocabulary),
        "ai2-olmo-core: PackingInstanceSource": lambda: read_olmo(run / "olmo", length, vocabulary),
        "datatrove: DatatroveFolderDataset": lambda: read_datatrove(run / "datatrove", length, vocabulary),
        "trl: DataCollatorForLanguageModeling": lambda: read_trl(pattern, length, vocabulary),
    }


def random_run(folder: Path) -> list[Document]:
    """Write random windows in every format of tokens; return their documents."""
    windows = random_windows(600)
    shard: Any = Windows(windows)
    for module in (packed, megatron, olmo, datatrove):
        module.write(shard, folder / module.FORMAT.name)
    return [
        document(window.tokens[start:end].tolist(), window.trained[start:end].tolist())
        for window in windows
        for start, end in borders(window)
    ]


def written_documents(run: Path) -> Iterator[Document]:
    """Yield the documents of the training windows of a run, from the Parquet of the format `packed`."""
    import pyarrow.parquet as pq

    for file in sorted((run / "packed").glob("train-*.idx.parquet")):
        for row in pq.read_table(file, columns=["input_ids", "labels", "seq_start_id"]).to_pylist():
            tokens, trained = row["input_ids"], [label >= 0 for label in row["labels"]]
            starts = row["seq_start_id"]
            for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
                yield document(tokens[start:end], trained[start:end])


def whole_documents(run: Path) -> Iterator[Document]:
    """Yield what numpy reads of the Megatron files of a run."""
    for index in sorted((run / "megatron").glob("train-??????.idx")):
        data = index.read_bytes()
        kind = {8: "<u2", 4: "<i4"}[data[17]]
        count = int(np.frombuffer(data, "<u8", 1, 18)[0])
        ends = np.cumsum(np.frombuffer(data, "<i4", count, 34)).tolist()
        tokens = np.fromfile(index.with_suffix(".bin"), kind).tolist()
        masks = np.fromfile(index.with_name(f"{index.stem}{megatron.MASK}.bin"), "?").tolist()
        for start, end in zip([0, *ends[:-1]], ends, strict=True):
            yield document(tokens[start:end], masks[start:end])


def main(run: Path | None) -> int:
    """Read a run, or random windows, with every reader; return the number of faults."""
    with tempfile.TemporaryDirectory() as made:
        if run is None:
            folder, length, vocabulary = Path(made), LENGTH, VOCABULARY
            packed_want = whole_want = random_run(folder)
        else:
            folder, (length, vocabulary) = run, settings_of(run)
            packed_want, whole_want = list(written_documents(run)), list(whole_documents(run))
        faults = 0
        for name, read in checks(folder, length, vocabulary).items():
            package, started = name.partition(":")[0], time.process_time()
            try:
                found = list(read())
            except ImportError as error:
                print(f"{name}: not installed ({error})")
                continue
            want = whole_want if package == "megatron-core" else packed_want
            if package == "ai2-olmo-core":
                want = [unended(each, vocabulary.eos) for each in want]
            left = sorted(len(each.inputs) + 1 for each in (Counter(want) - Counter(found)).elements())
            shards = len(list((folder / "megatron").glob("train-??????.idx"))) if "GPTDataset" in name else 0
            # behind the last whole sample of a shard: the document that it cuts, and what follows
            unread = sum(left[: len(left) - shards]) <= shards * length if shards else not left
            same = not Counter(found) - Counter(want) and unread
            faults += not same
            try:
                package += f" {version(package)}"
            except PackageNotFoundError:
                package += " (from a folder)"
            counted = sum(sum(each.mask) for each in found)
            took = time.process_time() - started
            counts = f"{len(found):,} documents, {counted:,} labels counted"
            print(f"{name}: {'equal' if same else 'DIFFERENT'}; {counts}; {package}, {took:.0f} s of CPU")
        return faults


def settings_of(run: Path) -> tuple[int, Vocabulary]:
    """Return the window and the vocabulary of a run."""
    from lemnos.steps.pack.tokenise.stage import vocabulary_of
    from lemnos.store.run_folder import existing_run

    opened = existing_run(run)
    return int(opened.description().settings["pack"]["window"]), vocabulary_of(opened)


if __name__ == "__main__":
    sys.exit(min(1, main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
