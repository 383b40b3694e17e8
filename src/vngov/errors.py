"""Every error vngov raises, with the place, the value and the remedy.

Two kinds exist. A :class:`Finding` is data: something wrong (or advisable) in what a
curator or a researcher gave us, collected and shown together. An exception stops the
work: :class:`BadInputError` carries the findings, :class:`EndpointError` and
:class:`OutputError` name what failed outside.

Exit codes of the command line: 0 clean, 1 findings, 2 bad input, 3 our fault.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["violation", "warning", "info"]

EXIT_CLEAN, EXIT_FINDINGS, EXIT_BAD_INPUT, EXIT_OUR_FAULT = 0, 1, 2, 3


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a file: 1-based line and column, 0 where the whole file is meant."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``file:line:col`` as editors understand it."""
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong, where it is, and what to write instead."""

    place: Place
    path: str
    message: str
    severity: Severity = "violation"
    rule: str = ""
    focus: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the one line a curator reads: ``file:line:col: path: what is wrong``."""
        label = "" if self.severity == "violation" else f"{self.severity}: "
        path = f"{self.path}: " if self.path else ""
        return f"{self.place}: {label}{path}{self.message}"


class VngovError(Exception):
    """Base of every exception that vngov raises on purpose."""

    exit_code = EXIT_OUR_FAULT


class BadInputError(VngovError):
    """What was given cannot be read; ``findings`` says where and why."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, findings: Finding | Sequence[Finding]) -> None:
        self.findings = [findings] if isinstance(findings, Finding) else sorted(findings)
        super().__init__("\n".join(str(f) for f in self.findings))


class UsageError(BadInputError):
    """A name, parameter or option that does not exist; the message suggests the right one."""

    def __init__(self, message: str) -> None:
        super().__init__(Finding(Place("vngov"), "", message))

    def __str__(self) -> str:
        """Return the message alone: there is no file to name."""
        return self.findings[0].message


class EndpointError(VngovError):
    """A SPARQL endpoint did not answer as one; keeps the URL."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, url: str, problem: str, remedy: str) -> None:
        self.url = url
        super().__init__(f"{url}: {problem}; {remedy}")


class OutputError(VngovError):
    """A file or folder could not be written; nothing was changed."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, path: str, problem: str, remedy: str) -> None:
        self.path = path
        self.parts = (path, problem, remedy)
        super().__init__(f"{path}: {problem}; {remedy}")


class MissingExtraError(VngovError):
    """An optional library is not installed; the message gives the command."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{what} needs an optional library; install it with: pip install 'vngov[{extra}]'")


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean «x»?`` for the nearest known word, or an empty string.

    >>> suggest("membr", ["head", "member"])
    '; did you mean «member»?'
    >>> suggest("zzz", ["head", "member"])
    ''
    """
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean «{near[0]}»?" if near else ""
