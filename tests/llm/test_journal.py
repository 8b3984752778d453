"""Answers are on disk when they are said to be, found again by their key, and survive whatever ends the process."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.errors import RunError
from lemnos.llm import journal as module
from lemnos.llm.backends.base import Usage
from lemnos.llm.journal import AnswerJournal, Entry, neighbours
from lemnos.llm.request import digest
from tests.conftest import ROOT, within
from tests.llm.conftest import lines_of, run


def entry(number: int, text: str = "Why?", **more: object) -> Entry:
    return msgspec.structs.replace(Entry(digest([str(number)]), "talk", "stop", text), **more)


def write(path: Path, *entries: Entry) -> None:
    journal = AnswerJournal(path)
    for one in entries:
        journal.write(one)
    journal.close()


def found(journal: AnswerJournal, number: int) -> str | None:
    place = journal.find(digest([str(number)]))
    return place[0].text if place else None


def test_a_line_is_what_was_answered_and_no_more(tmp_path: Path) -> None:
    write(tmp_path / "answers.jsonl", Entry("0a" * 16, "talk", "length", "Why\n?", "", Usage(9, 3, 2), {"429": 1}))
    assert (tmp_path / "answers.jsonl").read_text() == (
        '{"key":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","purpose":"talk","finish":"length","text":"Why\\n?",'
        '"usage":{"sent":9,"generated":3,"cached":2},"faults":{"429":1}}\n'
    )


def test_what_was_written_is_found_at_once_and_when_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    journal = AnswerJournal(path)
    for number in range(5):
        journal.write(entry(number, f"Why {number}?"))
        assert found(journal, number) == f"Why {number}?"
    assert found(journal, 5) is None
    journal.close()
    journal = AnswerJournal(path)
    assert [found(journal, number) for number in range(6)] == [*(f"Why {number}?" for number in range(5)), None]
    assert [one.text for one in journal.entries()] == [f"Why {number}?" for number in range(5)]
    assert journal.find(digest(["3"])) == (entry(3, "Why 3?"), True)
    journal.close()


def test_an_answer_of_any_length_is_read_back(tmp_path: Path) -> None:
    texts = ["", "a" * 4096, "é" * 70_000, "x" * 4095]
    write(tmp_path / "answers.jsonl", *(entry(number, text) for number, text in enumerate(texts)))
    journal = AnswerJournal(tmp_path / "answers.jsonl")
    assert [found(journal, number) for number in range(4)] == texts
    journal.close()


@pytest.mark.parametrize("cut", [1, 5, 40, 80])
def test_a_torn_last_line_is_passed_over_and_spoils_nothing(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "answers.jsonl"
    write(path, entry(0), entry(1))
    path.write_bytes(path.read_bytes()[:-cut])
    journal = AnswerJournal(path)
    assert [found(journal, number) for number in range(2)] == ["Why?", "Why?" if cut == 1 else None]
    journal.write(entry(2, "And?"))
    assert found(journal, 2) == "And?"
    journal.close()
    journal = AnswerJournal(path)
    assert [found(journal, number) for number in range(3)] == ["Why?", "Why?" if cut == 1 else None, "And?"]
    assert [one.key for one in journal.entries()][-1] == entry(2).key
    journal.close()


def test_lines_of_somebody_else_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    write(path, entry(0))
    other = b'{"key":"%s","purpose":3,"finish":"stop","text":7}\n' % digest(["1"]).encode()
    path.write_bytes(b"\n" + path.read_bytes() + b'[]\n{"key":"zz","finish":"stop"}\nhello \xff\n\n' + other)
    journal = AnswerJournal(path)
    assert [found(journal, number) for number in range(2)] == ["Why?", None]
    assert len(list(journal.entries())) == 1
    journal.close()


def test_a_request_that_failed_is_counted_but_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    write(path, entry(0, "", finish="failed", reason="HTTP 500"), entry(1, "", finish="refused", reason="no"))
    for journal in (AnswerJournal(path), AnswerJournal(path)):
        assert journal.find(digest(["0"])) is None
        place = journal.find(digest(["1"]))
        assert place is not None
        assert place[0].answer.reason == "no"
        assert len(list(journal.entries())) == 2
        journal.write(entry(2, "", finish="failed"))
        assert journal.find(digest(["2"])) is None
        journal.close()
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))


def test_answers_of_others_are_found_own_ones_first_and_their_refusals_are_not_ours(tmp_path: Path) -> None:
    own, first, second = (tmp_path / name / "answers.jsonl" for name in ("own", "first", "second"))
    for path in (own, first, second):
        path.parent.mkdir()
    write(own, entry(0, "own"))
    write(first, entry(0, "first"), entry(1, "first"), entry(2, "", finish="refused", reason="no"))
    write(second, entry(1, "second"), entry(2, "second"), entry(3, "", finish="failed"))
    journal = AnswerJournal(own, [first, second])
    found = [journal.find(digest([str(number)])) for number in range(4)]
    assert [(place[0].text, place[1]) if place else None for place in found] == [
        ("own", True),
        ("first", False),
        ("second", False),
        None,
    ]
    journal.write(entry(1, "now own"))
    place = journal.find(digest(["1"]))
    assert place == (entry(1, "now own"), True)
    assert [one.text for one in journal.entries()] == ["own", "now own"]
    journal.close()


def test_runs_beside_ours_are_found_and_named_ones_may_be_anywhere(tmp_path: Path) -> None:
    for name in ("runs/own", "runs/other", "runs/none", "far/away"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("runs/own", "runs/other", "far/away"):
        write(tmp_path / name / "answers.jsonl", entry(0))
    other, away = tmp_path / "runs/other/answers.jsonl", tmp_path / "far/away/answers.jsonl"
    own = tmp_path / "runs/own"
    assert neighbours(own, []) == [other]
    assert neighbours(own, [str(away.parent), str(other)]) == [other, away]
    assert neighbours(own, [str(away)]) == [other, away]
    with pytest.raises(RunError) as caught:
        neighbours(own, [str(tmp_path / "runs/none")])
    assert str(caught.value) == (
        f"{tmp_path}/runs/none: has no recorded answers; list run folders or answers.jsonl files in llm.reuse"
    )


def test_keys_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    keys = ["0123456789abcdef" + f"{number:016x}" for number in range(4)]
    journal = AnswerJournal(path)
    for number, key in enumerate(keys[:3]):
        journal.write(Entry(key, "talk", "stop", str(number)))
    for opened in (journal, AnswerJournal(path)):
        texts = [place[0].text if (place := opened.find(key)) else None for key in keys]
        assert texts == ["0", "1", "2", None]
        opened.close()


def test_the_index_is_right_with_many_entries_and_takes_16_bytes_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MERGED", 700)
    own, other = tmp_path / "own.jsonl", tmp_path / "other.jsonl"
    write(other, *(entry(number, f"other {number}") for number in range(3000, 8000)))
    write(own, *(entry(number, f"own {number}") for number in range(4000)))
    journal = AnswerJournal(own, [other])
    assert journal._hashes.nbytes + journal._positions.nbytes == 16 * 9000
    for number in range(9000, 12_000):
        journal.write(entry(number, f"new {number}"))
    assert len(journal._new) <= 700
    for number in range(0, 12_100, 7):
        kind = "own" if number < 4000 else "other" if number < 8000 else "new" if 9000 <= number < 12_000 else ""
        assert found(journal, number) == (f"{kind} {number}" if kind else None), number
    assert len(journal._hashes) + len(journal._new) == 12_000
    assert bool(np.all(journal._hashes[:-1] <= journal._hashes[1:]))
    journal.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.text(), st.booleans()), max_size=30))
def test_the_last_answer_of_each_key_is_found_whenever_it_is_reopened(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, bool]]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "answers.jsonl"
    journal = AnswerJournal(path)
    expected: dict[int, str] = {}
    for number, text, again in steps:
        if number not in expected:  # as the dispatcher does: an answer is written once
            expected[number] = text
            journal.write(entry(number, text))
        if again:
            journal.close()
            journal = AnswerJournal(path)
        assert {number: found(journal, number) for number in expected} == expected
    journal.close()


def test_many_answers_share_one_fsync_and_none_returns_before_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "answers.jsonl"
    sizes: list[int] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        size = os.fstat(descriptor).st_size  # what was written before it begins
        real(descriptor)
        sizes.append(size)

    monkeypatch.setattr(os, "fsync", fsync)

    async def work() -> None:
        journal = AnswerJournal(path)

        async def one(number: int) -> None:
            await asyncio.sleep(number % 7 / 1000)
            journal.write(entry(number))
            end = path.stat().st_size
            await journal.synced()
            assert sizes[-1] >= end

        await asyncio.gather(*map(one, range(300)))
        journal.close()

    run(work())
    assert len(lines_of(tmp_path)) == 300
    assert 1 <= len(sizes) <= 60


def test_a_full_disk_is_said_and_leaves_no_half_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.jsonl"
    journal = AnswerJournal(path)
    journal.write(entry(0))
    real = os.write
    left = 30

    def write(descriptor: int, data: bytes) -> int:
        nonlocal left
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        written, left = real(descriptor, data[:left]), 0
        return written

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(RunError, match="the disk is full"):
        journal.write(entry(1))
    monkeypatch.setattr(os, "write", real)
    journal.write(entry(2))
    assert [found(journal, number) for number in range(3)] == ["Why?", None, "Why?"]
    assert [line["key"] for line in lines_of(tmp_path)] == [entry(0).key, entry(2).key]
    journal.close()


def test_an_fsync_that_fails_reaches_who_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    async def work() -> None:
        journal = AnswerJournal(tmp_path / "answers.jsonl")
        journal.write(entry(0))
        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(RunError, match="Input/output error"):
            await journal.synced()
        monkeypatch.undo()
        await journal.synced()
        journal.close()

    run(work())


APPENDING = """
import asyncio, sys
from pathlib import Path
from lemnos.llm.journal import AnswerJournal, Entry
from lemnos.llm.request import digest

async def one(journal, number):
    await asyncio.sleep(0)
    journal.write(Entry(digest([str(number)]), "talk", "stop", f"Why {number}? " * 400))
    print(number, flush=True)
    await journal.synced()

async def main():
    journal = AnswerJournal(Path(sys.argv[1]))
    begin = sum(1 for _ in journal.entries())
    for start in range(begin, 10**9, 20):
        await asyncio.gather(*(one(journal, number) for number in range(start, start + 20)))

asyncio.run(main())
"""


def test_what_was_written_before_a_kill_is_there_after_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    said: set[int] = set()
    for kill in range(3):
        command = [sys.executable, "-c", APPENDING, str(path)]
        before = len(said)
        with (tmp_path / f"{kill}.txt").open("wb") as out, subprocess.Popen(command, stdout=out, cwd=ROOT) as process:
            assert within(20, lambda: (tmp_path / f"{kill}.txt").stat().st_size > 900)  # noqa: B023
            process.kill()
        assert process.returncode == -signal.SIGKILL
        said |= {int(line) for line in (tmp_path / f"{kill}.txt").read_text().rpartition("\n")[0].split()}
        assert len(said) > before + 100
        journal = AnswerJournal(path)
        assert {number for number in said if found(journal, number) != f"Why {number}? " * 400} == set()
        journal.close()
