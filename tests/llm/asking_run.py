"""A small stage that asks a model in two rounds, and a program that runs it, to be killed.

    python -m tests.llm.asking_run RUN URL --workers 2

Each of ``SHARDS`` shards asks ``EACH`` questions, then as many about the answers, and writes what came back.
"""

import argparse
import os
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from lemnos.engine.local import LocalEngine
from lemnos.llm.asking_stage import run_asking_stage
from lemnos.llm.factory import open_dispatcher
from lemnos.llm.request import Answers, Request
from lemnos.llm.settings import LlmSettings, ServerSettings
from lemnos.records import Utterance
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder, describe, open_run

SHARDS, EACH = 50, 10
STAGE = "questions"


class Shard(msgspec.Struct, frozen=True):
    """The task: a number is all there is to it."""

    number: int


def ask_twice(folder: Path, each: int, task: Shard, answers: Answers) -> dict[str, Any]:
    """Do one shard."""
    first = [_request(f"Passage {task.number}.{one}: the harbour and its chronometer.") for one in range(each)]
    told = answers.to(first)
    second = [_request(f"On {task.number}.{one}: {answer.text} And then?") for one, answer in enumerate(told)]
    texts = [answer.text for answer in (*told, *answers.to(second))]
    write_bytes(folder / "records" / f"{task.number:06}.json", msgspec.json.encode(texts))
    return {"texts": len(texts), "characters": sum(map(len, texts))}


def _request(text: str) -> Request:
    return Request("questions", (Utterance("system", "You ask."), Utterance("user", text)), 200)


def run_stage(path: Path, settings: LlmSettings, workers: int, shards: int = SHARDS) -> list[dict[str, Any]]:
    """Run or continue the stage in the run folder ``path``; return its figures without what they cost."""
    with open_run(path, describe("test", {"shards": shards})) as run:
        engine = LocalEngine(workers)
        try:
            with open_dispatcher(path, settings, print) as dispatcher:
                figures = _figures(run, engine, dispatcher, shards)
        finally:
            engine.close()
    return [{name: value for name, value in one.items() if name != "cost"} for one in figures]


def _figures(run: RunFolder, engine: LocalEngine, dispatcher: Any, shards: int) -> list[dict[str, Any]]:
    tasks = map(Shard, range(shards))
    return run_asking_stage(run, STAGE, partial(ask_twice, run.path, EACH), tasks, engine, dispatcher, lambda _: None)


def main() -> None:
    """Run the stage against a fault server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("url")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    os.environ["LEMNOS_ALLOW_MODELS"] = options.url
    server = ServerSettings(url=options.url, concurrency=16)
    run_stage(options.run, LlmSettings(model="tiny", server=server), options.workers)


if __name__ == "__main__":
    main()
