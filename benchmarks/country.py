"""Make a synthetic country: a data folder of any size, shaped like the real one, and marked as synthetic.

python benchmarks/country.py --scale 0.01 --seed 1 --out DIR [--nquads FILE.gz] [--faults 20]

Scale 1 is about the nation from 2018 to 2026. ``--measure`` draws the shape of countries anew from the real
records (``nation/profile.json``); every country is another one afterwards.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Mapping
from pathlib import Path

from nation import folder, profile, quads
from nation.country import Country
from vngov.records.reader import load


def main() -> None:
    """Make what the command line asks for, and print what was made."""
    wanted = _arguments()
    if wanted.measure:
        profile.write(profile.measure(load()))
    country = Country.of(wanted.scale, wanted.seed)
    if wanted.out:
        began = time.perf_counter()
        try:
            made = folder.write(country, wanted.out, wanted.workers, wanted.faults)
        except ValueError as error:
            raise SystemExit(f"country.py: {error}") from error
        _report(made, began)
    if wanted.nquads:
        began = time.perf_counter()
        _report({"statements": quads.write(country, wanted.nquads, wanted.workers)}, began)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scale", type=float, default=0.01, help="0.01 to 10; 1 is about the nation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="the data folder to write")
    parser.add_argument("--nquads", type=Path, metavar="FILE", help="write N-Quads too; gzipped if FILE.gz")
    parser.add_argument("--faults", type=int, default=0, help="how many records get a known fault")
    parser.add_argument("--workers", type=int, default=2, help="processes at work")
    parser.add_argument("--measure", action="store_true", help="measure the real records anew")
    wanted = parser.parse_args()
    if not 0 < wanted.scale <= 10:
        parser.error("the scale is a number above 0, up to 10")
    if wanted.out and wanted.out.exists() and any(wanted.out.iterdir()):
        parser.error(f"{wanted.out} is not empty; name another folder, or delete it")
    return wanted


def _report(counts: Mapping[str, int], began: float) -> None:
    """Print counts, the seconds since ``began``, and the memory of the largest process so far."""
    for name, count in counts.items():
        print(f"{name:24}{count:>12,}")
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"{'seconds':24}{time.perf_counter() - began:>12.1f}\n{'MB, largest process':24}{peak / 1024:>12.0f}"
    )


if __name__ == "__main__":
    main()
