"""What must hold between records, and between the registries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Protocol

from ..errors import Finding, suggest
from . import dates
from .check import acts
from .document import Document, Path_, dotted
from .fields import Claimed
from .model import Change, Record
from .registry import Registries, split


class HasRecord(Protocol):
    """A record with its document, as the reader makes it."""

    @property
    def record(self) -> Record:
        """Return the record."""
        ...

    @property
    def document(self) -> Document:
        """Return the document it was read from."""
        ...


Lives = Mapping[str, tuple[str | None, str | None, str | None]]
"""Organisation pattern to when it began and ended, and what it became."""


def records(
    entries: Iterable[HasRecord],
    registries: Registries,
    known: Set[str] | None = None,
    lives: Lives | None = None,
) -> list[Finding]:
    """Return what is wrong between records: ids and pages twice, unknown decisions, lapsed offices.

    Where the records are but some of many, ``known`` are the decisions that any of them describes, and
    ``lives`` what any of them says of kinds of organisation.
    """
    entries = list(entries)
    if known is None:
        known = {act.decision for e in entries for _, act in acts(e.record) if act.decision}
    if lives is None:
        lives = lifetimes(change for entry in entries for change in entry.record.changes)
    findings = _same_twice(entries, "id", lambda r: r.source.id)
    findings += _same_twice(entries, "url", lambda r: r.source.url)
    findings += _unknown_decisions(entries, known)
    findings += _lapsed(entries, registries, lives)
    return findings


def _same_twice(
    entries: Sequence[HasRecord], key: str, value_of: Callable[[Record], str | None]
) -> list[Finding]:
    first: dict[str, HasRecord] = {}
    findings = []
    for entry in entries:
        value = value_of(entry.record)
        if value is None:
            continue
        if value in first:
            other = first[value].document.file
            message = f"«{value}» is in {other} already; one source has one record, delete or correct one"
            findings.append(
                Finding(entry.document.place(("source", key)), f"source.{key}", message, rule="double")
            )
        first.setdefault(value, entry)
    return findings


def _unknown_decisions(entries: Sequence[HasRecord], known: Set[str]) -> list[Finding]:
    """Return references to decisions that no record describes: most often a slip in the id."""
    findings = []
    for entry in entries:
        for base, act in acts(entry.record):
            for key in ("repeals", "amends", "based_on", "cites", "follows"):
                claims: list[Claimed[str]] = getattr(act, key)
                for index, claim in enumerate(claims):
                    if claim.is_ not in known:
                        path = (*base, key.replace("_", "-"), index)
                        near = suggest(claim.is_, known) or "; describe it under mentions: in this record"
                        message = f"«{claim.is_}» is described nowhere{near}"
                        place = entry.document.place(path)
                        findings.append(Finding(place, dotted(path), message, rule="unknown-decision"))
        for index, change in enumerate(entry.record.changes):
            if change.by is not None and change.by not in known:
                path = ("changes", index, "by")
                message = f"«{change.by}» is described nowhere{suggest(change.by, known)}"
                place = entry.document.place(path)
                findings.append(Finding(place, dotted(path), message, rule="unknown-decision"))
    return findings


def _lapsed(entries: Sequence[HasRecord], registries: Registries, lives: Lives) -> list[Finding]:
    """Return seats filled from an organisation that had ended by then, or did not yet exist."""
    findings = []
    for entry in entries:
        day = day_of(entry.record)
        seats = entry.record.composition.seats if entry.record.composition else []
        for index, seat in enumerate(seats if day else []):
            reference = seat.office or seat.organisation
            if reference is None:
                continue
            name, where = split(reference, entry.record.jurisdiction)
            if name in registries.offices:
                name, where = split(registries.offices[name].of, where)
            problem = life_fault(name, where, day or "", lives, registries)
            if problem:
                path = ("composition", "seats", index, "office" if seat.office else "organisation")
                findings.append(Finding(entry.document.place(path), dotted(path), problem, rule="lapsed"))
    return findings


def lifetimes(changes: Iterable[Change]) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return organisation pattern to (began, ended, successor), as the changes state them."""
    life: dict[str, tuple[str | None, str | None, str | None]] = {}
    for change in changes:
        for old in change.organisations or []:
            life[old] = (life.get(old, (None,))[0], change.effective, change.into)
        if change.organisations:
            life[change.into] = (change.effective, *life.get(change.into, (None, None, None))[1:])
    return life


def day_of(record: Record) -> str | None:
    """Return the date that the composition of a record is of, if the record states one."""
    stated = record.composition.observed if record.composition and record.composition.observed else None
    written = stated or (record.date.is_ if record.date else None)
    return None if written is None or written.startswith("--") else written


def life_fault(name: str, where: str, day: str, life: Lives, registries: Registries) -> str | None:
    """Return why an organisation of a place could fill no seat on a day, or ``None``."""
    began, ended, successor = life.get(name, (None, None, None))
    if ended and (day == ended or dates.is_before(ended, day)):
        return f"«{name}» ended on {ended}, before {day}; did you mean one of «{successor}»?"
    if began and dates.is_before(day, began):
        return f"«{name}» began on {began}, after {day}; name the organisation it was made from"
    place = registries.places.get(where)
    if place and registries.organisations[name].scope != "national":
        if place.until and (day == place.until or dates.is_before(place.until, day)):
            return f"«{where}» ended on {place.until}, before {day}; name the unit it became part of"
        if place.from_ and dates.is_before(day, place.from_):
            return f"«{where}» began on {place.from_}, after {day}; name the unit it was made from"
    return None


def registries(registries: Registries, documents: Mapping[str, Document]) -> list[Finding]:
    """Return what is wrong between the registries: jurisdictions and offices that cannot be, codes twice."""
    findings = []
    for key, office in registries.offices.items():
        _, _, where = office.of.partition("@")
        if where and where not in registries.places and where not in registries.organisations:
            path: Path_ = ("entries", key, "of")
            message = f"«{where}» is no known place or organisation{suggest(where, registries.organisations)}"
            findings.append(Finding(documents["offices"].place(path), dotted(path), message))
    seen: dict[tuple[str, str], str] = {}
    for key, place in registries.places.items():
        for scheme, value in (("iso", place.iso), ("gso", place.gso and f"{place.gso} {place.from_}")):
            path = ("entries", key, scheme)
            if value and (scheme, value) in seen:
                message = f"{value.split()[0]} is the code of «{seen[scheme, value]}» already; correct one"
                findings.append(Finding(documents["places"].place(path), dotted(path), message))
            if value:
                seen[scheme, value] = key
    return findings
