"""Dates as precise as the source: a day, a month, a year, or a day of an unstated year."""

from __future__ import annotations

import datetime
import re

_FORMS = {
    "date": re.compile(r"(\d{4})-(\d{2})-(\d{2})\Z"),
    "gYearMonth": re.compile(r"(\d{4})-(\d{2})\Z"),
    "gYear": re.compile(r"(\d{4})\Z"),
    "gMonthDay": re.compile(r"--(\d{2})-(\d{2})\Z"),
}
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\Z")
FIRST_YEAR, LAST_YEAR = 1945, 2099


def datatype(text: str) -> str:
    """Return the XML Schema datatype of a date as precise as it is written.

    >>> datatype("2021-03-01"), datatype("2021-03"), datatype("--12-03")
    ('date', 'gYearMonth', 'gMonthDay')

    :raises ValueError: if it is no date; the message says what to write.
    """
    for name, form in _FORMS.items():
        match = form.match(text)
        if match:
            _check(name, [int(g) for g in match.groups()])
            return name
    other = _VIETNAMESE.match(text)
    if other:
        day, month, year = (int(g) for g in other.groups())
        raise ValueError(f"write {year:04}-{month:02}-{day:02}, not {text}")
    raise ValueError(
        f"«{text}» is no date; write 2021-03-01, 2021-03, 2021, or --03-01 where the year is not stated"
    )


def year(text: str) -> int | None:
    """Return the year of a date, ``None`` where it states none.

    >>> year("2021-03"), year("--03-01")
    (2021, None)
    """
    return None if text.startswith("--") else int(text[:4])


def is_before(one: str, other: str) -> bool:
    """Return whether a date is certainly before another, as far as both are precise.

    >>> is_before("2021-02", "2021-03-01"), is_before("2021", "2021-03-01"), is_before("--02-01", "2021")
    (True, False, False)
    """
    if one.startswith("--") or other.startswith("--"):
        return False
    shared = min(len(one), len(other))
    return one[:shared] < other[:shared]


def _check(name: str, parts: list[int]) -> None:
    full = {"gYearMonth": [*parts, 1], "gYear": [*parts, 1, 1], "gMonthDay": [2000, *parts]}.get(name, parts)
    try:
        datetime.date(*full)
    except ValueError as error:
        raise ValueError(f"there is no such day: {error}; look it up in the source") from None
    if not FIRST_YEAR <= full[0] <= LAST_YEAR:
        raise ValueError(
            f"the year {full[0]} is not between {FIRST_YEAR} and {LAST_YEAR}; look it up in the source"
        )
