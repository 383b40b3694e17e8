"""The README of a bundle, in Vietnamese and English: what each file is, how to read the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from ..export.contents import CONTENTS
from ..export.edition import TITLES, Edition
from ..export.tables import SEPARATOR

_HEADS = {"vi": "| tệp | là gì |", "en": "| file | what it is |"}
_TEMPLATE = Path(__file__).with_name("readme.md.jinja")


def text(edition: Edition, counts: Mapping[str, int], files: Iterable[str]) -> str:
    """Return the README of a bundle with these files."""
    present = [*files, "SHA256SUMS"]
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        titles=TITLES,
        version=edition.current.version,
        date=edition.current.date,
        statements=counts["statements"],
        triples=counts["triples"],
        separator=SEPARATOR,
        table=lambda lang: table(present, lang),
    )


def table(present: Iterable[str], lang: str) -> str:
    """Return a Markdown table of the files that are present, and what each is."""
    there = list(present)
    rows = [
        f"| `{name}` | {what[lang]} |"
        for name, what in CONTENTS.items()
        if any(f == name or (name.endswith("/") and f.startswith(name)) for f in there)
    ]
    return "\n".join([_HEADS[lang], "|---|---|", *rows])
