"""The reading commands: a committee as a card, two compositions compared, tasks beside national ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import click
from rdflib import URIRef

from .. import answers, library, queries
from ..answers import Answer
from ..errors import EXIT_CLEAN, UsageError, suggest
from ..store import Store, Term
from ..terms import iri
from . import output
from .ask import open_graph, source_options
from .words import WORDS

DEFAULT_COMMITTEE = "bcd-cqdt-binh-dinh"
_SEAT = ("order", "role", "office", "organisation", "person")


def _ask(graph: Store, name: str, lang: str, **values: str) -> Answer:
    query = queries.get(library.queries_by_name(), name)
    if any(p.name == "lang" for p in query.parameters):
        values["lang"] = lang
    return answers.ask(graph, query, values, lang)


def check_committee(graph: Store, committee: str) -> URIRef:
    """Return the IRI of a committee that the graph has.

    :raises UsageError: with the nearest id, if there is none.
    """
    known = {str(r["committee"]): r for r in _ask(graph, "committees", "vi").rows()}
    wanted = committee if "://" in committee else str(iri("committee", _slug(committee)))
    if wanted not in known:
        ids = [k.rsplit("/", 1)[1] for k in known]
        hint = suggest(committee, ids) or "; vngov query committees lists them"
        raise UsageError(f"there is no committee «{committee}»{hint}")
    return URIRef(wanted)


def _slug(text: str) -> str:
    try:
        iri("committee", text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return text


@click.command()
@click.argument("committee")
@click.option("--on", "day", metavar="DATE", help="Show it as it was on this day, like 2021-03-02.")
@source_options
def show(
    committee: str, day: str | None, lang: str, store: str | None, endpoint: str | None, timeout: int
) -> int:
    """Show a COMMITTEE as a card: names, decisions, seats, tasks, sources.

    \b
    vngov show bcd-cqdt-binh-dinh --lang en
    vngov show ubqg-cpdt --on 2021-12-31
    """
    if day is not None:
        queries.check_day("--on", day)
    graph = open_graph(store, endpoint, timeout)
    thing = check_committee(graph, committee)
    words = WORDS[lang]
    label = answers.labels_of(graph, [thing], lang).get(thing, str(thing))
    output.heading(label + (f" — {words['as']} {day}" if day else ""))
    output.line(str(thing))
    _names(graph, thing, day, lang)
    history = _ask(graph, "origin-of", lang, thing=str(thing))
    rows = [[s(r["date"]), s(r["decision"]), s(r["effect"]), s(r["note"])] for s, r in _until(history, day)]
    output.heading(words["decisions"])
    output.card_table((words["date"], words["decision"], words["effect"], ""), rows)
    _seats(graph, thing, day, lang)
    _groups(graph, thing, day, lang)
    _mandates(graph, thing, day, lang)
    _sources(graph, thing, lang)
    return EXIT_CLEAN


def _until(found: Answer, day: str | None) -> Iterable[tuple[Any, Mapping[str, Term | None]]]:
    """Yield the rows that are dated by a day, or all of them where no day is asked for."""
    for row in found.rows():
        if day is None or (row["date"] is not None and str(row["date"]) <= day):
            yield found.shown, row


def _names(graph: Store, committee: URIRef, day: str | None, lang: str) -> None:
    words = WORDS[lang]
    names: dict[str, list[str]] = {}
    for shown, row in _until(_ask(graph, "names-of", lang, committee=str(committee)), day):
        behind = shown(row["decision"]) or shown(row["source"])
        if behind not in names.setdefault(str(row["name"]), []):
            names[str(row["name"])].append(behind)
    output.heading(words["names"])
    output.card_table((words["name"], words["decision"]), [[n, "; ".join(d)] for n, d in names.items()])


def _sources(graph: Store, committee: URIRef, lang: str) -> None:
    words = WORDS[lang]
    found = _ask(graph, "sources-of", lang, thing=str(committee))
    rows = [
        [s(r["source"]).rsplit("/", 1)[-1], s(r["issued"]), s(r["page"])]
        for s, r in _shown(found)
        if r["page"]
    ]
    output.heading(words["sources"])
    output.card_table((words["source"], words["issued"], words["page"]), rows)


def _shown(found: Answer) -> Iterable[tuple[Any, Mapping[str, Term | None]]]:
    return ((found.shown, row) for row in found.rows())


def spans(graph: Store, committee: URIRef, lang: str) -> dict[str, str]:
    """Return, for each seat and task of a committee, the spans that support it: position and hash."""
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for row in _ask(graph, "evidence", lang, committee=str(committee)).plain():
        found[row["subject"]].add((int(row["start"]), f"{row['start']}-{row['end']}~{row['hash']}"))
    return {subject: " ".join(text for _, text in sorted(at)) for subject, at in found.items()}


def _seats(graph: Store, committee: URIRef, day: str | None, lang: str) -> None:
    words = WORDS[lang]
    found = _ask(graph, "seats-on-date", lang, committee=str(committee), date=day or "any")
    evidence = spans(graph, committee, lang)
    seats: dict[tuple[str, str], list[list[str]]] = {}
    for row in found.rows():
        decision = found.shown(row["decision"]) or words["unstated"]
        cells = seats.setdefault((decision, str(row["seat"])), [[] for _ in _SEAT])
        for column, cell in zip(_SEAT, cells, strict=True):
            text = found.shown(row[column])
            if text and text not in cell:
                cell.append(text)
    by_decision: dict[str, list[list[str]]] = {}
    for (decision, seat), cells in seats.items():
        merged = [" / ".join(cell) for cell in cells]
        by_decision.setdefault(decision, []).append([*merged, evidence.get(seat, "")])
    for decision, rows in by_decision.items():
        output.heading(f"{words['seats']}: {len(rows)} — {decision}")
        names = [words[c] for c in ("role", "office", "organisation", "person", "span")]
        output.card_table(("#", *names), rows)


def _groups(graph: Store, committee: URIRef, day: str | None, lang: str) -> None:
    words = WORDS[lang]
    found = _ask(graph, "seat-groups", lang, committee=str(committee))
    rows = [
        [s(r["decision"]), s(r["role"]), s(r["seats"]) or "?", s(r["seat_group"])]
        for s, r in _until(found, day)
    ]
    if rows:
        output.heading(words["groups"])
        output.card_table((words["decision"], words["role"], words["count"], ""), rows)


def _mandates(graph: Store, committee: URIRef, day: str | None, lang: str) -> None:
    words = WORDS[lang]
    found = _ask(graph, "mandates-of", lang, committee=str(committee))
    evidence = spans(graph, committee, lang)
    tasks: dict[tuple[str, str], dict[str, list[str]]] = {}
    for _, row in _until(found, day):
        key = (found.shown(row["decision"]), str(row["mandate"]))
        task = tasks.setdefault(key, {"function": [], "topic": [], "task": []})
        for part, seen in task.items():
            text = found.shown(row[part])
            if text and text not in seen:
                seen.append(text)
    rows = [
        [d, ", ".join(t["function"]), ", ".join(t["topic"]), " / ".join(t["task"]), evidence.get(m, "")]
        for (d, m), t in tasks.items()
    ]
    output.heading(f"{words['mandates']}: {len(rows)}")
    names = [words[c] for c in ("decision", "function", "topic", "task", "span")]
    output.card_table(names, rows, lines=True)


@click.command()
@click.argument("committee", default=DEFAULT_COMMITTEE)
@source_options
def align(committee: str, lang: str, store: str | None, endpoint: str | None, timeout: int) -> int:
    """Show each task of a COMMITTEE beside its national counterpart, with match, basis and sources.

    The default is Bình Định's committee of 1 March 2021, beside Decision 701/QĐ-TTg.
    """
    graph = open_graph(store, endpoint, timeout)
    thing = check_committee(graph, committee)
    words = WORDS[lang]
    _seats(graph, thing, None, lang)
    found = _ask(graph, "headline", lang, committee=str(thing))
    label = answers.labels_of(graph, [thing], lang).get(thing, str(thing))
    evidence = spans(graph, thing, lang)
    wordings = _wordings(graph, found, lang)
    rows = []
    for row in found.rows():
        own, other = str(row["mandate"]), str(row["national"])
        at = evidence.get(own, "")
        mine = f"{wordings[own]}\n{at}" if at else wordings[own]
        theirs = wordings[other] if row["national"] else words["none"]
        match = f"{found.shown(row['match'])}\n({found.shown(row['basis'])})" if row["national"] else "—"
        rows.append([found.shown(row["order"]), mine, match, found.shown(row["national_decision"]), theirs])
    national = sorted({row[3] for row in rows if row[3]})
    if len(national) == 1:
        rows = [[*row[:3], "", row[4]] for row in rows]
    output.heading(f"{label} {words['beside']} {', '.join(national) or '—'}")
    names = [words[c] for c in ("task", "match", "decision", "national")]
    output.card_table(("#", *names), rows, lines=True)
    return EXIT_CLEAN


def _wordings(graph: Store, found: Answer, lang: str) -> dict[str, str]:
    """Return, for each task, the wording of each source with its publisher."""
    decisions = {str(r[c]) for r in found.rows() for c in ("decision", "national_decision") if r[c]}
    lines: dict[str, list[str]] = defaultdict(list)
    for decision in sorted(decisions):
        for row in _ask(graph, "wordings-of", lang, decision=decision).plain():
            lines[row["mandate"]].append(f"{row['task']} [{row['publisher']}]")
    return {mandate: "\n".join(texts) for mandate, texts in lines.items()}


@click.command()
@click.argument("first")
@click.argument("second")
@source_options
def diff(first: str, second: str, lang: str, store: str | None, endpoint: str | None, timeout: int) -> int:
    """Compare two compositions, or those of two decisions: FIRST and SECOND are their ids.

    \b
    vngov diff lang-son/ubnd/2020/qd/1782 lang-son/ubnd/2021/qd/2041
    vngov diff ttg/2018/qd/1072 ttg/2021/qd/1619 --lang en

    Organisations and offices are compared by kind: the finance directors of two provinces are the same.
    """
    graph = open_graph(store, endpoint, timeout)
    sides = [_side(graph, one, lang) for one in (first, second)]
    for name, side in zip("AB", sides, strict=True):
        listed = sum(len(seats) for seats in side.seats.values())
        output.line(
            f"{name}  {side.label}: {listed} seats listed, {', '.join(side.completeness) or 'unknown'}"
        )
    rows = []
    for body in sorted({*sides[0].seats, *sides[1].seats}):
        a, b = (side.seats.get(body, []) for side in sides)
        if a != b:
            rows.append([body, "\n".join(a) or "—", "\n".join(b) or "—"])
    bodies = {*sides[0].seats} | {*sides[1].seats}
    output.table(f"{len(bodies) - len(rows)} organisations seated alike; the others:", ("", "A", "B"), rows)
    topics = sorted({*sides[0].topics} ^ {*sides[1].topics})
    marks = [[t, "x" if t in sides[0].topics else "—", "x" if t in sides[1].topics else "—"] for t in topics]
    output.table("Topics of the tasks that differ", ("topic", "A", "B"), marks)
    if any("complete" not in side.raw for side in sides):
        output.line("A list that a source gives in part cannot show that a seat was added or removed.")
    return EXIT_CLEAN


class _Side:
    """One side of a comparison: seats by kind of organisation, and topics of tasks."""

    def __init__(self, label: str, rows: list[dict[str, Any]], shown: Answer, topics: set[str]) -> None:
        self.label = label
        self.topics = topics
        self.seats: dict[str, list[str]] = {}
        for row in shown.rows():
            office = shown.shown(row["office"])
            body = shown.shown(row["body"]) or office or shown.shown(row["person"])
            seat = ": ".join(part for part in (shown.shown(row["role"]), office) if part)
            if seat not in self.seats.setdefault(body, []):
                self.seats[body].append(seat)
        self.count = len({row["seat"] for row in rows})
        self.raw = {str(r["completeness"]).rsplit("/", 1)[-1] for r in rows if r["completeness"]}
        self.completeness = sorted({str(r["completeness_label"]) for r in rows if r["completeness"]})


def _side(graph: Store, name: str, lang: str) -> _Side:
    try:
        target = name if "://" in name else str(iri("decision" if "/" in name else "composition", name))
    except ValueError as error:
        raise UsageError(str(error)) from None
    found = _ask(graph, "seats-of", lang, thing=target)
    if not found.table.rows:
        rows = _ask(graph, "compositions", lang).rows()
        everything = {str(r[column]) for r in rows for column in ("thing", "decision") if r[column]}
        short = [t.rsplit("/vn/", 1)[-1].rsplit("/composition/", 1)[-1] for t in everything]
        hint = suggest(name, short) or "; vngov query compositions lists what can be compared"
        raise UsageError(f"there is no composition or decision «{name}» with seats{hint}")
    label = answers.labels_of(graph, [URIRef(target)], lang).get(URIRef(target), name)
    topics = _ask(graph, "topics-of", lang, thing=target)
    return _Side(label, found.plain(), found, {topics.shown(r["topic"]) for r in topics.rows()})
