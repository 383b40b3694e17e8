"""What others need of a record: what linking asks for, and its votes for labels, by who needs them.

A key is the committee or the decision that statements are about. Keys that one act ties together are joined;
what no join connects shares no link and no label, but for national bodies, holders of offices and mergers,
which are looked up by their own keys.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rdflib import URIRef

from ..build.labels import Labels
from ..queries import Query
from ..store import Lines
from ..terms import BASE, DCTERMS, ORG, PREFIXES, PROV, RDF, VG
from .owner import key

_TYPE, _GRAPH, _CHANGE = f"<{RDF.type}>", f"<{BASE}graph/", f"{BASE}id/change/"
_EVIDENT = (f"{BASE}id/claim/", f"{BASE}id/span/")
_SUBJECT, _DISPUTED = f"<{RDF.subject}>", f"<{VG.disputedBecause}>"
_HOLDS, _HOLDER = f"<{VG.holds}>", f"<{VG.filledByHolderOf}>"
_ORIGINAL, _UNIT = f"<{ORG.originalOrganization}>", f"<{VG.AdministrativeUnit}>"
_CONSTITUTED, _DERIVED = f"<{VG.constitutedBy}>", f"<{PROV.wasDerivedFrom}>"
_ISSUED = f"<{DCTERMS.issued}>"
_TIES = {
    f"<{p}>"
    for p in (VG.constitutedBy, DCTERMS.isVersionOf, VG.effectOf, VG.affects, VG.constitutes, VG.mandateOf)
} | {f"<{VG.assignedBy}>"}
_CURIE = re.compile(r"(?<![\w<:/])([a-z]+):([A-Za-z][\w-]*)")
_IRI = re.compile(r"<([^<>\s]+)>")


def terms(queries: Iterable[Query]) -> frozenset[str]:
    """Return every name that the linking queries mention, as N-Quads writes it: all that they can ask for."""
    found = set()
    for query in queries:
        found |= {f"<{name}>" for name in _IRI.findall(query.text)}
        found |= {f"<{PREFIXES[p]}{n}>" for p, n in _CURIE.findall(query.text) if p in PREFIXES}
        found |= {_TYPE} if re.search(r"\sa\s", query.text) else set()
    return frozenset(found)


@dataclass
class Facts:
    """Lines of N-Quads and votes by key, and which keys belong together."""

    lines: dict[str, list[str]] = field(default_factory=dict)
    ties: set[tuple[str, str]] = field(default_factory=set)

    def add(self, owner: str, line: str) -> None:
        """Add a line for a key."""
        self.lines.setdefault(owner, []).append(line)

    def texts(self) -> dict[str, str]:
        """Return the facts of each key as one text, the same for the same facts."""
        return {owner: "".join(sorted(set(lines))) for owner, lines in self.lines.items()}


def asked(line: str, wanted: frozenset[str]) -> tuple[str, str, str] | None:
    """Return subject, predicate and object of a line that a linking query may ask for, as written."""
    subject, predicate, rest = line.split(" ", 2)
    if predicate not in wanted:
        return None
    value = rest[: rest.rindex(" <")]
    if predicate == _TYPE and value not in wanted:
        return None
    return subject, predicate, value


def facts(lines: Lines, labels: Labels, wanted: frozenset[str]) -> Facts:
    """Return the facts in a record's lines and labels."""
    found = Facts()
    apart: dict[str, list[tuple[str, str, str, str]]] = {
        "source": [],
        "agent": [],
        "claim": [],
        "change": [],
        "held": [],
    }
    for name, own in lines.items():
        subject = str(name)  # rdflib's own methods are slower
        kind = _kind(subject)
        if kind in apart:
            apart[kind] += [(*said, line) for line in own if (said := asked(line, wanted))]
        else:
            _of_thing(found, key(subject), own, wanted)
    _sources(found, apart["source"])
    _agents(found, apart["agent"])
    _claims(found, apart["claim"])
    _changes(found, apart["change"])
    _held(found, apart["held"])
    for owner, vote in votes(labels):
        found.add(owner, vote)
    found.ties |= {(key(thing), key(act)) for thing, act in labels.behind.items() if act in labels.kinds}
    found.ties = {tie for tie in found.ties if tie[0] != tie[1]}
    return found


def _of_thing(found: Facts, owner: str, lines: Iterable[str], wanted: frozenset[str]) -> None:
    """Keep what is said of a committee or a decision, and what that ties it to."""
    for line in lines:
        said = asked(line, wanted)
        if said is None:
            continue
        _, predicate, value = said
        found.add(owner, line)
        if predicate == _HOLDER:
            found.ties.add((owner, f"position {value}"))
        if predicate in _TIES:
            other = key(value[1:-1])
            found.ties.add((owner, other))
            if predicate == _CONSTITUTED:
                found.add(other, line)


def _kind(subject: str) -> str:
    """Return which of the special ways the lines on a thing take, or nothing."""
    if subject.startswith(_EVIDENT):
        return "claim"
    if subject.startswith(_CHANGE):
        return "change"
    owner = key(subject)
    if owner.startswith("source/"):
        return "source"
    if owner.startswith(("committee/", "decision/")):
        return ""
    return "held" if "/id/incumbency/" in subject or "/id/person/" in subject else "agent"


def _sources(found: Facts, lines: Iterable[tuple[str, str, str, str]]) -> None:
    """Tell each composition and its decision which page shows it, and from when that page is."""
    shown = {owner for owner, own in found.lines.items() if any(f" {_CONSTITUTED} " in line for line in own)}
    for *_, line in lines:
        for owner in shown:
            found.add(owner, line)


def _agents(found: Facts, lines: Iterable[tuple[str, str, str, str]]) -> None:
    """Tell each committee with seats of the offices and bodies behind them."""
    seated = {owner for owner, own in found.lines.items() if any(f" {_HOLDER} " in line for line in own)}
    for *_, line in lines:
        for owner in seated:
            found.add(owner, line)


def _claims(found: Facts, lines: Iterable[tuple[str, str, str, str]]) -> None:
    """Tell each thing what is disputed of it."""
    lines = list(lines)
    disputed = {subject for subject, predicate, _, _ in lines if predicate == _DISPUTED}
    about = {s: value for s, p, value, _ in lines if p == _SUBJECT and s in disputed}
    for subject, _, _, line in lines:
        if subject in about:
            found.add(key(about[subject][1:-1]), line)


def _changes(found: Facts, lines: Iterable[tuple[str, str, str, str]]) -> None:
    """Keep each merger by what it ended."""
    events: dict[str, list[tuple[str, str, str]]] = {}
    for subject, predicate, value, line in lines:
        events.setdefault(subject, []).append((predicate, value, line))
    for said in events.values():
        for old in {value for predicate, value, _ in said if predicate == _ORIGINAL}:
            for _, _, line in said:
                found.add(f"original {old}", line)
            if "/id/place/" in old:
                found.add(f"original {old}", f"{old} {_TYPE} {_UNIT} {_GRAPH}registry-places> .\n")


def _held(found: Facts, lines: Iterable[tuple[str, str, str, str]]) -> None:
    """Keep each incumbency by its office."""
    lines = list(lines)
    office = {s: value for s, p, value, _ in lines if p == _HOLDS}
    for subject, _, _, line in lines:
        if subject in office:
            found.add(f"position {office[subject]}", line)


def votes(labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield what a record was told of labels, one JSON line each, with the key that needs it."""

    def vote(thing: str, *rest: object) -> tuple[str, str]:
        owner = key(thing)
        if not owner.startswith(("committee/", "decision/")):
            owner = thing
        return owner, json.dumps([thing, *rest], ensure_ascii=False) + "\n"

    for (thing, language), words in labels.proposed.items():
        for text, count in words.items():
            yield vote(thing, "proposed", language, text, count)
    for thing, kind in labels.kinds.items():
        yield vote(thing, "kind", dict(kind))
    for name in ("numbers", "days"):
        for thing, values in getattr(labels, name).items():
            yield from (vote(thing, name, value) for value in values)
    for (thing, language), name in labels.lasting.items():
        yield vote(thing, "lasting", language, name)
    for thing in labels.renamed:
        yield vote(thing, "renamed")
    for thing, act in labels.behind.items():
        yield vote(thing, "behind", act)
        if act in labels.publishers:
            yield (
                key(thing),
                json.dumps([act, "publisher", labels.publishers[act]], ensure_ascii=False) + "\n",
            )


def counted(records: Iterable[Iterable[str]]) -> Labels:
    """Return the labels collection that the votes of several records make."""
    labels = Labels()
    for votes_of_one in records:
        for vote in votes_of_one:
            name, what, *rest = json.loads(vote)
            _count(labels, URIRef(name), what, rest)
    return labels


def _count(labels: Labels, thing: URIRef, what: str, rest: list[str]) -> None:
    if what == "proposed":
        language, text, count = rest
        labels.proposed.setdefault((thing, language), Counter())[text] += int(count)
    elif what == "kind":
        kind = rest[0]
        assert isinstance(kind, Mapping)
        labels.kinds[thing] = kind
    elif what in ("numbers", "days"):
        getattr(labels, what).setdefault(thing, set()).add(rest[0])
    elif what == "lasting":
        labels.lasting[thing, rest[0]] = rest[1]
    elif what == "renamed":
        labels.renamed.add(thing)
    elif what == "behind":
        labels.behind[thing] = URIRef(rest[0])
    else:
        labels.publishers[thing] = rest[0]
