"""The sections of the report on queries, servers and loads: ratios over the library, and query by query."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import Any

from .figures import number, spread
from .sections import by_size, table, times, values

Queries = Mapping[str, Mapping[str, Any]]


def answered(queries: Queries, one: str, other: str) -> list[str]:
    """Return the names of the queries that two engines answered in every round."""
    return [
        name
        for name, kept in queries.items()
        if {one, other} <= set(kept["seconds"]) and not {one, other} & set(kept["failed"])
    ]


def whole(queries: Queries, one: str, other: str) -> list[float]:
    """Return, round by round, how many times as long one engine takes as another for all queries together.

    A query that was asked once only counts in every round by its one time.
    """
    names = answered(queries, one, other)
    rounds = max((len(queries[name]["seconds"][one]) for name in names), default=0)

    def total(engine: str, number: int) -> float:
        times: list[list[float]] = [queries[name]["seconds"][engine] for name in names]
        return sum(own[min(number, len(own) - 1)] for own in times)

    return [total(one, number) / total(other, number) for number in range(rounds)]


def each(queries: Queries, one: str, other: str) -> list[tuple[float, str]]:
    """Return the ratio of medians of every query, the smallest first."""
    return sorted(
        (statistics.median(queries[n]["seconds"][one]) / statistics.median(queries[n]["seconds"][other]), n)
        for n in answered(queries, one, other)
    )


def engines_of(queries: Queries) -> list[str]:
    """Return the engines that were asked, ours first, then as they stand in the report."""
    known = ["vngov", "Oxigraph", "vngov, labelled", "vngov serve", "oxigraph server", "Virtuoso", "rdflib"]
    asked = {engine for kept in queries.values() for engine in (*kept["seconds"], *kept["failed"])}
    return [engine for engine in known if engine in asked] + sorted(asked - set(known))


def compared(found: Mapping[str, Any], base: str) -> list[str]:
    """Return a table of every engine against one, at each scale."""
    rows = []
    for scale, kept in by_size(found.get("scales", {})):
        queries = kept.get("queries", {})
        for engine in engines_of(queries):
            ratios = each(queries, engine, base)
            if engine == base or not ratios:
                continue
            middle = statistics.geometric_mean(ratio for ratio, _ in ratios)
            rows.append(
                [
                    engine,
                    scale,
                    spread(whole(queries, engine, base)),
                    number(middle),
                    f"{number(ratios[0][0])} {ratios[0][1]}",
                    f"{number(ratios[-1][0])} {ratios[-1][1]}",
                    f"{len(ratios)} of {len(queries)}",
                ]
            )
    head = [
        "engine",
        "scale",
        f"time ÷ that of {base}, all queries",
        "by query",
        "least",
        "most",
        "answered by both",
    ]
    return table(head, rows)


def slowest(found: Mapping[str, Any]) -> list[str]:
    """Return the milliseconds of every query on every engine at the largest scale."""
    scales = by_size(found.get("scales", {}))
    if not scales or not scales[-1][1].get("queries"):
        return []
    name, kept = scales[-1]
    queries = kept["queries"]
    engines = engines_of(queries)
    rows = []
    for query in sorted(queries, key=lambda q: -_middle(queries[q], engines[0])):
        cells = [_cell(queries[query], engine) for engine in engines]
        rows.append([query, f"{queries[query]['rows'].get(engines[0], 0):,}", *cells])
    return [
        f"Milliseconds at scale {name}, medians; the slowest first:",
        *table(["query", "rows", *engines], rows),
    ]


def _middle(kept: Mapping[str, Any], engine: str) -> float:
    times = kept["seconds"].get(engine)
    return statistics.median(times) if times else float("inf")


def _cell(kept: Mapping[str, Any], engine: str) -> str:
    if engine in kept["failed"]:
        return "no answer"
    times = kept["seconds"].get(engine)
    return number(statistics.median(times) * 1000) if times else "—"


def disagreeing(found: Mapping[str, Any]) -> list[str]:
    """Return which queries gave another number of rows on another engine."""
    lines = []
    for scale, kept in by_size(found.get("scales", {})):
        for name, asked in kept.get("queries", {}).items():
            if len(set(asked["rows"].values())) > 1:
                counts = ", ".join(f"{engine} {rows:,}" for engine, rows in sorted(asked["rows"].items()))
                lines.append(f"- {name} at scale {scale}: rows differ: {counts}.")
    return (
        [*lines, ""]
        if lines
        else ["Every query gave the same number of rows on every engine that answered.", ""]
    )


def silent(found: Mapping[str, Any]) -> list[str]:
    """Return which queries an engine did not answer, and what it said; and which engines were not there."""
    lines = []
    for scale, kept in by_size(found.get("scales", {})):
        for engine, said in kept.get("absent", {}).items():
            lines.append(f"- {engine} was not asked at scale {scale}: {said}.")
        for name, asked in kept.get("queries", {}).items():
            for engine, said in asked["failed"].items():
                lines.append(f"- {name} at scale {scale} on {engine}: {said}")
    return [*lines, ""] if lines else []


def loads(found: Mapping[str, Any]) -> list[str]:
    """Return the section on loads."""
    rows, notes = [], []
    for engine, own in (("oxigraph", "one POST of N-Quads"), ("virtuoso", "ld_dir")):
        kept = found.get(engine, {})
        for scale, rung in by_size(kept.get("scales", {})):
            if rung.get("statements"):
                rows.append(
                    [
                        engine,
                        scale,
                        f"{rung['statements']:,}",
                        spread(values(rung["ours"], "seconds")),
                        own,
                        spread(values(rung["theirs"], "seconds")),
                        times({"theirs": rung["ours"], "ours": rung["theirs"]}),
                    ]
                )
        if kept.get("failed"):
            notes.append(f"- {engine} failed: {kept['failed'][:300]}")
        if kept.get("stopped"):
            notes.append(f"- {engine}: not at {kept['stopped']}.")
    head = ["server", "scale", "statements", "vngov load, s", "its own way", "s", "vngov load ÷ its own way"]
    return [*table(head, rows), *notes, ""]


def slowest_of(queries: Queries, kind: str, engine: str) -> tuple[list[float], str] | None:
    """Return the milliseconds of the slowest query of a kind, and its name."""
    own = [
        (statistics.median(kept["seconds"][engine]), name)
        for name, kept in queries.items()
        if kept.get("kind") == kind and kept["seconds"].get(engine)
    ]
    if not own:
        return None
    name = max(own)[1]
    return [seconds * 1000 for seconds in queries[name]["seconds"][engine]], name
