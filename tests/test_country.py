"""The synthetic country: the same everywhere, clean, shaped like the real data, its faults all found."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from conftest import ROOT, Ran
from nation import faults, folder, profile, quads, registries
from nation.country import Country
from nation.plan import COMMUNES_EACH, DISTRICTS, MERGED, Family, Plan
from vngov import pipeline, resources
from vngov.records import across, check
from vngov.records.document import Document
from vngov.records.model import Record
from vngov.records.reader import Entry, Records, load, names_of
from vngov.vocabulary import Codes, load_codes

SCALE, SEED = 0.001, 3
"""One group of provinces that merged, one district, its communes, one ministry, the nation."""
FAULTS = 2 * len(faults.KINDS)


@pytest.fixture(scope="module")
def country() -> Country:
    return Country.of(SCALE, SEED)


@pytest.fixture(scope="module")
def made(country: Country, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("country")
    folder.write(country, out / "data", workers=1)
    quads.write(country, out / "country.nq", workers=1)
    return out


@pytest.fixture(scope="module")
def codes() -> Codes:
    return load_codes()


@pytest.fixture(scope="module")
def nation() -> list[Family]:
    return list(Plan(Country.of(1, SEED).plan.registries, SEED, 1).families())


@pytest.fixture(scope="module")
def drawn() -> Mapping[str, Any]:
    """What a measurement finds in the records of a bigger country, made without files."""
    larger = Country.of(0.01, SEED)
    entries = [e for family in larger.plan.families() for e in quads.entries(larger, family)]
    return profile.measure(Records(registries.common(larger.plan), {}, tuple(entries)))


def digests(out: Path) -> dict[str, str]:
    files = [path for path in sorted(out.rglob("*")) if path.is_file()]
    return {f.relative_to(out).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.mark.xdist_group("country")
def test_the_same_bytes_with_other_hashes_and_processes(made: Path, tmp_path: Path) -> None:
    script = [
        sys.executable,
        str(ROOT / "benchmarks" / "country.py"),
        "--scale",
        str(SCALE),
        "--seed",
        str(SEED),
    ]
    files = ["--out", str(tmp_path / "data"), "--nquads", str(tmp_path / "country.nq"), "--workers", "2"]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    ran = subprocess.run([*script, *files], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert len(digests(made)) > 130
    assert digests(tmp_path) == digests(made)


@pytest.mark.xdist_group("country")
def test_a_build_finds_no_violation_and_makes_the_same_statements(made: Path) -> None:
    result = pipeline.make(made / "data")
    assert result.violations == []
    assert result.summary["synthetic"] is True
    direct = set((made / "country.nq").read_text(encoding="utf-8").splitlines())
    built = set(result.nquads.splitlines())
    assert len(direct) > 20_000
    assert direct <= built
    links = {line.rsplit("/graph/", 1)[1].removesuffix("> .") for line in built - direct}
    assert {name.split("/")[0] for name in links} == {"inferred"}
    assert "inferred/change-everywhere" not in links


@pytest.mark.xdist_group("country")
def test_each_statement_stands_once(made: Path) -> None:
    lines = (made / "country.nq").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("options", [[], ["--workers", "2"]])
def test_a_build_reports_exactly_the_faults(
    options: list[str], country: Country, tmp_path: Path, vngov: Callable[..., Ran]
) -> None:
    counts = folder.write(country, tmp_path / "data", workers=1, faulty=FAULTS)
    expected = json.loads((tmp_path / "data" / folder.EXPECTED).read_text(encoding="utf-8"))
    assert counts["faults"] == len(expected) == FAULTS
    assert {e["fault"] for e in expected} == set(faults.KINDS)
    ran = vngov("build", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out"), *options)
    assert ran.code == 2
    assert not (tmp_path / "out").exists()
    lines = ran.err.splitlines()
    assert len(lines) == len(expected)
    for e in expected:
        place = re.escape(f"{tmp_path / 'data' / e['file']}:{e['line']}:")
        path = re.escape(f" {e['path']}: ") if e["path"] else " "
        says = re.escape(e["says"])
        assert sum(bool(re.match(rf"{place}\d+:{path}.*{says}", line)) for line in lines) == 1, e


def test_more_faults_than_pages_are_refused(country: Country, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ask for fewer faults"):
        folder.write(country, tmp_path, workers=1, faulty=1000)


def test_a_unit_is_the_same_at_every_scale(country: Country) -> None:
    larger = Country.of(0.05, SEED)
    small = {f.name: f for f in country.plan.families()}
    large = {f.name: f for f in larger.plan.families()}
    assert len(small) == 3
    assert set(small) < set(large)
    for name in set(small) - {"centre-1"}:
        assert small[name] == large[name]
        assert list(country.records(small[name])) == list(larger.records(large[name]))
    assert set(small["centre-1"].units) < set(large["centre-1"].units)


def test_other_seeds_are_other_countries(country: Country) -> None:
    other = Country.of(SCALE, SEED + 1)
    assert [f.units for f in other.plan.families()][1:] != [f.units for f in country.plan.families()][1:]


def test_the_nation_has_its_units(nation: list[Family]) -> None:
    units = [u for family in nation for u in family.units]
    assert len({u.id for u in units}) == len(units)
    levels = Counter(u.level for u in units if u.since is None)
    assert levels["province"] + levels["municipality"] == 63
    assert (levels["national"], levels["ministry"], levels["district"]) == (1, 30, DISTRICTS)
    assert DISTRICTS * COMMUNES_EACH[0] < 10_000 < levels["commune"] < DISTRICTS * COMMUNES_EACH[1]
    after = [u for u in units if u.level in ("province", "municipality") and u.until is None]
    assert len(after) == 34
    new = [u for u in units if u.level == "commune" and u.since]
    assert 3_000 < len(new) < 3_600
    assert all(u.until == MERGED for u in units if u.level == "district")
    assert {p for u in new for p in u.before} == {u.id for u in units if u.level == "commune" and u.until}


def test_beyond_the_nation_come_copies_with_names_of_their_own() -> None:
    plan = Country.of(2, SEED).plan
    units = [u for family in plan.families() for u in family.units]
    assert len({u.id for u in units}) == len(units)
    provinces = [u for u in units if u.level in ("province", "municipality")]
    assert len(provinces) == 2 * (63 + 23)
    assert all(u.real != u.id.startswith("mau-") for u in provinces)
    assert sum(u.level == "ministry" for u in units) == 60


def test_the_records_of_a_copy_are_right_too(codes: Codes) -> None:
    """A country of more than scale 1 is too big to build here: its second centre and first units are read."""
    country = Country.of(1.01, SEED)
    families = {f.name: f for f in country.plan.families() if f.units[0].copy == 2}
    district = next(f for f in country.plan.families() if f.name == f"district-{DISTRICTS + 1:04}")
    assert set(families) == {"centre-2", f"group-mau-2-{country.plan.groups[0][0]}"}
    shared = registries.common(country.plan)
    pages = 0
    for family in [*families.values(), district]:
        parts = registries.of_family(shared, family, country.pages.histories)
        places = {**country.plan.registries.places, **parts.places}
        parts = replace(parts, places=places)
        entries = []
        for path, page in country.records(family):
            record = Record.model_validate(page, context=names_of(codes, parts))
            document = Document(path.as_posix(), page, {})
            assert check.within(record, document, parts) == []
            entries.append(Entry(record, document))
        unknown = {f for f in across.records(entries, parts) if "«ttg/" not in f.message}
        assert unknown == set()
        pages += len(entries)
    assert pages > 100


@pytest.mark.xdist_group("country")
def test_all_that_is_made_up_says_so(made: Path, country: Country) -> None:
    assert resources.is_synthetic(made / "data")
    assert "Nothing is a fact" in (made / "data" / "README.md").read_text(encoding="utf-8")
    pages = [page for family in country.plan.families() for _, page in country.records(family)]
    assert len(pages) == 134
    for page in pages:
        assert page["source"]["id"].startswith("mau-")
        assert page["source"]["publisher"].startswith(registries.PUBLISHER)
        for key in ("decision", "label"):
            assert "mau" in str(page.get(key, "mau")).lower() or "mẫu" in str(page[key])
    files = list((made / "data").rglob("*.yaml"))
    assert len(files) == 134 + 7
    assert all(f.read_text(encoding="utf-8").startswith("# Synthetic: ") for f in files)


def test_the_real_data_holds_nothing_made_up() -> None:
    data = resources.folder("data")
    assert not resources.is_synthetic(data)
    sample = re.compile(r"(?<![a-z0-9-])mau-")
    files = sorted(data.rglob("*.yaml"))
    assert len(files) > 100
    assert not [p for p in files if sample.search(p.read_text(encoding="utf-8"))]


@pytest.mark.xdist_group("country")
def test_no_release_of_a_synthetic_country(made: Path, tmp_path: Path, vngov: Callable[..., Ran]) -> None:
    ran = vngov("release", "--data", str(made / "data"), "--out", str(tmp_path / "out"))
    assert ran.code == 2
    assert f"{made / 'data' / 'SYNTHETIC'}: this data is made up" in ran.err
    assert not (tmp_path / "out").exists()


def _portions(counts: Mapping[str, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {key: count / total for key, count in counts.items()}


TOLERANCE = 0.06
"""How far a share may be from that of the real records, which are a hundred; the country has a thousand."""

SHARES = [
    "advises", "cites", "composition", "context", "date", "decided_by", "follows", "identified", "in_force",
    "issuer", "label", "mandates", "mentions", "note", "number", "published", "repeals", "report", "seal_of",
    "spanned", "standing_agency", "support", "undated-id",
]  # fmt: skip


def test_the_profile_is_that_of_the_real_records() -> None:
    """The profile is kept, so that countries stay the same; it must not fall far behind the records."""
    kept, now = profile.load(), profile.measure(load())
    assert set(kept) == set(now)
    assert set(kept["shares"]) == set(SHARES)
    for name in SHARES:
        assert kept["shares"][name] == pytest.approx(now["shares"][name], abs=TOLERANCE), name
    assert mean(kept["sizes"]) == pytest.approx(mean(now["sizes"]), rel=0.2)


@pytest.mark.parametrize("name", SHARES)
@pytest.mark.xdist_group("shapes")
def test_shares_are_like_the_real_ones(name: str, drawn: Mapping[str, Any]) -> None:
    assert drawn["shares"][name] == pytest.approx(profile.load()["shares"][name], abs=TOLERANCE)


@pytest.mark.parametrize(
    ("part", "counts"),
    [
        ("kinds", lambda p: p["kinds"]),
        ("seen", lambda p: p["seen"]),
        ("roles", lambda p: p["seats"]["roles"]),
        ("sources a decision", lambda p: p["sources"]["per-decision"]),
        ("effects of the first decision", lambda p: p["effects"]["first"]),
        ("effects of later decisions", lambda p: p["effects"]["later"]),
        ("completeness", lambda p: Counter(c["completeness"] for c in p["compositions"])),
        ("declared", lambda p: Counter(str(c["declared"]) for c in p["compositions"])),
        ("groups", lambda p: Counter(str(bool(c["groups"])) for c in p["compositions"])),
        ("mandates a page", lambda p: Counter(str(len(m)) for m in p["mandates"])),
    ],
)  # fmt: skip
@pytest.mark.xdist_group("shapes")
def test_mixtures_are_like_the_real_ones(
    part: str, counts: Callable[[Mapping[str, Any]], Mapping[str, int]], drawn: Mapping[str, Any]
) -> None:
    real, found = _portions(counts(profile.load())), _portions(counts(drawn))
    for key in {*real, *found}:
        assert found.get(key, 0) == pytest.approx(real.get(key, 0), abs=TOLERANCE), (part, key)


@pytest.mark.xdist_group("shapes")
def test_sectors_are_like_the_real_ones(drawn: Mapping[str, Any]) -> None:
    real, found = (_portions(p["patterns"]["sectors"]) for p in (profile.load(), drawn))
    for sector in {*real, *found}:
        assert found.get(sector, 0) == pytest.approx(real.get(sector, 0), abs=0.1), sector


@pytest.mark.parametrize("name", ["named", "portfolio", "concurrent", "also-role", "replaces"])
@pytest.mark.xdist_group("shapes")
def test_seats_are_filled_like_the_real_ones(name: str, drawn: Mapping[str, Any]) -> None:
    assert drawn["seats"][name] == pytest.approx(profile.load()["seats"][name], abs=TOLERANCE)


@pytest.mark.xdist_group("shapes")
def test_sizes_and_intervals_are_like_the_real_ones(country: Country, drawn: Mapping[str, Any]) -> None:
    real = profile.load()
    assert mean(drawn["sizes"]) == pytest.approx(mean(real["sizes"]), rel=0.15)
    for shown in (real, drawn):
        assert mean(c["seats"] for c in shown["compositions"]) == pytest.approx(6.2, abs=1)
    assert drawn["sources"]["disagreeing"] == pytest.approx(real["sources"]["disagreeing"], abs=0.15)
    histories = country.pages.histories
    decisions = [d for f in country.plan.families() for u in f.units for d in histories.decisions(u)]
    months = [profile.months(d.before.day, d.day) for d in decisions if d.before]
    assert len(months) > 50
    assert mean(months) == pytest.approx(mean(real["intervals"]), abs=3)
