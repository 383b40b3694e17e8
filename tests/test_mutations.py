"""Whatever single value of a real record is corrupted is reported at its own line, never as a traceback.

The kinds of corruption: a misspelt key or reference, a wrong type, an impossible date, a mistyped span, a
count that does not agree, something there twice, a stray character, a seat lost. What no check can know is
left out: another possible date, another wording, another number that a source may well have stated.
"""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from conftest import ROOT
from vngov.errors import BadInputError
from vngov.records import across, model
from vngov.records.reader import names_of, read_all, read_record, read_registries, record_files
from vngov.vocabulary import load_codes

DATA = ROOT / "data"
PATHS = list(record_files(DATA))
CODES = load_codes()
REGISTRIES, _ = read_registries(DATA, CODES)
KNOWN = {name for ids in names_of(CODES, REGISTRIES).known.values() for name in ids}

REFERENCES = {
    "role", "also-role", "office", "organisation", "portfolio", "concurrent", "fill", "type", "of",
    "succeeds", "function", "topics", "subject", "for", "host", "head", "kind", "completeness",
    "jurisdiction", "advises", "standing-agency", "seal-of", "issuer", "places", "organisations",
    "cites", "amends", "repeals", "follows", "based-on", "committee",
}  # fmt: skip
DATES = {"date", "published", "in-force", "effective", "observed", "from"}
TEXTS = {"vi", "en", "publisher", "title", "person", "decided-by", "replaces", "why", "identified", "number"}
STRAY = [
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u0301",
    "\u00a0",
    "\u2003",
    "\u0430",
    "\u4e2d",
    "\u2603",
]


@dataclass(frozen=True)
class Spot:
    """A scalar of a record: the keys that lead to it, where it stands, and what it says."""

    path: tuple[Any, ...]
    start: int
    end: int
    line: int
    value: str
    is_key: bool = False

    @property
    def field(self) -> str:
        keys = [p for p in self.path if isinstance(p, str)]
        return keys[-2] if keys[-1] == "is" and len(keys) > 1 else keys[-1]


@functools.cache
def spots(path: Path) -> tuple[Spot, ...]:
    found: list[Spot] = []

    def walk(node: Any, here: tuple[Any, ...], *, is_key: bool = False) -> None:
        if isinstance(node, ScalarNode):
            start, end = node.start_mark, node.end_mark
            found.append(Spot(here, start.index, end.index, start.line + 1, str(node.value), is_key))
        elif isinstance(node, SequenceNode):
            for index, child in enumerate(node.value):
                walk(child, (*here, index))
        elif isinstance(node, MappingNode):
            for key, child in node.value:
                walk(key, (*here, str(key.value)), is_key=True)
                walk(child, (*here, str(key.value)))

    walk(YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8")), ())
    return tuple(found)


@functools.cache
def others() -> tuple[Any, ...]:
    return tuple(read_all(DATA, CODES, REGISTRIES))


def findings_of(path: Path, text: str) -> list[Any]:
    """Return what the reader says of a changed record among all the others."""
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / path.name
        changed.write_text(text, encoding="utf-8")
        try:
            entry = read_record(changed, "changed.yaml", CODES, REGISTRIES)
        except BadInputError as error:
            return error.findings
        rest = [e for e in others() if e.id != path.stem]
        return [f for f in across.records([*rest, entry], REGISTRIES) if f.place.file == "changed.yaml"]


def replaced(path: Path, spot: Spot, value: str) -> str:
    text = path.read_text(encoding="utf-8")
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return text[: spot.start] + quoted + text[spot.end :]


def chosen(draw: st.DrawFn, want: Any) -> tuple[Path, Spot]:
    path = draw(st.sampled_from(PATHS))
    found = [s for s in spots(path) if want(s)]
    assume(found)
    return path, draw(st.sampled_from(found))


def misspelt(draw: st.DrawFn, word: str) -> str:
    at = draw(st.integers(0, len(word) - 1))
    how = draw(st.sampled_from(["drop", "double", "swap", "other"]))
    if how == "drop" and len(word) > 1:
        return word[:at] + word[at + 1 :]
    if how == "double":
        return word[:at] + word[at] + word[at:]
    if how == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + draw(st.sampled_from("qxzjv")) + word[at + 1 :]


@st.composite
def corrupted(draw: st.DrawFn) -> tuple[Path, str, int, str]:
    """Return a record, its corrupted text, the line of the corruption, and what was done."""
    kind = draw(
        st.sampled_from(["key", "reference", "date", "span", "count", "type", "stray", "source-id", "empty"])
    )
    if kind == "key":
        path, spot = chosen(draw, lambda s: s.is_key)
        value = misspelt(draw, spot.value)
        siblings = {s.value for s in spots(path) if s.is_key} | FIELD_NAMES
        assume(value not in siblings)
    elif kind == "reference":
        path, spot = chosen(draw, lambda s: not s.is_key and s.field in REFERENCES and s.path[-1] != "name")
        assume(spot.path[-2:] != ("committee", "name"))
        value = misspelt(draw, spot.value)
        assume(value.split("@")[0] not in KNOWN and value != spot.value)
    elif kind == "date":
        path, spot = chosen(draw, lambda s: not s.is_key and s.field in DATES and len(s.value) == 10)
        year, month, day = spot.value.split("-")
        forms = [f"{day}/{month}/{year}", f"{year}-13-{day}", f"{year}-{month}-32", f"{year}{month}{day}",
                 f"1{year[1:]}-{month}-{day}", f"{year}-{month}-{day}T00:00", "hôm qua"]  # fmt: skip
        value = draw(st.sampled_from(forms))
    elif kind == "span":
        path, spot = chosen(draw, lambda s: not s.is_key and "at" in s.path)
        at = draw(st.integers(0, len(spot.value) - 1))
        value = spot.value[:at] + draw(st.sampled_from("0123456789abcdef-~")) + spot.value[at + 1 :]
        assume(value != spot.value)
    elif kind == "count":
        path, spot = chosen(draw, lambda s: not s.is_key and s.field == "listed")
        value = draw(
            st.sampled_from([str(int(spot.value) + 1), str(int(spot.value) + 40), "-3", "1.5", "ba", ""])
        )
    elif kind == "type":
        path, spot = chosen(draw, lambda s: not s.is_key)
        text = path.read_text(encoding="utf-8")
        wrong = draw(st.sampled_from(["{a: {b: c}}", "[[a], [b]]"]))
        return path, text[: spot.start] + wrong + text[spot.end :], spot.line, f"type of {spot.path}"
    elif kind == "empty":
        path, spot = chosen(draw, lambda s: not s.is_key and not isinstance(s.path[-1], int))
        text = path.read_text(encoding="utf-8")
        return path, text[: spot.start] + text[spot.end :], spot.line, f"nothing for {spot.path}"
    elif kind == "stray":
        path, spot = chosen(
            draw, lambda s: not s.is_key and s.field in {*TEXTS, *REFERENCES, *DATES, "url", "id"}
        )
        at = draw(st.integers(0, len(spot.value)))
        value = spot.value[:at] + draw(st.sampled_from(STRAY)) + spot.value[at:]
    else:
        path, spot = chosen(draw, lambda s: not s.is_key and s.path == ("source", "id"))
        value = misspelt(draw, spot.value)
        assume(value != spot.value)
    return path, replaced(path, spot, value), spot.line, f"{kind} {spot.path}: {spot.value!r} -> {value!r}"


def _field_names() -> set[str]:
    kinds = [k for k in vars(model).values() if isinstance(k, type) and hasattr(k, "model_fields")]
    return {str(f.alias) for k in kinds for f in k.model_fields.values()} | {
        "is",
        "at",
        "inferred",
        "why",
        "disputed",
    }


FIELD_NAMES = _field_names()
SLOW = settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@SLOW
@given(corrupted())
def test_a_corrupted_value_is_reported_at_its_line(case: tuple[Path, str, int, str]) -> None:
    path, text, line, what = case
    note(f"{path.name}:{line}: {what}")
    findings = findings_of(path, text)
    assert findings, "accepted silently"
    lines = [f.place.line for f in findings]
    assert line in lines, [str(f) for f in findings]
    assert all(str(f).startswith("changed.yaml:") for f in findings)


@SLOW
@given(st.data())
def test_a_lost_seat_is_reported_as_a_count_that_no_longer_agrees(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([p for p in PATHS if "\n  seats:\n" in p.read_text(encoding="utf-8")]))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    seats = [i for i, text in enumerate(lines) if text.startswith("  - {role: ") and ", label: " not in text]
    assume(len(seats) > 1)
    gone = data.draw(st.sampled_from(seats))
    note(f"{path.name}: without line {gone + 1}")
    findings = findings_of(path, "".join(lines[:gone] + lines[gone + 1 :]))
    assert [f.rule for f in findings if f.path == "composition.listed"] == ["listed-count"]


@SLOW
@given(st.data())
def test_a_line_twice_is_reported(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(PATHS))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    whole = [i for i, text in enumerate(lines) if _stands_alone(text)]
    twice = data.draw(st.sampled_from(whole))
    note(f"{path.name}: line {twice + 1} twice")
    findings = findings_of(path, "".join([*lines[: twice + 1], lines[twice], *lines[twice + 1 :]]))
    assert any(f.place.line in (twice + 1, twice + 2) for f in findings) or any(
        f.rule == "listed-count" for f in findings
    ), [str(f) for f in findings]


def _stands_alone(line: str) -> bool:
    """Return whether a line is a whole «key: value» or a whole item."""
    text = line.strip()
    return text.startswith("- {role:") or (": " in text and not text.startswith("- ") and "#" not in text)


def test_every_record_is_right_as_it_is() -> None:
    assert len(PATHS) == 97
    for path in PATHS:
        assert findings_of(path, path.read_text(encoding="utf-8")) == []
