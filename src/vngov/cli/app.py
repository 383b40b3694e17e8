"""The group of commands, and what happens to every error."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
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
from . import ask, build, check, docs, graph, read, release, site


class Commands(click.Group):
    """A group that suggests the right command for a misspelt one."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return the command, or fail with the nearest name."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(sorted(self.commands))
            hint = suggest(args[0], self.commands) or f"; the commands are {known}"
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
    Curate:  vngov validate data/…/x.yaml        what is wrong, at its line
    Learn:   vngov docs --out vngov-docs         the reference pages of the ontology

    Exit codes: 0 clean, 1 findings, 2 bad input, 3 our fault.
    """


COMMANDS = (
    *build.COMMANDS,
    *ask.COMMANDS,
    *read.COMMANDS,
    *check.COMMANDS,
    *graph.COMMANDS,
    *release.COMMANDS,
    *docs.COMMANDS,
    *site.COMMANDS,
)
for command in COMMANDS:
    app.add_command(command)


def main() -> None:
    """Run a command; print what went wrong in one clear message, never as a traceback."""
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
