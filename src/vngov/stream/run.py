"""The streamed build, from records to findings: what changed is read, linked, joined and checked anew."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from rdflib import URIRef

from .. import queries, resources
from ..errors import Finding, Place
from ..export.folder import write_file
from ..validate.engines import Result, messages
from ..validate.graph import Shapes, finding, headed, hygiene, report
from .block import Setting
from .cache import Cache, frozen, packed, thawed, unpacked
from .facts import asked
from .intake import hash_of, ontology_of, take_in
from .neighbourhood import CORE, Ground, closed, core, gather, hubs, linked, shared
from .owner import PARTS
from .parts import Made, make, thinned
from .places import places, spelled
from .shapes import Bench, Reach, has, marks, results
from .workers import Workers, batched

Step = Callable[[str], None]
_GROUP = 64
"""Of how many parts the witnesses are kept together."""
_TEXT, _LINES = 300_000, 60_000
"""How much text of facts is linked at once, and how many lines are checked at once."""


@dataclass(frozen=True)
class Outcome:
    """What a streamed build found: the findings, and the figures of its summary."""

    findings: list[Finding]
    report: str
    summary: Mapping[str, Any]

    @property
    def violations(self) -> list[Finding]:
        """Return the findings that make the graph invalid."""
        return [f for f in self.findings if f.severity == "violation"]


@dataclass(frozen=True)
class Job:
    """One streamed build: a data folder, a cache, those who work, and who is told of each step."""

    folder: Path
    cache: Cache
    workers: Workers
    step: Step
    engine: str = "shacl"
    lang: str = "en"


def run(job: Job) -> Outcome:
    """Bring everything in the cache up to date; return the findings.

    :raises BadInputError: with every finding, if a record or a registry cannot be read.
    """
    job.step("Reading the records")
    setting = Setting.load(job.folder)
    take_in(job.cache, job.folder, setting, job.workers)
    job.step("Linking")
    ontology = ontology_of(job.cache)
    _link(job, setting, ontology)
    job.step("Building the graphs")
    reach = Reach.of(Shapes.load(resources.folder("ontology")), ontology)
    _join(job, reach)
    job.step("Checking the graph")
    _check(job, reach)
    _place(job.cache)
    findings, text = _findings(job, setting, reach)
    findings += _hygiene(job, reach)
    return Outcome(findings, text, _summary(job, findings))


def _link(job: Job, setting: Setting, ontology: str) -> None:
    """Make the links and labels of every neighbourhood in which something changed."""
    cache = job.cache
    hub = hubs(cache, setting.registries)
    lines, votes = shared(cache, hub)
    ground = Ground(setting.links, lines + "".join(_asked(ontology, setting)), votes, frozenset())
    found = gather(cache, tuple(sorted(hub)))
    state = hash_of([ground.lines, *votes, *found.texts, found.beside, *(q.text for q in setting.links)])
    local = hash_of([ground.lines, *votes, *sorted(hub), *(q.text for q in setting.links)])
    if cache.meta("core") != state:
        parts = core(ground, found)
        with cache.step():
            cache.keep(f"n:{CORE}", parts, {}, ())
            if cache.meta("hubs") != local:
                cache.run("INSERT OR IGNORE INTO dirty SELECT DISTINCT 'key', name FROM fact")
                cache.note("hubs", local)
            cache.note("core", state)
    dirty = cache.marked("key")
    known = [unpacked(text) for (text,) in cache.rows("SELECT text FROM line WHERE owner = ?", f"n:{CORE}")]
    ground = Ground(
        setting.links,
        ground.lines,
        votes,
        frozenset(line for t in known for line in t.splitlines(keepends=True)),
    )
    near = (gather(cache, keys) for keys in list(closed(cache, dirty, hub)))
    batches = batched(near, lambda n: sum(map(len, n.texts)), _TEXT)
    for made in job.workers.run(linked, ground, batches):
        with cache.step():
            for key, parts in made:
                cache.keep(f"n:{key}", parts, {}, ())
            cache.unmark("key", [key for key, _ in made])
    with cache.step():
        cache.run("DELETE FROM dirty WHERE kind = 'key'")


def _asked(ontology: str, setting: Setting) -> list[str]:
    return [line for line in ontology.splitlines(keepends=True) if asked(line, setting.wanted) is not None]


def _join(job: Job, reach: Reach) -> None:
    """Make the changed parts, and mark for checking what asks for a type that came or went."""
    cache = job.cache
    first = not cache.rows("SELECT 1 FROM part WHERE results IS NOT NULL LIMIT 1")
    dirty = [int(number) for number in cache.marked("part")]
    texts = ((number, cache.texts(number)) for number in dirty)
    batches = batched(texts, lambda p: sum(map(len, p[1])), 4_000_000)
    for made in job.workers.run(make, reach, batches):
        with cache.step():
            for part in made:
                _keep_part(cache, part, first)
    turned = sorted(int(mark) for (mark,) in cache.rows("SELECT mark FROM turned"))
    with cache.step():
        rows = cache.each("SELECT number, asks FROM part WHERE results IS NOT NULL") if turned else iter(())
        touched = [number for number, asks in rows if any(has(marks(asks), mark) for mark in turned)]
        cache.many("UPDATE part SET results = NULL, placed = NULL WHERE number = ?", ((n,) for n in touched))
        cache.run("DELETE FROM turned")


def _keep_part(cache: Cache, part: Made, first: bool) -> None:
    if not first:
        old = cache.rows("SELECT types FROM part WHERE number = ?", part.number)
        before = set(marks(old[0][0])) if old else set()
        turned = before ^ set(marks(part.types))
        cache.many("INSERT OR IGNORE INTO turned VALUES (?)", ((str(mark),) for mark in turned))
    path = cache.file(part.number)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, part.text.encode())
    cache.run(
        "INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        part.number,
        part.digest,
        part.statements,
        json.dumps(part.counts),
        part.types,
        part.asks,
        packed(part.witness),
    )
    cache.run("DELETE FROM witness WHERE number = ?", part.number // _GROUP)
    cache.unmark("part", [part.number])


def _check(job: Job, reach: Reach) -> None:
    """Check the parts that changed, or that ask for something that changed."""
    cache = job.cache
    left = [n for (n,) in cache.rows("SELECT number FROM part WHERE results IS NULL ORDER BY number")]
    if not left:
        return
    known = array("Q", sorted(m for (own,) in cache.each("SELECT types FROM part") for m in marks(own)))
    texts = ((number, cache.file(number).read_text(encoding="utf-8")) for number in left)
    batches = batched(texts, lambda p: p[1].count("\n"), _LINES)
    for made in job.workers.run(results, Bench(reach, known, job.engine), batches):
        with cache.step():
            for number, found in made:
                cache.run("UPDATE part SET results = ? WHERE number = ?", frozen(found), number)


def _place(cache: Cache) -> None:
    """Find the lines of whatever there are results on and whose place is not known yet."""
    wanted = {
        number: {result.focus for result in chain(*thawed(found))}
        for number, found in cache.rows("SELECT number, results FROM part WHERE placed IS NULL")
    }
    with cache.step():
        for number, placed in places(cache, {n: own for n, own in wanted.items() if own}).items():
            cache.run("UPDATE part SET placed = ? WHERE number = ?", frozen(placed), number)
        empty = ((frozen({}), number) for number, own in wanted.items() if not own)
        cache.many("UPDATE part SET placed = ? WHERE number = ?", empty)


def _findings(job: Job, setting: Setting, reach: Reach) -> tuple[list[Finding], str]:
    """Return the findings on all parts at their lines, and the report on them."""
    both: tuple[list[Result], list[Result]] = ([], [])
    origins: dict[URIRef, Place] = {}
    for kept, placed in job.cache.each(
        "SELECT results, placed FROM part WHERE results != ?", frozen(([], []))
    ):
        for mine, theirs in zip(both, thawed(kept), strict=True):
            mine.extend(theirs)
        for focus, spot in thawed(placed).items():
            if spot is not None:
                origins[URIRef(focus)] = spelled(spot, setting)
    findings: list[Finding] = []
    reports = []
    texts = (("shapes", reach.shapes.required), ("advice", reach.shapes.advised))
    for (name, text), own in zip(texts, both, strict=True):
        spoken = messages(text)
        findings += [finding(r, spoken.get(r.shape, {}), origins, job.lang) for r in own]
        reports.append(report(name, sorted(own)))
    return sorted(set(findings)), headed(reports)


def _hygiene(job: Job, reach: Reach) -> list[Finding]:
    """Return what the hygiene queries find."""
    text = thinned(_witnesses(job.cache, reach), reach.deprecated)
    digest = hash_of([text])
    if job.cache.meta("hygiene") == digest:
        kept = job.cache.rows("SELECT value FROM meta WHERE name = 'unclean'")[0][0]
        return [
            Finding(Place("ontology"), path, message, rule=rule) for path, message, rule in json.loads(kept)
        ]
    found = hygiene(text, queries.load(resources.folder("ontology") / "hygiene").values())
    with job.cache.step():
        job.cache.note("unclean", json.dumps([(f.path, f.message, f.rule) for f in found]))
        job.cache.note("hygiene", digest)
    return found


def _witnesses(cache: Cache, reach: Reach) -> list[str]:
    """Return the witnesses of all parts, those of some parts together made anew only where one changed."""
    found = []
    for group in range(PARTS // _GROUP):
        kept = cache.rows("SELECT text FROM witness WHERE number = ?", group)
        if kept:
            found.append(unpacked(kept[0][0]))
            continue
        span = (group * _GROUP, (group + 1) * _GROUP - 1)
        rows = cache.rows("SELECT witness FROM part WHERE number BETWEEN ? AND ?", *span)
        found.append(thinned((unpacked(own) for (own,) in rows), reach.deprecated))
        with cache.step():
            cache.run("INSERT INTO witness VALUES (?, ?)", group, packed(found[-1]))
    return found


def _summary(job: Job, findings: list[Finding]) -> dict[str, Any]:
    """Return the figures of the build: those of every build, and the digest of the parts."""
    cache = job.cache
    counts: Counter[str] = Counter()
    for (own,) in cache.each("SELECT counts FROM part"):
        counts.update(json.loads(own))
    links = counts.pop("links", 0)
    [(statements,)] = cache.rows("SELECT SUM(statements) FROM part")
    [(records,)] = cache.rows("SELECT COUNT(*) FROM record")
    digests = [d for (d,) in cache.each("SELECT digest FROM part WHERE statements > 0 ORDER BY number")]
    return {
        "version": resources.VERSION,
        "records": records,
        "statements": statements,
        "links": links,
        "things": dict(sorted(counts.items())),
        "findings": {s: sum(f.severity == s for f in findings) for s in ("violation", "warning", "info")},
        "digest": hash_of(digests),
    }
