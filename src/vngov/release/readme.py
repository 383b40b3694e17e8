"""The README of a bundle: what each file is, how to cite, how to check."""

from __future__ import annotations

from collections.abc import Mapping

from ..export.edition import TITLES, Edition

_WHAT = {
    "vngov.ttl": "the graph, every statement once (Turtle)",
    "vngov.trig.gz": "the graph, one named graph a source (TriG)",
    "vngov.nq.gz": "the same as N-Quads, sorted",
    "vngov.jsonld": "the same as JSON-LD, with the context of `context.jsonld`",
    "committees/": "one JSON document a committee: names, decisions, seats, tasks, sources",
    "evidence.ttl": "which stretch of which text supports which statement (RDF 1.2 Turtle, reifiers)",
    "csv/": "tables: one a class, and `statements.csv` with the source of every statement; described in "
    "`csv-metadata.json` (CSV on the Web) and `datapackage.json` (Frictionless)",
    "network.graphml": "committees and the organisations whose officers sit on them",
    "ontology/": "the ontology (Turtle, RDF/XML, JSON-LD), code lists, alignments, SHACL shapes",
    "docs/": "reference of the ontology, in Vietnamese and English",
    "queries/": "the query library, SPARQL 1.1",
    "validation.ttl": "the SHACL report on this graph",
    "catalog.ttl": "the catalogue (DCAT 3, DCAT-AP 3.0.1); beside it `catalog.jsonld`, `void.ttl`, "
    "`schema.jsonld`",
    "changes.json": "facts added, removed, changed since the release before",
    "w3id/": "redirects of w3id.org/vngov to this place",
    "CITATION.cff": "how to cite",
    "LICENSE.txt": "CC BY 4.0",
    "release.json": "version, counts and digest, for machines",
    "SHA256SUMS": "`sha256sum --check SHA256SUMS` verifies every file; `vngov release --check .` counts and "
    "validates too",
}


def text(edition: Edition, counts: Mapping[str, int], files: Mapping[str, bytes]) -> str:
    """Return the README of a bundle with these files."""
    present = [*files, "SHA256SUMS"]
    rows = [
        f"| `{name}` | {what} |"
        for name, what in _WHAT.items()
        if any(f == name or (name.endswith("/") and f.startswith(name)) for f in present)
    ]
    return "\n".join(
        [
            f"# {TITLES['en']}",
            "",
            TITLES["vi"],
            "",
            f"Version {edition.current.version}, {edition.current.date}. "
            f"{counts['statements']:,} statements, {counts['triples']:,} of them distinct. CC BY 4.0.",
            "",
            "| file | what it is |",
            "|---|---|",
            *rows,
            "",
            "IRIs begin with `https://w3id.org/vngov/`. They are names: whether they lead anywhere depends",
            "on redirects at w3id.org, which the publisher of a bundle sets up.",
            "",
        ]
    )
