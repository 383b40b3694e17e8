"""Every kind of page of the explorer in a browser: accessible in both languages and schemes, fitting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from served import Server, serving
from sight import grave, overflow

COMPOSITION = "bcd-cqdt-binh-dinh.binh-dinh-ubnd-2021-qd-03-01"
PAGES = {
    "home": "index.html",
    "about": "about.html",
    "committees": "committees.html",
    "decisions": "decisions.html",
    "organisations": "organisations.html",
    "places": "places.html",
    "topics": "topics.html",
    "sources": "sources.html",
    "compare": "compare.html",
    "diffusion": "diffusion.html",
    "alignment": "alignment.html",
    "network": "network.html",
    "search": "search.html?q=binh+dinh",
    "query": "query.html",
    "committee": "id/committee/bcd-cqdt-binh-dinh.html",
    "national committee": "id/committee/ubqg-cpdt.html",
    "composition": f"id/composition/{COMPOSITION}.html",
    "seat": f"id/seat/{COMPOSITION}.giam-doc-so-tttt.html",
    "decision": "eli/vn/ttg/2020/qd/701.html",
    "mandate": "id/mandate/binh-dinh-ubnd-2021-qd-03-01.advise.html",
    "organisation": "id/organisation/so-tttt-binh-dinh.html",
    "position": "id/position/chu-tich-ubnd-tinh-binh-dinh.html",
    "person": "id/person/tran-sy-thanh.ha-noi.html",
    "place": "id/place/binh-dinh.html",
    "topic": "code/topic/digital-transformation.html",
    "code": "code/role/head.html",
    "source": "id/source/vietnamnet-716874.html",
    "graph": "graph/vietnamnet-716874.html",
    "change": "id/change/hop-nhat-gia-lai-2025.html",
    "period": "id/period/place.binh-dinh.html",
    "missing": "id/committee/none.html",
}
PLAIN = (
    "home",
    "committees",
    "compare",
    "diffusion",
    "alignment",
    "network",
    "query",
    "committee",
    "decision",
)
REPEATED = """() => {
    for (const kind of ['main tbody tr', 'main li', '.note', 'main option'])
        document.querySelectorAll(kind).forEach((e, n) => { if (n > 11 && n % 24) e.remove(); });
}"""
"""Thins out what repeats, so that axe needs a second a page and still sees every kind of element."""


@pytest.fixture(scope="module")
def server(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("explorer"), "--store", str(built)) as found:
        yield found


def is_complaint(message: ConsoleMessage) -> bool:
    """Return whether a message is one of ours to mend; that WebGL is drawn in software is not."""
    return (
        message.type in ("error", "warning")
        and "GL Driver Message" not in message.text
        and "WebGL" not in message.text
    )


def heard(page: Page) -> list[str]:
    """Return a list that fills with what the page's console and its scripts complain of."""
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if is_complaint(m) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_there_are_all_the_kinds() -> None:
    assert len(PAGES) == 31


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_is_accessible_and_fits(browser: Browser, server: Server, kind: str, lang: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    page = context.new_page()
    said = heard(page)
    reply = page.goto(f"{server.base}/{lang}/{PAGES[kind]}", wait_until="networkidle")
    assert reply is not None
    assert reply.status == (404 if kind == "missing" else 200)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    page.set_viewport_size({"width": 360, "height": 740})
    assert overflow(page) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(REPEATED)
    faults = grave(page)
    page.emulate_media(color_scheme="dark")
    faults += [f"dark: {fault}" for fault in grave(page, "color-contrast")]  # all else is the same
    context.close()
    assert faults == []
    assert [line for line in said if "404" not in line or kind != "missing"] == []


@pytest.mark.parametrize("kind", PLAIN)
def test_a_page_says_it_all_without_scripts(browser: Browser, server: Server, kind: str) -> None:
    texts = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{server.base}/en/{PAGES[kind]}", wait_until="networkidle")
        texts.append(set(" ".join(page.locator("main").all_inner_texts()).split()))
        context.close()
    scripted, plain = texts
    assert len(plain) > 20
    assert len(scripted - plain) < 150, "what scripts add is controls, not content"
