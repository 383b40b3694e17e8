"""How the server holds out: a crowd with runaway queries among it, and what HTTP adds to the engine.

    python benchmarks/serving.py crowd --minutes 10
    python benchmarks/serving.py overhead

Both start servers on 127.0.0.1, end them, and print their figures as JSON. Compare ratios, not milliseconds.
``crowd`` fails (exit code 1) on a wrong answer, a dead server, or a p95 over 10 times that of a lone client.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vngov import library, pipeline
from vngov.store import EmbeddedStore, Question, write_answer

CLIENTS = 200
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }} # {}"
SMALL = ("committees", "names-of", "topics-of", "seat-groups", "chairs", "origin-of")
TIMES = 10


@contextlib.contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run ``vngov serve`` until the block ends; yield its process and port."""
    command = [sys.executable, "-m", "vngov", "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout
        found = next(m for line in process.stdout if (m := re.match(r"open +http://[^:]+:([0-9]+)", line)))
        yield process, int(found[1])
    finally:
        process.terminate()
        process.wait(30)


def path_of(query: str) -> str:
    """Return the address of a query below its endpoint."""
    return "?" + urllib.parse.urlencode({"query": query})


def quantiles(values: Sequence[float]) -> dict[str, float]:
    """Return the quantiles of times in milliseconds."""
    cuts = statistics.quantiles(values, n=100, method="inclusive") if len(values) > 1 else [*values] * 99
    return {name: round(cuts[n] * 1000, 2) for name, n in (("p50", 49), ("p95", 94), ("p99", 98))}


# A crowd ---------------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What the clients of one phase saw."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: int = 0

    def figures(self) -> dict[str, Any]:
        """Return what is to be printed."""
        return {"answers": dict(self.statuses), "wrong": self.wrong, "ms": quantiles(self.times or [0])}


class Client:
    """A client with one connection from an address of its own."""

    def __init__(self, port: int, address: str) -> None:
        self._port, self._address = port, address
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of an answer."""
        if self._streams is None:
            source = (self._address, 0)
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, local_addr=source)
        reader, writer = self._streams
        writer.write(f"GET /sparql{path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = re.search(r"^content-length: ([0-9]+)", head, re.M)
        assert length, head
        body = await reader.readexactly(int(length[1]))
        if "connection: close" in head:
            self.close()
        return int(head[9:12]), body

    def close(self) -> None:
        """Hang up."""
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def ask_on(client: Client, seen: Seen, turn: int, pause: float, end: float, right: list[str]) -> None:
    """Ask small queries, one after another, until the end."""
    texts = [path_of(library.queries_by_name()[name].bind({})) for name in SMALL]
    await asyncio.sleep(pause * turn / CLIENTS)
    while time.monotonic() < end:
        which = turn % len(SMALL)
        begun = time.monotonic()
        try:
            status, body = await client.get(texts[which])
            seen.statuses[str(status)] += 1
            if status == 200:
                seen.times.append(time.monotonic() - begun)
                seen.wrong += hashlib.sha256(body).hexdigest() != right[which]
        except (OSError, asyncio.IncompleteReadError) as error:
            seen.statuses[type(error).__name__] += 1
            client.close()
        turn += 1
        await asyncio.sleep(max(0, pause - (time.monotonic() - begun)))
    client.close()


async def run_away(port: int, seen: Seen, end: float) -> None:
    """Send a query without end every second, each from another address and with another text."""
    tasks: set[asyncio.Task[None]] = set()

    async def one(n: int) -> None:
        client = Client(port, f"127.2.{n // 250 % 250}.{n % 250 + 1}")
        try:
            status, _ = await client.get(path_of(RUNAWAY.format(n)))
            seen.statuses[str(status)] += 1
            seen.wrong += status == 200
        except (OSError, asyncio.IncompleteReadError) as error:
            seen.statuses[type(error).__name__] += 1
        client.close()

    n = 0
    while time.monotonic() < end:
        tasks.add(asyncio.create_task(one(n)))
        n += 1
        await asyncio.sleep(1)
    await asyncio.gather(*tasks)


def memory_of(pid: int) -> float:
    """Return the MiB of a process and all below it, shared pages counted once."""
    total, wanted = 0, [pid]
    while wanted:
        pid = wanted.pop()
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            found = re.search(r"^Pss: +([0-9]+)", rollup, re.M)
            total += int(found[1]) if found else 0
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                wanted += map(int, children.read_text().split())
    return total / 1024


async def watch(pid: int, samples: list[float], end: float) -> None:
    """Sample the memory each second."""
    while time.monotonic() < end:
        samples.append(await asyncio.to_thread(memory_of, pid))
        await asyncio.sleep(1)


async def crowd_at(port: int, pid: int, seconds: float, pause: float) -> dict[str, Any]:
    """Return what a lone client, a crowd, and a crowd with runaways among it saw."""
    local = library.open_store()
    assert isinstance(local, EmbeddedStore)
    right = []
    for name in SMALL:
        digest = hashlib.sha256()
        write_answer(local, Question(library.queries_by_name()[name].bind({}), "json", "ttl"), digest.update)
        right.append(digest.hexdigest())
    alone, calm, stormy, runaways = Seen(), Seen(), Seen(), Seen()
    await ask_on(Client(port, "127.0.0.1"), alone, 0, 0.02, time.monotonic() + 10, right)
    samples: list[float] = []
    for seen, lasts in ((calm, min(seconds, 30.0)), (stormy, seconds)):
        end = time.monotonic() + lasts
        tasks = [
            ask_on(Client(port, f"127.1.0.{n % 250 + 1}"), seen, n, pause, end, right) for n in range(CLIENTS)
        ]
        if seen is stormy:
            tasks += [run_away(port, runaways, end), watch(pid, samples, end)]
        await asyncio.gather(*tasks)
    tenth = max(1, len(samples) // 10)
    return {
        "alone": alone.figures(),
        "crowd": calm.figures(),
        "crowd_with_runaways": stormy.figures(),
        "runaways": runaways.figures() | {"ms": None},
        "memory_mib": {
            "first_tenth": round(statistics.mean(samples[:tenth])),
            "last_tenth": round(statistics.mean(samples[-tenth:])),
            "most": round(max(samples)),
        },
    }


def crowd(minutes: float, pause: float, options: Sequence[str]) -> int:
    """Run the crowd; return the exit code."""
    with serving(*options) as (process, port):
        found = asyncio.run(crowd_at(port, process.pid, minutes * 60, pause))
        found["alive"] = process.poll() is None and fetch(port, "/healthz") == b"ok\n"
    ratio = found["crowd_with_runaways"]["ms"]["p95"] / found["alone"]["ms"]["p95"]
    found |= {"minutes": minutes, "clients": CLIENTS, "pause_s": pause, "p95_ratio_to_alone": round(ratio, 2)}
    print(json.dumps(found, indent=2))
    wrong = sum(found[phase]["wrong"] for phase in ("alone", "crowd", "crowd_with_runaways", "runaways"))
    return 0 if found["alive"] and not wrong and ratio <= TIMES else 1


def fetch(port: int, path: str) -> bytes:
    """Return what is at a path."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(line):
        line.request("GET", path)
        return line.getresponse().read()


# Overhead --------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[int]:
    """Run the server of Oxigraph over the same graph until the block ends; yield its port."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    dump = folder / "graph.nq"
    dump.write_text(pipeline.with_union(), encoding="utf-8")
    place = ["--location", str(folder / "db")]
    subprocess.run([program, "load", *place, "--file", str(dump)], check=True, capture_output=True)
    port = free_port()
    command = [program, "serve-read-only", *place, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                fetch(port, "/")
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    """Return a port that nobody listens on now."""
    import socket  # noqa: PLC0415 - nowhere else

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def over_http(port: int, endpoint: str) -> Callable[[str], int]:
    """Return a function that asks a server by a connection that stays open."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(query: str) -> int:
        line.request("GET", endpoint + path_of(query), headers={"Accept": "application/sparql-results+json"})
        reply = line.getresponse()
        body = reply.read()
        assert reply.status == 200, body[:200]
        return len(json.loads(body)["results"]["bindings"])

    return ask


def in_process(query: str) -> int:
    """Answer a query in this process, to the same bytes."""
    store, parts = library.open_store(), list[bytes]()
    assert isinstance(store, EmbeddedStore)
    write_answer(store, Question(query, "json", "ttl"), parts.append)
    return len(json.loads(b"".join(parts))["results"]["bindings"])


def overhead(rounds: int) -> int:
    """Measure the queries of the library three ways in turn; return the exit code."""
    texts = {name: query.bind({}) for name, query in library.queries_by_name().items()}
    with tempfile.TemporaryDirectory() as folder, oxigraph(Path(folder)) as theirs, serving() as (_, ours):
        ways = {
            "in_process": in_process,
            "vngov": over_http(ours, "/sparql"),
            "oxigraph": over_http(theirs, "/query"),
        }
        times: dict[str, dict[str, list[float]]] = {name: {way: [] for way in ways} for name in texts}
        for n in range(rounds + 1):
            for name, text in texts.items():
                rows = set()
                for way, ask in ways.items():
                    begun = time.perf_counter()
                    rows.add(ask(text))
                    if n:  # the first round warms up
                        times[name][way].append(time.perf_counter() - begun)
                assert len(rows) == 1, (name, rows)
    middle = {name: {way: statistics.median(t) for way, t in found.items()} for name, found in times.items()}
    print(json.dumps({"rounds": rounds, "queries": len(texts), **compared(middle, times)}, indent=2))
    return 0


def compared(middle: dict[str, dict[str, float]], times: dict[str, dict[str, list[float]]]) -> dict[str, Any]:
    """Return the ratios: over the sum of all queries in each round, and query by query by its median."""
    found: dict[str, Any] = {}
    for one, other in (("vngov", "in_process"), ("vngov", "oxigraph")):
        rounds = range(len(next(iter(times.values()))[one]))
        whole = [
            sum(t[one][n] for t in times.values()) / sum(t[other][n] for t in times.values()) for n in rounds
        ]
        each = sorted((found[one] / found[other], name) for name, found in middle.items())
        cuts = statistics.quantiles(whole, n=4, method="inclusive")
        found[f"{one}/{other}"] = {
            "all_queries": {"median": round(cuts[1], 2), "quartiles": [round(cuts[0], 2), round(cuts[2], 2)]},
            "by_query": {
                "geometric_mean": round(statistics.geometric_mean(r for r, _ in each), 2),
                "least": [round(each[0][0], 2), each[0][1]],
                "most": [round(each[-1][0], 2), each[-1][1]],
            },
        }
    found["median_ms"] = {
        name: {way: round(t * 1000, 2) for way, t in ways.items()} for name, ways in middle.items()
    }
    return found


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    kinds = parser.add_subparsers(dest="kind", required=True)
    of_crowd = kinds.add_parser("crowd")
    of_crowd.add_argument("--minutes", type=float, default=10)
    of_crowd.add_argument("--pause", type=float, default=4, help="seconds between two questions of a client")
    of_crowd.add_argument("options", nargs="*", help="options of vngov serve, after --")
    kinds.add_parser("overhead").add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    if asked.kind == "crowd":
        return crowd(asked.minutes, asked.pause, asked.options or ["--deadline", "10"])
    return overhead(asked.rounds)


if __name__ == "__main__":
    sys.exit(main())
