"""One record's share of the graph: pure, from the bytes of its file, for any process to make."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..build.graphs import Part, everywhere, part, registered
from ..errors import BadInputError, Finding
from ..records import across
from ..records.check import acts
from ..records.document import parse_document
from ..records.model import Act, Change, Record
from ..records.reader import checked
from ..records.registry import Registries, split
from ..store import Lines, united
from . import owner
from .cache import frozen, packed
from .facts import facts
from .setting import Setting


@dataclass(frozen=True)
class Block:
    """What one record says, cut by where it belongs, with what other records must know of it."""

    id: str
    url: str | None
    lines: Mapping[int, bytes]
    facts: Mapping[str, bytes]
    ties: tuple[tuple[str, str], ...]
    more: bytes
    """Where the record says what, and the organisations that it names: frozen."""
    used: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    decisions: tuple[str, ...]
    references: tuple[str, ...]
    changes: tuple[Change, ...]
    day: str | None
    bodies: tuple[tuple[str, str], ...]


def block(data: bytes, path: str, setting: Setting) -> Block | list[Finding]:
    """Return the block of one record file, or its faults; ``path`` is relative to the data folder."""
    shown = f"{setting.folder}/{path}"
    try:
        document = parse_document(data, shown)
        entry = checked(document, Path(path).stem, setting.names, setting.registries)
    except BadInputError as error:
        return error.findings
    made = part(entry, setting.registries, setting.documents, setting.codes)
    record = entry.record
    used = tuple(sorted(made.things.used))
    origins = {str(thing): (at.line, at.column) for thing, at in made.sheet.origins.items()}
    return Block(
        id=record.source.id,
        url=record.source.url,
        **_shares(made, setting),
        more=frozen({"used": used, "origins": origins}),
        used=used,
        needs=tuple(sorted(set(_needs(document.data, setting.registries)))),
        decisions=tuple(sorted({act.decision for _, act in acts(record) if act.decision})),
        references=tuple(sorted(set(_references(record)))),
        changes=tuple(record.changes),
        day=across.day_of(record),
        bodies=tuple(sorted(set(_bodies(record, setting.registries)))),
    )


def _shares(made: Part, setting: Setting) -> dict[str, Any]:
    lines = united((made.sheet.lines, *(sheet.lines for sheet in made.things.sheets.values())))
    found = facts(lines, made.things.labels, setting.wanted)
    return {
        "lines": {number: packed(text) for number, text in by_part(lines).items()},
        "facts": {key: packed(text) for key, text in found.texts().items()},
        "ties": tuple(sorted(found.ties)),
    }


def by_part(lines: Lines) -> dict[int, str]:
    """Return lines of N-Quads, given by subject, sorted by the part that they belong to."""
    parts: dict[int, list[str]] = {}
    for subject, own in lines.items():
        parts.setdefault(owner.part(str(subject)), []).extend(own)
    return {number: "".join(sorted(own)) for number, own in parts.items()}


def _needs(value: Any, registries: Registries) -> Iterator[str]:
    """Yield the entries of the large registries that a document names, and those that these name."""
    if isinstance(value, dict):
        for child in value.values():
            yield from _needs(child, registries)
    elif isinstance(value, list):
        for child in value:
            yield from _needs(child, registries)
    elif isinstance(value, str):
        for name in {value, value.rpartition("@")[2]}:
            if name in registries.committees:
                yield name
                yield from _needs(registries.committees[name].jurisdiction, registries)
            if name in registries.places:
                yield name


def _references(record: Record) -> Iterator[str]:
    """Yield the decisions that a record refers to."""
    for _, act in acts(record):
        yield from _cited(act)
    for change in record.changes:
        if change.by:
            yield change.by


def _cited(act: Act) -> Iterator[str]:
    for claims in (act.repeals, act.amends, act.based_on, act.cites, act.follows):
        yield from (claim.is_ for claim in claims)


def _bodies(record: Record, registries: Registries) -> Iterator[tuple[str, str]]:
    """Yield the organisations behind a record's seats, with their place."""
    for seat in record.composition.seats if record.composition else []:
        reference = seat.office or seat.organisation
        if reference is not None:
            name, where = split(reference, record.jurisdiction)
            if name in registries.offices:
                name, where = split(registries.offices[name].of, where)
            yield name, where


@dataclass(frozen=True)
class Share:
    """What is made of no single record: lines by part, and facts by key."""

    lines: Mapping[int, str]
    facts: Mapping[str, str]
    ties: tuple[tuple[str, str], ...]


def base(setting: Setting) -> Share:
    """Return what the registries say by themselves."""
    things = registered(setting.registries, setting.documents)
    lines = things.lines()
    found = facts(lines, things.labels, setting.wanted)
    return Share(by_part(lines), found.texts(), tuple(sorted(found.ties)))


def derived(
    changes: Iterable[tuple[str, Change]], used: Iterable[tuple[str, str]], setting: Setting
) -> Share:
    """Return what follows everywhere from changes of kinds of organisation."""
    sheet, things = everywhere(changes, used, setting.registries, setting.documents)
    lines = united((sheet.lines, things.lines()))
    found = facts(lines, things.labels, setting.wanted)
    return Share(by_part(lines), found.texts(), tuple(sorted(found.ties)))


def blocks(setting: Setting, batch: list[tuple[str, bytes]]) -> list[tuple[str, str, Block | list[Finding]]]:
    """Return (path, digest of the bytes, block or findings) of each record file of a batch."""
    return [(path, _digest_bytes(data), block(data, path, setting)) for path, data in batch]


def _digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
