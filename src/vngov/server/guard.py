"""What a query is before any engine sees it: its form, and whether it reaches out, writes or nests too deep.

It reads tokens, not grammar, in linear time. The engine reads more loosely than the grammar (it takes
``trueSERVICE<x>`` for two words), so what may be a SERVICE in one reading of the text counts as one, and so
does a prefix with that word in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .limits import DEEPEST

_TOKEN = re.compile(
    r"""
    (?P<space> \s+ | \#[^\r\n]* )
  | (?P<iri> <[^\x00-\x20<>"{}|^`]*> )
  | (?P<string> \"{3} (?: [^"\\] | \\. | "(?!"") )* (?: \"{3} | \Z ) | " (?: [^"\\\r\n] | \\. )* "?
              | '{3} (?: [^'\\] | \\. | '(?!'') )* (?: '{3} | \Z ) | ' (?: [^'\\\r\n] | \\. )* '? )
  | (?P<variable> [?$]\w+ )
  | (?P<tag> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
  | (?P<run> [^\W\d][\w.-]*+ ) (?P<local> : (?: [\w.:%-] | \\. )*+ )?
  | (?P<name> : (?: [\w.:%-] | \\. )*+ )
  | (?P<number> \d+ )
  | (?P<open> [{(\[] )
  | (?P<close> [})\]] )
  | (?P<other> . )
    """,
    re.X | re.S,
)
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_VOLATILE = re.compile(r"(?:NOW|RAND|UUID|BNODE)(?:\Z|[.-])")
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f]*\Z")
"""An absolute IRI."""

_OPERANDS = frozenset({"iri", "string", "variable", "tag", "name", "run", "local", "number", "close"})


@dataclass(frozen=True)
class Reading:
    """What a text is: its form (``None`` if it begins as no query), and what must be known to refuse it."""

    form: str | None
    update: str | None
    service: bool
    volatile: bool
    depth: int

    @property
    def makes_graph(self) -> bool:
        """Return whether its answer is a graph."""
        return self.form in ("CONSTRUCT", "DESCRIBE")


def read(text: str) -> Reading:
    """Return what a text is, in time that grows with its length only; what nests too deep is not read on.

    >>> read("PREFIX x: <http://x/#SERVICE> SELECT * { ?s ?p 'SERVICE' } # SERVICE").service
    False
    >>> read("ASK { SERVICE <http://x/> { ?s ?p ?o } }").service
    True
    """
    form = update = None
    service = volatile = doubt = False
    depth = deepest = 0
    before = ""
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or ""
        if kind == "space":
            continue
        if kind in ("run", "local"):
            run = token["run"].upper()
            service |= "SERVICE" in run
            if kind == "run":
                volatile |= _VOLATILE.search(run) is not None
                if form is None and update is None and run not in ("BASE", "PREFIX"):
                    form = next((f for f in _FORMS if run.startswith(f)), None)
                    update = None if form else next((u for u in _UPDATES if run.startswith(u)), None)
        elif kind == "iri":
            doubt |= before in _OPERANDS and _may_be_less_than(token[0])
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif kind == "close":
            depth -= 1
        before = kind
    service |= doubt and "service" in text.lower()
    return Reading(form, update, service, volatile, deepest)


def dataset(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the graphs of FROM and of FROM NAMED, if there are several FROM and all of them are clear.

    >>> dataset("PREFIX x: <http://x/> SELECT * FROM x:a FROM <http://x/b> FROM NAMED x:c { ?s ?p ?o }")
    (('http://x/a', 'http://x/b'), ('http://x/c',))
    >>> dataset("SELECT * FROM <http://x/a> { ?s ?p ?o }") is None
    True
    """
    tokens = [token for token in _TOKEN.finditer(text) if token.lastgroup != "space"]
    prefixes: dict[str, str] = {}
    found: dict[bool, list[str | None]] = {False: [], True: []}
    for n, token in enumerate(tokens[:-2]):
        word, after = token[0].upper(), tokens[n + 1]
        if word == "PREFIX" and tokens[n + 2].lastgroup == "iri":
            prefixes[after[0]] = tokens[n + 2][0][1:-1]
        elif word == "FROM" and token.lastgroup == "run":
            named = after[0].upper() == "NAMED"
            found[named].append(_graph(tokens[n + 1 + named], prefixes))
    every = [graph for graphs in found.values() for graph in graphs]
    clear = [graph for graph in every if graph is not None]
    if len(found[False]) < 2 or len(clear) < len(every):
        return None
    count = len(found[False])
    return tuple(clear[:count]), tuple(clear[count:])


def _graph(token: re.Match[str], prefixes: Mapping[str, str]) -> str | None:
    """Return the absolute IRI of a token, or nothing if it takes more than a prefix to know it."""
    name = token[0]
    if token.lastgroup == "iri":
        name = name[1:-1]
    else:
        prefix, colon, local = name.partition(":")
        name = prefixes.get(prefix + colon, "") + local
    return name if ABSOLUTE.match(name) else None


def _may_be_less_than(iri: str) -> bool:
    """Return whether ``<…>`` after an operand may be «less than» with a comment or a string behind it."""
    mark = re.search(r"[#']", iri)
    return mark is not None and "://" not in iri[: mark.start()]
