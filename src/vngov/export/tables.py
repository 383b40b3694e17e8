"""Tables for people who do not use RDF: one class, one CSV file, as ``ontology/tables.yaml`` defines them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import Literal, URIRef
from ruamel.yaml import YAML

from ..store import Term
from ..terms import BASE, PREFIXES, VG, XSD
from .facts import Facts, Step, path

LANGUAGES = ("vi", "en")
SEPARATOR = "|"
CODES = BASE + "code/"
SOURCES = BASE + "id/source/"
_PLAIN = ("string", "integer", "boolean", "url", "day", "date")
_OPTIONS = {"path", "as", "one", "title"}


@dataclass(frozen=True)
class Field:
    """One column of a CSV file: its name, what a cell holds, and how it came out of the graph."""

    name: str
    type: str
    titles: Mapping[str, str]
    many: bool
    lang: str | None = None
    property: URIRef | None = None
    refers_to: str | None = None


@dataclass(frozen=True)
class Column:
    """One column of the definition: a path, and what stands at its end."""

    name: str
    steps: tuple[Step, ...]
    kind: str
    one: bool
    titles: Mapping[str, str]

    @property
    def property(self) -> URIRef | None:
        """Return the property, if the path is one step forwards."""
        plain = len(self.steps) == 1 and not self.steps[0].backwards and not self.steps[0].only
        return self.steps[0].predicate if plain else None


@dataclass(frozen=True)
class Table:
    """One table: the class whose things are its rows, and its columns."""

    name: str
    of: URIRef
    base: str
    titles: Mapping[str, str]
    columns: tuple[Column, ...]

    def fields(self) -> list[Field]:
        """Return the columns of the CSV file, in their order."""
        fields = [
            Field("id", "string", {"vi": "mã", "en": "id"}, many=False),
            Field("iri", "url", {"vi": "IRI", "en": "IRI"}, many=False),
        ]
        for column in self.columns:
            fields += _fields(column)
        titles = {"vi": "nguồn", "en": "sources"}
        return [*fields, Field("source_ids", "string", titles, many=True, refers_to="sources")]


def _fields(column: Column) -> Iterator[Field]:
    many, kind = not column.one, column.kind
    if kind == "text":
        for lang in LANGUAGES:
            titles = {tag: f"{title} ({lang})" for tag, title in column.titles.items()}
            yield Field(f"{column.name}_{lang}", "string", titles, many, lang, column.property)
        return
    if kind in _PLAIN:
        yield Field(column.name, kind, column.titles, many, None, column.property)
        return
    suffix = {"code": "", "thing": "_iri"}.get(kind, "_id")
    refers = None if kind in ("code", "thing") else kind
    type_ = "url" if kind == "thing" else "string"
    yield Field(column.name + suffix, type_, column.titles, many, None, column.property, refers)
    for lang in LANGUAGES:
        titles = {tag: f"{title}: {_NAMED[tag]} ({lang})" for tag, title in column.titles.items()}
        yield Field(f"{column.name}_{lang}", "string", titles, many, lang)


_NAMED = {"vi": "nhãn", "en": "label"}


def load(file: Path, facts: Facts) -> list[Table]:
    """Return the tables of a definition file; a title that it leaves out is the property's label.

    :raises ValueError: if the definition has a path that is none, an unknown kind, or no title.
    """
    written: dict[str, Any] = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    tables = []
    for name, about in written.items():
        prefix, _, local = about["of"].partition(":")
        columns = tuple(_column(name, c, o, set(written), facts) for c, o in about["columns"].items())
        of = URIRef(PREFIXES[prefix] + local)
        tables.append(Table(name, of, about["base"], about["title"], columns))
    return tables


def _column(table: str, name: str, about: Mapping[str, Any], tables: set[str], facts: Facts) -> Column:
    if set(about) - _OPTIONS or about["as"] not in {*_PLAIN, "text", "code", "thing", *tables}:
        raise ValueError(
            f"{table}.{name}: «{about.get('as')}» is no kind of column, or an option is misspelt"
        )
    steps = path(about["path"])
    last = steps[-1].predicate
    labels = facts.values(last, URIRef(PREFIXES["rdfs"] + "label"))
    titles = about.get("title") or {str(t.language): str(t) for t in labels if isinstance(t, Literal)}
    if set(titles) != set(LANGUAGES):
        raise ValueError(f"{table}.{name}: write title: {{vi: …, en: …}}")
    return Column(name, steps, about["as"], bool(about.get("one")), titles)


def rows(table: Table, tables: Sequence[Table], facts: Facts) -> Iterator[list[str]]:
    """Yield the rows of a table, sorted by id, each as cells of text."""
    bases = {t.name: t.base for t in tables}
    for thing in facts.of_class(table.of):
        cells = [_id(thing, table.base), str(thing)]
        for column in table.columns:
            found = facts.follow(thing, column.steps)
            cells += _CELLS.get(column.kind, _reference)(column, found, facts, bases)
        sources = [_id(source, SOURCES) for source in facts.sources(thing)]
        yield [*cells, SEPARATOR.join(sources)]


def _id(thing: Term, base: str) -> str:
    if not str(thing).startswith(base):
        raise ValueError(f"«{thing}» does not begin with {base}")
    return str(thing)[len(base) :]


def _joined(values: Sequence[str]) -> str:
    return SEPARATOR.join(value.replace(SEPARATOR, "/") for value in values)


def _text(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return [_joined([str(v) for v in found if isinstance(v, Literal) and v.language == t]) for t in LANGUAGES]


def _plain(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return [_joined([str(v) for v in found])]


def _labelled(found: Sequence[Term], ids: Sequence[str], facts: Facts) -> list[str]:
    labels = [[facts.label(v, lang) or "" for v in found] for lang in LANGUAGES]
    return [_joined(ids), *(_joined(row) if any(row) else "" for row in labels)]


def _code(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return _labelled(found, [_id(v, CODES).partition("/")[2] for v in found], facts)


def _thing(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return _labelled(found, [str(v) for v in found], facts)


def _reference(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return _labelled(found, [_id(v, bases[column.kind]) for v in found], facts)


_CELLS: dict[str, Callable[[Column, Sequence[Term], Facts, Mapping[str, str]], list[str]]] = {
    "text": _text,
    "code": _code,
    "thing": _thing,
    **dict.fromkeys(_PLAIN, _plain),
}

STATEMENTS = [
    Field("subject", "url", {"vi": "chủ thể", "en": "subject"}, many=False),
    Field("property", "url", {"vi": "thuộc tính", "en": "property"}, many=False),
    Field("value", "string", {"vi": "giá trị", "en": "value"}, many=False),
    Field("language", "string", {"vi": "ngôn ngữ", "en": "language"}, many=False),
    Field("datatype", "url", {"vi": "kiểu dữ liệu", "en": "datatype"}, many=False),
    Field("graph", "url", {"vi": "đồ thị", "en": "graph"}, many=False),
    Field("source_ids", "string", {"vi": "nguồn", "en": "sources"}, many=True, refers_to="sources"),
]
"""The columns of ``statements.csv``: every statement, the graph that holds it, the source behind it."""


def statements(quads: Sequence[tuple[URIRef, URIRef, Term, URIRef]], facts: Facts) -> Iterator[list[str]]:
    """Yield every statement in the order of the quads, with the sources of its graph."""
    for subject, predicate, value, graph in quads:
        lang = datatype = ""
        if isinstance(value, Literal):
            lang = str(value.language or "")
            datatype = "" if lang else str(value.datatype or XSD.string)
        named = [s for s in facts.origins.get(graph, ()) if VG.Source in facts.values(s, _TYPE)]
        sources = SEPARATOR.join(_id(s, SOURCES) for s in named)
        yield [str(subject), str(predicate), str(value), lang, datatype, str(graph), sources]


_TYPE = URIRef(PREFIXES["rdf"] + "type")


def csv_text(fields: Sequence[Field], lines: Iterator[list[str]]) -> str:
    """Return CSV as RFC 4180 has it, but with LF line ends: a header of names, then the rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([field.name for field in fields])
    writer.writerows(lines)
    return buffer.getvalue()
