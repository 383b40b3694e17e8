"""The release: the same bytes each time, compared with the one before, verified, and never half-written."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import GOLDEN, ROOT, Ran
from vngov import pipeline
from vngov.export import folder
from vngov.release import bundle, check, manifest
from vngov.release.changes import Changes, losses
from vngov.resources import RELEASED, VERSION

SHAPES = (ROOT / "ontology" / "catalog-shapes.ttl").read_text(encoding="utf-8")
RUN = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from vngov.cli import main; main()"


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def differing(one: Path, other: Path) -> list[str]:
    """Return the files in which two folders differ, those that only one of them has among them."""
    a, b = contents(one), contents(other)
    return sorted(name for name in {*a, *b} if a.get(name) != b.get(name))


def sign(folder: Path) -> None:
    """Write the checksums of a bundle anew, as somebody would who changed it on purpose."""
    files = {name: data for name, data in contents(folder).items() if name != manifest.SUMS}
    (folder / manifest.SUMS).write_bytes(manifest.sums(files))


@pytest.fixture(autouse=True)
def built_once(result: pipeline.Result, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands in this process take the graph that was built for all tests; others build their own."""
    make = pipeline.make

    def built(data: Path | None = None, *options: Any) -> pipeline.Result:
        return result if data is None else make(data, *options)

    monkeypatch.setattr(pipeline, "make", built)


@pytest.fixture
def copy(released: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(released, tmp_path / "bundle"))


@pytest.fixture(scope="module")
def data_without_lang_son(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data") / "data"
    shutil.copytree(ROOT / "data", data)
    (data / "provinces" / "lang-son" / "prov-langson-2041.yaml").unlink()
    record = data / "provinces" / "binh-dinh" / "vietnamnet-716874.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("publisher: VietNamNet", "publisher: Báo VietNamNet"), encoding="utf-8")
    return data


def test_two_processes_write_the_same_bytes(released: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh"}
    command = [sys.executable, "-m", "vngov", "release", "--out", "again"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert differing(tmp_path / "again", released) == []


def test_a_release_over_itself_changes_nothing(copy: Path, released: Path, vngov: Callable[..., Ran]) -> None:
    assert vngov("release", "--out", str(copy)).code == 0
    assert differing(copy, released) == []
    assert [p.name for p in copy.parent.iterdir()] == ["bundle"]


def test_a_bundle_holds_what_its_readme_says(released: Path) -> None:
    top = {p.name for p in released.iterdir()}
    assert top == bundle.BUNDLE.names - {"w3id"}
    text = (released / "README.md").read_text(encoding="utf-8")
    vi, en = (re.findall(r"^\| `([^`]+)` \|", part, re.M) for part in text.split("\n# vngov: who"))
    assert vi == en
    named = {name.split("/")[0] for name in en}
    beside = {"catalog.jsonld", "void.ttl", "schema.jsonld", "context.jsonld", "README.md"}
    assert top - named == beside
    assert named - top == set()
    assert len(list((released / "committees").iterdir())) == 77 + len(["index.json"])


def test_the_manifest_counts_what_is_there(released: Path) -> None:
    stated = manifest.read(released)
    assert (stated.version.version, stated.version.date, stated.earlier) == (VERSION, RELEASED, ())
    lines = gzip.decompress((released / "vngov.nq.gz").read_bytes()).decode().split("\n")
    assert stated.counts["statements"] == len(lines) - 1 > 25_000
    tables = {name: number for name, number in stated.counts.items() if name.startswith("csv/")}
    assert len(tables) == len(list((released / "csv").glob("*.csv"))) == 19
    for name, number in tables.items():
        text = (released / name).read_text(encoding="utf-8")
        assert sum(1 for _ in csv.reader(io.StringIO(text))) - 1 == number, name


def test_check_says_that_a_sound_bundle_is_right(released: Path, vngov: Callable[..., Ran]) -> None:
    ran = vngov("release", "--check", str(released))
    assert (ran.code, ran.err) == (0, "")
    assert "checksums, counts, shapes and catalogue are right" in ran.out


@pytest.mark.parametrize(
    "name",
    [
        "vngov.ttl", "vngov.nq.gz", "vngov.trig.gz", "vngov.jsonld", "csv/seats.csv", "catalog.ttl",
        "docs/vi/index.html", "committees/bcd-cqdt-binh-dinh.jsonld", "release.json",
    ],
)  # fmt: skip
def test_check_names_the_file_of_which_one_byte_was_flipped(
    name: str, copy: Path, vngov: Callable[..., Ran]
) -> None:
    path = copy / name
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(bytes(body))
    ran = vngov("release", "--check", str(copy))
    assert ran.code == (2 if name == "release.json" and "damaged" in ran.err else 1)
    said = ran.out + ran.err
    assert [line for line in said.splitlines() if line.startswith(str(path))], said
    assert len(said.splitlines()) == 1


def test_check_names_missing_and_foreign_files(copy: Path, vngov: Callable[..., Ran]) -> None:
    (copy / "csv" / "seats.csv").unlink()
    (copy / "csv" / "notes.txt").write_text("mine", encoding="utf-8")
    ran = vngov("release", "--check", str(copy))
    assert ran.code == 1
    assert f"{copy}/csv/seats.csv: is missing" in ran.out
    assert f"{copy}/csv/notes.txt: SHA256SUMS does not list it" in ran.out
    assert "catalog.ttl: lists csv/seats.csv, which is not there" in ran.out


def drop_a_row(copy: Path) -> str:
    path = copy / "csv" / "seats.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").split("\n")[:-2]) + "\n", encoding="utf-8")
    return "csv/seats.csv: holds 433 rows; release.json states 434"


def drop_a_statement(copy: Path) -> str:
    path = copy / "vngov.nq.gz"
    lines = gzip.decompress(path.read_bytes()).decode().split("\n")
    path.write_bytes(gzip.compress("\n".join(lines[1:]).encode(), mtime=0))
    return "is not the graph whose digest release.json states"


def break_a_shape(copy: Path) -> str:
    path = copy / "vngov.nq.gz"
    text = gzip.decompress(path.read_bytes()).decode()
    kept = [line for line in text.split("\n") if "/ns/org#role>" not in line]
    path.write_bytes(gzip.compress("\n".join(kept).encode(), mtime=0))
    return "does not meet https://w3id.org/vngov/shapes#Seat-role"


def forge_a_size(copy: Path) -> str:
    path = copy / "catalog.ttl"
    size = str((copy / "vngov.ttl").stat().st_size)
    path.write_text(path.read_text(encoding="utf-8").replace(f'"{size}"', '"1"'), encoding="utf-8")
    return "catalog.ttl: states 1 bytes"


def drop_a_licence(copy: Path) -> str:
    path = copy / "catalog.ttl"
    licence = "dcterms:license <http://publications.europa.eu/resource/authority/licence/CC_BY_4_0> ;"
    text = path.read_text(encoding="utf-8")
    assert licence in text
    path.write_text(text.replace(licence, "", 1), encoding="utf-8")
    return "does not meet https://w3id.org/vngov/shapes#one-licence"


def swap_a_value(copy: Path) -> str:
    path = copy / "vngov.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"VietNamNet"', '"VietnamNet"', 1), encoding="utf-8")
    return "vngov.ttl: does not hold the statements that vngov.nq.gz holds"


def write_a_bad_table(copy: Path) -> str:
    (copy / "csv" / "seats.csv").write_bytes(b"id,iri\n\xff,x\n")
    return "csv/seats.csv: is no readable CSV"


def forget_a_count(copy: Path) -> str:
    counts = json.loads((copy / "release.json").read_text(encoding="utf-8"))["counts"]
    rewrite(copy, counts={k: v for k, v in counts.items() if k != "csv/seats.csv"})
    return "csv/seats.csv: is a table of which release.json states no number of rows"


def link_out(copy: Path) -> str:
    (copy / "csv" / "more").symlink_to("/etc")
    return "csv/more: is a link"


def write_nonsense(copy: Path) -> str:
    (copy / "vngov.ttl").write_text("this is no Turtle", encoding="utf-8")
    return "vngov.ttl: is no readable RDF"


@pytest.mark.parametrize(
    "harm",
    [
        drop_a_row,
        drop_a_statement,
        break_a_shape,
        forge_a_size,
        drop_a_licence,
        write_nonsense,
        swap_a_value,
        write_a_bad_table,
        forget_a_count,
        link_out,
    ],
)
def test_check_sees_what_checksums_cannot(harm: Callable[[Path], str], copy: Path) -> None:
    expected = harm(copy)
    sign(copy)
    found = [str(f) for f in check.check(copy, SHAPES).findings]
    assert any(expected in line for line in found), found


@pytest.mark.parametrize(
    ("case", "harm"),
    [
        ("release-check-no-bundle", lambda c: (c / "release.json").unlink()),
        ("release-check-newer", lambda c: rewrite(c, format=2)),
        ("release-check-counts", lambda c: rewrite(c, counts={"statements": "many", "triples": 1})),
        (
            "release-check-manifest",
            lambda c: (c / "release.json").write_text('{"format": 1}', encoding="utf-8"),
        ),
        (
            "release-check-sums",
            lambda c: (c / "SHA256SUMS").write_text("abc  ../../etc/passwd\n", encoding="utf-8"),
        ),
    ],
)
def test_a_bundle_that_cannot_be_checked(
    case: str,
    harm: Callable[[Path], object],
    copy: Path,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
) -> None:
    harm(copy)
    ran = vngov("release", "--check", str(copy))
    assert (ran.code, ran.out) == (2, "")
    golden(f"errors/{case}.txt", ran.err.replace(str(copy), "bundle"))


def rewrite(copy: Path, **values: object) -> None:
    path = copy / "release.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**body, **values}), encoding="utf-8")
    sign(copy)


def other_facts(copy: Path) -> None:
    path = copy / "vngov.nq.gz"
    lines = gzip.decompress(path.read_bytes()).split(b"\n")
    text = b"\n".join(line for line in lines if b"/graph/nat-1072-cand>" not in line)
    path.write_bytes(gzip.compress(text, mtime=0))
    rewrite(copy, digest=hashlib.sha256(text).hexdigest())


def forge_the_chain(copy: Path) -> None:
    path = copy / "release.json"
    body = json.loads(path.read_text(encoding="utf-8"))
    forged = {"version": "0.0.1", "date": "2020-01-01", "digest": "0" * 64}
    path.write_text(json.dumps({**body, "earlier": [forged]}), encoding="utf-8")


def flip_the_graph(copy: Path) -> None:
    path = copy / "vngov.nq.gz"
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize(
    ("case", "harm", "options"),
    [
        ("release-previous-damaged", flip_the_graph, ("--version", "0.3.0")),
        ("release-previous-newer", lambda c: rewrite(c, version="9.1"), ()),
        ("release-previous-format", lambda c: rewrite(c, format=7), ()),
        ("release-previous-same", other_facts, ()),
        ("release-previous-digest", lambda c: rewrite(c, digest="0" * 64), ()),
        ("release-previous-equal", lambda c: rewrite(c, version="0.2"), ()),
        ("release-previous-version", lambda c: rewrite(c, version="abc"), ()),
        ("release-previous-later", lambda c: rewrite(c, date="2030-01-01"), ("--version", "0.3.0")),
        ("release-previous-forged", forge_the_chain, ("--version", "0.3.0")),
        ("release-previous-unnamed", lambda c: (c / "release.json").unlink(), ()),
        ("release-foreign-file", lambda c: (c / "docs" / "notes.txt").write_text("mine"), ()),
        ("release-endpoint", lambda _: None, ("--endpoint", "http://[")),
        ("release-endpoint-control", lambda _: None, ("--endpoint", "http://h/\x01")),
        ("release-base-url", lambda _: None, ("--base-url", "example.org/x")),
        ("release-base-url-space", lambda _: None, ("--base-url", "https://example.org/a b")),
        ("release-version", lambda _: None, ("--version", "latest")),
        ("release-version-line", lambda _: None, ("--version", "0.3.0\n")),
        ("release-version-local", lambda _: None, ("--version", "2026.11+build")),
        ("release-date", lambda _: None, ("--date", "25/11/2026")),
        ("release-previous-missing", lambda _: None, ("--previous", "nowhere")),
        ("release-allowed-file", lambda _: None, ("--version", "0.3.0", "--allow-removals", "@nowhere.txt")),
        ("release-allowed-nothing", lambda _: None, ("--version", "0.3.0", "--allow-removals", "seat/x")),
    ],
)
def test_a_release_that_is_refused_leaves_the_old_one_whole(
    case: str,
    harm: Callable[[Path], object],
    options: tuple[str, ...],
    copy: Path,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
) -> None:
    harm(copy)
    before = contents(copy)
    ran = vngov("release", "--out", str(copy), *options)
    assert (ran.code, ran.out) == (2, "")
    golden(f"errors/{case}.txt", ran.err.replace(str(copy), "bundle"))
    assert contents(copy) == before
    assert [p.name for p in copy.parent.iterdir()] == ["bundle"]


def test_every_message_has_a_case() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    messages = {path.stem for path in (GOLDEN / "errors").glob("release-*.txt")}
    assert len(messages) == 29
    assert {name for name in messages if name not in text} == set()


def test_a_damaged_previous_release_can_be_passed_over(copy: Path, vngov: Callable[..., Ran]) -> None:
    flip_the_graph(copy)
    assert vngov("release", "--out", str(copy), "--previous", "none").code == 0
    assert vngov("release", "--check", str(copy)).code == 0


def test_a_release_that_loses_facts_names_them(
    copy: Path,
    released: Path,
    data_without_lang_son: Path,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
) -> None:
    later = ("release", "--out", str(copy), "--data", str(data_without_lang_son), "--version", "0.3.0")
    ran = vngov(*later)
    assert (ran.code, ran.out) == (1, "")
    golden("errors/release-loses-facts.txt", ran.err.replace(str(copy), "bundle"))
    assert differing(copy, released) == []
    ran = vngov(*later, "--allow-removals", "prov-langson-2014")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean «prov-langson-2041»?" in ran.err
    ran = vngov(*later, "--allow-removals", "prov-langson-2041", "--date", "2027-01-01")
    assert ran.code == 0, ran.err
    assert vngov("release", "--check", str(copy)).code == 0


def test_changes_are_told_fact_by_fact(
    released: Path, data_without_lang_son: Path, tmp_path: Path, vngov: Callable[..., Ran]
) -> None:
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("prov-langson-2041\n\n", encoding="utf-8")
    out = tmp_path / "next"
    ran = vngov(
        "release", "--out", str(out), "--data", str(data_without_lang_son), "--version", "0.3.0",
        "--previous", str(released), "--allow-removals", f"@{allowed}",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    changes = json.loads((out / "changes.json").read_text(encoding="utf-8"))
    assert (changes["from"]["version"], changes["to"]["version"]) == (VERSION, "0.3.0")
    gone = {fact["graph"].removeprefix("https://w3id.org/vngov/graph/") for fact in changes["removed"]}
    assert gone == {"prov-langson-2041", "labels"}
    assert [(c["value"], c["now"]) for c in changes["changed"] if c["property"].endswith("/publisher")] == [
        ('"VietNamNet"', '"Báo VietNamNet"')
    ]
    counts = changes["counts"]
    assert counts["removed"] == len(changes["removed"]) > 20
    assert (counts["changed"], counts["added"]) == (len(changes["changed"]), len(changes["added"]))
    assert manifest.read(out).earlier[0] == manifest.read(released).version
    text = (out / "catalog.ttl").read_text(encoding="utf-8")
    assert f"dcat:previousVersion <https://w3id.org/vngov/dataset/vngov/{VERSION}>" in text


def test_a_full_disk_leaves_the_old_release_whole(copy: Path, released: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))

    command = [sys.executable, "-c", RUN, "release", "--out", str(copy)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=small_files)
    assert ran.returncode == 2, ran.stderr
    assert "what was there is untouched" in ran.stderr
    assert differing(copy, released) == []
    assert [p.name for p in copy.parent.iterdir()] == ["bundle"]


def test_a_project_with_like_names_is_never_replaced(tmp_path: Path, vngov: Callable[..., Ran]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.html").write_text("precious", encoding="utf-8")
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    for command in (("release",), ("docs",), ("build",)):
        ran = vngov(*command, "--out", str(tmp_path))
        assert ran.code == 2
        assert "did not make" in ran.err
        ran = vngov(*command, "--out", str(tmp_path / "docs"))
        assert ran.code == 2
    assert contents(tmp_path) == before


def test_a_release_made_meanwhile_is_not_lost(
    copy: Path, result: pipeline.Result, monkeypatch: pytest.MonkeyPatch, vngov: Callable[..., Ran]
) -> None:
    def other_run(*_: object) -> pipeline.Result:
        rewrite(copy, version="0.2.5")
        return result

    monkeypatch.setattr(pipeline, "make", other_run)
    ran = vngov("release", "--out", str(copy), "--version", "0.3.0")
    assert ran.code == 2
    assert "another run released into it meanwhile; run it again" in ran.err
    assert manifest.read(copy).version.version == "0.2.5"


def test_a_release_that_previous_does_not_know_is_not_replaced(
    copy: Path, released: Path, vngov: Callable[..., Ran]
) -> None:
    rewrite(copy, version="0.2.7")
    before = contents(copy)
    ran = vngov("release", "--out", str(copy), "--previous", str(released), "--version", "0.3.0")
    assert ran.code == 2
    assert "it holds version 0.2.7, which is not among those up to 0.2.0" in ran.err
    assert contents(copy) == before


LOST: dict[str, tuple[Callable[[bytes], bool], str]] = {
    "evidence": (lambda line: b"/graph/evidence>" in line, "vietnamnet-716874"),
    "labels": (lambda line: b"/graph/labels>" in line and b"/id/seat/" in line, "labels"),
    "links": (lambda line: b"/graph/inferred/mandate-alignment>" in line, "inferred/mandate-alignment"),
}


@pytest.mark.parametrize("name", LOST)
def test_evidence_names_and_links_are_not_lost_either(name: str, released: Path) -> None:
    lost, source = LOST[name]
    before = gzip.decompress((released / "vngov.nq.gz").read_bytes())
    after = b"\n".join(line for line in before.split(b"\n") if not lost(line)).decode()
    found = losses(Changes.between(before.decode(), after), before.decode(), after, ())
    assert any(source in finding.path for finding in found)
    sources = {one for finding in found for one in finding.path.split(", ")}
    assert losses(Changes.between(before.decode(), after), before.decode(), after, sources) == []


def test_where_names_cannot_be_exchanged_the_old_folder_comes_back(
    copy: Path, released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = folder.Kind(frozenset(p.name for p in copy.iterdir()), "release.json")
    monkeypatch.setattr(folder, "_exchanged", lambda *_: False)
    with folder.replaced_whole(copy, kind) as work:
        (work / "release.json").write_text("new", encoding="utf-8")
    assert contents(copy) == {"release.json": b"new"}
    replace = os.replace

    def stopped(one: Path, other: Path) -> None:
        replace(one, other)
        if Path(one) == copy:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stopped)
    with pytest.raises(KeyboardInterrupt), folder.replaced_whole(copy, kind) as work:
        (work / "release.json").write_text("newer", encoding="utf-8")
    monkeypatch.undo()
    folder.restore(copy)
    assert contents(copy) == {"release.json": b"new"}


def test_a_folder_that_cannot_be_written(
    vngov: Callable[..., Ran], golden: Callable[[str, str], None]
) -> None:
    ran = vngov("release", "--out", "/proc/vngov")
    assert (ran.code, ran.out) == (2, "")
    golden("errors/release-unwritable.txt", ran.err)


def test_what_vngov_did_not_make_is_never_replaced(tmp_path: Path, vngov: Callable[..., Ran]) -> None:
    (tmp_path / "letter.txt").write_text("keep me", encoding="utf-8")
    ran = vngov("release", "--out", str(tmp_path))
    assert ran.code == 2
    assert "did not make" in ran.err
    assert contents(tmp_path) == {"letter.txt": b"keep me"}


@pytest.mark.parametrize(("number", "left"), [(signal.SIGKILL, 1), (signal.SIGTERM, 0), (signal.SIGINT, 0)])
def test_a_killed_run_leaves_the_old_release_whole(
    number: signal.Signals, left: int, copy: Path, released: Path, vngov: Callable[..., Ran]
) -> None:
    """The process writes very slowly, so that the signal comes in the middle of the files."""
    slowly = (
        "import pathlib, time; write = pathlib.Path.write_bytes\n"
        "def slow(path, data):\n    time.sleep(0.2)\n    return write(path, data)\n"
        "pathlib.Path.write_bytes = slow\nfrom vngov.cli import main\nmain()"
    )
    command = [sys.executable, "-c", slowly, "release", "--out", str(copy)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while process.poll() is None and not list(copy.parent.glob(".bundle.*/*")):
        time.sleep(0.05)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == (130 if left == 0 else -signal.SIGKILL), said
    assert differing(copy, released) == []
    assert len(list(copy.parent.iterdir())) == 1 + left
    if not left:
        return
    assert vngov("release", "--out", str(copy)).code == 0
    assert differing(copy, released) == []
    assert [p.name for p in copy.parent.iterdir()] == ["bundle"]
