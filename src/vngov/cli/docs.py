"""``vngov docs``: the reference pages of the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from .. import library, resources
from ..errors import EXIT_CLEAN, UsageError
from ..export.folder import Kind, replaced_whole
from ..reference import pages
from ..terms import is_address
from . import output
from .build import out_option

DEFAULT_OUT = "vngov-docs"
PAGES = Kind(frozenset({".vngov", "index.html", "style.css", "en", "vi"}), mark=".vngov")
"""What a folder of reference pages holds."""


@click.command()
@out_option(DEFAULT_OUT)
@click.option("--store", "folder", help="Take the examples from a build's folder instead of building.")
@click.option("--base-url", help="The address at which the pages will stand, for links between languages.")
def docs(out: Path, folder: str | None, base_url: str | None) -> int:
    """Write the reference pages of the ontology, in Vietnamese and English.

    Every class, property, code and shape, with a real example from the graph and the queries that use it.
    The pages need no network and no script. What was in the folder is replaced whole, or left untouched.
    """
    if base_url is not None and not is_address(base_url):
        raise UsageError(f"--base-url: «{base_url}» is no web address; write https://host/path/")
    with output.progress() as step, replaced_whole(out, PAGES) as work:
        step("Opening the graph")
        store = library.open_store(folder)
        step("Writing the pages")
        every = library.every_query()
        made = pages.render(store, resources.folder("ontology"), every, base_url=base_url)
        made[PAGES.mark] = f"The reference pages of vngov {resources.VERSION}\n".encode()
        for name, content in made.items():
            path = work / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    size = sum(map(len, made.values())) // 1024
    click.echo(f"the reference pages are in {out} ({len(made)} files, {size} KiB)")
    click.echo(f"open {out / 'index.html'} in a browser")
    return EXIT_CLEAN
