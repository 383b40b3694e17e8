"""A record as Python objects: what one published page says of one decision.

The fields are those of the commented template in ``data/README.md``.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from .fields import (
    Address,
    Bilingual,
    Claimed,
    CommitteeRef,
    Completeness,
    Count,
    Date,
    DecisionId,
    EffectType,
    FillMode,
    Function,
    IssuerRef,
    Item,
    JurisdictionRef,
    OfficeRef,
    OrganisationRef,
    Person,
    PlaceRef,
    PortfolioRef,
    Role,
    Slug,
    SourceKind,
    Spans,
    Text,
    Topic,
    one_or_more,
    wrong,
)

Listed = BeforeValidator(one_or_more)


class TextRead(Item):
    """The fingerprint of the text that was read: SHA-256 and length after normalisation."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    length: Count


class Source(Item):
    """One published document, or one registry."""

    id: Slug
    url: Annotated[Address, Field(pattern=r"^https?://[^\s<>\"{}|\\^`]+$")] | None = None
    publisher: Text
    title: Text | None = None
    published: Date | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    kind: SourceKind
    seen: Annotated[str, Field(pattern=r"^(whole|beginning)$")] | None = None
    text: TextRead | None = None
    licence: Text | None = None
    note: Bilingual | None = None


class Effect(Item):
    """One of the things a decision does."""

    type: EffectType | None = None
    of: CommitteeRef
    succeeds: Annotated[list[CommitteeRef], Listed] | None = None
    old_name: Bilingual | None = None
    new_name: Bilingual | None = None
    from_: Date | None = None
    at: Spans | None = None
    note: Bilingual | None = None


class Seat(Item):
    """A place in a composition: a role, and the office or the person that fills it."""

    role: Role
    office: OfficeRef | None = None
    organisation: OrganisationRef | None = None
    portfolio: PortfolioRef | None = None
    concurrent: Annotated[list[OfficeRef], Listed] | None = None
    also_role: Role | None = None
    person: Person | None = None
    replaces: Person | None = None
    fill: FillMode | None = None
    seat: Slug | None = None
    at: Spans | None = None
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _filled(self) -> Seat:
        if self.office is None and self.person is None and self.organisation is None:
            raise wrong(
                "the seat names nobody; write office: …, person: … or organisation: …, or make it a group"
            )
        if self.office is not None and self.organisation is not None:
            raise wrong("office: already says which organisation; delete organisation:")
        return self


class Group(Item):
    """Seats that a source counts or mentions without listing them."""

    role: Role
    count: Count | None = None
    label: Bilingual
    at: Spans | None = None


class Composition(Item):
    """The committee as one decision, or one report, shows it."""

    declared: Claimed[Count] | None = None
    listed: Count
    completeness: Completeness
    observed: Date | None = None
    disagrees: Text | None = None
    seats: list[Seat] = []
    groups: list[Group] = []


class Mandate(Item):
    """A task: functions over topics, paraphrased.

    ``carried`` marks what the source does not say of this task itself: topics taken from the committee's main
    task or name, or a function where the source names a field without a verb.
    """

    id: Slug
    function: Annotated[list[Function], Listed, Field(min_length=1)]
    topics: Annotated[list[Topic], Listed]
    for_: OrganisationRef | None = None
    carried: Annotated[list[Annotated[str, Field(pattern=r"^(topics|function)$")]], Listed] = []
    text: Bilingual
    addition: Annotated[str, Field(pattern=r"^(yes|no)$")] | None = None
    at: Spans | None = None

    @model_validator(mode="after")
    def _in_both_languages(self) -> Mandate:
        if self.text.vi is None or self.text.en is None:
            raise wrong("the task is worded in one language; write text: {vi: …, en: …}")
        return self


class Support(Item):
    """A working group, support team or sub-committee of a committee."""

    id: Slug
    name: Bilingual
    host: OrganisationRef | None = None
    head: OfficeRef | None = None
    members: Count | None = None
    at: Spans | None = None


class Naming(Item):
    """The committee of an act, and the name that the source gives it."""

    is_: CommitteeRef
    name: Bilingual | None = None
    at: Spans | None = None

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, value: object) -> object:
        return value if isinstance(value, dict) else {"is": value}


class Act(Item):
    """What a source says of one act, or of a committee without naming an act."""

    decision: DecisionId | None = None
    identified: Text | None = None
    label: Bilingual | None = None
    number: Claimed[Text] | None = None
    date: Claimed[Date] | None = None
    in_force: Claimed[Date] | None = None
    issuer: Claimed[IssuerRef] | None = None
    decided_by: Person | None = None
    subject: Annotated[list[Topic], Listed] | None = None
    committee: Naming | None = None
    effects: Annotated[list[Effect], Listed] = []
    repeals: Annotated[list[Claimed[DecisionId]], Listed] = []
    amends: Annotated[list[Claimed[DecisionId]], Listed] = []
    based_on: Annotated[list[Claimed[DecisionId]], Listed] = []
    cites: Annotated[list[Claimed[DecisionId]], Listed] = []
    follows: Annotated[list[Claimed[DecisionId]], Listed] = []
    composition: Composition | None = None
    mandates: list[Mandate] = []
    advises: Claimed[OrganisationRef] | None = None
    standing_agency: Annotated[list[Claimed[OrganisationRef]], Listed] = []
    seal_of: Annotated[list[Claimed[IssuerRef]], Listed] = []
    support: list[Support] = []
    note: Bilingual | None = None


class Change(Item):
    """Units or organisations that became others: a merger, a succession."""

    id: Slug
    places: Annotated[list[PlaceRef], Listed, Field(min_length=1)] | None = None
    organisations: Annotated[list[OrganisationRef], Listed, Field(min_length=1)] | None = None
    into: str
    every: Annotated[str, Field(pattern=r"^province$")] | None = None
    effective: Date | None = None
    by: DecisionId | None = None
    note: Bilingual | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> Change:
        if (self.places is None) == (self.organisations is None):
            raise wrong("write either places: […] or organisations: […] that become «into»")
        return self


class Record(Act):
    """One record file: a source, and what it says."""

    source: Source
    jurisdiction: JurisdictionRef
    mentions: list[Act] = []
    changes: list[Change] = []
