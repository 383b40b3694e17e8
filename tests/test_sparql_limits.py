"""The endpoint under attack: runaways, memory, queues, clients that are slow or send nonsense.

Nothing here is decided by a duration: a test waits until a state is seen, and runaways have no end.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import urllib.parse
from collections.abc import Iterator

import pytest

from served import PATIENCE, RUNAWAY, Reply, Server, answers, read_all, serving, wait_until

pytestmark = pytest.mark.xdist_group("hostile")
SLOW, QUICK = 'vngov_busy{lane="slow"}', 'vngov_busy{lane="quick"}'
WAITING = 'vngov_waiting{lane="slow"}'
NEVER = ("--deadline", "3600")
CALM = ("--workers", "2", "--quick", "2")
"""A small query is answered hundreds of times faster than it may take in the quick lane."""

SMALL = "SELECT ?c WHERE { ?c a <https://w3id.org/vngov/ontology#Committee> } ORDER BY ?c LIMIT 3"


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server that stops no query by its time."""
    with serving(tmp_path_factory.mktemp("patient"), *NEVER, *CALM, "--queue", "0") as found:
        yield found


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yield a server whose queries may take and give little, for as long as they like."""
    options = ("--workers", "2", "--memory", "48", "--max-bytes", "2", "--max-rows", "100000")
    with serving(tmp_path_factory.mktemp("narrow"), *NEVER, *options) as found:
        yield found


class Asking:
    """A client that asks in the background."""

    def __init__(self, server: Server, query: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self.line.request("GET", "/sparql?" + urllib.parse.urlencode({"query": query}))

    def leave(self) -> None:
        """Hang up."""
        self.line.close()

    def reply(self) -> Reply:
        """Wait for the answer."""
        with contextlib.closing(self.line):
            reply = self.line.getresponse()
            return Reply(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())


def test_a_runaway_is_stopped_while_others_are_served(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("strict"), *CALM, "--deadline", "5") as server:
        expected = server.get(SMALL)
        assert len(expected.rows) == 3
        runaways = [Asking(server, RUNAWAY + f"# {n}") for n in range(2)]
        wait_until(lambda: server.gauge(SLOW) == 1)
        for _ in range(20):
            assert server.get(SMALL).body == expected.body
        for reply in (runaway.reply() for runaway in runaways):
            assert reply.status in (503, 504)  # the ones behind the first may wait too long for their turn
            assert "took over 5 s" in reply.text or "too busy to begin" in reply.text
        wait_until(lambda: server.gauge(SLOW) == 0)
        assert server.gauge("vngov_workers_killed_total") >= 1
        wait_until(lambda: server.gauge("vngov_workers_started_total") >= 3)
        assert server.get(SMALL).body == expected.body
        assert answers(f"{server.base}/healthz")


def test_a_full_queue_is_said(patient: Server) -> None:
    first = Asking(patient, RUNAWAY)
    wait_until(lambda: patient.gauge(SLOW) == 1)
    second = patient.get(RUNAWAY + "# another")
    assert (second.status, second.headers["retry-after"]) == (503, "5")
    assert "too many queries are waiting; try again in 5 seconds" in second.text
    assert patient.get(SMALL).status == 200
    first.leave()
    wait_until(lambda: patient.gauge(SLOW) == 0)


def test_the_query_of_a_client_that_left_ends(patient: Server) -> None:
    gone = Asking(patient, RUNAWAY)
    wait_until(lambda: patient.gauge(SLOW) == 1)
    gone.leave()
    wait_until(lambda: patient.gauge(SLOW) == 0)
    assert patient.get(SMALL).status == 200


def test_a_client_takes_no_more_than_its_share(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(tmp_path_factory.mktemp("share"), *CALM, "--queue", "2", *NEVER) as server:
        greedy = [Asking(server, RUNAWAY + f"# {n}") for n in range(5)]
        wait_until(lambda: server.gauge(SLOW) == 1)
        wait_until(lambda: server.gauge(WAITING) == 2)
        wait_until(lambda: server.gauge(QUICK) == 0)
        query = urllib.parse.urlencode({"query": SMALL})
        request = f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
        assert server.raw(request, source="127.0.0.2").startswith(b"HTTP/1.1 200 ")
        for one in greedy:
            one.leave()
        wait_until(lambda: server.gauge(SLOW) + server.gauge(WAITING) == 0)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a", "more memory than its limit"),
        ("SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT * WHERE { ?a ?b ?c . ?d ?e ?f } }", "more memory"),
        ("SELECT ?no WHERE { VALUES ?n { 1 2 3 4 5 } ?a ?b ?c }", "more than 100,000 rows"),
        ("CONSTRUCT { ?a ?b ?c . ?a <http://x/y> ?c } WHERE { ?a ?b ?c }", "more than 2,097,152 bytes"),
        ("SELECT * WHERE { ?a ?b ?c } LIMIT 20000", "more than 2,097,152 bytes"),
    ],
)
def test_an_answer_over_a_limit_is_no_answer(query: str, said: str, narrow: Server) -> None:
    """The status says so, or (if it was gone already) the connection breaks: never is it taken for whole."""
    try:
        reply = Asking(narrow, query).reply()
    except http.client.IncompleteRead:
        return
    assert reply.status == 500
    assert said in reply.text
    assert narrow.get(SMALL).status == 200


def test_a_long_answer_that_fails_is_broken_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Sorting takes far longer than a query may stay in the quick lane; what comes then is over the limit."""
    options = ("--workers", "2", "--memory", "4096", "--max-bytes", "3", "--quick", "0.05", *NEVER)
    with serving(tmp_path_factory.mktemp("broken"), *options) as server:
        many = "SELECT ?a ?b ?c WHERE { VALUES ?n { " + " ".join(map(str, range(16))) + " } ?a ?b ?c }"
        asking = Asking(server, many + " ORDER BY STR(?c) STR(?a) ?n")
        with pytest.raises(http.client.IncompleteRead) as broken:
            asking.reply()
        assert len(broken.value.partial) >= 1 << 20
        assert server.get(SMALL).status == 200


def test_a_query_too_deep_for_the_engine_ends_one_worker_only(patient: Server) -> None:
    query = "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 13_000) + " }"
    reply = patient.send("POST", "/sparql", {"Content-Type": "application/sparql-query"}, query.encode())
    assert reply.status in (200, 500)
    assert patient.get(SMALL).status == 200


SLOW_CLIENTS = {
    "silent": b"",
    "half_a_head": b"GET /sparql HTTP/1.1\r\nHost: x\r\n",
    "half_a_body": b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
    b"Content-Type: application/sparql-query\r\n\r\nASK",
}


def test_a_client_that_sends_too_slowly_is_let_go(patient: Server) -> None:
    found: dict[str, bytes] = {}

    def be_slow(name: str, data: bytes) -> None:
        with socket.create_connection(("127.0.0.1", patient.port), PATIENCE) as line:
            line.sendall(data)
            if name == "half_a_head":
                stop = threading.Event()
                threading.Thread(target=trickle, args=(line, stop), daemon=True).start()
                found[name] = read_all(line)
                stop.set()
            else:
                found[name] = read_all(line)

    threads = [threading.Thread(target=be_slow, args=case) for case in SLOW_CLIENTS.items()]
    for thread in threads:
        thread.start()
    assert patient.get(SMALL).status == 200
    for thread in threads:
        thread.join(PATIENCE)
    assert set(found) == set(SLOW_CLIENTS)
    for name, said in found.items():
        assert said.startswith(b"HTTP/1.1 408 ") or (name == "half_a_head" and not said), (name, said)


def trickle(line: socket.socket, stop: threading.Event) -> None:
    """Send a head that never ends."""
    with contextlib.suppress(OSError):
        while not stop.wait(0.2):
            line.sendall(b"X-More: 1\r\n")


HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
NONSENSE = {
    "two_lengths": HEAD + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}",
    "length_and_chunks": HEAD
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n",
    "chunk_without_size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nASK {}\r\n0\r\n\r\n",
    "chunk_too_short": HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nASK {}\r\n0\r\n\r\n",
    "negative_length": HEAD + b"Content-Length: -1\r\n\r\nASK {}",
    "length_with_plus": HEAD + b"Content-Length: +6\r\n\r\nASK {}",
    "encoding_twice": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "space_before_colon": HEAD + b"Content-Length : 6\r\n\r\nASK {}",
    "folded_field": HEAD + b"X-A: b\r\n\x00c: d\r\n\r\n",
    "no_host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two_hosts": b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "bare_line_feed_in_target": b"GET /sparql?query=\nX: y HTTP/1.1\r\nHost: x\r\n\r\n",
    "zero_in_field": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\x00b\r\n\r\n",
    "no_http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "head_too_long": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 70_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_once_and_the_connection_ends(name: str, patient: Server) -> None:
    said = patient.raw(NONSENSE[name])
    assert said.count(b"HTTP/1.1 ") == 1
    assert said.split(b" ", 2)[1] in (b"400", b"431"), said
    assert patient.get(SMALL).status == 200


@pytest.mark.parametrize("evil", ["a\r\nX-Evil: 1", "a\nSet-Cookie: x=1", "é\r\n\r\n<script>"])
def test_nothing_of_a_request_becomes_a_field_of_the_answer(evil: str, patient: Server) -> None:
    for name in ("query", "format", "default-graph-uri", "update"):
        path = "/sparql?" + urllib.parse.urlencode({"query": "ASK {}", name: evil})
        reply = patient.send("GET", path, {"Accept": "application/json"})
        assert reply.status in (400, 403, 406)
        assert not {"x-evil", "set-cookie"} & set(reply.headers)
        assert reply.kind == "application/json"


def test_many_connections_that_say_nothing_stop_nobody(patient: Server) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(socket.create_connection(("127.0.0.1", patient.port), PATIENCE))
        assert patient.get(SMALL).status == 200
