"""What must hold between the fields of a record, and between records.

Each rule says which mistake it catches; the message says what to write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from ..errors import Finding, suggest
from ..terms import slug
from . import dates, spans
from .document import Document, Path_, dotted
from .fields import Claimed
from .model import Act, Composition, Record, Seat
from .registry import Registries, split


def within(record: Record, document: Document, registries: Registries) -> list[Finding]:
    """Return what is wrong inside one record."""

    def finding(path: Path_, message: str, rule: str) -> Finding:
        return Finding(document.place(path), dotted(path), message, rule=rule)

    found: list[tuple[Path_, str, str]] = []
    for base, act in acts(record):
        found += [((*base, *p), m, r) for p, m, r in _act(act, record, registries)]
    found += _items_twice(record)
    found += _successors(record, registries)
    found += _spans(record, document)
    return [finding(*f) for f in found]


def acts(record: Record) -> Iterator[tuple[Path_, Act]]:
    """Yield the acts of a record with their paths: the main one, then those it mentions."""
    yield (), record
    for index, act in enumerate(record.mentions):
        yield ("mentions", index), act


Fault = tuple[Path_, str, str]

_ISSUERS = ("ttg", "tw", "ubnd", "unstated")
"""Short names in decision ids: the Prime Minister, the Party centre, a People's Committee, unknown."""


def _act(act: Act, record: Record, registries: Registries) -> Iterator[Fault]:
    yield from _decision_id(act, registries)
    yield from _dates_and_number(act)
    yield from _known_places(act, record.jurisdiction, registries)
    yield from _doubles(act)
    if act.composition:
        yield from _composition(act.composition)
    if (act.composition or act.mandates or act.standing_agency or act.support) and act.committee is None:
        key = "composition" if act.composition else "mandates"
        yield ((key,), "of which committee? write committee: {is: …} beside it", "committee-named")
    if act.number and act.decision is None:
        yield (("number",), "a number belongs to a decision; write decision: … too", "decision-named")


def _decision_id(act: Act, registries: Registries) -> Iterator[Fault]:
    """Yield a decision id whose issuer is unknown or whose type is no code."""
    if act.decision is None:
        return
    known = (registries.places, registries.organisations, registries.committees, _ISSUERS)
    *issuer, _, _, _ = act.decision.split("/")
    for part in issuer:
        if not any(part in names for names in known):
            message = f"«{part}» in {act.decision} is no known issuer{suggest(part, chain(*known))}"
            yield (("decision",), message, "issuer-known")


def _dates_and_number(act: Act) -> Iterator[Fault]:
    """Yield slips between a decision's id and what is said of it, and dates in the wrong order."""
    if act.decision is None:
        return
    year, _, local = act.decision.rsplit("/", 3)[1:]
    if act.date and not act.date.disputed:
        written = dates.year(act.date.is_)
        if written is not None and year != str(written):
            message = f"the date {act.date.is_} is not in the year {year} of {act.decision}; correct one"
            yield (("date",), message, "date-year")
        if len(local) == 5 and local[2] == "-" and local not in act.date.is_:
            message = f"the date {act.date.is_} is not the day {local} of {act.decision}; correct one"
            yield (("date",), message, "date-day")
    if act.number and act.number.is_ != "not-stated":
        digits = act.number.is_.split("/")[0].split("-")[0].lstrip("0") or "0"
        if local.split("-")[0].lstrip("0") != digits:
            message = f"the number {act.number.is_} is not that of {act.decision}; correct one"
            yield (("number",), message, "number-id")
    if act.in_force and act.date and dates.is_before(act.in_force.is_, act.date.is_):
        signed = f"before it was signed on {act.date.is_}"
        message = f"in force on {act.in_force.is_}, {signed}; correct one of them"
        yield (("in-force",), message, "in-force-order")


def _known_places(act: Act, jurisdiction: str, registries: Registries) -> Iterator[Fault]:
    """Yield organisations that do not exist in the record's jurisdiction."""
    references: list[tuple[Path_, str]] = []
    for key, claims in (("standing-agency", act.standing_agency), ("seal-of", act.seal_of)):
        references += [((key, i), c.is_) for i, c in enumerate(claims)]
    for key, one in (("issuer", act.issuer), ("advises", act.advises)):
        if one:
            references.append(((key,), one.is_))
    references += [(("mandates", i, "for"), m.for_) for i, m in enumerate(act.mandates) if m.for_]
    for i, team in enumerate(act.support):
        references += [(("support", i, "host"), team.host)] if team.host else []
        references += [(("support", i, "head"), team.head)] if team.head else []
    for i, seat in enumerate(act.composition.seats if act.composition else []):
        references += [(("composition", "seats", i, "office"), seat.office)] if seat.office else []
        references += (
            [(("composition", "seats", i, "organisation"), seat.organisation)] if seat.organisation else []
        )
        references += [
            (("composition", "seats", i, "concurrent", n), o) for n, o in enumerate(seat.concurrent or [])
        ]
    for path, reference in references:
        problem = _scope_fault(reference, jurisdiction, registries)
        if problem:
            yield (path, problem, "jurisdiction")


def _scope_fault(reference: str, jurisdiction: str, registries: Registries) -> str | None:
    name, where = split(reference, jurisdiction)
    if name in registries.committees:
        return None
    if "@" in reference and where not in registries.places and where not in registries.organisations:
        known = list(registries.places) + list(registries.organisations)
        return f"«{where}» is no known place or organisation{suggest(where, known)}"
    if name in registries.offices:
        name, where = split(registries.offices[name].of, where)
    return registries.scope_fault(name, where)


def _doubles(act: Act) -> Iterator[Fault]:
    """Yield items that are there twice."""
    lists: list[tuple[str, list[str]]] = [
        ("mandates", [m.id for m in act.mandates]),
        ("support", [s.id for s in act.support]),
        ("effects", [f"{e.type} {e.of}" for e in act.effects]),
        ("subject", act.subject or []),
    ]
    for key in ("repeals", "amends", "based_on", "cites", "follows", "standing_agency", "seal_of"):
        claims: list[Claimed[str]] = getattr(act, key)
        lists.append((key.replace("_", "-"), [c.is_ for c in claims]))
    for key, values in lists:
        for index in _repeated(values):
            yield ((key, index), f"«{values[index]}» is there twice; delete one", "double")
    for m, mandate in enumerate(act.mandates):
        for key, values in (("function", mandate.function), ("topics", mandate.topics)):
            for index in _repeated(values):
                yield (("mandates", m, key, index), f"«{values[index]}» is there twice; delete one", "double")


def _successors(record: Record, registries: Registries) -> Iterator[Fault]:
    """Yield changes whose result is unknown, and changes of patterns that do not say where they hold."""
    for index, change in enumerate(record.changes):
        scopes = {registries.organisations[name].scope for name in change.organisations or []}
        if scopes - {"national"} and change.every is None:
            message = "these organisations exist in many places; write every: province if it holds everywhere"
            yield (("changes", index, "organisations"), message, "change-where")
        kind, known = (
            ("place", registries.places) if change.places else ("organisation", registries.organisations)
        )
        if change.into in [*(change.places or []), *(change.organisations or [])]:
            yield (
                ("changes", index, "into"),
                f"«{change.into}» cannot become itself; name what it became",
                "itself",
            )
        if change.into not in known:
            message = f"«{change.into}» is no known {kind}{suggest(change.into, known)}"
            yield (("changes", index, "into"), message, "successor-known")


def _items_twice(record: Record) -> Iterator[Fault]:
    """Yield changes and mentioned decisions that are there twice."""
    ids = {"changes": [c.id for c in record.changes], "mentions": [m.decision or "" for m in record.mentions]}
    for key, values in ids.items():
        for index in _repeated(values):
            if values[index]:
                yield ((key, index), f"«{values[index]}» is there twice; make one item of them", "double")


def _repeated(values: Sequence[str]) -> list[int]:
    return [i for i, value in enumerate(values) if value in values[:i]]


def _composition(composition: Composition) -> Iterator[Fault]:
    base: Path_ = ("composition",)
    keys = [slug(seat_key(seat).replace(".", " dot ")) for seat in composition.seats]
    for index in _repeated(keys):
        path = (*base, "seats", index)
        first = keys.index(keys[index])
        name = seat_key(composition.seats[index])
        message = f"«{name}» has seat {first} already; delete one, or tell them apart by seat: …"
        yield (path, message, "seat-twice")
    heads = [i for i, seat in enumerate(composition.seats) if seat.role == "head"]
    for index in heads[1:]:
        message = f"a second head (the first is seat {heads[0]}); a committee has one head, correct the role"
        yield ((*base, "seats", index, "role"), message, "one-head")
    groups = [f"{g.role} {dict(g.label.items())}" for g in composition.groups]
    for index in _repeated(groups):
        yield (
            (*base, "groups", index),
            "the group is there twice; delete one, or say how they differ",
            "double",
        )
    yield from _counts(composition)


def seat_key(seat: Seat) -> str:
    """Return what tells a seat from the others of its composition."""
    if seat.seat:
        return seat.seat
    office = f"{seat.office}.{seat.portfolio}" if seat.office and seat.portfolio else seat.office
    return (office or seat.organisation or seat.person or "").replace("@", "-")


def _counts(composition: Composition) -> Iterator[Fault]:
    """Yield a number of seats that is not what the list adds up to, so that no seat is lost unseen."""
    total = len(composition.seats) + sum(g.count or 0 for g in composition.groups)
    is_open = any(g.count is None for g in composition.groups)
    if composition.listed != total:
        message = (
            f"listed: {composition.listed}, but seats and groups add up to {total}; "
            "a seat is missing or one too many, or the number is wrong"
        )
        yield (("composition", "listed"), message, "listed-count")
    if composition.declared is None:
        return
    declared = composition.declared.is_
    complete = composition.completeness == "complete"
    disagree = (declared != total) if complete and not is_open else declared < total
    if disagree and composition.disagrees is None:
        message = (
            f"declared: {declared}, but the {'complete ' if complete else ''}list has {total}; correct it, "
            "set completeness: partial, or say why in disagrees: …"
        )
        yield (("composition", "declared"), message, "declared-count")


def _spans(record: Record, document: Document) -> Iterator[Fault]:
    """Yield spans whose check digits do not fit, or that lie outside the text."""
    text = record.source.text
    found = list(walk_spans(document.data, ()))
    if found and text is None:
        message = "spans need the text they count in; write source: {text: {sha256: …, length: …}}"
        yield (found[0][0], message, "span-text")
        return
    if text is None:
        return
    faults: list[Fault] = []
    for path, written in found:
        span = spans.parse(written)
        if span.end > text.length:
            faults.append(
                (path, f"the span ends at {span.end}, but the text has {text.length} characters", "span")
            )
        elif span.check != spans.check_digits(text.sha256, text.length, span.start, span.end, span.hash8):
            message = f"«{written}» is mistyped: its check digits do not fit; copy it again from vngov cite"
            faults.append((path, message, "span"))
    mistyped = all("mistyped" in message for _, message, _ in faults)
    if len(found) > 1 and len(faults) == len(found) and mistyped:
        message = "no span fits this text; correct sha256 and length, or cite all anew with vngov cite"
        faults = [(("source", "text", "sha256"), message, "span")]
    yield from faults


def walk_spans(value: object, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Yield every ``at`` value of a document with its path."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key == "at":
                items = child if isinstance(child, list) else [child]
                yield from (((*path, "at", i) if isinstance(child, list) else (*path, "at"), str(item))
                            for i, item in enumerate(items))  # fmt: skip
            else:
                yield from walk_spans(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from walk_spans(child, (*path, index))
