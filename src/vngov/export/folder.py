"""A folder or a file written whole: made beside the old one, then put in its place in one step."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError

if sys.platform != "win32":
    import fcntl


@dataclass(frozen=True)
class Kind:
    """A kind of folder that vngov writes: what it may hold, and the file by which it is known."""

    names: Set[str]
    mark: str


@contextmanager
def replaced_whole(out: Path, kind: Kind) -> Iterator[Path]:
    """Yield a new folder beside ``out`` that takes its place at the end, or vanishes on any failure.

    A folder without the mark of its kind, or with anything of another name in it, is never replaced. What a
    killed run left beside ``out`` is put back or cleared away.

    :raises OutputError: if ``out`` is a file, a folder that vngov did not make, or cannot be written.
    """
    held = None
    try:
        restore(out)
        _refuse_foreign(out, kind)
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear_left(out)
        work = Path(tempfile.mkdtemp(prefix=_prefix(out), dir=out.parent))
        held = hold(work)
        work.chmod(0o777 & ~_umask())
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


def restore(out: Path) -> None:
    """Put a folder back that a run set aside and was killed before it could replace it."""
    if _aside(out).exists() and not out.exists():
        os.replace(_aside(out), out)


def _aside(out: Path) -> Path:
    return out.with_name(f".{out.name}.before-vngov")


def _prefix(out: Path) -> str:
    return f".{out.name}.vngov-"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def hold(folder: Path) -> int | None:
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
    for left in sorted(out.parent.glob(f"{glob.escape(_prefix(out))}*")):
        with suppress(OSError):
            held = hold(left)
            if held is not None:
                shutil.rmtree(left, ignore_errors=True)
                os.close(held)
    if out.exists():
        shutil.rmtree(_aside(out), ignore_errors=True)


def _refuse_foreign(out: Path, kind: Kind) -> None:
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise OutputError(str(out), "this is no folder", "name another with --out")
    if out.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(
            str(out), "this is the folder you are in, or one above it", "name a new one with --out"
        )
    there = {path.name for path in out.iterdir()} if out.is_dir() else set()
    if there - kind.names or (there and kind.mark not in there):
        raise OutputError(
            str(out), "the folder holds files that vngov did not make", "name a new one with --out"
        )


def _swap(work: Path, out: Path) -> None:
    """Put the new folder in place; where the system can, both names change in one step."""
    if not out.exists():
        os.replace(work, out)
    elif not _exchanged(work, out):
        os.replace(out, _aside(out))
        try:
            os.replace(work, out)
        except BaseException:
            os.replace(_aside(out), out)
            raise
        shutil.rmtree(_aside(out), ignore_errors=True)


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
