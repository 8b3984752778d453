"""A live site of API documentation → a WARC, politely; ``WarcSource`` then reads that.

From a start page, links are followed breadth first on its host: no faster than a page per ``delay``, nothing that
``robots.txt`` forbids, no more than the caps allow, and only to public addresses. What was not fetched is told with its
reason. A crawl that was interrupted goes on: it begins with the start page again, but asks only for what its archive
lacks (``crawl_archive``).
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
from lemnos.sources.crawl.fetch import Allow, Answer, FetchError, fetch, is_public
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
_BUSY = (429, 503)
_SILENT = 10
"""Requests one after the other that get no answer before the site counts as gone."""

Tell = Callable[[int, int, int], None]
"""Told pages and bytes that there are, and addresses that wait."""


class CrawlReport(msgspec.Struct):
    """What a crawl brought."""

    start: str
    """Address of the start page after redirects."""
    pages: int = 0
    kept: int = 0
    """Pages that were in the archive before."""
    bytes: int = 0
    rejected: list[Rejected] = []
    """What was not fetched, or was no page."""
    ended_by: str = ""
    """The cap that ended the crawl; empty where all was fetched."""


class Crawler:
    """Crawls one site.

    Args:
        settings: How far and how fast.
        allow: Which addresses may be connected to. Only tests give another than the default.
        sleep: Waits for so many seconds.
        tell: Called after every request.
    """

    def __init__(
        self,
        settings: CrawlSettings,
        *,
        allow: Allow = is_public,
        sleep: Callable[[float], None] = time.sleep,
        tell: Tell | None = None,
    ) -> None:
        self._settings = settings
        self._allow = allow
        self._sleep = sleep
        self._tell = tell
        self._robots: dict[str, Robots] = {}
        self._closed: dict[str, str] = {}
        self._last = float("-inf")

    def crawl(self, start: str, path: str, existing: Existing = "refuse") -> CrawlReport:
        """Fetch the site that ``start`` is a page of into a WARC at ``path``; go on where a crawl was interrupted.

        Args:
            start: Address of a page.
            path: The archive.
            existing: What becomes of an archive that is there already.

        Raises:
            InputError: The start page cannot be fetched, or the site answers no more.
            RunError: The archive is there already, or cannot be written.
        """
        try:
            address = normal(start)
        except ValueError as error:
            raise InputError(f"not an address ({error})", where=start) from None
        with open_archive(Path(path), address, existing) as archive:
            return self._crawl(address, archive)

    def _crawl(self, start: str, archive: CrawlArchive) -> CrawlReport:
        settings = self._settings
        report = CrawlReport(start, kept=archive.pages)
        begun = time.monotonic()
        try:
            answer = self._get(start, archive, site="")
        except FetchError as error:
            raise InputError(
                error.reason, where=start, remedy="give the address of a page that can be fetched"
            ) from None
        if answer.status != 200 or not _PAGE_TYPES.match(answer.header("content-type")):
            what = answer.header("content-type") or "of unknown type"
            raise InputError(f"answers {answer.status}, {what}", where=start, remedy="give the address of an HTML page")
        report.start = answer.url
        site = urlsplit(answer.url).netloc
        seen = {start, answer.url}
        queue: deque[tuple[str, int]] = deque()
        self._take(answer, 0, archive, report, queue, seen)
        asked = 1
        silent = 0
        while queue:
            if self._tell is not None:
                self._tell(report.pages, report.bytes, len(queue))
            if asked >= settings.max_pages or report.bytes >= settings.max_bytes:
                report.ended_by = "max_pages" if asked >= settings.max_pages else "max_bytes"
                break
            if time.monotonic() - begun > settings.max_seconds:
                report.ended_by = "max_seconds"
                break
            url, distance = queue.popleft()
            asked += 1
            try:
                answer = self._get(url, archive, site=site)
            except FetchError as error:
                report.rejected.append(rejected(error.rule, error.reason, url))
                silent = silent + 1 if error.rule in ("unreachable", "too_slow") else 0
                if silent >= _SILENT:
                    remedy = "run the same command again later: it goes on from here"
                    raise InputError(f"answers no more: {error.reason}", where=site, remedy=remedy) from None
                continue
            silent = 0
            if answer.url != url and answer.url in seen:
                continue
            seen.add(answer.url)
            if answer.status != 200:
                report.rejected.append(rejected("status", f"the site answers {answer.status}", url))
            elif not _PAGE_TYPES.match(answer.header("content-type")):
                report.rejected.append(rejected("content_type", f"no page: {answer.header('content-type')!r}", url))
            else:
                self._take(answer, distance, archive, report, queue, seen)
        if report.ended_by:
            reason = f"{len(queue):,} known pages were left out by {report.ended_by}"
            report.rejected.append(rejected("crawl_cap", reason, report.start))
        return report

    def _take(
        self,
        answer: Answer,
        distance: int,
        archive: CrawlArchive,
        report: CrawlReport,
        queue: deque[tuple[str, int]],
        seen: set[str],
    ) -> None:
        """Keep a page, and queue what it links to."""
        archive.add(answer)
        report.pages += 1
        report.bytes += len(answer.body)
        directives = answer.header("x-robots-tag").lower()
        if distance >= self._settings.depth or "nofollow" in directives:
            return
        kind = answer.header("content-type").lower()
        page = PageEntry(Entry(answer.url, len(answer.body), 0), answer.url, "markdown" in kind, charset_of(kind))
        try:
            links, allowed = links_of(text_of(answer.body, page), markdown=page.markdown)
        except RefusedError:
            return
        for link in links if allowed else ():
            try:
                url = normal(urljoin(answer.url, link.strip()))
            except ValueError:
                continue
            if url in seen or not _may_be_page(url, urlsplit(answer.url).netloc):
                continue
            seen.add(url)
            queue.append((url, distance + 1))

    def _get(self, url: str, archive: CrawlArchive, *, site: str) -> Answer:
        """Return the answer at the end of the redirects from ``url``; they must stay on ``site`` where one is given."""
        for _ in range(_REDIRECTS + 1):
            rules = self._rules(url, archive)
            if not rules.allows(url):
                raise FetchError("robots", self._closed.get(origin_of(url), "robots.txt forbids it"))
            answer = archive.find(url) or self._patient(url, rules)
            if answer.status != 200:
                archive.add(answer)
            if answer.status not in REDIRECTS:
                return answer
            try:
                url = normal(urljoin(url, answer.header("location")))
            except ValueError as error:
                raise FetchError("redirect", "redirects to no address") from error
            if site and urlsplit(url).netloc != site:
                raise FetchError("off_site", f"redirects to {urlsplit(url).netloc}")
        raise FetchError("redirect", f"more than {_REDIRECTS} redirects")

    def _rules(self, url: str, archive: CrawlArchive) -> Robots:
        """Return the rules of a site, fetched once (RFC 9309: none is all allowed, no answer is all forbidden)."""
        origin = origin_of(url)
        if origin not in self._robots:
            address = origin + "/robots.txt"
            try:
                answer = self._polite(address, Robots(""), ROBOTS_BYTES)
                for _ in range(_REDIRECTS):
                    if answer.status not in REDIRECTS:
                        break
                    answer = self._polite(
                        normal(urljoin(answer.url, answer.header("location"))), Robots(""), ROBOTS_BYTES
                    )
            except FetchError as error:
                if error.rule in ("private_address", "bad_address"):
                    raise
                return self._close(origin, error.reason)
            except ValueError:
                self._robots[origin] = Robots("")
                return self._robots[origin]
            if answer.status == 200:
                archive.add(msgspec.structs.replace(answer, url=address))
                self._robots[origin] = Robots(answer.body.decode("utf-8", "replace"))
            elif answer.status >= 500 or answer.status == 429:
                return self._close(origin, f"the site answers {answer.status}")
            else:
                self._robots[origin] = Robots("")
        return self._robots[origin]

    def _close(self, origin: str, reason: str) -> Robots:
        """Fetch nothing of a site whose rules cannot be had."""
        self._closed[origin] = f"its robots.txt cannot be had, which would say what may be fetched: {reason}"
        self._robots[origin] = Robots("", closed=True)
        return self._robots[origin]

    def _patient(self, url: str, rules: Robots) -> Answer:
        """Fetch a page; ask once more, later, where the site is busy."""
        answer = self._polite(url, rules, self._settings.max_page_bytes)
        if answer.status in _BUSY:
            self._sleep(_retry_after(answer))
            answer = self._polite(url, rules, self._settings.max_page_bytes)
        return answer

    def _polite(self, url: str, rules: Robots, max_bytes: int) -> Answer:
        """Fetch no sooner than the delay after the last request."""
        wait = self._last + max(self._settings.delay, rules.delay()) - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        try:
            return fetch(url, max_bytes=max_bytes, timeout=self._settings.timeout, allow=self._allow)
        finally:
            self._last = time.monotonic()


def normal(url: str) -> str:
    """Return an address without fragment, default port and capitals in its host.

    >>> normal("HTTP://E.org:80#x")
    'http://e.org/'

    Raises:
        ValueError: It is no address.
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


def _retry_after(answer: Answer) -> float:
    said = answer.header("retry-after")
    return min(float(said), LONGEST_DELAY) if said.isdigit() else 10.0
