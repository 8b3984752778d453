"""The stages ``vocabulary``, ``queries`` and ``seed_records``: the terms of all seeds; the weightiest of each; records.

``vocabulary`` keeps one seed of each group and unites their terms, ascending: pages are indexed by these terms alone,
so what a crawl costs on disk and in counts depends on the seeds, not on the words of the web. ``queries`` adds up in
how many pages each term occurs and prunes each seed to its weightiest terms, as compressed sparse rows over the terms
in use. ``seed_records`` spells these terms for people.

BM25 with a saturated query side (Robertson and Zaragoza 2009, sections 3.4 and 3.6): the weight of a term in a query is
idf · q (k3 + 1) / (q + k3) with idf = ln(1 + (N - df + ½) / (df + ½)) over the whole crawl, so that scores do not
depend on how it is cut into shards. Memory: 12 bytes a term of the vocabulary, 16 a term of a query.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import WholeTask
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.records import Seed
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.text import SeedText
from lemnos.steps.retrieve.seeds.vocabulary import load_vocabulary
from lemnos.steps.retrieve.settings import RetrieveSettings
from lemnos.steps.retrieve.store import arrays_path, blobs_path, load, save
from lemnos.steps.retrieve.terms import spellings
from lemnos.store.blobs import Blobs, write_blobs
from lemnos.store.run_folder import RunFolder

QUERIES = "queries"
RECORDS = "seeds"
"""Folder of the ``Seed`` records."""
SPELL = "seed_records"


class Queries(NamedTuple):
    """The queries of all seeds, as compressed sparse rows over the terms in use."""

    starts: npt.NDArray[np.int64]
    """Shape: (seeds + 1,)."""
    columns: npt.NDArray[np.int32]
    """Index of each term in ``used``, ascending in each query. Shape: (entries,)."""
    weights: npt.NDArray[np.float64]
    """Shape: (entries,)."""
    used: npt.NDArray[np.int32]
    """The terms in use, as ascending indices into the vocabulary."""
    bounds: npt.NDArray[np.float64]
    """Sum of the weights of each query. Shape: (seeds,)."""
    mean_words: float
    """Mean number of words of a page."""


class SpellTask(msgspec.Struct, frozen=True):
    """One shard of the seeds."""

    number: int
    first: int
    """Number of its first seed among those that are kept."""
    count: int
    """How many of its seeds are kept."""


def make_queries(run: RunFolder, settings: RetrieveSettings, shards: int, task: WholeTask) -> Figures:
    """Prune the seeds to queries and write them. Returns the figures of the stage.

    Args:
        run: The run folder.
        settings: How.
        shards: Number of shards of pages.
        task: The only task.
    """
    del task
    vocabulary = load_vocabulary(run)
    frequency = np.zeros(len(vocabulary.terms), dtype=np.int64)
    pages = words = 0
    for number in range(shards):
        shard = load(arrays_path(run, PAGES, number), ("words", "df_terms", "df_counts"))
        pages += len(shard["words"])
        words += int(shard["words"].sum())
        frequency[shard["df_terms"]] += shard["df_counts"]
    most = max(1.0, settings.query.most_common * pages)
    idf = np.where((frequency > 0) & (frequency <= most), np.log1p((pages - frequency + 0.5) / (frequency + 0.5)), 0.0)
    parts: list[tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]] = []
    for number, chosen in vocabulary.rows():
        parts.append(_pruned(run, settings, number, chosen, vocabulary.terms, idf))
    counts = np.concatenate([part[0] for part in parts])
    terms = np.concatenate([part[1] for part in parts])
    weights = np.concatenate([part[2] for part in parts])
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    used, columns = np.unique(terms, return_inverse=True)
    sums = np.concatenate(([0.0], np.cumsum(weights)))
    save(
        run.work(QUERIES, "queries.npz"),
        {
            "starts": starts,
            "columns": columns.astype(np.int32),
            "weights": weights,
            "used": used.astype(np.int32),
            "bounds": sums[starts[1:]] - sums[starts[:-1]],
            "mean_words": np.array([words / max(1, pages)]),
        },
    )
    return {
        "pages": pages,
        "words": words,
        "queries": int((counts > 0).sum()),
        "without_terms": int((counts == 0).sum()),
        "terms": len(used),
        "terms_of_a_query": float(counts.mean()) if len(counts) else 0.0,
    }


def _pruned(
    run: RunFolder,
    settings: RetrieveSettings,
    number: int,
    chosen: npt.NDArray[np.int64],
    vocabulary: npt.NDArray[np.uint32],
    idf: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return number, vocabulary indices and weights of the terms of the chosen seeds of a shard, by seed and term."""
    shard = load(arrays_path(run, SEEDS, number), ("starts", "terms", "counts"))
    lengths = np.diff(shard["starts"])
    owner = np.repeat(np.arange(len(lengths)), lengths)
    row = np.full(len(lengths), -1, dtype=np.int64)
    row[chosen] = np.arange(len(chosen))
    entries = np.flatnonzero(row[owner] >= 0)
    terms = np.searchsorted(vocabulary, shard["terms"][entries])
    count = shard["counts"][entries].astype(np.float64)
    k3 = settings.query.k3
    weights = idf[terms] * count * (k3 + 1) / (count + k3)
    useful = weights > 0
    rows, terms, weights = row[owner[entries]][useful], terms[useful], weights[useful]
    order = np.lexsort((terms, -weights, rows))
    rows, terms, weights = rows[order], terms[order], weights[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    best = rank < settings.query.terms
    rows, terms, weights = rows[best], terms[best], weights[best]
    order = np.lexsort((terms, rows))
    return np.bincount(rows, minlength=len(chosen)), terms[order], weights[order]


def load_queries(run: RunFolder) -> Queries:
    """Return the queries of a run whose stage ``queries`` is finished; a process keeps the last ones."""
    path = run.work(QUERIES, "queries.npz")
    return _loaded(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _loaded(path: Path, _changed: int) -> Queries:
    found = load(path, Queries._fields)
    return Queries(
        found["starts"],
        found["columns"],
        found["weights"],
        found["used"],
        found["bounds"],
        float(found["mean_words"][0]),
    )


def spell_tasks(run: RunFolder) -> Sequence[SpellTask]:
    """Return one task for each shard of the seeds."""
    tasks: list[SpellTask] = []
    first = 0
    for number, chosen in load_vocabulary(run).rows():
        tasks.append(SpellTask(number, first, len(chosen)))
        first += len(chosen)
    return tasks


def write_seeds(run: RunFolder, task: SpellTask) -> Figures:
    """Write the ``Seed`` records of one shard, and beside them the spelling of the terms of each query, in the order of
    ``Queries.columns``. Returns the figures of the shard."""
    vocabulary, queries = load_vocabulary(run), load_queries(run)
    blobs = Blobs([blobs_path(run, SEEDS, task.number)])
    seeds: list[Seed] = []
    spelled: list[tuple[str, ...]] = []
    for number, row in enumerate(vocabulary.rows_of(task.number), task.first):
        seed = msgspec.msgpack.decode(blobs[int(row)], type=SeedText)
        low, high = int(queries.starts[number]), int(queries.starts[number + 1])
        terms = vocabulary.terms[queries.used[queries.columns[low:high]]]
        found = spellings(seed.text, list(map(int, terms)))
        spelled.append(tuple(found.get(term, "?") for term in map(int, terms)))
        ranked = sorted(zip(-queries.weights[low:high], spelled[-1], strict=True))
        seeds.append(
            Seed(
                id=seed.id,
                kind=seed.kind,
                title=seed.title,
                text=seed.text,
                terms=tuple(term for _, term in ranked),
                weights=tuple(round(-float(weight), 4) for weight, _ in ranked),
            )
        )
    run.write_records(RECORDS, task.number, Seed, seeds)
    write_blobs(blobs_path(run, SPELL, task.number), map(msgspec.msgpack.encode, spelled))
    return {"seeds": len(seeds)}
