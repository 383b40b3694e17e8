"""Drawing: text set in lines for SVG, which does not break lines itself."""

from __future__ import annotations

_WIDE = frozenset("MWmw@%—Ư")
_SLIM = frozenset("iíìỉĩịljtfrI.,:;'|!()[] ")


def width(text: str, size: float) -> float:
    """Return about how wide a text stands in Noto Sans of a size, in the size's unit.

    >>> width("ban", 10) < width("BAN", 10) < width("banban", 10)
    True
    """
    ems = sum(0.29 if c in _SLIM else 0.86 if c in _WIDE else 0.67 if c.isupper() else 0.56 for c in text)
    return ems * size


def wrap(text: str, room: float, size: float, most: int = 9) -> list[str]:
    """Return a text as lines no wider than ``room``, at most ``most``; the last ends in «…» where it is cut.

    >>> wrap("Ban Chỉ đạo xây dựng Chính quyền điện tử", 110, 14)
    ['Ban Chỉ đạo xây', 'dựng Chính', 'quyền điện tử']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return lines
