"""Worker processes by two lanes: a quick one, and a slow one for what is not answered at once.

A query begins in the quick lane. What takes longer moves on to the slow lane with its worker, which is then
the last in the line for the processor and ends after the query; if the slow lane is full the worker is killed
and the query waits there to begin anew. So long queries take turns and short ones never wait for them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Coroutine
from typing import Any

from ..store import Question, Written
from .limits import Limits
from .process import Template, Worker
from .queue import Lane
from .refusal import RefusalError
from .reply import Spool
from .worker import HEADER, OVER_MEMORY, pack_question

_RETIRE = 5000
"""Queries after which a worker makes way for a new one."""


class Pool:
    """The workers, and who waits for them."""

    def __init__(self, template: Template, limits: Limits) -> None:
        self.template, self.limits = template, limits
        patience = limits.deadline
        self.quick = Lane(limits.workers, max(1, limits.workers - 1), limits.queue, patience)
        self.slow = Lane(limits.slow, limits.slow, limits.queue, patience)
        self.started = self.killed = 0
        self._idle: list[Worker] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: set[Worker] = set()

    @property
    def alive(self) -> bool:
        """Return whether there are workers, or can be."""
        return self.template.alive

    async def start(self) -> None:
        """Make the first workers."""
        for _ in range(self.limits.workers):
            self._idle.append(await self._made())

    def stop(self) -> None:
        """End every process."""
        for task in self._tasks:
            task.cancel()
        for worker in [*self._idle, *self._under_way]:
            worker.end()
        self.template.end()

    async def answer(self, question: Question, client: str, spool: Spool) -> Written:
        """Answer a question into a spool; return how much it was.

        :raises RefusalError: with the reason, if it cannot be answered within the limits.
        """
        found = await self._quickly(question, client, spool)
        if isinstance(found, Written):
            return found
        moved = found
        if moved is None:
            await self.slow.enter(client)
        try:
            run = moved or _Run(await self._made(), question, spool)
            try:
                run.worker.slow_down()
                spool.let_flow()
                return await self._finished(run)
            finally:
                self._end(run)
        finally:
            self.slow.leave(client)

    async def _finished(self, run: _Run) -> Written:
        done, _ = await asyncio.wait({run.task}, timeout=self.limits.deadline)
        if done:
            return run.task.result()
        self.killed += 1
        message = f"the query took over {self.limits.deadline:g} s and was stopped; ask for less"
        raise RefusalError(504, message)

    async def _quickly(self, question: Question, client: str, spool: Spool) -> Written | _Run | None:
        """Return what was written, the run that goes on in the slow lane, or nothing if that is full."""
        await self.quick.enter(client)
        run = None
        keep = False
        try:
            run = _Run(await self._next(), question, spool)
            done, _ = await asyncio.wait({run.task}, timeout=self.limits.quick)
            if done:
                keep = run.worker.asked < _RETIRE and _unharmed(run.task.exception())
                return run.task.result()
            if self.slow.take(client):
                moved, run = run, None
                return moved
            self.killed += 1
            return None
        finally:
            if keep and run:
                self._idle.append(run.worker)
                self._under_way.discard(run.worker)
            elif run:
                self._end(run)
                await _settled(run)
                spool.clear()
            self.quick.leave(client)
            self._refill()

    async def _next(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if not worker.reader.at_eof():
                self._under_way.add(worker)
                return worker
            worker.end()
        return await self._made(under_way=True)

    async def _made(self, *, under_way: bool = False) -> Worker:
        try:
            worker = await self.template.worker()
        except OSError as error:
            raise RefusalError(503, f"no query can be answered: {error}") from error
        self.started += 1
        if under_way:
            self._under_way.add(worker)
        return worker

    def _end(self, run: _Run) -> None:
        run.task.cancel()
        run.worker.end()
        self._under_way.discard(run.worker)

    def _refill(self) -> None:
        """Make workers in the background for those that ended."""
        missing = self.limits.workers - self.quick.busy - len(self._idle) - len(self._tasks)
        for _ in range(max(0, missing)):
            self._later(self._add())

    async def _add(self) -> None:
        with contextlib.suppress(RefusalError):
            self._idle.append(await self._made())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _unharmed(error: BaseException | None) -> bool:
    """Return whether a worker is as good as new after a query that ended so: answered, or no SPARQL."""
    return error is None or (isinstance(error, RefusalError) and error.status == 400)


class _Run:
    """A question with a worker, under way."""

    def __init__(self, worker: Worker, question: Question, spool: Spool) -> None:
        self.worker = worker
        worker.asked += 1
        worker.writer.write(pack_question(question))
        self.task = asyncio.get_running_loop().create_task(_read(worker.reader, spool))


async def _read(reader: asyncio.StreamReader, spool: Spool) -> Written:
    """Read an answer into a spool.

    :raises RefusalError: with the failure that the worker names, or if it ended.
    """
    while True:
        try:
            kind, size = HEADER.unpack(await reader.readexactly(HEADER.size))
            data = await reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise RefusalError(500, OVER_MEMORY) from None
        if kind == b"D":
            spool.add(data)
        elif kind == b"E":
            rows, written = json.loads(data)
            return Written(rows, written)
        else:
            status, message = json.loads(data)
            raise RefusalError(status, message)


async def _settled(run: _Run) -> None:
    with contextlib.suppress(asyncio.CancelledError, RefusalError):
        await run.task
