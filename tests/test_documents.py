"""What the documents show is what the program prints; VNGOV_UPDATE_GOLDEN=1 writes the outputs anew."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Ran
from vngov import library, pipeline
from vngov.cli.app import COMMANDS, load
from vngov.records import model

README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (vngov [^\n]*)\n(.*?)```", re.S)
UPDATE = bool(os.environ.get("VNGOV_UPDATE_GOLDEN"))
WIDTH = "118"


def shown(text: str) -> str:
    """Return an output as the README shows it: no blank lines at its ends."""
    return text.strip("\n") + "\n"


def test_the_outputs_in_the_readme_are_real(
    vngov: Callable[..., Ran], built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    assert len(blocks) == 5
    monkeypatch.setattr("vngov.cli.output.PIPE_WIDTH", int(WIDTH))
    for command, output in blocks:
        ran = vngov(*shlex.split(command)[1:], "--store", str(built))
        assert ran.code == 0
        if "\n…\n" in output:
            rest = shown(ran.out)
            for piece in output.split("…\n"):
                assert piece in rest, command
                rest = rest[rest.index(piece) + len(piece) :]
        elif UPDATE:
            block = f"```console\n$ {command}\n{output}```"
            text = text.replace(block, f"```console\n$ {command}\n{shown(ran.out)}```")
        else:
            assert output == shown(ran.out), command
    if UPDATE:
        README.write_text(text, encoding="utf-8")


def test_the_release_in_the_readme_is_real(
    vngov: Callable[..., Ran],
    result: pipeline.Result,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "make", lambda *_: result)
    lines = ["```text"]
    for command in ("vngov release", "vngov release --check vngov-release"):
        ran = vngov(*shlex.split(command)[1:])
        assert ran.code == 0
        lines += [f"$ {command}", shown(ran.out).rstrip("\n")]
    table = (tmp_path / "vngov-release" / "README.md").read_text(encoding="utf-8").split("\n\n")[3]
    generated("release", "\n".join([*lines, "```", "", table, ""]))


def generated(name: str, text: str) -> None:
    """Compare a generated part of the README, or write it anew."""
    whole = README.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, rest = whole.split(start)
    inside, after = rest.split(end)
    if UPDATE:
        README.write_text(before + start + text + end + after, encoding="utf-8")
    else:
        assert inside == text


def query_table() -> str:
    lines = ["| no. | query | question | parameters |", "|---|---|---|---|"]
    for entry in library.queries_by_name().values():
        parameters = ", ".join(f"`{p.name}`" for p in entry.parameters) or "—"
        link = f"[{entry.name}](queries/{entry.name}.rq)"
        lines.append(f"| {entry.number} | {link} | {entry.question['en']} | {parameters} |")
    return "\n".join(lines) + "\n"


def test_the_table_of_queries_is_complete() -> None:
    generated("queries", query_table())


def test_every_command_has_help_and_is_in_the_readme(vngov: Callable[..., Ran]) -> None:
    text = README.read_text(encoding="utf-8") + (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert len(COMMANDS) == 15
    for name in COMMANDS:
        assert load(name).help
        assert load(name).name == name
        assert name in text
        assert vngov(name, "--help").code == 0


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("[!.]*/README.md")), ids=str)
def test_links_in_documents_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_the_template_of_the_curators_guide_names_only_fields_that_exist() -> None:
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    template = text.split("```yaml\n")[1].split("```")[0]
    kinds = [k for k in vars(model).values() if isinstance(k, type) and hasattr(k, "model_fields")]
    known = {str(f.alias) for k in kinds for f in k.model_fields.values()} | {
        "is",
        "at",
        "inferred",
        "why",
        "vi",
        "en",
    }
    found = set(re.findall(r"(?:^|[{,]|- )\s*([a-z][a-z-]*):(?=\s)", re.sub(r"#.*", "", template), re.M))
    assert len(found) > 50
    assert found <= known


def test_the_documents_speak_of_the_project_only() -> None:
    for path in [*ROOT.glob("*.md"), *ROOT.glob("[!.]*/README.md"), *(ROOT / "src").rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert "example.vn" not in text or path.parent.name == "data"
