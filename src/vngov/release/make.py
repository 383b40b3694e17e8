"""Make a release: read what came before, build, compare, write the bundle in one piece."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion
from packaging.version import Version as Comparable

from .. import pipeline, resources
from ..errors import BadInputError, Finding, Place, UsageError
from ..export.edition import Edition, FileInfo, Version
from ..export.folder import replaced_whole
from ..export.redirects import at_site
from ..queries import check_day
from . import bundle, manifest
from .changes import Changes, first, losses

BASE_URL = "https://w3id.org/vngov/release/"
ENDPOINT = "https://w3id.org/vngov/sparql"
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`?#]+\Z")


@dataclass(frozen=True)
class Wanted:
    """What a user asks for: where, under which version and day, compared with what."""

    out: Path
    base_url: str | None = None
    endpoint: str | None = ENDPOINT
    version: str = resources.VERSION
    date: str = resources.RELEASED
    previous: Path | None = None
    compare: bool = True
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """What was made: the bundle's manifest and changes, or the findings that stopped it."""

    findings: list[Finding]
    changes: Mapping[str, Any]
    files: int = 0
    size: int = 0


@dataclass(frozen=True)
class Previous:
    """The release before: what it says of itself, its statements, its own changes."""

    manifest: manifest.Manifest
    nquads: str
    changes: Mapping[str, Any]


def release(
    wanted: Wanted, data: Path | None = None, engine: str = "shacl", lang: str = "en",
    step: Callable[[str], None] = lambda _: None,
) -> Made:  # fmt: skip
    """Write a release into ``wanted.out``, in one piece or not at all; return what was made.

    Nothing is written where the graph has a violation, or loses facts that ``wanted.allowed`` does not name.

    :raises BadInputError: if a record, the previous release, the version or an address is wrong.
    :raises OutputError: if the bundle cannot be written; what was there is untouched.
    """
    _check(wanted)
    before = _previous(wanted)
    result = pipeline.make(data, engine, lang, step)
    if result.violations:
        return Made(result.violations, {})
    step("Comparing with the release before")
    version = Version(wanted.version, wanted.date, result.summary["digest"])
    changes, earlier, lost = _compared(before, version, result, wanted)
    if lost:
        return Made(lost, changes)
    step("Making the bundle")
    base = _slash(wanted.base_url or f"{BASE_URL}{wanted.version}/")
    edition = Edition(version, base, wanted.endpoint, earlier)
    sources = bundle.Sources(
        resources.folder("ontology"),
        resources.folder("queries"),
        resources.folder("LICENSE-DATA"),
        _redirects(),
    )
    made = bundle.files(result, edition, changes, sources, hosted=wanted.base_url is not None)
    step("Writing the bundle")
    with replaced_whole(wanted.out, bundle.TOP) as folder:
        for name, content in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return Made([], changes, len(made), sum(map(len, made.values())))


def _redirects() -> Path:
    return resources.folder("w3id") / ".htaccess"


def _slash(address: str) -> str:
    return address if address.endswith("/") else address + "/"


def _check(wanted: Wanted) -> None:
    """Check what the user wrote, before anything is built.

    :raises UsageError: if an address, the version or the day is none.
    """
    for option, value in (("--base-url", wanted.base_url), ("--endpoint", wanted.endpoint)):
        if value is not None and not _ADDRESS.match(value):
            raise UsageError(f"{option}: «{value}» is no web address; write https://host/path/")
    if wanted.base_url is not None:
        at_site(_redirects().read_text(encoding="utf-8"), wanted.base_url)
    _comparable(wanted.version)
    check_day("--date", wanted.date)


def _comparable(version: str) -> Comparable:
    try:
        return Comparable(version)
    except InvalidVersion:
        raise UsageError(f"--version: «{version}» is no version; write 0.2.0 or 2026.11") from None


def _previous(wanted: Wanted) -> Previous | None:
    """Return the release before: the folder that is named, else what stands where the new one will."""
    if not wanted.compare:
        return None
    folder = wanted.previous or wanted.out
    if wanted.previous is None and not (folder / manifest.NAME).exists():
        return None
    found = manifest.read(folder)
    if _comparable(found.version.version) > _comparable(wanted.version):
        message = (
            f"it is version {found.version.version}, newer than {wanted.version}; "
            "give the new release a higher --version, or compare with another: --previous DIR"
        )
        raise BadInputError(Finding(Place(str(folder)), "", message))
    stated = manifest.read_sums(folder)
    text = _intact(folder, "vngov.nq.gz", stated)
    changes = _intact(folder, "changes.json", stated)
    try:
        return Previous(found, gzip.decompress(text).decode(), json.loads(changes))
    except (OSError, EOFError, ValueError) as error:
        raise _damaged(folder / "vngov.nq.gz", f"{error}") from error


def _intact(folder: Path, name: str, stated: Mapping[str, str]) -> bytes:
    path = folder / name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _damaged(path, f"cannot be read ({error.strerror})") from error
    if FileInfo.of(data).sha256 != stated.get(name):
        raise _damaged(path, f"is not the file that {manifest.SUMS} names")
    return data


def _damaged(path: Path, problem: str) -> BadInputError:
    message = f"the previous release is damaged: {problem}; {manifest.RESTORE}"
    return BadInputError(Finding(Place(str(path)), "", message))


def _compared(
    before: Previous | None, version: Version, result: pipeline.Result, wanted: Wanted
) -> tuple[Mapping[str, Any], Sequence[Version], list[Finding]]:
    """Return the changes since the release before, the earlier versions, and the losses nobody allowed."""
    if before is None:
        return first(version, result.summary["statements"]), (), []
    last = before.manifest.version
    if last.version == version.version:
        if last.digest == version.digest:
            return {**before.changes, "to": vars(version)}, before.manifest.earlier, []
        message = (
            f"{last.version} is there already, with other facts; give this release a new --version, "
            "or compare with nothing: --previous none"
        )
        raise BadInputError(Finding(Place(str(wanted.previous or wanted.out)), "", message))
    changes = Changes.between(before.nquads, result.nquads)
    lost = losses(changes, result.nquads, wanted.allowed)
    return changes.body(last, version), (*before.manifest.earlier, last), lost
