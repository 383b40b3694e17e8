"""Who does the work: this process, or several."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import Any, Protocol, TypeVar

from .cluster import Cluster

S = TypeVar("S")
B = TypeVar("B")
R = TypeVar("R")


class Workers(Protocol):
    """What runs a pure function over batches, wherever."""

    count: int

    def run(self, job: Callable[[S, B], R], ground: S, batches: Iterable[B]) -> Iterator[R]:
        """Yield what the job makes of each batch on the same ground, in any order."""
        ...

    def close(self) -> None:
        """Let go of what was started for the work."""
        ...


class Here:
    """One process: the one that asks."""

    count = 1

    def run(self, job: Callable[[S, B], R], ground: S, batches: Iterable[B]) -> Iterator[R]:
        """Yield what the job makes of each batch."""
        for batch in batches:
            yield job(ground, batch)

    def close(self) -> None:
        """Do nothing: nothing was started."""


class Pool:
    """Several processes of this machine, started for each job: the ground is given to each once."""

    def __init__(self, count: int) -> None:
        self.count = count

    def run(self, job: Callable[[S, B], R], ground: S, batches: Iterable[B]) -> Iterator[R]:
        """Begin at once; yield what the job makes of each batch. One batch alone is done here, when asked."""
        waiting = iter(batches)
        first = list(islice(waiting, 2))
        if len(first) < 2:
            return Here().run(job, ground, first)
        pool = ProcessPoolExecutor(self.count, initializer=_settle, initargs=(job, ground))
        running = {pool.submit(_do, batch) for batch in first}
        return self._collected(pool, running, waiting)

    def _collected(
        self, pool: ProcessPoolExecutor, running: set[Future[R]], rest: Iterator[B]
    ) -> Iterator[R]:
        with pool:
            yield from windowed(lambda batch: pool.submit(_do, batch), running, rest, 2 * self.count)

    def close(self) -> None:
        """Do nothing: the processes of each job end with it."""


def windowed(
    submit: Callable[[Any], Future[R]], running: set[Future[R]], rest: Iterator[B], width: int
) -> Iterator[R]:
    """Yield results as they come, with no more batches under way than the width: nothing piles up."""
    try:
        while running:
            for batch in rest:
                running.add(submit(batch))
                if len(running) >= width:
                    break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    finally:
        for future in running:
            future.cancel()


_TASK: list[Any] = []


def _settle(job: Callable[[Any, Any], Any], ground: Any) -> None:
    """Make ready to work; leave Ctrl-C to the process that asks: it would wait for ever for half a result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _TASK[:] = [job, ground]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, killed perhaps: its cache must be free again."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(batch: Any) -> Any:
    job, ground = _TASK
    return job(ground, batch)


def of(count: int | None, scheduler: str | None = None) -> Workers:
    """Return the workers for a number of processes, by default one for each core, or those of a scheduler.

    :raises UsageError: if Dask is not installed.
    :raises EndpointError: if the scheduler does not answer.
    """
    if scheduler is not None:
        return Cluster(scheduler, count)
    count = count or os.cpu_count() or 1
    return Pool(count) if count > 1 else Here()


def batched(items: Iterable[B], weight: Callable[[B], int], limit: int) -> Iterator[list[B]]:
    """Yield items in batches of about a weight."""
    batch: list[B] = []
    total = 0
    for item in items:
        batch.append(item)
        total += weight(item)
        if total >= limit:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch
