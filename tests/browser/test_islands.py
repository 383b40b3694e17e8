"""The islands in a browser, under the strict policy of the pages: each works and nothing complains."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Download, Page, expect

from .island_site import HOSTILE, RUNAWAY, STATIC, IslandSite

WATCH = """document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
SERIOUS = ("serious", "critical")

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def islands() -> Iterator[str]:
    if not (STATIC / "islands" / "page.js").is_file():
        pytest.fail("the islands are not built; run «npm run build» in web/ or install the package again")
    server = ThreadingHTTPServer(("127.0.0.1", 0), IslandSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def opened(browser: Browser, islands: str) -> Iterator[Open]:
    """Yield what opens a page; the test fails if a page complains, breaks the policy or asks elsewhere."""
    complaints: list[str] = []
    contexts = []

    def at(path: str, **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **options}
        context = browser.new_context(**options)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(WATCH)
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((islands, "blob:")) else complaints.append(r.url)
        )
        page.goto(f"{islands}/vi/{path}")
        expect(page.locator("[data-island]:not([data-attached])")).to_have_count(0, timeout=30_000)
        return page

    yield at
    for context in contexts:
        context.close()
    assert [c for c in complaints if "400 (Bad Request)" not in c] == []


def shown(page: Page) -> list[str | None]:
    rows = page.locator("[data-row]:visible").all()
    return [row.get_attribute("data-row") for row in rows]


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def saved(page: Page, press: Callable[[], None]) -> tuple[str, str]:
    with page.expect_download() as waiting:
        press()
    download: Download = waiting.value
    return download.suggested_filename, Path(download.path()).read_text(encoding="utf-8")


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found if v["impact"] in SERIOUS for n in v["nodes"]]


def test_rows_are_filtered_by_facets_and_words_without_marks(opened: Open) -> None:
    page = opened("explore.html")
    assert shown(page) == ["bd", "ls", "dl", "nv"]
    page.get_by_label("Tỉnh").check()
    assert shown(page) == ["bd", "ls", "dl"]
    expect(page.locator("[data-count-of='level:ministry']")).to_have_text("1")
    page.get_by_label("Chủ đề").select_option("data")
    assert shown(page) == ["bd", "ls"]
    expect(page.locator("[data-count-of='level:ministry']")).to_have_text("0")
    page.get_by_label("Lọc").fill("dinh BÌNH")
    assert shown(page) == ["bd"]
    expect(page.locator("output[data-count]")).to_have_text("1")
    assert asked(page) == {"level": ["province"], "topic": ["data"], "q": ["dinh BÌNH"]}
    page.get_by_label("Lọc").fill("zzz")
    expect(page.locator("[data-none]")).to_be_visible()
    page.get_by_role("button", name="Xóa bộ lọc").click()
    assert shown(page) == ["bd", "ls", "dl", "nv"]
    assert asked(page) == {}


def test_a_shared_address_opens_the_same_rows_and_view(opened: Open) -> None:
    page = opened("explore.html?level=ministry&level=province&topic=egov&view=timeline")
    assert shown(page) == ["bd", "nv"]
    assert page.get_by_label("Dòng thời gian").is_checked()
    expect(page.locator("output[data-count]")).to_have_text("3")


def test_what_is_shown_is_exported(opened: Open) -> None:
    page = opened("explore.html?level=province")
    name, text = saved(page, lambda: page.get_by_role("button", name="CSV").click())
    assert name == "committees.csv"
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0] == "committee,seats,page"
    assert lines[1].startswith("Bình Định,19,http")
    assert lines[2:] == ["Lạng Sơn,22,", '"\'=HYPERLINK(""x"")",,']
    name, text = saved(page, lambda: page.get_by_role("button", name="JSON").click())
    assert [record["committee"] for record in json.loads(text)][:2] == ["Bình Định", "Lạng Sơn"]


def test_a_day_hides_what_is_not_valid_and_goes_along(opened: Open) -> None:
    page = opened("explore.html?on=2020-10-01")
    assert shown(page) == ["ls", "dl"]
    expect(page.locator("[data-day]")).to_have_text("1/10/2020")
    expect(page.locator("output[data-count]")).to_have_text("2")
    page.locator("input[type=range]").fill("2")
    assert page.get_by_label("Vào ngày").first.input_value() == "2023-06-01"
    assert shown(page) == ["bd", "ls", "dl"]
    page.get_by_label("Tỉnh").check()
    page.get_by_label("Chủ đề").select_option("egov")
    assert shown(page) == ["bd", "dl"]
    assert (page.get_by_text("trang khác").get_attribute("href") or "").endswith("other.html?on=2023-06-01")
    assert page.get_by_text("nơi khác").get_attribute("href") == "https://example.org/x.html"
    assert page.get_by_text("dữ liệu").first.get_attribute("href") == "data.ttl"
    page.get_by_role("button", name="Mọi lúc").click()
    expect(page.locator("[data-day]")).to_have_text("mọi lúc")
    assert "on" not in asked(page)
    assert (page.get_by_text("trang khác").get_attribute("href") or "").endswith("other.html")


def test_a_source_opens_by_hover_focus_and_click_beside_its_fact(opened: Open) -> None:
    page = opened("explore.html")
    button, note = page.locator(".cite").first, page.locator("#n1")
    button.hover()
    expect(note).to_be_visible()
    box, at = note.bounding_box(), button.bounding_box()
    assert box
    assert at
    assert 0 < box["y"] - at["y"] < 60
    page.mouse.move(900, 700)
    expect(note).to_be_hidden()
    button.click()
    expect(note).to_be_visible()
    page.mouse.move(900, 700)
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    page.get_by_role("button", name="Giao diện").focus()
    page.keyboard.press("Tab")
    expect(note).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(note).to_be_hidden()


def test_a_tap_opens_a_source_and_a_second_closes_it(opened: Open) -> None:
    page = opened("explore.html", has_touch=True, is_mobile=True, viewport={"width": 360, "height": 700})
    button, note = page.locator(".cite").first, page.locator("#n1")
    button.tap()
    expect(note).to_be_visible()
    box = note.bounding_box()
    assert box
    assert 0 <= box["x"] <= 360 - box["width"]
    button.tap()
    expect(note).to_be_hidden()


def test_the_theme_is_chosen_and_kept(opened: Open) -> None:
    page = opened("explore.html")
    button = page.get_by_role("button", name="Giao diện")
    expect(button).to_have_text("Giao diện: Theo máy")
    button.click()
    button.click()
    expect(button).to_have_text("Giao diện: Tối")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Giao diện").click()
    assert page.evaluate("document.documentElement.dataset.theme") is None


def test_a_text_is_copied(opened: Open) -> None:
    page = opened("explore.html")
    page.get_by_role("button", name="Chép").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "chép cái này"


@pytest.mark.parametrize(("path", "first"), [("explore.html", "s0.html"), ("search.html", "1.html")])
def test_suggestions_are_a_combobox(opened: Open, path: str, first: str) -> None:
    page = opened(path)
    field = page.locator("#find[role=combobox]")
    field.fill("bình")
    options = page.locator(".suggest [role=option]")
    expect(options).to_have_count(3)
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{first}")


def test_a_static_site_lists_what_it_found(opened: Open) -> None:
    page = opened("search.html?q=hue")
    expect(page.locator(".found li")).to_have_count(3)
    expect(page.locator(".found a").first).to_have_text("hue <b>1</b>")


def test_two_compositions_are_aligned(opened: Open) -> None:
    page = opened("compare.html?a=old&b=new")
    rows = page.locator("table.compare").first.locator("tbody tr")
    expect(rows).to_have_count(4)
    assert [row.get_attribute("class") for row in rows.all()] == ["same", "changed", "only-a", "only-b"]
    expect(rows.nth(1)).to_contain_text("role changed")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert page.locator("a[href^='javascript']").count() == 0
    page.get_by_label("Other").select_option("old")
    expect(page.locator("tr.same")).to_have_count(4)
    assert asked(page) == {"a": ["old"], "b": ["old"]}


def test_a_network_is_walked_by_keyboard(opened: Open) -> None:
    page = opened("network.html")
    stage = page.locator(".net-stage")
    expect(stage.locator("canvas").first).to_be_visible()
    stage.focus()
    said = page.locator(".net [role=status]")
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("liên hệ")
    first = said.text_content()
    page.keyboard.press("ArrowUp")
    expect(said).not_to_have_text(first or "")
    for key in ("+", "-", "Home"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    panel = page.locator(".net-panel")
    expect(panel).to_be_visible()
    expect(panel.locator("h3 a")).to_be_focused()
    assert (panel.locator("h3 a").get_attribute("href") or "").endswith(".html")
    panel.locator("li button").first.click()
    expect(panel.locator("h3 a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(stage).to_be_focused()
    expect(page.locator(".net-list table")).to_be_hidden()
    page.get_by_text("Xem dạng danh sách").click()
    expect(page.locator(".net-list table")).to_be_visible()


def test_a_network_follows_the_day_and_is_exported(opened: Open) -> None:
    page = opened("network.html?on=2021-01-01")
    said = page.locator(".net [role=status]")
    expect(said).to_contain_text("30 nút")
    name, text = saved(page, lambda: page.get_by_role("button", name="SVG").click())
    assert name == "vngov-network.svg"
    assert text.count("<circle ") == 30
    page.get_by_role("button", name="Mọi lúc").click()
    expect(said).to_contain_text("60 nút")
    _, text = saved(page, lambda: page.get_by_role("button", name="SVG").click())
    assert text.count("<circle ") == 60
    assert "<img" not in text
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PNG").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_without_webgl_the_list_stays(opened: Open, browser: Browser, islands: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        " return String(kind).startsWith('webgl') ? null : get.call(this, kind, ...rest); }"
    )
    page.goto(f"{islands}/vi/network.html")
    expect(page.get_by_role("note")).to_contain_text("WebGL")
    expect(page.get_by_role("cell", name="Bình Định")).to_be_visible()
    assert page.locator("canvas").count() == 0
    context.close()


def test_ten_thousand_nodes_are_drawn(opened: Open) -> None:
    page = opened("big.html")
    expect(page.locator(".net-stage canvas").first).to_be_visible(timeout=60_000)
    page.locator(".net-stage").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".net [role=status]")).to_contain_text("liên hệ", timeout=60_000)


MODES = ("query.html", "static.html")


def run(page: Page) -> None:
    expect(page.locator(".cm-content")).to_be_visible()
    page.get_by_role("button", name="Chạy", exact=True).click()
    expect(page.locator(".results")).to_have_attribute("aria-busy", "false", timeout=30_000)


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


@pytest.mark.parametrize("path", MODES)
def test_an_example_runs_with_its_parameter_in_both_modes(opened: Open, path: str) -> None:
    page = opened(f"{path}?example=seats")
    expect(page.locator(".question")).to_have_text("Những ghế nào?")
    run(page)
    expect(page.locator(".ran")).to_contain_text("60 dòng")
    expect(page.locator(".results tbody tr")).to_have_count(50)
    expect(page.locator(".results").get_by_text("Ghế 1", exact=True).first).to_be_visible()
    expect(page.locator(".results").get_by_text(HOSTILE).first).to_be_visible()
    link = page.locator(".results").get_by_role("link", name="Ghế 1", exact=True).first
    assert (link.get_attribute("href") or "").endswith("/vi/id/seat/binh-dinh.1.html")
    page.get_by_role("button", name="Trang sau").click()
    expect(page.locator(".results tbody tr")).to_have_count(10)
    page.get_by_label("?of").fill("lang-son")
    run(page)
    expect(page.locator(".ran")).to_contain_text("30 dòng")
    assert asked(page) == {"example": ["seats"], "p.of": ["lang-son"]}
    page.get_by_label("?of").fill("> } #")
    page.get_by_role("button", name="Chạy", exact=True).click()
    assert (
        page.get_by_label("?of")
        .evaluate("e => e.validationMessage")
        .startswith("Giá trị này phải là một IRI")
    )


@pytest.mark.parametrize("path", MODES)
def test_results_sort_and_become_charts_networks_and_files(opened: Open, path: str) -> None:
    page = opened(path)
    page.get_by_role("link", name="Những ghế nào?").click()
    run(page)
    page.get_by_role("button", name="order").click()
    page.get_by_role("button", name="order").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("order")
    expect(page.locator(".results tbody tr").first).to_contain_text("30")
    page.get_by_role("button", name="Mạng lưới").click()
    expect(page.locator(".results canvas").first).to_be_visible()
    page.get_by_role("link", name="Bao nhiêu ghế?").click()
    run(page)
    page.get_by_role("button", name="Biểu đồ").click()
    expect(page.locator("svg.chart rect")).to_have_count(2)
    name, text = saved(page, lambda: page.get_by_role("button", name="CSV").click())
    assert (name, text.splitlines()[0], len(text.splitlines())) == ("vngov.csv", "of,seats", 3)
    page.get_by_role("link", name="Đồ thị").click()
    run(page)
    expect(page.locator(".ran")).to_contain_text("60 bộ ba")
    for label, mark in (("Turtle", "ontology#of>"), ("JSON-LD", '"@id"'), ("RDF/XML", "<rdf:RDF")):
        pressed = page.get_by_role("button", name=label)
        assert mark in saved(page, pressed.click)[1]


@pytest.mark.parametrize("path", MODES)
def test_an_error_is_marked_at_its_line(opened: Open, path: str) -> None:
    page = opened(path)
    write(page, "SELECT *\nWHERE { ?s ?p }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("2")
    marked = page.locator(".cm-line").nth(1).locator(".cm-lintRange-error")
    expect(marked).to_be_visible()
    write(page, "ASK { ?s ?p '<b>' }")
    run(page)
    expect(page.locator(".boolean")).to_have_text("không")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_terms_are_completed_by_their_names_and_prefixes_declared(opened: Open) -> None:
    page = opened("query.html")
    page.wait_for_load_state("networkidle")
    write(page, "SELECT * WHERE { ?x a ")
    for word in ("ghế", "seat"):
        page.keyboard.type(word)
        option = page.locator(".cm-tooltip-autocomplete li").first
        expect(option).to_contain_text("vg:Seat")
        page.keyboard.press("Escape")
        for _ in word:
            page.keyboard.press("Backspace")
    page.keyboard.type("ghe")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("vg:Seat")
    page.wait_for_timeout(120)  # the list takes keys only after it has stood for a moment
    page.keyboard.press("Enter")
    text = page.locator("textarea[name=query]")
    assert text.input_value().startswith("PREFIX vg: <https://w3id.org/vngov/ontology#>\nSELECT *")
    assert "?x a vg:Seat" in text.input_value()
    page.keyboard.type(" ; org:")
    assert "PREFIX org: <http://www.w3.org/ns/org#>\n" in text.input_value()
    assert text.input_value().count("PREFIX") == 2


def test_escape_then_tab_leaves_the_editor(opened: Open) -> None:
    page = opened("query.html")
    page.locator(".cm-content").click()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "editor"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Chạy", exact=True)).to_be_focused()


def test_a_runaway_query_is_stopped_in_the_browser(opened: Open) -> None:
    page = opened("static.html")
    write(page, RUNAWAY)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator(".results")).to_contain_text("Đã dừng")
    write(page, "ASK { ?s ?p ?o }")
    run(page)
    expect(page.locator(".boolean")).to_have_text("có")


def test_a_query_has_a_link_and_snippets(opened: Open, islands: str) -> None:
    page = opened("query.html")
    write(page, "ASK { ?s ?p 'é&+#' }")
    page.get_by_role("button", name="Liên kết").click()
    link = page.evaluate("navigator.clipboard.readText()")
    other = opened(link.removeprefix(f"{islands}/vi/"))
    expect(other.locator(".cm-content")).to_be_visible()
    assert other.locator("textarea[name=query]").input_value() == "ASK { ?s ?p 'é&+#' }"
    run(other)
    other.get_by_text("Chạy bằng Python").click()
    expect(other.locator(".snippets pre").first).to_contain_text(
        f"curl --silent --fail-with-body '{islands}/sparql'"
    )
    assert asked(other) == {"query": ["ASK { ?s ?p 'é&+#' }"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["explore.html", "network.html", "compare.html?a=old&b=new", "query.html?example=seats"]
)
def test_the_islands_are_accessible(opened: Open, path: str, scheme: str) -> None:
    page = opened(path, color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    if path.startswith("query"):
        run(page)
    assert serious(page) == []
