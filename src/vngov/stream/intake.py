"""Which records changed since the last build, read and kept; and what is wrong within and between them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import resources
from ..build.graphs import common
from ..errors import BadInputError, Finding
from ..pipeline import ontology_quads
from ..records import across
from ..records.document import load_document
from ..records.model import Change
from ..records.reader import Entry, checked
from ..store import by_subject, nquads, united
from .block import Block, Share, base, blocks, by_part, derived
from .cache import Cache, frozen, listed, thawed
from .folders import Files, files, look, state
from .owner import part
from .setting import Setting
from .workers import Workers, batched

_LEAST, _BATCH = 20, 64
"""How many records are read in one task: fewer cost more to hand over than to read."""


@dataclass(frozen=True)
class _File:
    path: str
    size: int
    mtime: int


Changes = list[tuple[str, Change]]


def take_in(
    cache: Cache, folder: Path, setting: Setting, workers: Workers, seen: Iterable[dict[str, bytes]] = ()
) -> None:
    """Bring the cache up to date with a data folder's records and registries.

    ``seen`` are the states of its folders, if somebody looked: those that have their old one are passed over.

    :raises BadInputError: with every finding of every file that changed, and between all of them.
    """
    entries = hash_of(f"{name} {digest}" for name, digest in sorted(setting.entries.items()))
    stale, new = _stale(cache, folder, setting, seen, same=cache.meta("entries") == entries)
    faults = _read(cache, folder, setting, workers, stale)
    if not faults:
        with cache.step():
            cache.many("INSERT OR REPLACE INTO folder VALUES (?, ?)", new.items())
            cache.note("ground", setting.ground)
    changes = _changes(cache)
    faults += _between(cache, folder, setting, changes)
    if faults:
        raise BadInputError(faults)
    with cache.step():
        cache.run("DELETE FROM dirty WHERE kind = 'name'")
        cache.note("between", "clean")
    _share_base(cache, setting, entries)
    _share_derived(cache, setting, changes)


def _stale(
    cache: Cache, folder: Path, setting: Setting, looked: Iterable[dict[str, bytes]], *, same: bool
) -> tuple[list[_File], dict[str, bytes]]:
    """Return the records to be read, in order, and the new states of their folders; forget those gone.

    A folder whose files have their old sizes and times is passed over, unless a registry changed (``same``).
    """
    known: dict[str, bytes] = {}
    if same and cache.meta("ground") == setting.ground:
        known = dict(cache.rows("SELECT path, state FROM folder"))
    there: dict[str, Files] = {}
    seen = {below: own for share in looked for below, own in share.items()}
    if known and seen:
        there = {below: look(f"{folder}", below)[0] for below in seen if known.get(below) != seen[below]}
    else:
        known, there = {}, dict(files(folder))
        seen = dict.fromkeys(there, b"")
    new = {below: state(own) for below, own in there.items()}
    lost = known.keys() - seen.keys()
    rows = _rows(cache, [*there, *lost]) if known else cache.each(f"{_ROWS} record")
    gone = []
    left = {f"{below}{name}": own[name] for below, own in there.items() for name in sorted(own)}
    for path, size, mtime, of, needs in rows:
        if path not in left:
            gone.append(path)
        elif (size, mtime, of) == (*left[path], setting.ground) and (same or _needs_hold(needs, setting)):
            del left[path]
    with cache.step():
        for path in gone:
            _drop(cache, path)
        # A folder's state holds again once its records are kept: some may go back to what they were before.
        cache.many("DELETE FROM folder WHERE path = ?", ((below,) for below in (*lost, *new)))
    return [_File(path, *left[path]) for path in sorted(left)], new


_ROWS = "SELECT path, size, mtime, ground, needs FROM"


def _rows(cache: Cache, folders: Iterable[str]) -> Iterator[Any]:
    """Yield what is known of the records of some folders."""
    for below in folders:
        for row in cache.rows(f"{_ROWS} record WHERE path BETWEEN ? AND ?", below, f"{below}\U0010ffff"):
            if "/" not in row[0][len(below) :]:
                yield row


def _needed(names: Iterable[str], entries: Mapping[str, str]) -> str:
    return hashlib.sha256("".join(entries.get(name, "-") for name in names).encode()).hexdigest()


def hash_of(names: Iterable[str]) -> str:
    """Return a digest of names in their order."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()


def _needs_hold(needs: str, setting: Setting) -> bool:
    names, digest = listed(needs)
    return bool(_needed(names, setting.entries) == digest)


def _drop(cache: Cache, path: str) -> None:
    _misplaced(cache, _unlist(cache, path))
    cache.forget(f"r:{path}")


def _unlist(cache: Cache, path: str) -> Mapping[str, tuple[int, int]]:
    """Take a record out of the lists, but for what it says; return where it said what."""
    origins: Mapping[str, tuple[int, int]] = {}
    owner = f"r:{path}"
    for name, url, more in cache.rows("SELECT id, url, more FROM record WHERE path = ?", path):
        kept = thawed(more)
        origins = kept["origins"]
        cache.many("UPDATE used SET times = times - 1 WHERE entry = ? AND place = ?", kept["used"])
        cache.run("DELETE FROM used WHERE times = 0")
        cache.mark("name", [name] if url is None else [name, url])
    for table in ("decision", "reference"):
        cache.run(f"INSERT OR IGNORE INTO dirty SELECT 'name', id FROM {table} WHERE owner = ?", owner)
        cache.run(f"DELETE FROM {table} WHERE owner = ?", owner)
    cache.run("DELETE FROM record WHERE path = ?", path)
    return origins


def _misplaced(cache: Cache, things: Iterable[str]) -> None:
    """Have the things looked for anew, wherever something was found at them."""
    parts = {part(thing) for thing in things}
    cache.many("UPDATE checked SET placed = NULL WHERE number = ?", ((number,) for number in sorted(parts)))


def _read(
    cache: Cache,
    folder: Path,
    setting: Setting,
    workers: Workers,
    stale: list[_File],
) -> list[Finding]:
    """Read records and keep their blocks, some batches in one step; return what is wrong within them."""
    by_path = {file.path: file for file in stale}
    faults: list[Finding] = []
    batches = (
        [(file.path, (folder / file.path).read_bytes()) for file in batch]
        for batch in batched(stale, lambda _: 1, max(_LEAST, min(_BATCH, len(stale) // workers.count)))
    )
    known = bool(cache.rows("SELECT 1 FROM record LIMIT 1"))
    for made in workers.run(blocks, setting, batches):
        with cache.step():
            for path, digest, block in made:
                if isinstance(block, Block):
                    new = not known or not cache.rows("SELECT 1 FROM record WHERE path = ?", path)
                    _keep(cache, by_path[path], digest, block, setting, new=new)
                else:
                    faults += block
                    _drop(cache, path)
    return faults


def _keep(cache: Cache, file: _File, digest: str, block: Block, setting: Setting, *, new: bool) -> None:
    needs = json.dumps([block.needs, _needed(block.needs, setting.entries)])
    if not new:
        old = cache.rows("SELECT digest, ground, needs FROM record WHERE path = ?", file.path)
        if old == [(digest, setting.ground, needs)]:
            sql = "UPDATE record SET size = ?, mtime = ? WHERE path = ?"
            cache.run(sql, file.size, file.mtime, file.path)
            return
        origins = _unlist(cache, file.path)
        _misplaced(cache, (thing for thing, _ in origins.items() ^ thawed(block.more)["origins"].items()))
    elif cache.rows("SELECT 1 FROM checked LIMIT 1"):
        _misplaced(cache, thawed(block.more)["origins"])
    owner = f"r:{file.path}"
    cache.keep(owner, block.lines, block.facts, block.ties, new=new)
    cache.many("INSERT INTO decision VALUES (?, ?)", ((d, owner) for d in block.decisions))
    cache.many("INSERT INTO reference VALUES (?, ?)", ((d, owner) for d in block.references))
    cache.many(
        "INSERT INTO used VALUES (?, ?, 1) ON CONFLICT (entry, place) DO UPDATE SET times = times + 1",
        block.used,
    )
    if cache.meta("between"):
        names = {block.id, *block.decisions, *block.references, *([block.url] if block.url else [])}
        cache.mark("name", names)
    row = (file.path, file.size, file.mtime, digest, setting.ground, block.id, block.url, block.day)
    changes = frozen(block.changes) if block.changes else None
    cache.run(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(*row, json.dumps(block.bodies), needs, None, changes, block.more),
    )


def _between(cache: Cache, folder: Path, setting: Setting, changes: Changes) -> list[Finding]:
    """Return what is wrong between records: found by the cache's indexes, worded from the records."""
    lives = across.lifetimes(change for _, change in changes)
    paths = _lapsed(cache, setting, lives) | _contradicting(cache)
    if not paths:
        return []
    known = {name for (name,) in cache.rows("SELECT DISTINCT id FROM decision")}
    entries = [_entry(folder, path, setting) for path in sorted(paths, key=lambda p: folder / p)]
    return across.records(entries, setting.registries, known, lives)


def _contradicting(cache: Cache) -> set[str]:
    """Return the records with an id or an address that another has, or a decision that none describes.

    Once there was nothing wrong, only the names that changed since then are looked at.
    """
    paths: set[str] = set()
    asked = "IN (SELECT name FROM dirty WHERE kind = 'name')" if cache.meta("between") else "IS NOT NULL"
    for column in ("id", "url"):
        twice = f"SELECT {column} FROM record WHERE {column} {asked} GROUP BY {column} HAVING COUNT(*) > 1"
        paths |= {path for (path,) in cache.rows(f"SELECT path FROM record WHERE {column} IN ({twice})")}
    described = "SELECT 1 FROM decision WHERE decision.id = reference.id"
    unknown = f"SELECT owner FROM reference WHERE id {asked} AND NOT EXISTS ({described})"
    return paths | {owner[2:] for (owner,) in cache.rows(unknown)}


def _entry(folder: Path, path: str, setting: Setting) -> Entry:
    document = load_document(folder / path, f"{setting.folder}/{path}")
    return checked(document, Path(path).stem, setting.names, setting.registries)


def _lapsed(cache: Cache, setting: Setting, lives: across.Lives) -> set[str]:
    """Return the records with a seat of a body that had ended, or did not exist yet; remember them."""
    state = hash_of([repr(sorted(lives.items())), *map(repr, sorted(setting.entries.items()))])
    where = "" if cache.meta("lives") != state else "WHERE lapsed IS NULL"
    rows = cache.rows(f"SELECT path, day, bodies FROM record {where}")
    with cache.step():
        for path, day, bodies in rows:
            faulty = day is not None and any(
                across.life_fault(name, place, day, lives, setting.registries)
                for name, place in listed(bodies)
            )
            cache.run("UPDATE record SET lapsed = ? WHERE path = ?", int(faulty), path)
        cache.note("lives", state)
    return {path for (path,) in cache.rows("SELECT path FROM record WHERE lapsed = 1")}


def _changes(cache: Cache) -> Changes:
    """Return the changes that records tell of, with the id of the record, sorted."""
    rows = cache.rows("SELECT id, path, changes FROM record WHERE changes IS NOT NULL")
    return [(name, change) for name, _, kept in sorted(rows) for change in thawed(kept)]


def ontology_of(cache: Cache) -> str:
    """Return the ontology as N-Quads: written once for each version of its files."""
    folder = resources.folder("ontology")
    digest = hash_of(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.ttl")))
    kept = cache.meta("ontology")
    if kept is None or not kept.startswith(digest):
        kept = digest + nquads(ontology_quads(folder))
        with cache.step():
            cache.note("ontology", kept)
    return kept[len(digest) :]


def _share_base(cache: Cache, setting: Setting, entries: str) -> None:
    """Keep what the registries and the ontology say, if they changed."""
    ontology = ontology_of(cache)
    digest = hash_of([setting.ground, entries, ontology])
    if cache.meta("base") == digest:
        return
    share = base(setting)
    extra = by_part(united((by_subject(ontology.splitlines(keepends=True)), common())))
    with cache.step():
        cache.keep("base", {**_added(share.lines, extra)}, share.facts, share.ties)
        cache.note("base", digest)
        cache.note("entries", entries)


def _added(one: Mapping[int, str], other: Mapping[int, str]) -> dict[int, str]:
    return {n: one.get(n, "") + other.get(n, "") for n in {*one, *other}}


def _share_derived(cache: Cache, setting: Setting, told: Changes) -> None:
    """Keep what changes of kinds of organisation mean everywhere, if that changed."""
    changes = [(source, change) for source, change in told if change.organisations]
    touched = {name for _, change in changes for name in change.organisations or []}
    used = {
        (entry, place)
        for name in sorted(touched)
        for entry, place in cache.rows("SELECT entry, place FROM used WHERE entry = ?", name)
    }
    digest = hash_of([setting.ground, repr(changes), repr(sorted(used)), cache.meta("entries") or ""])
    if cache.meta("derived") == digest:
        return
    share: Share = derived(changes, used, setting)
    with cache.step():
        cache.keep("derived", share.lines, share.facts, share.ties)
        cache.note("derived", digest)
