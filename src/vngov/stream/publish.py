"""The output of a streamed build: files for people where the graph is small, parts where it is large."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import resources
from ..export.dumps import BUILT, write_dumps, write_parts
from ..export.folder import replaced_whole
from .cache import Cache, name_of
from .run import Job, Outcome, Step, run
from .workers import Here, Workers

SMALL = 300_000
"""Up to so many statements a build writes the files of every release: one N-Quads file, Turtle, JSON-LD …"""


@dataclass(frozen=True)
class Wanted:
    """What is to be built, by whom, and where what was made is kept (beside the output by default)."""

    data: Path | None = None
    cache: Path | None = None
    workers: Workers = field(default_factory=Here)
    engine: str = "shacl"
    lang: str = "en"
    small: int = SMALL


def publish(out: Path, cache: Cache, outcome: Outcome, small: int = SMALL) -> Outcome:
    """Write the output of a build in one piece or not at all; return it with the digest of what was written.

    :raises OutputError: if it cannot be written; what was there is untouched.
    """
    parts = [(name_of(n), cache.file(n)) for n in numbers(cache)]
    with replaced_whole(out, BUILT) as folder:
        if outcome.summary["statements"] > small:
            write_parts(folder, out, parts, outcome.report, outcome.summary)
            return outcome
        text = whole(cache)
        digest = hashlib.sha256(text.encode()).hexdigest()
        summary = {**outcome.summary, "digest": digest}
        write_dumps(folder, text, outcome.report, summary, resources.folder("ontology"))
        return replace(outcome, summary=summary)


def numbers(cache: Cache) -> list[int]:
    """Return the numbers of the parts that hold anything."""
    return [n for (n,) in cache.rows("SELECT number FROM part WHERE statements > 0 ORDER BY number")]


def whole(cache: Cache) -> str:
    """Return the graph of all parts as sorted N-Quads: for small graphs only."""
    texts = (cache.file(n).read_text(encoding="utf-8") for n in numbers(cache))
    return "".join(sorted(line for text in texts for line in text.splitlines(keepends=True)))


def build(out: Path, wanted: Wanted, step: Step) -> Outcome:
    """Build a data folder into ``out``, redoing what changed since the last time; return the findings.

    Where a finding is a violation, nothing is written.

    :raises BadInputError: with every finding, if a record or a registry cannot be read.
    :raises OutputError: if the output or the cache cannot be written; what was there is untouched.
    """
    cache = Cache(wanted.cache or out.with_name(f".{out.name}.cache"))
    try:
        folder = wanted.data or resources.folder("data")
        outcome = run(Job(folder, cache, wanted.workers, step, wanted.engine, wanted.lang))
        if not outcome.violations:
            step("Writing the dumps")
            outcome = publish(out, cache, outcome, wanted.small)
        return outcome
    finally:
        cache.close()
