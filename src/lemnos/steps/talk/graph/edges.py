"""Writes the weighted edges of the graph to disk, shard by shard: links, link tables → rows of ``Graph``.

An edge is a key, source × documents + target, and a strength. Both are stored in flat files, sorted by key, so that a
row is a slice and "does the target link back?" is a binary search. Memory holds the links of one shard and one block of
rows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.sources.documents.names import name_hashes
from lemnos.steps.talk.graph.centrality import Centrality, centrality_factor
from lemnos.steps.talk.graph.lexical_neighbours import cosines, nearest, sketches
from lemnos.steps.talk.graph.resolve_links import Resolver
from lemnos.store.atomic_files import writing
from lemnos.store.blobs import Blobs

TABLE_STRENGTH = 0.75
"""Strength of a row of a link table. Rows have no position, so this is that of a link in the middle of a document."""
Weights = npt.NDArray[np.float32]
Weigh = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]], Weights]
_ROWS = 1 << 16
_BLOCK = 1 << 22


class Edges(NamedTuple):
    """Edges sorted by key. Shapes: (edges,)."""

    keys: npt.NDArray[np.int64]
    strengths: npt.NDArray[np.float32]

    def rows(self, first: int, last: int, count: int) -> "Edges":
        """Return the edges of documents ``first`` up to but excluding ``last``, in memory."""
        low, high = np.searchsorted(self.keys, [first * count, last * count])
        return Edges(np.array(self.keys[low:high]), np.array(self.strengths[low:high]))

    def has(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Return which of ``keys`` are edges. Shape: (keys,)."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=bool)
        positions = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.asarray(self.keys[positions] == keys)


def shard_arrays(shards: Sequence[Path]) -> Iterator[Mapping[str, npt.NDArray[Any]]]:
    """Yield the arrays of each document shard."""
    for path in shards:
        with np.load(path) as arrays:
            yield arrays


def save(folder: Path, name: str, array: npt.NDArray[Any]) -> None:
    """Write an array to ``folder/name.npy``."""
    with writing(folder / f"{name}.npy") as stream:
        np.save(stream, array)


class TableEdges:
    """The rows of link tables, resolved to documents and sorted by source."""

    def __init__(self, rows: Iterable[tuple[str, str]], resolver: Resolver, usable: npt.NDArray[np.bool_]) -> None:
        self.rows = self.unresolved = 0
        self.sample: list[str] = []
        """Up to five rows that could not be resolved."""
        blocks = [np.zeros((2, 0), dtype=np.int32)]
        batch: list[tuple[str, str]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == 100_000:
                blocks.append(self._resolve(batch, resolver))
                batch = []
        blocks.append(self._resolve(batch, resolver))
        edges = np.concatenate(blocks, axis=1)
        edges = edges[:, (edges[0] != edges[1]) & usable[edges[0]] & usable[edges[1]]]
        self.sources, self.targets = edges[:, np.argsort(edges[0], kind="stable")]

    def _resolve(self, batch: list[tuple[str, str]], resolver: Resolver) -> npt.NDArray[np.int32]:
        names = [name for row in batch for name in row]
        documents = resolver.find(*name_hashes(names)).reshape(-1, 2).T
        hit = (documents >= 0).all(axis=0)
        self.rows += len(batch)
        self.unresolved += int((~hit).sum())
        self.sample += [" -> ".join(batch[row]) for row in np.flatnonzero(~hit)[: 5 - len(self.sample)]]
        return documents[:, hit]

    def of(self, start: int, end: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Return sources and targets of the edges of documents ``start`` up to but excluding ``end``."""
        low, high = np.searchsorted(self.sources, [start, end])
        return self.sources[low:high], self.targets[low:high]


def write_edges(
    folder: Path,
    shards: Sequence[Path],
    blobs: Blobs,
    resolver: Resolver,
    usable: npt.NDArray[np.bool_],
    table: TableEdges,
    frequency: npt.NDArray[np.uint32],
    *,
    centrality: Centrality,
    mutual: float,
    related: float,
    min_links: int,
    neighbours: int,
) -> dict[str, int]:
    """Resolve the links of every shard, write the rows of the graph, and return figures; see ``GraphSettings``."""
    count = len(usable)
    figures = _resolve_links(folder, shards, resolver, usable, table)
    linked = Edges(_map(folder / "keys.raw", "<i8"), _map(folder / "strengths.raw", "<f4"))
    degree = np.zeros(count, dtype=np.int64)
    for low in range(0, len(linked.keys), _BLOCK):
        degree += np.bincount(linked.keys[low : low + _BLOCK] // count, minlength=count)
    lonely = np.flatnonzero(usable & (degree < min_links)).astype(np.int32)
    lexical = Edges(np.zeros(0, np.int64), np.zeros(0, np.float32))
    words, weights = sketches(blobs, usable, frequency)
    if len(lonely) and neighbours:
        keys, near = [lexical.keys], [lexical.strengths]
        for document, targets, cosine in nearest(lonely, usable, words, weights, neighbours):
            keys.append(document * count + np.sort(targets.astype(np.int64)))
            near.append(cosine[np.argsort(targets)])
        lexical = Edges(np.concatenate(keys), np.concatenate(near))
        new = ~linked.has(lexical.keys)  # a lexical edge to a linked document would count twice
        lexical = Edges(lexical.keys[new], lexical.strengths[new])
    figures["documents_with_lexical_neighbours"] = len(np.unique(lexical.keys // count))

    def weigh(sources: npt.NDArray[np.int64], targets: npt.NDArray[np.int64], back: npt.NDArray[np.bool_]) -> Weights:
        factor: Weights = np.where(back, np.float32(mutual), np.float32(1)) * (
            np.float32(related) + cosines(words, weights, sources, targets)
        )
        return factor

    figures |= _write_rows(folder, linked, lexical, count, centrality, weigh)
    for name in ("links.raw", "keys.raw", "strengths.raw"):
        (folder / name).unlink()
    return figures


def _resolve_links(
    folder: Path, shards: Sequence[Path], resolver: Resolver, usable: npt.NDArray[np.bool_], table: TableEdges
) -> dict[str, int]:
    count = len(usable)
    links = unresolved = start = 0
    link_counts = [np.zeros(1, dtype=np.int64)]
    with (
        writing(folder / "links.raw") as all_links,
        writing(folder / "keys.raw") as all_keys,
        writing(folder / "strengths.raw") as all_strengths,
    ):
        for arrays in shard_arrays(shards):
            targets = resolver.find(arrays["link_exact"], arrays["link_folded"])
            all_links.write(targets.astype("<i4").tobytes())
            counts = arrays["link_count"]
            link_counts.append(counts.astype(np.int64))
            end = start + len(counts)
            sources = np.repeat(np.arange(start, end, dtype=np.int32), counts)
            kept = (targets >= 0) & (targets != sources) & usable[sources] & usable[targets]
            links += len(targets)
            unresolved += int((targets < 0).sum())
            table_sources, table_targets = table.of(start, end)
            table_strength = np.full(len(table_sources), TABLE_STRENGTH, np.float32)
            strength = np.concatenate([arrays["link_weight"][kept], table_strength])
            keys = np.concatenate([sources[kept], table_sources]).astype(np.int64) * count
            keys += np.concatenate([targets[kept], table_targets])
            distinct, inverse = np.unique(keys, return_inverse=True)
            all_keys.write(distinct.astype("<i8").tobytes())
            all_strengths.write(np.bincount(inverse, weights=strength, minlength=len(distinct)).astype("<f4").tobytes())
            start = end
    save(folder, "link_starts", np.cumsum(np.concatenate(link_counts)))
    save(folder, "link_targets", _map(folder / "links.raw", "<i4"))
    return {"links": links, "links_unresolved": unresolved}


def _map(path: Path, dtype: str) -> npt.NDArray[Any]:
    return np.memmap(path, dtype=dtype, mode="r") if path.stat().st_size else np.zeros(0, dtype=dtype)


def _write_rows(
    folder: Path, linked: Edges, lexical: Edges, count: int, centrality: Centrality, weigh: Weigh
) -> dict[str, int]:
    """Merge both kinds of edges into rows, weight them and write them; return figures."""
    degree = np.zeros(count, dtype=np.int64)
    both = 0
    with writing(folder / "targets.raw") as all_targets, writing(folder / "weights.raw") as all_weights:
        for first in range(0, count, _ROWS):
            rows, near = (edges.rows(first, min(first + _ROWS, count), count) for edges in (linked, lexical))
            keys = np.concatenate([rows.keys, near.keys])
            order = np.argsort(keys, kind="stable")
            keys, strengths = keys[order], np.concatenate([rows.strengths, near.strengths])[order]
            sources, targets = np.divmod(keys, count)
            back = linked.has(targets * count + sources)
            all_targets.write(targets.astype("<i4").tobytes())
            all_weights.write((strengths * weigh(sources, targets, back)).astype("<f4").tobytes())
            degree += np.bincount(sources, minlength=count)
            both += int(back.sum())
    targets, weights = _map(folder / "targets.raw", "<i4"), _map(folder / "weights.raw", "<f4")
    indptr = np.concatenate(([0], np.cumsum(degree)))
    factor = centrality_factor(centrality, indptr, targets)
    with writing(folder / "weighted.raw") as weighted:
        for low in range(0, len(targets), _BLOCK):
            weighted.write((weights[low : low + _BLOCK] * factor[targets[low : low + _BLOCK]]).astype("<f4").tobytes())
    save(folder, "indptr", indptr)
    save(folder, "targets", targets)
    save(folder, "weights", _map(folder / "weighted.raw", "<f4"))
    save(folder, "in_degree", np.bincount(targets, minlength=count).astype(np.int32))
    for name in ("targets.raw", "weights.raw", "weighted.raw"):
        (folder / name).unlink()
    return {"edges": len(targets), "mutual_edges": both}
