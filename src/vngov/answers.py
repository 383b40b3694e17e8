"""Answers: a query of the library, run on a store, with labels in the reader's language."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rdflib import Literal, URIRef

from .errors import MissingExtraError
from .queries import Query, bind
from .store import Store, Table, Term
from .terms import curie

if TYPE_CHECKING:
    import pandas

LANGUAGES = ("vi", "en")
_LABELS = """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label WHERE {
  VALUES ?thing { UNDEF }
  ?thing skos:prefLabel|foaf:name ?label .
}"""
_BATCH = 500


class Labels(Mapping[URIRef, str]):
    """The labels of things, read from their store when the first of them is asked for."""

    def __init__(self, store: Store, things: Iterable[URIRef], lang: str) -> None:
        self._store, self._things, self._lang = store, things, lang

    @functools.cached_property
    def _read(self) -> dict[URIRef, str]:
        return labels_of(self._store, set(self._things), self._lang)

    def __getitem__(self, thing: URIRef) -> str:
        """Return the label of a thing."""
        return self._read[thing]

    def __iter__(self) -> Iterator[URIRef]:
        """Yield the things that have a label."""
        return iter(self._read)

    def __len__(self) -> int:
        """Return how many things have a label."""
        return len(self._read)


@dataclass(frozen=True)
class Answer:
    """An answer with labels: rows of terms, and a label for each IRI in them."""

    query: Query
    table: Table
    labels: Mapping[URIRef, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column names."""
        return self.table.columns

    def rows(self) -> list[dict[str, Term | None]]:
        """Return the rows as RDF terms by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.table.rows]

    def shown(self, term: Term | None) -> str:
        """Return a term as people read it: its label, its value, or its short IRI."""
        if term is None:
            return ""
        if isinstance(term, URIRef):
            return self.labels.get(term) or curie(term)
        return str(term)

    def plain(self) -> list[dict[str, Any]]:
        """Return the rows as plain values: for each IRI its id, and its label in ``<column>_label``."""
        linked = self._linked()
        rows = []
        for row in self.table.rows:
            values: dict[str, Any] = {}
            for column, term in zip(self.columns, row, strict=True):
                values[column] = _value(term)
                if column in linked:
                    values[f"{column}_label"] = self.labels.get(term) if isinstance(term, URIRef) else None
            rows.append(values)
        return rows

    def dataframe(self) -> pandas.DataFrame:
        """Return the rows as a pandas DataFrame, one column a variable plus its labels.

        :raises MissingExtraError: if pandas is not installed.
        """
        try:
            import pandas  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise MissingExtraError("a DataFrame", "pandas") from error
        linked = self._linked()
        names = [n for c in self.columns for n in ([c, f"{c}_label"] if c in linked else [c])]
        return pandas.DataFrame(self.plain(), columns=names)

    def _linked(self) -> set[str]:
        return {
            c
            for i, c in enumerate(self.columns)
            if any(isinstance(r[i], URIRef) and r[i] in self.labels for r in self.table.rows)
        }


def _value(term: Term | None) -> Any:
    if isinstance(term, Literal):
        value = term.toPython()
        return value if isinstance(value, (bool, int, float)) else str(term)
    return None if term is None else str(term)


def ask(store: Store, query: Query, values: Mapping[str, str] | None = None, lang: str = "vi") -> Answer:
    """Return the answer to a query of the library, labelled in ``lang`` (then the other, then any).

    :raises UsageError: for an unknown parameter or a value of the wrong type.
    """
    return label(store, query, store.select(query.bind(values or {}), query.name), lang)


def label(store: Store, query: Query, table: Table, lang: str = "vi") -> Answer:
    """Return a table with the labels of its IRIs."""
    things = (t for row in table.rows for t in row if isinstance(t, URIRef))
    return Answer(query, table, Labels(store, things, lang))


def labels_of(store: Store, things: Iterable[URIRef], lang: str) -> dict[URIRef, str]:
    """Return one label per thing: in ``lang``, else Vietnamese, else English, else any; never at random."""
    order = {tag: rank for rank, tag in enumerate(dict.fromkeys((lang, *LANGUAGES)))}
    best: dict[URIRef, tuple[int, str]] = {}
    wanted = sorted(t for t in things if t.startswith("https://w3id.org/vngov/"))
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        for thing, text in store.select(bind(_LABELS, "thing", batch), "labels").rows:
            if isinstance(thing, URIRef) and isinstance(text, Literal):
                found = (order.get(str(text.language), len(order)), str(text))
                best[thing] = min(found, best.get(thing, found))
    return {thing: text for thing, (_, text) in best.items()}
