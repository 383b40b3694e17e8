"""Lookup: an index of names in SQLite (FTS5, part of Python), so that a search need not read every name."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

Name = tuple[str, int, str]
"""A thing, the number of its kind, and one of its names, folded."""

_TABLES = """
CREATE TABLE name (id INTEGER PRIMARY KEY, thing TEXT, kind INTEGER, text TEXT);
CREATE VIRTUAL TABLE word USING fts5(
  text, content='', tokenize='unicode61 remove_diacritics 0', prefix='2 3'
);
CREATE TABLE made (stamp TEXT);
"""
_MOST = 5_000
"""Names that are looked at for one question: those that begin with it, and the shortest with its words."""


class Lookup:
    """An index of names: for words, the names in which each of them begins a word."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    @classmethod
    def make(cls, names: Iterable[Name], path: str = ":memory:", stamp: str = "") -> Lookup:
        """Return a new index of names, in memory or in a new file."""
        base = sqlite3.connect(path, check_same_thread=False)
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
        base.execute("BEGIN")
        for n, (thing, kind, text) in enumerate(names, 1):
            base.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (n, thing, kind, text))
            base.execute("INSERT INTO word (rowid, text) VALUES (?, ?)", (n, _letters(text)))
        base.execute("CREATE INDEX name_text ON name (text)")
        base.execute("INSERT INTO made VALUES (?)", (stamp,))
        base.commit()
        return cls(base)

    @classmethod
    def kept(cls, path: Path, stamp: str) -> Lookup | None:
        """Return the index in a file, or ``None`` if there is none of this stamp."""
        if not path.is_file():
            return None
        with contextlib.suppress(sqlite3.Error):
            base = sqlite3.connect(
                f"file:{path.absolute().as_uri()[7:]}?mode=ro", uri=True, check_same_thread=False
            )
            if base.execute("SELECT stamp FROM made").fetchall() == [(stamp,)]:
                return cls(base)
        return None

    @classmethod
    def keep(cls, names: Iterable[Name], path: Path, stamp: str) -> Lookup:
        """Return a new index that is kept in a file where one can be written, and else in memory."""
        part = path.with_name(f".{path.name}.{os.getpid()}")
        listed = list(names)
        try:
            cls.make(listed, str(part), stamp)._base.close()
            part.replace(path)
        except (OSError, sqlite3.Error):
            part.unlink(missing_ok=True)
            return cls.make(listed)
        return cls.kept(path, stamp) or cls.make(listed)

    def all(self, words: Sequence[str]) -> Iterator[Name]:
        """Yield the names in which each of the words begins a word, or that begin with all of them."""
        whole = " ".join(words)
        yield from self._base.execute(
            "SELECT thing, kind, text FROM name WHERE text >= ? AND text < ?"
            " ORDER BY length(text), id LIMIT ?",
            (whole, whole + "\U0010ffff", _MOST),
        )
        yield from self._matching(words, " AND ")

    def any(self, words: Sequence[str]) -> Iterator[Name]:
        """Yield the names in which any of the words begins a word."""
        yield from self._matching(words, " OR ")

    def _matching(self, words: Sequence[str], between: str) -> Iterator[Name]:
        asked = between.join(f'"{_letters(word)}"*' for word in words)
        yield from self._base.execute(
            "SELECT thing, kind, name.text FROM word JOIN name ON name.id = word.rowid"
            " WHERE word MATCH ? ORDER BY length(name.text), name.id LIMIT ?",
            (asked, _MOST),
        )


def _letters(text: str) -> str:
    """Return a text whose words the index keeps whole: what is no letter or digit becomes a letter."""
    return "".join(
        c if c == " " or (c.isascii() and c.isalnum()) else chr(0xAC00 + ord(c) % 11_000) for c in text
    )
