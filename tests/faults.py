"""A proxy on loopback that spoils what the tests tell it to spoil, request by request."""

from __future__ import annotations

import http.client
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["busy", "cut", "swallow", "unknown user"] | None
"""Answer 503; close the connection; say yes and do nothing; ask who it is; or pass the request on."""


@dataclass
class Proxy:
    """A running proxy: its address, what passed, and what is done to the next request."""

    url: str = ""
    passed: list[str] = field(default_factory=list)
    plan: Callable[[int], Fault] = lambda _: None
    """What happens to the request of this number, counted from 1, of those that write."""

    count: int = 0
    authorization: list[str] = field(default_factory=list)

    @property
    def puts(self) -> list[str]:
        """Return the graphs that were replaced."""
        return [line.removeprefix("PUT ") for line in self.passed if line.startswith("PUT ")]


@contextmanager
def proxying(upstream: str) -> Iterator[Proxy]:
    """Run a proxy before a server."""
    proxy = Proxy()
    server = _Server(("127.0.0.1", 0), _handler(proxy, urlsplit(upstream).netloc))
    proxy.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Keep the test's output clean of clients that left."""


def _handler(proxy: Proxy, upstream: str) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            proxy.authorization.append(self.headers.get("Authorization", ""))
            writes = not self.path.startswith("/query")
            proxy.count += writes
            fault = proxy.plan(proxy.count) if writes else None
            if fault == "cut":
                self.close_connection = True
            elif fault is not None:
                self._answer({"busy": 503, "swallow": 204, "unknown user": 401}[fault])
            else:
                self._pass(body)

        do_POST = do_DELETE = do_GET = do_PUT  # noqa: N815 - http.server names them so

        def _pass(self, body: bytes) -> None:
            if not self.path.startswith("/query"):
                proxy.passed.append(f"{self.command} {self.path}")
            connection = http.client.HTTPConnection(upstream, timeout=60)
            names = ("Content-Type", "Accept")
            headers = {name: self.headers[name] for name in names if name in self.headers}
            connection.request(self.command, self.path, body, headers)
            reply = connection.getresponse()
            self._answer(reply.status, reply.read(), reply.getheader("Content-Type", ""))
            connection.close()

        def _answer(self, status: int, body: bytes = b"", kind: str = "") -> None:
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="test"')
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    return Handler
