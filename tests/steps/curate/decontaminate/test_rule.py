"""The rule in a run of ``curate``: records of all kinds, what is dropped, what is kept of them, and the report."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

import lemnos
from lemnos.errors import InputError
from lemnos.records import Dialogue, Document, Record, ToolDocument, Trajectory
from lemnos.steps.curate.decontaminate.report import leaks, lines, page
from lemnos.store.run_folder import existing_run
from tests.steps.curate.decontaminate.records import dialogue, document, tool_document, trajectory
from tests.steps.pack.records import finished_run

ASKED = "Which of the seven lighthouses on the northern coast was painted green by its keeper in the year of the flood?"
SHORT = "Who keeps the brass key?"
TOOL: dict[str, Any] = {
    "name": "harbour.reserve_berth",
    "description": "Reserves a berth for a yacht of this length in the harbour, if one is free at night.",
    "parameters": {"type": "object", "properties": {"length": {}, "night": {}, "name": {}}},
}
OTHERS: dict[str, Any] = {name: {"enabled": False} for name in ("duplicates", "heuristics", "secrets")}
"""The other rules, which are not what is tested."""
PLAIN = "Bread that rests over night has more taste, and salt slows the yeast down."


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    rows = [
        {"id": "q1", "question": ASKED, "answer": "Skarvholm"},
        {"id": "q2", "question": SHORT, "answer": "Orrin"},
        {"id": "q3", "prompt": "Write a long poem about the green lighthouse and the flood that reached its door."},
        TOOL,
    ]
    path = tmp_path / "coast.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def curated(tmp_path: Path, records: list[Any], kind: type[Record], folder: str, **settings: Any) -> lemnos.Run:
    run = finished_run(tmp_path / "in", "talk", folder, kind, records)
    return lemnos.curate(
        run,
        out=tmp_path / "out",
        workers=1,
        progress=False,
        decontaminate=settings,
        **OTHERS,
    )


def kept(run: lemnos.Run, folder: str) -> list[dict[str, Any]]:
    return list(existing_run(run.path).read_records(folder))


def rules(run: lemnos.Run) -> list[tuple[str, str]]:
    return [(one["record"], one["rule"]) for one in existing_run(run.path).read_records("verdicts")]


def test_a_document_with_an_item_is_dropped(tmp_path: Path, benchmark: Path) -> None:
    records = [document("a", PLAIN, f"Quiz: {ASKED}"), document("b", PLAIN), document("c", f"{SHORT} Orrin does.")]
    run = curated(tmp_path, records, Document, "documents", benchmarks=[str(benchmark)])
    assert [one["title"] for one in kept(run, "documents")] == ["b"]
    assert rules(run) == [(records[0].id, "question"), (records[2].id, "question")]
    first, _ = existing_run(run.path).read_records("verdicts")
    assert first["reason"].startswith("holds the question of coast.jsonl/q1: 100% of the weighted words in order")
    assert "lighthouses" in first["reason"]


def test_without_benchmarks_nothing_is_found(tmp_path: Path) -> None:
    run = curated(tmp_path, [document("a", ASKED)], Document, "documents")
    assert len(kept(run, "documents")) == 1


def test_only_the_paragraph_goes(tmp_path: Path, benchmark: Path) -> None:
    records = [document("a", PLAIN, f"Quiz: {ASKED}", "The end."), document("b", ASKED)]
    run = curated(tmp_path, records, Document, "documents", benchmarks=[str(benchmark)], drop="part")
    (one,) = kept(run, "documents")
    assert one["text"] == f"{PLAIN}\n\nThe end."
    assert [one["text"][part["start"] : part["end"]] for part in one["paragraphs"]] == [PLAIN, "The end."]


def test_a_dialogue_ends_before_the_turn_with_an_item(tmp_path: Path, benchmark: Path) -> None:
    whole, hit = dialogue("w"), dialogue("h", ASKED, "Skarvholm.")
    run = curated(tmp_path, [whole, hit], Dialogue, "dialogues", benchmarks=[str(benchmark)], drop="part")
    first, second = kept(run, "dialogues")
    assert len(first["messages"]) == 12
    assert second["messages"] == [msgspec.to_builtins(one) for one in hit.messages[:4]]
    assert len(second["turns"]) == 2


def test_an_item_whose_answer_stands_in_the_next_turn_is_found(tmp_path: Path, benchmark: Path) -> None:
    hit = dialogue("h", SHORT, "It is Orrin who keeps it.")
    run = curated(tmp_path, [dialogue("w"), hit], Dialogue, "dialogues", benchmarks=[str(benchmark)])
    assert [one["id"] for one in kept(run, "dialogues")] == [dialogue("w").id]


def test_a_trajectory_that_is_offered_a_tool_of_a_benchmark_is_dropped(tmp_path: Path, benchmark: Path) -> None:
    offered, asked = trajectory("a", parameters=TOOL["parameters"]), trajectory("b", ASKED)
    records = [offered, asked, trajectory("c")]
    run = curated(tmp_path, records, Trajectory, "trajectories", benchmarks=[str(benchmark)])
    assert rules(run) == [(offered.id, "tool_signature"), (asked.id, "question")]
    assert [one["id"] for one in kept(run, "trajectories")] == [records[2].id]


def test_tools_are_kept_where_a_setting_says_so(tmp_path: Path, benchmark: Path) -> None:
    offered = trajectory("a", parameters=TOOL["parameters"])
    run = curated(tmp_path, [offered], Trajectory, "trajectories", benchmarks=[str(benchmark)], tools=False)
    assert len(kept(run, "trajectories")) == 1


def test_a_tool_document_is_found_by_its_description(tmp_path: Path, benchmark: Path) -> None:
    records = [
        tool_document("berths", f"harbour.reserve_berth(length, night)\n\n{TOOL['description']}"),
        tool_document("tides", "Reads the tide."),
    ]
    run = curated(tmp_path, records, ToolDocument, "tool_documents", benchmarks=[str(benchmark)])
    assert rules(run) == [(records[0].id, "tool")]


def test_items_without_a_secret_are_found_only_where_a_setting_says_so(tmp_path: Path, benchmark: Path) -> None:
    poem = document("a", "Write a long poem about the green lighthouse and the flood that reached its door.")
    run = curated(tmp_path / "1", [poem], Document, "documents", benchmarks=[str(benchmark)])
    assert len(kept(run, "documents")) == 1
    with pytest.raises(lemnos.LemnosError):
        curated(tmp_path / "2", [poem], Document, "documents", benchmarks=[str(benchmark)], without_secret=True)


def test_an_allowed_item_is_not_found(tmp_path: Path, benchmark: Path) -> None:
    records = [document("a", ASKED), document("b", PLAIN)]
    run = curated(tmp_path, records, Document, "documents", benchmarks=[str(benchmark)], allow=["coast*/q1"])
    assert len(kept(run, "documents")) == 2


def test_the_report_shows_both_texts(tmp_path: Path, benchmark: Path) -> None:
    records = [document("a", PLAIN, f"Quiz: {ASKED.replace('painted green', 'made <green>')}"), document("b", PLAIN)]
    run = curated(tmp_path, records, Document, "documents", benchmarks=[str(benchmark)])
    (leak,) = found = leaks(existing_run(run.path))
    assert (leak.item, leak.dropped) == ("coast.jsonl/q1", True)
    told = "\n".join(lines(found))
    assert "record:    [Which of the seven lighthouses on the northern coast was] made" in told
    assert "<mark>by its keeper in the year of the flood</mark>" in page(found, "x")
    assert "<green>" not in page(found, "x")


def test_a_benchmark_without_items_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"a": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"holds no item of a benchmark; name its fields"):
        curated(tmp_path, [document("a", PLAIN)], Document, "documents", benchmarks=[str(empty)])


@pytest.mark.slow
def test_the_result_does_not_depend_on_workers(tmp_path: Path, benchmark: Path) -> None:
    records = [document(f"{number}", PLAIN + str(number), ASKED if number % 3 else "x") for number in range(12)]
    run = finished_run(tmp_path / "in", "talk", "documents", Document, records, shards=3)
    results = []
    for workers in (1, 2):
        out = lemnos.curate(
            run,
            out=tmp_path / str(workers),
            workers=workers,
            progress=False,
            decontaminate={"benchmarks": [str(benchmark)], "sample": 5},
            **OTHERS,
        )
        folder = existing_run(out.path)
        results.append([list(folder.read_records(name)) for name in ("documents", "verdicts", "evidence")])
    assert results[0] == results[1]
    assert results[0][1]
