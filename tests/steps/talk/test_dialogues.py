"""The dialogue stage in one process."""

import shutil
from pathlib import Path

from lemnos.engine.local import LocalEngine
from lemnos.engine.progress import Quiet
from lemnos.pipeline.recipe import make_recipe
from lemnos.pipeline.run import run_recipe
from lemnos.store.run_folder import existing_run

ARTICLES = sorted((Path(__file__).parents[3] / "demo" / "corpus").glob("*.md"))


def titles(folder: Path, articles: list[Path], out: Path) -> set[str]:
    """Run some articles into ``out`` and return the titles that its dialogues name."""
    folder.mkdir()
    for article in articles:
        shutil.copy(article, folder)
    run_recipe(make_recipe({"inputs": [{"path": str(folder)}], "out": str(out)}), LocalEngine(1), Quiet())
    return {
        document["title"]
        for dialogue in existing_run(out).read_records("dialogues")
        for document in dialogue["documents"]
    }


def test_a_second_run_under_the_same_path_sees_nothing_of_the_first(tmp_path: Path) -> None:
    first = titles(tmp_path / "a", ARTICLES[:8], tmp_path / "run")
    shutil.rmtree(tmp_path / "run")
    second = titles(tmp_path / "b", ARTICLES[8:16], tmp_path / "run")
    assert first
    assert second
    assert first.isdisjoint(second)
