"""WARC files for tests."""

import gzip
from io import BytesIO
from pathlib import Path

from lemnos.sources.tools.pages.warc_archive import write_record

WHEN = "2026-11-29T00:00:00Z"
HTML = [("Content-Type", "text/html; charset=utf-8")]


def record(url: str, body: str | bytes, headers: list[tuple[str, str]] = HTML, status: str = "200 OK") -> bytes:
    """Return one response as a gzip member."""
    stream = BytesIO()
    write_record(stream, url, status, headers, body.encode() if isinstance(body, str) else body, WHEN)
    return stream.getvalue()


def html(title: str, body: str, head: str = "") -> str:
    """Return a page with navigation around its main part."""
    return (
        f"<html lang='en'><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home of the site</a></nav>"
        f"<main><h1>{title}</h1>{body}</main><footer>All rights belong to the harbour office.</footer></body></html>"
    )


def warc(path: Path, *records: bytes, compressed: bool = True) -> Path:
    """Write records as an archive; return its path."""
    path.write_bytes(b"".join(records if compressed else map(gzip.decompress, records)))
    return path
