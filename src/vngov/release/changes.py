"""What changed between two releases: facts added, removed, changed; and which losses nobody has allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import URIRef

from ..errors import Finding, Place, UsageError, suggest
from ..export.edition import Version
from ..store import Quad, n3, quads
from ..terms import BASE, RDF, VG

GRAPHS = BASE + "graph/"


@dataclass(frozen=True)
class Count:
    """How many statements came, and how many went."""

    added: int
    removed: int


@dataclass(frozen=True)
class Changes:
    """The differences between the statements of two graphs.

    What links derive and how claims are written changes with every correction: that is counted, not listed.
    """

    added: Sequence[Quad]
    removed: Sequence[Quad]
    changed: Sequence[tuple[Quad, Quad]]
    derived: Count
    evidence: Count

    @classmethod
    def between(cls, before: str, after: str) -> Changes:
        """Return the changes from one N-Quads text to another.

        A statement whose subject, property and graph stay, with one value gone and one come, is changed.
        """
        old, new = ({line for line in text.split("\n") if line} for text in (before, after))
        gone, come = (list(quads("\n".join(sorted(lines)) + "\n")) for lines in (old - new, new - old))
        changed, removed, added = _paired(_stated(gone), _stated(come))
        derived, evidence = (
            Count(*(sum(str(quad[3]).startswith(graph) for quad in found) for found in (come, gone)))
            for graph in (_DERIVED, _EVIDENCE)
        )
        return cls(added, removed, changed, derived, evidence)

    def body(self, before: Version, after: Version) -> dict[str, Any]:
        """Return the changes as they stand in ``changes.json``."""
        counts = {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}
        apart = {"derived": vars(self.derived), "evidence": vars(self.evidence)}
        return {
            "from": vars(before),
            "to": vars(after),
            "counts": {**counts, **apart},
            "added": [_fact(quad) for quad in self.added],
            "removed": [_fact(quad) for quad in self.removed],
            "changed": [{**_fact(old), "value": n3(old[2]), "now": n3(new[2])} for old, new in self.changed],
        }


def first(version: Version, nquads: str) -> dict[str, Any]:
    """Return ``changes.json`` of a first release: every fact is new, so none is listed."""
    body = Changes.between("", nquads).body(version, version)
    return {**body, "from": None, "added": []}


def _fact(quad: Quad) -> dict[str, str]:
    subject, predicate, value, graph = quad
    return {"subject": str(subject), "property": str(predicate), "value": n3(value), "graph": str(graph)}


_DERIVED = GRAPHS + "inferred/"
_LABELS, _EVIDENCE = GRAPHS + "labels", GRAPHS + "evidence"
_VOCABULARY = GRAPHS + "ontology-"


def _stated(found: Iterable[Quad]) -> list[Quad]:
    return [quad for quad in found if not str(quad[3]).startswith((_DERIVED, _EVIDENCE))]


def _paired(removed: list[Quad], added: list[Quad]) -> tuple[list[tuple[Quad, Quad]], list[Quad], list[Quad]]:
    slots: dict[tuple[URIRef, URIRef, URIRef], tuple[list[Quad], list[Quad]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate((removed, added)):
        for quad in found:
            slots[quad[0], quad[1], quad[3]][side].append(quad)
    pairs = [(old[0], new[0]) for old, new in slots.values() if len(old) == len(new) == 1]
    taken = {quad for pair in pairs for quad in pair}
    return sorted(pairs), [q for q in removed if q not in taken], [q for q in added if q not in taken]


def losses(changes: Changes, before: str, after: str, allowed: Iterable[str]) -> list[Finding]:
    """Return a finding for each thing that loses facts, or their evidence, which ``allowed`` does not name.

    A name is the IRI of a thing, its end (``seat/x``), or the id of a source all of whose facts may go. A
    vocabulary loses something only where a whole term goes: its wording may change. A label may go with the
    facts of its thing.

    :raises UsageError: if a name is that of nothing that the release loses.
    """
    kept: dict[str, set[URIRef]] = defaultdict(set)
    for subject, _, _, graph in quads(after):
        kept["vocabulary" if str(graph).startswith(_VOCABULARY) else "data"].add(subject)
    lost: dict[URIRef, list[Quad]] = defaultdict(list)
    for quad in (*changes.removed, *_unsupported(before, after), *_links_gone(before, after)):
        name = str(quad[3])
        reworded = name.startswith(_VOCABULARY) and quad[0] in kept["vocabulary"]
        if not reworded and not (name == _LABELS and quad[0] not in kept["data"]):
            lost[quad[0]].append(quad)
    names = set(_names(allowed))
    known = {name for thing, gone in lost.items() for name in _known_as(thing, gone)}
    for name in sorted(names - known):
        hint = suggest(name, known) or "; it names what may go only where something goes"
        raise UsageError(f"--allow-removals: the release loses nothing of «{name}»{hint}")
    findings = []
    for thing, gone in sorted(lost.items()):
        allowed_too = bool(names & _known_as(thing, (q for q in gone if str(q[3]) != _LABELS)))
        left = [
            quad
            for quad in gone
            if not names & _known_as(thing, [quad]) and not (allowed_too and str(quad[3]) == _LABELS)
        ]
        if left:
            sources = sorted({_source(quad) for quad in left if str(quad[3]) != _LABELS}) or ["labels"]
            what = f"loses {len(left)} fact{'s' if len(left) > 1 else ''}"
            place = Place(_short(thing))
            findings.append(Finding(place, ", ".join(sources), what, rule="release-loses-facts"))
    return findings


def _supported(nquads: str) -> set[Quad]:
    """Return the statements for which a claim gives evidence, each in the graph of its source."""
    parts: dict[URIRef, dict[URIRef, Any]] = defaultdict(dict)
    for subject, predicate, value, graph in quads(nquads):
        if str(graph) == _EVIDENCE:
            parts[subject][predicate] = value
    keys = (RDF.subject, RDF.predicate, RDF.object, VG.claimIn)
    return {tuple(said[key] for key in keys) for said in parts.values() if all(key in said for key in keys)}


def _unsupported(before: str, after: str) -> list[Quad]:
    """Return the statements that still stand, and have lost all evidence that they had."""
    bare = _supported(before) - _supported(after)
    return [quad for quad in quads(after) if quad in bare] if bare else []


def _links_gone(before: str, after: str) -> list[Quad]:
    """Return the statements of the graphs of links that are there no more at all."""
    remaining = {graph for _, _, _, graph in quads(after)}
    old = (quad for quad in quads(before) if str(quad[3]).startswith(_DERIVED))
    return [quad for quad in old if quad[3] not in remaining]


def sources_of(findings: Iterable[Finding]) -> list[str]:
    """Return the sources whose facts the findings of :func:`losses` speak of."""
    return sorted({name for finding in findings for name in finding.path.split(", ")})


def _names(allowed: Iterable[str]) -> Iterable[str]:
    """Yield the names that the option gives, those in files (``@FILE``, one a line) among them."""
    for name in allowed:
        if not name.startswith("@"):
            yield name
            continue
        try:
            lines = Path(name[1:]).read_text(encoding="utf-8-sig").split("\n")
        except (OSError, ValueError) as error:
            raise UsageError(f"--allow-removals: {name[1:]} cannot be read ({error})") from error
        yield from (line.strip() for line in lines if line.strip())


def _known_as(thing: URIRef, gone: Iterable[Quad]) -> set[str]:
    return {str(thing), _short(thing), *(_source(quad) for quad in gone)}


def _short(thing: URIRef) -> str:
    return str(thing).removeprefix(BASE + "id/").removeprefix(BASE)


def _source(quad: Quad) -> str:
    return str(quad[3]).removeprefix(GRAPHS)


def tally(body: Mapping[str, Any]) -> str:
    """Return one line on the changes that ``changes.json`` lists."""
    counts = body["counts"]
    if body["from"] is None:
        return f"first release: {counts['added']:,} facts, {counts['derived']['added']:,} links"
    since = body["from"]["version"]
    derived = counts["derived"]
    return (
        f"since {since}: {counts['added']:,} facts added, {counts['removed']:,} removed, "
        f"{counts['changed']:,} changed; {derived['added']:,} links added, {derived['removed']:,} removed"
    )
