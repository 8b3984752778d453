"""Measure worlds that are served over HTTP: what schemathesis finds, whether sequences hold, and requests per second.

    python benchmarks/worlds_served.py FOLDER --files FILES [--schemathesis ST] [--seconds 20] [--out OUT.jsonl]
    python benchmarks/worlds_served.py FOLDER --files FILES --speed 5 [--prism PRISM]

FILES lists descriptions below FOLDER, one a line. For each, ``lemnos world serve`` serves a world of its own.

- Sequences: for each resource with a create and a get, it creates an entity with example arguments below parents that
  exist, and gets, lists, updates, deletes and gets it again; each step holds or not.
- ST is the ``st`` of an environment with schemathesis (4.x), which is run in its stateful phase for ``--seconds``.
  Failures are counted by its names for them; ``UndefinedStatusCode`` holds, among others, every 404 for an unknown id
  of an operation that documents none.
- ``--speed`` sends example requests of all operations in turn over one connection, for so many seconds a file; with
  PRISM, the executable of Stoplight Prism, also to its mock of the same description.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from lemnos.steps.tools.examples.call import example_call
from lemnos.steps.tools.examples.schema_values import UnknownValueError
from lemnos.steps.tools.wire.requests import written
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.failures import status_for_missing
from lemnos.steps.tools.world.serving.catalogue import Api, Catalogue
from lemnos.steps.tools.world.serving.inputs import tools_of
from lemnos.steps.tools.world.values.make import sample

_UNDOCUMENTED = re.compile(r"Received: (\d+)\s+Documented: ([\w, ]+)")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,use_after_free,ensure_resource_availability"
)


class Server:
    """A server of the worlds of one description, in a process of its own."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, "-m", "lemnos", "world", "serve", str(path), "--port", "0"]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.port = 0
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if (found := re.match(r"http://127\.0\.0\.1:(\d+)/", line)) is not None:
                self.port = int(found[1])
                break
        if not self.port:
            raise RuntimeError(f"{path} cannot be served")
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def send(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """Return the status of a response and its body."""
        self._connection.request(method, path, body or None, headers or {})
        response = self._connection.getresponse()
        received = response.read()
        try:
            return response.status, msgspec.json.decode(received) if received else None
        except msgspec.DecodeError:
            return response.status, None

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
    tools, _ = tools_of([path])
    return next(iter(Catalogue(tools).apis.values()))


def arguments_of(compiled: CompiledOperation) -> dict[str, Any]:
    """Return example arguments of an operation, among them all that it requires."""
    schema = compiled.parameters.schema
    try:
        arguments = dict(example_call(compiled.tool).arguments)
    except UnknownValueError:
        arguments = {}
    for name in schema.get("required", ()):
        if name not in arguments:
            each = schema.get("properties", {}).get(name, True)
            arguments[name] = sample(each, schema, f"{compiled.tool.id}:{name}", name)
    return arguments


def at(value: Any, pointer: str) -> Any:
    """Return what a JSON pointer leads to; None if there is nothing."""
    for part in pointer.split("/")[1:]:
        value = value.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
    return value


class Sequences:
    """Does sequences on the resources of one served API."""

    def __init__(self, api: Api, server: Server) -> None:
        self._api = api
        self._server = server
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []

    def run(self) -> None:
        """Do the sequences of every resource that can be created and got."""
        by_resource: dict[str, dict[str, Any]] = {}
        for compiled in self._api.compiled.operations.values():
            claim = compiled.operation.claim
            if compiled.tool.kind == "http" and claim.resource:
                by_resource.setdefault(claim.resource, {}).setdefault(claim.verb, compiled)
        for name, verbs in by_resource.items():
            if "create" in verbs and "get" in verbs and verbs["get"].operation.key:
                self._sequence(name, verbs)

    def _sequence(self, name: str, verbs: dict[str, Any]) -> None:
        scope = self._scope(verbs["get"])
        if scope is None:
            self.counts["no parent"] += 1
            return
        status, made = self._call(verbs["create"], scope)
        if status >= 400:
            self.counts["not created"] += 1
            self.broken.append(f"{name}: not created: {status} {str(made)[:150]}")
            return
        resource = verbs["create"].resource
        entity = at(made, verbs["create"].operation.items)
        key = entity.get(resource.key) if isinstance(entity, dict) else None
        if key is None:
            self.counts["key not shown"] += 1
            return
        own = {**scope, verbs["get"].operation.key: key}
        status, got = self._call(verbs["get"], own)
        shown = at(got, verbs["get"].operation.items)
        shown = shown[0] if isinstance(shown, list) and len(shown) == 1 else shown
        self._count(
            name, "get", status < 400 and isinstance(shown, dict) and str(shown.get(resource.key, key)) == str(key)
        )
        if "list" in verbs:
            status, listed = self._call(verbs["list"], self._scope_of(verbs["list"], scope))
            items = at(listed, verbs["list"].operation.items)
            paged = verbs["list"].operation.paging is not None
            inside = isinstance(items, list) and any(
                str(key) in (str(each.get(resource.key)) if isinstance(each, dict) else str(each),) for each in items
            )
            self._count(name, "list", status < 400 and (inside or paged))
        for verb in ("update", "replace"):
            if verb in verbs and verbs[verb].operation.key:
                status, _ = self._call(verbs[verb], {**scope, verbs[verb].operation.key: key})
                self._count(name, verb, status < 400)
        if "delete" in verbs and verbs["delete"].operation.key:
            status, _ = self._call(verbs["delete"], {**scope, verbs["delete"].operation.key: key})
            self._count(name, "delete", status < 400)
            self._count(
                name, "get after delete", self._call(verbs["get"], own)[0] == status_for_missing(verbs["get"].tool)
            )

    def _scope(self, compiled: Any) -> dict[str, Any] | None:
        """Return arguments that name parents that exist."""
        if not compiled.operation.parents:
            return {}
        state = self._server.send("GET", f"/_lemnos/worlds/{self._api.name}/state")[1]
        own = state.get(compiled.operation.claim.resource)
        found = {}
        for parent in compiled.operation.parents:
            rows = state.get(parent.resource)
            if not rows:
                return None
            found[parent.argument] = rows[0].get(self._api.compiled.resources[parent.resource].key)
        return found if own is not None else None

    def _scope_of(self, compiled: Any, scope: dict[str, Any]) -> dict[str, Any]:
        return {
            parent.argument: scope[parent.argument] for parent in compiled.operation.parents if parent.argument in scope
        }

    def _call(self, compiled: Any, fixed: dict[str, Any]) -> tuple[int, Any]:
        arguments = arguments_of(compiled)
        schema = compiled.parameters.schema
        known, required = schema.get("properties", {}), schema.get("required", ())
        if compiled.operation.claim.verb in ("list", "get", "delete"):
            arguments = {name: value for name, value in arguments.items() if name in required}
        arguments.update((name, value) for name, value in fixed.items() if name in known)
        request = written(compiled.tool, arguments)
        return self._server.send(request.method, f"/{self._api.name}{request.target}", request.body, request.headers)

    def _count(self, resource: str, step: str, holds: bool) -> None:
        self.counts[step] += 1
        self.counts[f"{step}, held"] += holds
        if not holds:
            self.broken.append(f"{resource}: {step}")


def schemathesis(st: str, path: Path, port: int, handle: str, seconds: int) -> dict[str, Any]:
    """Return what schemathesis finds in its stateful phase."""
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
        reports = list(Path(folder).glob("*.json"))
        if not reports:
            return {"error": done.stdout[-400:]}
        report = json.loads(reports[0].read_text())
    found = {key: report[key] for key in ("operations", "test_cases", "failures", "errors")}
    found["undocumented"] = _UNDOCUMENTED.findall(done.stdout)
    return found


def speed(folder: Path, files: list[str], seconds: float, prism: str) -> None:
    """Print requests per second, and per second of the CPU that the server uses, of ours and of Stoplight Prism."""
    for name in files:
        api = api_of(folder / name)
        requests = [written(each.tool, arguments_of(each)) for each in api.compiled.operations.values()]
        server = Server(folder / name)
        told = _rates(server.send, requests, f"/{api.name}", server.pid, seconds)
        server.close()
        line = f"{name}: {told}"
        if prism:
            command = [prism, "mock", str(folder / name), "--port", "4019", "--verboseLevel", "error"]
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            connection = http.client.HTTPConnection("127.0.0.1", 4019, timeout=60)
            for _ in range(60):
                time.sleep(1)
                with suppress(OSError):
                    connection.connect()
                    break
            line += f"; Prism: {_rates(partial(_sent, connection), requests, '', process.pid, seconds)}"
            process.terminate()
            process.wait()
        print(line, flush=True)


def _sent(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, Any]:
    connection.request(method, path, body or None, headers)
    response = connection.getresponse()
    response.read()
    return response.status, None


def _rates(send: Any, requests: list[Any], base: str, pid: int, seconds: float) -> str:
    statuses: Counter[int] = Counter()
    for request in requests:  # what is made once is made
        send(request.method, f"{base}{request.target}", request.body, request.headers)
    start, used, count = time.perf_counter(), _cpu(pid), 0
    while time.perf_counter() - start < seconds:
        request = requests[count % len(requests)]
        status, _ = send(request.method, f"{base}{request.target}", request.body, request.headers)
        statuses[status // 100] += 1
        count += 1
    took, used = time.perf_counter() - start, _cpu(pid) - used
    classes = ", ".join(f"{number}xx {share / count:.0%}" for number, share in sorted(statuses.items()))
    return f"{count / took:,.0f} a second, {count / max(used, 0.01):,.0f} a CPU second ({classes})"


def _cpu(pid: int) -> float:
    """Return the seconds of the CPU that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=Path, required=True)
    parser.add_argument("--schemathesis", default="")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--speed", type=float, default=0)
    parser.add_argument("--prism", default="")
    options = parser.parse_args()
    files = options.files.read_text().split()
    if options.speed:
        speed(options.folder, files, options.speed, options.prism)
        return
    steps: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for name in files:
        api = api_of(options.folder / name)
        server = Server(options.folder / name)
        sequences = Sequences(api, server)
        sequences.run()
        steps.update(sequences.counts)
        record: dict[str, Any] = {"file": name, "sequences": dict(sequences.counts), "broken": sequences.broken}
        if options.schemathesis:
            server.send("POST", f"/_lemnos/worlds/{api.name}/reset")
            found = schemathesis(options.schemathesis, options.folder / name, server.port, api.name, options.seconds)
            record["schemathesis"] = found
            failures["APIs"] += 1
            failures["APIs with an error of schemathesis"] += "error" in found
            failures["test cases"] += (found.get("test_cases") or {}).get("generated", 0)
            failures["operations tested"] += (found.get("operations") or {}).get("tested", 0)
            failures["undocumented client failures"] += sum(
                status[:1] == "4" for status, _ in found.get("undocumented", ())
            )
            failures.update({each["type"]: each["count"] for each in found.get("failures") or ()})
        server.close()
        print(json.dumps(record)[:1500], flush=True)
        if options.out is not None:
            with options.out.open("a") as lines:
                lines.write(json.dumps(record) + "\n")
    held = sum(count for step, count in steps.items() if step.endswith(", held"))
    done = sum(count for step, count in steps.items() if f"{step}, held" in steps)
    print(dict(steps), f"held {held} of {done}: {held / max(1, done):.3f}")
    print(dict(failures))


if __name__ == "__main__":
    main()
