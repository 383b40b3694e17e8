"""What was sent to a server, kept in a file on this machine: one line a graph and step."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import BadInputError, Finding, OutputError, Place

DEFAULT, DROPPED = "", "dropped"
"""How the journal calls the default graph, and the digest of a graph that is no more."""


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
                digest = said["digest"]
                content = Content(said["statements"], digest) if digest and digest != DROPPED else digest
                made._note(said["graph"], content)
            except (ValueError, KeyError, TypeError) as error:
                message = "this is no journal of a load; name another file with --journal"
                raise BadInputError(Finding(Place(str(path), number), "", message)) from error
        return made

    def _note(self, graph: str, said: Content | str | None) -> None:
        if said == DROPPED:
            self.held.pop(graph, None)
        else:
            self.held[graph] = said if isinstance(said, Content) else None

    def write(self, graphs: Mapping[str, Content | str | None]) -> None:
        """Note graphs as sent, as begun (``None``) or as ``DROPPED``, before anything else happens.

        A line that could not be written whole, because the disk is full, is taken away again.

        :raises OutputError: if the file cannot be written.
        """
        size = -1
        try:
            with self.path.open("ab") as file:
                size = file.tell()
                file.write("".join(_line(name, said) for name, said in graphs.items()).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            if size >= 0:
                with suppress(OSError):
                    os.truncate(self.path, size)
            raise OutputError(
                str(self.path),
                f"cannot be written ({error.strerror})",
                "free some space, or name another --journal",
            ) from error
        for name, said in graphs.items():
            self._note(name, said)


def _line(graph: str, said: Content | str | None) -> str:
    digest = said.digest if isinstance(said, Content) else said or ""
    statements = said.statements if isinstance(said, Content) else 0
    return json.dumps({"graph": graph, "digest": digest, "statements": statements}) + "\n"
