"""Cases, read strictly and line by line."""

import gzip
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.steps.talk.reward.cases import Case, Place, encode_cases, read_cases

GOOD = Case(
    history=("A reef.",),
    candidates=("Fish.", "Tides."),
    positive="Fish.",
    group="g",
    history_places=(Place("Reef", ("Life",), 0),),
    candidate_places=(Place("Reef", ("Life",), 1, ("Tide",)), Place("Tide")),
)


def read(path: Path) -> tuple[list[Case], list[str]]:
    told: list[str] = []
    return list(read_cases(str(path), told.append)), [line.removeprefix(f"{path.parent}/") for line in told]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    cases = [GOOD, Case(history=(), candidates=())]
    path.write_bytes(b"".join(encode_cases(cases)))
    assert read(path) == (cases, [])
    assert path.read_text().splitlines()[1] == '{"history":[],"candidates":[]}'
    packed = tmp_path / "cases.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed) == (cases, [])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Input data was truncated"),
        ("[]", "Expected `object`, got `array`"),
        ('{"history": []}', "Object missing required field `candidates`"),
        ('{"history": "a", "candidates": []}', "Expected `array`, got `str` - at `$.history`"),
        ('{"history": [], "candidates": [3]}', "Expected `str`, got `int` - at `$.candidates[0]`"),
        ('{"history": [], "candidates": ["a"], "positive": "b"}', "`positive` is not one of the `candidates`"),
        (
            '{"history": ["a"], "candidates": [], "history_places": [["d"], ["d"]]}',
            "2 `history_places` for 1 answers",
        ),
        ('{"history": [], "candidates": ["a"], "candidate_places": [[1]]}', "Expected `str`, got `int` - at `$."),
        ('{"history": ["\\ud800"], "candidates": []}', "JSON is malformed: "),
        ('{"more": ' + "[" * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_line_is_told_and_the_next_one_read(line: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f'\n{line}\n{{"history": [], "candidates": ["a"], "more": 1}}\n')
    cases, told = read(path)
    assert cases == [Case(history=(), candidates=("a",))]
    assert len(told) == 1
    assert told[0].startswith(f"cases.jsonl:2: {reason}")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "file is empty; give one JSON object per line: "),
        (b"oops\n{}\n", "none of its 2 lines is a valid case; give one JSON object per line: "),
    ],
)
def test_a_file_without_a_case_is_one_line(content: bytes, line: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}: {line}")


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or directory; give a readable file"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="is a directory"):
        read(tmp_path)
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(b"".join(encode_cases([GOOD] * 500)))[:-20])
    with pytest.raises(InputError, match=r"cut\.jsonl\.gz:\d+: file is damaged or truncated"):
        read(cut)
