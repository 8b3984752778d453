"""Tests the address that worlds are served under, and the command that serves them."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lemnos.errors import SettingsError

pytest.importorskip("uvicorn")

from lemnos.steps.tools.world.serving.application import is_loopback, listen
from tests.steps.tools.world.serving.shop import Client

APIS = Path(__file__).parents[5] / "demo" / "apis"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_small_answers_are_not_held_back(host: str) -> None:
    with listen(host, 0) as listening:
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "x" * 300])
def test_an_address_that_cannot_be_used_is_one_line(host: str) -> None:
    with pytest.raises(SettingsError, match=r"cannot listen on it .*; choose another --host or --port"):
        listen(host, 0)


def test_a_port_that_is_taken_is_one_line() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(SettingsError, match="port"):
        listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("[::1]", True), ("0.0.0.0", False), ("a.b", False)],
)
def test_loopback(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def command(*arguments: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "lemnos", "world", "serve", *arguments]
    return subprocess.Popen(words, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_the_command_serves_descriptions_until_it_is_interrupted() -> None:
    process = command(str(APIS), "--port", "0", "--seed", "5")
    assert process.stderr is not None
    assert re.fullmatch(r"2 APIs, 9 operations; left out: 0\n", process.stderr.readline())
    found = re.match(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
    assert found is not None
    client = Client(int(found[1]))
    handles = [api["handle"] for api in client.call("GET", "/_lemnos/apis")[1]]
    assert "harbours.example-harbour-office-2.1" in handles
    assert client.call("GET", "/harbours.example-harbour-office-2.1/harbours")[0] == 200
    assert client.call("GET", "/_lemnos/worlds/harbours.example-harbour-office-2.1")[1]["seed"] == "5"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0


@pytest.mark.slow
def test_what_is_no_description_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    process = command(str(tmp_path), "--port", "0")
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2
    assert told.startswith("lemnos: ")
    assert told.count("\n") == 1
