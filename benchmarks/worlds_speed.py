"""Compare the speed of a served world with that of Stoplight Prism, on requests that both answer with success.

    python benchmarks/worlds_speed.py FOLDER --files FILES --prism PRISM [--seconds 2] [--core 0]

FILES lists descriptions below FOLDER, one a line; PRISM is the executable of Stoplight Prism, which mocks the same
description. Both servers run on one core (``taskset``), one after the other, and get the same requests in turn over
eight connections, for ``--seconds`` of the server's CPU: one for each operation, with arguments that its schema allows
and ids that exist in the world. A request counts only if both answer it with 2xx, twice (a second ``DELETE`` of an
entity is no success). The world is reset after ``ROUNDS`` rounds, at its own cost, because it keeps what is created.
For each file: requests a second, requests a second of the server's CPU (which the load of the machine changes less),
and bytes of a response; at the end how many times as many of ours there are. Linux only.
"""

import argparse
import http.client
import itertools
import os
import statistics
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from lemnos.records import Tool
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.wire.requests import Request, written
from lemnos.steps.tools.world.engine import LocalWorld
from worlds import arguments_of, own_row
from worlds_served import Server, api_of

PORT = 4019
WAIT = 90
"""Seconds within which Prism must answer."""
CONNECTIONS = 8
"""Connections over which requests are sent at once, so that the servers are busy on a machine with other work."""
ROUNDS = 20
"""Rounds of all requests between two resets of a world."""
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


def succeed(send: Send, requests: list[Request]) -> list[Request]:
    """Return the requests that are answered with success twice."""
    return [each for each in requests if all(send(each)[0] // 100 == 2 for _ in range(2))]


def rates(
    make: Callable[[], Send], requests: list[Request], pid: int, seconds: float, reset: Request | None = None
) -> tuple[float, float, float]:
    """Return requests a second, requests a second of CPU, and bytes of a response; all are successes.

    Raises:
        RuntimeError: A request is no success.
    """
    done, size, turn, wrong = [0] * CONNECTIONS, [0] * CONNECTIONS, itertools.count(), []
    over = threading.Event()

    def work(number: int) -> None:
        send = make()
        while not over.is_set():
            index = next(turn)
            status, length = send(requests[index % len(requests)])
            if status // 100 != 2:
                wrong.append(f"{requests[index % len(requests)].target} is answered with {status}")
                over.set()
            done[number] += 1
            size[number] += length
            if reset is not None and index % (ROUNDS * len(requests)) == 0:
                send(reset)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    start, used = time.perf_counter(), cpu(pid)
    for each in threads:
        each.start()
    while cpu(pid) - used < seconds and not over.wait(0.1):
        pass
    took, used = time.perf_counter() - start, cpu(pid) - used
    count, length = sum(done), sum(size)
    over.set()
    for each in threads:
        each.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return count / took, count / max(used, 0.01), length / max(count, 1)


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


def compared(path: Path, prism: str, before: tuple[str, ...], seconds: float) -> list[tuple[float, float, float]] | int:
    """Return the rates of a world and of Prism; the number of requests that both answer if it is too small."""
    name, requests = requests_of(path)
    found = []
    peer = Prism(prism, path, before)
    try:
        both = succeed(sender(PORT, ""), requests)
    finally:
        peer.close()
    ours = Server(path, before)
    try:
        both = succeed(sender(ours.port, f"/{name}"), both)
        if len(both) < LEAST:
            return len(both)
        target = f"/_lemnos/worlds/{name}/reset"
        reset = Request("POST", target, {}, b"")
        found.append(rates(lambda: sender(ours.port, f"/{name}"), both, ours.pid, seconds, reset))
    finally:
        ours.close()
    peer = Prism(prism, path, before)
    try:
        succeed(sender(PORT, ""), both)  # what is made once is made
        found.append(rates(lambda: sender(PORT, ""), both, peer.pid, seconds))
    finally:
        peer.close()
    print(f"{path}: {len(both)} of {len(requests)} requests", end=" ")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--prism", required=True)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    before = ("taskset", "-c", str(options.core))
    os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - {options.core} or {options.core})
    ratios: list[tuple[float, float]] = []
    for name in options.files.read_text().split():
        try:
            found = compared(options.folder / name, options.prism, before, options.seconds)
        except RuntimeError as error:
            print(f"{name}: {error}", flush=True)
            continue
        if isinstance(found, int):
            print(f"{name}: only {found} requests that both answer", flush=True)
            continue
        (wall, busy, size), (their_wall, their_busy, their_size) = found
        ratios.append((wall / their_wall, busy / their_busy))
        told = f"{wall:,.0f} a second, {busy:,.0f} a CPU second, {size:,.0f} bytes"
        theirs = f"{their_wall:,.0f}, {their_busy:,.0f}, {their_size:,.0f}"
        print(f"{told}; Prism {theirs}; {ratios[-1][0]:.1f} and {ratios[-1][1]:.1f} times", flush=True)
    for what, several in zip(("a second", "a CPU second"), zip(*ratios, strict=True), strict=False):
        print(f"{what}: {len(several)} files, median {statistics.median(several):.1f} times, least {min(several):.1f}")


if __name__ == "__main__":
    main()
