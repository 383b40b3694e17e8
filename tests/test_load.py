"""``vngov load``: what arrives, what is sent again, and what happens when the way or the server breaks."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

import oxigraph
from conftest import Ran
from faults import Fault, Proxy, proxying
from loopback import free_port
from vngov.errors import BadInputError, EndpointError, OutputError
from vngov.store import (
    Credentials,
    EmbeddedStore,
    GraphStore,
    Journal,
    RemoteStore,
    Sender,
    Target,
    Union,
    Update,
    target,
    write_store,
)
from vngov.terms import BASE
from vngov.transfer.copy import Transfer, transfer
from vngov.transfer.ways import find_together

pytestmark = pytest.mark.xdist_group("load")


def quad(number: int, graph: int) -> str:
    return f'<urn:s> <urn:p> "{number}" <{BASE}graph/g{graph}> .\n'


FOUR = "".join(quad(number, graph) for graph in range(4) for number in range(graph, graph + 3))
"""Four graphs of three statements; the union has six."""


def names(*numbers: int) -> list[str]:
    return [f"{BASE}graph/g{number}" for number in numbers]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph.serving(tmp_path_factory.mktemp("server") / "db") as url:
        yield url


@pytest.fixture
def proxy(server: str) -> Iterator[Proxy]:
    update = f"{server}/update"
    Sender(update).send("POST", update, b"DROP ALL", "application/sparql-update")
    with proxying(server) as made:
        yield made


def run(
    proxy: Proxy,
    journal: Path,
    nquads: str = FOUR,
    union: Union | None = "default",
    protocol: str = "gsp",
    credentials: Credentials | None = None,
) -> Transfer:
    path = {"gsp": "store", "update": "update"}[protocol]
    sender = Sender(f"{proxy.url}/{path}", credentials, 60, pause=lambda _: None)
    reader = RemoteStore(f"{proxy.url}/query", 60)
    source = EmbeddedStore.in_memory(nquads)
    return transfer(source, reader, target(sender, protocol), Journal.read(journal), union, lambda _: None)


@pytest.mark.parametrize("protocol", ["gsp", "update"])
def test_a_second_load_sends_what_changed(protocol: str, proxy: Proxy, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    first = run(proxy, journal, protocol=protocol)
    assert first.loaded.sent == [*names(0, 1, 2, 3), ""]
    assert (first.loaded.statements, first.compared, first.differences) == (18, 4, [])
    again = run(proxy, journal, protocol=protocol)
    assert (again.loaded.sent, again.loaded.kept) == ([], first.loaded.sent)
    changed = FOUR.replace(quad(5, 3), quad(9, 3)).replace("".join(quad(n, 0) for n in range(3)), "")
    third = run(proxy, journal, changed, protocol=protocol)
    assert (third.loaded.sent, third.loaded.dropped) == ([*names(3), ""], names(0))
    assert third.differences == []


def test_the_union_is_found_out(proxy: Proxy, tmp_path: Path) -> None:
    assert run(proxy, tmp_path / "journal", union=None).union == "default"
    assert not any("probe" in str(row) for row in RemoteStore(f"{proxy.url}/query").select(GRAPHS).rows)


GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def test_a_server_that_repeats_statements_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "db"
    with oxigraph.serving(folder, "--union-default-graph") as url, proxying(url) as proxy:
        with pytest.raises(EndpointError, match="once for each graph"):
            run(proxy, tmp_path / "journal", union=None)
        assert run(proxy, tmp_path / "journal", union="none").differences == []


def test_large_graphs_go_in_parts(proxy: Proxy, tmp_path: Path) -> None:
    sender = Sender(f"{proxy.url}/store")
    source = EmbeddedStore.in_memory(FOUR)
    to = GraphStore(sender, at_once=2)
    reader = RemoteStore(f"{proxy.url}/query")
    done = transfer(source, reader, to, Journal.read(tmp_path / "journal"), "default", lambda _: None)
    assert done.differences == []
    assert [line.split()[0] for line in proxy.passed] == ["PUT", "POST"] * 4 + ["PUT", "POST", "POST"]


@pytest.mark.parametrize("protocol", ["gsp", "update"])
def test_new_graphs_go_together(protocol: str, proxy: Proxy, tmp_path: Path) -> None:
    """As many as fit into a request; one that changed later is replaced alone."""
    source, reader = EmbeddedStore.in_memory(FOUR), RemoteStore(f"{proxy.url}/query")
    sender = Sender(f"{proxy.url}/{'store' if protocol == 'gsp' else 'update'}")
    to: Target = Update(sender, 7) if protocol == "update" else GraphStore(sender, 7, together=True)
    journal = Journal.read(tmp_path / "journal")
    assert transfer(source, reader, to, journal, "default", lambda _: None).differences == []
    first, last = {"gsp": ("POST", "PUT"), "update": ("POST", "POST")}[protocol]
    assert [line.split()[0] for line in proxy.passed] == [first, first, last]
    changed = EmbeddedStore.in_memory(FOUR.replace(quad(5, 3), quad(9, 3)))
    done = transfer(changed, reader, to, Journal.read(tmp_path / "journal"), "default", lambda _: None)
    assert (done.loaded.sent, done.differences) == ([*names(3), ""], [])
    assert len(proxy.passed) == 5


def test_graphs_that_were_on_their_way_together_are_replaced(proxy: Proxy, tmp_path: Path) -> None:
    source, reader = EmbeddedStore.in_memory(FOUR), RemoteStore(f"{proxy.url}/query")
    sender = Sender(f"{proxy.url}/store", pause=lambda _: None)
    to = GraphStore(sender, 7, together=True)
    proxy.plan = lambda number: "cut" if number >= 2 else None
    with pytest.raises(EndpointError, match="6 times"):
        transfer(source, reader, to, Journal.read(tmp_path / "journal"), "default", lambda _: None)
    proxy.plan = lambda _: None
    done = transfer(source, reader, to, Journal.read(tmp_path / "journal"), "default", lambda _: None)
    assert (done.loaded.kept, done.differences) == (names(0, 1), [])
    assert proxy.puts == [*(f"/store?graph={quote(name, '')}" for name in names(2, 3)), "/store?default"]


def test_whether_graphs_may_go_together_is_found_out(proxy: Proxy) -> None:
    plain = RemoteStore(f"{proxy.url}/query", union=False)
    to = GraphStore(Sender(f"{proxy.url}/store"))
    assert find_together(plain, to).together
    proxy.plan = lambda _: "swallow"
    assert not find_together(plain, to).together
    proxy.plan = lambda _: "busy"
    assert find_together(plain, to) is to
    proxy.plan = lambda _: None
    assert plain.select(GRAPHS).rows == ()


def test_a_journal_without_room_ends_the_load(
    proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line that did not fit is gone, and the next run goes on from what was noted."""
    journal = tmp_path / "journal"
    full = OSError(errno.ENOSPC, "No space left on device")

    def fsync(handle: int) -> None:
        if os.fstat(handle).st_size > 600:
            raise full

    monkeypatch.setattr("vngov.store.journal.os.fsync", fsync)
    with pytest.raises(OutputError, match="No space left"):
        run(proxy, journal)
    assert 0 < journal.stat().st_size <= 600
    monkeypatch.undo()
    done = run(proxy, journal)
    assert done.loaded.kept
    assert done.differences == []


@pytest.mark.parametrize("fault", ["busy", "cut"])
def test_a_server_that_is_away_for_a_while_is_waited_for(fault: Fault, proxy: Proxy, tmp_path: Path) -> None:
    proxy.plan = lambda number: fault if 3 <= number <= 6 else None
    assert run(proxy, tmp_path / "journal").differences == []
    assert len(proxy.puts) == 5


@pytest.mark.parametrize("fault", ["busy", "cut"])
def test_a_load_that_was_given_up_goes_on_later(fault: Fault, proxy: Proxy, tmp_path: Path) -> None:
    proxy.plan = lambda number: fault if number >= 3 else None
    with pytest.raises(EndpointError, match="6 times"):
        run(proxy, tmp_path / "journal")
    proxy.plan = lambda _: None
    done = run(proxy, tmp_path / "journal")
    assert (done.loaded.kept, done.loaded.sent) == (names(0, 1), [*names(2, 3), ""])
    assert done.differences == []


def test_a_line_that_a_crash_cut_off_is_forgotten(proxy: Proxy, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    run(proxy, journal)
    journal.write_bytes(journal.read_bytes()[:-7])
    done = run(proxy, journal)
    assert (done.loaded.sent, done.loaded.kept) == ([""], names(0, 1, 2, 3))


def test_what_the_server_lost_is_sent_again(proxy: Proxy, tmp_path: Path) -> None:
    run(proxy, tmp_path / "journal")
    Sender(f"{proxy.url}/store").send("DELETE", f"{proxy.url}/store?graph={names(2)[0]}")
    assert run(proxy, tmp_path / "journal").loaded.sent == names(2)


def test_a_difference_is_named(proxy: Proxy, tmp_path: Path) -> None:
    proxy.plan = lambda number: "swallow" if number == 2 else None
    assert run(proxy, tmp_path / "journal").differences == [
        f"{names(1)[0]}: 0 statements are there, 3 were sent",
        *(f'{names(1)[0]}: missing: <urn:s> <urn:p> "{n}"' for n in (1, 2, 3)),
    ]


def test_who_loads_is_said_when_asked(proxy: Proxy, tmp_path: Path) -> None:
    proxy.plan = lambda _: None if proxy.authorization[-1] == "Basic YTpi" else "unknown user"
    assert run(proxy, tmp_path / "journal", credentials=Credentials("a", "b")).differences == []
    with pytest.raises(EndpointError, match=r"\(401\); check VNGOV_ENDPOINT_USER"):
        run(proxy, tmp_path / "other", credentials=Credentials("a", "c"))
    with pytest.raises(EndpointError, match=r"\(401\); set VNGOV_ENDPOINT_USER"):
        run(proxy, tmp_path / "third")


def test_the_server_restarts_in_the_middle(tmp_path: Path) -> None:
    port = free_port()
    with ExitStack() as first, ExitStack() as second:
        url = first.enter_context(oxigraph.serving(tmp_path / "db", port=port))
        proxy = second.enter_context(proxying(url))

        def restart(number: int) -> Fault:
            if number != 3:
                return None
            first.close()
            second.enter_context(oxigraph.serving(tmp_path / "db", port=port))
            return "cut"

        proxy.plan = restart
        assert run(proxy, tmp_path / "journal").differences == []


def test_a_killed_load_goes_on(proxy: Proxy, tmp_path: Path) -> None:
    """SIGKILL while the third graph is on its way."""
    write_store(tmp_path / "store", FOUR)
    reached, killed = threading.Event(), threading.Event()

    def wait(number: int) -> Fault:
        if number < 3:
            return None
        reached.set()
        killed.wait(30)
        return "cut"

    proxy.plan = wait
    journal = tmp_path / "journal"
    command = [sys.executable, "-m", "vngov", "load", "--store", str(tmp_path), "--union", "default"]
    command += ["--load-endpoint", f"{proxy.url}/store", "--endpoint", f"{proxy.url}/query"]
    process = subprocess.Popen([*command, "--journal", str(journal)])
    assert reached.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    killed.set()
    proxy.plan = lambda _: None
    done = run(proxy, journal)
    assert (done.loaded.kept, done.loaded.sent) == (names(0, 1), [*names(2, 3), ""])
    assert done.differences == []


def test_another_file_is_no_journal(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text('{"graph": "x"}\n', encoding="utf-8")
    with pytest.raises(BadInputError, match=r"journal:1: this is no journal"):
        Journal.read(tmp_path / "journal")


@pytest.mark.parametrize(
    ("case", "path", "code"),
    [("load-down", "down", 2), ("load-no-store", "nothing-here", 2), ("load-done", "store", 0)],
)
def test_command(
    case: str,
    path: str,
    code: int,
    proxy: Proxy,
    tmp_path: Path,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
) -> None:
    write_store(tmp_path / "store", FOUR)
    url = f"http://127.0.0.1:{free_port()}" if path == "down" else proxy.url
    where = ["--load-endpoint", f"{url}/{path}", "--endpoint", f"{url}/query", "--union", "default"]
    ran = vngov("load", "--store", str(tmp_path / "store"), *where)
    assert ran.code == code
    golden(f"errors/{case}.txt", (ran.out + ran.err).replace(url, "http://server"))


def test_command_with_a_difference(proxy: Proxy, tmp_path: Path, vngov: Callable[..., Ran]) -> None:
    write_store(tmp_path / "store", FOUR)
    proxy.plan = lambda number: "swallow" if number == 2 else None
    where = [
        "--load-endpoint",
        f"{proxy.url}/store",
        "--endpoint",
        f"{proxy.url}/query",
        "--union",
        "default",
    ]
    ran = vngov("load", "--store", str(tmp_path / "store"), *where)
    assert ran.code == 1
    assert "the server differs in 4 places" in ran.err
    checked = vngov("load", "--store", str(tmp_path / "store"), "--endpoint", f"{proxy.url}/query", "--check")
    assert (checked.code, checked.err.count("missing:")) == (1, 3)


def test_check_sends_nothing(proxy: Proxy, tmp_path: Path, vngov: Callable[..., Ran]) -> None:
    write_store(tmp_path / "store", FOUR)
    run(proxy, tmp_path / "journal")
    written = proxy.count
    ran = vngov("load", "--store", str(tmp_path / "store"), "--endpoint", f"{proxy.url}/query", "--check")
    assert (ran.code, ran.err, proxy.count) == (0, "", written)


@pytest.mark.parametrize("options", [[], ["--check", "--load-endpoint", "http://x/"]])
def test_a_load_has_one_purpose(options: list[str], vngov: Callable[..., Ran]) -> None:
    ran = vngov("load", "--endpoint", "http://x/", *options)
    assert (ran.code, ran.err) == (2, "vngov: give --load-endpoint to load, or --check to compare\n")
