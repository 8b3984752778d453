"""A stage that asks a model: put aside and done again, by any number of workers, killed at any moment."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from lemnos.errors import PausedError
from lemnos.llm.dispatch import _deciding_json
from lemnos.llm.request import Answer, Answers, Unanswered, digest
from lemnos.llm.settings import BudgetSettings
from tests.conftest import ROOT, Ended, alive, children_of, within
from tests.llm.asking_run import EACH, SHARDS, Shard, ask_twice, run_stage
from tests.llm.conftest import Serve, lines_of, name_of, seen_at, serving_apart, settings_for
from tests.llm.fault_server import QUICK_KINDS, answer_to


class Expected(NamedTuple):
    """What the stage comes to if nothing goes wrong, found without dispatcher, server or engine."""

    names: dict[str, str]
    """What the server counts each request under, by its key in the journal."""
    records: dict[str, bytes]
    figures: list[dict[str, Any]]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Expected:
    folder = tmp_path_factory.mktemp("expected")
    model = digest([_deciding_json(settings_for(""))])
    names: dict[str, str] = {}
    figures = []
    for number in range(SHARDS):
        known: dict[str, Answer] = {}
        while True:
            try:
                figures.append(ask_twice(folder, EACH, Shard(number), Answers(known)))
                break
            except Unanswered as asked:
                for one in asked.requests:
                    body = {"messages": [{"content": message.content} for message in one.messages]}
                    known[one.key] = Answer(answer_to(body))
                    names[digest([model, one.key])] = name_of(one)
    return Expected(names, records_in(folder), figures)


def records_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "records").iterdir())}


def test_the_stage_asks_a_thousand_different_questions(expected: Expected) -> None:
    assert len(expected.names) == len(set(expected.names.values())) == 1000
    assert [figures["texts"] for figures in expected.figures] == [20] * 50


@pytest.mark.parametrize("workers", [1, 2])
def test_the_bytes_and_figures_are_the_same_for_any_number_of_workers(
    tmp_path: Path, serve: Serve, expected: Expected, workers: int
) -> None:
    server = serve(faults=0.02, kinds=QUICK_KINDS)
    settings = settings_for(server.url, concurrency=40)
    assert run_stage(tmp_path / "run", settings, workers) == expected.figures
    assert records_in(tmp_path / "run") == expected.records
    assert server.seen.answered == dict.fromkeys(expected.names.values(), 1)
    # What is finished is not asked about again, nor done.
    times = [path.stat().st_mtime_ns for path in (tmp_path / "run" / "records").iterdir()]
    assert run_stage(tmp_path / "run", settings, workers) == expected.figures
    assert [path.stat().st_mtime_ns for path in (tmp_path / "run" / "records").iterdir()] == times
    assert sum(server.seen.answered.values()) == 1000


def test_a_shard_is_done_once_for_each_round_and_once_more(tmp_path: Path, serve: Serve, monkeypatch: Any) -> None:
    done: list[int] = []
    real = ask_twice

    def counted(folder: Path, each: int, task: Shard, answers: Answers) -> dict[str, Any]:
        done.append(task.number)
        return real(folder, each, task, answers)

    monkeypatch.setattr("tests.llm.asking_run.ask_twice", counted)
    run_stage(tmp_path / "run", settings_for(serve(latency=0.5).url), 1, shards=6)
    assert sorted(done) == sorted([*range(6)] * 3)
    assert done[:3] == [0, 1, 2]  # none waits for the answers to another


@pytest.mark.parametrize("workers", [1, 2])
def test_a_cap_stops_the_stage_and_what_is_finished_stays(
    tmp_path: Path, serve: Serve, expected: Expected, workers: int
) -> None:
    server = serve()
    settings = settings_for(server.url, concurrency=8)
    capped = msgspec.structs.replace(settings, budget=BudgetSettings(max_requests=130))
    with pytest.raises(PausedError, match="reached max_requests 130: 130 requests answered"):
        run_stage(tmp_path / "run", capped, workers)
    records = records_in(tmp_path / "run")
    assert records
    assert records.items() < expected.records.items()
    assert sum(server.seen.answered.values()) == 130
    assert run_stage(tmp_path / "run", settings, workers) == expected.figures
    assert records_in(tmp_path / "run") == expected.records
    assert server.seen.attempts == dict.fromkeys(expected.names.values(), 1)


def test_a_run_killed_at_ten_random_moments_asks_nothing_twice_that_it_had_noted(
    tmp_path: Path, expected: Expected
) -> None:
    rng = random.Random(4)
    run = tmp_path / "run"
    journal = run / "answers.jsonl"
    kinds = ",".join(QUICK_KINDS)
    noted: list[tuple[set[str], dict[str, int]]] = []
    with serving_apart("--faults", 0.1, "--kinds", kinds, "--seed", 8, "--latency", 0.08) as url:
        command = [sys.executable, "-m", "tests.llm.asking_run", str(run), url, "--workers"]
        for kill in range(10):
            before = journal.stat().st_size if journal.exists() else 0
            more = rng.randrange(0, 14_000)  # of about 250,000 bytes
            with subprocess.Popen([*command, str(1 + kill % 2)], cwd=ROOT) as process:
                assert within(30, lambda: journal.exists() and journal.stat().st_size > before + more)  # noqa: B023
                time.sleep(rng.uniform(0, 0.03))
                children = children_of(process.pid)
                process.kill()
            assert process.returncode == -signal.SIGKILL
            assert within(5, lambda: not any(map(alive, children)))  # noqa: B023
            keys = {line["key"] for line in whole_lines(journal)}
            noted.append((keys, seen_at(url).attempts))
        ended = Ended.of([*command, "1"], cwd=ROOT)
        assert ended.code == 0, ended.err
        attempts = seen_at(url).attempts
    assert 0 < len(noted[0][0]) < len(noted[4][0]) < len(noted[-1][0]) < 1000
    for keys, then in noted:
        names = [expected.names[key] for key in keys]
        assert [attempts[name] for name in names] == [then[name] for name in names]
    keys_in_order = [line["key"] for line in lines_of(run)]
    assert len(keys_in_order) == len(set(keys_in_order))
    assert set(keys_in_order) == set(expected.names)
    assert records_in(run) == expected.records


def whole_lines(journal: Path) -> list[dict[str, Any]]:
    """Return the lines of a journal, the last one only if it is whole."""
    return [msgspec.json.decode(line) for line in journal.read_bytes().rpartition(b"\n")[0].splitlines() if line]
