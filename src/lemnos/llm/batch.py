"""Files in the form of OpenAI's batch API, which many servers take at half the price: requests out, results in.

    RUN/batch/requests-0001.jsonl     what to submit; each line has a custom_id, a method, a url and a body
    RUN/batch/ANYTHING.jsonl          what came back, under any name: output and error files

A run writes the requests that it can, and stops. When the results lie beside them, the same command reads them and goes
on; requests that have no result in an answered file are written again into a new one. A file without a single result is
taken as on its way, and nothing of it is written twice.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import InputError
from lemnos.llm.backend import AttemptError, PostponedError, Reply, Usage
from lemnos.llm.openai_server import body_of, read_completion
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings
from lemnos.store.atomic_files import write_bytes

MOST_LINES, MOST_BYTES = 50_000, 190_000_000
"""Limits of one file: OpenAI takes 50,000 requests and 200 MB."""
_OURS = re.compile(r"requests-(\d{4})\.jsonl")


class _Response(msgspec.Struct):
    status_code: int = 0
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Result(msgspec.Struct):
    """One line of an output or error file."""

    custom_id: str
    response: _Response | None = None
    error: Any = None


class _Asked(msgspec.Struct):
    """What is read back of a line that we wrote."""

    custom_id: str


class BatchBackend:
    """Writes requests to files and reads results from them. Implements ``Backend``."""

    parallel = 64

    def __init__(self, folder: Path, settings: LlmSettings) -> None:
        """Read what is in the folder.

        Raises:
            InputError: A line of a result file is no JSON object with a ``custom_id``.
        """
        self._folder, self._settings = folder, settings
        self._results: dict[str, tuple[Path, int]] = {}
        self._on_the_way: set[str] = set()
        self._waiting: list[Path] = []
        self._lines: list[bytes] = []
        self._bytes = 0
        self._written: list[Path] = []
        self._encode = msgspec.json.Encoder().encode
        paths = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
        asked = [path for path in paths if _OURS.fullmatch(path.name)]
        results: Counter[str] = Counter()
        for path in paths:
            if path not in asked:
                results.update(self._read_results(path))
        times: Counter[str] = Counter()
        for path in asked:
            keys = [msgspec.json.decode(line, type=_Asked).custom_id for line in path.read_bytes().splitlines()]
            times.update(keys)
            # A request that failed and was asked again has a result of each time.
            if not any(results[key] >= times[key] for key in keys):
                self._on_the_way.update(keys)
                self._waiting.append(path)
        self._number = int(asked[-1].stem.rpartition("-")[2]) if asked else 0

    def _read_results(self, path: Path) -> Iterator[str]:
        """Note where each result is; yield what it is for."""
        start = 0
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    try:
                        result = msgspec.json.decode(line, type=_Result)
                    except (msgspec.DecodeError, UnicodeDecodeError) as error:
                        raise InputError(
                            f"is no line of a batch result ({error})",
                            where=f"{path}:{number}",
                            remedy="fetch the file again, or take it out of the folder",
                        ) from None
                    good = result.response is not None and result.response.status_code == 200
                    if good or result.custom_id not in self._results:
                        self._results[result.custom_id] = path, start
                    yield result.custom_id
                start += len(line)

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        place = self._results.get(request.key)
        if place is not None:
            reply = self._read(place)
            if reply is not None:
                return reply
        if request.key not in self._on_the_way:
            self._write(request)
        raise PostponedError

    def _read(self, place: tuple[Path, int]) -> Reply | None:
        """Return what a result says; None if the request is to be made again."""
        path, start = place
        with path.open("rb") as stream:
            stream.seek(start)
            result = msgspec.json.decode(stream.readline(), type=_Result)
        response = result.response
        if response is None or response.status_code >= 429 or response.status_code == 408:
            return None
        if response.status_code != 200:
            return Reply("", "refused", Usage(), f"HTTP {response.status_code}: {bytes(response.body).decode()[:300]}")
        try:
            return read_completion(bytes(response.body))
        except AttemptError:
            return None

    def _write(self, request: Request) -> None:
        self._on_the_way.add(request.key)
        form = "json_schema" if self._settings.server.schema == "auto" else self._settings.server.schema
        body = body_of(request, self._settings, form)
        line = self._encode({"custom_id": request.key, "method": "POST", "url": "/v1/chat/completions", "body": body})
        if self._lines and (len(self._lines) == MOST_LINES or self._bytes + len(line) + 1 > MOST_BYTES):
            self._flush()
        self._lines.append(line)
        self._bytes += len(line) + 1

    def _flush(self) -> None:
        self._number += 1
        path = self._folder / f"requests-{self._number:04}.jsonl"
        write_bytes(path, b"\n".join(self._lines) + b"\n")
        self._written.append(path)
        self._lines, self._bytes = [], 0

    async def close(self) -> str:
        """Write the last file; see ``Backend.close``."""
        if self._lines:
            self._flush()
        waiting = [*self._waiting, *self._written]
        if not waiting:
            return ""
        return (
            f"submit {_named(waiting)} as a batch, put the output and error files beside it in {self._folder}, "
            "and run the same command again"
        )


def _named(paths: list[Path]) -> str:
    def names() -> Iterator[str]:
        yield str(paths[0])
        if len(paths) > 1:
            yield f"{len(paths) - 1} more beside it"

    return " and ".join(names())
