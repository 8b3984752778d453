"""``lemnos show``: dialogues for people."""

import json
import subprocess
from pathlib import Path

import pytest

from lemnos.store.run_folder import existing_run
from tests.conftest import LEMNOS, lemnos


@pytest.fixture(scope="module")
def ids(finished: Path) -> list[str]:
    return [dialogue["id"] for dialogue in existing_run(finished).read_records("dialogues")]


def test_the_first_dialogue_is_shown_with_where_its_answers_stand(finished: Path, ids: list[str]) -> None:
    shown = lemnos("show", finished).out
    dialogue = next(existing_run(finished).read_records("dialogues"))
    assert shown.startswith(f"Dialogue {ids[0]}\n")
    assert shown.count("\nUser       ") == shown.count("\nAssistant  ") == len(dialogue["turns"])
    words = " ".join(shown.split())
    for message in dialogue["messages"]:
        assert " ".join(message["content"].split()) in words
    place = dialogue["turns"][0]["evidence"][0]
    assert f"[{place['start']}:{place['end']}]" in shown
    assert "[0] opening, reward " in shown
    card = dialogue["meta"]["card"]
    assert f"  score {card['score']:.2f}: turns {card['turns']:.2f}, coherence {card['coherence']:.2f}, " in shown


def test_a_dialogue_is_found_by_how_its_id_begins(finished: Path, ids: list[str]) -> None:
    assert lemnos("show", finished, ids[5][:8]).out.startswith(f"Dialogue {ids[5]}\n")


def test_only_so_many_turns_are_shown(finished: Path) -> None:
    shown = lemnos("show", finished, "--turns", 2).out
    assert shown.count("\nUser       ") == 2
    assert "more turns\n\nAll dialogues: " in shown


def test_any_dialogue_is_one_of_the_run(finished: Path, ids: list[str]) -> None:
    shown = {lemnos("show", finished, "--random", "--turns", 1).out.split()[1] for _ in range(4)}
    assert shown <= set(ids)


def test_all_dialogues_are_listed(finished: Path, ids: list[str]) -> None:
    lines = lemnos("show", finished, "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == ids
    assert all(" turns  " in line for line in lines)


def test_a_reader_that_has_seen_enough_is_no_error(finished: Path) -> None:
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{LEMNOS} show {finished} --list | true; echo ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""


def test_what_cannot_be_shown_is_one_line(finished: Path, tmp_path: Path) -> None:
    asked: list[tuple[list[object], str]] = [
        ([finished, "zzz"], f"lemnos: {finished}: no dialogue 'zzz'; list them with: lemnos show {finished} --list"),
        ([tmp_path], f"lemnos: {tmp_path}: is not a run folder; give the folder that --out named"),
        ([tmp_path / "none"], f"lemnos: {tmp_path / 'none'}: is not a run folder; give the folder that --out named"),
    ]
    for arguments, line in asked:
        ended = lemnos("show", *arguments)
        assert (ended.code, ended.line, ended.out) == (2, line, "")


def test_a_run_without_dialogues_yet_is_one_line(finished: Path, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_bytes((finished / "run.json").read_bytes())
    forms: list[list[str]] = [[], ["--list"], ["--random"]]
    for form in forms:
        ended = lemnos("show", tmp_path, *form)
        assert ended.code == 2
        assert ended.line == f"lemnos: {tmp_path}: has no dialogues yet; rerun the command that began it"


def test_records_are_json_lines_for_other_programs(finished: Path, ids: list[str]) -> None:
    lines = lemnos("show", finished, "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    one = lemnos("show", finished, ids[3], "--json")
    assert [json.loads(line)["id"] for line in one.out.splitlines()] == [ids[3]]
    documents = lemnos("show", finished, "--json", "--records", "documents").out.splitlines()
    assert len(documents) == 12


def test_lines_of_a_message_hang_below_where_it_begins(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    shown = lemnos("show", finished, "--turns", 3).out.splitlines()
    starts = [number for number, line in enumerate(shown) if line.startswith("Assistant  ")]
    assert all(shown[number + 1].startswith(" " * 11) for number in starts)
    assert all(len(line.rstrip()) <= 60 for number in starts for line in shown[number : number + 3])


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--licence", "apache-2.0"), 12),
        (("--exclude-licence", "MIT"), 12),
        (("--exclude-licence", "unknown", "--licence", "Apache-2.0", "--licence", "MIT"), 12),
    ],
)
def test_records_are_shown_by_licence(finished: Path, options: tuple[str, ...], count: int) -> None:
    assert len(lemnos("show", finished, "--list", *options).out.splitlines()) == count


@pytest.mark.parametrize(
    "options", [("--licence", "MIT"), ("--exclude-licence", "APACHE-2.0"), ("--licence", "unknown")]
)
def test_licences_that_no_record_has_are_one_line(finished: Path, options: tuple[str, ...]) -> None:
    ended = lemnos("show", finished, *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.line == f"lemnos: {finished}: has no dialogue under these licences; its records have Apache-2.0"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--json", "--list"), "--json prints whole records; leave out --list and --turns"),
        (("--json", "--turns", "2"), "--json prints whole records; leave out --list and --turns"),
        (("--random", "ab"), "--random chooses the record; leave out ID and --list"),
        (
            ("--records", "verdicts", "--licence", "MIT"),
            "verdicts have no licence; choose --records from dialogues, doc",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(finished: Path, options: tuple[str, ...], said: str) -> None:
    ended = lemnos("show", finished, *options)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.line
