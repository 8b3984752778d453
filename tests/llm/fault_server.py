"""An OpenAI-compatible chat server on loopback that answers by rule, fails on purpose, and keeps count.

    python -m tests.llm.fault_server --port 8000 --faults 0.1 --seed 7

Answers depend on the request alone; whether an attempt fails, and how, on (seed, request, attempt). What was asked how
often, what was answered in full and how many were in flight is served at ``/stats``. A request is out of flight before
its last byte is sent, or when the server gives it up, so the count is never above what the client has in flight.
"""

import argparse
import asyncio
import contextlib
import email.utils
import hashlib
import os
import random
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import msgspec
from aiohttp import web

KINDS = ("429", "429 seconds", "429 date", "503", "500", "slow", "cut off", "wrong json", "no choice", "dropped")
QUICK_KINDS = tuple(kind for kind in KINDS if kind not in ("slow", "429 seconds", "429 date"))
"""Faults after which a client need not wait for long."""
MARK = "REFUSE-THIS-ONE"
"""A request that holds this is answered with 400."""
_OPENERS = (
    "What is known about",
    "How does one explain",
    "Why did people speak of",
    "Where does one find",
    "And what of",
)
_GERMAN_OPENERS = (
    "Was weiß man heute über",
    "Wie erklärt man sich denn",
    "Warum sprachen die Leute von",
    "Wo findet man denn",
    "Und was ist mit",
)
_GERMAN = re.compile(r"\b(?:und|oder|nicht|einem|vielen)\b")


class Behaviour(msgspec.Struct):
    """How the server behaves; may be changed while it runs."""

    faults: float = 0.0
    """Share of the attempts that fail."""
    kinds: tuple[str, ...] = KINDS
    seed: int = 0
    first: tuple[str, ...] = ()
    """Faults of the first attempts at every request, in order, in place of those at random; empty for none."""
    latency: float = 0.0
    """Seconds that an answer takes."""
    slots: int = 0
    """Requests that are worked on at once, in the order in which they came; others wait, or go away. 0: all."""
    slow_after: int = 0
    """Answers after which there is a single slot; 0: never."""
    slow_latency: float = 0.0
    """Seconds that an answer takes from then on."""
    tells_slots: bool = False
    """Whether ``/props`` gives the number of slots, as llama.cpp does."""
    slow: float = 30.0
    """Seconds that a slow answer takes."""
    retry_after: int = 1
    capacity: int = 0
    """Requests taken at once; more are answered with 429 at once. 0: any number."""
    gate: int = 0
    """The first requests are held until so many are in flight at once."""
    refuse_forms: tuple[str, ...] = ()
    """Types of ``response_format`` that are answered with 400."""
    always: int = 0
    """HTTP status of every answer: 401 (quotes the key), 404, 400, 429 (a quota that is used up), 307."""
    down: float = 0.0
    """Seconds from the first request on during which every request is answered with 503."""
    text: str = ""
    """The answer to everything, in place of what the rules give."""
    idempotent: bool = False
    """Whether an answer with the ``Idempotency-Key`` of an earlier one is that one again, and costs nothing."""
    usage: bool = True
    """Whether tokens are reported."""


class Seen(msgspec.Struct):
    """What the server counts."""

    attempts: dict[str, int] = {}
    """By ``identity`` of the request."""
    answered: dict[str, int] = {}
    """Times that the whole answer was handed over, by ``identity``."""
    faults: dict[str, int] = {}
    forms: dict[str, int] = {}
    """Requests by their type of ``response_format``."""
    authorization: dict[str, int] = {}
    replayed: int = 0
    """Answers given again to the ``Idempotency-Key`` of an earlier one."""
    abandoned: int = 0
    """Requests whose client had gone when a slot was free."""
    in_flight: int = 0
    most: int = 0


def identity(contents: list[str]) -> str:
    """Return what a request is counted under: a hash of its messages."""
    return hashlib.blake2b("\0".join(contents).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def answer_to(body: dict[str, Any]) -> str:
    """Return the answer: a question, or as many numbered ones as the schema has properties, no two the same."""
    asked = body["messages"][-1]["content"]
    words = re.findall(r"[^\W\d_]{5,}", asked)[:400] or ["nothing"]
    rng = random.Random(hashlib.blake2b(asked.encode("utf-8", "surrogatepass"), digest_size=8).digest())
    form = body.get("response_format") or {}
    schema = form.get("json_schema", {}).get("schema", {})
    numbers = list(schema.get("properties", ()))

    def question(number: str) -> str:
        line = re.search(rf"^{number} \[[^\]]*\] (.*)$", asked, re.MULTILINE)  # the answer that a user turn asks for
        own = (re.findall(r"[^\W\d_]{5,}", line[1]) if line else []) or words
        if line and _GERMAN.search(line[1]):
            return f"{rng.choice(_GERMAN_OPENERS)} {rng.choice(own)} und {rng.choice(own)}, Punkt {number}?"
        return f"{rng.choice(_OPENERS)} {rng.choice(own)} and {rng.choice(own)}, point {number}?"

    if numbers:
        return msgspec.json.encode({number: question(number) for number in numbers}).decode()
    return question("1")


class FaultServer:
    """The server's state and its handlers."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour, self.seen = behaviour, Seen()
        self.url = ""
        self._began = 0.0
        self._gate_open = False
        self._gate: asyncio.Event | None = None
        self.given: set[str] = set()
        self._busy = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application(client_max_size=2**26)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/stats", self._stats)
        app.router.add_get("/props", self._props)
        return app

    async def _props(self, _: web.Request) -> web.Response:
        if not self.behaviour.tells_slots:
            return _error(404, "File Not Found")
        return web.json_response({"total_slots": self.behaviour.slots, "chat_template": ""})

    async def _work(self, request: web.Request) -> bool:
        """Take as long as an answer does, in a slot if their number is limited; return whether the client waits."""
        slots, latency = self._speed()
        if not slots:
            await asyncio.sleep(latency)
            return True
        if self._busy >= slots or self._queue:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._queue.append(turn)
            await turn
        else:
            self._busy += 1
        try:
            if request.transport is None or request.transport.is_closing():
                self.seen.abandoned += 1
                return False
            await asyncio.sleep(self._speed()[1])
        finally:
            self._busy -= 1
            while self._queue and self._busy < self._speed()[0]:
                self._busy += 1
                self._queue.popleft().set_result(None)
        return True

    def _speed(self) -> tuple[int, float]:
        """Return the slots, 0 for any number, and the seconds that an answer takes now."""
        behaviour = self.behaviour
        if 0 < behaviour.slow_after <= len(self.seen.answered):
            return 1, behaviour.slow_latency
        return behaviour.slots, behaviour.latency

    async def _stats(self, _: web.Request) -> web.Response:
        return web.Response(body=msgspec.json.encode(self.seen), content_type="application/json")

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = msgspec.json.decode(await request.read(), type=dict[str, Any])
        name = identity([message["content"] for message in body["messages"]])
        seen = self.seen
        attempt = seen.attempts[name] = seen.attempts.get(name, 0) + 1
        for counts, key in (
            (seen.forms, (body.get("response_format") or {}).get("type", "none")),
            (seen.authorization, request.headers.get("Authorization", "none")),
        ):
            counts[key] = counts.get(key, 0) + 1
        seen.in_flight += 1
        seen.most = max(seen.most, seen.in_flight)
        try:
            await self._hold()
            if 0 < self.behaviour.capacity < seen.in_flight:
                return _error(429, "too many requests")
            refusal = self._refusal(request, body)
            if refusal is not None:
                return refusal
            key = request.headers.get("Idempotency-Key", "")
            again = self.behaviour.idempotent and key in self.given
            fault = "" if again else self._fault(name, attempt)
            content = self._completion(body)
            if self.behaviour.latency and not fault and not await self._work(request):
                return web.Response(status=499)
        finally:
            seen.in_flight -= 1
        if fault:
            seen.faults[fault] = seen.faults.get(fault, 0) + 1
            return await self._fail(request, fault, content)
        response = web.Response(body=content, content_type="application/json")
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # the client has gone
            await response.write_eof()
        if request.transport is not None and not request.transport.is_closing():
            if again:
                seen.replayed += 1
            else:
                self.given.add(key)
                seen.answered[name] = seen.answered.get(name, 0) + 1
        return response

    async def _hold(self) -> None:
        """Wait at the gate until it has been full once."""
        if not self.behaviour.gate or self._gate_open:
            return
        if self._gate is None:
            self._gate = asyncio.Event()
        if self.seen.in_flight >= self.behaviour.gate:
            # A moment more, so that whoever would send one too many does.
            asyncio.get_running_loop().call_later(0.3, self._gate.set)
            self._gate_open = True
        await self._gate.wait()

    def _fault(self, name: str, attempt: int) -> str:
        behaviour = self.behaviour
        if behaviour.first:
            return behaviour.first[attempt - 1] if attempt <= len(behaviour.first) else ""
        if not behaviour.faults:
            return ""
        rng = random.Random(f"{behaviour.seed} {name} {attempt}")
        return rng.choice(behaviour.kinds) if rng.random() < behaviour.faults else ""

    def _refusal(self, request: web.Request, body: dict[str, Any]) -> web.Response | None:
        """Return what is answered instead of a completion, whatever the attempt."""
        behaviour = self.behaviour
        if behaviour.down:
            self._began = self._began or time.monotonic()
            if time.monotonic() < self._began + behaviour.down:
                return _error(503, "the model is being loaded")
        form = (body.get("response_format") or {}).get("type", "none")
        if form in behaviour.refuse_forms:
            return _error(400, f"response_format of type {form} is not supported")
        if any(MARK in message["content"] for message in body["messages"]):
            return _error(400, "this prompt is not acceptable")
        match behaviour.always:
            case 0:
                return None
            case 401:
                key = request.headers.get("Authorization", "").removeprefix("Bearer ")
                return _error(401, f"Incorrect API key provided: {key}. {'x' * 230} {key}")
            case 404:
                return _error(404, f"The model {body['model']} does not exist")
            case 429:
                return _error(429, "You exceeded your current quota", code="insufficient_quota")
            case 307:
                return web.Response(status=307, headers={"Location": "/elsewhere"})
            case status:
                return _error(status, "no request is acceptable")

    def _completion(self, body: dict[str, Any]) -> bytes:
        text = self.behaviour.text or answer_to(body)
        limit = body.get("max_tokens", 1 << 30)
        contents = [message["content"] for message in body["messages"]]
        finish = "stop"
        if len(text) // 4 > limit:
            text, finish = text[: limit * 4], "length"
        completion: dict[str, Any] = {
            "id": f"chatcmpl-{identity(contents)}",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": body["model"],
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        }
        if self.behaviour.usage:
            sent, generated = sum(len(content) // 4 for content in contents), len(text) // 4
            completion["usage"] = {
                "prompt_tokens": sent,
                "completion_tokens": generated,
                "total_tokens": sent + generated,
                "prompt_tokens_details": {"cached_tokens": len(contents[0]) // 4 if len(contents) > 1 else 0},
            }
        return msgspec.json.encode(completion)

    async def _fail(self, request: web.Request, fault: str, content: bytes) -> web.StreamResponse:
        match fault:
            case "429":
                return _error(429, "too many requests")
            case "429 seconds":
                return _error(429, "too many requests", after=str(self.behaviour.retry_after))
            case "429 date":
                date = email.utils.formatdate(time.time() + self.behaviour.retry_after, usegmt=True)
                return _error(429, "too many requests", after=date)
            case "500" | "503":
                return web.Response(status=int(fault), text="<html><b>upstream</b> failed</html>")
            case "slow":
                await asyncio.sleep(self.behaviour.slow)
                return _error(504, "too late")
            case "wrong json":
                return web.Response(body=content[: len(content) // 2], content_type="application/json")
            case "no choice":
                return web.json_response({"object": "chat.completion", "choices": []})
            case "cut off":
                response = web.StreamResponse(headers={"Content-Length": str(len(content))})
                await response.prepare(request)
                await response.write(content[: len(content) // 2])
                assert request.transport is not None
                request.transport.close()
                return response
            case "dropped":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case _:
                raise AssertionError(fault)


def _error(status: int, message: str, code: str = "", after: str = "") -> web.Response:
    error = {"message": message, "type": "error", "code": code or None}
    return web.json_response({"error": error}, status=status, headers={"Retry-After": after} if after else None)


async def _serve(server: FaultServer, port: int, started: threading.Event, until: asyncio.Event) -> None:
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, backlog=4096)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    started.set()
    await until.wait()
    await runner.cleanup()


@contextlib.contextmanager
def serving(behaviour: Behaviour) -> Iterator[FaultServer]:
    """Serve from a thread of this process, on a free port."""
    server, started, until = FaultServer(behaviour), threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(_serve(server, 0, started, until)), name="fault-server", daemon=True
    )
    thread.start()
    assert started.wait(30)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(until.set)
        thread.join(10)
        loop.close()


def main() -> None:
    """Serve until the process that started this one has ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--slots", type=int, default=0)
    parser.add_argument("--slow-after", type=int, default=0)
    parser.add_argument("--slow-latency", type=float, default=0.0)
    parser.add_argument("--tells-slots", action="store_true")
    parser.add_argument("--slow", type=float, default=30.0)
    parser.add_argument("--gate", type=int, default=0)
    parser.add_argument("--idempotent", action="store_true")
    options = vars(parser.parse_args())
    port, kinds, parent = options.pop("port"), tuple(options.pop("kinds").split(",")), os.getppid()

    async def run() -> None:
        server, started, until = FaultServer(Behaviour(kinds=kinds, **options)), threading.Event(), asyncio.Event()
        serve = asyncio.create_task(_serve(server, port, started, until))
        while not started.is_set() and not serve.done():
            await asyncio.sleep(0.01)
        if serve.done():
            await serve
        print(server.url, flush=True)
        while os.getppid() == parent:
            await asyncio.sleep(0.5)
        until.set()
        await serve

    asyncio.run(run())


if __name__ == "__main__":
    main()
