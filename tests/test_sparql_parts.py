"""The parts of the endpoint one by one: guard, turns, formats, results, the application, its start."""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
import platform
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from conftest import ROOT
from vngov import pipeline, prebuilt
from vngov.server import app, guard, worker
from vngov.server.negotiation import GRAPHS, TABLES
from vngov.server.queue import Lane
from vngov.server.refusal import RefusalError
from vngov.server.reply import HELD, Spool, send_spool
from vngov.server.served import Served
from vngov.store import EmbeddedStore, Question, TooLargeError, write_answer

# The guard -------------------------------------------------------------------------------------------------

HIDDEN = [
    "# SERVICE\n", "'SERVICE'", '"a \\" SERVICE"', "'''SERVICE ' '' SERVICE'''", '"""SERVICE"""',
    "<http://x/SERVICE>", "<http://x/#> # SERVICE\n", "?SERVICE", "x:SERVICE", '"a"@en-SERVICE',
    "x:a\\'SERVICE",
]  # fmt: skip
OPEN = [
    "SERVICE <http://x/> {}", "service?s{}", "SeRvIcE SILENT x:y {}", "SERVICESILENT<http://x/>{}",
    "SERVICE:a{}", "SERVICEx:a{}", "SERVICESILENTx:a{}", "a.SERVICE<http://x/>{}",
    "trueSERVICE<http://x/>{}", "?a<1#>\nSERVICE ?s {}", "?a<x:y#>\nSERVICE ?s {}", "?a<'x>' SERVICE ?s {}",
    "'a' # '\nSERVICE ?s {}", "'\\\\' SERVICE ?s {} #'", "<a b> SERVICE ?s {}", "1SERVICE<http://x/>{}",
    "<a\\u0041#b> SERVICE ?s {}",
]  # fmt: skip


@pytest.mark.parametrize("text", HIDDEN)
def test_a_word_in_a_string_an_iri_or_a_comment_is_no_service(text: str) -> None:
    assert not guard.read(f"ASK {{ ?s ?p {text} }}").service


@pytest.mark.parametrize("text", OPEN)
def test_a_service_is_found_however_it_is_written(text: str) -> None:
    assert guard.read(f"ASK {{ {text} }}").service


STORE = ox.Store()
STORE.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("a")))
SERVICE = "SERVICE <http://127.0.0.1:9/> { ?q ?r ?t }"  # a port that the engine's client refuses by itself
PIECES = [
    SERVICE, SERVICE.lower(), SERVICE.replace("E <", "E<"), "{", "}", "(", ")", "<", ">", "<1#>", "#", "\n",
    "'", '"', "SERVICE", "SERVICEx:", "<http://127.0.0.1:9/>",
    '"""', "'''", "\\", "?s ?p ?o", " . ", "FILTER", "?s", "true", "1", "x:a", "x:", "OPTIONAL", "UNION",
    "BIND(1 AS ?b)",
    "<http://x/#>", "@en", "a", "_:b", ";", ",", "&&", "||", "EXISTS",
]  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from(["", " "]))
def test_what_the_engine_takes_for_a_service_the_guard_does_too(pieces: list[str], between: str) -> None:
    text = "PREFIX x: <http://x/> SELECT * { " + between.join(pieces) + " }"
    try:
        list(STORE.query(text))  # type: ignore[arg-type] # a SELECT gives rows
    except OSError:
        assert guard.read(text).service
    except (SyntaxError, ValueError):
        pass


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(alphabet="SERVIC<>#'\"\\?:@{}()\n ex1.-", max_size=60))
def test_the_guard_reads_anything(text: str) -> None:
    reading = guard.read(text)
    assert 0 <= reading.depth <= text.count("{") + text.count("(")


@pytest.mark.parametrize(
    "piece",
    ["a.", "a-", "<a", "<", '"""\\', "'''", "'", '"', "?a<b#c>", "x:", ":", "{", "\\", "#", "@a-", "_"],
)
def test_the_guard_takes_time_by_length_only(piece: str) -> None:
    """Half a million characters: were the time to grow with the square, this would not end."""
    guard.read(piece * (500_000 // len(piece)))


@pytest.mark.parametrize(
    ("text", "form", "update"),
    [
        ("select * {}", "SELECT", None),
        ("BASE <http://x/> PREFIX select: <http://x/> ASK{}", "ASK", None),
        ("PREFIX : <http://x/> # SELECT\nCONSTRUCT {} WHERE {}", "CONSTRUCT", None),
        ("DESCRIBE<http://x/>", "DESCRIBE", None),
        ("prefix x: <http://x/> insert data {}", None, "INSERT"),
        ("nonsense", None, None),
        ("", None, None),
    ],
)
def test_the_form_is_the_first_word(text: str, form: str | None, update: str | None) -> None:
    reading = guard.read(text)
    assert (reading.form, reading.update) == (form, update)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <a> FROM <http://x/b> {}",
        "SELECT * FROM x:a FROM <http://x/b> {}",
        "PREFIX x: <x#> SELECT * FROM x:a FROM x:b {}",
        "SELECT * FROM <http://x/\\u0041> FROM <http://x/b> {}",
        "SELECT * { ?s ?p ' FROM <http://x/a> FROM <http://x/b> ' }",
        "SELECT * FROM",
        "FROM FROM",
        "PREFIX",
        "",
    ],
)
def test_graphs_that_are_not_clear_are_left_to_the_engine(text: str) -> None:
    assert guard.dataset(text) is None


# Turns -----------------------------------------------------------------------------------------------------


def run(test: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    @functools.wraps(test)
    def sync() -> None:
        with ThreadPoolExecutor(1) as thread:  # the browser's tests leave a loop running in this one
            thread.submit(lambda: asyncio.run(test())).result()  # type: ignore[arg-type] # a coroutine function

    del sync.__dict__["__wrapped__"]
    return sync


async def enter(lane: Lane, client: str, order: list[str]) -> str:
    try:
        await lane.enter(client)
    except RefusalError as error:
        return f"{error.status} {client}"
    order.append(client)
    return client


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@run
async def test_clients_take_turns() -> None:
    lane, order = Lane(1, 1, 10, 3600), list[str]()
    await lane.enter("first")
    tasks = [asyncio.create_task(enter(lane, client, order)) for client in ("a", "a", "a", "b", "c")]
    await settle()
    assert (lane.busy, lane.waiting) == (1, 5)
    lane.leave("first")
    while len(order) < 5:
        await settle()
        lane.leave(order[-1])
    await asyncio.gather(*tasks)
    assert order == ["a", "b", "c", "a", "a"]


@run
async def test_a_client_leaves_places_to_others() -> None:
    lane, order = Lane(3, 2, 10, 3600), list[str]()
    tasks = [asyncio.create_task(enter(lane, client, order)) for client in ("a", "a", "a", "b")]
    await settle()
    assert (order, lane.waiting) == (["a", "a", "b"], 1)
    lane.leave("b")
    await settle()
    assert lane.waiting == 1
    lane.leave("a")
    await asyncio.gather(*tasks)
    assert (order, lane.busy) == (["a", "a", "b", "a"], 2)


@run
async def test_a_full_queue_refuses_the_greedy() -> None:
    lane, order = Lane(1, 1, 3, 3600), list[str]()
    await lane.enter("first")
    tasks = [asyncio.create_task(enter(lane, client, order)) for client in ("a", "a", "a", "a", "b", "c")]
    await settle()
    done = [task.result() for task in tasks if task.done()]
    assert sorted(done) == ["503 a", "503 a", "503 a"]
    assert lane.waiting == 3
    lane.leave("first")
    while len(order) < 3:
        await settle()
        lane.leave(order[-1])
    await asyncio.gather(*tasks)
    assert order == ["a", "b", "c"]
    await settle()
    assert (lane.busy, lane.waiting) == (0, 0)


@run
async def test_who_gives_up_holds_nothing() -> None:
    lane = Lane(1, 1, 10, 3600)
    await lane.enter("first")
    tasks = [asyncio.create_task(lane.enter(client)) for client in ("a", "b")]
    await settle()
    tasks[0].cancel()
    await settle()
    lane.leave("first")
    tasks[1].cancel()  # it has its place already, and does not know
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (lane.busy, lane.waiting) == (0, 0)
    assert lane.take("c")


@run
async def test_who_waits_too_long_is_told() -> None:
    lane = Lane(1, 1, 10, 0)
    async with lane.place("first"):
        with pytest.raises(RefusalError, match="too busy to begin"):
            await lane.enter("a")
    assert (lane.busy, lane.waiting) == (0, 0)


# Formats and results ---------------------------------------------------------------------------------------


def test_every_name_of_a_format_leads_to_one() -> None:
    for family in (TABLES, GRAPHS):
        assert set(family.names.values()) == set(family.types)
        for name, key in family.names.items():
            assert family.choose(None, [name]) == (key, family.types[key][0])
        assert family.choose("image/png", ["unknown"]) is None
        assert family.choose("image/*;q=1, */*;q=0.1") == next((k, t[0]) for k, t in family.types.items())


NASTY = [
    "},{",
    '"},{"',
    "[{",
    "\\",
    '\\"',
    "<result>",
    "a\nb",
    'a"\nb',
    "\r\n",
    "",
    "é",
    "}}]}}",
    '\\\\"},{"',
]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("size", [0, 1, 2, 999, 30_000])
def test_rows_are_counted_whatever_they_hold(form: str, size: int) -> None:
    values = [json.dumps(text, ensure_ascii=False) for text in NASTY]
    pairs = itertools.cycle(itertools.pairwise(values))
    rows = " ".join(f"({a} {b})" for a, b in itertools.islice(pairs, size))
    query = f"SELECT ?a ?none ?b {{ VALUES (?a ?b) {{ {rows} }} }}"
    store, parts = EmbeddedStore.in_memory(), list[bytes]()
    written = write_answer(store, Question(query, form, "ttl"), parts.append)
    assert (written.rows, written.size) == (size, sum(map(len, parts)))
    if size:
        with pytest.raises(TooLargeError, match=f"more than {size - 1:,} rows"):
            write_answer(store, Question(query, form, "ttl", rows=size - 1), parts.append)
        with pytest.raises(TooLargeError, match=f"more than {written.size - 1:,} bytes"):
            write_answer(store, Question(query, form, "ttl", size=written.size - 1), parts.append)
    assert (
        write_answer(store, Question(query, form, "ttl", rows=size, size=written.size), parts.append)
        == written
    )


def test_an_answer_without_columns_is_counted_too() -> None:
    written = write_answer(
        EmbeddedStore.in_memory(), Question("SELECT * { VALUES () { () () () } }", "json", "ttl"), bytes
    )
    assert written.rows == 3


class Wire:
    """What an application sends."""

    def __init__(self) -> None:
        self.messages: list[Any] = []

    async def send(self, message: Any) -> None:
        self.messages.append(message)

    @property
    def whole(self) -> bool:
        return not self.messages[-1].get("more_body", False)

    @property
    def body(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self.messages)


@run
async def test_an_answer_that_fails_on_its_way_is_left_unfinished() -> None:
    for fails in (True, False):
        spool, wire = Spool(), Wire()
        spool.add(b"x" * (HELD - 1))
        spool.let_flow()
        assert not spool.flows
        spool.add(b"y")
        assert spool.flows

        async def work(fails: bool = fails, spool: Spool = spool) -> None:
            await asyncio.sleep(0)
            spool.add(b"z")
            if fails:
                raise RefusalError(500, "too large")

        task: asyncio.Task[object] = asyncio.create_task(work())
        task.add_done_callback(lambda _, spool=spool: spool.end())
        went = await send_spool({"method": "GET"}, wire.send, spool, {"A": "b"}, task)
        assert went is wire.whole is not fails
        assert wire.messages[0] == {"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]}
        assert wire.body.startswith(b"x" * (HELD - 1) + b"y")
        spool.close()


# The application, and its start ----------------------------------------------------------------------------


async def ask(target: Any, path: str, accept: str = "", host: str = "x") -> tuple[int, dict[str, str], bytes]:
    wire = Wire()
    headers = [(b"host", host.encode()), (b"accept", accept.encode())]
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": headers, "scheme": "http", "root_path": "", "server": ("x", 80),
        "client": ("127.0.0.1", 1), "http_version": "1.1",
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    await target(scope, receive, wire.send)
    start = wire.messages[0]
    return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, wire.body


@run
async def test_pages_stand_beside_the_endpoint() -> None:
    async def page(request: Request) -> PlainTextResponse:
        return PlainTextResponse("<p>a page</p>" * 200, media_type="text/html")

    async def broken(request: Request) -> PlainTextResponse:
        raise RuntimeError("secret")

    served = Served(EmbeddedStore.in_memory(), "digest", root_path="/vngov")
    made = app.make(served, [Route("/vi/", page), Route("/broken", broken)])
    status, headers, body = await ask(made, "/vi/")
    assert (status, body[:13]) == (200, b"<p>a page</p>")
    assert "script-src 'self' 'wasm-unsafe-eval'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    status, headers, _ = await ask(made, "/vngov/sparql", "text/html,*/*;q=0.8")
    assert (status, headers["location"]) == (303, "vi/query.html")
    status, headers, _ = await ask(made, "/vngov/sparql", "text/turtle, text/html;q=0.9")
    assert (status, headers["content-type"]) == (200, "text/turtle; charset=utf-8")
    status, _, body = await ask(made, "/nowhere")
    assert (status, body) == (404, b"there is nothing at this address\n")
    assert (await ask(made, "/healthz"))[0] == 503  # no workers were started
    with pytest.raises(RuntimeError):  # what the server logs; the client sees no more than that it happened
        await ask(made, "/broken")


def test_the_prebuilt_graph_is_the_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "made" / "graph.nq.gz"
    text = pipeline.with_union()
    prebuilt.write(text, path)
    first = path.read_bytes()
    prebuilt.write(text, path)
    assert path.read_bytes() == first
    monkeypatch.setattr(prebuilt, "FILE", path)
    loaded = prebuilt.load()
    assert loaded == text.encode()
    assert set(EmbeddedStore.of_bytes(loaded).engine) == set(pipeline.in_memory().engine)
    monkeypatch.setattr(prebuilt, "digest", lambda: "another")
    assert prebuilt.load() is None
    path.write_bytes(b"no gzip")
    assert prebuilt.load() is None
    path.unlink()
    assert prebuilt.load() is None


def test_a_changed_input_changes_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = prebuilt.digest()
    for name, sub, file in (
        ("ontology", "", "x.ttl"),
        ("data", "a/b", "x.yaml"),
        ("queries", "link", "x.rq"),
    ):
        folder = tmp_path / name
        (folder / sub).mkdir(parents=True)
        (folder / sub / file).write_text("x", encoding="utf-8")

        def elsewhere(wanted: str, name: str = name, folder: Path = folder) -> Path:
            return folder if wanted == name else ROOT / wanted

        monkeypatch.setattr("vngov.resources.folder", elsewhere)
        prebuilt.digest.cache_clear()
        assert prebuilt.digest() != before, name
    monkeypatch.undo()
    prebuilt.digest.cache_clear()
    assert prebuilt.digest() == before


@pytest.mark.parametrize("command", ["serve", "query", "cite"])
def test_a_command_loads_no_more_than_it_needs(command: str) -> None:
    heavy = {
        "serve": "networkx pyshacl shacl pydantic pandas",
        "query": "networkx pyshacl shacl pydantic uvicorn",
    }
    code = (
        f"import sys, vngov.cli.app as a; a.load({command!r}); "
        f"print(*sorted(set({heavy.get(command, 'networkx uvicorn')!r}.split()) & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"


def test_a_worker_without_its_graph_says_so() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(worker.pack_question(Question("ASK {}", "json", "ttl")))
        ours.shutdown(socket.SHUT_WR)
        worker.refuse(theirs, "the graph was replaced; start the server again")
        kind, size = worker.HEADER.unpack(ours.recv(worker.HEADER.size))
        assert (kind, json.loads(ours.recv(size))[0]) == (b"F", 503)


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the kernel's filter is written for Linux on x86_64 and aarch64; elsewhere the guard stands alone",
)
def test_a_worker_has_no_network() -> None:
    code = (
        "import socket\n"
        "from vngov.server import cell\n"
        "import pyoxigraph as ox\n"
        "assert cell.deny_sockets()\n"
        "for f in (lambda: socket.socket(), lambda: list(ox.Store().query("
        "'SELECT * { SERVICE <http://127.0.0.1:8099/> { ?s ?p ?o } }'))):\n"
        "    try: f()\n"
        "    except OSError as error: print('denied' if 'ermission' in str(error) else error)\n"
        "a, b = socket.socketpair()\n"
        "print('pair')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "denied\ndenied\npair\n"
