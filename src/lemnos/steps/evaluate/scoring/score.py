"""The stage ``scores``: a chunk of items and a checkpoint → ``ItemScore`` records.

The requests of a chunk are encoded, packed into prefix trees, and scored; a task holds whole conversations, so their
common prefixes are computed once.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.records import ContinuationScore, ItemScore, Rejected
from lemnos.steps.evaluate.calls.outputs import check_output, outputs_at
from lemnos.steps.evaluate.scoring.encode import Encoded, Encoder
from lemnos.steps.evaluate.scoring.harness import score_task
from lemnos.steps.evaluate.scoring.likelihoods import STAGE as STAGE
from lemnos.steps.evaluate.scoring.likelihoods import Likelihood, Scored, likelihoods_of, too_long
from lemnos.steps.evaluate.scoring.metrics import metrics_of
from lemnos.steps.evaluate.scoring.model import LanguageModel, load
from lemnos.steps.evaluate.settings import EvaluateSettings
from lemnos.steps.evaluate.suites.items import Item
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

_CHUNK_BYTES = 120_000
"""Prompt text of a chunk, after which it ends with the next cluster that shares no history with it."""
_CHUNK_MOST = 480_000
"""Prompt text after which it ends at once."""


class ScoreTask(msgspec.Struct, frozen=True):
    """One chunk of items for one checkpoint."""

    number: int
    checkpoint: str
    """Its name in the results."""
    path: str
    chunk: str
    """File of the items."""
    kind: str = "model"
    """``model``, ``outputs`` for recorded ones, or ``harness`` for a model and a task of lm-eval."""


def chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items in chunks: of one suite, and whole clusters unless one is very large.

    A cluster comes after one with which it shares a history, if there is any: the wrong history of a conversation is
    the true one of another, and within a chunk it is computed once.
    """
    chunk: list[Item] = []
    size = 0
    held: set[tuple[str, str]] = set()
    for cluster in _alike_together(items):
        openings = set(_openings(cluster))
        if chunk and (cluster[0].suite != chunk[-1].suite or (size >= _CHUNK_BYTES and not openings & held)):
            yield chunk
            chunk, size, held = [], 0, set()
        for item in cluster:
            if size >= _CHUNK_MOST:
                yield chunk
                chunk, size, held = [], 0, set()
            chunk.append(item)
            size += sum(len(request.prompt.text()) + len(request.continuation) for request in item.requests)
        held |= openings
    if chunk:
        yield chunk


def _alike_together(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items of each cluster; after each comes one that shares the first turn of a prompt with the last
    possible of those before it, else the first that is left."""
    clusters: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        clusters.setdefault((item.suite, item.cluster), []).append(item)
    openings = {name: list(dict.fromkeys(_openings(held))) for name, held in clusters.items()}
    sharing: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for name, texts in openings.items():
        for text in texts:
            sharing.setdefault(text, []).append(name)
    left = iter(clusters)
    taken: set[tuple[str, str]] = set()
    waiting: list[tuple[str, str]] = []
    while len(taken) < len(clusters):
        name = waiting.pop() if waiting else next(left)
        if name in taken:
            continue
        taken.add(name)
        yield clusters[name]
        waiting += (other for text in openings[name] for other in reversed(sharing.pop(text, [])))


def _openings(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Yield what the prompts with turns begin with: what stands before the turns, and the first of them."""
    for item in items:
        for request in item.requests:
            if request.prompt.turns:
                yield request.prompt.head, request.prompt.turns[0]


def write_chunk(path: Path, items: Sequence[Item]) -> None:
    """Write a chunk for the tasks that score it."""
    write_bytes(path, msgspec.msgpack.encode(items))


def score_chunk(run: RunFolder, settings: EvaluateSettings, task: ScoreTask) -> dict[str, Any]:
    """Score one chunk and write its records. Returns the figures of the chunk.

    Raises:
        SettingsError: The checkpoint cannot be loaded.
    """
    if task.kind == "outputs":
        return _check_outputs(run, task, _items(task.chunk))
    model = load(task.path, settings.device, settings.dtype)
    window = min(model.window, settings.window or model.window)
    encoder = Encoder(model.tokenizer, model.begin, model.begins_always, window)
    score = score_task if task.kind == "harness" else _score_items
    scored = score(task.chunk, task.checkpoint, model, encoder)
    run.write_records(STAGE, task.number, ItemScore, scored.records)
    run.write_rejected(STAGE, task.number, scored.refused)
    flat = scored.encoded
    return {
        "items": len(scored.records),
        "rejected": {"too_long": len(scored.refused)} if scored.refused else {},
        "tokens": sum(len(one.tokens) for one in flat),
        "computed": scored.computed,
        "cut_turns": sum(one.cut_turns > 0 for one in flat),
        "cut_tokens": sum(one.cut_tokens > 0 for one in flat),
        "straddles": sum(one.straddles for one in flat),
        "unknown": sum(one.unknown for one in flat),
        "requests": len(flat),
        "model": {
            "checkpoint": task.checkpoint,
            "parameters": model.parameters,
            "window": window,
            "device": model.device,
            "dtype": model.dtype,
            "shares_prefixes": model.shares,
        },
    }


def _items(path: str) -> list[Item]:
    return msgspec.msgpack.decode(Path(path).read_bytes(), type=list[Item])


def _score_items(path: str, checkpoint: str, model: LanguageModel, encoder: Encoder) -> Scored:
    items = _items(path)
    encoded = [[encoder.encode(request) for request in item.requests] for item in items]
    whole = [(item, found) for item, found in zip(items, encoded, strict=True) if None not in found]
    kept = [(item, [one for one in found if one is not None]) for item, found in whole]
    refused = [
        too_long(checkpoint, f"{item.suite}:{item.id}", encoder.window)
        for item, found in zip(items, encoded, strict=True)
        if None in found
    ]
    found, computed = likelihoods_of(model, [one for _, held in kept for one in held])
    scores = iter(found)
    records = [_record(checkpoint, item, held, scores) for item, held in kept]
    return Scored(records, refused, [one for _, held in kept for one in held], computed)


def _check_outputs(run: RunFolder, task: ScoreTask, items: Sequence[Item]) -> dict[str, Any]:
    outputs = outputs_at(task.path)
    found = [check_output(task.checkpoint, item, outputs) for item in items]
    records = [one for one in found if isinstance(one, ItemScore)]
    refused = [one for one in found if isinstance(one, Rejected)]
    run.write_records(STAGE, task.number, ItemScore, records)
    run.write_rejected(STAGE, task.number, refused)
    return {
        "items": len(records),
        "rejected": {"no_output": len(refused)} if refused else {},
        **dict.fromkeys(("tokens", "computed", "cut_turns", "cut_tokens", "straddles", "unknown", "requests"), 0),
        "model": {"checkpoint": task.checkpoint, "outputs": True},
    }


def _record(checkpoint: str, item: Item, encoded: Sequence[Encoded], found: Iterator[Likelihood]) -> ItemScore:
    scores = tuple(
        ContinuationScore(
            name=request.name,
            prompt=one.prompt,
            continuation=request.continuation,
            bits=likelihood.bits,
            bytes=len(request.continuation.encode("utf-8", "surrogatepass")),
            tokens=len(one.tokens) - one.first,
            cut_turns=one.cut_turns,
            cut_tokens=one.cut_tokens,
            greedy=likelihood.greedy,
        )
        for request, one, likelihood in zip(item.requests, encoded, found, strict=False)
    )
    return item.scored(
        checkpoint,
        gold=item.gold,
        scores=scores,
        metrics=metrics_of(item.kind, scores, item.gold),
    )
