"""Whatever is edited, a build that redoes what changed says what a build from nothing says, to the byte.

What it says of shapes, in parts and of what changed alone, is also what pySHACL says of the whole graph.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import slips
from nation import folder
from nation.country import Country
from slips import slipping
from streams import RECORD_EDITS, REGISTRY_EDITS, agree, records, streamed
from vngov import resources
from vngov.store import union
from vngov.stream.cache import Cache, thawed
from vngov.validate.engines import run
from vngov.validate.graph import Shapes

__all__ = ["slipping"]
KEPT = (
    "registries",
    "national",
    "districts",
    "provinces/lam-dong-2025",
    "communes/mau-huyen-0001/mau-xa-00001",
)
EDITS = [*RECORD_EDITS, *REGISTRY_EDITS]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small part of a synthetic country: the nation, a district, two of its communes."""
    place = tmp_path_factory.mktemp("small")
    folder.write(Country.of(0.0001, 3), place / "whole", workers=1)
    for name in KEPT:
        shutil.copytree(place / "whole" / name, place / "data" / name)
    return place / "data"


@pytest.fixture(scope="module")
def built(small: Path, slipping: None) -> Path:
    """Return the cache of its build."""
    cache = small.parent / "cache"
    assert agree(small, cache)[0] == []
    return cache


def edit(dice: random.Random, data: Path) -> None:
    """Carry out some edit somewhere; half of them break shapes."""
    name = dice.choice([dice.choice(EDITS), "broken shapes"])
    if name in REGISTRY_EDITS:
        registry, change = REGISTRY_EDITS[name]
        change(dice, data / "registries" / f"{registry}.yaml")
    else:
        RECORD_EDITS[name](dice, dice.choice(records(data)))


def repair(data: Path) -> None:
    """Have all shapes hold again."""
    for path in records(data):
        path.write_text(slips.unasked(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_any_edits_are_followed_to_the_byte(small: Path, built: Path) -> None:
    """After each step of any chain of edits the build with the old cache says what a plain one says.

    Said are the N-Quads, the report, the figures, and each finding with its rule, severity and record line.
    """
    seen: Counter[str] = Counter()

    @settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate])
    @given(st.integers(1, 10**9))
    def follow(seed: int) -> None:
        dice = random.Random(seed)
        with tempfile.TemporaryDirectory() as place:
            data = Path(shutil.copytree(small, f"{place}/data"))
            cache = Path(shutil.copytree(built, f"{place}/cache"))
            broken = 0
            for number in range(6):
                before = shutil.copytree(data, f"{place}/{number}")
                if number == 3:
                    repair(data)
                for _ in range(0 if number == 3 else dice.randint(1, 3)):
                    edit(dice, data)
                faults, outcome = agree(data, cache)
                if outcome is None:
                    seen["refused"] += len(faults)
                    shutil.rmtree(data)
                    shutil.copytree(before, data)
                    continue
                found = [f for f in outcome.violations if f.rule.startswith("vgs:")]
                seen["builds"] += 1
                seen["violations"] += len(found)
                seen["at a line"] += sum(f.place.line > 0 for f in found)
                seen["repaired"] += len(found) < broken
                broken = len(found)
            assert streamed(data, cache)[1] == streamed(data, Path(f"{place}/anew"))[1]

    follow()
    assert min(seen[what] for what in ("refused", "repaired", "violations", "at a line")) > 0, seen


@pytest.mark.parametrize("broken", [False, True])
def test_pyshacl_finds_the_same_in_the_whole_graph(
    broken: bool, small: Path, built: Path, tmp_path: Path
) -> None:
    """A commune, a district, a province, the nation: whatever any of them names is there."""
    data = Path(shutil.copytree(small, tmp_path / "data"))
    dice = random.Random(5)
    for path in records(data) if broken else ():
        RECORD_EDITS["broken shapes"](dice, path)
    text, _, _ = streamed(data, Path(shutil.copytree(built, tmp_path / "cache")))
    cache = Cache(tmp_path / "cache")
    checked = [thawed(kept) for (kept,) in cache.rows("SELECT results FROM checked")]
    cache.close()
    shapes = Shapes.load(resources.folder("ontology"))
    for ours, said in zip(zip(*checked, strict=True), (shapes.required, shapes.advised), strict=True):
        found = sorted(result for own in ours for result in own)
        assert found == run("pyshacl", said, union(text))
    required = Counter(result.component for own, _ in checked for result in own)
    wanted = {"MinCountConstraintComponent", "MaxCountConstraintComponent", "ClassConstraintComponent"}
    assert wanted <= set(required) if broken else not required
