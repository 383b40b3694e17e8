"""Looking into a data folder: the same by one process and by several; whatever is written is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from vngov.stream.folders import files, state, states
from vngov.stream.workers import Here, Pool, Workers

_MANY = 250
"""So many folders that several processes look into them."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with many folders, some in others, and with files that are no records."""
    for number in range(_MANY):
        folder = tmp_path / "communes" / f"xa-{number % 50:02}" / f"thon-{number:03}"
        folder.mkdir(parents=True)
        (folder / "a.yaml").write_text(f"{number}", encoding="utf-8")
        (folder / "template.yaml").write_text("no record", encoding="utf-8")
        (folder / "note.txt").write_text("no record", encoding="utf-8")
    (tmp_path / "registries" / "more").mkdir(parents=True)
    (tmp_path / "registries" / "places.yaml").write_text("no record", encoding="utf-8")
    return tmp_path


def seen(data: Path, workers: Workers) -> dict[str, bytes]:
    return {below: own for share in states(data, workers) for below, own in share.items()}


def test_one_process_and_several_see_the_same(data: Path) -> None:
    alone = seen(data, Here())
    assert alone == {below: state(own) for below, own in files(data)}
    assert len(alone) == _MANY + 50 + 2
    assert seen(data, Pool(3)) == alone


@pytest.mark.parametrize("workers", [Here(), Pool(2)], ids=["alone", "two"])
def test_a_folder_has_another_state_when_a_record_in_it_comes_goes_or_is_written(
    data: Path, workers: Here | Pool
) -> None:
    before = seen(data, workers)
    written, came, gone = (data / "communes" / f"xa-{n:02}" / f"thon-{n:03}" for n in (7, 8, 9))
    (written / "a.yaml").write_text("something longer", encoding="utf-8")
    (written / "note.txt").write_text("something longer", encoding="utf-8")
    (came / "b.yaml").write_text("new", encoding="utf-8")
    (gone / "a.yaml").unlink()
    (data / "communes" / "xa-10" / "template-b.yaml").write_text("no record", encoding="utf-8")
    after = seen(data, workers)
    assert before.keys() == after.keys()
    changed = {below for below, own in after.items() if before[below] != own}
    assert changed == {f"communes/xa-{n:02}/thon-{n:03}/" for n in (7, 8, 9)}
