"""``vngov query``: a question of the library, or one of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from rdflib import Literal, URIRef

from .. import answers, library, queries
from ..errors import EXIT_CLEAN, UsageError, suggest
from ..store import Store, serialise_triples
from . import output

_KNOWN = "SELECT DISTINCT ?thing WHERE { VALUES ?thing { UNDEF } ?thing ?property ?value } LIMIT 1"
_LIKE = """SELECT DISTINCT ?thing WHERE {
  VALUES ?base { UNDEF }
  ?thing a ?class .
  FILTER(STRSTARTS(STR(?thing), ?base))
}"""
F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("table", "csv", "json", "md", "ttl")
_GRAPH_OF = "CONSTRUCT { ?thing ?property ?value } WHERE { VALUES ?thing { UNDEF } ?thing ?property ?value }"


def source_options(command: F) -> F:
    """Add the options that say which graph to ask."""
    for option in (
        click.option(
            "--lang",
            type=click.Choice(["vi", "en"]),
            default="vi",
            show_default=True,
            help="The language of labels.",
        ),
        click.option(
            "--timeout",
            type=click.IntRange(1, 3600),
            default=30,
            show_default=True,
            help="Seconds to wait for the endpoint.",
        ),
        click.option("--endpoint", help="The address of a SPARQL 1.1 endpoint to ask."),
        click.option("--store", help="The output folder of a «vngov build» to ask."),
    ):
        command = option(command)
    return command


def open_graph(store: str | None, endpoint: str | None, timeout: int) -> Store:
    """Return the graph to ask: the endpoint's, the folder's, or the data that come with vngov."""
    if store and endpoint:
        raise UsageError("--store and --endpoint exclude each other; give one of them")
    with output.progress() as step:
        step("Opening the graph")
        return library.open_store(store, endpoint, timeout)


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List the library: every question with its parameters.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="A query file of your own.")
@click.option(
    "--param",
    "-p",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter, short for --NAME VALUE; «any» lifts its default.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
)
@source_options
@click.pass_context
def query(
    context: click.Context,
    /,
    name: str | None,
    listing: bool,
    path: Path | None,
    params: Sequence[str],
    form: str,
    **where: Any,
) -> int:
    """Answer a question: one of the library by its NAME, or a SPARQL file with --file.

    \b
    vngov query seats-on-date --committee bcd-cqdt-binh-dinh --date 2021-03-02
    vngov query diffusion --format csv --lang en
    vngov query --file my.rq --endpoint http://localhost:7878/query
    """
    rest = context.args
    if name is not None and name.startswith("--"):
        rest, name = [name, *rest], None
    if listing:
        _list(where["lang"])
        return EXIT_CLEAN
    if (name is None) == (path is None):
        raise UsageError(
            "name a query of the library, or a file with --file; vngov query --list shows the library"
        )
    wanted = queries.plain(path) if path else queries.get(library.queries_by_name(), name or "")
    values = parse_values([*params, *_own_options(rest)])
    lang = where["lang"]
    if any(p.name == "lang" for p in wanted.parameters):
        values.setdefault("lang", lang)
    text = wanted.bind(values)
    shown = str(path) if path else wanted.name
    graph = open_graph(where["store"], where["endpoint"], where["timeout"])
    if form == "ttl":
        click.echo(_turtle(graph, text, shown), nl=False)
        return EXIT_CLEAN
    table = graph.select(text, shown)
    if not table.rows:
        _check_known(graph, wanted, values)
    found = answers.label(graph, wanted, table, lang)
    output.answer(found, form, wanted.question.get(lang, "") if form == "table" else "")
    return EXIT_CLEAN


def _check_known(graph: Store, query: queries.Query, values: Mapping[str, str]) -> None:
    """Tell a misspelt id from an answer without rows.

    :raises UsageError: if a parameter names a thing that the graph has not; the message suggests one it has.
    """
    for parameter in query.parameters:
        value = values.get(parameter.name, "any")
        if parameter.type != "iri" or value == "any":
            continue
        thing = URIRef(str(parameter.term(value)))
        if graph.select(queries.bind(_KNOWN, "thing", [thing])).rows:
            continue
        base = (
            thing.rsplit("/", 1)[0] + "/"
            if "/eli/vn/" not in thing
            else thing.split("/eli/vn/")[0] + "/eli/vn/"
        )
        known = {
            str(row[0]).removeprefix(base)
            for row in graph.select(queries.bind(_LIKE, "base", [Literal(base)])).rows
        }
        hint = suggest(thing.removeprefix(base), known)
        raise UsageError(f"{parameter.name}: the graph has no «{value}»{hint}")


def _own_options(rest: Sequence[str]) -> list[str]:
    """Return a query's own options, ``--name value`` or ``--name=value``, as ``name=value``."""
    found = []
    words = iter(rest)
    for word in words:
        if not word.startswith("--"):
            raise UsageError(f"«{word}» is too much; a parameter is written --name value")
        name = word[2:]
        if "=" not in name:
            value = next(words, None)
            if value is None:
                raise UsageError(f"--{name} has no value; write --{name} VALUE")
            name = f"{name}={value}"
        found.append(name)
    return found


def parse_values(params: Sequence[str]) -> dict[str, str]:
    """Return ``NAME=VALUE`` options as a mapping.

    :raises UsageError: if one has no equals sign, or a name comes twice.
    """
    values: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise UsageError(f"--param {param} has no value; write it as {param}=…")
        if name in values:
            raise UsageError(f"--param {name} is there twice; give it once")
        values[name] = value
    return values


def _turtle(graph: Store, text: str, shown: str) -> str:
    """Return the graph that a query makes, or for a table the statements about all things in it."""
    if queries.makes_graph(text):
        return serialise_triples(graph.construct(text, shown))
    things = sorted({t for row in graph.select(text, shown).rows for t in row if isinstance(t, URIRef)})
    return serialise_triples(graph.construct(queries.bind(_GRAPH_OF, "thing", things), shown))


def _list(lang: str) -> None:
    rows = []
    for entry in library.queries_by_name().values():
        parameters = ", ".join(f"{p.name}={p.default or 'any'}" for p in entry.parameters)
        rows.append((str(entry.number), entry.name, entry.question[lang], parameters))
    output.table("", ("no.", "name", "question", "parameters"), rows)
