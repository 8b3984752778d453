"""The stage ``scores``: a chunk of items and a checkpoint → ``ItemScore`` records.

The requests of a chunk are encoded, packed into prefix trees, and scored; a task holds whole conversations, so their
common prefixes are computed once. Bits are rounded to four places: sums split over threads differ beyond.
"""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lemnos.records import ContinuationScore, ItemScore, Rejected
from lemnos.steps.evaluate.calls.outputs import check_output, outputs_at
from lemnos.steps.evaluate.scoring.encode import Encoded, Encoder
from lemnos.steps.evaluate.scoring.metrics import metrics_of
from lemnos.steps.evaluate.scoring.model import LanguageModel, load
from lemnos.steps.evaluate.scoring.tree import PrefixTree, packs
from lemnos.steps.evaluate.settings import EvaluateSettings
from lemnos.steps.evaluate.suites.items import Item
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

STAGE = "scores"
_CHUNK_BYTES = 60_000
"""Prompt text of a chunk, after which it ends with the next cluster."""
_CHUNK_MOST = 400_000
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
    """``model``, or ``outputs`` for recorded ones."""


def chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items in chunks: of one suite, and whole clusters unless one is very large."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        other = bool(chunk) and (item.suite, item.cluster) != (chunk[-1].suite, chunk[-1].cluster)
        if chunk and (item.suite != chunk[-1].suite or (other and size >= _CHUNK_BYTES) or size >= _CHUNK_MOST):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += sum(len(request.prompt.text()) + len(request.continuation) for request in item.requests)
    if chunk:
        yield chunk


def write_chunk(path: Path, items: Sequence[Item]) -> None:
    """Write a chunk for the tasks that score it."""
    write_bytes(path, msgspec.msgpack.encode(items))


def score_chunk(run: RunFolder, settings: EvaluateSettings, task: ScoreTask) -> dict[str, Any]:
    """Score one chunk and write its records. Returns the figures of the chunk.

    Raises:
        SettingsError: The checkpoint cannot be loaded.
    """
    items = msgspec.msgpack.decode(Path(task.chunk).read_bytes(), type=list[Item])
    if task.kind == "outputs":
        return _check_outputs(run, task, items)
    model = load(task.path, settings.device, settings.dtype)
    window = min(model.window, settings.window or model.window)
    encoder = Encoder(model.tokenizer, model.begin, model.begins_always, window)
    encoded = [[encoder.encode(request) for request in item.requests] for item in items]
    whole = [(item, found) for item, found in zip(items, encoded, strict=True) if None not in found]
    kept = [(item, [one for one in found if one is not None]) for item, found in whole]
    refused = [
        Rejected(
            stage=STAGE,
            rule="too_long",
            reason=f"its continuation does not fit a window of {window:,} tokens",
            source=task.checkpoint,
            record=f"{item.suite}:{item.id}",
        )
        for item, found in zip(items, encoded, strict=True)
        if None in found
    ]
    found, computed = likelihoods_of(model, [one for _, held in kept for one in held])
    scores = iter(found)
    records = [_record(task.checkpoint, item, held, scores) for item, held in kept]
    run.write_records(STAGE, task.number, ItemScore, records)
    run.write_rejected(STAGE, task.number, refused)
    flat = [one for _, found in kept for one in found]
    return {
        "items": len(records),
        "rejected": {"too_long": len(refused)} if refused else {},
        "tokens": sum(len(one.tokens) for one in flat),
        "computed": computed,
        "cut_turns": sum(one.cut_turns > 0 for one in flat),
        "cut_tokens": sum(one.cut_tokens > 0 for one in flat),
        "straddles": sum(one.straddles for one in flat),
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
        **dict.fromkeys(("tokens", "computed", "cut_turns", "cut_tokens", "straddles", "requests"), 0),
        "model": {"checkpoint": task.checkpoint, "outputs": True},
    }


class Likelihood(NamedTuple):
    """Of one continuation."""

    bits: float
    greedy: bool
    """Whether each of its tokens is the likeliest one."""


def likelihoods_of(model: LanguageModel, encoded: Sequence[Encoded]) -> tuple[list[Likelihood], int]:
    """Return the likelihood of each continuation, and how many tokens went through the model."""
    found = [Likelihood(0.0, False)] * len(encoded)
    sequences = [(one.tokens, one.first) for one in encoded]
    computed = 0
    for pack in packs(sequences, model.pack):
        tree = PrefixTree([sequences[index] for index in pack])
        values = model.log_likelihoods(tree)
        computed += len(tree.tokens) if model.shares else tree.length
        for place, index in enumerate(pack):
            bits = round(-float(tree.of_sequence(place, values.logs).sum()) / math.log(2), 4) + 0.0
            found[index] = Likelihood(bits, bool(tree.of_sequence(place, values.likeliest).all()))
    return found, computed


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
