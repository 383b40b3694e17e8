"""Commands stopped at random moments: a few rounds; ``benchmarks/interruptions.py`` runs many."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from stopping import files
from stopping.loads import Load, graphs, loads
from stopping.rounds import WHOLE, State, outcome, rounds
from stopping.stop import KINDS, WrongError
from vngov.store import Content, GraphStore, Journal, Sender
from vngov.stream.workers import Pool


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: builds wait for a disk longer than they work."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


def test_a_stopped_build_leaves_old_or_new(quick: Path) -> None:
    tally = rounds(files.in_volumes(quick / "volumes", files.some), len(KINDS), 1)
    assert tally.faults == []
    assert {kind for kind, _ in tally.seen} == set(KINDS)
    assert {found for _, found in tally.seen} <= set(WHOLE) - {"parts of both"}


@pytest.mark.xdist_group("servers")
def test_a_stopped_load_leaves_old_or_new_graphs(tmp_path: Path) -> None:
    with loads(tmp_path, count=60, statements=4) as [case]:
        tally = rounds(case, len(KINDS), 1)
    assert tally.faults == []
    assert {kind for kind, _ in tally.seen} == set(KINDS)
    assert {found for _, found in tally.seen} <= set(WHOLE)


@pytest.mark.xdist_group("servers")
def test_a_mixture_on_a_server_is_seen(tmp_path: Path) -> None:
    with loads(tmp_path, count=3, statements=4) as [case]:
        name, lines = next(iter(graphs(0, 3, 4).items()))
        target, new = GraphStore(Sender(case.engine.graphs)), {name: Content.of(lines).digest}
        assert outcome(case, {}, new) == "old"
        target.put(name, lines)
        assert outcome(case, {}, new) == "new"
        target.put(name, sorted(lines)[:3])
        with pytest.raises(WrongError, match="g0 is a mixture"):
            outcome(case, {}, new)
        _journal_is_looked_at(case, name)


def _journal_is_looked_at(case: Load, name: str) -> None:
    Journal(case.folder / "journal").write({name: Content.of(["<urn:a> <urn:a> <urn:a> .\n"])})
    with pytest.raises(WrongError, match=r"the journal is wrong about .*g0"):
        case.state()


_IN_PLACE = """import sys, time
with open(sys.argv[1], "w") as file:
    for _ in range(20):
        file.write(sys.argv[2])
        file.flush()
        time.sleep(0.005)
"""
_LOCKED = """import os, sys, time
open(sys.argv[1] + ".lock", "x").close()
time.sleep(0.1)
open(sys.argv[1], "w").write(sys.argv[2])
os.remove(sys.argv[1] + ".lock")
"""


@dataclass
class Script:
    """A case that is wrong on purpose."""

    folder: Path
    text: str
    name: str = "script"
    writes: Sequence[str] = ("out",)
    scratch: Sequence[str] = ()

    def command(self, side: int) -> Sequence[str]:
        return [sys.executable, "-S", "-c", self.text, str(self.folder / "out"), str(side)]

    def state(self) -> State:
        out = self.folder / "out"
        return {"out": out.read_text(encoding="utf-8")} if out.exists() else {}


def test_an_output_written_in_place_is_seen(tmp_path: Path) -> None:
    tally = rounds(Script(tmp_path, _IN_PLACE), 12, 1)
    assert any(found == "mixture" for _, found in tally.seen)
    assert any("out is a mixture" in fault for fault in tally.faults)


def test_a_next_run_that_fails_is_seen(tmp_path: Path) -> None:
    tally = rounds(Script(tmp_path, _LOCKED), 12, 1)
    assert any(found == "next run failed" for _, found in tally.seen)
    assert any("FileExistsError" in fault for fault in tally.faults)


_POOL = """import os, signal
from vngov.stream.workers import Pool
def work(ground, batch):
    os.write(1, b"at work\\n")
    signal.pause()
list(Pool(2).run(work, None, [1, 2]))
"""


def test_workers_end_with_a_build_that_is_killed() -> None:
    """Workers that live on would hold the cache, and the next build would wait for them for ever."""
    process = subprocess.Popen([sys.executable, "-c", _POOL], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    assert [process.stdout.readline() for _ in range(2)] == [b"at work\n"] * 2
    process.send_signal(signal.SIGKILL)
    assert process.communicate(timeout=60)[0] == b"", "the workers still hold the pipe"


def _ignores_ctrl_c(_: None, number: int) -> tuple[int, bool]:
    return number, signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_ctrl_c_does_not_cut_off_what_a_worker_hands_over() -> None:
    """A worker that died while it wrote a long result would leave the build waiting for the rest of it."""
    assert sorted(Pool(2).run(_ignores_ctrl_c, None, [1, 2, 3])) == [(1, True), (2, True), (3, True)]
