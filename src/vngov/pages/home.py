"""The home page: what this is, the headline answer, and ways in."""

from __future__ import annotations

from collections.abc import Mapping

from ..terms import VG
from . import headline
from .view import View

COUNTED = {
    "committees": VG.Committee,
    "decisions": VG.Decision,
    "seats": VG.Seat,
    "mandates": VG.Mandate,
    "sources": VG.Source,
}


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the home page."""
    found = headline.read(view)
    sizes = view.facts.sizes(COUNTED.values())
    return "home.html", {
        "counts": {name: sizes.get(kind, 0) for name, kind in COUNTED.items()},
        "headline": found,
        "drawn": headline.picture(view, found) if found else None,
        "standalone": False,
    }


def make_picture(view: View) -> tuple[str, Mapping[str, object]] | None:
    """Return the template and the context of the headline's picture, or ``None`` without one."""
    found = headline.read(view)
    return ("headline.svg", {"drawn": headline.picture(view, found), "standalone": True}) if found else None
