"""Writes the documents of a preview: the records of a shard of candidates → those that are in the sample.

The candidates' records are in ``work/candidates``, in the order of the rows of the graph.
"""

from typing import Any

import msgspec
import numpy as np

from lemnos.records import Document
from lemnos.steps.talk.documents.features import DECODER
from lemnos.steps.talk.documents.read import document_figures
from lemnos.store.blobs import Blobs
from lemnos.store.record_files import read_file
from lemnos.store.run_folder import RunFolder

CANDIDATES = "work/candidates"
"""Folder of the candidates' records in a run folder."""


class SampleTask(msgspec.Struct, frozen=True):
    """The candidates of one shard."""

    number: int
    first: int
    """Row of its first document in the graph."""
    last: int
    """Row after its last document."""


def write_sample(run: RunFolder, task: SampleTask) -> dict[str, Any]:
    """Write the documents of one shard that are in the sample; return figures like those of ``read_documents``."""
    rows = np.load(run.work("clusters", "sample.npy"))
    rows = rows[(rows >= task.first) & (rows < task.last)] - task.first
    chosen = frozenset(rows.tolist())
    path = run.path / CANDIDATES / f"{task.number:06}.{run.format}"
    documents = [msgspec.convert(row, Document) for number, row in enumerate(read_file(path)) if number in chosen]
    if documents:
        run.write_records("documents", task.number, Document, documents)
    blobs = Blobs([run.work("documents", f"{task.number:06}.bin")])
    segments = sum(len(DECODER.decode(blobs[row]).lengths) for row in rows.tolist())
    return document_figures(documents, segments)
