"""The checking commands: ``validate`` files, ``verify`` spans, ``cite`` a text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from .. import pipeline, resources
from ..errors import (
    EXIT_BAD_INPUT,
    EXIT_CLEAN,
    EXIT_FINDINGS,
    BadInputError,
    Finding,
    Place,
)
from ..records import spans
from ..records.reader import load
from ..records.texts import read_text, verify_spans
from ..validate.graph import Shapes, validate_file
from . import output
from .build import engine_options


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@engine_options
@click.option("--advice/--no-advice", default=True, show_default=True, help="Print warnings and hints too.")
def validate(files: Sequence[Path], engine: str, lang: str, advice: bool) -> int:
    """Check records (.yaml) or RDF files, and name the line of everything that is wrong.

    A record is checked with all the others of its data folder, or else with those that come with vngov.
    """
    found: list[Finding] = []
    bad = False
    with output.progress() as step:
        for file in files:
            step(f"Checking {file}")
            try:
                if file.suffix in (".yaml", ".yml"):
                    found += pipeline.check_record(file, engine, lang)
                else:
                    found += validate_file(file, Shapes.load(resources.folder("ontology")), engine, lang)
            except BadInputError as error:
                output.findings(error.findings, stderr=True)
                bad = True
    violations = [f for f in found if f.severity == "violation"]
    output.findings(found if advice else violations)
    if bad:
        return EXIT_BAD_INPUT
    if not violations:
        click.echo(f"{len(files)} file{'s' if len(files) > 1 else ''} checked: nothing is wrong", err=True)
    return EXIT_FINDINGS if violations else EXIT_CLEAN


@click.command()
@click.option(
    "--texts", type=click.Path(path_type=Path), required=True, help="The folder with the texts (.txt)."
)
@click.option("--data", type=click.Path(path_type=Path), help="A data folder of your own instead of vngov's.")
def verify(texts: Path, data: Path | None) -> int:
    """Check every span of every record against the text it was read from.

    A text is recognised by its SHA-256. A text that is no longer the one that was read is reported as
    «source changed», not as wrong.
    """
    if not texts.is_dir():
        raise BadInputError(
            Finding(Place(str(texts)), "", "this is no folder; name the folder with the texts")
        )
    records = load(data)
    found = verify_spans(records, texts)
    rows = [(r.source, r.text, str(r.spans), str(r.verified), r.verdict) for r in found.texts]
    output.table("", ("source", "text", "spans", "verified", "verdict"), rows)
    output.findings(found.findings)
    if not found.texts:
        click.echo(f"vngov: no text in {texts} is one that a record was read from", err=True)
        return EXIT_FINDINGS
    return EXIT_FINDINGS if found.findings else EXIT_CLEAN


@click.command()
@click.argument("text", type=click.Path(path_type=Path))
@click.argument("words", nargs=-1, required=True)
def cite(text: Path, words: Sequence[str]) -> int:
    """Print the «at:» value for WORDS in a TEXT file: one line for each quotation.

    \b
    vngov cite article.txt "ngày 1/3" "19 thành viên, Ban"

    Words that are not in the text, or are there more than once, are refused: quote more of them.
    """
    body = read_text(text)
    lines = []
    for quotation in words:
        found = spans.find(body, quotation)
        if not found:
            message = f"«{quotation}» is not in the text; copy the words exactly, marks and spaces included"
            raise BadInputError(Finding(Place(str(text)), "", message))
        if len(found) > 1:
            places = ", ".join(f"{s.start}-{s.end}" for s in found[:5])
            message = (
                f"«{quotation}» is there {len(found)} times ({places}); quote more of the words around it"
            )
            raise BadInputError(Finding(Place(str(text)), "", message))
        lines.append(f"at: {found[0]}")
    click.echo(f"# source: text: {{sha256: {spans.fingerprint(body)}, length: {len(body)}}}")
    click.echo("\n".join(lines))
    return EXIT_CLEAN
