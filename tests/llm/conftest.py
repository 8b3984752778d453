"""Servers that fail on purpose, requests, and dispatchers, shared by the tests of the model seam."""

import asyncio
import os
import random
import selectors
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from lemnos.llm.dispatch import Dispatcher
from lemnos.llm.factory import open_dispatcher
from lemnos.llm.request import Answer, Request
from lemnos.llm.settings import LlmSettings, ServerSettings
from lemnos.llm.structured import numbered_schema
from lemnos.records import Utterance
from tests.conftest import ROOT
from tests.llm.fault_server import Behaviour, FaultServer, Seen, identity, serving

Result = TypeVar("Result")
Serve = Callable[..., FaultServer]
_WORDS = """harbour compass longitude astronomer sextant chronometer voyage meridian navigator almanac observatory
    eclipse pendulum telescope latitude instrument""".split()


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end, for half a minute at the most."""
    return asyncio.run(asyncio.wait_for(work, 30))


class _Skipping(selectors.SelectSelector):
    """Passes over the time in which nothing would happen."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        return ready


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _Skipping()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def run_at_once(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine whose waits take no time; its loop's clock begins at 0 and shows what they would have taken."""
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(work)


def request(
    number: int = 0, *, turns: int = 0, purpose: str = "talk", max_tokens: int = 400, size: int = 40
) -> Request:
    """Return a request that differs by its number."""
    rng = random.Random(number)
    text = f"Passage {number}. " + " ".join(rng.choice(_WORDS) for _ in range(size))
    messages = (Utterance("system", "You write the questions of a curious reader."), Utterance("user", text))
    return Request(purpose, messages, max_tokens, numbered_schema(turns) if turns else "")


def requests(count: int, **more: Any) -> list[Request]:
    """Return so many different requests."""
    return [request(number, **more) for number in range(count)]


def name_of(asked: Request) -> str:
    """Return what the fault server counts a request under."""
    return identity([message.content for message in asked.messages])


def settings_for(url: str, **server: Any) -> LlmSettings:
    """Return the settings that ask the server at ``url``."""
    return LlmSettings(model="tiny", server=ServerSettings(url=url, **server))


@pytest.fixture
def allow(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Allows the client to ask one more address."""
    return lambda url: monkeypatch.setenv("LEMNOS_ALLOW_MODELS", f"{os.environ.get('LEMNOS_ALLOW_MODELS', '')},{url}")


@pytest.fixture
def serve(allow: Callable[[str], None]) -> Iterator[Serve]:
    """Starts fault servers, which may be asked, and stops them after the test."""
    with ExitStack() as stack:

        def start(**behaviour: Any) -> FaultServer:
            server = stack.enter_context(serving(Behaviour(**behaviour)))
            allow(server.url)
            return server

        yield start


@contextmanager
def serving_apart(*options: object) -> Iterator[str]:
    """Serve from a process of its own; yields the base URL."""
    command = [sys.executable, "-m", "tests.llm.fault_server", *map(str, options)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def seen_at(url: str) -> Seen:
    """Return what a fault server has counted."""
    with urllib.request.urlopen(url.replace("/v1", "/stats"), timeout=30) as got:
        return msgspec.json.decode(got.read(), type=Seen)


@contextmanager
def asking(folder: Path, settings: LlmSettings, told: list[str] | None = None) -> Iterator[Dispatcher]:
    """Open the dispatcher of the run in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_dispatcher(folder, settings, (told if told is not None else []).append) as dispatcher:
        yield dispatcher


def answers_of(dispatcher: Dispatcher, asked: Sequence[Request], tickets: int = 1) -> dict[str, Answer]:
    """Submit requests, cut into so many tickets, and return all their answers by key."""
    end = time.monotonic() + 60

    def hurry() -> None:
        assert time.monotonic() < end, "the answers do not come"

    dispatcher.on_wait = hurry
    for number in range(tickets):
        dispatcher.submit(number, asked[number::tickets])
    answers: dict[str, Answer] = {}
    while dispatcher.waits:
        answered = dispatcher.ready(wait=True)
        assert answered is not None
        answers |= answered.answers
    return answers


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of a run's journal of answers."""
    return [msgspec.json.decode(line) for line in (folder / "answers.jsonl").read_bytes().splitlines()]
