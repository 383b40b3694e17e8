"""Decision: who issued it and when, what it does, what it rests on, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from rdflib import URIRef

from ..terms import DCTERMS, ELI, SKOS, VG
from . import seating, tasks, timeline, walk
from .agreement import gather
from .facts import Fact, Facts
from .view import View

_FACTS = (ELI.passed_by, VG.decidedBy, ELI.type_document, ELI.first_date_entry_in_force, DCTERMS.subject)
_LATER = (ELI.amends, ELI.repeals, ELI.based_on, ELI.cites)


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a decision's page."""
    facts = view.facts
    (entry,) = timeline.of(view, [about])
    walk.ahead(facts, [about], *_FACTS, VG.nationalDecisionInForce, VG.referenceDateBasis)
    compositions = seating.read(view, facts.subjects(about, VG.constitutedBy))
    following = followers(view, about)
    return "decision.html", {
        "entry": entry,
        "dates": gather(facts.facts(about, ELI.date_document)),
        "reference": facts.facts(about, VG.referenceDate),
        "numbers": _numbers(facts.facts(about, ELI.id_local)),
        "titles": facts.facts(about, SKOS.altLabel),
        "about_facts": [(p, facts.facts(about, p)) for p in _FACTS if facts.facts(about, p)],
        "rests_on": [(p, facts.facts(about, p)) for p in timeline.RESTS_ON if facts.facts(about, p)],
        "in_force": facts.facts(about, VG.nationalDecisionInForce),
        "later": [(p, facts.pointing([about], p)) for p in _LATER if facts.pointing([about], p)],
        "followers": following,
        "bodies": bodies(view, [decision for decision, *_ in following]),
        "compositions": compositions,
        "assignments": tasks.of(view, facts.subjects(about, VG.assignedBy)),
        "not_taken_up": facts.facts(about, VG.notTakenUpBy),
        "notes": facts.facts(about, SKOS.editorialNote, VG.identificationNote),
    }


def followers(view: View, about: URIRef) -> list[tuple[URIRef, tuple[Fact, ...], int | None]]:
    """Return the decisions that follow this one or were taken while it was in force, the earliest first.

    With each stands how many days later it was taken, where both days are known.
    """
    facts = view.facts
    found: dict[URIRef, list[Fact]] = {}
    for prop in (VG.follows, VG.nationalDecisionInForce):
        for fact in facts.pointing([about], prop):
            found.setdefault(fact.thing, []).append(fact)
    facts.load_evidence(found)
    order = sorted(found, key=lambda d: (str(facts.value(d, VG.referenceDate) or "9999"), d))
    return [(decision, tuple(found[decision]), _days(facts, about, decision)) for decision in order]


def bodies(view: View, decisions: Iterable[URIRef]) -> dict[URIRef, tuple[URIRef, ...]]:
    """Return the committees that each of some decisions is about, by its effects and its compositions."""
    facts = view.facts
    wanted = tuple(decisions)
    walk.ahead(facts, walk.back(facts, wanted, VG.effectOf), VG.affects)
    walk.ahead(facts, walk.back(facts, wanted, VG.constitutedBy), DCTERMS.isVersionOf)
    return {
        decision: tuple(
            dict.fromkeys(
                [body for e in facts.subjects(decision, VG.effectOf) for body in facts.things(e, VG.affects)]
                + [
                    body
                    for c in facts.subjects(decision, VG.constitutedBy)
                    for body in facts.things(c, DCTERMS.isVersionOf)
                ]
            )
        )
        for decision in wanted
    }


def _days(facts: Facts, earlier: URIRef, later: URIRef) -> int | None:
    try:
        first, last = (date.fromisoformat(str(facts.value(d, VG.referenceDate))) for d in (earlier, later))
    except ValueError:
        return None
    return (last - first).days


def _numbers(said: tuple[Fact, ...]) -> list[tuple[str, list[Fact]]]:
    """Return the numbers that sources print, a bare one with the full one that begins with it."""
    rows: list[tuple[str, list[Fact]]] = []
    for fact in sorted(said, key=lambda f: (-len(str(f.value)), str(f.value))):
        text = str(fact.value)
        row = next((facts for full, facts in rows if full == text or full.startswith(text + "/")), None)
        if row is None:
            rows.append((text, [fact]))
        else:
            row.append(fact)
    return rows
