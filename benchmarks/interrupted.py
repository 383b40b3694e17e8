"""Commands stopped at random moments: by Ctrl-C, by SIGTERM, by SIGKILL, by a disk without room.

Each case makes what it needs, says what must hold after a command was stopped, and what after the next run.
``interrupted_load.py`` and ``interrupted_release.py`` are the cases, and run by themselves::

    python benchmarks/interrupted_load.py --rounds 60 --seed 1
"""

from __future__ import annotations

import argparse
import contextlib
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

SIGNALS = {"Ctrl-C": signal.SIGINT, "terminated": signal.SIGTERM, "killed": signal.SIGKILL}
KINDS = (*SIGNALS, "disk full")


class Case(Protocol):
    """A command that is stopped again and again."""

    largest: int
    """Bytes of the largest file that the command writes."""

    def command(self) -> list[str]:
        """Return the arguments of vngov for the next round."""
        ...

    def stopped(self) -> None:
        """Check what must hold after the command was stopped at any moment.

        :raises AssertionError: if it does not.
        """
        ...

    def done(self) -> None:
        """Check what must hold after the command ran to its end, and prepare the next round.

        :raises AssertionError: if it does not.
        """
        ...


def rounds(case: Case, count: int, seed: int, say: Callable[[str], None] = print) -> Counter[str]:
    """Stop a case's command so many times, and run it to its end after each; return how often it was how.

    :raises AssertionError: if after a stop, or after the next run, something is not as it must be.
    """
    chance = random.Random(seed)
    tally: Counter[str] = Counter()
    took = _finish(case)
    for number in range(1, count + 1):
        kind = chance.choice(KINDS)
        code = stop(case.command(), kind, chance.random() * took, chance.randrange(case.largest))
        case.stopped()
        tally[f"{kind}, {'stopped' if code else 'ended before'}"] += 1
        took = _finish(case)
        say(f"{number}: {kind}, exit code {code}; whole; the next run, {took:.1f} s, whole")
    return tally


def stop(arguments: Sequence[str], kind: str, after: float, room: int) -> int:
    """Run vngov and stop it: by a signal after some seconds, or by files that may not pass a size."""
    limited = ["prlimit", f"--fsize={room}"] if kind == "disk full" else []
    process = subprocess.Popen(
        [*limited, sys.executable, "-m", "vngov", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if kind in SIGNALS:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(after)
        process.send_signal(SIGNALS[kind])
    _, said = process.communicate(timeout=600)
    assert b"our fault" not in said, said.decode()
    return process.returncode


def _finish(case: Case) -> float:
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "vngov", *case.command()], capture_output=True, check=False, timeout=900
    )
    took = time.monotonic() - began
    assert ran.returncode == 0, ran.stderr.decode()
    case.done()
    return took


def main(case: Callable[[Path], contextlib.AbstractContextManager[Case]], text: str) -> None:
    """Run the rounds that the command line asks for, and print how often the command was stopped how."""
    parser = argparse.ArgumentParser(description=text.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, required=True, help="a new folder to work in")
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True)
    with case(wanted.folder) as made:
        for kind, count in sorted(rounds(made, wanted.rounds, wanted.seed).items()):
            print(f"{kind:30}{count:>6}")
