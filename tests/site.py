"""A small site on the loopback address, for tests of the crawl; it remembers what it was asked for."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = {"Content-Type": "text/html; charset=utf-8"}
LONG = b"<p>" + b"x" * 50_000
PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/robots.txt": (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /secret\n"),
    "/": (
        200,
        HTML,
        b'<h1>Home</h1><a href="/pets">p</a><a href="/secret/x">s</a><a href="/moved">m</a><a href="/away">w</a>'
        b'<a href="/missing">n</a><a href="/pets#again">p</a><a href="/i.png">i</a><a href="/data">d</a>'
        b'<a href="http://elsewhere.example/">e</a><a href="mailto:a@b.c">a</a><a href="/long">l</a>'
        b'<a href="/inside">i</a>'
        b'<a href="http://[bad">b</a><a href="/bomb">b</a>',
    ),
    "/pets": (200, HTML, b'<h1>Pets</h1><h2>GET /pets</h2><p>Lists.</p><a href="/deeper">d</a>'),
    "/deeper": (200, HTML, b"<h1>Deeper</h1><h2>POST /pets</h2><p>Adds.</p>"),
    "/moved": (302, {"Location": "/target"}, b""),
    "/target": (200, HTML, b"<h1>T</h1><h2>PUT /pets</h2><p>Puts.</p>"),
    "/away": (301, {"Location": "http://elsewhere.example/x"}, b""),
    "/inside": (302, {"Location": "/secret/y"}, b""),
    "/data": (200, {"Content-Type": "application/json"}, b"{}"),
    "/long": (200, HTML, LONG),
    "/bomb": (200, {**HTML, "Content-Encoding": "gzip"}, gzip.compress(b"x" * 10_000_000)),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        status, headers, body = PAGES.get(self.path, (404, HTML, b"nothing"))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[ThreadingHTTPServer]:
    """Serve the site; what was asked for is in ``asked``."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        served.shutdown()
        served.server_close()


def base(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"
