"""Which of our formats a client gets: ``format=`` first, then ``Accept`` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_RANGE = re.compile(r"\s*([\w!#$&^.+-]+|\*)/([\w!#$&^.+-]+|\*)\s*(.*)", re.S)
_QUALITY = re.compile(r";\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*(?:;|\Z)", re.I)
_MOST = 100


@dataclass(frozen=True)
class Formats:
    """A family of formats: by key the media types, the first one ours, and the names of ``format=``."""

    types: Mapping[str, Sequence[str]]
    names: Mapping[str, str]

    @property
    def listed(self) -> str:
        """Return our own media types, for a message."""
        return ", ".join(types[0] for types in self.types.values())

    def choose(self, accept: str | None, wanted: Sequence[str] = ()) -> tuple[str, str] | None:
        """Return the key and the media type of the best format, or ``None`` if none will do.

        ``wanted`` are values of ``format=``: the first that fits wins; if none does, none will do.
        """
        for name in wanted:
            word = name.strip().lower().replace(" ", "+")  # a plus in a URL is a space
            key = self.names.get(word)
            if key:
                return key, self.types[key][0]
            for key, types in self.types.items():
                if word in types:
                    return key, word
        if wanted:
            return None
        offers = {media: key for key, types in self.types.items() for media in types}
        media = best(accept, list(offers))
        return (offers[media], media) if media else None


TABLES = Formats(
    {
        "json": ("application/sparql-results+json", "application/json"),
        "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
        "csv": ("text/csv",),
        "tsv": ("text/tab-separated-values",),
    },
    {"json": "json", "xml": "xml", "csv": "csv", "tsv": "tsv"},
)
GRAPHS = Formats(
    {
        "ttl": ("text/turtle", "application/x-turtle"),
        "nt": ("application/n-triples", "text/plain"),
        "jsonld": ("application/ld+json", "application/json"),
        "rdf": ("application/rdf+xml", "application/xml", "text/xml"),
    },
    {
        "turtle": "ttl",
        "ttl": "ttl",
        "nt": "nt",
        "n-triples": "nt",
        "ntriples": "nt",
        "json-ld": "jsonld",
        "jsonld": "jsonld",
        "json": "jsonld",
        "rdf": "rdf",
        "rdf+xml": "rdf",
        "rdfxml": "rdf",
        "xml": "rdf",
    },
)


def best(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the media type that an ``Accept`` header likes best, at a tie the first; without one the first.

    >>> best("text/*;q=0.5, text/csv;q=0.1, application/json;q=0.4", ["application/json", "text/csv"])
    'application/json'
    >>> best("text/csv;q=0", ["text/csv"]) is None
    True
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = list(_ranges(accept))
    scored = [(_quality(offer, ranges), -n, offer) for n, offer in enumerate(offers)]
    quality, _, offer = max(scored)
    return offer if quality > 0 else None


def language(header: str | None, offers: Sequence[str]) -> str:
    """Return the language that ``Accept-Language`` likes best (RFC 4647, lookup), at a tie the first.

    >>> language("en-GB,en;q=0.9", ["vi", "en"]), language("fr", ["vi", "en"]), language(None, ["vi", "en"])
    ('en', 'vi', 'vi')
    """
    wanted: dict[str, float] = {}
    for part in (header or "").split(",")[:_MOST]:
        name, semicolon, rest = part.partition(";")
        match = _QUALITY.search(semicolon + rest)
        tag = name.strip().lower().partition("-")[0]
        wanted[tag] = max(wanted.get(tag, 0.0), float(match[1]) if match else 1.0)
    return max(offers, key=lambda offer: (wanted.get(offer, 0.0), -offers.index(offer)))


def accepts(header: str | None, coding: str) -> bool:
    """Return whether an ``Accept-Encoding`` header allows a coding by its name or ``*``.

    >>> accepts("br, gzip;q=0.5", "gzip"), accepts("gzip;q=0, *", "gzip"), accepts(None, "gzip")
    (True, False, False)
    """
    allowed: dict[str, bool] = {}
    for part in (header or "").split(",")[:_MOST]:
        name, semicolon, rest = part.partition(";")
        match = _QUALITY.search(semicolon + rest)
        allowed[name.strip().lower()] = not match or float(match[1]) > 0
    return allowed.get(coding, allowed.get("*", False))


def _ranges(accept: str) -> Iterable[tuple[str, str, float]]:
    for part in accept.split(",")[:_MOST]:
        match = _RANGE.match(part)
        if match:
            quality = _QUALITY.search(match[3])
            yield match[1].lower(), match[2].lower(), float(quality[1]) if quality else 1.0


def _quality(offer: str, ranges: Sequence[tuple[str, str, float]]) -> float:
    """Return the quality of an offer: that of the most specific range that it is in, or 0."""
    kind, _, subtype = offer.partition("/")
    found = (-1, 0.0)
    for main, sub, quality in ranges:
        if main in (kind, "*") and sub in (subtype, "*"):
            found = max(found, ((main != "*") + (sub != "*"), quality))
    return found[1]
