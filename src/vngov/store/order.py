"""The order of an answer, made here where the engine would be slow at it.

The engine reads the text of two terms from its files each time that it compares them: to sort 100,000 rows
takes it longer than to find them. A query that ends with ``ORDER BY`` over its own columns is asked without
it, and its rows are sorted as the engine would (SPARQL 1.1 Query, section 15.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rdflib import URIRef

from ..terms import XSD
from .text import Term

_KEY = r"\?\w+|(?:ASC|DESC|STR)\s*\(\s*\?\w+\s*\)"
_LAST = re.compile(rf"^ORDER BY((?:\s+(?:{_KEY}))+)\s*\Z", re.M)
_ONE = re.compile(r"(?:(ASC|DESC|STR)\s*\(\s*)?\?(\w+)")
_NUMBERS = frozenset({XSD.integer, XSD.decimal})
_WHOLE_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_UNBOUND, _IRI = "unbound", "iri"

Row = tuple[Term | None, ...]


@dataclass(frozen=True)
class Order:
    """By which columns an answer is sorted: each with ``ASC``, ``DESC`` or ``STR``."""

    keys: tuple[tuple[str, str], ...]


def split(query: str) -> tuple[str, Order | None]:
    """Return a query without its last clause if that is an ``ORDER BY`` of variables, and the order.

    >>> split("SELECT ?a ?b {?a ?p ?b}\\nORDER BY DESC(?b) ?a")
    ('SELECT ?a ?b {?a ?p ?b}\\n', Order(keys=(('DESC', 'b'), ('ASC', 'a'))))
    """
    found = _LAST.search(query)
    if found is None:
        return query, None
    keys = tuple((how or "ASC", name) for how, name in _ONE.findall(found[1]))
    return query[: found.start()], Order(keys)


def arranged(rows: Sequence[Row], columns: Sequence[str], order: Order) -> list[Row] | None:
    """Return rows in an order, or ``None`` where only the engine knows it: for columns of mixed literals.

    Equal terms must be the same object.
    """
    ranks = []
    for how, name in order.keys:
        at = columns.index(name)
        terms = [row[at] for row in rows]
        ranked = _ranked({id(t): t for t in terms}.values(), as_text=how == "STR")
        if ranked is None:
            return None
        sign = -1 if how == "DESC" else 1
        ranks.append([sign * ranked[id(t)] for t in terms])
    keys = list(zip(*ranks, strict=True))
    return [rows[n] for n in sorted(range(len(rows)), key=keys.__getitem__)]


def _ranked(terms: Iterable[Term | None], *, as_text: bool) -> dict[int, int] | None:
    """Return the rank of each term by its identity; terms that are equal in the order share one."""
    kinds = set() if as_text else {_kind(t) for t in terms}
    if None in kinds or len(kinds - {_IRI, _UNBOUND}) > 1:
        return None
    keyed = sorted(((_key(t, as_text), id(t)) for t in terms), key=lambda pair: pair[0])
    made: dict[int, int] = {}
    rank, before = 0, None
    for key, name in keyed:
        rank += key != before
        made[name], before = rank, key
    return made


def _kind(term: Term | None) -> str | None:
    """Return which terms a term compares with, or ``None`` if only the engine knows."""
    if term is None:
        return _UNBOUND
    if isinstance(term, URIRef):
        return _IRI
    if term.datatype in _NUMBERS:
        return "number"
    if term.datatype == XSD.date and _WHOLE_DAY.match(term):
        return "day"
    is_text = term.datatype is None and term.language is None and not term.startswith("_:")
    return "text" if is_text else None


def _key(term: Term | None, as_text: bool) -> tuple[int, Any]:
    if term is None:
        return (0, "")
    if isinstance(term, URIRef) or as_text:
        return (1, str(term))
    return (2, Decimal(str(term)) if term.datatype in _NUMBERS else str(term))
