"""One GET request to a public address, with everything that a stranger's server could misuse bounded.

A host name is resolved once; every address that it has must be public; the connection goes to the very address that
was checked, so that a name that resolves differently the next time (DNS rebinding) gains nothing. Redirects are not
followed here: the caller asks again, and is checked again. Proxies of the environment are not used, for they would
resolve names themselves.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import msgspec

from lemnos.sources.crawl.robots import USER_AGENT

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allow = Callable[[Address], bool]
_CHUNK = 1 << 16
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))


class FetchError(Exception):
    """Why nothing was fetched.

    Args:
        rule: Stable name of the reason.
        reason: One clause for a person.
    """

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class Answer(msgspec.Struct, frozen=True):
    """What a server answered."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Unpacked; of answers other than 200, the beginning."""

    def header(self, name: str) -> str:
        """Return the first header of this name, in any case; empty for none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def is_public(address: Address) -> bool:
    """Return whether an address is one of the public internet: not private, loopback, link-local, shared or reserved.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1")]
    [True, False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if any(address in network for network in _NAT64) or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved and not address.is_unspecified


def fetch(url: str, *, max_bytes: int, timeout: float, allow: Allow = is_public) -> Answer:
    """Return the answer to a GET of ``url``.

    Args:
        url: An ``http`` or ``https`` address without a user name.
        max_bytes: A longer body is refused.
        timeout: Seconds for connecting, for each wait, and four times as many for the whole answer.
        allow: Which addresses may be connected to.

    Raises:
        FetchError: It is refused, cannot be reached, answers no HTTP, or answers too much or too slowly.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, UnicodeError) as error:
        raise FetchError("bad_address", f"not an address ({error})") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise FetchError("bad_address", "not an http or https address without a user name")
    secure = parts.scheme == "https"
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.default_port = 443 if secure else 80
    expired = threading.Event()
    watch: threading.Timer | None = None
    try:
        connected = _connect(host, port, timeout, allow, secure=secure)
        connection.sock = connected
        # A server that sends a byte now and then never meets the timeout of a single wait.
        watch = threading.Timer(4 * timeout, _give_up, (connected, expired))
        watch.daemon = True
        watch.start()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "User-Agent": f"{USER_AGENT}/0.1 (+https://pypi.org/project/lemnos)",
            "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.5",
            "Accept-Encoding": "gzip, identity;q=0.5",
            "Connection": "close",
        }
        connection.request("GET", _quoted(target), headers=headers)
        response = connection.getresponse()
        packed = _read(response, max_bytes)
        if expired.is_set():
            raise FetchError("too_slow", f"no whole answer within {4 * timeout:g} seconds")
        if response.length:
            raise FetchError("truncated", f"the answer stops {response.length:,} bytes short")
        whole = response.status == 200
        coding = (response.getheader("Content-Encoding") or "").strip().lower()
        body = _unpacked(packed, coding, max_bytes) if whole else packed[:_CHUNK]
        kept = tuple((key, value) for key, value in response.getheaders() if key.lower() not in _HOP_HEADERS)
        return Answer(url, response.status, response.reason or "", kept, body)
    except (http.client.HTTPException, OSError, ValueError) as error:
        if expired.is_set():
            raise FetchError("too_slow", f"no whole answer within {4 * timeout:g} seconds") from error
        raise FetchError("unreachable", f"no answer ({str(error) or type(error).__name__})") from error
    finally:
        if watch is not None:
            watch.cancel()
        connection.close()


def _give_up(connected: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


_HOP_HEADERS = frozenset(
    "connection content-encoding content-length keep-alive set-cookie te trailer transfer-encoding upgrade".split()
)
"""Headers about the transfer, which is over, and about the visitor."""


def _connect(host: str, port: int, timeout: float, allow: Allow, *, secure: bool) -> socket.socket:
    """Return a connection to an address of ``host``, all of whose addresses are allowed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in found:
        text = str(address[0]).partition("%")[0]
        if not allow(ipaddress.ip_address(text)):
            told = text if text == host else f"{host} is at {text}, which"
            raise FetchError("private_address", f"{told} is no public address")
    problem: OSError | None = None
    for family, kind, protocol, _, address in found:
        connected = socket.socket(family, kind, protocol)
        try:
            connected.settimeout(timeout)
            connected.connect(address)
            if not secure:
                return connected
            return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        except OSError as error:
            connected.close()
            problem = error
    raise problem or OSError(f"{host} has no address")


def _quoted(target: str) -> str:
    """Return a path that can stand in a request line."""
    return quote(target, safe="!#$%&'()*+,/:;=?@[]~")


def _read(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise FetchError("too_large", f"over the {max_bytes:,} bytes read of a page")
    return b"".join(parts)


def _unpacked(data: bytes, coding: str, max_bytes: int) -> bytes:
    """Return a body without its content coding, which may pack any amount into little."""
    if coding in ("", "identity"):
        return data
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("content_coding", f"packed as {coding}, which was not asked for")
    unpack = zlib.decompressobj(15 + 32)
    try:
        body = unpack.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise FetchError("content_coding", f"not {coding} ({error})") from error
    if len(body) > max_bytes:
        raise FetchError("too_large", f"over the {max_bytes:,} bytes read of a page when unpacked")
    return body
