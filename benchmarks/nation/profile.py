"""How the real data is shaped: measured from the records, kept in ``profile.json``, drawn from ever after."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from vngov.records import dates
from vngov.records.model import Composition, Record
from vngov.records.reader import Records

FILE = Path(__file__).with_name("profile.json")
Profile = Mapping[str, Any]


def load() -> Profile:
    """Return the measured profile that the country is drawn from."""
    found: Profile = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def write(profile: Profile) -> None:
    """Keep a profile as the one that countries are drawn from from now on."""
    FILE.write_text(
        json.dumps(profile, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


def measure(records: Records) -> Profile:
    """Return the shape of a set of records: shares, sizes, intervals, mandates, what seats point to."""
    every = [entry.record for entry in records.entries]
    decided = [r for r in every if r.decision]
    of_committee = [r for r in every if r.committee]
    compositions = [r.composition for r in every if r.composition]
    return {
        "records": len(every),
        "shares": _shares(every, decided, of_committee),
        "sources": _sources(decided),
        "effects": _effects(decided),
        "compositions": [_shape(c) for c in compositions],
        "sizes": sorted(s for s in map(_stated_size, compositions) if s),
        "mandates": [_mandates(r) for r in of_committee if r.mandates],
        "seats": _seats(compositions),
        "patterns": _patterns(records, compositions),
        "intervals": _intervals(decided),
        "kinds": _counted(r.source.kind for r in every),
        "seen": _counted(str(r.source.seen) for r in every),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _part(items: list[Record], key: str) -> float:
    return round(sum(bool(getattr(r, key)) for r in items) / len(items), 4)


def _shares(every: list[Record], decided: list[Record], of_committee: list[Record]) -> dict[str, float]:
    ids = {r.decision for r in decided}
    without = [r for r in every if not r.decision]
    spanned = sum(bool(r.source.text) for r in every)
    found = {
        "report": round(sum(bool(r.committee) for r in without) / len(decided), 4),
        "context": round(sum(not r.committee for r in without) / len(decided), 4),
        "undated-id": round(sum("/undated/" in str(i) for i in ids) / len(ids), 4),
        "spanned": round(spanned / len(every), 4),
        "published": round(sum(bool(r.source.published) for r in every) / len(every), 4),
        "date": _part(decided, "date"),
        "composition": _part(of_committee, "composition"),
        "mandates": _part(of_committee, "mandates"),
    }
    for key in (
        "number",
        "issuer",
        "label",
        "decided_by",
        "in_force",
        "identified",
        "repeals",
        "cites",
        "mentions",
        "follows",
    ):
        found[key] = _part(decided, key)
    for key in ("support", "standing_agency", "advises", "seal_of", "note"):
        found[key] = _part(of_committee, key)
    return found


def _sources(decided: list[Record]) -> dict[str, Any]:
    by_id: dict[str, list[Record]] = defaultdict(list)
    for record in decided:
        by_id[str(record.decision)].append(record)
    several = [v for v in by_id.values() if len(v) > 1]
    return {
        "per-decision": _counted(str(len(v)) for v in by_id.values()),
        "disagreeing": round(sum(map(disagree, several)) / len(several), 4),
    }


def disagree(records: list[Record]) -> bool:
    """Return whether the sources of one decision differ over its date, number, issuer or declared size."""
    stated: list[set[Any]] = [
        {r.date.is_ for r in records if r.date},
        {r.number.is_ for r in records if r.number},
        {r.issuer.is_ for r in records if r.issuer},
        {r.composition.declared.is_ for r in records if r.composition and r.composition.declared},
    ]
    return any(len(values) > 1 for values in stated)


def _effects(decided: list[Record]) -> dict[str, dict[str, int]]:
    """Return how often each set of effects occurs, in decisions that establish and in later ones."""
    found: dict[str, list[str]] = {"first": [], "later": []}
    for record in decided:
        kinds = [str(e.type) for e in record.effects]
        if kinds and record.committee:
            found["first" if "establish" in kinds else "later"].append("+".join(sorted(kinds)))
    return {key: _counted(values) for key, values in found.items()}


def _shape(composition: Composition) -> dict[str, Any]:
    seats = composition.seats
    return {
        "completeness": composition.completeness,
        "declared": composition.declared is not None,
        "seats": len(seats),
        "groups": [g.count or 0 for g in composition.groups],
        "named": round(sum(bool(s.person) for s in seats) / len(seats), 4) if seats else 0,
    }


def _stated_size(composition: Composition) -> int:
    """Return the number of seats as far as a source gives it: declared, or of a complete list."""
    if composition.declared:
        return composition.declared.is_
    return composition.listed if composition.completeness == "complete" else 0


def _mandates(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "id": m.id,
            "functions": m.function,
            "topics": m.topics,
            "carried": m.carried,
            "for": m.for_ is not None,
        }
        for m in record.mandates
    ]


def _seats(compositions: list[Composition]) -> dict[str, Any]:
    seats = [s for c in compositions for s in c.seats]
    long = [c for c in compositions if len(c.seats) > 2]
    fill = _counted("fill" if s.fill is None else s.fill for s in seats)
    return {
        "roles": _counted(s.role for s in seats),
        "deputies": sorted(sum(s.role == "deputy" for s in c.seats) for c in long),
        "standing-members": sorted(sum(s.role == "standing-member" for s in c.seats) for c in long),
        "standing-deputy": round(
            sum(any(s.role == "standing-deputy" for s in c.seats) for c in long) / len(long), 4
        ),
        "fill": {k: round(v / len(seats), 4) for k, v in fill.items()},
        "portfolio": round(sum(bool(s.portfolio) for s in seats) / len(seats), 4),
        "concurrent": round(sum(bool(s.concurrent) for s in seats) / len(seats), 4),
        "replaces": round(sum(bool(s.replaces) for s in seats) / len(seats), 4),
        "also-role": round(sum(bool(s.also_role) for s in seats) / len(seats), 4),
        "named": round(sum(bool(s.person) for s in seats) / len(seats), 4),
    }


def _patterns(records: Records, compositions: list[Composition]) -> dict[str, dict[str, int]]:
    """Return how often seats point to each kind of organisation and each office, of those that recur."""
    offices = records.registries.offices
    bodies = records.registries.organisations
    named = [s.office.partition("@")[0] for c in compositions for s in c.seats if s.office]
    scoped = [(o, offices[o].of.partition("@")[0]) for o in named]
    local = [(o, b) for o, b in scoped if bodies[b].scope != "national"]
    return {
        "offices": _counted(o for o, _ in local),
        "organisations": _counted(b for _, b in local),
        "sectors": _counted(str(bodies[b].sector) for _, b in local),
    }


def _intervals(decided: list[Record]) -> list[int]:
    """Return the months between one dated decision on a committee and the next."""
    days: dict[str, set[str]] = defaultdict(set)
    for record in decided:
        if record.committee and record.date and dates.datatype(record.date.is_) == "date":
            days[record.committee.is_].add(record.date.is_)
    found = []
    for dated in days.values():
        ordered = sorted(dated)
        found += [months(a, b) for a, b in pairwise(ordered)]
    return sorted(found)


def months(one: str, other: str) -> int:
    """Return the months from one day to another, as their names count them."""
    return (int(other[:4]) - int(one[:4])) * 12 + int(other[5:7]) - int(one[5:7])
