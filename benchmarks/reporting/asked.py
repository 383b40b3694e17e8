"""What was asked of the report: scales, rounds and limits, and what each of its parts gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .countries import Place
from .watch import Limits

SIZES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""The sizes at which a peer is tried, from half of the smallest scale to the largest."""


@dataclass(frozen=True)
class Asked:
    """The folder, the scales, the rounds, the limits of peers, and where words on progress go.

    ``limits`` are those of the peers that aims are about, pySHACL and rdflib; ``others`` those of all others.
    """

    place: Place
    scales: Sequence[float]
    rounds: int
    limits: Limits
    others: Limits
    say: Callable[[str], None]

    @property
    def sizes(self) -> list[float]:
        """Return the sizes at which a peer is tried."""
        return [size for size in SIZES if min(self.scales) / 2 <= size <= max(self.scales)]

    def rounds_of(self, first: float) -> int:
        """Return how often something is measured whose first round took so many seconds."""
        return min(self.rounds, 2) if first > 60 else self.rounds


Found = dict[str, Any]
"""What a part found: filled in as it goes, so that what was found before a failure is kept."""

Part = Callable[[Asked, Found], None]
