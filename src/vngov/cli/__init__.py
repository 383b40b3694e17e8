"""The command line: parse, call one function, print, exit code."""

from .app import main

__all__ = ["main"]
