"""Figures as they stand in the report: medians with their spread, ratios of rounds, growth."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence


def number(value: float) -> str:
    """Return a number with three significant figures, large ones whole.

    >>> number(1234.5), number(12.34), number(0.0123), number(2)
    ('1,234', '12.3', '0.0123', '2')
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{float(f'{value:.3g}'):g}"


def spread(values: Sequence[float], unit: str = "") -> str:
    """Return the median of values, and the least and the most where there is more than one.

    >>> spread([2.0, 1.0, 4.0], " s"), spread([2.0])
    ('2 s (1–4)', '2')
    """
    if not values:
        return "—"
    middle = number(statistics.median(values)) + unit
    return middle if len(values) < 2 else f"{middle} ({number(min(values))}–{number(max(values))})"


def ratios(theirs: Sequence[float], ours: Sequence[float]) -> list[float]:
    """Return how many times as long they took as we did, round by round."""
    return [t / o for t, o in zip(theirs, ours, strict=False)]


def fitted(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the exponent of growth over several sizes: the slope in logarithms by least squares.

    >>> fitted([1, 10, 100], [3, 30, 300])
    1.0
    """
    slope = statistics.linear_regression([math.log(s) for s in sizes], [math.log(v) for v in values]).slope
    return round(slope, 6)
