"""SHACL: vngov's engine, alone and in the streamed build, beside pySHACL and TopQuadrant's on Jena."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from .asked import Asked, Found
from .countries import HERE, shown
from .ladder import Contest, attempt, climb
from .watch import FailedError, Run, done, watch

PEERS = ("pyshacl", "topquadrant")
_FILE = str(HERE / "peers" / "shacl_validation.py")
_PARTS = str(HERE / "peers" / "vngov_validation.py")


def validation(asked: Asked, found: Found) -> None:
    """Measure validation of whole graphs against each peer, and of the scales by vngov alone."""
    place = asked.place
    scales = found.setdefault("scales", {})
    for scale in asked.scales:
        place.graph(scale)
        kept = scales.setdefault(shown(scale), {"streamed": []})
        rounds = asked.rounds
        while len(kept["streamed"]) < rounds:
            asked.say(f"validation at scale {shown(scale)}, round {len(kept['streamed']) + 1}")
            run = done(_streamed(asked, scale), f"validation at scale {shown(scale)}")
            kept["streamed"].append(run.figures())
            kept["results"] = _counted(run)
            rounds = asked.rounds_of(run.seconds)
    for peer in PEERS:
        into = found.setdefault("peers", {}).setdefault(peer, {})
        attempt(into, partial(_against, asked, into, peer))


def _streamed(asked: Asked, size: float) -> Run:
    options = [str(asked.place.path("graph", size)), "--workers", str(asked.place.workers)]
    return watch([sys.executable, _PARTS, *options])


def _against(asked: Asked, into: dict[str, Any], peer: str) -> None:
    limits = asked.limits if peer == "pyshacl" else asked.others

    def file(engine: str, size: float) -> list[str]:
        return [sys.executable, _FILE, engine, str(asked.place.triples(size))]

    def ours(size: float) -> Run:
        return watch(file("shacl", size))

    def theirs(size: float) -> Run:
        asked.say(f"validation: {peer} at {shown(size)}")
        return watch(file(peer, size), limits)

    def streamed(size: float) -> Run:
        return done(_streamed(asked, size), f"validation at {shown(size)}")

    def check(mine: Run, other: Run) -> dict[str, Any]:
        if _counted(mine) != _counted(other):
            raise FailedError(f"{peer} has {_counted(other)} results, shacl {_counted(mine)}")
        return {"results": _counted(mine)}

    def prepare(size: float) -> None:
        asked.place.triples(size)

    contest = Contest(peer, asked.sizes, limits, asked.rounds, ours, theirs, prepare, check)
    climb(contest, into)
    largest = list(into["sizes"])[-1]
    rung = into["sizes"][largest]
    rung["streamed"] = [streamed(float(largest)).figures() for _ in rung["theirs"]]


def _counted(run: Run) -> int:
    return int(run.out.split()[-1])
