"""The page: written from the results alone, the same bytes for the same results."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import query_sections, sections
from .figures import number, ratios, spread
from .interruptions import interruptions
from .results import Results
from .sections import by_size, largest, middle, table, values

_TEMPLATE = Path(__file__).with_name("template.md")

NATION = "1"
"""The scale of the whole country, for which the aims are."""


def render(results: Results) -> str:
    """Return the page in Markdown."""
    found = {name: result["found"] for name, result in results.items()}
    filled = {
        "command": [command(results)],
        "aims": _summary(found),
        **{name: _section(results, name, body) for name, body in _BODIES.items()},
        "beside build": sections.beside_build(found),
        "beside rebuild": sections.beside_rebuild(found),
        "limits": [_limits(results)],
        "machine": _machine(results),
        "failed": _failed(results),
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, lines in filled.items():
        text = text.replace("{{" + name + "}}", "\n".join(lines).strip())
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n", "\n", text)).strip() + "\n"


def command(results: Results) -> str:
    """Return the command that made the results, with the scales where they are not the usual ones."""
    asked = [result["asked"]["scales"] for result in results.values() if "scales" in result["asked"]]
    scales = max(asked, key=max) if asked else [0.01, 0.1, 1.0]
    usual = scales == [0.01, 0.1, 1.0]
    return "python benchmarks/report.py" + (
        "" if usual else " --scales " + ",".join(f"{s:g}" for s in scales)
    )


def _limits(results: Results) -> str:
    """Return what peers were given; parts may have been run with different limits."""
    found = set()
    for name in ("mapping", "validation"):
        if name in results:
            asked = results[name]["asked"]
            given = (asked["limit_seconds"], asked["limit_others_seconds"], asked["limit_mib"] / 1024)
            found.add("{:g} s for pySHACL and rdflib, {:g} s for others, {:g} GiB of memory".format(*given))
    return "; or ".join(sorted(found)) or "no peer was run"


def _section(results: Results, name: str, body: Callable[[Mapping[str, Any]], list[str]]) -> list[str]:
    result = results.get(name)
    if result is None:
        return ["This part was not run."]
    lines = body(result["found"])
    if result["error"]:
        lines += [f"This part ended early: {' '.join(result['error'].split())[:300]}", ""]
    return lines


def _validation(found: Mapping[str, Any]) -> list[str]:
    peers = sections.contests(found.get("peers", {}), "shacl", "streamed")
    return [*sections.scales_of_validation(found), *peers]


def _mapping(found: Mapping[str, Any]) -> list[str]:
    peers = found.get("peers", {})
    return [*sections.contests(peers, "vngov"), *sections.statements(peers)]


def _queries(found: Mapping[str, Any]) -> list[str]:
    return [
        *query_sections.compared(found, "Oxigraph"),
        *query_sections.slowest(found),
        *query_sections.disagreeing(found),
        *query_sections.silent(found),
    ]


_BODIES: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "build": sections.build,
    "rebuild": sections.rebuild,
    "validation": _validation,
    "mapping": _mapping,
    "queries": _queries,
    "serve": lambda found: query_sections.compared(found, "oxigraph server"),
    "load": query_sections.loads,
    "interruptions": interruptions,
}


# The summary -----------------------------------------------------------------------------------------------


def _summary(found: Mapping[str, Any]) -> list[str]:
    rows = [
        *_of_build(found.get("build", {})),
        *_of_rebuild(found.get("rebuild", {})),
        _of_peer(
            found.get("validation", {}), "pyshacl", "SHACL beside pySHACL: 50 times as fast", 50, "streamed"
        ),
        _of_peer(found.get("mapping", {}), "rdflib", "mapping beside rdflib: 20 times as fast", 20, "ours"),
        _of_queries(found.get("queries", {})),
        _of_kind(found.get("queries", {}), "entity", "a query about one thing, at scale 1: 20 ms", 20),
        _of_kind(found.get("queries", {}), "aggregate", "a national aggregate, at scale 1: 2,000 ms", 2000),
    ]
    return table(["aim", "measured", "met"], rows)


def _verdict(met: bool, scale: str) -> str:
    """Return whether an aim for the whole country is met; a smaller scale decides nothing."""
    return ("yes" if met else "no") if scale == NATION else f"not decided: measured at scale {scale} only"


def _of_build(found: Mapping[str, Any]) -> list[list[str]]:
    scales = [(n, k) for n, k in by_size(found.get("scales", {})) if k["rounds"] and "records" in k]
    aims = ("build, link and validate at scale 1: 10 minutes", "its memory: 2 GB", "its growth: exponent 1.1")
    if not scales:
        return [[aim, "not measured", "—"] for aim in aims]
    name, kept = scales[-1]
    minutes = [seconds / 60 for seconds in values(kept["rounds"], "seconds")]
    gigabytes = [mib * 1.048576 / 1000 for mib in values(kept["rounds"], "memory")]
    whole = [s / 60 + m for s, m in zip(values(kept["store"], "seconds"), minutes, strict=True)]
    rows = [
        [aims[0], f"{spread(minutes, ' minutes')} at scale {name}", _verdict(max(minutes) <= 10, name)],
        ["— and with the store that answers queries", f"{spread(whole, ' minutes')} at scale {name}", "—"],
        [aims[1], f"{spread(gigabytes, ' GB')} at scale {name}", _verdict(max(gigabytes) <= 2, name)],
    ]
    if len(scales) < 2:
        return [*rows, [aims[2], "not measured", "—"]]
    growth = sections.growth(scales, "seconds")
    said = f"{growth:.2f} from scale {scales[0][0]} to {name}; memory {sections.growth(scales, 'memory'):.2f}"
    return [*rows, [aims[2], said, _verdict(growth <= 1.1, name)]]


def _of_rebuild(found: Mapping[str, Any]) -> list[list[str]]:
    aim = "rebuild after one record changed, at scale 1: 2 s"
    scales = [(name, kept) for name, kept in by_size(found.get("scales", {})) if kept.get("one")]
    if not scales:
        return [[aim, "not measured", "—"]]
    name, kept = scales[-1]
    seconds = values(kept["one"], "seconds")
    return [[aim, f"{spread(seconds, ' s')} at scale {name}", _verdict(max(seconds) <= 2, name)]]


def _of_peer(found: Mapping[str, Any], peer: str, aim: str, wanted: float, ours: str) -> list[str]:
    kept = found.get("peers", {}).get(peer, {})
    known = largest(kept)
    if known is None or not known[1].get(ours):
        return [aim, "not measured", "—"]
    size, rung = known
    ratio = middle(rung["theirs"]) / middle(rung[ours])
    said = spread(ratios(values(rung["theirs"], "seconds"), values(rung[ours], "seconds")))
    decided = NATION if kept.get("stopped") else size
    return [aim, f"{said} times, at scale {size}", _verdict(ratio >= wanted, decided)]


def _of_queries(found: Mapping[str, Any]) -> list[str]:
    aim = "queries beside raw Oxigraph: 1.3 times its time"
    scales = by_size(found.get("scales", {}))
    known = [(n, query_sections.whole(k.get("queries", {}), "vngov", "Oxigraph")) for n, k in scales]
    known = [(name, whole) for name, whole in known if whole]
    if not known:
        return [aim, "not measured", "—"]
    name, whole = known[-1]
    said = "; ".join(f"{spread(own)} at scale {scale}" for scale, own in known)
    return [aim, said, _verdict(sorted(whole)[len(whole) // 2] <= 1.3, name)]


def _of_kind(found: Mapping[str, Any], kind: str, aim: str, most: float) -> list[str]:
    scales = [(name, kept.get("queries", {})) for name, kept in by_size(found.get("scales", {}))]
    known = [(n, query_sections.slowest_of(queries, kind, "vngov, labelled")) for n, queries in scales]
    measured = [(name, slowest) for name, slowest in known if slowest]
    if not measured:
        return [aim, "not measured", "—"]
    name, (times, query) = measured[-1]
    said = f"the slowest {spread(times, ' ms')} at scale {name} ({query})"
    return [aim, said, _verdict(max(times) <= most, name)]


# What it was measured on -----------------------------------------------------------------------------------


def _machine(results: Results) -> list[str]:
    rows = []
    for name, result in results.items():
        asked, machine = result["asked"], result["machine"]
        rows.append(
            [
                name,
                ", ".join(f"{scale:g}" for scale in asked.get("scales", [])) or "—",
                str(asked.get("rounds", "—")),
                str(asked["seed"]),
                f"{machine['cores']} × {machine['processor']}, {machine['memory_gib']} GiB",
                f"{machine['load_before']:g}",
                number(result["seconds"] / 60),
            ]
        )
    head = ["part", "scales", "rounds", "seed", "processors and memory", "load before", "minutes in all"]
    found: dict[str, set[str]] = {}
    for result in results.values():
        for package, version in result["versions"].items():
            found.setdefault(package, set()).add(version)
    versions = [
        f"{package} {' and '.join(sorted(found[package]))}" for package in sorted(found, key=str.lower)
    ]
    return [*table(head, rows), f"Versions: {', '.join(versions)}.", ""]


def _failed(results: Results) -> list[str]:
    lines = [f"- The part «{name}» ended early." for name, result in results.items() if result["error"]]
    return [*lines, ""]
