"""The host of an address, the domain that its owner has registered, and lists of hosts that are read or left out.

``str`` → ``str``. The registered domain is one label below a public suffix (publicsuffix.org), so that all hosts of one
owner count together, and two customers of one provider do not. The list comes with ``publicsuffixlist``, which is
imported when it is first needed; its release decides, and is part of the identity of a run.
"""

from collections.abc import Collection
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lemnos.errors import SettingsError

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

NEEDS = "pip install 'lemnos[retrieve]'"
"""How to get what this module and the step ``retrieve`` import."""


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without port; empty if it has none.

    >>> host_of("HTTPS://Docs.Example.org:8443/a"), host_of("file.txt")
    ('docs.example.org', '')
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


@lru_cache(maxsize=1 << 16)
def domain_of(host: str) -> str:
    """Return the registered domain of a host: ``harbour.co.uk`` for ``docs.harbour.co.uk``, ``anna.github.io`` for
    itself. Of an address of numbers, or a name without a public suffix, it is the host itself."""
    if not host or host.replace(".", "").isdigit() or ":" in host:
        return host
    return _suffixes().privatesuffix(host) or host


def suffix_list() -> str:
    """Return the release of the list of public suffixes.

    Raises:
        SettingsError: ``publicsuffixlist`` is not installed.
    """
    from importlib.metadata import version

    _suffixes()
    return version("publicsuffixlist")


@cache
def _suffixes() -> "PublicSuffixList":
    try:
        from publicsuffixlist import PublicSuffixList
    except ImportError as error:
        raise SettingsError("publicsuffixlist is not installed", where="retrieve", remedy=NEEDS) from error
    return PublicSuffixList()


def is_listed(host: str, hosts: Collection[str]) -> bool:
    """Return whether a host, or a domain above it, is one of ``hosts``.

    >>> is_listed("docs.example.org", {"example.org"}), is_listed("badexample.org", {"example.org"})
    (True, False)
    """
    while host:
        if host in hosts:
            return True
        host = host.partition(".")[2]
    return False
