"""A model of ``transformers`` in this process: for a machine with a GPU and no server, and for small models on a CPU.

Requests that wait are put into batches of like length, padded on the left, and generated in a thread of its own; one
batch ends before the next begins, so a server such as vLLM, which refills its batch token by token, is several times
faster on the same GPU. Structure is asked for in words only: nothing holds the model to a JSON Schema. The same request
gets the same answer whatever the order, as far as ``lemnos.llm.in_process.generation`` says.
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
from lemnos.llm.backend import RefusedError, Reply, Usage
from lemnos.llm.in_process.generation import Generated, Generator, Prompt
from lemnos.llm.in_process.sampling import Sampling
from lemnos.llm.request import Request
from lemnos.llm.settings import LlmSettings

_GPU_ROWS, _CPU_ROWS = 128, 16
"""Requests in one batch at the most."""
_GATHER = 0.02
"""Seconds for which the first request of a batch waits for others."""
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class _Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of ``llm.extra`` means something here, under the names that servers use."""

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
            SettingsError: ``transformers`` is missing, or the folder holds no model; ``llm.extra`` has a field that
                means nothing here.
        """
        check_allowed(settings.model, "llm.model")
        try:
            self._extra = msgspec.convert(settings.extra, _Extra)
        except msgspec.ValidationError as error:
            raise SettingsError(
                f"{error}, for a model in process",
                where="llm.extra",
                remedy=f"the fields that it takes are {', '.join(_Extra.__struct_fields__)}",
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
        # Twice what a batch takes, so that there is a choice of like lengths.
        self.parallel = 2 * self._rows
        self._loop = asyncio.get_running_loop()
        self._waiting: list[_Waiting] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="lemnos-model", daemon=True)
        self._thread.start()

    async def reply(self, request: Request) -> Reply:
        """See ``Backend.reply``."""
        most = request.max_tokens if self._extra.max_tokens is None else self._extra.max_tokens
        tokens = self._generator.encode(request.messages, self._extra.chat_template_kwargs or {})
        left = self._generator.context - len(tokens)
        if left < 1:
            raise RefusedError(f"the prompt has {len(tokens):,} tokens, the model sees {self._generator.context:,}")
        prompt = Prompt(tokens, min(most, left), request.key)
        waiting = _Waiting(prompt, self._loop.create_future())
        with self._changed:
            self._waiting.append(waiting)
            self._changed.notify()
        generated = await waiting.answer
        text = _THINKING.sub("", generated.text).strip()
        return Reply(text, "length" if generated.cut_off else "stop", Usage(len(tokens), generated.tokens))

    async def close(self) -> str:
        """Let the batch in work end at its next token; see ``Backend.close``."""
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
                places = choose([waiting.prompt for waiting in self._waiting], self._rows, self._room)
                batch = [self._waiting[place] for place in places]
                self._waiting = [waiting for place, waiting in enumerate(self._waiting) if place not in set(places)]
            self._generate(batch)

    def _generate(self, batch: list[_Waiting]) -> None:
        """Answer a batch; in halves where it does not fit into memory, and smaller ones from then on."""
        prompts = [waiting.prompt for waiting in batch]
        try:
            results = self._generator.generate(prompts, self._sampling, lambda: self._closed)
        except MemoryError:
            if len(batch) > 1:
                self._room = min(self._room, size_of(prompts) // 2)
                half = len(batch) // 2
                for part in (batch[:half], batch[half:]):
                    self._generate(part)
                return
            size = f"{len(prompts[0].tokens):,} tokens, and {prompts[0].most:,} to generate, do not fit into memory"
            self._tell(batch, RefusedError(size, lasting=False))
        except Exception as error:  # a bug: whoever asked learns of it, and the run ends with it
            self._tell(batch, error)
        else:
            self._tell(batch, results)

    def _tell(self, batch: Sequence[_Waiting], outcome: Sequence[Generated] | Exception) -> None:
        """Hand the outcome to those who wait, in the event loop."""

        def tell() -> None:
            for row, waiting in enumerate(batch):
                if waiting.answer.done():
                    continue
                if isinstance(outcome, Exception):
                    waiting.answer.set_exception(outcome)
                else:
                    waiting.answer.set_result(outcome[row])

        if not self._closed:
            self._loop.call_soon_threadsafe(tell)


def size_of(prompts: Sequence[Prompt]) -> int:
    """Return the tokens that a batch can come to, padding included."""
    return len(prompts) * (max(len(prompt.tokens) for prompt in prompts) + max(prompt.most for prompt in prompts))


def choose(prompts: Sequence[Prompt], rows: int, room: int) -> list[int]:
    """Return the places of the next batch: the oldest, which comes first, and those nearest to it in length.

    Args:
        prompts: All that wait, the oldest first.
        rows: The most in one batch.
        room: The most tokens that the batch may come to; one prompt alone may be larger.
    """
    order = sorted(range(len(prompts)), key=lambda place: (len(prompts[place].tokens), place))
    low = high = order.index(0)
    longest, most = len(prompts[0].tokens), prompts[0].most

    def fits(place: int) -> bool:
        wide = max(longest, len(prompts[place].tokens)) + max(most, prompts[place].most)
        return (high - low + 2) * wide <= room

    while high - low + 1 < rows:
        ahead = [place for place in (low - 1, high + 1) if 0 <= place < len(order) and fits(order[place])]
        if not ahead:
            break
        nearest = min(ahead, key=lambda place: abs(len(prompts[order[place]].tokens) - longest))
        low, high = min(low, nearest), max(high, nearest)
        longest, most = max(longest, len(prompts[order[nearest]].tokens)), max(most, prompts[order[nearest]].most)
    return sorted(order[low : high + 1])
