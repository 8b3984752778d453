"""Compare the speed of a served world with that of Stoplight Prism, on requests that both answer with success.

    python benchmarks/worlds_speed.py FOLDER --prism PRISM (--files FILES | --draw 12) [--seconds 1] [--turns 4]
        [--core 0] [--no-cache]

FILES lists descriptions below FOLDER, one a line; ``--draw`` takes files of the odd half in the order of
``worlds.drawn`` until so many have been compared. PRISM is the executable of Stoplight Prism, which mocks the same
description. Both servers run on one core (``taskset``), and the client (``worlds_load``) on the others. They get the
same requests over 128 connections, by turns of ``--seconds``, so that other work on the machine meets both: one for
each operation, with arguments that its schema allows and ids that exist in the world. A request counts only if both
answer it with 2xx, always (a second ``DELETE`` of an entity is no success). The world is reset after ``ROUNDS`` rounds,
at its own cost, because it keeps what is created. A world gives answers again while nothing that they depend on has
changed, and the requests repeat; with ``--no-cache`` it makes each one anew.

For each file and server: responses a second by the clock (median of the turns), responses a second of the server's CPU,
bytes of a response, the share of the core that the server had, and the share of time for which the client waited: where
it is near 0, the client limits the rate. Then how many times as many of ours there are, by clock (median of the turns,
each of ours by the one of Prism after it) and by CPU. Linux only.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from lemnos.records import Tool
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.wire.requests import Request, written
from lemnos.steps.tools.world.engine import LocalWorld
from worlds import arguments_of, drawn, own_row
from worlds_load import Rate, RefusedError, load, prepared
from worlds_served import Server, api_of

PORT = 4019
WAIT = 90
"""Seconds within which Prism must answer."""
CONNECTIONS = 128
"""Connections over which requests are sent at once, so that the servers are busy on a machine with other work."""
ROUNDS = 20
"""Rounds of all requests between two resets of a world."""
WARM = 1.0
"""Seconds of load before what counts, for caches of both."""
LEAST = 3
"""The fewest requests on which a file counts."""

Send = Callable[[Request], tuple[int, int]]
"""Sends a request; returns the status and the number of bytes of the body."""


def requests_of(path: Path) -> tuple[str, list[Request]]:
    """Return the name of the API of a description, and a request for each operation, with ids of its first world."""
    api = api_of(path)
    world = LocalWorld(api.compiled, "0")
    requests = []
    for compiled in api.compiled.operations.values():
        if compiled.tool.kind == "http":
            with suppress(ImpossibleError):
                arguments = arguments_of(compiled, world, own_row(compiled, world), least=True)
                requests.append(authenticated(written(compiled.tool, arguments), compiled.tool))
    return api.name, requests


def authenticated(request: Request, tool: Tool) -> Request:
    """Return a request with made-up credentials of the first way that a tool states, which a mock asks for."""
    headers, target, cookies = dict(request.headers), request.target, []
    for each in tool.authentication[0].credentials if tool.authentication else ():
        value = {"basic": "Basic dXNlcjpzZWNyZXQ=", "bearer": "Bearer secret"}.get(each.scheme, "secret")
        match each.place:
            case "header":
                headers[each.parameter or "Authorization"] = value
            case "query":
                target += f"{'&' if '?' in target else '?'}{quote(each.parameter)}={value}"
            case "cookie":
                cookies.append(f"{each.parameter}={value}")
    if cookies:
        headers["Cookie"] = "; ".join([*filter(None, [headers.get("Cookie")]), *cookies])
    return Request(request.method, target, headers, request.body)


def sender(port: int, base: str) -> Send:
    """Return what sends requests below an address over one connection, opened again when the server closes it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(request: Request) -> tuple[int, int]:
        try:
            target = request.target if request.target.startswith("/_lemnos/") else f"{base}{request.target}"
            connection.request(request.method, target, request.body or None, request.headers)
            response = connection.getresponse()
            return response.status, len(response.read())
        except (OSError, http.client.HTTPException):
            connection.close()
            return 0, 0

    return send


def succeed(send: Send, requests: list[Request], reset: Request | None = None) -> list[Request]:
    """Return the requests that are always answered with success: again, among the others, and in another order.

    Args:
        send: Sends to the server.
        requests: Those to try.
        reset: Sent before each order, to a server that has a state.
    """
    while True:
        failed: set[int] = set()
        for order in (requests, requests[::-1]):
            if reset is not None:
                send(reset)
            failed.update(id(each) for _ in range(2) for each in order if send(each)[0] // 100 != 2)
        if not failed:
            return requests
        requests = [each for each in requests if id(each) not in failed]


def cpu(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Prism:
    """A mock of one description by Prism, in a process of its own."""

    def __init__(self, executable: str, path: Path, before: tuple[str, ...]) -> None:
        command = [*before, executable, "mock", str(path), "--port", str(PORT), "--verboseLevel", "error"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self._process.pid
        for _ in range(WAIT):
            time.sleep(1)
            with suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
                connection.connect()
                connection.close()
                return
        self.close()
        raise RuntimeError(f"Prism does not serve {path}")

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


class Served(NamedTuple):
    """One of the two servers, ready for requests."""

    pid: int
    port: int
    requests: list[bytes]
    reset: bytes = b""

    def load(self, seconds: float) -> Rate:
        """Send the requests in turn for some seconds."""
        return load(
            self.port, self.requests, seconds, CONNECTIONS, self.reset, ROUNDS * len(self.requests) if self.reset else 0
        )


class Turns:
    """What one server did in its turns."""

    def __init__(self) -> None:
        self.rates: list[Rate] = []
        self.busy = 0.0

    def take(self, served: Served, seconds: float) -> None:
        """Give a server its turn."""
        used = cpu(served.pid)
        self.rates.append(served.load(seconds))
        self.busy += cpu(served.pid) - used

    def by_clock(self) -> list[float]:
        """Return responses a second, for each turn."""
        return [each.responses / each.seconds for each in self.rates]

    def by_cpu(self) -> float:
        """Return responses a second of the server's CPU."""
        return self._sum("responses") / max(self.busy, 0.01)

    def __str__(self) -> str:
        seconds = self._sum("seconds")
        waited = sum(each.idle * each.seconds for each in self.rates) / seconds
        return (
            f"{statistics.median(self.by_clock()):,.0f} a second, {self.by_cpu():,.0f} a CPU second, "
            f"{self._sum('size') / max(self._sum('responses'), 1):,.0f} bytes, core {self.busy / seconds:.0%}, "
            f"client waits {waited:.0%}"
        )

    def _sum(self, name: str) -> float:
        return float(sum(getattr(each, name) for each in self.rates))


def compared(
    path: Path, prism: str, before: tuple[str, ...], seconds: float, turns: int, options: tuple[str, ...] = ()
) -> tuple[int, int, Turns, Turns]:
    """Return how many requests both answer, of how many, and what a world and Prism did with them.

    Nothing is measured with fewer requests than ``LEAST``.
    """
    name, requests = requests_of(path)
    own, others = Turns(), Turns()
    peer = Prism(prism, path, before)
    try:
        ours = Server(path, before, options)
        try:
            both = succeed(sender(PORT, ""), requests)
            reset = Request("POST", f"/_lemnos/worlds/{name}/reset", {}, b"")
            both = succeed(sender(ours.port, f"/{name}"), both, reset)
            while len(both) >= LEAST:
                sent = [prepared(each, f"/{name}") for each in both]
                world = Served(ours.pid, ours.port, sent, prepared(reset, ""))
                mock = Served(peer.pid, PORT, [prepared(each, "") for each in both])
                own, others = Turns(), Turns()
                try:
                    for served in (world, mock):
                        served.load(WARM)
                    for _ in range(turns):
                        own.take(world, seconds)
                        others.take(mock, seconds)
                except RefusedError as error:  # a request that depends on another, which came later
                    del both[error.number]
                    continue
                break
        finally:
            ours.close()
    finally:
        peer.close()
    return len(both), len(requests), own, others


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    files = parser.add_mutually_exclusive_group(required=True)
    files.add_argument("--files", type=Path)
    files.add_argument("--draw", type=int, default=0)
    parser.add_argument("--prism", required=True)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--turns", type=int, default=4)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--no-cache", action="store_true")
    options = parser.parse_args()
    serving = ("--cache", "0") if options.no_cache else ()
    before = ("taskset", "-c", str(options.core))
    os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - {options.core} or {options.core})
    ratios: list[tuple[float, float]] = []
    for name in options.files.read_text().split() if options.files else drawn(options.folder):
        try:
            both, of, own, others = compared(
                options.folder / name, options.prism, before, options.seconds, options.turns, serving
            )
        except (RuntimeError, OSError) as error:
            print(f"{name}: {error}", flush=True)
            continue
        if both < LEAST:
            print(f"{name}: only {both} requests that both answer", flush=True)
            continue
        clock = statistics.median(map(lambda a, b: a / b, own.by_clock(), others.by_clock()))
        ratios.append((clock, own.by_cpu() / others.by_cpu()))
        told = f"{ratios[-1][0]:.1f} times by the clock, {ratios[-1][1]:.1f} by CPU"
        print(f"{name}: {both} of {of} requests; {own}; Prism {others}; {told}", flush=True)
        if len(ratios) == options.draw:
            break
    for what, several in zip(("a second", "a CPU second"), zip(*ratios, strict=True), strict=False):
        print(f"{what}: {len(several)} files, median {statistics.median(several):.1f} times, least {min(several):.1f}")


if __name__ == "__main__":
    main()
