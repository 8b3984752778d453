"""A recipe of named steps: what runs again and what does not, what it prints, and what survives SIGKILL."""

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from lemnos.errors import SettingsError
from lemnos.pipeline.recipe import make_recipe
from tests.conftest import DEMO, LEMNOS, ROOT, children_of, lemnos, stable_files, within

APIS = ROOT / "demo" / "apis"


def graph(folder: Path, wiki: Path) -> dict[str, Any]:
    """Return a recipe of three steps in a row, and one beside them."""
    return {
        "out": str(folder / "runs"),
        "seed": 1,
        "steps": {
            "best": {"talk": {"plan": {"turns_mean": 10, "turns_sd": 4}}, "from": ["talks"]},
            "talks": {"talk": {"plan": {"turns_mean": 12, "turns_sd": 4}}, "from": [{"path": str(wiki)}]},
            "apis": {"tools": None, "from": str(APIS / "harbours.yaml")},
            "again": {"tools": {"documents": {"per_tool": 1}}, "from": ["apis"], "seed": 5},
        },
    }


def write(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "r.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def started(run: Path) -> int:
    """Return how often a run was started."""
    return sum(b'"started"' in line for line in (run / "journal.jsonl").read_bytes().splitlines())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, wiki: Path) -> Path:
    """A finished recipe; read it only."""
    folder = tmp_path_factory.mktemp("graph")
    ended = lemnos("run", write(folder, graph(folder, wiki)), "--workers", 1)
    assert ended.code == 0, ended.err
    lines = [line.partition(" · ")[0] for line in ended.out.splitlines()]
    assert lines == [
        str(folder / "runs"),
        "├─ talks (talk): done",
        "│  └─ best (talk): done",
        "└─ apis (tools): done",
        "   └─ again (tools): done",
    ]
    return folder


def test_each_step_has_a_run_folder_of_its_own(made: Path) -> None:
    runs = made / "runs"
    assert sorted(path.name for path in runs.iterdir()) == ["again", "apis", "best", "talks"]
    settings = {path.name: json.loads((path / "run.json").read_bytes()) for path in runs.iterdir()}
    assert {name: found["step"] for name, found in settings.items()} == {
        "again": "tools",
        "apis": "tools",
        "best": "talk",
        "talks": "talk",
    }
    assert {name: found["settings"]["seed"] for name, found in settings.items()} == {
        "again": 5,
        "apis": 1,
        "best": 1,
        "talks": 1,
    }
    (content,) = [entry["content"] for entry in settings["best"]["settings"]["inputs"]]
    assert (content["kind"], content["name"], content["fingerprint"]) == (
        "run",
        "talks",
        settings["talks"]["fingerprint"],
    )


def test_a_step_makes_what_its_command_makes(made: Path, tmp_path: Path, wiki: Path) -> None:
    plan = ("--set", "talk.plan.turns_mean=12", "--set", "talk.plan.turns_sd=4")
    assert lemnos("talk", wiki, "--out", tmp_path / "talks", "--seed", 1, *plan, "-q").code == 0
    assert stable_files(tmp_path / "talks") == stable_files(made / "runs" / "talks")
    per_tool = ("--set", "tools.documents.per_tool=1")
    ended = lemnos("tools", "docs", made / "runs" / "apis", "--out", tmp_path / "again", "--seed", 5, *per_tool, "-q")
    assert ended.code == 0, ended.err
    assert stable_files(tmp_path / "again") == stable_files(made / "runs" / "again")


def test_documents_of_a_run_make_the_same_dialogues_as_their_files(made: Path, tmp_path: Path, wiki: Path) -> None:
    plan = ("--set", "talk.plan.turns_mean=10", "--set", "talk.plan.turns_sd=4", "--seed", 1, "-q")
    assert lemnos("talk", wiki, "--out", tmp_path / "files", *plan).code == 0
    one, other = stable_files(tmp_path / "files"), stable_files(made / "runs" / "best")
    assert one["dialogues/000000.parquet"] == other["dialogues/000000.parquet"]
    assert one["documents/000000.parquet"] == other["documents/000000.parquet"]


def copy(made: Path, folder: Path, wiki: Path) -> tuple[Path, Path]:
    """Return a recipe over a copy of the finished runs, and the folder of the runs."""
    subprocess.run(["cp", "-r", made / "runs", folder], check=True)
    return write(folder, graph(folder, wiki)), folder / "runs"


def test_a_changed_step_and_those_after_it_run_again_and_no_other(made: Path, tmp_path: Path, wiki: Path) -> None:
    recipe, runs = copy(made, tmp_path, wiki)
    before = {path.name: stable_files(path) for path in runs.iterdir()}
    ended = lemnos("run", recipe, "--workers", 1)
    assert (ended.code, ended.err) == (0, "")
    assert {path.name: stable_files(path) for path in runs.iterdir()} == before
    ended = lemnos("run", recipe, "talks.talk.min_score=0.7", "--workers", 1)
    assert ended.code == 0, ended.err
    assert "talks (talk): running · rebuilding, because talk.min_score changed from 0 to 0.7; " in ended.err
    assert f"the earlier result is kept in {runs / 'talks'}.previous" in ended.err
    assert "best (talk): waiting · for talks" in ended.err
    assert "best (talk): running · rebuilding, because input talks was rebuilt;" in ended.err
    assert ended.err.count("apis (tools): done") == 1, "the whole tree is printed once, and then what changes"
    assert {name: started(runs / name) for name in before} == {"talks": 1, "best": 1, "apis": 1, "again": 1}
    assert stable_files(runs / "talks") != before["talks"] == stable_files(runs / "talks.previous")
    assert {name: stable_files(runs / name) for name in ("apis", "again")} == {
        name: before[name] for name in ("apis", "again")
    }
    # The change undone, the earlier results come back and nothing is done again.
    ended = lemnos("run", recipe, "--workers", 1)
    assert ended.code == 0
    assert "documents:" not in ended.err
    assert {name: stable_files(runs / name) for name in before} == before


def test_a_changed_input_is_named(made: Path, tmp_path: Path, wiki: Path) -> None:
    recipe, _ = copy(made, tmp_path, wiki)
    content = graph(tmp_path, wiki)
    content["steps"]["apis"]["from"] = [str(APIS / "harbours.yaml"), {"path": str(APIS / "tides.py"), "licence": "MIT"}]
    recipe = write(tmp_path, content)
    ended = lemnos("run", recipe, "--workers", 1)
    assert ended.code == 0, ended.err
    assert "apis (tools): running · rebuilding, because input tides.py was added;" in ended.err


def test_a_plan_estimates_every_step(made: Path, tmp_path: Path, wiki: Path) -> None:
    recipe = write(tmp_path, graph(tmp_path, wiki))
    ended = lemnos("plan", recipe, "-q", "--workers", 1)
    assert ended.code == 0, ended.err
    parts = ended.out.split("\n\n")
    heads = [part.splitlines()[0] for part in parts]
    assert heads == ["talks (talk): new", "best (talk): waiting", "apis (tools): new", "again (tools): waiting"]
    assert parts[0].splitlines()[1].split() == ["documents", "12"]
    assert parts[2].splitlines()[1].split() == ["tools", "6"]
    assert "estimated once apis is done" in parts[3]
    assert not (tmp_path / "runs").exists()
    ended = lemnos("plan", write(made, graph(made, wiki)), "-q", "--workers", 1, "--json")
    estimate = json.loads(ended.out)["steps"]
    assert [(step["step"], step["state"]) for step in estimate] == [
        ("talks", "done"),
        ("best", "done"),
        ("apis", "done"),
        ("again", "done"),
    ]


def test_a_kill_in_the_second_step_leaves_the_first_alone(tmp_path: Path, wiki: Path) -> None:
    content = graph(tmp_path, wiki)
    del content["steps"]["apis"], content["steps"]["again"]
    # 60 documents in the second step, so that it can be caught at work.
    content["steps"]["more"] = {"talk": {"anchors_per_shard": 4}, "from": [{"path": str(DEMO)}, "talks"]}
    content["steps"]["last"] = {"talk": {"plan": {"turns_mean": 8}}, "from": ["more"]}
    recipe = write(tmp_path, content)
    runs = tmp_path / "runs"
    with subprocess.Popen(
        [LEMNOS, "run", recipe, "--workers", "2", "-q"], stdout=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert within(120, lambda: (runs / "more" / "work" / "dialogues" / "000002.done.json").exists())
        children = children_of(process.pid)
        os.kill(process.pid, signal.SIGKILL)
    assert within(20, lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    assert not (runs / "more" / "manifest.json").exists()
    first = {path: path.stat().st_mtime_ns for path in (runs / "talks").rglob("*") if path.is_file()}
    kept = (runs / "more" / "work" / "dialogues" / "000002.done.json").stat().st_mtime_ns
    ended = lemnos("run", recipe, "--workers", 2)
    assert ended.code == 0, ended.err
    assert {path: path.stat().st_mtime_ns for path in (runs / "talks").rglob("*") if path.is_file()} == first
    assert (started(runs / "talks"), started(runs / "more"), started(runs / "last")) == (1, 2, 1)
    assert (runs / "more" / "work" / "dialogues" / "000002.done.json").stat().st_mtime_ns == kept
    undisturbed = write(tmp_path, content | {"out": str(tmp_path / "other")})
    assert lemnos("run", undisturbed, "--workers", 1, "-q").code == 0
    for name in ("talks", "best", "more", "last"):
        assert stable_files(runs / name) == stable_files(tmp_path / "other" / name)


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (
            {"a": {"talk": {}, "from": ["b"]}, "b": {"talk": {}, "from": ["a"]}},
            "a circle: a → b → a; cut it at one step",
        ),
        ({"a": {"talk": {}, "from": ["a"]}}, "steps read each other in a circle: a → a; cut it at one step"),
        (
            {"wiki": {"talk": {}, "from": ["docs"]}, "b": {"talk": {}, "from": ["wki"]}},
            "r.yaml: steps.b.from[0]: no step and no file is called 'wki'; did you mean wiki?",
        ),
        (
            {"a": {"talk": {}, "from": [{"run": "nowhere"}]}},
            "r.yaml: steps.a.from: no step and no finished run is called 'nowhere'; steps here: a",
        ),
        ({"a": {"talk": {}}}, "r.yaml: steps.a.from names no input; add from: [{path: PATH}]"),
        ({"a": {"from": ["x"]}}, "r.yaml: steps.a does not say what it does; give it one of talk, tools"),
        (
            {"a": {"talk": {}, "tools": {}, "from": ["x"]}},
            "steps.a names talk and tools; give it one of",
        ),
        ({"a": {"tlk": {}, "from": ["x"]}}, "r.yaml: unknown setting steps.a.tlk; did you mean steps.a.talk?"),
        (
            {"a": {"talk": {"pln": {}}, "from": ["x"]}},
            "steps.a.talk.pln; did you mean steps.a.talk.plan?",
        ),
        (
            {"a": {"talk": {}, "from": ["x"], "sed": 1}},
            "setting steps.a.sed; did you mean steps.a.seed?",
        ),
        (
            {"a b": {"talk": {}, "from": ["x"]}},
            "'a b' cannot name a step; use letters, digits, - and _",
        ),
        (
            {"a": {"talk": {"seed": 1}, "from": ["x"]}},
            "setting steps.a.talk.seed; write it beside talk: steps.a.seed",
        ),
        ({"a": {"talk": 3, "from": ["x"]}}, "r.yaml: steps.a.talk is not a mapping of settings"),
        (
            {"a": {"talk": {}, "from": [3]}},
            "steps.a.from[0] is not an input; give a path, the name",
        ),
        (
            {"a": {"talk": {}, "from": [{"pth": "x"}]}},
            "steps.a.from[0].pth; did you mean steps.a.from[0].path?",
        ),
        ({"a": 3}, "r.yaml: steps.a is not a mapping; write a: {talk: …, from: […]}"),
        ({}, "r.yaml: steps is not a mapping of names to steps; see recipes/full.yaml"),
    ],
)
def test_a_mistake_in_a_graph_is_one_line(steps: Any, line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        make_recipe({"out": "x", "steps": steps}, where="r.yaml")
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_mistakes_beside_steps_are_one_line() -> None:
    steps = {"a": {"talk": {}, "from": ["x"]}}
    for content, line in (
        ({"steps": steps}, "names no out; add out: FOLDER"),
        ({"steps": steps, "out": "x", "talk": {}}, "talk beside steps; put it into a step: steps: {NAME: {talk: …}}"),
        ({"steps": steps, "out": "x", "sed": 1}, "unknown setting sed; did you mean seed?"),
        ({"steps": steps, "out": "x", "seed": "one"}, "seed: expected a whole number, not one, which is text"),
        ({"steps": steps, "out": "x", "llm": {"modl": 1}}, "unknown setting llm.modl; did you mean llm.model?"),
    ):
        with pytest.raises(SettingsError) as caught:
            make_recipe(content)
        assert line in str(caught.value)


def test_common_settings_are_for_every_step_that_has_none_of_its_own() -> None:
    steps = {
        "a": {"talk": {}, "from": ["x"], "llm": {"temperature": 0}},
        "b": {"talk": {}, "from": ["x"], "format": "jsonl", "limit": 3},
    }
    recipe = make_recipe({"out": "x", "seed": 9, "llm": {"model": "m"}, "steps": steps}, ask=True)
    a, b = recipe.steps
    assert (a.seed, a.llm.model, a.llm.temperature, a.format, a.limit) == (9, "m", 0, "parquet", None)
    assert (b.seed, b.llm.model, b.llm.temperature, b.format, b.limit) == (9, "m", 0.8, "jsonl", 3)
    assert {step.settings.writer for step in recipe.steps} == {"model"}  # type: ignore[attr-defined]


def test_an_unfinished_run_cannot_be_read(made: Path, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", made / "runs" / "apis", tmp_path / "apis"], check=True)
    (tmp_path / "apis" / "manifest.json").unlink()
    ended = lemnos("tools", "docs", tmp_path / "apis", "--out", tmp_path / "out", "-q")
    assert ended.code == 2
    assert ended.line == f"lemnos: {tmp_path / 'apis'}: the run is not finished; rerun the command that began it"


def test_the_folder_of_a_recipe_names_the_runs_in_it(made: Path) -> None:
    ended = lemnos("show", made / "runs")
    assert (ended.code, ended.line) == (
        2,
        f"lemnos: {made / 'runs'}: holds the runs again, apis, best, talks; name one: {made / 'runs' / 'again'}",
    )
