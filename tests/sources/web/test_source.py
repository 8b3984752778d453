"""A crawl in shards of any size gives each page once; what is damaged is rejected, what is cut off is said."""

import gzip
import json
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.web.hosts import domain_of, is_listed
from lemnos.sources.web.page import PageSettings
from lemnos.sources.web.records import is_compressed
from lemnos.sources.web.source import CrawlSource
from lemnos.sources.web.statements import directives_of, licence_of
from tests.sources.web.warcs import html, record, warc

SETTINGS = PageSettings(licence="", language="", respect=True, max_page_bytes=100_000)
SENTENCE = "The keeper of the light writes down every ship that passes the point. "


def pages(number: int) -> list[bytes]:
    return [
        record(f"https://docs.tides.example/{i}", html(f"Page {i}", f"<p>{SENTENCE * (i + 1)}</p>"))
        for i in range(number)
    ]


def read(
    path: Path, shard_bytes: int = 10_000_000, settings: PageSettings = SETTINGS
) -> tuple[list[Page], list[Rejected]]:
    items = [
        item for shard in CrawlSource(str(path), settings, shard_bytes=shard_bytes).shards() for item in shard.read()
    ]
    return [item for item in items if isinstance(item, Page)], [item for item in items if isinstance(item, Rejected)]


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("shard_bytes", [7, 100, 301, 4096, 10_000_000])
def test_each_page_is_read_once_whatever_the_shards(tmp_path: Path, compressed: bool, shard_bytes: int) -> None:
    path = warc(tmp_path / ("a.warc.gz" if compressed else "a.warc"), *pages(12), compressed=compressed)
    found, rejected = read(path, shard_bytes)
    assert [page.document.title for page in found] == [f"Page {i}" for i in range(12)]
    assert [page.document.url for page in found] == [f"https://docs.tides.example/{i}" for i in range(12)]
    assert rejected == []
    assert found[0].document.text == SENTENCE.strip()


def test_a_page_keeps_its_code_and_its_table_and_loses_what_stands_around_it(tmp_path: Path) -> None:
    body = (
        "<p>Call the service with the number of a mooring to learn how deep the water is.</p>"
        "<pre><code class='language-sh'>curl https://api.tides.example/moorings/7\n"
        "  --header 'Accept: text/plain'</code></pre>"
        "<table><tr><th>Name</th><th>Meaning</th></tr><tr><td>depth</td><td>Metres at low water</td></tr></table>"
        "<p>Licensed under <a rel='license' href='https://creativecommons.org/licenses/by/4.0/'>CC BY</a> "
        "by the port.</p>"
    )
    ((page,), _) = read(warc(tmp_path / "a.warc.gz", record("https://api.tides.example/m", html("Moorings", body))))
    document = page.document
    assert [(part.kind, document.text[part.start : part.end]) for part in document.paragraphs] == [
        ("prose", "Call the service with the number of a mooring to learn how deep the water is."),
        ("code", "```sh\ncurl https://api.tides.example/moorings/7\n  --header 'Accept: text/plain'\n```"),
        ("table", "| Name | Meaning |\n| --- | --- |\n| depth | Metres at low water |"),
        ("prose", "Licensed under CC BY by the port."),
    ]
    assert (document.licence, document.language, document.source) == ("CC-BY-4.0", "en", "a.warc.gz:0")


def test_a_damaged_record_costs_itself_alone(tmp_path: Path) -> None:
    records = pages(5)
    middle = bytearray(records[2])
    middle[60:90] = b"\xff" * 30
    path = warc(tmp_path / "a.warc.gz", *records[:2], bytes(middle), *records[3:])
    for shard_bytes in (200, 10_000_000):
        found, rejected = read(path, shard_bytes)
        assert [page.document.title for page in found] == ["Page 0", "Page 1", "Page 3", "Page 4"]
        assert [item.rule for item in rejected] == ["damaged"]
        assert rejected[0].source == f"a.warc.gz:{len(records[0]) + len(records[1])}"


def test_an_archive_that_is_cut_off_gives_what_is_before_and_then_one_line(tmp_path: Path) -> None:
    records = pages(3)
    path = warc(tmp_path / "a.warc.gz", *records[:2], records[2][:-40])
    found = []
    shards = CrawlSource(str(path), SETTINGS, shard_bytes=10_000_000).shards()
    with pytest.raises(InputError) as raised:
        found += [item for shard in shards for item in shard.read()]
    assert str(raised.value) == (
        f"{path}: the archive is cut off in the record at byte {len(records[0]) + len(records[1]):,}; "
        "download or create it again, or leave it out"
    )
    plain = warc(tmp_path / "a.warc", *records, compressed=False)
    plain.write_bytes(plain.read_bytes()[:-40])
    with pytest.raises(InputError, match="cut off in the record"):
        read(plain)


def test_a_wrong_length_costs_one_record(tmp_path: Path) -> None:
    plain = warc(tmp_path / "a.warc", *pages(3), compressed=False)
    data = plain.read_bytes()
    at = data.index(b"Content-Length: ", 10) + len(b"Content-Length: ")
    plain.write_bytes(data[:at] + b"9999999" + data[data.index(b"\r\n", at) :])
    found, rejected = read(plain)
    assert [page.document.title for page in found] == ["Page 1", "Page 2"]
    assert [(item.rule, item.reason) for item in rejected] == [("damaged", "the length of the record is wrong")]


def test_an_archive_compressed_as_a_whole_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(map(gzip.decompress, pages(2)))))
    with pytest.raises(InputError) as raised:
        is_compressed(str(path))
    assert str(raised.value).endswith("compressed as a whole, not record by record; run 'warcio recompress' on it")


@pytest.mark.parametrize(
    ("url", "body", "headers", "rule"),
    [
        ("https://a.example/", "short", [("Content-Type", "text/html")], "no_prose"),
        ("https://a.example/", b"\0\1\2" * 50, [("Content-Type", "text/html")], "binary"),
        ("https://a.example/", html("A", f"<p>{SENTENCE}</p>" * 2000), [("Content-Type", "text/html")], "too_large"),
        (
            "https://a.example/",
            html("A", f"<p>{SENTENCE}</p>", "<meta name='robots' content='index, NoAI'>"),
            [("Content-Type", "text/html")],
            "robots",
        ),
        (
            "https://a.example/",
            html("A", f"<p>{SENTENCE}</p>"),
            [("Content-Type", "text/html"), ("TDM-Reservation", "1")],
            "robots",
        ),
    ],
)
def test_a_page_is_rejected_with_its_rule(
    tmp_path: Path, url: str, body: str | bytes, headers: list[tuple[str, str]], rule: str
) -> None:
    found, rejected = read(warc(tmp_path / "a.warc.gz", record(url, body, headers), *pages(1)))
    assert [page.document.title for page in found] == ["Page 0"]
    assert [(item.rule, item.record) for item in rejected] == [(rule, url)]


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    path = warc(
        tmp_path / "a.warc.gz",
        record("https://a.example/robots.txt", "User-agent: *", [("Content-Type", "text/plain")]),
        record("https://a.example/i.png", b"\x89PNG", [("Content-Type", "image/png")]),
        record("https://a.example/gone", "gone", status="404 Not Found"),
        *pages(1),
    )
    assert [len(items) for items in read(path)] == [1, 0]


def test_other_character_sets_are_decoded(tmp_path: Path) -> None:
    text = html("Fluß", f"<p>{SENTENCE}Das Meßboot fährt über die Elbe.</p>")
    path = warc(
        tmp_path / "a.warc.gz",
        record("https://a.example/1", text.encode("latin-1"), [("Content-Type", "text/html; charset=ISO-8859-1")]),
        record("https://a.example/2", text.encode("cp1252"), [("Content-Type", "text/html")]),
        record("https://a.example/3", text.encode(), [("Content-Type", "text/html; charset=none-such")]),
    )
    assert [page.document.text.endswith("Das Meßboot fährt über die Elbe.") for page in read(path)[0]] == [True] * 3


def test_a_folder_of_archives_and_tables_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    warc(tmp_path / "b" / "a.warc.gz", *pages(1))
    row = {"url": "https://a.example/row", "title": "Row", "text": SENTENCE}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n{broken\n")
    found, rejected = read(tmp_path)
    assert [page.document.title for page in found] == ["Row", "Page 0"]
    assert [page.document.source for page in found] == ["a.jsonl:1", "b/a.warc.gz:0"]
    assert [item.rule for item in rejected] == ["not_json"]


def test_a_preview_reads_the_front(tmp_path: Path) -> None:
    source = CrawlSource(str(warc(tmp_path / "a.warc.gz", *pages(9))), SETTINGS, shard_bytes=700)
    assert sum(1 for shard in source.shards(4) for _ in shard.read()) in (4, 5, 6)


@pytest.mark.parametrize("name", ["none.warc.gz", "a.png"])
def test_what_is_no_crawl_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    with pytest.raises(InputError, match=r"check the path|neither a WARC nor a table"):
        CrawlSource(str(tmp_path / name), SETTINGS, shard_bytes=10)


def test_a_registered_domain_is_one_label_below_a_public_suffix() -> None:
    pytest.importorskip("publicsuffixlist")
    hosts = ("a.b.harbour.com", "www.bbc.co.uk", "x.github.io", "localhost", "10.0.0.1", "")
    assert [domain_of(host) for host in hosts] == [
        "harbour.com",
        "bbc.co.uk",
        "x.github.io",
        "localhost",
        "10.0.0.1",
        "",
    ]


def test_hosts_statements_and_licences() -> None:
    assert [is_listed(host, {"a.org"}) for host in ("a.org", "b.a.org", "ba.org")] == [True, True, False]
    assert directives_of("googlebot: noindex", "") == ["noindex"]
    assert directives_of("", "<META content='1' NAME=tdm-reservation>") == ["tdm-reservation"]
    assert licence_of("https://creativecommons.org/publicdomain/zero/1.0/") == "CC0-1.0"
    assert licence_of("http://www.apache.org/licenses/LICENSE-2.0.html") == "Apache-2.0"
