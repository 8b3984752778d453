"""The step from descriptions to registry and documents: rows, verdicts, and equal bytes for any number of workers."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.engine.stage import Figures
from lemnos.errors import InputError
from lemnos.llm.identity import asked_model
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.job import Job
from lemnos.pipeline.objects import NO_OBJECTS
from lemnos.pipeline.source import Input
from lemnos.records import Rejected, Tool
from lemnos.steps.tools.render.tool_documents import count_tokens
from lemnos.steps.tools.settings import DocumentSettings, RegistrySettings, ToolsSettings
from lemnos.steps.tools.statistics import statistics
from lemnos.steps.tools.step import ToolsStep
from lemnos.store.run_folder import RunFolder, describe, open_run
from tests.steps.tools.builders import ListSource, make_tool

LONG = "Moves one file to another folder of the same drive and keeps every earlier version of the file as it was. "


def finish(
    path: Path,
    *shards: tuple[Tool | Rejected, ...],
    settings: ToolsSettings | None = None,
    llm: LlmSettings | None = None,
    workers: int = 1,
) -> tuple[RunFolder, dict[str, list[Figures]]]:
    """Run the step over a source of these shards; return the run and the figures of its stages."""
    engine = LocalEngine(workers)
    settings, llm = settings or ToolsSettings(), llm or LlmSettings()
    step = ToolsStep()
    prompts = step.prompts(settings)
    try:
        with open_run(path, describe("tools", {"test": 1})) as run:
            job = Job(
                run,
                [Input("list", ListSource(*shards))],
                settings,
                seed=0,
                limit=None,
                llm=llm,
                model=asked_model(llm, prompts) if prompts else None,
                objects=NO_OBJECTS,
                engine=engine,
                progress=Quiet(),
            )
            step.run(job)
            return run, job.figures
    finally:
        engine.close()


def standings(run: RunFolder) -> dict[tuple[str, str, str], tuple[str, str]]:
    """Return the standing of each tool by API, version and name, and the key of the tool that replaces it."""
    records = list(run.read_records("registry"))
    keys = {record["id"]: (record["api"], record["version"], record["name"]) for record in records}
    return {
        keys[record["id"]]: (record["standing"], "/".join(keys[record["instead"]]) if record["instead"] else "")
        for record in records
    }


def test_versions_are_linked_and_the_newest_is_told(tmp_path: Path) -> None:
    old = [make_tool("move", LONG, "a", version=v) for v in ("v1", "v2", "v10beta")]
    gone = make_tool("copy", "Copies.", version="v1")
    run, figures = finish(tmp_path / "run", tuple(old), (gone,))
    assert standings(run) == {
        ("Example", "v1", "move"): ("older_version", "Example/v2/move"),
        ("Example", "v2", "move"): ("kept", ""),
        ("Example", "v10beta", "move"): ("older_version", "Example/v2/move"),
        ("Example", "v1", "copy"): ("kept", ""),
    }
    verdicts = [(row["record"], row["rule"], row["keep"]) for row in run.read_records("verdicts")]
    assert verdicts == [(old[0].id, "older_version", False), (old[2].id, "older_version", False)]
    assert figures["registry"][0]["apis_with_several_versions"] == 1
    assert figures["registry"][0]["with_newer_version"] == 2
    told = [row["tool"] for row in run.read_records("tool_documents")]
    assert set(told) == {old[1].id, gone.id}
    assert len(told) == 4


def test_older_versions_may_be_kept_but_stay_marked(tmp_path: Path) -> None:
    tools = tuple(make_tool("move", f"Moves in {v}.", v, version=v) for v in ("1", "2"))
    settings = ToolsSettings(registry=RegistrySettings(older_versions="keep"))
    run, _ = finish(tmp_path / "run", tools, settings=settings)
    assert {standing for standing, _ in standings(run).values()} == {"kept"}
    (verdict,) = run.read_records("verdicts")
    assert (verdict["record"], verdict["rule"], verdict["keep"]) == (tools[0].id, "older_version", True)
    assert [row["newest"] for row in run.read_records("registry")] == [tools[1].id, ""]


def test_duplicates_and_near_duplicates(tmp_path: Path) -> None:
    first = make_tool("moveFile", LONG + "Returns the file.", "file", "folder")
    same = make_tool("moveFile", LONG + "Returns the file.", "file", "folder", provider="mirror.example")
    near = make_tool("move_file_v2", LONG + "Returns the file. Now.", "file", "folder", api="Other")
    verb = make_tool("deleteFile", LONG + "Returns the file.", "file", "folder")
    far = make_tool("moveFile", "Sends a file by post.", "file", "stamp", api="Post")
    run, figures = finish(tmp_path / "run", (first, same, first), (near, verb, far))
    assert standings(run) == {
        ("Example", "1", "moveFile"): ("duplicate", "Example/1/moveFile"),
        ("Other", "1", "move_file_v2"): ("near_duplicate", "Example/1/moveFile"),
        ("Example", "1", "deleteFile"): ("kept", ""),
        ("Post", "1", "moveFile"): ("kept", ""),
    }
    assert [row["standing"] for row in run.read_records("registry")] == [
        "kept",
        "duplicate",
        "duplicate",
        "near_duplicate",
        "kept",
        "kept",
    ]
    assert figures["registry"][0]["standing"] == {
        "kept": 3,
        "duplicate": 2,
        "older_version": 0,
        "near_duplicate": 1,
        "deprecated": 0,
    }
    (score,) = [row["score"] for row in run.read_records("verdicts") if row["rule"] == "near_duplicate"]
    assert 0.9 <= score < 1
    settings = ToolsSettings(registry=RegistrySettings(near_duplicate=1.0))
    run, _ = finish(tmp_path / "exact", (first, near), settings=settings)
    assert {standing for standing, _ in standings(run).values()} == {"kept"}


def test_deprecated_tools_are_marked_and_may_be_left_out(tmp_path: Path) -> None:
    tools = (make_tool("a", "Does a.", deprecated=True), make_tool("b", "Does b."))
    run, _ = finish(tmp_path / "run", tools)
    (verdict,) = run.read_records("verdicts")
    assert (verdict["record"], verdict["rule"], verdict["keep"]) == (tools[0].id, "deprecated", True)
    settings = ToolsSettings(registry=RegistrySettings(deprecated="leave_out"))
    run, _ = finish(tmp_path / "without", tools, settings=settings)
    assert {row["tool"] for row in run.read_records("tool_documents")} == {tools[1].id}


def test_each_tool_is_told_in_different_forms_chosen_by_its_id(tmp_path: Path) -> None:
    tools = tuple(make_tool(f"tool_{number}", f"Does the thing of number {number}.", "x") for number in range(30))
    settings = ToolsSettings(
        documents=DocumentSettings(per_tool=3, forms=("manual", "reference", "python_stub", "openapi"))
    )
    run, figures = finish(tmp_path / "run", tools, settings=settings)
    forms: dict[str, list[str]] = {}
    for row in run.read_records("tool_documents"):
        forms.setdefault(row["tool"], []).append(row["form"])
        assert row["text"].strip()
        assert row["title"].endswith("(Example)")
    assert {tuple(sorted(found)) for found in forms.values()} == {("manual", "python_stub", "reference")}
    assert len({tuple(found) for found in forms.values()}) > 3  # in another order
    assert figures["tool_documents"][0]["documents"] == 90
    assert [kind for kind, _, _ in figures["tool_documents"][0]["told"]] == ["function"] * 3


def test_the_figures_of_a_shard(tmp_path: Path) -> None:
    refused = Rejected(stage="tools", rule="not_yaml", reason="no", source="x")
    mended = make_tool("a", "Does a.", "p", "q", repaired=("type_name",), licence="MIT")
    _, figures = finish(tmp_path / "run", (mended, make_tool("b"), refused))
    (shard,) = figures["tools"]
    del shard["cost"]
    assert shard == {
        "tools": 2,
        "kinds": {
            "function": {
                "tools": 2,
                "described": 1,
                "deprecated": 0,
                "with_result": 0,
                "with_errors": 0,
                "with_examples": 0,
                "repaired": 1,
                "parameters": 2,
                "parameters_described": 0,
                "parameters_required": 0,
            }
        },
        "licences": {"MIT": 1, "": 1},
        "repaired": {"type_name": 1},
        "rejected": {"not_yaml": 1},
        "described_offline": 0,
        "described_by_model": 0,
        "descriptions_refused": {},
    }
    assert (tmp_path / "run" / "rejected" / "tools" / "000000.jsonl").exists()


def test_functions_without_a_description_are_described_by_their_code(tmp_path: Path) -> None:
    signature = "def area(width: float, height: float) -> float"
    bare = make_tool(
        "area", "", "width", "height", kind="python", signature=signature, code=signature + ":\n    return 1"
    )
    run, figures = finish(tmp_path / "run", (bare,))
    (tool,) = run.read_records("tools")
    assert tool["description"]
    assert tool["tags"] == ["described:offline"]
    assert figures["tools"][0]["described_offline"] == 1
    run, figures = finish(tmp_path / "bare", (bare,), settings=ToolsSettings(describe="no"))
    assert [row["description"] for row in run.read_records("tools")] == [""]
    assert figures["tools"][0]["described_offline"] == 0


def test_a_model_describes_functions_and_what_it_invents_is_refused_and_counted(tmp_path: Path) -> None:
    def function(name: str) -> Tool:
        signature = f"def {name}(width: float, height: float) -> float"
        code = signature + ":\n    return width * height"
        return make_tool(name, "", "width", "height", kind="python", signature=signature, code=code)

    def answer(**more: str) -> str:
        texts = {"width": "The width.", "height": "The height.", **more}
        return json.dumps({"summary": "Returns the product.", "parameters": texts, "returns": "A number."})

    script = tmp_path / "script.jsonl"
    lines = [("`area`", answer()), ("`volume`", answer(depth="The depth.")), ("`side`", "I would rather not.")]
    script.write_text("".join(json.dumps({"pattern": pattern, "answer": text}) + "\n" for pattern, text in lines))
    llm = LlmSettings(backend="scripted", script=str(script))
    bare = tuple(map(function, ("area", "volume", "side", "edge")))
    run, figures = finish(tmp_path / "run", bare, settings=ToolsSettings(describe="model"), llm=llm)
    told = {row["name"]: (row["description"], row["tags"]) for row in run.read_records("tools")}
    assert told["area"] == ("Returns the product.", ["described:model"])
    assert all(told[name][1] == ["described:offline"] for name in ("volume", "side", "edge"))
    assert statistics(figures)["described"] == {
        "offline": 3,
        "model": 1,
        "answers_refused": {"invented_parameter": 1, "not_as_asked": 1, "refused": 1},
        "invention_rate": 0.25,
    }
    refused = (tmp_path / "run" / "rejected" / "describe" / "000000.jsonl").read_text().splitlines()
    assert [json.loads(line)["rule"] for line in refused] == ["invented_parameter", "not_as_asked", "refused"]


def test_nothing_to_read_is_one_clear_error(tmp_path: Path) -> None:
    refused = Rejected(stage="tools", rule="not_yaml", reason="no", source="x")
    with pytest.raises(InputError, match="no description of a tool in it"):
        finish(tmp_path / "run", (refused,), ())


def everything(run: RunFolder) -> dict[str, list[dict[str, Any]]]:
    return {name: list(run.read_records(name)) for name in ("tools", "registry", "verdicts", "tool_documents")}


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    shards = [tuple(make_tool(f"t{n}_{m % 4}", LONG[: 20 * m], "x", api=f"A{m}") for m in range(6)) for n in range(5)]
    finish(tmp_path / "one", *shards)
    finish(tmp_path / "three", *shards, workers=3)
    for name in ("tools", "registry", "verdicts", "tool_documents"):
        one = {path.name: path.read_bytes() for path in (tmp_path / "one" / name).iterdir()}
        assert one == {path.name: path.read_bytes() for path in (tmp_path / "three" / name).iterdir()}
        assert len(one) == 5


def test_a_run_continues_where_it_stopped(tmp_path: Path) -> None:
    shards = [(make_tool(f"tool{n}", f"Does {n}.", "x"),) for n in range(4)]
    run, _ = finish(tmp_path / "run", *shards)
    before = everything(run)
    kept = (run.work("tools", "000001.done.json")).stat().st_mtime_ns
    for path in (run.work("tools", "000002.done.json"), run.work("registry", "000000.done.json")):
        path.unlink()
    run, _ = finish(tmp_path / "run", *shards)
    assert everything(run) == before
    assert (run.work("tools", "000001.done.json")).stat().st_mtime_ns == kept


def test_of_near_duplicates_the_newer_version_is_told(tmp_path: Path) -> None:
    tools = tuple(make_tool(f"move_v{n}", LONG, "file", version=str(n)) for n in (1, 3, 2))
    run, _ = finish(tmp_path / "run", tools)
    assert [row["standing"] for row in run.read_records("registry")] == ["near_duplicate", "kept", "near_duplicate"]


@pytest.mark.parametrize("space", [*" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f", "\xa0", "\u3000"])
def test_tokens_are_words_between_any_white_space_and_marks(space: str) -> None:
    assert count_tokens(f"{space}GET{space}{space}/pets: all.\x7f{space}") == 6
    assert count_tokens("") == count_tokens(space) == 0
