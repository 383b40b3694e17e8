"""The build at each scale, and the rebuild after one record changed, through the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .asked import Asked, Found
from .countries import Place, shown
from .watch import Run, done

_PERSON = re.compile(r"(person: Cán bộ mẫu )(\d+)")


def build(asked: Asked, found: Found) -> None:
    """Measure whole builds, with nothing kept before: from reading to writing; then the store."""
    for scale in asked.scales:
        asked.place.copy(scale)
        kept = found.setdefault("scales", {}).setdefault(shown(scale), {"rounds": [], "store": []})
        rounds = asked.rounds
        while len(kept["rounds"]) < rounds:
            what = f"vngov build at scale {shown(scale)}"
            asked.say(f"{what}, round {len(kept['rounds']) + 1}")
            run = done(asked.place.build(scale, anew=True, store=False), what)
            kept["rounds"].append(run.figures())
            kept["store"].append(done(asked.place.build(scale), f"{what}, the store").figures())
            rounds = asked.rounds_of(run.seconds)
        kept |= _size(asked.place, scale)


def _size(place: Place, scale: float) -> dict[str, int]:
    summary = place.summary(scale)
    files = [f for f in place.graph(scale).rglob("*") if f.is_file()]
    return {
        "records": summary["records"],
        "statements": summary["statements"],
        "violations": summary["findings"]["violation"],
        "store_bytes": sum(f.stat().st_size for f in files if f.parent.name == "store"),
    }


def rebuild(asked: Asked, found: Found) -> None:
    """Measure the rebuild after one record changed, another one each round, and the one where none did."""
    for scale in asked.scales:
        place, kept = asked.place, found.setdefault("scales", {}).setdefault(shown(scale), {})
        place.graph(scale)
        before = _settled(asked, scale)
        kept |= {"one": [], "none": [], "records": [], "of": place.summary(scale)["records"]}
        chosen = _spread(_with_persons(place.copy(scale)), asked.rounds)
        for path in chosen:
            asked.say(f"rebuild at scale {shown(scale)}: {path.name}")
            with _changed(path):
                kept["one"].append(_again(place, scale).figures())
                changed = _digest(place, scale)
                kept["none"].append(_again(place, scale).figures())
            kept["records"].append(path.name)
            if changed == before:
                raise AssertionError(f"{path} was changed, and the graph was not")
            _again(place, scale)
            kept["same_when_undone"] = _digest(place, scale) == before


def _settled(asked: Asked, scale: float) -> str:
    """Build without a change, so that nothing of an earlier run is left to do; return the digest."""
    _again(asked.place, scale)
    return _digest(asked.place, scale)


def _again(place: Place, scale: float) -> Run:
    return done(place.build(scale), f"rebuild at scale {shown(scale)}")


def _digest(place: Place, scale: float) -> str:
    text = (place.path("graph", scale) / "summary.json").read_text(encoding="utf-8")
    return str(json.loads(text)["digest"])


def _with_persons(folder: Path) -> list[Path]:
    """Return the records of provinces and communes, sorted; those without a person are passed over later."""
    return [path for kind in ("communes", "provinces") for path in sorted((folder / kind).rglob("*.yaml"))]


def _spread(paths: list[Path], count: int) -> list[Path]:
    """Return so many records that name a person, from all over the list."""
    chosen: list[Path] = []
    for number in range(count):
        at = len(paths) * (2 * number + 1) // (2 * count)
        rest = (path for path in paths[at:] + paths[:at] if path not in chosen)
        chosen.append(next(path for path in rest if _PERSON.search(path.read_text(encoding="utf-8"))))
    return chosen


@contextmanager
def _changed(path: Path) -> Iterator[None]:
    """Give one seat of a record another person, until the block ends; its file is replaced."""
    text = path.read_text(encoding="utf-8")
    changed = _PERSON.sub(lambda m: f"{m[1]}{(int(m[2]) + 1) % 1_000_000:06}", text, count=1)
    _replace(path, changed)
    try:
        yield
    finally:
        _replace(path, text)


def _replace(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
