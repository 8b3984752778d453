"""``limit`` of ``talk``: what is read, what is written, and that a preview shows what the whole run gives."""

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.errors import RunError
from lemnos.pipeline.forecast import forecast
from lemnos.pipeline.recipe import Recipe, make_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.steps.talk.sample.candidates import candidates
from lemnos.store.run_folder import RunFolder
from tests.builders import prose
from tests.conftest import DEMO, stable_files

PLAN = {"turns_mean": 8, "turns_sd": 1}


def recipe(inputs: list[Path], out: Path, limit: int | None, seed: int = 0, **talk: Any) -> Recipe:
    content = {
        "inputs": [{"path": str(path), "language": "en"} for path in inputs],
        "out": str(out),
        "seed": seed,
        "limit": limit,
    }
    return make_recipe({**content, "talk": {"plan": PLAN, **talk}})


def made(inputs: list[Path], out: Path, limit: int | None, workers: int = 1, **given: Any) -> RunFolder:
    (run,) = run_recipe(recipe(inputs, out, limit, **given), LocalEngine(workers), Quiet())
    return run


def report(run: RunFolder) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((run.path / "report.json").read_bytes())
    return content


def titles(run: RunFolder) -> list[str]:
    return [document["title"] for document in run.read_records("documents")]


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two rings of 40 plain articles each, "east" and "west", whose names alternate, and the table of their links."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "texts").mkdir()
    rows = ["source\ttarget"]
    for number in range(40):
        for side in ("east", "west"):
            text = "\n\n".join(prose(f"{side}{number}{part}", 60) for part in range(4))
            (folder / "texts" / f"{number:02}_{side}.txt").write_text(text)
            rows += [f"{number:02}_{side}\t{(number + step) % 40:02}_{side}" for step in (1, 2, 3)]
    (folder / "links.tsv").write_text("\n".join(rows))
    return folder


def with_table(articles: Path, out: Path, limit: int | None, **given: Any) -> RunFolder:
    return made([articles / "texts"], out, limit, links=[str(articles / "links.tsv")], **given)


def test_with_a_link_table_only_files_around_a_start_are_read(articles: Path, tmp_path: Path) -> None:
    run = with_table(articles, tmp_path / "run", 6)
    found = titles(run)
    assert 6 <= len(found) <= 9
    assert len({title.partition(" ")[2] for title in found}) == 1  # one of the rings, though the names alternate
    documents = report(run)["documents"]
    assert documents["documents"] == len(found)
    assert documents["read"] == 24 == candidates(6, 4)
    assert len(list(run.work("documents").glob("*.npz"))) == 1
    chosen = json.loads(run.work("link_table", "000000.done.json").read_bytes())
    assert (chosen["files"], chosen["linked"], chosen["chosen"]) == ([80], 80, 24)
    used = {document["title"] for dialogue in run.read_records("dialogues") for document in dialogue["documents"]}
    assert used
    assert used <= set(found)


def test_what_is_counted_is_counted_over_the_sample(articles: Path, tmp_path: Path) -> None:
    run = with_table(articles, tmp_path / "run", 10)
    content = report(run)
    documents = list(run.read_records("documents"))
    assert content["documents"]["words"] == sum(document["text"].count(" ") + 1 for document in documents)
    without = content["rejected"]["clusters"].get("no_cluster", 0) + sum(content["rejected"]["dialogues"].values())
    assert content["coverage"]["documents_used"] + without >= len(documents)
    assert content["coverage"]["share_used"] == round(content["coverage"]["documents_used"] / len(documents), 4)
    rejected = [json.loads(line) for path in (run.path / "rejected").rglob("*.jsonl") for line in path.open()]
    assert {refusal["record"] for refusal in rejected if refusal["rule"] == "no_cluster"} <= set(titles(run))
    assert (
        f"a connected sample of the {content['documents']['read']:,} that were read"
        in (run.path / "README.md").read_text()
    )


def test_a_table_that_does_not_name_the_files_leaves_the_front_to_choose_from(articles: Path, tmp_path: Path) -> None:
    """Titles are in the text alone, so only reading tells which documents the rows name."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, path in enumerate(sorted((articles / "texts").iterdir())):
        (folder / f"{number:03}.md").write_text(f"# {path.stem.replace('_', ' ')}\n\n{path.read_text()}\n")
    run = made([folder], tmp_path / "run", 4, links=[str(articles / "links.tsv")])
    assert report(run)["documents"]["read"] == 32
    assert run.work("link_table").exists()
    assert len({title.partition(" ")[2] for title in titles(run)}) == 1


@pytest.mark.parametrize("reuse", [0, 1])
def test_where_everything_is_read_the_dialogues_are_those_of_the_whole_run(tmp_path: Path, reuse: int) -> None:
    """Links in the text: 8 × 12 is more than the 66 articles of the demo corpus."""
    whole = made([DEMO], tmp_path / "whole", None, reuse=reuse)
    preview = made([DEMO], tmp_path / "preview", 12, reuse=reuse)
    everything = list(whole.read_records("dialogues"))
    shown = list(preview.read_records("dialogues"))
    assert len(shown) >= 3
    assert [dialogue for dialogue in everything if dialogue in shown] == shown
    documents = list(preview.read_records("documents"))
    assert 12 <= len(documents) <= 15
    assert [document for document in whole.read_records("documents") if document in documents] == documents


def test_a_limit_above_the_corpus_gives_the_whole_run(tmp_path: Path) -> None:
    whole = stable_files(made([DEMO], tmp_path / "a" / "run", None).path)
    limited = stable_files(made([DEMO], tmp_path / "b" / "run", 100).path)
    same = {name for name in whole if name.startswith(("dialogues/", "documents/", "verdicts/", "rejected/"))}
    assert {name: limited[name] for name in same} == {name: whole[name] for name in same}
    assert len(same) >= 3


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The demo corpus in four inputs, so that reading it is four shards."""
    folders = []
    for number in range(4):
        folder = tmp_path_factory.mktemp("part") / f"part{number}"
        folder.mkdir()
        for file in sorted(DEMO.iterdir())[number::4]:
            shutil.copy(file, folder)
        folders.append(folder)
    return folders


def test_any_number_of_workers_gives_the_same_bytes(parts: list[Path], articles: Path, tmp_path: Path) -> None:
    one, three = (
        stable_files(made(parts, tmp_path / str(workers) / "run", 4, workers, anchors_per_shard=1).path)
        for workers in (1, 3)
    )
    assert one == three
    one, three = (stable_files(with_table(articles, tmp_path / f"t{n}" / "run", 9, workers=n).path) for n in (1, 3))
    assert one == three


def test_the_limit_is_for_each_input(parts: list[Path], tmp_path: Path) -> None:
    run = made(parts, tmp_path / "run", 3)
    assert 12 <= len(titles(run)) <= 15


def test_the_seed_decides_the_sample_and_the_run(articles: Path, tmp_path: Path) -> None:
    samples = [frozenset(titles(with_table(articles, tmp_path / f"{seed}", 6, seed=seed))) for seed in range(4)]
    assert len(set(samples)) > 2
    with pytest.raises(RunError, match="different settings: seed"):
        with_table(articles, tmp_path / "0", 6, seed=1)
    with pytest.raises(RunError, match="different settings: limit"):
        with_table(articles, tmp_path / "0", 7)


@pytest.mark.parametrize("lost", ["documents", "graph", "clusters", "sample", "dialogues"])
def test_a_preview_that_was_stopped_is_resumed(articles: Path, tmp_path: Path, lost: str) -> None:
    """What a stage and those after it have noted as finished is taken away, as if the run had been killed before."""
    run = with_table(articles, tmp_path / "run", 6)
    undisturbed = stable_files(run.path)
    stages = ["documents", "graph", "clusters", "sample", "dialogues"]
    for stage in stages[stages.index(lost) :]:
        for path in run.work(stage).glob("*.done.json"):
            path.unlink()
    for name in ("manifest.json", "report.json", "README.md"):
        (run.path / name).unlink()
    assert stable_files(with_table(articles, tmp_path / "run", 6).path) == undisturbed


def test_a_forecast_is_of_the_preview(articles: Path, tmp_path: Path) -> None:
    run = with_table(articles, tmp_path / "run", 12)
    planned = recipe([articles / "texts"], tmp_path / "other", 12, links=[str(articles / "links.tsv")])
    ((_, estimate, _),) = forecast(planned, LocalEngine(1), Quiet())
    content = report(run)
    assert estimate.counts["documents"] == content["documents"]["documents"]
    assert estimate.counts["dialogues"] == content["dialogues"]["dialogues"]
    assert not (tmp_path / "other").exists()


def test_rows_of_a_table_with_links_give_a_connected_sample(tmp_path: Path) -> None:
    rows = []
    for number in range(60):
        side = ("east", "west")[number % 2]
        text = "\n\n".join(prose(f"{side}{number}{part}", 60) for part in range(4))
        rows.append({"title": f"{side} {number}", "text": text, "links": [f"{side} {(number + 2) % 60}"]})
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    run = made([tmp_path / "pages.jsonl"], tmp_path / "run", 6, graph={"min_links": 0})
    numbers = [int(title.partition(" ")[2]) for title in titles(run)]
    assert len({number % 2 for number in numbers}) == 1
    assert {right - left for left, right in pairwise(numbers)} == {2}
    assert report(run)["documents"]["read"] == 48
