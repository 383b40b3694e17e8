"""The explorer's pages by name."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from ..view import View
from . import (
    alignment,
    committees,
    compare,
    compositions,
    decisions,
    diffusion,
    lists,
    network,
    organisations,
    places,
    search,
    sources,
    topics,
)

Maker = Callable[[View], tuple[str, Mapping[str, object]] | None]

LISTINGS = tuple(m.LISTING for m in (committees, decisions, organisations, places, topics, sources))

NAMED: Mapping[str, Maker] = {
    "compare.html": compare.make,
    "compositions.json": compositions.as_json,
    "diffusion.html": diffusion.make,
    "diffusion.svg": diffusion.make_picture,
    "alignment.html": alignment.make,
    "network.html": network.make,
    "network.json": network.as_json,
    "search.html": search.make,
    "suggest.json": search.suggest,
    **{
        f"{listing.name}.{suffix}": functools.partial(make, listing=listing)
        for listing in LISTINGS
        for suffix, make in (("html", lists.make), ("csv", lists.as_csv), ("json", lists.as_json))
    },
}
"""Path below the language to what makes the page."""
