"""Requests out, answers in: one thread with one event loop, whatever the backend.

A request is looked up in the journals first; then it waits for the budget, the circuit breaker and the limiter, in that
order, and is tried until it is answered, refused, or out of attempts. Its answer is in the journal, on the disk, before
anybody gets it. The same request asked twice at once is sent once. Costs about 0.4 CPU-milliseconds a request
(``benchmarks/llm_client.py``).
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
from lemnos.llm.backend import AttemptError, Backend, PostponedError, RefusedError, Reply, Usage
from lemnos.llm.breaker import Breaker
from lemnos.llm.journal import AnswerJournal, Entry
from lemnos.llm.ledger import CapReachedError, Ledger, most_of, usage_of
from lemnos.llm.limiter import Limiter
from lemnos.llm.request import Answer, Finish, Request, digest
from lemnos.llm.retry import try_again
from lemnos.llm.settings import LlmSettings
from lemnos.store.fingerprint import plain

_AHEAD = 4
"""Requests kept ready for each one in flight."""


class Answered(NamedTuple):
    """A ticket whose requests all have their answers."""

    ticket: int
    answers: dict[str, Answer]
    """By ``Request.key``."""


class _Ticket:
    def __init__(self, number: int, requests: Sequence[Request]) -> None:
        self.number = number
        self.left = len(requests)
        self.answers: dict[str, Answer] = {}


class _Job(NamedTuple):
    request: Request
    asked: str
    """``request.key``, hashed once."""
    ticket: _Ticket


class _Shared(NamedTuple):
    """What the threads hand to the caller: a ticket, or why no more will come."""

    answered: Answered | None
    error: BaseException | None = None


class Dispatcher:
    """Gets answers for tickets of requests. A context manager; ``submit`` and ``ready`` are for one calling thread."""

    def __init__(
        self,
        settings: LlmSettings,
        make_backend: Callable[[], Backend],
        journal: AnswerJournal,
        ledger: Ledger,
        say: Callable[[str], None],
    ) -> None:
        """Prepare; the backend is made in the dispatcher's own thread.

        Args:
            settings: Which model, where.
            make_backend: Makes who answers.
            journal: Where answers are kept and looked up.
            ledger: Counts them, and keeps to the caps.
            say: Told what a person should know: the server is down, say.
        """
        self._settings, self._make_backend, self._journal, self._say = settings, make_backend, journal, say
        self.ledger = ledger
        self._model = digest([_stable(settings)])
        self._done: queue.SimpleQueue[_Shared] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="lemnos-llm", daemon=True)
        self._started: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._open: set[int] = set()
        self._submitted = self._settled = self._postponed = 0  # the first is the caller's, the others the thread's
        self._halted = ""
        self.on_wait: Callable[[], None] = lambda: None
        """Called now and then while the caller waits, in its thread."""
        self._flying: dict[str, asyncio.Future[Answer]] = {}

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
        """Ask for answers; ``ready`` returns the ticket when all are there."""
        self._open.add(ticket)
        self._submitted += len(requests)
        self._loop.call_soon_threadsafe(self._take, _Ticket(ticket, requests), list(requests))

    @property
    def has_room(self) -> bool:
        """Whether more tickets can be of use: enough requests lie ready otherwise."""
        return not self._halted and self._submitted - self._settled - self._postponed < _AHEAD * self._parallel

    @property
    def waits(self) -> bool:
        """Whether a ticket is open."""
        return bool(self._open)

    def ready(self, wait: bool) -> Answered | None:
        """Return a ticket whose answers are all there, None if there is none yet.

        Args:
            wait: Wait for one; not to be asked when none is open.

        Raises:
            PausedError: The rest waits for a batch, or a cap is reached.
            ServerError: The server cannot be used.
        """
        while True:
            try:
                shared = self._done.get(timeout=0.2) if wait else self._done.get_nowait()
            except queue.Empty:
                if not wait:
                    return None
                if not self._thread.is_alive() and self._done.empty():
                    raise RuntimeError("the dispatcher's thread has ended") from None
                if self._submitted == self._settled + self._postponed and self._done.empty():
                    self._pause()
                self.on_wait()
                continue
            if shared.error is not None:
                raise shared.error
            assert shared.answered is not None
            self._open.discard(shared.answered.ticket)
            return shared.answered

    def _pause(self) -> None:
        """Stop on purpose: nothing is in flight, and what is open will not be answered now."""
        if self._halted:
            raise PausedError(
                f"{self._halted} is reached: {self.ledger.line()}",
                where="llm.budget",
                remedy="raise it and run the same command again: what was answered is kept",
            )
        todo = asyncio.run_coroutine_threadsafe(self._backend.close(), self._loop).result()
        raise PausedError(f"{self._postponed:,} requests wait for a batch", remedy=todo)

    # Everything below runs in the dispatcher's thread.

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:
            self._started.put(error)
            self._done.put(_Shared(None, error))

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue()
        self._backend = self._make_backend()
        self._parallel = self._backend.parallel
        self._limiter = Limiter(self._parallel)
        server = self._settings.server
        self._breaker = Breaker(self._parallel, server.patience, server.url, self._say)
        # More workers than the cap, so that it is full while others wait for the disk or for a retry.
        workers = [asyncio.create_task(self._work()) for _ in range(self._parallel * 2 + 8)]
        self._started.put(None)
        try:
            await self._stop.wait()
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await self._backend.close()

    def _take(self, ticket: _Ticket, requests: list[Request]) -> None:
        for request in requests:
            self._jobs.put_nowait(_Job(request, request.key, ticket))

    async def _work(self) -> None:
        while True:
            job = await self._jobs.get()
            try:
                answer = await self._answer(job.request, job.asked)
            except PostponedError:
                self._postponed += 1
            except CapReachedError as error:
                self._halted = str(error)
                self._postponed += 1
            except asyncio.CancelledError:
                raise
            except BaseException as error:
                self._done.put(_Shared(None, error))
                return
            else:
                self._settle(job, answer)

    def _settle(self, job: _Job, answer: Answer) -> None:
        ticket = job.ticket
        ticket.answers[job.asked] = answer
        ticket.left -= 1
        if not ticket.left:
            self._done.put(_Shared(Answered(ticket.number, ticket.answers)))
        self._settled += 1  # last, or the caller might see that nothing is left to come and find no ticket

    async def _answer(self, request: Request, asked: str) -> Answer:
        key = digest([self._model, asked])
        flying = self._flying.get(key)
        if flying is not None:
            return await asyncio.shield(flying)
        found = self._journal.find(key)
        if found is not None and found[1]:
            return found[0].answer
        if found is None and self._halted:
            raise CapReachedError(self._halted)
        self._flying[key] = shared = self._loop.create_future()
        try:
            if found is not None:  # another run's; copied, so that this run's journal is whole
                entry = found[0]
                entry = Entry(key, request.purpose, entry.finish, entry.text, entry.reason, entry.usage, reused=True)
            else:
                entry = await self._ask(key, request)
            self._journal.write(entry)
            self.ledger.add(entry)
            await self._journal.synced()
        except BaseException as error:
            if isinstance(error, asyncio.CancelledError):
                shared.cancel()
            else:
                shared.set_exception(error)
                shared.exception()  # looked at, in case nobody else waits for it
            raise
        finally:
            del self._flying[key]
        shared.set_result(entry.answer)
        return entry.answer

    async def _ask(self, key: str, request: Request) -> Entry:
        """Try until the request is answered, refused or out of attempts."""
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
        return Entry(key, request.purpose, reply.finish, reply.text, reply.reason, usage, dict(faults))

    async def _attempt(self, request: Request, faults: Counter[str]) -> Reply:
        probe = await self._breaker.admit()
        await self._limiter.acquire()
        while self._breaker.open and not probe:  # it opened while this one waited for its turn
            self._limiter.release()
            probe = await self._breaker.admit()
            await self._limiter.acquire()
        try:
            reply = await self._backend.reply(request)
        except AttemptError as error:
            faults[error.rule] += 1
            self._limiter.note(error.overload)
            self._breaker.failed(error.reason, probe)
            raise
        except (RefusedError, PostponedError):
            self._breaker.succeeded()
            raise
        finally:
            self._limiter.release()
        self._limiter.note(False)
        self._breaker.succeeded()
        return reply


def _stable(settings: LlmSettings) -> str:
    return msgspec.json.encode(plain(settings.deciding())).decode()
