"""Implements ``Backend`` with files in the format of OpenAI's batch API, which many servers process at half the price.

    RUN/batch/requests-0001.jsonl     requests to submit; each line has a custom_id, a method, a url and a body
    RUN/batch/ANYTHING.jsonl          the results, output and error files, under any name

A run writes its requests and pauses. Once the results are in the same folder, rerunning the command reads them and
resumes. Requests without a result are written to a new file, unless their file has no result at all: such a file counts
as still being processed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import InputError
from lemnos.llm.backends.base import AttemptError, Pace, PostponedError, Reply, Usage
from lemnos.llm.backends.openai_server import body_of, read_completion
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings
from lemnos.store.atomic_files import write_bytes

MOST_LINES, MOST_BYTES = 50_000, 190_000_000
"""Lines and bytes of one file; OpenAI accepts 50,000 requests and 200 MB."""
_REQUEST_FILE = re.compile(r"requests-(\d{4})\.jsonl")


class _Response(msgspec.Struct):
    status_code: int = 0
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Result(msgspec.Struct):
    """One line of an output or error file."""

    custom_id: str
    response: _Response | None = None
    error: Any = None


class _RequestLine(msgspec.Struct):
    """The part of a request line that is read back."""

    custom_id: str


class BatchBackend:
    """Writes requests to batch files and reads results from them. Implements ``Backend``."""

    parallel = 64

    def __init__(self, folder: Path, settings: LlmSettings) -> None:
        """Read the request and result files that are already in ``folder``.

        Raises:
            InputError: A line of a result file is not a JSON object with a ``custom_id``.
        """
        self._folder, self._settings = folder, settings
        self._results: dict[str, tuple[Path, int]] = {}
        self._submitted: set[str] = set()
        self._unanswered: list[Path] = []
        self._lines: list[bytes] = []
        self._bytes = 0
        self._written: list[Path] = []
        self._encode = msgspec.json.Encoder().encode
        paths = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
        request_files = [path for path in paths if _REQUEST_FILE.fullmatch(path.name)]
        results: Counter[str] = Counter()
        for path in paths:
            if path not in request_files:
                results.update(self._read_results(path))
        times: Counter[str] = Counter()
        for path in request_files:
            keys = [msgspec.json.decode(line, type=_RequestLine).custom_id for line in path.read_bytes().splitlines()]
            times.update(keys)
            # A request that failed and was submitted again has one result for each submission.
            if not any(results[key] >= times[key] for key in keys):
                self._submitted.update(keys)
                self._unanswered.append(path)
        self._number = int(request_files[-1].stem.rpartition("-")[2]) if request_files else 0

    def _read_results(self, path: Path) -> Iterator[str]:
        """Record the position of each result in a file; yield the id of its request."""
        start = 0
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    try:
                        result = msgspec.json.decode(line, type=_Result)
                    except (msgspec.DecodeError, UnicodeDecodeError) as error:
                        raise InputError(
                            f"not a line of a batch result ({error})",
                            where=f"{path}:{number}",
                            remedy="download the file again, or move it out of the folder",
                        ) from None
                    succeeded = result.response is not None and result.response.status_code == 200
                    if succeeded or result.custom_id not in self._results:
                        self._results[result.custom_id] = path, start
                    yield result.custom_id
                start += len(line)

    async def pace(self) -> Pace:
        """See ``Backend.pace``."""
        return Pace(self.parallel)

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        position = self._results.get(request.key)
        if position is not None:
            reply = self._read(position)
            if reply is not None:
                return reply
        if request.key not in self._submitted:
            self._write(request)
        raise PostponedError

    def _read(self, position: tuple[Path, int]) -> Reply | None:
        """Return the reply in the result at ``position``; None if the request must be submitted again."""
        path, start = position
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
        self._submitted.add(request.key)
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
        unanswered = [*self._unanswered, *self._written]
        if not unanswered:
            return ""
        return (
            f"submit {_listed(unanswered)} as a batch, put the output and error files into {self._folder}, "
            "and rerun the same command"
        )


def _listed(paths: list[Path]) -> str:
    more = len(paths) - 1
    return f"{paths[0]} and {more} more from the same folder" if more else str(paths[0])
