"""``vngov build``: the whole graph, built, linked, checked and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import pipeline
from ..errors import EXIT_CLEAN, EXIT_FINDINGS
from ..stream.folders import files
from ..stream.publish import Wanted
from ..stream.publish import build as streamed
from ..stream.run import Outcome
from ..stream.workers import of
from ..validate.engines import ENGINES
from . import output

DEFAULT_OUT = "vngov-graph"
F = TypeVar("F", bound=Callable[..., Any])


def engine_options(command: F) -> F:
    """Add the options that say which SHACL engine checks, and in which language it speaks."""
    languages = click.Choice(["vi", "en"])
    for option in (
        click.option(
            "--lang", type=languages, default="en", show_default=True, help="The language of messages."
        ),
        click.option(
            "--engine",
            type=click.Choice(ENGINES),
            default="shacl",
            show_default=True,
            help="The SHACL engine.",
        ),
    ):
        command = option(command)
    return command


def out_option(default: str) -> Callable[[F], F]:
    """Return the option that names the folder to write."""
    path = click.Path(path_type=Path)
    return click.option(
        "--out", type=path, default=Path(default), show_default=True, help="The folder to write."
    )


@click.command()
@out_option(DEFAULT_OUT)
@click.option("--data", type=click.Path(path_type=Path), help="A data folder of your own instead of vngov's.")
@engine_options
@click.option(
    "--advice/--no-advice", default=False, help="Print the warnings and hints too, not only their number."
)
@click.option(
    "--store/--no-store",
    default=True,
    show_default=True,
    help="Write the store that answers queries; for a nation it took half as long again as all the rest.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="How many processes work; 2 and more make the build a streamed one.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of a Dask scheduler work (tcp://host:8786), or «local» ones started for the build.",
)
@click.option(
    "--cache", type=click.Path(path_type=Path), help="Where to keep what a later build need not do again."
)
def build(
    out: Path,
    data: Path | None,
    engine: str,
    lang: str,
    advice: bool,
    store: bool,
    cache: Path | None,
    **crew: Any,
) -> int:
    """Build the graph from the records, link it, check it, and write every dump.

    Writes N-Quads, TriG, Turtle, JSON-LD, the SHACL report and a store that «vngov query --store» reads.
    A build that finds a violation writes nothing: the output that was there stays as it was.

    With --workers, --scheduler, --cache, or many records, the build is streamed: it holds little in memory,
    keeps what it made in the cache (by default a hidden folder beside the output), redoes only what changed,
    and goes on where a stopped one stood. A graph too large for single files is written as N-Quads in parts.
    """
    with output.progress() as step:
        result: pipeline.Result | Outcome
        if any(crew.values()) or cache or many(data):
            result = stream(
                out,
                Wanted(data, cache, of(crew["workers"], crew["scheduler"]), engine, lang, advice, store),
                step,
            )
        else:
            result = pipeline.make(data, engine, lang, step)
            if not result.violations:
                pipeline.write(out, result, step, store=store)
    output.findings(result.findings if advice else result.violations, stderr=True)
    if result.violations:
        click.echo(
            f"vngov: {len(result.violations)} violations; nothing was written, {out} is as it was", err=True
        )
        return EXIT_FINDINGS
    summary(result.summary, out)
    return EXIT_CLEAN


def stream(out: Path, wanted: Wanted, step: Callable[[str], None]) -> Outcome:
    """Return the outcome of a streamed build; whoever was started for it is let go."""
    try:
        return streamed(out, wanted, step)
    finally:
        wanted.workers.close()


_MANY = 2_000


def many(data: Path | None) -> bool:
    """Return whether a data folder has more records than should be held in memory at once."""
    if data is None or not data.is_dir():
        return False
    known = accumulate(len(own) for _, own in files(data))
    return any(count > _MANY for count in known)


_NAMES = {
    "Decision": "decisions",
    "Committee": "committees",
    "Composition": "compositions",
    "Seat": "seats",
    "SeatGroup": "groups of seats counted, not listed",
    "Mandate": "mandates",
    "MandateAlignment": "alignments of mandates",
    "Membership": "memberships derived",
    "Organization": "organisations",
    "Position": "positions",
    "AdministrativeUnit": "administrative units",
    "Claim": "claims with a span or a reason",
    "Source": "sources",
}


def summary(figures: Mapping[str, Any], out: Path) -> None:
    """Print the figures of a build."""
    things = figures["things"]
    rows = [("records", str(figures["records"]))]
    rows += [(name, f"{things.get(kind, 0):,}") for kind, name in _NAMES.items()]
    rows += [("links derived", f"{figures['links']:,}"), ("statements", f"{figures['statements']:,}")]
    tally = figures["findings"]
    rows.append(
        ("findings", f"{tally['violation']} violations, {tally['warning']} warnings, {tally['info']} hints")
    )
    what = "the graph of a synthetic country, no facts," if figures.get("synthetic") else "the graph"
    output.table(f"vngov {figures['version']}: {what} is in {out}", ("what", "how many"), rows)
