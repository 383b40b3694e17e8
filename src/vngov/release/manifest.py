"""``release.json``: what a bundle says of itself, and the list of its files with their checksums."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BadInputError, Finding, Place
from ..export.edition import Version

FORMAT = 1
"""The form of a bundle; a bundle of a higher one was made by a newer vngov."""

NAME = "release.json"
SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)\Z")


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself."""

    version: Version
    earlier: tuple[Version, ...]
    base_url: str
    endpoint: str | None
    counts: Mapping[str, int]
    things: Mapping[str, int]

    def write(self) -> bytes:
        """Return the bytes of ``release.json``."""
        body = {
            "format": FORMAT,
            "version": self.version.version,
            "date": self.version.date,
            "digest": self.version.digest,
            "earlier": [vars(version) for version in self.earlier],
            "base_url": self.base_url,
            "endpoint": self.endpoint,
            "counts": dict(self.counts),
            "things": dict(self.things),
        }
        return (json.dumps(body, ensure_ascii=False, indent=2) + "\n").encode()


def read(folder: Path) -> Manifest:
    """Return the manifest of a bundle.

    :raises BadInputError: if the folder is no bundle, if its manifest is broken, or if a newer vngov made it.
    """
    path = folder / NAME
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        found = body["format"]
        if isinstance(found, int) and found > FORMAT:
            raise _wrong(
                path, f"a newer vngov made this bundle (format {found}, this one reads {FORMAT}); update it"
            )
        version = Version(body["version"], body["date"], body["digest"])
        earlier = tuple(Version(v["version"], v["date"], v["digest"]) for v in body["earlier"])
        counts, things = ({str(k): int(v) for k, v in body[key].items()} for key in ("counts", "things"))
        if min(counts["statements"], counts["triples"]) < 0:
            raise ValueError("a count is negative")
        return Manifest(version, earlier, body["base_url"], body["endpoint"], counts, things)
    except FileNotFoundError:
        raise _wrong(
            folder, f"there is no release here ({NAME} is missing); name the folder of one"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong(path, f"the manifest is damaged ({type(error).__name__}: {error}); {RESTORE}") from error


RESTORE = "restore the bundle from a copy"


def _wrong(path: Path, message: str) -> BadInputError:
    return BadInputError(Finding(Place(str(path)), "", message))


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return ``SHA256SUMS`` of files, as ``sha256sum --check`` reads it."""
    return "".join(f"{hashlib.sha256(files[f]).hexdigest()}  {f}\n" for f in sorted(files)).encode()


def read_sums(folder: Path) -> dict[str, str]:
    """Return the checksum that a bundle states for each of its files.

    :raises BadInputError: with the line, if ``SHA256SUMS`` is missing or damaged.
    """
    path = folder / SUMS
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise _wrong(path, f"cannot be read ({error}); {RESTORE}") from error
    stated: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if match and ".." not in match[2].split("/") and not match[2].startswith("/"):
            stated[match[2]] = match[1]
        elif line:
            raise BadInputError(
                Finding(Place(str(path), number), "", f"this is no checksum of a file; {RESTORE}")
            )
    return stated


def as_json(value: Any) -> bytes:
    """Return a value as JSON text."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
