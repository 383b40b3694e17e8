from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from vngov.store import EmbeddedStore
from vngov.terms import PREFIXES, curie
from vngov.validate.engines import ENGINES, Result, messages, run
from vngov.validate.graph import Shapes, shape_ids

HERE = Path(__file__).parent
SHAPES = Shapes.load(HERE.parents[1] / "ontology")
TEXTS = (SHAPES.required, SHAPES.advised)
MESSAGES = {shape: spoken for text in TEXTS for shape, spoken in messages(text).items()}

GOOD = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/good.ttl"))
BAD = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/bad-*.ttl"))

EXEMPT = {
    "vgs:Composition-by-decision": "inside sh:or of vgs:Composition, which reports for it",
    "vgs:Composition-by-report": "inside sh:or of vgs:Composition, which reports for it",
    "vgs:FullDate": "counted by vgs:DecisionAdvice-one-date, which reports for it",
    "vgs:HeadSeat": "counted by vgs:CompositionAdvice-one-head, which reports for it",
    "vgs:HeadSeat-role": "counted by vgs:CompositionAdvice-one-head, which reports for it",
    "vgs:Seat-by-office": "inside sh:or of vgs:Seat, which reports for it",
    "vgs:Seat-by-person": "inside sh:or of vgs:Seat, which reports for it",
    "vgs:Seat-by-nomination": "inside sh:or of vgs:Seat, which reports for it",
}
NO_CONSTRAINT = {RDF.type, RDFS.label, SH.targetClass, SH.property, SH.message, SH.severity}


@cache
def results(engine: str, name: str) -> list[Result]:
    data = EmbeddedStore.parse(HERE / name)
    return [result for text in TEXTS for result in run(engine, text, data)]


def expected(name: str) -> tuple[str, str]:
    first = (HERE / name).read_text(encoding="utf-8").splitlines()[0]
    component, shape = first.removeprefix("# expect: ").split(" ")
    return component, shape


def reporting() -> dict[str, str]:
    """Return each shape that can report, with the node shape it stands in."""
    graph = Graph()
    for text in TEXTS:
        graph.parse(data=text, format="turtle")
    found = {}
    for shape in (URIRef(name) for text in TEXTS for name in shape_ids(text)):
        node = graph.value(predicate=SH.property, object=shape) or shape
        if set(graph.predicates(shape)) - NO_CONSTRAINT and curie(shape) not in EXEMPT:
            found[curie(shape)] = curie(str(node)).removeprefix("vgs:")
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", GOOD)
def test_a_good_example_gives_no_result(name: str, engine: str) -> None:
    assert results(engine, name) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_example_gives_the_one_expected_result(name: str, engine: str) -> None:
    assert [(r.component, curie(r.shape)) for r in results(engine, name)] == [expected(name)]


@pytest.mark.parametrize("name", BAD)
def test_both_engines_report_a_bad_example_alike(name: str) -> None:
    first, second = (results(engine, name) for engine in ENGINES)
    assert first == second


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", BAD)
def test_one_reading_of_the_data_tells_what_must_hold_from_what_advises(name: str, engine: str) -> None:
    required, advised = SHAPES.results(engine, EmbeddedStore.parse(HERE / name))
    assert [*required, *advised] == results(engine, name)
    for text, found in zip(TEXTS, (required, advised), strict=True):
        assert {result.shape for result in found} <= shape_ids(text)


def test_no_shape_both_must_hold_and_advises() -> None:
    assert shape_ids(SHAPES.required).isdisjoint(shape_ids(SHAPES.advised))


@pytest.mark.parametrize("shape", sorted(reporting()))
def test_a_reporting_shape_has_examples_and_messages(shape: str) -> None:
    folder = reporting()[shape]
    tried = {expected(name)[1] for name in BAD if name.startswith(f"{folder}/")}
    assert f"{folder}/good.ttl" in GOOD
    assert shape in tried
    assert set(MESSAGES[PREFIXES["vgs"] + shape.removeprefix("vgs:")]) == {"vi", "en"}


def test_a_bad_example_is_named_after_its_shape() -> None:
    for name in BAD:
        folder, file = name.removesuffix(".ttl").split("/bad-")
        shape = expected(name)[1]
        assert f"vgs:{folder}-{file}-".startswith(f"{shape}-"), name


def test_every_exempt_shape_exists() -> None:
    ids = {curie(shape) for text in TEXTS for shape in shape_ids(text)}
    assert set(EXEMPT) <= ids


def test_no_example_is_missing() -> None:
    assert (len(reporting()), len(GOOD), len(BAD)) == (78, 26, 157)
    assert len(list(HERE.rglob("*.ttl"))) == len(GOOD) + len(BAD)
