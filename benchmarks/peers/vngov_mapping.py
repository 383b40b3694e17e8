"""The mapping step of ``vngov build`` alone: records read, checked and mapped, and written as N-Quads.

    python benchmarks/peers/vngov_mapping.py DATA FILE.nq --workers 2

Linking, labels that need the vote of several records, and SHACL come after it in a build and are left out.
Prints how many statements it wrote.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from vngov.stream.cache import Cache, unpacked
from vngov.stream.intake import take_in
from vngov.stream.owner import PARTS
from vngov.stream.setting import Setting
from vngov.stream.workers import of


def main() -> None:
    """Map a data folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    statements = 0
    with tempfile.TemporaryDirectory(dir=wanted.out.parent) as folder:
        cache = Cache(Path(folder))
        take_in(cache, wanted.data, Setting.load(wanted.data), of(wanted.workers))
        with wanted.out.open("w", encoding="utf-8") as file:
            for part in range(PARTS):
                lines = {
                    line for text in cache.texts(part) for line in unpacked(text).splitlines(keepends=True)
                }
                file.writelines(sorted(lines))
                statements += len(lines)
        cache.close()
    print(statements)


if __name__ == "__main__":
    main()
