"""What the server counts, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from .pool import Pool

TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counts of queries by form and status, of their time, and of what was sent."""

    def __init__(self) -> None:
        self._queries: Counter[tuple[str, int]] = Counter()
        self._buckets = [0] * len(_BUCKETS)
        self._seconds = 0.0
        self._rows = self._bytes = 0

    def count(self, form: str, status: int, seconds: float, rows: int, size: int) -> None:
        """Count a query that was answered or refused."""
        self._queries[form, status] += 1
        self._seconds += seconds
        self._rows += rows
        self._bytes += size
        for n, bound in enumerate(_BUCKETS):
            self._buckets[n] += seconds <= bound

    def text(self, pool: Pool | None) -> str:
        """Return all counts as text."""
        return "".join(f"{line}\n" for line in (*self._lines(), *(_of_pool(pool) if pool else ())))

    def _lines(self) -> Iterator[str]:
        yield from _head("vngov_queries_total", "counter", "Queries by form and HTTP status.")
        for (form, status), number in sorted(self._queries.items()):
            yield f'vngov_queries_total{{form="{form}",status="{status}"}} {number}'
        yield from _head("vngov_query_seconds", "histogram", "Time of a query, waiting included.")
        for bound, number in zip(_BUCKETS, self._buckets, strict=True):
            yield f'vngov_query_seconds_bucket{{le="{bound:g}"}} {number}'
        total = self._queries.total()
        yield f'vngov_query_seconds_bucket{{le="+Inf"}} {total}'
        yield f"vngov_query_seconds_sum {self._seconds:.6f}"
        yield f"vngov_query_seconds_count {total}"
        yield from _one("vngov_rows_total", "counter", "Rows and triples sent.", self._rows)
        yield from _one("vngov_bytes_total", "counter", "Bytes of answers, before zipping.", self._bytes)


def _of_pool(pool: Pool) -> Iterator[str]:
    for name, what in (("busy", "Queries that run"), ("waiting", "Queries that wait")):
        yield from _head(f"vngov_{name}", "gauge", f"{what}, by lane.")
        for lane in ("quick", "slow"):
            yield f'vngov_{name}{{lane="{lane}"}} {getattr(getattr(pool, lane), name)}'
    yield from _one("vngov_workers_started_total", "counter", "Worker processes started.", pool.started)
    yield from _one("vngov_workers_killed_total", "counter", "Worker processes killed.", pool.killed)


def _one(name: str, kind: str, about: str, value: int) -> Iterator[str]:
    yield from _head(name, kind, about)
    yield f"{name} {value}"


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
