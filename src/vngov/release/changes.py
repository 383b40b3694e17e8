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
from ..store import Quad, quads
from ..terms import BASE

GRAPHS = BASE + "graph/"


@dataclass(frozen=True)
class Changes:
    """The differences between the statements of two graphs, apart from those that links derive."""

    added: Sequence[Quad]
    removed: Sequence[Quad]
    changed: Sequence[tuple[Quad, Quad]]
    derived_added: int
    derived_removed: int

    @classmethod
    def between(cls, before: str, after: str) -> Changes:
        """Return the changes from one N-Quads text to another.

        A statement whose subject, property and graph stay, with one value gone and one come, is changed.
        """
        old, new = ({line for line in text.split("\n") if line} for text in (before, after))
        gone, come = (list(quads("\n".join(sorted(lines)) + "\n")) for lines in (old - new, new - old))
        removed, derived_removed = _split(gone)
        added, derived_added = _split(come)
        changed, removed, added = _paired(removed, added)
        return cls(added, removed, changed, derived_added, derived_removed)

    def body(self, before: Version, after: Version) -> dict[str, Any]:
        """Return the changes as they stand in ``changes.json``."""
        counts = {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}
        derived = {"added": self.derived_added, "removed": self.derived_removed}
        return {
            "from": vars(before),
            "to": vars(after),
            "counts": {**counts, "derived": derived},
            "added": [_fact(quad) for quad in self.added],
            "removed": [_fact(quad) for quad in self.removed],
            "changed": [
                {**_fact(old), "value": old[2].n3(), "now": new[2].n3()} for old, new in self.changed
            ],
        }


def first(version: Version, statements: int) -> dict[str, Any]:
    """Return ``changes.json`` of a first release: every fact is new, so none is listed."""
    counts = {"added": statements, "removed": 0, "changed": 0, "derived": {"added": 0, "removed": 0}}
    return {"from": None, "to": vars(version), "counts": counts, "added": [], "removed": [], "changed": []}


def _fact(quad: Quad) -> dict[str, str]:
    subject, predicate, value, graph = quad
    return {"subject": str(subject), "property": str(predicate), "value": value.n3(), "graph": str(graph)}


_DERIVED = (GRAPHS + "inferred/", GRAPHS + "labels", GRAPHS + "evidence")
_VOCABULARY = GRAPHS + "ontology-"


def _split(found: Sequence[Quad]) -> tuple[list[Quad], int]:
    stated = [quad for quad in found if not str(quad[3]).startswith(_DERIVED)]
    return stated, len(found) - len(stated)


def _paired(removed: list[Quad], added: list[Quad]) -> tuple[list[tuple[Quad, Quad]], list[Quad], list[Quad]]:
    slots: dict[tuple[URIRef, URIRef, URIRef], tuple[list[Quad], list[Quad]]] = defaultdict(lambda: ([], []))
    for side, found in enumerate((removed, added)):
        for quad in found:
            slots[quad[0], quad[1], quad[3]][side].append(quad)
    pairs = [(old[0], new[0]) for old, new in slots.values() if len(old) == len(new) == 1]
    taken = {quad for pair in pairs for quad in pair}
    return sorted(pairs), [q for q in removed if q not in taken], [q for q in added if q not in taken]


def losses(changes: Changes, after: str, allowed: Iterable[str]) -> list[Finding]:
    """Return a finding for each thing that loses facts which ``allowed`` does not name.

    A name is the IRI of a thing, its end (``seat/x``), or the id of a source all of whose facts may go. A
    vocabulary loses something only where a whole term goes: its wording may change.

    :raises UsageError: if a name is that of nothing that the release loses.
    """
    kept = {subject for subject, _, _, graph in quads(after) if str(graph).startswith(_VOCABULARY)}
    lost: dict[URIRef, list[Quad]] = defaultdict(list)
    for quad in changes.removed:
        if not (str(quad[3]).startswith(_VOCABULARY) and quad[0] in kept):
            lost[quad[0]].append(quad)
    names = set(_names(allowed))
    known = {name for thing, gone in lost.items() for name in _known_as(thing, gone)}
    for name in sorted(names - known):
        hint = suggest(name, known) or "; it names what may go only where something goes"
        raise UsageError(f"--allow-removals: the release loses nothing of «{name}»{hint}")
    findings = []
    for thing, gone in sorted(lost.items()):
        left = [quad for quad in gone if not names & _known_as(thing, [quad])]
        if left:
            sources = sorted({_source(quad) for quad in left})
            what = f"loses {len(left)} fact{'s' if len(left) > 1 else ''}"
            place = Place(_short(thing))
            findings.append(Finding(place, ", ".join(sources), what, rule="release-loses-facts"))
    return findings


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
            lines = Path(name[1:]).read_text(encoding="utf-8").split("\n")
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
        return f"first release: {counts['added']:,} statements"
    since = body["from"]["version"]
    return (
        f"since {since}: {counts['added']:,} facts added, {counts['removed']:,} removed, "
        f"{counts['changed']:,} changed"
    )
