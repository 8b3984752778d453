"""Gets answers from any backend, in one thread with one event loop: tickets of ``Request`` → ``Answered``.

A request is looked up in the journals first. Then it waits for the budget, the circuit breaker and the limiter, in that
order; the time-out of an attempt begins after these waits. It is retried until it is answered, rejected or out of
attempts. Its answer is in the journal, on disk, before any caller gets it. Identical requests in flight are sent once.
Costs about 0.4 CPU-milliseconds per request (``benchmarks/llm_client.py``).
"""

import asyncio
import queue
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Self

import msgspec

from lemnos.errors import PausedError
from lemnos.llm.backends.base import AttemptError, Backend, PostponedError, RefusedError, Reply, Usage
from lemnos.llm.breaker import Breaker
from lemnos.llm.journal import AnswerJournal, Entry
from lemnos.llm.ledger import CapReachedError, Ledger, most_of, usage_of
from lemnos.llm.limiter import Limiter, Outcome
from lemnos.llm.meter import Meter
from lemnos.llm.request import Answer, Finish, Request, digest
from lemnos.llm.retry import try_again
from lemnos.llm.settings import LlmSettings
from lemnos.store.fingerprint import plain

_AHEAD = 4
"""Requests that are kept queued for each one in flight."""


class Answered(NamedTuple):
    """The answers to all requests of a ticket."""

    ticket: int
    answers: dict[str, Answer]
    """By ``Request.key``."""


class _Ticket:
    """Requests that one caller submitted together."""

    def __init__(self, number: int, requests: Sequence[Request]) -> None:
        self.number = number
        self.unanswered = len(requests)
        self.answers: dict[str, Answer] = {}


class _Job(NamedTuple):
    request: Request
    request_key: str
    """``request.key``, hashed once."""
    ticket: _Ticket


class _Outcome(NamedTuple):
    """A message from the dispatcher's thread to the caller: a ticket's answers, or an error that ends the run."""

    answered: Answered | None
    error: BaseException | None = None


class Dispatcher:
    """Gets answers for tickets of requests. A context manager; one thread alone may call ``submit`` and ``ready``."""

    def __init__(
        self,
        settings: LlmSettings,
        make_backend: Callable[[], Backend],
        journal: AnswerJournal,
        ledger: Ledger,
        say: Callable[[str], None],
    ) -> None:
        """Prepare the dispatcher; its thread starts with ``__enter__`` and creates the backend.

        Args:
            settings: The model, and how to reach it.
            make_backend: Creates the backend.
            journal: Where answers are kept and looked up.
            ledger: Counts answers and enforces the caps.
            say: Called with messages for the user, such as that the server is down.
        """
        self._settings, self._make_backend, self._journal, self._say = settings, make_backend, journal, say
        self.ledger = ledger
        self._model = digest([_deciding_json(settings)])
        self._done: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="lemnos-llm", daemon=True)
        self._started: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._open: set[int] = set()
        self._submitted = self._settled = self._postponed = 0  # the first is the caller's, the others the thread's
        self._halted = ""
        self.on_wait: Callable[[], None] = lambda: None
        """Called several times a second in the calling thread while ``ready`` waits."""
        self._in_flight: dict[str, asyncio.Future[Answer]] = {}
        self._limiter: Limiter | None = None
        self._meter = Meter()

    def __enter__(self) -> Self:
        self._thread.start()
        error = self._started.get()
        if error is not None:
            raise error
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    def submit(self, ticket: int, requests: Sequence[Request]) -> None:
        """Ask for answers to ``requests``; ``ready`` returns them under ``ticket`` once all have arrived."""
        self._open.add(ticket)
        self._submitted += len(requests)
        self._loop.call_soon_threadsafe(self._enqueue, _Ticket(ticket, requests), list(requests))

    @property
    def has_room(self) -> bool:
        """Whether the caller should submit more tickets, because too few requests are queued."""
        return not self._halted and self._submitted - self._settled - self._postponed < _AHEAD * self._parallel

    @property
    def waits(self) -> bool:
        """Whether any ticket is still without its answers."""
        return bool(self._open)

    def brief(self) -> str:
        """Return answers, requests in flight, tokens a second and time left in a line, for the progress display."""
        limiter, cost = self._limiter, self.ledger.cost
        line = self._meter.line(self._settled, self._submitted, limiter.in_flight if limiter else 0)
        return f"{line}, cost {cost:,.2f}" if cost else line

    def ready(self, wait: bool) -> Answered | None:
        """Return the answers of a ticket that has all of them; None if there is none yet.

        Args:
            wait: Wait until a ticket has its answers. At least one must be open.

        Raises:
            PausedError: The remaining requests wait for a batch, or a cap has been reached.
            ServerError: The server cannot be used.
        """
        while True:
            try:
                outcome = self._done.get(timeout=0.2) if wait else self._done.get_nowait()
            except queue.Empty:
                if not wait:
                    return None
                if not self._thread.is_alive() and self._done.empty():
                    raise RuntimeError("the dispatcher's thread has ended") from None
                if self._submitted == self._settled + self._postponed and self._done.empty():
                    self._pause()
                self.on_wait()
                continue
            if outcome.error is not None:
                raise outcome.error
            assert outcome.answered is not None
            self._open.discard(outcome.answered.ticket)
            return outcome.answered

    def _pause(self) -> None:
        """Raise ``PausedError``: nothing is in flight, and the open tickets cannot be answered in this run."""
        if self._halted:
            raise PausedError(
                f"reached {self._halted}: {self.ledger.line()}",
                where="llm.budget",
                remedy="raise the cap and rerun the same command: answers received so far are kept",
            )
        remedy = asyncio.run_coroutine_threadsafe(self._backend.close(), self._loop).result()
        requests = "1 request has" if self._postponed == 1 else f"{self._postponed:,} requests have"
        raise PausedError(f"{requests} no answer yet", remedy=remedy)

    # Everything below runs in the dispatcher's thread.

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            self._started.put(error)
            self._done.put(_Outcome(None, error))

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._backend = self._make_backend()
        self._parallel = self._backend.parallel
        self._pace = asyncio.Lock()
        server = self._settings.server
        self._breaker = Breaker(self._parallel, server.patience, server.url, self._say)
        # More workers than the cap, so that it is used fully while some wait for the disk or a retry.
        workers = [asyncio.create_task(self._work()) for _ in range(self._parallel * 2 + 8)]
        self._started.put(None)
        try:
            await self._stop.wait()
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await self._backend.close()

    def _enqueue(self, ticket: _Ticket, requests: list[Request]) -> None:
        for request in requests:
            self._jobs.put_nowait(_Job(request, request.key, ticket))

    async def _work(self) -> None:
        while True:
            job = await self._jobs.get()
            try:
                answer = await self._answer(job.request, job.request_key)
            except PostponedError:
                self._postponed += 1
            except CapReachedError as error:
                self._halted = str(error)
                self._postponed += 1
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self._done.put(_Outcome(None, error))
                return
            else:
                self._settle(job, answer)

    def _settle(self, job: _Job, answer: Answer) -> None:
        ticket = job.ticket
        ticket.answers[job.request_key] = answer
        ticket.unanswered -= 1
        if not ticket.unanswered:
            self._done.put(_Outcome(Answered(ticket.number, ticket.answers)))
        self._settled += 1  # last: the caller takes equal counts to mean that every answer has been queued

    async def _answer(self, request: Request, request_key: str) -> Answer:
        """Return the answer from a journal, from an identical request in flight, or from the backend."""
        key = digest([self._model, request_key])
        identical = self._in_flight.get(key)
        if identical is not None:
            return await asyncio.shield(identical)
        recorded = self._journal.find(key)
        if recorded is not None and recorded[1]:
            return recorded[0].answer
        if recorded is None and self._halted:
            raise CapReachedError(self._halted)
        self._in_flight[key] = future = self._loop.create_future()
        try:
            if recorded is not None:  # from another run; copied, so that this run's journal is complete
                entry = recorded[0]
                entry = Entry(key, request.purpose, entry.finish, entry.text, entry.reason, entry.usage, reused=True)
            else:
                entry = await self._ask(key, request)
            self._journal.write(entry)
            self.ledger.add(entry)
            await self._journal.synced()
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError):
                future.cancel()
            else:
                future.set_exception(error)
                future.exception()  # retrieved here, so that asyncio does not warn if nobody waits for it
            raise
        finally:
            del self._in_flight[key]
        future.set_result(entry.answer)
        return entry.answer

    async def _ask(self, key: str, request: Request) -> Entry:
        """Return the entry of a request that was retried until it was answered, rejected or out of attempts."""
        faults: Counter[str] = Counter()
        most = most_of(request)
        await self.ledger.admit(most)
        try:
            try:
                reply = await self._attempt(request, faults)
            except AttemptError as error:
                reply = await try_again(error, partial(self._attempt, request, faults), self._settings.server.attempts)
        except AttemptError as error:
            return Entry(key, request.purpose, "failed", reason=error.reason, faults=dict(faults))
        except RefusedError as error:
            finish: Finish = "refused" if error.lasting else "failed"
            return Entry(key, request.purpose, finish, reason=str(error), faults=dict(faults))
        finally:
            self.ledger.settle(most)
        usage = Usage() if reply.finish == "refused" else usage_of(request, reply.usage, reply.text)
        self._meter.add(usage.generated)
        return Entry(key, request.purpose, reply.finish, reply.text, reply.reason, usage, dict(faults))

    async def _attempt(self, request: Request, faults: Counter[str]) -> Reply:
        limiter = await self._paced()
        probe = await self._breaker.admit()
        sent = await limiter.acquire()
        while self._breaker.open and not probe:  # it opened while this request waited for the limiter
            limiter.release()
            probe = await self._breaker.admit()
            sent = await limiter.acquire()
        outcome: Outcome = "other"
        try:
            reply = await self._backend.reply(request)
            outcome = "answered"
        except AttemptError as error:
            faults[error.rule] += 1
            outcome = "overload" if error.overload else "timeout" if error.late else "other"
            self._breaker.failed(error.reason, probe)
            raise
        except (RefusedError, PostponedError):
            self._breaker.succeeded()
            raise
        finally:
            limiter.note(sent, outcome)
            limiter.release()
        self._breaker.succeeded()
        return reply

    async def _paced(self) -> Limiter:
        """Return the limiter, made when the first request is about to be sent: a server may say how many it takes."""
        if self._limiter is None:
            async with self._pace:
                if self._limiter is None:
                    start, timeout = await self._backend.pace()
                    self._limiter = Limiter(self._parallel, start, timeout, self._say)
                    self._meter.begin()
        return self._limiter


def _deciding_json(settings: LlmSettings) -> str:
    return msgspec.json.encode(plain(settings.deciding())).decode()
