"""Who sits on a committee by one decision: roles, offices, and the persons who hold them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .dice import Dice
from .plan import Unit
from .profile import Profile
from .staff import SCIENCE, Staff, leaders

Seat = Mapping[str, Any]
_FIRST = ("so-tttt", "so-khcn-2025", "mau-cntt-district", "mau-cntt-commune")
"""Organisations in charge of the matter: they sit before the others where they sit."""


@dataclass(frozen=True)
class Seating:
    """Draws the seats of a committee of any unit."""

    seed: int
    profile: Profile
    staff: Staff

    def of(self, dice: Dice, unit: Unit, day: str, replaces: bool) -> tuple[Seat, ...]:
        """Return the seats of a committee on a day; with ``replaces`` one member takes another's place."""
        measured = self.profile["seats"]
        size = dice.pick(self.profile["sizes"])
        seats = list(self._chiefs(dice, unit, day))
        bodies = self._bodies(dice, unit, day)
        deputies = min(dice.pick(measured["deputies"]), size - len(seats))
        vice = unit.level in ("ministry", "national")
        for index in range(deputies):
            if vice or (index == 0 and len(seats) == 1):
                seats.append({"role": "deputy", **self._vice(dice, unit, index + 1)})
            elif bodies:
                seats.append({"role": "deputy", **self._member(dice, unit, bodies.pop(0))})
        standing = min(dice.pick(measured["standing-members"]), size - len(seats))
        for index in range(size - len(seats)):
            if bodies:
                role = "standing-member" if index < standing else "member"
                seats.append({"role": role, **self._member(dice, unit, bodies.pop(0))})
        if replaces:
            last = seats[min(len(seats) - 1, 2 + dice.below(3))]
            last["replaces"] = self.person(unit, last["office"], int(day[:4]) // 3 - 1)
        return tuple(self._held(dice, unit, _once(seats), day))

    def person(self, unit: Unit, office: str, term: int) -> str:
        """Return the sample name of who holds an office of a unit in a term."""
        digest = hashlib.sha256(f"{self.seed}/{unit.id}/{office}/{term}".encode()).hexdigest()
        return f"Cán bộ mẫu {int(digest[:10], 16) % 1_000_000:06}"

    def _chiefs(self, dice: Dice, unit: Unit, day: str) -> Iterator[dict[str, Any]]:
        """Yield the head, since 2025 often of the Party, and the standing deputy if there is one."""
        measured, chiefs = self.profile["seats"], leaders(unit.level, unit.id)
        late = day >= SCIENCE and dice.share(0.4)
        head = {"role": "head", "office": chiefs.heads[-1 if late else 0]}
        heads = measured["roles"]["head"] / sum(measured["roles"].values())
        if not late and len(chiefs.heads) > 1 and dice.share(measured["concurrent"] / heads):
            head["concurrent"] = chiefs.heads[-1]
        yield head
        if dice.share(measured["standing-deputy"]):
            yield {"role": "standing-deputy", **self._vice(dice, unit, 0)}

    def _bodies(self, dice: Dice, unit: Unit, day: str) -> list[str]:
        """Return the organisations that can send members, in the order in which they sit."""
        own = leaders(unit.level, unit.id).organisation
        first = dice.share(0.6)
        bodies = [b for b in dice.order(self.staff.pool(unit.level, day)) if b != own]
        return sorted(bodies, key=lambda body: not (first and body in _FIRST))

    def _vice(self, dice: Dice, unit: Unit, index: int) -> dict[str, Any]:
        office = leaders(unit.level, unit.id).vice
        if unit.level in ("ministry", "national"):
            return {
                "office": office,
                "person": self.person(unit, office, index),
                "seat": f"{office}-{index + 1}",
            }
        return {"office": office, "portfolio": "cntt"} if dice.share(0.3) else {"office": office}

    def _member(self, dice: Dice, unit: Unit, body: str) -> dict[str, Any]:
        measured = self.profile["seats"]
        offices = self.staff.bodies(unit.level)[body]
        found: dict[str, Any] = {"office": dice.weighted(self.staff.weights(offices))}
        if dice.share(measured["fill"]["nominated"] * 1.4):
            found["fill"] = "nominated"
        elif dice.share(measured["fill"]["invited"] * 1.4):
            found["fill"] = "invited"
        if dice.share(measured["also-role"] * 1.4):
            found["also-role"] = "secretary"
        return found

    def _held(self, dice: Dice, unit: Unit, seats: list[dict[str, Any]], day: str) -> Iterator[Seat]:
        """Yield the seats with whoever holds each; a page may leave the names out."""
        for seat in seats:
            term = int(day[:4]) // 3 + dice.below(2)
            yield {**seat, "person": seat.get("person") or self.person(unit, seat["office"], term)}


def _once(seats: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the seats, each office once: a Party secretary who is the head is not a member too."""
    first = {(seat["office"], seat.get("seat")): seat for seat in reversed(seats)}
    return [seat for seat in seats if first[seat["office"], seat.get("seat")] is seat]
