"""What graphs are sent to: SPARQL 1.1 Graph Store HTTP Protocol, or SPARQL 1.1 Update."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlencode

from ..errors import EndpointError
from .sending import Sender

_AT_ONCE = {"gsp": 50_000, "update": 1_000}
"""Statements in one request; Virtuoso compiles an update as one query, which must not be long."""


class Target(Protocol):
    """What graphs are sent to; an empty name is the default graph."""

    @property
    def at_once(self) -> int:
        """Return how many statements one request may have."""
        ...

    @property
    def together(self) -> bool:
        """Return whether the server is known to take several graphs in one request."""
        ...

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a graph by N-Triples lines."""
        ...

    def add(self, graphs: Mapping[str, Sequence[str]]) -> None:
        """Write into several graphs, given as N-Triples lines, in one request."""
        ...

    def drop(self, graph: str) -> None:
        """Delete a graph, if it is there."""
        ...


@dataclass(frozen=True)
class GraphStore:
    """A server that speaks the SPARQL 1.1 Graph Store HTTP Protocol (sections 5.3 to 5.5).

    Some, not all, also take N-Quads at the address itself: ``together`` says that this one does.
    """

    sender: Sender
    at_once: int = _AT_ONCE["gsp"]
    together: bool = False

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a graph by N-Triples lines."""
        method = "PUT"
        for part in _parts(lines, self.at_once):
            if self.sender.send(method, self._address(graph), "".join(part).encode()) == 404:
                raise EndpointError(self.sender.url, "there is no graph store here (404)", "check the path")
            method = "POST"

    def add(self, graphs: Mapping[str, Sequence[str]]) -> None:
        """Write into several graphs, given as N-Triples lines, in one request."""
        body = "".join(f"{line[:-3]} <{name}> .\n" for name, lines in graphs.items() for line in lines)
        self.sender.send("POST", self.sender.url, body.encode(), "application/n-quads")

    def tried(self) -> GraphStore:
        """Return the same server, taken to accept several graphs at once and asked only once."""
        return replace(self, sender=self.sender.impatient(), together=True)

    def drop(self, graph: str) -> None:
        """Delete a graph, if it is there."""
        self.sender.send("DELETE", self._address(graph))

    def _address(self, graph: str) -> str:
        mark = "&" if "?" in self.sender.url else "?"
        return self.sender.url + mark + (urlencode({"graph": graph}) if graph else "default")


@dataclass(frozen=True)
class Update:
    """A server that speaks SPARQL 1.1 Update (sections 3.1.1 and 3.2.2)."""

    sender: Sender
    at_once: int = _AT_ONCE["update"]
    together: bool = True

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a graph by N-Triples lines."""
        first = self._drop(graph) + " ;\n"
        for part in _parts(lines, self.at_once):
            self.run(f"{first}INSERT DATA {{ {_block(graph, part)} }}")
            first = ""

    def add(self, graphs: Mapping[str, Sequence[str]]) -> None:
        """Write into several graphs, given as N-Triples lines, in one request."""
        self.run(f"INSERT DATA {{ {' '.join(_block(name, lines) for name, lines in graphs.items())} }}")

    def extend(self, graph: str, lines: Iterable[str]) -> None:
        """Write N-Triples lines into a graph, beside what it has."""
        for part in _parts(lines, self.at_once):
            self.add({graph: part})

    def drop(self, graph: str) -> None:
        """Delete a graph, if it is there."""
        self.run(self._drop(graph))

    def run(self, update: str) -> None:
        """Run an update that may be run twice.

        :raises EndpointError: if the server refuses it, or stays away.
        """
        body = urlencode({"update": update}).encode()
        kind = "application/x-www-form-urlencoded"
        if self.sender.send("POST", self.sender.url, body, kind) == 404:
            raise EndpointError(self.sender.url, "no updates are taken here (404)", "check the path")

    @staticmethod
    def _drop(graph: str) -> str:
        return f"DROP SILENT GRAPH <{graph}>" if graph else "DROP SILENT DEFAULT"


def target(sender: Sender, protocol: str) -> Target:
    """Return what a server is asked to do by ``gsp`` or ``update``."""
    return Update(sender) if protocol == "update" else GraphStore(sender)


def _block(graph: str, lines: Sequence[str]) -> str:
    said = "".join(lines)
    return f"GRAPH <{graph}> {{\n{said}}}" if graph else said


def _parts(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the lines in stretches; at least one, be it empty."""
    rest = iter(lines)
    part = list(itertools.islice(rest, size))
    while True:
        following = list(itertools.islice(rest, size))
        yield part
        if not following:
            return
        part = following
