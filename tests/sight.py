"""What the browser tests look for in a page: faults of accessibility, and whether it fits its window."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def grave(page: Page, *rules: str) -> list[str]:
    """Return the accessibility faults of a page that axe calls serious or critical, by all rules or some."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{v['id']}: {n['target']} {n['failureSummary']}"
        for v in found
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
