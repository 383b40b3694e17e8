"""Statements in the making: lines of N-Quads, kept by their subject."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import URIRef

from .text import Term, n3

Lines = dict[URIRef, set[str]]
"""Lines of N-Quads by their subject."""


def say(lines: Lines, subject: URIRef, predicate: URIRef, value: Term, graph: URIRef) -> None:
    """Add one statement to the lines of its subject."""
    written = f"<{value}>" if type(value) is URIRef else n3(value)
    line = f"<{subject}> <{predicate}> {written} <{graph}> .\n"
    if subject in lines:
        lines[subject].add(line)
    else:
        lines[subject] = {line}


def united(every: Iterable[Lines]) -> Lines:
    """Return the lines of several sheets by subject."""
    found: Lines = {}
    for lines in every:
        for subject, own in lines.items():
            found.setdefault(subject, set()).update(own)
    return found


def as_nquads(lines: Lines) -> str:
    """Return lines as sorted N-Quads."""
    return "".join(sorted(line for own in lines.values() for line in own))


def by_subject(nquads: Iterable[str]) -> Lines:
    """Return lines of N-Quads by their subject."""
    found: Lines = {}
    for line in nquads:
        found.setdefault(URIRef(line[1 : line.index(">")]), set()).add(line)
    return found
