"""Places that clients wait for in turn: one client after another, not one request after another."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .refusal import busy

_FULL = "too many queries are waiting"


class Lane:
    """A number of places, and the queue before them."""

    def __init__(self, places: int, per_client: int, longest: int, patience: float) -> None:
        self.places, self.per_client = places, per_client
        self.longest, self.patience = longest, patience
        self.busy = 0
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return sum(map(len, self._waiting.values()))

    def take(self, client: str) -> bool:
        """Take a place at once, if one is free for this client."""
        if self.busy >= self.places or self._held[client] >= self.per_client:
            return False
        self.busy += 1
        self._held[client] += 1
        return True

    def leave(self, client: str) -> None:
        """Give a place back, to whose turn it is."""
        self.busy -= 1
        self._held[client] -= 1
        self._held += Counter()  # without those that hold none
        for other in list(self._waiting):
            if self._next(other):
                return

    @asynccontextmanager
    async def place(self, client: str) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        :raises RefusalError: 503, if too many wait, or it took too long.
        """
        await self.enter(client)
        try:
            yield
        finally:
            self.leave(client)

    async def enter(self, client: str) -> None:
        """Wait for a place, which the caller must leave.

        :raises RefusalError: 503, if too many wait, or it took too long.
        """
        if self.take(client):
            return
        self._make_room(client)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(ready)
        try:
            async with asyncio.timeout(self.patience):
                await ready
        except BaseException as error:
            self._forget(client, ready)
            if isinstance(error, TimeoutError):
                raise busy("the server was too busy to begin this query") from None
            raise

    def _make_room(self, client: str) -> None:
        """Refuse the newest of the client with the most in a full queue, or this one if that is its own."""
        if self.waiting < self.longest:
            return
        if not self._waiting:
            raise busy(_FULL)
        greedy = max(self._waiting, key=lambda c: len(self._waiting[c]))
        if len(self._waiting[greedy]) <= len(self._waiting.get(client, ())) + 1:
            raise busy(_FULL)
        newest = self._waiting[greedy].pop()
        if not newest.done():
            newest.set_exception(busy(_FULL))

    def _next(self, client: str) -> bool:
        """Give a free place to a client's oldest request; the client then goes to the end of the line."""
        line = self._waiting[client]
        while line and line[0].done():
            line.popleft()
        if not line:
            del self._waiting[client]
            return False
        if not self.take(client):
            return False
        line.popleft().set_result(None)
        del self._waiting[client]
        if line:
            self._waiting[client] = line
        return True

    def _forget(self, client: str, ready: asyncio.Future[None]) -> None:
        """Take a request that waits no more out of the queue; a place that it was just given goes on."""
        line = self._waiting.get(client, deque())
        if ready in line:
            line.remove(ready)
            if not line:
                del self._waiting[client]
        elif ready.done() and not ready.cancelled() and ready.exception() is None:
            self.leave(client)
