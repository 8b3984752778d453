"""Joining finished runs: ids, files, counts, licences, and what is refused."""

import json
from pathlib import Path

import pytest

import lemnos as library
from lemnos.errors import EmptyError, LemnosError
from lemnos.pipeline.join import join_runs
from lemnos.steps.tools.search import find_tool
from lemnos.store.run_folder import existing_run
from tests.conftest import lemnos, stable_files

API = (
    '{"openapi": "3.0.0", "info": {"title": "%s", "version": "1"%s}, "paths": {"/%s": {"get": {"operationId": "%s"}}}}'
)


def tools_run(folder: Path, name: str, operation: str, licence: str = "", *options: object) -> Path:
    stated = f', "license": {{"name": "{licence}", "identifier": "{licence}"}}' if licence else ""
    (folder / f"{name}.json").write_text(API % (name, stated, operation, operation))
    ended = lemnos("tools", "docs", folder / f"{name}.json", "--out", folder / name, "--workers", 1, "-q", *options)
    assert ended.code == 0, ended.err
    return folder / name


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("parts")
    return tools_run(folder, "tides", "listTides", "CC0-1.0"), tools_run(folder, "winds", "listWinds")


def ids(run: Path, folder: str) -> list[str]:
    return [record["id"] for record in existing_run(run).read_records(folder)]


def test_a_joined_run_has_all_records_in_the_order_of_the_runs(parts: tuple[Path, Path], tmp_path: Path) -> None:
    joined = join_runs(parts, tmp_path / "all")
    for folder in ("tool_documents", "tools", "registry"):
        assert ids(joined.path, folder) == ids(parts[0], folder) + ids(parts[1], folder)
    report = json.loads((tmp_path / "all" / "report.json").read_bytes())
    assert report["records"]["tools"] == 2
    assert report["licences"] == {"": 1, "CC0-1.0": 1}
    assert [entry["run"] for entry in report["joined"]] == ["tides", "winds"]
    card = (tmp_path / "all" / "README.md").read_text()
    assert "| not stated | 1 |" in card
    assert "license: other" in card
    assert find_tool(joined.path, "listWinds").name == "listWinds"


def test_the_same_runs_give_the_same_bytes_and_are_joined_once(parts: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert lemnos("join", *parts, "--out", tmp_path / name, "-q").code == 0
    assert stable_files(tmp_path / "one") == stable_files(tmp_path / "two")
    before = (tmp_path / "one" / "manifest.json").stat().st_mtime_ns
    assert lemnos("join", *parts, "--out", tmp_path / "one", "-q").code == 0
    assert (tmp_path / "one" / "manifest.json").stat().st_mtime_ns == before
    ended = lemnos("join", *reversed(parts), "--out", tmp_path / "one", "-q")
    assert (ended.code, "was created with different settings" in ended.line) == (2, True)


def test_a_record_that_an_earlier_run_has_is_left_out_and_counted(parts: tuple[Path, Path], tmp_path: Path) -> None:
    again = tools_run(tmp_path, "tides", "listTides", "CC0-1.0", "--seed", 3, "--format", "jsonl")
    joined = join_runs([parts[0], again], tmp_path / "all")
    assert ids(joined.path, "tools") == ids(parts[0], "tools")
    assert len(set(ids(joined.path, "tool_documents"))) == len(ids(joined.path, "tool_documents"))
    left = json.loads((tmp_path / "all" / "report.json").read_bytes())["rejected"]["join"]
    assert (left["tools duplicate"], left["registry duplicate"]) == (1, 1)
    assert all(path.suffix == ".parquet" for path in joined.files("tools"))
    rows = [
        json.loads(line) for path in sorted((tmp_path / "all" / "rejected" / "join").iterdir()) for line in path.open()
    ]
    assert {row["source"] for row in rows} <= {
        "tides/tools",
        "tides/registry",
        "tides/tool_documents",
        "tides/verdicts",
    }
    assert len(rows) == sum(left.values())


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (("--licence", "cc0-1.0"), ["listTides"]),
        (("--licence", "unknown"), ["listWinds"]),
        (("--exclude-licence", "unknown"), ["listTides"]),
        (("--licence", "CC0-1.0", "--licence", "unknown"), ["listTides", "listWinds"]),
    ],
)
def test_records_are_selected_by_licence(
    parts: tuple[Path, Path], tmp_path: Path, options: tuple[str, ...], kept: list[str]
) -> None:
    assert lemnos("join", *parts, "--out", tmp_path / "some", "-q", *options).code == 0
    for folder in ("tools", "registry"):
        assert [record["name"] for record in existing_run(tmp_path / "some").read_records(folder)] == kept
    listed = lemnos("tools", "list", tmp_path / "some").out
    assert [name for name in ("listTides", "listWinds") if name in listed] == kept


def test_dialogues_are_joined_and_can_be_read(finished: Path, wiki: Path, tmp_path: Path) -> None:
    other = lemnos("talk", wiki, "--out", tmp_path / "other", "--seed", 5, "--workers", 1, "-q")
    assert other.code == 0, other.err
    run = library.join([finished, tmp_path / "other"], out=tmp_path / "all")
    first, second = library.open_run(finished), library.open_run(tmp_path / "other")
    assert [dialogue.id for dialogue in run.dialogues] == [d.id for part in (first, second) for d in part.dialogues]
    assert [document.id for document in run.documents] == [document.id for document in first.documents]
    last = second.dialogues[0]
    assert run.evidence(last) == second.evidence(last)
    assert len(run.dialogues.filter(exclude_licence="apache-2.0")) == 0


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("twice", "the run is given twice; name each run once"),
        ("one", "one run is nothing to join; give two runs or more"),
        ("other step", "is a run of tools, but "),
        ("inside", "the run folder is inside an input; choose another --out"),
        ("unfinished", "the run is not finished; rerun the command that began it"),
        ("nothing left", "no record is left; left out: "),
        ("no run", "is not a run folder; give the folder that --out named"),
    ],
)
def test_what_cannot_be_joined_is_one_line(
    parts: tuple[Path, Path], finished: Path, tmp_path: Path, case: str, said: str
) -> None:
    unfinished = tmp_path / "unfinished"
    unfinished.mkdir()
    (unfinished / "run.json").write_bytes((parts[0] / "run.json").read_bytes())
    out, options = tmp_path / "out", {}
    runs = {
        "twice": [parts[0], parts[0].parent / "winds" / ".." / "tides"],
        "one": [parts[0]],
        "other step": [finished, parts[0]],
        "unfinished": [parts[0], unfinished],
        "no run": [parts[0], tmp_path / "none"],
    }.get(case, list(parts))
    if case == "inside":
        out = parts[1] / "all"
    if case == "nothing left":
        options = {"licence": ["MIT"]}
    with pytest.raises(LemnosError) as raised:
        join_runs(runs, out, **options)  # type: ignore[arg-type]
    assert said in str(raised.value)
    assert isinstance(raised.value, EmptyError) == (case == "nothing left")
    assert not (out / "manifest.json").exists()
