"""The query library: each question has its expected answer, the same on both engines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rdflib import Dataset, Graph, Literal

from conftest import ROOT, Ran
from vngov import library, pipeline, queries, query
from vngov.answers import ask
from vngov.errors import BadInputError, UsageError
from vngov.store import EmbeddedStore, Table, Term, syntax_fault
from vngov.store.text import to_rdflib

LIBRARY = library.queries_by_name()


def test_there_are_the_questions_of_the_design_and_those_of_the_reading_commands() -> None:
    assert [q.number for q in LIBRARY.values()] == list(range(1, 34))
    assert len(list((ROOT / "queries" / "link").glob("*.rq"))) == 11


@pytest.mark.parametrize("name", LIBRARY)
def test_answer(name: str, store: EmbeddedStore, golden: Callable[[str, str], None]) -> None:
    found = ask(store, LIBRARY[name], lang="en")
    rows = found.plain()
    assert rows or name in MAY_BE_EMPTY
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(list(rows[0]) if rows else found.columns)
    writer.writerows(["" if v is None else v for v in row.values()] for row in rows)
    golden(f"queries/{name}.csv", buffer.getvalue())


MAY_BE_EMPTY: set[str] = set()


def value(term: Term | None) -> object:
    if isinstance(term, Literal):
        plain = term.toPython()
        return round(Decimal(str(plain)), 1) if isinstance(plain, (int, float, Decimal)) else str(term)
    return None if term is None else str(term)


def rows_of(table: Table) -> list[tuple[object, ...]]:
    return sorted((tuple(value(t) for t in row) for row in table.rows), key=str)


@pytest.fixture(scope="session")
def dataset(result: pipeline.Result) -> Dataset:
    made = Dataset(default_union=True)
    made.parse(data=result.nquads, format="nquads")
    return made


@pytest.mark.parametrize("name", LIBRARY)
def test_rdflib_gives_the_same_answer(name: str, store: EmbeddedStore, dataset: Dataset) -> None:
    text = LIBRARY[name].bind({})
    found: Any = dataset.query(text)
    theirs = [tuple(value(row[v]) for v in LIBRARY[name].columns) for row in found]
    assert sorted(theirs, key=str) == rows_of(store.select(text))


@pytest.mark.parametrize("name", LIBRARY)
def test_rows_come_as_the_engine_sorts_them(name: str, store: EmbeddedStore) -> None:
    for values in ({}, {p.name: "any" for p in LIBRARY[name].parameters}):
        text = LIBRARY[name].bind(values)
        found: Any = store.engine.query(text)
        theirs = [tuple(to_rdflib(term) for term in row) for row in found]
        assert list(store.select(text).rows) == theirs


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ('"10"^^xsd:integer "9"^^xsd:integer UNDEF <a:b>', "?x"),
        ('"10"^^xsd:integer "9.5"^^xsd:decimal "-1"^^xsd:integer', "DESC(?x)"),
        ('"2021-03-01"^^xsd:date "2020-12-31"^^xsd:date', "?x"),
        ('"2021-03-01"^^xsd:date "2020"^^xsd:gYear "b" "a"@vi', "?x"),
        ('"b"@vi "a"@en <c:d>', "STR(?x)"),
        ('"đ" "d" "Z" "a"', "?x"),
    ],
)
def test_terms_of_any_kind_are_sorted_as_the_engine_does(values: str, order: str) -> None:
    store = EmbeddedStore.in_memory()
    text = (
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}\nORDER BY {order}"
    )
    found: Any = store.engine.query(text)
    assert [row[0] for row in store.select(text).rows] == [to_rdflib(row[0]) for row in found]


def test_every_answer_is_a_set_of_rows() -> None:
    """A union of graphs may repeat a triple (Oxigraph's does): a query must not count it twice."""
    for entry in LIBRARY.values():
        assert re.search(r"^SELECT DISTINCT|^GROUP BY", entry.text, re.M), entry.name
        order = re.search(r"^ORDER BY (.*)", entry.text, re.M)
        assert order, entry.name
        for column in entry.columns:
            assert f"?{column}" in re.findall(r"\?\w+", order[1]), f"{entry.name}: ?{column}"
        for aggregate in re.findall(r"COUNT\(\s*(\w+)", entry.text):
            assert aggregate == "DISTINCT", entry.name


@pytest.mark.parametrize("folder", ["queries", "queries/link", "ontology/hygiene"])
def test_no_query_has_a_space_that_oxigraph_rejects(folder: str) -> None:
    paths = sorted((ROOT / folder).glob("*.rq"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert syntax_fault(text, path.name) is None
        assert not re.search(r"\b(CONCAT|COALESCE) \(", text), path


HOSTILE = ['" } #', "\\", "'''", "> <x:y", "a\nb", "} UNION { ?s ?p ?o", "\u202e"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_a_text(text: str, store: EmbeddedStore) -> None:
    asked = LIBRARY["headline"].bind({"lang": text})
    assert store.select(asked).rows == ()


@pytest.mark.parametrize("text", ["http://x/ y", "http://x/>", 'http://x/"', "http://x/{a}", "http://x/\\"])
def test_a_hostile_iri_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no IRI"):
        LIBRARY["origin-of"].bind({"thing": text})


def test_rows_from_python() -> None:
    rows = query("seats-on-date", committee="bcd-cqdt-binh-dinh", date="2021-03-02", lang="en")
    assert len(rows) == 19
    assert rows[0]["role_label"] == "head"
    frame = rows.dataframe()
    assert list(frame["order"]) == list(range(1, 20))
    assert frame["office_label"].str.contains("Bình Định").all()


def test_before_the_decision_nobody_sits() -> None:
    assert len(query("seats-on-date", committee="bcd-cqdt-binh-dinh", date="2021-02-28")) == 0


BAD_HEADERS = {
    "no header": ("SELECT ?x {}", "has no header"),
    "unknown key": ("#+ question: {vi: a, en: b}\n#+ colums: [x]\nSELECT ?x {}", "did you mean «columns»"),
    "broken": ("#+ question: {vi: a\nSELECT ?x {}", "no YAML"),
    "one language": ("#+ question: {vi: a}\n#+ columns: [x]\nSELECT ?x {}", "write question"),
    "unknown column": ("#+ question: {vi: a, en: b}\n#+ columns: [y]\nSELECT ?x {}", "no variable ?y"),
    "no such parameter": (
        "#+ question: {vi: a, en: b}\n#+ params:\n#+   z: {type: iri}\n#+ columns: [x]\nSELECT ?x {}",
        "is not in the query",
    ),
    "parameter type": (
        "#+ question: {vi: a, en: b}\n#+ params:\n#+   x: {type: irri}\n#+ columns: [x]\n"
        "SELECT ?x { VALUES ?x { UNDEF } }",
        "is none of iri",
    ),
}


@pytest.mark.parametrize("case", BAD_HEADERS)
def test_a_wrong_header_is_named(case: str, tmp_path: Path) -> None:
    text, expected = BAD_HEADERS[case]
    path = tmp_path / "q.rq"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError) as error:
        queries.read(path)
    assert expected in str(error.value)
    assert error.value.findings[0].place.line >= 1


def test_formats(vngov: Callable[..., Ran], built: Path) -> None:
    base = ("query", "committees", "--store", str(built), "--lang", "en", "--format")
    outputs = {form: vngov(*base, form) for form in ("table", "csv", "json", "md", "ttl")}
    assert {ran.code for ran in outputs.values()} == {0}
    rows = list(csv.DictReader(io.StringIO(outputs["csv"].out)))
    assert json.loads(outputs["json"].out)[0]["committee"] == rows[0]["committee"]
    assert outputs["md"].out.splitlines()[0].startswith("| committee | level |")
    assert len(outputs["md"].out.splitlines()) == len(rows) + 2
    assert "a vg:Committee" in outputs["ttl"].out
    Graph().parse(data=outputs["ttl"].out, format="turtle")


def test_own_query_file(vngov: Callable[..., Ran], built: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "PREFIX vg: <https://w3id.org/vngov/ontology#>\nSELECT (COUNT(?d) AS ?n) WHERE { ?d a vg:Decision }",
        encoding="utf-8",
    )
    ran = vngov("query", "--file", str(path), "--store", str(built), "--format", "csv")
    assert ran.code == 0
    summary = json.loads((built / "summary.json").read_text(encoding="utf-8"))
    assert ran.out == f"n\n{summary['things']['Decision']}\n"
