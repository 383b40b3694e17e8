"""Weigh the pages: what a first visit to each kind of page costs, in headless Chromium.

    python benchmarks/pages.py vngov-site                 a folder written by «vngov site»
    python benchmarks/pages.py http://127.0.0.1:8000/     a running «vngov serve»

For each page, with an empty cache: bytes of all that it loads, gzipped; requests; first contentful paint and
the time that the main thread works until the page is idle, on this machine and with the processor slowed
four times (as on a phone). The median of ``--runs`` visits; the spread is the smallest and the largest.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.server
import statistics
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

CHROMIUM = "/usr/bin/chromium"
PAGES = {
    "home": "vi/index.html",
    "committee": "vi/id/committee/bcd-cqdt-binh-dinh.html",
    "composition": "vi/id/composition/bcd-cqdt-binh-dinh.binh-dinh-ubnd-2021-qd-03-01.html",
    "decision": "vi/eli/vn/ttg/2020/qd/701.html",
    "organisation": "vi/id/organisation/so-tttt-binh-dinh.html",
    "position": "vi/id/position/chu-tich-ubnd-tinh-binh-dinh.html",
    "place": "vi/id/place/binh-dinh.html",
    "topic": "vi/code/topic/digital-transformation.html",
    "source": "vi/id/source/vietnamnet-716874.html",
    "committees": "vi/committees.html",
    "compare": "vi/compare.html",
    "diffusion": "vi/diffusion.html",
    "alignment": "vi/alignment.html",
    "network": "vi/network.html",
    "query": "vi/query.html",
}
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


@dataclass(frozen=True)
class Visit:
    """One visit: kilobytes gzipped, requests, milliseconds to the first paint and of main-thread work."""

    weight: float
    requests: int
    paint: float
    work: float


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(target: str) -> Iterator[str]:
    """Yield the address of a site: a folder is served on loopback."""
    if target.startswith("http"):
        yield target
        return
    handler = partial(_Quiet, directory=target)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()


def visit(browser: Browser, address: str, slower: int) -> Visit:
    """Return what one visit with an empty cache costs."""
    context = browser.new_context(viewport={"width": 412, "height": 915})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(address, wait_until="networkidle")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    paint = page.evaluate(_PAINT)
    weight = sum(len(gzip.compress(a.body())) for a in answers if a.ok)
    context.close()
    return Visit(weight / 1000, len(answers), float(paint or 0), metrics["TaskDuration"] * 1000)


def main() -> None:
    """Print one line a page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", help="a folder of «vngov site», or the address of a server")
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    if not wanted.target.startswith("http") and not (Path(wanted.target) / "vi" / "index.html").is_file():
        parser.error(f"{wanted.target}: no site is here; write one with: vngov site --out {wanted.target}")
    print("| page | kB gzipped | requests | first paint ms | main thread ms | first paint ms, 4× slower |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with served(wanted.target) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, path in PAGES.items():
            visits = [visit(browser, base + path, 1) for _ in range(wanted.runs)]
            slow = [visit(browser, base + path, 4) for _ in range(wanted.runs)]
            paints = [v.paint for v in visits]
            print(
                f"| {name} | {visits[0].weight:.1f} | {visits[0].requests}"
                f" | {statistics.median(paints):.0f} ({min(paints):.0f}–{max(paints):.0f})"
                f" | {statistics.median(v.work for v in visits):.0f}"
                f" | {statistics.median(v.paint for v in slow):.0f} |"
            )
        browser.close()


if __name__ == "__main__":
    main()
