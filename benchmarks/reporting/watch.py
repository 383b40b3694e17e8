"""A command watched while it runs: wall time, processor time, peak memory of its processes, its steps."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

EVERY, SHARE = 0.2, 0.02
"""Seconds between two looks at the memory, or more, so that looking takes no greater share of a processor."""

_STEP = re.compile(rb"([A-Z][A-Za-z ]+) \xe2\x80\xa6")
_TAIL = 2000


@dataclass
class Run:
    """What one run of a command took: seconds, seconds of processor time, MiB of memory at most."""

    seconds: float
    processor: float
    memory: float
    code: int
    ended: str = ""
    steps: dict[str, float] = field(default_factory=dict)
    out: str = ""
    err: str = ""

    def figures(self) -> dict[str, Any]:
        """Return what a result file keeps of it."""
        kept = {k: v for k, v in asdict(self).items() if k not in ("out", "err", "code", "ended") and v}
        return {k: round(v, 3) if isinstance(v, float) else v for k, v in kept.items()}


class FailedError(Exception):
    """A command of a benchmark failed: its name and the end of what it said."""


def memory_of(pid: int) -> float:
    """Return the MiB of a process and all below it: proportional set size, so shared pages count once.

    What the kernel does not let us read counts nothing: a process that ends while we look.
    """
    total, wanted = 0, [pid]
    while wanted:
        pid = wanted.pop()
        with contextlib.suppress(OSError):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            found = re.search(r"^Pss: +([0-9]+)", rollup, re.M)
            total += int(found[1]) if found else 0
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                wanted += map(int, children.read_text(encoding="ascii").split())
    return total / 1024


@dataclass(frozen=True)
class Limits:
    """When a command is stopped: after seconds, or over MiB of memory."""

    seconds: float = 3600
    memory: float = 1 << 20


def _environment() -> dict[str, str]:
    """Return the environment of a command: Python may keep what it compiled, as where it is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def watch(command: Sequence[str], limits: Limits = Limits(), *, steps: bool = False) -> Run:
    """Run a command and return what it took; ``ended`` says which limit stopped it, if one did.

    With ``steps`` its standard error is a terminal, on which ``vngov`` names the step under way.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        master, slave = pty.openpty() if steps else (-1, -1)
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=slave if steps else err,
            start_new_session=True,
            env={**_environment(), "TERM": "xterm", "COLUMNS": "100", "PYTHONHASHSEED": "0"},
        )
        if steps:
            os.close(slave)
        seen = _Seen(process.pid, begun, limits, master)
        try:
            status, usage = seen.until_it_ends()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if steps:
                os.close(master)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        return Run(
            seconds,
            usage.ru_utime + usage.ru_stime,
            seen.memory,
            process.returncode,
            seen.ended,
            seen.lasted(seconds),
            _end(out),
            _end(err),
        )


@dataclass
class _Seen:
    """What was seen of a process so far."""

    pid: int
    begun: float
    limits: Limits
    terminal: int
    memory: float = 0
    ended: str = ""
    steps: list[tuple[str, float]] = field(default_factory=list)
    heard: bytes = b""

    def until_it_ends(self) -> tuple[int, Any]:
        """Return the exit status and the use of resources, of its children too."""
        next_look = 0.0
        while True:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            if pid:
                self._listen()
                return status, usage
            now = time.perf_counter()
            if now >= next_look:
                self.memory = max(self.memory, memory_of(self.pid))
                next_look = now + max(EVERY, (time.perf_counter() - now) / SHARE)
                self._limit(now - self.begun)
            self._listen()
            time.sleep(0.01)

    def _limit(self, seconds: float) -> None:
        over = (
            "time" if seconds > self.limits.seconds else "memory" if self.memory > self.limits.memory else ""
        )
        if over and not self.ended:
            self.ended = over
            os.killpg(self.pid, signal.SIGKILL)

    def _listen(self) -> None:
        """Note each step that the command names on its terminal."""
        if self.terminal < 0:
            return
        os.set_blocking(self.terminal, False)
        with contextlib.suppress(OSError):
            while said := os.read(self.terminal, 65536):
                self.heard += said
                end = 0
                for found in _STEP.finditer(self.heard):
                    name, end = found[1].decode(), found.end()
                    if not self.steps or self.steps[-1][0] != name:
                        self.steps.append((name, time.perf_counter() - self.begun))
                self.heard = self.heard[end:][-_TAIL:]  # a name may come in pieces

    def lasted(self, seconds: float) -> dict[str, float]:
        """Return how long each step lasted, in their order."""
        if not self.steps:
            return {}
        ends = [began for _, began in self.steps[1:]] + [seconds]
        return {
            name: round(end - began, 2)
            for (name, began), end in zip(self.steps, ends, strict=True)
            if end > began
        }


def _end(file: IO[bytes]) -> str:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    return file.read().decode("utf-8", "replace")


def done(run: Run, what: str) -> Run:
    """Return a run that ended well.

    :raises FailedError: if it did not.
    """
    if run.code or run.ended:
        why = f"stopped: {run.ended} limit" if run.ended else f"exit code {run.code}"
        raise FailedError(f"{what}: {why}: {(run.err + run.out).strip()[-500:]}")
    return run
