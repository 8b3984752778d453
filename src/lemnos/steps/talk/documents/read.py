"""Runs the first stage of ``talk``: one input shard → its ``Document`` records and the features that later stages need.

Writes the records, one blob for each document with its segments for the dialogues, and small arrays (hashes of words,
names and links) for the graph. Costs about 1 CPU-second for 2.5 MB of wikitext, most of it extraction.
"""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from lemnos.pipeline.job import InputTask
from lemnos.pipeline.source import Shard
from lemnos.records import Document, Rejected
from lemnos.sources.documents.base import Page, Redirect
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.builder import names_of
from lemnos.steps.talk.documents.features import ShardFeatures
from lemnos.steps.talk.documents.segment import SegmentSettings, boilerplate
from lemnos.store.atomic_files import writing
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder

STAGE = "documents"


class ShardContent(NamedTuple):
    """What one input shard holds."""

    pages: list[Page]
    """Documents with at least one segment."""
    redirects: list[Redirect]
    rejected: list[Rejected]
    features: ShardFeatures
    """Of ``pages`` and ``redirects``."""


def read_documents(run: RunFolder, settings: SegmentSettings, task: InputTask) -> dict[str, Any]:
    """Read one input shard and write its documents; return the figures of the shard."""
    content = read_shard(task.shard, settings, STAGE)
    documents = [page.document for page in content.pages]
    run.write_records(STAGE, task.number, Document, documents)
    run.write_rejected(STAGE, task.number, content.rejected)
    write_features(run, STAGE, task.number, content.features)
    return {
        "documents": len(documents),
        "bytes": sum(len(document.text.encode()) for document in documents),
        "words": sum(document.text.count(" ") + 1 for document in documents),
        "segments": content.features.segment_count,
        "links": sum(len(document.links) for document in documents),
        "redirects": len(content.redirects),
        "licences": dict(Counter(document.licence for document in documents)),
        "rejected": dict(Counter(rejection.rule for rejection in content.rejected)),
    }


def read_shard(shard: Shard, settings: SegmentSettings, stage: str) -> ShardContent:
    """Read one input shard and cut its documents into segments.

    Args:
        shard: Yields pages, redirects and rejections, or documents of a finished run.
        settings: Lengths of segments.
        stage: The stage that reads, for the rejections.
    """
    features = ShardFeatures(settings)
    pages: list[Page] = []
    redirects: list[Redirect] = []
    rejected: list[Rejected] = []
    for item in shard.read():
        match item:
            case Page():
                pages.append(item)
            case Document():  # of a finished run
                pages.append(Page(item, _names(item)))
            case Redirect():
                features.redirect(item)
                redirects.append(item)
            case Rejected():
                rejected.append(item)
    notices = boilerplate([page.document for page in pages])
    kept: list[Page] = []
    for page in pages:
        if features.add(page, notices):
            kept.append(page)
        else:
            rejected.append(_no_segment(page.document, stage))
    return ShardContent(kept, redirects, rejected, features)


def write_features(run: RunFolder, stage: str, number: int, features: ShardFeatures) -> None:
    """Write the blobs and the arrays of one shard."""
    write_blobs(run.work(stage, f"{number:06}.bin"), features.blobs)
    with writing(run.work(stage, f"{number:06}.npz")) as stream:
        np.savez(stream, **features.arrays())  # type: ignore[arg-type]


def _names(document: Document) -> tuple[str, ...]:
    """Return the normalised names by which links may refer to a document of a finished run.

    These are its title, id and URL, and its path in the input. Redirects are missing: the record does not keep them.
    """
    path = document.source.partition("/")[2] or document.source
    names = (normalise(document.title), document.id, normalise(document.url), *names_of(path))
    return tuple(dict.fromkeys(filter(None, names)))


def _no_segment(document: Document, stage: str) -> Rejected:
    return Rejected(
        stage=stage,
        rule="no_segment",
        reason="no paragraph is prose and long enough to be an answer",
        source=document.source,
        record=document.title,
    )
