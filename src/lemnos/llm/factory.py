"""Open the dispatcher of a run: ``LlmSettings`` → a backend, with the run's answer journal and ledger.

Answers of runs in the same folder are found again, except by the backend ``scripted``, whose script may have changed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import msgspec

from lemnos.errors import SettingsError
from lemnos.llm.backends.base import Backend
from lemnos.llm.backends.batch import BatchBackend
from lemnos.llm.backends.openai_server import HttpBackend
from lemnos.llm.backends.scripted import Offline, Replay, Scripted, read_script
from lemnos.llm.dispatch import Dispatcher
from lemnos.llm.journal import NAME, AnswerJournal, neighbours
from lemnos.llm.ledger import Ledger
from lemnos.llm.settings import LlmSettings
from lemnos.store.atomic_files import write_bytes

LEDGER = "ledger.json"
"""File in the run folder with what was spent; written whenever the dispatcher closes."""


@contextmanager
def open_dispatcher(run: Path, settings: LlmSettings, say: Callable[[str], None]) -> Iterator[Dispatcher]:
    """Open the dispatcher for the run in folder ``run``; write the ledger when it closes.

    Raises:
        SettingsError: The model, the address, the key or a script cannot be used.
        RunError: A journal cannot be read or written.
    """
    make = partial(make_backend, run, settings, say)
    others = [] if settings.backend == "scripted" else neighbours(run, settings.reuse)
    journal = AnswerJournal(run / NAME, others)
    try:
        ledger = Ledger(settings.budget, journal.entries())
        try:
            with Dispatcher(settings, make, journal, ledger, say) as dispatcher:
                yield dispatcher
        finally:
            write_bytes(run / LEDGER, msgspec.json.format(msgspec.json.encode(ledger.report()), indent=2))
    finally:
        journal.close()


def make_backend(run: Path, settings: LlmSettings, say: Callable[[str], None]) -> Backend:
    """Return the backend that answers requests.

    Raises:
        SettingsError: The settings lack something that this backend needs.
    """
    backend = settings.answering
    if backend in ("http", "batch", "llama", "transformers") and not settings.model:
        raise SettingsError(
            "no model is named",
            where="llm.model",
            remedy="give its name as the server knows it, or a GGUF file: --model NAME",
        )
    match backend:
        case "http":
            return HttpBackend(settings, say)
        case "llama":
            from lemnos.llm.backends.llama.backend import LlamaBackend

            return LlamaBackend(settings, say)
        case "batch":
            return BatchBackend(run / "batch", settings)
        case "transformers":
            from lemnos.llm.backends.in_process.backend import TransformersBackend

            return TransformersBackend(settings)
        case "offline":
            return Offline()
        case "scripted":
            return Scripted(read_script(settings.script))
        case "replay":
            return Replay()
