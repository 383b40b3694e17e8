"""The texts that records were read from, on the user's disk: found by fingerprint, checked span by span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadInputError, Finding, Place
from . import spans
from .check import walk_spans
from .document import dotted
from .reader import Entry, Records


@dataclass(frozen=True)
class TextReport:
    """What became of one text: how many of the record's spans are verified."""

    source: str
    text: str
    spans: int
    verified: int
    verdict: str


@dataclass(frozen=True)
class Verification:
    """The report on every text that was found, and a finding for every span that does not fit."""

    texts: list[TextReport]
    findings: list[Finding]


def read_text(path: Path) -> str:
    """Return a text file normalised as spans count it.

    :raises BadInputError: if it cannot be read or is no UTF-8.
    """
    try:
        return spans.normalise(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInputError(
            Finding(Place(str(path)), "", "this is no UTF-8 text; save it as UTF-8")
        ) from error
    except OSError as error:
        raise BadInputError(
            Finding(Place(str(path)), "", f"cannot be read ({error.strerror}); check its name")
        ) from error


def verify_spans(records: Records, folder: Path) -> Verification:
    """Return what the texts of a folder say about the spans of the records.

    A record's text is the file with its fingerprint; else the file named like the source or holding its
    address, which then has changed since it was read.
    """
    texts = {path: read_text(path) for path in sorted(folder.glob("*.txt")) if path.is_file()}
    by_fingerprint = {spans.fingerprint(text): path for path, text in texts.items()}
    reports: list[TextReport] = []
    findings: list[Finding] = []
    for entry in records.entries:
        read = entry.record.source.text
        if read is None:
            continue
        path = by_fingerprint.get(read.sha256)
        changed = path is None
        if path is None:
            path = _named_like(entry, texts)
        if path is None:
            continue
        wrong = _wrong_spans(entry, texts[path])
        total = len(list(walk_spans(entry.document.data, ())))
        verdict = "source changed" if changed else "wrong spans" if wrong else "verified"
        reports.append(TextReport(entry.id, path.name, total, total - len(wrong), verdict))
        findings += _changed(entry, path, len(wrong)) if changed else wrong
    return Verification(reports, findings)


def _named_like(entry: Entry, texts: Mapping[Path, str]) -> Path | None:
    url = entry.record.source.url
    for path, text in texts.items():
        if path.stem == entry.id or (url is not None and url in text):
            return path
    return None


def _wrong_spans(entry: Entry, text: str) -> list[Finding]:
    findings = []
    for path, written in walk_spans(entry.document.data, ()):
        span = spans.parse(written)
        if spans.fingerprint(text[span.start : span.end])[:8] != span.hash8:
            message = (
                f"the text at {span.start}-{span.end} is not what was cited; cite it anew with vngov cite"
            )
            findings.append(Finding(entry.document.place(path), dotted(path), message, rule="span"))
    return findings


def _changed(entry: Entry, path: Path, moved: int) -> list[Finding]:
    message = f"source changed: {path.name} is not the text that was read; {moved} spans no longer fit"
    place = entry.document.place(("source", "text"))
    return [Finding(place, "source.text", message, "warning", rule="source-changed")]
