"""A real OpenAI-compatible server program, ``transformers serve``, with a random model: the wire is not ours."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from lemnos.errors import ServerError
from lemnos.llm.backends.openai_server import HttpBackend
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings, ServerSettings
from lemnos.llm.structured import numbered_schema
from lemnos.records import Utterance
from tests.conftest import EVERY, lemnos, stable_files, within
from tests.llm.conftest import answers_of, asking, lines_of, run
from tests.llm.tiny_model import make_model, needs_models

pytestmark = needs_models
_STARTS = 120
"""Seconds in which a server must be there; it takes 10 on an idle machine."""
Allow = Callable[[str], None]


class Server(NamedTuple):
    """A server that answers."""

    url: str
    model: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    model = make_model(folder / "tiny")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("transformers")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    command: list[str | Path] = [program, "serve", model, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            assert within(_STARTS, lambda: process.poll() is not None or healthy(port))
            assert process.poll() is None, (folder / "log").read_text()
            yield Server(f"http://127.0.0.1:{port}/v1", str(model))
        finally:
            process.kill()


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as got:
            return bool(got.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def settings_of(server: Server, temperature: float = 0.8, **more: object) -> LlmSettings:
    settings = ServerSettings(url=server.url, concurrency=4, attempts=2)
    return LlmSettings(model=server.model, temperature=temperature, server=settings, extra=dict(more))


def asked(number: int, most: int = 8, turns: int = 0) -> Request:
    text = f"Passage {number}: the sextant measures the height of a star."
    messages = (Utterance("system", "Ask questions."), Utterance("user", text))
    return Request("test", messages, most, numbered_schema(turns) if turns else "")


def test_one_request_over_the_wire(server: Server, allow: Allow) -> None:
    from transformers import AutoTokenizer

    allow(server.url)
    told: list[str] = []

    async def work() -> None:
        backend = HttpBackend(settings_of(server, temperature=0), told.append)
        try:
            short, long = await backend.reply(asked(1, most=3)), await backend.reply(asked(1, most=12))
            structured = await backend.reply(asked(2, turns=3))
        finally:
            await backend.close()
        assert (short.finish, short.usage.generated) == ("length", 3)
        assert (long.finish, long.usage.generated) == ("length", 12)
        assert long.text.startswith(short.text)  # at temperature 0 the same words
        tokenizer = AutoTokenizer.from_pretrained(server.model)
        messages = [{"role": message.role, "content": message.content} for message in asked(1).messages]
        prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        assert short.usage.sent == long.usage.sent == len(tokenizer(prompt)["input_ids"])
        assert structured.usage.generated == 8

    run(work())
    assert (
        told == []
    )  # this server passes over response_format without a word, and `auto` has nothing to step down from


def test_temperature_reaches_the_model(server: Server, allow: Allow) -> None:
    allow(server.url)
    texts: dict[float, set[str]] = {}
    for temperature in (0.0, 2.0):

        async def work(temperature: float = temperature) -> set[str]:
            backends = [HttpBackend(settings_of(server, temperature, seed=seed), print) for seed in range(3)]
            try:
                return {(await backend.reply(asked(7))).text for backend in backends}
            finally:
                for backend in backends:
                    await backend.close()

        texts[temperature] = run(work())
    assert [len(texts[0.0]), len(texts[2.0])] == [1, 3]


def test_an_unknown_model_ends_the_run_with_what_the_server_says(server: Server, allow: Allow, tmp_path: Path) -> None:
    allow(server.url)
    with (
        asking(tmp_path / "run", settings_of(server._replace(model="other"))) as dispatcher,
        pytest.raises(ServerError, match="requested 'other'"),
    ):
        answers_of(dispatcher, [asked(number) for number in range(12)])
    # What it refused may be answered when it is put right: nothing is kept as refused for good.
    assert {line["finish"] for line in lines_of(tmp_path / "run")} <= {"failed"}


def test_through_the_dispatcher_every_answer_is_counted_and_none_asked_twice(
    server: Server, allow: Allow, tmp_path: Path
) -> None:
    allow(server.url)
    requests = [asked(number, turns=2) for number in range(12)]
    with asking(tmp_path / "run", settings_of(server)) as dispatcher:
        first = answers_of(dispatcher, [*requests, *requests[:4]], tickets=4)
        assert dispatcher.ledger.total("answered") == 12
        assert dispatcher.ledger.total("generated") == 12 * 8
    assert {answer.finish for answer in first.values()} == {"length"}
    assert all(answer.text for answer in first.values())
    with asking(tmp_path / "again", settings_of(server)) as dispatcher:
        assert answers_of(dispatcher, requests) == first
        assert (dispatcher.ledger.total("answered"), dispatcher.ledger.total("reused")) == (0, 12)


def test_talk_with_a_model_that_writes_noise_makes_whole_dialogues_and_counts_every_turn(
    server: Server, allow: Allow, wiki: Path, tmp_path: Path
) -> None:
    allow(server.url)

    def talk(out: str, *more: str) -> Path:
        command = ["talk", wiki, "--out", tmp_path / out, "--limit", 6, "--workers", 1, "--model", server.model]
        command += ["--url", server.url, "--set", "talk.plan.turns_mean=16", "--set", "llm.extra={max_tokens: 12}"]
        command += [*EVERY, "--set", "talk.model_writer.stop_refused=1"]
        ended = lemnos(*command, *more, "--quiet")
        assert ended.code == 0, ended.err
        return tmp_path / out

    report = json.loads((talk("run") / "report.json").read_bytes())
    turns = report["dialogues"]["turns"]
    assert report["dialogues"]["dialogues"] >= 3
    assert turns >= 30
    assert sum(report["written"].values()) == turns
    assert report["written"]["rules: unreadable"] > turns / 2
    lines = lines_of(tmp_path / "run")
    model = report["model"]
    assert model["answered"] == model["cut_off"] == len(lines) > 3
    asked_for = {purpose: spent["answered"] for purpose, spent in model["by_purpose"].items()}
    assert asked_for["user turns, missing ones"] > 0
    assert sum(asked_for.values()) == len(lines)
    assert model["generated"] == sum(line["usage"]["generated"] for line in lines) == 12 * len(lines)
    assert model["sent"] == sum(line["usage"]["sent"] for line in lines)
    assert (model["refused"], model["failed"], model["faults"]) == (0, 0, {})

    # The same answers, from nobody: no server is reached, the bytes are the same.
    again = talk("again", "--set", "llm.backend=replay")
    dialogues = [
        {name: text for name, text in stable_files(run).items() if name.startswith("dialogues/")}
        for run in (tmp_path / "run", again)
    ]
    assert dialogues[0] == dialogues[1]
    assert len(dialogues[0]) >= 1
    assert json.loads((again / "report.json").read_bytes())["model"]["reused"] == len(lines)
