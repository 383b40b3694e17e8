"""Search over names in every language, alternative names and numbers, forgiving missing marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef

from ...terms import BASE, ELI, FOAF, SKOS, VG
from ..facts import Facts
from ..view import View
from .fold import fold

KINDS: Mapping[str, URIRef] = {
    "committees": VG.Committee,
    "decisions": VG.Decision,
    "organisations": VG.Organization,
    "positions": VG.Position,
    "places": VG.AdministrativeUnit,
    "people": FOAF.Person,
    "topics": SKOS.Concept,
    "sources": VG.Source,
    "mandates": VG.Mandate,
}
"""What can be found, by the key of its name among the pages' words, in the order of equal hits."""

_MOST_LETTERS = 100
_SUGGESTED = 10
_LISTED = 50


@dataclass(frozen=True)
class Named:
    """A thing with its kind and its names, folded; the first are those it goes by."""

    thing: URIRef
    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A thing found; ``rank`` is 0 for a whole name, then its beginning, all words, any word."""

    rank: int
    named: Named


def index(facts: Facts) -> tuple[Named, ...]:
    """Return everything that can be found, by one query over names."""
    kinds = {kind: name for name, kind in KINDS.items()}
    found: dict[URIRef, tuple[str, dict[str, None]]] = {}
    for thing, kind, prop, name in facts.rows("names", **{"class": KINDS.values()}):
        if kind == SKOS.Concept and not thing.startswith(f"{BASE}code/topic/"):
            continue
        if isinstance(name, Literal):
            held = found.setdefault(thing, (kinds[kind], {}))[1]
            held[fold(str(name))] = None
            if prop == ELI.id_local:
                held[fold(str(name)).partition("/")[0]] = None
    order = list(KINDS)
    made = [Named(thing, kind, tuple(names)) for thing, (kind, names) in found.items()]
    return tuple(sorted(made, key=lambda n: (order.index(n.kind), n.thing)))


def find(names: Iterable[Named], question: str) -> list[Hit]:
    """Return what a question finds: whole names, then their beginnings, all of its words, any of them."""
    asked = fold(question[:_MOST_LETTERS])
    words = asked.split()
    if not words:
        return []
    ranked = ((_rank(named.names, asked, words), n, named) for n, named in enumerate(names))
    kept = sorted((rank, n, named) for rank, n, named in ranked if rank is not None)
    if any(rank < (3,) for rank, _, _ in kept):
        kept = [k for k in kept if k[0] < (3,)]
    return [Hit(int(rank[0]), named) for rank, _, named in kept]


def _rank(names: Sequence[str], asked: str, words: Sequence[str]) -> tuple[float, ...] | None:
    """Return how well names answer: in which way the best of them does, then how long it is."""
    best: tuple[float, ...] | None = None
    for name in names:
        if name == asked:
            return (0, 0)
        if name.startswith(asked):
            rank: tuple[float, ...] = (1, len(name))
        else:
            starts = [f" {word}" in f" {name}" for word in words]
            if all(starts):
                rank = (2, len(name))
            elif len(words) > 1 and any(starts):
                rank = (3, -sum(starts), len(name))
            else:
                continue
        best = rank if best is None or rank < best else best
    return best


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the search page, the hits by kind, the best kind first."""
    asked = " ".join(view.asked.get("q", "")[:_MOST_LETTERS].split())
    hits = find(view.facts.once(index), asked)
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.named.kind, []).append(hit)
    return "explore/search.html", {
        "asked": asked,
        "count": len(hits),
        "groups": dict(sorted(groups.items(), key=lambda g: (g[1][0].rank, list(KINDS).index(g[0])))),
        "most": _LISTED,
        "listable": ("committees", "decisions", "organisations", "places", "topics", "sources"),
    }


def suggest(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the ten best hits as the island ``suggest`` reads them."""
    hits = find(view.facts.once(index), view.asked.get("q", ""))[:_SUGGESTED]
    view.facts.load(hit.named.thing for hit in hits)
    items = [
        {
            "label": view.label(hit.named.thing).text,
            "href": view.to(hit.named.thing),
            "kind": view.w(f"found-{hit.named.kind}"),
        }
        for hit in hits
    ]
    return "document.json", {"document": {"items": items}}
