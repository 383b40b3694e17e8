"""What a worker process may not do: outlive its parent, take more memory than its limit, open a socket.

The engine's HTTP client cannot be switched off, so the kernel denies it the socket (seccomp, on Linux with
x86_64 or aarch64). Elsewhere the guard alone stands before SERVICE.
"""

from __future__ import annotations

import ctypes
import platform
import re
import resource
import signal
import struct
import sys
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_FILTER = 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENIED, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000
_X32 = 0x40000000
_MACHINES = {"x86_64": (0xC000003E, 41, 42, 425), "aarch64": (0xC00000B7, 198, 203, 425)}
"""By machine: its number for the kernel, and the system calls socket, connect and io_uring_setup."""


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends (Linux)."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def limit_memory(mebibytes: int) -> None:
    """Allow this process so much memory beside what it has now; no core file is left of it either."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        now = re.search(r"^VmData:\s+([0-9]+) kB", Path("/proc/self/status").read_text(), re.M)
        limit = (int(now[1]) << 10 if now else 0) + (mebibytes << 20)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def deny_sockets() -> bool:
    """Deny this process every new socket; return whether the kernel could be asked to."""
    machine = _MACHINES.get(platform.machine()) if sys.platform == "linux" else None
    if machine is None:
        return False
    number, *calls = machine
    after = len(calls)
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, number), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    code.append((_AT_LEAST, after + 1, 0, _X32))
    code += [(_EQUAL, after - n, 0, call) for n, call in enumerate(calls)]
    code += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _DENIED)]
    program = b"".join(struct.pack("=HBBI", *step) for step in code)
    libc = _libc()
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    made = _Program(len(code), program)
    return bool(libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(made), 0, 0) == 0)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
