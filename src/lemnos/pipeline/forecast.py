"""Estimate what a recipe makes, and what it asks of a model and costs, before anything is sent.

Each step tries a sample in a folder that is deleted afterwards, up to the first requests. Prompts are counted; the
tokens that the model generates, and the share of answers that are asked for again, are assumptions. A step that reads
an unfinished one is named and left out: its input does not exist yet.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.errors import SettingsError
from lemnos.llm.request import Request
from lemnos.llm.settings import BudgetSettings
from lemnos.llm.tokens import FRAME, tokens_of
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.recipe import Recipe, StepRecipe
from lemnos.pipeline.run import Status, make_job, open_step, status
from lemnos.store.run_folder import RunFolder

TokenCounter = Callable[[str], int]
"""Text → its number of tokens."""
SAMPLE = 512
"""Items that are tried, unless told otherwise."""
ASKED_AGAIN = 0.10
"""Assumed share of requests that are sent twice: part of the answer is missing, or a check rejects it."""


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What a step will make and ask. All figures are for the whole run, scaled up from the sample."""

    step: str
    """Name of the step in the recipe."""
    state: str
    """How far the step is: ``new``, ``done``, ``waiting``, …"""
    counts: dict[str, int] = {}
    """See ``Expected.counts``."""
    sampled: int = 0
    """Items that were tried."""
    items: int = 0
    """Items that there are."""
    requests: int = 0
    """Without those that are sent again."""
    tokens_sent: int = 0
    tokens_repeated: int = 0
    """Of those sent, the ones that a server has seen at the beginning of an earlier request: its prefix cache can serve
    them."""
    tokens_generated: int = 0
    """Assumed."""
    counted: str = ""
    """How tokens were counted."""
    note: str = ""
    """Why no model is asked, or why nothing is known."""

    def cost(self, prices: BudgetSettings) -> tuple[float, float]:
        """Return the cost with every repeated token served by the cache, and with none."""
        cached = prices.price_in if prices.price_cached is None else prices.price_cached
        generated = self.tokens_generated * prices.price_out
        most = self.tokens_sent * prices.price_in
        least = most - self.tokens_repeated * (prices.price_in - cached)
        return (least + generated) / 1e6, (most + generated) / 1e6


def forecast(
    recipe: Recipe,
    engine: Engine,
    progress: Progress,
    *,
    sample: int = SAMPLE,
    tokenizer: str = "",
    prompts: int = 3,
) -> list[tuple[StepRecipe, Forecast, list[Request]]]:
    """Return for each step what it will make and ask, and some of its requests.

    Args:
        recipe: What would be run. Its run folders are not written.
        engine: Where the work runs.
        progress: Shows how far a step is.
        sample: Items that each step tries.
        tokenizer: A ``tokenizer.json`` to count with; an estimate if empty.
        prompts: Requests to return for each step.

    Raises:
        LemnosError: An input or a setting cannot be used.
    """
    count = load_counter(tokenizer)
    counted = tokenizer or "an estimate from words and marks; --tokenizer FILE counts"
    statuses = status(recipe) if recipe.named else {step.name: Status("new", []) for step in recipe.steps}
    found: list[tuple[StepRecipe, Forecast, list[Request]]] = []
    for step in recipe.steps:
        state = statuses[step.name].state
        if state == "waiting":
            note = f"estimated once {', '.join(recipe.before(step))} is done"
            found.append((step, Forecast(step=step.name, state=state, note=note), []))
        elif state == "done":
            found.append((step, Forecast(step=step.name, state=state, note="nothing is left to do"), []))
        else:
            expected = _expected(recipe, step, engine, progress, sample)
            found.append((step, _scaled(step, state, expected, count, counted), _samples(expected, prompts)))
    return found


def _expected(recipe: Recipe, step: StepRecipe, engine: Engine, progress: Progress, sample: int) -> Expected | None:
    opened = open_step(recipe, step)
    with tempfile.TemporaryDirectory(prefix="lemnos-plan-") as folder:
        return step.step.forecast(make_job(step, opened, RunFolder(Path(folder)), engine, progress), sample)


def _scaled(step: StepRecipe, state: str, expected: Expected | None, count: TokenCounter, counted: str) -> Forecast:
    if expected is None:
        return Forecast(step=step.name, state=state, note=f"{step.step.name} asks no model")
    scale = expected.items / expected.sampled if expected.sampled else 0.0
    sent, repeated = tokens_of_prompts(expected.prompts, count)
    return Forecast(
        step=step.name,
        state=state,
        counts=expected.counts,
        sampled=expected.sampled,
        items=expected.items,
        requests=round(sum(map(len, expected.prompts)) * scale),
        tokens_sent=round(sent * scale * (1 + ASKED_AGAIN)),
        tokens_repeated=round(repeated * scale * (1 + ASKED_AGAIN)),
        tokens_generated=round(expected.generated * scale * (1 + ASKED_AGAIN)),
        counted=counted,
        note=expected.nobody,
    )


def tokens_of_prompts(groups: Iterable[Sequence[Request]], count: TokenCounter) -> tuple[int, int]:
    """Return the tokens of all requests, and how many of them a server has seen at the beginning of an earlier one.

    Counted as seen are the system message, after the first request of all, and the first two lines that the requests
    of one group share. A server whose prefix cache holds more sees more.
    """
    sent = repeated = 0
    seen: set[str] = set()
    for requests in groups:
        head = ""
        for request in requests:
            system, user = request.messages[0].content, request.messages[-1].content
            tokens = count(system) + FRAME
            repeated += tokens if system in seen else 0
            seen.add(system)
            if not head:
                head = "\n".join(user.split("\n", 2)[:2])
            elif user.startswith(head):
                repeated += count(head)
            sent += tokens + count(user) + FRAME
    return sent, repeated


def _samples(expected: Expected | None, most: int) -> list[Request]:
    """Return the beginning of one group, the middle of another, the end of a third."""
    groups = [requests for requests in expected.prompts if requests] if expected else []
    chosen = [groups[number * len(groups) // most] for number in range(min(most, len(groups)))]
    return [
        requests[min(len(requests) - 1, number * len(requests) // max(1, most - 1))]
        for number, requests in enumerate(chosen)
    ]


def load_counter(path: str, where: str = "--tokenizer") -> TokenCounter:
    """Return a function that counts tokens: with a ``tokenizer.json``, or an estimate if ``path`` is empty.

    Args:
        path: The file.
        where: The option or setting that names it, for messages.

    Raises:
        SettingsError: The file is not a tokenizer, or the package that reads it is missing.
    """
    if not path:
        return tokens_of
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise SettingsError(
            "needs the package tokenizers", where=where, remedy="pip install 'lemnos[transformers]'"
        ) from None
    try:
        tokenizer = Tokenizer.from_file(path)
    except Exception as error:  # tokenizers raises a bare Exception
        raise SettingsError(f"not a tokenizer.json ({error})", where=path) from None

    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(text: str) -> int:
        encoded: Any = tokenizer.encode(text, add_special_tokens=False)
        return len(encoded.ids)

    return count
