"""Tables of links."""

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.documents.links import LinkRow, read_links

WANTED = [LinkRow("Áedán mac Gabráin", "Bede"), LinkRow("Kiln types", "Clay, red")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("l.tsv", "# a comment\n\n%C3%81ed%C3%A1n_mac_Gabr%C3%A1in\tBede\nKiln_types\tClay,_red\n"),
        ("l.csv", 'target,source\nBede,Áedán mac Gabráin\n"Clay, red",Kiln types\n'),
        ("l.txt", "source;target\nÁedán mac Gabráin;Bede\nKiln types;Clay, red\n"),
        ("l.jsonl", '{"source":"Áedán_mac_Gabráin","target":"Bede"}\n{"target":"Clay, red","source":"Kiln types"}\n'),
        ("l.tsv", "\ufeffÁedán mac Gabráin\tBede\textra\r\nKiln types\tClay, red\t2\r\n"),
    ],
)
def test_forms(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert list(read_links(str(path))) == WANTED
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(content.encode()))
    assert list(read_links(str(packed))) == WANTED


@pytest.mark.parametrize("columns", [("source", "target"), ("a", "b")])
def test_parquet(tmp_path: Path, columns: tuple[str, str]) -> None:
    path = tmp_path / "l.parquet"
    table = pa.table({columns[0]: ["Áedán_mac_Gabráin", "Kiln types"], columns[1]: ["Bede", "Clay, red"]})
    pq.write_table(table, path)
    assert list(read_links(str(path))) == WANTED


def test_bad_rows_are_reported_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "l.tsv"
    path.write_bytes(b"a\tb\nalone\nc\t\n\xff\td\ne\tf\n")
    rows = list(read_links(str(path)))
    assert [row for row in rows if isinstance(row, LinkRow)] == [LinkRow("a", "b"), LinkRow("e", "f")]
    assert [(row.rule, row.source) for row in rows if isinstance(row, Rejected)] == [
        ("link_row", "l.tsv:line 2"),
        ("link_row", "l.tsv:line 3"),
        ("link_row", "l.tsv:line 4"),
    ]


@pytest.mark.parametrize("content", [b"", b"one\ntwo\nthree\n", b"# nothing\n"])
def test_no_row_with_two_names(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "l.tsv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"l\.tsv: no row has two names; give a source and a target name"):
        list(read_links(str(path)))


def test_damage(tmp_path: Path) -> None:
    path = tmp_path / "l.tsv.gz"
    path.write_bytes(gzip.compress(b"a\tb\n" * 100_000)[:-50])
    with pytest.raises(InputError, match="damaged"):
        list(read_links(str(path)))
    with pytest.raises(InputError, match="no such file"):
        list(read_links(str(tmp_path / "none.tsv")))
