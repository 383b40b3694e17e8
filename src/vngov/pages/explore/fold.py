"""Folding: a text as one searches for it, without marks or capitals, ``đ`` as ``d``."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """Return a text in lower case without marks, ``đ`` written ``d``, white space made single.

    >>> fold("  Ban Chỉ đạo\\nĐÀ NẴNG ")
    'ban chi dao da nang'
    """
    lowered = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in lowered if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain).strip()


def has_words(folded: str, question: str) -> bool:
    """Return whether a folded text has every word of a question, whole or in part.

    >>> has_words("uy ban quoc gia", "QUỐC ủy"), has_words("uy ban", "ban chi")
    (True, False)
    """
    return all(word in folded for word in fold(question).split())
