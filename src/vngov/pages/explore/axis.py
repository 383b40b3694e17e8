"""Axis: where days stand on a line of time, in hundredths of its length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ...store import Term


@dataclass(frozen=True)
class Axis:
    """Whole years from ``first`` to ``last``, both shown."""

    first: int
    last: int

    def at(self, day: Term | str | None, *, end: bool = False) -> float:
        """Return where a day stands, from 0 to 100; a month or a year by its beginning, or by its ``end``.

        >>> Axis(2020, 2021).at("2021"), Axis(2020, 2021).at("2020", end=True), Axis(2020, 2020).at("2020-07")
        (50.0, 50.0, 49.73)
        """
        if day is None:
            return 100.0 if end else 0.0
        year, month, number = (*(int(p) for p in str(day).split("-")[:3]), 0, 0)[:3]
        if end and not number:
            year, month = (year, month + 1) if 0 < month < 12 else (year + 1, 1)
        start = date(year, 1, 1).toordinal()
        length = date(year + 1, 1, 1).toordinal() - start
        within = (date(year, month or 1, number or 1).toordinal() - start) / length
        share = (year + within - self.first) / (self.last + 1 - self.first)
        return round(min(max(share, 0), 1) * 100, 2)

    def ticks(self, most: int = 12) -> list[tuple[int, float]]:
        """Return the years to name, at most about ``most``, with where they begin."""
        step = -(-(self.last + 1 - self.first) // most)
        return [(year, self.at(str(year))) for year in range(self.first, self.last + 1, step)]


def over(days: Iterable[Term | str | None]) -> Axis | None:
    """Return an axis over some days, or ``None`` if none of them has a year."""
    years = sorted(int(str(d)[:4]) for d in days if d is not None and str(d)[:4].isdigit())
    return Axis(years[0], years[-1]) if years else None
