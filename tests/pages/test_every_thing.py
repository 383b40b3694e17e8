"""Every kind of page: it renders in both languages, its links lead somewhere, its structure is sound."""

from __future__ import annotations

import gzip
import itertools
import re
from typing import Any

import pytest
from rdflib import URIRef

from pages.reading import LISTS, classed, links, page_of, text_of
from vngov.pages import address
from vngov.pages.site import Site
from vngov.pages.view import Setting
from vngov.pages.words import valid_on
from vngov.store import EmbeddedStore
from vngov.terms import VG

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def site(store: EmbeddedStore) -> Site:
    return Site(store, Setting(edition={"version": "9.9.9", "date": "2026-01-02"}))


@pytest.fixture(scope="module")
def paths(site: Site) -> frozenset[str]:
    lists = (f"{lang}/{name}" for lang in address.LANGUAGES for name in LISTS)
    return frozenset((*site.paths(), *lists))


def sample(site: Site, share: int) -> list[URIRef]:
    """Return every committee and decision, and of the other things one in a hundred, each share its own."""
    facts = site.facts
    whole = [*facts.of_class(VG.Committee), *facts.of_class(VG.Decision)]
    rest = [t for t in site.things() if t not in set(whole)]
    chosen = [*whole[share::8], *rest[share * 3 :: 100]]
    assert len(chosen) > 50
    return chosen


@pytest.mark.parametrize("share", range(8))
def test_pages_are_sound(site: Site, paths: frozenset[str], share: int) -> None:
    for number, thing in enumerate(sample(site, share)):
        lang = address.LANGUAGES[(number + share) % 2]
        path = f"{lang}/{address.local(thing)}.html"
        check(page_of(site, path), path, paths)


def check(tree: Any, path: str, paths: frozenset[str]) -> None:
    assert tree.get("lang") == path[:2], path
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids)), path
    for target, anchor in links(tree, path):
        assert target in paths or target.startswith(("http://", "https://")), (path, target)
        assert not anchor or target != path or anchor in ids, (path, anchor)
    levels = [int(e.tag[1]) for e in tree.iter() if isinstance(e.tag, str) and re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1, path
    assert levels.count(1) == 1, path
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (path, levels)
    for element in tree.iter():
        if element.tag in ("a", f"{SVG}a", "button", "summary", "h1", "h2", "h3"):
            assert text_of(element) or element.get("aria-label") or element.find("img") is not None, path
        for name in ("aria-labelledby", "popovertarget", "for", "data-copy-from"):
            assert element.get(name) is None or element.get(name) in ids, (path, name, element.get(name))
        assert element.get("style") is None, path
        assert not any(name.startswith("on") for name in element.keys()), path  # noqa: SIM118 - an element, no dict
    for row in tree.iterfind(".//dd"):
        stated = row.get("class") != "quiet" and not any(
            "#incoming" in a.get("href", "") for a in row.iter("a")
        )
        assert not stated or classed(row, "cite"), (path, text_of(row))


@pytest.mark.parametrize("lang", address.LANGUAGES)
def test_no_word_or_name_is_missing(site: Site, lang: str) -> None:
    """A property that the graph uses has a name in words, in both languages."""
    unnamed = set()
    for thing in sample(site, 0):
        tree = page_of(site, f"{lang}/{address.local(thing)}.html")
        for element in (*tree.iterfind(".//dt"), *classed(tree, "near-how"), *classed(tree, "kind")):
            unnamed |= set(re.findall(r"\b[a-z]{2,7}:[A-Za-z_]+\b", text_of(element)))
    assert unnamed == set()


@pytest.mark.parametrize("on", ["2012-01-01", "2018-09-01", "2021-01-01", "2025-06-30", "2025-07-02"])
@pytest.mark.parametrize(
    "path",
    ["id/committee/ubqg-cpdt", "id/place/binh-dinh", "id/organisation/bo-tttt", "id/position/thu-tuong"],
)
def test_a_day_hides_what_is_not_valid_then(site: Site, path: str, on: str) -> None:
    tree = page_of(site, f"vi/{path}.html", on=on)
    dated = [e for e in tree.iter() if e.get("data-from") is not None]
    assert dated
    for element in dated:
        shown = valid_on(element.get("data-from") or None, element.get("data-to") or None, on)
        assert (element.get("hidden") is None) is shown, (text_of(element)[:80], on)
    field = tree.find(".//form[@data-island='asof']//input[@name='on']")
    assert field.get("value") == on
    kept = [
        a.get("href")
        for a in tree.iter("a")
        if ".html" in a.get("href", "") and "query=" not in a.get("href")
    ]
    assert [href for href in kept if f"on={on}" not in href and "://" not in href] == []


def test_pages_are_light(site: Site) -> None:
    heaviest = [
        "id/committee/ubqg-cpdt",
        "eli/vn/ttg/2025/qd/598",
        "code/topic/e-government",
        "id/place/viet-nam",
    ]
    for path in heaviest:
        page = site.answer(f"vi/{path}.html")
        assert page is not None
        assert len(gzip.compress(page.body)) < 40_000, path
