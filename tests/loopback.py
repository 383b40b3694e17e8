"""Servers that a test run starts on 127.0.0.1 and always stops again."""

from __future__ import annotations

import os

import pytest

from engines import ServerError, found, free_port, running

__all__ = ["ServerError", "free_port", "program", "running"]


def program(name: str, package: str) -> str:
    """Return the path of a program; without it skip, but fail in continuous integration (``CI`` is set)."""
    path = found(name)
    if path:
        return path
    reason = f"{name} is not here; install the Debian package {package}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)  # a developer may lack the server; continuous integration may not
