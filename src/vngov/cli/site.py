"""``vngov site``: the explorer as a static site."""

from __future__ import annotations

from pathlib import Path

import click

from .. import library, resources, snapshot
from ..errors import EXIT_CLEAN, UsageError
from ..pages.site import Site
from ..pages.view import Setting
from ..terms import is_address
from . import output
from .build import out_option

DEFAULT_OUT = "vngov-site"
_FORMATS = ("ttl", "jsonld")


@click.command()
@out_option(DEFAULT_OUT)
@click.option(
    "--base-url", help="The address at which the site will stand, for canonical links and a sitemap."
)
@click.option("--store", "folder", help="Show the graph of a build's folder instead of building one.")
@click.option("--endpoint", help="Show the graph of a SPARQL 1.1 endpoint.")
@click.option("--search/--no-search", default=True, help="Index the pages for search, which needs Pagefind.")
def site(out: Path, base_url: str | None, folder: str | None, endpoint: str | None, search: bool) -> int:
    """Write the explorer as a site of plain files that any web server can host.

    The same pages as «vngov serve», with Turtle and JSON-LD beside each, search and the query page running
    in the reader's browser over the dump. What was in the folder is replaced whole, or left untouched.
    """
    if base_url is not None and not is_address(base_url):
        raise UsageError(f"--base-url: «{base_url}» is no web address; write https://host/path/")
    if folder and endpoint:
        raise UsageError("--store and --endpoint: name one of them")
    with output.progress() as step:
        step("Opening the graph")
        store = library.open_store(folder, endpoint)
        root = f"{base_url.rstrip('/')}/" if base_url else None
        edition = {"version": resources.VERSION, "date": resources.RELEASED}
        setting = Setting(static=True, base_url=root, formats=_FORMATS, edition=edition)
        written = snapshot.write(out, Site(store, setting), search=search, step=step)
    size = written.size // 1024 // 1024
    click.echo(
        f"the site is in {out} ({written.pages} pages, {written.documents} data documents, {size} MiB)"
    )
    click.echo(f"look at it: python -m http.server --directory {out}, then http://127.0.0.1:8000/")
    return EXIT_CLEAN
