"""The section of the report on commands that were stopped at random moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from stopping.rounds import TENTHS, WHOLE, WRONG
from stopping.stop import FULL, KINDS

from .sections import table

_ENDED = "ended before"


def interruptions(found: Mapping[str, Any]) -> list[str]:
    """Return how often each command was stopped how, what it left, and when the stops came."""
    kinds, outcomes = (*KINDS, FULL), (*WHOLE, *WRONG)
    rows, moments = [], []
    for name, kept in found.items():
        left: Counter[str] = Counter()
        for own in kept["kinds"].values():
            left.update(own)
        stops = [sum(n for what, n in kept["kinds"].get(k, {}).items() if what != _ENDED) for k in kinds]
        rows.append([name, *map(str, (left.total(), *stops, *(left[what] for what in outcomes)))])
        moments.append([name, *map(str, kept["moments"])])
    faults = [f"- {' '.join(fault.split())[:300]}" for kept in found.values() for fault in kept["faults"]]
    tenths = [f"{n / TENTHS:.1f}–{(n + 1) / TENTHS:.1f}" for n in range(TENTHS)]
    return [
        *table(["command", "rounds", *(f"stopped: {kind}" for kind in kinds), *outcomes], rows),
        "When the stops came, as shares of the time of a whole run; the last has the later ones too:",
        *table(["command", *tenths], moments),
        *faults,
        "",
    ]
