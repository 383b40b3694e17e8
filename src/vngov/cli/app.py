"""The group of commands, and what happens to every error."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from ..errors import (
    EXIT_BAD_INPUT,
    EXIT_CLEAN,
    EXIT_OUR_FAULT,
    BadInputError,
    UsageError,
    VngovError,
    suggest,
)
from ..resources import VERSION

COMMANDS: Mapping[str, str] = {
    "build": "build:build",
    "query": "ask:query",
    "show": "read:show",
    "diff": "read:diff",
    "align": "read:align",
    "validate": "check:validate",
    "verify": "check:verify",
    "cite": "check:cite",
    "network": "graph:network_command",
    "release": "release:release",
    "load": "load:load_command",
    "link": "link:link_command",
    "docs": "docs:docs",
    "serve": "serve:serve",
    "site": "site:site",
}
"""By name the module of a command and what it is called there: only the one that is asked for is loaded."""


def load(name: str) -> click.Command:
    """Return a command by its name."""
    module, _, attribute = COMMANDS[name].partition(":")
    found: click.Command = getattr(importlib.import_module(f".{module}", __package__), attribute)
    return found


class Commands(click.Group):
    """A group that suggests the right command for a misspelt one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loaded now."""
        return load(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command, or fail with the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            known = ", ".join(sorted(COMMANDS))
            hint = suggest(args[0], COMMANDS) or f"; the commands are {known}"
            raise click.UsageError(f"there is no command «{args[0]}»{hint}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that closed the pipe early has had enough, which is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return EXIT_CLEAN


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="vngov")
def app() -> None:
    """Ask who steers digital government in Vietnam, by which decision, with which mandate.

    \b
    Look:    vngov show bcd-cqdt-binh-dinh       a committee as a card
             vngov align                         Bình Định's tasks beside Decision 701's
    Ask:     vngov query --list                  the questions that are ready
             vngov query seats-on-date --param committee=ubqg-cpdt
    Build:   vngov build --out vngov-graph       the graph as files, checked
             vngov release                       the bundle that a portal takes
    Serve:   vngov serve                         the graph in a browser, and its SPARQL endpoint
             vngov load --help                   the graph on a server
    Curate:  vngov validate data/…/x.yaml        what is wrong, at its line
    Learn:   vngov docs --out vngov-docs         the reference pages of the ontology

    Exit codes: 0 clean, 1 findings, 2 bad input, 3 our fault.
    """


_SELDOM = (100_000, 20, 20)
"""How seldom Python looks for cycles: a command makes many objects, keeps them, and ends."""


def main() -> None:
    """Run a command; print what went wrong in one clear message, never as a traceback."""
    gc.set_threshold(*_SELDOM)
    with _stopped_in_order():
        sys.exit(_run())


@contextmanager
def _stopped_in_order() -> Iterator[None]:
    """Let a request to end (SIGTERM) clear up what is half-written, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run() -> int:
    try:
        code = app.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped; nothing was changed", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = EXIT_BAD_INPUT
    except UsageError as error:
        click.echo(f"vngov: {error}", err=True)
        code = error.exit_code
    except BadInputError as error:
        for finding in error.findings:
            click.echo(str(finding), err=True)
        code = error.exit_code
    except VngovError as error:
        click.echo(f"vngov: {error}", err=True)
        code = error.exit_code
    except (OSError, UnicodeEncodeError) as error:
        click.echo(f"vngov: the output cannot be written ({error}); check space and encoding", err=True)
        code = EXIT_BAD_INPUT
    except Exception as error:  # the last resort: say that it is our fault, and how to report it
        if os.environ.get("VNGOV_DEBUG"):
            traceback.print_exc()
        click.echo(f"vngov: this is our fault, please report it: {type(error).__name__}: {error}", err=True)
        click.echo("       set VNGOV_DEBUG=1 and run it again to see where it happened", err=True)
        code = EXIT_OUR_FAULT
    return code or 0
