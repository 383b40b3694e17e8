"""What happened in a unit: its committees, the decisions on them, who sat and what they had to do."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vngov.vocabulary import Codes

from .dice import Dice
from .plan import MERGED, Unit
from .profile import Profile
from .seating import Seat, Seating
from .staff import leaders

END = "2026-09-30"
"""Nothing is decided after this day."""

Task = Mapping[str, Any]
Names = Mapping[str, str]

_BODIES = {
    "cntt": ("ứng dụng công nghệ thông tin", "the Use of Information Technology"),
    "cqdt": ("xây dựng Chính quyền điện tử", "e-Government"),
    "cds": ("Chuyển đổi số", "Digital Transformation"),
    "stid": (
        "phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số",
        "Science, Technology, Innovation and Digital Transformation",
    ),
}
"""Subject of a committee: what its name says in Vietnamese and in English."""


@dataclass(frozen=True)
class Committee:
    """A steering committee of a unit."""

    id: str
    unit: Unit
    subject: str

    def name(self, subject: str | None = None) -> Names:
        """Return what it is called by its own subject, or by the one it has been renamed to."""
        vi, en = _BODIES[subject or self.subject]
        return {
            "vi": f"Ban Chỉ đạo mẫu {vi} {self.unit.vi}",
            "en": f"Sample Steering Committee for {en} of {self.unit.en}",
        }


@dataclass(frozen=True)
class Decision:
    """One decision, as it truly was; sources tell parts of it."""

    id: str
    number: str | None
    year_known: bool
    day: str
    unit: Unit
    committee: Committee
    name: Names
    old_name: Names | None
    effects: tuple[str, ...]
    predecessors: tuple[str, ...]
    seats: tuple[Seat, ...]
    tasks: tuple[Task, ...]
    before: Decision | None
    index: int


@dataclass(frozen=True)
class Histories:
    """The histories of the units of one country."""

    seed: int
    profile: Profile
    seating: Seating
    codes: Codes
    national: list[Decision] = field(default_factory=list)

    def acts_of_nation(self, nation: Unit) -> list[Decision]:
        """Return the numbered decisions of the nation of copy 1, which pages everywhere speak of."""
        if not self.national:
            self.national.extend(d for d in self.decisions(nation) if d.number)
        return self.national

    def committees(self, unit: Unit) -> list[Committee]:
        """Return the committees of a unit: one, another from 2025 if it lasts, perhaps an earlier one."""
        first = "stid" if unit.since else "cqdt"
        lasting = unit.level in ("ministry", "national") or not (unit.since or unit.until)
        subjects = [first, "stid"] if lasting else [first]
        found = [Committee(f"mau-bcd-{subject}-{unit.tail}", unit, subject) for subject in subjects]
        if not unit.before and self._merges(found[0]):
            found.append(Committee(f"mau-bcd-cntt-{unit.tail}", unit, "cntt"))
        return found

    def _merges(self, committee: Committee) -> bool:
        """Return whether a committee was made out of earlier ones."""
        first = self.profile["effects"]["first"]
        share = first["establish+merge"] / sum(first.values())
        return Dice(self.seed, "merges", committee.id).share(share)

    def _predecessors(self, committee: Committee) -> tuple[str, ...]:
        """Return the committees that one was made out of: those of the units before, or the unit's own."""
        if not self._merges(committee):
            return ()
        unit = committee.unit
        if unit.before:
            return tuple(f"mau-bcd-cqdt-{place.removeprefix('mau-')}" for place in unit.before)
        earlier = "cntt" if committee.subject == "cqdt" else "cqdt"
        return (f"mau-bcd-{earlier}-{unit.tail}",)

    def decisions(self, unit: Unit) -> Iterator[Decision]:
        """Yield the decisions of a unit, committee by committee, each knowing the one before it."""
        number = 0
        for committee in self.committees(unit):
            before: Decision | None = None
            subject = committee.subject
            for day in self._days(committee):
                number += 1
                dice = Dice(self.seed, "decision", committee.id, day)
                effects = self._effects(dice, committee, subject, before is None)
                old = committee.name(subject) if "rename" in effects else None
                subject = "cds" if old else subject
                seats = self.seating.of(dice, unit, day, "replace-member" in effects)
                before = Decision(
                    *self._identity(dice, unit, day, number), day, unit, committee, committee.name(subject),
                    old, effects, self._predecessors(committee) if "merge" in effects else (), seats,
                    self._tasks(dice, unit), before, number,
                )  # fmt: skip
                yield before

    def _days(self, committee: Committee) -> Iterator[str]:
        """Yield the days of a committee's decisions: set up within a few years, then every year or two."""
        unit, dice = committee.unit, Dice(self.seed, "days", committee.id)
        if committee.subject == "cntt":
            return
        late = committee.subject == "stid"
        day = datetime.date.fromisoformat(MERGED if late else "2018-01-01")
        day += datetime.timedelta(days=dice.below(400 if late else 1000))
        while day.isoformat() < (unit.until or END):
            yield day.isoformat()
            day += datetime.timedelta(days=int(dice.between(self.profile["intervals"]) * 30.44))

    def _effects(self, dice: Dice, committee: Committee, subject: str, first: bool) -> tuple[str, ...]:
        if first:
            return ("establish", "merge") if self._merges(committee) else ("establish",)
        found = dice.weighted(self.profile["effects"]["later"]).split("+")
        return tuple(kind for kind in found if kind != "rename" or subject == "cqdt")

    def _identity(self, dice: Dice, unit: Unit, day: str, index: int) -> tuple[str, str | None, bool]:
        """Return a decision's id, its number if a page gives it, and whether a page gives its year."""
        shares = self.profile["shares"]
        known = not dice.share(shares["undated-id"])
        numbered = dice.share(shares["number"])
        number = index * 100 + dice.below(100) + (3000 * (unit.copy - 1) if unit.level == "national" else 0)
        issuer = {"national": "ttg", "ministry": unit.id}.get(unit.level, f"{unit.id}/ubnd")
        year = day[:4] if known else "undated"
        copy = f"-{unit.copy}" if unit.level == "national" else ""
        local = f"{number}-mau" if numbered else f"mau{copy}-{index}"
        suffix = {"national": "TTg", "ministry": "BO"}.get(unit.level, "UBND")
        return f"{issuer}/{year}/qd/{local}", f"{number}/QĐ-{suffix}-MẪU" if numbered else None, known

    def _tasks(self, dice: Dice, unit: Unit) -> tuple[Task, ...]:
        tasks = dice.pick(self.profile["mandates"])
        body = leaders(unit.level, unit.id).organisation
        return tuple({**t, "text": self._wording(t), "for": body if t["for"] else None} for t in tasks)

    def _wording(self, task: Task) -> Names:
        """Return a sample wording of a task in both languages, made of the labels of its codes."""
        words = {}
        for tag, joiner, about in (("vi", ", ", "về"), ("en", ", ", "on")):
            does = joiner.join(self.codes["function"][f].labels[tag].lower() for f in task["functions"])
            topics = joiner.join(self.codes["topic"][t].labels[tag].lower() for t in task["topics"])
            start = {"vi": "Nhiệm vụ mẫu: ", "en": "sample task: "}[tag]
            words[tag] = f"{start}{does} {about} {topics}" if topics else f"{start}{does}"
        return words
