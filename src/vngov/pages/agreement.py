"""Agreement: what several sources say of one thing, the less precise put with what it agrees with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..store import Term
from .facts import Fact


@dataclass(frozen=True)
class Said:
    """A value, and every fact that states it or agrees with it less precisely."""

    value: Term
    facts: tuple[Fact, ...]


def agree(one: str, other: str) -> bool:
    """Return whether two dates can be of the same day: one may lack the year, the month or the day.

    >>> agree("2020-05-26", "--05-26"), agree("2020-05", "2020-05-26"), agree("2020-05-26", "2020-05-27")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or (short.startswith("--") and long.endswith(short[1:]))


def gather(facts: Iterable[Fact]) -> tuple[Said, ...]:
    """Return the values that facts state, the most often stated first, each once.

    A date that lacks its year goes with the full one that it agrees with. Two values are a disagreement.
    """
    rows: list[tuple[Term, list[Fact]]] = []
    for fact in sorted(facts, key=lambda f: (-len(str(f.value)), str(f.value))):
        for value, said in rows:
            if same(value, fact.value):
                said.append(fact)
                break
        else:
            rows.append((fact.value, [fact]))
    made = [Said(value, tuple(said)) for value, said in rows]
    return tuple(sorted(made, key=lambda s: (-sum(len(f.graphs) for f in s.facts), str(s.value))))


def same(one: Term, other: Term) -> bool:
    """Return whether two values are equal, or dates of which one may be the other, less precise."""
    return one == other or (_is_date(one) and _is_date(other) and agree(str(one), str(other)))


def _is_date(value: Term) -> bool:
    kind = str(getattr(value, "datatype", None) or "").rpartition("#")[2]
    return kind in ("date", "gYear", "gYearMonth", "gMonthDay")
