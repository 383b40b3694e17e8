"""Links and labels of what belongs together: linking a neighbourhood gives what linking all gives there.

What a neighbourhood sees beside its own facts: the national decisions with their tasks, the order of codes,
who held the offices behind its seats, and what ended the bodies behind them. That this is enough is not taken
for granted: the tests compare with the whole graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from ..link import link
from ..queries import Query
from ..store import EmbeddedStore, as_nquads, by_subject
from ..terms import BASE, VG
from .block import by_part
from .cache import Cache
from .facts import counted
from .owner import key

_SEATED = re.compile(f"<{VG.filledByHolderOf}> (<[^>]+>)")
_BODY = re.compile(f"(<{BASE}id/(?:organisation|place)/[^>]+>)")
_OFFICE, _ENDED = "position ", "original "
_LOOKED_UP = (_OFFICE, _ENDED)
"""How keys begin that neighbourhoods look up: who held an office, and what ended a body."""


@dataclass(frozen=True)
class Ground:
    """What every neighbourhood sees: the queries, the shared facts, and what these give by themselves."""

    links: tuple[Query, ...]
    lines: str
    votes: tuple[str, ...]
    known: frozenset[str]


@dataclass(frozen=True)
class Neighbourhood:
    """Keys that belong together, with their facts, one text for each record."""

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    beside: str


def linked(ground: Ground, batch: list[Neighbourhood]) -> list[tuple[str, dict[int, str]]]:
    """Return the links and labels of neighbourhoods: lines by part, for each key."""
    owners = {key_ for found in batch for key_ in found.keys}
    lines = [ground.lines]
    votes = [list(ground.votes)]
    for found in batch:
        lines.append(found.beside)
        for text in found.texts:
            said = text.splitlines(keepends=True)
            lines.append("".join(line for line in said if line[0] == "<"))
            votes.append([line for line in said if line[0] == "["])
    made = link(EmbeddedStore.in_memory("".join(lines)), ground.links)
    made += as_nquads(counted(votes).lines())
    by_key: dict[str, list[str]] = {owner: [] for owner in owners}
    for line in made.splitlines(keepends=True):
        if line not in ground.known:
            by_key[_owner(line, owners)].append(line)
    return [(owner, by_part(by_subject(own))) for owner, own in sorted(by_key.items())]


CORE = "core"
"""The owner of what the shared facts give by themselves."""


def _owner(line: str, owners: set[str]) -> str:
    """Return whose link or label a line is: its subject's, or else its object's."""
    subject, _, rest = line.split(" ", 2)
    for term in (subject, rest.split(" ", 1)[0]):
        for owner in (key(term[1:-1]), term[1:-1]):
            if owner in owners:
                return owner
    if CORE in owners:
        return CORE
    raise AssertionError(f"a link reaches beyond its neighbourhood: {line}")


def pass_on(cache: Cache) -> None:
    """Pass marks of what neighbourhoods look up on to them, so that a stopped build need not look twice.

    What ended a body may concern all; who held an office concerns those with a seat that its holder fills.
    """
    marked = "SELECT name FROM dirty WHERE kind = 'key' AND name GLOB ?"
    if cache.rows(f"{marked} LIMIT 1", f"{_ENDED}*"):
        cache.run("INSERT OR IGNORE INTO dirty SELECT DISTINCT 'key', name FROM fact")
    for one, other in (("one", "other"), ("other", "one")):
        cache.run(
            f"INSERT OR IGNORE INTO dirty SELECT DISTINCT 'key', {one} FROM tie WHERE {other} IN ({marked})",
            f"{_OFFICE}*",
        )
    for prefix in _LOOKED_UP:
        cache.run("DELETE FROM dirty WHERE kind = 'key' AND name GLOB ?", f"{prefix}*")


def closed(cache: Cache, start: Iterable[str], hub: Set[str]) -> Iterator[tuple[str, ...]]:
    """Yield the neighbourhoods of some keys: all that ties lead to, without passing a hub or an office."""
    seen = set(hub)
    for first in start:
        if first in seen or first.startswith(_LOOKED_UP):
            continue
        found, left = {first}, [first]
        while left:
            for other in _tied(cache, left.pop()):
                if other not in found and other not in hub and not other.startswith(_LOOKED_UP):
                    found.add(other)
                    left.append(other)
        seen |= found
        yield tuple(sorted(found))


def _tied(cache: Cache, name: str) -> list[str]:
    query = "SELECT other FROM tie WHERE one = ? UNION SELECT one FROM tie WHERE other = ?"
    return [other for (other,) in cache.rows(query, name, name)]


def gather(cache: Cache, keys: tuple[str, ...]) -> Neighbourhood:
    """Return a neighbourhood with its facts, and what it is to see beside them."""
    texts = tuple(text for name in keys for text in cache.facts(name))
    beside = "".join(text for name in sorted(looked_up(texts)) for text in cache.facts(name))
    return Neighbourhood(keys, texts, beside)


def looked_up(texts: Iterable[str]) -> set[str]:
    """Return the keys that facts look up: who held their offices, and what ended their bodies."""
    wanted = {f"{_OFFICE}{office}" for text in texts for office in _SEATED.findall(text)}
    if wanted:
        wanted |= {f"{_ENDED}{body}" for text in texts for body in _BODY.findall(text)}
    return wanted
