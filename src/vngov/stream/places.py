"""Where a thing was first said: the line of a record, or of a registry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..errors import Place
from ..terms import BASE, VG
from .cache import Cache, thawed, unpacked
from .setting import Setting

Spot = tuple[str, int, int] | tuple[str, str]
"""File, line and column in a record; or registry and entry."""

_DESCRIBED = "|".join(re.escape(p) for p in (VG.organizationPattern, VG.officePattern))
_PATTERN = rf" <(?:{_DESCRIBED})> <{re.escape(BASE)}code/(\w+)/([^>]+)>"
_DIRECT = re.compile(
    rf"{re.escape(BASE)}(?:id/(place|committee)|code/(title|sector|portfolio|office|organisation))/(.+)"
)
_REGISTRY = f"{BASE}id/source/registry-"


def places(cache: Cache, wanted: Mapping[int, Iterable[str]]) -> dict[int, dict[str, Spot | None]]:
    """Return where things come from, by part: the first record by its id, else an entry of a registry."""
    left = {focus for own in wanted.values() for focus in own}
    found: dict[str, Spot] = {}
    for path, more in _records(cache, wanted):
        origins = thawed(more)["origins"]
        for focus in left & origins.keys():
            found[focus] = (path, *origins[focus])
            left.discard(focus)
        if not left:
            break
    placed: dict[int, dict[str, Spot | None]] = {}
    for number, own in wanted.items():
        lost = sorted(set(own) & left)
        text = _text(cache, number) if lost else ""
        placed[number] = {focus: found.get(focus) or _entry(focus, text) for focus in sorted(own)}
    return placed


def _text(cache: Cache, part: int) -> str:
    return "".join(unpacked(text) for (text,) in cache.rows("SELECT text FROM part WHERE number = ?", part))


def _records(cache: Cache, wanted: Mapping[int, Iterable[str]]) -> Iterator[tuple[str, bytes]]:
    """Yield the records that may speak of things in some parts, by id."""
    if len(wanted) > _FEW:
        yield from cache.each("SELECT path, more FROM record ORDER BY id")
        return
    owners: set[str] = set()
    for part, own in wanted.items():
        names = [f"<{focus}> " for focus in own]
        for id_, text in cache.rows("SELECT id, text FROM said WHERE part = ?", part):
            said = unpacked(text)
            if any(name in said for name in names):
                owners.update(owner for (owner,) in cache.rows("SELECT owner FROM line WHERE said = ?", id_))
    rows = [
        row
        for owner in owners
        for row in cache.rows("SELECT id, path, more FROM record WHERE path = ?", owner[2:])
    ]
    yield from ((path, more) for _, path, more in sorted(rows))


_FEW = 100
"""Of more parts than that, all records are looked through, once."""


def _entry(focus: str, text: str) -> Spot | None:
    """Return the registry's entry that a thing was described by."""
    match = _DIRECT.fullmatch(focus)
    if match:
        return f"{match[1] or match[2]}s", match[3]
    if focus.startswith(_REGISTRY):
        return focus[len(_REGISTRY) :], ""
    pattern = re.search(f"^<{re.escape(focus)}>{_PATTERN}", text, re.M)
    return (f"{pattern[1]}s", pattern[2]) if pattern else None


def spelled(spot: Spot, setting: Setting) -> Place:
    """Return a place as the user would type it."""
    if len(spot) == 3:
        path, line, column = spot
        return Place(f"{setting.folder}/{path}", line, column)
    registry, entry = spot
    return setting.documents[registry].place(("entries", entry) if entry else ("source",))
