"""A worker process: one query at a time over a socket, and nothing else.

A message is one letter, the length of what follows, and that. A question comes as ``Q`` with JSON. Its answer
goes as any number of ``D`` (data), then ``E`` (the end, with counts), or ``F`` (a failure, with its
status and message).
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import socket
import struct
from typing import Any

from ..errors import BadInputError
from ..store import EmbeddedStore, Question, TooLargeError, write_answer

HEADER = struct.Struct("!cI")


def pack(kind: bytes, data: bytes) -> bytes:
    """Return a message as bytes."""
    return HEADER.pack(kind, len(data)) + data


def pack_question(question: Question) -> bytes:
    """Return a question as a message."""
    return pack(b"Q", json.dumps(dataclasses.asdict(question)).encode())


def work(store: EmbeddedStore, line: socket.socket, longest: float) -> None:
    """Answer questions until the other side hangs up.

    The kernel ends the process ``longest`` seconds into a query, should the parent not have done so.
    """
    while data := _question(line):
        fields = json.loads(data)
        for name in ("default", "named"):
            fields[name] = None if fields[name] is None else tuple(fields[name])
        signal.setitimer(signal.ITIMER_REAL, longest)
        line.sendall(_answer(store, Question(**fields), line))
        signal.setitimer(signal.ITIMER_REAL, 0)


def refuse(line: socket.socket, message: str) -> None:
    """Refuse every question, for the reason given, until the other side hangs up."""
    while _question(line):
        line.sendall(_failure(503, message))


def _answer(store: EmbeddedStore, question: Question, line: socket.socket) -> bytes:
    try:
        written = write_answer(store, question, lambda data: line.sendall(pack(b"D", data)))
    except BadInputError as error:
        place, message = error.findings[0].place, error.findings[0].message
        where = f"line {place.line}, column {place.column}: " if place.line else ""
        return _failure(400, where + message)
    except TooLargeError as error:
        return _failure(500, str(error))
    except MemoryError:
        return _failure(500, OVER_MEMORY)
    return pack(b"E", json.dumps([written.rows, written.size]).encode())


OVER_MEMORY = "the query took more memory than its limit, or nests too deep; ask for less"


def _failure(status: int, message: str) -> bytes:
    return pack(b"F", json.dumps([status, message]).encode())


def _question(line: socket.socket) -> bytes | None:
    head = _exactly(line, HEADER.size)
    return _exactly(line, HEADER.unpack(head)[1]) if head else None


def _exactly(line: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        part = line.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)


def silence() -> None:
    """Send what the engine says of its own end (an allocation that failed) nowhere."""
    nowhere: Any = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
