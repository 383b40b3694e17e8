"""What the endpoint says of itself: SPARQL 1.1 Service Description, and VoID of the graph."""

from __future__ import annotations

import asyncio

from rdflib import Namespace, URIRef

from ..export.edition import Edition, Version
from ..export.void import VOID, void
from ..resources import RELEASED, VERSION
from ..store import EmbeddedStore, Store, Triple
from ..terms import RDF, iri
from .refusal import RefusalError

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
_MANY = 5_000
"""Named graphs beyond which a graph is not told of one by one, nor counted on demand."""
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_GRAPHS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }"


def service(address: str, store: Store, *, federates: bool) -> list[Triple]:
    """Return the description of the endpoint at an address (W3C Recommendation, 21 March 2013)."""
    node, data = URIRef(address), iri("graph", "service")
    union = URIRef(f"{data}/union")
    made: list[Triple] = [
        (node, RDF.type, SD.Service),
        (node, SD.endpoint, node),
        (node, SD.supportedLanguage, SD.SPARQL11Query),
        (node, SD.feature, SD.UnionDefaultGraph),
        (node, SD.defaultDataset, data),
        (data, RDF.type, SD.Dataset),
        (data, SD.defaultGraph, union),
        (union, RDF.type, SD.Graph),
    ]
    if federates:
        made.append((node, SD.feature, SD.BasicFederatedQuery))
    made += [(node, SD.resultFormat, _FORMATS[name]) for name in _NAMES]
    for name in _graphs(store):
        entry = URIRef(f"{name}#named")
        made += [
            (data, SD.namedGraph, entry),
            (entry, RDF.type, SD.NamedGraph),
            (entry, SD.name, name),
        ]
    return made


def _graphs(store: Store) -> list[URIRef]:
    """Return the names of the graphs; none if there are more than a description is good for."""
    if isinstance(store, EmbeddedStore):
        return [] if _is_large(store) else store.graphs()
    return [name for (name,) in store.select(_GRAPHS).rows if isinstance(name, URIRef)]


def _is_large(store: Store) -> bool:
    return isinstance(store, EmbeddedStore) and len(store.graphs()) > _MANY


class VoidOf:
    """The VoID of a graph, counted when it is first asked for, beside the other work."""

    def __init__(self, store: Store, digest: str) -> None:
        self._store, self._digest = store, digest
        self._turn = asyncio.Lock()
        self._made: dict[str, list[Triple]] = {}

    async def at(self, base: str) -> list[Triple]:
        """Return the VoID of the graph as served at an address."""
        async with self._turn:
            if base not in self._made:
                self._made = {base: await asyncio.to_thread(self._count, base)}
            return self._made[base]

    def _count(self, base: str) -> list[Triple]:
        if _is_large(self._store):
            message = "this graph is too large to be counted while it is served; «vngov release» counts it"
            raise RefusalError(501, message)
        edition = Edition(Version(VERSION, RELEASED, self._digest), base, base + "sparql")
        made = void(self._store.construct(_EVERYTHING), edition)
        return [t for t in made if t[1] != VOID.dataDump]  # the server has no dumps
