"""One synthetic country: its plan, and the pages that tell of it, family by family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vngov import resources
from vngov.records.reader import read_registries
from vngov.vocabulary import load_codes

from . import profile
from .history import Histories
from .pages import Page, Pages
from .plan import Family, Plan, Unit
from .seating import Seating
from .staff import Staff

_FOLDERS = {"national": "national", "ministry": "ministries", "district": "districts", "commune": "communes"}


@dataclass(frozen=True)
class Country:
    """A plan with everything that its records are drawn from."""

    plan: Plan
    pages: Pages

    @classmethod
    def of(cls, scale: float, seed: int) -> Country:
        """Return the country of a scale and a seed."""
        codes = load_codes()
        real, _ = read_registries(resources.folder("data"), codes)
        measured = profile.load()
        histories = Histories(seed, measured, Seating(seed, measured, Staff(real, measured)), codes)
        return cls(Plan(real, seed, scale), Pages(histories))

    def records(self, family: Family) -> Iterator[tuple[Path, Page]]:
        """Yield every record of a family with its place in the data folder."""
        for unit in family.units:
            for page in self.pages.of(unit):
                yield _home(unit) / f"{page['source']['id']}.yaml", page


def _home(unit: Unit) -> Path:
    """Return the folder, within the data folder, that holds a unit's records."""
    level = Path(_FOLDERS.get(unit.level, "provinces"))
    if unit.level == "national":
        return level
    return level / unit.within / unit.id if unit.level == "commune" else level / unit.id
