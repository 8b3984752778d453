"""The stage ``items``: the data of the suites, and dialogues of finished runs → items in chunks.

Suites are read in the order of their settings; of each, about ``limit`` items are drawn by clusters. What cannot be
used is rejected with its reason. Memory: the items of one suite. Chunks are files in ``work/items/``; a task
of lm-eval is one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from lemnos.pipeline.source import Input, Shard
from lemnos.records import Dialogue, Rejected
from lemnos.steps.evaluate.scoring.harness import SUITE as HARNESS
from lemnos.steps.evaluate.scoring.harness import HarnessChunk, tasks_of
from lemnos.steps.evaluate.scoring.score import chunks, write_chunk
from lemnos.steps.evaluate.settings import EvaluateSettings, SuitePaths
from lemnos.steps.evaluate.suites.base import READERS as BASE
from lemnos.steps.evaluate.suites.base import base_items
from lemnos.steps.evaluate.suites.conversations import Question, gain_items, sample
from lemnos.steps.evaluate.suites.data_sets import READERS as CONVERSATIONS
from lemnos.steps.evaluate.suites.data_sets import questions_of
from lemnos.steps.evaluate.suites.files import STAGE, rejected
from lemnos.steps.evaluate.suites.functions import function_items
from lemnos.steps.evaluate.suites.items import Item
from lemnos.steps.evaluate.suites.memory import copy_items, recall_items, recollection_items
from lemnos.steps.evaluate.suites.prose import context_items, text_items
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

Found = Iterator[Item | Rejected]
_MEMORY = "memory"


def read_suites(
    run: RunFolder, settings: EvaluateSettings, seed: int, limit: int | None, inputs: Sequence[Input], task: Any
) -> dict[str, Any]:
    """Write the items of all suites in chunks; return how many there are, which chunk is of which suite, and of suites
    without an item what was left out.

    Raises:
        InputError: The data of a suite cannot be read.
    """
    refused: list[Rejected] = []
    read: dict[str, int] = {}
    left_out: dict[str, dict[str, Any]] = {}
    names: list[str] = []
    for suite, open_suite in _suites(settings.suites, seed, inputs):
        items: dict[str, Item] = {}
        before = len(refused)
        for found in open_suite():
            if isinstance(found, Rejected):
                refused.append(found)
            elif found.id in items:
                refused.append(rejected("repeated", "an item before it has the same id", suite, found.id))
            else:
                items[found.id] = found
        kept = sample(list(items.values()), limit, seed)
        read[suite] = len(items)
        if not items:
            first = next((f"{one.source}: {one.reason}" for one in refused[before:]), "")
            left_out[suite] = {"rules": _counted(refused[before:]), "first": first}
        for chunk in chunks(kept):
            path = run.work(STAGE, f"{len(names):06}.items")
            write_chunk(path, chunk)
            names.append(suite)
    if settings.suites.harness:
        for name, count in tasks_of(settings.suites.harness).items():
            read[f"{HARNESS}:{name}"] = count
            path = run.work(STAGE, f"{len(names):06}.items")
            write_bytes(path, msgspec.msgpack.encode(HarnessChunk(settings.suites.harness, name, limit)))
            names.append(HARNESS)
    run.write_rejected(STAGE, task.number, refused)
    return {"read": read, "chunks": names, "rejected": _counted(refused), "left_out": left_out}


def _counted(refused: Iterable[Rejected]) -> dict[str, int]:
    return dict(Counter(one.rule for one in refused))


def _suites(paths: SuitePaths, seed: int, inputs: Sequence[Input]) -> Iterator[tuple[str, Callable[[], Found]]]:
    """Yield every suite that is asked for, with what reads it."""
    shards = [shard for given in inputs for shard in given.source.shards()]
    if shards:
        yield _MEMORY, partial(_memory, shards, seed)
    for suite, path in msgspec.structs.asdict(paths).items():
        if not path:
            continue
        if suite in CONVERSATIONS:
            yield suite, partial(_gains, suite, path, seed)
        elif suite in BASE:
            yield suite, partial(base_items, suite, path)
        elif suite == "mteval":
            yield suite, partial(recollection_items, path)
        elif suite == "bfcl":
            yield suite, partial(function_items, path, seed)
        elif suite == "prose_context":
            yield suite, partial(context_items, suite, path, seed)
        elif suite == "copy":
            yield suite, partial(copy_items, path, seed)
        elif suite != HARNESS:
            yield suite, partial(text_items, suite, path)


def _gains(suite: str, path: str, seed: int) -> Found:
    questions: list[Question] = []
    for found in questions_of(suite, path):
        if isinstance(found, Rejected):
            yield found
        else:
            questions.append(found)
    yield from gain_items(suite, questions, seed)


def _memory(shards: Iterable[Shard], seed: int) -> Found:
    for shard in shards:
        for record in shard.read():
            if isinstance(record, Dialogue):
                yield from recall_items(record, seed)
            elif isinstance(record, Rejected):
                yield record
