"""Connections that do not wait for ever: a head must come soon, and an answer must be read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ..errors import OutputError
from .limits import HEAD_SECONDS, STUCK_SECONDS


class Connection(H11Protocol):
    """A connection of the server, with a time for the head of a request and one for a stuck reader."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin, and wait for a head."""
        self._head = _Timer(HEAD_SECONDS, self._too_late)
        self._stuck = _Timer(STUCK_SECONDS, transport.abort)
        super().connection_made(transport)
        self._head.start()

    def connection_lost(self, exc: Exception | None) -> None:
        """End every wait."""
        self._head.stop()
        super().connection_lost(exc)
        self._stuck.stop()

    def data_received(self, data: bytes) -> None:
        """Take data; once the head is whole, its time is over."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._head.stop()
        elif not self.transport.is_closing():
            self._head.start()

    def pause_writing(self) -> None:
        """Wait for a client that reads too slowly, but not for ever."""
        super().pause_writing()
        self._stuck.start()

    def resume_writing(self) -> None:
        """Go on."""
        self._stuck.stop()
        super().resume_writing()

    def _too_late(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(_TOO_LATE)
            self.transport.close()


class _Timer:
    """A time that runs out unless it is stopped; to start it again while it runs changes nothing."""

    def __init__(self, seconds: float, then: Callable[[], object]) -> None:
        self._seconds, self._then = seconds, then
        self._handle: asyncio.TimerHandle | None = None

    def start(self) -> None:
        if self._handle is None:
            self._handle = asyncio.get_running_loop().call_later(self._seconds, self._then)

    def stop(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


_TOO_LATE = (
    b"HTTP/1.1 408 Request Timeout\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: 33\r\n\r\nthe request did not come in time\n"
)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; small answers leave it at once (TCP_NODELAY).

    :raises OutputError: if the port is taken, or the host is not this machine's.
    """
    try:
        found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        made = socket.socket(family, kind, socket.IPPROTO_TCP)
    except OSError as error:
        raise OutputError(f"{host}:{port}", f"no such address ({error.strerror})", "check --host") from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(1024)
    except OSError as error:
        made.close()
        problem = f"the port cannot be opened ({error.strerror})"
        raise OutputError(f"{host}:{port}", problem, "choose another with --port") from error
    made.setblocking(False)
    return made
