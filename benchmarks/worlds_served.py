"""Measure worlds that are served over HTTP: what schemathesis finds, and whether sequences hold.

    python benchmarks/worlds_served.py FOLDER (--files FILES | --draw 100) [--schemathesis ST] [--seconds 20] [--own]
        [--no-sequences] [--out OUT.jsonl] [--logs LOGS]

FILES lists descriptions below FOLDER, one a line; ``--draw`` takes files of the odd half in the order of
``worlds.drawn`` until schemathesis has found something to test in so many. For each, ``lemnos world serve`` serves a
world of its own.

- Sequences: those of ``worlds.py`` (create, get, list, update, delete, as far as there are operations), each call over
  HTTP, with ids that exist by a copy of the state of the server; each step holds or not, and results must conform.
- ST is the ``st`` of an environment with schemathesis (4.x), which is run in its stateful phase for ``--seconds``.
  Failures are counted by its names for them; ``UndefinedStatusCode`` holds, among others, every 404 for an unknown id
  of an operation that documents none. These are counted by whether the operation documents a status of wrong requests:
  without one, no truthful answer conforms. LOGS is a folder for what schemathesis prints of each file.
- ``--own`` tests against the description that the server itself gives (``/_lemnos/apis/HANDLE/openapi.json``) rather
  than the one that was read; how many corrections and additions it lists is counted.
"""

import argparse
import http.client
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from itertools import starmap
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.wire.bodies import BodyError, read_xml
from lemnos.steps.tools.wire.forms import ANY
from lemnos.steps.tools.wire.requests import written
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.serving.catalogue import Api, Catalogue
from lemnos.steps.tools.world.serving.inputs import tools_of
from worlds import Figures, drawn, sequence

_UNDOCUMENTED = re.compile(r"Received: (\d+)\s+Documented: ([\w, ]*)")
WRONG_REQUESTS = ("400", "404", "410", "422")
"""Statuses that say of any wrong request that it is wrong, rather than the caller or the moment."""
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,use_after_free,ensure_resource_availability"
)


class Server:
    """A server of the worlds of one description, in a process of its own.

    Args:
        path: The description.
        before: What the command line starts with, as ``taskset -c 0``.
        options: Further options of ``lemnos world serve``.
    """

    def __init__(self, path: Path, before: tuple[str, ...] = (), options: tuple[str, ...] = ()) -> None:
        command = [*before, sys.executable, "-m", "lemnos", "world", "serve", str(path), "--port", "0", *options]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.port = 0
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if (found := re.match(r"http://127\.0\.0\.1:(\d+)/", line)) is not None:
                self.port = int(found[1])
                break
        if not self.port:
            raise RuntimeError(f"{path} cannot be served")
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return the status of a response and its body."""
        self._connection.request(method, path, body or None, headers or {})
        response = self._connection.getresponse()
        return response.status, response.read()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


def api_of(path: Path) -> Api:
    """Return the only API of a description."""
    return next(iter(Catalogue(tools_of([path]).tools).apis.values()))


class ServedWorld(LocalWorld):
    """A world whose calls go over HTTP; its own state follows that of the server, for the ids of what exists.

    Args:
        api: What is served.
        server: Serves its first world.
    """

    def __init__(self, api: Api, server: Server) -> None:
        super().__init__(api.compiled, "0")
        self._api = api
        self._server = server

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        """Send the request of a call, and return the response with its body in JSON, from XML too."""
        request = written(self.compiled.operations[tool].tool, arguments)
        target = f"/{self._api.name}{request.target}"
        status, received = self._server.send(request.method, target, request.body, request.headers)
        _, state = self._server.send("GET", f"/_lemnos/worlds/{self._api.name}/snapshot")
        self.restore(state)
        return Observation(status, value_of(received))


def value_of(received: bytes) -> Any:
    """Return the value of the body of a response; None without one, or if it is in none of the forms that hold one."""
    if received[:1] == b"<":
        with suppress(BodyError):
            return read_xml(received, ANY)
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(received) if received else None
    return None


def schemathesis(st: str, path: Path, port: int, handle: str, seconds: int, log: Path | None) -> dict[str, Any]:
    """Return what schemathesis finds in its stateful phase; what it prints goes into ``log``."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            st, "run", str(path), "--url", f"http://127.0.0.1:{port}/{handle}", "--phases", "stateful",
            "--checks", CHECKS, "--max-time", str(seconds), "--report", "json", "--report-dir", folder, "--seed", "1",
            "--no-color",
            "--continue-on-failure", "--suppress-health-check", "all",
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=6 * seconds + 60, check=False)
        except subprocess.TimeoutExpired:
            return {"error": "it did not end"}
        if log is not None:
            log.write_text(done.stdout)
        reports = list(Path(folder).glob("*.json"))
        if not reports:
            return {"error": done.stdout[-400:]}
        report = json.loads(reports[0].read_text())
    found = {key: report[key] for key in ("operations", "test_cases", "failures", "errors")}
    found["undocumented"] = _UNDOCUMENTED.findall(done.stdout)
    return found


def own_description(server: Server, handle: str, folder: Path) -> tuple[Path, dict[str, int]]:
    """Return the description that a server gives of an API, as a file in a folder, and how much it lists of what."""
    status, received = server.send("GET", f"/_lemnos/apis/{handle}/openapi.json")
    if status != 200:
        raise RuntimeError(f"{handle} has no description: {received!r}")
    path = folder / "openapi.json"
    path.write_bytes(received)
    document = json.loads(received)
    listed = {"corrections": "x-lemnos-corrections", "added responses": "x-lemnos-added"}
    told = {words: len(document[key]) for words, key in listed.items()}
    return path, {**told, "APIs with corrections": int(told["corrections"] > 0)}


def is_avoidable(status: str, documented: str) -> bool:
    """Return whether an undocumented failure of the client could have been one that is documented."""
    return status[:1] == "4" and any(code.strip() in WRONG_REQUESTS for code in documented.split(","))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    files = parser.add_mutually_exclusive_group(required=True)
    files.add_argument("--files", type=Path)
    files.add_argument("--draw", type=int, default=0)
    parser.add_argument("--schemathesis", default="")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--no-sequences", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--logs", type=Path)
    options = parser.parse_args()
    for folder in filter(None, (options.logs, options.out and options.out.parent)):
        folder.mkdir(parents=True, exist_ok=True)
    figures = Figures()
    failures: Counter[str] = Counter()
    for name in options.files.read_text().split() if options.files else drawn(options.folder):
        try:
            api = api_of(options.folder / name)
        except SettingsError:  # it has no operation
            figures.counts["files without operations"] += 1
            continue
        server = Server(options.folder / name)
        own = Figures()
        for resource in () if options.no_sequences else api.compiled.resources:
            server.send("POST", f"/_lemnos/worlds/{api.name}/reset")
            try:
                sequence(api.compiled, resource, own, ServedWorld(api, server))
            except ImpossibleError:
                own.counts["no arguments"] += 1
        record: dict[str, Any] = {"file": name, "sequences": own.steps, "broken": own.faults, "counts": own.counts}
        figures.add(own)
        if options.schemathesis:
            server.send("POST", f"/_lemnos/worlds/{api.name}/reset")
            log = options.logs / f"{name.replace('/', '_')}.txt" if options.logs is not None else None
            path, st = options.folder / name, options.schemathesis
            with tempfile.TemporaryDirectory() as folder:
                if options.own:
                    path, told = own_description(server, api.name, Path(folder))
                    record["own"] = told
                    failures.update(told)
                found = schemathesis(st, path, server.port, api.name, options.seconds, log)
            record["schemathesis"] = found
            failures["APIs"] += 1
            failures["APIs with something to test"] += (found.get("operations") or {}).get("tested", 0) > 0
            failures["APIs with an error of schemathesis"] += "error" in found
            failures["test cases"] += (found.get("test_cases") or {}).get("generated", 0)
            failures["operations tested"] += (found.get("operations") or {}).get("tested", 0)
            failures["undocumented client failures"] += sum(
                status[:1] == "4" for status, _ in found.get("undocumented", ())
            )
            failures["of which another is documented"] += sum(starmap(is_avoidable, found.get("undocumented", ())))
            failures.update({each["type"]: each["count"] for each in found.get("failures") or ()})
        server.close()
        print(json.dumps(record)[:1500], flush=True)
        if options.out is not None:
            with options.out.open("a") as lines:
                lines.write(json.dumps(record) + "\n")
        if options.draw and failures["APIs with something to test"] == options.draw:
            break
    held, done = (sum(each) for each in zip(*figures.steps.values(), strict=True)) if figures.steps else (0, 0)
    print(dict(figures.steps), dict(figures.counts), f"held {held} of {done}: {held / max(1, done):.3f}")
    print(dict(failures))


if __name__ == "__main__":
    main()
