"""What kind of input a path is."""

import bz2
import gzip
import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lemnos.errors import InputError, SettingsError
from lemnos.sources.documents.detect import detect, open_source
from lemnos.sources.documents.folder import FolderSource
from lemnos.sources.documents.table import TableSource

DUMP = b'<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" version="0.10">\n  <siteinfo>\n'
ROW = b'{"text": "Clay is a soft earth."}\n'


def _tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a.md"), io.BytesIO())
    return data.getvalue()


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("a.md", "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("wiki.xml", DUMP, "mediawiki"),
        ("wiki.xml", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x -->\n" + DUMP, "mediawiki"),
        ("wiki.xml.bz2", bz2.compress(DUMP), "mediawiki"),
        ("wiki.xml.bz2", bz2.compress(DUMP.decode().encode("utf-16")), "mediawiki"),
        ("wiki.gz", gzip.compress(DUMP), "mediawiki"),
        ("wiki.txt", DUMP, "mediawiki"),
        ("rows.jsonl", ROW, "table"),
        ("rows.json", ROW, "table"),
        ("rows.jsonl.gz", gzip.compress(ROW), "table"),
        ("rows.jsonl.zst", pa.compress(ROW, "zstd", asbytes=True), "table"),
        ("rows.gz", gzip.compress(ROW), "table"),
        ("rows", ROW, "table"),
        ("docs.zip", _zip(), "folder"),
        ("docs.tar", _tar(), "folder"),
        ("docs.tgz", gzip.compress(_tar()), "folder"),
        ("docs.tar.bz2", bz2.compress(_tar()), "folder"),
        ("docs", _tar(), "folder"),
        ("page.md", b"About the <mediawiki> element.\n", "folder"),
        ("page.html", b"<p>x</p>", "folder"),
        ("page.rst", b"x", "folder"),
        ("page.TXT", b"x", "folder"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else None,  # gzip writes the time of day
)
def test_files(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert detect(str(path)) == kind


def test_folders_and_parquet(tmp_path: Path) -> None:
    assert detect(str(tmp_path)) == "folder"
    pq.write_table(pa.table({"text": ["x"]}), tmp_path / "rows.bin")
    assert detect(str(tmp_path / "rows.bin")) == "table"
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "a.jsonl").write_bytes(ROW)
    assert detect(str(parts)) == "table"
    (parts / "README.md").write_bytes(b"x")
    assert detect(str(parts)) == "folder"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.exe", b"MZ\x00\x01", "unknown input format"),
        ("feed.xml", b"<?xml version='1.0'?><rss/>", "unknown input format"),
        ("wiki.xml.bz2", bz2.compress(DUMP)[:20], "damaged at its beginning"),
        ("wiki.xml.gz", b"\x1f\x8b\x08junkjunkjunk", "damaged at its beginning"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        detect(str(path))


def test_open_source(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(ROW)
    (tmp_path / "a.md").write_bytes(b"x")
    assert isinstance(open_source(str(tmp_path / "rows.jsonl"), mapping={"text": "text"}), TableSource)
    assert isinstance(open_source(str(tmp_path)), FolderSource)
    assert isinstance(open_source(str(tmp_path / "a.md"), kind="table"), TableSource)
    with pytest.raises(InputError, match="no such file or folder"):
        open_source(str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="unknown kind of input 'wiki'"):
        open_source(str(tmp_path), kind="wiki")
    with pytest.raises(SettingsError, match="only a table can have a field mapping"):
        open_source(str(tmp_path / "a.md"), mapping={"text": "x"})


def test_importing_it_imports_no_parser() -> None:
    code = (
        "import sys, lemnos.sources.documents.detect; "
        "sys.exit(any(m in sys.modules for m in ('docutils', 'markdown_it', 'selectolax', 'pyarrow', 'yaml')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
