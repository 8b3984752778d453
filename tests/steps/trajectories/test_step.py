"""The step from its inputs to its run folder: what comes in, what is rejected, and the same bytes whoever does the
work."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lemnos
from lemnos.store.run_folder import existing_run
from tests.conftest import lemnos as command
from tests.conftest import stable_files

FIND = {"type": "function", "function": {"name": "find", "description": "Finds.", "parameters": {"type": "object"}}}


def chat(number: int, **more: Any) -> dict[str, Any]:
    called = {
        "id": f"x{number}",
        "type": "function",
        "function": {"name": "find", "arguments": json.dumps({"n": number})},
    }
    return {
        "messages": [
            {"role": "user", "content": f"Find number {number}."},
            {"role": "assistant", "content": None, "tool_calls": [called]},
            {"role": "tool", "tool_call_id": f"x{number}", "content": str(number)},
            {"role": "assistant", "content": f"It is {number}."},
        ],
        "tools": [FIND],
        **more,
    }


def lines(path: Path, records: list[Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def asked(run: Path) -> list[str]:
    return [row["messages"][0]["content"] for row in existing_run(run).read_records("trajectories")]


def rejected(run: Path) -> list[dict[str, Any]]:
    files = sorted((run / "rejected" / "trajectories").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def write_lines(folder: Path, records: list[Any]) -> None:
    lines(folder / "a.jsonl", records)


def write_array(folder: Path, records: list[Any]) -> None:
    (folder / "a.json").write_text(json.dumps(records, indent=1))


def write_wrapped(folder: Path, records: list[Any]) -> None:
    (folder / "a").write_text(json.dumps({"version": 3, "data": records}))


def write_gzip(folder: Path, records: list[Any]) -> None:
    (folder / "a.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))


def write_files(folder: Path, records: list[Any]) -> None:
    for number, record in enumerate(records):
        (folder / f"{number:03}.txt").write_text(json.dumps(record, indent=2))


def write_parquet(folder: Path, records: list[Any]) -> None:
    pq.write_table(pa.Table.from_pylist(records), folder / "a.parquet", row_group_size=7)


WRITERS = (write_lines, write_array, write_wrapped, write_gzip, write_files, write_parquet)


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_records_come_out_of_any_container(tmp_path: Path, write: Any) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    write(folder, [chat(number) for number in range(20)])
    run = lemnos.trajectories(folder, out=tmp_path / "run", workers=1, progress=False)
    assert asked(run.path) == [f"Find number {number}." for number in range(20)]
    assert run.report["forms"] == {"openai_chat": 20}
    assert rejected(run.path) == []


@pytest.mark.parametrize("write", [write_lines, write_array, write_parquet])
def test_a_large_file_is_read_in_shards(tmp_path: Path, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lemnos.sources.trajectories.source._HEAD_BYTES", 1000)
    folder = tmp_path / "logs"
    folder.mkdir()
    write(folder, [chat(number) for number in range(50)])
    entry = {"path": str(folder), "shard_bytes": 2_000}
    run = lemnos.trajectories(entry, out=tmp_path / "run", workers=1, progress=False)
    assert asked(run.path) == [f"Find number {number}." for number in range(50)]
    assert len(list((run.path / "trajectories").glob("*.parquet"))) > 5


def test_the_bytes_do_not_depend_on_the_workers(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    lines(tmp_path / "logs" / "a.jsonl", [chat(number, licence="MIT") for number in range(30)])
    write_files(tmp_path / "logs", [chat(number) for number in range(30, 40)])
    for workers in (1, 2):
        ended = command(
            "trajectories", "import", tmp_path / "logs", "--out", tmp_path / f"run{workers}", "--workers", workers, "-q"
        )
        assert (ended.code, ended.err) == (0, "")
    assert stable_files(tmp_path / "run1") == stable_files(tmp_path / "run2")


def test_bad_records_are_rejected_with_their_reason_and_counted(tmp_path: Path) -> None:
    orphan = {
        "messages": [
            {"role": "user", "content": "Hi"},
            {"role": "tool", "content": "1", "tool_call_id": "z"},
            {"role": "assistant", "content": "Hm."},
        ]
    }
    path = lines(
        tmp_path / "a.jsonl",
        [
            chat(1),
            orphan,
            {"title": "no conversation"},
            {"messages": [{"role": "user", "content": "Hi"}, 7]},
        ],
    )
    with path.open("a") as file:
        file.write('{"messages": [\n')
    run = lemnos.trajectories(path, out=tmp_path / "run", workers=1, progress=False)
    assert [(item["rule"], item["source"]) for item in rejected(run.path)] == [
        ("orphan_output", "a.jsonl:2"),
        ("unknown_form", "a.jsonl:3"),
        ("broken_record", "a.jsonl:4"),
        ("json", "a.jsonl:5"),
    ]
    assert run.report["trajectories"] == 1
    assert Counter(run.report["rejected"]["trajectories"]) == Counter(
        ["orphan_output", "unknown_form", "broken_record", "json"]
    )


def test_an_input_without_any_trajectory_is_an_error_that_says_why(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", [{"title": "A"}, {"title": "B"}])
    ended = command("trajectories", "import", path, "--out", tmp_path / "run", "-q")
    assert ended.code == 2
    assert "unknown_form 2" in ended.line


def test_a_run_can_be_read_again(tmp_path: Path) -> None:
    first = lemnos.trajectories(lines(tmp_path / "a.jsonl", [chat(1)]), out=tmp_path / "run", workers=1, progress=False)
    second = lemnos.trajectories(first, out=tmp_path / "again", workers=1, progress=False)
    assert list(second.trajectories) == list(first.trajectories)


def test_personal_data_is_masked_everywhere_and_counted(tmp_path: Path) -> None:
    record = chat(1)
    record["messages"][0]["content"] = "Look in /home/jdoe42/src and write to jo@doe.dev."
    record["messages"][1]["tool_calls"][0]["function"]["arguments"] = json.dumps(
        {"path": "/home/jdoe42/src\njo@doe.dev"}
    )
    record["messages"][2]["content"] = "owner jdoe42"
    run = lemnos.trajectories(lines(tmp_path / "a.jsonl", [record]), out=tmp_path / "run", workers=1, progress=False)
    (made,) = run.trajectories
    assert made.messages[0].content == "Look in /home/user1/src and write to person1@example.com."
    assert json.loads(made.messages[1].tool_calls[0].arguments) == {"path": "/home/user1/src\nperson1@example.com"}
    assert made.messages[2].content == "owner user1"
    assert {item.kind: item.count for item in made.masked} == {"home_folder": 3, "email": 2}
    kept = lemnos.trajectories(tmp_path / "a.jsonl", out=tmp_path / "kept", workers=1, progress=False, private="keep")
    assert next(iter(kept.trajectories)).messages[2].content == "owner jdoe42"


def test_non_commercial_records_are_left_out_unless_wanted(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", [chat(1)])
    entry = {"path": str(path), "licence": "CC-BY-NC-4.0"}
    with pytest.raises(lemnos.EmptyError, match=r"non_commercial 1.*set trajectories\.non_commercial=keep"):
        lemnos.trajectories(entry, out=tmp_path / "run", workers=1, progress=False)
    run = lemnos.trajectories(entry, out=tmp_path / "kept", workers=1, progress=False, non_commercial="keep")
    assert next(iter(run.trajectories)).licence == "CC-BY-NC-4.0"


def test_a_preview_reads_the_first_records_of_the_first_files(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for name in "abc":
        lines(tmp_path / "logs" / f"{name}.jsonl", [chat(number) for number in range(5)])
    run = lemnos.trajectories(tmp_path / "logs", out=tmp_path / "run", workers=1, progress=False, limit=2)
    assert asked(run.path) == ["Find number 0.", "Find number 1."] * 2


def test_a_trajectory_is_shown_as_a_conversation(tmp_path: Path) -> None:
    lemnos.trajectories(lines(tmp_path / "a.jsonl", [chat(7)]), out=tmp_path / "run", workers=1, progress=False)
    ended = command("trajectories", "show", tmp_path / "run")
    assert ended.code == 0
    assert "── user\nFind number 7." in ended.out
    assert '→ call_1: find({"n":7})' in ended.out
    assert "── tool call_1\n7" in ended.out
    listed = command("trajectories", "show", tmp_path / "run", "--list")
    assert "openai_chat" in listed.out
    assert "Find number 7." in listed.out
