"""The explorer's lists: what is shown, counted and exported equals what the graph says."""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import html5lib
import pytest

from vngov.pages.asked import Asked
from vngov.pages.explore.fold import fold
from vngov.pages.explore.named import LISTINGS, NAMED
from vngov.pages.site import Site
from vngov.pages.view import Setting
from vngov.store import EmbeddedStore
from vngov.terms import PREFIXES

LISTS = [listing.name for listing in LISTINGS]
HOSTILE = '"><img src=x onerror=alert(1)>'
PREFIX = "".join(f"PREFIX {p}: <{n}>\n" for p, n in PREFIXES.items())


@pytest.fixture(scope="module")
def site(store: EmbeddedStore) -> Site:
    return Site(store)


@pytest.fixture(scope="module")
def static(store: EmbeddedStore) -> Site:
    return Site(store, Setting(static=True))


def body(site: Site, path: str, *pairs: tuple[str, str]) -> str:
    page = site.answer(path, Asked(pairs))
    assert page is not None
    assert page.status == 200
    return page.body.decode()


def html(site: Site, path: str, *pairs: tuple[str, str]) -> Any:
    return html5lib.parse(body(site, path, *pairs), namespaceHTMLElements=False)


@functools.cache
def plain(site: Site, name: str) -> Any:
    return html(site, f"en/{name}.html")


def shown(page: Any) -> list[str]:
    rows = page.findall(".//section[@data-view='table']//tbody/tr")
    return [row.get("data-row") for row in rows if row.get("hidden") is None]


def counts(page: Any) -> dict[str, int]:
    found = {e.get("data-count-of"): int(e.text) for e in page.iter("output") if e.get("data-count-of")}
    assert found
    return found


def counted(store: EmbeddedStore, pattern: str) -> Counter[str]:
    text = f"{PREFIX}SELECT DISTINCT ?thing ?value WHERE {{ {pattern} }}"
    return Counter(str(row[1]).rpartition("/")[2] for row in store.select(text).rows)


SEATED = "?c dcterms:isVersionOf ?thing ; org:hasPost ?s ."
PATTERNS = [
    ("committees", "level", "?thing a vg:Committee ; vg:level ?value"),
    ("committees", "kind", "?thing a vg:Committee ; vg:committeeKind ?value"),
    ("committees", "place", "?thing a vg:Committee ; vg:jurisdiction ?value"),
    ("committees", "topic", "?m vg:mandateOf ?thing ; dcterms:subject ?value"),
    ("committees", "function", "?m vg:mandateOf ?thing ; vg:function ?value"),
    ("committees", "role", f"{SEATED} ?s org:role ?value"),
    (
        "committees",
        "sector",
        f"{SEATED} ?s (vg:filledByHolderOf/org:postIn)|vg:nominatedBy ?o . ?o vg:sector ?value",
    ),
    ("decisions", "kind", "?thing a vg:Decision ; eli:type_document ?value"),
    ("decisions", "effect", "?e vg:effectOf ?thing ; vg:effectType ?value"),
    ("decisions", "function", "?m vg:assignedBy ?thing ; vg:function ?value"),
    ("organisations", "kind", "?thing a vg:Organization ; vg:organizationKind ?value"),
    ("organisations", "sector", "?thing a vg:Organization ; vg:sector ?value"),
    ("places", "unit", "?thing a vg:AdministrativeUnit ; vg:unitLevel ?value"),
    ("topics", "function", "?m vg:mandateOf ?c ; dcterms:subject ?thing ; vg:function ?value"),
    ("sources", "kind", "?thing a vg:Source ; vg:sourceKind ?value"),
    ("sources", "language", "?thing a vg:Source ; dc:language ?value"),
]


@pytest.mark.parametrize(("name", "facet", "pattern"), PATTERNS)
def test_facet_counts_are_those_of_the_graph(
    site: Site, store: EmbeddedStore, name: str, facet: str, pattern: str
) -> None:
    found = {
        k.partition(":")[2]: n
        for k, n in counts(html(site, f"en/{name}.html")).items()
        if k.startswith(f"{facet}:")
    }
    assert found == counted(store, pattern)


@pytest.mark.parametrize("name", LISTS)
def test_each_count_is_what_choosing_leaves(site: Site, name: str) -> None:
    listing = next(one for one in LISTINGS if one.name == name)
    page = plain(site, name)
    tried = 0
    for key, count in list(counts(page).items())[::7]:
        facet, _, value = key.partition(":")
        assert facet in listing.facets
        rows = json.loads(body(site, f"vi/{name}.json", (facet, value)))
        assert len(rows) == count, key
        tried += 1
    assert tried >= 1


def test_values_of_a_facet_add_and_facets_restrict(site: Site) -> None:
    both = json.loads(body(site, "en/committees.json", ("level", "national"), ("level", "ministry")))
    each = [
        len(json.loads(body(site, "en/committees.json", ("level", one)))) for one in ("national", "ministry")
    ]
    assert len(both) == sum(each) == 5 + 16
    page = html(site, "en/committees.html", ("level", "national"), ("topic", "smart-city"))
    assert len(shown(page)) == int(page.find(".//output[@data-count='']").text)
    left = counts(page)
    assert left["level:province"] == len(
        json.loads(body(site, "en/committees.json", ("level", "province"), ("topic", "smart-city")))
    )


@pytest.mark.parametrize(
    ("asked", "same"), [("binh dinh", "Bình Định"), ("BÌNH  ĐỊNH", "bình định"), ("dinh binh", "định bình")]
)
def test_words_are_found_without_their_marks(site: Site, asked: str, same: str) -> None:
    plain, marked = (shown(html(site, "vi/committees.html", ("q", q))) for q in (asked, same))
    assert plain == marked
    assert len(plain) == 3
    assert all("binh-dinh" in key for key in plain)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_exports_equal_the_table(static: Site, name: str, lang: str) -> None:
    listing = next(one for one in LISTINGS if one.name == name)
    page = html(static, f"{lang}/{name}.html")
    rows = json.loads(body(static, f"{lang}/{name}.json"))
    text = body(static, f"{lang}/{name}.csv")
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [{k: str(v) for k, v in row.items()} for row in rows] == read
    table = page.findall(".//section[@data-view='table']//tbody/tr")
    assert len(table) == len(rows) > 10
    heads = [th.get("data-column") for th in page.findall(".//table[@class='list']/thead//th")]
    assert heads == [*listing.columns, ""]
    for row, exported in zip(table, rows, strict=True):
        given = list(row)[: len(listing.columns)]
        cells = [e.get("data-value") or " ".join("".join(e.itertext()).split()) for e in given]
        wanted = [" ".join(str(exported[c]).split()) for c in listing.columns]
        if "page" in listing.columns:
            cells, wanted = cells[:-1], wanted[:-1]
        assert cells == wanted


def test_a_long_list_has_pages(site: Site, static: Site) -> None:
    first, last, beyond = (html(site, "en/organisations.html", ("page", n)) for n in ("1", "4", "99999"))
    assert len(shown(first)) == 100
    assert shown(last) == shown(beyond)
    everything = [key for n in "1234" for key in shown(html(site, "en/organisations.html", ("page", n)))]
    assert everything == shown(html(static, "en/organisations.html"))
    assert len(set(everything)) == 303
    assert first.find(".//form[@id='filters']").get("data-island") is None


def test_sorting_goes_both_ways(site: Site) -> None:
    up, down = (json.loads(body(site, "en/committees.json", ("sort", s))) for s in ("seats", "-seats"))
    assert [row["seats"] for row in up] == sorted(row["seats"] for row in up)
    assert [row["seats"] for row in down] == sorted((row["seats"] for row in down), reverse=True)


def test_a_day_leaves_what_was_valid_then(site: Site) -> None:
    every = json.loads(body(site, "en/places.json"))
    before, after = (
        {row["iri"] for row in json.loads(body(site, "en/places.json", ("on", day)))}
        for day in ("2025-06-30", "2025-07-02")
    )
    assert len(every) > len(before) > len(after)
    place = "https://w3id.org/vngov/id/place/"
    assert f"{place}binh-dinh" in before - after
    assert f"{place}gia-lai-2025" in after - before


HOSTILE_PAIRS = [
    ("level", HOSTILE),
    ("q", HOSTILE),
    ("q", "x" * 100_000),
    ("q", "\u202e\u0000\ud7ff😀"),
    ("page", "-1"),
    ("page", "٣"),
    ("page", "9" * 5000),
    ("sort", "nothing"),
    ("view", "nothing"),
    ("on", HOSTILE),
    ("on", "2021-99-99"),
    ("target", "x"),
    ("self", "x"),
]


SEARCHED = ["topics.html", "organisations.html", "compare.html", "network.html", "search.html"]


@pytest.mark.parametrize("name", SEARCHED)
def test_hostile_parameters_are_answered(site: Site, name: str) -> None:
    level = ("level", "district") if name == "network.html" else ("kind", "none")
    for pair in HOSTILE_PAIRS:
        text = body(site, f"vi/{name}", level, pair, pair)
        assert "<img src=x" not in text, pair
        assert len(text) < 900_000, pair


def test_duplicates_count_once(site: Site) -> None:
    once = body(site, "en/committees.json", ("level", "national"))
    assert body(site, "en/committees.json", *[("level", "national")] * 60) == once


PAGES = sorted(name for name in NAMED if name.endswith(".html"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_are_valid_html(site: Site, static: Site, name: str, lang: str) -> None:
    text = body(site if lang == "vi" else static, f"{lang}/{name}")
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    page = parser.parse(text)
    assert parser.errors == []
    ids = [e.get("id") for e in page.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), [i for i, n in Counter(ids).items() if n > 1]
    heads = [int(e.tag[1]) for e in page.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert heads.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(heads))
    targets = {e.get("popovertarget") for e in page.iter("button") if e.get("popovertarget")}
    assert targets <= set(ids)
    for link in page.iter("a"):
        assert not (link.get("href") or "").lower().startswith(("javascript:", "data:"))


TABLES = {f"{name}.json" for name in LISTS}


def test_the_same_pages_have_the_same_bytes(store: EmbeddedStore, site: Site) -> None:
    again = Site(store)
    assert len(NAMED) == 27
    for name in sorted(n for n in NAMED if not n.endswith(".csv") and n not in TABLES):
        assert body(again, f"vi/{name}") == body(site, f"vi/{name}"), name


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đà Nẵng", "da nang"), ("ỦY BAN", "uy ban"), ("  a\tb ", "a b"), ("", ""), ("Ư ư Ơ ơ", "u u o o")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
