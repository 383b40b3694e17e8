"""The harness of the test servers: what is missing is said, what is started is stopped."""

from __future__ import annotations

import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

from loopback import ServerError, free_port, program, running


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except URLError:
        return False
    return True


def test_a_missing_program_skips_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no-such-server is not here; install the Debian package"):
        program("no-such-server", "some-package")


def test_a_missing_program_fails_in_continuous_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-server is not here; install the Debian package"):
        program("no-such-server", "some-package")


def test_a_server_runs_for_the_block_alone(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with running(command, lambda: answers(url), tmp_path / "log"):
        assert answers(url)
    assert not answers(url)


def test_a_server_that_stops_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no room')"]
    with (
        pytest.raises(ServerError, match=r"exit code 1\): no room"),
        running(command, lambda: False, tmp_path / "log"),
    ):
        pytest.fail("it is not ready")


def test_a_server_that_never_answers_is_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    with (
        pytest.raises(ServerError, match="is not ready"),
        running(command, lambda: False, tmp_path / "log", seconds=0.5),
    ):
        pytest.fail("it is not ready")
