"""The limits of the server: all numbers in one place, printed when it starts."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

LONGEST_TARGET = 1 << 15
LONGEST_HEAD = 1 << 16
LONGEST_BODY = 1 << 18
MOST_HEADERS = 100
MOST_PARAMETERS = 100
DEEPEST = 200
HEAD_SECONDS = 10
BODY_SECONDS = 10
STUCK_SECONDS = 60
MOST_CONNECTIONS = 1000


def _workers() -> int:
    return max(2, os.cpu_count() or 1)


@dataclass(frozen=True)
class Limits:
    """What one query, one client and all of them may take."""

    workers: int = field(default_factory=_workers)
    deadline: float = 30
    quick: float = 0.5
    memory: int = 1024
    rows: int = 1_000_000
    size: int = 256
    queue: int = 128
    service: bool = False

    @property
    def slow(self) -> int:
        """Return how many long queries run at once."""
        return max(1, self.workers // 2)

    def lines(self) -> list[str]:
        """Return the limits, one a line, for who starts the server."""
        allowed = "allowed" if self.service else "refused (--allow-service)"
        return [
            f"workers    {self.workers} for quick queries (--workers), {self.slow} for those over "
            f"{self.quick:g} s (--quick)",
            f"deadline   {self.deadline:g} s for a query (--deadline)",
            f"memory     {self.memory} MiB for a query, beside the graph (--memory)",
            f"answer     {self.rows:,} rows (--max-rows), {self.size} MiB (--max-bytes)",
            f"queue      {self.queue} waiting, fair by client; then 503 (--queue)",
            f"request    {LONGEST_TARGET >> 10} KiB address, {LONGEST_HEAD >> 10} KiB head, "
            f"{LONGEST_BODY >> 10} KiB body, {MOST_PARAMETERS} parameters",
            f"patience   {HEAD_SECONDS} s for a head, {BODY_SECONDS} s for a body, {STUCK_SECONDS} s to read",
            f"SERVICE    {allowed}",
        ]
