"""A mapping that slips where a record's note asks for it, so that what is well written can break a shape.

The reader lets hardly any record break a shape: what shapes see is what the mapping makes. «drop vg:role» in
a note loses what the record says by a property, or that a thing is of a class; «twice» says it with another
value too, «wrong» with that alone. The streamed build and the plain one slip alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from rdflib import Graph

from vngov import resources
from vngov.build import graphs
from vngov.records.document import Document
from vngov.records.reader import Entry
from vngov.records.registry import Registries
from vngov.store import by_subject
from vngov.terms import PROV, RDF, SH
from vngov.vocabulary import Codes

HOW = ("drop", "twice", "wrong")
_ASKED = re.compile(r"; (drop|twice|wrong) <([^>]+)>")
_RIGHT = graphs.part
_TYPE = f"<{RDF.type}>"


def names() -> list[str]:
    """Return every property and class of the shapes; that a source is said of all is no shape's matter."""
    found = set()
    for name in ("shapes", "advice"):
        graph = Graph().parse(resources.folder("ontology") / f"{name}.ttl")
        for predicate in (SH.path, SH["class"], SH.targetClass):
            found |= {str(term) for term in graph.objects(None, predicate)}
    return sorted(found - {str(PROV.wasDerivedFrom), str(PROV.wasGeneratedBy)})


def asked(text: str, how: str, name: str) -> str:
    """Return a record's text with a note that asks for a slip; one without a note stays as it is."""
    return text.replace("Nothing in it is a fact", f"Nothing in it is a fact; {how} <{name}>", 1)


def unasked(text: str) -> str:
    """Return a record's text with a note that asks for nothing."""
    return _ASKED.sub("", text)


def part(
    entry: Entry, registries: Registries, documents: Mapping[str, Document], codes: Codes
) -> graphs.Part:
    """Return what a record says, with the slips that its note asks for."""
    made = _RIGHT(entry, registries, documents, codes)
    wanted = _ASKED.findall(str(entry.document.data.get("note")))
    for sheet in (made.sheet, *made.things.sheets.values()) if wanted else ():
        lines = {line for own in sheet.lines.values() for line in own}
        for how, name in wanted:
            lines = _slipped(lines, how, f"<{name}>")
        sheet.lines = by_subject(lines)
    return made


def _slipped(lines: set[str], how: str, name: str) -> set[str]:
    """Return lines of N-Quads after a slip at a property or a class."""
    found = set()
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        cut = rest.rindex(" <")
        value, graph = rest[:cut], rest[cut:]
        hit = predicate == name or (predicate == _TYPE and value == name)
        if not hit or how == "twice":
            found.add(line)
        if hit and how != "drop" and predicate != _TYPE:
            other = f"{value[:-1]}-x>" if value[0] == "<" else '"?"'
            found.add(f"{subject} {predicate} {other}{graph}")
    return found


@pytest.fixture(scope="module")
def slipping() -> Iterator[None]:
    """Have both builds map as this module does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vngov.build.graphs.part", part)
        patch.setattr("vngov.stream.block.part", part)
        yield
