"""Where each page stands, and how pages link: always relatively, so that any path prefix serves."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from rdflib import URIRef

from ..terms import BASE

LANGUAGES = ("vi", "en")
FORMATS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Suffix of a data document to its media type."""

_LOCAL = re.compile(
    r"(?:id|eli|code|graph|query)/[A-Za-z0-9][A-Za-z0-9.~_-]*(?:/[A-Za-z0-9][A-Za-z0-9.~_-]*)*\Z"
)
_WEB = re.compile(r"https?://[^\s\"'<>\\^`{|}]+\Z")


def local(thing: str) -> str | None:
    """Return the path of a thing of ours below the project's base, or ``None`` if it can have no page.

    >>> local("https://w3id.org/vngov/id/committee/bcd-cqdt-binh-dinh")
    'id/committee/bcd-cqdt-binh-dinh'
    >>> local("https://example.org/") is None
    True
    """
    path = thing.removeprefix(BASE)
    return path if path != thing and _LOCAL.match(path) and ".." not in path else None


def thing_of(path: str) -> URIRef | None:
    """Return the thing of a path below the base, or ``None`` if the path names none.

    >>> thing_of("id/committee/bcd-cqdt-binh-dinh")
    rdflib.term.URIRef('https://w3id.org/vngov/id/committee/bcd-cqdt-binh-dinh')
    >>> thing_of("id/../secret") is None
    True
    """
    return URIRef(BASE + path) if _LOCAL.match(path) and ".." not in path else None


def page_of(thing: str, lang: str) -> str | None:
    """Return the path of a thing's page, from the root of the site.

    >>> page_of("https://w3id.org/vngov/eli/vn/ttg/2020/qd/701", "en")
    'en/eli/vn/ttg/2020/qd/701.html'
    """
    path = local(thing)
    return f"{lang}/{path}.html" if path else None


def data_of(thing: str, suffix: str = "ttl") -> str | None:
    """Return the path of a thing's data document, from the root of the site.

    >>> data_of("https://w3id.org/vngov/id/place/binh-dinh")
    'id/place/binh-dinh.ttl'
    """
    path = local(thing)
    return f"{path}.{suffix}" if path else None


def relative(
    target: str, page: str, query: Mapping[str, str] | Sequence[tuple[str, str]] | None = None
) -> str:
    """Return the link from one page to another, both given from the root of the site.

    >>> relative("en/id/place/hue.html", "vi/id/place/hue.html")
    '../../../en/id/place/hue.html'
    >>> relative("vi/compare.html", "vi/index.html", {"a": "x y"})
    'compare.html?a=x+y'
    """
    path, _, anchor = target.partition("#")
    link = posixpath.relpath(path, posixpath.dirname(page) or ".") if path else ""
    asked = f"?{urlencode(query)}" if query else ""
    return quote(link, safe="/.~_-") + asked + (f"#{anchor}" if anchor else "")


def web(href: str | None) -> str | None:
    """Return an address of the web that a link may have, or ``None``: no other scheme, nothing odd.

    >>> web("https://vietnamnet.vn/x.html"), web("javascript:alert(1)"), web("https://a b")
    ('https://vietnamnet.vn/x.html', None, None)
    """
    return href if href and _WEB.match(href) else None
