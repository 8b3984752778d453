"""Measure how the client treats servers of different speed: attempts wasted on time-outs, and throughput.

    python benchmarks/slow_server.py [--only slow]

Each case runs the dispatcher against a fault server (``tests/llm/fault_server.py``) in another process, which works on
a few requests at once, in order, and drops those whose client has gone. Prints a row for each
case, and the messages of the client below the table.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]


class Case(NamedTuple):
    """A server and how much is asked of it."""

    name: str
    server: tuple[object, ...]
    """Options of the fault server."""
    requests: int
    timeout: float
    """Seconds that an attempt may take."""
    concurrency: int = 64


CASES = (
    Case("slow: 1 slot, 0.3 s", ("--slots", 1, "--latency", 0.3), 33, 1.0),
    Case("slow, tells its slots", ("--slots", 1, "--latency", 0.3, "--tells-slots"), 33, 1.0),
    Case("slow: 4 slots, 0.3 s", ("--slots", 4, "--latency", 0.3), 100, 1.0),
    Case(
        "slows down: 8 slots, 0.02 s; 1 slot, 0.3 s after 300 answers",
        ("--slots", 8, "--latency", 0.02, "--slow-after", 300, "--slow-latency", 0.3),
        330,
        1.0,
    ),
    Case("fast: 64 slots, 0.2 s", ("--slots", 64, "--latency", 0.2), 1000, 180.0),
    Case("fast: 64 slots, 1 s", ("--slots", 64, "--latency", 1.0), 1000, 180.0),
    Case("fast: 64 slots, 1 s, time-out 20 s", ("--slots", 64, "--latency", 1.0), 1000, 20.0),
    Case("fast, tells its slots", ("--slots", 64, "--latency", 0.2, "--tells-slots"), 1000, 180.0),
)


def requests_of(count: int) -> list[Any]:
    """Return different short requests."""
    from lemnos.llm.request import Request
    from lemnos.records import Utterance

    return [Request("turns", (Utterance("user", f"What is passage {number} about?"),), 60) for number in range(count)]


def run_case(case: Case, limit_s: float) -> tuple[dict[str, float], list[str]]:
    """Return the figures of a case and the messages of the client; give up after ``limit_s`` seconds."""
    from lemnos.llm.factory import open_dispatcher
    from lemnos.llm.settings import LlmSettings, ServerSettings

    command = [sys.executable, "-m", "tests.llm.fault_server", *map(str, case.server)]
    messages: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            settings = LlmSettings(
                model="tiny",
                server=ServerSettings(url=url, concurrency=case.concurrency, timeout=case.timeout),
            )
            answered = failed = 0
            with tempfile.TemporaryDirectory() as folder:
                run = Path(folder) / "run"
                run.mkdir()
                with open_dispatcher(run, settings, messages.append) as dispatcher:
                    began = time.monotonic()
                    for number, request in enumerate(requests_of(case.requests)):
                        dispatcher.submit(number, [request])
                    while dispatcher.waits and time.monotonic() < began + limit_s:
                        outcome = dispatcher.ready(wait=False)
                        if outcome is None:
                            time.sleep(0.005)
                            continue
                        usable = sum(answer.usable for answer in outcome.answers.values())
                        answered, failed = answered + usable, failed + len(outcome.answers) - usable
                    wall = time.monotonic() - began
                    faults = dict(dispatcher.ledger.faults)
            with urllib.request.urlopen(url.replace("/v1", "/stats"), timeout=30) as stream:
                stats = json.load(stream)
        finally:
            server.kill()
    figures = {
        "wall": wall,
        "answered": answered,
        "failed": failed,
        "attempts": sum(stats["attempts"].values()),
        "timeouts": faults.get("timeout", 0),
        "most": stats["most"],
    }
    return figures, messages


def main() -> None:
    """Print a row for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="Run only the cases whose names begin with this text.")
    parser.add_argument("--limit", type=float, default=60.0, help="Seconds after which a case is given up.")
    options = parser.parse_args()
    os.environ.pop("LEMNOS_FORBID_MODELS", None)
    print("| server | wall s | answered | without an answer | attempts | timed out | most in flight |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    said: list[str] = []
    for case in CASES:
        if not case.name.startswith(options.only):
            continue
        figures, messages = run_case(case, options.limit)
        said += [f"{case.name}: {message}" for message in messages]
        print(
            f"| {case.name} | {figures['wall']:.1f} | {figures['answered']:,} of {case.requests:,} "
            f"| {figures['failed']:,} | {figures['attempts']:,} | {figures['timeouts']:,} | {figures['most']} |",
            flush=True,
        )
    print("\n".join(["", *said]))


if __name__ == "__main__":
    main()
