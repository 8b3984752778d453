"""Implements ``Backend`` with a model of ``transformers`` in this process, for a GPU without a server or a small model.

Waiting requests of similar length form a batch, which is generated in a separate thread. One batch ends before the next
begins, so a server such as vLLM, which refills its batch token by token, is several times faster on the same GPU. The
order of requests does not change answers, within the limits that ``lemnos.llm.backends.in_process.generation`` states.
Limitation: structured output is requested by the prompt alone; nothing enforces the JSON Schema.
"""

import asyncio
import re
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from lemnos.errors import SettingsError
from lemnos.llm.api_key import check_allowed
from lemnos.llm.backends.base import Pace, RefusedError, Reply, Usage
from lemnos.llm.backends.in_process.generation import Generated, Generator, Prompt
from lemnos.llm.backends.in_process.sampling import Sampling
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings

_GPU_ROWS, _CPU_ROWS = 128, 16
"""Maximum number of requests in a batch."""
_GATHER = 0.02
"""Seconds that the first request of a batch waits for others."""
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class _Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of ``llm.extra`` that this backend supports, under the names that servers use."""

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    seed: int | None = None
    chat_template_kwargs: dict[str, object] | None = None


class _Waiting(NamedTuple):
    prompt: Prompt
    answer: asyncio.Future[Generated]


class TransformersBackend:
    """Asks a model in this process. Implements ``Backend``."""

    def __init__(self, settings: LlmSettings) -> None:
        """Load the model in the folder ``settings.model``.

        Raises:
            SettingsError: ``transformers`` is not installed, the folder contains no model, or ``llm.extra`` has a
                field that this backend does not support.
        """
        check_allowed(settings.model, "llm.model")
        try:
            self._extra = msgspec.convert(settings.extra, _Extra)
        except msgspec.ValidationError as error:
            raise SettingsError(
                str(error),
                where="llm.extra",
                remedy=f"with llm.backend transformers use only {', '.join(_Extra.__struct_fields__)}",
            ) from None
        extra = self._extra
        self._sampling = Sampling(
            temperature=settings.temperature if extra.temperature is None else extra.temperature,
            top_p=settings.top_p if extra.top_p is None else extra.top_p,
            top_k=extra.top_k or 0,
            seed=extra.seed or 0,
        )
        self._generator = Generator(settings.model)
        self._rows = _GPU_ROWS if self._generator.device == "cuda" else _CPU_ROWS
        self._room = self._generator.room
        # Twice the rows of a batch, so that there are requests of similar length to choose from.
        self.parallel = 2 * self._rows
        self._loop = asyncio.get_running_loop()
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="lemnos-model", daemon=True)
        self._thread.start()

    async def pace(self) -> Pace:
        """See ``Backend.pace``."""
        return Pace(self.parallel)

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        most = request.max_tokens if self._extra.max_tokens is None else self._extra.max_tokens
        tokens = self._generator.encode(request.messages, self._extra.chat_template_kwargs or {})
        left = self._generator.context - len(tokens)
        if left < 1:
            raise RefusedError(
                f"the prompt has {len(tokens):,} tokens, the model's context {self._generator.context:,}"
            )
        prompt = Prompt(tokens, min(most, left), request.key)
        waiting = _Waiting(prompt, self._loop.create_future())
        with self._changed:
            self._waiting.append(waiting)
            self._changed.notify()
        generated = await waiting.answer
        text = _THINKING.sub("", generated.text).strip()
        return Reply(text, "length" if generated.cut_off else "stop", Usage(len(tokens), generated.tokens))

    async def close(self) -> str:
        """Stop the running batch at its next token; see ``Backend.close``."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        await self._loop.run_in_executor(None, self._thread.join)
        return ""

    # Everything below runs in the model's thread.

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
            time.sleep(_GATHER)
            with self._changed:
                if self._closed:
                    return
                self._waiting = [waiting for waiting in self._waiting if not waiting.answer.cancelled()]
                if not self._waiting:
                    continue
                chosen = choose([waiting.prompt for waiting in self._waiting], self._rows, self._room)
                batch = [self._waiting[index] for index in chosen]
                self._waiting = [waiting for index, waiting in enumerate(self._waiting) if index not in set(chosen)]
            self._generate(batch)

    def _generate(self, batch: list[_Waiting]) -> None:
        """Answer a batch; if it does not fit into memory, answer it in halves and keep later batches smaller."""
        prompts = [waiting.prompt for waiting in batch]
        try:
            results = self._generator.generate(prompts, self._sampling, lambda: self._closed)
        except MemoryError:
            if len(batch) > 1:
                self._room = min(self._room, size_of(prompts) // 2)
                half = len(batch) // 2
                for smaller_batch in (batch[:half], batch[half:]):
                    self._generate(smaller_batch)
                return
            size = f"{len(prompts[0].tokens):,} tokens and {prompts[0].most:,} to generate do not fit into memory"
            self._deliver(batch, RefusedError(size, lasting=False))
        except Exception as error:  # a bug: it is raised where the requests are awaited, and ends the run
            self._deliver(batch, error)
        else:
            self._deliver(batch, results)

    def _deliver(self, batch: Sequence[_Waiting], outcome: Sequence[Generated] | Exception) -> None:
        """Set the results of the waiting requests, in the event loop."""

        def set_results() -> None:
            for row, waiting in enumerate(batch):
                if waiting.answer.done():
                    continue
                if isinstance(outcome, Exception):
                    waiting.answer.set_exception(outcome)
                else:
                    waiting.answer.set_result(outcome[row])

        if not self._closed:
            self._loop.call_soon_threadsafe(set_results)


def size_of(prompts: Sequence[Prompt]) -> int:
    """Return the most tokens that a batch can have, including padding."""
    return len(prompts) * (max(len(prompt.tokens) for prompt in prompts) + max(prompt.most for prompt in prompts))


def choose(prompts: Sequence[Prompt], rows: int, room: int) -> list[int]:
    """Return the indices of the prompts of the next batch: the oldest, and those closest to it in length.

    Args:
        prompts: All waiting prompts, the oldest first.
        rows: Maximum number of prompts in the batch.
        room: Maximum number of tokens in the batch, including padding; a single prompt may exceed it.
    """
    order = sorted(range(len(prompts)), key=lambda index: (len(prompts[index].tokens), index))
    low = high = order.index(0)
    longest, most = len(prompts[0].tokens), prompts[0].most

    def fits(index: int) -> bool:
        width = max(longest, len(prompts[index].tokens)) + max(most, prompts[index].most)
        return (high - low + 2) * width <= room

    while high - low + 1 < rows:
        neighbours = [rank for rank in (low - 1, high + 1) if 0 <= rank < len(order) and fits(order[rank])]
        if not neighbours:
            break
        nearest = min(neighbours, key=lambda rank: abs(len(prompts[order[rank]].tokens) - longest))
        low, high = min(low, nearest), max(high, nearest)
        longest, most = max(longest, len(prompts[order[nearest]].tokens)), max(most, prompts[order[nearest]].most)
    return sorted(order[low : high + 1])
