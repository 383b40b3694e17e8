"""What every record is read and built with: registries, codes and queries, kept from build to build."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import VERSION as PYDANTIC

from .. import queries, resources
from ..errors import Place
from ..export.folder import write_file
from ..queries import Query
from ..records.document import Document, Path_
from ..records.fields import Names
from ..records.reader import names_of, read_registries, shown_path
from ..records.registry import ENTRY_TYPES, Registries
from ..vocabulary import Codes, load_codes
from .facts import terms

V = TypeVar("V")
_SMALL = ("sectors", "titles", "portfolios", "organisations", "offices")
_LARGE = ("committees", "places")
"""The registries of which any change concerns every record, and those of which only records that name it."""


class Packed(Mapping[str, V]):
    """A mapping of entries that are unpacked one by one, when they are asked for."""

    def __init__(self, entries: Mapping[str, V]) -> None:
        self._packed = {key: pickle.dumps(entry, protocol=5) for key, entry in entries.items()}
        self._found: dict[str, V] = {}

    def __getstate__(self) -> dict[str, bytes]:
        """Return what is to be kept: the entries as they are packed."""
        return self._packed

    def __setstate__(self, packed: dict[str, bytes]) -> None:
        """Take what was kept."""
        self._packed, self._found = packed, {}

    def __getitem__(self, key: str) -> V:
        if key not in self._found:
            self._found[key] = pickle.loads(self._packed[key])
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Spots(Mapping[Path_, Place]):
    """Where the source and the entries of a registry stand: all that a graph tells of its file."""

    def __init__(self, document: Document) -> None:
        self.file = document.file
        self._lines = {
            "" if path == ("source",) else path[-1]: (place.line, place.column)
            for path, place in document.places.items()
            if path == ("source",) or (len(path) == 2 and path[0] == "entries")
        }

    def __getitem__(self, path: Path_) -> Place:
        if path != ("source",) and path[:-1] != ("entries",):
            raise KeyError(path)
        return Place(self.file, *self._lines["" if path == ("source",) else path[-1]])

    def __iter__(self) -> Iterator[Path_]:
        return iter(("entries", name) if name else ("source",) for name in self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@dataclass(frozen=True)
class Setting:
    """What every record is read and built with; ``ground`` is the digest of what concerns all of them."""

    folder: str
    registries: Registries
    documents: Mapping[str, Document]
    codes: Codes
    names: Names
    links: tuple[Query, ...]
    wanted: frozenset[str]
    ground: str
    entries: Mapping[str, str]
    """The digest of each entry of the large registries, by id."""
    national: frozenset[str]
    """The ids of the national committees."""

    @classmethod
    def load(cls, folder: Path, kept: Path | None = None) -> Setting:
        """Return the setting of a data folder; ``kept`` is a file that holds what the last build read.

        :raises BadInputError: if its registries cannot be read.
        """
        state = _state(folder)
        if kept is not None:
            with suppress(OSError, pickle.UnpicklingError, EOFError, ValueError, AttributeError):
                found, made = pickle.loads(kept.read_bytes())
                if found == state:
                    return _named(made)
        made = cls._read(folder)
        if kept is not None:
            write_file(kept, pickle.dumps((state, replace(made, names=Names({}))), protocol=5))
        return made

    @classmethod
    def _read(cls, folder: Path) -> Setting:
        codes = load_codes()
        registries, documents = read_registries(folder, codes)
        links = tuple(
            sorted(queries.load(resources.folder("queries") / "link").values(), key=lambda q: q.number)
        )
        return cls(
            folder=shown_path(folder),
            registries=replace(registries, **{name: Packed(getattr(registries, name)) for name in _LARGE}),
            documents={name: Document(own.file, None, Spots(own)) for name, own in documents.items()},
            codes=codes,
            names=names_of(codes, registries),
            links=links,
            wanted=terms(links),
            ground=_ground(registries),
            entries=_entries(registries),
            national=frozenset(k for k, e in registries.committees.items() if e.level == "national"),
        )


def _named(setting: Setting) -> Setting:
    return replace(setting, names=names_of(setting.codes, setting.registries))


def _state(folder: Path) -> str:
    """Return the digest of every data file that a setting is made of, and of what reads it."""
    files = [folder / "registries" / f"{name}.yaml" for name in ENTRY_TYPES]
    reader = (PYDANTIC, sys.version, shown_path(folder))
    digest = hashlib.sha256(repr(reader).encode())
    for file in files:
        data = file.read_bytes() if file.exists() else b""
        digest.update(f"{file.name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _ground(registries: Registries) -> str:
    """Return the digest of what concerns every record: the small registries, and where the others are."""
    parts = []
    for name in _SMALL:
        parts += [repr(registries.sources[name]), repr(getattr(registries, name))]
    ids = [set(getattr(registries, name)) for name in ("organisations", "offices")]
    large = registries.committees.keys() | registries.places.keys()
    parts.append(repr(sorted(large & (ids[0] | ids[1]))))
    parts += [repr(registries.sources[name]) for name in _LARGE]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _entries(registries: Registries) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _LARGE:
        for key, entry in getattr(registries, name).items():
            digest = hashlib.sha256(repr(entry).encode()).hexdigest()[:16]
            found[key] = found.get(key, "") + digest
    return found
