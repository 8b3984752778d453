"""Tasks of lm-eval on local files: its prompts and metrics, our likelihoods, figures like those of any suite."""

import json
import math
from pathlib import Path

import pytest

import lemnos
from lemnos.errors import InputError, SettingsError
from tests.llm.tiny_model import needs_models

pytest.importorskip("lm_eval")

from lemnos.steps.evaluate.scoring.harness import tasks_of

CHOICES = """\
task: boats
dataset_path: json
dataset_kwargs: {data_files: {test: boats.jsonl}}
test_split: test
output_type: multiple_choice
doc_to_text: "Question: {{question}}\\nAnswer:"
doc_to_choice: "{{choices}}"
doc_to_target: "{{answer}}"
metric_list: [{metric: acc}]
"""
ROLLING = """\
task: tides
dataset_path: json
dataset_kwargs: {data_files: {test: tides.jsonl}}
test_split: test
output_type: loglikelihood_rolling
doc_to_text: ""
doc_to_target: "{{text}}"
metric_list: [{metric: bits_per_byte}]
"""
ITEMS = [
    {"question": "What floats on water?", "choices": ["a boat", "a stone", "lead"], "answer": 0},
    {"question": "What sinks at once?", "choices": ["cork", "an anchor"], "answer": 1},
    {"question": "Who pulls a sledge?", "choices": ["a dog", "a snail"], "answer": 0},
]
TEXTS = ["The tide comes in twice a day.", "At ebb the boats lie on the sand.\nThen people mend nets.\n"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tasks = tmp_path / "tasks"
    tasks.mkdir()
    (tasks / "boats.yaml").write_text(CHOICES)
    (tasks / "boats.jsonl").write_text("".join(json.dumps(item) + "\n" for item in ITEMS))
    (tasks / "tides.yaml").write_text(ROLLING)
    (tasks / "tides.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    return tasks


@needs_models
def test_tasks_give_the_bits_of_our_own_suites(
    tiny: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    arc = tmp_path / "arc.jsonl"
    asked = [
        {"id": str(number), "query": item["question"], "choices": item["choices"], "gold": item["answer"]}
        for number, item in enumerate(ITEMS)
    ]
    arc.write_text("".join(json.dumps(item) + "\n" for item in asked))
    prose = tmp_path / "prose.jsonl"
    prose.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS))
    suites = {"harness": str(folder), "arc": str(arc), "prose": str(prose)}
    run = lemnos.evaluate(str(tiny), out=tmp_path / "run", suites=suites, workers=1, progress=False)
    records = list(run.records("scores"))
    boats = [record for record in records if record.suite == "harness:boats"]
    ours = {record.item: record for record in records if record.suite == "arc"}
    assert len(boats) == len(ITEMS)
    for record in boats:
        texts = [(score.prompt, score.continuation, score.bits) for score in record.scores]
        (same,) = (
            other for other in ours.values() if [(s.prompt, s.continuation, s.bits) for s in other.scores] == texts
        )
        assert record.gold == same.gold
        likeliest = min(range(len(record.scores)), key=lambda at: record.scores[at].bits)
        assert record.metrics[0].name == "acc"
        assert record.metrics[0].value == float(likeliest == record.gold)
    figures = {
        (figure["suite"], figure["metric"]): figure["value"]
        for figure in json.loads((Path(run.path) / "results.json").read_bytes())["figures"]
    }
    assert figures["harness:boats", "acc"] == pytest.approx(figures["arc", "accuracy"])
    assert figures["harness:tides", "bits_per_byte"] == pytest.approx(figures["prose", "bits_per_byte"], abs=1e-4)
    assert math.isfinite(figures["harness:tides", "bits_per_byte"])


def test_tasks_are_listed_with_their_items(folder: Path) -> None:
    assert tasks_of(str(folder)) == {"boats": 3, "tides": 2}


def test_a_folder_that_cannot_be_used_is_one_line(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no folder"):
        tasks_of(str(tmp_path / "none"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no task"):
        tasks_of(str(tmp_path / "empty"))
    generated = ROLLING.replace("loglikelihood_rolling", "generate_until").replace("tides\n", "written\n", 1)
    (folder / "written.yaml").write_text(generated.replace("bits_per_byte", "exact_match"))
    with pytest.raises(SettingsError, match="'written' has text generated"):
        tasks_of(str(folder))
    (folder / "written.yaml").unlink()
    (folder / "boats.jsonl").unlink()
    with pytest.raises(InputError, match="'boats' cannot be loaded"):
        tasks_of(str(folder))
