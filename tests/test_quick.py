"""libyaml and ruamel.yaml read every record alike; what only one of them takes is never read quickly."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from vngov.errors import BadInputError
from vngov.records import document, quick

PATHS = sorted((ROOT / "data").rglob("*.yaml"))
BITS = (
    "\t", "  ", "\n", ":", ": ", " :", "- ", "-", ",", "{", "}", "[", "]", '"', "'", "#", " #", "&a ", "*a",
    "!", "!!str ", "%", "@", "`", "|", ">", "? ", "~", "null", "---", "...", "\x85", "\u2028", "\ufeff", "\\",
    "=", "<<: ", "k: v", "{a: b}", "[a: b]", '"a"', "?", "::", "x:y", ">\n", "|\n ",
)  # fmt: skip


def carefully(text: str, monkeypatch: pytest.MonkeyPatch) -> document.Document | None:
    """Return what the careful reader makes of a text, or ``None`` where it finds a fault."""
    with monkeypatch.context() as patched:
        patched.setattr(document, "compose", lambda _: None)
        try:
            return document.parse_document(text.encode(), "x.yaml")
        except BadInputError:
            return None


def agree(text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Check that both readers agree on a text; return whether it was read quickly."""
    found = quick.compose(text)
    if found is None:
        return False
    careful = carefully(text, monkeypatch)
    assert careful is not None, text
    values, lines = found
    assert values == careful.data
    assert list(values) == list(careful.data)
    assert lines == {path: (at.line, at.column) for path, at in careful.places.items()}
    return True


def _mutants() -> Iterator[str]:
    dice = random.Random(1)
    texts = [text for path in PATHS if len(text := path.read_text(encoding="utf-8")) < 4000]
    for _ in range(300):
        text = "\n".join(dice.choice(texts).split("\n")[:15])
        for _ in range(dice.choice([1, 1, 2, 3])):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(BITS) + text[at + dice.choice([0, 0, 3]) :]
        yield text


@pytest.mark.parametrize("path", PATHS[::8], ids=lambda p: Path(p).stem)
def test_every_record_is_read_quickly_and_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert agree(path.read_text(encoding="utf-8"), monkeypatch)


def test_corrupted_records_are_never_read_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    quickly = [agree(text, monkeypatch) for text in _mutants()]
    assert 60 < sum(quickly) < 240
