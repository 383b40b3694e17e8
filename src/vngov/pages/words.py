"""The words of the pages in both languages, one TOML file an area, and dates as people write them."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources

from rdflib import Literal

from ..store import Term

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(r"(?:(?P<year>[0-9]{4})|-)(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-9]{2}))?)?\Z")


@functools.cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Return every word by key, then language."""
    words: dict[str, Mapping[str, str]] = {}
    for file in sorted(resources.files(__package__).joinpath("words").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".toml"):
            continue
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        twice = words.keys() & read.keys()
        if twice:
            raise ValueError(f"words/{file.name}: {', '.join(sorted(twice))}: said in another file too")
        words.update(read)
    return words


def word(key: str, lang: str, **values: object) -> str:
    """Return a word in a language, with values in its ``{places}``.

    >>> word("seats-count", "en", n=19)
    '19 seats'

    :raises KeyError: if there is no such word.
    """
    text = table()[key][lang]
    return text.format(**values) if values else text


def day(value: Term | Literal | None, lang: str) -> str:
    """Return a date as precisely as it is known, as people of a language write it; empty if there is none.

    >>> day(Literal("2021-03-01"), "vi"), day(Literal("2021-03-01"), "en")
    ('01/03/2021', '1 March 2021')
    >>> day(Literal("2021-03"), "vi"), day(Literal("--05-24"), "en")
    ('tháng 3/2021', '24 May (year not known)')
    """
    text = "" if value is None else str(value)
    match = _DATE.match(text)
    if not match or not match["month"]:
        return text
    year, month, date = (match[name] for name in ("year", "month", "day"))
    if lang == "vi":
        written = f"{date}/{month}/{year}" if date else f"tháng {int(month)}/{year}"
        return written if year else f"{date}/{month} (không rõ năm)"
    written = " ".join(part for part in (date and str(int(date)), _MONTHS[int(month) - 1], year) if part)
    return written if year else f"{written} (year not known)"


def valid_on(start: str | None, end: str | None, on: str) -> bool:
    """Return whether a day falls in a period; bounds may be years or months, an open one excludes nothing.

    >>> valid_on("2021", "2023-05", "2023-05-31"), valid_on("2021-03-01", None, "2020-12-31")
    (True, False)
    """
    return not (start and on[: len(start)] < start) and not (end and on[: len(end)] > end)
