"""A job on every family, by as many processes as asked for, its results in the order of the plan."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from .plan import Family

R = TypeVar("R")
_running: list[Callable[[Family], Any]] = []


def each(job: Callable[[Family], R], families: Iterable[Family], workers: int) -> Iterator[R]:
    """Yield what a job makes of each family.

    A few families at a time are at work, so a slow reader of the results holds the makers back.
    """
    if workers <= 1:
        yield from map(job, families)
        return
    ahead = 3 * workers
    with multiprocessing.get_context("fork").Pool(workers, _running.append, (job,)) as pool:
        waiting = []
        for family in families:
            waiting.append(pool.apply_async(_work, (family,)))
            if len(waiting) >= ahead:
                yield waiting.pop(0).get()
        for result in waiting:
            yield result.get()


def _work(family: Family) -> Any:
    return _running[-1](family)
