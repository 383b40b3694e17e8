"""Engines beside the one inside vngov, each started on 127.0.0.1, empty, and removed at the end.

python benchmarks/engines.py virtuoso [--memory 2000]
python benchmarks/engines.py oxigraph

prints the addresses of the engine and runs it until Ctrl-C. From Python::

    with virtuoso(memory=2000) as engine:
        engine.query, engine.graphs, engine.update   # addresses; user and password of Virtuoso: dba, dba
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST = 900
"""Seconds after which a server stops by itself, should who started it be killed before it can do so."""

MOST_ROWS = 1_000_000
SLOWEST = 120
"""Rows of Virtuoso's longest answer, and seconds after which it gives a query up."""

_BUFFER = 8
"""Kilobytes of a buffer of Virtuoso."""

_SETTINGS = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
CaseMode = 2
CheckpointInterval = 0
AllowOSCalls = 0
DirsAllowed = {dumps}
MaxMemPoolSize = 200000000
MaxQueryMem = 500M
ThreadsPerQuery = 1
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}

[HTTPServer]
ServerPort = 127.0.0.1:{http_port}
ServerRoot = {dumps}
ServerThreads = 5
EnabledDavVSP = 0
HTTPProxyEnabled = 0
Charset = UTF-8

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}

[Plugins]
"""


@dataclass(frozen=True)
class Engine:
    """A running engine: where it answers queries, takes graphs and takes updates, and its folder."""

    query: str
    graphs: str
    update: str
    folder: Path
    sql: str = ""
    """Where Virtuoso speaks SQL: ``isql-vt HOST:PORT dba dba``."""


def found(name: str) -> str | None:
    """Return the path of a program, also of those that only administrators have in their path."""
    folders = os.pathsep.join(
        [os.environ.get("PATH", os.defpath), "/usr/sbin", str(Path(sys.executable).parent)]
    )
    return shutil.which(name, path=folders)


@contextlib.contextmanager
def virtuoso(memory: int = 80, longest: int = LONGEST, slowest: int = SLOWEST) -> Iterator[Engine]:
    """Run a new, empty Virtuoso 7 with so many MB of buffers on two free ports; nothing of it stays.

    :raises ServerError: if it is not installed, or does not start.
    """
    with tempfile.TemporaryDirectory(prefix="vngov-virtuoso-") as name:
        folder = Path(name)
        dumps = folder / "dumps"
        dumps.mkdir()
        sql, http = free_port(), free_port()
        buffers = memory * 1000 // _BUFFER
        settings = _SETTINGS.format(
            sql_port=sql, http_port=http, dumps=dumps, rows=MOST_ROWS, seconds=slowest,
            buffers=buffers, dirty=buffers * 3 // 5,
        )  # fmt: skip
        (folder / "virtuoso.ini").write_text(settings, encoding="utf-8")
        url = f"http://127.0.0.1:{http}"
        command = [
            _program("virtuoso-t", "the Debian package virtuoso-opensource-7"),
            "+foreground",
            "+configfile",
        ]
        command.append(str(folder / "virtuoso.ini"))
        ready = _answering(f"{url}/sparql")
        with running(command, ready, folder / "server.log", 120, longest):
            yield Engine(
                f"{url}/sparql",
                f"{url}/sparql-graph-crud-auth",
                f"{url}/sparql-auth",
                folder,
                f"127.0.0.1:{sql}",
            )


@contextlib.contextmanager
def oxigraph(
    store: Path | None = None, *options: str, port: int | None = None, longest: int = LONGEST
) -> Iterator[Engine]:
    """Run an ``oxigraph`` server of a store, by default a new one that does not stay.

    :raises ServerError: if it is not installed, or does not start.
    """
    with tempfile.TemporaryDirectory(prefix="vngov-oxigraph-") as name:
        folder = store or Path(name) / "store"
        place = f"127.0.0.1:{port or free_port()}"
        command = [_program("oxigraph", "the Python package oxigraph"), "serve", "--location", str(folder)]
        url = f"http://{place}"
        ready = _answering(f"{url}/query")
        with running([*command, "--bind", place, *options], ready, folder.with_suffix(".log"), 60, longest):
            yield Engine(f"{url}/query", f"{url}/store", f"{url}/update", folder)


def _program(name: str, package: str) -> str:
    path = found(name)
    if path is None:
        raise ServerError(f"{name} is not here; install {package}")
    return path


def _answering(url: str) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=5) as reply:
                return bool(reply.status == 200)
        except OSError:
            return False

    return answers


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: Sequence[str],
    ready: Callable[[], bool],
    log: Path,
    seconds: float = 60,
    longest: int = LONGEST,
) -> Iterator[None]:
    """Run a server in the folder of its log until the block ends; begin the block when ``ready`` says so.

    The server is in a process group of its own, and all of the group ends with it.

    :raises ServerError: with the end of its log, if it stops, or is not ready in time.
    """
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["timeout", "--kill-after=5", str(longest), *command],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=log.parent,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + seconds
        while not ready():
            if process.poll() is not None or time.monotonic() > end:
                said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
                raise ServerError(f"{command[0]} is not ready (exit code {process.poll()}): {said}")
            time.sleep(0.1)
        yield
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)


class ServerError(Exception):
    """A server does not do what it should."""


def main() -> None:
    """Run the engine that the command line names until Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("engine", choices=["virtuoso", "oxigraph"])
    parser.add_argument("--memory", type=int, default=1000, help="MB for the buffers of Virtuoso")
    wanted = parser.parse_args()
    day = 24 * 60 * 60
    chosen = virtuoso(wanted.memory, day) if wanted.engine == "virtuoso" else oxigraph(longest=day)
    with contextlib.suppress(KeyboardInterrupt), chosen as engine:
        print(f"queries {engine.query}\ngraphs  {engine.graphs}\nupdates {engine.update}", flush=True)
        if engine.sql:
            print(f"SQL     {engine.sql} (user dba, password dba)", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
