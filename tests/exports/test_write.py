"""Exports as files: names, sizes, settings, mistakes."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import SettingsError
from lemnos.exports import FORMS, Written, export
from lemnos.records import Trajectory
from lemnos.sources.trajectories.draft import Part
from tests.exports.builders import example, imported, run, says, user
from tests.exports.test_round_trip import CASES, WAYS


def test_rows_are_spread_over_files(tmp_path: Path) -> None:
    many = list(CASES.values())[:5]
    assert export(many, "openai", tmp_path / "out.jsonl", max_rows=2) == Written(5, 3, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-00000.jsonl", "out-00001.jsonl", "out-00002.jsonl"]
    read = [row for number in range(3) for row in imported("openai", tmp_path / f"out-{number:05}.jsonl")]
    assert read == many


def test_files_of_parquet_are_spread_too(tmp_path: Path) -> None:
    many = list(CASES.values())[:4]
    assert export(many, "openai", tmp_path / "out.parquet", max_rows=2).files == 2
    assert imported("openai", tmp_path / "out-00001.parquet") == many[2:]


@pytest.mark.parametrize("file", ["out.jsonl", "out.parquet"])
def test_nothing_becomes_an_empty_file(file: str, tmp_path: Path) -> None:
    assert export([], "openai", tmp_path / file) == Written(0, 1, {})
    assert imported("openai", tmp_path / file) == []


def test_the_hub_gets_a_file_for_each_trajectory(tmp_path: Path) -> None:
    one, two = example(), run(user("Hello"), says("Hello."))
    assert export([one, two, one], "hub", tmp_path / "out") == Written(3, 3, {})
    names = {f"{one.id}.jsonl", f"{one.id}-2.jsonl", f"{two.id}.jsonl"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names


@pytest.mark.parametrize(("form", "file", "arguments"), WAYS)
def test_the_bytes_depend_on_the_records_alone(form: str, file: str, arguments: str | None, tmp_path: Path) -> None:
    written = []
    for number in range(2):
        export(iter(CASES.values()), form, tmp_path / str(number) / file, arguments=arguments)
        written.append({path.name: path.read_bytes() for path in (tmp_path / str(number)).rglob("*.*")})
    assert written[0] == written[1] != {}


@pytest.mark.parametrize("file", ["out.jsonl", "out.parquet"])
def test_a_failure_leaves_no_file(file: str, tmp_path: Path) -> None:
    def some() -> Iterator[Trajectory]:
        yield example()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(some(), "openai", tmp_path / file)
    assert list(tmp_path.iterdir()) == []


def test_records_are_read_one_after_the_other(tmp_path: Path) -> None:
    drawn = 0

    def some() -> Iterator[Trajectory]:
        nonlocal drawn
        for _ in range(600):
            drawn += 1
            yield example()
            if (tmp_path / "out-00000.jsonl").exists():
                return

    assert export(some(), "openai", tmp_path / "out.jsonl", max_rows=10).rows == drawn < 20


def test_lines_end_where_rows_end_for_every_reader(tmp_path: Path) -> None:
    odd = run(user("a\u2028b\u2029c\u0085d\x0be\x1cf"), says("!"))
    export([odd], "openai", tmp_path / "out.jsonl")
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 1
    assert imported("openai", tmp_path / "out.jsonl") == [odd]


NOTES: list[tuple[str, str, Trajectory, dict[str, int]]] = [
    ("openai", "string", CASES["odd_names"], {"renamed_tools": 1}),
    ("openai", "object", CASES["broken_arguments"], {"arguments_as_text": 1}),
    ("atif", "object", CASES["broken_arguments"], {"arguments_left_out": 1}),
    ("sharegpt", "object", example(), {"words_in_thought": 1}),
    ("sharegpt", "object", CASES["ends_in_an_observation"], {"ending_cut": 1}),
    ("sharegpt", "object", CASES["an_interrupting_user"], {"user_in_observation": 1}),
    ("responses", "string", CASES["images"], {"images_as_marks": 1}),
    ("openai", "string", run(user([Part(kind="file", value={})]), says("!")), {"images_as_marks": 1}),
    ("sharegpt", "object", run(user("?"), says("!", reasoning="</think>")), {"thoughts_left_out": 1}),
    ("openai", "object", example(), {}),
]


@pytest.mark.parametrize(("form", "arguments", "trajectory", "notes"), NOTES)
def test_what_a_row_says_differently_is_counted(
    form: str, arguments: str, trajectory: Trajectory, notes: dict[str, int], tmp_path: Path
) -> None:
    assert export([trajectory], form, tmp_path / "out.jsonl", arguments=arguments).notes == notes


@pytest.mark.parametrize(
    ("form", "file", "settings", "message"),
    [
        (
            "opanai",
            "out.jsonl",
            {},
            "form: there is no form 'opanai'; choose one of openai, sharegpt, responses, atif, hub",
        ),
        ("openai", "out.json", {}, "out: 'out.json' does not end with .jsonl or .parquet; rename the file"),
        ("sharegpt", "out.parquet", {}, "out: 'out.parquet' does not end with .jsonl; rename the file"),
        (
            "responses",
            "out.jsonl",
            {"arguments": "object"},
            "arguments: items of OpenAI's Responses API cannot hold arguments as 'object'; leave it out: they are "
            "strings there",
        ),
        (
            "openai",
            "out.jsonl",
            {"arguments": "json"},
            "arguments: OpenAI chat messages with tools cannot hold arguments as 'json'; choose one of object, string",
        ),
        ("openai", "out.jsonl", {"max_rows": 0}, "max_rows: must be at least 1; leave it out"),
        (
            "hub",
            "out",
            {"max_rows": 5},
            "max_rows: has no meaning: hub writes a file for each trajectory; leave it out",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line(
    form: str, file: str, settings: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError) as caught:
        export([], form, tmp_path / file, **settings)
    assert str(caught.value) == message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_the_table_tells_of_each_form(form: Any) -> None:
    assert FORMS[form.name] is form
    assert form.title
    assert form.read_by
    assert set(form.arguments) <= {"string", "object"}


def test_parquet_has_text_where_structs_would_get_the_keys_of_all_rows(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    export([example(), CASES["no_calls"]], "openai", tmp_path / "out.parquet")
    first, second = pq.read_table(tmp_path / "out.parquet").to_pylist()
    call = first["messages"][2]["tool_calls"][1]["function"]
    assert json.loads(call["arguments"]) == {"city": "Rome", "days": 2}
    assert first["messages"][0] == {
        "role": "system",
        "content": "You are brief.",
        "reasoning_content": None,
        "tool_calls": None,
        "tool_call_id": None,
        "name": None,
        "weight": None,
    }
    assert second["tools"] == "[]"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "expected"), [("object", {"city": "Oslo"}), ("string", '{"city":"Oslo"}')])
def test_datasets_decodes_tools_and_arguments_of_parquet(
    kind: str, expected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("datasets", minversion="4.7")
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    import datasets

    export([example(), CASES["no_calls"]], "openai", tmp_path / "out.parquet", arguments=kind)
    files = str(tmp_path / "out.parquet")
    loaded = datasets.load_dataset("parquet", data_files=files, cache_dir=str(tmp_path / "cache"), split="train")
    assert loaded[0]["messages"][2]["tool_calls"][0]["function"]["arguments"] == expected
    assert loaded[0]["tools"][0]["function"]["parameters"]["properties"]["days"] == {"type": "integer"}
    assert loaded[1]["tools"] == []
