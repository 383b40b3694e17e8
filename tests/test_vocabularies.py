"""The terms of others: one list of names a vocabulary, and nothing used that its list does not hold."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from conftest import ROOT
from vngov import pipeline
from vngov.terms import PREFIXES

FOLDER = ROOT / "ontology" / "vocabularies"
OURS = frozenset({"vg", "vgs"})
HEADER = ("namespace", "title", "version", "source")

Use = tuple[str, str]
"""A prefix and a local name."""


def header(prefix: str) -> dict[str, str]:
    """Return the header of a list: its leading «# key: value» lines."""
    lines = (FOLDER / f"{prefix}.txt").read_text(encoding="utf-8").splitlines()
    return dict(re.findall(r"^# (\w+): (\S.*)$", "\n".join(lines[: len(HEADER)]), re.M))


def names(prefix: str) -> list[str]:
    """Return the local names of a list, in its order."""
    return (FOLDER / f"{prefix}.txt").read_text(encoding="utf-8").splitlines()[len(HEADER) :]


KNOWN = {path.stem: frozenset(names(path.stem)) for path in sorted(FOLDER.glob("*.txt"))}


def of_iris(iris: Iterable[str]) -> Iterator[Use]:
    """Yield those IRIs that are in a namespace of others, as prefix and local name."""
    spaces = [(prefix, space) for prefix, space in PREFIXES.items() if prefix not in OURS]
    for iri in iris:
        for prefix, space in spaces:
            if iri.startswith(space) and str(iri) != space:
                yield prefix, iri.removeprefix(space)


def in_graph(graph: Graph) -> Iterator[Use]:
    """Yield every term of others in a graph: subjects, predicates, objects and datatypes."""
    for triple in graph:
        for node in triple:
            if isinstance(node, URIRef):
                yield from of_iris([node])
            elif isinstance(node, Literal) and node.datatype:
                yield from of_iris([node.datatype])


def in_query(text: str) -> Iterator[Use]:
    """Yield every term of others in a query, written in short or in full."""
    bare = re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)
    bare = re.sub(r"(?im)^\s*#.*$|^\s*PREFIX\s.*$", "", bare)
    yield from of_iris(re.findall(r"<([^<>\s]+)>", bare))
    bare = re.sub(r"<[^<>\s]+>|\s#.*", " ", bare)
    for prefix, local in re.findall(r"(?<![\w:?$])([a-z]+):([A-Za-z_][\w.-]*)", bare):
        if prefix not in OURS:
            yield prefix, local


def in_module(text: str) -> Iterator[Use]:
    """Yield every ``PREFIX.term`` and ``PREFIX["term"]`` of a Python module."""
    spaces = {prefix.upper(): prefix for prefix in PREFIXES if prefix not in OURS}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            prefix = spaces.get(node.value.id)
            if prefix and isinstance(node, ast.Attribute):
                yield prefix, node.attr
            elif prefix and isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                yield prefix, str(node.slice.value)


def unknown(uses: Iterable[Use]) -> set[str]:
    """Return the terms that the lists do not hold, as CURIEs."""
    return {f"{prefix}:{local}" for prefix, local in uses if local not in KNOWN.get(prefix, frozenset())}


def test_each_prefix_of_others_has_a_list() -> None:
    assert set(KNOWN) == set(PREFIXES) - OURS
    assert len(KNOWN) == 27


@pytest.mark.parametrize("prefix", KNOWN)
def test_a_list_has_a_header_and_is_sorted(prefix: str) -> None:
    stated = header(prefix)
    assert tuple(stated) == HEADER
    assert stated["namespace"] == PREFIXES[prefix]
    assert re.match(r"https://github\.com/[\w.-]+/[\w.-]+ @ [0-9a-f]{12}\b", stated["source"])
    listed = names(prefix)
    assert listed
    assert listed == sorted(set(listed))
    assert all(re.fullmatch(r"[A-Za-z0-9_][\w.-]*", name) for name in listed)


def files(folder: str, suffix: str) -> list[Path]:
    return sorted((ROOT / folder).rglob(f"*{suffix}"))


def test_every_term_of_others_in_turtle_is_listed() -> None:
    checked: set[Use] = set()
    for path in [*files("ontology", ".ttl"), *files("tests/shapes", ".ttl")]:
        uses = set(in_graph(Graph().parse(path)))
        checked |= uses
        assert not unknown(uses), path
    assert len(checked) > 120


def test_every_term_of_others_in_queries_is_listed() -> None:
    checked: set[Use] = set()
    for path in [*files("queries", ".rq"), *files("ontology", ".rq")]:
        uses = set(in_query(path.read_text(encoding="utf-8")))
        checked |= uses
        assert not unknown(uses), path
    assert len(checked) > 40


def test_every_term_of_others_in_the_code_is_listed() -> None:
    checked: set[Use] = set()
    for path in files("src", ".py"):
        uses = set(in_module(path.read_text(encoding="utf-8")))
        checked |= uses
        assert not unknown(uses), path
    assert len(checked) > 65


def test_every_predicate_and_class_of_the_real_graph_is_listed(result: pipeline.Result) -> None:
    predicates = set(re.findall(r"^<[^>]+> <([^>]+)> ", result.nquads, re.M))
    kind = re.escape("<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")
    classes = set(re.findall(rf"^<[^>]+> {kind} <([^>]+)> ", result.nquads, re.M))
    uses = set(of_iris(predicates | classes))
    assert not unknown(uses)
    assert len(uses) > 80


def test_every_term_of_a_release_is_listed(released: Path) -> None:
    checked: set[Use] = set()
    for name in ("catalog.ttl", "void.ttl", "validation.ttl"):
        uses = set(in_graph(Graph().parse(released / name)))
        checked |= uses
        assert not unknown(uses), name
    context = json.loads((released / "context.jsonld").read_bytes())["@context"]
    written = re.findall(r'"([a-z]+):([A-Za-z_]\w*)"', json.dumps(context))
    keys = {(prefix, local) for prefix, local in written if prefix not in OURS}
    assert not unknown(keys)
    assert len(checked) > 60
    assert len(keys) > 60


ORG = PREFIXES["org"]
WRONG = {
    "turtle": set(in_graph(Graph().parse(data=f"@prefix org: <{ORG}> . <x:a> org:hasPosts <x:b> ."))),
    "datatype": set(in_graph(Graph().parse(data=f'<x:a> <x:p> "1"^^<{PREFIXES["xsd"]}ints> .'))),
    "query": set(in_query(f"PREFIX org: <{ORG}>\nASK {{ ?s org:hasPosts ?o }} # org:Post")),
    "query, in full": set(in_query(f"ASK {{ ?s <{ORG}hasPosts> ?o }}")),
    "code": set(in_module("x = ORG.hasPosts")),
    "code, by name": set(in_module('x = ORG["hasPosts"]')),
}


@pytest.mark.parametrize("form", WRONG)
def test_a_wrong_term_is_found(form: str) -> None:
    assert unknown(WRONG[form]) == {"xsd:ints" if form == "datatype" else "org:hasPosts"}


def test_a_right_term_beside_it_is_not() -> None:
    assert set(in_query('ASK { ?s org:hasPost "org:hasPosts" }')) == {("org", "hasPost")}
