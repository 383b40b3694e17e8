"""The site: which page stands at which path, for a server to answer and for a static site to be written."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from rdflib import URIRef

from ..store import Store
from . import address, asking, home, thing
from .explore import search
from .explore.named import NAMED as EXPLORE
from .facts import Facts
from .view import Setting, View

Context = Mapping[str, object]
Maker = Callable[[View], tuple[str, Context] | None]
"""Makes a page: the name of its template and what it is given; ``None`` if there is no such page."""


@dataclass(frozen=True)
class Page:
    """One document of the site."""

    media_type: str
    body: bytes
    status: int = 200


POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
)
"""The content security policy of every page: nothing from elsewhere, no script or style within the page."""

_PLAIN = re.compile(r"\w[\w./~-]*\Z", re.ASCII)

NAMED: Mapping[str, Maker] = {
    "index.html": home.make,
    "headline.svg": home.make_picture,
    "query.html": asking.make,
    "terms.json": asking.terms,
    "about.html": lambda view: ("about.html", {}),
    **EXPLORE,
}
"""Path below the language to what makes the page."""

_OVERVIEWS = frozenset(EXPLORE) - {"search.html", "suggest.json"}
"""The pages that read all of their kind: of a whole nation that is more than one page can show."""


def _too_large(view: View) -> tuple[str, Context]:
    if view.path.endswith(".html"):
        return "large.html", {}
    message = view.w("too-large-text")
    return "document.json", {"document": {"error": message}}


class Site:
    """Every page of a store.

    ``answer`` depends on its arguments only; a server asks for each request, the static site for each path.
    """

    def __init__(self, store: Store, setting: Setting | None = None) -> None:
        self.facts = Facts(store)
        self.setting = setting or Setting()

    def prepare(self) -> None:
        """Begin to index the names of a large graph, so that no page waits for it."""
        if self.facts.is_large:
            self.facts.prepare(search.index)

    def answer(self, path: str, asked: Mapping[str, str] | None = None) -> Page | None:
        """Return the document at a path from the root of the site, or ``None`` if there is none."""
        lang, _, rest = path.partition("/")
        if lang in address.LANGUAGES:
            return self._page(View(self.facts, self.setting, path, lang, asked or {}), rest)
        stem, _, suffix = path.rpartition(".")
        about = address.thing_of(stem)
        if about is not None and suffix in self.setting.formats and self.facts.exists(about):
            return Page(address.FORMATS[suffix], thing.document(self.facts, about, suffix))
        return None

    def missing(self, lang: str, path: str = "") -> Page:
        """Return the page that says there is no page at a path."""
        shown = path if _PLAIN.match(path) and ".." not in path else f"{lang}/index.html"
        view = View(self.facts, self.setting, shown, lang)
        return Page("text/html; charset=utf-8", self._render(view, "missing.html", {}), 404)

    def paths(self) -> Iterator[str]:
        """Yield the path of every document of the site without parameters, in order."""
        everything = self.things()
        for lang in address.LANGUAGES:
            yield from (f"{lang}/{name}" for name in NAMED)
            yield from (f"{lang}/{address.local(t)}.html" for t in everything)
        yield from (f"{address.local(t)}.{suffix}" for t in everything for suffix in self.setting.formats)

    def things(self) -> list[URIRef]:
        """Return every thing that has a page, sorted: those of ours of which something is said."""
        rows = self.facts.rows("things")
        return [thing for (thing,) in rows if address.local(thing)]

    def _page(self, view: View, rest: str) -> Page | None:
        maker: Maker | None = NAMED.get(rest)
        if rest in _OVERVIEWS and view.facts.is_large:
            maker = _too_large
        if maker is None and rest.endswith(".html"):
            about = address.thing_of(rest.removesuffix(".html"))
            if about is not None and self.facts.exists(about):
                maker = functools.partial(thing.make, about=about)
        made = maker(view) if maker else None
        if made is None:
            return None
        template, context = made
        status = context.get("status", 200)
        assert isinstance(status, int)
        return Page(media_type(template), self._render(view, template, context), status)

    def _render(self, view: View, template: str, context: Context) -> bytes:
        text = environment().get_template(template).render({"v": view, **context})
        return text.encode()


@functools.cache
def environment() -> Environment:
    """Return the templates' environment: everything is escaped, and a name that is missing is an error."""
    made = Environment(
        loader=PackageLoader("vngov.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(data_of=address.data_of, web=address.web, policy=POLICY)
    return made


def media_type(name: str) -> str:
    """Return the media type of a document by its name's ending."""
    return _TYPES[name.rpartition(".")[2]]


def static(path: str) -> Page | None:
    """Return a file that every site carries (style, fonts, islands), or ``None``."""
    suffix = path.rpartition(".")[2]
    if suffix not in _TYPES or ".." in path or not path.isascii():
        return None
    file = resources.files(__package__).joinpath("static", *path.split("/"))
    return Page(_TYPES[suffix], file.read_bytes()) if file.is_file() else None


_TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "woff2": "font/woff2",
}
