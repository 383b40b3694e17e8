"""Where a statement belongs: by its subject alone, so that all that is said of a thing meets in one place."""

from __future__ import annotations

import zlib
from functools import lru_cache

from ..terms import BASE

PARTS = 4096
"""How many parts a graph has: under a megabyte each for a whole country."""
VOLUME = 4
"""How many parts are written as one file: thousands of files take longer to replace than to read."""

_ID = f"{BASE}id/"
_DECISION = f"{BASE}eli/vn/"
_GRAPH = f"{BASE}graph/"
_BY_FIRST = {
    "committee": "committee",
    "composition": "committee",
    "seat": "committee",
    "group": "committee",
    "membership": "committee",
    "effect": "decision",
    "mandate": "decision",
    "alignment": "decision",
    "source": "source",
    "claim": "source",
    "span": "source",
}


@lru_cache(maxsize=1 << 16)
def key(subject: str) -> str:
    """Return what owns a thing: its committee, its decision, its source, or itself.

    >>> key("https://w3id.org/vngov/id/seat/bcd-cqdt-binh-dinh.ttg-2020-qd-701.thu-tuong")
    'committee/bcd-cqdt-binh-dinh'
    >>> key("https://w3id.org/vngov/eli/vn/ttg/2020/qd/701")
    'decision/ttg-2020-qd-701'
    """
    if subject.startswith(_DECISION):
        return "decision/" + subject[len(_DECISION) :].replace("/", "-")
    if subject.startswith(_GRAPH):
        return "source/" + subject[len(_GRAPH) :]
    if not subject.startswith(_ID):
        return subject
    return _of_thing(*subject[len(_ID) :].partition("/")[::2])


def _of_thing(kind: str, slug: str) -> str:
    if kind in _BY_FIRST:
        return f"{_BY_FIRST[kind]}/{slug.partition('.')[0]}"
    if kind == "period" and slug.startswith("composition."):
        return f"committee/{slug.split('.')[1]}"
    if kind in ("person", "incumbency"):
        return "unit/" + slug.split(".")[:2][-1].rpartition("-")[2]
    if kind in ("position", "organisation"):
        return "unit/" + slug.partition(".")[0].rpartition("-")[2]
    return f"{kind}/{slug.partition('.')[0]}"


@lru_cache(maxsize=1 << 16)
def part(subject: str) -> int:
    """Return the number of the part that holds all statements about a thing."""
    return zlib.crc32(key(subject).encode()) % PARTS
