"""A record or a registry as YAML text in the style of the real ones, with the line of every part."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

Path_ = tuple[str | int, ...]
_BLOCKS = {"source", "composition", "mandates", "mentions"}
_PLAIN = re.compile(r"[\w](?:[\w ./~()+-]*[\w./~()+-])?\Z")
HEAD = "# Synthetic: made by benchmarks/country.py; nothing in this file is a fact.\n"


def scalar(value: object) -> str:
    """Return a text as YAML writes it, in quotes where it must be."""
    text = str(value)
    return text if _PLAIN.match(text) and text not in ("null", "~") else json.dumps(text, ensure_ascii=False)


def flow(value: object) -> str:
    """Return a value on one line: ``{role: head, office: chu-tich}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


class Sheet:
    """Lines of a file in the making; ``lines`` tells at which line each path begins."""

    def __init__(self) -> None:
        self.text: list[str] = [HEAD.rstrip("\n")]
        self.lines: dict[Path_, int] = {}

    def add(self, path: Path_, line: str) -> None:
        """Add a line that a path begins at."""
        self.text.append(line)
        self.lines.setdefault(path, len(self.text))

    def mapping(self, value: Mapping[str, Any], path: Path_, indent: str, first: str | None = None) -> None:
        """Add a mapping, one key a line, lists of mappings one item a line."""
        for key, child in value.items():
            start = first if first is not None else indent
            first = None
            here = (*path, key)
            if isinstance(child, Mapping) and key in _BLOCKS:
                self.add(here, f"{start}{key}:")
                self.mapping(child, here, indent + "  ")
            elif isinstance(child, list) and child and isinstance(child[0], Mapping):
                self.add(here, f"{start}{key}:")
                for index, item in enumerate(child):
                    if key in _BLOCKS:
                        self.lines[*here, index] = len(self.text) + 1
                        self.mapping(item, (*here, index), indent + "  ", f"{indent}- ")
                    else:
                        self.add((*here, index), f"{indent}- {flow(item)}")
            else:
                self.add(here, f"{start}{key}: {flow(child)}")

    def line(self, path: Path_) -> int:
        """Return the line of a path, or of the nearest part of the file that it lies in."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 2

    def __str__(self) -> str:
        """Return the file's text."""
        return "\n".join(self.text) + "\n"


def sheet(record: Mapping[str, Any]) -> Sheet:
    """Return a record as a file."""
    found = Sheet()
    found.mapping(record, (), "")
    return found
