"""Stop vngov at random moments, and look whether the old or the new output is there, whole.

python benchmarks/interruptions.py build|load|release|all --rounds 100 --seed 1

Each round stops one command (Ctrl-C, kill -9, a limit on the size of files), looks at its output, and runs it
again. The table says what was found after each kind of stop. On a server each graph is an output of its own:
after a stopped load some may be old and others new («parts of both»). A mixture, or a next run that fails,
makes the exit code 1. ``--disk DIR`` also fills the disk up; the folder must be on a small file system::

    mount -t tmpfs -o size=256m none DIR

``--keep`` writes what was found to ``results/interruptions.json``, which the report shows, in place of what
an earlier run found of the same commands.
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from reporting import results
from reporting.machine import load, machine, versions
from stopping.files import builds, releases
from stopping.loads import loads
from stopping.rounds import WHOLE, WRONG, Case, Tally, rounds
from stopping.stop import FULL, KINDS

COMMANDS = ("build", "load", "release")


@contextlib.contextmanager
def cases(command: str, work: Path, wanted: argparse.Namespace) -> Iterator[Sequence[Case]]:
    """Give the cases of a command, ready to run."""
    if command == "load":
        with loads(work, wanted.engine) as found:
            yield found
    else:
        yield builds(work, wanted.scale) if command == "build" else releases(work)


def main() -> int:
    """Run the rounds that the command line asks for, and print the table; return 1 if anything was wrong."""
    wanted = _arguments()
    before = load()
    seen: dict[str, Tally] = {}
    for command in COMMANDS if wanted.command == "all" else [wanted.command]:
        with tempfile.TemporaryDirectory(dir=wanted.disk) as work, cases(command, Path(work), wanted) as own:
            shares = [wanted.rounds // len(own) + (n < wanted.rounds % len(own)) for n in range(len(own))]
            for case, count in zip(own, shares, strict=True):
                seen[case.name] = rounds(case, count, wanted.seed, wanted.disk)
    print("\n".join(table(seen)))
    if wanted.keep:
        keep(seen, wanted.seed, before)
    return int(any(tally.faults for tally in seen.values()))


def keep(seen: Mapping[str, Tally], seed: int, before: float) -> None:
    """Write what was found for the report, beside what earlier runs found of other commands."""
    found = results.read(results.FOLDER).get("interruptions", {}).get("found", {})
    found |= {name: tally.shown() for name, tally in seen.items()}
    kept = {
        "part": "interruptions",
        "asked": {"seed": seed},
        "machine": machine() | {"load_before": before},
        "versions": versions(),
        "seconds": sum(own["seconds"] for own in found.values()),
        "error": "",
        "found": found,
    }
    results.write(results.FOLDER, "interruptions", kept)


def table(seen: Mapping[str, Tally]) -> list[str]:
    """Return what was seen as lines: one for each case and kind of stop, then what was wrong."""
    outcomes = (*WHOLE, *WRONG)
    lines = [f"{'case':22}{'stop':12}" + "".join(f"{outcome:>17}" for outcome in outcomes)]
    for name, tally in seen.items():
        for kind in (*KINDS, FULL):
            counts = [tally.seen[kind, outcome] for outcome in outcomes]
            if any(counts):
                lines.append(f"{name:22}{kind:12}" + "".join(f"{count:>17}" for count in counts))
        lines.append(f"{'':22}stops by tenth of a run: {' '.join(map(str, tally.moments))}")
    return [*lines, *(fault for tally in seen.values() for fault in tally.faults)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=[*COMMANDS, "all"])
    parser.add_argument("--rounds", type=int, default=100, help="of each command")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=0.001, help="the size of the country that is built")
    parser.add_argument("--engine", choices=["oxigraph", "Virtuoso"], default="oxigraph", help="to load")
    parser.add_argument("--disk", type=Path, metavar="DIR", help="on a small file system, to be filled up")
    parser.add_argument("--keep", action="store_true", help="write the results for the report")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
