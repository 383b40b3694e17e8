"""The linking queries on small stories: what they link, and what they leave alone."""

from __future__ import annotations

import pytest

from conftest import ROOT
from vngov import queries
from vngov.link import graph_of, link
from vngov.store import EmbeddedStore, quads
from vngov.terms import PREFIXES, curie

LINKS = queries.load(ROOT / "queries" / "link")
ID, CODE, GRAPH = (
    "https://w3id.org/vngov/id/",
    "https://w3id.org/vngov/code/",
    "<https://w3id.org/vngov/graph/story>",
)


def story(text: str) -> EmbeddedStore:
    """Return a store with a story: Turtle-like lines, each «subject predicate object», in one graph."""
    lines = []
    for raw in filter(None, text.splitlines()):
        subject, predicate, value = raw.strip().split(maxsplit=2)
        lines.append(f"{term(subject)} {term(predicate)} {term(value)} {GRAPH} .")
    return EmbeddedStore.in_memory("\n".join(lines) + "\n")


def term(word: str) -> str:
    if word == "a":
        return f"<{PREFIXES['rdf']}type>"
    if word.startswith('"'):
        return f"{word}^^<{PREFIXES['xsd']}date>" if word[1:5].isdigit() else word
    prefix, _, local = word.partition(":")
    if prefix in PREFIXES:
        return f"<{PREFIXES[prefix]}{local}>"
    return f"<{CODE}{word[5:]}>" if word.startswith("code/") else f"<{ID}{word}>"


def links(store: EmbeddedStore, *names: str) -> set[tuple[str, str, str]]:
    made = list(quads(link(store, [LINKS[name] for name in names])))
    graphs = {graph_of(LINKS[name]) for name in names}
    assert {g for _, _, _, g in made} == graphs
    kept = [(s, p, o) for s, p, o, _ in made if "/activity/" not in s and s not in graphs]
    return {(s.removeprefix(ID), curie(p), str(o).removeprefix(ID).removeprefix(CODE)) for s, p, o in kept}


COMPOSITIONS = """
composition/a dcterms:isVersionOf committee/c
composition/a vg:constitutedBy decision/1
decision/1 vg:referenceDate "2018-01-01"
composition/b dcterms:isVersionOf committee/c
composition/b vg:constitutedBy decision/2
decision/2 vg:referenceDate "2019-01-01"
effect/2 vg:constitutes composition/b
effect/2 vg:effectType code/effect-type/add-members
composition/d dcterms:isVersionOf committee/c
composition/d vg:constitutedBy decision/3
decision/3 vg:referenceDate "2020-01-01"
"""


def test_added_members_do_not_end_a_composition() -> None:
    found = links(story(COMPOSITIONS), "end-of-composition")
    ends = {s: o for s, p, o in found if p == "dcat:endDate"}
    assert ends == {"period/composition.a": "2020-01-01", "period/composition.b": "2020-01-01"}


def test_the_composition_before_is_the_one_just_before() -> None:
    assert links(story(COMPOSITIONS), "previous-composition") == {
        ("composition/b", "vg:previousComposition", "composition/a"),
        ("composition/d", "vg:previousComposition", "composition/b"),
    }


MANDATES = """
decision/l vg:nationalDecisionInForce decision/n
mandate/l vg:assignedBy decision/l
mandate/n vg:assignedBy decision/n
code/topic/digital-economy skos:broader code/topic/digital-transformation
"""


def tasks(local: str, national: str) -> str:
    """Return two tasks, each written as «functions | topics»."""
    lines = []
    for name, text in (("l", local), ("n", national)):
        functions, topics = text.split("|")
        lines += [f"mandate/{name} vg:function code/function/{f}" for f in functions.split()]
        lines += [f"mandate/{name} dcterms:subject code/topic/{t}" for t in topics.split()]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("local", "national", "match"),
    [
        ("advise | e-government data", "advise | data e-government", "exact"),
        ("advise | digital-economy", "advise | digital-transformation", "narrower"),
        ("advise | data", "advise urge | data e-government", "narrower"),
        ("advise urge | data e-government", "advise | data", "broader"),
        ("advise | digital-transformation", "advise | digital-economy", "broader"),
        ("advise urge | data", "advise inspect | data", "related"),
        ("advise | data smart-city", "advise | data e-government", "related"),
        ("advise | data", "urge | data", None),
        ("advise | data", "advise | e-government", None),
    ],
)
def test_match_type(local: str, national: str, match: str | None) -> None:
    found = links(story(MANDATES + tasks(local, national)), "mandate-alignment")
    matches = [o.removeprefix("match-type/") for _, p, o in found if p == "vg:matchType"]
    assert matches == ([match] if match else [])


def test_what_has_no_match_is_not_taken_up() -> None:
    store = story(MANDATES + tasks("advise | data", "urge | data"))
    assert ("mandate/n", "vg:notTakenUpBy", "decision/l") in links(store, "mandate-alignment", "not-taken-up")
    store = story(MANDATES + tasks("urge | data", "urge | data"))
    assert ("mandate/n", "vg:notTakenUpBy", "decision/l") not in links(
        store, "mandate-alignment", "not-taken-up"
    )


SEAT = """
seat/s vg:filledByHolderOf position/p
seat/s org:role code/role/member
seat/s org:postIn composition/a
position/p vg:title code/title/giam-doc
incumbency/x vg:holds position/p
incumbency/x vg:holder person/x
incumbency/x vg:asOf "2018-06-01"
"""


SECOND = """
incumbency/y vg:holds position/p
incumbency/y vg:holder person/y
incumbency/y vg:asOf "2019-02-01"
"""


def test_the_one_known_holder_of_an_office_is_a_member() -> None:
    found = links(story(COMPOSITIONS + SEAT), "end-of-composition", "derived-membership")
    members = [o for s, p, o in found if p == "org:member"]
    assert members == ["person/x"]
    sources = {o for s, p, o in found if p == "prov:wasDerivedFrom"}
    assert sources == {"seat/s", "incumbency/x"}


@pytest.mark.parametrize(
    "change",
    [
        ("", SECOND),
        ("2018-06-01", "2017-06-01"),
        ("2018-06-01", "2020-06-01"),
        ("title/giam-doc", "title/pho-giam-doc"),
        ("", "seat/s vg:namedHolder person/z\n"),
    ],
    ids=["two holders", "before", "after", "an office of several", "somebody is named"],
)
def test_otherwise_nobody_is_derived(change: tuple[str, str]) -> None:
    old, new = change
    text = SEAT.replace(old, new) if old else SEAT + new
    found = links(story(COMPOSITIONS + text), "end-of-composition", "derived-membership")
    assert not [o for _, p, o in found if p == "org:member"]


SENT = """
seat/n vg:nominatedBy organisation/n
seat/n org:postIn composition/b
seat/t org:postIn composition/d
seat/t vg:filledByHolderOf position/p
position/p org:postIn organisation/o
seat/u org:postIn composition/d
"""


def test_a_committee_draws_from_the_bodies_of_all_its_compositions() -> None:
    assert links(story(COMPOSITIONS + SEAT + SENT), "draws-from") == {
        ("committee/c", "vg:drawsFrom", "organisation/n"),
        ("committee/c", "vg:drawsFrom", "organisation/o"),
    }


DATES = """
decision/1 a vg:Decision
decision/1 eli:date_document "2018-08-28"
decision/1 eli:date_document "2018-01-01"
claim/1 rdf:subject decision/1
claim/1 rdf:object "2018-01-01"
claim/1 vg:disputedBecause "misprint"
"""


def test_a_disputed_date_orders_nothing() -> None:
    found = links(story(DATES), "reference-date")
    assert ("decision/1", "vg:referenceDate", "2018-08-28") in found
    assert len([p for _, p, _ in found if p == "vg:referenceDate"]) == 1


LAPSE = """
seat/s vg:filledByHolderOf position/p
seat/s org:postIn composition/a
composition/a vg:constitutedBy decision/1
decision/1 vg:referenceDate "2018-01-01"
position/p org:postIn organisation/o
organisation/o vg:jurisdiction place/x
organisation/o vg:organizationKind code/organisation-kind/KIND
place/x a vg:AdministrativeUnit
change/m a org:ChangeEvent
change/m org:originalOrganization place/x
change/m dcterms:date "2025-07-01"
"""


@pytest.mark.parametrize(("kind", "lapses"), [("department", True), ("enterprise", False)])
def test_the_states_bodies_end_with_their_province(kind: str, lapses: bool) -> None:
    found = links(story(LAPSE.replace("KIND", kind)), "lapsed-seat")
    assert found == ({("seat/s", "vg:lapsedThrough", "change/m")} if lapses else set())
