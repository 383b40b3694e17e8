"""Rounds: a command with two inputs in turn, stopped, looked at, and run to its end."""

from __future__ import annotations

import math
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from .stop import FULL, KINDS, Ran, WrongError, filled, run

WHOLE = ("old", "new", "parts of both", "ended before")
WRONG = ("mixture", "next run failed")
TENTHS = 10

State = Mapping[str, str]
"""What a command wrote: a digest for each part of it that must be the old or the new one, whole."""


class Case(Protocol):
    """A command that is stopped again and again, and its two inputs, 0 and 1."""

    name: str
    folder: Path
    writes: Sequence[str]
    """The names in the folder that the command makes: its output first, then what it keeps between runs."""
    scratch: Sequence[str]
    """Parts of the state that a stopped run may leave, and the next one clears away."""

    def command(self, side: int) -> Sequence[str]:
        """Return the command for one of the two inputs."""
        ...

    def state(self) -> State:
        """Return what is there, empty where nothing is.

        :raises WrongError: if it cannot be read, or what is kept beside it is wrong.
        """
        ...


@dataclass
class Tally:
    """What was seen: outcomes by kind of stop, and the tenths of a run in which stops came."""

    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    moments: list[int] = field(default_factory=lambda: [0] * TENTHS)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0

    def shown(self) -> dict[str, Any]:
        """Return it as the results of the report have it."""
        kinds: dict[str, dict[str, int]] = {}
        for (kind, found), count in self.seen.items():
            kinds.setdefault(kind, {})[found] = count
        return {
            "kinds": kinds,
            "moments": self.moments,
            "faults": self.faults,
            "seconds": round(self.seconds),
        }


@dataclass
class Bench:
    """A case made ready: its two outputs, which of them is there, how long runs take and what they write."""

    case: Case
    states: tuple[State, State]
    took: Mapping[bool, float]
    """Seconds of a run from nothing, and of one that finds what the last one kept."""
    names: frozenset[str]
    side: int = 0

    @classmethod
    def of(cls, case: Case) -> Bench:
        """Return the bench of a case whose command ran undisturbed on both inputs.

        :raises WrongError: if it failed, or both outputs are the same.
        """
        took, states = {}, {}
        for side, kept in ((1, False), (0, True)):
            took[kept] = _finish(case, side)
            states[side] = case.state()
        if not states[0] or not states[1] or states[0] == states[1]:
            raise WrongError(f"{case.name}: the two outputs do not differ")
        return cls(case, (states[0], states[1]), took, frozenset(p.name for p in case.folder.iterdir()))

    def round(self, kind: str, dice: random.Random, tally: Tally, disk: Path | None = None) -> None:
        """Stop a run, look at what it left, and run it again; a disk is a small one that can be filled."""
        case, new = self.case, 1 - self.side
        try:
            sizes = [_size(case.folder / name) for name in case.writes]
            old, whole = self._begin(dice)
            ran = self._stopped(kind, dice, whole, sizes, disk)
            found = outcome(case, old, self.states[new])
            if ran.code:
                tally.moments[min(TENTHS - 1, int(TENTHS * ran.seconds / whole))] += 1
            elif found == "new":
                found = "ended before"
            else:
                raise WrongError("exit code 0, and nothing new")
        except WrongError as error:
            found = "mixture"
            tally.faults.append(f"{case.name}, {kind}: {error}")
        try:
            _finish(case, new)
            left = {path.name for path in case.folder.iterdir()} - self.names
            if case.state() != self.states[new] or left:
                raise WrongError(f"the next output is not whole; left behind: {sorted(left)}")
            self.side = new
        except WrongError as error:
            found = "next run failed"
            tally.faults.append(f"{case.name}, after {kind}: {error}")
        tally.seen[kind, found] += 1

    def _begin(self, dice: random.Random) -> tuple[State, float]:
        """Return what is there before a run, and how long the run takes that is not stopped.

        Half of the runs start without what was kept, one in eight without any output.
        """
        output, *keeps = self.case.writes
        old, kept = self.states[self.side], dice.random() < 0.5
        if not kept:
            for name in keeps:
                _remove(self.case.folder / name)
            if dice.random() < 0.25 and _remove(self.case.folder / output):
                old = {}
        return old, self.took[kept]

    def _stopped(
        self,
        kind: str,
        dice: random.Random,
        whole: float,
        sizes: Sequence[tuple[int, int]],
        disk: Path | None,
    ) -> Ran:
        command = self.case.command(1 - self.side)
        if disk is not None and kind == FULL:
            with filled(disk, dice.randrange(sum(size for size, _ in sizes))):
                ran = run(command)
        elif kind == "size limit":
            largest = max(size for _, size in sizes)
            ran = run(command, room=int(2 ** dice.uniform(8, math.log2(largest))))
        else:
            ran = run(command, kind, dice.random() * whole)
        if "our fault" in ran.said:
            raise WrongError(ran.said)
        return ran


def outcome(case: Case, old: State, new: State) -> str:
    """Return whether the old output is there, the new one, or whole parts of both.

    :raises WrongError: if a part is neither the old nor the new one.
    """
    there = {part: found for part, found in case.state().items() if part not in case.scratch}
    for name, state in (("old", old), ("new", new)):
        if there == state:
            return name
    for part in sorted({*there, *old, *new}):
        if there.get(part) not in (old.get(part), new.get(part)):
            raise WrongError(f"{part or 'the union'} is a mixture")
    return "parts of both"


def _finish(case: Case, side: int) -> float:
    ran = run(case.command(side))
    if ran.code:
        raise WrongError(f"{case.name}: exit code {ran.code}: {ran.said[-2000:]}")
    return ran.seconds


def _size(path: Path) -> tuple[int, int]:
    """Return the bytes of all files of an output, and of the largest."""
    sizes = [p.stat().st_size for p in (path, *path.rglob("*")) if p.is_file()]
    return sum(sizes), max(sizes, default=1)


def _remove(path: Path) -> bool:
    """Remove a file or a folder; return whether it was there."""
    if not path.exists():
        return False
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return True


def rounds(case: Case, count: int, seed: int, disk: Path | None = None) -> Tally:
    """Return what was seen in so many rounds of a case, the kinds of stop in turn.

    After a run that failed, what is there is unknown, and the rounds end.
    """
    dice = random.Random(f"{case.name} {seed}")
    tally, began = Tally(), time.monotonic()
    kinds = [*KINDS, FULL] if disk else KINDS
    bench = Bench.of(case)
    for turn in range(count):
        bench.round(kinds[turn % len(kinds)], dice, tally, disk)
        print(f"{case.name}: {turn + 1} of {count}", file=sys.stderr, flush=True)
        if any(found == "next run failed" for _, found in tally.seen):
            break
    tally.seconds = time.monotonic() - began
    return tally
