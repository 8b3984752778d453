"""``kill -9`` at any instant, or a full disk: the same command ends with the bytes of an undisturbed run."""

import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from lemnos.store.run_folder import existing_run
from tests.conftest import DEMO, EVERY, LEMNOS, Ended, alive, children_of, lemnos, stable_files, within


def command(run: Path, inputs: list[Path], workers: int) -> list[object]:
    options = ["--workers", workers, "--set", "talk.anchors_per_shard=2", "--set", "talk.graph.duplicates=0", "--quiet"]
    return ["talk", *inputs, "--out", run, *options]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The demo corpus three times over in 18 inputs, so that reading it is 18 shards."""
    files = sorted(DEMO.iterdir())
    folders = [tmp_path_factory.mktemp("part") / f"part{number:02}" for number in range(18)]
    for number, folder in enumerate(folders):
        folder.mkdir()
        for file in files[number % 6 :: 6]:
            (folder / file.name).symlink_to(file)
    return folders


@pytest.fixture(scope="module")
def undisturbed(inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    run = tmp_path_factory.mktemp("undisturbed") / "run"
    ended = lemnos(*command(run, inputs, 1))
    assert ended.code == 0, ended.err
    return stable_files(run)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_killed_again_and_again_ends_as_if_undisturbed(
    tmp_path: Path, inputs: list[Path], undisturbed: dict[str, str], workers: int
) -> None:
    run = tmp_path / "run"
    rng = random.Random(workers)
    killed = 0
    for stage, more in (("documents", 1), ("documents", 4), ("dialogues", 1), ("dialogues", 20)):
        wanted = _finished(run, stage) + more
        with subprocess.Popen([LEMNOS, *map(str, command(run, inputs, workers))]) as process:
            while _finished(run, stage) < wanted and process.poll() is None:
                pass
            time.sleep(rng.uniform(0, 0.05))
            children = children_of(process.pid)
            process.kill()
        killed += process.returncode == -signal.SIGKILL
        assert within(5, partial(_none_alive, children))
    assert killed >= 3
    ended = lemnos(*command(run, inputs, workers))
    assert ended.code == 0, ended.err
    assert stable_files(run) == undisturbed
    assert [path for path in run.rglob("*") if path.name.startswith(".writing") or path.suffix == ".raw"] == []
    events = [entry["event"] for entry in existing_run(run).journal.entries()]
    assert events == ["started"] * (len(events) - 1) + ["finished"]
    assert len(events) >= killed + 1


def _finished(run: Path, stage: str) -> int:
    return len(list((run / "work" / stage).glob("[0-9]*.done.json")))


def _none_alive(processes: list[int]) -> bool:
    return not any(map(alive, processes))


def test_finished_shards_are_not_made_again(tmp_path: Path, inputs: list[Path], undisturbed: dict[str, str]) -> None:
    run = tmp_path / "run"
    assert lemnos(*command(run, inputs, 1)).code == 0
    (run / "manifest.json").unlink()
    (run / "work" / "dialogues" / "000004.done.json").unlink()
    times = {path: path.stat().st_mtime_ns for path in (run / "dialogues").iterdir()}
    assert lemnos(*command(run, inputs, 1)).code == 0
    again = [path.name for path, made in times.items() if path.stat().st_mtime_ns != made]
    assert again == ["000004.parquet"]
    assert stable_files(run) == undisturbed


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(tmp_path: Path, inputs: list[Path]) -> None:
    run = tmp_path / "run"
    with subprocess.Popen(
        [LEMNOS, *map(str, command(run, inputs, 2))], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert within(60, lambda: (run / "work" / "documents" / "000000.done.json").exists())
        children = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert told.strip() == "lemnos: interrupted; the same command resumes"
    assert within(5, partial(_none_alive, children))


FULL = """
import errno, os, sys
from lemnos.cli.main import main
left = int(sys.argv.pop(1))
def fsync(descriptor):
    global left
    left -= 1
    if left < 0:
        raise OSError(errno.ENOSPC, "No space left on device")
os.fsync = fsync
main()
"""


@pytest.mark.parametrize("writes", [0, 1, 2, 5, 10, 20])
def test_a_full_disk_is_one_line_and_the_run_goes_on_later(
    tmp_path: Path, wiki: Path, finished: Path, writes: int
) -> None:
    out = tmp_path / "run"
    arguments = ["talk", str(wiki), "--out", str(out), "--workers", "1", "--quiet", *EVERY]
    ended = Ended.of([sys.executable, "-c", FULL, str(writes), *arguments])
    assert ended.code == 2
    assert ended.line.startswith(f"lemnos: {out}")
    assert ended.line.endswith(
        ": the disk is full; free some space and rerun the same command: finished shards are kept"
    )
    assert not list(out.rglob(".writing-*"))
    again = lemnos(*arguments)
    assert again.code == 0, again.err
    files = stable_files(out)
    expected = stable_files(finished)
    assert {name: files[name] for name in files if "/" in name} == {n: expected[n] for n in expected if "/" in n}


def test_a_file_size_limit_is_one_line_that_names_it(tmp_path: Path, wiki: Path) -> None:
    out = tmp_path / "run"
    limited = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limited += "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
    limited += "from lemnos.cli.main import main\nmain()"
    arguments = ["talk", str(wiki), "--out", str(out), "--workers", "1", "--quiet", *EVERY]
    ended = Ended.of([sys.executable, "-c", limited, *arguments])
    assert ended.code == 2
    assert ": the file would exceed the size limit of this process or file system; raise the limit" in ended.line
    assert lemnos(*arguments).code == 0


def test_a_second_run_in_a_folder_gives_way_and_a_killed_one_leaves_it_free(
    tmp_path: Path, inputs: list[Path], undisturbed: dict[str, str]
) -> None:
    run = tmp_path / "run"
    arguments = list(map(str, command(run, inputs, 1)))
    with subprocess.Popen([LEMNOS, *arguments], stderr=subprocess.DEVNULL, start_new_session=True) as first:
        assert within(60, lambda: (run / "work" / "documents" / "000000.done.json").exists())
        first.send_signal(signal.SIGSTOP)
        second = lemnos(*arguments)
        assert second.code == 2
        assert second.line == (
            f"lemnos: {run}: another lemnos process is working in this folder; wait for it, or choose another --out"
        )
        first.kill()
        first.wait()
    assert lemnos(*arguments).code == 0
    assert stable_files(run) == undisturbed
