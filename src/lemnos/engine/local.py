"""Implements ``Engine`` with a pool of processes on this machine; there is nothing to start beforehand.

With one worker, tasks run in the calling process. Workers die with their parent, even if it is killed with SIGKILL
(Linux: ``PR_SET_PDEATHSIG``; elsewhere a thread watches the parent). Starting a worker costs its imports, about 0.2
CPU-seconds.
"""

import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any

from lemnos.engine.base import Later, Result, Task
from lemnos.engine.interrupt import check_interrupt
from lemnos.errors import LemnosError, WorkerError

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ARROW_IO_THREADS")


def single_threaded() -> None:
    """Make numerical libraries that are imported later use one thread each.

    The workers are the parallelism, and sums split over threads differ in their last bits from machine to machine.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def collect_rarely() -> None:
    """Make Python look for reference cycles a hundred times less often: records are many and have none."""
    gc.set_threshold(70_000, 20, 50)


def _begin_worker(parent: int) -> None:
    """Set up a worker, and make it die with its parent."""
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


class LocalEngine:
    """Runs tasks on ``workers`` processes, or in the calling process if ``workers`` is 1."""

    def __init__(self, workers: int) -> None:
        single_threaded()
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._knows_main = False

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task | Later]) -> Iterator[Result]:
        """See ``Engine.map``. At most ``workers + 1`` tasks are taken and not yet finished."""
        stream = iter(tasks)
        first = list(islice(stream, 1))
        stream = chain(first, stream)
        needs_main = self.workers > 1 and _is_of_main((function, first))
        if self.workers == 1 or (needs_main and not hasattr(sys.modules["__main__"], "__file__")):
            for task in stream:
                check_interrupt()
                if not isinstance(task, Later):
                    yield _call(function, task)
            return
        if needs_main and not self._knows_main:
            self.close()
            self._knows_main = True
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.workers, mp_context=get_context("spawn"), initializer=_begin_worker, initargs=(os.getpid(),)
            )
        waiting: set[Future[Result]] = set()
        failure: Exception | None = None
        drained = False
        while not drained or waiting:
            check_interrupt()
            while not drained and len(waiting) <= self.workers:
                try:
                    task = next(stream)
                except StopIteration:
                    drained = True
                    break
                except Exception as error:  # the input ends here, but the tasks before it are good
                    failure, drained = error, True
                    break
                if isinstance(task, Later):
                    break
                try:
                    with nullcontext() if self._knows_main else _hidden_main():
                        waiting.add(self._pool.submit(_call, function, task))
                except BrokenProcessPool as error:
                    raise self._died() from error
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                try:
                    yield future.result()
                except BrokenProcessPool as error:
                    raise self._died() from error
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Stop the workers once the running tasks have ended."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _died(self) -> WorkerError:
        self.close()  # a broken pool cannot be used again; the next call starts another
        return WorkerError(
            "a worker process died, perhaps out of memory; rerun the same command with fewer --workers to resume"
        )


@contextmanager
def local_engine(workers: int | None) -> Iterator[LocalEngine]:
    """Open a ``LocalEngine``, and close it at the end.

    Args:
        workers: Number of processes; None for all cores.
    """
    engine = LocalEngine(workers or len(os.sched_getaffinity(0)))
    try:
        yield engine
    finally:
        engine.close()


def _is_of_main(value: object) -> bool:
    """Return whether a value refers to something that the user's script or notebook defines."""
    try:
        return b"__main__" in pickle.dumps(value)
    except Exception:  # pickling runs code of the user's objects; the pool reports what is wrong
        return False


@contextmanager
def _hidden_main() -> Iterator[None]:
    """Hide the main module while a worker starts, so that the worker does not import it: a user's script needs no
    ``if __name__ == "__main__":``, and the command line is not loaded again."""
    main = sys.modules["__main__"]
    saved: dict[str, Any] = {name: main.__dict__[name] for name in ("__file__", "__spec__") if name in main.__dict__}
    main.__dict__.pop("__file__", None)
    main.__dict__["__spec__"] = None
    try:
        yield
    finally:
        main.__dict__.update(saved)


def _call(function: Callable[[Task], Result], task: Task) -> Result:
    try:
        return function(task)
    except (LemnosError, KeyboardInterrupt):
        raise
    except Exception as error:
        import traceback

        raise WorkerError(f"{type(error).__name__}: {error}\n{traceback.format_exc()}") from error
