"""Queries passed on to a SPARQL endpoint elsewhere, within the same limits but for the memory."""

from __future__ import annotations

import asyncio

from ..errors import EndpointError
from ..store import Question, RemoteStore, Written
from .limits import Limits
from .queue import Lane
from .refusal import RefusalError
from .reply import Spool


class Elsewhere:
    """An endpoint elsewhere, asked by a bounded number of threads."""

    def __init__(self, remote: RemoteStore, limits: Limits) -> None:
        self._remote, self._limits = remote, limits
        places = limits.workers * 4
        self._lane = Lane(places, max(1, places - 1), limits.queue, limits.deadline)

    async def answer(self, question: Question, media: str, client: str, spool: Spool) -> Written:
        """Answer a question into a spool; return how much it was.

        :raises RefusalError: 502, if the endpoint does not answer as one.
        """
        async with self._lane.place(client):
            try:
                kind, body = await asyncio.to_thread(self._remote.raw, question, media)
            except EndpointError as error:
                raise RefusalError(502, str(error)) from error
        if kind != media:
            raise RefusalError(502, f"the endpoint behind this one has no {media}, but {kind[:60]}")
        spool.add(body)
        return Written(0, len(body))
