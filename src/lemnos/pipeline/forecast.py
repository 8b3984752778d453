"""What a run will ask of its model and what that will cost, beforehand: dialogues are planned, nothing is sent.

Everything up to the first requests is done as the run itself does it, in a folder that is thrown away; of a large
corpus, for a sample of its documents spread evenly. The prompts are counted; what the model will generate, and how many
turns a check will send back, are assumptions, told as such.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.errors import SettingsError
from lemnos.llm.request import Request
from lemnos.llm.settings import BudgetSettings
from lemnos.llm.tokens import FRAME, tokens_of
from lemnos.pipeline.recipe import Recipe
from lemnos.pipeline.run import open_corpus
from lemnos.steps.talk.dialogues.make import AnchorTask, FirstQuestions, first_questions
from lemnos.steps.talk.step import anchor_tasks, read_corpus, writing_model
from lemnos.store.run_folder import RunFolder

TokenCounter = Callable[[str], int]
"""Text → its number of tokens."""
SAMPLE = 512
"""Documents whose dialogues are planned, if nobody says otherwise."""
AGAIN = 0.10
"""Assumed share of turns that are asked for twice: missing in an answer, or refused by a check."""
_PER_TASK = 8
_WORD_TOKENS, _TURN_TOKENS = 1.25, 4
"""Assumed tokens of a word of the user, and of number, quotation marks and comma around a turn."""


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What a run will ask. All figures are for the whole run, scaled up from the sample."""

    documents: int
    """Documents that can be anchors."""
    sampled: int
    """Of these, the ones whose dialogues were planned."""
    dialogues: int
    turns: int
    requests: int
    """Without those that are asked again."""
    tokens_sent: int
    tokens_repeated: int
    """Of those sent, the ones that a server has seen at the beginning of the request before: its prefix cache can serve
    them."""
    tokens_generated: int
    """Assumed: the words a message of the style settings, and what JSON puts around them."""
    counted: str
    """How tokens were counted."""

    def cost(self, prices: BudgetSettings) -> tuple[float, float]:
        """Return the cost at some prices, with every repeated token from the cache, and with none."""
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
) -> tuple[Forecast, list[Request]]:
    """Return what a recipe will ask, and some of the requests, each of another dialogue.

    Args:
        recipe: What would be run. Its run folder is neither read nor written.
        engine: Where the work runs.
        progress: Told how far it is.
        sample: Documents whose dialogues are planned.
        tokenizer: A ``tokenizer.json`` to count with; an estimate if empty.
        prompts: Requests to return.

    Raises:
        LemnosError: An input or a setting is not usable.
    """
    asked = writing_model(recipe.talk, recipe.llm)
    count = load_counter(tokenizer)
    with tempfile.TemporaryDirectory(prefix="lemnos-plan-") as folder:
        run = RunFolder(Path(folder))
        documents, _ = read_corpus(run, open_corpus(recipe), recipe.talk, engine, progress)
        tasks = list(anchor_tasks(sum(figures["documents"] for figures in documents), _PER_TASK))
        wanted = max(1, sample // _PER_TASK)
        if len(tasks) > wanted:
            tasks = [tasks[place * len(tasks) // wanted] for place in range(wanted)]
        progress.start("plan", "document")
        found: dict[int, FirstQuestions] = {}
        made = engine.map(partial(_numbered, run, recipe, asked), tasks)
        for number, questions in made:
            found[number] = questions
            progress.update(len(found) * _PER_TASK, len(tasks) * _PER_TASK)
        progress.finish(f"{sum(len(one.turns) for one in found.values()):,} dialogues planned")
        usable = _usable(run)
    parts = [found[number] for number in sorted(found)]
    return _scaled(recipe, parts, usable, count, tokenizer), _samples(parts, prompts)


class _Numbered(NamedTuple):
    number: int
    questions: FirstQuestions


def _numbered(run: RunFolder, recipe: Recipe, asked: Any, task: AnchorTask) -> _Numbered:
    return _Numbered(task.number, first_questions(run, recipe.talk, recipe.seed, asked, task))


def _usable(run: RunFolder) -> int:
    from lemnos.steps.talk.graph.build import load_graph

    return int(load_graph(run.work("graph")).usable.sum())


def _scaled(recipe: Recipe, parts: list[FirstQuestions], usable: int, count: TokenCounter, tokenizer: str) -> Forecast:
    sampled = sum(part.anchors for part in parts)
    scale = usable / sampled if sampled else 0.0
    dialogues = [requests for part in parts for requests in part.requests]
    turns = sum(sum(part.turns) for part in parts)
    sent, repeated = tokens_of_prompts(dialogues, count)
    style = recipe.talk.model_writer.style.words
    words = sum(style) / len(style)
    generated = turns * (words * _WORD_TOKENS + _TURN_TOKENS) if any(dialogues) else 0
    return Forecast(
        documents=usable,
        sampled=sampled,
        dialogues=round(len(dialogues) * scale),
        turns=round(turns * scale),
        requests=round(sum(map(len, dialogues)) * scale),
        tokens_sent=round(sent * scale * (1 + AGAIN)),
        tokens_repeated=round(repeated * scale * (1 + AGAIN)),
        tokens_generated=round(generated * scale * (1 + AGAIN)),
        counted=tokenizer or "an estimate from words and marks; --tokenizer FILE counts",
    )


def tokens_of_prompts(dialogues: Iterable[Sequence[Request]], count: TokenCounter) -> tuple[int, int]:
    """Return the tokens of all requests, and how many of them a server has seen at the beginning of a request before.

    Counted as seen are the system message, after the first request of all, and what the windows of one dialogue begin
    with alike: who asks, and what about. A server whose prefix cache holds more sees more.
    """
    sent = repeated = 0
    seen: set[str] = set()
    for requests in dialogues:
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


def _samples(parts: list[FirstQuestions], most: int) -> list[Request]:
    firsts = [requests for part in parts for requests in part.requests if requests]
    if not firsts:
        return []
    # The beginning of one dialogue, the middle of another, the end of a third.
    chosen = [firsts[place * len(firsts) // most] for place in range(min(most, len(firsts)))]
    return [
        requests[min(len(requests) - 1, place * len(requests) // max(1, most - 1))]
        for place, requests in enumerate(chosen)
    ]


def load_counter(path: str) -> TokenCounter:
    """Return what counts tokens: the tokenizer in a ``tokenizer.json``, or the estimate if ``path`` is empty.

    Raises:
        SettingsError: The file is no tokenizer, or the package that reads it is missing.
    """
    if not path:
        return tokens_of
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise SettingsError(
            "needs the package tokenizers", where="--tokenizer", remedy="pip install 'lemnos[transformers]'"
        ) from None
    try:
        tokenizer = Tokenizer.from_file(path)
    except Exception as error:  # tokenizers raises a bare Exception
        raise SettingsError(f"is no tokenizer.json ({error})", where=path) from None
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
