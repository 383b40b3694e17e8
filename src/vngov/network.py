"""Network: who sits with whom, as networkx graphs and measures, and as figures for papers.

The bipartite graph joins committees and the organisations whose officers sit on them; an edge's weight is
its number of seats. Two organisations interlock where they share committees (Mizruchi 1996, "What do
interlocks do?").
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx
from rdflib import Literal, URIRef

from .errors import MissingExtraError
from .store import Table

_COLOURS = {
    "national": "#9c2a10",
    "ministry": "#7a5195",
    "agency": "#7a5195",
    "province": "#1f6f8b",
    "district": "#4c956c",
}
_FONT = "Noto Sans, Helvetica, Arial, sans-serif"


@dataclass(frozen=True)
class Measure:
    """A ranking: what the rows are of, the columns, and the rows from the highest down."""

    columns: tuple[str, ...]
    rows: tuple[tuple[URIRef | float | int, ...], ...]


def bipartite(edges: Table, labels: Mapping[URIRef, str]) -> nx.Graph[str]:
    """Return the graph of committees and organisations from the rows of the query ``network-edges``.

    Node attributes: ``side`` (committee or organisation), ``label``, ``kind`` (the level or the kind of
    organisation), ``sector``. Edge attribute: ``weight``, the number of seats.
    """
    graph: nx.Graph[str] = nx.Graph()
    for row in sorted(edges.rows, key=str):
        named = dict(zip(edges.columns, row, strict=True))
        committee, organisation = named["committee"], named["organisation"]
        for side, thing, kind in (
            ("committee", committee, named["level"]),
            ("organisation", organisation, named["kind"]),
        ):
            label = labels.get(URIRef(str(thing)), str(thing))
            graph.add_node(str(thing), side=side, label=label, kind=_code(kind))
        if named["sector"] is not None:
            graph.nodes[str(organisation)]["sector"] = _code(named["sector"])
        graph.add_edge(str(committee), str(organisation), weight=int(str(named["seats"])))
    return graph


def _code(term: object) -> str:
    return str(term).rsplit("/", 1)[-1]


def side(graph: nx.Graph[str], name: str) -> list[str]:
    """Return the nodes of one side, sorted."""
    return sorted(node for node in graph.nodes if graph.nodes[node]["side"] == name)


def interlocks(graph: nx.Graph[str]) -> Measure:
    """Return each pair of committees that share organisations, with how many."""
    rows = []
    for one, other in combinations(side(graph, "committee"), 2):
        shared = len(set(graph[one]) & set(graph[other]))
        if shared:
            rows.append((URIRef(one), URIRef(other), shared))
    return Measure(("committee", "other", "shared organisations"), _ranked(rows))


def degree(graph: nx.Graph[str]) -> Measure:
    """Return, for each organisation, its committees and its seats."""
    rows = [
        (URIRef(n), graph.degree(n), int(graph.degree(n, weight="weight")))
        for n in side(graph, "organisation")
    ]
    return Measure(("organisation", "committees", "seats"), _ranked(rows))


def betweenness(graph: nx.Graph[str]) -> Measure:
    """Return each node's betweenness centrality (Freeman 1977), normalised, to four decimals."""
    values = nx.betweenness_centrality(graph)
    return Measure(
        ("node", "betweenness"), _ranked((URIRef(n), round(v, 4)) for n, v in values.items() if v > 0)
    )


def closeness(graph: nx.Graph[str]) -> Measure:
    """Return each node's closeness centrality (Wasserman and Faust 1994), to four decimals."""
    values = nx.closeness_centrality(graph)
    return Measure(("node", "closeness"), _ranked((URIRef(n), round(v, 4)) for n, v in values.items()))


MEASURES: Mapping[str, Callable[[nx.Graph[str]], Measure]] = {
    "degree": degree,
    "interlocks": interlocks,
    "betweenness": betweenness,
    "closeness": closeness,
}


def similarity(sectors: Table) -> Measure:
    """Return the Jaccard index of each pair of compositions, from the rows of ``composition-sectors``.

    Compositions with fewer than three known sectors are left out: they would look alike by chance.
    """
    seated: dict[URIRef, set[str]] = {}
    for composition, sector in sectors.rows:
        seated.setdefault(URIRef(str(composition)), set()).add(str(sector))
    kept = sorted(c for c, s in seated.items() if len(s) >= 3)
    rows = []
    for one, other in combinations(kept, 2):
        shared = len(seated[one] & seated[other])
        if shared:
            rows.append((one, other, round(shared / len(seated[one] | seated[other]), 4)))
    return Measure(("composition", "other", "similarity"), _ranked(rows))


def _ranked(rows: Iterable[tuple[Any, ...]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(sorted(rows, key=lambda r: (-r[-1], *(str(v) for v in r[:-1]))))


def core(graph: nx.Graph[str], least: int) -> nx.Graph[str]:
    """Return the part of the graph with organisations that sit on at least ``least`` committees."""
    kept = {n for n in side(graph, "organisation") if graph.degree(n) >= least}
    kept |= {c for n in kept for c in graph[n]}
    part: nx.Graph[str] = nx.Graph()
    part.add_nodes_from((n, graph.nodes[n]) for n in sorted(kept))
    part.add_edges_from((a, b, d) for a, b, d in sorted(graph.edges(data=True)) if a in kept and b in kept)
    return part


def graphml(graph: nx.Graph[str]) -> bytes:
    """Return the graph as GraphML."""
    buffer = io.BytesIO()
    nx.write_graphml(graph, buffer, encoding="utf-8", prettyprint=True)
    return buffer.getvalue()


def gexf(graph: nx.Graph[str]) -> bytes:
    """Return the graph as GEXF 1.2, without the date that networkx would put in."""
    text = "\n".join(nx.generate_gexf(graph, encoding="utf-8", prettyprint=True)) + "\n"
    return re.sub(r' lastmodifieddate="[^"]*"', "", text).encode()


def edge_csv(graph: nx.Graph[str]) -> bytes:
    """Return the edges as CSV: committee, its label, organisation, its label, seats."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["committee", "committee_label", "organisation", "organisation_label", "seats"])
    for committee in side(graph, "committee"):
        for organisation in sorted(graph[committee]):
            weight = graph[committee][organisation]["weight"]
            names = [v for n in (committee, organisation) for v in (n, graph.nodes[n]["label"])]
            writer.writerow([*names, weight])
    return buffer.getvalue().encode()


def svg(graph: nx.Graph[str]) -> bytes:
    """Return the graph as an SVG figure: committees left, coloured by level, organisations right.

    :raises MissingExtraError: if pygraphviz is not installed.
    """
    try:
        import pygraphviz  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtraError("an SVG figure", "figure") from error
    drawing = pygraphviz.AGraph(
        strict=True, directed=False, rankdir="LR", splines="true", nodesep="0.12", ranksep="3.2"
    )
    drawing.graph_attr.update(fontname=_FONT, bgcolor="white", outputorder="edgesfirst", margin="0.2")
    drawing.node_attr.update(fontname=_FONT, fontsize="10", height="0.2", margin="0.08,0.03")
    for node in sorted(graph.nodes):
        data = graph.nodes[node]
        drawing.add_node(node, label=_wrapped(data["label"], 46), **_look(data, graph.degree(node)))
    for committee in side(graph, "committee"):
        colour = _COLOURS.get(graph.nodes[committee]["kind"], "#555555")
        for organisation in sorted(graph[committee]):
            weight = graph[committee][organisation]["weight"]
            drawing.add_edge(
                committee, organisation, color=f"{colour}88", penwidth=str(0.6 + 0.35 * (weight - 1))
            )
    drawn: bytes = drawing.draw(format="svg", prog="dot")
    return re.sub(rb"<!--.*?-->\s*", b"", drawn, flags=re.S)


def _look(data: Mapping[str, Any], degree_: int) -> dict[str, str]:
    if data["side"] == "committee":
        colour = _COLOURS.get(data["kind"], "#555555")
        return {
            "shape": "box",
            "style": "filled,rounded",
            "fillcolor": colour,
            "color": colour,
            "fontcolor": "white",
        }
    weight = "bold" if degree_ > 3 else "normal"
    font = f"{_FONT}" if weight == "normal" else f"{_FONT} bold"
    return {
        "shape": "box",
        "style": "filled",
        "fillcolor": "#f4f1ea",
        "color": "#b9b2a3",
        "fontcolor": "#222222",
        "fontname": font,
    }


def _wrapped(text: str, width: int) -> str:
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


EXPORTS: Mapping[str, Callable[[nx.Graph[str]], bytes]] = {
    ".graphml": graphml,
    ".gexf": gexf,
    ".svg": svg,
    ".csv": edge_csv,
}


def shown(measure: Measure, labels: Mapping[URIRef, str]) -> list[Sequence[str]]:
    """Return the rows of a measure with labels for IRIs."""
    return [
        [labels.get(v, str(v)) if isinstance(v, URIRef) else str(Literal(v)) for v in row]
        for row in measure.rows
    ]
