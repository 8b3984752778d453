"""Defines the settings of the model, and separates those that decide its answers from those that do not.

``model``, ``temperature``, ``top_p``, ``extra`` and ``prompts`` decide the answers and are part of a run's fingerprint.
The other settings are not: a run can resume with another address, another cap or another backend.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Answering = Literal["http", "llama", "transformers", "batch", "offline", "scripted", "replay"]
Backend = Literal["auto"] | Answering
SchemaForm = Literal["auto", "json_schema", "json_object", "none"]
Price = Annotated[float, Meta(ge=0)]


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a server is reached. Never changes the output."""

    url: str = "http://localhost:8000/v1"
    """Base URL of an OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama (`http://localhost:11434/v1`) or a
    hosted one."""
    key_env: str = "LEMNOS_API_KEY"
    """Environment variable that holds the API key, which never belongs in a recipe. If it is unset, no key is sent."""
    key_file: str = ""
    """File that holds the API key, used instead of the environment variable."""
    concurrency: Annotated[int, Meta(ge=1, le=10_000)] = 64
    """Maximum number of requests in flight. A run begins with few, or with the slots that a llama.cpp server reports,
    and sends more while answers come in good time, fewer after time-outs, 429 or 503. For vLLM, use about 4 times what
    fits in a batch."""
    timeout: Annotated[float, Meta(gt=0)] = 180.0
    """Seconds that one attempt may take, including the wait in the server's queue, but not in the client's."""
    attempts: Annotated[int, Meta(ge=1)] = 8
    """Attempts at a request before it counts as failed."""
    patience: Annotated[float, Meta(ge=0)] = 600.0
    """Seconds for which a server that fails every request is retried, at growing intervals, before the run stops."""
    schema: SchemaForm = "auto"
    """How structured output is requested: `json_schema`, `json_object` or `none` (by the prompt alone). `auto` tries
    them in this order until the server accepts one."""


class LlamaSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a GGUF file is run in this process."""

    slots: Annotated[int, Meta(ge=1, le=256)] = 4
    """Requests that are computed together."""
    context: Annotated[int, Meta(ge=256)] = 8192
    """Most tokens of a prompt and its answer, at most those that the model was trained for. Each slot takes memory for
    so many."""
    threads: Annotated[int, Meta(ge=0)] = 0
    """Threads that compute; 0 for one less than there are cores. With as many threads as cores, another busy process
    can make a model many times slower, because llama.cpp's threads wait for each other at every step."""


class BudgetSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run may spend over all its resumes. Never changes the output."""

    max_requests: Annotated[int, Meta(ge=0)] | None = None
    """Maximum number of answered requests; the run pauses there and can be resumed."""
    max_tokens: Annotated[int, Meta(ge=0)] | None = None
    """Maximum number of tokens, sent and generated together."""
    max_cost: Annotated[float, Meta(ge=0)] | None = None
    """Maximum cost, in the currency of the prices."""
    price_in: Price = 0.0
    """Price of a million prompt tokens."""
    price_cached: Price | None = None
    """Price of a million prompt tokens found in the server's prefix cache; `price_in` by default."""
    price_out: Price = 0.0
    """Price of a million generated tokens."""

    def __post_init__(self) -> None:
        if self.price_cached is not None and self.price_cached > self.price_in:
            raise ValueError(
                f"price_cached ({self.price_cached:g}) exceeds price_in ({self.price_in:g}); "
                "a cached token costs at most as much as another, so swap or correct them"
            )


class LlmSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which model is asked, and how."""

    model: str = ""
    """Name of the model as the server knows it; for `llama`, the path of a GGUF file; for `transformers`, the model's
    folder."""
    temperature: Annotated[float, Meta(ge=0, le=2)] = 0.8
    """Sampling temperature; 0 always takes the most likely token."""
    top_p: Annotated[float, Meta(gt=0, le=1)] = 1.0
    """Nucleus sampling: share of the probability mass that tokens are drawn from."""
    extra: dict[str, Any] = {}
    """More fields of each request, as the server expects them; null removes a field: `{max_tokens: null,
    max_completion_tokens: 2000}`."""
    prompts: str = ""
    """Folder of prompts that replace the built-in ones of the same file name; see `lemnos prompts`."""
    backend: Backend = "auto"
    """What answers requests: `http`, a server; `llama`, a GGUF file in this process (needs `lemnos[llama]`);
    `transformers`, a model of that library in this process (needs `lemnos[transformers]`); `batch`, files in the format
    of OpenAI's batch API; `offline`, nothing, so that rules do the work; `scripted`, a file of patterns and answers;
    `replay`, earlier recorded answers only. `auto` is `llama` if `model` ends in `.gguf` and `server.url` is not set,
    and `http` otherwise."""
    script: str = ""
    """For `scripted`: JSON Lines file of `{"pattern": regular expression, "answer": text}`; the first match answers."""
    reuse: tuple[str, ...] = ()
    """Other runs whose answers are looked up first: run folders or `answers.jsonl` files. Runs in the same folder as
    this one are always looked up."""
    server: ServerSettings = ServerSettings()
    """How a server is reached."""
    llama: LlamaSettings = LlamaSettings()
    """How a GGUF file is run in this process."""
    budget: BudgetSettings = BudgetSettings()
    """What the run may spend."""

    def __post_init__(self) -> None:
        if self.script and self.backend != "scripted":
            raise ValueError(
                f"script ({self.script}) is read if backend is scripted, but backend is {self.backend}; "
                "set backend to scripted or remove script"
            )
        for name, own in (("model", self.model), ("temperature", self.temperature), ("top_p", self.top_p)):
            if (value := self.extra.get(name)) is not None and value != own:
                raise ValueError(f"extra.{name} ({value}) and {name} ({own}) both set it; remove extra.{name}")

    @property
    def answering(self) -> Answering:
        """The backend that answers."""
        if self.backend != "auto":
            return self.backend
        in_process = self.model.lower().endswith(".gguf") and self.server.url == ServerSettings().url
        return "llama" if in_process else "http"

    def deciding(self) -> dict[str, Any]:
        """Return the settings that decide the answers; the others only decide how answers are obtained."""
        return {"model": self.model, "temperature": self.temperature, "top_p": self.top_p, "extra": self.extra}
