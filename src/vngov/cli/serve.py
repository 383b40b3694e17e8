"""``vngov serve``: the graph in a browser, and its SPARQL endpoint."""

from __future__ import annotations

import re
from typing import Any

import click

from .. import resources
from ..errors import EXIT_CLEAN, UsageError
from ..pages.site import Site
from ..pages.view import Setting
from ..server import opened
from ..server.connection import listen
from ..server.limits import Limits
from ..server.pages import routes
from ..server.run import run

_DEFAULT = Limits()
_ROOT = re.compile(r"(?:/[A-Za-z0-9._~-]+)*\Z")


@click.command()
@click.option("--store", "folder", help="The output folder of a «vngov build» to serve.")
@click.option("--endpoint", help="A SPARQL 1.1 endpoint elsewhere, to which /sparql passes queries on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes any."
)
@click.option(
    "--root-path", default="", metavar="PATH", help="The prefix below which a proxy shows it, like /vngov."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=_DEFAULT.workers,
    help="Queries that run at once.  [default: the processors, at least 2]",
)
@click.option(
    "--deadline",
    type=click.FloatRange(0.1, 3600),
    default=_DEFAULT.deadline,
    show_default=True,
    help="Seconds after which a query is stopped.",
)
@click.option(
    "--quick",
    type=click.FloatRange(0.01, 3600),
    default=_DEFAULT.quick,
    show_default=True,
    help="Seconds after which a query counts as long, and takes turns with other long ones.",
)
@click.option(
    "--memory",
    type=click.IntRange(16),
    default=_DEFAULT.memory,
    show_default=True,
    help="MiB that a query may take, beside the graph.",
)
@click.option(
    "--max-rows",
    "rows",
    type=click.IntRange(1),
    default=_DEFAULT.rows,
    show_default=True,
    help="Rows or triples of an answer.",
)
@click.option(
    "--max-bytes",
    "size",
    type=click.IntRange(1),
    default=_DEFAULT.size,
    show_default=True,
    help="MiB of an answer.",
)
@click.option(
    "--queue",
    type=click.IntRange(0),
    default=_DEFAULT.queue,
    show_default=True,
    help="Queries that may wait.",
)
@click.option("--allow-service", "service", is_flag=True, help="Let queries reach other endpoints (SERVICE).")
@click.option("--log-queries", is_flag=True, help="Write the text of queries into the log, not only a hash.")
def serve(
    folder: str | None,
    endpoint: str | None,
    host: str,
    port: int,
    root_path: str,
    log_queries: bool,
    **limits: Any,
) -> int:
    """Serve the graph: its pages, and a read-only SPARQL 1.1 endpoint at /sparql.

    \b
    vngov serve
    vngov serve --store vngov-graph --port 8080
    vngov serve --host 0.0.0.0 --root-path /vngov --deadline 10

    With --endpoint, queries are read and guarded here, and answered there. Every query leaves one line in the
    log: a hash of it, its form, status, time and size; nothing about who asked.
    """
    if folder and endpoint:
        raise UsageError("--store and --endpoint exclude each other; give one of them")
    if not _ROOT.match(root_path):
        raise UsageError(
            f"--root-path: «{root_path}» is no path; write it like /vngov, without a slash at the end"
        )
    wanted = Limits(**limits)
    listening = listen(host, port)
    served = opened.serve(folder, endpoint, wanted)
    served.root_path, served.log_queries = root_path, log_queries
    served.say = _say
    _greet(host, listening.getsockname()[1], root_path, wanted)
    edition = {"version": resources.VERSION, "date": resources.RELEASED}
    site = Site(served.store, Setting(edition=edition))
    if not endpoint:
        site.prepare()
    run(served, listening, routes(site))
    return EXIT_CLEAN


def _say(line: str) -> None:
    click.echo(line, err=True)


def _greet(host: str, port: int, root_path: str, limits: Limits) -> None:
    shown = f"[{host}]" if ":" in host else host
    for line in limits.lines():
        click.echo(line)
    address = f"http://{shown}:{port}{root_path}"
    click.echo(f"open       {address}/ in a browser; the SPARQL endpoint is {address}/sparql; Ctrl-C ends it")
