"""``vngov link``: the links of a graph, made by the server that holds it."""

from __future__ import annotations

import os

import click

from .. import queries, resources
from ..errors import EXIT_CLEAN
from ..store import Credentials, RemoteStore, Sender, Update
from ..transfer import links
from . import output
from .load import union_of, union_option


@click.command("link")
@click.option("--load-endpoint", required=True, help="Where the server takes SPARQL updates.")
@click.option("--endpoint", required=True, help="Where the same server answers SPARQL queries.")
@union_option
@click.option(
    "--timeout",
    type=click.IntRange(1, 3600),
    default=300,
    show_default=True,
    help="Seconds to wait for an answer.",
)
def link_command(load_endpoint: str, endpoint: str, union: str, timeout: int) -> int:
    """Make the links of the graphs that a server holds, on that server, and put them there.

    «vngov build» makes the same links before «vngov load»; this is for sourced graphs that came there in
    another way, or changed there. Links that were there are replaced. VNGOV_ENDPOINT_USER and
    VNGOV_ENDPOINT_PASSWORD say who writes.

    \b
    vngov link --load-endpoint http://localhost:7878/update --endpoint http://localhost:7878/query
    vngov link --load-endpoint http://localhost:8890/sparql-auth --endpoint http://localhost:8890/sparql
    """
    to = Update(Sender(load_endpoint, Credentials.of(os.environ), timeout))
    wanted = queries.load(resources.folder("queries") / "link").values()
    with output.progress() as step:
        made = links.link(RemoteStore(endpoint, timeout), to, wanted, union_of(union), step)
    rows = [(name, f"{count:,}") for name, count in made.items()]
    click.echo(f"{load_endpoint}: {sum(made.values()):,} statements linked")
    output.table("", ("query", "statements"), rows)
    return EXIT_CLEAN
