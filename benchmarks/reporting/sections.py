"""The sections of the report on the build and on the steps that have peers: tables made from results."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from .figures import fitted, number, ratios, spread
from .ladder import exponent

STEPS = {
    "Reading the records": "read, check and map records",
    "Linking": "link",
    "Building the graphs": "put the graph together",
    "Binding the volumes": "write the parts of N-Quads",
    "Checking the graph": "validate",
    "Writing the dumps": "write the rest",
}
"""The steps that ``vngov build`` names, in their order, and what they do."""


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a Markdown table; the first column is text, the others stand to the right."""
    marks = [":--", *(["--:"] * (len(columns) - 1))]
    return ["", *(f"| {' | '.join(row)} |" for row in (columns, marks, *rows)), ""]


def by_size(kept: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what is kept by scale, in the order of the scales."""
    return sorted(kept.items(), key=lambda item: float(item[0]))


def values(rounds: Sequence[Mapping[str, Any]], what: str) -> list[float]:
    """Return one figure of every round."""
    return [float(found[what]) for found in rounds if what in found]


def middle(rounds: Sequence[Mapping[str, Any]], what: str = "seconds") -> float:
    """Return the median of one figure."""
    return statistics.median(values(rounds, what))


def build(found: Mapping[str, Any]) -> list[str]:
    """Return the section on whole builds."""
    scales = by_size(found.get("scales", {}))
    scales = [(name, kept) for name, kept in scales if kept["rounds"] and "records" in kept]
    rows = [
        [
            name,
            f"{kept['records']:,}",
            f"{kept['statements']:,}",
            spread(values(kept["rounds"], "seconds")),
            spread(values(kept["rounds"], "processor")),
            spread(values(kept["rounds"], "memory")),
            number(kept["statements"] / middle(kept["rounds"])),
            *(spread(values(kept["store"], what)) for what in ("seconds", "memory")),
            str(len(kept["rounds"])),
        ]
        for name, kept in scales
    ]
    head = [
        "scale",
        "records",
        "statements",
        "seconds",
        "processor seconds",
        "peak MiB",
        "statements a second",
        "then its store, seconds",
        "peak MiB",
        "rounds",
    ]
    return [*table(head, rows), *_growth(scales), *_steps(scales)]


def _growth(scales: Sequence[tuple[str, Any]]) -> list[str]:
    if len(scales) < 2:
        return ["Growth was not measured: it needs two scales.", ""]
    rows = []
    for (a, small), (b, large) in itertools.pairwise(scales):
        sizes = (small["records"], large["records"])
        rows.append(
            [f"{a} to {b}", *(_exponent(sizes, small, large, what) for what in ("seconds", "memory"))]
        )
    rows.append([f"all {len(scales)}", *(f"{growth(scales, what):.2f}" for what in ("seconds", "memory"))])
    return [
        "Growth with the number of records, as an exponent (1 is in proportion):",
        *table(["scales", "time", "memory"], rows),
    ]


def growth(scales: Sequence[tuple[str, Any]], what: str) -> float:
    """Return the exponent of growth of a figure over all scales."""
    return fitted(
        [kept["records"] for _, kept in scales], [middle(kept["rounds"], what) for _, kept in scales]
    )


def _exponent(sizes: tuple[int, int], small: Any, large: Any, what: str) -> str:
    ends = [middle(kept["rounds"], what) for kept in (small, large)]
    return f"{exponent(sizes[0], ends[0], sizes[1], ends[1]):.2f}"


def _steps(scales: Sequence[tuple[str, Any]]) -> list[str]:
    named = [
        (name, [found["steps"] for found in kept["rounds"] if "steps" in found]) for name, kept in scales
    ]
    named = [(name, rounds) for name, rounds in named if rounds]
    if not named:
        return []
    known = [step for step in STEPS if any(step in found for _, rounds in named for found in rounds)]
    other = sorted({step for _, rounds in named for found in rounds for step in found} - set(known))
    rows = []
    for step in (*known, *other):
        cells = [spread([found[step] for found in rounds if step in found]) for _, rounds in named]
        rows.append([STEPS.get(step, step), *cells])
    return [
        "Seconds of each step, as the command names it on a terminal; its start and its end are in none:",
        *table(["step", *(f"scale {name}" for name, _ in named)], rows),
    ]


def rebuild(found: Mapping[str, Any]) -> list[str]:
    """Return the section on rebuilds."""
    rows = [
        [
            name,
            f"{kept['of']:,}",
            spread(values(kept["one"], "seconds")),
            spread(values(kept["one"], "memory")),
            spread(values(kept["none"], "seconds")),
            "yes" if kept.get("same_when_undone") else "no",
        ]
        for name, kept in by_size(found.get("scales", {}))
        if kept.get("one")
    ]
    head = [
        "scale",
        "records",
        "one changed, seconds",
        "peak MiB",
        "none changed, seconds",
        "same graph when undone",
    ]
    return table(head, rows)


def contests(peers: Mapping[str, Any], ours: str, extra: str = "") -> list[str]:
    """Return a table of peers: for each the sizes that it finished, and the ratio at the largest."""
    rows = []
    for name, kept in peers.items():
        for size, rung in by_size(kept.get("sizes", {})):
            rows.append(
                [
                    name,
                    size,
                    spread(values(rung["theirs"], "seconds")),
                    spread(values(rung["ours"], "seconds")),
                    f"{times(rung)}",
                    *([times(rung, extra) if rung.get(extra) else ""] if extra else []),
                    spread(values(rung["theirs"], "memory")),
                    spread(values(rung["ours"], "memory")),
                ]
            )
    more = [f"{extra}: times as fast"] if extra else []
    head = ["peer", "scale", "peer, s", f"{ours}, s", "times as fast", *more, "peer, MiB", f"{ours}, MiB"]
    lines = table(head, rows)
    for name, kept in peers.items():
        if kept.get("failed"):
            lines.append(f"- {name} failed: {kept['failed'][:300]}")
        if kept.get("sizes"):
            largest = by_size(kept["sizes"])[-1][0]
            why = f" Next: {kept['stopped']}." if kept.get("stopped") else " It is the largest of this run."
            lines.append(
                f"- {name} {kept.get('version', '')}".rstrip()
                + f": the largest that it finished is {largest}.{why}"
            )
    return [*lines, ""]


def times(rung: Mapping[str, Any], ours: str = "ours") -> str:
    """Return how many times as fast we were, with the spread over rounds."""
    return spread(ratios(values(rung["theirs"], "seconds"), values(rung[ours], "seconds")))


def largest(peer: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return the largest size that a peer finished, and what was found there."""
    return by_size(peer["sizes"])[-1] if peer.get("sizes") else None


def statements(peers: Mapping[str, Any]) -> list[str]:
    """Return how many statements each peer of the mapping step writes beside ours."""
    lines = []
    for name, kept in peers.items():
        found = largest(kept)
        if found and "statements" in found[1]:
            counts = found[1]["statements"]
            share = counts["theirs"] / counts["ours"]
            lines.append(
                f"- {name} wrote {counts['theirs']:,} statements at {found[0]},"
                f" vngov {counts['ours']:,} ({share:.0%})."
            )
    return [*lines, ""]


def scales_of_validation(found: Mapping[str, Any]) -> list[str]:
    """Return vngov's validation at each scale."""
    rows = [
        [
            name,
            f"{kept.get('results', 0):,}",
            spread(values(kept["streamed"], "seconds")),
            spread(values(kept["streamed"], "memory")),
        ]
        for name, kept in by_size(found.get("scales", {}))
        if kept["streamed"]
    ]
    return table(["scale", "results", "streamed, seconds", "peak MiB"], rows)


def beside_rebuild(found: Mapping[str, Any]) -> list[str]:
    """Return how a rebuild after one record compares with a script that maps everything again."""
    lines = []
    for name, kept in by_size(found.get("rebuild", {}).get("scales", {})):
        rung = found.get("mapping", {}).get("peers", {}).get("rdflib", {}).get("sizes", {}).get(name)
        if rung and kept.get("one"):
            ratio = number(middle(rung["theirs"]) / middle(kept["one"]))
            lines.append(
                f"- At scale {name} the rdflib script, which maps every record again, takes {ratio} times as"
                " long as the rebuild, which also links, validates and writes the store."
            )
    return lines


def beside_build(found: Mapping[str, Any]) -> list[str]:
    """Return how a build compares with mapping by rdflib and validation by pySHACL, one after the other."""
    lines = []
    for name, kept in by_size(found.get("build", {}).get("scales", {})):
        peers = [
            found.get(part, {}).get("peers", {}).get(peer, {}).get("sizes", {}).get(name)
            for part, peer in (("mapping", "rdflib"), ("validation", "pyshacl"))
        ]
        if all(peers) and kept["rounds"]:
            by_hand = sum(middle(rung["theirs"]) for rung in peers if rung)
            ratio = number(by_hand / middle(kept["rounds"]))
            lines.append(
                f"- At scale {name} the rdflib script and pySHACL, one after the other, without links and"
                f" without a store, take {ratio} times as long as the build."
            )
    return lines
