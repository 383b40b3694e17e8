"""What the parts found, as files: one a part, keys sorted, so that a change shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "results"

Results = Mapping[str, Mapping[str, Any]]
"""By the name of the part."""


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the results of every part that has any."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def write(folder: Path, name: str, result: Mapping[str, Any]) -> None:
    """Keep the result of a part."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
