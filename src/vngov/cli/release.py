"""``vngov release``: the bundle that a portal takes, and the check of one after download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .. import resources
from ..errors import EXIT_CLEAN, EXIT_FINDINGS, UsageError
from ..release import changes
from ..release.check import check as check_bundle
from ..release.make import ENDPOINT, Made, Wanted
from ..release.make import release as make_release
from ..store import RemoteStore
from . import output
from .build import engine_options, out_option

DEFAULT_OUT = "vngov-release"


@click.command()
@out_option(DEFAULT_OUT)
@click.option(
    "--base-url", metavar="URL", help="Where the bundle will be hosted, for the catalogue's addresses."
)
@click.option(
    "--endpoint",
    metavar="URL",
    help="The SPARQL endpoint that the catalogue names. Without --base-url it is "
    f"{ENDPOINT}, unless this is «none».",
)
@click.option("--version", default=resources.VERSION, show_default=True, help="The version of the release.")
@click.option("--date", default=resources.RELEASED, show_default=True, help="The day of the release.")
@click.option(
    "--previous",
    metavar="DIR",
    help="The release before; by default the one in --out. «none» compares with nothing.",
)
@click.option(
    "--allow-removals",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="A thing or a source whose facts may go, or @FILE with one name a line; may be repeated.",
)
@click.option("--data", type=click.Path(path_type=Path), help="A data folder of your own instead of vngov's.")
@click.option(
    "--from",
    "origin",
    metavar="URL",
    help="A SPARQL endpoint whose graph is released, read back whole and checked, instead of records.",
)
@click.option(
    "--timeout",
    type=click.IntRange(1, 3600),
    default=300,
    show_default=True,
    help="Seconds to wait for an answer of --from.",
)
@click.option(
    "--check", "bundle", type=click.Path(path_type=Path), metavar="DIR", help="Verify a bundle; make nothing."
)
@engine_options
def release(
    bundle: Path | None, data: Path | None, engine: str, lang: str, previous: str | None, origin: str | None,
    timeout: int, **asked: Any,
) -> int:  # fmt: skip
    """Make the release that portals take: dumps, tables, catalogue, reference pages, checksums.

    \b
    vngov release --out vngov-release --base-url https://data.example.org/vngov/0.2.0/
    vngov release --from http://localhost:7878/query
    vngov release --check vngov-release

    A release that loses facts is refused until --allow-removals names them. The same input gives the same
    bytes.
    """
    if bundle is not None:
        return _check(bundle)
    if origin is not None and data is not None:
        raise UsageError("--from and --data exclude each other; give one of them")
    before = Path(previous) if previous not in (None, "none") else None
    server = RemoteStore(origin, timeout) if origin is not None else None
    wanted = Wanted(**asked, previous=before, compare=previous != "none", origin=server)
    with output.progress() as step:
        made = make_release(wanted, data, engine, lang, step)
    if made.findings:
        return _refused(made, wanted.out)
    rows = [
        ("version", f"{wanted.version}, {wanted.date}"),
        ("changes", changes.tally(made.changes)),
        ("files", f"{made.files}, {made.size / 1e6:.1f} MB"),
    ]
    output.table(f"vngov {wanted.version}: the release is in {wanted.out}", ("what", "how much"), rows)
    return EXIT_CLEAN


def _refused(made: Made, out: Path) -> int:
    output.findings(made.findings, stderr=True)
    if made.changes:
        names = " ".join(f"--allow-removals {name}" for name in changes.sources_of(made.findings))
        click.echo(
            f"vngov: the release loses facts of {len(made.findings)} things; put them back, or name what "
            f"may go, thing by thing or by source: {names}",
            err=True,
        )
    else:
        click.echo(f"vngov: {len(made.findings)} violations", err=True)
    click.echo(f"vngov: nothing was written, {out} is as it was", err=True)
    return EXIT_FINDINGS


def _check(bundle: Path) -> int:
    if not bundle.is_dir():
        raise UsageError(f"--check: {bundle} is no folder; name the folder of a release")
    shapes = (resources.folder("ontology") / "catalog-shapes.ttl").read_text(encoding="utf-8")
    with output.progress() as step:
        found = check_bundle(bundle, shapes, step)
    output.findings(found.findings)
    if found.findings:
        return EXIT_FINDINGS
    click.echo(
        f"{bundle}: {found.files} files, {found.statements:,} statements, {found.rows:,} rows of tables: "
        "checksums, counts, shapes and catalogue are right"
    )
    return EXIT_CLEAN
