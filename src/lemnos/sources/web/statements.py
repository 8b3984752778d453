"""What a page states of itself: that it may not be used, and its licence.

Directives are those of the ``X-Robots-Tag`` header and of ``<meta name="robots">`` (also in the name of a crawler that
builds corpora), and the reservation of rights by the TDM Reservation Protocol (W3C, 2024), as a header or a ``<meta>``.
A licence is an SPDX expression where an address of Creative Commons or a well-known licence states it, else the address
itself. Costs a few microseconds: only the head of a page is searched.
"""

import re
from collections.abc import Iterable

REFUSING = frozenset(("noai", "noimageai", "noindex", "none", "notrain", "tdm-reservation"))
"""Directives that keep a page out of a corpus. ``nofollow``, ``nosnippet`` and such are about other uses."""
_HEAD_BYTES = 32_768
"""Characters of a page in which its ``<meta>`` elements are looked for."""
_META = re.compile(r"<meta\s[^>]{1,500}>", re.IGNORECASE)
_NAME = re.compile(r"""\bname\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_NAMES = frozenset(("robots", "ccbot", "gptbot", "google-extended", "lemnos"))
_CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(?:licenses/([a-z-]+)/([\d.]+)|publicdomain/(zero|mark)/([\d.]+))(/[a-z]{2})?",
    re.IGNORECASE,
)
_ADDRESSES = {
    "apache.org/licenses/license-2.0": "Apache-2.0",
    "opensource.org/licenses/mit": "MIT",
    "opensource.org/license/mit": "MIT",
    "mit-license.org": "MIT",
    "opensource.org/licenses/bsd-3-clause": "BSD-3-Clause",
    "gnu.org/licenses/gpl-3.0": "GPL-3.0-only",
    "gnu.org/licenses/fdl-1.3": "GFDL-1.3-only",
    "gnu.org/copyleft/fdl": "GFDL-1.3-or-later",
}


def directives_of(header: str, html: str) -> list[str]:
    """Return the directives that a page states of itself, in lower case and sorted.

    >>> directives_of("noarchive", '<meta name="robots" content="NoAI, nofollow">')
    ['noai', 'noarchive', 'nofollow']

    Args:
        header: The values of its ``X-Robots-Tag`` headers, joined by commas; a crawler's name may stand before a colon.
        html: The page; empty for another format.
    """
    found = set(_split(part.rpartition(":")[2] for part in header.split(",")))
    for element in _META.findall(html[:_HEAD_BYTES]):
        name, content = _NAME.search(element), _CONTENT.search(element)
        if name is None or content is None:
            continue
        value = content[1] or content[2] or content[3] or ""
        if name[1].lower() in _NAMES:
            found.update(_split(value.split(",")))
        elif name[1].lower() == "tdm-reservation" and value.strip() == "1":
            found.add("tdm-reservation")
    return sorted(found)


def _split(parts: Iterable[str]) -> Iterable[str]:
    return filter(None, (part.strip().lower() for part in parts))


def licence_of(address: str) -> str:
    """Return the licence that an address stands for; what is no known address is returned as it is.

    >>> licence_of("https://creativecommons.org/licenses/by-sa/4.0/"), licence_of("/legal/terms")
    ('CC-BY-SA-4.0', '/legal/terms')
    """
    match = _CREATIVE_COMMONS.match(address)
    if match is not None:
        if match[1]:
            return f"CC-{match[1].upper()}-{match[2]}" + (match[5] or "").replace("/", "-").upper()
        return f"CC0-{match[4]}" if match[3].lower() == "zero" else "CC-PDDC"
    plain = re.sub(r"^https?://(?:www\.)?|(?:\.html?|\.txt|/)+$", "", address.strip().lower())
    return _ADDRESSES.get(plain, address.strip())
