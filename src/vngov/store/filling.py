"""A store on disk that is filled beside other work, by a process of its own.

That process reads the names of N-Quads files from its input, and does not outlive it: if whoever started it
is gone before the last name, the store stays unfinished.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputError
from .embedded import fill_store


class Filling:
    """A store that is being filled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        command = [sys.executable, "-c", f"from {__name__} import main; main()", str(folder)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def add(self, file: Path) -> None:
        """Have a file filled in; no two may speak of one subject."""
        self._say(str(file))

    def finish(self) -> None:
        """Wait until the store is whole.

        :raises OutputError: if it could not be written.
        """
        self._say(None)
        said, _ = self._process.communicate()
        if self._process.returncode:
            ended = (str(self._folder), "the store was not finished: its process was ended", "run it again")
            raise OutputError(*(json.loads(said) if said else ended))

    def _say(self, name: str | None) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it has failed: finish() tells why
            self._process.stdin.write(json.dumps(name) + "\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """Leave the store as it is."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def filling(folder: Path) -> Iterator[Filling]:
    """Fill a new folder with a store while something else is done; what is not finished then is stopped."""
    made = Filling(folder)
    try:
        yield made
    finally:
        made.stop()


def _texts() -> Iterator[str]:
    """Yield the text of each file that the input names; leave where it ends without saying so."""
    for line in sys.stdin:
        name = json.loads(line)
        if name is None:
            return
        yield Path(name).read_text(encoding="utf-8")
    raise SystemExit(1)


def main() -> None:
    """Fill the folder of the command line; tell what went wrong on the standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this decides
    try:
        fill_store(Path(sys.argv[1]), _texts())
    except OutputError as error:
        json.dump(error.parts, sys.stdout)
        sys.exit(1)
