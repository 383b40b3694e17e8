"""A graph sent to a server: what is there already is not sent again, and new graphs go together.

A journal on this machine keeps, for each graph, the digest of what was sent; a graph is noted before it is
touched, so a load that was cut off sends it anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from rdflib import URIRef

from .embedded import EmbeddedStore
from .journal import DEFAULT, DROPPED, Content, Journal
from .remote import UNION_GRAPH
from .targets import Target

Union = Literal["default", "named", "none"]
"""Where the union of all graphs is kept: the server's default graph, a graph of its own, or nowhere."""


@dataclass
class Loaded:
    """What a load did: graphs by what became of them, and what the server should hold now."""

    sent: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    content: dict[str, Content] = field(default_factory=dict)

    @property
    def statements(self) -> int:
        """Return how many statements were sent."""
        return sum(self.content[graph].statements for graph in self.sent)


def load(
    source: EmbeddedStore, to: Target, journal: Journal, union: Union, step: Callable[[str], None]
) -> Loaded:
    """Send what the journal does not know to be there; the union last; then drop graphs that are gone.

    Graphs that are nowhere on the server are written together, others are replaced one by one.

    :raises EndpointError: if the server refuses, or stays away; the journal keeps what was done.
    """
    done = Loaded()
    batch = _Batch(to, journal)
    graphs: list[tuple[str, URIRef | None]] = [(str(g), g) for g in source.graphs()]
    if union != "none":
        graphs.append((DEFAULT if union == "default" else str(UNION_GRAPH), None))
    for number, (name, graph) in enumerate(graphs, 1):
        step(f"Sending graph {number} of {len(graphs)}")
        lines = source.lines(graph)
        first = list(itertools.islice(lines, to.at_once + 1))
        content = done.content[name] = Content.of(itertools.chain(first, lines))
        if journal.held.get(name) == content:
            done.kept.append(name)
            continue
        done.sent.append(name)
        whole = len(first) <= to.at_once
        if to.together and whole and graph is not None and name not in journal.held:
            batch.take(name, content, first)
            continue
        batch.send()
        journal.write({name: None})
        to.put(name, first if whole else source.lines(graph))
        journal.write({name: content})
    batch.send()
    for name in sorted(set(journal.held) - set(done.content)):
        step("Deleting graphs that are gone")
        journal.write({name: None})
        to.drop(name)
        journal.write({name: DROPPED})
        done.dropped.append(name)
    return done


@dataclass
class _Batch:
    """New graphs that wait to be sent together."""

    to: Target
    journal: Journal
    content: dict[str, Content] = field(default_factory=dict)
    lines: dict[str, list[str]] = field(default_factory=dict)
    size: int = 0

    def take(self, name: str, content: Content, lines: list[str]) -> None:
        """Add a graph, after sending those for which it leaves no room."""
        if self.size + len(lines) > self.to.at_once:
            self.send()
        self.content[name], self.lines[name] = content, lines
        self.size += len(lines)

    def send(self) -> None:
        """Send the graphs that wait."""
        if self.content:
            self.journal.write(dict.fromkeys(self.content))
            self.to.add(self.lines)
            self.journal.write(self.content)
        self.content, self.lines, self.size = {}, {}, 0
