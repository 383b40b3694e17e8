"""Measure vngov at growing sizes beside what people would use instead, and write the report.

python benchmarks/report.py                      everything, at scales 0.01, 0.1 and 1
python benchmarks/report.py --scales 0.01        smaller
python benchmarks/report.py --only validation    one part again; the others stay as they were
python benchmarks/report.py --render             write the page from the results alone, measuring nothing

Each part keeps what it found in ``benchmarks/results/PART.json``; the page ``benchmarks/README.md`` is
written from these files. A part that fails says so there, and does not stop the others. ``--keep`` names a
folder for the countries and graphs, which another run then uses again. It needs
``pip install -e '.[test,bench]'``; what is not installed (Virtuoso, Java) costs its part.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from reporting import figure, page
from reporting.asked import Asked, Found, Part
from reporting.asking import asking
from reporting.building import build, rebuild
from reporting.countries import Place
from reporting.loading import loading
from reporting.machine import load, machine, versions
from reporting.mapping import mapping
from reporting.results import FOLDER, read, write
from reporting.served import served
from reporting.validation import validation
from reporting.watch import Limits

PARTS: dict[str, Part] = {
    "build": build,
    "rebuild": rebuild,
    "queries": asking,
    "serve": served,
    "load": loading,
    "mapping": mapping,
    "validation": validation,
}
PAGE = Path(__file__).with_name("README.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line asks for; return 1 if a part failed."""
    wanted = _arguments(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what a part found so far is kept
    failed = []
    if not wanted.render:
        with tempfile.TemporaryDirectory(prefix="vngov-report-") as folder:
            place = Place((wanted.keep or Path(folder)).resolve(), wanted.seed, wanted.workers)
            place.folder.mkdir(parents=True, exist_ok=True)
            limits, others = (Limits(s, wanted.memory * 1024) for s in (wanted.limit, wanted.limit_others))
            asked = Asked(place, wanted.scales, wanted.rounds, limits, others, _say)
            failed = [name for name in wanted.only or PARTS if not measured(name, asked, wanted.results)]
    results = read(wanted.results)
    wanted.page.write_text(page.render(results), encoding="utf-8")
    drawn = figure.draw({name: result["found"] for name, result in results.items()})
    (wanted.results / "time.svg").write_text(drawn, encoding="utf-8")
    print(f"{wanted.page} is written" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def measured(name: str, asked: Asked, results: Path) -> bool:
    """Run one part and keep what it found; return whether it came to its end."""
    begun, before, found, error, stopped = time.monotonic(), load(), Found(), "", False
    try:
        PARTS[name](asked, found)
    except BaseException as caught:  # whatever fails in one part, the others go on
        stopped = isinstance(caught, KeyboardInterrupt)
        error = f"{type(caught).__name__}: {caught}"[:1000]
        traceback.print_exc()
    kept = {
        "part": name,
        "asked": {
            "scales": list(asked.scales),
            "rounds": asked.rounds,
            "seed": asked.place.seed,
            "workers": asked.place.workers,
            "limit_seconds": asked.limits.seconds,
            "limit_others_seconds": asked.others.seconds,
            "limit_mib": asked.limits.memory,
        },
        "machine": machine() | {"load_before": before},
        "versions": versions(),
        "seconds": round(time.monotonic() - begun),
        "error": error,
        "found": found,
    }
    write(results, name, kept)
    if stopped:
        raise KeyboardInterrupt
    return not error


def _say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _scales(text: str) -> list[float]:
    found = sorted({float(part) for part in text.split(",")})
    if not found or not all(0 < scale <= 10 for scale in found):
        raise argparse.ArgumentTypeError("write numbers above 0, up to 10, with commas between them")
    return found


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scales", type=_scales, default=[0.01, 0.1, 1.0], help="by default 0.01,0.1,1")
    parser.add_argument("--rounds", type=int, default=3, help="by default 3; 2 where a round is long")
    parser.add_argument("--seed", type=int, default=1, help="of the countries")
    parser.add_argument("--workers", type=int, default=2, help="processes of vngov")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="a part; may be repeated")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where countries and graphs are kept")
    parser.add_argument("--limit", type=float, default=600, help="seconds that pySHACL and rdflib are given")
    parser.add_argument("--limit-others", type=float, default=120, help="seconds that other peers are given")
    parser.add_argument("--memory", type=float, default=12, help="GiB of memory that a peer is given")
    parser.add_argument("--render", action="store_true", help="write the page from the results alone")
    parser.add_argument("--results", type=Path, default=FOLDER, help=argparse.SUPPRESS)
    parser.add_argument("--page", type=Path, default=PAGE, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
