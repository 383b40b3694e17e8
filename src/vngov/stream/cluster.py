"""Workers on other machines, or on this one, through Dask's distributed scheduler."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from ..errors import EndpointError, UsageError

B = TypeVar("B")
R = TypeVar("R")
S = TypeVar("S")
LOCAL = "local"
"""The address that stands for a cluster of this machine's processes, started for the build."""

_TRIES = 5
_WAIT = "10s"


class Cluster:
    """The workers of a Dask scheduler: what a lost one had under way is given to another."""

    def __init__(self, address: str, count: int | None = None) -> None:
        distributed = _distributed()
        options: dict[str, Any] = {"n_workers": count, "threads_per_worker": 1} if address == LOCAL else {}
        try:
            self._cluster = distributed.LocalCluster(dashboard_address=None, **options) if options else None
            self._client = distributed.Client(self._cluster or address, timeout=_WAIT, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            reason = " ".join(str(error).split())[:200]
            raise EndpointError(
                address, f"no scheduler answers ({reason})", "start: dask scheduler"
            ) from error
        self.count = count or max(1, len(self._client.scheduler_info()["workers"]))

    def run(self, job: Callable[[S, B], R], ground: S, batches: Iterable[B]) -> Iterator[R]:
        """Yield what the job makes of each batch, in any order; no more are under way than needed.

        :raises EndpointError: if a batch takes the lives of several workers.
        """
        distributed = _distributed()
        waiting = iter(batches)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")
            given = self._client.submit(_given, ground, pure=False)
            running = distributed.as_completed(loop=self._client.loop)
            for batch in waiting:
                running.add(self._submit(job, given, batch))
                if running.count() >= 2 * self.count:
                    break
            for future in running:
                try:
                    yield future.result()
                except distributed.KilledWorker as error:
                    reason = f"a task took the lives of {_TRIES} workers"
                    raise EndpointError("dask", reason, "give them more memory") from error
                future.release()
                for batch in waiting:
                    running.add(self._submit(job, given, batch))
                    break

    def _submit(self, job: Callable[[S, B], R], given: Any, batch: B) -> Any:
        return self._client.submit(job, given, batch, pure=False, retries=_TRIES)

    def close(self) -> None:
        """Leave the scheduler; stop a cluster that was started for the build."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


def _given(ground: S) -> S:
    """Return the ground: a task, so that the scheduler can make it again where a worker was lost."""
    return ground


def _distributed() -> Any:
    try:
        import distributed  # noqa: PLC0415 - an extra, and two seconds that only this way of building needs
    except ImportError as error:
        raise UsageError("--scheduler needs Dask; install it with: pip install 'vngov[dask]'") from error
    return distributed
