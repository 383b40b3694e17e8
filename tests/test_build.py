"""The build: the same bytes on every run, every fact with its source, and nothing half-written."""

from __future__ import annotations

import filecmp
import json
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Dataset, Graph

from conftest import ROOT, Ran
from vngov import pipeline
from vngov.errors import OutputError
from vngov.export.folder import write_file
from vngov.store import EmbeddedStore, union
from vngov.validate import engines, graph

DUMPS = ["summary.json", "validation.ttl", "vngov.jsonld", "vngov.nq", "vngov.trig", "vngov.ttl"]


def command(*args: str, seed: str = "0", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8" if seed == "0" else "C"}
    return subprocess.run(
        [sys.executable, "-m", "vngov", *args],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        cwd=cwd,
    )


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    for seed in ("0", "4242"):
        ran = command("build", "--out", f"out-{seed}", seed=seed, cwd=tmp_path)
        assert ran.returncode == 0, ran.stderr
    same, different, missing = filecmp.cmpfiles(
        tmp_path / "out-0", tmp_path / "out-4242", DUMPS, shallow=False
    )
    assert (sorted(same), different, missing) == (DUMPS, [], [])
    assert sorted(p.name for p in (tmp_path / "out-0").iterdir()) == sorted([*DUMPS, "store"])


def test_no_blank_node_is_published(result: pipeline.Result) -> None:
    assert "_:" not in union(result.nquads).replace('"', " ").split()
    assert not any(line.startswith("_:") for line in result.nquads.splitlines())


def test_every_dump_holds_the_same_graph(built: Path, result: pipeline.Result) -> None:
    triples = len(union(result.nquads).splitlines())
    assert len(Graph().parse(built / "vngov.ttl")) == triples
    assert len(EmbeddedStore.parse(built / "vngov.jsonld").splitlines()) == triples
    assert len(EmbeddedStore.parse(built / "vngov.trig").splitlines()) == triples
    dataset = Dataset(default_union=True)
    dataset.parse(data=(built / "vngov.jsonld").read_text(encoding="utf-8"), format="json-ld")
    assert len({(s, p, o) for s, p, o, _ in dataset.quads()}) == triples
    on_disk = EmbeddedStore.on_disk(built).select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    assert str(on_disk.rows[0][0]) == str(triples)


def test_every_statement_has_a_source(store: EmbeddedStore) -> None:
    unsourced = """PREFIX prov: <http://www.w3.org/ns/prov#>
    SELECT ?graph (COUNT(*) AS ?statements) WHERE {
      GRAPH ?graph { ?s ?p ?o }
      FILTER NOT EXISTS { GRAPH ?graph { ?graph prov:wasDerivedFrom|prov:wasGeneratedBy ?origin } }
    } GROUP BY ?graph"""
    assert store.select(unsourced).rows == ()


def test_derived_links_stand_apart(store: EmbeddedStore) -> None:
    mixed = """PREFIX vg: <https://w3id.org/vngov/ontology#>
    SELECT DISTINCT ?graph WHERE {
      VALUES ?property { vg:alignsFrom vg:referenceDate vg:notTakenUpBy vg:previousComposition
        vg:lapsedThrough }
      GRAPH ?graph { ?s ?property ?o }
      FILTER(!STRSTARTS(STR(?graph), "https://w3id.org/vngov/graph/inferred/"))
    }"""
    assert store.select(mixed).rows == ()


def test_both_engines_find_the_same_in_the_real_graph(result: pipeline.Result) -> None:
    triples = union(result.nquads)
    shapes = graph.Shapes.load(ROOT / "ontology")
    for text in (shapes.required, shapes.advised):
        assert engines.run("shacl", text, triples) == engines.run("pyshacl", text, triples)
    assert result.violations == []


def test_a_finding_stands_at_the_line_of_its_record(result: pipeline.Result) -> None:
    warnings = [f for f in result.findings if f.severity == "warning"]
    assert warnings
    for finding in warnings:
        assert finding.place.line > 0, finding
        assert Path(finding.place.file).name.endswith(".yaml"), finding


def test_a_failed_build_leaves_the_output_alone(
    vngov: Callable[..., Ran], tmp_path: Path, built: Path
) -> None:
    out, data = tmp_path / "out", tmp_path / "data"
    shutil.copytree(built, out)
    shutil.copytree(ROOT / "data", data)
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    (data / "context" / "broken.yaml").write_text("source: [", encoding="utf-8")
    ran = vngov("build", "--data", str(data), "--out", str(out))
    assert ran.code == 2
    assert "broken.yaml:1" in ran.err
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before


def test_a_violation_writes_nothing(vngov: Callable[..., Ran], tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    shutil.copytree(ROOT / "data", data)
    registry = data / "registries" / "places.yaml"
    text = registry.read_text(encoding="utf-8")
    line = next(row for row in text.splitlines() if row.startswith("  tuyen-quang:"))
    wrong = line.replace("until: 2025-07-01", "from: 2025-08-01, until: 2025-07-01")
    registry.write_text(text.replace(line, wrong), encoding="utf-8")
    ran = vngov("build", "--data", str(data), "--out", str(out))
    assert ran.code == 1
    assert "The period ends before it starts" in ran.err
    assert not out.exists()


def test_what_vngov_did_not_make_is_never_replaced(tmp_path: Path, result: pipeline.Result) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(OutputError, match="did not make"):
        pipeline.write(tmp_path, result)
    with pytest.raises(OutputError, match="no folder"):
        pipeline.write(tmp_path / "letter.txt", result)
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_a_full_disk_leaves_the_old_output_whole(tmp_path: Path, built: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(built, out)
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    code = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from vngov.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "build", "--out", str(out)],
        capture_output=True, text=True, check=False, preexec_fn=small_files,
    )  # fmt: skip
    assert ran.returncode == 2, ran.stderr
    assert "what was there is untouched" in ran.stderr
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_old_output_is_replaced_whole(tmp_path: Path, result: pipeline.Result) -> None:
    out = tmp_path / "out"
    pipeline.write(out, result)
    (out / "vngov.ttl").write_text("from an older version", encoding="utf-8")
    pipeline.write(out, result)
    assert (out / "vngov.ttl").stat().st_size > 100_000
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    (out / "letter.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(OutputError, match="did not make"):
        pipeline.write(out, result)
    assert (out / "letter.txt").read_text(encoding="utf-8") == "keep me"


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    write_file(path, b"a")
    assert path.read_bytes() == b"a"
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(tmp_path / "no" / "x.csv", b"a")


def test_summary(built: Path) -> None:
    figures = json.loads((built / "summary.json").read_text(encoding="utf-8"))
    assert figures["records"] == 97
    assert figures["findings"]["violation"] == 0
    assert figures["things"]["Seat"] > 400


def test_the_wheel_carries_ontology_data_and_queries(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(build, check=True, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    for folder in ("ontology", "data", "queries", "w3id"):
        for path in (ROOT / folder).rglob("*.*"):
            assert f"vngov/bundled/{path.relative_to(ROOT).as_posix()}" in names
    templates = sorted((ROOT / "src" / "vngov" / "reference" / "templates").iterdir())
    assert len(templates) == 5
    assert {f"vngov/reference/templates/{path.name}" for path in templates} <= names
    assert "vngov/py.typed" in names
