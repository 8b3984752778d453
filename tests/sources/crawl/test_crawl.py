import ipaddress
import socket
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from lemnos.errors import InputError, RunError
from lemnos.records import Tool
from lemnos.sources.crawl.archive import open_archive, partial_of
from lemnos.sources.crawl.crawler import Crawler, normalise_url
from lemnos.sources.crawl.fetch import Address, FetchError, fetch, is_public
from lemnos.sources.tools.pages.settings import CrawlSettings, PageSettings
from lemnos.sources.tools.pages.warc import WarcSource
from lemnos.sources.tools.pages.warc_archive import WarcPlace
from tests.site import HTML, PAGES, base, serving

SETTINGS = CrawlSettings(delay=0.0, max_page_bytes=20_000, timeout=5.0)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with serving() as served:
        yield served


def loopback(address: Address) -> bool:
    return address.is_loopback


def test_a_site_is_crawled_into_a_warc_that_gives_its_tools(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    report = Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path))
    assert (report.start, report.pages, report.ended_by) == (base(server) + "/", 4, "")
    told = {item.source.removeprefix(base(server)): item.rule for item in report.rejected}
    assert told == {
        "/secret/x": "robots",
        "/inside": "robots",
        "/away": "off_site",
        "/missing": "status",
        "/data": "content_type",
        "/long": "too_large",
        "/bomb": "too_large",
    }
    assert server.asked[0] == "/robots.txt"  # type: ignore[attr-defined]
    assert not any(asked.startswith("/secret") for asked in server.asked)  # type: ignore[attr-defined]
    assert server.asked.count("/pets") == 1  # type: ignore[attr-defined]
    source = WarcSource(str(path), settings=PageSettings(start=report.start))
    tools = [item for shard in source.shards() for item in shard.read() if isinstance(item, Tool)]
    assert [(tool.method, tool.provider, tool.tags) for tool in tools] == [
        ("GET", "127.0.0.1", ("robots.txt:allowed",)),
        ("POST", "127.0.0.1", ("robots.txt:allowed",)),
    ]
    everything = [item for shard in WarcSource(str(path)).shards() for item in shard.read() if isinstance(item, Tool)]
    assert sorted(tool.method for tool in everything) == ["GET", "POST", "PUT"]


@pytest.mark.parametrize(
    ("settings", "pages", "ended_by"),
    [
        ({"depth": 0}, 1, ""),
        ({"depth": 1}, 3, ""),
        ({"max_pages": 2}, 2, "max_pages"),
        ({"max_bytes": 10}, 1, "max_bytes"),
        ({"max_seconds": -1.0}, 1, "max_seconds"),
    ],
)
def test_caps_end_a_crawl(
    server: ThreadingHTTPServer, tmp_path: Path, settings: dict[str, Any], pages: int, ended_by: str
) -> None:
    chosen = CrawlSettings(delay=0.0, max_page_bytes=20_000, **settings)
    report = Crawler(chosen, allow=loopback).crawl(base(server), str(tmp_path / "x.warc.gz"))
    assert (report.pages, report.ended_by) == (pages, ended_by)
    assert any(item.rule == "crawl_cap" for item in report.rejected) is bool(ended_by)


class Stopped(KeyboardInterrupt):
    pass


def interrupted(server: ThreadingHTTPServer, path: Path, *, pages: int = 100, left: int = 0) -> None:
    """Crawl, and be interrupted when there are so many pages, or so many addresses left."""

    def stop(fetched: int, size: int, waiting: int) -> None:
        if fetched >= pages or waiting <= left:
            raise Stopped

    with pytest.raises(Stopped):
        Crawler(SETTINGS, allow=loopback, on_progress=stop).crawl(base(server), str(path))


def test_an_interrupted_crawl_is_a_whole_warc_and_goes_on(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path, asked = tmp_path / "site.warc.gz", server.asked  # type: ignore[attr-defined]
    interrupted(server, path, pages=2)
    partial = tmp_path / "site.partial.warc.gz"
    assert [file.name for file in tmp_path.iterdir()] == [partial.name]
    found, robots = WarcPlace(str(partial)).pages()
    assert [entry.url.removeprefix(base(server)) for entry in found] == ["/", "/pets"]
    assert list(robots.values()) == ["User-agent: *\nDisallow: /secret\n"]
    before = len(asked)
    report = Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path))
    assert (report.pages, report.kept, report.ended_by) == (4, 2, "")
    assert "/" not in asked[before:]
    assert "/pets" not in asked[before:]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert [entry.url.removeprefix(base(server)) for entry in WarcPlace(str(path)).pages()[0]] == [
        "/",
        "/deeper",
        "/pets",
        "/target",
    ]


def test_redirects_and_missing_pages_are_not_asked_for_again(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path, asked = tmp_path / "site.warc.gz", server.asked  # type: ignore[attr-defined]
    interrupted(server, path, left=1)
    before = len(asked)
    Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path))
    assert sorted(asked[before:]) == ["/bomb", "/data", "/deeper", "/long", "/robots.txt"]


@pytest.mark.parametrize("lost", [1, 9, 100])
def test_what_a_crash_left_of_the_last_record_is_cut_off(
    server: ThreadingHTTPServer, tmp_path: Path, lost: int
) -> None:
    path, partial = tmp_path / "site.warc.gz", tmp_path / "site.partial.warc.gz"
    interrupted(server, path, pages=2)
    partial.write_bytes(partial.read_bytes()[:-lost])
    report = Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path))
    assert (report.pages, report.kept) == (4, 1)
    assert len(WarcPlace(str(path)).pages()[0]) == 4


def test_an_archive_in_the_way_is_not_touched_without_force(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    path.write_bytes(b"precious")
    remedy = "choose another --out, replace it with --force, or continue it with --more"
    with pytest.raises(RunError, match=rf"already exists; {remedy}"):
        Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path))
    assert path.read_bytes() == b"precious"
    assert server.asked == []  # type: ignore[attr-defined]
    Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path), "replace")
    assert len(WarcPlace(str(path)).pages()[0]) == 4


def test_an_unfinished_crawl_of_another_page_is_not_mixed_in(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path = tmp_path / "site.warc.gz"
    interrupted(server, path, pages=2)
    other = base(server) + "/target"
    with pytest.raises(RunError, match=rf"is an unfinished crawl of {base(server)}/; delete it or choose"):
        Crawler(SETTINGS, allow=loopback).crawl(other, str(path))
    assert Crawler(SETTINGS, allow=loopback).crawl(other, str(path), "replace").pages == 1
    assert [entry.url for entry in WarcPlace(str(path)).pages()[0]] == [other]
    path.unlink()
    partial_of(path).write_bytes(b"a note of mine")
    with pytest.raises(RunError, match="is not a crawl archive; delete it"):
        Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path))
    assert partial_of(path).read_bytes() == b"a note of mine"


def test_a_crawl_that_a_cap_ended_can_go_on(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path, asked = tmp_path / "site.warc.gz", server.asked  # type: ignore[attr-defined]
    short = CrawlSettings(delay=0.0, max_page_bytes=20_000, max_pages=2)
    assert Crawler(short, allow=loopback).crawl(base(server), str(path)).ended_by == "max_pages"
    with pytest.raises(RunError, match=r"is not a crawl that started from http://e\.org/;"):
        Crawler(SETTINGS, allow=loopback).crawl("http://e.org", str(path), "extend")
    before = len(asked)
    report = Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path), "extend")
    assert (report.pages, report.kept, report.ended_by) == (4, 2, "")
    assert "/pets" not in asked[before:]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    path.write_bytes(b"no archive")
    with pytest.raises(RunError, match="is not a crawl that started from"):
        Crawler(SETTINGS, allow=loopback).crawl(base(server), str(path), "extend")
    assert path.read_bytes() == b"no archive"


def test_two_crawls_do_not_write_one_archive(tmp_path: Path) -> None:
    with (
        open_archive(tmp_path / "x.warc.gz", "http://e.org/"),
        pytest.raises(RunError, match="another lemnos process is writing this file; wait until it has finished"),
        open_archive(tmp_path / "x.warc.gz", "http://e.org/"),
    ):
        pass


def test_a_site_that_falls_silent_ends_the_crawl_and_keeps_it(
    server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = b"".join(b'<a href="/%d">x</a>' % number for number in range(30))
    monkeypatch.setitem(PAGES, "/", (200, HTML, links))

    def stop_server(pages: int, size: int, waiting: int) -> None:
        if not stopped:
            stopped.append(True)
            server.shutdown()
            server.server_close()

    stopped: list[bool] = []
    path = tmp_path / "site.warc.gz"
    with pytest.raises(InputError, match=r"the site stopped responding: .*; rerun the same command later"):
        Crawler(SETTINGS, allow=loopback, on_progress=stop_server).crawl(base(server), str(path))
    assert len(WarcPlace(str(partial_of(path))).pages()[0]) == 1


def test_a_crawl_waits_between_requests(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    waits: list[float] = []
    settings = CrawlSettings(delay=0.5, depth=0)
    Crawler(settings, allow=loopback, sleep=waits.append).crawl(base(server), str(tmp_path / "x.warc.gz"))
    assert len(waits) == 1
    assert 0.3 < waits[0] <= 0.5


def test_loopback_is_refused_by_default(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    with pytest.raises(InputError, match=r": 127\.0\.0\.1 is not a public address"):
        Crawler(SETTINGS).crawl(base(server), str(path))
    assert server.asked == []  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_the_address_that_was_checked_is_the_one_connected_to(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["127.0.0.1", "10.0.0.1"])
    port = server.server_address[1]

    def resolve(host: str, *args: Any, **options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert fetch("http://rebinding.example/pets", max_bytes=1000, timeout=5, allow=loopback).status == 200
    with pytest.raises(FetchError) as caught:
        fetch("http://rebinding.example/pets", max_bytes=1000, timeout=5, allow=loopback)
    assert caught.value.rule == "private_address"


def test_a_host_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, *args: Any, **options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 80)) for text in ("93.184.215.14", "192.168.1.1")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(FetchError, match=r"192\.168\.1\.1"):
        fetch("http://two.example/", max_bytes=1000, timeout=1)


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::6810:84e5", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_which_addresses_are_public(text: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(text)) is public


@pytest.mark.parametrize(
    "url",
    ["ftp://e.org/", "http://user@e.org/", "http:///x", "file:///etc/passwd", "http://e.org:99999/", "http://[x/"],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        fetch(url, max_bytes=1, timeout=1)
    assert caught.value.rule == "bad_address"


def test_an_answer_that_drips_is_given_up() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                while True:
                    connection.send(b"H")
                    threading.Event().wait(0.05)
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    with pytest.raises(FetchError) as caught:
        fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/", max_bytes=1000, timeout=0.2, allow=loopback)
    listener.close()
    assert caught.value.rule == "too_slow"


def test_an_answer_that_stops_short_is_refused() -> None:
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(10_000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")

    threading.Thread(target=answer, daemon=True).start()
    with pytest.raises(FetchError) as caught:
        fetch(f"http://127.0.0.1:{listener.getsockname()[1]}/", max_bytes=1000, timeout=2, allow=loopback)
    listener.close()
    assert caught.value.rule == "truncated"


def test_a_site_whose_rules_cannot_be_had_is_closed(
    server: ThreadingHTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PAGES, "/robots.txt", (500, HTML, b"oops"))
    with pytest.raises(
        InputError, match=r"robots\.txt of the site cannot be fetched, .*: the site responded with status 500;"
    ):
        Crawler(SETTINGS, allow=loopback).crawl(base(server), str(tmp_path / "x.warc.gz"))


def test_addresses_are_made_equal() -> None:
    assert normalise_url("HTTP://E.org:80/a?b#c") == "http://e.org/a?b"
    assert normalise_url("https://e.org:8443") == "https://e.org:8443/"
