"""Servers that a test run starts on 127.0.0.1 and always stops again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

LONGEST = 900
"""Seconds after which a server stops by itself, should the test run be killed before it can do so."""


def program(name: str, package: str) -> str:
    """Return the path of a program; without it skip, but fail in continuous integration (``CI`` is set)."""
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    found = shutil.which(name, path=folders)
    if found:
        return found
    reason = f"{name} is not here; install the Debian package {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)  # a developer may lack the server; continuous integration may not


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: Sequence[str], ready: Callable[[], bool], log: Path, seconds: float = 60
) -> Iterator[None]:
    """Run a server in the folder of its log until the block ends; begin the block when ``ready`` says so.

    The server is in a process group of its own, and all of the group ends with it.

    :raises ServerError: with the end of its log, if it stops, or is not ready in time.
    """
    with log.open("wb") as file:
        process = subprocess.Popen(
            ["timeout", "--kill-after=5", str(LONGEST), *command],
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
    """A server of the tests does not do what it should."""
