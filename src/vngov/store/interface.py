"""What every store offers: a table for a SELECT, triples for a CONSTRUCT."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .text import Term, Triple


@dataclass(frozen=True)
class Table:
    """An answer: column names, and rows of RDF terms (``None`` where unbound)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


class Store(Protocol):
    """What answers SPARQL queries."""

    def select(self, query: str, name: str = "query") -> Table:
        """Return the rows of a SELECT query, or one row ``result`` of an ASK query."""
        ...

    def construct(self, query: str, name: str = "query") -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        ...
