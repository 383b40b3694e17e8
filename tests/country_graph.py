"""The synthetic country at scale 0.01 as one linked graph, made once for all workers of a test run."""

from __future__ import annotations

import fcntl
from pathlib import Path

from nation import quads
from nation.country import Country
from vngov import queries, resources
from vngov.link import link
from vngov.store import EmbeddedStore, joined

SCALE, SEED = 0.01, 1


def graph_file(shared: Path) -> Path:
    """Return the file with the country's N-Quads in a folder of several processes, made by the first."""
    file = shared / "country.nq"
    with (shared / "country.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            sourced = shared / "country-sourced.nq"
            quads.write(Country.of(SCALE, SEED), sourced, workers=1)
            text = sourced.read_text(encoding="utf-8")
            linking = queries.load(resources.folder("queries") / "link").values()
            linked = link(EmbeddedStore.in_memory(text), linking)
            part = shared / "country.part"
            part.write_text(joined(text, linked), encoding="utf-8")
            part.rename(file)
    return file
