"""One run of a command that is stopped: by Ctrl-C, by kill -9, by a limit of file sizes, by a full disk."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

KINDS = ("Ctrl-C", "kill -9", "size limit")
FULL = "full disk"
"""The kind of stop that needs a small file system."""

LONGEST = 300
"""Seconds after which a run that neither ends nor stops fails the round."""

_START = """import os, resource, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
if int(sys.argv[1]) >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execvp(sys.argv[2], sys.argv[2:])"""
"""Starts a command with a limit or none, and with Ctrl-C, which jobs in the background of a shell ignore."""


class WrongError(Exception):
    """A command, or what it left, is not as it must be."""


@dataclass(frozen=True)
class Ran:
    """How a run ended, and after how many seconds."""

    code: int
    seconds: float
    said: str


def run(command: Sequence[str], kind: str = "", after: float = LONGEST, room: int = -1) -> Ran:
    """Run a command; after some seconds stop it, if it still runs; no file may grow beyond ``room`` bytes.

    Ctrl-C goes to all its processes, as from a terminal; kill -9 to the first alone, as from a system without
    memory. Return when the last of its processes has ended.

    :raises WrongError: if one of them does not end.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", _START, str(room), *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        try:
            _, said = process.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            if kind == "Ctrl-C":
                os.killpg(process.pid, signal.SIGINT)
            elif kind == "kill -9":
                process.kill()
            _, said = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired as error:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise WrongError(
            f"not ended, or processes left behind, {LONGEST} s after {kind or 'start'}"
        ) from error
    return Ran(process.returncode, time.monotonic() - began, said.decode(errors="replace"))


@contextlib.contextmanager
def filled(folder: Path, room: int) -> Iterator[None]:
    """Leave so many bytes on the small file system of a folder."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(folder).free - room))
    try:
        yield
    finally:
        ballast.unlink()
