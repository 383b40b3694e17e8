"""What the pages say: each decision is told by one to four of them, some partly, some otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vngov.records import spans

from .dice import Dice
from .history import Decision, Histories
from .plan import MERGED, NATION, Unit
from .registries import PUBLISHER
from .seating import Seat
from .staff import SCIENCE, leaders

NOTE = "Synthetic record made by benchmarks/country.py. Nothing in it is a fact."
Page = dict[str, Any]
_OF_PAGES = 1.13
"""Reports have neither tasks nor agencies, so pages on decisions have them so much more often than all."""


@dataclass(frozen=True)
class Pages:
    """Makes the records of a unit out of its history."""

    histories: Histories

    def of(self, unit: Unit) -> Iterator[Page]:
        """Yield the records of a unit: pages on its decisions, reports of its committees, context."""
        profile = self.histories.profile
        shares = profile["shares"]
        for decision in self.histories.decisions(unit):
            dice = Dice(self.histories.seed, "pages", decision.id, decision.day)
            count = int(dice.weighted(profile["sources"]["per-decision"]))
            for index in range(count):
                disagrees = index == 1 and dice.share(profile["sources"]["disagreeing"])
                yield self._page(dice, decision, index, disagrees)
            if dice.share(shares["report"] * count):
                yield self._report(dice, decision)
            if dice.share(shares["context"] * count * 0.87):
                yield self._context(dice, decision)
        if unit.before:
            yield self._merger(unit)
        if unit.level == "national" and unit.copy == 1:
            yield self._departments(unit)

    def _source(self, dice: Dice, unit: Unit, tail: str, day: str) -> Page:
        profile = self.histories.profile
        name = f"mau-{unit.tail}-{tail}"
        source = {
            "id": name,
            "url": f"https://country.example/mau/{name}",
            "publisher": f"{PUBLISHER}: Báo mẫu {dice.below(60) + 1:02}",
        }
        if dice.share(profile["shares"]["published"]):
            source["published"] = day
        source |= {"language": "vi", "kind": dice.weighted(profile["kinds"])}
        seen = dice.weighted(profile["seen"])
        return source if seen == "None" else {**source, "seen": seen}

    def _page(self, dice: Dice, decision: Decision, index: int, disagrees: bool) -> Page:
        profile, unit = self.histories.profile, decision.unit
        shares = profile["shares"]
        page: Page = {
            "source": self._source(dice, unit, f"{decision.index:02}{'abcd'[index]}", decision.day),
            "jurisdiction": unit.place,
        }
        page |= self._act(dice, decision, disagrees)
        page["committee"] = {"is": decision.committee.id, "name": {"vi": decision.name["vi"]}}
        page["effects"] = list(_effects(decision))
        page |= self._links(dice, decision)
        if dice.share(shares["composition"]):
            page["composition"] = self._composition(dice, decision, disagrees)
        if dice.share(shares["mandates"] * _OF_PAGES):
            page["mandates"] = [_mandate(task) for task in decision.tasks]
        if dice.share(shares["standing_agency"] * _OF_PAGES):
            page["standing-agency"] = _agency(decision)
        if dice.share(shares["support"] * _OF_PAGES):
            page["support"] = [_support(dice, decision)]
        chief = leaders(unit.level, unit.id).organisation
        page |= {key: chief for key in ("advises", "seal_of") if dice.share(shares[key] * _OF_PAGES)}
        if "seal_of" in page:
            page["seal-of"] = page.pop("seal_of")
        page["note"] = {"en": NOTE}
        return cited(page) if dice.share(shares["spanned"]) else page

    def _act(self, dice: Dice, decision: Decision, disagrees: bool) -> Page:
        """Return what a page says of the decision itself: id, label, number, date, issuer."""
        shares, unit = self.histories.profile["shares"], decision.unit
        act: Page = {"decision": decision.id}
        if dice.share(shares["identified"]):
            act["identified"] = "Sample: the page names the same committee and action."
        if dice.share(shares["label"]):
            act["label"] = {
                "vi": f"Quyết định mẫu về {decision.name['vi']}",
                "en": f"Sample decision on the {decision.name['en']}",
            }
        if decision.number:
            act["number"] = decision.number
        partial = f"--{decision.day[5:]}"
        if decision.year_known and (disagrees or dice.share(shares["date"] / (1 - shares["undated-id"]))):
            kind = dice.weighted({"day": 28, "year": 3, "partial": 2})
            act["date"] = decision.day
            if (disagrees and dice.share(0.6)) or kind == "partial":
                act["date"] = partial
            elif kind == "year":
                why = "Sample: the page gives day and month; the year is that of its own date."
                act["date"] = {"is": decision.day, "inferred": "year", "why": why}
            if dice.share(shares["in_force"] * 2) and act["date"] == decision.day:
                act["in-force"] = decision.day
        if dice.share(shares["issuer"]):
            chiefs = leaders(unit.level, unit.id)
            act["issuer"] = chiefs.organisation if not disagrees else chiefs.issuer
        if dice.share(shares["decided_by"]):
            act["decided-by"] = self.histories.seating.person(unit, "issuer", int(decision.day[:4]))
        return act

    def _links(self, dice: Dice, decision: Decision) -> Page:
        """Return the other decisions that a page names: the committee's last one, or one of the nation's."""
        shares, before = self.histories.profile["shares"], decision.before
        nation = [d for d in self.histories.acts_of_nation(NATION) if d.day < decision.day]
        if decision.unit.level == "national":
            nation = []
        links: Page = {}
        if before and dice.share(shares["repeals"] * 1.2):
            links["repeals"] = [before.id]
        other = dice.pick(nation) if nation and (before is None or dice.share(0.5)) else before
        if other and dice.share(shares["cites"]):
            links["cites"] = [other.id]
        if other and nation and dice.share(shares["follows"] * 1.5):
            links["follows"] = nation[-1].id
        if other and dice.share(shares["mentions"] * 1.05):
            links["mentions"] = [_mention(other, other is before)]
        return links

    def _composition(self, dice: Dice, decision: Decision, disagrees: bool) -> Page:
        """Return as much of the composition as a page of the measured shapes shows."""
        shape = dice.pick(self.histories.profile["compositions"])
        truth = decision.seats
        count = min(shape["seats"], len(truth))
        groups = [g for g in shape["groups"] if g == 0]
        if shape["groups"] and len(truth) > count and any(shape["groups"]):
            groups.append(len(truth) - count)
        total = count + sum(groups)
        complete = shape["completeness"] == "complete" and 0 not in groups
        if complete and total < len(truth):
            count = len(truth) - sum(groups)
            total = len(truth)
        named = dice.share(shape["named"] ** 0.5)
        page: Page = {}
        if shape["declared"]:
            page["declared"] = str(len(truth) + (1 + dice.below(3) if disagrees else 0))
        page["listed"] = str(total)
        page["completeness"] = "complete" if complete else "partial"
        if complete and disagrees and shape["declared"]:
            page["disagrees"] = "Sample: the page declares more seats than it lists."
        page["seats"] = [_seat(dice, seat, named, shape["named"]) for seat in truth[:count]]
        if groups:
            labels = [("ủy viên", "members"), ("lãnh đạo các đơn vị", "leaders of units")]
            page["groups"] = [
                {
                    "role": "member",
                    **({"count": str(g)} if g else {}),
                    "label": dict(zip(("vi", "en"), label, strict=True)),
                }
                for g, label in zip(groups, labels, strict=False)
            ]
        return {key: value for key, value in page.items() if value != []}

    def _report(self, dice: Dice, decision: Decision) -> Page:
        """Return a page that shows the committee at work and names no decision."""
        unit = decision.unit
        page: Page = {
            "source": self._source(dice, unit, f"{decision.index:02}r", decision.day),
            "jurisdiction": unit.place,
            "committee": {"is": decision.committee.id, "name": {"vi": decision.name["vi"]}},
        }
        count = min(1 + dice.below(3), len(decision.seats))
        page["composition"] = {
            "listed": str(count),
            "completeness": "partial",
            **({"observed": decision.day} if dice.share(0.4) else {}),
            "seats": [_seat(dice, seat, True, 0.8) for seat in decision.seats[:count]],
        }
        return {**page, "note": {"en": NOTE}}

    def _context(self, dice: Dice, decision: Decision) -> Page:
        """Return a page that only speaks of a plan of the unit."""
        unit = decision.unit
        number = 10 * decision.index + dice.below(10)
        issuer = decision.id.rsplit("/", 3)[0]
        plan = {
            "decision": f"{issuer}/{decision.day[:4]}/kh/{number}-mau",
            "label": {"vi": f"Kế hoạch mẫu của {unit.vi}", "en": f"Sample plan of {unit.en}"},
            "number": f"{number}/KH-MẪU",
            "date": decision.day,
            "subject": [dice.pick(["digital-transformation", "e-government", "administrative-reform"])],
        }
        return {
            "source": self._source(dice, unit, f"{decision.index:02}k", decision.day),
            "jurisdiction": unit.place,
            "mentions": [plan],
            "note": {"en": NOTE},
        }

    def _merger(self, unit: Unit) -> Page:
        dice = Dice(self.histories.seed, "merger", unit.id)
        change = {
            "id": f"hop-nhat-{unit.id}",
            "places": list(unit.before),
            "into": unit.id,
            "effective": MERGED,
        }
        return {
            "source": self._source(dice, unit, "hop-nhat", MERGED),
            "jurisdiction": unit.id,
            "changes": [change],
            "note": {"en": NOTE},
        }

    def _departments(self, unit: Unit) -> Page:
        dice = Dice(self.histories.seed, "departments")
        change = {
            "id": "hop-nhat-so-tttt-so-khcn",
            "organisations": ["so-tttt", "so-khcn"],
            "into": "so-khcn-2025",
            "every": "province",
            "effective": SCIENCE,
        }
        return {
            "source": self._source(dice, unit, "so-khcn-2025", SCIENCE),
            "jurisdiction": unit.id,
            "changes": [change],
            "note": {"en": NOTE},
        }


def cited(page: Page) -> Page:
    """Return a page with spans for its committee, seats and tasks, into a sample text of their words."""
    found = {**page, "committee": dict(page["committee"])}
    targets: list[tuple[Page, str]] = [(found["committee"], page["committee"]["name"]["vi"])]
    seats = [dict(seat) for seat in page.get("composition", {}).get("seats", [])]
    if seats:
        found["composition"] = {**page["composition"], "seats": seats}
        targets += [(seat, f"{seat['role']}: {seat['office']}") for seat in seats]
    if "mandates" in page:
        found["mandates"] = [dict(task) for task in page["mandates"]]
        targets += [(task, task["text"]["vi"]) for task in found["mandates"]]
    lines = ["Trang mẫu, không có thật.", *(words for _, words in targets)]
    text = spans.normalise("\n".join(lines) + "\n")
    start = len(lines[0]) + 1
    for target, words in targets:
        target["at"] = str(spans.cut(text, start, start + len(words)))
        start += len(words) + 1
    read = {"sha256": spans.fingerprint(text), "length": str(len(text))}
    found["source"] = {**page["source"], "text": read}
    return found


def _seat(dice: Dice, seat: Seat, named: bool, share: float) -> Page:
    keys = ("role", "office", "portfolio", "concurrent", "also-role", "person", "replaces", "fill", "seat")
    shown = {key: seat[key] for key in keys if seat.get(key) is not None}
    if "seat" not in seat and not (named and dice.share(max(share, 0.2) ** 0.5)):
        del shown["person"]
    return shown


def _effects(decision: Decision) -> Iterator[Page]:
    for kind in decision.effects:
        effect: Page = {"type": kind, "of": decision.committee.id}
        if kind == "merge":
            if not decision.predecessors:
                continue
            effect["succeeds"] = list(decision.predecessors)
        if kind == "rename" and decision.old_name:
            effect["old-name"] = {"vi": decision.old_name["vi"]}
            effect["new-name"] = {"vi": decision.name["vi"]}
        yield effect


def _mandate(task: Mapping[str, Any]) -> Page:
    found: Page = {"id": task["id"], "function": list(task["functions"]), "topics": list(task["topics"])}
    if task["carried"]:
        found["carried"] = list(task["carried"])
    if task["for"]:
        found["for"] = task["for"]
    return {**found, "text": dict(task["text"])}


def _mention(decision: Decision, own: bool) -> Page:
    """Return what a page says of another decision: which it was, and what it did if it was the unit's own."""
    found: Page = {"decision": decision.id}
    if decision.number:
        found["number"] = decision.number
    if decision.year_known:
        found["date"] = decision.day
    if not own:
        return found
    found["committee"] = {"is": decision.committee.id}
    return {**found, "effects": [{"type": decision.effects[0], "of": decision.committee.id}]}


def _agency(decision: Decision) -> str:
    late = decision.day >= SCIENCE
    return {
        "district": "phong-vhtt",
        "commune": "mau-vhxh-commune",
        "ministry": "trung-tam-cntt",
        "national": "bo-khcn" if late else "bo-tttt",
    }.get(decision.unit.level, "so-khcn-2025" if late else "so-tttt")


def _support(dice: Dice, decision: Decision) -> Page:
    team = {
        "id": f"mau-to-giup-viec-{decision.committee.id.removeprefix('mau-')}",
        "name": {"vi": "Tổ giúp việc mẫu", "en": "Sample Support Team"},
    }
    return {**team, "members": str(3 + dice.below(9))} if dice.share(0.5) else team
