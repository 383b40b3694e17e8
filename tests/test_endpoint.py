"""The remote path: a real SPARQL server on loopback, and servers that misbehave."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import oxigraph
from conftest import Ran
from loopback import free_port
from vngov import pipeline
from vngov.store import Sender, write_store


@pytest.fixture(scope="module")
def endpoint(result: pipeline.Result, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the store of a build: its default graph is the union."""
    folder = tmp_path_factory.mktemp("server") / "db"
    write_store(folder, result.nquads)
    with oxigraph.serving(folder) as url:
        yield f"{url}/query"


@pytest.fixture(scope="module")
def endpoint_without_union(
    result: pipeline.Result, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with oxigraph.serving(tmp_path_factory.mktemp("server-without-union") / "db") as url:
        Sender(url).send("POST", f"{url}/store?no_transaction", result.nquads.encode(), "application/n-quads")
        yield f"{url}/query"


def test_turtle_comes_over_the_wire(vngov: Callable[..., Ran], built: Path, endpoint: str) -> None:
    remote = vngov("query", "origin-of", "--format", "ttl", "--endpoint", endpoint)
    local = vngov("query", "origin-of", "--format", "ttl", "--store", str(built))
    assert remote.code == 0
    assert remote.out == local.out
    assert "eli:date_document" in remote.out


def test_reading_commands_work_remotely(vngov: Callable[..., Ran], built: Path, endpoint: str) -> None:
    for command in (["show", "ubqg-cpdt"], ["align"], ["network", "--measure", "betweenness"]):
        remote = vngov(*command, "--endpoint", endpoint)
        assert (remote.code, remote.err) == (0, "")
        assert remote.out == vngov(*command, "--store", str(built)).out


class Bad(http.server.BaseHTTPRequestHandler):
    """A server that answers every query with a web page, or too late."""

    def do_POST(self) -> None:
        if self.path == "/slow":
            time.sleep(3)
        body = b"<!DOCTYPE html><title>Welcome</title>"
        with contextlib.suppress(ConnectionError):  # who waited too long is gone
            self.send_response(404 if self.path == "/none" else 200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


class Quiet(http.server.ThreadingHTTPServer):
    """A server that says nothing of clients that left."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def bad_server() -> Iterator[str]:
    server = Quiet(("127.0.0.1", 0), Bad)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.mark.parametrize(
    ("case", "path", "options"),
    [
        ("endpoint-html", "/page", ()),
        ("endpoint-missing", "/none", ()),
        ("endpoint-slow", "/slow", ("--timeout", "1")),
    ],
)
def test_bad_endpoint(
    case: str,
    path: str,
    options: tuple[str, ...],
    bad_server: str,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
) -> None:
    ran = vngov("query", "committees", "--endpoint", bad_server + path, *options)
    assert (ran.code, ran.out) == (2, "")
    golden(f"errors/{case}.txt", ran.err.replace(bad_server, "http://server"))


def test_endpoint_down(vngov: Callable[..., Ran], golden: Callable[[str, str], None]) -> None:
    url = f"http://127.0.0.1:{free_port()}/query"
    ran = vngov("query", "committees", "--endpoint", url)
    assert (ran.code, ran.out) == (2, "")
    golden("errors/endpoint-down.txt", ran.err.replace(url, "http://server/query"))


def test_endpoint_that_hides_its_graphs(
    endpoint_without_union: str, vngov: Callable[..., Ran], golden: Callable[[str, str], None]
) -> None:
    ran = vngov("query", "committees", "--endpoint", endpoint_without_union)
    assert (ran.code, ran.out) == (2, "")
    golden("errors/endpoint-graphs.txt", ran.err.replace(endpoint_without_union, "http://server/query"))


def test_endpoint_refuses_a_broken_query(
    endpoint: str, vngov: Callable[..., Ran], golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    path = tmp_path / "bad.rq"
    path.write_text("SELECT ?x WHERE { ?x a }", encoding="utf-8")
    ran = vngov("query", "--file", str(path), "--endpoint", endpoint)
    assert (ran.code, ran.out) == (2, "")
    golden("errors/endpoint-refuses.txt", ran.err.replace(endpoint, "http://server/query"))
