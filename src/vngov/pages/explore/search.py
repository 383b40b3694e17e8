"""Search over names in every language, alternative names and numbers, forgiving missing marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rdflib import Literal, URIRef

from ...store import EmbeddedStore
from ...terms import BASE, ELI, FOAF, SKOS, VG
from ..facts import Facts
from ..view import View
from .fold import fold
from .lookup import Lookup, Name

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
_WORTH_KEEPING = 50_000
"""The index of the names of fewer things is made faster than it would be read."""


@dataclass(frozen=True)
class Named:
    """A thing with its kind."""

    thing: URIRef
    kind: str


@dataclass(frozen=True)
class Hit:
    """A thing found; ``rank`` is 0 for a whole name, then its beginning, all words, any word."""

    rank: int
    named: Named


def index(facts: Facts) -> Lookup:
    """Return an index of everything that can be found: beside a large store in a file, else in memory."""
    store = facts.store
    if not isinstance(store, EmbeddedStore) or store.folder is None:
        return Lookup.make(names(facts))
    if sum(facts.sizes(KINDS.values()).values()) < _WORTH_KEEPING:
        return Lookup.make(names(facts))
    path, stamp = store.folder.parent / "names.sqlite", store.stamp
    return Lookup.kept(path, stamp) or Lookup.keep(names(facts), path, stamp)


def names(facts: Facts) -> list[Name]:
    """Return the names of everything that can be found, kind by kind."""
    found: dict[tuple[int, str], dict[str, None]] = {}
    for number, kind in enumerate(KINDS.values()):
        for thing, _, prop, name in facts.rows("names", **{"class": [kind]}):
            if kind == SKOS.Concept and not thing.startswith(f"{BASE}code/topic/"):
                continue
            if isinstance(name, Literal):
                held = found.setdefault((number, str(thing)), {})
                held[fold(str(name))] = None
                if prop == ELI.id_local:
                    held[fold(str(name)).partition("/")[0]] = None
    return [(thing, number, name) for (number, thing), held in sorted(found.items()) for name in held]


def find(lookup: Lookup, question: str) -> list[Hit]:
    """Return what a question finds: whole names, then their beginnings, all of its words, any of them."""
    asked = fold(question[:_MOST_LETTERS])
    words = asked.split()
    if not words:
        return []
    best: dict[tuple[int, str], tuple[float, ...]] = {}
    for candidates in (lookup.all, lookup.any):
        for thing, kind, name in candidates(words):
            rank = _rank([name], asked, words)
            key = (kind, thing)
            if rank is not None and (key not in best or rank < best[key]):
                best[key] = rank
        if best or len(words) == 1:
            break
    kinds = list(KINDS)
    kept = sorted((rank, key) for key, rank in best.items())
    return [Hit(int(rank[0]), Named(URIRef(thing), kinds[kind])) for rank, (kind, thing) in kept]


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
    if asked and view.facts.is_coming(index):
        return "explore/waiting.html", {"asked": asked, "status": 503}
    hits = find(view.facts.once(index), asked) if asked else []
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
    if view.facts.is_coming(index):
        return "document.json", {"document": {"items": []}, "status": 503}
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
