"""A build that is stopped leaves the old output or the new one, and the next one succeeds."""

from __future__ import annotations

import sys
from pathlib import Path

import interruptions

_IN_PLACE = """import sys, time
with open(sys.argv[1], "w") as file:
    for _ in range(20):
        file.write(sys.argv[2])
        file.flush()
        time.sleep(0.05)
"""


def test_a_stopped_build_leaves_old_or_new(tmp_path: Path) -> None:
    [case] = [case for case in interruptions.cases(0.0005) if case.name == "build, in volumes"]
    seen = interruptions.run([case], 3, 1, tmp_path)
    assert sum(seen.values()) == 3
    assert {outcome for _, _, outcome in seen} <= {"old", "new"}


def test_a_mixture_is_seen(tmp_path: Path) -> None:
    """A command that writes its output in place is found out."""
    case = interruptions.Case(
        "in place",
        lambda work: None,
        lambda work, side: [sys.executable, "-c", _IN_PLACE, str(work / "out"), str(side)],
        lambda work: (work / "out").read_text(encoding="utf-8"),
        lambda work: None,
    )
    seen = interruptions.run([case], 6, 1, tmp_path)
    assert any(outcome == "mixture" for _, _, outcome in seen)
