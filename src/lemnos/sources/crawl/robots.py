"""What a site's ``robots.txt`` allows (RFC 9309, with wildcards and crawl delays)."""

USER_AGENT = "lemnos"
"""Product token by which rules address us."""
LONGEST_DELAY = 60.0
"""Seconds; a site that asks for more is as good as closed, and is asked this often."""


class Robots:
    """The rules of one site.

    Args:
        text: Of its robots.txt; empty allows everything.
        closed: Whether nothing may be fetched, because the rules could not be had.
    """

    def __init__(self, text: str, *, closed: bool = False) -> None:
        from protego import Protego

        self._rules = Protego.parse(text)
        self._closed = closed

    def allows(self, url: str) -> bool:
        """Return whether ``url`` may be fetched."""
        return not self._closed and bool(self._rules.can_fetch(url, USER_AGENT))

    def delay(self) -> float:
        """Return how many seconds the site wants between two requests; 0 where it does not say."""
        asked = self._rules.crawl_delay(USER_AGENT) or 0.0
        return min(float(asked), LONGEST_DELAY)
