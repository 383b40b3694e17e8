"""The figure of the report: seconds by scale for vngov and its peers, both axes in logarithms, as SVG."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from .sections import by_size, middle

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, LABELS = 430, 300, 46, 34, 36, 116
COLOURS = ("#0b6e4f", "#b3541e", "#5b4b8a", "#8a6d00", "#a3293d")
STYLE = (
    "text{font:12px sans-serif;fill:#333}.t{font-weight:bold}.g{stroke:#ddd}.a{fill:#666;font-size:11px}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.a{fill:#aaa}.g{stroke:#444}}"
)

Series = tuple[str, list[tuple[float, float]]]
"""A name, and seconds by scale."""


def draw(found: Mapping[str, Any]) -> str:
    """Return the figure as SVG: validation to the left, mapping to the right."""
    panels = [("Validation", _validation(found)), ("Mapping", _mapping(found))]
    panels = [(title, [s for s in series if s[1]]) for title, series in panels]
    panels = [(title, series) for title, series in panels if series]
    whole = WIDTH * max(1, len(panels))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {HEIGHT}" width="{whole}" role="img">',
        "<title>Seconds by scale, both axes in logarithms</title>",
        f"<style>{STYLE}</style>",
    ]
    for number, (title, series) in enumerate(panels):
        lines += [f'<g transform="translate({number * WIDTH} 0)">', *_panel(title, series), "</g>"]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _validation(found: Mapping[str, Any]) -> list[Series]:
    kept = found.get("validation", {})
    scales = by_size(kept.get("scales", {}))
    ours = [(float(n), middle(k["streamed"])) for n, k in scales if k["streamed"]]
    return [("vngov", ours), *_peers(kept)]


def _mapping(found: Mapping[str, Any]) -> list[Series]:
    kept = found.get("mapping", {})
    ours: dict[float, float] = {}
    for peer in kept.get("peers", {}).values():
        for name, rung in by_size(peer.get("sizes", {})):
            ours.setdefault(float(name), middle(rung["ours"]))
    return [("vngov", sorted(ours.items())), *_peers(kept)]


def _peers(kept: Mapping[str, Any]) -> list[Series]:
    return [
        (name, [(float(n), middle(rung["theirs"])) for n, rung in by_size(peer.get("sizes", {}))])
        for name, peer in kept.get("peers", {}).items()
    ]


def _panel(title: str, series: Sequence[Series]) -> list[str]:
    points = [point for _, own in series for point in own]
    across = _Axis([x for x, _ in points], LEFT, WIDTH - LABELS)
    up = _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    lines = [f'<text class="t" x="{LEFT}" y="16">{title}: seconds by scale</text>']
    for tick in up.ticks():
        y = up.at(tick)
        lines.append(f'<line class="g" x1="{LEFT}" x2="{WIDTH - LABELS}" y1="{y}" y2="{y}"/>')
        lines.append(f'<text class="a" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for tick in across.ticks():
        x = across.at(tick)
        lines.append(f'<line class="g" x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
        lines.append(f'<text class="a" x="{x}" y="{HEIGHT - 18}" text-anchor="middle">{tick:g}</text>')
    ends = _apart([(name, up.at(own[-1][1])) for name, own in series])
    for (name, own), colour in zip(series, itertools.cycle(COLOURS), strict=False):
        path = " ".join(f"{across.at(x)},{up.at(y)}" for x, y in own)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{across.at(x)}" cy="{up.at(y)}" r="3" fill="{colour}"/>' for x, y in own]
        x, y = across.at(own[-1][0]) + 7, ends[name]
        lines.append(f'<text x="{x:.1f}" y="{y + 4:.1f}" style="fill:{colour}">{escape(name)}</text>')
    return lines


class _Axis:
    """A logarithmic axis from a whole power of ten below the values to one above them."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.floor(math.log10(min(values)) + 1e-9)
        self.high = max(self.low + 1, math.ceil(math.log10(max(values)) - 1e-9))
        self.start, self.end = start, end

    def at(self, value: float) -> float:
        """Return where a value stands."""
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    def ticks(self) -> list[float]:
        """Return the powers of ten of the axis."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def _apart(ends: Sequence[tuple[str, float]]) -> dict[str, float]:
    """Return the heights of labels, moved down where two would touch."""
    placed: dict[str, float] = {}
    last = -math.inf
    for name, y in sorted(ends, key=lambda end: end[1]):
        last = max(y, last + 14)
        placed[name] = last
    return placed
