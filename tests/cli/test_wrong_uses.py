"""Wrong uses of the command line: each ends in one line that says what to do, and exit status 2."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import LEMNOS, lemnos


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tlak", "x"), "lemnos has no command 'tlak'; did you mean lemnos talk?"),
        (
            ("tools", "x", "--out", "y"),
            "lemnos tools has no command 'x'; its commands are crawl, docs, list, play, search, show, verify",
        ),
        (("talk", "", "--out", "x"), "a path is empty; name a file or folder"),
        (("talk", ".", "--out", ""), "the path is empty; name a folder"),
        (("talk", ".", "--out", "x", "--limit", "0"), "0 is not at least 1"),
        (("talk", ".", "--out", "x", "--seed", "a"), "'a' is not a whole number"),
        (("talk", ".", "--out", "x", "--min-score", "3"), "3.0 is not from 0 to 1"),
        (("tools", "play", ".", "--out", "x", "--per-tool", "0"), "0 is not above 0"),
        (("talk", "nope", "--out", "x"), "nope: no such file or folder; check the path"),
        (("talk", "a.md", "--out", "x", "--set", "plan.turns_mean=3"), "unknown setting plan; did you mean talk.plan?"),
        (
            ("talk", "a.md", "--out", "x", "--url", "http://localhost:1/v1"),
            "--url: is about a model, and none is asked; add --model NAME, or --set talk.writer=model",
        ),
        (("talk", "a.md", "--out", "x", "--max-requests", "5"), "--max-requests: is about a model, and none is asked"),
        (
            ("tools", "docs", "a.md", "--out", "x", "--url", "http://localhost:1/v1"),
            "add --model NAME, or --set tools.describe=model",
        ),
        (
            ("talk", "a.md", "--out", "x", "--exclude-licence", "MIT"),
            "selects records of finished runs, and a.md is none; make a run of it first, or remove the option",
        ),
        (("run", "."), "is a folder, not a recipe; give a recipe: a YAML file"),
        (("talk", "a.md", "--out", "/proc/x"), "/proc/x: cannot be created; choose another --out"),
        (("join", "x"), "Missing option '--out'"),
    ],
)
def test_a_mistake_is_one_line_with_a_remedy(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    (tmp_path / "a.md").write_text("# A\n\nText.\n")
    ended = lemnos(*arguments, cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.line


@pytest.mark.parametrize("arguments", [["show"], ["show", "--list"], ["show", "--json"]])
def test_a_reader_that_has_seen_enough_ends_the_command_well(finished: Path, arguments: list[str]) -> None:
    command = [str(LEMNOS), arguments[0], str(finished), *arguments[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert (process.wait(), process.stderr.read()) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [[], ["--json"], ["--list"]])
def test_an_output_that_is_full_is_one_line(finished: Path, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [LEMNOS, "show", str(finished), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr == "lemnos: standard output: cannot be written (No space left on device); free some space\n"


def test_what_a_terminal_cannot_show_is_replaced(finished: Path) -> None:
    ended = subprocess.run(
        [LEMNOS, "show", str(finished), "--turns", "3"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "User       " in ended.stdout


def test_every_command_is_listed_once_by_purpose() -> None:
    lines = [line.split()[0] for line in lemnos("--help").out.splitlines() if line.startswith("  ") and line.split()]
    for name in ("talk", "tools", "run", "plan", "show", "join", "reward", "prompts"):
        assert lines.count(name) == 1
