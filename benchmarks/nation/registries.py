"""The seven registries of a synthetic country: the real patterns, and the country's own units and bodies."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from vngov import resources
from vngov.records.model import Source
from vngov.records.registry import ENTRY_TYPES, Registries

from .history import Committee, Histories
from .plan import Family, Plan, Unit
from .sheet import HEAD, flow
from .staff import LOCAL

Entry = tuple[str, Mapping[str, Any]]
PUBLISHER = "vngov synthetic country"


def write(folder: Path, plan: Plan, histories: Histories, families: Iterable[Family]) -> dict[str, int]:
    """Write the registries of a country into ``folder``; return how many entries each has."""
    folder.mkdir(parents=True, exist_ok=True)
    own = {name: list(_sample(name)) for name in ENTRY_TYPES}
    for family in families:
        for name, entries in _of_family(family, histories).items():
            own[name] += entries
    counts = {}
    for name in ENTRY_TYPES:
        lines = [*_kept(name), *(f"  {key}: {flow(value)}" for key, value in own[name])]
        head = [f"  {key}: {flow(value)}" for key, value in _source(name).items()]
        text = "\n".join([HEAD.rstrip("\n"), "source:", *head, "entries:", *lines]) + "\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        counts[name] = len(lines)
    return counts


def common(plan: Plan) -> Registries:
    """Return what every family of a country shares: patterns and code lists, without units and committees."""
    parts = {name: {**getattr(plan.registries, name), **_parsed(name, _sample(name))} for name in ENTRY_TYPES}
    sources = {name: Source.model_validate(_source(name)) for name in ENTRY_TYPES}
    return Registries(**{**parts, "places": {}, "committees": {}}, sources=sources)


def of_family(shared: Registries, family: Family, histories: Histories) -> Registries:
    """Return the registries that the records of a family need: what is shared, and its own entries."""
    own = {name: _parsed(name, entries) for name, entries in _of_family(family, histories).items()}
    real = histories.seating.staff.registries.places
    own["places"] |= {u.id: real[u.id] for u in family.units if u.id in real}
    if family.name == "centre-1":
        own["places"] |= {key: place for key, place in real.items() if place.level != "district"}
    parts = {name: ChainMap(entries, getattr(shared, name)) for name, entries in own.items()}
    return Registries(
        **{name: parts.get(name, getattr(shared, name)) for name in ENTRY_TYPES}, sources=shared.sources
    )


def _parsed(name: str, entries: Iterable[Entry]) -> dict[str, Any]:
    return {key: ENTRY_TYPES[name].model_validate(value) for key, value in entries}


def _source(name: str) -> dict[str, str]:
    title = f"Synthetic {name}"
    return {
        "id": f"registry-{name}",
        "publisher": PUBLISHER,
        "title": title,
        "kind": "registry",
        "licence": "CC BY 4.0",
    }


def _kept(name: str) -> list[str]:
    """Return the real entries that a synthetic country shares, as they stand in their file."""
    if name == "committees":
        return []
    path = resources.folder("data") / "registries" / f"{name}.yaml"
    lines = path.read_text(encoding="utf-8").split("entries:\n", 1)[1].splitlines()
    return [line for line in lines if name != "places" or "level: district" not in line]


def _sample(name: str) -> Iterator[Entry]:
    """Yield the sample entries that every synthetic country has: patterns of districts and communes."""
    if name == "titles":
        yield "mau-truong", {"label": {"vi": "Trưởng", "en": "Head"}}
    for body in LOCAL if name == "organisations" else ():
        label = {"vi": f"{body.vi} {{of}}", "en": f"{body.en} of {{of}}"}
        yield body.id, {"scope": body.level, "kind": body.kind, "sector": body.sector, "label": label}
    if name == "offices":
        yield from (
            (office, {"title": title, "of": body.id}) for body in LOCAL for office, title in body.offices()
        )
        yield "mau-chu-tich-ubnd-xa", {"title": "chu-tich", "of": "mau-ubnd-commune"}
        yield "mau-pho-chu-tich-ubnd-xa", {"title": "pho-chu-tich", "of": "mau-ubnd-commune"}
        yield "mau-bi-thu-dang-uy-xa", {"title": "bi-thu", "of": "mau-dang-uy-commune"}


def _of_family(family: Family, histories: Histories) -> dict[str, list[Entry]]:
    """Return the entries of a family's own units: places, agencies, their offices, committees."""
    own: dict[str, list[Entry]] = {"places": [], "organisations": [], "offices": [], "committees": []}
    for unit in family.units:
        own["committees"] += [_committee(c) for c in histories.committees(unit)]
        if unit.real or unit.level == "national":
            continue
        if unit.level == "ministry":
            label = {"vi": unit.vi, "en": unit.en}
            agency = {"scope": "national", "kind": "government-agency", "label": label}
            own["organisations"].append((unit.id, agency))
            for office, title in (("mau-thu-truong", "mau-truong"), ("mau-pho-thu-truong", "thu-truong")):
                own["offices"].append((f"{office}-{unit.tail}", {"title": title, "of": unit.id}))
        else:
            own["places"].append((unit.id, _place(unit)))
    return own


def _place(unit: Unit) -> Mapping[str, Any]:
    label = {"vi": unit.vi, "en": unit.en}
    value: dict[str, Any] = {"level": unit.level, "within": unit.within, "label": label}
    value |= {"from": unit.since} if unit.since else {}
    value |= {"until": unit.until} if unit.until else {}
    return value | ({"formed-from": list(unit.before)} if unit.before else {})


def _committee(committee: Committee) -> Entry:
    unit = committee.unit
    return committee.id, {
        "level": "province" if unit.level == "municipality" else unit.level,
        "jurisdiction": unit.place,
        "kind": "national-committee" if unit.level == "national" else "steering-committee",
        "label": dict(committee.name()),
    }
