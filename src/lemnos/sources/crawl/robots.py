"""Decides which URLs a site's ``robots.txt`` allows and how long to wait between requests.

Follows RFC 9309, with wildcards and crawl delays; ``protego`` parses the rules.
"""

USER_AGENT = "lemnos"
"""The product token by which the rules of a site address this crawler."""
LONGEST_DELAY = 60.0
"""The longest delay between two requests that is honoured, in seconds; a longer one is cut to this."""


class Robots:
    """The rules of one site.

    Args:
        text: The text of its robots.txt; an empty text allows everything.
        closed: Whether to forbid every URL, because the rules could not be fetched.
    """

    def __init__(self, text: str, *, closed: bool = False) -> None:
        from protego import Protego

        self._rules = Protego.parse(text)
        self._closed = closed

    def allows(self, url: str) -> bool:
        """Return whether ``url`` may be fetched."""
        return not self._closed and bool(self._rules.can_fetch(url, USER_AGENT))

    def delay(self) -> float:
        """Return the delay between two requests that the site asks for, in seconds; 0 if it asks for none."""
        delay = self._rules.crawl_delay(USER_AGENT) or 0.0
        return min(float(delay), LONGEST_DELAY)
