"""Mandate: a task, who has it by which decision, and the tasks of other levels that it matches."""

from __future__ import annotations

from collections.abc import Mapping

from rdflib import URIRef

from ..terms import DCTERMS, VG
from . import tasks
from .view import View

_FACTS = (VG.mandateOf, VG.assignedBy, VG.function, DCTERMS.subject, VG.addressee, VG.isAddition)


def make(view: View, about: URIRef) -> tuple[str, Mapping[str, object]]:
    """Return the template and the context of a mandate's page."""
    facts = view.facts
    (given,) = tasks.of(view, [about])
    return "mandate.html", {
        "task": given.tasks[0],
        "beside": given.beside,
        "texts": facts.facts(about, DCTERMS.description),
        "about_facts": [(p, facts.facts(about, p)) for p in _FACTS if facts.facts(about, p)],
        "not_taken_up": facts.facts(about, VG.notTakenUpBy),
    }
