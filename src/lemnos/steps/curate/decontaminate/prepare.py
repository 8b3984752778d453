"""The stages before anything is judged: benchmarks and a sample of the corpus → what is looked for.

    benchmarks      read the benchmarks                           one task
    rarity          words of a sample of records                  one task for each shard of the sample
    index           what is looked for, as arrays                 one task

Memory: all items and their probes, about 10 kB an item, in one process; workers map the index.
"""

import heapq
from collections import Counter
from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lemnos.engine.stage import Figures
from lemnos.errors import InputError, SettingsError
from lemnos.pipeline.job import Job, WholeTask
from lemnos.records import Rejected, content_id
from lemnos.sources.files.identity import file_identity
from lemnos.steps.curate.candidates import candidate
from lemnos.steps.curate.decontaminate.allow import Allowed
from lemnos.steps.curate.decontaminate.confirm import findable
from lemnos.steps.curate.decontaminate.index import build
from lemnos.steps.curate.decontaminate.items import Item
from lemnos.steps.curate.decontaminate.probes import probes_of
from lemnos.steps.curate.decontaminate.rarity import Rarity
from lemnos.steps.curate.decontaminate.readers.base import STAGE as BENCHMARKS
from lemnos.steps.curate.decontaminate.readers.read import read_benchmark
from lemnos.steps.curate.decontaminate.settings import DecontaminateSettings
from lemnos.steps.curate.store import ShardTask, read_shard
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

RARITY, INDEX = "rarity", "index"
_SHARDS = 64
"""Most shards that the sample is drawn from."""
_items = msgspec.msgpack.Decoder(list[Item])


class SampleTask(msgspec.Struct, frozen=True):
    """A shard of records of which some are counted."""

    number: int
    shard: int
    records: int
    """Most records to count."""


def prepare(job: Job[Any], tasks: Sequence[ShardTask]) -> None:
    """Run the stages that make the index; none without benchmarks.

    Raises:
        InputError: A benchmark cannot be read, or holds no item.
        SettingsError: The package that aligns texts is not installed.
    """
    settings: DecontaminateSettings = job.settings.decontaminate
    if not settings.benchmarks:
        return
    if find_spec("rapidfuzz") is None:
        raise SettingsError(
            "needs the package rapidfuzz", where="curate.decontaminate", remedy="pip install 'lemnos[curate]'"
        )
    job.whole(BENCHMARKS, partial(read_items, job.run, settings), _items_line)
    chosen = sorted(tasks, key=lambda task: content_id("sample", str(job.seed), str(task.number)))[:_SHARDS]
    each = -(-settings.sample // max(1, len(chosen)))
    samples = [
        SampleTask(number, task.number, each)
        for number, task in enumerate(sorted(chosen, key=lambda task: task.number))
        if each
    ]
    job.map(
        RARITY,
        partial(count_words, job.run, job.seed),
        samples,
        lambda done: f"words of {sum(shard['documents'] for shard in done):,} records",
        unit="shard",
        items=len(samples),
    )
    job.whole(
        INDEX,
        partial(make_index, job.run, settings, len(samples)),
        lambda done: f"{done[0]['probes']:,} texts to look for",
    )


def _items_line(done: list[Figures]) -> str:
    told = f"{done[0]['searched']:,} of {done[0]['items']:,} items are looked for"
    return f"{told}; {done[0]['without_secret']:,} have no secret" if done[0]["without_secret"] else told


def read_items(run: RunFolder, settings: DecontaminateSettings, task: WholeTask) -> dict[str, Any]:
    """Read all benchmarks, and keep the items that are looked for. Returns how many there are."""
    names = {ours: (theirs,) for ours, theirs in settings.fields.items()}
    allowed = Allowed(settings.allow)
    kept: list[Item] = []
    refused: list[Rejected] = []
    counts: Counter[str] = Counter(items=0, searched=0, without_secret=0, allowed=0)
    for path in settings.benchmarks:
        found = 0
        for item in read_benchmark(Path(path).name, path, names):
            if isinstance(item, Rejected):
                refused.append(item)
                continue
            found += 1
            if allowed.has(item):
                counts["allowed"] += 1
            elif not item.secret and not settings.without_secret:
                counts["without_secret"] += 1
            else:
                kept.append(item)
        if not found:
            raise InputError(
                "holds no item of a benchmark",
                where=path,
                remedy="name its fields: --set 'curate.decontaminate.fields={question: …, answers: …}'",
            )
        counts["items"] += found
    counts["searched"] = len(kept)
    write_bytes(run.work(BENCHMARKS, "items.msgpack"), msgspec.msgpack.encode(kept))
    run.write_rejected(BENCHMARKS, task.number, refused)
    return {**counts, "rejected": dict(Counter(one.rule for one in refused))}


def count_words(run: RunFolder, seed: int, task: SampleTask) -> dict[str, Any]:
    """Count the words of some records of a shard, chosen by their ids."""
    ranked = heapq.nsmallest(
        task.records,
        ((content_id(str(seed), record.id), number) for number, record in enumerate(read_shard(run, task.shard))),
    )
    numbers = {number for _, number in ranked}
    rarity = Rarity.of(
        candidate(record).text for number, record in enumerate(read_shard(run, task.shard)) if number in numbers
    )
    held = np.flatnonzero(rarity.table).astype(np.uint32)
    data = msgspec.msgpack.encode((rarity.documents, held.tobytes(), rarity.table[held].tobytes()))
    write_bytes(run.work(RARITY, f"{task.number:06}.counts"), data)
    return {"documents": rarity.documents}


def make_index(run: RunFolder, settings: DecontaminateSettings, samples: int, task: WholeTask) -> dict[str, Any]:
    """Write the index. Returns how many texts are looked for, and how many items are too short."""
    del task
    items = _items.decode(run.work(BENCHMARKS, "items.msgpack").read_bytes())
    rarity = Rarity.of("\n".join((item.question, *item.answers, *item.choices)) for item in items)
    for number in range(samples):
        documents, held, counts = msgspec.msgpack.decode(
            run.work(RARITY, f"{number:06}.counts").read_bytes(), type=tuple[int, bytes, bytes]
        )
        rarity.table[np.frombuffer(held, np.uint32)] += np.frombuffer(counts, np.uint32)
        rarity.documents += documents
    found = findable(probes_of(items, passages=settings.passages), rarity)
    folder = index_folder(run)
    folder.mkdir(parents=True, exist_ok=True)
    build(folder, items, found.probes, rarity)
    return {"probes": len(found.probes), "too_short": len(found.too_short)}


def index_folder(run: RunFolder) -> Path:
    """Return the folder of the index in a run folder."""
    return run.work(INDEX, "arrays")


def identity(settings: DecontaminateSettings) -> dict[str, Any]:
    """Return the fingerprints of the benchmarks.

    Raises:
        InputError: One does not exist.
    """
    found = []
    for path in settings.benchmarks:
        root = Path(path)
        files = sorted(file for file in root.rglob("*") if file.is_file()) if root.is_dir() else [root]
        found.append([file_identity(str(file)) for file in files])
    return {"benchmarks": found}
