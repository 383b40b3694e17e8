"""How fluid the network is with 10,000 nodes: frame times in headless Chromium while it zooms and pans.

Run it from the checkout: ``python benchmarks/network_frames.py``. Headless Chromium draws WebGL in software,
so the frame times are those of a machine without a graphics card; the work of the main thread is processor
time, which does not depend on what else the machine does.
"""

from __future__ import annotations

import statistics
import sys
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser.island_site import IslandSite

CHROMIUM = "/usr/bin/chromium"
FRAMES_SHOWN = 100
FRAMES = """async (steps) => {
    const stage = document.querySelector('.net-stage');
    const box = stage.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const target = stage.querySelector('.sigma-mouse');
    const times = [];
    let last = performance.now();
    for (let n = 0; n < steps; n++) {
        const deltaY = n % 40 < 20 ? -30 : 30;
        target.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX: x + n, clientY: y, bubbles: true }));
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        times.push(now - last);
        last = now;
    }
    return times;
}"""


def _busy(session: CDPSession) -> float:
    """Return the seconds of processor time that the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")


def main() -> None:
    """Print how long the drawing takes to appear, and what its frames take."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), IslandSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"http://127.0.0.1:{server.server_port}/vi/big.html")
        page.wait_for_selector(".net-stage canvas", timeout=60_000)
        shown = page.evaluate("performance.now()")
        page.wait_for_timeout(1000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = _busy(session)
        times = page.evaluate(FRAMES, FRAMES_SHOWN)
        busy = (_busy(session) - before) / FRAMES_SHOWN * 1000
        page.screenshot(path=sys.argv[1]) if len(sys.argv) > 1 else None
        browser.close()
    times.sort()
    median, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"10,000 nodes: shown after {shown:.0f} ms; {len(times)} frames while zooming:")
    print(f"median {median:.1f} ms, 95th percentile {p95:.1f} ms, longest {times[-1]:.1f} ms")
    print(f"work of the main thread: {busy:.1f} ms a frame")


if __name__ == "__main__":
    main()
