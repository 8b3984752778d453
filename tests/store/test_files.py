"""Files that are either whole or not there."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from lemnos.errors import RunError
from lemnos.store.atomic_files import remove_unfinished, run_error, write_bytes, writing


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def begin(path: Path, error: BaseException) -> None:
    with writing(path) as stream:
        stream.write(b"half")
        raise error


def test_a_file_appears_whole_when_the_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.bin"
    with writing(path) as stream:
        stream.write(b"half")
        stream.flush()
        assert not path.exists()
        stream.write(b" and half")
    assert path.read_bytes() == b"half and half"
    assert names(tmp_path) == ["deep", "deep/a.bin"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_an_exception_inside_leaves_nothing_behind(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(RunError if error is OSError else error):
        begin(tmp_path / "a.bin", error("no"))
    assert names(tmp_path) == []


def test_an_exception_inside_keeps_the_file_that_was_there(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a.bin", b"old")
    with pytest.raises(ValueError, match="no"):
        begin(tmp_path / "a.bin", ValueError("no"))
    assert (tmp_path / "a.bin").read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.ENOSPC, "the disk is full; free some space and rerun the same command: finished shards are kept"),
        (errno.EDQUOT, "the disk is full; free some space and rerun the same command: finished shards are kept"),
        (errno.EACCES, "cannot be written; choose another --out or fix the permissions"),
        (errno.EROFS, "cannot be written; choose another --out or fix the permissions"),
        (errno.EIO, "Input/output error; fix this and rerun the same command"),
    ],
)
def test_an_operating_system_error_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, line: str
) -> None:
    def fails(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    path = tmp_path / "a.bin"
    with pytest.raises(RunError) as caught:
        write_bytes(path, b"x")
    assert str(caught.value) == f"{path}: {line}"
    assert names(tmp_path) == []


def test_an_array_that_does_not_fit_keeps_its_error_number(tmp_path: Path) -> None:
    # numpy writes a large array past Python's file where it can, and then only says how much it wrote.
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with (
            pytest.raises(RunError, match="size limit of this process or file system"),
            writing(tmp_path / "a.npy") as stream,
        ):
            np.save(stream, np.zeros(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert names(tmp_path) == []


def test_a_path_below_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am in the way")
    with pytest.raises(RunError) as caught:
        write_bytes(tmp_path / "file" / "a.bin", b"x")
    assert (
        str(caught.value)
        == f"{tmp_path / 'file' / 'a.bin'}: another file or folder is in the way; choose another --out"
    )


def test_a_folder_in_the_place_of_the_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.bin").mkdir()
    with pytest.raises(RunError, match="another file or folder is in the way"):
        write_bytes(tmp_path / "a.bin", b"x")
    assert names(tmp_path) == ["a.bin"]


def test_what_was_begun_is_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.bin", ".lock", ".writing-b.bin", "deep/.writing-c.npy", "deep/writing-d"):
        (tmp_path / name).touch()
    (tmp_path / "deep" / ".writing-step-5" / "model").mkdir(parents=True)
    (tmp_path / "deep" / ".writing-step-5" / "model" / ".writing-weights.bin").touch()
    remove_unfinished(tmp_path)
    assert names(tmp_path) == [".lock", "a.bin", "deep", "deep/writing-d"]


def test_an_unknown_error_keeps_its_words() -> None:
    assert str(run_error(OSError("odd"), Path("a"))) == "a: odd; fix this and rerun the same command"
