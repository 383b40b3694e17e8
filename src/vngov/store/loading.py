"""A graph sent to a server, graph by graph: what is there already is not sent again.

SPARQL 1.1 Graph Store HTTP Protocol, or SPARQL 1.1 Update. A journal on this machine keeps, for each graph,
the digest of what was sent; a graph is noted before it is touched, so a load that was cut off sends it anew.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlencode

from rdflib import URIRef

from ..errors import BadInputError, EndpointError, Finding, OutputError, Place
from .embedded import EmbeddedStore
from .remote import UNION_GRAPH
from .sending import Sender

Union = Literal["default", "named", "none"]
"""Where the union of all graphs is kept: the server's default graph, a graph of its own, or nowhere."""

DEFAULT, DROPPED = "", "dropped"
"""How the journal calls the default graph, and the digest of a graph that is no more."""

_AT_ONCE = {"gsp": 50_000, "update": 1_000}
"""Statements in one request; Virtuoso compiles an update as one query, which must not be long."""


class Target(Protocol):
    """What graphs are sent to; ``DEFAULT`` is the default graph."""

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a graph by N-Triples lines."""
        ...

    def drop(self, graph: str) -> None:
        """Delete a graph, if it is there."""
        ...


@dataclass(frozen=True)
class GraphStore:
    """A server that speaks the SPARQL 1.1 Graph Store HTTP Protocol (sections 5.3 to 5.5)."""

    sender: Sender
    at_once: int = _AT_ONCE["gsp"]

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a graph by N-Triples lines."""
        method = "PUT"
        for part in _parts(lines, self.at_once):
            if self.sender.send(method, self._address(graph), "".join(part).encode()) == 404:
                raise EndpointError(self.sender.url, "there is no graph store here (404)", "check the path")
            method = "POST"

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

    def put(self, graph: str, lines: Iterable[str]) -> None:
        """Replace a graph by N-Triples lines."""
        first = self._drop(graph) + " ;\n"
        for part in _parts(lines, self.at_once):
            said = "".join(part)
            self._send(first + "INSERT DATA { " + (f"GRAPH <{graph}> {{\n{said}}}" if graph else said) + " }")
            first = ""

    def drop(self, graph: str) -> None:
        """Delete a graph, if it is there."""
        self._send(self._drop(graph))

    @staticmethod
    def _drop(graph: str) -> str:
        return f"DROP SILENT GRAPH <{graph}>" if graph else "DROP SILENT DEFAULT"

    def _send(self, update: str) -> None:
        body = urlencode({"update": update}).encode()
        kind = "application/x-www-form-urlencoded"
        if self.sender.send("POST", self.sender.url, body, kind) == 404:
            raise EndpointError(self.sender.url, "no updates are taken here (404)", "check the path")


def target(sender: Sender, protocol: str) -> Target:
    """Return what a server is asked to do by ``gsp`` or ``update``."""
    return Update(sender) if protocol == "update" else GraphStore(sender)


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


@dataclass(frozen=True)
class Content:
    """What a graph holds: how many statements, and a digest that does not know their order."""

    statements: int
    digest: str

    @classmethod
    def of(cls, lines: Iterable[str]) -> Content:
        """Return the content of N-Triples lines."""
        count = total = 0
        for line in lines:
            count += 1
            total += int.from_bytes(hashlib.sha256(line.encode()).digest())
        return cls(count, f"{total % 2**256:064x}")


@dataclass
class Journal:
    """What was sent to one server, kept in a file to which each step appends a line."""

    path: Path
    held: dict[str, Content | None] = field(default_factory=dict)
    """By graph; ``None`` for one that was begun and not finished."""

    @classmethod
    def read(cls, path: Path) -> Journal:
        """Return the journal of a file, empty where there is none; a line cut off by a crash is taken away.

        :raises BadInputError: if the file is no journal.
        """
        made = cls(path)
        try:
            data = path.read_bytes() if path.exists() else b""
            whole = data[: data.rfind(b"\n") + 1]
            if whole != data:
                os.truncate(path, len(whole))
        except OSError as error:
            raise BadInputError(
                Finding(Place(str(path)), "", f"cannot be read ({error.strerror}); name another --journal")
            ) from error
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                said = json.loads(line)
                made._note(said["graph"], said["digest"], said["statements"])
            except (ValueError, KeyError, TypeError) as error:
                message = "this is no journal of a load; name another file with --journal"
                raise BadInputError(Finding(Place(str(path), number), "", message)) from error
        return made

    def _note(self, graph: str, digest: str, statements: int) -> None:
        if digest == DROPPED:
            self.held.pop(graph, None)
        else:
            self.held[graph] = Content(statements, digest) if digest else None

    def write(self, graph: str, digest: str = "", statements: int = 0) -> None:
        """Note a graph as sent, as begun (no digest) or as ``dropped``, before anything else happens.

        :raises OutputError: if the file cannot be written.
        """
        line = json.dumps({"graph": graph, "digest": digest, "statements": statements})
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(
                str(self.path), f"cannot be written ({error.strerror})", "name another --journal"
            ) from error
        self._note(graph, digest, statements)


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

    :raises EndpointError: if the server refuses, or stays away; the journal keeps what was done.
    """
    done = Loaded()
    graphs: list[tuple[str, URIRef | None]] = [(str(g), g) for g in source.graphs()]
    if union != "none":
        graphs.append((DEFAULT if union == "default" else str(UNION_GRAPH), None))
    for number, (name, graph) in enumerate(graphs, 1):
        step(f"Sending graph {number} of {len(graphs)}")
        content = Content.of(source.lines(graph))
        done.content[name] = content
        if journal.held.get(name) == content:
            done.kept.append(name)
            continue
        journal.write(name)
        to.put(name, source.lines(graph))
        journal.write(name, content.digest, content.statements)
        done.sent.append(name)
    for name in sorted(set(journal.held) - set(done.content)):
        step("Deleting graphs that are gone")
        to.drop(name)
        journal.write(name, DROPPED)
        done.dropped.append(name)
    return done
