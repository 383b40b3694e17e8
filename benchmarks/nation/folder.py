"""A synthetic country as a data folder: registries, one record a page, and the mark that it is synthetic."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from vngov import resources

from . import faults, registries, sheet, work
from .country import Country
from .plan import Family

EXPECTED = "expected-findings.json"
README = """# A synthetic country

Made by `benchmarks/country.py` of vngov, with seed {seed} at scale {scale}. Apart from the names of
provinces, of ministries and of kinds of office, everything here is made up: units, committees, decisions,
pages, persons. Nothing is a fact about Viet Nam; nothing may be mixed with the real records. Ids begin with
`mau-` («mẫu», sample), the publisher of every page is «vngov synthetic country», and the file `SYNTHETIC`
marks the folder: `vngov release` refuses it.
"""


def write(country: Country, out: Path, workers: int = 2, faulty: int = 0) -> Mapping[str, int]:
    """Write a country's data folder; return the number of registry entries, records and faults.

    With ``faulty``, that many records get one known fault each, listed in ``expected-findings.json``.
    """
    plan = country.plan
    counts: Counter[str] = Counter()
    counts.update(registries.write(out / "registries", plan, country.pages.histories, plan.families()))
    (out / resources.SYNTHETIC).write_text(
        f"vngov synthetic country, seed {plan.seed}, scale {plan.scale}\n", encoding="utf-8"
    )
    (out / "README.md").write_text(README.format(seed=plan.seed, scale=plan.scale), encoding="utf-8")
    job = _Writing(country, out, faults.spread(country, faulty))
    expected = []
    for found, wrong in work.each(job, plan.families(), workers):
        counts += found
        expected += wrong
    counts["faults"] = len(expected)
    if faulty:
        shown = [fault.shown() for fault in sorted(expected)]
        text = json.dumps(shown, ensure_ascii=False, indent=1) + "\n"
        (out / EXPECTED).write_text(text, encoding="utf-8")
    return counts


class _Writing:
    """Writes the records of a family."""

    def __init__(self, country: Country, out: Path, faulty: Mapping[str, list[str]]) -> None:
        self.country, self.out, self.faulty = country, out, faulty

    def __call__(self, family: Family) -> tuple[Counter[str], list[faults.Expected]]:
        counts: Counter[str] = Counter()
        pages = dict(self.country.records(family))
        sheets = {path: sheet.sheet(page) for path, page in pages.items()}
        expected = faults.spoil(
            self.country.plan.seed, family, pages, sheets, self.faulty.get(family.name, [])
        )
        for path, text in sheets.items():
            target = self.out / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(str(text), encoding="utf-8")
            counts["records"] += 1
            counts[f"records: {path.parts[0]}"] += 1
        return counts, expected
