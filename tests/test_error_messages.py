"""Every kind of bad input gives one clear message with file, line and remedy: the text is golden."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import GOLDEN, ROOT, Ran

CORPUS = Path(__file__).parent / "corpus"
BASE = (CORPUS / "van-ban-mau.yaml").read_text(encoding="utf-8")

# name of the case: (what to replace, with what)
RECORDS: dict[str, tuple[str, str]] = {
    "yaml-bracket": ("cites: [ttg/2020/qd/701]", "cites: [ttg/2020/qd/701"),
    "yaml-tab": ("  listed: 3", "\tlisted: 3"),
    "yaml-duplicate-key": ("  listed: 3", "  listed: 3\n  listed: 3"),
    "yaml-anchor": ("listed: 3", "listed: &three 3"),
    "yaml-tag": ("listed: 3", "listed: !number 3"),
    "unknown-key": ("completeness: complete", "completness: complete"),
    "unknown-key-in-seat": ("role: member", "rôle: member"),
    "missing-key": ("jurisdiction: binh-dinh\n", ""),
    "unknown-office": ("giam-doc-so-y-te", "giam-doc-so-yte"),
    "unknown-role": ("role: deputy", "role: deputie"),
    "unknown-topic": ("smart-city", "smart-cities"),
    "unknown-committee": ("is: bcd-cntt-binh-dinh", "is: bcd-cntt-binh-din"),
    "unknown-jurisdiction": ("jurisdiction: binh-dinh", "jurisdiction: binh-dink"),
    "unknown-decision": ("cites: [ttg/2020/qd/701]", "cites: [ttg/2020/qd/7001]"),
    "office-of-another-level": ("chu-tich-ubnd-tinh", "chu-tich-ubnd-thanh-pho"),
    "date-vietnamese": ("is: 2021-04-05", "is: 5/4/2021"),
    "date-no-such-day": ("is: 2021-04-05", "is: 2021-02-30"),
    "date-not-of-the-id": ("is: 2021-04-05", "is: 2012-04-05"),
    "number-not-of-the-id": ("is: 99/QĐ-UBND", "is: 98/QĐ-UBND"),
    "in-force-before-signed": ("issuer:", "in-force: 2021-04-01\nissuer:"),
    "wrong-type": ("cites: [ttg/2020/qd/701]", "cites: {decision: ttg/2020/qd/701}"),
    "count-no-number": ("listed: 3", "listed: three"),
    "count-listed": ("listed: 3", "listed: 4"),
    "count-declared": ("{is: 3,", "{is: 2,"),
    "seat-twice": ("giam-doc-so-y-te", "giam-doc-so-tai-chinh"),
    "two-heads": ("role: deputy", "role: head"),
    "seat-empty": ("office: giam-doc-so-y-te, ", ""),
    "span-mistyped": ("at: 51-64~", "at: 51-65~"),
    "span-form": ("at: 51-64~", "at: 51..64~"),
    "text-changed": ("length: 305", "length: 306"),
    "name-not-nfc": ("Ban Chỉ đạo mẫu", "Ban Chi\u0309 đạo mẫu"),
    "name-zero-width": ("Ban Chỉ đạo mẫu", "Ban Chỉ\u200b đạo mẫu"),
    "name-cyrillic": ("Ban Chỉ đạo mẫu", "Ban Chỉ đạo m\u0430u"),
    "name-unusual-space": ("Ban Chỉ đạo mẫu", "Ban Chỉ\u00a0đạo mẫu"),
    "id-not-the-file": ("id: van-ban-mau", "id: van-ban"),
    "source-kind": ("kind: press", "kind: pres"),
    "function-twice": ("[urge]", "[urge, urge]"),
    "office-abolished": (
        "decision: binh-dinh/ubnd/2021/qd/99",
        "decision: binh-dinh/ubnd/2025/qd/99",
    ),
    "inferred-without-reason": ("{is: 2021-04-05,", "{is: 2021-04-05, inferred: year,"),
    "empty-value": ("listed: 3", "listed:"),
    "place-of-a-committee": ("is: bcd-cntt-binh-dinh", "is: bcd-cntt-binh-dinh@binh-dinh"),
    "office-nowhere": ("giam-doc-so-y-te", "giam-doc-so-y-te@sao-hoa"),
    "person-without-a-name": ("office: giam-doc-so-y-te", 'person: "…"'),
    "address": ("https://example.org/van-ban-mau", "https://example.org/[x]"),
    "task-in-one-language": (", en: urge plans for smart cities", ""),
    "decision-type": ("decision: binh-dinh/ubnd/2021/qd/99", "decision: binh-dinh/ubnd/2021/qx/99"),
    "decision-issuer": ("decision: binh-dinh/ubnd/2021/qd/99", "decision: binh-din/ubnd/2021/qd/99"),
    "change-into-nothing": (
        "mandates:",
        "changes:\n- {id: x, places: [binh-dinh], into: nowhere, effective: 2025-07-01}\nmandates:",
    ),
    "page-twice": ("https://example.org/van-ban-mau", "PAGE"),
}


def edited(case: str) -> str:
    old, new = RECORDS[case]
    if new == "PAGE":
        new = _binh_dinh().split("  url: ")[1].split("\n")[0]
    text = BASE.replace(old, new, 1)
    if case == "office-abolished":
        text = text.replace("2021-04-05", "2025-04-05").replace("giam-doc-so-y-te", "giam-doc-so-tttt")
    assert text != BASE, f"{case}: «{old}» is not in the base record"
    return text


def _binh_dinh() -> str:
    path = Path(__file__).parents[1] / "data/provinces/binh-dinh/vietnamnet-716874.yaml"
    return path.read_text(encoding="utf-8")


def test_the_base_record_is_right(
    vngov: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("van-ban-mau.yaml").write_text(BASE, encoding="utf-8")
    ran = vngov("validate", "van-ban-mau.yaml", "--no-advice")
    assert (ran.code, ran.out) == (0, ""), ran.err


@pytest.mark.parametrize("case", RECORDS)
def test_bad_record(
    case: str,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("van-ban-mau.yaml").write_text(edited(case), encoding="utf-8")
    ran = vngov("validate", "van-ban-mau.yaml", "--no-advice")
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert re.match(r"van-ban-mau\.yaml:\d+", ran.err), ran.err
    golden(f"errors/{case}.txt", ran.err.replace(f"{ROOT}/", ""))


FILES: dict[str, tuple[str, str | bytes]] = {
    "turtle-syntax": ("x.ttl", "@prefix vg: <https://w3id.org/vngov/ontology#> .\nvg:a vg:b\nvg:c vg:d .\n"),
    "turtle-encoding": ("x.yaml", "source: {id: x, publisher: B\xe1o}\n".encode("latin-1")),
    "yaml-empty": ("x.yaml", ""),
    "yaml-list": ("x.yaml", "- a\n- b\n"),
    "rdf-suffix": ("x.docx", "not RDF"),
}


@pytest.mark.parametrize("case", FILES)
def test_bad_file(
    case: str,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    name, content = FILES[case]
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    ran = vngov("validate", name)
    assert ran.code == 2
    golden(f"errors/{case}.txt", ran.err)


COMMANDS: dict[str, tuple[str, ...]] = {
    "command-misspelt": ("biuld",),
    "query-misspelt": ("query", "seats-on-dat"),
    "query-parameter-misspelt": ("query", "seats-on-date", "--comittee", "ubqg-cpdt"),
    "query-parameter-without-value": ("query", "seats-on-date", "--committee"),
    "query-date": ("query", "seats-on-date", "--date", "2/3/2021"),
    "query-id": ("query", "seats-on-date", "--committee", "Bình Định"),
    "query-nothing": ("query",),
    "query-no-store": ("query", "committees", "--store", "nowhere"),
    "query-both-graphs": ("query", "committees", "--store", "x", "--endpoint", "http://127.0.0.1:1/q"),
    "query-syntax": ("query", "--file", "bad.rq"),
    "query-header": ("query", "--file", "header.rq"),
    "query-no-file": ("query", "--file", "none.rq"),
    "query-unknown-thing": ("query", "seats-on-date", "--committee", "bcd-cqdt-binh-din"),
    "query-nested": ("query", "--file", "nested.rq"),
    "query-service": ("query", "--file", "service.rq"),
    "show-date": ("show", "ubqg-cpdt", "--on", "2021-02-30"),
    "show-unknown": ("show", "bcd-cqdt-binh-din"),
    "diff-unknown": ("diff", "ttg/2018/qd/1072", "ttg/2021/qd/1691"),
    "network-suffix": ("network", "--export", "net.pdf"),
    "cite-absent": ("cite", "text.txt", "không có trong này"),
    "cite-ambiguous": ("cite", "text.txt", "hai lần"),
    "verify-no-folder": ("verify", "--texts", "nowhere"),
    "build-no-data": ("build", "--data", "nowhere"),
    "build-foreign-folder": ("build", "--out", "mine"),
    "endpoint-address": ("query", "committees", "--endpoint", "localhost:7878"),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_bad_command(
    case: str,
    vngov: Callable[..., Ran],
    golden: Callable[[str, str], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.rq").write_text("SELECT ?x\nWHERE {\n  ?x a ?y\n", encoding="utf-8")
    Path("header.rq").write_text(
        "#+ questoin: {vi: a, en: b}\n#+ columns: [x]\nSELECT ?x {}", encoding="utf-8"
    )
    Path("nested.rq").write_text("SELECT * WHERE " + "{" * 3000 + "}" * 3000, encoding="utf-8")
    Path("service.rq").write_text("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", encoding="utf-8")
    Path("text.txt").write_text("một lần, hai lần, lại hai lần\n", encoding="utf-8")
    Path("mine").mkdir()
    Path("mine/letter.txt").write_text("keep me", encoding="utf-8")
    ran = vngov(*COMMANDS[case])
    assert ran.code == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert Path("mine/letter.txt").read_text(encoding="utf-8") == "keep me"
    golden(f"errors/{case}.txt", ran.err)


def test_every_message_has_a_case() -> None:
    cases = [*RECORDS, *FILES, *COMMANDS]
    assert len(cases) == len(set(cases)) == 79
    others = {f"endpoint-{w}" for w in ("down", "graphs", "html", "missing", "refuses", "slow")}
    found = {p.stem for p in (GOLDEN / "errors").glob("*.txt")}
    assert {case for case in found if not case.startswith(("release-", "load-"))} == {*cases, *others}
