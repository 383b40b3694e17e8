"""The islands' source and what is built from it: types, unit tests, same bytes, nothing from elsewhere."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "vngov" / "pages" / "static" / "islands"
ENTRIES = {
    *("asof", "compare", "copy", "early", "explore", "network", "page", "query", "search", "suggest"),
    *("theme", "tips", "worker"),
}
NAMES = re.compile(rb"https?://[A-Za-z0-9.-]+")
NAMED = {
    b"http://www.w3.org": "namespaces of RDF, SPARQL and SVG",
    b"http://purl.org": "the namespace of Dublin Core",
    b"http://xmlns.com": "the namespace of FOAF",
    b"https://w3id.org": "the namespace of vngov",
}
"""Every address in what is built: names that nothing fetches."""
LONGEST = 300


def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def node() -> Sequence[str]:
    """Return the command of Node.js, the machine's or the wheel's; packages that are absent are fetched."""
    made = hook()
    found: tuple[str, tuple[str, ...]] = made._node() or made._packed_node()
    if not (WEB / "node_modules").is_dir():
        made._run(
            WEB, "npm could not fetch the islands' packages", found[0], *found[1], "ci", "--ignore-scripts"
        )
    return (found[0],)


def run(*command: str, **env: str) -> str:
    ran = subprocess.run(
        command, cwd=WEB, env={**os.environ, **env}, capture_output=True, text=True, check=False, timeout=600
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
    return ran.stdout


def test_the_types_hold(node: Sequence[str]) -> None:
    run(*node, "node_modules/typescript/bin/tsc", "--noEmit")


def test_the_decisions_hold(node: Sequence[str], tmp_path: Path) -> None:
    shutil.rmtree(WEB / ".test", ignore_errors=True)
    run(*node, "node_modules/typescript/bin/tsc", "--project", "tsconfig.test.json")
    files = sorted(str(p.relative_to(WEB)) for p in (WEB / ".test" / "test").glob("*.test.js"))
    assert len(files) == len(list((WEB / "test").glob("*.test.ts"))) > 0
    told = run(*node, "--test", "--test-reporter=tap", *files)
    passed = re.search(r"^# pass (\d+)$", told, re.M)
    assert passed is not None
    assert int(passed[1]) >= 30
    assert "# fail 0" in told


def test_the_build_is_the_source_s_and_the_same_each_time(node: Sequence[str], tmp_path: Path) -> None:
    run(*node, "node_modules/vite/bin/vite.js", "build", VNGOV_ISLANDS_OUT=str(tmp_path))
    fresh = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    there = {p.name: p.read_bytes() for p in BUILT.iterdir()}
    assert sorted(ENTRIES - {Path(name).stem for name in fresh}) == []
    changed = sorted(n for n in fresh.keys() | there.keys() if fresh.get(n) != there.get(n))
    assert changed == [], "the islands are not those of the source; run «npm run build» in web/"


def test_the_lock_names_no_host_to_fetch_from() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: of for name, of in lock["packages"].items() if name}
    assert len(packages) > 30
    assert [name for name, of in packages.items() if "resolved" in of] == []
    assert [name for name, of in packages.items() if not of.get("integrity")] == []
    wanted = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    loose = {
        n: v
        for part in ("dependencies", "devDependencies")
        for n, v in wanted[part].items()
        if not v[0].isdigit()
    }
    assert loose == {}


def test_nothing_that_is_built_names_another_host() -> None:
    files = [p for p in BUILT.iterdir() if p.suffix in (".js", ".css")]
    assert len(files) >= len(ENTRIES)
    unknown = {
        (p.name, found.decode())
        for p in files
        for found in NAMES.findall(p.read_bytes())
        if found not in NAMED
    }
    assert unknown == set()


def test_licences_of_what_is_bundled_are_there() -> None:
    text = (BUILT / "licences.txt").read_text(encoding="utf-8")
    for name in ("@codemirror/state", "codemirror-lang-sparql", "graphology", "oxigraph", "sigma"):
        assert name in text


def test_no_island_writes_html_or_runs_text() -> None:
    sources = sorted((WEB / "src").rglob("*.ts"))
    assert len(sources) > 40
    wrong = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"style"
    )
    assert [p.name for p in sources if wrong.search(p.read_text(encoding="utf-8"))] == []
    assert [p.name for p in sources if len(p.read_text(encoding="utf-8").splitlines()) > LONGEST] == []


@pytest.mark.parametrize("skip", ["", "1"])
def test_the_package_builds_what_is_missing_unless_told_not_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, skip: str
) -> None:
    made = hook()
    asked: list[Path] = []
    monkeypatch.setattr(made, "_make", asked.append)
    monkeypatch.setenv(made.SKIP, skip)
    data: dict[str, object] = {}
    made.islands(tmp_path, data)
    assert asked == ([] if skip else [tmp_path / "web"])
    assert data["artifacts"] == ["/src/vngov/pages/static/islands/**"]
    page = tmp_path / made.ASSETS / "page.js"
    page.parent.mkdir(parents=True)
    page.touch()
    made.islands(tmp_path, {})
    assert len(asked) == (0 if skip else 1)


def test_a_build_that_fails_says_how_to_go_without(tmp_path: Path) -> None:
    made = hook()
    failing = "import sys; sys.exit('no such host')"
    with pytest.raises(RuntimeError, match=r"npm could not[\s\S]*no such host[\s\S]*VNGOV_NO_ISLANDS=1"):
        made._run(tmp_path, "npm could not fetch", sys.executable, "-c", failing)
