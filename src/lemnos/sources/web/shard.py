"""A byte range of a WARC, which a worker reads into pages.

``WarcShard.read`` yields a ``Page`` for each page and a ``Rejected`` for each record that is damaged or no page of
prose. Memory: one record and its page at a time.
"""

from collections.abc import Iterator
from io import BytesIO

import msgspec

from lemnos.records import Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.web.page import STAGE, PageSettings, page_of
from lemnos.sources.web.records import RawRecord, read_range

_AROUND_PAGE = 1 << 16
"""Bytes that the headers of a record may have beside the page."""


class WarcShard(msgspec.Struct, frozen=True):
    """The records of an archive that begin in a byte range."""

    path: str
    label: str
    """Name of the archive, for ``Document.source``."""
    start: int
    end: int
    compressed: bool
    settings: PageSettings
    most: int | None = None
    """Most items to yield, in a preview."""

    def read(self) -> Iterator[Page | Rejected]:
        """Yield the pages, in the order of the archive.

        Raises:
            InputError: The archive is cut off, or cannot be read.
        """
        yielded = 0
        max_bytes = self.settings.max_page_bytes + _AROUND_PAGE
        for raw in read_range(self.path, self.start, self.end, compressed=self.compressed, max_bytes=max_bytes):
            for item in self._items(raw):
                yield item
                yielded += 1
                if self.most is not None and yielded >= self.most:
                    return

    def _items(self, raw: RawRecord) -> Iterator[Page | Rejected]:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        source = f"{self.label}:{raw.offset}"
        if raw.fault:
            yield self._rejected("damaged", raw.fault, source)
            return
        try:
            for record in ArchiveIterator(BytesIO(raw.data)):
                if raw.size > len(raw.data) and record.rec_type in ("response", "resource", "conversion"):
                    url = record.rec_headers.get_header("WARC-Target-URI") or ""
                    reason = f"the record has {raw.size:,} bytes, more than max_page_bytes allows"
                    yield self._rejected("too_large", reason, source, url)
                    return
                item = page_of(record, source, self.settings)
                if item is not None:
                    yield item
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError) as error:
            yield self._rejected("damaged", f"the record cannot be parsed ({error})", source)

    def _rejected(self, rule: str, reason: str, source: str, record: str = "") -> Rejected:
        return Rejected(stage=STAGE, rule=rule, reason=reason, source=source, record=record)
