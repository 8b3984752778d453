"""Tables of documents."""

import gzip
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.errors import InputError, SettingsError
from lemnos.records import Link, Rejected
from lemnos.sources.documents import table
from lemnos.sources.documents.base import Item, Page
from lemnos.sources.documents.rows import RowReader
from lemnos.sources.documents.table import TableSource
from tests.sources.documents.prose_checks import MARKUP

CLAY = {"title": "Clay", "text": "Clay is a soft earth.\n\nIt is fired in kilns.", "url": "https://example.org/c_l"}
KILN = {"title": "Kiln", "text": "A kiln is an oven for clay.", "id": 7}


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path, limit: int | None = None, **options: Any) -> list[Item]:
    source = TableSource(str(path), **options)
    return [item for shard in source.shards(limit) for item in pickle.loads(pickle.dumps(shard)).read()]


def page(row: Mapping[str, Any], mapping: Mapping[str, str] | None = None) -> Page:
    item = RowReader.of("t.jsonl", mapping or {}, "", "").read_row(row, 1, "line 1")
    assert isinstance(item, Page)
    return item


def rejected(items: list[Item]) -> list[tuple[str, str, str]]:
    return [(item.rule, item.source, item.record) for item in items if isinstance(item, Rejected)]


def test_usual_names_of_fields(tmp_path: Path) -> None:
    first, second = read(write(tmp_path / "t.jsonl", [CLAY, KILN]), licence="CC0-1.0")
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert first.document.text == "Clay is a soft earth.\n\nIt is fired in kilns."
    assert [(p.start, p.end) for p in first.document.paragraphs] == [(0, 21), (23, 44)]
    assert (first.document.title, first.document.url, first.document.source) == (
        "Clay",
        "https://example.org/c_l",
        "t.jsonl:1",
    )
    assert first.names == ("Clay", "https://example.org/c l")
    assert (second.document.licence, second.document.language, second.names) == ("CC0-1.0", "en", ("Kiln", "7"))


def test_mapping_with_nested_fields() -> None:
    row = {"meta": {"t": "Clay", "l": "de", "lic": "MIT"}, "body": "Ton ist eine weiche Erde.", "a.b": "x9"}
    found = page(row, {"text": "body", "title": "meta.t", "language": "meta.l", "licence": "meta.lic", "id": "a.b"})
    assert (found.document.title, found.document.language, found.document.licence) == ("Clay", "de", "MIT")
    assert found.names == ("Clay", "x9")


def test_lines_are_paragraphs_where_no_line_is_blank() -> None:
    found = page({"text": "Clay is a soft earth.\nIt is fired in kilns.\n"})
    assert found.document.text == "Clay is a soft earth.\n\nIt is fired in kilns."
    assert found.document.title == "t.jsonl 1"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("markdown", "# Clay\n\nClay is [*fired*](k.html) in kilns.\n\n## References\n\nGone."),
        ("html", "<h1>Clay</h1><p>Clay is <a href='k.html'>fired</a> in kilns.</p><table><tr><td>x</table>"),
        ("rst", "Clay\n====\n\nClay is `fired <k.html>`_ in kilns.\n"),
    ],
)
def test_formats(kind: str, text: str) -> None:
    document = page({"text": text, "url": "https://example.org/c.html"}, {"format": kind}).document
    assert (document.title, document.text) == ("Clay", "Clay is fired in kilns.")
    assert document.links == (Link(8, 13, "https://example.org/k.html"),)


def test_wikitext() -> None:
    document = page(
        {"title": "Clay", "text": "'''Clay''' is [[kiln|fired]] in kilns.<ref>x</ref>"}, {"format": "wikitext"}
    ).document
    assert document.text == "Clay is fired in kilns."
    assert document.links == (Link(8, 13, "Kiln"),)


@pytest.mark.parametrize(
    "links",
    [
        ["kiln", "Red_clay"],
        [{"title": "kiln"}, {"target": "Red_clay", "text": "Red clay"}],
        "kiln|Red_clay",
        "kiln; Red_clay",
        "kiln\nRed_clay",
    ],
)
def test_links_are_placed_where_their_words_stand(links: object) -> None:
    document = page({"text": "The kilns and the kiln are hot.", "links": links}).document
    assert document.links == (Link(18, 22, "kiln"), Link(0, 0, "Red clay"))


def test_bad_rows_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    lines = [
        json.dumps(CLAY).encode(),
        b"{not json",
        b"[1]",
        b'{"title": "Empty"}',
        b'{"title": "Null", "text": null}',
        b'{"title": "Number", "text": 3}',
        b'{"title": ["x"], "text": "Clay is a soft earth."}',
        b'{"text": "Caf\xe9 is a place for tea."}',
        b"",
        b'{"title": "Short", "text": "One word."}',
        json.dumps(KILN).encode(),
    ]
    path.write_bytes(b"\n".join(lines))
    items = read(path)
    assert rejected(items) == [
        ("not_json", "t.jsonl:line 2", ""),
        ("not_an_object", "t.jsonl:line 3", ""),
        ("no_text", "t.jsonl:line 4", "Empty"),
        ("no_text", "t.jsonl:line 5", "Null"),
        ("wrong_type", "t.jsonl:line 6", "Number"),
        ("wrong_type", "t.jsonl:line 7", ""),
        ("encoding", "t.jsonl:line 8", ""),
        ("no_prose", "t.jsonl:line 10", "Short"),
    ]
    assert [item.document.source for item in items if isinstance(item, Page)] == ["t.jsonl:1", "t.jsonl:11"]


def test_a_wrong_mapping_is_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "t.jsonl", [{"titel": "Clay", "inhalt": "Clay is soft."}])
    with pytest.raises(
        InputError, match=r"no text field \(text or content or body or article\), only titel, inhalt; .*--map"
    ):
        read(path)
    with pytest.raises(InputError, match=r"no text field \(body\), only titel, inhalt; .*--map"):
        read(path, mapping={"text": "body"})
    with pytest.raises(SettingsError, match="unknown field 'txt'"):
        TableSource(str(path), mapping={"txt": "inhalt"})
    with pytest.raises(SettingsError, match="unknown format 'word'"):
        TableSource(str(path), mapping={"format": "word"})


def test_an_array_is_no_table_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps([CLAY, KILN]))
    with pytest.raises(InputError, match="one JSON array"):
        read(path)


ROWS = [{"title": f"Page {n}", "text": f"This is the text of page {n}. " * (n % 7 + 1)} for n in range(200)]


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "jsonl.zst", "parquet", "folder"])
@pytest.mark.parametrize("shard_bytes", [1, 999, 50_000_000])
def test_shards_of_any_size_give_the_same(
    tmp_path: Path, kind: str, shard_bytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "SHARD_BYTES", shard_bytes)
    monkeypatch.setattr(table, "GROUP_BYTES", shard_bytes)
    path = write(tmp_path / "t.jsonl", ROWS)
    if kind == "jsonl.gz":
        path = tmp_path / "t.jsonl.gz"
        path.write_bytes(gzip.compress((tmp_path / "t.jsonl").read_bytes()))
    elif kind == "jsonl.zst":
        path = tmp_path / "t.jsonl.zst"
        lines = (tmp_path / "t.jsonl").read_bytes()
        path.write_bytes(b"".join(pa.compress(part, "zstd", asbytes=True) for part in (lines[:5000], lines[5000:])))
    elif kind == "parquet":
        path = tmp_path / "t.parquet"
        pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=70)
    elif kind == "folder":
        path = tmp_path / "parts"
        path.mkdir()
        write(path / "a.jsonl", ROWS[:90])
        write(path / "b.jsonl", ROWS[90:])
    items = read(path)
    assert [item.document.title for item in items if isinstance(item, Page)] == [row["title"] for row in ROWS]
    if kind != "folder":
        assert [item.document.source for item in items if isinstance(item, Page)][-1] == f"{path.name}:200"
    assert [item.document.title for item in read(path, limit=95) if isinstance(item, Page)] == [
        f"Page {n}" for n in range(95)
    ]
    source = TableSource(str(path))
    assert list(source.shards())
    done, total = source.progress()
    assert done == total > 0
    assert source.identity() == TableSource(str(path)).identity()


def test_long_lines_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROW_BYTES", 200)
    path = write(tmp_path / "t.jsonl", [CLAY, {"text": "Long words are here. " * 50}, KILN])
    items = read(path)
    assert [type(item).__name__ for item in items] == ["Page", "Rejected", "Page"]
    assert rejected(items) == [("too_large", "t.jsonl:line 2", "")]


def test_damage(tmp_path: Path) -> None:
    packed = gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS * 50).encode())
    path = tmp_path / "t.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    shards = TableSource(str(path)).shards()
    assert list(next(shards).read())
    with pytest.raises(InputError, match=r"t\.jsonl\.gz: the table is damaged after line \d+"):
        list(shards)
    path = tmp_path / "t.jsonl.zst"
    path.write_bytes(pa.compress(gzip.decompress(packed), "zstd", asbytes=True)[:-20])
    with pytest.raises(InputError, match=r"t\.jsonl\.zst: the table is damaged after line \d+"):
        read(path)
    path = tmp_path / "t.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="damaged in its footer"):
        read(path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="contains no table"):
        TableSource(str(tmp_path / "empty"))


@given(MARKUP, st.sampled_from(["plain", "markdown", "html", "rst", "wikitext"]), st.lists(MARKUP, max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_row_is_read(text: str, kind: str, links: list[str]) -> None:
    reader = RowReader.of("t.jsonl", {"format": kind}, "", "")
    row = {"title": text, "text": f"These are five plain words.\n\n{text}", "links": links}
    item = reader.read_row(row, 1, "line 1")
    if isinstance(item, Page):
        document = item.document
        assert all(document.text[p.start : p.end].strip() for p in document.paragraphs)
        assert all(0 <= link.start <= link.end <= len(document.text) and link.target for link in document.links)
    reader.read_line(text.encode("utf-8", "replace"), 1)
