"""Lines in, the same lines with scores out."""

import json
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from lemnos.steps.talk.reward.baselines import Scores
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.rank import BLOCK_LINES, rank


class Lengths:
    """Scores a candidate by its length."""

    name = "lengths"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        self.asked.append(len(cases))
        return [np.array([len(text) / 8 for text in case.candidates], dtype=np.float32) for case in cases]


def ranked(*lines: str) -> tuple[list[str], list[str]]:
    out: list[bytes] = []
    told: list[str] = []
    numbered = [(number, line.encode("utf-8", "surrogatepass") + b"\n") for number, line in enumerate(lines, 1)]
    written, bad = rank(numbered, "f", Lengths(), out.append, told.append)
    assert (written, bad) == (len(out), len(told))
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in out)
    return [line.decode()[:-1] for line in out], told


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '{"history": [], "candidates": ["a", "bcd"]}',
            '{"history": [], "candidates": ["a", "bcd"],"scores":[0.125,0.375]}',
        ),
        # Keys, order, spacing, escapes and numbers stay what they are.
        (
            '{"id": 1.50, "candidates": ["\\u00e9"], "z": 12345678901234567890123, "history": ["x"] }  ',
            '{"id": 1.50, "candidates": ["\\u00e9"], "z": 12345678901234567890123, "history": ["x"],"scores":[0.125]}',
        ),
        ('{"history": ["x"], "candidates": []}', '{"history": ["x"], "candidates": [],"scores":[]}'),
        ('{"scores": [9], "history": [], "candidates": ["ab"]}', '{"scores":[0.25],"history":[],"candidates":["ab"]}'),
        (
            '{"history": [], "candidates": ["海の潮", "", ""], "positive": 1}',
            '{"history": [], "candidates": ["海の潮", "", ""], "positive": 1,"scores":[0.375,0,0]}',
        ),
    ],
)
def test_a_line_gets_scores_and_stays_as_it_is(line: str, expected: str) -> None:
    (found,), told = ranked(line)
    assert (found.replace("0.0,", "0,").replace("0.0]", "0]"), told) == (expected, [])


def test_bad_lines_are_told_and_left_out() -> None:
    found, told = ranked(
        '{"history": [], "candidates": ["a"], "n": 1}',
        "oops",
        '{"history": []}',
        '{"history": [], "candidates": ["a"], "history_places": [["d"]]}',
        '{"history": [], "candidates": ["a"], "n": 2}',
    )
    assert [json.loads(line)["n"] for line in found] == [1, 2]
    assert [line.partition(": ")[0] for line in told] == ["f:2", "f:3", "f:4"]
    assert told[1:] == [
        "f:3: Object missing required field `candidates`",
        "f:4: 1 `history_places` for 0 answers",
    ]


def test_lines_come_out_while_later_ones_are_not_read_yet() -> None:
    read = 0

    def lines() -> Iterator[tuple[int, bytes]]:
        nonlocal read
        for read in range(1, 10 * BLOCK_LINES):
            yield read, b'{"history":[],"candidates":["a"]}\n'

    seen: list[int] = []
    model = Lengths()
    rank(lines(), "f", model, lambda line: seen.append(read), print)
    assert seen[0] == BLOCK_LINES
    assert set(model.asked[:-1]) == {BLOCK_LINES}
    assert len(seen) == 10 * BLOCK_LINES - 1


def test_large_lines_make_small_blocks() -> None:
    model = Lengths()
    line = json.dumps({"history": [], "candidates": ["word " * 500_000]}).encode()
    rank([(number, line) for number in range(5)], "f", model, lambda line: None, print)
    assert model.asked == [2, 2, 1]
