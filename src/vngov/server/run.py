"""The server itself: one process for HTTP, workers for the queries, until it is told to stop."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Sequence

import uvicorn
from starlette.routing import BaseRoute

from . import app
from .connection import Connection
from .limits import LONGEST_HEAD, LONGEST_TARGET, MOST_CONNECTIONS
from .served import Served


def run(served: Served, listening: socket.socket, beside: Sequence[BaseRoute] = ()) -> None:
    """Serve on a socket that listens, until SIGINT or SIGTERM."""
    config = uvicorn.Config(
        app.make(served, beside),
        http=Connection,
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="critical",
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        h11_max_incomplete_event_size=LONGEST_HEAD + LONGEST_TARGET,
        timeout_graceful_shutdown=5,
    )
    with contextlib.suppress(KeyboardInterrupt):  # what uvicorn raises again when it has stopped in order
        uvicorn.Server(config).run(sockets=[listening])
