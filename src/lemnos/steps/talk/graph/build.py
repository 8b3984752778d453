"""Builds the document graph: which document leads to which, and how strongly.

Arrays of the document shards → ``Graph``, compressed sparse rows on disk. The corpus is processed shard by shard and
row by row: memory holds about 250 bytes a document and the links of one shard; edges are in files. Only the rows of
link tables, given in addition to the documents, are held whole (16 bytes a row).

The weight of an edge is the sum over the links from source to target of 1 - position / 2 (position: 0 at the start of
the document, 1 at its end), times ``mutual`` if the target links back, times ``related`` + the cosine of the two
documents, times the centrality factor of the target.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lemnos.steps.talk.documents.features import DECODER
from lemnos.steps.talk.graph.centrality import Centrality
from lemnos.steps.talk.graph.edges import TableEdges, save, shard_arrays, write_edges
from lemnos.steps.talk.graph.lexical_neighbours import recount
from lemnos.steps.talk.graph.resolve_links import Documents, Resolver
from lemnos.store.blobs import Blobs
from lemnos.text.frequency import BUCKETS, add_frequency
from lemnos.text.near_duplicates import Copies, find_copies, gram_set
from lemnos.text.words import word_runs


class GraphSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How documents are linked."""

    centrality: Centrality = "inverse_in_degree"
    """Measure from which the factor of a link's target is computed. The default keeps walks from ending in hubs such as
    "United States"."""
    mutual: Annotated[float, Meta(gt=0)] = 2.0
    """Factor of a link whose target links back: two articles that link to each other are closely related."""
    related: Annotated[float, Meta(gt=0)] = 0.005
    """Added to the lexical cosine of two documents; the sum is a factor of the link. A small value keeps a dialogue
    among documents about the same things, 1 lets it follow any link."""
    duplicates: Annotated[float, Meta(ge=0, le=1)] = 0.8
    """Documents are merged from this Jaccard similarity of their word 3-grams; 0 merges none."""
    min_links: Annotated[int, Meta(ge=0)] = 3
    """Documents that link to fewer others also get lexical neighbours."""
    neighbours: Annotated[int, Meta(ge=0)] = 8
    """Number of lexical neighbours that such a document gets."""


class Graph(msgspec.Struct, frozen=True):
    """The document graph, memory-mapped from disk. Each document has one row, in reading order."""

    indptr: npt.NDArray[np.int64]
    """Row boundaries. Shape: (documents + 1,)."""
    targets: npt.NDArray[np.int32]
    """Shape: (edges,). Sorted within a row."""
    weights: npt.NDArray[np.float32]
    """Shape: (edges,)."""
    usable: npt.NDArray[np.bool_]
    """Whether a dialogue may use the document. Shape: (documents,)."""
    in_degree: npt.NDArray[np.int32]
    """Number of documents that link to each document. Shape: (documents,)."""
    frequency: npt.NDArray[np.uint32]
    """Document frequency of words by hash bucket. Shape: (BUCKETS,)."""
    small_frequency: npt.NDArray[np.uint32]
    """Frequency among documents that write the word in lower case. Shape: (BUCKETS,)."""
    link_starts: npt.NDArray[np.int64]
    """Boundaries of each document's links in ``link_targets``. Shape: (documents + 1,)."""
    link_targets: npt.NDArray[np.int32]
    """The document that each link leads to, -1 for none. Shape: (links,)."""

    def neighbours(self, document: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """Return the targets and weights of the edges of a document. Shapes: (edges,), (edges,)."""
        row = slice(int(self.indptr[document]), int(self.indptr[document + 1]))
        return self.targets[row], self.weights[row]

    def links(self, document: int) -> npt.NDArray[np.int32]:
        """Return the document that each link of a document leads to, -1 for none. Shape: (links,)."""
        return self.link_targets[int(self.link_starts[document]) : int(self.link_starts[document + 1])]


def load_graph(folder: Path) -> Graph:
    """Open the graph that ``build_graph`` wrote."""
    return Graph(
        **{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in Graph.__struct_fields__},
    )


def build_graph(
    folder: Path,
    shards: Sequence[Path],
    blobs: Blobs,
    link_rows: Iterable[tuple[str, str]],
    languages: frozenset[str] | None,
    settings: GraphSettings,
) -> dict[str, Any]:
    """Build the graph of all documents, write it to ``folder``, and return its figures.

    Args:
        folder: Where the arrays are written, one ``.npy`` file each.
        shards: Arrays of the document shards, in order (``.npz``, see ``ShardFeatures.arrays``).
        blobs: The documents.
        link_rows: Rows of link tables: normalised names of source and target.
        languages: Languages that the writer supports, None for all; documents in other languages are left out.
        settings: How documents are linked.
    """
    frequency, small = np.zeros(BUCKETS, dtype=np.uint32), np.zeros(BUCKETS, dtype=np.uint32)
    text_hashes = [np.zeros(0, dtype=np.uint64)]
    supported = [np.zeros(0, dtype=bool)]
    language_counts: Counter[str] = Counter()
    for arrays in shard_arrays(shards):
        codes = arrays["language"].tolist()
        language_counts.update(codes)
        add_frequency(frequency, arrays["word"], arrays["word_frequency"])
        add_frequency(small, arrays["small_word"], arrays["small_word_frequency"])
        text_hashes.append(arrays["text_hash"])
        supported.append(
            np.array([languages is None or code.lower().split("-")[0] in languages for code in codes], dtype=bool)
        )
    count = sum(map(len, text_hashes))

    representative: Documents = np.arange(count, dtype=np.int32)
    compared = 0
    if settings.duplicates:
        copies = _copies(shards, blobs, np.concatenate(text_hashes), settings.duplicates)
        compared = copies.compared
        for number, (original, _) in copies.of.items():
            representative[number] = original
    originals = representative == np.arange(count)
    usable = originals & np.concatenate(supported)
    if not originals.all():
        frequency = recount(blobs, usable)
    resolver = Resolver(shard_arrays(shards), representative)
    table = TableEdges(link_rows, resolver, usable)
    figures = {
        "documents": count,
        "languages": dict(language_counts.most_common()),
        "usable": int(usable.sum()),
        "near_duplicates": int(count - originals.sum()),
        "near_duplicate_pairs_compared": compared,
        "other_language": int((originals & ~usable).sum()),
        "ambiguous_names": resolver.ambiguous,
        "redirects_to_nothing": resolver.redirects_to_nothing,
        "table_rows": table.rows,
        "table_rows_unresolved": table.unresolved,
        "table_unresolved_sample": table.sample,
        **write_edges(
            folder,
            shards,
            blobs,
            resolver,
            usable,
            table,
            frequency,
            centrality=settings.centrality,
            mutual=settings.mutual,
            related=settings.related,
            min_links=settings.min_links,
            neighbours=settings.neighbours,
        ),
    }
    save(folder, "frequency", frequency)
    save(folder, "small_frequency", small)
    save(folder, "usable", usable)
    return figures


def _copies(shards: Sequence[Path], blobs: Blobs, text_hashes: npt.NDArray[np.uint64], threshold: float) -> Copies:
    """Return which documents repeat an earlier one."""

    def text_of(number: int) -> str:
        return "\n\n".join(part.text for part in DECODER.decode(blobs[number]).topic.segments)

    return find_copies(
        lambda band: np.concatenate([arrays["bands"][:, band] for arrays in shard_arrays(shards)]),
        np.arange(len(text_hashes)),
        lambda number: gram_set(word_runs([text_of(number)]).hashes),
        threshold,
        text_hashes,
    )
