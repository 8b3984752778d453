"""``lemnos tools crawl``: a live site of API documentation into a WARC, politely."""

import shlex
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lemnos.sources.crawl.crawler import CrawlReport

_CAPS = {"max_pages": "--max-pages", "max_bytes": "--max-bytes", "max_seconds": "--max-seconds"}


@click.command(
    epilog="""\b
Examples:
  lemnos tools crawl https://docs.example.org/api/ --out site.warc.gz
  lemnos tools crawl https://docs.example.org/api/ --out site.warc.gz --depth 2 --max-pages 200 --delay 2

Then: lemnos tools docs site.warc.gz --kind warc --out RUN

After Ctrl-C, a crash or a lost connection, what was fetched is in site.partial.warc.gz, a whole archive too; the same
command goes on from it, and asks only for what it lacks."""
)
@click.argument("url")
@click.option("--out", required=True, metavar="FILE.warc.gz", help="The archive; it appears when the crawl is done.")
@click.option("--depth", type=click.IntRange(0), help="How many links away from URL; 4 if not given.")
@click.option("--max-pages", type=click.IntRange(1), help="Stop after so many requests; 1,000 if not given.")
@click.option(
    "--max-bytes", type=click.IntRange(1), help="Stop after so many bytes of pages; 500,000,000 if not given."
)
@click.option("--max-seconds", type=float, help="Stop after so long; 7,200 if not given.")
@click.option(
    "--delay", type=float, help="Seconds between requests; 1 if not given. The site's own, if longer, counts."
)
@click.option("--set", "overrides", multiple=True, metavar="KEY=VALUE", help="Also max_page_bytes, timeout.")
@click.option("--force", is_flag=True, help="Replace FILE, and an unfinished crawl of another page.")
@click.option("--more", is_flag=True, help="Go on from FILE, with larger caps; pages in it are not fetched again.")
@click.option("--quiet", "-q", is_flag=True, help="Show no progress.")
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
    """Fetch the pages that links lead to from URL, on its host, into FILE.

    One request at a time. What robots.txt forbids is not fetched, and nothing from addresses that are not public.
    """
    from lemnos.cli.progress import amount, choose_progress
    from lemnos.errors import SettingsError
    from lemnos.pipeline.settings import make_settings
    from lemnos.sources.crawl.archive import ENDING, partial_of
    from lemnos.sources.crawl.crawler import Crawler
    from lemnos.sources.tools.pages.settings import CrawlSettings

    if force and more:
        raise click.UsageError("--force replaces FILE and --more goes on from it; give one of them")
    if not out.endswith(ENDING):
        raise SettingsError(f"the name of the archive must end in {ENDING}", where=out)
    given = {"depth": depth, "max_pages": max_pages, "max_bytes": max_bytes, "max_seconds": max_seconds, "delay": delay}
    content = {name: value for name, value in given.items() if value is not None}
    settings = make_settings(content, CrawlSettings, overrides)
    partial = partial_of(Path(out))
    progress = choose_progress(quiet)

    def tell(pages: int, size: int, waiting: int) -> None:
        note = f"{amount(size, 'B')}, {waiting:,} addresses wait"
        progress.update(pages, min(settings.max_pages, pages + waiting), note)

    progress.start("crawl", "page")
    ended = "stopped"
    try:
        report = Crawler(settings, tell=tell).crawl(url, out, "extend" if more else "replace" if force else "refuse")
        ended = f"{amount(report.pages, 'page')}, {amount(report.bytes, 'B')}"
    finally:
        if ended == "stopped" and partial.exists():
            progress.say(f"what was fetched is kept in {partial}")
        progress.finish(ended)
    click.echo("\n".join(_summary(report, out)))


def _summary(report: "CrawlReport", out: str) -> list[str]:
    """Return what a crawl brought, what it did not, and what to do next."""
    from lemnos.cli.progress import amount

    before = f", {report.kept:,} of them from before" if report.kept else ""
    lines = [f"{amount(report.pages, 'page')}, {amount(report.bytes, 'B')}{before}, in {out}"]
    refused = Counter(item.rule for item in report.rejected)
    for rule, count in refused.most_common():
        first = next(item for item in report.rejected if item.rule == rule)
        if rule == "crawl_cap":
            lines.append(f"{first.reason}: they come with --more and a larger {_CAPS[report.ended_by]}")
        else:
            lines.append(f"not fetched: {count:,} {rule}, such as {first.source} ({first.reason})")
    lines.append(f"next: lemnos tools docs {shlex.quote(out)} --kind warc --out RUN")
    return lines
