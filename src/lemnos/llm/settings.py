"""Settings of the model that is asked. What decides its answers is told apart from how they are got.

``LlmSettings`` itself decides what comes out and is part of a run's fingerprint; ``server``, ``budget`` and ``backend``
are not: a run may go on at another address, with another cap, or from a batch file, and continues where it was.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Backend = Literal["http", "batch", "transformers", "offline", "scripted", "replay"]
SchemaForm = Literal["auto", "json_schema", "json_object", "none"]
Price = Annotated[float, Meta(ge=0)]


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a server is reached. Changes nothing of what comes out."""

    url: str = "http://localhost:8000/v1"
    """Base URL of an OpenAI-compatible server: vLLM, SGLang, llama.cpp, Ollama (`http://localhost:11434/v1`), a
    hosted one."""
    key_env: str = "LEMNOS_API_KEY"
    """Environment variable that holds the key; the key itself never stands in a recipe. Unset: no key is sent."""
    key_file: str = ""
    """File that holds the key, in place of the environment variable."""
    concurrency: Annotated[int, Meta(ge=1, le=10_000)] = 64
    """Requests in flight at the most; fewer while the server says 429 or 503. For vLLM about 4 times what fits in
    a batch."""
    timeout: Annotated[float, Meta(gt=0)] = 180.0
    """Seconds for one attempt, waiting in the server's queue included."""
    attempts: Annotated[int, Meta(ge=1)] = 8
    """Attempts for one request before it counts as failed."""
    patience: Annotated[float, Meta(ge=0)] = 600.0
    """Seconds for which a server that fails every request is tried again, at growing intervals, before the run
    stops."""
    schema: SchemaForm = "auto"
    """How structured output is asked for: `json_schema`, `json_object`, `none` (in words only); `auto` begins with the
    first and goes on to the next where the server refuses it."""


class BudgetSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be spent, over all resumes of a run. Changes nothing of what comes out."""

    max_requests: Annotated[int, Meta(ge=0)] | None = None
    """Requests answered at the most; the run stops there and can go on later."""
    max_tokens: Annotated[int, Meta(ge=0)] | None = None
    """Tokens sent and generated at the most."""
    max_cost: Annotated[float, Meta(ge=0)] | None = None
    """Cost at the most, in the currency of the prices."""
    price_in: Price = 0.0
    """Price of a million tokens sent."""
    price_cached: Price | None = None
    """Price of a million tokens sent that the server had in its prefix cache; `price_in` if not given."""
    price_out: Price = 0.0
    """Price of a million tokens generated."""


class LlmSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which model is asked, and how."""

    model: str = ""
    """Name of the model as the server knows it; for `transformers` its folder."""
    temperature: Annotated[float, Meta(ge=0, le=2)] = 0.8
    """Sampling temperature; 0 takes the likeliest token."""
    top_p: Annotated[float, Meta(gt=0, le=1)] = 1.0
    """Nucleus sampling: share of the probability that is sampled from."""
    extra: dict[str, Any] = {}
    """More fields of the request, as the server wants them; null takes a field out: `{max_tokens: null,
    max_completion_tokens: 2000}`."""
    prompts: str = ""
    """Folder of prompts in place of ours, by file name; see `lemnos prompts`."""
    backend: Backend = "http"
    """Who answers: `http`, a server; `batch`, files in the form of OpenAI's batch API; `transformers`, in this process
    (needs `lemnos[transformers]`); `offline`, nobody, so that rules do the work; `scripted`, a file of patterns and
    answers; `replay`, answers recorded earlier and nobody else."""
    script: str = ""
    """For `scripted`: JSON lines `{"pattern": regular expression, "answer": text}`; the first that matches answers."""
    reuse: tuple[str, ...] = ()
    """Answers of other runs to look in first: run folders or `answers.jsonl` files. Those of runs beside this one are
    found without being named."""
    server: ServerSettings = ServerSettings()
    """How a server is reached."""
    budget: BudgetSettings = BudgetSettings()
    """What may be spent."""

    def deciding(self) -> dict[str, Any]:
        """Return what of the settings decides the answers; the rest only decides how they are got."""
        return {"model": self.model, "temperature": self.temperature, "top_p": self.top_p, "extra": self.extra}
