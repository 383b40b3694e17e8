"""Diffusion: how long each body took to follow the national decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rdflib import URIRef

from ... import answers, library
from ...store import Term
from ...terms import VG, iri
from ..drawing import wrap
from ..facts import Fact
from ..view import View
from . import committees, reach
from .choice import order

TRIGGERS = tuple(iri("decision", name) for name in ("ttg/2020/qd/701", "ttg/2021/qd/1619", "ttg/2025/qd/598"))
_WIDTH, _LEFT, _RIGHT, _LINE = 1160, 480, 60, 26
_TICKS = 91


@dataclass(frozen=True)
class Following:
    """A body's first decision after a national one; ``days`` after it where its day is known."""

    committee: URIRef
    decision: URIRef
    date: Term | None
    days: int | None
    basis: Term | None
    tasks: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Diffusion:
    """A national decision and the bodies that followed it, the first the soonest, or that did not."""

    trigger: URIRef
    date: Term | None
    facts: tuple[Fact, ...]
    followed: tuple[Following, ...]
    undated: tuple[Following, ...]
    others: tuple[URIRef, ...]

    @property
    def median(self) -> float | None:
        """Return the median number of days, or ``None`` if none is known."""
        days = [f.days for f in self.followed if f.days is not None]
        return median(days) if days else None


def read(view: View) -> tuple[Diffusion, ...]:
    """Return what followed each of the three decisions, by the library's query ``diffusion``."""
    rows = answers.ask(view.facts.store, library.queries_by_name()["diffusion"]).rows()
    every = [e for e in view.facts.once(committees.LISTING.read) if "national" not in e.slugs("level")]
    return tuple(
        _diffusion(view, t, rows, [e.thing for e in every]) for t in TRIGGERS if view.facts.exists(t)
    )


def _diffusion(
    view: View, trigger: URIRef, rows: Sequence[Mapping[str, Term | None]], every: Sequence[URIRef]
) -> Diffusion:
    facts = view.facts
    found = [_following(view, row) for row in rows if row["trigger"] == trigger]
    known = {f.committee for f in found}
    facts.load_evidence([trigger, *(f.decision for f in found)])
    return Diffusion(
        trigger,
        reach.day_of(facts, trigger),
        facts.facts(trigger, *reach.DAYS)[:1],
        tuple(f for f in found if f.days is not None),
        tuple(f for f in found if f.days is None),
        tuple(c for c in every if c not in known),
    )


def _following(view: View, row: Mapping[str, Term | None]) -> Following:
    committee, decision = row["committee"], row["decision"]
    assert isinstance(committee, URIRef)
    assert isinstance(decision, URIRef)
    view.facts.load([committee, decision])
    return Following(
        committee,
        decision,
        row["date"],
        None if row["days"] is None else int(str(row["days"])),
        row["basis"],
        str(row["tasks"]).replace(" ", "-"),
        view.facts.facts(decision, VG.referenceDate) or view.facts.pointing([decision], VG.constitutedBy),
    )


def make(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the page on diffusion."""
    found = read(view)
    return "explore/diffusion.html", {
        "diffusions": found,
        "drawn": draw(view, found),
        "standalone": False,
        "order": lambda things: sorted(things, key=lambda t: order(view, "", t)),
    }


def make_picture(view: View) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of the picture alone."""
    return "explore/diffusion.svg", {"drawn": draw(view, read(view)), "standalone": True}


def draw(view: View, found: Sequence[Diffusion]) -> dict[str, object]:
    """Return the measures of the picture: a dot for each body, by days after the decision, and the median."""
    most = max((f.days for d in found for f in d.followed if f.days is not None), default=1)
    ticks = range(0, most + _TICKS, _TICKS)
    scale = (_WIDTH - _LEFT - _RIGHT) / ticks[-1]
    groups = []
    top = 66.0
    for diffusion in found:
        dots = []
        start = top
        top += 58
        for following in diffusion.followed:
            level = view.facts.thing(following.committee, VG.level)
            label = view.label(following.committee).text
            dots.append(
                {
                    "following": following,
                    "label": (wrap(label, _LEFT - 24, 13, 1) or [""])[0],
                    "whole": label,
                    "level": level.rpartition("/")[2] if level else "none",
                    "x": round(_LEFT + (following.days or 0) * scale, 1),
                    "y": top,
                }
            )
            top += _LINE
        middle = diffusion.median
        groups.append(
            {
                "diffusion": diffusion,
                "top": start,
                "bottom": top - _LINE + 10,
                "dots": dots,
                "median": None if middle is None else round(_LEFT + middle * scale, 1),
            }
        )
        top += 14
    return {
        "width": _WIDTH,
        "height": round(top, 1),
        "left": _LEFT,
        "groups": groups,
        "ticks": [(day, round(_LEFT + day * scale, 1)) for day in ticks],
    }
