"""Measure what the client pays for asking a model server: Lemnos, its HTTP part alone, and the ``openai`` package.

    python benchmarks/llm_client.py [--requests 3000] [--in-flight 200] [--latency 0.1] [--rounds 3]

Each client runs in a process of its own against a fault server (``tests/llm/fault_server.py``) in another process, with
prompts of about 6 KB and a schema of 16 questions, once without faults and once with a tenth of the attempts failing.
CPU time is that of all threads of the client's process, from the first request to the last answer; the table shows the
median of the rounds. ``--profile`` prints where Lemnos spends it.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_WORDS = (ROOT / "demo" / "corpus" / "longitude.md").read_text(encoding="utf-8").split()
_ATTEMPTS, _TIMEOUT = 8, 10.0
FAULTS = "429,429 seconds,429 date,503,500,cut off,wrong json,no choice,dropped"
"""All faults except slow answers, which would measure the time-out."""


def requests_of(count: int) -> list[Any]:
    """Return different requests of about 6 KB, with a schema of 16 questions."""
    from lemnos.llm.request import Request
    from lemnos.llm.structured import numbered_schema
    from lemnos.records import Utterance

    rng = random.Random(0)
    system = Utterance("system", " ".join(rng.choices(_WORDS, k=200)))
    schema = numbered_schema(16)

    def one(number: int) -> Request:
        text = f"Documents {number}. " + " ".join(rng.choices(_WORDS, k=720))
        return Request("turns", (system, Utterance("user", text)), 1200, schema)

    return [one(number) for number in range(count)]


def settings_of(url: str, in_flight: int) -> Any:
    """Return the settings of the Lemnos client."""
    from lemnos.llm.settings import LlmSettings, ServerSettings

    server = ServerSettings(url=url, concurrency=in_flight, timeout=_TIMEOUT, attempts=_ATTEMPTS)
    return LlmSettings(model="tiny", server=server)


def ask_with_lemnos(url: str, requests: list[Any], in_flight: int) -> int:
    """Send requests through the dispatcher with journal and ledger, eight a ticket; return the number of answers."""
    from lemnos.llm.factory import open_dispatcher

    answers = 0
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        run.mkdir()
        with open_dispatcher(run, settings_of(url, in_flight), lambda _: None) as dispatcher:
            waiting = [requests[start : start + 8] for start in range(0, len(requests), 8)]
            number = 0
            while waiting or dispatcher.waits:
                while waiting and dispatcher.has_room:
                    dispatcher.submit(number, waiting.pop())
                    number += 1
                answered = dispatcher.ready(wait=True)
                answers += sum(answer.usable for answer in answered.answers.values()) if answered else 0
    return answers


async def _gather(requests: list[Any], in_flight: int, ask: Callable[[Any], Awaitable[bool]]) -> int:
    """Send all requests, ``in_flight`` at once; return the number of answers."""
    remaining = iter(requests)

    async def work() -> int:
        return sum([await ask(request) for request in remaining])

    return sum(await asyncio.gather(*(work() for _ in range(in_flight))))


def ask_with_backend(url: str, requests: list[Any], in_flight: int) -> int:
    """Send requests through the HTTP backend alone, with simple retries; return the number of answers."""
    from lemnos.llm.backends.base import AttemptError
    from lemnos.llm.backends.openai_server import HttpBackend

    async def work() -> int:
        backend = HttpBackend(settings_of(url, in_flight), lambda _: None)

        async def ask(request: Any) -> bool:
            for attempt in range(_ATTEMPTS):
                try:
                    return bool((await backend.reply(request)).text)
                except AttemptError as error:
                    await asyncio.sleep(error.after or random.uniform(0, 0.5 * 2 ** (attempt + 1)))
            return False

        answers = await _gather(requests, in_flight, ask)
        await backend.close()
        return answers

    return asyncio.run(work())


def ask_with_openai(url: str, requests: list[Any], in_flight: int) -> int:
    """Send requests through ``AsyncOpenAI`` with its own retries; return the number of answers.

    An invalid body counts as a missing answer.
    """
    import openai

    async def work() -> int:
        client = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=_ATTEMPTS - 1, timeout=_TIMEOUT)
        schemas = {request.schema: json.loads(request.schema) for request in requests}

        async def ask(request: Any) -> bool:
            for _ in range(_ATTEMPTS):
                try:
                    completion: Any = await client.chat.completions.create(
                        model="tiny",
                        messages=[{"role": message.role, "content": message.content} for message in request.messages],
                        max_tokens=request.max_tokens,
                        temperature=0.8,
                        top_p=1.0,
                        response_format={
                            "type": "json_schema",
                            "json_schema": {"name": "answer", "strict": True, "schema": schemas[request.schema]},
                        },
                    )
                    if completion.choices:
                        return bool(completion.choices[0].message.content)
                except Exception:
                    await asyncio.sleep(0.5)  # it does not retry a body that is cut off or not JSON
            return False

        answers = await _gather(requests, in_flight, ask)
        await client.close()
        return answers

    return asyncio.run(work())


CLIENTS = {
    "lemnos, whole client": ask_with_lemnos,
    "lemnos, HTTP alone": ask_with_backend,
    "openai, AsyncOpenAI": ask_with_openai,
}


def measure(client: str, url: str, count: int, in_flight: int) -> dict[str, float]:
    """Run one client in this process; return its cost."""
    requests = requests_of(count)
    # Imports and the first connection cost time once a run, not once a request.
    CLIENTS[client](url, requests_of(count + 1)[-1:], 1)
    wall, cpu = time.perf_counter(), time.process_time()
    answers = CLIENTS[client](url, requests, in_flight)
    return {
        "ms": (time.process_time() - cpu) * 1e3 / count,
        "wall": time.perf_counter() - wall,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
        "answers": answers,
    }


def run_apart(client: str, faults: float, options: argparse.Namespace) -> dict[str, float]:
    """Run a server and one client, each in a process of its own; return the cost of the client."""
    serve = ["-m", "tests.llm.fault_server", "--faults", str(faults), "--kinds", FAULTS, "--seed", "1"]
    with subprocess.Popen(
        [sys.executable, *serve, "--latency", str(options.latency)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            sizes = ["--requests", str(options.requests), "--in-flight", str(options.in_flight)]
            command = [sys.executable, __file__, "--client", client, "--url", url, *sizes]
            ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
            if ended.returncode:
                raise SystemExit(ended.stderr)
            found: dict[str, float] = json.loads(ended.stdout)
            with urllib.request.urlopen(url.replace("/v1", "/stats")) as got:
                stats = json.load(got)
        finally:
            server.kill()
    found["most"] = stats["most"]
    found["twice"] = sum(times > 1 for times in stats["answered"].values())
    found["attempts"] = sum(stats["attempts"].values()) - 1
    return found


def profile(url: str, options: argparse.Namespace) -> None:
    """Print where the Lemnos client spends its time, in the threads of the dispatcher and the caller together."""
    import cProfile
    import pstats
    import threading

    requests = requests_of(options.requests)
    profiler = cProfile.Profile()
    run = threading.Thread.run

    def profiled(self: threading.Thread) -> None:
        if self.name != "lemnos-llm":
            run(self)
            return
        profiler.enable()
        try:
            run(self)
        finally:
            profiler.disable()

    threading.Thread.run = profiled  # type: ignore[method-assign]
    ask_with_lemnos(url, requests, options.in_flight)
    pstats.Stats(profiler).sort_stats("tottime").print_stats(45)


def main() -> None:
    """Compare the clients, or run as one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument(
        "--latency", type=float, default=0.1, help="Seconds that the server takes to answer [default: 0.1]."
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="Run only the clients whose names begin with this text.")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--client", help=argparse.SUPPRESS)
    parser.add_argument("--url", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.pop("LEMNOS_FORBID_MODELS", None)
    if options.client:
        print(json.dumps(measure(options.client, options.url, options.requests, options.in_flight)))
        return
    if options.profile:
        profile(options.url, options)
        return
    print(f"{options.requests:,} requests, {options.in_flight} in flight, {options.rounds} rounds\n")
    print("| client | faults | CPU ms a request | wall s | peak MB | answered | twice | attempts | most in flight |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for faults in (0.0, 0.1):
        for client in CLIENTS:
            if not client.startswith(options.only):
                continue
            rounds = [run_apart(client, faults, options) for _ in range(options.rounds)]
            one = {name: statistics.median(round[name] for round in rounds) for name in rounds[0]}
            spread = f"{min(round['ms'] for round in rounds):.2f}-{max(round['ms'] for round in rounds):.2f}"
            print(
                f"| {client} | {faults:.0%} | {one['ms']:.2f} ({spread}) | {one['wall']:.1f} | {one['peak']:.0f} "
                f"| {one['answers']:,.0f} | {one['twice']:,.0f} | {one['attempts']:,.0f} | {one['most']:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
