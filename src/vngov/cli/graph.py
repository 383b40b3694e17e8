"""``vngov network``: measures of the network, and exports of it."""

from __future__ import annotations

from pathlib import Path

import click
from rdflib import URIRef

from .. import answers, library, network, queries
from ..errors import EXIT_CLEAN, UsageError
from ..export.folder import write_file
from ..store import Store
from . import output
from .ask import open_graph, source_options


def _table(graph: Store, name: str) -> answers.Answer:
    return answers.ask(graph, queries.get(library.queries_by_name(), name))


@click.command("network")
@click.option(
    "--measure",
    type=click.Choice([*network.MEASURES, "similarity"]),
    default="degree",
    show_default=True,
    help="What to rank by.",
)
@click.option("--top", type=click.IntRange(1), default=20, show_default=True, help="How many rows to print.")
@click.option(
    "--least",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Keep organisations on at least so many committees.",
)
@click.option(
    "--export",
    "path",
    type=click.Path(path_type=Path),
    help="Write the network: .graphml, .gexf, .svg or .csv.",
)
@source_options
def network_command(
    measure: str,
    top: int,
    least: int,
    path: Path | None,
    lang: str,
    store: str | None,
    endpoint: str | None,
    timeout: int,
) -> int:
    """Rank the network of committees and organisations, or export it.

    \b
    vngov network --measure interlocks
    vngov network --least 3 --export figure.svg
    """
    if path is not None and path.suffix not in network.EXPORTS:
        raise UsageError(f"{path}: the name must end in {', '.join(network.EXPORTS)}")
    graph = open_graph(store, endpoint, timeout)
    edges = _table(graph, "network-edges").table
    things = {t for row in edges.rows for t in row if isinstance(t, URIRef)}
    labels = answers.labels_of(graph, things, lang)
    whole = network.core(network.bipartite(edges, labels), least)
    if path is not None:
        write_file(path, network.EXPORTS[path.suffix](whole))
        click.echo(f"{path}: {whole.number_of_nodes()} nodes, {whole.number_of_edges()} edges", err=True)
        return EXIT_CLEAN
    if measure == "similarity":
        ranked = network.similarity(_table(graph, "composition-sectors").table)
        labels = answers.labels_of(graph, {v for r in ranked.rows for v in r if isinstance(v, URIRef)}, lang)
    else:
        ranked = network.MEASURES[measure](whole)
    output.table(
        f"{measure}: the first {min(top, len(ranked.rows))} of {len(ranked.rows)}",
        ranked.columns,
        network.shown(ranked, labels)[:top],
    )
    return EXIT_CLEAN
