"""``lemnos tools crawl``: a site into an archive, and from there into tools."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from lemnos.cli.crawl import crawl
from lemnos.sources.tools.pages.settings import CrawlSettings
from lemnos.sources.tools.pages.warc_archive import WarcPlace
from tests.conftest import Ended, lemnos, within
from tests.site import base, serving

ALLOWED = """
from lemnos.cli.main import main
from lemnos.sources.crawl.crawler import Crawler
Crawler.__init__.__kwdefaults__["allow"] = lambda address: address.is_loopback
main()
"""
"""The command line, but for which addresses are public."""
FAST = ("--delay", 0.1, "--set", "max_page_bytes=20000")


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", ALLOWED, "tools", "crawl", *map(str, arguments)]


def crawled(*arguments: object, cwd: Path) -> Ended:
    return Ended.of(command(*arguments), cwd)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with serving() as served:
        yield served


def test_a_site_becomes_an_archive_that_docs_reads(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    ended = crawled(base(server), "--out", "a site.warc.gz", *FAST, cwd=tmp_path)
    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    assert lines[0] == "4 pages, 0.0 MB, in a site.warc.gz"
    assert sorted(line.split(" such as")[0] for line in lines[1:-1]) == [
        "not fetched: 1 content_type,",
        "not fetched: 1 off_site,",
        "not fetched: 1 status,",
        "not fetched: 2 robots,",
        "not fetched: 2 too_large,",
    ]
    assert f"such as {base(server)}/missing (the site responded with status 404)" in ended.out
    assert lines[-1] == "next: lemnos tools docs 'a site.warc.gz' --kind warc --out RUN"
    assert "crawl: 4 pages, 0.0 MB in " in ended.err
    ended = lemnos("tools", "docs", "a site.warc.gz", "--kind", "warc", "--out", "run", cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert "on 3 of 3 tools" in ended.out


def test_addresses_that_are_not_public_are_refused(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    ended = lemnos("tools", "crawl", base(server), "--out", "x.warc.gz", "-q", cwd=tmp_path)
    assert ended.code == 2
    assert ended.line == (
        f"lemnos: {base(server)}/: 127.0.0.1 is not a public address; give the URL of a page that can be fetched"
    )
    local = lemnos("tools", "crawl", "http://localhost/", "--out", "x.warc.gz", cwd=tmp_path)
    assert "localhost resolves to " in local.line
    unknown = lemnos("tools", "crawl", "http://nowhere.invalid/", "--out", "x.warc.gz", cwd=tmp_path)
    assert "http://nowhere.invalid/: the robots.txt of the site cannot be fetched" in unknown.line
    assert server.asked == []  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_a_finished_archive_is_replaced_or_extended_only_when_told(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    def run(*options: object) -> Ended:
        return crawled(base(server), "--out", "x.warc.gz", *FAST, *options, cwd=tmp_path)

    first = run("--max-pages", 2)
    assert "known pages were left out by max_pages; fetch them with --more and a larger --max-pages" in first.out
    before = (tmp_path / "x.warc.gz").read_bytes()
    again = run()
    assert again.code == 2
    assert again.line == (
        "lemnos: x.warc.gz: already exists; choose another --out, replace it with --force, or continue it with --more"
    )
    assert (tmp_path / "x.warc.gz").read_bytes() == before
    assert run("--more").out.startswith("4 pages, 0.0 MB, 2 of them from an earlier crawl, in x.warc.gz\n")
    assert run("--force", "--depth", 0).out.startswith("1 page, 0.0 MB, in x.warc.gz\n")
    assert "--force replaces FILE and --more continues it" in run("--force", "--more").line


def test_what_was_fetched_before_an_interrupt_is_kept(server: ThreadingHTTPServer, tmp_path: Path) -> None:
    asked = server.asked  # type: ignore[attr-defined]
    slow = command(base(server), "--out", "x.warc.gz", *FAST, "--set", "delay=1")
    with subprocess.Popen(slow, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert within(30, lambda: "/pets" in asked)
        assert within(30, lambda: len(asked) > asked.index("/pets") + 1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "crawl: the pages fetched so far are kept in x.partial.warc.gz\n" in err
    assert err.endswith("lemnos: interrupted; the same command resumes\n")
    assert [path.name for path in tmp_path.iterdir()] == ["x.partial.warc.gz"]
    pages, _ = WarcPlace(str(tmp_path / "x.partial.warc.gz")).pages()
    assert {page.url.removeprefix(base(server)) for page in pages} >= {"/", "/pets"}
    kept = asked[:]
    ended = crawled(base(server), "--out", "x.warc.gz", *FAST, cwd=tmp_path)
    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"4 pages, 0.0 MB, {len(pages)} of them from an earlier crawl, in x.warc.gz\n")
    assert not {"/", "/pets"} & set(asked[len(kept) :])
    assert [path.name for path in tmp_path.iterdir()] == ["x.warc.gz"]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (
            ("--out", "x.zip"),
            "lemnos: x.zip: the name of the archive must end in .warc.gz; give a name such as site.warc.gz",
        ),
        (("--delay", 0), "delay: 0 is not at least 0.1; write a number at least 0.1"),
        (("--set", "timeot=1"), "unknown setting timeot; did you mean timeout?"),
        (("--max-pages", 0), "--max-pages"),
    ],
)
def test_mistakes_get_one_line(options: tuple[object, ...], line: str, tmp_path: Path) -> None:
    ended = lemnos("tools", "crawl", "http://docs.example/", "--out", "x.warc.gz", *options, cwd=tmp_path)
    assert ended.code == 2
    assert line in ended.line
    assert list(tmp_path.iterdir()) == []


def test_the_help_tells_the_defaults() -> None:
    said = {option.name: option.help for option in crawl.params if hasattr(option, "help")}
    for field in msgspec.structs.fields(CrawlSettings):
        if field.name in said:
            assert f"[default: {int(field.default):,}]" in (said[field.name] or ""), field.name
        else:
            assert field.name in (said["overrides"] or "")
