"""A few rounds of the commands that are stopped at random moments; the benchmarks run many."""

from __future__ import annotations

from pathlib import Path

import pytest

import interrupted
import interrupted_load
from vngov.store import GraphStore, Sender


@pytest.mark.xdist_group("interrupted")
def test_a_stopped_load_is_no_mixture(tmp_path: Path) -> None:
    said: list[str] = []
    with interrupted_load.case(tmp_path) as case:
        tally = interrupted.rounds(case, 4, 3, said.append)
    assert sum(tally.values()) == len(said) == 4


@pytest.mark.xdist_group("interrupted")
def test_a_mixture_is_seen(tmp_path: Path) -> None:
    with interrupted_load.case(tmp_path) as case:
        target = GraphStore(Sender(case.engine.graphs))
        name, lines = next(iter(interrupted_load.expected(0).items()))
        target.put(name, sorted(lines)[:3])
        with pytest.raises(AssertionError, match="is a mixture"):
            case.stopped()
