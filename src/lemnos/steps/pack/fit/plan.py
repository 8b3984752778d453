"""The stage ``plan``: which records are packed, how often, on which side, and in which shard of windows.

Lengths and hashes of all records → lists of (shard, row), one for each shard of windows. Each copy of a record has a
random key, a hash of the seed and its id: its upper bits choose the shard, its value the order there. With the
windows shuffled in their shard, that is a global shuffle. Memory: about 150 bytes for each record.
"""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.errors import SettingsError
from lemnos.pipeline.job import WholeTask
from lemnos.records import Split
from lemnos.steps.pack.fit.clusters import clusters, held_out
from lemnos.steps.pack.settings import PackSettings
from lemnos.steps.pack.tokenise.store import hash_of, load
from lemnos.store.atomic_files import writing
from lemnos.store.run_folder import RunFolder
from lemnos.text.quantities import number_of_tokens

STAGE = "plan"


def budget(text: str) -> int | None:
    """Return the number of tokens that a budget allows; None for any.

    >>> budget("1B"), budget("2.5 M tokens"), budget("50_000"), budget("")
    (1000000000, 2500000, 50000, None)

    Raises:
        SettingsError: It is no number of tokens.
    """
    if not text.strip():
        return None
    tokens = round(number_of_tokens(text) or 0)
    if tokens < 1:
        raise SettingsError(f"{text!r} is no number of tokens", where="pack.tokens", remedy="write 1B, 300M or 50000")
    return tokens


def plan(
    run: RunFolder,
    settings: PackSettings,
    seed: int,
    shards: int,
    weights: tuple[float, ...],
    task: WholeTask,
) -> dict[str, Any]:
    """Write the records of each shard of windows. Returns figures.

    Args:
        run: The run folder.
        settings: Of the step.
        seed: Of the run.
        shards: Number of shards of the inputs.
        weights: How often the records of each input are packed.
        task: The only task.
    """
    del task
    tables = [load(run, number, "records") for number in range(shards)]
    counts = [len(table) for table in tables]
    total = sum(counts)
    columns = {name: _joined(tables, name) for name in ("id", "tokens", "input")}
    shard = np.repeat(np.arange(shards, dtype=np.int32), counts)
    row = np.concatenate([np.arange(count, dtype=np.int32) for count in counts]) if counts else np.zeros(0, np.int32)
    first = np.cumsum([0, *counts])
    pairs = [load(run, number, "clusters") for number in range(shards)]
    names = np.concatenate(
        [np.column_stack((each[:, 0] + np.uint64(first[number]), each[:, 1])) for number, each in enumerate(pairs)]
        or [np.zeros((0, 2), np.uint64)]
    )
    keys = _mixed(columns["id"] ^ np.uint64(hash_of(f"{seed}:order")))
    fresh = _first_of_each(columns["id"])
    copies = np.array([weights[number] for number in columns["input"].tolist()], dtype=np.float64) * fresh
    whole = np.floor(copies).astype(np.int64)
    whole += _mixed(keys ^ np.uint64(hash_of("copies"))) < ((copies - whole) * 2.0**63 * 2).astype(np.uint64)
    chosen = np.repeat(np.arange(total, dtype=np.int64), whole)
    number = np.arange(len(chosen)) - np.repeat(np.cumsum(whole) - whole, whole)
    key = _mixed(keys[chosen] + number.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    order = np.lexsort((chosen, key))
    most = budget(settings.tokens)
    if most is not None:
        order = order[np.cumsum(columns["tokens"][chosen[order]]) <= most]
    chosen, key = chosen[order], key[order]
    cluster = clusters(total, names)
    packed = np.bincount(chosen, minlength=total)
    validation = held_out(cluster, columns["tokens"] * packed, keys, settings.validation)
    splits: list[Split] = []
    for split, side in (("train", ~validation[chosen]), ("validation", validation[chosen])):
        records, order_key = chosen[side], key[side]
        buckets = -(-int(columns["tokens"][records].sum()) // settings.shard_tokens)
        place = ((order_key >> np.uint64(32)) * np.uint64(buckets)) >> np.uint64(32)
        for bucket in range(buckets):
            inside = records[place == bucket]
            with writing(run.work(STAGE, f"{len(splits):06}.npy")) as stream:
                np.save(stream, np.column_stack((shard[inside], row[inside])).astype(np.int32))
            splits.append("train" if split == "train" else "validation")
    figures = _figures(run, tables, packed, columns["tokens"])
    return {
        "splits": splits,
        "records": total,
        "duplicates": int(total - fresh.sum()),
        "packed_records": int((packed > 0).sum()),
        "copies": len(chosen),
        "packed_tokens": int((columns["tokens"] * packed).sum()),
        "validation_tokens": int((columns["tokens"] * packed)[validation].sum()),
        "clusters": len(np.unique(cluster)),
        "largest_cluster": int(np.bincount(cluster).max()) if total else 0,
        **figures,
    }


def _joined(tables: list[npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    return np.concatenate([table[name] for table in tables]) if tables else np.zeros(0, np.int64)


def _first_of_each(ids: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Return for each record whether no earlier one has its id."""
    fresh = np.zeros(len(ids), dtype=np.bool_)
    fresh[np.unique(ids, return_index=True)[1]] = True
    return fresh


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Return numbers that look random (SplitMix64's finaliser)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _figures(
    run: RunFolder, tables: list[npt.NDArray[Any]], packed: npt.NDArray[np.int64], tokens: npt.NDArray[np.int64]
) -> dict[str, Any]:
    """Return tokens by licence, record type and input, of what is packed."""
    licences: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    inputs: Counter[str] = Counter()
    start = 0
    for number, table in enumerate(tables):
        done = run.done("tokenise", number) or {}
        amount = (packed * tokens)[start : start + len(table)]
        start += len(table)
        for place, licence in enumerate(done["licences"]):
            licences[licence] += int(amount[table["licence"] == place].sum())
        for place, kind in enumerate(done["kinds"]):
            kinds[kind] += int(amount[table["kind"] == place].sum())
        for given in np.unique(table["input"]).tolist():
            inputs[str(given)] += int(amount[table["input"] == given].sum())
    return {
        name: {key: count for key, count in counter.items() if count}
        for name, counter in (("licences", licences), ("kinds", kinds), ("inputs", inputs))
    }
