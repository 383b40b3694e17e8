"""The process that makes workers: forked before there is a thread, it holds the graph and forks on demand."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

from ..errors import BadInputError
from ..store import EmbeddedStore
from . import cell
from .limits import Limits
from .worker import refuse, silence, work

_SPARE = 10
"""Seconds after the deadline at which a worker ends by itself."""


@dataclass(eq=False)
class Worker:
    """A worker process and the line to it."""

    pid: int
    handle: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    asked: int = 0

    def end(self) -> None:
        """Kill the process, whatever it does."""
        if self.handle < 0:
            return
        with contextlib.suppress(OSError):
            if hasattr(signal, "pidfd_send_signal"):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        self.writer.close()
        os.close(self.handle)
        self.handle = -1

    def slow_down(self) -> None:
        """Let everything else run first."""
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 19)


class Template:
    """The line to the process that makes workers."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self._line, self.pid = line, pid
        self._turn = asyncio.Lock()
        self.alive = True

    async def worker(self) -> Worker:
        """Return a new worker.

        :raises OSError: if the process that makes them is gone, or cannot.
        """
        async with self._turn:
            try:
                said, handles = await asyncio.to_thread(self._ask)
            except OSError:
                self.alive = False
                raise
        line = socket.socket(fileno=handles[0])
        line.setblocking(False)
        reader, writer = await asyncio.open_unix_connection(sock=line, limit=1 << 20)
        return Worker(int(said), handles[1] if len(handles) > 1 else os.dup(handles[0]), reader, writer)

    def _ask(self) -> tuple[str, list[int]]:
        self._line.sendall(b"w")
        said, handles, _, _ = socket.recv_fds(self._line, 64, 2)
        if not handles:
            raise OSError("the process that makes workers is gone, or the graph was replaced")
        return said.decode(), handles

    def end(self) -> None:
        """End the process, and every worker with it."""
        self.alive = False
        self._line.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


def fork(opened: Callable[[], EmbeddedStore], limits: Limits) -> Template:
    """Fork the process that makes workers; each of them asks what ``opened`` returns in it."""
    ours, theirs = socket.socketpair()
    gc.collect()
    gc.freeze()
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        theirs.close()
        return Template(ours, pid)
    try:
        ours.close()
        _make_workers(theirs, opened, limits)
    finally:
        os._exit(0)


def _make_workers(line: socket.socket, opened: Callable[[], EmbeddedStore], limits: Limits) -> None:
    cell.die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: _reap())
    while line.recv(1):
        here, there = socket.socketpair()
        pid = os.fork()
        if not pid:
            line.close()
            here.close()
            _be_worker(there, opened, limits)
        there.close()
        handles = [here.fileno()]
        with contextlib.suppress(AttributeError, OSError):
            handles.append(os.pidfd_open(pid))
        socket.send_fds(line, [str(pid).encode()], handles)
        here.close()
        for handle in handles[1:]:
            os.close(handle)


def _be_worker(line: socket.socket, opened: Callable[[], EmbeddedStore], limits: Limits) -> None:
    """Work until the line ends, and end."""
    try:
        cell.die_with_parent()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        silence()
        try:
            store = opened()
        except BadInputError as error:
            refuse(line, str(error))
            return
        cell.limit_memory(limits.memory)
        if not limits.service:
            cell.deny_sockets()
        work(store, line, limits.deadline + _SPARE)
    finally:
        os._exit(0)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
