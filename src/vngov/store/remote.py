"""Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

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
from .interface import Table
from .results import Question
from .text import Term, Triple, triple


class RemoteStore:
    """Any SPARQL 1.1 endpoint, asked through SPARQLWrapper."""

    def __init__(self, url: str, timeout: int = 30) -> None:
        if not re.match(r"https?://[^\s/]+", url):
            raise EndpointError(url, "this is no web address", "write http://host:port/path")
        self.url, self.timeout = url, timeout
        self._probed = False

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
            return sorted({triple(q) for q in ox.parse(body, ox.RdfFormat.TURTLE)})
        except SyntaxError as error:
            raise EndpointError(self.url, f"the answer is no Turtle ({error})", _NOT_SPARQL) from error
        except ValueError as error:
            raise EndpointError(self.url, f"the answer cannot be taken ({error})", "ask for less") from error

    def raw(self, question: Question, media: str) -> tuple[str, bytes]:
        """Return the media type and the body of an endpoint's answer to a question, as they come.

        :raises EndpointError: as :meth:`select`, or if the answer is larger than the question allows.
        """
        fields = [("query", question.text)]
        fields += [("default-graph-uri", name) for name in question.default or ()]
        fields += [("named-graph-uri", name) for name in question.named or ()]
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
        """Make sure, once, that a plain query sees the named graphs."""
        if self._probed:
            return
        plain = self._select("ASK { ?s ?p ?o }", "probe").rows[0][0]
        if plain is not None and not plain.toPython():
            inside = self._select("ASK { GRAPH ?g { ?s ?p ?o } }", "probe").rows[0][0]
            if inside is not None and inside.toPython():
                remedy = (
                    "make its default graph the union of all graphs (oxigraph serve --union-default-graph)"
                )
                raise EndpointError(self.url, "plain queries see none of its named graphs", remedy)
        self._probed = True

    def _select(self, query: str, name: str) -> Table:
        body = self._ask(query, JSON)
        try:
            answer = json.loads(body)
            if "boolean" in answer:
                return Table(("result",), ((Literal(bool(answer["boolean"])),),))
            columns = tuple(answer["head"]["vars"])
            bindings = answer["results"]["bindings"]
            return Table(columns, tuple(tuple(_from_json(b.get(c)) for c in columns) for b in bindings))
        except (ValueError, KeyError, TypeError) as error:
            start = body[:60].decode("utf-8", "replace").strip().splitlines() or [""]
            raise EndpointError(
                self.url, f"the answer is no SPARQL result but «{start[0]}»", _NOT_SPARQL
            ) from error

    def _ask(self, query: str, form: str) -> bytes:
        wrapper = SPARQLWrapper(self.url)
        wrapper.setQuery(query)
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


_NOT_SPARQL = "give the address of a SPARQL endpoint, not of a web page"
_SLOW = "raise --timeout, or ask for less"


def _from_json(binding: Any) -> Term | None:
    if binding is None:
        return None
    value = str(binding["value"])
    if binding["type"] == "uri":
        return URIRef(value)
    if "xml:lang" in binding:
        return Literal(value, lang=binding["xml:lang"])
    return (
        Literal(value, datatype=URIRef(binding["datatype"]), normalize=False)
        if "datatype" in binding
        else Literal(value)
    )
