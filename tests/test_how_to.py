"""Every command and every piece of Python in the tutorial and docs/how-to runs, on the small inputs that it names."""

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.conftest import DEMO, NAVIGATION, ROOT, on_one_core, quick_lemnos
from tests.llm.conftest import Serve, allow, serve  # noqa: F401, fixtures
from tests.llm.tiny_model import make_model
from tests.sources.web.warcs import html, record, warc

PAGES = [ROOT / "docs" / "tutorial.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
ELSEWHERE = ("pip", "mkdir")
"""Programs that are not ours."""
CHECKPOINTS = ("ckpt-1000", "ckpt-2000")
"""What the page about measuring calls its checkpoints; made here where torch is."""
SERVER = "http://localhost:8000/v1"
"""Where the pages say that a model is."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the pages name."""
    folder = tmp_path_factory.mktemp("how-to")
    shutil.copytree(ROOT / "demo", folder / "demo")
    shutil.copytree(ROOT / "demo" / "corpus", folder / "docs")
    topics = [
        {
            "number": number,
            "turn": [
                {"number": turn, "raw_utterance": "?", "passage": f"The {thing} and the {other} of the sea."}
                for turn, other in enumerate(("coast", "storm", "harbour"), 1)
            ],
        }
        for number, thing in enumerate("whale tide clipper sextant buoy fog gull reef anchor sail".split(), 106)
    ]
    render = MarkdownIt().render
    warc(
        folder / "crawl.warc.gz",
        *(
            record(f"https://{path.stem}.example.org/", html(path.stem, render(path.read_text(encoding="utf-8"))))
            for path in sorted(DEMO.glob("*.md"))
        ),
    )
    (folder / "articles").mkdir()
    for name in NAVIGATION:
        shutil.copy2(DEMO / f"{name}.md", folder / "articles")
    if importlib.util.find_spec("torch") is not None:
        for name in CHECKPOINTS:
            make_model(folder / name)
    (folder / "2021_manual_evaluation_topics_v1.0.json").write_text(json.dumps(topics))
    return folder


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_page_runs(page: Path, place: Path, serve: Serve) -> None:  # noqa: F811
    url = serve().url
    shutil.rmtree(place / "runs", ignore_errors=True)  # a page stands by itself
    text = page.read_text(encoding="utf-8").replace(SERVER, url)
    for name, content in re.findall(r"^```(?:jsonl|yaml|text|python) (\S+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    commands = re.findall(
        r"^    (\S.*)$", "\n".join(re.split(r"^```.*?^```", text, flags=re.MULTILINE | re.DOTALL)), re.M
    )
    ours = [command for command in commands if command.startswith("lemnos ")]
    assert [command for command in commands if command not in ours and not command.startswith(ELSEWHERE)] == []
    programs = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(ours) + len(programs) >= 5 or page.stem == "add-a-step"
    for command in commands:
        if command.startswith("mkdir "):
            (place / command.split()[1]).mkdir()
        elif command in ours:
            _run(command, place)
    for number, program in enumerate(programs):
        (place / f"{page.stem}-{number}.py").write_text(program, encoding="utf-8")
        subprocess.run([sys.executable, f"{page.stem}-{number}.py"], cwd=place, check=True, preexec_fn=on_one_core)


def _run(command: str, place: Path) -> None:
    """Run a command as a page has it: with a comment behind it, or its output into a file."""
    written, _, file = command.partition("  # ")[0].partition(" > ")
    if "llm.backend=transformers" in written or ".gguf" in written:
        return  # tests/llm/test_in_process.py and test_llama.py have models
    needs = (place / written.split()[2]).read_text() if written.startswith("lemnos run ") else written
    if not (place / CHECKPOINTS[0]).exists() and any(name in needs for name in (*CHECKPOINTS, "runs/copy")):
        return
    trains = written.startswith("lemnos train ") or "train:" in needs or "/model" in written
    if trains and importlib.util.find_spec("torch") is None:
        return
    ended = quick_lemnos(*shlex.split(written)[1:], cwd=place)
    if "llm.backend=batch" in written:
        assert (ended.code, "submit runs/batch/batch/requests-0001.jsonl" in ended.err) == (3, True)
        return
    assert (ended.code, ended.out != "") == (0, True), f"{command}\n{ended.err}"
    if file:
        (place / file).write_text(ended.out, encoding="utf-8")


def test_what_the_reward_page_ranks_comes_out_as_it_says(place: Path) -> None:
    ranked = [json.loads(line) for line in (place / "ranked.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [list(line)[-1] for line in ranked] == ["scores", "scores"]
    first = ranked[0]["scores"]
    assert first[1] == min(first)
