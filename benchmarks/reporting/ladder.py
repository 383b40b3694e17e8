"""A peer at growing sizes, up to the largest that it finishes within the limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .countries import shown
from .watch import FailedError, Limits, Run

LONG = 60.0
"""Seconds over which a round is long: it is run twice, a shorter one three times."""

_AT_MOST = 10
"""How much larger than the last size the next may be: a prediction further away says little."""


@dataclass
class Contest:
    """One peer against vngov at the same job: what each runs at a size, and the limits of the peer."""

    name: str
    sizes: Sequence[float]
    limits: Limits
    rounds: int
    ours: Callable[[float], Run]
    theirs: Callable[[float], Run]
    prepare: Callable[[float], Any] = field(default=lambda _: None)
    check: Callable[[Run, Run], dict[str, Any]] = field(default=lambda _, __: {})


def attempt(into: dict[str, Any], run: Callable[[], None]) -> None:
    """Run what measures one peer; where that fails, keep why, so that other peers go on."""
    try:
        run()
    except (FailedError, OSError, ValueError) as error:
        into["failed"] = " ".join(str(error).split())[-500:]


def climb(contest: Contest, into: dict[str, Any]) -> None:
    """Run a peer at growing sizes, and vngov in turn with it; keep every round in ``into``.

    After two sizes the time and memory of larger ones are predicted by the growth between the last two, at
    least in proportion; the next is the largest that should finish. One that should not is not tried.

    :raises FailedError: if the smallest size fails.
    """
    rungs = into.setdefault("sizes", {})
    left = list(contest.sizes)
    while left:
        size = _next(left, rungs, contest.limits, into)
        if size is None:
            break
        left = [s for s in left if s > size]
        contest.prepare(size)
        rung: dict[str, Any] = {"ours": [], "theirs": []}
        theirs = _round(contest, size, rung)
        if theirs.ended or theirs.code:
            if not rungs:
                raise FailedError(f"{contest.name}: {theirs.ended or theirs.err[-500:]}")
            into["stopped"] = f"{shown(size)}: {_reason(theirs, contest.limits)}"
            largest = float(list(rungs)[-1])
            left = [s for s in contest.sizes if largest < s < size]
            continue
        rungs[shown(size)] = rung
    if rungs:
        _repeat(contest, float(list(rungs)[-1]), rungs)


def _next(left: list[float], rungs: dict[str, Any], limits: Limits, into: dict[str, Any]) -> float | None:
    """Return the size to try: the second after the first, then the largest that should finish."""
    if len(rungs) < 2:
        return left[0]
    sizes = [(float(name), rung["theirs"][0]) for name, rung in rungs.items()]
    fitting = [s for s in left if s <= sizes[-1][0] * _AT_MOST and not _over(s, sizes, limits)]
    if fitting:
        return fitting[-1]
    into.setdefault("stopped", f"{shown(left[0])}: {_over(left[0], sizes, limits)}")
    return None


def _over(size: float, known: list[tuple[float, dict[str, Any]]], limits: Limits) -> str:
    """Return which limit a size should exceed, or nothing."""
    (a, small), (b, large) = known[-2:]
    for what, limit, unit in (("seconds", limits.seconds, "s"), ("memory", limits.memory, "MiB")):
        growth = max(1.0, exponent(a, small[what], b, large[what])) if what == "seconds" else 1.0
        predicted = large[what] * (size / b) ** growth
        if predicted > limit:
            return f"predicted {predicted:,.0f} {unit}, over the limit of {limit:,.0f} {unit}"
    return ""


def exponent(a: float, at_a: float, b: float, at_b: float) -> float:
    """Return the exponent of growth between two sizes: 1 is in proportion.

    >>> exponent(1, 2.0, 10, 200.0)
    2.0
    """
    return math.log(at_b / at_a) / math.log(b / a)


def _round(contest: Contest, size: float, rung: dict[str, Any]) -> Run:
    ours = contest.ours(size)
    if ours.code or ours.ended:
        raise FailedError(f"{contest.name}: vngov failed at {shown(size)}: {(ours.err + ours.out)[-500:]}")
    theirs = contest.theirs(size)
    if not theirs.code and not theirs.ended:
        rung["ours"].append(ours.figures())
        rung["theirs"].append(theirs.figures())
        rung |= contest.check(ours, theirs)
    return theirs


def _repeat(contest: Contest, size: float, rungs: dict[str, Any]) -> None:
    """Repeat the largest size that was finished."""
    rung = rungs[shown(size)]
    rounds = contest.rounds if rung["theirs"][0]["seconds"] < LONG else min(2, contest.rounds)
    for _ in range(rounds - 1):
        _round(contest, size, rung)


def _reason(run: Run, limits: Limits) -> str:
    if run.ended == "time":
        return f"not finished in {limits.seconds:,.0f} s"
    if run.ended == "memory":
        return f"over {limits.memory:,.0f} MiB of memory"
    return f"failed: {run.err.strip()[-300:]}"
