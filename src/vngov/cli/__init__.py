"""The command line: parse, call one function, print, exit code."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        from .app import main as run  # noqa: PLC0415 - Ctrl-C while the libraries load is no traceback
    except KeyboardInterrupt:
        sys.exit(130)
    run()
