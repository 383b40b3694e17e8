"""``vngov docs``: the reference pages of the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from .. import library, resources
from ..errors import EXIT_CLEAN, UsageError
from ..export.folder import replaced_whole
from ..reference import pages
from . import output
from .build import out_option

DEFAULT_OUT = "vngov-docs"
NAMES = frozenset({"index.html", "style.css", "en", "vi"})
"""What a folder of reference pages holds; a folder with anything else in it is never replaced."""


@click.command()
@out_option(DEFAULT_OUT)
@click.option("--store", "folder", help="Take the examples from a build's folder instead of building.")
@click.option("--base-url", help="The address at which the pages will stand, for links between languages.")
def docs(out: Path, folder: str | None, base_url: str | None) -> int:
    """Write the reference pages of the ontology, in Vietnamese and English.

    Every class, property, code and shape, with a real example from the graph and the queries that use it.
    The pages need no network and no script. What was in the folder is replaced whole, or left untouched.
    """
    if base_url is not None and not base_url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url: «{base_url}» is no web address; write https://…")
    with output.progress() as step, replaced_whole(out, NAMES) as work:
        step("Opening the graph")
        store = library.open_store(folder)
        step("Writing the pages")
        every = library.every_query()
        made = pages.render(store, resources.folder("ontology"), every, base_url=base_url)
        for name, content in made.items():
            path = work / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    size = sum(map(len, made.values())) // 1024
    click.echo(f"the reference pages are in {out} ({len(made)} files, {size} KiB)")
    click.echo(f"open {out / 'index.html'} in a browser")
    return EXIT_CLEAN


COMMANDS = (docs,)
