"""Reads the documents among which a sample is chosen: one input shard → features for their graph, and kept pages.

The pages are kept in a form that is read again without parsing: ``KeptPages`` is an input shard of those that were
chosen. Costs as much as the stage ``documents``, and a second copy of the text on disk.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lemnos.pipeline.job import InputTask
from lemnos.sources.documents.base import Page, Redirect
from lemnos.steps.talk.documents.read import read_shard, write_features
from lemnos.steps.talk.documents.segment import SegmentSettings
from lemnos.store.atomic_files import write_bytes
from lemnos.store.blobs import Blobs, write_blobs
from lemnos.store.run_folder import RunFolder

STAGE = "candidates"
_ENCODER = msgspec.msgpack.Encoder()
_PAGE = msgspec.msgpack.Decoder(Page)
_REDIRECTS = msgspec.msgpack.Decoder(list[Redirect])


class KeptPages(msgspec.Struct, frozen=True):
    """Some of the pages that ``read_candidates`` kept, as an input shard."""

    folder: Path
    rows: tuple[int, ...]
    """Numbers of the pages among those of all shards."""
    redirects: bool
    """Whether to yield the redirects of all shards first."""

    def read(self) -> Iterator[Page | Redirect]:
        """Yield the redirects, if asked to, and the pages."""
        if self.redirects:
            for path in sorted(self.folder.glob("*.redirects")):
                yield from _REDIRECTS.decode(path.read_bytes())
        pages = kept_pages(self.folder)
        for row in self.rows:
            yield _PAGE.decode(pages[row])


def read_candidates(run: RunFolder, settings: SegmentSettings, task: InputTask) -> dict[str, Any]:
    """Read one input shard, and keep its pages and features; return the figures of the shard."""
    content = read_shard(task.shard, settings, STAGE)
    run.write_rejected(STAGE, task.number, content.rejected)
    write_features(run, STAGE, task.number, content.features)
    folder = pages_folder(run)
    write_blobs(folder / f"{task.number:06}.bin", map(_ENCODER.encode, content.pages))
    write_bytes(folder / f"{task.number:06}.redirects", _ENCODER.encode(content.redirects))
    return {
        "documents": len(content.pages),
        "rejected": dict(Counter(rejection.rule for rejection in content.rejected)),
    }


def pages_folder(run: RunFolder) -> Path:
    """Return the folder of the kept pages of a run."""
    return run.work(STAGE, "pages")


def kept_pages(folder: Path) -> Blobs:
    """Return the kept pages, encoded, numbered in the order of the input."""
    return Blobs(sorted(folder.glob("*.bin")))
