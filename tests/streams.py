"""What the tests of streamed builds share: builds, plain and streamed, and edits of a data folder."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import slips
from vngov import pipeline
from vngov.errors import BadInputError, Finding
from vngov.stream import findings, publish, run, workers
from vngov.stream.cache import Cache


def silent(_: str) -> None:
    """Report no progress."""


def streamed(data: Path, cache: Path, crew: workers.Workers | None = None) -> tuple[str, run.Outcome, str]:
    """Return the N-Quads, the outcome and the SHACL report of a streamed build with a cache."""
    kept = Cache(cache)
    try:
        outcome = run.run(run.Job(data, kept, crew or workers.Here(), silent))
        return publish.whole(kept), outcome, findings.whole_report(kept)
    finally:
        kept.close()


def _plain(data: Path) -> tuple[pipeline.Result | None, list[Finding]]:
    try:
        return pipeline.make(data), []
    except BadInputError as error:
        return None, error.findings


def agree(data: Path, cache: Path) -> tuple[list[Finding], run.Outcome | None]:
    """Check that both builds say the same of a data folder, fit or not.

    Return what is wrong with its records, or what the streamed build made of them.
    """
    plain, faults = _plain(data)
    if plain is None:
        with pytest.raises(BadInputError) as stopped:
            streamed(data, cache)
        assert stopped.value.findings == faults
        return faults, None
    text, outcome, report = streamed(data, cache)
    assert text == plain.nquads
    assert outcome.findings == plain.findings
    assert report == plain.report
    assert {**outcome.summary, "digest": ""} == {**plain.summary, "digest": ""}
    return [], outcome


Edit = Callable[[random.Random, Path], None]
"""Changes a record."""


def _swap(pattern: str, new: Callable[[re.Match[str]], str]) -> Edit:
    """Return an edit that rewrites one place of a file that has such a place."""

    def edit(dice: random.Random, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        found = list(re.finditer(pattern, text, re.M))
        if found:
            match = dice.choice(found)
            text = text[: match.start()] + new(match) + text[match.end() :]
            path.write_text(text, encoding="utf-8")

    return edit


def _copy(_: random.Random, path: Path) -> None:
    """Add another page that says the same."""
    _rename(path, path.with_name(f"{path.stem}-again.yaml"), keep=True)


def _rename(path: Path, new: Path, *, keep: bool = False) -> None:
    text = path.read_text(encoding="utf-8").replace(f"id: {path.stem}\n", f"id: {new.stem}\n", 1)
    new.write_text(re.sub(r"(?m)^  url: .*\n", "", text) if keep else text, encoding="utf-8")
    if not keep:
        path.unlink()


def _move(_: random.Random, path: Path) -> None:
    target = path.parent / "moved"
    target.mkdir(exist_ok=True)
    path.rename(target / path.name)


_NAMES = slips.names()


def _slip(dice: random.Random, path: Path) -> None:
    """Have the mapping slip at some properties and classes of the shapes; a record has few of them."""
    text = path.read_text(encoding="utf-8")
    for name in dice.sample(_NAMES, 8):
        text = slips.asked(text, dice.choice(slips.HOW), name)
    path.write_text(text, encoding="utf-8")


RECORD_EDITS: dict[str, Edit] = {
    "delete a record": lambda _, path: path.unlink(),
    "copy a record": _copy,
    "rename a record": lambda _, path: _rename(path, path.with_name(f"{path.stem}-new.yaml")),
    "move a record": _move,
    "shift the lines": _swap(r"\A", lambda _: "# a comment\n\n"),
    "another role": _swap(r"role: (?:deputy|member)\b", lambda _: "role: standing-member"),
    "a second head": _swap(r"role: (?:deputy|member)\b", lambda _: "role: head"),
    "another count": _swap(r"count: (\d+)", lambda m: f"count: {int(m[1]) + 1}"),
    "another function": _swap(r"function: \[[^\]]+\]", lambda _: "function: [urge]"),
    "another topic": _swap(r"topics: \[[^\]]+\]", lambda _: "topics: [smart-city]"),
    "another year": _swap(r"^(date: (?:\{is: )?)20\d\d", lambda m: f"{m[1]}2019"),
    "another day": _swap(r"^(  published: \d{4}-\d\d)-\d\d", lambda m: f"{m[1]}-11"),
    "another person": _swap(r"person: [^,}\n]+", lambda _: "person: Cán bộ mẫu"),
    "no fill": _swap(r", fill: [\w-]+", lambda _: ""),
    "another decision": _swap(r"^decision: .*/(\d{4})/qd/", lambda m: f"decision: ttg/{m[1]}/qd/"),
    "no mention": _swap(r"^mentions:\n(?:[- ].*\n)+", lambda _: ""),
    "another kind": _swap(r"completeness: \w+", lambda _: "completeness: partial"),
    "a wrong key": _swap(r"^jurisdiction:", lambda _: "juristiction:"),
    "an unknown decision": _swap(r"^(cites|follows|repeals): .*$", lambda m: f"{m[1]}: ttg/2031/qd/1"),
    "broken shapes": _slip,
}
REGISTRY_EDITS: dict[str, tuple[str, Edit]] = {
    "another committee": ("committees", _swap(r"vi: Ban Chỉ đạo", lambda _: "vi: Đúng là Ban Chỉ đạo")),
    "another kind of committee": ("committees", _swap("kind: steering-committee", lambda _: "kind: council")),
    "another place": ("places", _swap(r"vi: Xã mẫu", lambda _: "vi: Đúng là Xã mẫu")),
    "another title": ("titles", _swap(r"(label: \{vi: )", lambda m: f"{m[1]}Đúng là ")),
    "a committee less": ("committees", _swap(r"^  mau-bcd-.*\n", lambda _: "")),
}
"""Edits of a registry, by its name."""


def records(data: Path) -> list[Path]:
    """Return the record files of a data folder."""
    return sorted(data.glob("[!r]*/**/*.yaml"))
