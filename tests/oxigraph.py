"""The ``oxigraph`` server as an engine of its own process: started on loopback, loaded by vngov, removed."""

from __future__ import annotations

import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loopback import free_port, running

PROGRAM = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))


@contextmanager
def serving(folder: Path, *options: str, port: int | None = None) -> Iterator[str]:
    """Run a server of the store in ``folder``, new or not, and give its address without a path."""
    url = f"http://127.0.0.1:{port or (port := free_port())}"
    command = [PROGRAM, "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}", *options]
    with running(command, lambda: _answers(url), folder.with_suffix(".log")):
        yield url


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/query?query=ASK%7B%7D", timeout=5).close()
    except OSError:
        return False
    return True
