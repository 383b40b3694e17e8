"""Spans: where in a text a fact stands, written so that a slip of the pen shows.

``at: 803-811~0cb41953~5d0e`` means: the characters 803 to 811 (code points of the text in Unicode
NFC with LF line ends, end not included), the first eight digits of the SHA-256 of exactly these
characters, and four check digits (CRC-16/CCITT) over the source's text and all that stands before
them. The check digits need no text: whoever mistypes a span is told so at its own line, although
the repository does not hold the publishers' texts. Positions follow the Web Annotation Data Model's
TextPositionSelector (section 4.2.5).
"""

from __future__ import annotations

import binascii
import hashlib
import re
import unicodedata
from dataclasses import dataclass

_FORM = re.compile(r"(0|[1-9]\d{0,7})-([1-9]\d{0,7})~([0-9a-f]{8})~([0-9a-f]{4})\Z")
_BARE = re.compile(r"\d+-\d+~[0-9a-f]{8}\Z")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text: start, end, and the first eight hex digits of its SHA-256."""

    start: int
    end: int
    hash8: str
    check: str

    def __str__(self) -> str:
        """Return the span as a record writes it."""
        return f"{self.start}-{self.end}~{self.hash8}~{self.check}"


def normalise(text: str) -> str:
    """Return a text as spans count it: Unicode NFC, LF line ends, no byte-order mark."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", plain)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a normalised text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def cut(text: str, start: int, end: int) -> Span:
    """Return the span of a normalised text between two positions."""
    hash8 = fingerprint(text[start:end])[:8]
    return Span(start, end, hash8, check_digits(fingerprint(text), len(text), start, end, hash8))


def check_digits(sha256: str, length: int, start: int, end: int, hash8: str) -> str:
    """Return the four check digits of a span in the text with this SHA-256 and length.

    >>> check_digits("0" * 64, 3561, 803, 811, "0cb41953")
    'fb9b'
    """
    covered = f"{sha256}:{length}:{start}-{end}~{hash8}"
    return f"{binascii.crc_hqx(covered.encode(), 0xFFFF):04x}"


def parse(value: str) -> Span:
    """Return the span that a record's ``at`` writes.

    :raises ValueError: if it has not the form ``start-end~hash8~check``.
    """
    match = _FORM.match(value)
    if not match:
        if _BARE.match(value):
            raise ValueError(
                f"«{value}» lacks its four check digits; copy the whole value that vngov cite prints"
            )
        raise ValueError(f"«{value}» is no span; copy the value that vngov cite prints: start-end~hash~check")
    start, end = int(match[1]), int(match[2])
    if start >= end:
        raise ValueError(f"the span {start}-{end} is empty; copy the value that vngov cite prints")
    return Span(start, end, match[3], match[4])


def find(text: str, words: str) -> list[Span]:
    """Return every span of a normalised text that holds exactly these words."""
    wanted = normalise(words)
    if not wanted:
        return []
    starts = (match.start() for match in re.finditer(f"(?={re.escape(wanted)})", text))
    return [cut(text, start, start + len(wanted)) for start in starts]
