"""A YAML 1.2 file as plain values, with the line and column of every key and item.

Every scalar stays a string: the models decide what is a number or a date, so ``no``, ``1e3``
and ``2021-03-01`` mean what they say. Anchors, tags and several documents in one file are
refused: a record is read by people first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ..errors import BadInputError, Finding, Place
from .quick import compose

Path_ = tuple[str | int, ...]
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {_TAG + t for t in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}


@dataclass(frozen=True)
class Document:
    """One file: its values, and where each key path stands."""

    file: str
    data: Any
    places: Mapping[Path_, Place]

    def place(self, path: Path_) -> Place:
        """Return where a path stands, or its nearest ancestor that the file has."""
        for end in range(len(path), -1, -1):
            found = self.places.get(tuple(path[:end]))
            if found:
                return found
        return Place(self.file)


def load_document(path: Path, shown: str) -> Document:
    """Return one YAML file with the place of every item; ``shown`` is its name in messages.

    :raises BadInputError: if the file is unreadable, or as :func:`parse_document`.
    """
    try:
        return parse_document(path.read_bytes(), shown)
    except OSError as error:
        raise _bad(Place(shown), f"cannot be read ({error.strerror}); check its name and rights") from error


def parse_document(data: bytes, shown: str) -> Document:
    """Return the YAML document in a file's bytes.

    :raises BadInputError: if they are no UTF-8, no YAML, have a key twice, or use an anchor, a tag or a
        second document.
    """
    try:
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _bad(Place(shown, line), "this is no UTF-8 text; save the file as UTF-8") from error
    quick = compose(text)
    if quick is not None:
        found, lines = quick
        return Document(shown, found, {path: Place(shown, *at) for path, at in lines.items()})
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        raise _bad(_mark(shown, error), f"this is no YAML: {_reason(error)}") from error
    except YAMLError as error:
        line = text[: getattr(error, "position", 0)].count("\n") + 1
        reason = getattr(error, "reason", str(error).splitlines()[0])
        raise _bad(Place(shown, line), f"this is no YAML: {reason}; delete the character") from error
    except RecursionError as error:
        raise _bad(
            Place(shown), "lists or mappings are nested too deeply; a record has a few levels"
        ) from error
    places: dict[Path_, Place] = {}
    findings: list[Finding] = []
    if not isinstance(node, MappingNode):
        raise _bad(
            Place(shown, 1), "the file holds no «key: value» lines; copy the template of data/README.md"
        )
    data = _value(node, (), _Walk(shown, places, findings))
    if findings:
        raise BadInputError(findings)
    return Document(shown, data, places)


@dataclass(frozen=True)
class _Walk:
    shown: str
    places: dict[Path_, Place]
    findings: list[Finding]

    def at(self, node: Node) -> Place:
        return Place(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)


def _value(node: Node, path: Path_, walk: _Walk) -> Any:
    walk.places.setdefault(path, walk.at(node))
    if str(node.tag) not in _PLAIN_TAGS:
        walk.findings.append(
            Finding(walk.at(node), dotted(path), f"the tag {node.tag} is not used; delete it")
        )
    if node.anchor:
        message = "anchors (&) and aliases (*) are not used; write the value out, or quote it"
        walk.findings.append(Finding(walk.at(node), dotted(path), message))
    if isinstance(node, ScalarNode):
        if node.value in ("", "~", "null") and node.style is None:
            message = "the value is empty; write it, or delete the key"
            walk.findings.append(Finding(walk.places[path], dotted(path), message))
        return node.value
    if isinstance(node, SequenceNode):
        return [_value(child, (*path, i), walk) for i, child in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*path, key)
        if key in result:
            first = walk.places[here]
            message = f"the key «{key}» is there twice (first in line {first.line}); delete one"
            walk.findings.append(Finding(walk.at(key_node), dotted(path), message))
            continue
        walk.places[here] = walk.at(key_node)
        result[key] = _value(value_node, here, walk)
    return result


def _mark(shown: str, error: MarkedYAMLError) -> Place:
    mark = error.problem_mark or error.context_mark
    return Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)


def _reason(error: MarkedYAMLError) -> str:
    problem = str(error.problem or error.context or "").strip()
    if "found character" in problem and "\\t" in problem:
        return "a tab indents the line; indent with spaces"
    return f"{problem}; check quotes, brackets and indentation here and in the line above"


def _bad(place: Place, message: str) -> BadInputError:
    return BadInputError(Finding(place, "", message))


def dotted(path: Path_) -> str:
    """Return a path as people write it: ``composition.seats[3].office``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
