"""Pairs: which seat stands beside which, which mandate beside which, and by what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib import URIRef

from ...terms import VG
from ..facts import Facts
from .compositions import Seat, Task

STEPS: Mapping[str, Callable[[Seat, Seat], bool]] = {
    "office": lambda a, b: bool(set(a.offices) & set(b.offices)),
    "office-pattern": lambda a, b: bool(a.office_patterns & b.office_patterns),
    "organisation": lambda a, b: bool(set(a.bodies) & set(b.bodies)),
    "organisation-pattern": lambda a, b: bool(a.body_patterns & b.body_patterns),
    "sector": lambda a, b: bool(a.sectors & b.sectors),
}
"""What two seats may have in common, the nearest first; each stands beside one other at most."""


@dataclass(frozen=True)
class SeatPair:
    """Two seats beside each other, or one alone; ``by`` is what they have in common."""

    a: Seat | None
    b: Seat | None
    by: str = ""

    @property
    def verdict(self) -> str:
        """Return same, role, office, sector, only-a or only-b."""
        if self.a is None or self.b is None:
            return "only-a" if self.b is None else "only-b"
        if self.by.startswith("office"):
            return "same" if set(self.a.roles) & set(self.b.roles) else "role"
        return "sector" if self.by == "sector" else "office"

    @property
    def role_differs(self) -> bool:
        """Return whether the two have no role in common."""
        return self.a is not None and self.b is not None and not set(self.a.roles) & set(self.b.roles)


@dataclass(frozen=True)
class TaskPair:
    """Two mandates beside each other, or one alone.

    ``match`` is the alignment that the graph holds between them, if any; ``functions`` and ``topics`` are
    those that they share.
    """

    a: Task | None
    b: Task | None
    functions: frozenset[URIRef] = frozenset()
    topics: frozenset[URIRef] = frozenset()
    match: URIRef | None = None

    @property
    def verdict(self) -> str:
        """Return same, overlap (a match or a shared function), topic (topics only), only-a or only-b."""
        if self.a is None or self.b is None:
            return "only-a" if self.b is None else "only-b"
        same = self.a.functions == self.b.functions and self.a.topics == self.b.topics
        return "same" if same else "overlap" if self.match or self.functions else "topic"


def seats(left: Sequence[Seat], right: Sequence[Seat]) -> tuple[SeatPair, ...]:
    """Return two lists of seats aligned, in the order of the left; what only the right has follows."""
    beside: dict[URIRef, tuple[Seat, str]] = {}
    waiting = list(right)
    for by, fits in STEPS.items():
        for same_role in (True, False):
            for seat in left:
                if seat.seat in beside:
                    continue
                other = next(
                    (
                        o
                        for o in waiting
                        if fits(seat, o) and (not same_role or set(seat.roles) & set(o.roles))
                    ),
                    None,
                )
                if other is not None:
                    beside[seat.seat] = (other, by)
                    waiting.remove(other)
    own = (SeatPair(s, *beside[s.seat]) if s.seat in beside else SeatPair(s, None) for s in left)
    return (*own, *(SeatPair(None, seat) for seat in waiting))


def tasks(facts: Facts, left: Sequence[Task], right: Sequence[Task]) -> tuple[TaskPair, ...]:
    """Return two lists of mandates aligned: each beside the one elsewhere that it comes nearest to, if any.

    Nearest is one that the graph aligns it with, then one that shares a function and the more topics, then
    one that shares topics. Several may come nearest to the same one.
    """
    aligned = alignments(facts, [t.mandate for t in (*left, *right)])
    scores = {(a, b): _nearness(a, b, aligned) for a in left for b in right}
    kept: dict[tuple[Task, Task], None] = {}
    for a in left:
        kept.update(_best(scores, [(a, b) for b in right]))
    for b in right:
        kept.update(_best(scores, [(a, b) for a in left]))
    place = {task: n for n, task in enumerate((*left, *right))}
    pairs = sorted(kept, key=lambda p: (place[p[0]], place[p[1]]))
    rows: list[TaskPair] = []
    for a in left:
        found = [b for x, b in pairs if x == a]
        rows += [_pair(a, b, aligned) for b in found] or [TaskPair(a, None)]
    taken = {b for _, b in pairs}
    return (*rows, *(TaskPair(None, b) for b in right if b not in taken))


def _best(
    scores: Mapping[tuple[Task, Task], float], rivals: Sequence[tuple[Task, Task]]
) -> dict[tuple[Task, Task], None]:
    """Return the first of the rivals that none is nearer than, if it is near at all."""
    best = max(rivals, key=lambda pair: scores[pair], default=None)
    return {best: None} if best is not None and scores[best] > 0 else {}


def _nearness(a: Task, b: Task, aligned: Mapping[tuple[URIRef, URIRef], URIRef]) -> float:
    shared = len(a.topics & b.topics)
    if (a.mandate, b.mandate) in aligned:
        return 10 + shared
    if not shared:
        return 0
    return shared / len(a.topics | b.topics) + (2 if a.functions & b.functions else 0)


def _pair(a: Task, b: Task, aligned: Mapping[tuple[URIRef, URIRef], URIRef]) -> TaskPair:
    return TaskPair(a, b, a.functions & b.functions, a.topics & b.topics, aligned.get((a.mandate, b.mandate)))


def alignments(facts: Facts, mandates: Iterable[URIRef]) -> dict[tuple[URIRef, URIRef], URIRef]:
    """Return the match that the graph holds between mandates, in both directions."""
    made: dict[tuple[URIRef, URIRef], URIRef] = {}
    for fact in facts.pointing(mandates, VG.alignsFrom):
        match = facts.thing(fact.thing, VG.matchType)
        for other in facts.things(fact.thing, VG.alignsTo):
            if match is not None and isinstance(fact.value, URIRef):
                made[fact.value, other] = made[other, fact.value] = match
    return made


def tally(pairs: Iterable[SeatPair | TaskPair]) -> dict[str, int]:
    """Return how many pairs there are of each verdict, in reading order, none left out."""
    found = Counter(pair.verdict for pair in pairs)
    order = ("same", "role", "office", "sector", "overlap", "topic", "only-a", "only-b")
    return {verdict: found[verdict] for verdict in order if found[verdict]}
