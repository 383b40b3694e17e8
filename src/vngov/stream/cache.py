"""What earlier builds made, in one SQLite file: what each record says, by record, by part and by key.

A record's rows are replaced in one transaction together with the marks of what is to be made anew because of
it, so that a build that was stopped at any moment goes on where it stood.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from .. import prebuilt
from ..errors import OutputError
from ..export.folder import hold

_INPUTS = (("ontology", "*.ttl"), ("ontology", "hygiene/*.rq"), ("queries", "link/*.rq"))
_CODE = (*prebuilt.CODE, "stream/*.py", "validate/*.py")
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE record (path TEXT PRIMARY KEY, size INT, mtime INT, digest TEXT, ground TEXT, id TEXT, url TEXT,
  day TEXT, bodies TEXT, needs TEXT, lapsed INT, changes BLOB, more BLOB);
CREATE INDEX record_id ON record (id);
CREATE INDEX record_url ON record (url);
CREATE INDEX record_lapsed ON record (lapsed);
CREATE INDEX record_changes ON record (path) WHERE changes IS NOT NULL;
CREATE TABLE folder (path TEXT PRIMARY KEY, state BLOB) WITHOUT ROWID;
CREATE TABLE decision (id TEXT, owner TEXT);
CREATE INDEX decision_id ON decision (id);
CREATE INDEX decision_owner ON decision (owner);
CREATE TABLE reference (id TEXT, owner TEXT);
CREATE INDEX reference_owner ON reference (owner);
CREATE INDEX reference_id ON reference (id);
CREATE TABLE used (entry TEXT, place TEXT, times INT, PRIMARY KEY (entry, place)) WITHOUT ROWID;
CREATE TABLE said (id INTEGER PRIMARY KEY, mark INT UNIQUE, part INT, times INT, text BLOB);
CREATE INDEX said_part ON said (part);
CREATE TABLE line (owner TEXT, said INT, PRIMARY KEY (owner, said)) WITHOUT ROWID;
CREATE INDEX line_said ON line (said);
CREATE TABLE fact (name TEXT, owner TEXT, text BLOB);
CREATE INDEX fact_name ON fact (name);
CREATE INDEX fact_owner ON fact (owner);
CREATE TABLE tie (one TEXT, other TEXT, owner TEXT);
CREATE INDEX tie_one ON tie (one);
CREATE INDEX tie_other ON tie (other);
CREATE INDEX tie_owner ON tie (owner);
CREATE TABLE dirty (kind TEXT, name TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE part (number INTEGER PRIMARY KEY, digest TEXT, statements INT, counts TEXT, types BLOB,
  asks BLOB, text BLOB, witness TEXT);
CREATE TABLE checked (number INTEGER PRIMARY KEY, violations BLOB, warnings BLOB, infos BLOB, placed BLOB,
  results BLOB);
CREATE INDEX checked_unplaced ON checked (number) WHERE placed IS NULL;
CREATE TABLE typed (mark INTEGER PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE turned (mark INTEGER PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE volume (number INTEGER PRIMARY KEY, written INT, witnessed TEXT, reported INT, required TEXT,
  advised TEXT, witness TEXT);
"""


_SAY = """INSERT INTO said (mark, part, times, text) VALUES (?, ?, 1, ?)
ON CONFLICT (mark) DO UPDATE SET times = times + 1 RETURNING id, times"""


class Cache:
    """The folder of one data folder: the file, the setting, and the parts bound in volumes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "cache.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._held = hold(folder)
            if self._held is None and sys.platform != "win32":
                raise OutputError(str(folder), "another build is using this cache", "wait for it to end")
            self._db = self._open(self.path)
        except (OSError, sqlite3.Error) as error:
            raise OutputError(
                str(folder), f"the cache cannot be used ({error})", "delete it, or name another"
            ) from error

    def _open(self, path: Path) -> sqlite3.Connection:
        """Return the file, emptied if another ontology or other code made it."""
        form = prebuilt.digest_of(_INPUTS, _CODE)
        db = _connected(path)
        try:
            found = db.execute("SELECT value FROM meta WHERE name = 'form'").fetchone()
        except sqlite3.DatabaseError:
            found = None
        if found is None or found[0] != form:
            db.close()
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", self.setting.name):
                path.with_name(name).unlink(missing_ok=True)
            db = _connected(path)
            db.executescript(f"BEGIN; {_TABLES} INSERT INTO meta VALUES ('form', '{form}'); COMMIT;")
        return db

    @property
    def setting(self) -> Path:
        """Return where the setting is kept."""
        return self.folder / "setting"

    @property
    def report(self) -> Path:
        """Return where the SHACL report of a large graph is kept."""
        return self.folder / "validation.ttl"

    def file(self, volume: int) -> Path:
        """Return where the lines of a volume are kept."""
        return self.folder / name_of(volume)

    def close(self) -> None:
        """Close the file."""
        self._db.close()
        if self._held is not None:
            os.close(self._held)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Make everything done inside one transaction.

        :raises OutputError: if the file cannot be written.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(
                str(self.path), f"the cache cannot be written ({error})", "free some space"
            ) from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query."""
        return self._db.execute(query, values).fetchall()

    def each(self, query: str, *values: Any) -> Iterator[Any]:
        """Yield the rows of a query, one after another."""
        yield from self._db.execute(query, values)

    def run(self, statement: str, *values: Any) -> None:
        """Run one statement."""
        self._db.execute(statement, values)

    def many(self, statement: str, rows: Iterable[Any]) -> None:
        """Run one statement for each row."""
        self._db.executemany(statement, rows)

    def meta(self, name: str) -> str | None:
        """Return a note."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", name)
        return str(found[0][0]) if found else None

    def note(self, name: str, value: str) -> None:
        """Keep a note."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value)

    def kept(self, name: str) -> Any:
        """Return a value that was kept, or nothing."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", name)
        return thawed(found[0][0]) if found else None

    def keep_value(self, name: str, value: object) -> None:
        """Keep a value of our own."""
        self.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", name, frozen(value))

    def forget(self, owner: str) -> None:
        """Drop what an owner said, and mark what that concerns."""
        self.keep(owner, {}, {}, ())

    def keep(
        self,
        owner: str,
        lines: Mapping[int, str | bytes],
        facts: Mapping[str, str | bytes],
        ties: Iterable[tuple[str, str]],
        *,
        new: bool = False,
    ) -> None:
        """Keep what an owner says in place of what it said, and mark what is another by that.

        A ``new`` owner has said nothing yet.
        """
        self._keep_lines(owner, {_digest(part, blob): (part, blob) for part, blob in _blobs(lines)}, new=new)
        told = dict(_blobs(facts))
        old = {} if new else dict(self.rows("SELECT name, text FROM fact WHERE owner = ?", owner))
        changed = {name for name in old.keys() | told.keys() if old.get(name) != told.get(name)}
        gone = ((owner, name) for name in changed & old.keys())
        self.many("DELETE FROM fact WHERE owner = ? AND name = ?", gone)
        self.many(
            "INSERT INTO fact VALUES (?, ?, ?)", ((name, owner, told[name]) for name in changed & told.keys())
        )
        now = set(ties)
        before = set() if new else set(self.rows("SELECT one, other FROM tie WHERE owner = ?", owner))
        self.many(
            "DELETE FROM tie WHERE owner = ? AND one = ? AND other = ?",
            ((owner, *tie) for tie in before - now),
        )
        self.many("INSERT INTO tie VALUES (?, ?, ?)", ((*tie, owner) for tie in now - before))
        self.mark("key", {*changed, *(key for tie in before ^ now for key in tie)})

    def _keep_lines(self, owner: str, told: Mapping[int, tuple[int, bytes]], *, new: bool) -> None:
        """Keep an owner's lines; many say the same of the same thing, and that is kept once."""
        query = "SELECT mark, id, part, times FROM said WHERE id IN (SELECT said FROM line WHERE owner = ?)"
        old = {} if new else {mark: rest for mark, *rest in self.rows(query, owner)}
        touched = []
        for mark in old.keys() - told.keys():
            id_, part, times = old[mark]
            self.run("DELETE FROM line WHERE owner = ? AND said = ?", owner, id_)
            if times > 1:
                self.run("UPDATE said SET times = times - 1 WHERE id = ?", id_)
            else:
                self.run("DELETE FROM said WHERE id = ?", id_)
                touched.append(part)
        kept = []
        for mark in told.keys() - old.keys():
            part, blob = told[mark]
            [(id_, times)] = self.rows(_SAY, mark, part, blob)
            kept.append((owner, id_))
            if times == 1:
                touched.append(part)
        self.many("INSERT INTO line VALUES (?, ?)", kept)
        self.mark("part", touched)

    def mark(self, kind: str, names: Iterable[Any]) -> None:
        """Mark parts or keys as to be made anew."""
        self.many("INSERT OR IGNORE INTO dirty VALUES (?, ?)", ((kind, str(n)) for n in names))

    def marked(self, kind: str) -> list[str]:
        """Return the marked parts or keys, sorted."""
        return [str(n) for (n,) in self.rows("SELECT name FROM dirty WHERE kind = ? ORDER BY name", kind)]

    def unmark(self, kind: str, names: Iterable[Any]) -> None:
        """Take marks away."""
        self.many("DELETE FROM dirty WHERE kind = ? AND name = ?", ((kind, str(n)) for n in names))

    def texts(self, part: int) -> list[bytes]:
        """Return everything said in a part, packed."""
        return [text for (text,) in self.rows("SELECT text FROM said WHERE part = ?", part)]

    def facts(self, name: str) -> list[str]:
        """Return the facts of a key, one text for each owner."""
        return [
            unpacked(text)
            for (text,) in self.rows("SELECT text FROM fact WHERE name = ? ORDER BY owner", name)
        ]


def name_of(volume: int) -> str:
    """Return the name of a volume's file."""
    return f"nquads/{volume:03x}.nq"


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -65536")
    return db


K = TypeVar("K")


def _blobs(texts: Mapping[K, str | bytes]) -> Iterator[tuple[K, bytes]]:
    for name, text in texts.items():
        yield name, packed(text) if isinstance(text, str) else text


def _digest(part: int, blob: bytes) -> int:
    """Return a number for a text of a part: 64 bits of their digest, signed as SQLite has them."""
    digest = hashlib.blake2b(blob, digest_size=8, salt=part.to_bytes(8, "big")).digest()
    return int.from_bytes(digest, "big", signed=True)


def number(*values: object) -> int:
    """Return a number for values: 64 bits of their digest, signed as SQLite has them.

    >>> number("a", 1) == number("a", 1) != number("a", 2)
    True
    """
    digest = hashlib.blake2b(repr(values).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def packed(text: str) -> bytes:
    """Return a text compressed."""
    return zlib.compress(text.encode(), 1)


def unpacked(data: bytes) -> str:
    """Return what :func:`packed` compressed."""
    return zlib.decompress(data).decode()


def frozen(value: object) -> bytes:
    """Return a Python value of our own as bytes."""
    return zlib.compress(pickle.dumps(value, protocol=5), 1)


def thawed(data: bytes) -> Any:
    """Return what :func:`frozen` made: only ever read from the cache that this program wrote."""
    return pickle.loads(zlib.decompress(data))


def listed(value: str) -> list[Any]:
    """Return a JSON list."""
    found: list[Any] = json.loads(value)
    return found
