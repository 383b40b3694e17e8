"""What the reference pages show, as plain values in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rdflib import URIRef

from ..store import Term as RdfTerm

LANGUAGES = ("vi", "en")
Texts = Mapping[str, str]
"""Language tag to text; the tag of a text without a language is empty."""

Kind = Literal["class", "object", "data", "annotation"]
KINDS: tuple[Kind, ...] = ("class", "object", "data", "annotation")


@dataclass(frozen=True)
class Reference:
    """A pointer to a thing: its short name, and where it leads, if anywhere."""

    name: str
    href: str | None = None
    label: Texts | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Rule:
    """One SHACL shape that speaks: what it asks of a path, and what it says when that is not met."""

    anchor: str
    name: str
    path: Reference | None
    asks: tuple[tuple[str, str], ...]
    severity: str
    message: Texts


@dataclass(frozen=True)
class Shape:
    """A node shape: its class, its own message, and the rules on the properties."""

    anchor: str
    name: str
    label: Texts
    target: URIRef | None
    own: Rule | None
    rules: tuple[tuple[URIRef, Rule], ...]
    advice: bool = False


@dataclass(frozen=True)
class Code:
    """One code of a list."""

    anchor: str
    code: str
    label: Texts
    definition: Texts
    other_labels: tuple[tuple[str, str], ...]
    broader: tuple[Reference, ...]


@dataclass(frozen=True)
class Scheme:
    """One code list."""

    anchor: str
    iri: URIRef
    label: Texts
    definition: Texts
    codes: tuple[Code, ...]
    values_of: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class Example:
    """One statement of the graph, and who published it (nobody, where a rule derived it)."""

    subject: URIRef
    predicate: URIRef
    value: RdfTerm
    graph: URIRef
    subject_label: Texts
    class_label: Texts
    value_label: Texts
    publisher: str | None
    page: str | None


@dataclass(frozen=True)
class Question:
    """A query and what it asks."""

    anchor: str
    name: str
    question: Texts
    linking: bool


@dataclass(frozen=True)
class Term:
    """A class or property, with all that is said of it."""

    iri: URIRef
    local: str
    kind: Kind
    label: Texts
    definition: Texts
    notes: Texts
    parents: tuple[Reference, ...] = ()
    domain: tuple[Reference, ...] = ()
    range: tuple[Reference, ...] = ()
    properties: tuple[Reference, ...] = ()
    values_of: tuple[Reference, ...] = ()
    lists: tuple[Reference, ...] = ()
    matches: tuple[tuple[str, Reference], ...] = ()
    deprecated: bool = False
    replaced_by: tuple[Reference, ...] = ()
    shapes: tuple[Shape, ...] = ()
    rules: tuple[tuple[Shape, Rule], ...] = ()
    questions: tuple[Question, ...] = ()
    example: Example | None = None


@dataclass(frozen=True)
class Header:
    """What the ontology says of itself."""

    iri: URIRef
    title: Texts
    abstract: Texts
    version: str
    version_iri: Reference | None
    namespace: str
    prefix: str
    licence: Reference | None
    creators: tuple[str, ...]
    created: str
    modified: str


@dataclass(frozen=True)
class Download:
    """A file beside the pages: what it holds (a key of the words), its format, its address from a page."""

    what: Literal["ontology", "shapes", "codes", "data"]
    form: str
    href: str


def pick(texts: Texts, lang: str) -> tuple[str, str]:
    """Return the text in a language, else in Vietnamese, else in English, else the first; and its tag.

    >>> pick({"vi": "ghế", "en": "seat"}, "en")
    ('seat', 'en')
    >>> pick({}, "en")
    ('', 'en')
    """
    for tag in (lang, *LANGUAGES, *sorted(texts)):
        if tag in texts:
            return texts[tag], tag
    return "", lang
