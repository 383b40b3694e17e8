"""The streamed build, from records to findings: what changed is read, linked, joined and checked anew."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from .. import queries, resources
from ..errors import Finding, Place
from ..store import joined
from ..validate.graph import Shapes, hygiene
from .cache import Cache, frozen
from .findings import findings, place, severities
from .folders import states
from .hub import hub_of
from .intake import hash_of, ontology_of, take_in
from .neighbourhood import closed, gather, linked, pass_on
from .owner import VOLUME
from .parts import Made, make
from .setting import Setting
from .shapes import Bench, Reach, has, marks, results
from .workers import Workers, batched

Step = Callable[[str], None]
_TEXT, _PACKED, _LINES = 1_000_000, 400_000, 60_000
"""How much text of facts is linked at once, how much packed text is joined, how many lines are checked."""


@dataclass(frozen=True)
class Outcome:
    """What a streamed build found: the findings that were asked for, and the figures of its summary."""

    findings: list[Finding]
    summary: Mapping[str, Any]

    @property
    def violations(self) -> list[Finding]:
        """Return the findings that make the graph invalid."""
        return [f for f in self.findings if f.severity == "violation"]


@dataclass(frozen=True)
class Job:
    """One streamed build: a data folder, a cache, those who work, and who is told of each step.

    Without ``advice`` the findings are only those that make the graph invalid; all are counted.
    """

    folder: Path
    cache: Cache
    workers: Workers
    step: Step
    engine: str = "shacl"
    lang: str = "en"
    advice: bool = True


def run(job: Job) -> Outcome:
    """Bring everything in the cache up to date; return the findings.

    :raises BadInputError: with every finding, if a record or a registry cannot be read.
    """
    return check(job, assemble(job))


@dataclass(frozen=True)
class Assembled:
    """A graph whose parts are joined and not yet checked."""

    setting: Setting
    reach: Reach
    statements: int


def assemble(job: Job) -> Assembled:
    """Read what changed, link it, and make the parts of the graph anew that it concerns.

    :raises BadInputError: with every finding, if a record or a registry cannot be read.
    """
    job.step("Reading the records")
    cache = job.cache
    seen = states(job.folder, job.workers) if cache.rows("SELECT 1 FROM folder LIMIT 1") else ()
    setting = Setting.load(job.folder, cache.setting)
    take_in(cache, job.folder, setting, job.workers, seen)
    job.step("Linking")
    ontology = ontology_of(cache)
    _link(job, setting, ontology)
    job.step("Building the graphs")
    reach = _reach(cache, ontology)
    _join(job, reach)
    [(statements,)] = cache.rows("SELECT SUM(statements) FROM part")
    return Assembled(setting, reach, statements)


def _reach(cache: Cache, ontology: str) -> Reach:
    """Return the reach of the shapes, kept for the next build with the same."""
    shapes = Shapes.load(resources.folder("ontology"))
    state = hash_of([shapes.required, shapes.advised, ontology])
    kept = cache.kept("reach")
    if isinstance(kept, tuple) and kept[0] == state:
        return cast(Reach, kept[1])
    made = Reach.of(shapes, ontology)
    with cache.step():
        cache.keep_value("reach", (state, made))
    return made


def check(job: Job, made: Assembled) -> Outcome:
    """Check the parts that changed, and what asks for something that changed; return the findings on all."""
    job.step("Checking the graph")
    _check(job, made.reach)
    place(job.cache)
    unclean = _hygiene(job.cache)
    found = findings(job.cache, made.setting, made.reach.shapes, job.lang, advice=job.advice)
    return Outcome(found + unclean, _summary(job, made, unclean))


def _link(job: Job, setting: Setting, ontology: str) -> None:
    """Make the links and labels of every neighbourhood in which something changed."""
    cache = job.cache
    hub = hub_of(cache, setting, ontology)
    with cache.step():
        pass_on(cache)
    dirty = cache.marked("key")
    near = (gather(cache, keys) for keys in list(closed(cache, dirty, hub.keys)))
    batches = batched(near, lambda n: sum(map(len, n.texts)), _TEXT)
    for made in job.workers.run(linked, hub.ground, batches):
        with cache.step():
            for key, parts in made:
                cache.keep(f"n:{key}", parts, {}, ())
            cache.unmark("key", [key for key, _ in made])
    with cache.step():
        cache.run("DELETE FROM dirty WHERE kind = 'key'")


def _join(job: Job, reach: Reach) -> None:
    """Make the changed parts, and mark for checking what asks for a type that came or went."""
    cache = job.cache
    first = not cache.rows("SELECT 1 FROM checked LIMIT 1")
    dirty = [int(number) for number in cache.marked("part")]
    texts = ((number, cache.texts(number)) for number in dirty)
    batches = batched(texts, lambda p: sum(map(len, p[1])), _PACKED)
    for made in job.workers.run(make, reach, batches):
        with cache.step():
            for part in made:
                _keep_part(cache, part, first)
    turned = [mark for (mark,) in cache.rows("SELECT mark FROM turned")]
    if turned:
        rows = cache.each("SELECT number, asks FROM part")
        touched = [number for number, asks in rows if any(has(marks(asks), mark) for mark in turned)]
        with cache.step():
            cache.many("DELETE FROM checked WHERE number = ?", ((n,) for n in touched))
            cache.run("DELETE FROM turned")


def _keep_part(cache: Cache, part: Made, first: bool) -> None:
    """Keep a part in place of what it was; what was found in it stands where it says the same as before."""
    cache.unmark("part", [part.number])
    old = cache.rows("SELECT digest, types FROM part WHERE number = ?", part.number)
    if old and old[0][0] == part.digest:
        return
    before, now = set(marks(old[0][1])) if old else set(), set(marks(part.types))
    cache.many("DELETE FROM typed WHERE mark = ?", ((mark,) for mark in before - now))
    cache.many("INSERT OR IGNORE INTO typed VALUES (?)", ((mark,) for mark in sorted(now - before)))
    if not first:
        cache.many("INSERT OR IGNORE INTO turned VALUES (?)", ((mark,) for mark in before ^ now))
    cache.run("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *vars(part).values())
    cache.run("DELETE FROM checked WHERE number = ?", part.number)
    volume = part.number // VOLUME
    cache.run("INSERT OR IGNORE INTO volume (number) VALUES (?)", volume)
    cache.run("UPDATE volume SET written = NULL, witness = NULL WHERE number = ?", volume)


def _check(job: Job, reach: Reach) -> None:
    """Check the parts that changed, or that ask for something that changed."""
    cache = job.cache
    left = cache.rows(
        "SELECT number, statements FROM part WHERE number NOT IN (SELECT number FROM checked) ORDER BY number"
    )
    if not left:
        return
    bench = Bench(reach, _known(cache, [number for number, _ in left]), job.engine)
    texts = (
        (number, statements, text)
        for number, statements in left
        for (text,) in cache.rows("SELECT text FROM part WHERE number = ?", number)
    )
    batches = (
        [(number, text) for number, _, text in batch] for batch in batched(texts, lambda p: p[1], _LINES)
    )
    for made in job.workers.run(results, bench, batches):
        with cache.step():
            for number, found in made:
                none = (b"", b"", b"")
                cache.run("INSERT INTO checked VALUES (?, ?, ?, ?, NULL, ?)", number, *none, frozen(found))
                sql = "UPDATE volume SET reported = NULL WHERE number = ?"
                cache.run(sql, number // VOLUME)


_FEW = 64


def _known(cache: Cache, left: list[int]) -> array[int]:
    """Return the types of the whole graph, or where few parts are left those that these ask for."""
    if len(left) > _FEW:
        return array("q", (mark for (mark,) in cache.each("SELECT mark FROM typed ORDER BY mark")))
    wanted: set[int] = set()
    for number in left:
        wanted.update(marks(cache.rows("SELECT asks FROM part WHERE number = ?", number)[0][0]))
    return array("q", sorted(m for m in wanted if cache.rows("SELECT 1 FROM typed WHERE mark = ?", m)))


def _hygiene(cache: Cache) -> list[Finding]:
    """Return what the hygiene queries find in the witnesses of all parts; ask them only where that is new."""
    folder = resources.folder("ontology") / "hygiene"
    asked = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.rq"))]
    seen = hash_of([*_witnessed(cache), *asked])
    if cache.meta("witnessed") != seen:
        text = joined(*(own for (own,) in cache.rows("SELECT witness FROM volume ORDER BY number")))
        digest = hash_of([text, *asked])
        with cache.step():
            if cache.meta("hygiene") != digest:
                found = hygiene(text, queries.load(folder).values())
                cache.note("unclean", json.dumps([(f.path, f.message, f.rule) for f in found]))
                cache.note("hygiene", digest)
            cache.note("witnessed", seen)
    kept = json.loads(cache.meta("unclean") or "[]")
    return [Finding(Place("ontology"), path, message, rule=rule) for path, message, rule in kept]


def _witnessed(cache: Cache) -> list[str]:
    """Return the digest of the witness of each volume, made anew where one of its parts changed."""
    for (volume,) in cache.rows("SELECT number FROM volume WHERE witness IS NULL"):
        span = (volume * VOLUME, (volume + 1) * VOLUME - 1)
        rows = cache.rows("SELECT witness FROM part WHERE number BETWEEN ? AND ?", *span)
        with cache.step():
            text = joined(*(own for (own,) in rows))
            sql = "UPDATE volume SET witness = ?, witnessed = ? WHERE number = ?"
            cache.run(sql, text, hash_of([text]), volume)
    return [digest for (digest,) in cache.rows("SELECT witnessed FROM volume ORDER BY number")]


def _summary(job: Job, made: Assembled, unclean: list[Finding]) -> dict[str, Any]:
    """Return the figures of the build: those of every build, and the digest of the parts."""
    cache = job.cache
    counts: Counter[str] = Counter()
    for (own,) in cache.each("SELECT counts FROM part"):
        counts.update(json.loads(own))
    links = counts.pop("links", 0)
    [(records,)] = cache.rows("SELECT COUNT(*) FROM record")
    digests = [d for (d,) in cache.each("SELECT digest FROM part WHERE statements > 0 ORDER BY number")]
    tally = severities(cache)
    tally["violation"] += len(unclean)
    figures = {
        "version": resources.VERSION,
        "records": records,
        "statements": made.statements,
        "links": links,
        "things": dict(sorted(counts.items())),
        "findings": tally,
        "digest": hash_of(digests),
    }
    if resources.is_synthetic(job.folder):
        figures["synthetic"] = True
    return figures
