"""The query library asked of ``vngov serve`` and of the ``oxigraph`` server over the same store."""

from __future__ import annotations

from urllib.parse import urlsplit

from serving import over_http, serving

from .asked import Asked, Found
from .asking import Ask, Expected, cases, measure
from .countries import shown
from .engines import oxigraph_of


def served(asked: Asked, found: Found) -> None:
    """Ask both servers every query of the library in turn, each over one connection, at each scale."""
    for scale in asked.scales:
        asked.say(f"serve at scale {shown(scale)}")
        graph = asked.place.graph(scale)
        kept = found.setdefault("scales", {}).setdefault(shown(scale), {})
        with oxigraph_of(graph, asked.place.folder) as server, serving("--store", str(graph)) as (_, port):
            engines = {
                "vngov serve": _over(port, "/sparql"),
                "oxigraph server": _over(urlsplit(server.query).port or 0, "/query"),
            }
            expected = Expected(found["scales"], scale)
            kept["queries"] = measure(engines, cases(graph), asked.rounds, expected)


def _over(port: int, path: str) -> Ask:
    ask = over_http(port, path)
    return lambda case: ask(case.text)
