"""The query library: ``.rq`` files with a strict header, and parameters bound without pasting.

A header is YAML in ``#+`` comments, so the file stays plain SPARQL 1.1 that any editor runs::

    #+ question: {vi: …, en: …}
    #+ tags: [seat]
    #+ params:
    #+   committee: {type: iri, kind: committee, doc: …, default: bcd-cqdt-binh-dinh}
    #+ columns: [seat, role]

A parameter stands as ``VALUES ?name { UNDEF }``, which means «any» as it is (more than once where two
subqueries need it); binding replaces ``UNDEF`` by the term's own serialisation.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from rdflib import Literal as RdfLiteral
from rdflib import URIRef
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from .errors import BadInputError, Finding, Place, UsageError, suggest
from .terms import XSD, iri

ParameterType = Literal["iri", "date", "text", "integer"]
_TYPES = ("iri", "date", "text", "integer")
_KEYS = {"question", "number", "tags", "params", "columns", "note"}
_PARAMETER_KEYS = {"type", "kind", "doc", "default", "unless"}
_KINDS: Mapping[type, str] = {list: "a list in brackets", int: "a whole number", str: "a text"}
_DEEPEST = 200
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_BAD_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")


def check_day(name: str, value: str) -> None:
    """Check that a value is a day.

    :raises UsageError: if it is not a day of the calendar written as 2021-03-01.
    """
    try:
        if not _DATE.match(value):
            raise ValueError
        datetime.date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"{name}: «{value}» is no day; write it as 2021-03-01") from None


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type, the kind of thing it names, and its default."""

    name: str
    type: ParameterType
    doc: str
    kind: str | None = None
    default: str | None = None
    unless: str | None = None

    def term(self, value: str) -> URIRef | RdfLiteral:
        """Return the RDF term of a value as a person types it.

        An IRI stands for itself; a plain id is completed with the parameter's kind.

        :raises UsageError: if the value is not of the parameter's type.
        """
        if self.type == "iri":
            return self._iri(value)
        if self.type == "date":
            check_day(self.name, value)
            return RdfLiteral(value, datatype=XSD.date)
        if self.type == "integer":
            if not re.fullmatch(r"-?[0-9]{1,18}", value):
                raise UsageError(f"{self.name}: «{value}» is no whole number; write it in digits")
            return RdfLiteral(value, datatype=XSD.integer)
        return RdfLiteral(value)

    def _iri(self, value: str) -> URIRef:
        if "://" in value:
            if _BAD_IRI.search(value):
                raise UsageError(
                    f"{self.name}: «{value}» is no IRI; it has a character that IRIs do not allow"
                )
            return URIRef(value)
        try:
            return iri(self.kind or "source", value)
        except ValueError as error:
            raise UsageError(f"{self.name}: {error}") from None


@dataclass(frozen=True)
class Query:
    """One query of the library, or one file of a user's own."""

    name: str
    text: str
    question: Mapping[str, str] = field(default_factory=dict)
    number: int = 0
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    columns: tuple[str, ...] = ()
    note: str = ""

    def bind(self, values: Mapping[str, str]) -> str:
        """Return the query's text with parameters bound; those not given keep their default.

        >>> text = "SELECT * { VALUES ?d { UNDEF } ?d ?p ?o }"
        >>> q = Query("x", text, parameters=(Parameter("d", "text", ""),))
        >>> q.bind({"d": 'a" } #'})
        'SELECT * { VALUES ?d { "a\\\\" } #" } ?d ?p ?o }'

        :raises UsageError: for a parameter the query has not, or a value of the wrong type.
        """
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                has = f"it has {', '.join(known)}" if known else "it has none"
                hint = suggest(name, known) or f"; {has}"
                raise UsageError(f"the query {self.name} has no parameter «{name}»{hint}")
        text = self.text
        for name, parameter in known.items():
            default = None if parameter.unless in values else parameter.default
            value = values.get(name, default)
            if value is not None and value != "any":
                text = bind(text, name, [parameter.term(value)])
        return text


def bind(text: str, name: str, terms: Iterable[URIRef | RdfLiteral]) -> str:
    """Return a query with every ``VALUES ?name { UNDEF }`` holding these terms instead."""
    pattern = re.compile(rf"VALUES\s+\?{re.escape(name)}\s*\{{\s*UNDEF\s*\}}")
    values = " ".join(term.n3() for term in terms)
    return pattern.sub(lambda _: f"VALUES ?{name} {{ {values} }}", text)


def makes_graph(text: str) -> bool:
    """Return whether a query is a CONSTRUCT or DESCRIBE, judged by its first keyword.

    >>> makes_graph("PREFIX x: <http://select/> # SELECT\\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    True
    """
    bare = re.sub(r"<[^<>\s]*>|#[^\n]*|\"[^\"\n]*\"", " ", text)
    first = re.search(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", bare, re.I)
    return first is not None and first[1].upper() in ("CONSTRUCT", "DESCRIBE")


def load(folder: Path) -> dict[str, Query]:
    """Return the queries of a folder by name, in the order of their numbers, then names.

    :raises BadInputError: for a header that is missing, misspelt or does not fit its query.
    """
    queries = [read(path) for path in sorted(folder.glob("*.rq"))]
    return {q.name: q for q in sorted(queries, key=lambda q: (q.number or 999, q.name))}


def get(queries: Mapping[str, Query], name: str) -> Query:
    """Return the query of this name.

    :raises UsageError: with the nearest name, if there is none.
    """
    if name not in queries:
        hint = suggest(name, queries) or "; vngov query --list shows them all"
        raise UsageError(f"there is no query «{name}»{hint}")
    return queries[name]


def plain(path: Path) -> Query:
    """Return a user's own query file; a header is welcome and not required.

    :raises BadInputError: if the file cannot be read, or has a header that is wrong.
    """
    text = _text(path)
    return read(path) if re.search(r"^#\+", text, re.M) else Query(path.stem, text)


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            Finding(Place(str(path)), "", "this is no UTF-8 text; save it as UTF-8")
        ) from error
    except OSError as error:
        message = f"cannot be read ({error.strerror}); check its name and rights"
        raise BadInputError(Finding(Place(str(path)), "", message)) from error
    if _depth(text) > _DEEPEST:
        message = f"brackets are nested more than {_DEEPEST} deep; write a simpler query"
        raise BadInputError(Finding(Place(str(path)), "", message))
    return text


def _depth(text: str) -> int:
    """Return how deep brackets are nested, those in comments and strings included."""
    deepest = depth = 0
    for char in text:
        depth += (char in "{([") - (char in "})]")
        deepest = max(deepest, depth)
    return deepest


def read(path: Path) -> Query:
    """Return one query with its header.

    :raises BadInputError: with file and line, for anything wrong in the header.
    """
    text = _text(path)
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.startswith("#+")]
    header = _header(path, lines)
    wrong = _Wrong(path, lines)
    for key in map(str, header):
        if key not in _KEYS:
            wrong.add(key, f"«{key}» is no key of a header{suggest(key, _KEYS)}")
    question = header.get("question")
    if not isinstance(question, dict) or set(question) != {"vi", "en"} or not all(question.values()):
        wrong.add("question", "write question: {vi: …, en: …}")
        question = {}
    for key, kind in (("columns", list), ("tags", list), ("number", int), ("note", str)):
        if key in header and not isinstance(header[key], kind):
            wrong.add(key, f"«{header[key]}» stands where {_KINDS[kind]} belongs")
    wrong.stop()
    columns = tuple(str(c) for c in header.get("columns") or ())
    parameters = tuple(_parameters(header.get("params") or {}, text, wrong))
    missing = [c for c in columns if not re.search(rf"\?{re.escape(str(c))}\b", text)]
    if missing or (not columns and not makes_graph(text)):
        wrong.add(
            "columns",
            f"the query has no variable ?{missing[0]}" if missing else "name the columns of the answer",
        )
    wrong.stop()
    return Query(
        path.stem,
        text,
        question,
        int(header.get("number") or 0),
        tuple(header.get("tags") or ()),
        parameters,
        columns,
        str(header.get("note") or ""),
    )


@dataclass
class _Wrong:
    path: Path
    lines: Iterable[tuple[int, str]]
    findings: list[Finding] = field(default_factory=list)

    def add(self, key: str, message: str) -> None:
        line = next((n for n, text in self.lines if re.match(rf"#\+\s*{re.escape(key)}:", text)), 1)
        self.findings.append(Finding(Place(str(self.path), line), key, message))

    def stop(self) -> None:
        if self.findings:
            raise BadInputError(self.findings)


def _header(path: Path, lines: list[tuple[int, str]]) -> dict[str, Any]:
    first = lines[0][0] if lines else 1
    if not lines:
        raise BadInputError(
            Finding(Place(str(path), 1), "", "the query has no header; begin with «#+ question: …»")
        )
    try:
        header = YAML(typ="safe", pure=True).load("\n".join(line[3:] for _, line in lines))
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first + (mark.line if mark else 0)
        problem = getattr(error, "problem", "") or "broken"
        raise BadInputError(
            Finding(Place(str(path), line), "", f"the header is no YAML: {problem}")
        ) from error
    if not isinstance(header, dict):
        raise BadInputError(Finding(Place(str(path), first), "", "the header holds no «key: value» lines"))
    return header


def _parameters(written: Any, text: str, wrong: _Wrong) -> Iterable[Parameter]:
    if not isinstance(written, dict):
        wrong.add("params", "write one «name: {type: …, doc: …}» line a parameter")
        return
    for name, given in ((str(k), v) for k, v in written.items()):
        about = given if isinstance(given, dict) else {}
        for key in set(about) - _PARAMETER_KEYS:
            wrong.add(name, f"«{key}» is no key of a parameter{suggest(str(key), _PARAMETER_KEYS)}")
        if about.get("type") not in _TYPES:
            wrong.add(name, f"type: «{about.get('type')}» is none of {', '.join(_TYPES)}")
        found = len(re.findall(rf"VALUES\s+\?{re.escape(str(name))}\s*\{{\s*UNDEF\s*\}}", text))
        if not found:
            wrong.add(
                name, f"VALUES ?{name} {{ UNDEF }} is not in the query; write it where the parameter belongs"
            )
        default = about.get("default")
        yield Parameter(
            str(name),
            about.get("type", "text"),
            str(about.get("doc") or ""),
            about.get("kind"),
            None if default is None else str(default),
            about.get("unless"),
        )
