"""A streamed build gives the bytes of a plain one: from nothing, after a change, after any interruption."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from conftest import ROOT, Ran
from streams import agree, silent, streamed
from vngov import pipeline, queries
from vngov.errors import BadInputError, Finding, OutputError, Place
from vngov.export import dumps
from vngov.store import amend_store, filling
from vngov.stream import hub, publish, run, workers
from vngov.stream.cache import Cache
from vngov.stream.facts import terms

FILES = ("vngov.nq", "vngov.trig", "vngov.ttl", "vngov.jsonld", "validation.ttl", "summary.json")


@pytest.fixture(scope="session")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a part of the real records, so that many builds are quick."""
    folder = tmp_path_factory.mktemp("some") / "data"
    for name in ("registries", "national", "provinces/binh-dinh", "provinces/gia-lai", "ministries"):
        shutil.copytree(ROOT / "data" / name, folder / name)
    return folder


@pytest.fixture
def data(some: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(some, tmp_path / "data"))


@pytest.mark.parametrize("count", ["1", "2"])
def test_streamed_build_writes_the_bytes_of_a_plain_one(
    count: str, built: Path, tmp_path: Path, vngov: Callable[..., Ran]
) -> None:
    out = tmp_path / "graph"
    ran = vngov("build", "--out", str(out), "--workers", count, "--cache", str(tmp_path / "cache"))
    assert ran.code == 0, ran.err
    for name in FILES:
        assert (out / name).read_bytes() == (built / name).read_bytes(), name


def test_a_record_put_back_after_a_refused_build_is_read_again(data: Path, tmp_path: Path) -> None:
    """A file that has its old size and time again is not taken for one that was never touched."""
    cache = tmp_path / "cache"
    assert agree(data, cache)[0] == []
    one, other = sorted(data.glob("provinces/binh-dinh/**/*.yaml"))[:2]
    kept = [Path(shutil.copy2(path, tmp_path)) for path in (one, other)]
    for path, said, wrong in (
        (one, "jurisdiction:", "juristiction:"),
        (other, "source:", "# a comment\nsource:"),
    ):
        path.write_text(path.read_text(encoding="utf-8").replace(said, wrong, 1), encoding="utf-8")
    assert agree(data, cache)[0] != []
    for path in kept:
        path.replace(one.with_name(path.name))
    assert agree(data, cache)[0] == []


def test_a_registry_entry_is_followed_to_whatever_names_it(data: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert agree(data, cache)[0] == []
    committees = data / "registries" / "committees.yaml"
    lines = committees.read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [
        line.replace("vi: Ban", "vi: Đúng là Ban") if "bcd-cqdt-binh-dinh:" in line else line
        for line in lines
    ]
    committees.write_text("".join(lines), encoding="utf-8")
    assert agree(data, cache)[0] == []
    kept = Cache(cache)
    text = publish.whole(kept)
    kept.close()
    assert "Đúng là Ban" in text


class _StoppedError(Exception):
    """Raised to stop a build in the middle."""


class _Stopping(workers.Here):
    """Works for some batches, then is gone."""

    def __init__(self, batches: int) -> None:
        self.left = batches
        self.done = 0

    def run(self, job, ground, batches):  # type: ignore[no-untyped-def]
        for made in super().run(job, ground, batches):
            if self.left == 0:
                raise _StoppedError
            self.left -= 1
            self.done += 1
            yield made


def test_a_stopped_build_goes_on_where_it_stood(data: Path, tmp_path: Path) -> None:
    plain = pipeline.make(data)
    cache = tmp_path / "cache"
    stops = 0
    while True:
        try:
            text, outcome, report = streamed(data, cache, _Stopping(1))
        except _StoppedError:
            stops += 1
            assert stops < 20, "a build that is stopped again and again must end"
            continue
        break
    assert stops >= 3, "reading, linking, joining and checking are stopped once each"
    assert (text, outcome.findings, report) == (plain.nquads, plain.findings, plain.report)


def test_nothing_is_done_twice(data: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first, again = _Stopping(-1), _Stopping(-1)
    streamed(data, cache, first)
    streamed(data, cache, again)
    assert first.done > 3
    assert again.done == 0


def test_a_national_decision_is_followed_to_whoever_takes_it_up(data: Path, tmp_path: Path) -> None:
    """What the national bodies give to all is kept, until something changes that it was made of."""
    cache = tmp_path / "cache"
    assert agree(data, cache)[0] == []
    decision = data / "national" / "nat-701-saovietlaw.yaml"
    text = decision.read_text(encoding="utf-8")
    decision.write_text(text.replace("\ndate: 2020-05-26\n", "\ndate: 2020-05-25\n"), encoding="utf-8")
    assert decision.read_text(encoding="utf-8") != text
    assert agree(data, cache)[0] == []
    decision.unlink()
    agree(data, cache)
    decision.write_text(text, encoding="utf-8")
    assert agree(data, cache)[0] == []


def test_links_ask_within_one_graph_only_for_what_keeps_its_graph() -> None:
    """The hub says all else once, whichever records say it: a new linking query must not count on them."""
    asked: set[str] = set()
    for query in queries.load(ROOT / "queries" / "link").values():
        for block in re.findall(r"GRAPH \?\w+ \{(.*?)\}", query.text, re.DOTALL):
            asked |= terms([replace(query, text=block)])
    assert asked == hub.IN_ONE_GRAPH


@pytest.mark.parametrize("most", [dumps._AMENDED, 0], ids=["little changed", "too much changed"])
def test_a_large_graph_is_amended_in_its_parts(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """The output of an amended large build is that of one made from nothing, its store filled meanwhile.

    Its store is amended too, or filled anew where more changed than that is worth.
    """
    amended = []

    def amend(old: Path, folder: Path, texts: Iterable[tuple[bytes, bytes]]) -> None:
        amended.append(folder)
        amend_store(old, folder, texts)

    monkeypatch.setattr(dumps, "amend_store", amend)
    monkeypatch.setattr(dumps, "_AMENDED", most)
    wanted = publish.Wanted(data, tmp_path / "cache", small=0)
    out = tmp_path / "graph"
    publish.build(out, wanted, silent)
    record = next(
        path for path in sorted(data.glob("provinces/**/*.yaml")) if "role: member" in path.read_text()
    )
    record.write_text(
        record.read_text(encoding="utf-8").replace("role: member", "role: deputy", 1), encoding="utf-8"
    )
    (out / "names.sqlite").touch()  # what serving it leaves there
    publish.build(out, wanted, silent)
    assert len(amended) == bool(most)
    anew = tmp_path / "anew"
    publish.build(anew, publish.Wanted(data, tmp_path / "other", workers.Pool(2), small=0), silent)
    names = sorted(str(p.relative_to(anew)) for p in anew.rglob("*.nq"))
    assert 600 < len(names) <= 1024
    assert names == sorted(str(p.relative_to(out)) for p in out.rglob("*.nq"))
    for name in (*names, "summary.json", "validation.ttl"):
        assert (out / name).read_bytes() == (anew / name).read_bytes(), name
    assert _stored(out) == _stored(anew)


def test_a_large_graph_with_a_violation_leaves_nothing(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "graph"
    checked = run.check

    def found(job: run.Job, made: run.Assembled) -> run.Outcome:
        outcome = checked(job, made)
        return run.Outcome(
            [Finding(Place("a.yaml", 1), "seats", "is wrong"), *outcome.findings], outcome.summary
        )

    publish.build(tmp_path / "other", publish.Wanted(data, tmp_path / "cache", small=0, store=False), silent)
    assert sorted(p.name for p in (tmp_path / "other").iterdir()) == [
        "nquads",
        "summary.json",
        "validation.ttl",
    ]
    monkeypatch.setattr(publish, "check", found)
    wanted = publish.Wanted(data, tmp_path / "cache", workers.Pool(2), small=0)
    assert publish.build(out, wanted, silent).violations
    assert [p.name for p in tmp_path.iterdir() if "graph" in p.name] == []


@pytest.mark.parametrize("crew", [[], ["--workers", "2"]])
def test_a_graph_without_a_store_has_every_other_file(
    crew: list[str], built: Path, tmp_path: Path, vngov: Callable[..., Ran]
) -> None:
    out = tmp_path / "graph"
    assert vngov("build", "--out", str(out), "--no-store", *crew).code == 0
    assert {p.name for p in out.iterdir()} == {*FILES}
    for name in FILES:
        assert (out / name).read_bytes() == (built / name).read_bytes(), name
    asked = vngov("query", "headline", "--store", str(out))
    assert asked.code == 2
    assert asked.err == f"{out}: this graph was built without a store; build it again with --store\n"
    assert vngov("build", "--out", str(out), *crew).code == 0
    assert vngov("query", "headline", "--store", str(out)).code == 0


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        filling(tmp_path / "file" / "store") as filled,
        pytest.raises(OutputError, match="cannot be written"),
    ):
        filled.finish()


def test_a_store_whose_process_was_ended_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    folder = tmp_path / "store"
    with filling(folder) as filled, pytest.raises(OutputError, match="store: the store was not finished"):
        filled.finish()


def test_a_store_is_not_finished_by_its_filler_alone(tmp_path: Path) -> None:
    """Where whoever fills a store is gone, its process ends without the rest, and says that it failed."""
    command = [sys.executable, "-c", "from vngov.store.filling import main; main()", str(tmp_path / "store")]
    ran = subprocess.run(command, input="", capture_output=True, timeout=60, check=False)
    assert ran.returncode == 1


def _stored(folder: Path) -> list[str]:
    store = ox.Store.read_only(str(folder / "store"))
    return sorted(str(quad) for quad in store)


def test_a_cache_of_other_code_is_not_used(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    streamed(data, cache)
    monkeypatch.setattr("vngov.prebuilt.digest_of", lambda inputs, code: "the digest of another version")
    again = _Stopping(-1)
    streamed(data, cache, again)
    assert again.done > 3


def test_a_folder_without_data_leaves_no_cache(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no data folder"):
        publish.build(tmp_path / "graph", publish.Wanted(tmp_path / "nothing"), silent)
    assert list(tmp_path.iterdir()) == []
