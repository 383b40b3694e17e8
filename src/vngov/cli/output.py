"""What the commands print: tables, formats, findings, progress; colours only on a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..answers import Answer
from ..errors import Finding

PIPE_WIDTH = 160
"""Columns of a table that goes to a file or a pipe, unless the variable COLUMNS says another number."""


def console(*, stderr: bool = False) -> Console:
    """Return where to print; a pipe gets a fixed width and no colour."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _pipe_width()
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def _pipe_width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and columns.isascii() and int(columns) >= 40 else PIPE_WIDTH


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, lines: bool = False) -> None:
    """Print a table; cells are shown as they are, never as markup."""
    made = Table(
        title=escape(title) or None, title_justify="left", box=SIMPLE_HEAD, show_lines=lines, pad_edge=False
    )
    for column in columns:
        made.add_column(escape(column), overflow="fold")
    for row in rows:
        made.add_row(*(escape(cell) for cell in row))
    _print(made)


def card_table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, lines: bool = False) -> None:
    """Print a table of a card, without the columns that are empty in every row."""
    kept = [n for n in range(len(columns)) if any(row[n] for row in rows)]
    table("", [columns[n] for n in kept], [[row[n] for n in kept] for row in rows], lines=lines)


def heading(text: str) -> None:
    """Print a heading."""
    _print(f"\n[bold]{escape(text)}[/bold]")


def line(text: str = "") -> None:
    """Print one line as it is."""
    _print(escape(text))


def _print(what: Table | str) -> None:
    """Print without the blanks that pad a line to its width."""
    target = console()
    if target.is_terminal:
        target.print(what)
        return
    buffer = io.StringIO()
    Console(file=buffer, width=_pipe_width(), highlight=False).print(what)
    click.echo("\n".join(text.rstrip() for text in buffer.getvalue().splitlines()))


def answer(found: Answer, form: str, title: str = "") -> None:
    """Print an answer as a table, CSV, JSON or Markdown."""
    _FORMATS[form](found, title)


def _as_table(found: Answer, title: str) -> None:
    rows = [[found.shown(term) for term in row] for row in found.table.rows]
    table(title, found.columns, rows)
    count = len(rows)
    console(stderr=True).print(f"{count} row{'' if count == 1 else 's'}", style="dim")


def _as_csv(found: Answer, _: str) -> None:
    buffer = io.StringIO()
    rows = found.plain()
    names = list(rows[0]) if rows else list(found.columns)
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(buffer.getvalue(), nl=False)


def _as_json(found: Answer, _: str) -> None:
    click.echo(json.dumps(found.plain(), ensure_ascii=False, indent=2))


def _as_markdown(found: Answer, title: str) -> None:
    def cell(text: str) -> str:
        return text.replace("|", "\\|").replace("\n", " ")

    if title:
        click.echo(f"**{title}**\n")
    click.echo("| " + " | ".join(found.columns) + " |")
    click.echo("|" + " --- |" * len(found.columns))
    for row in found.table.rows:
        click.echo("| " + " | ".join(cell(found.shown(t)) for t in row) + " |")


_FORMATS: dict[str, Callable[[Answer, str], None]] = {
    "table": _as_table,
    "csv": _as_csv,
    "json": _as_json,
    "md": _as_markdown,
}


def findings(found: Iterable[Finding], *, stderr: bool = False) -> None:
    """Print findings, one a line, the gravest first."""
    rank = {"violation": 0, "warning": 1, "info": 2}
    colour = {"violation": "red", "warning": "yellow", "info": "dim"}
    target = console(stderr=stderr)
    for one in sorted(found, key=lambda f: (rank[f.severity], f)):
        if target.is_terminal:
            target.print(escape(str(one)), style=colour[one.severity])
        else:
            click.echo(str(one), err=stderr)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the step under way: a spinner on a terminal, nothing in a pipe."""
    target = console(stderr=True)
    if not target.is_terminal:
        yield lambda _: None
        return
    with target.status("Starting") as status:
        yield lambda text: status.update(f"{text} …")
