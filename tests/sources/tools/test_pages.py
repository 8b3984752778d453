import io
import pickle
import tarfile
import zipfile
from pathlib import Path

import pytest

from lemnos.errors import InputError
from lemnos.records import Rejected, Tool
from lemnos.sources.crawl.robots import Robots
from lemnos.sources.tools.pages.follow import links_of, resolve
from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.sources.tools.pages.source import PagesSource, looks_like
from lemnos.sources.tools.pages.warc import WarcSource
from lemnos.sources.tools.pages.warc import looks_like as looks_like_warc
from lemnos.sources.tools.pages.warc_archive import write_record

SITE = {
    "index.html": '<h1>Home</h1><a href="api/pets.html">Pets</a> <a href="https://else.org/x">out</a>',
    "api/pets.html": '<h1>Pets</h1><h2 id="get">GET /pets</h2><p>Lists.</p><a href="../deep.md#part">more</a>',
    "deep.md": "# Deep\n\n## POST /pets\n\nAdds.\n\n[next](api/far)\n",
    "api/far.html": "<h1>Far</h1><h2>DELETE /pets/{id}</h2><p>Removes.</p>",
    "alone.html": "<h1>Alone</h1><h2>PUT /pets</h2><p>Puts.</p>",
    "style.css": "p {}",
}


def lay_out(root: Path) -> Path:
    for name, text in SITE.items():
        path = root / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root / "site"


def read(source: PagesSource | WarcSource) -> tuple[list[Tool], list[Rejected]]:
    items = [item for shard in source.shards() for item in shard.read()]
    return [item for item in items if isinstance(item, Tool)], [item for item in items if isinstance(item, Rejected)]


def test_every_page_of_a_folder_is_read_and_those_without_operation_counted(tmp_path: Path) -> None:
    tools, rejected = read(PagesSource(str(lay_out(tmp_path)), licence="MIT"))
    assert [(tool.method, tool.source, tool.provider, tool.licence) for tool in tools] == [
        ("PUT", "site/alone.html", "site", "MIT"),
        ("DELETE", "site/api/far.html", "site", "MIT"),
        ("GET", "site/api/pets.html#get", "site", "MIT"),
        ("POST", "site/deep.md", "site", "MIT"),
    ]
    assert [(item.rule, item.source, item.record) for item in rejected] == [("no_operation", "site/index.html", "Home")]


@pytest.mark.parametrize(
    ("settings", "methods"),
    [
        (PageSettings(start="index.html"), ["GET", "POST", "DELETE"]),
        (PageSettings(start="index.html", depth=2), ["GET", "POST"]),
        (PageSettings(start="index.html", depth=0), []),
        (PageSettings(start="api/pets.html"), ["GET", "POST", "DELETE"]),
    ],
)
def test_links_are_followed_from_a_start_page(tmp_path: Path, settings: PageSettings, methods: list[str]) -> None:
    tools, _ = read(PagesSource(str(lay_out(tmp_path)), settings=settings))
    assert [tool.method for tool in tools] == methods


def test_the_cap_on_pages_is_counted(tmp_path: Path) -> None:
    site = lay_out(tmp_path)
    _, rejected = read(PagesSource(str(site), settings=PageSettings(max_pages=2)))
    assert [(item.rule, item.reason) for item in rejected] == [
        ("page_cap", "3 pages were left out, because max_pages is 2"),
    ]
    _, rejected = read(PagesSource(str(site), settings=PageSettings(start="index.html", max_pages=2)))
    assert [item.rule for item in rejected] == ["no_operation", "page_cap"]


def test_archives_give_what_the_folder_gives(tmp_path: Path) -> None:
    folder = [tool.method for tool in read(PagesSource(str(lay_out(tmp_path))))[0]]
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        for name, text in SITE.items():
            archive.writestr(name, text)
    with tarfile.open(tmp_path / "site.tar.gz", "w:gz") as tar:
        for name, text in sorted(SITE.items()):
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
    assert [tool.method for tool in read(PagesSource(str(tmp_path / "site.zip")))[0]] == folder
    assert [tool.method for tool in read(PagesSource(str(tmp_path / "site.tar.gz")))[0]] == folder
    with pytest.raises(InputError, match="links cannot be followed in a compressed tar"):
        read(PagesSource(str(tmp_path / "site.tar.gz"), settings=PageSettings(start="index.html")))


def test_bad_pages_are_refused_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "binary.html").write_bytes(b"<h1>\x00")
    (tmp_path / "latin.html").write_bytes("<h1>é</h1>".encode("latin-1"))
    (tmp_path / "deep.html").write_text("<div>" * 30_000 + "GET /a" + "</div>" * 30_000)
    (tmp_path / "huge.html").write_bytes(b"x" * 8_000_001)
    tools, rejected = read(PagesSource(str(tmp_path)))
    assert [item.rule for item in rejected] == ["binary", "nesting", "too_large", "encoding"]
    assert tools == []


def test_formats_that_are_never_closed_are_left_out(tmp_path: Path) -> None:
    opened = "".join(f"<b id={number}>" for number in range(1000))
    (tmp_path / "a.html").write_text(f"<h1>A</h1>{opened}<h2>GET /a</h2>" + "<p>Text." * 10_000)
    (tool,) = read(PagesSource(str(tmp_path)))[0]
    assert tool.path == "/a"


def test_an_empty_folder_and_an_unknown_start_are_errors(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no documentation pages here"):
        read(PagesSource(str(tmp_path)))
    with pytest.raises(InputError, match=r"no page 'nowhere.html' to start from"):
        read(PagesSource(str(lay_out(tmp_path)), settings=PageSettings(start="nowhere.html")))


def test_a_page_that_says_noindex_keeps_it_in_the_tags(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<meta name="ROBOTS" content="NoIndex, nofollow"><h1>A</h1><h2>GET /a</h2>')
    (tool,) = read(PagesSource(str(tmp_path / "a.html")))[0]
    assert (tool.tags, tool.source) == (("robots:noindex,nofollow",), "a.html")


def test_links_and_where_they_lead() -> None:
    assert links_of("[a](b.md 'title') ![i](c.png)\n\n[r]: d/e.md\n<a href=\"f\">", markdown=True) == (
        ["b.md", "c.png", "d/e.md", "f"],
        True,
    )
    assert links_of('<a href="a"></a><a rel="nofollow" href="b"></a>', markdown=False) == (["a"], True)
    assert links_of('<meta name="robots" content="nofollow"><a href="a"></a>', markdown=False) == (["a"], False)
    pages = {"x/index.html": False, "x/a b.md": True, "https://e.org/d/": False}
    assert resolve("x/y.html", "../x", pages) == "x/index.html"
    assert resolve("x/y.html", "a%20b.md?v=1#h", pages) == "x/a b.md"
    assert resolve("x/y.html", "../../../etc/passwd", pages) is None
    assert resolve("https://e.org/a", "/d#x", pages) == "https://e.org/d/"
    assert resolve("https://e.org/a", "https://other.org/d/", pages) is None
    assert resolve("https://e.org/a", "http://[bad", pages) is None


def warc(path: Path) -> str:
    html = [("Content-Type", "text/html; charset=latin-1")]
    with path.open("wb") as file:
        for url, status, headers, body in (
            (
                "https://e.org/robots.txt",
                "200 OK",
                [("Content-Type", "text/plain")],
                b"User-agent: *\nDisallow: /b*n\n",
            ),
            ("https://e.org/", "200 OK", html, b'<h1>Home</h1><a href="/a">a</a><a href="/gone">g</a>'),
            (
                "https://e.org/a",
                "200 OK",
                html,
                "<h1>A</h1><h2>GET /a</h2><p>é</p><nav><a href='ban'>b</a></nav>".encode("latin-1"),
            ),
            ("https://e.org/ban", "200 OK", [*html, ("X-Robots-Tag", "noai")], b"<h1>B</h1><h2>GET /b</h2>"),
            ("https://e.org/gone", "404 Not Found", html, b"<h2>GET /gone</h2>"),
            ("https://e.org/i.png", "200 OK", [("Content-Type", "image/png")], b"PNG"),
            ("https://f.org/c.md", "200 OK", [("Content-Type", "text/markdown")], b"# C\n\n## GET /c\n\nText.\n"),
        ):
            write_record(file, url, status, headers, body, "2026-01-02T03:04:05Z")
    return str(path)


def test_a_warc_gives_its_pages_with_what_robots_said(tmp_path: Path) -> None:
    source = WarcSource(warc(tmp_path / "x.warc.gz"))
    tools, rejected = read(source)
    assert [(tool.source, tool.provider, tool.tags) for tool in tools] == [
        ("https://e.org/a", "e.org", ("robots.txt:allowed",)),
        ("https://e.org/ban", "e.org", ("robots:noai", "robots.txt:disallowed")),
        ("https://f.org/c.md", "f.org", ()),
    ]
    assert tools[0].description == "é"
    assert [(item.rule, item.source) for item in rejected] == [("no_operation", "https://e.org/")]
    assert looks_like_warc("x.warc.gz", b"WARC/1.0")
    assert source.progress()[0] <= source.progress()[1]


def test_links_in_a_warc_stay_on_one_host(tmp_path: Path) -> None:
    path = warc(tmp_path / "x.warc.gz")
    tools, _ = read(WarcSource(path, settings=PageSettings(start="https://e.org", depth=1)))
    assert [tool.source for tool in tools] == ["https://e.org/a"]
    with pytest.raises(InputError, match="no page"):
        read(WarcSource(path, settings=PageSettings(start="https://g.org/")))


def test_a_damaged_warc_is_one_error(tmp_path: Path) -> None:
    path = Path(warc(tmp_path / "x.warc.gz"))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="damaged after byte"):
        read(WarcSource(str(path)))
    (tmp_path / "y.warc").write_bytes(b"not a warc at all, but long enough to be looked at")
    with pytest.raises(InputError):
        read(WarcSource(str(tmp_path / "y.warc")))


def test_shards_are_picklable(tmp_path: Path) -> None:
    for source in (PagesSource(str(lay_out(tmp_path))), WarcSource(warc(tmp_path / "x.warc.gz"))):
        for shard in source.shards():
            assert list(pickle.loads(pickle.dumps(shard)).read()) == list(shard.read())


def test_rules_for_robots() -> None:
    rules = Robots("User-agent: lemnos\nDisallow: /x\nCrawl-delay: 3\n\nUser-agent: *\nDisallow: /\n")
    assert (rules.allows("https://e.org/a"), rules.allows("https://e.org/x/y"), rules.delay()) == (True, False, 3.0)
    assert Robots("").allows("https://e.org/a")
    assert not Robots("", closed=True).allows("https://e.org/a")


def test_pages_are_told_by_name_or_beginning() -> None:
    assert looks_like("a/b.HTML", b"")
    assert looks_like("a/page", b"\n<!DOCTYPE html>")
    assert not looks_like("a/b.json", b"{}")
