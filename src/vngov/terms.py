"""The one prefix table, the namespaces behind it, and the one function that mints an IRI."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/vngov/"

PREFIXES: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "besluit": "http://data.vlaanderen.be/ns/besluit#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "cv": "http://data.europa.eu/m8g/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "jolux": "http://data.legilux.public.lu/resource/ontology/jolux#",
    "locn": "http://www.w3.org/ns/locn#",
    "mandaat": "http://data.vlaanderen.be/ns/mandaat#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "vg": BASE + "ontology#",
    "vgs": BASE + "shapes#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefix to namespace. Every ``.ttl``, ``.rq`` and printed CURIE of the project uses this table."""


class _Names(Namespace):
    """A namespace that makes each of its names once."""

    def __getattr__(self, name: str) -> URIRef:
        """Return the term of a name."""
        found: URIRef = super().__getattr__(name)
        if not name.startswith("__"):
            self.__dict__[name] = found
        return found


ADMS = _Names(PREFIXES["adms"])
CV = _Names(PREFIXES["cv"])
DC = _Names(PREFIXES["dc"])
DCAT = _Names(PREFIXES["dcat"])
DCTERMS = _Names(PREFIXES["dcterms"])
ELI = _Names(PREFIXES["eli"])
FOAF = _Names(PREFIXES["foaf"])
OA = _Names(PREFIXES["oa"])
ORG = _Names(PREFIXES["org"])
OWL = _Names(PREFIXES["owl"])
PROV = _Names(PREFIXES["prov"])
RDF = _Names(PREFIXES["rdf"])
RDFS = _Names(PREFIXES["rdfs"])
SH = _Names(PREFIXES["sh"])
SKOS = _Names(PREFIXES["skos"])
VANN = _Names(PREFIXES["vann"])
VG = _Names(PREFIXES["vg"])
XSD = _Names(PREFIXES["xsd"])

KINDS = frozenset(
    {
        "activity",
        "change",
        "claim",
        "committee",
        "composition",
        "effect",
        "group",
        "identifier",
        "incumbency",
        "mandate",
        "alignment",
        "membership",
        "organisation",
        "period",
        "person",
        "place",
        "position",
        "seat",
        "source",
        "span",
    }
)
"""The kinds of thing that get an IRI under ``https://w3id.org/vngov/id/<kind>/``."""

_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[^\x00-\x20\x7f<>\"{}|\\^`?#\[\]]*)?\Z")
_SLUG = re.compile(r"[a-z0-9]+(?:[-.~][a-z0-9]+)*\Z")


@lru_cache(maxsize=1 << 14)
def slug(text: str) -> str:
    """Return the ASCII slug of a Vietnamese text: marks dropped, ``đ`` written ``d``.

    >>> slug("Ban Chỉ đạo xây dựng Chính quyền điện tử tỉnh Bình Định")
    'ban-chi-dao-xay-dung-chinh-quyen-dien-tu-tinh-binh-dinh'
    """
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


@lru_cache(maxsize=1 << 16)
def iri(kind: str, name: str) -> URIRef:
    """Return the IRI of a thing.

    ``kind`` is one of :data:`KINDS`, ``code/<scheme>``, ``decision`` or ``graph``; ``name`` is
    already a slug (for a decision: its id with slashes). A new name of a thing is a new label,
    never a new IRI.

    >>> str(iri("committee", "bcd-cqdt-binh-dinh"))
    'https://w3id.org/vngov/id/committee/bcd-cqdt-binh-dinh'
    >>> str(iri("decision", "ttg/2020/qd/701"))
    'https://w3id.org/vngov/eli/vn/ttg/2020/qd/701'

    :raises ValueError: if the kind is unknown or the name is not a slug.
    """
    parts = name.split("/") if kind in ("decision", "graph", "query") else [name]
    if not all(_SLUG.match(part) for part in parts):
        raise ValueError(f"«{name}» is not a slug; write lower-case ASCII letters, digits and hyphens")
    if kind == "decision":
        return URIRef(f"{BASE}eli/vn/{name}")
    if kind in ("graph", "query") or kind.startswith("code/"):
        return URIRef(f"{BASE}{kind}/{name}")
    if kind not in KINDS:
        raise ValueError(f"«{kind}» is not a kind of thing")
    return URIRef(f"{BASE}id/{kind}/{name}")


def is_address(text: str) -> bool:
    """Return whether a text is a web address that can stand in RDF, HTML and YAML as it is.

    >>> is_address("https://data.example.org/vngov/"), is_address("http://[")
    (True, False)
    """
    return bool(_ADDRESS.match(text))


def curie(term: str) -> str:
    """Return the shortest prefixed form of an IRI, or the IRI itself.

    >>> curie("http://www.w3.org/ns/org#Post")
    'org:Post'
    """
    best = max((n for n in PREFIXES.values() if term.startswith(n)), key=len, default="")
    if best:
        prefix = next(p for p, n in PREFIXES.items() if n == best)
        return f"{prefix}:{term[len(best) :]}"
    return term
