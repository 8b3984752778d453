"""Files are split into values without losing, doubling or mixing any, wherever the ranges fall."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lemnos.records import Rejected
from lemnos.sources.trajectories import values
from lemnos.sources.trajectories.base import Line
from lemnos.sources.trajectories.values import decoded, range_values, ranges, whole_values

TEXT = st.text(st.sampled_from('a"\\[]{},: \n'), max_size=12)
VALUES = st.lists(
    st.dictionaries(TEXT, st.one_of(TEXT, st.lists(TEXT, max_size=3), st.integers()), max_size=3), max_size=12
)


def split(path: Path, shard_bytes: int) -> list[Line | Rejected]:
    return [
        line for part in ranges(str(path), shard_bytes) for line in range_values(str(path), part, "f.json", 1_000_000)
    ]


@pytest.mark.parametrize("block_bytes", [1, 2, 7, 1000])
@given(items=VALUES, indent=st.sampled_from([None, 1]), shard_bytes=st.integers(1, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_elements_of_an_array_come_back_from_any_ranges(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    block_bytes: int,
    items: list[Any],
    indent: int | None,
    shard_bytes: int,
) -> None:
    monkeypatch.setattr(values, "_BLOCK_BYTES", block_bytes)
    path = tmp_path / "f.json"
    path.write_text(json.dumps(items, indent=indent, ensure_ascii=False))
    found = split(path, shard_bytes)
    assert found == [Line(item, f"f.json#/{number}") for number, item in enumerate(items)]


@given(items=VALUES, shard_bytes=st.integers(1, 60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_lines_come_back_from_any_ranges(tmp_path: Path, items: list[Any], shard_bytes: int) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text("\n".join(map(json.dumps, items)))
    found = split(path, shard_bytes)
    assert found == [Line(item, f"f.json:{number}") for number, item in enumerate(items, 1)]


def test_a_broken_line_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text('{"a": 1}\n{"a": \n{"a": 3}\n')
    found = split(path, 4)
    assert found[0] == Line({"a": 1}, "f.json:1")
    assert isinstance(found[1], Rejected)
    assert (found[1].rule, found[1].source) == ("json", "f.json:2")
    assert found[2] == Line({"a": 3}, "f.json:3")


def test_a_record_above_the_limit_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps({"a": "x" * 500}) + '\n{"a": 2}\n')
    found = [line for part in ranges(str(path), 8) for line in range_values(str(path), part, "f", 100)]
    assert isinstance(found[0], Rejected)
    assert found[0].rule == "too_large"
    assert found[1:] == [Line({"a": 2}, "f:2")]


WHOLE: dict[str, tuple[str, list[Any]]] = {
    "an array": ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
    "lines": ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
    "lines with empty ones": ('{"a": 1}\n\n{"a": 2}', [{"a": 1}, {"a": 2}]),
    "a document": ('{"a":\n 1}', [{"a": 1}]),
    "one line": ('{"a": 1}', [{"a": 1}]),
    "documents one after the other": ('{"a":\n 1}\n{"a":\n 2}\n', [{"a": 1}, {"a": 2}]),
    "messages alone": ('[{"role": "user", "content": "Hi"}]', [[{"role": "user", "content": "Hi"}]]),
    "text": ("# Notes\n", ["# Notes"]),
    "a byte order mark": ('\ufeff[{"a": 1}]', [{"a": 1}]),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_holds_these_values(case: str) -> None:
    text, expected = WHOLE[case]
    found = list(whole_values(text.encode(), "f"))
    assert [line.value for line in found if isinstance(line, Line)] == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(("text", "rule"), [("", "empty"), ("\0PNG", "no_json"), ('{"a": ', "json")])
def test_a_file_without_values_is_rejected(text: str, rule: str) -> None:
    (found,) = whole_values(text.encode(), "f")
    assert isinstance(found, Rejected)
    assert (found.stage, found.rule) == ("trajectories", rule)


def test_what_python_writes_beyond_json_is_read() -> None:
    assert decoded(b'{"a": NaN}')["a"] != decoded(b'{"a": NaN}')["a"]
    assert decoded(b'"\\ud83d"') == "\ud83d"
    with pytest.raises(ValueError, match="nested too deeply"):
        decoded(b"[" * 100_000)
