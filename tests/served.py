"""The real server, started for the tests, and a client that sees what is on the wire."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopback import running

PATIENCE = 120
"""Seconds that a client of the tests waits: far more than any answer takes, on a busy machine too."""

RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
JSON = "application/sparql-results+json"
_OPEN = re.compile(r"^open +(http://127\.0\.0\.1:([0-9]+)\S*)/ in", re.M)


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def rows(self) -> list[dict[str, str]]:
        found = json.loads(self.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    base: str
    port: int
    log: Path

    @property
    def sparql(self) -> str:
        return self.base + "/sparql"

    def send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """Send a request as it is and return what comes back."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(line):
            line.request(method, path, body, dict(headers or {}))
            reply = line.getresponse()
            return Reply(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())

    def get(self, query: str, headers: Mapping[str, str] | None = None, **more: str) -> Reply:
        """Ask a query by GET."""
        return self.send("GET", "/sparql?" + urllib.parse.urlencode({"query": query, **more}), headers)

    def gauge(self, line: str) -> int:
        """Return a figure of ``/metrics``, 0 before anything was counted."""
        found = re.search(rf"^{re.escape(line)} ([0-9]+)$", self.send("GET", "/metrics").text, re.M)
        return int(found[1]) if found else 0

    def raw(self, data: bytes, source: str = "127.0.0.1") -> bytes:
        """Send bytes and return all that comes until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE, source_address=(source, 0)) as line:
            line.sendall(data)
            return read_all(line)


def read_all(line: socket.socket) -> bytes:
    """Return all that comes until the other side hangs up."""
    parts = bytearray()
    with contextlib.suppress(ConnectionError):
        while part := line.recv(1 << 16):
            parts += part
    return bytes(parts)


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    """Run ``vngov serve`` with its log in a folder until the block ends."""
    log = folder / "serve.log"
    log.touch()
    command = [sys.executable, "-m", "vngov", "serve", "--port", "0", *options]

    def address() -> Any:
        return _OPEN.search(log.read_text(encoding="utf-8", errors="replace"))

    def ready() -> bool:
        found = address()
        return bool(found) and answers(f"http://127.0.0.1:{found[2]}/healthz")

    with running(command, ready, log, seconds=PATIENCE):
        found = address()
        yield Server(found[1], int(found[2]), log)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds; what never does is an error of the server."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)
