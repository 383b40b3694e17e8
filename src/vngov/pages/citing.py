"""Citing: a page as a reference in a text, and as a BibTeX entry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdflib import URIRef

from .facts import Text
from .view import View


@dataclass(frozen=True)
class Citation:
    """One page cited: as text, and as BibTeX."""

    text: str
    bibtex: str


def of(view: View, about: URIRef, title: Text) -> Citation:
    """Return how to cite the page of a thing: with the edition where the site has one."""
    edition = view.setting.edition
    version, day = edition.get("version"), edition.get("date")
    where = view.setting.base_url + view.path if view.setting.base_url else str(about)
    issue = view.w("cite-edition", version=version) if version else ""
    said = (view.w("cite-authors"), f"“{title.text}”", "vngov", issue, day, where)
    fields = {
        "author": f"{{{view.w('cite-authors')}}}",
        "title": f"{{{_plain(title.text)}}}",
        "year": (day or "")[:4],
        "howpublished": f"vngov, {issue}" if issue else "vngov",
        "url": where,
        "note": f"CC BY 4.0, {about}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    key = re.sub(r"[^a-z0-9]+", "-", about.lower().removeprefix("https://w3id.org/")).strip("-")
    return Citation(
        ". ".join(part.rstrip(".") for part in said if part) + ".",
        "\n".join([f"@misc{{{key},", *lines, "}"]),
    )


def _plain(text: str) -> str:
    """Return a text without what has a meaning in BibTeX and LaTeX."""
    return re.sub(r"[{}\\]", "", text).translate({ord(c): f"\\{c}" for c in "#$%&_~^"})
