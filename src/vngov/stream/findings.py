"""What was found in the parts: counted, at the lines of the records, and as a SHACL report."""

from __future__ import annotations

from array import array
from itertools import chain
from pathlib import Path

from rdflib import URIRef

from ..errors import Finding, Place
from ..export.folder import write_file
from ..validate.engines import Result, messages
from ..validate.graph import Shapes, finding, headed, report, share
from .cache import Cache, frozen, number, thawed
from .owner import VOLUME
from .places import Spot, places, spelled
from .setting import Setting
from .shapes import Found

_RANKS = ("violation", "warning", "info")


def place(cache: Cache) -> None:
    """Find the lines of whatever has results and no known place yet; count the findings."""
    rows = cache.rows("SELECT number, results FROM checked WHERE placed IS NULL")
    found: dict[int, Found] = {part: thawed(kept) for part, kept in rows}
    wanted = {part: {result.focus for result in chain(*own)} for part, own in found.items()}
    placed = places(cache, {part: own for part, own in wanted.items() if own})
    with cache.step():
        for part, own in found.items():
            spots = placed.get(part, {})
            tally = [_marks(own, spots, rank) for rank in _RANKS]
            sql = "UPDATE checked SET violations = ?, warnings = ?, infos = ?, placed = ? WHERE number = ?"
            cache.run(sql, *tally, frozen(spots), part)


def _marks(found: Found, spots: dict[str, Spot | None], rank: str) -> bytes:
    """Return a number for each finding of a severity: the same for results that read the same."""
    made = set()
    for result in chain(*found):
        if result.severity == rank:
            value = "" if result.value == result.focus else result.value
            where = spots.get(result.focus) or result.focus
            made.add(number(where, result.path, result.shape, value))
    return array("q", sorted(made)).tobytes()


def severities(cache: Cache) -> dict[str, int]:
    """Return how many findings there are of each severity."""
    seen: tuple[set[int], ...] = (set(), set(), set())
    for row in cache.each("SELECT violations, warnings, infos FROM checked"):
        for own, kept in zip(seen, row, strict=True):
            own.update(memoryview(kept).cast("q"))
    return {rank: len(own) for rank, own in zip(_RANKS, seen, strict=True)}


def findings(cache: Cache, setting: Setting, shapes: Shapes, lang: str, *, advice: bool) -> list[Finding]:
    """Return the findings on all parts at their lines, sorted: without advice the violations only."""
    where = "results != ?" if advice else "violations != x'' AND results != ?"
    rows = cache.rows(f"SELECT results, placed FROM checked WHERE {where}", _NONE)
    spoken = [messages(text) for text in (shapes.required, shapes.advised)] if rows else []
    found: set[Finding] = set()
    for kept, placed in rows:
        origins: dict[URIRef, Place] = {
            URIRef(focus): spelled(spot, setting) for focus, spot in thawed(placed).items() if spot
        }
        for said, results in zip(spoken, thawed(kept), strict=True):
            found.update(finding(r, said.get(r.shape, {}), origins, lang) for r in results)
    return sorted(f for f in found if advice or f.severity == "violation")


_NONE = frozen(([], []))


def whole_report(cache: Cache) -> str:
    """Return the SHACL report on all parts, as that of a build in memory."""
    both: tuple[list[Result], list[Result]] = ([], [])
    for (kept,) in cache.each("SELECT results FROM checked WHERE results != ?", _NONE):
        for mine, theirs in zip(both, thawed(kept), strict=True):
            mine.extend(theirs)
    names = ("shapes", "advice")
    return headed(report(name, sorted(own)) for name, own in zip(names, both, strict=True))


def report_in_volumes(cache: Cache) -> Path:
    """Return the file of the SHACL report on all parts, in their order: written anew if it is another one.

    :raises OutputError: if it cannot be written.
    """
    for volume, *before in cache.rows("SELECT number, required, advised FROM volume WHERE reported IS NULL"):
        span = (volume * VOLUME, (volume + 1) * VOLUME - 1)
        rows = cache.rows("SELECT results FROM checked WHERE number BETWEEN ? AND ?", *span)
        both = [sorted(chain(*own)) for own in zip(*(thawed(kept) for (kept,) in rows), strict=True)]
        texts = [
            share(name, f"{volume:03x}.", own) for name, own in zip(("shapes", "advice"), both, strict=True)
        ]
        with cache.step():
            if texts != before:
                cache.note("report", "old")
            sql = "UPDATE volume SET reported = 1, required = ?, advised = ? WHERE number = ?"
            cache.run(sql, *texts, volume)
    if cache.meta("report") != "written" or not cache.report.exists():
        write_file(cache.report, _bound(cache).encode())
        with cache.step():
            cache.note("report", "written")
    return cache.report


def _bound(cache: Cache) -> str:
    kept = []
    for name, column in (("shapes", "required"), ("advice", "advised")):
        texts = [text for (text,) in cache.rows(f"SELECT {column} FROM volume ORDER BY number")]
        kept.append(report(name, [], conforms=not any(texts)) + "".join(texts))
    return headed(kept)
