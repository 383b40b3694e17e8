"""The tables: stable columns, valid sidecars, and rows that join back to the graph by id."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pandas
import pytest
from csvw.metadata import CSVW
from frictionless import validate

from conftest import ROOT
from vngov import pipeline
from vngov.export import tables
from vngov.export.facts import Facts, path
from vngov.export.sidecars import DATE
from vngov.store import EmbeddedStore

NAMES = [
    "alignments", "changes", "codes", "committees", "compositions", "decisions", "disagreements", "effects",
    "incumbencies",
    "mandates", "memberships", "organisations", "persons", "places", "positions", "seat_groups", "seats",
    "sources", "statements",
]  # fmt: skip
DATED = {"date", "issued", "as_of", "valid_from", "valid_until", "in_force", "observed_on"}
PREFIXES = "PREFIX org: <http://www.w3.org/ns/org#> PREFIX vg: <https://w3id.org/vngov/ontology#> "


def frame(released: Path, name: str) -> pandas.DataFrame:
    return pandas.read_csv(released / "csv" / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def facts(result: pipeline.Result) -> Facts:
    return Facts.read(result.nquads)


def test_the_columns_are_as_they_were(released: Path, golden: Callable[[str, str], None]) -> None:
    found = sorted(p.stem for p in (released / "csv").glob("*.csv"))
    assert found == NAMES
    heads = [f"{name}: {(released / 'csv' / f'{name}.csv').read_text().splitlines()[0]}" for name in found]
    golden("release/columns.txt", "\n".join(heads) + "\n")


def test_frictionless_finds_every_table_valid(released: Path) -> None:
    report = validate(str(released / "csv" / "datapackage.json"))
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    assert len(report.tasks) == len(NAMES)


def test_csvw_finds_every_table_valid(released: Path) -> None:
    group = CSVW(str(released / "csv" / "csv-metadata.json"), validate=True)
    assert group.warnings == []
    assert group.is_valid
    assert len(group.tables) == len(NAMES)


@pytest.mark.parametrize(
    ("column", "wrong"), [("order", "first"), ("composition_id", "no-such"), ("id", "")], ids=str
)
def test_a_wrong_cell_is_found_by_both(column: str, wrong: str, released: Path, tmp_path: Path) -> None:
    """The sidecars constrain: they are no mere decoration."""
    folder = tmp_path / "csv"
    folder.mkdir()
    for part in (released / "csv").iterdir():
        (folder / part.name).write_bytes(part.read_bytes())
    rows = list(csv.reader((folder / "seats.csv").open(encoding="utf-8", newline="")))
    rows[5][rows[0].index(column)] = wrong
    with (folder / "seats.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    about = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    about["resources"] = [
        r for r in about["resources"] if r["name"] in ("seats", "compositions", "committees")
    ]
    for resource in about["resources"]:
        keys = resource["schema"]["foreignKeys"]
        inside = [k for k in keys if k["reference"]["resource"] in ("", "compositions")]
        resource["schema"]["foreignKeys"] = inside
        resource.pop("hash"), resource.pop("bytes")
    (folder / "datapackage.json").write_text(json.dumps(about), encoding="utf-8")
    assert not validate(str(folder / "datapackage.json")).valid
    with pytest.raises(ValueError, match=r"seats\.csv:6|required column value|invalid literal"):
        CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid  # noqa: B018 - it raises what it finds


def test_pandas_joins_the_tables_and_gets_what_the_graph_says(released: Path, store: EmbeddedStore) -> None:
    seats, positions = frame(released, "seats"), frame(released, "positions")
    joined = seats.merge(positions, left_on="position_id", right_on="id", suffixes=("", "_of_position"))
    ours = joined[joined["committee_id"] == "bcd-cqdt-binh-dinh"]
    query = (
        PREFIXES
        + """SELECT DISTINCT ?seat ?organisation WHERE {
      ?seat org:postIn/<http://purl.org/dc/terms/isVersionOf> ?committee ;
          vg:filledByHolderOf/org:postIn ?organisation .
      FILTER(STRENDS(STR(?committee), "/bcd-cqdt-binh-dinh")) }"""
    )
    asked = {(str(s), str(o)) for s, o in store.select(query).rows}
    place = "https://w3id.org/vngov/id/organisation/"
    pairs = zip(ours["iri"], ours["organisation_id_of_position"], strict=True)
    assert {(iri, place + organisation) for iri, organisation in pairs} == asked
    assert len(asked) == 19


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("statements", "disagreements")])
def test_the_rows_of_a_table_are_the_things_of_its_class(name: str, released: Path, facts: Facts) -> None:
    defined = {t.name: t for t in tables.load(ROOT / "ontology" / "tables.yaml", facts)}
    rows = frame(released, name)
    assert sorted(rows["iri"]) == sorted(str(thing) for thing in facts.of_class(defined[name].of))
    assert rows["id"].is_unique
    assert all(iri == defined[name].base + id_ for id_, iri in zip(rows["id"], rows["iri"], strict=True))


def test_each_statement_is_there_with_its_source(released: Path, result: pipeline.Result) -> None:
    rows = frame(released, "statements")
    assert len(rows) == result.nquads.count("\n")
    sourced = rows[~rows["graph"].str.contains("/graph/(?:inferred/|labels|evidence|ontology-)")]
    assert len(sourced) > 15_000
    assert (sourced["source_ids"] != "").all()
    assert set(sourced["source_ids"]) <= set(frame(released, "sources")["id"])


def test_what_sources_disagree_on_stands_side_by_side(released: Path) -> None:
    decisions = frame(released, "decisions").set_index("id")
    several = decisions[decisions["date"].str.contains("|", regex=False)]
    assert "ttg/2018/qd/1072" in several.index
    dates = several.loc["ttg/2018/qd/1072", "date"]
    assert str(dates).split("|") == sorted(str(dates).split("|"))


def test_dates_are_iso_and_as_precise_as_the_source(released: Path) -> None:
    checked = 0
    for name in NAMES:
        for column, values in frame(released, name).items():
            if str(column) in (
                "date",
                "issued",
                "as_of",
                "valid_from",
                "valid_until",
                "in_force",
                "observed_on",
            ):
                for value in "|".join(v for v in values if v).split("|"):
                    checked += bool(value)
                    assert not value or re.fullmatch(DATE[1:-1], value), (name, column, value)
    assert checked > 300


def test_labels_stand_in_both_languages(released: Path) -> None:
    for name in ("committees", "compositions", "decisions", "organisations", "places", "positions", "seats"):
        rows = frame(released, name)
        assert ((rows["label_vi"] != "") | (rows["label_en"] != "")).all(), name
        assert (rows["label_vi"] != "").mean() > 0.95, name
        assert (rows["label_en"] != "").mean() > 0.85, name


def test_the_context_of_a_code_is_its_word_and_its_labels(released: Path) -> None:
    seats = frame(released, "seats").set_index("id")
    head = seats.loc["bcd-cqdt-binh-dinh.binh-dinh-ubnd-2021-qd-03-01.chu-tich-ubnd-tinh"]
    assert (head["role"], head["role_vi"], head["role_en"]) == ("head", "Trưởng ban", "head")
    assert head["source_ids"] == "vietnamnet-716874"


@pytest.mark.parametrize(
    "text", ["", "org", "org:", "nope:x", "org:hasPost/", "org:hasPost[x]", "org:hasPost//org:role"]
)
def test_what_is_no_path(text: str) -> None:
    with pytest.raises(ValueError, match="is no step of a path"):
        path(text)


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("{path: org:role, as: cod, title: {vi: a, en: b}}", "«cod» is no kind of column"),
        ("{path: org:role, as: code, titel: {vi: a, en: b}}", "an option is misspelt"),
        ("{path: org:role, as: code}", "write title"),
        ("{path: org:role, as: code, title: {vi: a}}", "write title"),
    ],
)
def test_a_definition_that_is_wrong(column: str, problem: str, facts: Facts, tmp_path: Path) -> None:
    file = tmp_path / "tables.yaml"
    text = f"seats:\n  of: vg:Seat\n  base: x\n  title: {{vi: a, en: b}}\n  columns:\n    role: {column}\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(problem)):
        tables.load(file, facts)


def test_disagreements_name_each_value_with_its_sources(released: Path) -> None:
    rows = frame(released, "disagreements")
    seats = rows[
        (rows["thing_id"] == "bcd-cqdt-lang-son.lang-son-ubnd-2021-qd-2041")
        & (rows["column"] == "listed_seats")
    ]
    assert dict(zip(seats["value"], seats["source_ids"], strict=True)) == {
        "1": "prov-langson-2041",
        "23": "prov-langson-2041-full",
    }
    assert (rows["source_ids"] != "").mean() > 0.9
    assert set(rows["table"]) <= set(NAMES)
    assert len(rows) > 80


def test_rows_stand_in_the_order_of_the_source(released: Path) -> None:
    seats = frame(released, "seats")
    ours = seats[seats["committee_id"] == "bcd-cqdt-binh-dinh"]
    assert list(ours["order"]) == [str(n) for n in range(1, 20)]


def test_no_cell_of_a_table_is_a_formula(released: Path) -> None:
    for name in NAMES:
        if name != "statements":
            for column, values in frame(released, name).items():
                assert not values.str.match(r"[=+@\t\r-]").any(), (name, column)


def test_csvw_invents_no_name(released: Path, store: EmbeddedStore) -> None:
    """Every IRI of ours that a CSVW processor makes of the tables is one of the graph."""
    made = CSVW(str(released / "csv" / "csv-metadata.json")).to_json()
    known = {
        str(s)
        for (s,) in store.select(
            "SELECT DISTINCT ?s { { ?s ?p ?o } UNION { ?o ?p ?s FILTER(ISIRI(?s)) } }"
        ).rows
    }
    graphs = {str(g) for (g,) in store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows}
    found = set(re.findall(r"https://w3id\.org/vngov/[^\s\"']+", json.dumps(made["tables"], default=str)))
    assert {iri for iri in found if iri not in known | graphs and "|" not in iri} == set()
    assert len(found) > 2000
