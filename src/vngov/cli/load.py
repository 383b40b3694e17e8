"""``vngov load``: a graph put on a server that outgrows this machine."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, cast

import click

from .. import library
from ..errors import EXIT_CLEAN, EXIT_FINDINGS, UsageError
from ..store import Credentials, EmbeddedStore, Journal, RemoteStore, Sender, Union, target
from ..transfer.copy import Transfer, check, transfer
from . import output

_SHOWN = 20

union_option = click.option(
    "--union",
    type=click.Choice(["auto", "default", "named", "none"]),
    default="auto",
    show_default=True,
    help="Where the union of all graphs goes; auto tries it out.",
)


def union_of(said: str) -> Union | None:
    """Return what the option ``--union`` says; ``None`` to try it out."""
    return None if said == "auto" else cast(Union, said)


@click.command("load")
@click.option("--store", help="The output folder of a «vngov build» to load; by default the data of vngov.")
@click.option("--load-endpoint", help="Where graphs are written.")
@click.option("--endpoint", required=True, help="Where the same server answers SPARQL queries.")
@click.option(
    "--protocol",
    type=click.Choice(["gsp", "update"]),
    default="gsp",
    show_default=True,
    help="What --load-endpoint speaks: Graph Store Protocol, or SPARQL Update.",
)
@union_option
@click.option("--journal", type=click.Path(path_type=Path), help="The file that remembers what was sent.")
@click.option("--check", "checking", is_flag=True, help="Send nothing; compare what is there.")
@click.option(
    "--timeout",
    type=click.IntRange(1, 3600),
    default=300,
    show_default=True,
    help="Seconds to wait for an answer.",
)
def load_command(
    store: str | None, load_endpoint: str | None, endpoint: str, checking: bool, timeout: int, **how: Any
) -> int:
    """Load a graph into a server, and compare what is there afterwards.

    Only what is missing or changed is sent, and graphs that are gone are deleted; a load that was cut off
    goes on where it stopped. VNGOV_ENDPOINT_USER and VNGOV_ENDPOINT_PASSWORD say who loads.

    \b
    vngov load --store out --load-endpoint http://localhost:7878/store \\
        --endpoint http://localhost:7878/query
    vngov load --store out --load-endpoint http://localhost:8890/sparql-graph-crud-auth \\
        --endpoint http://localhost:8890/sparql
    """
    if (load_endpoint is None) != checking:
        raise UsageError("give --load-endpoint to load, or --check to compare")
    reader = RemoteStore(endpoint, timeout)
    with output.progress() as step:
        step("Opening the graph")
        source = library.open_store(store)
        if not isinstance(source, EmbeddedStore):
            raise UsageError("--store: name the output folder of a «vngov build»")
        if load_endpoint is None:
            return _say(endpoint, check(source, reader, step), "")
        to = target(Sender(load_endpoint, Credentials.of(os.environ), timeout), how["protocol"])
        journal = Journal.read(how["journal"] or _beside(store, load_endpoint))
        try:
            done = transfer(source, reader, to, journal, union_of(how["union"]), step)
        except KeyboardInterrupt:
            click.echo("stopped; what was sent stays, and the same command goes on", err=True)
            return 130
    return _say(load_endpoint, done, f"; delete {journal.path} and load again, or look at the server's log")


def _say(address: str, done: Transfer, remedy: str) -> int:
    """Print what was done and what differs."""
    loaded = done.loaded
    sent = (
        f"{len(loaded.sent)} graphs sent ({loaded.statements:,} statements), {len(loaded.kept)} were there, "
    )
    click.echo(f"{address}: {sent}{len(loaded.dropped)} deleted; {done.compared} compared")
    for difference in done.differences[:_SHOWN]:
        click.echo(difference, err=True)
    if not done.differences:
        return EXIT_CLEAN
    click.echo(f"vngov: the server differs in {len(done.differences)} places{remedy}", err=True)
    return EXIT_FINDINGS


def _beside(store: str | None, endpoint: str) -> Path:
    """Return the journal of a folder and an address: beside the folder, which every build replaces."""
    mark = hashlib.sha256(endpoint.encode()).hexdigest()[:8]
    folder = Path(store) if store else Path("vngov")
    return folder.with_name(f"{folder.name}.loaded-{mark}.jsonl")
