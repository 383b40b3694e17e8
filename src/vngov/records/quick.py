"""The quick way to the values and places of a YAML file: libyaml reads what is plain, and nothing else.

libyaml reads some forty times faster than ruamel.yaml, but words its errors otherwise and knows YAML 1.1. So
it is only asked for texts that both read alike; whatever it refuses, and whatever has an anchor, a tag, an
escape, a block scalar, an empty value, a key twice or a line break of YAML 1.1, is left to the careful
reader, which says what is wrong.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

Path_ = tuple[str | int, ...]
Lines = dict[Path_, tuple[int, int]]

_ODD = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|\\|^%|^---|^\.\.\.|^\s*\?|[\[\{,]\s*\?|(?:^|[\s,\[\{])&\S",
    re.M,
)
"""Characters and marks that the two versions of YAML treat differently, or that no record needs."""


class _OddError(Exception):
    """Raised inside for what the careful reader must see."""


if yaml.__with_libyaml__:

    class _Parser(yaml.cyaml.CParser):  # type: ignore[misc]  # PyYAML has no types
        """Composes nodes without giving scalars a type: every one stays a string."""

        def descend_resolver(self, *_: object) -> None:
            """Go into a collection."""

        def ascend_resolver(self) -> None:
            """Come out of a collection."""

        def resolve(self, *_: object) -> str:
            """Return no tag, so that a tag in the text shows."""
            return ""


def compose(text: str) -> tuple[dict[str, Any], Lines] | None:
    """Return the values of a plain YAML text and the line and column of each path; ``None`` for any other."""
    if not yaml.__with_libyaml__ or _ODD.search(text):
        return None
    parser = _Parser(text)
    try:
        node = parser.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            return None
        lines: Lines = {}
        return _value(node, (), lines), lines
    except (yaml.YAMLError, _OddError, RecursionError):
        return None
    finally:
        parser.dispose()


def _value(node: Any, path: Path_, lines: Lines) -> Any:
    mark = node.start_mark
    lines.setdefault(path, (mark.line + 1, mark.column + 1))
    if node.tag:
        raise _OddError
    value = node.value
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("|", ">") or (not node.style and value in ("", "~", "null")):
            raise _OddError
        return value
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*path, index), lines) for index, child in enumerate(value)]
    found: dict[str, Any] = {}
    for key_node, child in value:
        key = key_node.value
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag or key_node.style or key in found:
            raise _OddError
        here = (*path, key)
        mark = key_node.start_mark
        lines[here] = (mark.line + 1, mark.column + 1)
        found[key] = _value(child, here, lines)
    return found
