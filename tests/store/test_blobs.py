"""Records by number, in files of any sizes."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.store.blobs import Blobs, write_blobs


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.binary(max_size=20), max_size=5), max_size=4))
def test_every_record_is_found_by_its_number(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("blobs")
    paths = [folder / f"{number:05}.bin" for number in range(len(files))]
    for path, blobs in zip(paths, files, strict=True):
        write_blobs(path, blobs)
    found = Blobs(paths)
    expected = [blob for blobs in files for blob in blobs]
    assert len(found) == len(expected)
    assert [found[number] for number in reversed(range(len(found)))] == expected[::-1]


@pytest.mark.parametrize("number", [-1, 2, 100])
def test_a_number_that_is_not_there_is_an_index_error(tmp_path: Path, number: int) -> None:
    write_blobs(tmp_path / "a.bin", [b"x", b"y"])
    with pytest.raises(IndexError):
        Blobs([tmp_path / "a.bin"])[number]


def test_more_files_than_a_process_keeps_open_are_read(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number:05}.bin" for number in range(70)]
    for number, path in enumerate(paths):
        write_blobs(path, [str(number).encode()])
    blobs = Blobs(paths)
    assert [int(blobs[number]) for number in (*range(70), *range(70))] == [*range(70), *range(70)]
    assert len(blobs._readers._open) == 64
