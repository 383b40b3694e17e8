"""A folder or a file written whole: made beside the old one, then put in its place in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import OutputError

if sys.platform != "win32":
    import fcntl


@contextmanager
def replaced_whole(out: Path, names: Set[str]) -> Iterator[Path]:
    """Yield a new folder beside ``out`` that takes its place at the end, or vanishes on any failure.

    ``names`` are the entries that a folder of this kind may have: one with anything else in it is never
    replaced. What a killed run left beside ``out`` is cleared away.

    :raises OutputError: if ``out`` is a file, a folder that vngov did not make, or cannot be written.
    """
    _refuse_foreign(out, names)
    held = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear_left(out)
        work = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        held = _hold(work)
        work.chmod(0o755)
    except OSError as error:
        raise output_error(out, error) from error
    try:
        yield work
        _swap(work, out)
    except OSError as error:
        raise output_error(out, error) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if held is not None:
            os.close(held)


def _prefix(out: Path) -> str:
    return f".{out.name}.vngov-"


def _hold(folder: Path) -> int | None:
    """Lock a working folder while this process lives; return the descriptor, ``None`` if another has it."""
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _clear_left(out: Path) -> None:
    """Remove the working folders of runs that were killed: those that no living process holds."""
    for left in sorted(out.parent.glob(f"{_prefix(out)}*")):
        with suppress(OSError):
            held = _hold(left)
            if held is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(held)


def _refuse_foreign(out: Path, names: Set[str]) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(str(out), "this is no folder", "name another with --out")
    if out.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(
            str(out), "this is the folder you are in, or one above it", "name a new one with --out"
        )
    if out.is_dir() and {path.name for path in out.iterdir()} - names:
        raise OutputError(
            str(out), "the folder holds files that vngov did not make", "name a new one with --out"
        )


def _swap(work: Path, out: Path) -> None:
    """Put the new folder in place; where the system can, both names change in one step."""
    if not out.exists():
        os.replace(work, out)
    elif not _exchanged(work, out):
        aside = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        os.replace(out, aside / "old")
        try:
            os.replace(work, out)
        except OSError:
            os.replace(aside / "old", out)
            aside.rmdir()
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step (Linux: renameat2, RENAME_EXCHANGE); return whether it was done."""
    if not sys.platform.startswith("linux"):
        return False
    here, exchange = -100, 2
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    done: int = rename(here, os.fsencode(one), here, os.fsencode(other), exchange)
    return done == 0


def output_error(out: Path, error: OSError) -> OutputError:
    """Return what the system says of an output as one message with its remedy."""
    remedy = {
        errno.ENOSPC: "free some space and run it again",
        errno.EACCES: "name a folder you may write to with --out",
        errno.EROFS: "name a folder you may write to with --out",
        errno.EPERM: "name a folder you may write to with --out",
    }.get(error.errno or 0, "check the folder and run it again")
    return OutputError(
        str(out), f"cannot be written ({error.strerror or error}); what was there is untouched", remedy
    )


def write_file(path: Path, data: bytes) -> None:
    """Write one file whole: to a temporary neighbour, then renamed.

    :raises OutputError: if it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise output_error(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        raise output_error(path, error) from error
    finally:
        Path(name).unlink(missing_ok=True)
