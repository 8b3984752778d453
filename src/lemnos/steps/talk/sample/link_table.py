"""Chooses candidates by link tables before any document is read: names of files, rows of the tables → numbers of files.

Rows are resolved by what paths tell of the names of documents. They are followed both ways, and weighted like the edges
of the graph, without the lexical cosine, which needs the text. Costs 10 µs a file and 3 µs a row, and about 300 bytes a
file.
**Limitation:** files whose names are only in their text (the title of a Markdown page) are not found by them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.pipeline.job import InputTask, WholeTask
from lemnos.records import Rejected
from lemnos.sources.documents.folder import FolderSource
from lemnos.sources.documents.links import read_links
from lemnos.sources.documents.names import name_hashes
from lemnos.steps.talk.graph.build import GraphSettings
from lemnos.steps.talk.graph.centrality import centrality_factor
from lemnos.steps.talk.graph.edges import Edges, TableEdges, save
from lemnos.steps.talk.graph.resolve_links import Resolver
from lemnos.steps.talk.sample.neighbourhood import neighbourhood
from lemnos.store.run_folder import RunFolder

STAGE = "link_table"


def choose_files(
    run: RunFolder,
    sources: Sequence[FolderSource],
    tables: Sequence[str],
    settings: GraphSettings,
    count: int,
    seed: int,
    task: WholeTask,
) -> dict[str, Any]:
    """Choose the files that are read and write their numbers; return figures.

    Args:
        run: The run folder.
        sources: The inputs, each of which can list its files.
        tables: Paths of the link tables.
        settings: How documents are linked.
        count: Number of files to choose.
        seed: Of the run.
        task: The only task.

    Returns:
        ``files``, the number of files of each source; ``linked``, how many of them have a link; ``chosen``.
    """
    del task
    listed = [source.names() for source in sources]
    names = [own for files in listed for own in files]
    total = len(names)
    table = TableEdges(link_rows(tables, []), _resolver(names), np.ones(total, dtype=bool))
    keys = np.unique(table.sources.astype(np.int64) * total + table.targets)
    origins, targets = np.divmod(keys, max(total, 1))
    mutual = Edges(keys, np.zeros(0, np.float32)).has(targets * total + origins)
    strengths = np.where(mutual, np.float32(settings.mutual), np.float32(1))
    indptr = np.concatenate(([0], np.cumsum(np.bincount(origins, minlength=total))))
    centrality = centrality_factor(settings.centrality, indptr, targets.astype(np.int32))
    ends = np.concatenate([targets, origins])
    growth = neighbourhood(
        np.concatenate([origins, targets]),
        ends,
        np.concatenate([strengths, strengths]) * centrality[ends],
        np.arange(total),
        seed,
    )
    files = np.sort(np.array(list(islice(growth, count)), dtype=np.int64))
    save(run.work(STAGE), "files", files)
    return {
        "files": [len(own) for own in listed],
        "linked": len(np.union1d(origins, targets)),
        "chosen": len(files),
    }


def file_tasks(run: RunFolder, sources: Sequence[FolderSource], counts: Sequence[int]) -> Iterator[InputTask]:
    """Yield the tasks that read the chosen files.

    Args:
        run: The run folder.
        sources: As given to ``choose_files``.
        counts: Number of files of each source.
    """
    files = np.load(run.work(STAGE, "files.npy"))
    number = first = 0
    for source, count in zip(sources, counts, strict=True):
        own = files[(files >= first) & (files < first + count)] - first
        for shard in source.shards(chosen=frozenset(own.tolist())):
            yield InputTask(number, shard)
            number += 1
        first += count


def link_rows(tables: Sequence[str], rejected: list[Rejected]) -> Iterator[tuple[str, str]]:
    """Yield the rows of link tables; those without two names are added to ``rejected``.

    Raises:
        InputError: A table does not exist or is damaged.
    """
    for path in tables:
        for row in read_links(path):
            if isinstance(row, Rejected):
                rejected.append(row)
            else:
                yield row.source, row.target


def _resolver(names: Sequence[Iterable[str]]) -> Resolver:
    """Return what finds files by their names; no redirect is known."""
    owned = [(name, number, not rank) for number, own in enumerate(names) for rank, name in enumerate(own)]
    exact, folded = name_hashes([name for name, _, _ in owned])
    none = np.zeros(0, dtype=np.uint64)
    arrays: dict[str, npt.NDArray[Any]] = {
        "name_exact": exact,
        "name_folded": folded,
        "name_document": np.array([number for _, number, _ in owned], dtype=np.int32),
        "name_own": np.array([own for _, _, own in owned], dtype=bool),
        "redirect_exact": none,
        "redirect_folded": none,
        "redirect_target_exact": none,
        "redirect_target_folded": none,
        "text_hash": np.zeros(len(names), dtype=np.uint64),
    }
    return Resolver([arrays], np.arange(len(names), dtype=np.int32))
