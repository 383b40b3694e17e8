"""The kinds of value that a record field may hold, each with its own error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ..errors import suggest
from . import dates, spans, text

T = TypeVar("T")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_PART = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_DECISION = re.compile(rf"{_PART}(?:/{_PART})*/([0-9]{{4}}|undated)/([a-z]+)/({_PART})\Z")


@dataclass(frozen=True)
class Names:
    """What the fields may name: known ids by kind (``organisation``, ``code:role`` …)."""

    known: Mapping[str, frozenset[str]]


def wrong(message: str) -> PydanticCustomError:
    """Return the error of a field; the message is shown as it is."""
    return PydanticCustomError("vngov", "{message}", {"message": message})


def _text(value: str) -> str:
    problem = text.fault(value)
    if problem:
        raise wrong(problem)
    return value


def _person(value: str) -> str:
    if sum(c.isalpha() for c in _text(value)) < 2:
        raise wrong(f"«{value}» is no name of a person; write it out, or leave it away")
    return value


def _address(value: str) -> str:
    host = value.split("/")[2] if value.count("/") > 1 else ""
    if re.search(r"%(?![0-9A-Fa-f]{2})|[\[\]]", value) or not re.match(r"[\w.-]+\.\w+(:[0-9]+)?\Z", host):
        raise wrong(f"«{value}» is no web address; copy it from the browser")
    return value


def _date(value: str) -> str:
    try:
        dates.datatype(value)
    except ValueError as error:
        raise wrong(str(error)) from None
    return value


def _span(value: object) -> spans.Span:
    try:
        return spans.parse(str(value))
    except ValueError as error:
        raise wrong(str(error)) from None


def is_slug(value: str) -> bool:
    """Return whether a text can be an id: lower-case ASCII letters and digits, single hyphens between."""
    return bool(_SLUG.match(value))


def _slug(value: str) -> str:
    if not is_slug(value):
        raise wrong(
            f"«{value}» is no id; write lower-case ASCII letters, digits and hyphens, like so-tai-chinh"
        )
    return value


def _decision(value: str, info: ValidationInfo) -> str:
    match = _DECISION.match(value)
    if not match:
        raise wrong(
            f"«{value}» is no decision id; write issuer/year/type/number, like ttg/2020/qd/701 "
            "(undated for an unknown year; month-day or a word for an unknown number)"
        )
    names: Names | None = info.context
    known = names.known.get("code:document-type", frozenset()) if names else frozenset({match[2]})
    if match[2] not in known:
        near = suggest(match[2], known) or f"; the types are {', '.join(sorted(known))}"
        raise wrong(f"«{match[2]}» in {value} is no type of document{near}")
    return value


def _number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[1-9]\d{0,5}|0", value):
        raise wrong(f"«{value}» is no count; write a whole number in digits")
    return value


def one_or_more(value: object) -> object:
    """Return a single value as a list of one."""
    return value if isinstance(value, list) or value is None else [value]


def _reference(kind: str, what: str) -> Callable[[str, ValidationInfo], str]:
    def check(value: str, info: ValidationInfo) -> str:
        names: Names | None = info.context
        if names is not None:
            known = names.known.get(kind, frozenset())
            name, at, place = value.partition("@")
            if at and kind in ("organisation", "office", "issuer"):
                _place(value, place, names)
            elif at:
                raise wrong(f"«{value}»: only organisations and offices are named with @; delete it")
            if name not in known:
                where = (
                    f"ontology/codes.ttl ({kind[5:]})"
                    if kind.startswith("code:")
                    else f"data/registries ({kind}s)"
                )
                near = suggest(name, known)
                raise wrong(f"«{value}» is no known {what}" + (near or f"; the known ones are in {where}"))
        return value

    return check


def _place(value: str, place: str, names: Names) -> None:
    known = names.known.get("jurisdiction", frozenset())
    if place not in known:
        near = suggest(place, known) or "; name a place or a national organisation after the @"
        raise wrong(f"«{place}» in {value} is no known place or organisation{near}")


def reference(kind: str, what: str) -> AfterValidator:
    """Return what checks a field that names something of a registry or a code list."""
    return AfterValidator(_reference(kind, what))


Text = Annotated[str, AfterValidator(_text)]
Person = Annotated[str, AfterValidator(_person)]
Slug = Annotated[str, AfterValidator(_slug)]
Address = Annotated[Text, AfterValidator(_address)]
Date = Annotated[str, AfterValidator(_date)]
SpanField = Annotated[spans.Span, BeforeValidator(_span)]
Spans = Annotated[list[SpanField], BeforeValidator(one_or_more), Field(min_length=1)]
DecisionId = Annotated[str, AfterValidator(_decision)]
Count = Annotated[int, BeforeValidator(_number)]

Role = Annotated[str, reference("code:role", "role")]
FillMode = Annotated[str, reference("code:fill-mode", "fill mode")]
EffectType = Annotated[str, reference("code:effect-type", "effect type")]
Function = Annotated[str, reference("code:function", "function")]
Topic = Annotated[str, reference("code:topic", "topic")]
Level = Annotated[str, reference("code:level", "level")]
Completeness = Annotated[str, reference("code:completeness", "completeness")]
SourceKind = Annotated[str, reference("code:source-kind", "source kind")]
OrganisationKind = Annotated[str, reference("code:organisation-kind", "kind of organisation")]
CommitteeKind = Annotated[str, reference("code:committee-kind", "kind of committee")]
UnitLevel = Annotated[str, reference("code:unit-level", "level of an administrative unit")]
OrganisationRef = Annotated[str, reference("organisation", "organisation")]
OfficeRef = Annotated[str, reference("office", "office")]
CommitteeRef = Annotated[str, reference("committee", "committee")]
PlaceRef = Annotated[str, reference("place", "place")]
PortfolioRef = Annotated[str, reference("portfolio", "portfolio")]
SectorRef = Annotated[str, reference("sector", "sector")]
TitleRef = Annotated[str, reference("title", "title")]
JurisdictionRef = Annotated[
    str, reference("jurisdiction", "jurisdiction (a place or a national organisation)")
]
IssuerRef = Annotated[str, reference("issuer", "issuer (an organisation, an office or a committee)")]


def _hyphened(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


class Item(BaseModel):
    """A mapping in a record: known keys only, spelt with hyphens."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        alias_generator=_hyphened,
        populate_by_name=False,
        str_strip_whitespace=False,
    )

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, value: object) -> object:
        if not isinstance(value, dict):
            keys = ", ".join(_hyphened(name) for name in list(cls.model_fields)[:4])
            raise wrong(f"«{value}» stands where «key: value» pairs belong ({keys} …)")
        return value


class Bilingual(Item):
    """A text in Vietnamese, in English, or in both."""

    vi: Text | None = None
    en: Text | None = None

    @model_validator(mode="after")
    def _some(self) -> Bilingual:
        if self.vi is None and self.en is None:
            raise wrong("the text is in no language; write vi: … or en: …")
        return self

    def items(self) -> list[tuple[str, str]]:
        """Return (language, text) for each language present, Vietnamese first."""
        return [(tag, value) for tag, value in (("vi", self.vi), ("en", self.en)) if value is not None]


class Claimed(Item, Generic[T]):
    """A value with what supports it: ``{is: 19, at: …}``; a bare value is short for ``{is: …}``.

    ``disputed`` gives the reason why a value, kept because a source states it, is doubted.
    """

    is_: T
    at: Spans | None = None
    inferred: Annotated[str, AfterValidator(_slug)] | None = None
    why: Text | None = None
    disputed: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, value: object) -> object:
        return value if isinstance(value, dict) else {"is": value}

    @model_validator(mode="after")
    def _reasoned(self) -> Claimed[T]:
        if (self.inferred is None) != (self.why is None):
            raise wrong("what is inferred needs its reason: write both inferred: … and why: …")
        if self.inferred not in (None, "year", "value"):
            raise wrong(f"inferred: «{self.inferred}» is neither «year» nor «value»; write one of the two")
        return self
