"""Every command and every piece of Python in docs/how-to runs, on small inputs under the names that it uses."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, lemnos

PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
ELSEWHERE = ("pip",)
"""Programs that are not ours to run."""


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
    (folder / "2021_manual_evaluation_topics_v1.0.json").write_text(json.dumps(topics))
    return folder


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_page_runs(page: Path, place: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, content in re.findall(r"^```jsonl (\S+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        (place / name).write_text(content, encoding="utf-8")
    commands = re.findall(
        r"^    (\S.*)$", "\n".join(re.split(r"^```.*?^```", text, flags=re.MULTILINE | re.DOTALL)), re.M
    )
    ours = [command for command in commands if command.startswith("lemnos ")]
    assert [command for command in commands if command not in ours and not command.startswith(ELSEWHERE)] == []
    assert len(ours) >= 5
    for command in ours:
        written, _, file = command.partition(" > ")
        ended = lemnos(*shlex.split(written)[1:], cwd=place)
        assert (ended.code, ended.out != "") == (0, True), f"{command}\n{ended.err}"
        if file:
            (place / file).write_text(ended.out, encoding="utf-8")
    for number, program in enumerate(re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)):
        (place / f"{page.stem}-{number}.py").write_text(program, encoding="utf-8")
        subprocess.run([sys.executable, f"{page.stem}-{number}.py"], cwd=place, check=True)


def test_what_the_reward_page_ranks_comes_out_as_it_says(place: Path) -> None:
    ranked = [json.loads(line) for line in (place / "ranked.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [list(line)[-1] for line in ranked] == ["scores", "scores"]
    first = ranked[0]["scores"]
    assert first[1] == min(first)
