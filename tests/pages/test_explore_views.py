"""The explorer's comparisons, diffusion, alignment, network and search equal the library's answers."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from collections import Counter
from typing import Any

import html5lib
import pytest

from vngov import answers, library
from vngov.pages.asked import Asked
from vngov.pages.explore import alignment, compositions, diffusion, layout, pairs
from vngov.pages.site import Site
from vngov.pages.view import Setting, View
from vngov.store import EmbeddedStore
from vngov.terms import BASE


@pytest.fixture(scope="module")
def site(store: EmbeddedStore) -> Site:
    return Site(store)


def view(site: Site, path: str = "en/compare.html", **asked: str) -> View:
    return View(site.facts, Setting(), path, "en", asked)


def text(site: Site, path: str, **asked: str) -> str:
    page = site.answer(path, Asked(asked.items()))
    assert page is not None
    return page.body.decode()


def html(site: Site, path: str, **asked: str) -> Any:
    return html5lib.parse(text(site, path, **asked), namespaceHTMLElements=False)


def rows(store: EmbeddedStore, name: str, **values: str) -> list[dict[str, Any]]:
    return answers.ask(store, library.queries_by_name()[name], values).rows()


COMPARED = [
    (
        *("bcd-cqdt-binh-dinh.binh-dinh-ubnd-2021-qd-03-01", "ubqg-cpdt.ttg-2020-qd-701"),
        {"sector": 3, "only-a": 16},
    ),
]


@pytest.mark.parametrize(("a", "b", "wanted"), COMPARED)
def test_seats_align_as_counted_by_hand(site: Site, a: str, b: str, wanted: dict[str, int]) -> None:
    left, right = (compositions.find(view(site), slug) for slug in (a, b))
    assert left is not None
    assert right is not None
    aligned = pairs.seats(left.seats, right.seats)
    assert pairs.tally(aligned) == wanted
    for side, seats in (("a", left.seats), ("b", right.seats)):
        shown = [getattr(pair, side).seat for pair in aligned if getattr(pair, side)]
        assert Counter(shown) == Counter(seat.seat for seat in seats)
    page = html(site, "en/compare.html", a=a, b=b)
    bodies = page.findall(".//table[@class='compare']/tbody")
    assert Counter(tr.get("class") for tr in bodies[0]) == wanted


def test_a_composition_is_the_same_as_itself(site: Site) -> None:
    every = compositions.every(site.facts)
    assert len(every) == 65
    for one in every:
        assert set(pairs.tally(pairs.seats(one.seats, one.seats))) <= {"same"}, one.slug


def test_the_headline_s_matches_are_in_the_comparison(site: Site, store: EmbeddedStore) -> None:
    left, right = (compositions.find(view(site), s) for s in (compositions.LOCAL, compositions.NATIONAL))
    assert left is not None
    assert right is not None
    tasks = pairs.tasks(site.facts, left.tasks, right.tasks)
    found = {(p.a.mandate, p.b.mandate) for p in tasks if p.a and p.b and p.match}
    stated = {
        (row["mandate"], row["national"])
        for row in rows(store, "headline")
        if row["decision"] in left.decisions and row["national"]
    }
    assert found == stated
    assert len({a for a, _ in found}) == 3


@pytest.mark.parametrize(
    ("asked", "on", "slug"),
    [
        ("bcd-cqdt-binh-dinh", "", compositions.LOCAL),
        ("ubqg-cpdt", "2020-06-01", "ubqg-cpdt.ttg-2020-qd-701"),
        ("nothing", "", None),
        ("<script>", "", None),
    ],
)
def test_a_composition_is_found_by_its_own_or_its_committee_s_name(
    site: Site, asked: str, on: str, slug: str | None
) -> None:
    found = compositions.find(view(site, on=on), asked)
    assert (found.slug if found else None) == slug


SEAT_KEYS = {"key", "label", "href", "role", "roleLabel", "org", "orgLabel", "order", "fill"}


def test_compositions_for_the_island_have_its_keys(site: Site, store: EmbeddedStore) -> None:
    given = json.loads(text(site, "vi/compositions.json"))
    assert len(given) == len({row["thing"] for row in rows(store, "compositions")}) == 65
    for made in given.values():
        assert set(made) == {"label", "href", "seats", "mandates"}
        for seat in made["seats"]:
            assert set(seat) == {
                "key",
                "label",
                "href",
                "role",
                "roleLabel",
                "org",
                "orgLabel",
                "order",
                "fill",
            }
        for mandate in made["mandates"]:
            assert set(mandate) == {"key", "text", "href", "function", "topics"}


def test_diffusion_equals_the_query(site: Site, store: EmbeddedStore) -> None:
    found = {
        (d.trigger, f.committee, f.decision, f.days)
        for d in diffusion.read(view(site))
        for f in (*d.followed, *d.undated)
    }
    stated = {
        (r["trigger"], r["committee"], r["decision"], int(str(r["days"])) if r["days"] is not None else None)
        for r in rows(store, "diffusion")
    }
    assert found == stated
    assert len(found) == 18
    assert [d.median for d in diffusion.read(view(site))] == [294.5, 50.5, 223]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_dot_plot_stands_alone(site: Site, lang: str) -> None:
    root = ET.fromstring(text(site, f"{lang}/diffusion.svg"))
    dots = root.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(dots) == 17
    assert all(0 < float(dot.get("cx", "0")) < float(root.get("width", "0")) for dot in dots)


def test_the_matrix_equals_the_alignments_of_the_graph(site: Site, store: EmbeddedStore) -> None:
    query = f"""PREFIX vg: <{BASE}ontology#>
        SELECT DISTINCT ?national ?own ?match ?decision ?to WHERE {{
          ?x a vg:MandateAlignment ; vg:alignsFrom ?own ; vg:alignsTo ?to ; vg:matchType ?match .
          ?own vg:assignedBy ?decision . ?to vg:assignedBy ?national }}"""
    stated = {tuple(str(v) for v in row) for row in store.select(query).rows}
    found = set()
    refused = set()
    for decision in alignment.decisions(site.facts):
        matrix = alignment.read(site.facts, decision)
        for row in matrix.rows:
            assert len(row.cells) == len(matrix.mandates)
            for national, cell in zip(matrix.mandates, row.cells, strict=True):
                for own, match in cell.mandates:
                    code = f"{BASE}code/match-type/{match}"
                    found.add((str(decision), str(own), code, str(row.decision), str(national)))
                if cell.state == "not-taken-up":
                    refused.add((national, row.decision))
    assert found == stated
    assert len(found) == 41
    gaps = store.select(f"SELECT DISTINCT ?m ?d WHERE {{ ?m <{BASE}ontology#notTakenUpBy> ?d }}").rows
    assert refused == set(gaps)


def test_the_network_s_edges_equal_the_query(site: Site, store: EmbeddedStore) -> None:
    given = json.loads(text(site, "en/network.json"))
    stated = {
        (str(r["committee"]), str(r["organisation"]), int(str(r["seats"])))
        for r in rows(store, "network-edges")
    }
    assert {(e["source"], e["target"], e["seats"]) for e in given["edges"]} == stated
    assert len(given["edges"]) == len({(a, b) for a, b, _ in stated})
    ids = [node["id"] for node in given["nodes"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == {end for a, b, _ in stated for end in (a, b)}
    page = html(site, "en/network.html")
    assert len(page.findall(".//div[@class='network']//tbody/tr")) == len(given["edges"])


def test_the_network_keeps_to_the_filter(site: Site, store: EmbeddedStore) -> None:
    given = json.loads(text(site, "en/network.json", level="national"))
    level = f"{BASE}code/level/national"
    stated = {str(r["committee"]) for r in rows(store, "network-edges") if str(r["level"]) == level}
    assert {e["source"] for e in given["edges"]} == stated


def test_the_most_interlocking_organisations_equal_the_query(site: Site, store: EmbeddedStore) -> None:
    page = html(site, "en/network.html")
    table = page.findall(".//section[@aria-labelledby='ranking']//tbody/tr")
    shown = [[int(td.text) for td in tr.findall("td")[:2]] for tr in table]
    stated = [
        [int(str(r["committees"])), int(str(r["seats"]))]
        for r in rows(store, "interlocks", least="1")
        if site.facts.of(r["organisation"])
    ]
    assert shown == stated[: len(shown)]
    assert len(shown) == 40


def test_nodes_stand_apart() -> None:
    nodes = [f"c{n}" for n in range(30)]
    edges = [(a, f"{a}-{n}") for a in nodes for n in range(8)] + [(a, f"s{int(a[1:]) % 5}") for a in nodes]
    where = layout.place([end for edge in edges for end in edge], edges)
    assert where == layout.place(reversed([end for edge in edges for end in edge]), list(reversed(edges)))
    assert len(where) == 30 + 240 + 5
    points = sorted(where.values())
    close = [math.dist(a, b) for i, a in enumerate(points) for b in points[i + 1 : i + 40]]
    assert min(close) > 0.2


SUGGESTED = [
    ("701", "eli/vn/ttg/2020/qd/701"),
    ("701/qd-ttg", "eli/vn/ttg/2020/qd/701"),
    ("binh dinh", "id/place/binh-dinh"),
    ("Bình Định", "id/place/binh-dinh"),
    ("uy ban quoc gia ve chinh phu dien tu", "id/committee/ubqg-cpdt"),
    ("national committee on e-government", "id/committee/ubqg-cpdt"),
    ("thanh pho thong minh khong co", None),
    ("bo thong tin", "id/organisation/bo-tttt"),
    ("", None),
    ("%%%", None),
]


@pytest.mark.parametrize(("asked", "first"), SUGGESTED)
def test_suggestions_put_the_best_first(site: Site, asked: str, first: str | None) -> None:
    items = json.loads(text(site, "en/suggest.json", q=asked))["items"]
    assert len(items) <= 10
    if first is None:
        assert all(item["href"] for item in items)
    else:
        assert items[0]["href"] == f"{first}.html"


def test_search_finds_by_kind(site: Site) -> None:
    page = html(site, "vi/search.html", q="binh dinh")
    kinds = [h2.get("id") for h2 in page.iter("h2") if h2.get("id") != "origins"]
    assert kinds[0] == "places"
    assert {"committees", "organisations", "positions"} <= set(kinds)
    none = html(site, "vi/search.html", q="zzzz")
    assert none.find(".//p[@class='notice']") is not None


def test_an_empty_graph_has_every_page() -> None:
    empty = Site(EmbeddedStore.in_memory())
    tried = 0
    for name in ("committees", "compare", "diffusion", "alignment", "network", "search", "places"):
        assert empty.answer(f"vi/{name}.html") is not None
        tried += 1
    assert tried == 7
