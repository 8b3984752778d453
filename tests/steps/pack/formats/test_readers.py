"""The readers of trainers, where they are installed, give the golden batch: input, label and mask side by side."""

from pathlib import Path
from typing import Any

import pytest

from lemnos.steps.pack.base import Vocabulary, Window
from lemnos.steps.pack.formats import datatrove, megatron, olmo, packed
from tests.benchmarks import conftest  # noqa: F401, makes the benchmarks importable
from tests.steps.pack.formats.builders import MadeShard, window

VOCABULARY = Vocabulary(size=300, eos=2, bos=None, pad=0, file="tokenizer.json")
WINDOWS = [window("5 6 7* 2*", "8 9* 10* 11 2*"), window("3 4* 12* 13* 14 2*")]
GOLDEN = [
    ((5, 6, 7), (6, 7, 2), (0, 1, 1)),
    ((8, 9, 10, 11), (9, 10, 11, 2), (1, 1, 0, 1)),
    ((3, 4, 12, 13, 14), (4, 12, 13, 14, 2), (1, 1, 1, 0, 1)),
]
"""Inputs, labels, mask of each document."""


def shard(windows: list[Window]) -> MadeShard:
    wholes = [window("5 6 7* 2*"), window("8 9* 10* 11 2*"), window("3 4* 12* 13* 14 2*")]
    return MadeShard(windows, wholes, vocabulary=VOCABULARY)


@pytest.fixture
def readers() -> Any:
    return pytest.importorskip("pack_readers")


def test_megatron_core_reads_documents_and_masks(readers: Any, tmp_path: Path) -> None:
    pytest.importorskip("megatron.core")
    megatron.write(shard(WINDOWS), tmp_path / "megatron")
    assert list(readers.read_megatron(tmp_path / "megatron" / "train-000000")) == GOLDEN


def test_megatron_core_samples_take_the_mask_with_them(readers: Any, tmp_path: Path) -> None:
    pytest.importorskip("megatron.core")
    megatron.write(shard(WINDOWS), tmp_path / "megatron")
    found = list(readers.read_megatron_samples(tmp_path / "megatron" / "train-000000", 2, VOCABULARY))
    assert len(found) >= 2
    assert all(each in GOLDEN for each in found)


def test_megatron_bridge_reads_packed_windows(readers: Any, tmp_path: Path) -> None:
    try:
        readers.packed_dataset()
    except ImportError as error:
        pytest.skip(str(error))
    packed.write(shard(WINDOWS), tmp_path / "packed")
    pattern = tmp_path / "packed" / "train-*.idx.parquet"
    assert list(readers.read_bridge(pattern, 16, VOCABULARY)) == GOLDEN


def test_olmo_core_packs_the_documents_anew(readers: Any, tmp_path: Path) -> None:
    pytest.importorskip("olmo_core")
    olmo.write(shard(WINDOWS), tmp_path / "olmo")
    assert sorted(readers.read_olmo(tmp_path / "olmo", 16, VOCABULARY)) == sorted(GOLDEN)


def test_datatrove_cuts_where_the_windows_end(readers: Any, tmp_path: Path) -> None:
    pytest.importorskip("datatrove")
    pytest.importorskip("torch")
    datatrove.write(shard(WINDOWS), tmp_path / "datatrove")
    assert list(readers.read_datatrove(tmp_path / "datatrove", 12, VOCABULARY)) == GOLDEN


def test_trl_collates_labels_that_the_model_shifts(readers: Any, tmp_path: Path) -> None:
    pytest.importorskip("trl")
    packed.write(shard(WINDOWS), tmp_path / "packed")
    pattern = tmp_path / "packed" / "train-*.idx.parquet"
    assert list(readers.read_trl(pattern, 12, VOCABULARY)) == GOLDEN
