"""Known faults, put into records on purpose, and what the reader must say of each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .country import Country
from .dice import Dice
from .pages import Page, cited
from .plan import MERGED, Family
from .sheet import Path_, Sheet, sheet


@dataclass(frozen=True, order=True)
class Expected:
    """A finding that must come: file in the data folder, line, path, kind of fault, words of the message."""

    file: str
    line: int
    path: str
    fault: str
    says: str

    def shown(self) -> dict[str, Any]:
        """Return it as ``expected-findings.json`` has it."""
        return dict(vars(self))


@dataclass(frozen=True)
class Spot:
    """Where a page can be spoilt: the page, its family's home, the addresses of its unit's other pages."""

    page: Page
    family: Family
    url: str


Spoilt = tuple[Path_, str]
"""Where the reader finds a fault, and words of what it says."""


def _wrong_count(spot: Spot) -> Spoilt:
    composition = spot.page["composition"]
    composition["listed"] = str(int(composition["listed"]) + 1)
    return ("composition", "listed"), "but seats and groups add up to"


def _unknown_office(spot: Spot) -> Spoilt:
    spot.page["composition"]["seats"][0]["office"] = "mau-khong-co"
    return ("composition", "seats", 0, "office"), "«mau-khong-co» is no known office"


def _unknown_place(spot: Spot) -> Spoilt:
    spot.page["jurisdiction"] = "mau-xa-khong-co"
    return ("jurisdiction",), "is no known jurisdiction"


def _unknown_decision(spot: Spot) -> Spoilt:
    spot.page["cites"] = [f"{spot.page['decision'].rsplit('/', 3)[0]}/2019/qd/99999-mau"]
    return ("cites", 0), "is described nowhere"


def _misspelt_key(spot: Spot) -> Spoilt:
    spot.page["efects"] = spot.page.pop("effects")
    return ("efects",), "«efects» is no key here"


def _foreign_date(spot: Spot) -> Spoilt:
    day = spot.page["date"]
    spot.page["date"] = f"{day[8:]}/{day[5:7]}/{day[:4]}"
    return ("date",), f"write {day}, not"


def _wrong_year(spot: Spot) -> Spoilt:
    day = spot.page["date"]
    spot.page.pop("in-force", None)
    spot.page["date"] = f"{int(day[:4]) - 1}{day[4:]}"
    return ("date",), "is not in the year"


def _mistyped_span(spot: Spot) -> Spoilt:
    page = spot.page
    if "text" not in page["source"]:
        page |= cited(page)
    span = page["committee"]["at"]
    page["committee"]["at"] = span[:-1] + ("0" if span[-1] != "0" else "1")
    return ("committee", "at"), "its check digits do not fit"


def _declared_less(spot: Spot) -> Spoilt:
    composition = spot.page["composition"]
    composition.pop("disagrees", None)
    composition["declared"] = str(int(composition["listed"]) - 1)
    return ("composition", "declared"), "set completeness: partial, or say why"


def _abolished_office(spot: Spot) -> Spoilt:
    spot.page["composition"]["observed"] = "2025-09-01"
    seats = _added(spot, {"role": "member", "office": f"chu-tich-ubnd-huyen@{spot.family.units[0].id}"})
    return ("composition", "seats", seats - 1, "office"), f"ended on {MERGED}"


def _two_heads(spot: Spot) -> Spoilt:
    spot.page["composition"]["seats"][-1]["role"] = "head"
    return ("composition", "seats", len(spot.page["composition"]["seats"]) - 1, "role"), "a second head"


def _seat_twice(spot: Spot) -> Spoilt:
    seats = _added(spot, spot.page["composition"]["seats"][-1])
    return ("composition", "seats", seats - 1), "has seat"


def _added(spot: Spot, seat: Mapping[str, Any]) -> int:
    """Add a seat, and count it, so that nothing else is wrong; return how many there are."""
    composition = spot.page["composition"]
    composition["seats"] = [*composition["seats"], dict(seat)]
    composition["listed"] = str(int(composition["listed"]) + 1)
    composition.pop("declared", None)
    composition.pop("disagrees", None)
    return len(composition["seats"])


def _other_name(spot: Spot) -> Spoilt:
    spot.page["source"]["id"] += "-x"
    return ("source", "id"), "is not the file's name"


def _address_twice(spot: Spot) -> Spoilt:
    spot.page["source"]["url"] = spot.url
    return ("source", "url"), "one source has one record"


def _one_language(spot: Spot) -> Spoilt:
    spot.page["mandates"][0]["text"] = {"vi": "Nhiệm vụ mẫu"}
    return ("mandates", 0), "the task is worded in one language"


def _invisible_character(spot: Spot) -> Spoilt:
    spot.page["note"] = {"en": "Synthetic\u200b record."}
    return ("note", "en"), "an invisible character (U+200B)"


def _key_twice(sheet_: Sheet) -> tuple[int, str]:
    line = sheet_.lines["jurisdiction",]
    sheet_.text.insert(line, sheet_.text[line - 1])
    return line + 1, "the key «jurisdiction» is there twice"


def _no_value(sheet_: Sheet) -> tuple[int, str]:
    line = sheet_.lines["jurisdiction",]
    sheet_.text[line - 1] = "jurisdiction:"
    return line, "the value is empty"


def _has(*keys: str) -> Callable[[Page], bool]:
    return lambda page: all(key in page for key in keys)


def _seated(page: Page) -> bool:
    return len(page.get("composition", {}).get("seats", [])) > 2 and "text" not in page["source"]


def _dated(page: Page) -> bool:
    """Return whether a page states a whole day, and a year in its decision's id."""
    day = page.get("date")
    return isinstance(day, str) and day[0] != "-" and f"/{day[:4]}/qd/" in page["decision"]


def _late(page: Page) -> bool:
    """Return whether a page is of a commune of after the merger, so that only the added seat has lapsed."""
    return bool(page.get("composition", {}).get("seats")) and "mau-xa-moi-" in page["jurisdiction"]


Kind = tuple[Callable[[Page], bool], Callable[[Spot], Spoilt]]
_PAGES: Mapping[str, Kind] = {
    "wrong-count": (_seated, _wrong_count),
    "unknown-office": (_seated, _unknown_office),
    "unknown-place": (_has("jurisdiction"), _unknown_place),
    "unknown-decision": (_has("decision"), _unknown_decision),
    "misspelt-key": (_has("effects"), _misspelt_key),
    "foreign-date": (_dated, _foreign_date),
    "wrong-year": (_dated, _wrong_year),
    "mistyped-span": (_has("committee", "composition"), _mistyped_span),
    "declared-less": (_seated, _declared_less),
    "abolished-office": (_late, _abolished_office),
    "two-heads": (_seated, _two_heads),
    "seat-twice": (_seated, _seat_twice),
    "other-name": (_has("source"), _other_name),
    "address-twice": (_has("source"), _address_twice),
    "one-language": (_has("mandates"), _one_language),
    "invisible-character": (_has("note"), _invisible_character),
}
_TEXTS = {"key-twice": _key_twice, "no-value": _no_value}
KINDS = (*_PAGES, *_TEXTS)
"""Every kind of fault: those of what a page says, and those of how its file is written."""


def spread(country: Country, number: int) -> dict[str, list[str]]:
    """Return which kinds of fault go into which family: the kinds in turn, families by lot."""
    if not number:
        return {}
    names = [f.name for f in country.plan.families() if f.name.startswith("district-")]
    dice = Dice(country.plan.seed, "faults")
    found: dict[str, list[str]] = {}
    for index in range(number):
        found.setdefault(dice.pick(names), []).append(KINDS[index % len(KINDS)])
    return found


def spoil(
    seed: int,
    family: Family,
    pages: Mapping[Path, Page],
    sheets: MutableMapping[Path, Sheet],
    kinds: list[str],
) -> list[Expected]:
    """Spoil one page for each kind of fault, in ``sheets``; return what must be found.

    Only pages are taken that no other page needs, so a record that cannot be read has no further victims.

    :raises ValueError: if the family has no page left that can have the fault.
    """
    needed = {d for p in pages.values() for key in ("repeals", "cites") for d in p.get(key, [])}
    free = [path for path, page in pages.items() if page.get("decision") not in needed]
    first: dict[Path, Path] = {}
    for path in sorted(pages):
        first.setdefault(path.parent, path)
    left = list(free)
    found = []
    for turn, kind in enumerate(sorted(kinds, key=lambda k: k != "address-twice")):
        dice = Dice(seed, "fault", family.name, turn)
        fits = _PAGES[kind][0] if kind in _PAGES else _has("jurisdiction")
        able = [p for p in left if fits(pages[p])]
        if kind == "address-twice":  # the other page must stay as it is, or nothing is there twice
            able = [p for p in able if p != first[p.parent]]
        if not able:
            raise ValueError(f"{family.name} has no page left for the fault «{kind}»; ask for fewer faults")
        path = dice.pick(able)
        left.remove(path)
        if kind == "address-twice" and first[path.parent] in left:
            left.remove(first[path.parent])
        spot = Spot(copy.deepcopy(pages[path]), family, pages[first[path.parent]]["source"]["url"])
        found.append(_spoilt(kind, path, spot, sheets))
    return found


def _spoilt(kind: str, path: Path, spot: Spot, sheets: MutableMapping[Path, Sheet]) -> Expected:
    if kind in _TEXTS:
        line, says = _TEXTS[kind](sheets[path])
        where = "jurisdiction" if kind == "no-value" else ""
        return Expected(path.as_posix(), line, where, kind, says)
    at, says = _PAGES[kind][1](spot)
    sheets[path] = sheet(spot.page)
    return Expected(path.as_posix(), sheets[path].line(at), dotted(at), kind, says)


def dotted(path: Path_) -> str:
    """Return a path as findings write it: ``composition.seats[3].office``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
