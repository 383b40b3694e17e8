"""What the tests share: the real graph built once, and golden files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from vngov import library, pipeline, resources
from vngov.cli import main
from vngov.reference import pages
from vngov.release.make import Wanted, release
from vngov.store import EmbeddedStore

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def result() -> pipeline.Result:
    return pipeline.make()


@pytest.fixture(scope="session")
def store(result: pipeline.Result) -> EmbeddedStore:
    return EmbeddedStore.in_memory(result.nquads)


@pytest.fixture(scope="session")
def built(result: pipeline.Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("graph") / "out"
    pipeline.write(out, result)
    return out


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("release") / "out"
    made = release(Wanted(out=out))
    assert made.findings == []
    return out


@pytest.fixture(scope="session")
def rendered(store: EmbeddedStore) -> dict[str, bytes]:
    return pages.render(store, resources.folder("ontology"), library.every_query())


@pytest.fixture
def vngov(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command line in this process and return its exit code, output and errors."""

    def run(*args: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["vngov", *args])
        monkeypatch.delenv("COLUMNS", raising=False)
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        code = stopped.value.code
        return Ran(code if isinstance(code, int) else 0, out, err)

    return run


@pytest.fixture(scope="session")
def golden() -> Callable[[str, str], None]:
    """Compare a text with its golden file; VNGOV_UPDATE_GOLDEN=1 writes it anew."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("VNGOV_UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing; write it with VNGOV_UPDATE_GOLDEN=1"
        assert text == path.read_text(encoding="utf-8")

    return check
