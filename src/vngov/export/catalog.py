"""The catalogue of a release: DCAT 3 as DCAT-AP 3.0.1 profiles it; every node named, figures computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from rdflib import Literal, Namespace, URIRef

from ..store import Triple
from ..terms import ADMS, BASE, DCAT, DCTERMS, FOAF, OWL, PREFIXES, PROV, RDF, RDFS, SKOS, VG, XSD, slug
from .contents import CONTENTS
from .edition import AUTHORS, DATA_LICENCE, DESCRIPTIONS, KEYWORDS, TITLES, Edition, FileInfo, Version

SPDX, VCARD, DCATAP = (Namespace(PREFIXES[p]) for p in ("spdx", "vcard", "dcatap"))
_EU = Namespace("http://publications.europa.eu/resource/authority/")
_IANA = "https://www.iana.org/assignments/media-types/"
_ADMS = "http://purl.org/adms/"
_CATALOG = URIRef(BASE + "catalog")
_AGENT = URIRef(BASE + "agent/contributors")
_CONTACT = URIRef(BASE + "agent/contact")
_RIGHTS = URIRef(BASE + "rights")
_PROVENANCE = URIRef(BASE + "provenance")
_SERVICE = URIRef(BASE + "service/sparql")
_PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")


@dataclass(frozen=True)
class Format:
    """A kind of file: EU file type, media type, what it conforms to, and what it is called."""

    file_type: str
    media_type: str
    titles: Mapping[str, str]
    conforms: str | None = None
    compressed: bool = False


_ABOUT: Mapping[str, Format] = {
    "vngov.ttl": Format("RDF_TURTLE", "text/turtle", {"vi": "Đồ thị (Turtle)", "en": "The graph (Turtle)"}),
    "vngov.trig.gz": Format(
        "RDF_TRIG",
        "application/trig",
        {"vi": "Đồ thị theo nguồn (TriG)", "en": "The graph by source (TriG)"},
        compressed=True,
    ),
    "vngov.nq.gz": Format(
        "RDF_N_QUADS",
        "application/n-quads",
        {"vi": "Đồ thị theo nguồn (N-Quads)", "en": "The graph by source (N-Quads)"},
        compressed=True,
    ),
    "vngov.jsonld": Format(
        "JSON_LD",
        "application/ld+json",
        {"vi": "Đồ thị theo nguồn (JSON-LD)", "en": "The graph by source (JSON-LD)"},
    ),
    "evidence.ttl": Format(
        "RDF_TURTLE",
        "text/turtle",
        {"vi": "Bằng chứng (RDF 1.2 Turtle)", "en": "The evidence (RDF 1.2 Turtle)"},
        "https://www.w3.org/TR/rdf12-concepts/",
    ),
    "network.graphml": Format(
        "XML",
        "application/xml",
        {"vi": "Mạng lưới (GraphML)", "en": "The network (GraphML)"},
        "http://graphml.graphdrawing.org/",
    ),
    "csv/datapackage.json": Format(
        "JSON",
        "application/json",
        {"vi": "Các bảng (gói dữ liệu Frictionless)", "en": "The tables (Frictionless data package)"},
        "https://specs.frictionlessdata.io/data-package/",
    ),
    "validation.ttl": Format(
        "RDF_TURTLE",
        "text/turtle",
        {"vi": "Báo cáo kiểm tra SHACL", "en": "The SHACL report"},
        "https://www.w3.org/TR/shacl/",
    ),
    "changes.json": Format(
        "JSON",
        "application/json",
        {"vi": "Thay đổi so với bản trước", "en": "Changes since the previous release"},
    ),
}
_CSV = "https://www.w3.org/TR/tabular-metadata/"
_RESERVED = {
    "vi": "Truy vấn SPARQL 1.1 trên toàn bộ đồ thị; địa chỉ ở w3id.org chỉ trả lời khi đã được khai báo.",
    "en": "SPARQL 1.1 queries on the whole graph; an address at w3id.org answers once it has been set up.",
}


@dataclass(frozen=True)
class Coverage:
    """What a catalogue says of the graph that only the graph knows."""

    first: str | None
    last: str | None
    tables: Mapping[str, Mapping[str, str]]


@dataclass
class Description:
    """Statements about named nodes, in the making."""

    triples: list[Triple] = field(default_factory=list)

    def say(self, subject: URIRef, predicate: URIRef, *values: URIRef | Literal) -> None:
        """Add a statement for each value."""
        self.triples += [(subject, predicate, value) for value in values]

    def make(self, subject: URIRef, kind: URIRef) -> URIRef:
        """Say what a node is; return it."""
        self.say(subject, RDF.type, kind)
        return subject

    def words(self, subject: URIRef, predicate: URIRef, texts: Mapping[str, str]) -> None:
        """Add a text in each of its languages."""
        self.say(subject, predicate, *(Literal(text, lang=tag) for tag, text in texts.items()))

    def known(self, subject: URIRef, kind: URIRef, label: str, scheme: str | None = None) -> URIRef:
        """Say what a node of somebody else's is, so that the catalogue can be checked without the web."""
        self.make(subject, kind)
        self.say(subject, RDFS.label, Literal(label, lang="en"))
        if scheme:
            table = self.make(_EU[scheme], SKOS.ConceptScheme)
            self.say(table, DCTERMS.title, Literal(scheme.replace("-", " "), lang="en"))
            self.make(subject, SKOS.Concept)
            self.say(subject, SKOS.inScheme, table)
            self.say(subject, SKOS.prefLabel, Literal(label, lang="en"))
        return subject


def distributed(files: Iterable[str]) -> list[tuple[str, str]]:
    """Return the files of a bundle that are distributions of the graph, each with its media type, sorted."""
    tables = {f: "text/csv" for f in files if f.startswith("csv/") and f.endswith(".csv")}
    return sorted({**tables, **{f: _ABOUT[f].media_type for f in files if f in _ABOUT}}.items())


def named(name: str, coverage: Coverage) -> Mapping[str, str]:
    """Return what a distribution is called, by language."""
    return _format(name, coverage).titles


def catalog(edition: Edition, files: Mapping[str, FileInfo], coverage: Coverage) -> list[Triple]:
    """Return the catalogue: one data set with its versions, its distributions, the endpoint if there is one.

    ``files`` are those of the bundle by path; those that are no distribution of the graph are passed over.
    Sources: DCAT 3 (W3C 2024); DCAT-AP 3.0.1 (SEMIC 2025); SPDX 2.3 for checksums.
    """
    d = Description()
    _known(d)
    d.known(URIRef(edition.base_url + "docs/"), FOAF.Document, "Reference of the vngov ontology")
    d.known(URIRef(edition.home), FOAF.Document, "vngov")
    _agents(d, edition.home)
    day = _day(edition.current.date)
    d.make(_CATALOG, DCAT.Catalog)
    _described(d, _CATALOG, {"vi": "Danh mục dữ liệu vngov", "en": "The vngov catalogue"}, DESCRIPTIONS)
    d.say(_CATALOG, DCTERMS.publisher, _AGENT)
    d.say(_CATALOG, DCTERMS.license, _licence())
    d.say(_CATALOG, DCTERMS.rights, _RIGHTS)
    d.say(_CATALOG, DCTERMS.language, _EU["language/VIE"], _EU["language/ENG"])
    d.say(_CATALOG, DCTERMS.spatial, _EU["country/VNM"])
    d.say(_CATALOG, DCTERMS.modified, day)
    d.say(_CATALOG, DCTERMS.issued, _day(_chain(edition)[0].date))
    d.say(_CATALOG, FOAF.homepage, URIRef(edition.home))
    d.say(_CATALOG, DCAT.themeTaxonomy, _EU["data-theme"])
    d.say(_CATALOG, DCAT.dataset, edition.dataset)
    _dataset(d, edition.dataset, edition, coverage)
    _versions(d, edition)
    for name, _ in distributed(files):
        node = _distribution(d, name, files[name], edition, coverage)
        d.say(edition.dataset, DCAT.distribution, node)
    if edition.endpoint:
        _service(d, edition)
    return d.triples


def _day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def _licence() -> URIRef:
    return _EU["licence/CC_BY_4_0"]


def _chain(edition: Edition) -> Sequence[Version]:
    return [*edition.earlier, edition.current]


def _known(d: Description) -> None:
    d.known(_licence(), DCTERMS.LicenseDocument, "CC BY 4.0", "licence")
    d.say(_licence(), OWL.sameAs, URIRef(DATA_LICENCE))
    kind = d.known(URIRef(_ADMS + "licencetype/Attribution"), SKOS.Concept, "Attribution")
    scheme = d.make(URIRef(_ADMS + "licencetype/1.0"), SKOS.ConceptScheme)
    d.say(scheme, DCTERMS.title, Literal("licence type", lang="en"))
    d.say(kind, SKOS.inScheme, scheme)
    d.say(kind, SKOS.prefLabel, Literal("Attribution", lang="en"))
    d.say(_licence(), DCTERMS["type"], kind)
    d.known(_EU["language/VIE"], DCTERMS.LinguisticSystem, "Vietnamese", "language")
    d.known(_EU["language/ENG"], DCTERMS.LinguisticSystem, "English", "language")
    d.known(_EU["country/VNM"], DCTERMS.Location, "Viet Nam", "country")
    d.known(_EU["data-theme/GOVE"], SKOS.Concept, "Government and public sector", "data-theme")
    d.known(_EU["frequency/IRREG"], DCTERMS.Frequency, "irregular", "frequency")
    d.known(_EU["access-right/PUBLIC"], DCTERMS.RightsStatement, "public", "access-right")
    d.known(_EU["planned-availability/STABLE"], SKOS.Concept, "stable", "planned-availability")
    d.known(_EU["distribution-status/COMPLETED"], SKOS.Concept, "completed", "distribution-status")
    d.known(_PROTOCOL, DCTERMS.Standard, "SPARQL 1.1 Protocol")
    d.known(URIRef(str(VG)[:-1]), DCTERMS.Standard, "The vngov ontology")


def _agents(d: Description, home: str) -> None:
    d.make(_AGENT, FOAF.Agent)
    d.words(_AGENT, FOAF.name, AUTHORS)
    d.make(_CONTACT, VCARD.Kind)
    d.make(_CONTACT, VCARD.Organization)
    d.words(_CONTACT, VCARD.fn, AUTHORS)
    d.say(_CONTACT, VCARD.hasURL, URIRef(home))
    d.make(_RIGHTS, DCTERMS.RightsStatement)
    d.words(
        _RIGHTS,
        RDFS.label,
        {
            "vi": "Dữ kiện trích từ nguồn đã công bố và lời diễn đạt lại; không có văn bản nào của nguồn.",
            "en": "Facts read off published sources, and paraphrases; no text of the sources.",
        },
    )
    d.make(_PROVENANCE, DCTERMS.ProvenanceStatement)
    d.words(
        _PROVENANCE,
        RDFS.label,
        {
            "vi": "Mỗi đồ thị có tên là những gì một tài liệu đã công bố nói; liên kết suy ra đứng riêng, "
            "kèm truy vấn đã tạo ra chúng.",
            "en": "Each named graph holds what one published document says; derived links stand apart, with "
            "the query that made them.",
        },
    )


def _described(d: Description, node: URIRef, titles: Mapping[str, str], texts: Mapping[str, str]) -> None:
    d.words(node, DCTERMS.title, titles)
    d.words(node, DCTERMS.description, texts)


def _dataset(d: Description, node: URIRef, edition: Edition, coverage: Coverage) -> None:
    d.make(node, DCAT.Dataset)
    _described(d, node, TITLES, DESCRIPTIONS)
    _about(d, node, _chain(edition)[0].date, edition.current)
    d.say(node, DCTERMS.identifier, Literal(str(node)))
    d.say(node, DCTERMS.accrualPeriodicity, _EU["frequency/IRREG"])
    d.say(node, DCTERMS.provenance, _PROVENANCE)
    d.say(node, DCAT.landingPage, URIRef(edition.home))
    d.say(node, FOAF.page, URIRef(edition.base_url + "docs/"))
    if coverage.first is None or coverage.last is None:
        return
    period = d.make(URIRef(f"{node}/coverage"), DCTERMS.PeriodOfTime)
    d.say(node, DCTERMS.temporal, period)
    d.say(edition.current.iri, DCTERMS.temporal, period)
    d.say(period, DCAT.startDate, _day(coverage.first))
    d.say(period, DCAT.endDate, _day(coverage.last))


def _about(d: Description, node: URIRef, issued: str, version: Version) -> None:
    """Say what holds of the graph and of each of its versions."""
    d.say(node, DCTERMS.publisher, _AGENT)
    d.say(node, DCTERMS.creator, _AGENT)
    d.say(node, DCAT.contactPoint, _CONTACT)
    for tag, words in KEYWORDS.items():
        d.say(node, DCAT.keyword, *(Literal(word, lang=tag) for word in words))
    d.say(node, DCAT.theme, _EU["data-theme/GOVE"])
    d.say(node, DCTERMS.accessRights, _EU["access-right/PUBLIC"])
    d.say(node, DCTERMS.license, _licence())
    d.say(node, DCTERMS.language, _EU["language/VIE"], _EU["language/ENG"])
    d.say(node, DCTERMS.spatial, _EU["country/VNM"])
    d.say(node, DCTERMS.conformsTo, URIRef(str(VG)[:-1]))
    d.say(node, DCTERMS.issued, _day(issued))
    d.say(node, DCTERMS.modified, _day(version.date))
    d.say(node, DCAT.version, Literal(version.version))


def _versions(d: Description, edition: Edition) -> None:
    """Add the chain of versions (DCAT 3, section 11), each after the one before it.

    A version is a dcat:Resource: a portal that takes in every dcat:Dataset shall take in one.
    """
    before = None
    for version in _chain(edition):
        node = d.make(version.iri, DCAT.Resource)
        titles = {tag: f"{title} ({version.version})" for tag, title in TITLES.items()}
        _described(d, node, titles, DESCRIPTIONS)
        _about(d, node, version.date, version)
        d.say(node, DCAT.isVersionOf, edition.dataset)
        d.say(edition.dataset, DCAT.hasVersion, node)
        if before is not None:
            d.say(node, DCAT.previousVersion, before)
            d.say(node, PROV.wasRevisionOf, before)
        before = node
    d.say(edition.dataset, DCAT.hasCurrentVersion, edition.current.iri)
    notes = {"vi": "Xem changes.json.", "en": "See changes.json."}
    d.words(edition.dataset, ADMS.versionNotes, notes)


def _format(name: str, coverage: Coverage) -> Format:
    if name in _ABOUT:
        return _ABOUT[name]
    titles = coverage.tables[PurePosixPath(name).stem]
    return Format("CSV", "text/csv", {tag: f"{title} (CSV)" for tag, title in titles.items()}, _CSV)


def _row_each(name: str, coverage: Coverage) -> Mapping[str, str]:
    titles = coverage.tables[PurePosixPath(name).stem]
    return {
        "vi": f"{titles['vi']}: mỗi dòng một mục; csv-metadata.json và datapackage.json mô tả các cột.",
        "en": f"{titles['en']}: one a row; csv-metadata.json and datapackage.json describe the columns.",
    }


def _distribution(d: Description, name: str, info: FileInfo, edition: Edition, coverage: Coverage) -> URIRef:
    about = _format(name, coverage)
    node = d.make(URIRef(f"{BASE}distribution/{edition.current.version}/{slug(name)}"), DCAT.Distribution)
    place = URIRef(edition.base_url + name)
    _described(d, node, about.titles, CONTENTS.get(name) or _row_each(name, coverage))
    d.say(node, DCAT.accessURL, place)
    d.say(node, DCAT.downloadURL, place)
    _common(d, node, about.file_type, about.media_type, edition)
    if about.compressed:
        d.say(node, DCAT.compressFormat, d.known(_media("application/gzip"), DCTERMS.MediaType, "gzip"))
    if about.conforms:
        d.say(node, DCTERMS.conformsTo, d.known(URIRef(about.conforms), DCTERMS.Standard, about.conforms))
    d.say(node, DCAT.byteSize, Literal(str(info.size), datatype=XSD.nonNegativeInteger))
    checksum = d.make(URIRef(f"{node}/checksum"), SPDX.Checksum)
    d.say(node, SPDX.checksum, checksum)
    algorithm = d.make(SPDX.checksumAlgorithm_sha256, SPDX.ChecksumAlgorithm)
    d.say(checksum, SPDX.algorithm, algorithm)
    d.say(checksum, SPDX.checksumValue, Literal(info.sha256, datatype=XSD.hexBinary))
    return node


def _media(name: str) -> URIRef:
    return URIRef(_IANA + name)


def _common(d: Description, node: URIRef, file_type: str, media_type: str, edition: Edition) -> None:
    kind = d.known(
        _EU[f"file-type/{file_type}"], DCTERMS.MediaTypeOrExtent, file_type.replace("_", " "), "file-type"
    )
    d.say(node, DCTERMS["format"], kind)
    d.say(node, DCAT.mediaType, d.known(_media(media_type), DCTERMS.MediaType, media_type))
    d.say(node, DCTERMS.license, _licence())
    d.say(node, DCTERMS.rights, _RIGHTS)
    d.say(node, DCTERMS.language, _EU["language/VIE"], _EU["language/ENG"])
    d.say(node, DCTERMS.issued, _day(edition.current.date))
    d.say(node, DCTERMS.modified, _day(edition.current.date))
    d.say(node, ADMS.status, _EU["distribution-status/COMPLETED"])
    d.say(node, DCATAP.availability, _EU["planned-availability/STABLE"])


def _service(d: Description, edition: Edition) -> None:
    """Add the endpoint, as a service and, for portals that know no services, as a distribution too."""
    assert edition.endpoint is not None
    address = URIRef(edition.endpoint)
    titles = {"vi": "Điểm truy vấn SPARQL 1.1", "en": "SPARQL 1.1 endpoint"}
    node = d.make(_SERVICE, DCAT.DataService)
    _described(d, node, titles, _RESERVED)
    d.say(node, DCAT.endpointURL, address)
    d.say(node, DCAT.endpointDescription, address)
    d.say(node, DCTERMS.conformsTo, _PROTOCOL)
    d.say(node, DCAT.servesDataset, edition.dataset)
    d.say(node, DCAT.theme, _EU["data-theme/GOVE"])
    for tag, words in KEYWORDS.items():
        d.say(node, DCAT.keyword, *(Literal(word, lang=tag) for word in words))
    d.say(node, DCTERMS.publisher, _AGENT)
    d.say(node, DCAT.contactPoint, _CONTACT)
    d.say(node, DCTERMS.license, _licence())
    d.say(node, DCTERMS.accessRights, _EU["access-right/PUBLIC"])
    d.say(_CATALOG, DCAT.service, node)
    copy = d.make(URIRef(f"{BASE}distribution/{edition.current.version}/sparql"), DCAT.Distribution)
    _described(d, copy, titles, _RESERVED)
    d.say(copy, DCAT.accessURL, address)
    d.say(copy, DCAT.accessService, node)
    _common(d, copy, "SPARQLQ", "application/sparql-results+json", edition)
    d.say(copy, DCTERMS.conformsTo, _PROTOCOL)
    d.say(edition.dataset, DCAT.distribution, copy)
