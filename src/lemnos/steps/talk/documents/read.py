"""Runs the first stage of ``talk``: one input shard → its ``Document`` records and the features that later stages need.

Writes the records, one blob for each document with its segments for the dialogues, and small arrays (hashes of words,
names and links) for the graph. Costs about 1 CPU-second for 2.5 MB of wikitext, most of it extraction.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from lemnos.pipeline.job import InputTask
from lemnos.records import BLOCKS, Document, Rejected
from lemnos.sources.documents.base import Page, Redirect
from lemnos.sources.documents.names import normalise
from lemnos.sources.documents.prose.paths import names_of
from lemnos.steps.talk.documents.code import prose_of, without_code
from lemnos.steps.talk.documents.features import ShardFeatures
from lemnos.steps.talk.documents.segment import SegmentSettings, boilerplate
from lemnos.store.atomic_files import writing
from lemnos.store.blobs import write_blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.scripts import count_words

STAGE = "documents"
_BLOCK_NAMES = {"code": "code_blocks", "table": "tables"}


def read_documents(run: RunFolder, settings: SegmentSettings, records: str, task: InputTask) -> dict[str, Any]:
    """Read one input shard and write its documents; return the figures of the shard.

    Args:
        run: The run folder.
        settings: Lengths of segments.
        records: Folder of the records in the run folder.
        task: The shard.
    """
    features = ShardFeatures(settings)
    pages: list[Page] = []
    rejected: list[Rejected] = []
    redirects = 0
    left_out: Counter[str] = Counter()
    unknown_templates: Counter[str] = Counter()
    for item in task.shard.read():
        match item:
            case Page():
                pages.append(item)
            case Document():  # of a finished run
                pages.append(Page(item, _names(item)))
            case Redirect():
                features.redirect(item)
                redirects += 1
            case Rejected():
                rejected.append(item)
    for page in pages:
        left_out.update(page.left_out)
        unknown_templates.update(page.unknown_templates)
    blocks = Counter(part.kind for page in pages for part in page.document.paragraphs if part.kind in BLOCKS)
    if settings.code == "drop" and blocks:
        pages = [msgspec.structs.replace(page, document=without_code(page.document)) for page in pages]
        left_out.update({_BLOCK_NAMES[kind]: count for kind, count in blocks.items()})
    notices = boilerplate([page.document for page in pages])
    documents: list[Document] = []
    for page in pages:
        if features.add(page, notices):
            documents.append(page.document)
        else:
            rejected.append(_no_segment(page.document))
    name = f"{task.number:06}"
    run.write_records(records, task.number, Document, documents)
    run.write_rejected(STAGE, task.number, rejected)
    write_blobs(run.work(STAGE, f"{name}.bin"), features.blobs)
    with writing(run.work(STAGE, f"{name}.npz")) as stream:
        np.savez(stream, **features.arrays())  # type: ignore[arg-type]
    return document_figures(documents, features.segment_count) | {
        "redirects": redirects,
        "code": features.code_figures | {"read": blocks.total()},
        "left_out": dict(sorted(left_out.items())),
        "unknown_templates": dict(sorted(unknown_templates.items())),
        "rejected": dict(Counter(rejection.rule for rejection in rejected)),
    }


def document_figures(documents: Sequence[Document], segments: int) -> dict[str, Any]:
    """Return the figures of some documents, which have ``segments`` segments together."""
    return {
        "documents": len(documents),
        "bytes": sum(len(document.text.encode()) for document in documents),
        "words": sum(count_words(prose_of(document)) for document in documents),
        "segments": segments,
        "links": sum(len(document.links) for document in documents),
        "licences": dict(Counter(document.licence for document in documents)),
    }


def _names(document: Document) -> tuple[str, ...]:
    """Return the normalised names by which links may refer to a document of a finished run.

    These are its title, id and URL, and its path in the input. Redirects are missing: the record does not keep them.
    """
    path = document.source.partition("/")[2] or document.source
    names = (normalise(document.title), document.id, normalise(document.url), *names_of(path))
    return tuple(dict.fromkeys(filter(None, names)))


def _no_segment(document: Document) -> Rejected:
    return Rejected(
        stage=STAGE,
        rule="no_segment",
        reason="no paragraph is prose and long enough to be an answer",
        source=document.source,
        record=document.title,
    )
