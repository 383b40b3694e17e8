"""Any SPARQL 1.1 endpoint, asked through SPARQLWrapper.

A plain query must see the union of all graphs as a set. Where an engine repeats a triple for each graph that
states it and shows graphs of its own too (Virtuoso), «vngov load» writes the union as one more graph,
``UNION_GRAPH``; where an endpoint has that graph, it is named as the default graph of every query.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any

import pyoxigraph as ox
from rdflib import Literal, URIRef
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    SPARQLWrapperException,
)

from ..errors import EndpointError
from ..terms import XSD
from .interface import Table
from .results import Question
from .text import Term, Triple, triple

UNION_GRAPH = URIRef("https://w3id.org/vngov/graph/union")
"""The graph that holds the union of the others, on engines that cannot hold it as their default graph."""

_HAS_UNION = "ASK { GRAPH <https://w3id.org/vngov/graph/union> { ?s ?p ?o } }"
_NO_KEYWORD = re.compile(
    r"""<[^<>\s]*>|#[^\n]*|\"{3}(?:[^\"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
)
"""The IRIs, comments and strings of a query (SPARQL 1.1, section 19.8, rules 139 and 156 to 159)."""
_FROM = re.compile(r"\bFROM\b", re.I)
_GRAPH = re.compile(r"(?<![\w?$:])GRAPH\s+(<[^<>\s]*>|\S+)", re.I)
_SET = re.compile(r"[^{]*?\bSELECT\s+DISTINCT\b", re.I)
_LOGICAL = {"0": "false", "1": "true"}


class RemoteStore:
    """Any SPARQL 1.1 endpoint, asked through SPARQLWrapper.

    Without ``union`` queries are not given the union of the graphs but the graph ``default``, or what the
    endpoint takes.
    """

    def __init__(
        self, url: str, timeout: int = 30, *, union: bool = True, default: URIRef | None = None
    ) -> None:
        if not re.match(r"https?://[^\s/]+", url):
            raise EndpointError(url, "this is no web address", "write http://host:port/path")
        self.url, self.timeout = url, timeout
        self._probed = not union
        self._default = default

    def select(self, query: str, name: str = "query") -> Table:
        """Return the rows of a SELECT query, or one row ``result`` of an ASK query.

        :raises EndpointError: if the endpoint is down, slow, refuses, or answers with something else.
        """
        self._probe()
        return self._select(query, name)

    def construct(self, query: str, name: str = "query") -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted.

        :raises EndpointError: as :meth:`select`.
        """
        self._probe()
        body = self._ask(query, TURTLE)
        try:
            return sorted({_named_alike(triple(q)) for q in ox.parse(body, ox.RdfFormat.TURTLE)})
        except SyntaxError as error:
            raise EndpointError(self.url, f"the answer is no Turtle ({error})", _NOT_SPARQL) from error
        except ValueError as error:
            raise EndpointError(self.url, f"the answer cannot be taken ({error})", "ask for less") from error

    def raw(self, question: Question, media: str) -> tuple[str, bytes]:
        """Return the media type and the body of an endpoint's answer to a question, as they come.

        :raises EndpointError: as :meth:`select`, or if the answer is larger than the question allows.
        """
        default, named = question.default, question.named
        if default is None and named is None:
            self._probe()
            default, named = self._dataset(question.text)
        fields = [("query", question.text)]
        fields += [("default-graph-uri", name) for name in default or ()]
        fields += [("named-graph-uri", name) for name in named or ()]
        headers = {"Accept": media, "Content-Type": "application/x-www-form-urlencoded"}
        data = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(self.url, data, headers)
        try:
            with urllib.request.urlopen(asked, timeout=self.timeout) as reply:
                body: bytes = reply.read(question.size + 1)
                kind: str = reply.headers.get_content_type()
        except urllib.error.HTTPError as error:
            said = " ".join(error.read(300).decode("utf-8", "replace").split())
            raise EndpointError(self.url, f"it refuses the query ({error.code}): {said}", _SLOW) from error
        except (HTTPException, OSError, ValueError) as error:
            raise EndpointError(self.url, f"no answer ({error})", "start it, or check the address") from error
        if len(body) > question.size:
            raise EndpointError(self.url, "its answer is over the limit of bytes", "ask for less")
        return kind, body

    def _probe(self) -> None:
        """Find out, once, how a plain query sees the named graphs."""
        if self._probed:
            return
        if self._holds("ASK { ?s ?p ?o }"):
            self._default = UNION_GRAPH if self._holds(_HAS_UNION) else None
        elif self._holds("ASK { GRAPH ?g { ?s ?p ?o } }"):
            remedy = "load it with «vngov load», or make its default graph the union of all graphs"
            raise EndpointError(self.url, "plain queries see none of its named graphs", remedy)
        self._probed = True

    def _holds(self, query: str) -> bool:
        found = self._select(query, "probe").rows[0][0]
        return found is not None and bool(found.toPython())

    def _select(self, query: str, name: str) -> Table:
        body = self._ask(query, JSON)
        try:
            answer = json.loads(body)
            if "boolean" in answer:
                return Table(("result",), ((Literal(bool(answer["boolean"])),),))
            columns = tuple(answer["head"]["vars"])
            bindings = answer["results"]["bindings"]
            rows = tuple(tuple(_from_json(b.get(c)) for c in columns) for b in bindings)
            return Table(columns, tuple(dict.fromkeys(rows)) if _makes_a_set(query) else rows)
        except (ValueError, KeyError, TypeError) as error:
            start = body[:60].decode("utf-8", "replace").strip().splitlines() or [""]
            raise EndpointError(
                self.url, f"the answer is no SPARQL result but «{start[0]}»", _NOT_SPARQL
            ) from error

    def _ask(self, query: str, form: str) -> bytes:
        wrapper = SPARQLWrapper(self.url)
        wrapper.setQuery(query)
        default, named = self._dataset(query)
        for graph in default:
            wrapper.addDefaultGraph(graph)
        for graph in named:
            wrapper.addNamedGraph(graph)
        wrapper.queryType = (
            "SELECT" if form == JSON else "CONSTRUCT"
        )  # it guesses, also from words in comments
        wrapper.setMethod(POST)
        wrapper.setReturnFormat(form)
        wrapper.setTimeout(self.timeout)
        try:
            reply = wrapper.query().response
            state = reply.headers.get("X-SQL-State")
            body: bytes = reply.read()
        except QueryBadFormed as error:
            reason = " ".join(str(error).split())[:200]
            raise EndpointError(
                self.url, f"it refuses the query: {reason}", "try the query with --store first"
            ) from error
        except EndPointNotFound as error:
            raise EndpointError(
                self.url, "there is no endpoint at this address (404)", "check the path"
            ) from error
        except TimeoutError as error:
            raise EndpointError(self.url, f"no answer within {self.timeout} s", _SLOW) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise EndpointError(self.url, f"no answer within {self.timeout} s", _SLOW) from error
            raise EndpointError(
                self.url, f"no connection ({error.reason})", "start it, or check the address"
            ) from error
        except (EndPointInternalError, SPARQLWrapperException) as error:
            reason = " ".join(str(error).split())[:200]
            raise EndpointError(self.url, f"it failed: {reason}", "try again later") from error
        except (HTTPException, OSError, ValueError) as error:
            raise EndpointError(
                self.url, f"the connection broke ({error})", "try again, or check the server"
            ) from error
        if state:
            raise EndpointError(self.url, f"it stopped early (X-SQL-State {state})", _SLOW)
        return body

    def _dataset(self, query: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the graphs to name: the union as the default graph, and the graphs that the query names.

        Virtuoso then lets ``GRAPH ?g`` be any graph, but ``GRAPH <…>`` only one that is named; a query with
        both is sent without a dataset, and sees statements more than once.
        """
        if not self._default or _FROM.search(_keywords(query)):
            return (), ()
        graphs = _GRAPH.findall(_NO_KEYWORD.sub(lambda m: m[0] if m[0][0] == "<" else " ", query))
        if all(graph.startswith("<") for graph in graphs) or all(g[0] in "?$" for g in graphs):
            return (str(self._default),), tuple(sorted({g[1:-1] for g in graphs if g.startswith("<")}))
        return (), ()


_NOT_SPARQL = "give the address of a SPARQL endpoint, not of a web page"
_SLOW = "raise --timeout, or ask for less"


def _keywords(query: str) -> str:
    """Return a query without its IRIs, strings and comments."""
    return _NO_KEYWORD.sub(" ", query)


def _makes_a_set(query: str) -> bool:
    """Return whether no row may come twice (Virtuoso repeats rows that it sorts)."""
    return _SET.match(_keywords(query)) is not None


def _from_json(binding: Any) -> Term | None:
    if binding is None:
        return None
    value = str(binding["value"])
    if binding["type"] == "uri":
        return URIRef(value)
    if "xml:lang" in binding:
        return Literal(value, lang=binding["xml:lang"])
    return _literal(value, URIRef(binding["datatype"]) if "datatype" in binding else None)


def _named_alike(made: Triple) -> Triple:
    subject, predicate, value = made
    if isinstance(value, Literal) and value.datatype:
        value = _literal(str(value), value.datatype)
    return subject, predicate, value


def _literal(value: str, datatype: URIRef | None) -> Literal:
    """Return a literal as every engine names it: a string without its type, true and false in words."""
    if datatype is None or datatype == XSD.string:
        return Literal(value)
    if datatype == XSD.boolean:
        value = _LOGICAL.get(value, value)
    return Literal(value, datatype=datatype, normalize=False)
