"""A build on Dask's workers has the bytes of a plain one, also when a worker dies in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

from vngov import pipeline, resources
from vngov.errors import EndpointError
from vngov.stream import findings, publish, run
from vngov.stream.cache import Cache
from vngov.stream.cluster import Cluster


class _Losing(Cluster):
    """Kills one of its workers after the first batch of the build."""

    killed: int | None = None

    def run(self, job: Any, ground: Any, batches: Any) -> Iterator[Any]:
        for made in super().run(job, ground, batches):
            if self.killed is None:
                pids = self._client.run(os.getpid)
                self.killed = pids[sorted(pids)[0]]
                os.kill(self.killed, signal.SIGKILL)
            yield made


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=4, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        yield cluster.scheduler_address


def test_a_killed_worker_loses_nothing(scheduler: str, result: pipeline.Result, tmp_path: Path) -> None:
    crew = _Losing(scheduler)
    cache = Cache(tmp_path / "cache")
    assert crew.count == 4
    try:
        outcome = run.run(run.Job(resources.folder("data"), cache, crew, lambda _: None))
        text, report = publish.whole(cache), findings.whole_report(cache)
    finally:
        cache.close()
        crew.close()
    assert crew.killed is not None
    assert text == result.nquads
    assert (outcome.findings, report) == (result.findings, result.report)


def test_no_scheduler_is_said_with_its_address() -> None:
    with pytest.raises(EndpointError, match=r"tcp://127\.0\.0\.1:9"):
        Cluster("tcp://127.0.0.1:9")
