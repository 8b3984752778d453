"""What each format of tokens writes, number by number: input, label and mask side by side."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from lemnos.errors import SettingsError
from lemnos.steps.pack.base import Vocabulary
from lemnos.steps.pack.formats import datatrove, megatron, olmo, packed
from tests.steps.pack.formats.builders import MadeShard, window

TWO = window("5 6 7* 2*", "8 9* 10* 11 2*")
"""Two documents, each ended by 2."""
OPEN = window("5 6* 7*", "8 9*")
"""Two documents without an end."""


def test_packed_gives_hugging_face_labels_and_megatron_masks(tmp_path: Path) -> None:
    figures = packed.write(MadeShard([TWO, OPEN]), tmp_path / "packed")
    rows = pq.read_table(tmp_path / "packed" / "train-000000.idx.parquet").to_pylist()
    assert rows == [
        {
            "input_ids": [5, 6, 7, 2, 8, 9, 10, 11, 2],
            "seq_start_id": [0, 4],
            "loss_mask": [0, 1, 1, 0, 1, 1, 0, 1, 0],
            "labels": [-100, -100, 7, 2, -100, 9, 10, -100, 2],
            "position_ids": [0, 1, 2, 3, 0, 1, 2, 3, 4],
            "seq_lengths": [4, 5],
        },
        {
            "input_ids": [5, 6, 7, 8, 9],
            "seq_start_id": [0, 3],
            "loss_mask": [1, 1, 0, 1, 0],
            "labels": [-100, 6, 7, -100, 9],
            "position_ids": [0, 1, 2, 0, 1],
            "seq_lengths": [3, 2],
        },
    ]
    assert figures["files"] == ["train-000000.idx.parquet"]
    assert figures["bytes"] == (tmp_path / "packed" / "train-000000.idx.parquet").stat().st_size
    assert figures["tokens"] == 14


def test_packed_counts_trained_tokens_behind_an_end_within_a_document(tmp_path: Path) -> None:
    shard = MadeShard([window("5 2* 6* 2 7 2*", "8 9*")])
    assert packed.write(shard, tmp_path / "packed")["after_eos"] == 1


def test_packed_types_are_those_that_megatron_bridge_names(tmp_path: Path) -> None:
    packed.write(MadeShard([TWO]), tmp_path / "packed")
    schema = pq.read_schema(tmp_path / "packed" / "train-000000.idx.parquet")
    assert [f"{field.name}: {field.type.value_type}" for field in schema] == [
        "input_ids: int32",
        "seq_start_id: int32",
        "loss_mask: uint8",
        "labels: int32",
        "position_ids: int32",
        "seq_lengths: int32",
    ]


def test_packed_has_small_row_groups(tmp_path: Path) -> None:
    long = window(" ".join(["7"] * 100_000))
    packed.write(MadeShard([long] * 7, length=100_000), tmp_path / "packed")
    metadata = pq.read_metadata(tmp_path / "packed" / "train-000000.idx.parquet")
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [3, 3, 1]


def test_megatron_writes_a_document_a_record_with_a_mask_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "megatron"
    figures = megatron.write(MadeShard(whole=[window("5 6 7* 2*"), window("8 9* 10*")]), folder)
    assert np.fromfile(folder / "train-000000.bin", "<u2").tolist() == [5, 6, 7, 2, 8, 9, 10, 2]
    assert np.fromfile(folder / "train-000000_loss_mask.bin", "u1").tolist() == [0, 0, 1, 1, 0, 1, 1, 0]
    assert (folder / "train-000000.idx").read_bytes() == (
        b"MMIDIDX\0\0"
        + (1).to_bytes(8, "little")  # version
        + b"\x08"  # uint16
        + (2).to_bytes(8, "little")  # sequences
        + (3).to_bytes(8, "little")  # borders of documents
        + b"\4\0\0\0\4\0\0\0"  # lengths
        + (0).to_bytes(8, "little")
        + (8).to_bytes(8, "little")  # bytes
        + b"".join(number.to_bytes(8, "little") for number in (0, 1, 2))
    )
    mask = (folder / "train-000000_loss_mask.idx").read_bytes()
    assert mask[17:18] == b"\x01"  # uint8
    assert mask[42:58] == (0).to_bytes(8, "little") + (4).to_bytes(8, "little")
    assert (figures["documents"], figures["tokens"], len(figures["files"])) == (2, 8, 4)


@pytest.mark.parametrize(("size", "kind", "code"), [(65_499, "<u2", 8), (65_500, "<i4", 4), (151_936, "<i4", 4)])
def test_megatron_chooses_the_type_by_the_vocabulary(tmp_path: Path, size: int, kind: str, code: int) -> None:
    shard = MadeShard(whole=[window("5 60 2")], vocabulary=Vocabulary(size, 2, None, 0, ""))
    megatron.write(shard, tmp_path / "megatron")
    assert np.fromfile(tmp_path / "megatron" / "train-000000.bin", kind).tolist() == [5, 60, 2]
    assert (tmp_path / "megatron" / "train-000000.idx").read_bytes()[17] == code


def test_olmo_writes_every_document_of_the_windows_with_its_end(tmp_path: Path) -> None:
    folder = tmp_path / "olmo"
    figures = olmo.write(MadeShard([TWO, OPEN]), folder)
    tokens = np.fromfile(folder / "token_ids-train-000000.npy", "<u2")
    mask = np.fromfile(folder / "labels_mask-train-000000.npy", "?")
    assert list(zip(tokens.tolist(), mask.astype(int).tolist(), strict=True)) == [
        (5, 0), (6, 0), (7, 1), (2, 1),
        (8, 0), (9, 1), (10, 1), (11, 0), (2, 1),
        (5, 0), (6, 1), (7, 1), (2, 0),
        (8, 0), (9, 1), (2, 0),
    ]  # fmt: skip
    lines = gzip.decompress((folder / "token_ids-train-000000.csv.gz").read_bytes()).decode().splitlines()
    assert lines == ["0,4,record 0", "4,9,record 1", "9,13,record 0", "13,16,record 1"]
    assert (figures["documents"], figures["tokens"]) == (4, 16)


@pytest.mark.parametrize(("size", "kind"), [(256, "u1"), (257, "<u2"), (65_536, "<u2"), (65_537, "<u4")])
def test_olmo_uses_the_type_that_olmo_core_assumes(tmp_path: Path, size: int, kind: str) -> None:
    shard = MadeShard([window("5 60 2")], vocabulary=Vocabulary(size, 2, None, 0, ""))
    olmo.write(shard, tmp_path / "olmo")
    assert np.fromfile(tmp_path / "olmo" / "token_ids-train-000000.npy", kind).tolist() == [5, 60, 2]


@pytest.mark.parametrize(
    ("shard", "what"),
    [
        (MadeShard([window("5 6"), window("7 2 8 2")]), "2, stands within record record 0"),
        (MadeShard([TWO], vocabulary=Vocabulary(300, None, None, 0, "")), "no token that ends a document"),
    ],
)
def test_olmo_refuses_what_olmo_core_would_tear_apart(tmp_path: Path, shard: MadeShard, what: str) -> None:
    with pytest.raises(SettingsError, match=what) as refused:
        olmo.write(shard, tmp_path / "olmo")
    assert "pack.tokenizer.eos" in refused.value.remedy
    assert list(tmp_path.rglob("*.*")) == []


def test_datatrove_pads_each_window_to_the_full_length(tmp_path: Path) -> None:
    folder = tmp_path / "datatrove"
    full = window("3 4*", "5 6* 7* 8* 9* 10* 11* 12* 13* 2*")
    vocabulary = Vocabulary(300, 2, None, 0, str(tmp_path / "tokenizer.json"))  # the folder is not told
    figures = datatrove.write(MadeShard([TWO, full], vocabulary=vocabulary), folder)
    tokens = np.fromfile(folder / "train-000000.ds", "<u2").tolist()
    loss = np.fromfile(folder / "train-000000.ds.loss", "?").astype(int).tolist()
    assert tokens == [5, 6, 7, 2, 8, 9, 10, 11, 2, 0, 0, 0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 2]
    assert loss == [0, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert np.fromfile(folder / "train-000000.ds.index", "<u8").tolist() == [4, 9, 12, 14, 24]
    assert (folder / "train-000000.ds.metadata").read_text() == "tokenizer.json|2\n24\n24.0 T"
    assert (figures["tokens"], figures["padding"]) == (24, 3)


@pytest.mark.parametrize(("size", "kind"), [(65_536, "<u2"), (65_537, "<u4")])
def test_datatrove_uses_its_own_type(tmp_path: Path, size: int, kind: str) -> None:
    shard = MadeShard([window("5 60 2")], length=3, vocabulary=Vocabulary(size, 2, None, 0, ""))
    datatrove.write(shard, tmp_path / "datatrove")
    assert np.fromfile(tmp_path / "datatrove" / "train-000000.ds", kind).tolist() == [5, 60, 2]


@pytest.mark.parametrize("tokens", [1, 999, 1000, 9994, 12345, 99_950, 999_499, 999_500, 123_456_789, 10**12])
def test_numbers_for_people_are_those_of_humanize(tokens: int) -> None:
    humanize = pytest.importorskip("humanize")
    assert datatrove.for_people(tokens) == humanize.metric(tokens, unit="T")


WRITE = {"packed": packed.write, "megatron": megatron.write, "olmo": olmo.write, "datatrove": datatrove.write}


@pytest.mark.parametrize("write", WRITE.values(), ids=WRITE)
def test_a_shard_without_windows_has_no_files(write: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    figures = write(MadeShard(), tmp_path / "format")
    assert (figures["files"], figures["bytes"], figures["tokens"]) == ([], 0, 0)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("write", WRITE.values(), ids=WRITE)
def test_files_are_named_by_split_and_number_and_have_the_same_bytes_each_time(
    write: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    shard = MadeShard([TWO, OPEN], [TWO], split="validation", number=7)
    contents = []
    for name in ("first", "second"):
        figures = write(shard, tmp_path / name / "format")
        assert figures["files"]
        assert all("validation-000007" in file for file in figures["files"])
        contents.append(
            {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        )
    assert contents[0] == contents[1]
    assert len(contents[0]) == len(figures["files"]) + 1  # and the index
