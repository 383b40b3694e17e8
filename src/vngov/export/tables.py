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
_NAMES = "persons"
"""The table whose things have a name and no label in each language."""
_PLAIN = ("string", "integer", "boolean", "url", "day", "date")
_OPTIONS = {"path", "as", "one", "set", "title"}


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
    is_value: bool = True


@dataclass(frozen=True)
class Column:
    """One column of the definition: a path, and what stands at its end."""

    name: str
    steps: tuple[Step, ...]
    kind: str
    one: bool
    several: bool
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
    order: tuple[str, ...] = ()
    behind: tuple[Step, ...] = ()

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
    name = column.name + suffix
    yield Field(name, type_, column.titles, many, None, column.property, refers, is_value=kind == "thing")
    if kind == _NAMES:
        titles = {"vi": f"{column.titles['vi']}: họ tên", "en": f"{column.titles['en']}: name"}
        yield Field(f"{column.name}_name", "string", titles, many)
        return
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
        behind = path(about["sources"]) if "sources" in about else ()
        order = tuple(about.get("order", ()))
        tables.append(Table(name, of, about["base"], about["title"], columns, order, behind))
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
    return Column(name, steps, about["as"], bool(about.get("one")), bool(about.get("set")), titles)


def rows(table: Table, tables: Sequence[Table], facts: Facts) -> Iterator[list[str]]:
    """Yield the rows of a table in its order, else sorted by id, each as cells of text."""
    made = list(_rows(table, {t.name: t.base for t in tables}, facts))
    names = [field.name for field in table.fields()]
    keys = [names.index(name) for name in table.order]
    yield from sorted(
        made, key=lambda row: [(row[k].zfill(9) if row[k].isdecimal() else row[k]) for k in keys]
    )


def _rows(table: Table, bases: Mapping[str, str], facts: Facts) -> Iterator[list[str]]:
    for thing in facts.of_class(table.of):
        cells = [_id(thing, table.base), str(thing)]
        for column in table.columns:
            found = facts.follow(thing, column.steps)
            cells += _CELLS.get(column.kind, _reference)(column, found, facts, bases)
        sources = set(facts.sources(thing))
        for origin in facts.follow(thing, table.behind) if table.behind else ():
            if isinstance(origin, URIRef):
                sources |= {origin} if origin.startswith(SOURCES) else set(facts.sources(origin))
        yield [*cells, SEPARATOR.join(_id(source, SOURCES) for source in sorted(sources))]


def _id(thing: Term, base: str) -> str:
    if not str(thing).startswith(base):
        raise ValueError(f"«{thing}» does not begin with {base}")
    return str(thing)[len(base) :]


def _joined(values: Sequence[str]) -> str:
    """Return values in one cell: one as it is, of several each without the separator."""
    return values[0] if len(values) == 1 else SEPARATOR.join(v.replace(SEPARATOR, "/") for v in values)


def _text(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return [_joined([str(v) for v in found if isinstance(v, Literal) and v.language == t]) for t in LANGUAGES]


def _plain(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return [_joined([str(v) for v in found])]


def _date(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    """Return dates; one without a year as in ISO 8601-2, for a spreadsheet would compute ``--05-24``."""
    return [_joined([str(v).replace("--", "XXXX-", 1) if str(v).startswith("--") else str(v) for v in found])]


def _labelled(found: Sequence[Term], ids: Sequence[str], facts: Facts) -> list[str]:
    labels = [[facts.label(v, lang) or "" for v in found] for lang in LANGUAGES]
    return [_joined(ids), *(_joined(row) if any(row) else "" for row in labels)]


def _code(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return _labelled(found, [_id(v, CODES).partition("/")[2] for v in found], facts)


def _thing(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    return _labelled(found, [str(v) for v in found], facts)


def _reference(column: Column, found: Sequence[Term], facts: Facts, bases: Mapping[str, str]) -> list[str]:
    ids = [_id(v, bases[column.kind]) for v in found]
    if column.kind == _NAMES:
        return [_joined(ids), _joined([facts.label(v, "vi") or "" for v in found])]
    return _labelled(found, ids, facts)


_CELLS: dict[str, Callable[[Column, Sequence[Term], Facts, Mapping[str, str]], list[str]]] = {
    "text": _text,
    "code": _code,
    "thing": _thing,
    **dict.fromkeys(_PLAIN, _plain),
    "date": _date,
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


DISAGREEMENTS = [
    Field("table", "string", {"vi": "bảng", "en": "table"}, many=False),
    Field("thing_id", "string", {"vi": "mã", "en": "id"}, many=False),
    Field("column", "string", {"vi": "cột", "en": "column"}, many=False),
    Field("value", "string", {"vi": "giá trị", "en": "value"}, many=False),
    Field("source_ids", "string", {"vi": "nguồn", "en": "sources"}, many=True, refers_to="sources"),
]
"""The columns of ``disagreements.csv``: where one value is usual and sources state several, by source."""


def disagreements(
    tables: Sequence[Table], quads: Sequence[tuple[URIRef, URIRef, Term, URIRef]], facts: Facts
) -> Iterator[list[str]]:
    """Yield a row for each of several values in a column that usually has one, with its sources."""
    bases = {t.name: t.base for t in tables}
    stated: dict[tuple[URIRef, URIRef, Term], set[URIRef]] = {}
    for subject, predicate, value, graph in quads:
        stated.setdefault((subject, predicate, value), set()).update(facts.origins.get(graph, ()))
    for table in tables:
        for column in table.columns:
            if column.property is None or column.one or column.several or column.kind == "text":
                continue
            for thing in facts.of_class(table.of):
                found = facts.values(thing, column.property)
                for value in found if len(found) > 1 else ():
                    cell = _CELLS.get(column.kind, _reference)(column, [value], facts, bases)[0]
                    named = sorted(s for s in stated[thing, column.property, value] if s.startswith(SOURCES))
                    sources = SEPARATOR.join(_id(source, SOURCES) for source in named)
                    yield [table.name, _id(thing, table.base), column.name, cell, sources]


_TYPE = URIRef(PREFIXES["rdf"] + "type")


def csv_text(fields: Sequence[Field], lines: Iterator[list[str]]) -> str:
    """Return CSV as RFC 4180 has it, but with LF line ends: a header of names, then the rows."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([field.name for field in fields])
    writer.writerows(lines)
    return buffer.getvalue()


LISTS = {
    "statements": (
        {"vi": "Mọi phát biểu và nguồn của nó", "en": "Every statement and its source"},
        STATEMENTS,
    ),
    "disagreements": ({"vi": "Chỗ các nguồn nói khác nhau", "en": "Where sources disagree"}, DISAGREEMENTS),
}
"""The files that are no table of one class: their titles and columns."""
