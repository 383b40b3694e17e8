"""Pages of a graph that is too large to list: they say so, and what concerns one thing stays."""

from __future__ import annotations

import json
import threading

import pytest

from pages.reading import page_of, text_of
from vngov.pages.explore import search
from vngov.pages.site import Site
from vngov.server import description
from vngov.store import EmbeddedStore

OVERVIEWS = ("committees", "decisions", "compare", "diffusion", "alignment", "network")


@pytest.fixture
def site(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr("vngov.pages.facts._LARGE", 0)
    return Site(store)


@pytest.mark.parametrize("name", OVERVIEWS)
def test_what_lists_everything_says_that_it_is_too_much(name: str, site: Site) -> None:
    said = text_of(page_of(site, f"en/{name}.html"))
    assert "This graph is too large to list or compare everything on one page." in said


@pytest.mark.parametrize("name", OVERVIEWS)
def test_a_small_graph_is_listed(name: str, store: EmbeddedStore) -> None:
    assert "too large to list" not in text_of(page_of(Site(store), f"en/{name}.html"))


def test_data_of_too_much_is_an_error_that_says_so(site: Site) -> None:
    page = site.answer("en/network.json")
    assert page is not None
    assert "too large" in json.loads(page.body)["error"]


def test_a_committee_and_its_topics_stay(site: Site) -> None:
    assert "Bình Định" in text_of(page_of(site, "en/id/committee/bcd-cqdt-binh-dinh.html"))
    assert text_of(page_of(site, "en/code/topic/e-government.html"))
    assert "Bình Định" in text_of(page_of(site, "en/search.html", q="binh dinh"))


def test_a_search_says_that_names_are_being_indexed_and_no_other_page_waits(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    listed = search.names
    monkeypatch.setattr(search, "names", lambda facts: go_on.wait(60) and listed(facts))
    site.prepare()
    waiting = site.answer("en/search.html", {"q": "binh dinh"})
    assert waiting is not None
    assert waiting.status == 503
    assert "are being indexed" in text_of(page_of(site, "en/search.html", q="binh dinh"))
    suggested = site.answer("en/suggest.json", {"q": "binh dinh"})
    assert suggested is not None
    assert (suggested.status, json.loads(suggested.body)) == (503, {"items": []})
    assert "Type a name" in text_of(page_of(site, "en/search.html"))
    assert "Bình Định" in text_of(page_of(site, "en/id/committee/bcd-cqdt-binh-dinh.html"))
    go_on.set()
    for thread in [t for t in threading.enumerate() if t.name == "prepare"]:
        thread.join()
    assert "Bình Định" in text_of(page_of(site, "en/search.html", q="binh dinh"))


def test_a_small_graph_is_indexed_when_it_is_asked(store: EmbeddedStore) -> None:
    site = Site(store)
    site.prepare()
    assert not [t for t in threading.enumerate() if t.name == "prepare"]
    assert "Bình Định" in text_of(page_of(site, "en/search.html", q="binh dinh"))


def test_named_graphs_are_not_told_one_by_one(store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = description.service("http://127.0.0.1/sparql", store, federates=False)
    monkeypatch.setattr(description, "_MANY", 1)
    brief = description.service("http://127.0.0.1/sparql", store, federates=False)
    named = description.SD.namedGraph
    assert any(predicate == named for _, predicate, _ in whole)
    assert not any(predicate == named for _, predicate, _ in brief)
