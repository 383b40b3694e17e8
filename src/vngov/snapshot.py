"""Snapshot: every page of a store as files, a site that any web server can host and that needs no other."""

from __future__ import annotations

import gzip
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from .errors import MissingExtraError, OutputError
from .export.folder import Kind, replaced_whole
from .pages.address import LANGUAGES
from .pages.site import Site, static
from .store import Store, nquads

Step = Callable[[str], None]
SITE = Kind(
    frozenset({".vngov", "index.html", "robots.txt", "sitemap.xml", "vngov.nq.gz", "static", "pagefind"})
    | frozenset({*LANGUAGES, "id", "eli", "code", "graph", "query", "ontology"}),
    mark=".vngov",
)
"""What a folder with a site holds."""

_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_EVERYTHING = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
_LANDING = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>vngov</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url=vi/index.html">
<link rel="icon" href="static/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="static/style.css">
</head>
<body>
<main>
<h1>vngov</h1>
<p><a href="vi/index.html">Tiếng Việt</a> · <a href="en/index.html" lang="en">English</a></p>
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class Written:
    """What a snapshot holds: how many pages, data documents and bytes."""

    pages: int
    documents: int
    size: int


def _silent(_: str) -> None:
    """Report no progress."""


def write(out: Path, site: Site, *, search: bool = True, step: Step = _silent) -> Written:
    """Write every page of a site into ``out``, with the dump that its queries run on, whole or not at all.

    With ``search`` the pages are indexed by Pagefind.

    :raises MissingExtraError: if Pagefind is not installed.
    :raises OutputError: if ``out`` cannot be written; what was there is untouched.
    """
    if search and importlib.util.find_spec("pagefind") is None:
        raise MissingExtraError("searching a static site", "site")
    pages = documents = size = 0
    with replaced_whole(out, SITE) as work:
        step("Writing the pages")
        for path, body in _files(site):
            file = work / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
            pages += path.endswith(".html")
            documents += path.endswith((".ttl", ".jsonld"))
            size += len(body)
        if search:
            step("Indexing the pages")
            _index(work)
    return Written(pages, documents, size)


def _files(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the snapshot but the search index: its path and its bytes."""
    yield SITE.mark, b"A site made by vngov\n"
    yield "index.html", _LANDING.encode()
    yield "vngov.nq.gz", gzip.compress(dump_of(site.facts.store).encode(), 9, mtime=0)
    for path in _static():
        found = static(path)
        if found is not None:
            yield f"static/{path}", found.body
    paths = list(site.paths())
    for path in paths:
        page = site.answer(path)
        if page is not None:
            yield path, page.body
    base = site.setting.base_url
    if base:
        pages = [p for p in paths if p.endswith(".html")]
        yield "sitemap.xml", _sitemap(base, pages)
        yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n".encode()


def _static() -> list[str]:
    """Return the paths of the files that every site carries, sorted."""
    root = resources.files("vngov.pages").joinpath("static")
    with resources.as_file(root) as folder:
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def _sitemap(base: str, pages: list[str]) -> bytes:
    """Return a sitemap (sitemaps.org 0.9) of the pages."""
    lines = "".join(f"<url><loc>{base}{page}</loc></url>\n" for page in pages)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}<urlset xmlns="{_SITEMAPS}">\n{lines}</urlset>\n'.encode()


def _index(folder: Path) -> None:
    """Index the pages for search in the browser.

    :raises OutputError: if Pagefind fails, with its last words.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-subdir", "pagefind"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip().splitlines()
        last = said[-1] if said else "without a word"
        raise OutputError(str(folder), f"Pagefind failed: {last}", "write the site with --no-search")


def dump_of(store: Store) -> str:
    """Return a whole store as sorted N-Quads, whatever kind of store it is."""
    return nquads(store.select(_EVERYTHING, "everything").rows)  # type: ignore[arg-type]  # all are bound
