"""What is served: the graph by its workers or at an endpoint elsewhere, its digest, and the limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..store import RemoteStore, Store
from .limits import Limits
from .metrics import Metrics
from .pool import Pool
from .process import Template


@dataclass
class Served:
    """What is served; without a template nor a remote endpoint there is no ``/sparql``, only pages."""

    store: Store
    digest: str
    limits: Limits = field(default_factory=Limits)
    template: Template | None = None
    remote: RemoteStore | None = None
    root_path: str = ""
    say: Callable[[str], None] = print
    log_queries: bool = False
    pages: bool = False
    pool: Pool | None = None
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def alive(self) -> bool:
        """Return whether queries can be answered."""
        return self.remote is not None or (self.pool is not None and self.pool.alive)
