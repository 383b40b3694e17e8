"""The code's own budget: small modules, small functions, settings that are alive."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

MODULES = sorted((ROOT / "src").rglob("*.py"))


def test_modules_are_small() -> None:
    assert len(MODULES) == 201
    for path in MODULES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_functions_are_small() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno:
                start = node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0].lineno
                assert node.end_lineno - start + 1 <= 50, f"{path}: {node.name}"


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("unused.py", "import os\n", "F401"),
        ("complex.py", "def f(a, b, c, d, e, g, h, i, j): ...\n", "PLR0913"),
    ],
)
def test_ruff_reads_our_settings(name: str, text: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
    ran = subprocess.run(ruff, capture_output=True, text=True, check=False)
    assert rule in ran.stdout


def test_mypy_reads_our_settings(tmp_path: Path) -> None:
    (tmp_path / "loose.py").write_text("def f(a):\n    return a\n", encoding="utf-8")
    mypy = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(ROOT / "pyproject.toml"),
        str(tmp_path / "loose.py"),
    ]
    ran = subprocess.run(mypy, capture_output=True, text=True, check=False)
    assert "no-untyped-def" in ran.stdout
