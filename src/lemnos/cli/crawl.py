"""Defines ``lemnos tools crawl``, which crawls a live site of API documentation into a WARC archive."""

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lemnos.cli.options import QUIET

if TYPE_CHECKING:
    from lemnos.sources.crawl.crawler import CrawlReport

_CAPS = {"max_pages": "--max-pages", "max_bytes": "--max-bytes", "max_seconds": "--max-seconds"}


@click.command(
    epilog="""\b
Examples:
  lemnos tools crawl https://docs.example.org/api/ --out site.warc.gz
  lemnos tools crawl https://docs.example.org/api/ --out site.warc.gz --depth 2 --max-pages 200 --delay 2

Then: lemnos tools docs site.warc.gz --kind warc --out RUN

If the crawl is interrupted, crashes or loses its connection, the pages fetched so far are kept in site.partial.warc.gz,
which is a valid archive too. Rerun the same command to continue; only missing pages are fetched."""
)
@click.argument("url")
@click.option(
    "--out", required=True, metavar="FILE.warc.gz", help="Write the archive to FILE when the crawl is complete."
)
@click.option("--depth", type=click.IntRange(0), help="Follow links up to this many steps from URL [default: 4].")
@click.option("--max-pages", type=click.IntRange(1), help="Stop after this many requests [default: 1,000].")
@click.option("--max-bytes", type=click.IntRange(1), help="Stop after this many bytes of pages [default: 500,000,000].")
@click.option("--max-seconds", type=float, help="Stop after this many seconds [default: 7,200].")
@click.option(
    "--delay",
    type=float,
    help="Wait this many seconds between requests [default: 1], or longer if the site asks for it.",
)
@click.option(
    "--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Set max_page_bytes, timeout or any other setting."
)
@click.option("--force", is_flag=True, help="Replace FILE, and an unfinished crawl that started from another page.")
@click.option("--more", is_flag=True, help="Continue FILE with larger caps; its pages are not fetched again.")
@click.option("--quiet", "-q", is_flag=True, help=QUIET)
def crawl(
    url: str,
    out: str,
    depth: int | None,
    max_pages: int | None,
    max_bytes: int | None,
    max_seconds: float | None,
    delay: float | None,
    overrides: tuple[str, ...],
    force: bool,
    more: bool,
    quiet: bool,
) -> None:
    """Crawl a documentation site from URL into an archive.

    Follows links on the host of URL, one request at a time. Obeys robots.txt, and connects to public addresses only.
    """
    from lemnos.engine.progress_display import amount, choose_progress
    from lemnos.errors import SettingsError
    from lemnos.pipeline.settings import make_settings
    from lemnos.sources.crawl.archive import ENDING, partial_of
    from lemnos.sources.crawl.crawler import Crawler
    from lemnos.sources.tools.pages.settings import CrawlSettings

    if force and more:
        raise click.UsageError("--force replaces FILE and --more continues it; give only one of them")
    if not out.endswith(ENDING):
        raise SettingsError(
            f"the name of the archive must end in {ENDING}", where=out, remedy=f"give a name such as site{ENDING}"
        )
    given = {"depth": depth, "max_pages": max_pages, "max_bytes": max_bytes, "max_seconds": max_seconds, "delay": delay}
    content = {name: value for name, value in given.items() if value is not None}
    settings = make_settings(content, CrawlSettings, overrides)
    partial = partial_of(Path(out))
    progress = choose_progress(quiet)

    def show_progress(pages: int, size: int, waiting: int) -> None:
        note = f"{amount(size, 'B')}, {waiting:,} URLs queued"
        progress.update(pages, min(settings.max_pages, pages + waiting), note)

    progress.start("crawl", "page")
    ended = "stopped"
    try:
        crawler = Crawler(settings, on_progress=show_progress)
        report = crawler.crawl(url, out, "extend" if more else "replace" if force else "refuse")
        ended = f"{amount(report.pages, 'page')}, {amount(report.bytes, 'B')}"
    finally:
        if ended == "stopped" and partial.exists():
            progress.say(f"the pages fetched so far are kept in {partial}")
        progress.finish(ended)
    if not quiet:
        click.echo("\n".join(_summary(report, out)))


def _summary(report: "CrawlReport", out: str) -> list[str]:
    """Return the lines that say what a crawl fetched, what it did not fetch and why, and the next command."""
    from lemnos.engine.progress_display import amount

    kept = f", {report.kept:,} of them from an earlier crawl" if report.kept else ""
    lines = [f"{amount(report.pages, 'page')}, {amount(report.bytes, 'B')}{kept}, in {out}"]
    rejections = Counter(item.rule for item in report.rejected)
    for rule, count in rejections.most_common():
        first = next(item for item in report.rejected if item.rule == rule)
        if rule == "crawl_cap":
            lines.append(f"{first.reason}; fetch them with --more and a larger {_CAPS[report.ended_by]}")
        else:
            lines.append(f"not fetched: {count:,} {rule}, such as {first.source} ({first.reason})")
    lines.append(f"next: lemnos tools docs {shlex.quote(out)} --kind warc --out RUN")
    return lines
