"""The reference pages in a browser: accessible, as wide as a phone, without the network, on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from sight import grave, overflow

Scheme = Literal["light", "dark"]
VIEWS: list[tuple[str, str, int, Scheme]] = [
    (f"{lang}-{width}-{scheme}", lang, width, scheme)
    for lang in ("vi", "en")
    for width in (1280, 360)
    for scheme in ("light", "dark")
]
SAMPLE = """() => {
    for (const kind of ['article.term', 'section.scheme', 'section.shape', 'main tr', '.contents li li'])
        document.querySelectorAll(kind).forEach((e, n) => { if (n % 7) e.remove(); });
}"""
"""Leaves every seventh of what repeats: axe needs 15 s for a whole page, so one view a language is whole."""

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, site: str) -> Iterator[Open]:
    """Yield a function that opens a page, and fails the test if the page asks for anything elsewhere."""
    asked: list[str] = []
    contexts = []

    def at(path: str, width: int = 1280, scheme: Scheme = "light") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        reply = page.goto(f"{site}/{path}")
        assert reply is not None
        assert reply.ok
        return page

    yield at
    for context in contexts:
        context.close()
    assert asked
    assert [url for url in asked if not url.startswith(f"{site}/")] == []


def test_axe_sees_a_fault(opened: Open) -> None:
    page = opened("index.html")
    page.add_style_tag(content=".choice li span { color: #d0d0d0; background: #fff }")
    assert [fault for fault in grave(page) if fault.startswith("color-contrast")]


def test_there_are_eight_views() -> None:
    assert len(VIEWS) == 8


@pytest.mark.parametrize(("lang", "width", "scheme"), [v[1:] for v in VIEWS], ids=[v[0] for v in VIEWS])
def test_a_page_is_accessible_and_fits(opened: Open, lang: str, width: int, scheme: Scheme) -> None:
    page = opened(f"{lang}/index.html", width, scheme)
    assert page.locator("article.term").count() == 93
    assert overflow(page) <= 0
    if (width, scheme) != (1280, "light"):
        page.evaluate(SAMPLE)
        assert page.locator("article.term").count() == 14
    assert grave(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_the_choice_of_language_is_accessible(opened: Open, width: int) -> None:
    page = opened("index.html", width)
    assert overflow(page) <= 0
    assert grave(page) == []
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_language_switch_leads_to_the_other_page_and_back(opened: Open) -> None:
    page = opened("vi/index.html")
    page.get_by_role("navigation", name="Ngôn ngữ").get_by_role("link").click()
    assert page.url.endswith("/en/index.html")
    page.get_by_role("navigation", name="Language").get_by_role("link").click()
    assert page.url.endswith("/vi/index.html")
    page.locator("#Seat .other").click()
    assert page.url.endswith("/en/index.html#Seat")


def test_a_box_of_the_diagram_leads_to_its_class(opened: Open) -> None:
    page = opened("en/index.html")
    page.locator("[data-class='vg:Seat'] a").first.click()
    assert page.url.endswith("#Seat")
    assert page.locator("#Seat").evaluate("e => e.matches(':target')")
    top = page.locator("#Seat").evaluate("e => e.getBoundingClientRect().top")
    assert -1 <= top < 200


def test_words_of_the_diagram_stay_in_their_box_and_in_the_picture(opened: Open) -> None:
    page = opened("vi/index.html", 1400)
    outside = """() => {
        const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1
            && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
        const all = root => [...root.querySelectorAll('text')];
        const picture = document.querySelector('svg.diagram');
        const whole = picture.getBoundingClientRect();
        const bad = all(picture).filter(t => !inside(t.getBoundingClientRect(), whole));
        for (const box of picture.querySelectorAll('g.box')) {
            const frame = box.querySelector('rect').getBoundingClientRect();
            bad.push(...all(box).filter(t => !inside(t.getBoundingClientRect(), frame)));
        }
        return bad.map(t => t.textContent);
    }"""
    assert page.evaluate(outside) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_words_at_lines_touch_no_box_and_no_other_words(opened: Open, lang: str) -> None:
    page = opened(f"{lang}/index.html", 1400)
    touching = """() => {
        const frames = selector => [...document.querySelectorAll(selector)]
            .map(e => [e.textContent, e.getBoundingClientRect()]);
        const touch = (a, b) => a.left < b.right - 1 && a.right > b.left + 1
            && a.top < b.bottom - 1 && a.bottom > b.top + 1;
        const words = frames('svg.diagram > a > text'), boxes = frames('g.box > rect');
        const found = words.flatMap(([text, place], n) => [...boxes, ...words.slice(n + 1)]
            .filter(([, other]) => touch(place, other)).map(([other]) => [text, other]));
        return {count: words.length, found};
    }"""
    assert page.evaluate(touching) == {"count": 29, "found": []}


def test_the_diagram_scrolls_inside_its_own_frame_on_a_phone(opened: Open) -> None:
    page = opened("vi/index.html", 360)
    frame = page.get_by_role("region", name="Sơ đồ, cuộn ngang được")
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth")
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.scroll').scrollLeft > 0")


def test_the_keyboard_reaches_the_content_first(opened: Open) -> None:
    page = opened("vi/index.html")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#page-content"
    assert focused.bounding_box() is not None
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_paper_has_the_terms_and_not_the_navigation(opened: Open) -> None:
    page = opened("vi/index.html")
    page.emulate_media(media="print")
    for hidden in (".contents", ".languages", ".skip", ".foot a"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("#Seat").is_visible()
    assert page.locator("#Seat").evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert page.locator("details li").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_dark_paper_is_printed_on_white(opened: Open) -> None:
    page = opened("en/index.html", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
