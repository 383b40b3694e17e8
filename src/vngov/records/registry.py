"""The registries beside the records: places, organisations, offices, committees and small code lists.

Most organisations exist once in every province, so a registry entry with a ``scope`` is a pattern:
``so-tai-chinh`` in the jurisdiction ``binh-dinh`` is the organisation ``so-tai-chinh-binh-dinh``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from .fields import (
    Bilingual,
    CommitteeKind,
    Date,
    Item,
    JurisdictionRef,
    Level,
    OrganisationKind,
    OrganisationRef,
    PlaceRef,
    SectorRef,
    TitleRef,
    UnitLevel,
    one_or_more,
    wrong,
)
from .model import Source

Scope = Literal["national", "provincial", "province", "municipality", "district", "commune", "ministry"]
_SCOPE_OF_LEVEL = {"province": {"provincial", "province"}, "municipality": {"provincial", "municipality"},
                   "district": {"district"}, "commune": {"commune"}, "country": set()}  # fmt: skip


def _in_vietnamese(label: Bilingual) -> Bilingual:
    if label.vi is None:
        raise wrong("the label has no Vietnamese; write vi: …")
    return label


Named = Annotated[Bilingual, AfterValidator(_in_vietnamese)]
"""A label that has at least its Vietnamese."""


class PlaceEntry(Item):
    """An administrative unit."""

    label: Named
    level: UnitLevel
    within: PlaceRef | None = None
    iso: Annotated[str, Field(pattern=r"^VN-[0-9A-Z]{2}$")] | None = None
    gso: Annotated[str, Field(pattern=r"^\d{2}$")] | None = None
    from_: Date | None = None
    until: Date | None = None
    formed_from: Annotated[list[PlaceRef], BeforeValidator(one_or_more)] | None = None
    note: Bilingual | None = None


class OrganisationEntry(Item):
    """An organisation, or the pattern of one organisation a province, district or ministry."""

    label: Named
    scope: Scope
    kind: OrganisationKind
    sector: SectorRef | None = None
    parent: OrganisationRef | None = None
    jurisdiction: PlaceRef | None = None
    note: Bilingual | None = None


class OfficeEntry(Item):
    """An office: a title in an organisation."""

    title: TitleRef
    of: OrganisationRef
    label: Named | None = None


class CommitteeEntry(Item):
    """A steering body: what stays the same through every reorganisation."""

    label: Bilingual
    level: Level
    jurisdiction: JurisdictionRef
    kind: CommitteeKind
    note: Bilingual | None = None


class LabelEntry(Item):
    """A title, a sector or a portfolio: a code with its labels."""

    label: Named


ENTRY_TYPES: Mapping[str, type[Item]] = {
    "sectors": LabelEntry,
    "titles": LabelEntry,
    "portfolios": LabelEntry,
    "places": PlaceEntry,
    "organisations": OrganisationEntry,
    "offices": OfficeEntry,
    "committees": CommitteeEntry,
}
"""Registry file name to the type of its entries, in the order in which they are read."""


_SCOPE_WORDS = {
    "provincial": "province and city",
    "province": "province",
    "municipality": "centrally run city",
    "district": "district",
    "commune": "commune",
    "ministry": "ministry",
}


@dataclass(frozen=True, eq=False)
class Registries:
    """Every registry: its entries by id, and its source. Two are the same only if they are one object."""

    places: Mapping[str, PlaceEntry]
    organisations: Mapping[str, OrganisationEntry]
    offices: Mapping[str, OfficeEntry]
    committees: Mapping[str, CommitteeEntry]
    sectors: Mapping[str, LabelEntry]
    titles: Mapping[str, LabelEntry]
    portfolios: Mapping[str, LabelEntry]
    sources: Mapping[str, Source]

    def scope_fault(self, organisation: str, jurisdiction: str) -> str | None:
        """Return why an organisation does not exist in a jurisdiction, or ``None``."""
        entry = self.organisations[organisation]
        if entry.scope == "national":
            return None
        if jurisdiction in self.places:
            if entry.scope in _SCOPE_OF_LEVEL[self.places[jurisdiction].level]:
                return None
        elif entry.scope == "ministry":
            return None
        return (
            f"«{organisation}» exists in each {_SCOPE_WORDS[entry.scope]}, and «{jurisdiction}» is none; "
            f"name its place or ministry: {organisation}@…"
        )


@dataclass(frozen=True)
class Resolved:
    """An organisation or an office in its jurisdiction: the slug of its IRI, and its labels."""

    slug: str
    entry: str
    jurisdiction: str | None
    labels: tuple[tuple[str, str], ...]


def split(reference: str, jurisdiction: str) -> tuple[str, str]:
    """Return the registry id and the jurisdiction of a reference like ``so-tttt@quang-tri``."""
    name, _, other = reference.partition("@")
    return name, other or jurisdiction


@lru_cache(maxsize=1 << 14)
def organisation(registries: Registries, reference: str, jurisdiction: str) -> Resolved:
    """Return the organisation that a reference names in a jurisdiction."""
    name, where = split(reference, jurisdiction)
    entry = registries.organisations[name]
    if entry.scope == "national":
        return Resolved(name, name, entry.jurisdiction, tuple(entry.label.items()))
    labels = tuple((tag, _filled(registries, text, tag, where)) for tag, text in entry.label.items())
    return Resolved(f"{name}-{where}", name, where, labels)


@lru_cache(maxsize=1 << 14)
def office(
    registries: Registries, reference: str, jurisdiction: str, portfolio: str | None = None
) -> Resolved:
    """Return the office that a reference names; a portfolio makes it a post of its own."""
    name, where = split(reference, jurisdiction)
    entry = registries.offices[name]
    _, explicit, inside = entry.of.partition("@")
    body = organisation(registries, entry.of, inside if explicit else where)
    title = dict(registries.titles[entry.title].label.items())
    labels: list[tuple[str, str]] = []
    for tag, of in body.labels:
        own = dict(entry.label.items()).get(tag) if entry.label else None
        joiner = " " if tag == "vi" else ", "
        text = _filled(registries, own, tag, where) if own else f"{title.get(tag, title['vi'])}{joiner}{of}"
        if portfolio:
            text += (" " if tag == "vi" else ", ") + dict(registries.portfolios[portfolio].label.items()).get(
                tag, ""
            )
        labels.append((tag, text.strip()))
    local = registries.organisations[split(entry.of, where)[0]].scope != "national"
    slug = f"{name}-{where}" if local and not explicit else name
    return Resolved(slug + (f".{portfolio}" if portfolio else ""), name, body.jurisdiction, tuple(labels))


def _filled(registries: Registries, pattern: str, tag: str, where: str) -> str:
    """Return a label pattern with ``{of}`` («tỉnh Bình Định») and ``{name}`` («Bình Định») filled in."""
    if "{" not in pattern:
        return pattern
    of = place_label(registries, where)
    place = registries.places.get(where)
    name = dict(place.label.items()) if place else of
    return pattern.replace("{of}", of.get(tag, of["vi"])).replace("{name}", name.get(tag, name["vi"]))


def place_label(registries: Registries, where: str) -> dict[str, str]:
    """Return the label of a jurisdiction by language, with the kind of unit in Vietnamese.

    A province reads «tỉnh Bình Định»; a ministry reads as its name, and so does a commune, whose name says
    whether it is a «xã», a «phường» or a «thị trấn».
    """
    if where not in registries.places:
        return dict(registries.organisations[where].label.items())
    entry = registries.places[where]
    kind = {"province": "tỉnh ", "municipality": "thành phố ", "district": "huyện "}.get(entry.level, "")
    labels = dict(entry.label.items())
    name = labels["vi"]
    return {"vi": name if name.lower().startswith("thành phố") else kind + name, "en": labels.get("en", name)}


_PLACE = re.compile(r"(?: of |, | )?\{(?:of|name)\} ?")


def without_place(label: Bilingual) -> list[tuple[str, str]]:
    """Return the label of a pattern without its jurisdiction: «Sở Tài chính», not «… tỉnh Bình Định»."""
    return [(tag, _PLACE.sub("", text)) for tag, text in label.items()]


@lru_cache(maxsize=1 << 12)
def pattern_label(registries: Registries, office: str) -> tuple[tuple[str, str], ...]:
    """Return the label of an office in whichever jurisdiction: «Giám đốc Sở Tài chính»."""
    entry = registries.offices[office]
    if entry.label:
        return tuple(without_place(entry.label))
    title = dict(registries.titles[entry.title].label.items())
    body = without_place(registries.organisations[entry.of.partition("@")[0]].label)
    return tuple(
        (tag, f"{title.get(tag, title['vi'])}{' ' if tag == 'vi' else ', '}{text}") for tag, text in body
    )
