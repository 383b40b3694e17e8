"""Facts: what a store says of things, each value with the graphs that state it, read in batches and kept."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, TypeVar

from rdflib import Literal, URIRef

from .. import queries
from ..store import UNION_GRAPH, Store, Term
from ..terms import DCTERMS, FOAF, ORG, RDF, RDFS, SKOS, VG

Made = TypeVar("Made")
_BATCH = 400
_NAMES = (SKOS.prefLabel, FOAF.name, RDFS.label, DCTERMS.title)


@dataclass(frozen=True)
class Fact:
    """A value of a property of a thing, and the graphs that state it, sorted."""

    thing: URIRef
    property: URIRef
    value: Term
    graphs: tuple[URIRef, ...] = field(compare=False)


@dataclass(frozen=True, order=True)
class Text:
    """A text and the language it is in (empty where it has none)."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Evidence:
    """What stands behind one statement of one graph: stretches of its text, and reasons."""

    spans: tuple[tuple[int, int, str], ...] = ()
    inferred: tuple[Text, ...] = ()
    disputed: tuple[Text, ...] = ()


@functools.cache
def query(name: str) -> str:
    """Return the text of one of the pages' own queries."""
    return resources.files(__package__).joinpath("queries", f"{name}.rq").read_text(encoding="utf-8")


class Facts:
    """A store as pages read it: by thing and property, a few queries for many things at once.

    What was read is kept, up to ``capacity`` things; the store must not change meanwhile.
    """

    def __init__(self, store: Store, capacity: int = 50_000) -> None:
        self.store = store
        self._capacity = capacity
        self._about: OrderedDict[URIRef, Mapping[URIRef, tuple[Fact, ...]]] = OrderedDict()
        self._pointing: OrderedDict[tuple[URIRef, URIRef], tuple[Fact, ...]] = OrderedDict()
        self._evidence: OrderedDict[URIRef, Mapping[tuple[Term, ...], Evidence]] = OrderedDict()
        self._once: dict[tuple[object, ...], Any] = {}
        self._coming: set[Callable[..., object]] = set()

    def once(self, make: Callable[..., Made], *values: Hashable) -> Made:
        """Return ``make(self, *values)``, made when it is first asked for and kept."""
        key = (make, *values)
        if key not in self._once:
            self._once[key] = make(self, *values)
        made: Made = self._once[key]
        return made

    def prepare(self, make: Callable[[Facts], object]) -> None:
        """Begin to make what :meth:`once` is to return, in a thread, and with facts of its own."""

        def work() -> None:
            try:
                self._once[(make,)] = make(Facts(self.store))
            finally:
                self._coming.discard(make)

        self._coming.add(make)
        threading.Thread(target=work, name="prepare", daemon=True).start()

    def is_coming(self, make: Callable[[Facts], object]) -> bool:
        """Return whether something is still being made."""
        return make in self._coming

    def load(self, things: Iterable[URIRef]) -> None:
        """Read everything said of these things, those already read left out."""
        wanted = sorted({t for t in things if t not in self._about})
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            found: dict[URIRef, dict[URIRef, dict[Term, set[URIRef]]]] = {t: {} for t in batch}
            for thing, prop, value, graph in self.rows("about", thing=batch):
                found[thing].setdefault(prop, {}).setdefault(value, set()).add(graph)
            for thing, properties in found.items():
                self._about[thing] = {
                    p: tuple(
                        Fact(thing, p, v, tuple(sorted(g)))
                        for v, g in sorted(values.items(), key=lambda item: _order(item[0]))
                    )
                    for p, values in sorted(properties.items())
                }
        while len(self._about) > self._capacity:
            self._about.popitem(last=False)

    def of(self, thing: URIRef) -> Mapping[URIRef, tuple[Fact, ...]]:
        """Return everything said of a thing, by property; empty if nothing is."""
        if thing not in self._about:
            self.load([thing])
        return self._about[thing]

    def facts(self, thing: URIRef, *properties: URIRef) -> tuple[Fact, ...]:
        """Return the values of a thing's properties, in the order of the properties, then of the values."""
        about = self.of(thing)
        return tuple(f for p in properties for f in about.get(p, ()))

    def values(self, thing: URIRef, *properties: URIRef) -> tuple[Term, ...]:
        """Return the distinct values of a thing's properties."""
        return tuple(dict.fromkeys(f.value for f in self.facts(thing, *properties)))

    def things(self, thing: URIRef, *properties: URIRef) -> tuple[URIRef, ...]:
        """Return the values of a thing's properties that are things, and read what is said of them."""
        found = tuple(v for v in self.values(thing, *properties) if isinstance(v, URIRef))
        self.load(found)
        return found

    def value(self, thing: URIRef, *properties: URIRef) -> Term | None:
        """Return the first value of a thing's properties, or ``None``."""
        return next(iter(self.values(thing, *properties)), None)

    def thing(self, thing: URIRef, *properties: URIRef) -> URIRef | None:
        """Return the first value of a thing's properties that is a thing, or ``None``."""
        return next(iter(self.things(thing, *properties)), None)

    def pointing(self, values: Iterable[URIRef], prop: URIRef) -> tuple[Fact, ...]:
        """Return the statements that point at these things, and read what is said of their subjects."""
        wanted = list(dict.fromkeys(values))
        missing = [v for v in wanted if (v, prop) not in self._pointing]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            found: dict[URIRef, dict[URIRef, set[URIRef]]] = {v: {} for v in batch}
            for value, _, thing, graph in self.rows("pointing", value=batch, property=[prop]):
                found[value].setdefault(thing, set()).add(graph)
            for value, subjects in found.items():
                self._pointing[value, prop] = tuple(
                    Fact(s, prop, value, tuple(sorted(g))) for s, g in sorted(subjects.items())
                )
        facts = tuple(f for v in wanted for f in self._pointing[v, prop])
        while len(self._pointing) > self._capacity:
            self._pointing.popitem(last=False)
        self.load(f.thing for f in facts)
        return facts

    def subjects(self, value: URIRef, *properties: URIRef) -> tuple[URIRef, ...]:
        """Return the things that point at a thing through these properties, sorted for each property."""
        return tuple(dict.fromkeys(f.thing for p in properties for f in self.pointing([value], p)))

    def of_class(self, kind: URIRef) -> tuple[URIRef, ...]:
        """Return every thing of a class, sorted, and read what is said of them."""
        found = tuple(row[0] for row in self.rows("of-class", **{"class": [kind]}))
        self.load(found)
        return found

    def load_evidence(self, things: Iterable[URIRef]) -> None:
        """Read what stands behind the statements about these things, those already read left out."""
        wanted = sorted({t for t in things if t not in self._evidence})
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            found: dict[URIRef, dict[tuple[Term, ...], list[Any]]] = {t: {} for t in batch}
            for thing, prop, value, graph, *rest in self.rows("evidence", thing=batch):
                found[thing].setdefault((prop, value, graph), []).append(rest)
            for thing, claims in found.items():
                self._evidence[thing] = {key: _evidence(rows) for key, rows in claims.items()}
        while len(self._evidence) > self._capacity:
            self._evidence.popitem(last=False)

    def evidence(self, fact: Fact, graph: URIRef) -> Evidence:
        """Return what stands behind a fact in one of its graphs; nothing where only the source is known."""
        if fact.thing not in self._evidence:
            self.load_evidence([fact.thing])
        return self._evidence[fact.thing].get((fact.property, fact.value, graph), Evidence())

    @property
    def is_large(self) -> bool:
        """Return whether the graph has more than a page can tell of at once."""
        return self.once(_is_large)

    def links(self, thing: URIRef) -> list[tuple[URIRef, URIRef]]:
        """Return what points at a thing, property by property: of a large graph 2,000 of it at most."""
        found = self.rows("links-some" if self.is_large else "links", thing=[thing])
        return sorted(found) if self.is_large else list(found)

    def counts(self, thing: URIRef) -> dict[URIRef, int]:
        """Return through which properties a thing is pointed at, and by how many others."""
        return {prop: int(count) for prop, count in self.rows("incoming", thing=[thing])}

    def sizes(self, classes: Iterable[URIRef]) -> dict[URIRef, int]:
        """Return how many things each class has; a class without any is left out."""
        return {kind: int(count) for kind, count in self.rows("sizes", **{"class": classes})}

    def kinds(self, thing: URIRef) -> frozenset[URIRef]:
        """Return the classes of a thing."""
        return frozenset(v for v in self.values(thing, RDF.type) if isinstance(v, URIRef))

    def exists(self, thing: URIRef) -> bool:
        """Return whether anything is said of a thing."""
        return bool(self.of(thing))

    def label(self, thing: URIRef, lang: str) -> Text | None:
        """Return a thing's name by one rule: in ``lang``, else Vietnamese, English, any; or ``None``."""
        return self.text(thing, lang, *_NAMES)

    def text(self, thing: URIRef, lang: str, *properties: URIRef) -> Text | None:
        """Return the text of the first property that has one, in a language by the rule of :meth:`label`."""
        for prop in properties:
            texts = [v for v in self.values(thing, prop) if isinstance(v, Literal)]
            if texts:
                best = min(texts, key=lambda t: (_rank(t.language or "", lang), str(t)))
                return Text(str(best), best.language or "")
        return None

    def rows(self, name: str, **values: Iterable[URIRef]) -> Any:
        """Return the rows of one of the pages' own queries, its parameters bound.

        The graph in which some servers keep the union is left out: it states nothing of its own.
        """
        text = query(name)
        for parameter, terms in values.items():
            text = queries.bind(text, parameter, terms)
        table = self.store.select(text, name)
        if "graph" not in table.columns:
            return table.rows
        place = table.columns.index("graph")
        return tuple(row for row in table.rows if row[place] != UNION_GRAPH)


_LARGE = 5_000


def _is_large(facts: Facts) -> bool:
    return facts.sizes([VG.Decision]).get(VG.Decision, 0) > _LARGE


def _evidence(rows: Iterable[Any]) -> Evidence:
    """Return the rows about one claim as one piece of evidence."""
    listed = list(rows)
    spans = {(int(start), int(end), str(code)) for start, end, code, *_ in listed if code is not None}
    reasons = [
        tuple(sorted({Text(str(row[i]), row[i].language or "") for row in listed if row[i] is not None}))
        for i in (3, 4)
    ]
    return Evidence(tuple(sorted(spans)), *reasons)


def _rank(tag: str, lang: str) -> int:
    order = (lang, "vi", "en", "")
    return order.index(tag) if tag in order else len(order)


def _order(value: Term) -> tuple[int, str, str]:
    """Return a sort key: IRIs first, then literals by text and language."""
    return (
        (0, str(value), "")
        if isinstance(value, URIRef)
        else (1, str(value), getattr(value, "language", None) or "")
    )


def seats(facts: Facts, composition: URIRef) -> tuple[URIRef, ...]:
    """Return the seats of a composition in their order, those without an order last."""
    found = dict.fromkeys((*facts.things(composition, ORG.hasPost), *facts.subjects(composition, ORG.postIn)))
    return tuple(sorted(found, key=lambda seat: (number(facts.value(seat, VG.seatOrder)), seat)))


def number(value: Term | None) -> int:
    """Return a literal as a whole number, or a very large one where there is none, for sorting."""
    return int(value) if value is not None and str(value).isdigit() else 1_000_000
