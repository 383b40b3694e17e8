"""A walk through the explorer, the same on the real server and on the static site of a plain file server."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from rdflib import URIRef

from loopback import free_port, running
from served import answers, serving
from sight import overflow
from vngov import snapshot
from vngov.pages.site import Site
from vngov.pages.view import Setting
from vngov.store import EmbeddedStore
from vngov.terms import BASE

COMMITTEE = "id/committee/bcd-cqdt-binh-dinh.html"
NATIONAL = "id/committee/ubqg-cpdt.html"
BODY = "Sở Thông tin và Truyền thông tỉnh Bình Định"
WALKED = re.compile(r"id/(committee|composition|organisation|seat/bcd-cqdt-binh|mandate/binh)|eli")
PHONE = ("index.html", COMMITTEE, "committees.html", "compare.html", "network.html", "query.html")
PLACES = ("server", "static")
REFUSED = "status of 400"  # what the browser notes when a query is refused, as one here must be
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
pytestmark = pytest.mark.xdist_group("walk")


class Part(Site):
    """The site with the pages of the things that the walk meets, so that a snapshot takes seconds."""

    def things(self) -> list[URIRef]:
        return [t for t in super().things() if WALKED.match(t.removeprefix(BASE))]


@dataclass(frozen=True)
class Explorer:
    """A browser's page on one of the two, and all that it asked for."""

    page: Page
    base: str
    place: str
    asked: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}/{path}")
        return self.page


@pytest.fixture(scope="module")
def server(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("walk"), "--store", str(built)) as found:
        yield found.base


@pytest.fixture(scope="module")
def static(store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("static")
    setting = Setting(static=True, formats=("ttl", "jsonld"))
    snapshot.write(folder / "site", Part(store, setting))
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    command += ["--directory", str(folder / "site")]
    base = f"http://127.0.0.1:{port}"
    with running(command, lambda: answers(base), folder / "log", seconds=120):
        yield base


Walk = Callable[..., contextlib.AbstractContextManager[Explorer]]


@pytest.fixture
def walk(browser: Browser, request: pytest.FixtureRequest) -> Walk:
    @contextlib.contextmanager
    def walking(place: str, width: int = 1280, language: str = "vi-VN") -> Iterator[Explorer]:
        base = request.getfixturevalue(place)
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        asked: list[str] = []
        wrong: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda m: wrong.append(m.text) if m.type == "error" and REFUSED not in m.text else None
        )
        yield Explorer(page, base, place, asked)
        context.close()
        foreign = [url for url in asked if not url.startswith((f"{base}/", "blob:", "data:"))]
        assert foreign == []
        assert wrong == []

    return walking


@pytest.mark.parametrize("place", PLACES)
def test_from_home_to_all_the_seats_of_an_organisation(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open("")
        page.wait_for_url("**/vi/index.html")
        page.locator("figcaption").get_by_role("link", name="Ban Chỉ đạo xây dựng").click()
        expect(page.locator("h1")).to_contain_text("Chính quyền điện tử tỉnh Bình Định")
        seats = page.locator(".chart .seat")
        expect(seats).to_have_count(19)
        seat = seats.filter(has_text=f"Giám đốc {BODY}").first
        seat.locator(".how a").first.click()
        expect(page.locator("h1")).to_contain_text(f"Giám đốc {BODY}")
        page.locator("main").get_by_role("link", name=BODY, exact=True).first.click()
        expect(page.locator("h1")).to_have_text(BODY)
        rows = page.locator("main table tbody tr")
        expect(rows).to_have_count(3)
        source = rows.first.locator("button.cite").first
        source.click()
        note = page.locator(f"#{source.get_attribute('popovertarget')}")
        expect(note).to_be_visible()
        expect(note).to_contain_text(re.compile("VietNamNet|lapsed-seat"))


@pytest.mark.parametrize("place", PLACES)
def test_a_day_changes_what_is_shown_and_goes_along(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open(f"vi/{NATIONAL}")
        everything = page.locator("details.composition:visible").count()
        page.locator("input[name=on]").fill("2020-01-15")
        page.locator("input[name=on]").press("Enter")
        page.wait_for_url(re.compile(r"on=2020-01-15"))
        expect(page.locator("details.composition:visible")).not_to_have_count(everything)
        then = page.locator("details.composition:visible").filter(has_text="Quyết định 1737")
        expect(then).to_have_count(1)
        if then.get_attribute("open") is None:
            then.locator("summary").click()
        then.get_by_role("link", name=re.compile("1737")).first.click()
        page.wait_for_url(re.compile(r"on=2020-01-15"))


@pytest.mark.parametrize("place", PLACES)
def test_two_compositions_side_by_side(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open("vi/compare.html")
        page.locator("select[name=a]").select_option("bcd-cqdt-lang-son.lang-son-ubnd-2020-qd-1782")
        page.locator("select[name=b]").select_option("bcd-cqdt-lang-son.lang-son-ubnd-2021-qd-2041")
        send = page.locator("form[data-island=compare] button[type=submit]")
        if send.is_visible():
            send.click()
        page.wait_for_url(re.compile("a=bcd-cqdt-lang-son.*b=bcd-cqdt-lang-son"))
        rows = page.locator("[data-compare] tbody tr")
        expect(page.locator("[data-compare] tr.only-b").first).to_be_visible()
        assert rows.count() >= 25


@pytest.mark.parametrize("place", PLACES)
def test_the_network_by_keyboard(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open("vi/network.html")
        island = page.locator("[data-island=network]")
        picture = island.locator(".net-stage")
        expect(picture).to_be_visible()
        picture.focus()
        said = island.get_by_role("status")
        page.keyboard.press("ArrowRight")
        expect(said).not_to_be_empty()
        first = said.inner_text()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
        expect(said).not_to_have_text(first)
        page.keyboard.press("Enter")
        expect(island.get_by_role("link").first).to_be_visible()
        page.keyboard.press("Escape")
        assert island.locator("table tbody tr").count() > 100, "the list stays for who sees no picture"


@pytest.mark.parametrize("place", PLACES)
def test_a_query_of_the_library_is_edited_and_run(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open("vi/query.html?example=sector-shares")
        editor = page.locator(".cm-content")
        expect(editor).to_be_visible()
        page.get_by_role("button", name="Chạy").click()
        rows = page.locator(".results table tbody tr")
        expect(rows.first).to_be_visible()
        assert rows.count() == 16
        editor.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(" LIMIT 3")
        page.keyboard.press("Control+Enter")
        expect(rows).to_have_count(3)
        editor.click()
        page.keyboard.press("Control+End")
        page.keyboard.type(" LIMITT")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".results")).to_contain_text(re.compile(r"[0-9]+"))
        expect(page.locator(".cm-lintRange-error, .cm-lint-marker-error").first).to_be_visible()


@pytest.mark.parametrize("place", PLACES)
def test_the_language_is_switched_on_the_same_page(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open(f"vi/{COMMITTEE}")
        page.locator("a.language").click()
        page.wait_for_url(f"**/en/{COMMITTEE}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("h1")).to_contain_text("Steering Committee for e-Government")
        page.locator("a.language").click()
        page.wait_for_url(f"**/vi/{COMMITTEE}")


@pytest.mark.parametrize("place", PLACES)
def test_a_name_without_its_marks_is_found_as_it_is_typed(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open("vi/index.html")
        page.locator("#find").press_sequentially("chinh quyen dien tu tinh binh dinh", delay=10)
        option = page.get_by_role("option").filter(has_text="Bình Định").first
        expect(option).to_be_visible()
        option.click()
        expect(page.locator("h1")).to_contain_text("Bình Định")


@pytest.mark.parametrize("place", PLACES)
def test_facets_narrow_the_list(walk: Walk, place: str) -> None:
    with walk(place) as explorer:
        page = explorer.open("vi/committees.html")
        rows = page.locator("main table tbody tr:visible")
        expect(rows).to_have_count(77)
        page.locator("input[name=level][value=national]").check()
        expect(rows).to_have_count(5)
        page.wait_for_url(re.compile("level=national"))


@pytest.mark.parametrize("place", PLACES)
def test_on_a_phone(walk: Walk, place: str) -> None:
    with walk(place, width=360) as explorer:
        for path in (
            "index.html",
            COMMITTEE,
            "committees.html",
            "compare.html",
            "network.html",
            "query.html",
        ):
            page = explorer.open(f"vi/{path}")
            expect(page.locator("h1")).to_be_visible()
            assert overflow(page) <= 0, path
            assert page.locator(".brand").is_visible()
