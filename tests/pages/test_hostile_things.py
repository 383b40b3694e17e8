"""Hostile data stays data: no markup, no script and no odd link comes out of a graph, on any kind of page."""

from __future__ import annotations

import json
from typing import Any

import html5lib
import pytest

from pages.reading import links
from vngov.pages.site import Site
from vngov.pages.view import Setting
from vngov.store import EmbeddedStore
from vngov.terms import BASE, PREFIXES

TAG = '<img src=x onerror="alert(1)">'
END = "</script></title></style><script>alert(2)</script>"
EVIL = "javascript:alert(3)"
ODD = BASE + "id/seat/x%22onload=alert(4)"
GRAPH = BASE + "graph/evil"
KINDS = {
    "id/committee/evil": "vg:Committee",
    "id/composition/evil": "vg:Composition",
    "eli/vn/evil/2020/qd/1": "vg:Decision",
    "id/organisation/evil": "vg:Organization",
    "id/position/evil": "vg:Position",
    "id/place/evil": "vg:AdministrativeUnit",
    "id/person/evil": "foaf:Person",
    "id/mandate/evil": "vg:Mandate",
    "id/seat/evil": "vg:Seat",
    "id/source/evil": "vg:Source",
    "code/topic/evil": "skos:Concept",
    "id/effect/evil": "vg:DecisionEffect",
    "id/incumbency/evil": "vg:Incumbency",
}
LINKS = {
    "foaf:page": "id/source/evil",
    "vg:level": "code/topic/evil",
    "vg:jurisdiction": "id/place/evil",
    "vg:advises": "id/organisation/evil",
    "vg:constitutedBy": "eli/vn/evil/2020/qd/1",
    "vg:reportedBy": "id/source/evil",
    "dcterms:isVersionOf": "id/committee/evil",
    "org:hasPost": "id/seat/evil",
    "org:postIn": "id/composition/evil",
    "org:role": "code/topic/evil",
    "vg:filledByHolderOf": "id/position/evil",
    "vg:namedHolder": "id/person/evil",
    "vg:nominatedBy": "id/organisation/evil",
    "vg:lapsedThrough": "id/effect/evil",
    "vg:previousComposition": "id/composition/evil",
    "vg:effectOf": "eli/vn/evil/2020/qd/1",
    "vg:affects": "id/committee/evil",
    "vg:constitutes": "id/composition/evil",
    "vg:effectType": "code/topic/evil",
    "vg:mandateOf": "id/committee/evil",
    "vg:assignedBy": "eli/vn/evil/2020/qd/1",
    "vg:function": "code/topic/evil",
    "dcterms:subject": "code/topic/evil",
    "vg:holds": "id/position/evil",
    "vg:holder": "id/person/evil",
    "eli:cites": "eli/vn/evil/2020/qd/1",
    "adms:identifier": "id/effect/evil",
    "skos:broader": "code/topic/evil",
    "skos:inScheme": "code/topic/evil",
    "org:originalOrganization": "id/place/evil",
}
"""Each property with the thing of ours that it points at, beside the hostile ones."""

TEXTS = (
    *("skos:prefLabel", "skos:definition", "skos:editorialNote", "dcterms:description", "vg:nameInSource"),
    *("eli:id_local", "eli:date_document", "vg:referenceDate", "vg:declaredSeatCount", "vg:seatOrder"),
    *("dcterms:title", "dc:publisher", "vg:oldName", "vg:newName", "vg:asOf", "dcterms:date"),
)


def full(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def quads() -> str:
    """Return things of every kind that say hostile things of each other, through every property."""
    lines = [f"<{GRAPH}> <{full('prov:wasDerivedFrom')}> <{BASE}id/source/evil> <{GRAPH}> ."]
    text = json.dumps(f"{TAG}{END}")
    for path, kind in KINDS.items():
        about = f"<{BASE}{path}>"
        lines.append(f"{about} <{full('rdf:type')}> <{full(kind)}> <{GRAPH}> .")
        lines += [f"{about} <{full(name)}> {text}@vi <{GRAPH}> ." for name in TEXTS]
        lines += [
            f"{about} <{full(name)}> <{value}> <{GRAPH}> ."
            for name, target in LINKS.items()
            for value in (EVIL, ODD, BASE + target)
        ]
    lines += [
        f"<{odd}> <{full(name)}> <{BASE}{target}> <{GRAPH}> ."
        for odd in (ODD, EVIL)
        for name, target in LINKS.items()
    ]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(EmbeddedStore.in_memory(quads()), Setting(base_url="https://data.example.org/"))


def page(site: Site, path: str, **asked: str) -> Any:
    made = site.answer(path, asked)
    assert made is not None
    return html5lib.parse(made.body.decode(), namespaceHTMLElements=False)


@pytest.mark.parametrize("asked", [{}, {"on": '"><script>alert(5)</script>', "page": TAG}])
@pytest.mark.parametrize("path", list(KINDS))
def test_nothing_hostile_comes_alive(site: Site, path: str, asked: dict[str, str]) -> None:
    for lang in ("vi", "en"):
        tree = page(site, f"{lang}/{path}.html", **asked)
        assert "onerror" in "".join(tree.itertext())
        pictures = [e.get("src") for e in tree.iter("img")]
        assert all("static/mark.svg" in source for source in pictures)
        for script in tree.iter("script"):
            inside = script.get("type") == "application/ld+json"
            assert inside or not script.text, path
        for element in tree.iter():
            if isinstance(element.tag, str):
                assert not [name for name in element.attrib if name.startswith("on")], element.tag
        for target, _ in links(tree, f"{lang}/{path}.html"):
            assert target.startswith(("vi/", "en/", "id/", "eli/", "code/", "https://", "http://")), target
            assert ":" not in target.removeprefix("https://").removeprefix("http://") or "://" in target
        data = next(s for s in tree.iter("script") if s.get("type") == "application/ld+json")
        assert json.loads(data.text)


@pytest.mark.parametrize("path", list(KINDS))
def test_the_data_survives(site: Site, path: str) -> None:
    document = site.answer(f"{path}.nt")
    assert document is not None
    assert b"onerror" in document.body
    assert EVIL.encode() in document.body
