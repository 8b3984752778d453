"""``lemnos tools play`` and ``lemnos tools verify --world`` on a description of our own."""

import json
from pathlib import Path

import pytest

from tests.conftest import lemnos, stable_files

NOTE = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "status": {"type": "string", "enum": ["open", "archived"]},
    },
    "required": ["id", "title", "status"],
}


def description(title: str) -> dict[str, object]:
    def operation(name: str, says: str, **more: object) -> dict[str, object]:
        return {"operationId": name, "summary": says, "responses": {"200": {"description": "ok"}}} | more

    def answers(schema: object) -> dict[str, object]:
        return {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}

    ident = {"name": "noteId", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {"content": {"application/json": {"schema": {
        "type": "object",
        "properties": {"title": {"type": "string"}, "description": {"type": "string"}},
        "required": ["title"],
    }}}, "required": True}  # fmt: skip
    return {
        "openapi": "3.0.0",
        "info": {"title": title, "version": "1", "license": {"name": "MIT"}},
        "servers": [{"url": f"https://{title.lower()}.example.com"}],
        "paths": {
            "/notes": {
                "get": operation("listNotes", "List all notes.", responses=answers({"type": "array", "items": NOTE})),
                "post": operation("createNote", "Create a note.", requestBody=body, responses=answers(NOTE)),
            },
            "/notes/{noteId}": {
                "parameters": [ident],
                "get": operation("getNote", "Return a note.", responses=answers(NOTE)),
                "patch": operation("updateNote", "Change a note.", requestBody=body, responses=answers(NOTE)),
                "delete": operation("deleteNote", "Delete a note."),
            },
        },
    }


@pytest.fixture(scope="module")
def apis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("apis")
    for title in ("Desk", "Shelf", "Drawer"):
        (folder / f"{title}.json").write_text(json.dumps(description(title)))
    return folder


@pytest.fixture(scope="module")
def run(apis: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("played") / "run"
    ended = lemnos("tools", "play", apis, "--out", out, "--quiet", "--format", "jsonl", "--workers", 1)
    assert ended.code == 0, ended.err
    return out


def records(run: Path, folder: str) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted((run / folder).glob("*.jsonl")) for line in path.open()]


def test_a_run_holds_trajectories_with_their_tasks_and_tools(run: Path) -> None:
    trajectories, tasks = records(run, "trajectories"), records(run, "tasks")
    assert len(trajectories) >= 30
    assert {each["origin"]["task"] for each in trajectories} == {each["id"] for each in tasks}  # type: ignore[index]
    assert {each["verification"]["level"] for each in trajectories} == {4}  # type: ignore[index]
    assert {each["licence"] for each in trajectories} == {"MIT"}
    report = json.loads((run / "report.json").read_text())
    assert report["trajectories"] == len(trajectories)
    assert report["tools_called"] >= 12
    assert sum(report["without_tasks"].values()) == report["tools"] - report["tools_called"]


def test_any_number_of_workers_plays_the_same(run: Path, apis: Path, tmp_path: Path) -> None:
    ended = lemnos("tools", "play", apis, "--out", tmp_path / "run", "--quiet", "--format", "jsonl", "--workers", 2)
    assert ended.code == 0, ended.err
    assert stable_files(tmp_path / "run") == stable_files(run)


def test_a_run_of_tools_is_an_input(apis: Path, tmp_path: Path) -> None:
    assert lemnos("tools", "docs", apis, "--out", tmp_path / "tools", "--quiet").code == 0
    ended = lemnos("tools", "play", tmp_path / "tools", "--out", tmp_path / "played", "--quiet")
    assert ended.code == 0, ended.err


def test_verify_replays_a_run_and_finds_an_edited_observation(run: Path, tmp_path: Path) -> None:
    ended = lemnos("tools", "verify", run, "--world", run)
    assert ended.code == 0, ended.err
    assert "level 4" in ended.out
    assert "failed checks" not in ended.out


def test_a_played_trajectory_is_shown_as_a_conversation(run: Path) -> None:
    for shown in (lemnos("show", run), lemnos("trajectories", "show", run)):
        assert shown.code == 0, shown.err
        assert "── user\n" in shown.out
        assert "level 4, ends with the answer" in shown.out


def test_verify_takes_tools_or_a_world(run: Path) -> None:
    ended = lemnos("tools", "verify", run, "--world", run, "--tools", run)
    assert ended.code == 2
    assert "choose --tools or --world" in ended.err


def test_a_run_without_tasks_is_no_world(apis: Path, run: Path, tmp_path: Path) -> None:
    assert lemnos("tools", "docs", apis, "--out", tmp_path / "tools", "--quiet").code == 0
    ended = lemnos("tools", "verify", run, "--world", tmp_path / "tools")
    assert ended.code == 2
    assert "give a run of lemnos tools play" in ended.err


def test_held_out_providers_get_no_trajectories(apis: Path, tmp_path: Path) -> None:
    ended = lemnos("tools", "play", apis, "--out", tmp_path / "run", "--quiet", "--set", "play.held_out=1")
    assert ended.code == 2
    assert "no task that a user may want" in ended.err


def test_an_input_without_tools_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("{}")
    ended = lemnos("tools", "play", tmp_path / "empty.json", "--out", tmp_path / "run", "--quiet")
    assert ended.code == 2
    assert ended.err.count("\n") <= 2


def test_a_run_asks_a_script(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(json.dumps(description("Desk")))
    lines = [
        {"pattern": "You judge|The conversation:", "answer": '{"fault": "", "verdict": "good"}'},
        {"pattern": ".", "answer": '{"request": "do what I said"}'},
    ]
    (tmp_path / "script.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    ended = lemnos(
        "tools", "play", tmp_path / "notes.json", "--out", tmp_path / "run", "--quiet", "--per-tool", 2, "--level", 5,
        "--set", "play.judge=true", "--set", "play.paraphrase=0.5", "--set", "llm.backend=scripted",
        "--set", f"llm.script={tmp_path / 'script.jsonl'}",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "run" / "report.json").read_text())
    assert set(report["levels"]) == {"5"}
    assert report["paraphrases"]["a value is lost"] >= 1
