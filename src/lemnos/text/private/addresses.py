"""Finds public IP addresses in text.

``str`` → ``Private`` with addresses of the documentation ranges as placeholders: ``192.0.2.1`` (RFC 5737),
``2001:db8::1`` (RFC 3849). An address is public if ``ipaddress`` says that it is global; private, loopback, link-local,
shared, multicast and documentation ranges (RFC 1918, 3927, 5737, 6598 …) are not. Four numbers are an address only if
nothing near says that they are a version, and if one of them is above 63 or a word before says that they are an
address: versions and section numbers have small numbers (of addresses drawn evenly, 0.4% have none above 63). Cost: a
test for digits around full stops; patterns only where it hits.
"""

import ipaddress
import re
from collections.abc import Iterator

from lemnos.text.private.examples import is_introduced
from lemnos.text.private.kinds import Private, numbered

_V4 = re.compile(r"(?<![\w.+-])(?P<address>\d{1,3}(?:\.\d{1,3}){3})(?![\w+-]|\.\w)")
_SHAPE = re.compile(r"\.\d{1,3}\.\d{1,3}\.\d")
_V6 = re.compile(r"(?<![\w:.])[23][0-9a-fA-F]{3}:(?:[0-9a-fA-F]{0,4}:){2,6}[0-9a-fA-F]{0,4}(?![\w:])")
_VERSION = re.compile(
    r"(?:\b(?:v|ver|version|versions|release|released|rev|revision|build|upgrade|update|firmware|driver|since|before|"
    r"section|chapter|clause|table|figure|oid|[A-Za-z]+/|==|>=|<=|~=|\^|@)[\s:=\"'`(]*"
    r"|[A-Za-z]/)$",
    re.IGNORECASE,
)
_IS_ADDRESS = re.compile(r"\b(?:ip|ipv4|addr|address|host|server|from|client|gateway|dns|ping|remote)\W{1,4}$", re.I)
_SHOWN = ("1.2.3.", "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "123.45.67.", "123.123.123.", "111.111.")
"""Addresses that writers make up, and those of public resolvers, which are nobody's."""
_LEAST = 64
_NEAR = 24
"""Characters before an address in which a word says what it is."""


def addresses(text: str) -> Iterator[Private]:
    """Yield the public IP addresses in a text, each once."""
    if _SHAPE.search(text):
        placeholders = numbered(text, "192.0.2.{}")
        for value in dict.fromkeys(match["address"] for match in _V4.finditer(text) if _is_public_v4(text, match)):
            yield Private("ip_address", rf"(?<![\w.+-]){re.escape(value)}(?![\w+-]|\.\w)", next(placeholders), "ipv4")
    if "::" in text or text.count(":") >= 7:
        placeholders = numbered(text, "2001:db8::{}")
        for value in dict.fromkeys(match[0] for match in _V6.finditer(text) if _is_global(match[0])):
            yield Private("ip_address", rf"(?<![\w:.]){re.escape(value)}(?![\w:])", next(placeholders), "ipv6")


def _is_public_v4(text: str, match: re.Match[str]) -> bool:
    value = match["address"]
    if not _is_global(value) or value.endswith(".0.0") or value.startswith(_SHOWN):
        return False
    if text[match.end() : match.end() + 2][:1] == "/" and text[match.end() + 1 : match.end() + 2].isdigit():
        return False  # a network
    before = text[max(0, match.start() - _NEAR) : match.start()]
    if _VERSION.search(before) or is_introduced(before):
        return False
    return max(map(int, value.split("."))) >= _LEAST or _IS_ADDRESS.search(before) is not None


def _is_global(value: str) -> bool:
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast
