"""The national bodies: what every neighbourhood sees of them, and what that gives by itself.

They change seldom and concern all. What they give is kept, and made anew when something is marked that it was
made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..terms import BASE, DCTERMS, PROV, VG
from .cache import Cache
from .facts import asked
from .intake import hash_of
from .neighbourhood import CORE, Ground, Neighbourhood, gather, linked, looked_up
from .setting import Setting

_SHARED = re.compile(
    f"<{BASE}(?:eli/vn/|graph/|id/(?:composition|mandate|effect|committee|source|claim|period)/)"
)
IN_ONE_GRAPH = {f"<{p}>" for p in (VG.constitutedBy, PROV.wasDerivedFrom, DCTERMS.issued)}
"""What a linking query asks for within one graph; of all else it does not matter which record says it."""
_ANYWHERE = f"<{BASE}graph/anywhere>"
_VOTES = ('"numbers"', '"days"', '"publisher"')


@dataclass(frozen=True)
class Hub:
    """The national committees and all decisions on them, by key, and what they give to all."""

    keys: frozenset[str]
    ground: Ground
    seen: frozenset[str]
    """The keys whose facts it is made of."""
    state: str
    """The digest of what else it is made of."""


def hub_of(cache: Cache, setting: Setting, ontology: str) -> Hub:
    """Return the hub; if it is made anew, keep what it gives, and mark all that sees it differently."""
    state = hash_of([ontology, *sorted(setting.national), *(query.text for query in setting.links)])
    kept = cache.kept("hub")
    if isinstance(kept, Hub) and kept.state == state and kept.seen.isdisjoint(cache.marked("key")):
        return kept
    keys = _keys(cache, setting.national)
    lines, votes = _shared(cache, keys)
    lines += "".join(line for line in ontology.splitlines(keepends=True) if asked(line, setting.wanted))
    found = gather(cache, tuple(sorted(keys)))
    parts = _own(Ground(setting.links, lines, votes, frozenset()), found)
    known = frozenset(line for text in parts.values() for line in text.splitlines(keepends=True))
    seen = frozenset(keys | looked_up(found.texts))
    made = Hub(frozenset(keys), Ground(setting.links, lines, votes, known), seen, state)
    local = hash_of([lines, *votes, *sorted(keys), *(query.text for query in setting.links)])
    with cache.step():
        cache.keep(f"n:{CORE}", parts, {}, ())
        if cache.meta("hubs") != local:
            cache.run("INSERT OR IGNORE INTO dirty SELECT DISTINCT 'key', name FROM fact")
            cache.note("hubs", local)
        cache.keep_value("hub", made)
    return made


def _keys(cache: Cache, committees: Iterable[str]) -> set[str]:
    """Return the keys of the national committees and of every decision on one of them."""
    national = {f"committee/{name}" for name in committees}
    found = set(national)
    for name in national:
        near = cache.rows(
            "SELECT other FROM tie WHERE one = ? UNION SELECT one FROM tie WHERE other = ?", name, name
        )
        found |= {other for (other,) in near if other.startswith("decision/")}
    return found


def _shared(cache: Cache, hub: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the facts of the hubs that others need: lines, and votes for numbers and dates."""
    lines: set[str] = set()
    votes: set[str] = set()
    for name in sorted(hub):
        for text in cache.facts(name):
            for line in text.splitlines(keepends=True):
                if line[0] == "[":
                    if any(vote in line for vote in _VOTES):
                        votes.add(line)
                elif _SHARED.match(line):
                    lines.add(_anywhere(line))
    return "".join(sorted(lines)), tuple(sorted(votes))


def _anywhere(line: str) -> str:
    """Return a statement in a graph that stands for all: thousands of records say what they cite."""
    subject, predicate, rest = line.split(" ", 2)
    if predicate in IN_ONE_GRAPH:
        return line
    return f"{subject} {predicate} {rest[: rest.rindex(' <')]} {_ANYWHERE} .\n"


def _own(ground: Ground, found: Neighbourhood) -> Mapping[int, str]:
    """Return what the hubs give by themselves, lines by part."""
    whole = Neighbourhood((*found.keys, CORE), found.texts, found.beside)
    parts: dict[int, str] = {}
    for _, own in linked(ground, [whole]):
        for number, text in own.items():
            parts[number] = parts.get(number, "") + text
    return parts
