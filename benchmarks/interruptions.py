"""Stop commands at random moments, and look whether the old or the new output is there, whole.

    python benchmarks/interruptions.py --rounds 100 --seed 1 --only build

Each round stops one command (Ctrl-C, kill -9, a full disk), looks at its output, and runs it again. The table
tells what was found after each kind of stop. A mixture, or a next run that fails, makes the exit code 1.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nation import folder
from nation.country import Country
from vngov.store import EmbeddedStore

KINDS = ("Ctrl-C", "kill -9", "full disk")
OUTCOMES = ("old", "new", "mixture", "next run failed")
_DISK = 8 << 20
"""A disk is full when a file is larger than some size of up to so many bytes."""
_LIMITED = """import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])"""


@dataclass(frozen=True)
class Case:
    """A command with two inputs, by number: how to make them, to run it, to read what it wrote.

    ``state`` returns the same text for the same output, and "" where there is none; ``forget`` takes away
    what a command keeps from one run to the next, so that some rounds stop a run from nothing.
    """

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[Path, int], Sequence[str]]
    state: Callable[[Path], str]
    forget: Callable[[Path], None]


def _country(scale: float) -> Callable[[Path], None]:
    def prepare(work: Path) -> None:
        folder.write(Country.of(scale, 1), work / "data-0", 1, 0)
        shutil.copytree(work / "data-0", work / "data-1")
        records = sorted((work / "data-1" / "communes").rglob("*.yaml"))
        for path in records[:: max(1, len(records) // 7)]:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("role: member", "role: deputy", 1), encoding="utf-8")

    return prepare


def _vngov(*options: str) -> Callable[[Path, int], Sequence[str]]:
    def command(work: Path, side: int) -> Sequence[str]:
        data, out = str(work / f"data-{side}"), str(work / "out")
        return [sys.executable, "-m", "vngov", "build", "--data", data, "--out", out, *options]

    return command


_VOLUMES = """import sys
from pathlib import Path
from vngov.stream.publish import Wanted, build
build(Path(sys.argv[2]), Wanted(Path(sys.argv[1]), small=0), print)"""


def _in_volumes(work: Path, side: int) -> Sequence[str]:
    """Return the command for the form of output that only large graphs get."""
    return [sys.executable, "-c", _VOLUMES, str(work / f"data-{side}"), str(work / "out")]


def _written(work: Path) -> str:
    """Return the digest of a build's folder: of each file, and of what the store holds."""
    out = work / "out"
    if not out.exists():
        return ""
    made = hashlib.sha256()
    for path in sorted(p for p in out.rglob("*") if p.is_file() and "store" not in p.relative_to(out).parts):
        made.update(f"{path.relative_to(out)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    store = EmbeddedStore.on_disk(out)
    for graph in (None, *store.graphs()):
        made.update(f"{graph}\n{''.join(sorted(store.lines(graph)))}".encode())
    return made.hexdigest()


def _no_cache(work: Path) -> None:
    shutil.rmtree(work / ".out.cache", ignore_errors=True)


def cases(scale: float) -> list[Case]:
    """Return every case; ``scale`` is the size of the country that is built."""
    made = _country(scale)
    return [
        Case("build, plain", made, _vngov(), _written, _no_cache),
        Case("build, streamed", made, _vngov("--workers", "2"), _written, _no_cache),
        Case("build, in volumes", made, _in_volumes, _written, _no_cache),
    ]


@dataclass(frozen=True)
class Bench:
    """A case made ready: where it works, what both outputs are, and how long a run from nothing takes."""

    case: Case
    work: Path
    states: tuple[str, str]
    seconds: float

    @classmethod
    def of(cls, case: Case, work: Path) -> Bench:
        """Return a case whose inputs are made, and whose command ran on both of them.

        :raises RuntimeError: if a run that nothing stopped fails, or both outputs are the same.
        """
        case.prepare(work)
        states, began = [], time.monotonic()
        for side in (1, 0):
            _run(case.command(work, side))
            states.append(case.state(work))
            seconds = time.monotonic() - began
            case.forget(work)
            began = time.monotonic()
        if len({"", *states}) != 3:
            raise RuntimeError(f"{case.name}: the two outputs do not differ")
        return cls(case, work, (states[1], states[0]), seconds)

    def round(self, kind: str, dice: random.Random, now: int) -> tuple[str, int]:
        """Return what a stopped run left, after the next run was looked at too, and which side is there."""
        if dice.random() < 0.5:
            self.case.forget(self.work)
        new = 1 - now
        _stopped(self.case.command(self.work, new), kind, dice, self.seconds)
        found = self._found(self.states[now], self.states[new])
        try:
            _run(self.case.command(self.work, new))
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return "next run failed", now
        left = [p.name for p in self.work.iterdir() if ".vngov-" in p.name or "before-vngov" in p.name]
        if self.case.state(self.work) != self.states[new] or left:
            return "next run failed", now
        return found, new

    def _found(self, old: str, new: str) -> str:
        try:
            state = self.case.state(self.work)
        except Exception as error:  # whatever cannot be read is not whole
            print(f"{self.case.name}: {error}", file=sys.stderr)
            return "mixture"
        return {old: "old", new: "new"}.get(state, "mixture")


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} …: exit code {done.returncode}\n{done.stderr[-2000:]}")


def _stopped(command: Sequence[str], kind: str, dice: random.Random, seconds: float) -> None:
    """Run a command, and stop it: after some of the time that it takes, or by a disk that is full."""
    full = kind == "full disk"
    if full:
        limit = int(2 ** dice.uniform(10, _DISK.bit_length()))
        command = [sys.executable, "-c", _LIMITED, str(limit), *command]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(None if full else dice.uniform(0.2, 1.1) * seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT if kind == "Ctrl-C" else signal.SIGKILL)
        process.wait()


def run(chosen: Sequence[Case], rounds: int, seed: int, work: Path) -> Counter[tuple[str, str, str]]:
    """Return how often each outcome was seen, by case and kind of stop."""
    dice = random.Random(seed)
    seen: Counter[tuple[str, str, str]] = Counter()
    benches = []
    for number, case in enumerate(chosen):
        place = work / str(number)
        place.mkdir()
        benches.append(Bench.of(case, place))
    sides = [0] * len(benches)
    for turn in range(rounds):
        number, kind = turn % len(benches), KINDS[turn // len(benches) % len(KINDS)]
        outcome, sides[number] = benches[number].round(kind, dice, sides[number])
        seen[benches[number].case.name, kind, outcome] += 1
    return seen


def main() -> int:
    """Run the rounds, print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only cases whose names begin so")
    parser.add_argument("--scale", type=float, default=0.005, help="the size of the country that is built")
    wanted = parser.parse_args()
    chosen = [case for case in cases(wanted.scale) if case.name.startswith(wanted.only)]
    if not chosen:
        parser.error(f"no case begins with «{wanted.only}»")
    with tempfile.TemporaryDirectory() as work:
        seen = run(chosen, wanted.rounds, wanted.seed, Path(work))
    print(f"{'case':24}{'stop':12}" + "".join(f"{outcome:>18}" for outcome in OUTCOMES))
    for case in chosen:
        for kind in KINDS:
            counts = "".join(f"{seen[case.name, kind, outcome]:>18}" for outcome in OUTCOMES)
            print(f"{case.name:24}{kind:12}{counts}")
    return int(any(outcome in OUTCOMES[2:] for _, _, outcome in seen))


if __name__ == "__main__":
    raise SystemExit(main())
