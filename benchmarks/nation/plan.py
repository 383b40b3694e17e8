"""Which units a country of a scale has: ministries, provinces, districts, communes, before and after 2025.

A scale takes the beginning of one endless list, so a unit is the same at every scale at which it exists.
The list goes group by group of provinces that became one in 2025, in an order that the seed decides; after
the nation's 705 districts it begins again with a copy of the country, whose provinces have other names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from vngov.records.registry import PlaceEntry, Registries

from .dice import Dice

DISTRICTS, MINISTRIES = 705, 30
COMMUNES_EACH, MERGED_EACH = (10, 20), 3.2
"""Communes of a district, at least and at most; how many became one."""
MERGED = "2025-07-01"
"""The day on which districts ended and 63 provinces became 34."""


@dataclass(frozen=True)
class Unit:
    """A unit with a steering committee: what it is called, where it lies, from when to when it exists."""

    id: str
    level: str
    vi: str
    en: str
    within: str = "viet-nam"
    since: str | None = None
    until: str | None = None
    before: tuple[str, ...] = ()
    copy: int = 1
    real: bool = False

    @property
    def tail(self) -> str:
        """Return what ids of the unit's own things end with."""
        return self.id.removeprefix("mau-")

    @property
    def place(self) -> str:
        """Return what records of the unit name as their jurisdiction."""
        return "viet-nam" if self.level == "national" else self.id


NATION = Unit("viet-nam", "national", "Việt Nam", "Viet Nam", "", real=True)


@dataclass(frozen=True)
class Family:
    """Units whose records name one another and nobody else's, except the nation's: one piece of work."""

    name: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Plan:
    """A country of one scale, from one seed."""

    registries: Registries
    seed: int
    scale: float
    groups: tuple[tuple[str, ...], ...] = field(init=False)
    heirs: dict[str, str] = field(init=False)
    districts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        places = self.registries.places
        units = {k: p for k, p in places.items() if p.level in ("province", "municipality")}
        into = {old: k for k, p in units.items() for old in p.formed_from or []}
        keys = sorted(k for k, p in units.items() if p.from_ or (not p.until and k not in into))
        order = Dice(self.seed, "groups").order(dict.fromkeys(keys, 1.0))
        groups = tuple((k, *(units[k].formed_from or [])) for k in order)
        object.__setattr__(self, "groups", groups)
        object.__setattr__(self, "heirs", {place: group[0] for group in groups for place in group})
        old = sorted(k for k, p in units.items() if not p.from_)
        object.__setattr__(self, "districts", _spread(self.seed, old, DISTRICTS))

    def families(self) -> Iterator[Family]:
        """Yield every family of the country, the centre's first."""
        wanted, ministries = max(1, round(DISTRICTS * self.scale)), max(1, math.ceil(MINISTRIES * self.scale))
        for copy in range(1, math.ceil(ministries / MINISTRIES) + 1):
            yield self._centre(copy, min(MINISTRIES, ministries - MINISTRIES * (copy - 1)))
        number = communes = merged = 0
        for copy in range(1, 1 + math.ceil(wanted / DISTRICTS)):
            for group in self.groups:
                if number >= wanted:
                    return
                yield self._provinces(group, copy)
                for province in group[1:] or group:
                    for _ in range(min(self.districts[province], wanted - number)):
                        number += 1
                        family = self._district(number, self._name(province, copy), communes, merged)
                        communes += sum(u.since is None for u in family.units[1:])
                        merged += sum(u.since is not None for u in family.units)
                        yield family

    def _centre(self, copy: int, ministries: int) -> Family:
        tail = "" if copy == 1 else f"-{copy}"
        nation = replace(NATION, id=f"viet-nam{tail}", copy=copy)
        real = [
            k
            for k, o in self.registries.organisations.items()
            if o.kind == "ministry" and f"bo-truong-{k}" in self.registries.offices
        ]
        units = [nation]
        for index in range(ministries):
            if copy == 1 and index < len(real):
                label = dict(self.registries.organisations[real[index]].label.items())
                units.append(Unit(real[index], "ministry", label["vi"], label["en"], real=True))
            else:
                name = f"{MINISTRIES * (copy - 1) + index + 1:03}"
                vi, en = f"Cơ quan mẫu {name}", f"Sample agency {name}"
                units.append(Unit(f"mau-co-quan-{name}", "ministry", vi, en, copy=copy))
        return Family(f"centre-{copy}", tuple(units))

    def _name(self, place: str, copy: int) -> str:
        return place if copy == 1 else f"mau-{copy}-{place}"

    def _provinces(self, group: tuple[str, ...], copy: int) -> Family:
        units = []
        for place in sorted(group, key=lambda p: p == group[0]):
            entry: PlaceEntry = self.registries.places[place]
            label = dict(entry.label.items())
            mark = "" if copy == 1 else f" mẫu {copy}"
            before = tuple(self._name(p, copy) for p in entry.formed_from or [])
            units.append(
                Unit(
                    self._name(place, copy),
                    entry.level,
                    label["vi"] + mark,
                    label.get("en", "") + mark,
                    since=entry.from_,
                    until=entry.until,
                    before=before,
                    copy=copy,
                    real=copy == 1,
                )
            )
        return Family(f"group-{self._name(group[0], copy)}", tuple(units))

    def _district(self, number: int, province: str, communes: int, merged: int) -> Family:
        """Return a district, its communes until 2025, and those that were made of them."""
        dice = Dice(self.seed, "district", number)
        name = f"{number:04}"
        home = Unit(
            f"mau-huyen-{name}", "district", f"Mẫu {name}", f"Sample district {name}", province, until=MERGED
        )
        old = []
        for index in range(communes + 1, communes + 1 + COMMUNES_EACH[0] + dice.below(11)):
            vi, en = f"Xã mẫu {index:05}", f"Sample commune {index:05}"
            old.append(Unit(f"mau-xa-{index:05}", "commune", vi, en, home.id, until=MERGED))
        new = []
        parts = max(1, round(len(old) / MERGED_EACH))
        for part in range(parts):
            pieces = tuple(u.id for u in old[part * len(old) // parts : (part + 1) * len(old) // parts])
            index = merged + part + 1
            vi, en = f"Xã mẫu mới {index:05}", f"New sample commune {index:05}"
            place = self._heir(province)
            new.append(Unit(f"mau-xa-moi-{index:05}", "commune", vi, en, place, MERGED, None, pieces))
        return Family(f"district-{name}", (home, *old, *new))

    def _heir(self, province: str) -> str:
        """Return the province that a province of before the merger lies in afterwards."""
        mark = f"mau-{province.split('-')[1]}-" if province.startswith("mau-") else ""
        return mark + self.heirs[province.removeprefix(mark)]


def _spread(seed: int, places: list[str], total: int) -> dict[str, int]:
    """Return a number of districts for each province, 8 to 15 or so, that add up to the total."""
    weights = {place: 8 + 7 * Dice(seed, "size", place).below(1000) / 1000 for place in places}
    scaled = {place: weight * total / sum(weights.values()) for place, weight in weights.items()}
    found = {place: int(value) for place, value in scaled.items()}
    rest = sorted(places, key=lambda p: (found[p] - scaled[p], p))[: total - sum(found.values())]
    return {place: count + (place in rest) for place, count in found.items()}
