"""Who can sit on a committee: the offices of each kind of unit, real patterns and sample ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vngov.records.registry import Registries

from .profile import Profile

SCIENCE = "2025-03-01"
"""The day on which departments of communications went into those of science and technology."""


@dataclass(frozen=True)
class Body:
    """A sample pattern of an organisation below the province."""

    level: str
    key: str
    vi: str
    en: str
    kind: str
    sector: str

    @property
    def id(self) -> str:
        """Return its id in the registry."""
        return f"mau-{self.key}-{self.level}"

    def offices(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the title of its head's office, and of «a leader of» it."""
        yield f"mau-truong-{self.key}-{self.level}", "mau-truong"
        yield f"mau-lanh-dao-{self.key}-{self.level}", "lanh-dao"


def _bodies() -> tuple[Body, ...]:
    with Path(__file__).with_name("local.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Body(**row) for row in csv.DictReader(file))


LOCAL = _bodies()
"""The sample patterns of districts and communes."""


@dataclass(frozen=True)
class Leaders:
    """Who heads a committee of a kind of unit, who stands in, and who issues its decisions."""

    heads: tuple[str, ...]
    vice: str
    organisation: str

    @property
    def issuer(self) -> str:
        """Return the office that issues where not the organisation does."""
        return self.heads[0]


_LEADERS = {
    "province": Leaders(("chu-tich-ubnd-tinh", "bi-thu-tinh-uy"), "pho-chu-tich-ubnd-tinh", "ubnd-tinh"),
    "municipality": Leaders(
        ("chu-tich-ubnd-thanh-pho", "bi-thu-thanh-uy"), "pho-chu-tich-ubnd-thanh-pho", "ubnd-thanh-pho"
    ),
    "district": Leaders(("chu-tich-ubnd-huyen",), "pho-chu-tich-ubnd-huyen", "ubnd-huyen"),
    "commune": Leaders(
        ("mau-chu-tich-ubnd-xa", "mau-bi-thu-dang-uy-xa"), "mau-pho-chu-tich-ubnd-xa", "mau-ubnd-commune"
    ),
    "national": Leaders(("thu-tuong",), "pho-thu-tuong", "chinh-phu"),
}


def leaders(level: str, unit: str) -> Leaders:
    """Return who heads a committee of a unit and who issues its decisions."""
    if level != "ministry":
        return _LEADERS[level]
    if unit.startswith("mau-"):
        return Leaders((f"mau-thu-truong-{unit[4:]}",), f"mau-pho-thu-truong-{unit[4:]}", unit)
    return Leaders((f"bo-truong-{unit}",), f"thu-truong-{unit}", unit)


_SCOPES = {
    "province": ("provincial", "province"),
    "municipality": ("provincial", "municipality"),
    "ministry": ("ministry",),
    "national": ("national",),
}


@dataclass(frozen=True)
class Staff:
    """The offices of each level, by the pattern of their organisation, weighted as the real seats are."""

    registries: Registries
    profile: Profile
    found: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    pools: dict[tuple[str, bool], dict[str, float]] = field(default_factory=dict)

    def pool(self, level: str, day: str) -> dict[str, float]:
        """Return the organisations of a level that send members on a day, with weights."""
        late = day >= SCIENCE
        if (level, late) not in self.pools:
            self.pools[level, late] = self._pool(level, late)
        return self.pools[level, late]

    def _pool(self, level: str, late: bool) -> dict[str, float]:
        gone = ("so-tttt", "so-khcn", "phong-bcvt-cntt-so-tttt") if late else ("so-khcn-2025",)
        sits = [b for b in self.bodies(level) if b not in gone and not b.startswith(("ubnd-", "mau-ubnd"))]
        return {body: self._weight(body, level) for body in sits}

    def _weight(self, body: str, level: str) -> float:
        """Return how readily an organisation sits: by what is seen of it, or of its sector."""
        seen = self.profile["patterns"]
        sample = next((b for b in LOCAL if b.id == body), None)
        if sample is None:
            return float(2 + seen["organisations"].get(body, 0))
        alike = sum(b.sector == sample.sector for b in LOCAL if b.level == level)
        return 2 + float(seen["sectors"].get(sample.sector, 0)) / alike

    def bodies(self, level: str) -> Mapping[str, list[str]]:
        """Return the offices of each organisation of a level."""
        if level not in self.found:
            local = {b.id: [o for o, _ in b.offices()] for b in LOCAL if b.level == level}
            self.found[level] = local or self._real(level)
        return self.found[level]

    def _real(self, level: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, office in self.registries.offices.items():
            body, _, where = office.of.partition("@")
            entry = self.registries.organisations[body]
            fits = entry.scope in _SCOPES[level] and not where and not key.startswith("quyen-")
            if level == "national":
                fits = fits and entry.kind == "ministry" and office.title != "thu-truong"
            if fits:
                found.setdefault(body, []).append(key)
        return found

    def weights(self, offices: list[str]) -> dict[str, float]:
        """Return how readily each office of an organisation sits."""
        seen = self.profile["patterns"]["offices"]
        return {office: 0.2 + seen.get(office, 0) for office in offices}
