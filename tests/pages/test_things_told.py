"""Each kind of page says what the graph says of its thing, with the sources beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rdflib import Graph, URIRef

from pages.reading import classed, page_of, section, text_of
from vngov import answers, library
from vngov.pages import citing, incoming, seating, thing
from vngov.pages.facts import Facts, Text
from vngov.pages.site import Site
from vngov.pages.view import Setting, View
from vngov.store import EmbeddedStore
from vngov.terms import BASE, DCTERMS, RDF, SKOS, iri

COMMITTEE = "id/committee/bcd-cqdt-binh-dinh"
NATIONAL = "id/committee/ubqg-cpdt"
LANG_SON = "id/composition/bcd-cqdt-lang-son.lang-son-ubnd-2021-qd-2041"
D701 = "eli/vn/ttg/2020/qd/701"


@pytest.fixture(scope="module")
def site(store: EmbeddedStore) -> Site:
    return Site(store, Setting(edition={"version": "9.9.9", "date": "2026-01-02"}))


def view(site: Site, path: str = "vi/index.html", **asked: str) -> View:
    return View(site.facts, site.setting, path, path[:2], asked)


@pytest.mark.parametrize(
    ("path", "lang", "heading", "said"),
    [
        (
            COMMITTEE,
            "vi",
            "seats",
            ["19 thành viên theo số công bố", "19 ghế được nêu rõ", "FPT Telecom Bình Định"],
        ),
        (
            COMMITTEE,
            "vi",
            "time",
            ["01/03/2021", "Kiện toàn", "Mở rộng nhiệm vụ", "làm theo: Quyết định 701/QĐ-TTg"],
        ),
        (COMMITTEE, "vi", "time", ["01/07/2025", "Gia Lai"]),
        (
            COMMITTEE,
            "vi",
            "mandates",
            ["3 trong 5 nhiệm vụ", "Trùng khớp", "Rộng hơn", "Không có nhiệm vụ quốc gia"],
        ),
        (COMMITTEE, "vi", "company", ["Ban Chỉ đạo Công nghệ thông tin tỉnh Bình Định", "2 cơ quan chung"]),
        (COMMITTEE, "en", "facts", ["province", "Bình Định", "People's Committee of Bình Định"]),
        (NATIONAL, "vi", "names", ["Ủy ban Quốc gia về chuyển đổi số", "từ 24/09/2021", "đến 24/09/2021"]),
        (NATIONAL, "vi", "time", ["Đổi tên", "Không rõ ngày", "nguồn khác ghi 28/08/2019"]),
        (
            LANG_SON,
            "vi",
            "changed",
            ["So với thành phần trước", "Đổi chức vụ", "3 ghế giữ nguyên"],
        ),
        (D701, "en", "facts", ["701/QĐ-TTg", "26 May 2020", "Prime Minister", "decision"]),
        (D701, "en", "effects", ["reorganise", "extend mandate", "National Committee on e-Government"]),
        (D701, "en", "came", ["279 days later", "said to follow it", "while it was in force", "Bình Định"]),
        ("eli/vn/ttg/2021/qd/1964", "en", "rests", ["cites", "Decision 1619/QĐ-TTg"]),
        ("eli/vn/ttg/2014/qd/109", "en", "came", ["Replaced by", "Decision 1072/QĐ-TTg", "Amended by"]),
        (
            "id/organisation/so-tttt-binh-dinh",
            "vi",
            "held",
            ["từ 01/03/2021", "Phó Trưởng ban", "Giám đốc Sở Thông tin"],
        ),
        ("id/organisation/so-tttt-binh-dinh", "vi", "changes", ["01/03/2025", "Sở Khoa học và Công nghệ"]),
        (
            "id/organisation/so-tttt-binh-dinh",
            "vi",
            "roles",
            ["cơ quan thường trực của", "con dấu được dùng bởi"],
        ),
        ("id/position/pho-thu-tuong", "en", "holders", ["Vũ Đức Đam", "as of", "26 May 2020"]),
        ("id/position/pho-thu-tuong", "en", "held", ["standing deputy head / deputy head", "Hồ Đức Phớc"]),
        ("id/place/binh-dinh", "en", "codes", ["GSO 52", "until 1 July 2025", "ISO 3166-2 VN-31"]),
        ("id/place/binh-dinh", "en", "changes", ["1 July 2025", "Gia Lai"]),
        (
            "id/place/binh-dinh",
            "en",
            "committees",
            ["e-Government of Bình Định", "Committees of the unit that came after"],
        ),
        ("code/topic/digital-government", "vi", "covering", ["Bình Định", "Tham mưu, đề xuất", "26/05/2020"]),
        ("id/source/nat-701-saovietlaw", "en", "disagreements", ["standing deputy head", "deputy head"]),
        ("id/source/vietnamnet-716874", "vi", "facts", ["VietNamNet", "3484", "46876ae103e3a0c6"]),
        (
            "id/person/vu-duc-dam",
            "en",
            "held",
            ["deputy head", "Deputy Prime Minister", "from 15 January 2014"],
        ),
        ("id/mandate/ttg-2020-qd-701.advise", "en", "local", ["exact", "narrower", "Lạng Sơn"]),
        (
            "id/seat/ubqg-cpdt.ttg-2020-qd-701.pho-thu-tuong",
            "en",
            "fills",
            ["Sources differ on the role", "Vũ Đức Đam"],
        ),
    ],
)
def test_a_page_says_what_matters(site: Site, path: str, lang: str, heading: str, said: list[str]) -> None:
    part = section(page_of(site, f"{lang}/{path}.html"), heading)
    text = text_of(part)
    shown = " ".join(
        "".join(e for e in part.itertext() if not e.strip().isdigit() or len(e.strip()) > 2).split()
    )
    assert [words for words in said if words not in text and words not in shown] == []
    assert classed(part, "cite")


def test_every_seat_stands_in_its_tier(site: Site) -> None:
    tree = page_of(site, f"vi/{COMMITTEE}.html")
    sizes = [(tier.get("class"), len(classed(tier, "seat"))) for tier in classed(tree, "tier")]
    assert sizes == [
        ("tier is-head", 1),
        ("tier is-standing-deputy", 1),
        ("tier is-deputy", 1),
        ("tier is-member", 16),
    ]
    lapsed = [seat for seat in classed(tree, "seat") if classed(seat, "lapse")]
    assert len(lapsed) == 15
    assert all(classed(seat, "cite") for seat in classed(tree, "seat"))


@pytest.mark.parametrize(
    ("on", "decision"),
    [("2020-06-01", "701"), ("2021-10-01", "1619"), ("2022-01-01", "1964"), ("2018-01-01", None)],
)
def test_the_composition_in_force_on_a_day_is_the_library_s(
    site: Site, store: EmbeddedStore, on: str, decision: str | None
) -> None:
    query = library.queries_by_name()["governing-decision"].bind({"committee": "ubqg-cpdt", "date": on})
    governing = {str(value).rpartition("/")[2] for row in store.select(query).rows for value in row if value}
    made = seating.in_force(seating.of_committee(view(site), iri("committee", "ubqg-cpdt")), on)
    assert (made.slug.rpartition("-")[2] if made else None) == decision
    assert decision is None or decision in governing


def test_mandates_stand_beside_the_national_ones_as_in_the_library(site: Site, store: EmbeddedStore) -> None:
    answer = answers.ask(store, library.queries_by_name()["headline"]).rows()
    pairs = {(row["mandate"], row["national"]) for row in answer if row["national"]}
    tree = section(page_of(site, f"en/{COMMITTEE}.html"), "mandates")
    shown = set()
    for item in tree.iterfind("./ol/li"):
        (own,) = classed(item, "own")
        for match in classed(item, "match"):
            shown.add((_thing(own), _thing(match)))
    assert shown == {(str(mandate), str(national)) for mandate, national in pairs}


def _thing(part: Any) -> str:
    href = next(a.get("href") for a in part.iter("a") if "/mandate/" in a.get("href"))
    return f"{BASE}id/mandate/{href.rpartition('/mandate/')[2].removesuffix('.html')}"


def test_incoming_links_are_paged(site: Site) -> None:
    member = URIRef(BASE + "code/role/member")
    first = incoming.of(view(site), member)
    pages = [incoming.of(view(site, page=str(n)), member) for n in range(1, first.pages + 1)]
    listed = [f.thing for page in pages for group in page.groups for f in group.facts]
    assert first.pages > 2
    assert len(listed) == len(set(listed)) == first.count == sum(site.facts.counts(member).values())
    assert [
        incoming.of(view(site, page=asked), member).page for asked in ("0", "99", "x", "²", "9" * 50)
    ] == [
        1,
        first.pages,
        1,
        1,
        1,
    ]


def test_a_source_says_its_own_statements_and_no_others(site: Site, store: EmbeddedStore) -> None:
    path = "id/source/nat-598-dientuungdung"
    counted = 0
    for page in ("1", "2"):
        tree = section(page_of(site, f"vi/{path}.html", page=page), "said")
        counted += len(list(tree.iterfind(".//dd")))
    graph = BASE + "graph/nat-598-dientuungdung"
    left_out = f"?s NOT IN (<{graph}>, <{BASE}{path}>) && ?p != <{RDF.type}>"
    query = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER({left_out}) }}"
    assert counted == int(str(store.select(query).rows[0][0]))


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf"])
@pytest.mark.parametrize("path", [COMMITTEE, D701, "code/role/member"])
def test_the_document_holds_what_is_said_of_the_thing(site: Site, path: str, suffix: str) -> None:
    about = URIRef(BASE + path)
    body = thing.document(site.facts, about, suffix)
    assert body == thing.document(Facts(site.facts.store), about, suffix)
    graph = Graph().parse(data=body, format={"ttl": "turtle", "nt": "nt", "rdf": "xml"}[suffix])
    own = {(f.property, f.value) for row in site.facts.of(about).values() for f in row}
    assert own <= set(graph.predicate_objects(about))
    pointing = {(s, p) for s, p in graph.subject_predicates(about)}
    assert len(pointing) == min(1000, sum(site.facts.counts(about).values()))
    linked = {o for o in graph.objects(about) if isinstance(o, URIRef) and site.facts.label(o, "vi")}
    assert all(any(graph.objects(o, name) for name in (SKOS.prefLabel, DCTERMS.title)) for o in linked)
    assert any(graph.objects(about, DCTERMS.source))


def test_the_data_inside_is_what_the_thing_states(site: Site) -> None:
    tree = page_of(site, f"en/{COMMITTEE}.html")
    (script,) = tree.iterfind(".//script[@type='application/ld+json']")
    graph = Graph().parse(data=json.dumps(json.loads(script.text)), format="json-ld")
    about = URIRef(BASE + COMMITTEE)
    assert set(graph.predicate_objects(about)) == {
        (f.property, f.value) for row in site.facts.of(about).values() for f in row
    }


def test_formats_and_the_canonical_address_are_stated(store: EmbeddedStore) -> None:
    hosted = Site(
        store, Setting(base_url="https://data.example.org/vngov/", static=True, formats=("ttl", "jsonld"))
    )
    tree = page_of(hosted, f"en/{COMMITTEE}.html")
    (canonical,) = tree.iterfind(".//link[@rel='canonical']")
    assert canonical.get("href") == f"https://data.example.org/vngov/en/{COMMITTEE}.html"
    types = [link.get("type") for link in tree.iterfind(".//link[@rel='alternate']") if link.get("type")]
    assert types == ["text/turtle", "application/ld+json"]
    assert [text_of(a) for a in classed(tree, "formats")[0].iter("a")] == ["Turtle", "JSON-LD"]


def test_a_page_can_be_cited(site: Site) -> None:
    title = Text("50% of {data} & \\more", "en")
    made = citing.of(view(site, f"en/{COMMITTEE}.html"), URIRef(BASE + COMMITTEE), title)
    assert made.text == (
        "The vngov contributors. “50% of {data} & \\more”. vngov. edition 9.9.9. 2026-01-02."
        f" {BASE}{COMMITTEE}."
    )
    assert "title = {{50\\% of data \\& more}}" in made.bibtex
    assert made.bibtex.startswith("@misc{vngov-id-committee-bcd-cqdt-binh-dinh,\n")
    assert "year = {2026}" in made.bibtex


@pytest.mark.parametrize("path", [COMMITTEE, D701, "id/place/binh-dinh"])
def test_open_as_query_answers_with_the_page_s_statements(
    site: Site, store: EmbeddedStore, path: str
) -> None:
    context = thing.make(view(site, f"vi/{path}.html"), URIRef(BASE + path))[1]
    rows = store.select(str(context["as_query"])).rows
    about = URIRef(BASE + path)
    own = {(f.property, f.value, g) for row in site.facts.of(about).values() for f in row for g in f.graphs}
    assert {(p, o, g) for s, p, o, g in rows if s == about} == own
    assert {s for s, *_ in rows} - {about}


def test_names_of_renamings_carry_their_days(site: Site) -> None:
    tree = section(page_of(site, f"vi/{NATIONAL}.html"), "names")
    periods = {(li.get("data-from"), li.get("data-to")) for li in tree.iter("li")}
    assert ("", "2021-09-24") in periods
    assert ("2021-09-24", "") in periods


@pytest.mark.parametrize(
    ("name", "path", "lang"),
    [("committee", COMMITTEE, "vi"), ("decision", D701, "en"), ("place", "id/place/binh-dinh", "vi")],
)
def test_the_text_of_a_page(
    site: Site, golden: Callable[[str, str], None], name: str, path: str, lang: str
) -> None:
    article = page_of(site, f"{lang}/{path}.html").find(".//article")
    blocks = ("h1", "h2", "h3", "p", "dt", "dd", "li", "tr")
    leaves = [
        e for e in article.iter() if e.tag in blocks and not any(d.tag in blocks for d in [*e.iter()][1:])
    ]
    lines = [text_of(e) for e in leaves]
    golden(f"pages/{name}-{lang}.txt", "\n".join(lines) + "\n")
