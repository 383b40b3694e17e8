"""The words of the pages: each in both languages, none missing, none without use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import Literal

from conftest import ROOT
from vngov.pages import words

PAGES = ROOT / "src" / "vngov" / "pages"
CODE = sorted(p for p in PAGES.rglob("*") if p.suffix in (".py", ".html", ".svg") and "static" not in p.parts)
_WHOLE = re.compile(
    r"""\b(?:w|w_other|word)\(\s*(f?)(["'])([a-z][a-z0-9-]*[a-z0-9]|[a-z][a-z0-9-]*-)\2\s*([+~,)])"""
)
_BEGUN = re.compile(r"""\bf(["'])([a-z0-9-]+-)\{""")
_QUOTED = re.compile(r"""["']([a-z][a-z0-9]*(?:-[a-z0-9]+)+|[a-z]+)["']""")


def test_every_word_is_in_both_languages_with_the_same_places() -> None:
    table = words.table()
    assert len(table) > 120
    for key, texts in table.items():
        assert set(texts) == {"vi", "en"}, key
        places = [sorted(re.findall(r"\{(\w+)\}", texts[lang])) for lang in ("vi", "en")]
        assert places[0] == places[1], key
        assert all(text == text.strip() and text for text in texts.values()), key


def test_every_word_that_a_page_says_is_there() -> None:
    said = 0
    for path in CODE:
        text = path.read_text(encoding="utf-8")
        for _, _, key, after in _WHOLE.findall(text):
            said += 1
            if after in "+~":
                assert any(known.startswith(key) for known in words.table()), f"{path.name}: {key}"
            else:
                assert key in words.table(), f"{path.name}: {key}"
    assert said > 80


def test_no_word_is_without_use() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in CODE)
    begun = {key for _, key in _BEGUN.findall(text)}
    begun.add("state-")  # explore/places.py says which state, explore/entry.py says it
    begun |= {key for _, _, key, after in _WHOLE.findall(text) if after in "+~"}
    quoted = set(_QUOTED.findall(text))
    said = [key for key in words.table() if ":" not in key]  # the others name the terms of vocabularies
    unused = [k for k in said if k not in quoted and not any(k.startswith(b) for b in begun)]
    assert unused == []


@pytest.mark.parametrize(
    ("date", "vi", "en"),
    [
        ("2021-03-01", "01/03/2021", "1 March 2021"),
        ("2021-12", "tháng 12/2021", "December 2021"),
        ("2021", "2021", "2021"),
        ("--05-26", "26/05 (không rõ năm)", "26 May (year not known)"),
        ("2021-13-01", "2021-13-01", "2021-13-01"),
        ("<b>", "<b>", "<b>"),
        ("", "", ""),
    ],
)
def test_dates_are_as_precise_as_they_are_known(date: str, vi: str, en: str) -> None:
    assert (words.day(Literal(date), "vi"), words.day(Literal(date), "en")) == (vi, en)


def test_there_is_one_file_an_area() -> None:
    files = sorted(path.name for path in (PAGES / "words").iterdir())
    assert all(Path(name).suffix == ".toml" for name in files)
    assert len(files) == len(set(files)) >= 3
