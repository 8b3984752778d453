"""Runs many commands for the price of one import: a server that has imported the libraries, and forks for each command.

Each command is a process of its own, with the arguments, folder, environment and cores that it is given. Libraries of
others are imported beforehand, Lemnos is not: what a command imports of it, it imports itself. All commands of a server
share one seed of ``hash()``, so tests that compare the bytes of runs start their commands themselves.

As a program it is the server: lines of JSON in, ``[arguments, folder, environment, cores, output, errors]``, and the
exit status of each out.
"""

import gc
import importlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

LIBRARIES = (
    "click",
    "numpy",
    "pyarrow.parquet",
    "rich.progress",
    "yaml",
    "torch",
    "tokenizers",
    "transformers.models.llama.modeling_llama",
)
"""What commands import, those that train or measure models some eight CPU-seconds."""


class Commands:
    """A server of commands, started when the first one comes; it ends with this process."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[str] | None = None

    def run(self, arguments: Sequence[str], folder: Path, cores: Sequence[int]) -> tuple[int, str, str]:
        """Run ``lemnos``; return its exit status, that of a signal being negative, what it prints, and its errors.

        Args:
            arguments: What stands behind ``lemnos``.
            folder: The working directory.
            cores: The cores that it may use.
        """
        if self._server is None:
            command = [sys.executable, __file__]
            self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        with TemporaryDirectory() as written:
            files = [Path(written, name) for name in ("out", "err")]
            request = [arguments, str(folder), dict(os.environ), cores, *map(str, files)]
            self._server.stdin.write(json.dumps(request) + "\n")
            self._server.stdin.flush()
            code = int(self._server.stdout.readline())
            out, err = (file.read_text(encoding="utf-8") for file in files)
        return code, out, err


def serve(seconds: float) -> list[Any] | None:
    """Answer requests until they end. Returns None then, and in each child the request that it is for."""
    from lemnos.engine.local import single_threaded

    single_threaded()  # before anything imports numpy
    for library in LIBRARIES:
        if importlib.util.find_spec(library.partition(".")[0]):
            importlib.import_module(library)
    gc.freeze()  # a child's collections write to no page that it shares
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            request: list[Any] = json.loads(line)
            return request
        print(_ended(child, seconds), flush=True)
    return None


def _ended(child: int, seconds: float) -> int:
    """Wait for a child, and kill it after some seconds."""
    end = time.monotonic() + seconds
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            end = float("inf")
        time.sleep(0.005)


def become(arguments: list[str], folder: str, environment: dict[str, str], cores: list[int], *files: str) -> None:
    """Make this process the one that a command is to run in."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.sched_setaffinity(0, cores)
    for number, name in enumerate((os.devnull, *files)):
        opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["lemnos", *arguments]


if __name__ == "__main__":
    request = serve(600.0)
    if request is not None:
        become(*request)
        from lemnos.cli.main import main

        try:
            main()
        except SystemExit as ended:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(ended.code if isinstance(ended.code, int) else 1)  # taking libraries down would cost half a second
