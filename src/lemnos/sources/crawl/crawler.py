"""Crawls a live site of API documentation into a WARC archive, which ``WarcSource`` then reads.

Takes the URL of a start page and returns a ``CrawlReport``. Links are followed breadth first on the host of the start
page: one request per ``delay``, nothing that ``robots.txt`` forbids, nothing beyond the caps, and only from public
addresses. The report lists each page that was not fetched, with the reason. An interrupted crawl is continued: it
starts from the same page, but fetches only what its archive lacks (``archive.py``).
"""

import re
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.crawl.archive import REDIRECTS, CrawlArchive, Existing, open_archive
from lemnos.sources.crawl.fetch import Allow, FetchError, Response, fetch, is_public
from lemnos.sources.crawl.robots import LONGEST_DELAY, Robots
from lemnos.sources.documents.folder import RefusedError
from lemnos.sources.files.archive import Entry
from lemnos.sources.tools.pages.follow import links_of
from lemnos.sources.tools.pages.settings import CrawlSettings
from lemnos.sources.tools.pages.shard import PageEntry, rejected, text_of
from lemnos.sources.tools.pages.warc_archive import ROBOTS_BYTES, charset_of, origin_of

_PAGE_TYPES = re.compile(r"^\s*(?:text/(?:html|markdown|x-markdown)|application/xhtml\+xml)\s*(?:;|$)", re.IGNORECASE)
_NO_PAGES = re.compile(
    r"\.(?:png|jpe?g|gif|svg|ico|webp|css|js|mjs|json|xml|ya?ml|pdf|zip|gz|tgz|tar|whl|woff2?|ttf|mp4|webm|exe|dmg)$",
    re.IGNORECASE,
)
_LONGEST_ADDRESS = 2000
_MOST_SEGMENTS = 20
_REDIRECTS = 5
_BUSY_STATUSES = (429, 503)
_MOST_FAILURES = 10
"""Consecutive requests without a response after which the crawl stops."""

OnProgress = Callable[[int, int, int], None]
"""A function called with the number of pages, their bytes and the number of URLs in the queue."""


class CrawlReport(msgspec.Struct):
    """The result of a crawl."""

    start: str
    """The URL of the start page after redirects."""
    pages: int = 0
    """Pages visited, including those that were already in the archive."""
    kept: int = 0
    """Pages that were already in the archive before this crawl."""
    bytes: int = 0
    """The size of the visited pages, in bytes."""
    rejected: list[Rejected] = []
    """The URLs that were not fetched or were not pages."""
    ended_by: str = ""
    """The setting whose cap ended the crawl; empty if the whole site was fetched."""


class Crawler:
    """Crawls one site.

    Args:
        settings: The depth, the delay and the caps of the crawl.
        allow: Returns whether an address may be connected to. Only tests replace the default.
        sleep: Waits for a number of seconds.
        on_progress: Called before every request after the first.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        *,
        allow: Allow = is_public,
        sleep: Callable[[float], None] = time.sleep,
        on_progress: OnProgress | None = None,
    ) -> None:
        self._settings = settings
        self._allow = allow
        self._sleep = sleep
        self._on_progress = on_progress
        self._robots: dict[str, Robots] = {}
        self._closed: dict[str, str] = {}
        self._last_request = float("-inf")

    def crawl(self, start: str, path: str, existing: Existing = "refuse") -> CrawlReport:
        """Fetch the site of the page ``start`` into a WARC at ``path``; continue an interrupted crawl.

        Args:
            start: The URL of a page.
            path: The path of the archive.
            existing: What to do if the archive already exists.

        Raises:
            InputError: The start page cannot be fetched, or the site stops responding.
            RunError: The archive already exists or cannot be written.
        """
        try:
            url = normalise_url(start)
        except ValueError as error:
            raise InputError(
                f"not a valid URL ({error})", where=start, remedy="give a URL such as https://docs.example.org/api/"
            ) from None
        with open_archive(Path(path), url, existing) as archive:
            return self._crawl(url, archive)

    def _crawl(self, start: str, archive: CrawlArchive) -> CrawlReport:
        settings = self._settings
        report = CrawlReport(start, kept=archive.pages)
        begun = time.monotonic()
        try:
            response = self._get(start, archive, site="")
        except FetchError as error:
            raise InputError(error.reason, where=start, remedy="give the URL of a page that can be fetched") from None
        if response.status != 200 or not _PAGE_TYPES.match(response.header("content-type")):
            content_type = response.header("content-type") or "unknown"
            raise InputError(
                f"not an HTML page: the status is {response.status}, the content type {content_type}",
                where=start,
                remedy="give the URL of an HTML page",
            )
        report.start = response.url
        site = urlsplit(response.url).netloc
        seen = {start, response.url}
        queue: deque[tuple[str, int]] = deque()
        self._take(response, 0, archive, report, queue, seen)
        requests = 1
        failures = 0
        while queue:
            if self._on_progress is not None:
                self._on_progress(report.pages, report.bytes, len(queue))
            if requests >= settings.max_pages or report.bytes >= settings.max_bytes:
                report.ended_by = "max_pages" if requests >= settings.max_pages else "max_bytes"
                break
            if time.monotonic() - begun > settings.max_seconds:
                report.ended_by = "max_seconds"
                break
            url, distance = queue.popleft()
            requests += 1
            try:
                response = self._get(url, archive, site=site)
            except FetchError as error:
                report.rejected.append(rejected(error.rule, error.reason, url))
                failures = failures + 1 if error.rule in ("unreachable", "too_slow") else 0
                if failures >= _MOST_FAILURES:
                    remedy = "rerun the same command later; it continues from here"
                    raise InputError(
                        f"the site stopped responding: {error.reason}", where=site, remedy=remedy
                    ) from None
                continue
            failures = 0
            if response.url != url and response.url in seen:
                continue
            seen.add(response.url)
            if response.status != 200:
                report.rejected.append(rejected("status", f"the site responded with status {response.status}", url))
            elif not _PAGE_TYPES.match(response.header("content-type")):
                reason = f"not an HTML page: content type {response.header('content-type')!r}"
                report.rejected.append(rejected("content_type", reason, url))
            else:
                self._take(response, distance, archive, report, queue, seen)
        if report.ended_by:
            reason = f"{len(queue):,} known pages were left out by {report.ended_by}"
            report.rejected.append(rejected("crawl_cap", reason, report.start))
        return report

    def _take(
        self,
        response: Response,
        distance: int,
        archive: CrawlArchive,
        report: CrawlReport,
        queue: deque[tuple[str, int]],
        seen: set[str],
    ) -> None:
        """Add a page to the archive, and queue the pages that it links to."""
        archive.add(response)
        report.pages += 1
        report.bytes += len(response.body)
        directives = response.header("x-robots-tag").lower()
        if distance >= self._settings.depth or "nofollow" in directives:
            return
        kind = response.header("content-type").lower()
        page = PageEntry(Entry(response.url, len(response.body), 0), response.url, "markdown" in kind, charset_of(kind))
        try:
            links, allowed = links_of(text_of(response.body, page), markdown=page.markdown)
        except RefusedError:
            return
        for link in links if allowed else ():
            try:
                url = normalise_url(urljoin(response.url, link.strip()))
            except ValueError:
                continue
            if url in seen or not _may_be_page(url, urlsplit(response.url).netloc):
                continue
            seen.add(url)
            queue.append((url, distance + 1))

    def _get(self, url: str, archive: CrawlArchive, *, site: str) -> Response:
        """Return the response at the end of the redirects from ``url``, which must stay on ``site`` if it is given."""
        for _ in range(_REDIRECTS + 1):
            rules = self._rules(url, archive)
            if not rules.allows(url):
                raise FetchError("robots", self._closed.get(origin_of(url), "robots.txt forbids this URL"))
            response = archive.find(url) or self._fetch_page(url, rules)
            if response.status != 200:
                archive.add(response)
            if response.status not in REDIRECTS:
                return response
            try:
                url = normalise_url(urljoin(url, response.header("location")))
            except ValueError as error:
                raise FetchError("redirect", "redirects to an invalid URL") from error
            if site and urlsplit(url).netloc != site:
                raise FetchError("off_site", f"redirects to {urlsplit(url).netloc}")
        raise FetchError("redirect", f"more than {_REDIRECTS} redirects")

    def _rules(self, url: str, archive: CrawlArchive) -> Robots:
        """Return the rules of a site, fetched once.

        RFC 9309, section 2.3.1: without a robots.txt everything is allowed; if it cannot be fetched, nothing is.
        """
        origin = origin_of(url)
        if origin not in self._robots:
            rules_url = origin + "/robots.txt"
            try:
                response = self._fetch_after_delay(rules_url, Robots(""), ROBOTS_BYTES)
                for _ in range(_REDIRECTS):
                    if response.status not in REDIRECTS:
                        break
                    redirected_url = normalise_url(urljoin(response.url, response.header("location")))
                    response = self._fetch_after_delay(redirected_url, Robots(""), ROBOTS_BYTES)
            except FetchError as error:
                if error.rule in ("private_address", "bad_address"):
                    raise
                return self._close(origin, error.reason)
            except ValueError:
                self._robots[origin] = Robots("")
                return self._robots[origin]
            if response.status == 200:
                archive.add(msgspec.structs.replace(response, url=rules_url))
                self._robots[origin] = Robots(response.body.decode("utf-8", "replace"))
            elif response.status >= 500 or response.status == 429:
                return self._close(origin, f"the site responded with status {response.status}")
            else:
                self._robots[origin] = Robots("")
        return self._robots[origin]

    def _close(self, origin: str, reason: str) -> Robots:
        """Forbid every page of a site whose rules cannot be fetched."""
        self._closed[origin] = (
            f"the robots.txt of the site cannot be fetched, so none of its pages is fetched: {reason}"
        )
        self._robots[origin] = Robots("", closed=True)
        return self._robots[origin]

    def _fetch_page(self, url: str, rules: Robots) -> Response:
        """Fetch a page; retry once, later, if the site is busy."""
        response = self._fetch_after_delay(url, rules, self._settings.max_page_bytes)
        if response.status in _BUSY_STATUSES:
            self._sleep(_retry_after(response))
            response = self._fetch_after_delay(url, rules, self._settings.max_page_bytes)
        return response

    def _fetch_after_delay(self, url: str, rules: Robots, max_bytes: int) -> Response:
        """Fetch a URL when the delay since the last request has passed."""
        wait = self._last_request + max(self._settings.delay, rules.delay()) - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        try:
            return fetch(url, max_bytes=max_bytes, timeout=self._settings.timeout, allow=self._allow)
        finally:
            self._last_request = time.monotonic()


def normalise_url(url: str) -> str:
    """Return a URL without its fragment and default port, with the scheme and host in lower case.

    >>> normalise_url("HTTP://E.org:80#x")
    'http://e.org/'

    Raises:
        ValueError: The URL is invalid.
    """
    parts = urlsplit(urldefrag(url)[0])
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port is not None and (parts.scheme, parts.port) not in (("http", 80), ("https", 443)):
        host = f"{host}:{parts.port}"
    if parts.username is not None:
        host = f"{parts.username}@{host}"
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, ""))


def _may_be_page(url: str, site: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.netloc != site or len(url) > _LONGEST_ADDRESS:
        return False
    return parts.path.count("/") <= _MOST_SEGMENTS and _NO_PAGES.search(parts.path) is None


def _retry_after(response: Response) -> float:
    seconds = response.header("retry-after")
    return min(float(seconds), LONGEST_DELAY) if seconds.isdigit() else 10.0
