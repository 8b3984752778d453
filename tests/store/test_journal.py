"""The journal: what was appended is there, whatever a crash cut off."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lemnos.errors import RunError
from lemnos.store.journal import Journal

ENTRIES = st.lists(
    st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), st.integers()),
    min_size=1,
    max_size=5,
)


def test_entries_come_back_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    assert list(journal.entries()) == []
    journal.append({"event": "started", "process": 7})
    journal.append({"event": "naïve\n😀"})
    assert list(journal.entries()) == [{"event": "started", "process": 7}, {"event": "naïve\n😀"}]


@settings(max_examples=80, deadline=None)
@given(entries=ENTRIES, share=st.floats(0, 1))
@example(entries=[{"é": 1}], share=0.3)
def test_a_cut_loses_at_most_the_line_it_is_in(
    tmp_path_factory: pytest.TempPathFactory, entries: list[dict[str, Any]], share: float
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.jsonl")
    ends = []
    for entry in entries:
        journal.append(entry)
        ends.append(journal.path.stat().st_size)
    cut = round(share * ends[-1])
    os.truncate(journal.path, cut)
    whole = [entry for entry, end in zip(entries, ends, strict=True) if cut >= end - 1]
    assert list(journal.entries()) == whole
    journal.append({"event": "continued"})
    journal.append({"event": "finished"})
    assert list(journal.entries()) == [*whole, {"event": "continued"}, {"event": "finished"}]


@pytest.mark.parametrize("garbage", [b"\0\0\0\0", b"\xff\xfe", b'{"a":"\xff"}\n', b"{\n"])
def test_garbage_of_a_crash_is_passed_over(tmp_path: Path, garbage: bytes) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append({"a": 1})
    with journal.path.open("ab") as stream:
        stream.write(garbage)
    journal.append({"b": 2})
    assert list(journal.entries()) == [{"a": 1}, {"b": 2}]


def test_an_entry_is_on_disk_before_append_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    path = tmp_path / "journal.jsonl"
    monkeypatch.setattr(os, "fsync", lambda descriptor: seen.append(path.read_bytes()))
    Journal(path).append({"a": 1})
    assert seen == [b'{"a":1}\n']


def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RunError, match="the disk is full; free some space"):
        Journal(tmp_path / "journal.jsonl").append({"a": 1})
