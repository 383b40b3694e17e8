"""Which characters a text of a record may hold, and what to do about the others."""

from __future__ import annotations

import unicodedata

_ALLOWED_SPACES = {" "}


def fault(text: str) -> str | None:
    """Return what is wrong with the characters of a text, and the remedy, or ``None``.

    Checked: Unicode normal form C (Unicode Standard Annex 15), no control, zero-width or other
    invisible character, plain spaces only, letters of the Latin script only (a Cyrillic «а» looks
    like a Latin one and is another name).

    >>> fault("Bình Định") is None
    True
    >>> fault("Bình  Định")
    'two spaces in a row after «Bình»; write one'
    """
    if not text.strip():
        return "the text is empty; write it or delete the key"
    if text != text.strip():
        return "a space stands at the beginning or the end; delete it"
    if unicodedata.normalize("NFC", text) != text:
        return "accents are separate marks (not Unicode NFC); type the word again on a Vietnamese keyboard"
    for position, char in enumerate("" if _plain(text) else text):
        problem = _character_fault(char)
        if problem:
            before = text[max(0, position - 12) : position]
            return f"{problem} (U+{ord(char):04X}) after «{before}»; delete it or type the letter again"
    if "  " in text:
        return f"two spaces in a row after «{text.split('  ', maxsplit=1)[0][-12:]}»; write one"
    return None


def _plain(text: str) -> bool:
    """Return whether every character was seen before and found good: texts share a small alphabet."""
    unseen = set(text) - _GOOD
    _GOOD.update(char for char in unseen if _character_fault(char) is None)
    return unseen <= _GOOD


_GOOD: set[str] = set()


def _character_fault(char: str) -> str | None:
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Co", "Cs", "Cn"):
        return "an invisible character"
    if category.startswith("Z") and char not in _ALLOWED_SPACES:
        return "an unusual space"
    if category.startswith("M"):
        return "a stray accent"
    if category.startswith("L") and not unicodedata.name(char, "").startswith("LATIN"):
        return "a letter that is not Latin"
    if category == "So":
        return "a symbol"
    return None
