"""The output of a streamed build: files for people where the graph is small, volumes where it is large."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import resources
from ..export.dumps import BUILT, amendable, write_dumps, write_store_of_volumes, write_volumes
from ..export.folder import replaced_whole, write_file
from ..records.reader import check_folder
from ..store import filling
from .cache import Cache, name_of, unpacked
from .findings import report_in_volumes, whole_report
from .owner import VOLUME
from .run import Assembled, Job, Outcome, Step, assemble, check
from .workers import Here, Workers

SMALL = 300_000
"""Up to so many statements a build writes the files of every release: one N-Quads file, Turtle, JSON-LD …"""


@dataclass(frozen=True)
class Wanted:
    """What is to be built, by whom, and where what was made is kept (beside the output by default).

    Without ``store`` the output has none, and cannot be queried until it is loaded somewhere.
    """

    data: Path | None = None
    cache: Path | None = None
    workers: Workers = field(default_factory=Here)
    engine: str = "shacl"
    lang: str = "en"
    advice: bool = True
    store: bool = True
    small: int = SMALL


def bound(cache: Cache) -> Iterator[tuple[str, Path]]:
    """Yield the name and the file of each volume that holds anything; write those of which a part changed."""
    for volume, written in cache.rows("SELECT number, written FROM volume ORDER BY number"):
        file = cache.file(volume)
        if not written or not file.exists():
            text = "".join(_texts(cache, volume * VOLUME, (volume + 1) * VOLUME - 1))
            file.parent.mkdir(exist_ok=True)
            write_file(file, text.encode())
            with cache.step():
                cache.run("UPDATE volume SET written = ? WHERE number = ?", len(text), volume)
        if written or file.stat().st_size:
            yield name_of(volume), file


def _texts(cache: Cache, first: int, last: int) -> Iterator[str]:
    for (text,) in cache.each(
        "SELECT text FROM part WHERE number BETWEEN ? AND ? ORDER BY number", first, last
    ):
        yield unpacked(text)


def whole(cache: Cache) -> str:
    """Return the graph of all parts as sorted N-Quads: for small graphs only."""
    [(last,)] = cache.rows("SELECT MAX(number) FROM part")
    texts = _texts(cache, 0, last)
    return "".join(sorted(line for text in texts for line in text.splitlines(keepends=True)))


def build(out: Path, wanted: Wanted, step: Step) -> Outcome:
    """Build a data folder into ``out``, redoing what changed since the last time; return the findings.

    Where a finding is a violation, nothing is written.

    :raises BadInputError: with every finding, if a record or a registry cannot be read.
    :raises OutputError: if the output or the cache cannot be written; what was there is untouched.
    """
    folder = wanted.data or resources.folder("data")
    check_folder(folder)
    cache = Cache(wanted.cache or out.with_name(f".{out.name}.cache"))
    try:
        job = Job(folder, cache, wanted.workers, step, wanted.engine, wanted.lang, wanted.advice)
        made = assemble(job)
        if made.statements > wanted.small:
            return _in_volumes(out, job, made, store=wanted.store)
        outcome = check(job, made)
        return outcome if outcome.violations else _in_files(out, job, outcome, store=wanted.store)
    finally:
        cache.close()


def _in_files(out: Path, job: Job, outcome: Outcome, *, store: bool) -> Outcome:
    """Write a small graph as every dump; return the outcome with the digest of what was written."""
    job.step("Writing the dumps")
    with replaced_whole(out, BUILT) as folder:
        text = whole(job.cache)
        digest = hashlib.sha256(text.encode()).hexdigest()
        summary = {**outcome.summary, "digest": digest}
        ontology = resources.folder("ontology")
        write_dumps(folder, text, whole_report(job.cache), summary, ontology, store=store)
        return replace(outcome, summary=summary)


class _UncleanError(Exception):
    """Raised inside where violations were found, so that nothing is written."""


def _in_volumes(out: Path, job: Job, made: Assembled, *, store: bool) -> Outcome:
    """Check a large graph and write its volumes; where several work, its store is filled meanwhile."""
    outcome = None
    with suppress(_UncleanError), replaced_whole(out, BUILT) as folder:
        job.step("Binding the volumes")
        beside = store and job.workers.count > 1 and not amendable(out)
        with filling(folder / "store") if beside else nullcontext() as filled:
            volumes = []
            for name, file in bound(job.cache):
                volumes.append((name, file))
                if filled:
                    filled.add(file)
            outcome = check(job, made)
            if outcome.violations:
                raise _UncleanError
            job.step("Writing the dumps")
            write_volumes(folder, volumes, report_in_volumes(job.cache), outcome.summary)
            if filled:
                filled.finish()
            elif store:
                write_store_of_volumes(folder, out)
    assert outcome is not None
    return outcome
