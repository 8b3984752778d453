"""The step as it is used: checkpoints and suites in, scores, results and a card out; resumed, paired, explained."""

import json
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

import lemnos
from lemnos.errors import InputError, SettingsError
from lemnos.steps.evaluate.checkpoints import Checkpoint, CheckpointSource, different_names
from lemnos.steps.evaluate.scoring.score import ScoreTask, score_chunk
from lemnos.steps.evaluate.settings import EvaluateSettings
from lemnos.store.run_folder import RunFolder
from tests.conftest import LEMNOS, stable_files, within
from tests.conftest import lemnos as command
from tests.llm.tiny_model import make_model, needs_models
from tests.steps.evaluate.conftest import Write, story
from tests.steps.evaluate.test_suites import asked


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suites")
    stories = [story(f"Story{number}", 4) for number in range(6)]
    (folder / "coqa.jsonl").write_text("".join(json.dumps(one) + "\n" for one in stories))
    pairs = [{"sentence_good": f"Ships {n} sail.", "sentence_bad": f"Ships {n} sails.", "UID": "x"} for n in range(9)]
    (folder / "blimp.jsonl").write_text("".join(json.dumps(pair) + "\n" for pair in pairs) + "broken\n")
    return folder


@pytest.fixture(scope="module")
def suites(data: Path) -> dict[str, Any]:
    return {"coqa": str(data / "coqa.jsonl"), "blimp": str(data / "blimp.jsonl"), "copy": 12}


@pytest.fixture(scope="module")
def undisturbed(tiny: Path, suites: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> lemnos.Run:
    other = make_model(tmp_path_factory.mktemp("second") / "other")
    out = tmp_path_factory.mktemp("runs") / "one"
    return lemnos.evaluate([str(tiny), str(other)], out=out, suites=suites, workers=1, progress=False)


def results_of(run: lemnos.Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(run.path) / "results.json").read_bytes())
    return found


@needs_models
def test_every_item_is_scored_by_every_checkpoint(undisturbed: lemnos.Run) -> None:
    results = results_of(undisturbed)
    assert list(results["checkpoints"]) == ["tiny", "other"]
    counts = {
        (figure["checkpoint"], figure["suite"]): figure["items"]
        for figure in results["figures"]
        if not figure["stratum"]
    }
    assert counts == {(name, suite): count for name in ("tiny", "other") for suite, count in (
        ("coqa", 18), ("blimp", 9), ("copy", 12))}  # fmt: skip
    report = json.loads((Path(undisturbed.path) / "report.json").read_bytes())
    assert report["rejected"]["items"] == {"no_history": 6, "not_json": 1}
    assert report["items"] == 78


@needs_models
def test_equal_weights_give_equal_scores_and_no_difference(undisturbed: lemnos.Run) -> None:
    compared = results_of(undisturbed)["comparisons"]
    assert {(one["suite"], one["metric"]) for one in compared} >= {("coqa", "gain_wrong"), ("copy", "accuracy")}
    assert all(one["difference"] == 0 and one["better"] == "" for one in compared)


@needs_models
def test_the_card_and_the_terminal_hold_the_figures(undisturbed: lemnos.Run) -> None:
    card = (Path(undisturbed.path) / "README.md").read_text()
    assert "| coqa | all | gain over a wrong history, bits per byte | 18 |" in card
    assert "| copy | 8-15 | accuracy | 2 |" in card
    shown = command("show", undisturbed.path)
    assert shown.code == 0
    assert "gain_wrong" in shown.out
    assert "prompt of wrong" in shown.out
    listed = command("show", undisturbed.path, "--list").out.splitlines()
    assert len(listed) == 78


@needs_models
def test_two_workers_make_the_same_bytes(undisturbed: lemnos.Run, suites: dict[str, Any], tmp_path: Path) -> None:
    journal = [json.loads(line) for line in (Path(undisturbed.path) / "journal.jsonl").read_text().splitlines()]
    inputs = next(event["inputs"] for event in journal if event["event"] == "started")
    again = lemnos.evaluate(inputs, out=tmp_path / "two", suites=suites, workers=2, progress=False)
    assert stable_files(Path(again.path)) == stable_files(Path(undisturbed.path))


@needs_models
def test_a_run_that_is_stopped_resumes_without_scoring_again(
    tiny: Path, suites: dict[str, Any], undisturbed: lemnos.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[int] = []

    def score_two(run: RunFolder, settings: EvaluateSettings, task: ScoreTask) -> dict[str, Any]:
        if len(scored) == 2:
            raise KeyboardInterrupt
        scored.append(task.number)
        return score_chunk(run, settings, task)

    def evaluate() -> lemnos.Run:
        inputs = [{"path": str(tiny), "name": name} for name in ("tiny", "other")]
        return lemnos.evaluate(inputs, out=tmp_path / "run", suites=suites, workers=1, progress=False)

    monkeypatch.setattr("lemnos.steps.evaluate.step.score_chunk", score_two)
    with pytest.raises(KeyboardInterrupt):
        evaluate()
    assert not (tmp_path / "run" / "manifest.json").exists()
    done = list((tmp_path / "run" / "work" / "scores").glob("[0-9]*.done.json"))
    before = {path: path.stat().st_mtime_ns for path in done}
    assert len(before) == 2
    monkeypatch.undo()
    run = evaluate()
    assert {path: path.stat().st_mtime_ns for path in done} == before
    assert results_of(run)["figures"] == results_of(undisturbed)["figures"]


@needs_models
def test_a_window_cuts_turns_and_they_are_counted(tiny: Path, tmp_path: Path) -> None:
    run = lemnos.evaluate(str(tiny), out=tmp_path / "run", suites={"copy": 12}, window=120, workers=1, progress=False)
    model = results_of(run)["checkpoints"]["tiny"]
    assert model["window"] == 120
    assert 0 < model["cut_turns"] < model["requests"]
    assert model["computed"] < model["tokens"]


@needs_models
def test_a_killed_command_resumes_without_scoring_again(tiny: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    arguments = [LEMNOS, "evaluate", tiny, "--suite", "copy=96", "--out", run, "--workers", "2", "--quiet"]
    scores = run / "work" / "scores"
    with subprocess.Popen([*map(str, arguments)]) as process:
        assert within(300, lambda: any(scores.glob("[0-9]*.done.json")) or process.poll() is not None)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    done = {path: path.stat().st_mtime_ns for path in scores.glob("[0-9]*.done.json")}
    assert done
    assert not (run / "manifest.json").exists()
    ended = command(*arguments[1:])
    assert ended.code == 0, ended.err
    assert {path: path.stat().st_mtime_ns for path in done} == done
    undisturbed = lemnos.evaluate(
        str(tiny), out=tmp_path / "undisturbed", suites={"copy": 96}, workers=1, progress=False
    )
    assert stable_files(run) == stable_files(Path(undisturbed.path))


@needs_models
def test_a_broken_checkpoint_ends_the_run_before_anything_is_scored(tiny: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny, tmp_path / "broken"))
    weights = (broken / "model.safetensors").read_bytes()
    (broken / "model.safetensors").write_bytes(weights[: len(weights) // 2])
    run = tmp_path / "run"
    arguments = ["evaluate", tiny, broken, "--suite", "copy=96", "--out", run, "--workers", "2", "--quiet"]
    ended = command(*arguments)
    assert ended.code == 2
    (line,) = ended.err.strip().splitlines()
    assert line.startswith(f"lemnos: {broken}: cannot load a model")
    assert not list((run / "work" / "scores").glob("*.done.json"))


@needs_models
def test_a_checkpoint_that_breaks_between_two_commands_loses_no_finished_score(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Path(shutil.copytree(tiny, tmp_path / "broken"))

    def evaluate() -> lemnos.Run:
        return lemnos.evaluate(
            [str(tiny), str(broken)], out=tmp_path / "run", suites={"copy": 12}, workers=1, progress=False
        )

    def score_one(run: RunFolder, settings: EvaluateSettings, task: ScoreTask) -> dict[str, Any]:
        if task.checkpoint == "broken":
            raise SettingsError("cannot load a model", where=task.path)
        return score_chunk(run, settings, task)

    monkeypatch.setattr("lemnos.steps.evaluate.step.score_chunk", score_one)
    with pytest.raises(SettingsError, match="cannot load a model"):
        evaluate()
    done = {path: path.stat().st_mtime_ns for path in (tmp_path / "run" / "work" / "scores").glob("*.done.json")}
    assert done
    monkeypatch.undo()
    evaluate()
    assert {path: path.stat().st_mtime_ns for path in done} == done


def test_recorded_outputs_are_checked_without_a_model(tmp_path: Path, write: Write) -> None:
    write("b/BFCL_v4_simple_python.json", [asked(f"simple_python_{number}") for number in range(4)])
    truth = [{"id": f"simple_python_{number}", "ground_truth": [{"find": {"city": ["Oslo"]}}]} for number in range(4)]
    write("b/possible_answer/BFCL_v4_simple_python.json", truth)
    outputs = [
        {"id": "simple_python_0", "result": "[find(city='oslo')]"},
        {"id": "simple_python_1", "result": [{"find": '{"city": "Bergen"}'}]},
        {"id": "simple_python_2", "result": "I do not know."},
    ]
    run = lemnos.evaluate(
        write("mine.jsonl", outputs), out=tmp_path / "run", suites={"bfcl": str(tmp_path / "b")}, format="jsonl",
        workers=1, progress=False,
    )  # fmt: skip
    (figure,) = [figure for figure in results_of(run)["figures"] if not figure["stratum"]]
    assert (figure["metric"], figure["value"], figure["items"]) == ("ast_accuracy", 0.3333, 3)
    lines = (Path(run.path) / "scores" / "000000.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["reason"].partition(":")[0] for record in records] == [
        "", "the argument 'city' has another value", "it makes 0 calls in place of 1",
    ]  # fmt: skip
    report = json.loads((Path(run.path) / "report.json").read_bytes())
    assert report["rejected"]["scores"] == {"no_output": 1}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.gguf", "--suite", "copy"], "no such file or folder"),
        (["{empty}", "--suite", "copy"], "holds no config.json, so it is no checkpoint"),
        (["{outputs}", "--suite", "nothing=x"], "no suite is called 'nothing'"),
        (["{outputs}", "--suite", "coqa"], "coqa needs its data; write coqa=PATH"),
        (["{outputs}", "--suite", "copy=many"], "copy=many is not a number of items"),
        (["{outputs}", "--suite", "coqa=a", "--suite", "coqa=b"], "coqa is given twice"),
        (["{outputs}"], "names no suite"),
        (["{outputs}", "--suite", "copy=6"], "recorded outputs are checked with the suite bfcl only"),
        (["{outputs}", "--suite", "bfcl=missing"], "no such file or folder"),
        (
            ["{outputs}", "--suite", "copy=6", "--suite", "conversations={outputs}"],
            "outputs.jsonl: no item of the suite conversations; left out: unknown_form 1, first {outputs}:1: it lacks "
            "conversation, question, answers (each",
        ),
        (["{outputs}", "--suite", "conversations={blank}"], "blank.jsonl: no record for the suite conversations; give"),
        (["{outputs}", "--set", "evaluate.suites.coka=x"], "did you mean evaluate.suites.coqa?"),
    ],
)
def test_a_wrong_use_is_one_line(tmp_path: Path, write: Write, arguments: list[str], message: str) -> None:
    (tmp_path / "empty").mkdir()
    places = {
        "empty": tmp_path / "empty",
        "outputs": write("outputs.jsonl", [{"id": "a", "result": ""}]),
        "blank": write("blank.jsonl", []),
    }
    ended = command("evaluate", *(text.format(**places) for text in arguments), "--out", tmp_path / "run")
    assert ended.code == 2
    assert message.format(**places) in ended.err
    assert len(ended.err.strip().splitlines()[-1:]) == 1
    assert "Traceback" not in ended.err


def test_checkpoints_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths = [tmp_path / run / "final" for run in ("a", "b")]
    made = different_names([Checkpoint("final", str(path), "model") for path in (*paths, paths[0])])
    assert [checkpoint.name for checkpoint in made] == ["a/final", "b/final", "a/final#2"]


def test_a_folder_without_weights_is_no_checkpoint(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="holds no weights"):
        CheckpointSource(str(tmp_path))


@needs_models
def test_a_file_that_is_no_gguf_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "half.gguf").write_bytes(b"GGUF\x03")
    with pytest.raises(SettingsError, match=r"cannot load a model|needs the package gguf"):
        lemnos.evaluate(
            str(tmp_path / "half.gguf"), out=tmp_path / "run", suites={"copy": 6}, workers=1, progress=False
        )


@needs_models
def test_a_gguf_file_is_unpacked_once_and_the_folder_goes(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked: list[Path] = []

    def unpack(path: str, device: str, dtype: str, folder: Path, step: str) -> None:
        assert (Path(path).name, device, dtype, step) == ("tiny.gguf", "auto", "auto", "evaluate")
        unpacked.append(Path(shutil.copytree(tiny, folder)))

    monkeypatch.setattr("lemnos.steps.evaluate.scoring.prepare.unpack", unpack)
    (tmp_path / "tiny.gguf").write_bytes(b"GGUF")
    given: dict[str, Any] = {"suites": {"copy": 24}, "workers": 1, "progress": False}
    run = lemnos.evaluate(str(tmp_path / "tiny.gguf"), out=tmp_path / "run", **given)
    plain = lemnos.evaluate(str(tiny), out=tmp_path / "plain", **given)
    assert len(unpacked) == 1
    assert not unpacked[0].exists()
    assert results_of(run)["figures"] == results_of(plain)["figures"]


@needs_models
def test_no_gpu_is_one_line(tiny: Path, tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(SettingsError, match="no CUDA device"):
        lemnos.evaluate(str(tiny), out=tmp_path / "run", suites={"copy": 6}, device="cuda", workers=1, progress=False)
