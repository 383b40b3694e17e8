"""Reading pages in tests: parsed as a browser parses them, with their links as paths of the site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib

from vngov.pages.site import Site

LISTS = frozenset(
    f"{name}.html"
    for name in (
        *("committees", "decisions", "organisations", "places", "topics", "sources", "compare"),
        *("diffusion", "alignment", "network", "query", "search", "about", "index"),
    )
)
"""The pages that are no thing's, below the language."""


def page_of(site: Site, path: str, **asked: str) -> Any:
    """Return a page of a site as a tree."""
    page = site.answer(path, asked)
    assert page is not None, path
    assert page.media_type == "text/html; charset=utf-8"
    return html5lib.parse(page.body.decode(), namespaceHTMLElements=False)


def text_of(element: Any) -> str:
    """Return the text of an element, its white space as one space."""
    return " ".join("".join(element.itertext()).split())


def classed(tree: Any, name: str) -> list[Any]:
    """Return the elements of a class."""
    return [e for e in tree.iter() if name in (e.get("class") or "").split()]


def section(tree: Any, heading: str) -> Any:
    """Return the section that an id of a heading labels."""
    found = [e for e in tree.iter() if e.get("aria-labelledby") == heading]
    assert len(found) == 1, heading
    return found[0]


def links(tree: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the path of the site, or the address of the web, of each link, with its anchor."""
    for element in tree.iter():
        if element.tag in ("a", "{http://www.w3.org/2000/svg}a") and element.get("href") is not None:
            parts = urlsplit(element.get("href"))
            if parts.scheme or parts.netloc:
                yield element.get("href"), ""
            else:
                inside = posixpath.join(posixpath.dirname(path), unquote(parts.path)) if parts.path else path
                yield posixpath.normpath(inside), parts.fragment
