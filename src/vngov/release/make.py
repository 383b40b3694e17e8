"""Make a release: read what came before, build, compare, write the bundle in one piece."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import Version as Comparable

from .. import pipeline, resources
from ..errors import BadInputError, Finding, OutputError, Place, UsageError
from ..export.edition import Edition, FileInfo, Version
from ..export.folder import replaced_whole, restore
from ..export.redirects import at_site
from ..queries import check_day
from ..store import EmbeddedStore, RemoteStore
from ..terms import BASE, is_address
from ..transfer.holdings import read
from . import bundle, manifest
from .changes import Changes, first, losses

BASE_URL = "https://w3id.org/vngov/release/"
ENDPOINT = "https://w3id.org/vngov/sparql"
_SYNTHETIC = "this data is made up and no release may hold it; name a folder of real records with --data"
_EXAMPLE = re.compile(r"<https?://[^/<> ]+\.example(?=[/:>])[^<> ]*")
_VERSION = re.compile(r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?\Z")
_OTHERWISE = f"{manifest.RESTORE}, or compare with another: --previous DIR, or with nothing: --previous none"


@dataclass(frozen=True)
class Wanted:
    """What a user asks for: where, under which version and day, compared with what."""

    out: Path
    base_url: str | None = None
    endpoint: str | None = None
    version: str = resources.VERSION
    date: str = resources.RELEASED
    previous: Path | None = None
    compare: bool = True
    allowed: tuple[str, ...] = ()
    origin: RemoteStore | None = None
    """The server whose graph is released; by default it is built from records."""


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

    :raises BadInputError: if a record, the previous release, the version or an address is wrong, or if the
        data is marked as synthetic.
    :raises OutputError: if the bundle cannot be written; what was there is untouched.
    """
    _check(wanted)
    if data is not None and resources.is_synthetic(data):
        raise _wrong(data / resources.SYNTHETIC, _SYNTHETIC)
    restore(wanted.out)
    standing = _standing(wanted.out)
    before = _previous(wanted)
    if wanted.origin is None:
        result = pipeline.make(data, engine, lang, step)
    else:
        result = _read(wanted.origin, engine, lang, step)
    if result.violations:
        return Made(result.violations, {})
    step("Comparing with the release before")
    version = Version(wanted.version, wanted.date, result.summary["digest"])
    changes, earlier, lost = _compared(before, version, result, wanted)
    if lost:
        return Made(lost, changes)
    step("Making the bundle")
    base = _slash(wanted.base_url or f"{BASE_URL}{wanted.version}/")
    home = BASE if wanted.base_url is None else base + "docs/"
    edition = Edition(version, base, _endpoint(wanted), earlier, home)
    sources = bundle.Sources(
        resources.folder("ontology"),
        resources.folder("queries"),
        resources.folder("LICENSE-DATA"),
        _redirects(),
    )
    made = bundle.files(result, edition, changes, sources, hosted=wanted.base_url is not None)
    step("Writing the bundle")
    with replaced_whole(wanted.out, bundle.BUNDLE) as folder:
        for name, content in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if _standing(wanted.out) != standing:
            raise OutputError(str(wanted.out), "another run released into it meanwhile", "run it again")
    return Made([], changes, len(made), sum(map(len, made.values())))


def _read(origin: RemoteStore, engine: str, lang: str, step: Callable[[str], None]) -> pipeline.Result:
    """Return the graph that a server holds, checked here.

    :raises BadInputError: if it tells of pages at a name that is reserved for examples (RFC 2606, section 2).
    :raises EndpointError: if the server does not answer, or does not answer all.
    """
    text = read(origin, step)
    if found := _EXAMPLE.search(text):
        raise BadInputError(Finding(Place(origin.url), "", f"it tells of {found[0]}>: {_SYNTHETIC}"))
    return pipeline.of_graph(text, EmbeddedStore.in_memory(text), {}, engine, lang, step)


def _redirects() -> Path:
    return resources.folder("w3id") / ".htaccess"


def _endpoint(wanted: Wanted) -> str | None:
    """Return the endpoint that the user names; the reserved one where nothing yet has a place of its own."""
    if wanted.endpoint == "none":
        return None
    return wanted.endpoint or (ENDPOINT if wanted.base_url is None else None)


def _slash(address: str) -> str:
    return address if address.endswith("/") else address + "/"


def _check(wanted: Wanted) -> None:
    """Check what the user wrote, before anything is built.

    :raises UsageError: if an address, the version or the day is none.
    """
    for option, value in (("--base-url", wanted.base_url), ("--endpoint", _endpoint(wanted))):
        if value is not None and not is_address(value):
            raise UsageError(f"{option}: «{value}» is no web address; write https://host/path/")
    if wanted.base_url is not None:
        at_site(_redirects().read_text(encoding="utf-8"), wanted.base_url)
    if not _VERSION.match(wanted.version):
        raise UsageError(f"--version: «{wanted.version}» is no version; write 0.2.0 or 2026.11")
    check_day("--date", wanted.date)


def _standing(out: Path) -> bytes | None:
    """Return the manifest of the bundle that stands in a folder, if there is one.

    :raises OutputError: if files stand among those of the bundle that it does not list.
    """
    if not (out / manifest.NAME).is_file():
        return None
    if (out / manifest.SUMS).is_file():
        listed = {*manifest.read_sums(out), manifest.SUMS}
        for path in sorted(out.rglob("*")):
            name = path.relative_to(out).as_posix()
            if not path.is_dir() and name not in listed:
                raise OutputError(str(path), "vngov did not make this file", "move it out of the bundle")
    return (out / manifest.NAME).read_bytes()


def _previous(wanted: Wanted) -> Previous | None:
    """Return the release before: the folder that is named, else what stands where the new one will."""
    if not wanted.compare:
        return None
    folder = wanted.previous or wanted.out
    if (
        wanted.previous is None
        and not (folder / manifest.SUMS).exists()
        and not (folder / manifest.NAME).exists()
    ):
        return None
    if (folder / manifest.SUMS).exists() and not (folder / manifest.NAME).exists():
        raise _damaged(folder / manifest.NAME, "is missing")
    found = manifest.read(folder)
    stated = manifest.read_sums(folder)
    _intact(folder, manifest.NAME, stated)
    _comes_after(wanted, found, folder)
    text = _intact(folder, "vngov.nq.gz", stated)
    changes = _intact(folder, "changes.json", stated)
    try:
        nquads = gzip.decompress(text)
        if FileInfo.of(nquads).sha256 != found.version.digest:
            raise ValueError(f"its digest is not that of {manifest.NAME}")
        before = Previous(found, nquads.decode(), json.loads(changes))
    except (OSError, EOFError, ValueError) as error:
        raise _damaged(folder / "vngov.nq.gz", f"{error}") from error
    _nothing_between(wanted, found)
    return before


def _comes_after(wanted: Wanted, found: manifest.Manifest, folder: Path) -> None:
    """Check that the new release comes after the one before, by version and by day."""
    last = found.version
    if not _VERSION.match(last.version):
        raise _damaged(folder / manifest.NAME, f"«{last.version}» is no version")
    same = last.version == wanted.version
    problem = None
    if Comparable(last.version) > Comparable(wanted.version):
        problem = (
            f"it is version {last.version}, newer than {wanted.version}; give the new one a higher --version"
        )
    elif Comparable(last.version) == Comparable(wanted.version) and not same:
        problem = (
            f"{wanted.version} and its version {last.version} are one; give the new one a higher --version"
        )
    elif last.date > wanted.date:
        problem = f"it is of {last.date}, after {wanted.date}; give the new one its --date"
    if problem:
        raise _wrong(folder, f"{problem}, or compare with another: --previous DIR")


def _nothing_between(wanted: Wanted, before: manifest.Manifest) -> None:
    """Check that no other release stands in --out that the new one would replace unread."""
    if wanted.previous is None or not (wanted.out / manifest.NAME).exists():
        return
    there = manifest.read(wanted.out).version
    if there not in (before.version, *before.earlier) and there.version != wanted.version:
        message = (
            f"it holds version {there.version}, which is not among those up to {before.version.version}; "
            "name a new --out, or leave --previous away"
        )
        raise _wrong(wanted.out, message)


def _wrong(path: Path, message: str) -> BadInputError:
    return BadInputError(Finding(Place(str(path)), "", message))


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
    return _wrong(path, f"the previous release is damaged: {problem}; {_OTHERWISE}")


def _compared(
    before: Previous | None, version: Version, result: pipeline.Result, wanted: Wanted
) -> tuple[Mapping[str, Any], Sequence[Version], list[Finding]]:
    """Return the changes since the release before, the earlier versions, and the losses nobody allowed."""
    if before is None:
        return first(version, result.nquads), (), []
    last = before.manifest.version
    if last.version == version.version:
        if last.digest == version.digest:
            return {**before.changes, "to": vars(version)}, before.manifest.earlier, []
        message = (
            f"{last.version} is there already, with other facts; give this release a new --version, "
            "or compare with nothing: --previous none"
        )
        raise _wrong(wanted.previous or wanted.out, message)
    changes = Changes.between(before.nquads, result.nquads)
    lost = losses(changes, before.nquads, result.nquads, wanted.allowed)
    return changes.body(last, version), (*before.manifest.earlier, last), lost
