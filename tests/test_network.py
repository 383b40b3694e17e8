"""The network: measures against small graphs worked out by hand, exports that others can read."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from rdflib import Literal, URIRef

from conftest import Ran
from vngov import network
from vngov.store import Table

COLUMNS = ("committee", "level", "organisation", "kind", "sector", "seats")
CODE = "https://w3id.org/vngov/code/"


def edge(committee: str, organisation: str, seats: int = 1) -> tuple[URIRef | Literal | None, ...]:
    level, kind, sector = (
        URIRef(CODE + c) for c in ("level/province", "organisation-kind/police", "sector/x")
    )
    return (
        URIRef(f"http://c/{committee}"),
        level,
        URIRef(f"http://o/{organisation}"),
        kind,
        sector,
        Literal(seats),
    )


@pytest.fixture
def graph() -> nx.Graph[str]:
    rows = (edge("A", "p"), edge("A", "q", 2), edge("B", "q"), edge("B", "r"), edge("C", "r"))
    return network.bipartite(Table(COLUMNS, rows), {URIRef("http://o/q"): "Sở «q» & con"})


def test_degree(graph: nx.Graph[str]) -> None:
    rows = {str(r[0])[-1]: r[1:] for r in network.degree(graph).rows}
    assert rows == {"p": (1, 1), "q": (2, 3), "r": (2, 2)}
    assert [str(r[0])[-1] for r in network.degree(graph).rows] == ["q", "r", "p"]


def test_interlocks(graph: nx.Graph[str]) -> None:
    pairs = {(str(a)[-1], str(b)[-1]): n for a, b, n in network.interlocks(graph).rows}
    assert pairs == {("A", "B"): 1, ("B", "C"): 1}


def test_betweenness_of_a_path(graph: nx.Graph[str]) -> None:
    """p–A–q–B–r–C is a path of six nodes: betweenness 0.4 for A and r, 0.6 for q and B."""
    values = {str(r[0])[-1]: r[1] for r in network.betweenness(graph).rows}
    assert values == {"A": 0.4, "q": 0.6, "B": 0.6, "r": 0.4}


def test_similarity() -> None:
    seats = {"x": "abcd", "y": "abce", "z": "fgh", "small": "ab"}
    rows = tuple(
        (URIRef(f"http://{c}"), URIRef(f"http://s/{s}")) for c, sectors in seats.items() for s in sectors
    )
    found = network.similarity(Table(("composition", "sector"), rows)).rows
    assert [(str(a), str(b), v) for a, b, v in found] == [("http://x", "http://y", 0.6)]


def test_core_keeps_interlocking_organisations(graph: nx.Graph[str]) -> None:
    assert {n[-1] for n in network.core(graph, 2)} == {"q", "r", "A", "B", "C"}


def test_exports_can_be_read_back(graph: nx.Graph[str]) -> None:
    again = nx.read_graphml(io.BytesIO(network.graphml(graph)))
    assert {frozenset(e) for e in again.edges} == {frozenset(e) for e in graph.edges}
    assert nx.read_gexf(io.BytesIO(network.gexf(graph))).nodes["http://o/q"]["label"] == "Sở «q» & con"
    lines = network.edge_csv(graph).decode().splitlines()
    assert len(lines) == 6
    assert "http://c/A" in lines[1]
    figure = ElementTree.fromstring(network.svg(graph))
    texts = ["".join(t.itertext()) for t in figure.iter("{http://www.w3.org/2000/svg}text")]
    assert "Sở «q» & con" in texts


def test_exports_are_the_same_each_time(graph: nx.Graph[str]) -> None:
    for export in network.EXPORTS.values():
        assert export(graph) == export(graph)
    assert b"lastmodifieddate" not in network.gexf(graph)


@pytest.mark.parametrize("measure", [*network.MEASURES, "similarity"])
def test_command(measure: str, vngov: Callable[..., Ran], built: Path) -> None:
    ran = vngov("network", "--measure", measure, "--top", "3", "--store", str(built))
    assert (ran.code, ran.err) == (0, "")
    assert len([line for line in ran.out.splitlines() if line.strip()]) >= 5


@pytest.mark.parametrize("suffix", network.EXPORTS)
def test_export_command(suffix: str, vngov: Callable[..., Ran], built: Path, tmp_path: Path) -> None:
    path = tmp_path / f"net{suffix}"
    ran = vngov("network", "--least", "2", "--export", str(path), "--store", str(built))
    assert ran.code == 0
    assert path.stat().st_size > 1000


def test_without_pygraphviz_the_message_gives_the_command(
    vngov: Callable[..., Ran], built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    ran = vngov("network", "--export", str(tmp_path / "x.svg"), "--store", str(built))
    assert ran.code == 2
    assert (
        ran.err
        == "vngov: an SVG figure needs an optional library; install it with: pip install 'vngov[figure]'\n"
    )
    assert list(tmp_path.iterdir()) == []
