"""Small corpora and the command line, shared by the tests."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from tests.commands import Commands

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # no test fails on time

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "demo" / "corpus"
LEMNOS = Path(sys.executable).with_name("lemnos")
NAVIGATION = """dead-reckoning john-harrison latitude longitude magnetic-compass marine-chronometer mariners-astrolabe
    navigation polaris prime-meridian satellite-navigation sextant""".split()

EVERY = ("--set", "talk.reuse=0")
"""Options with which every document is the anchor of a dialogue: more dialogues from few documents."""

os.environ["LEMNOS_FORBID_MODELS"] = "1"  # also in the processes that tests start; see tests/llm/conftest.py


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @classmethod
    def of(cls, command: Sequence[str | Path], cwd: Path | None = None) -> "Ended":
        """Run a command to its end."""
        ended = subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120, check=False)
        return cls(ended.returncode, ended.stdout, ended.stderr)

    @property
    def line(self) -> str:
        """The one line that the command ended with, all else it might have printed being a failure."""
        assert "Traceback" not in self.err, self.err
        lines = [line for line in self.err.splitlines() if line.startswith("lemnos:")]
        assert len(lines) == 1, self.err
        assert self.err.rstrip().endswith(lines[0]), self.err
        return lines[0]


def lemnos(*arguments: object, cwd: Path | None = None) -> Ended:
    """Run the command line in a process of its own."""
    return Ended.of([LEMNOS, *map(str, arguments)], cwd)


_COMMANDS = Commands()


def quick_lemnos(*arguments: object, cwd: Path) -> Ended:
    """Run the command line on one core, in a process that needs not import the libraries of others: for pages of many
    commands. See ``tests/commands.py``."""
    return Ended(*_COMMANDS.run([*map(str, arguments)], cwd, [own_core()]))


def stable_files(run: Path) -> dict[str, str]:
    """Return a hash of every file of a run that its input, settings and seed alone decide."""
    names = ["manifest.json", *json.loads((run / "manifest.json").read_bytes())["files"]]
    return {name: hashlib.sha256((run / name).read_bytes()).hexdigest() for name in names}


def children_of(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents[int(entry)] = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [pid]
    for parent in found:
        found += [child for child, of in parents.items() if of == parent]
    return found[1:]


def alive(pid: int) -> bool:
    """Return whether a process runs; a dead one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """Return whether a condition comes true in some seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 12 linked Markdown articles about navigation, each of 6 paragraphs or more."""
    folder = tmp_path_factory.mktemp("corpus") / "wiki"
    folder.mkdir()
    for name in NAVIGATION:
        shutil.copy2(DEMO / f"{name}.md", folder)
    return folder


@pytest.fixture(scope="session")
def finished(wiki: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run over ``wiki``; read it only."""
    run = tmp_path_factory.mktemp("runs") / "wiki"
    ended = lemnos("talk", wiki, "--out", run, "--workers", 1, "--quiet", *EVERY)
    assert ended.code == 0, ended.err
    return run


def own_core() -> int:
    """Return the core that is this worker's, among those that the tests may use."""
    cores = sorted(os.sched_getaffinity(0))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return cores[number % len(cores)]


def on_one_core() -> None:
    """Let this process and those that it starts use one core: what a page shows starts no pool then, and ends sooner
    beside the other tests. Give it as ``preexec_fn``."""
    os.sched_setaffinity(0, [own_core()])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start commands as slow, for ``make fast`` to leave out; put their files first, so that no
    worker waits for another's long file at the end."""
    slow = set()
    for item in items:
        module = getattr(item, "module", None)
        names = {*vars(module)} if module else set()
        if {"lemnos", "quick_lemnos", "LEMNOS", "subprocess"} & names or "finished" in getattr(
            item, "fixturenames", ()
        ):
            item.add_marker(pytest.mark.slow)
            slow.add(item.path)
    slow |= {item.path for item in items if item.path.parent.name == "llm"}
    items.sort(key=lambda item: item.path not in slow)
