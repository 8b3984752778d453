"""Fetches one URL with a GET request, within limits that a hostile server cannot exceed.

Takes a URL and returns a ``Response``. The host name is resolved once, and all of its addresses must be public. The
connection goes to an address that was checked, which defeats DNS rebinding. Size and duration are capped.

Limitation: redirects are not followed; the caller fetches the new URL, which is checked again. Proxies named in the
environment are ignored, because they would resolve host names themselves.
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
    """A URL could not be fetched.

    Args:
        rule: The stable name of the rule that was broken.
        reason: One clause that explains the problem to the user.
    """

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


class Response(msgspec.Struct, frozen=True):
    """The response of a server to one request."""

    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """The decompressed body; only its first bytes if the status is not 200."""

    def header(self, name: str) -> str:
        """Return the value of the first header called ``name`` (lower case), or an empty string if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def is_public(address: Address) -> bool:
    """Return whether an address is on the public internet: not private, loopback, link-local, shared or reserved.

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


def fetch(url: str, *, max_bytes: int, timeout: float, allow: Allow = is_public) -> Response:
    """Return the response to a GET request for ``url``.

    Args:
        url: An ``http`` or ``https`` URL without a user name.
        max_bytes: The largest size of the body in bytes; a larger one raises an error.
        timeout: The limit for connecting and for each wait, in seconds; the whole response may take four times as long.
        allow: Returns whether an address may be connected to.

    Raises:
        FetchError: The URL is invalid, an address is not allowed, the server cannot be reached or does not speak HTTP,
            or its response is too large or too slow.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, UnicodeError) as error:
        raise FetchError("bad_address", f"not a valid URL ({error})") from error
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise FetchError("bad_address", "not an http or https URL with a host and without a user name")
    secure = parts.scheme == "https"
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.default_port = 443 if secure else 80
    expired = threading.Event()
    watchdog: threading.Timer | None = None
    try:
        connected_socket = _connect(host, port, timeout, allow, secure=secure)
        connection.sock = connected_socket
        # A server that sends a byte every now and then never exceeds the timeout of a single wait.
        watchdog = threading.Timer(4 * timeout, _abort, (connected_socket, expired))
        watchdog.daemon = True
        watchdog.start()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request_headers = {
            "User-Agent": f"{USER_AGENT}/0.1 (+https://pypi.org/project/lemnos)",
            "Accept": "text/html,application/xhtml+xml,text/markdown,text/plain;q=0.5",
            "Accept-Encoding": "gzip, identity;q=0.5",
            "Connection": "close",
        }
        connection.request("GET", _quoted(target), headers=request_headers)
        response = connection.getresponse()
        raw_body = _read(response, max_bytes)
        if expired.is_set():
            raise FetchError("too_slow", f"no complete response within {4 * timeout:g} seconds")
        if response.length:
            raise FetchError("truncated", f"the response ends {response.length:,} bytes too early")
        coding = (response.getheader("Content-Encoding") or "").strip().lower()
        body = _decompressed(raw_body, coding, max_bytes) if response.status == 200 else raw_body[:_CHUNK]
        headers = tuple((key, value) for key, value in response.getheaders() if key.lower() not in _HOP_HEADERS)
        return Response(url, response.status, response.reason or "", headers, body)
    except (http.client.HTTPException, OSError, ValueError) as error:
        if expired.is_set():
            raise FetchError("too_slow", f"no complete response within {4 * timeout:g} seconds") from error
        raise FetchError("unreachable", f"no response ({str(error) or type(error).__name__})") from error
    finally:
        if watchdog is not None:
            watchdog.cancel()
        connection.close()


def _abort(connected_socket: socket.socket, expired: threading.Event) -> None:
    expired.set()
    with contextlib.suppress(OSError):
        connected_socket.shutdown(socket.SHUT_RDWR)


_HOP_HEADERS = frozenset(
    "connection content-encoding content-length keep-alive set-cookie te trailer transfer-encoding upgrade".split()
)
"""Headers that are not kept: they concern the finished transfer or identify the visitor."""


def _connect(host: str, port: int, timeout: float, allow: Allow, *, secure: bool) -> socket.socket:
    """Return a connection to the first address of ``host`` that accepts one. All of its addresses must be allowed."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, address in addresses:
        text = str(address[0]).partition("%")[0]
        if not allow(ipaddress.ip_address(text)):
            subject = text if text == host else f"{host} resolves to {text}, which"
            raise FetchError("private_address", f"{subject} is not a public address")
    last_error: OSError | None = None
    for family, kind, protocol, _, address in addresses:
        connected_socket = socket.socket(family, kind, protocol)
        try:
            connected_socket.settimeout(timeout)
            connected_socket.connect(address)
            if not secure:
                return connected_socket
            return ssl.create_default_context().wrap_socket(connected_socket, server_hostname=host)
        except OSError as error:
            connected_socket.close()
            last_error = error
    raise last_error or OSError(f"{host} has no address")


def _quoted(target: str) -> str:
    """Return a path with the characters quoted that a request line cannot contain."""
    return quote(target, safe="!#$%&'()*+,/:;=?@[]~")


def _read(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise FetchError("too_large", f"larger than the limit of {max_bytes:,} bytes")
    return b"".join(parts)


def _decompressed(data: bytes, coding: str, max_bytes: int) -> bytes:
    """Return a body without its content coding. Decompression stops at ``max_bytes``, against decompression bombs."""
    if coding in ("", "identity"):
        return data
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("content_coding", f"compressed as {coding}, which was not requested")
    decompressor = zlib.decompressobj(15 + 32)
    try:
        body = decompressor.decompress(data, max_bytes + 1)
    except zlib.error as error:
        raise FetchError("content_coding", f"the body is not valid {coding} ({error})") from error
    if len(body) > max_bytes:
        raise FetchError("too_large", f"larger than the limit of {max_bytes:,} bytes when decompressed")
    return body
