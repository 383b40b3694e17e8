"""The measured report: written from its results, peers run up to their limits, commands watched."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from conftest import ROOT
from reporting import asking, figure, page, query_sections, results
from reporting.countries import Place
from reporting.ladder import Contest, climb
from reporting.watch import FailedError, Limits, Run, done, watch
from vngov import library

BENCHMARKS = ROOT / "benchmarks"
PEERS = BENCHMARKS / "peers"
FIXTURE = Path(__file__).parent / "report"


def test_the_page_is_what_its_results_say() -> None:
    found = results.read(results.FOLDER)
    assert len(found) >= 1
    assert (BENCHMARKS / "README.md").read_text(encoding="utf-8") == page.render(found)


def test_the_figure_is_what_its_results_say() -> None:
    found = {name: result["found"] for name, result in results.read(results.FOLDER).items()}
    assert (results.FOLDER / "time.svg").read_text(encoding="utf-8") == figure.draw(found)


def test_the_figure_has_a_line_for_everybody_measured() -> None:
    drawn = figure.draw({name: result["found"] for name, result in results.read(FIXTURE).items()})
    root = ElementTree.fromstring(drawn)
    lines = root.iter("{http://www.w3.org/2000/svg}polyline")
    assert len(list(lines)) == 4
    assert ">pyshacl</text>" in drawn


def test_the_first_line_names_the_command() -> None:
    first = (BENCHMARKS / "README.md").read_text(encoding="utf-8").splitlines()[0]
    command = re.match(r"`python (benchmarks/report\.py)[^`]*`", first)
    assert command
    assert (ROOT / command[1]).is_file()


def test_results_are_written_with_sorted_keys() -> None:
    for path in sorted(results.FOLDER.glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def rendered(**changes: Any) -> str:
    """Return the page of the fixture, with some figures replaced: «part__key» by its path in the JSON."""
    found = results.read(FIXTURE)
    for path, value in changes.items():
        *way, last = path.split("__")
        place: Any = found
        for key in way:
            place = place[int(key) if isinstance(place, list) else key.replace("_dot_", ".")]
        place[last] = value
    return page.render(found)


def row(text: str, start: str) -> list[str]:
    """Return the cells of the first row of a table that begins with a text."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {start}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize(
    ("start", "said", "met"),
    [
        ("build, link and validate at scale 1", "5 minutes (4–6) at scale 1", "yes"),
        ("— and with the store", "10 minutes (8–12) at scale 1", "—"),
        ("its memory", "2.1 GB (2.1–2.1) at scale 1", "no"),
        ("its growth", "1.00 from scale 0.1 to 1; memory 0.70", "yes"),
        ("rebuild after one record changed", "1.5 s (1.5–1.5) at scale 1", "yes"),
        ("SHACL beside pySHACL", "60 (60–60) times, at scale 0.1", "yes"),
        ("mapping beside rdflib", "3 times, at scale 0.1", "no"),
        ("queries beside raw Oxigraph", "1.2 (1.2–1.2) at scale 1", "yes"),
        ("a query about one thing", "the slowest 30 ms (30–30) at scale 1 (chairs)", "no"),
        ("a national aggregate", "the slowest 1,550 ms (1,500–1,600) at scale 1 (committees)", "yes"),
    ],
)
def test_an_aim_is_met_by_its_figure_alone(start: str, said: str, met: str) -> None:
    assert row(rendered(), start)[1:] == [said, met]


def test_an_aim_for_the_country_is_not_decided_at_another_scale() -> None:
    found = results.read(FIXTURE)
    del found["build"]["found"]["scales"]["1"]
    assert row(page.render(found), "build, link")[2].startswith("not decided")


def test_a_peer_that_could_do_more_decides_nothing() -> None:
    found = results.read(FIXTURE)
    del found["mapping"]["found"]["peers"]["rdflib"]["stopped"]
    assert row(page.render(found), "mapping beside rdflib")[2] == "not decided: measured at scale 0.1 only"


def test_a_part_that_failed_is_named_and_loses_no_figures() -> None:
    text = rendered(validation__error="FailedError: no Java")
    assert "This part ended early: FailedError: no Java" in text
    assert "The part «validation» ended early" in text
    assert row(text, "SHACL beside pySHACL")[2] == "yes"


def test_a_part_that_was_not_run_is_named() -> None:
    found = results.read(FIXTURE)
    del found["mapping"]
    text = page.render(found)
    assert row(text, "mapping beside rdflib")[1:] == ["not measured", "—"]
    assert "This part was not run." in text


def test_a_query_without_an_answer_is_left_out_of_ratios_and_named() -> None:
    queries = results.read(FIXTURE)["queries"]["found"]["scales"]["1"]["queries"]
    assert query_sections.answered(queries, "vngov", "Virtuoso") == ["committees"]
    assert "- chairs at scale 1 on Virtuoso: no answer within 60 s" in rendered()
    assert "- rdflib was not asked at scale 1: not here." in rendered()


def test_interruptions_are_counted_by_kind_and_by_outcome() -> None:
    text = rendered()
    assert row(text, "load, oxigraph")[1:] == ["9", "2", "3", "2", "1", "3", "1", "3", "1", "1", "0"]
    assert "load, oxigraph, kill -9: g0 is a mixture" in text
    assert "| 0.9–1.0 |" in text


def test_the_page_can_be_written_without_a_run(tmp_path: Path) -> None:
    out = tmp_path / "page.md"
    copy = shutil.copytree(FIXTURE, tmp_path / "results")
    options = ["--render", "--results", str(copy), "--page", str(out)]
    subprocess.run([sys.executable, str(BENCHMARKS / "report.py"), *options], check=True, capture_output=True)
    assert out.read_text(encoding="utf-8") == rendered()


# Peers -----------------------------------------------------------------------------------------------------


def ran(seconds: float, memory: float = 10, ended: str = "", code: int = 0) -> Run:
    return Run(seconds, seconds, memory, code, ended)


def climbed(times: dict[float, Run], limits: Limits) -> tuple[dict[str, Any], list[float]]:
    tried: list[float] = []

    def theirs(size: float) -> Run:
        tried.append(size)
        return times[size]

    into: dict[str, Any] = {}
    climb(Contest("peer", list(times), limits, 3, lambda _: ran(1), theirs), into)
    return into, tried


def test_a_peer_jumps_to_the_largest_size_that_it_should_finish() -> None:
    times = {size: ran(size * 10) for size in (1.0, 2.0, 5.0, 10.0, 20.0)}
    found, tried = climbed(times, Limits(150, 1000))
    assert tried == [1, 2, 10, 10]
    assert found["stopped"].startswith("20: predicted 200 s")
    assert [len(found["sizes"][size]["theirs"]) for size in ("1", "2", "10")] == [1, 1, 2]


@pytest.mark.parametrize(
    ("ended", "said"), [("time", "not finished in 150 s"), ("memory", "over 1,000 MiB"), ("", "failed")]
)
def test_a_peer_over_a_limit_is_tried_at_a_smaller_size(ended: str, said: str) -> None:
    times = {1.0: ran(10), 2.0: ran(20), 5.0: ran(70), 10.0: ran(1, ended=ended, code=1)}
    found, tried = climbed(times, Limits(150, 1000))
    assert tried == [1, 2, 10, 5, 5]
    assert found["stopped"].startswith(f"10: {said}")


def test_memory_stops_a_peer_before_it_is_tried() -> None:
    found, tried = climbed({s: ran(s, memory=s * 100) for s in (1.0, 2.0, 5.0)}, Limits(150, 400))
    assert tried == [1, 2, 2, 2]
    assert found["stopped"] == "5: predicted 500 MiB, over the limit of 400 MiB"


def test_a_peer_that_fails_at_once_fails_the_part() -> None:
    with pytest.raises(FailedError, match="peer"):
        climbed({1.0: ran(1, code=1)}, Limits())


def test_peers_map_what_vngov_maps(tmp_path: Path) -> None:
    data = tmp_path / "country"
    for command in (
        [BENCHMARKS / "country.py", "--scale", "0.0001", "--out", data],
        [PEERS / "vngov_mapping.py", data, tmp_path / "ours.nq"],
        [PEERS / "rdflib_mapping.py", data, tmp_path / "theirs.nq", "fast"],
    ):
        subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    ours, theirs = ((tmp_path / f"{who}.nq").read_text(encoding="utf-8") for who in ("ours", "theirs"))
    shared = set(ours.splitlines()) & set(theirs.splitlines())
    assert len(shared) > 0.9 * len(set(theirs.splitlines()))
    assert len(shared) > 0.6 * len(set(ours.splitlines()))


def test_the_steps_of_validation_count_the_same_results(built: Path, tmp_path: Path) -> None:
    triples = tmp_path / "union.nt"
    lines = (built / "vngov.nq").read_text(encoding="utf-8").splitlines()
    triples.write_text(
        "".join(sorted({line.rsplit(" <", 1)[0] + " .\n" for line in lines})), encoding="utf-8"
    )

    def count(script: str, *given: str | Path) -> int:
        command = [sys.executable, str(PEERS / script), *map(str, given)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    streamed = count("vngov_validation.py", built)
    assert streamed > 0
    assert count("shacl_validation.py", "shacl", triples) == streamed


def test_what_is_kept_of_two_scales_has_two_names(tmp_path: Path) -> None:
    place = Place(tmp_path)
    names = {place.path("dump", scale, ".nq").name for scale in (0.001, 0.002, 0.1, 1.0)}
    assert names == {"dump-0.001.nq", "dump-0.002.nq", "dump-0.1.nq", "dump-1.nq"}


# Watching --------------------------------------------------------------------------------------------------


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_command_is_measured_with_its_children() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', %r])"
    busy = "import time; x = bytearray(60 << 20)\nwhile time.process_time() < 0.5: pass"
    run = done(watch(python(child % busy)), "python")
    assert run.processor >= 0.5
    assert run.memory >= 60


@pytest.mark.parametrize(
    ("code", "limits", "ended"),
    [
        ("import time; time.sleep(60)", Limits(seconds=0.3), "time"),
        ("x = bytearray(200 << 20); import time; time.sleep(60)", Limits(memory=100), "memory"),
    ],
)
def test_a_command_over_a_limit_is_stopped(code: str, limits: Limits, ended: str) -> None:
    run = watch(python(code), limits)
    assert run.ended == ended
    with pytest.raises(FailedError, match=f"stopped: {ended} limit"):
        done(run, "python")


def test_the_steps_that_a_command_names_are_timed() -> None:
    code = (
        "import sys, time\nassert sys.stderr.isatty()\n"
        "for name in ('Reading the records', 'Linking'):\n"
        "    for piece in (name[:4], name[4:], ' …'):\n"
        "        print(piece, end='', file=sys.stderr, flush=True); time.sleep(0.1)\n"
    )
    run = done(watch(python(code), steps=True), "python")
    assert list(run.steps) == ["Reading the records", "Linking"]
    assert min(run.steps.values()) >= 0
    assert sum(run.steps.values()) <= run.seconds


def test_a_query_that_should_take_too_long_is_not_asked_and_engines_take_turns() -> None:
    case = asking.Case(next(iter(library.queries_by_name().values())), "listing", "all", {})
    fast, slow = {case.name: {"seconds": {"a": [0.2], "b": [1.0]}}}, {case.name: {"seconds": {"a": [0.2]}}}
    scales = {"0.01": {"queries": fast}, "0.1": {"queries": {**slow}}}
    slow[case.name]["seconds"]["b"] = [20.0]
    expected = asking.Expected(scales, 1.0)
    assert expected.seconds(case, "b") == pytest.approx(400)
    assert expected.seconds(case, "a") == pytest.approx(2), "at least in proportion"
    assert expected.seconds(case, "c") == 0
    asked: list[str] = []

    def engine(name: str) -> asking.Ask:
        def ask(_: asking.Case) -> int:
            asked.append(name)
            return 7

        return ask

    engines = {name: engine(name) for name in ("a", "b", "c")}
    kept = asking.measure(engines, [case], 2, expected)[case.name]
    assert asked == ["a", "c", "c", "a", "c", "a"], "one begins in turn; b stays out"
    assert kept["rows"] == {"a": 7, "c": 7}
    assert kept["failed"] == {"b": "not asked: 400 s are to be expected"}
    assert {name: len(own) for name, own in kept["seconds"].items()} == {"a": 2, "c": 2}
