"""The reading commands, as a user sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Ran
from vngov.records import spans
from vngov.records.reader import load
from vngov.records.texts import read_text, verify_spans

TEXT = ROOT / "tests" / "corpus" / "van-ban-mau.txt"
RECORD = ROOT / "tests" / "corpus" / "van-ban-mau.yaml"

# The 19 seats of the article, in its order: role and office.
BINH_DINH = [
    ("head", "Chairman, People's Committee of Bình Định"),
    (
        "standing deputy head",
        "Vice-Chairman, People's Committee of Bình Định, in charge of information technology",
    ),
    ("deputy head", "Director, Department of Information and Communications of Bình Định"),
    ("member", "Director, Public Security of Bình Định"),
    ("member", "Chief of the Office of the People's Committee of Bình Định"),
    ("member", "Director, Department of Home Affairs of Bình Định"),
    ("member", "Director, Department of Industry and Trade of Bình Định"),
    ("member", "Director, Department of Construction of Bình Định"),
    ("member", "Director, Department of Finance of Bình Định"),
    ("member", "Director, Department of Planning and Investment of Bình Định"),
    ("member", "Director, Department of Education and Training of Bình Định"),
    ("member", "Director, Department of Science and Technology of Bình Định"),
    ("member", "Director, Department of Natural Resources and Environment of Bình Định"),
    (
        "member",
        "Deputy Chief of the Office of the People's Committee of Bình Định, "
        "in charge of information technology",
    ),
    (
        "member",
        "Deputy Director, Department of Information and Communications of Bình Định, "
        "in charge of information technology",
    ),
    ("member", "Director, Post of Bình Định"),
    ("member", "Director, VNPT Bình Định"),
    ("member", "Director, Viettel Bình Định"),
    ("member", "Director, FPT Telecom Bình Định"),
]


def test_binh_dinh_has_exactly_its_nineteen_seats(vngov: Callable[..., Ran], built: Path) -> None:
    ran = vngov(
        "query",
        "seats-on-date",
        "--date",
        "2021-03-01",
        "--lang",
        "en",
        "--format",
        "json",
        "--store",
        str(built),
    )
    rows = json.loads(ran.out)
    assert [(r["role_label"], r["office_label"]) for r in rows] == BINH_DINH
    assert all(r["organisation_label"] for r in rows)
    evidence = json.loads(vngov("query", "evidence", "--format", "json", "--store", str(built)).out)
    assert {r["seat"] for r in rows} <= {r["subject"] for r in evidence}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("show-binh-dinh", ["show", "bcd-cqdt-binh-dinh"]),
        ("show-on-a-day", ["show", "ubqg-cpdt", "--on", "2018-12-31"]),
        ("align", ["align"]),
        ("diff-lang-son", ["diff", "lang-son/ubnd/2020/qd/1782", "lang-son/ubnd/2021/qd/2041"]),
        ("diff-national", ["diff", "ttg/2018/qd/1072", "ttg/2021/qd/1619"]),
    ],
)
def test_card(
    name: str,
    command: list[str],
    lang: str,
    vngov: Callable[..., Ran],
    built: Path,
    golden: Callable[[str, str], None],
) -> None:
    ran = vngov(*command, "--lang", lang, "--store", str(built))
    assert (ran.code, ran.err) == (0, "")
    golden(f"cards/{name}.{lang}.txt", ran.out)


def test_a_command_without_a_store_asks_the_data_that_come_with_vngov(
    vngov: Callable[..., Ran], built: Path
) -> None:
    assert vngov("align").out == vngov("align", "--store", str(built)).out


def test_cite_prints_what_a_record_writes(vngov: Callable[..., Ran]) -> None:
    ran = vngov("cite", str(TEXT), "99/QĐ-UBND", "3 thành viên")
    header, *lines = ran.out.splitlines()
    record = RECORD.read_text(encoding="utf-8")
    assert header.removeprefix("# source: ") in record
    assert len(lines) == 2
    for line in lines:
        assert line in record


def test_verify(vngov: Callable[..., Ran], tmp_path: Path) -> None:
    data = tmp_path / "data"
    texts = tmp_path / "texts"
    texts.mkdir()
    for name in ("registries", "national"):
        (data / name).mkdir(parents=True)
        for path in (ROOT / "data" / name).glob("*.yaml"):
            (data / name / path.name).write_bytes(path.read_bytes())
    (data / "national" / RECORD.name).write_bytes(RECORD.read_bytes())
    (texts / "whatever.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.read_bytes().replace(b"\n", b"\r\n"))
    ran = vngov("verify", "--texts", str(texts), "--data", str(data))
    assert ran.code == 0
    assert re.search(r"van-ban-mau +whatever.txt +8 +8 +verified", ran.out)
    (texts / "whatever.txt").unlink()
    changed = read_text(TEXT).replace("Sở Y tế", "Sở Nội vụ")
    (texts / "van-ban-mau.txt").write_text(changed, encoding="utf-8")
    ran = vngov("verify", "--texts", str(texts), "--data", str(data))
    assert ran.code == 1
    assert "source changed" in ran.out
    assert "wrong spans" not in ran.out


def test_verify_names_a_wrong_span(tmp_path: Path) -> None:
    everything = load()
    entry = next(e for e in everything.entries if e.id == "vietnamnet-716874")
    assert entry.record.source.text is not None
    (tmp_path / "vietnamnet-716874.txt").write_text("x" * entry.record.source.text.length, encoding="utf-8")
    found = verify_spans(everything, tmp_path)
    assert [r.verdict for r in found.texts] == ["source changed"]
    assert found.texts[0].verified == 0


def test_every_span_of_binh_dinh_has_its_claim(vngov: Callable[..., Ran], built: Path) -> None:
    text = (ROOT / "data/provinces/binh-dinh/vietnamnet-716874.yaml").read_text(encoding="utf-8")
    written = {tuple(int(n) for n in s) for s in re.findall(r"(\d+)-(\d+)~[0-9a-f]{8}~[0-9a-f]{4}", text)}
    assert len(written) > 25
    nquads = (built / "vngov.nq").read_text(encoding="utf-8")
    for start, end in written:
        assert f"/id/span/vietnamnet-716874.{start}-{end}>" in nquads


def test_the_records_hold_no_text_of_the_article() -> None:
    """Spans point into the text; the words stay with the publisher."""
    text = (ROOT / "data/provinces/binh-dinh/vietnamnet-716874.yaml").read_text(encoding="utf-8")
    assert "quote" not in text
    assert spans.parse(re.findall(r"\d+-\d+~[0-9a-f]{8}~[0-9a-f]{4}", text)[0])


def test_validate_takes_rdf_too(vngov: Callable[..., Ran]) -> None:
    shapes = ROOT / "tests" / "shapes"
    good = vngov("validate", str(shapes / "Seat" / "good.ttl"))
    assert (good.code, good.out) == (0, "")
    bad = vngov("validate", str(shapes / "Seat" / "bad-role.ttl"), "--lang", "vi")
    assert bad.code == 1
    assert "Ghế cần vai trò" in bad.out
    both = vngov("validate", str(shapes / "Seat" / "good.ttl"), "nowhere.ttl")
    assert both.code == 2


def test_validate_takes_every_file_it_is_given(vngov: Callable[..., Ran]) -> None:
    data = ROOT / "data" / "provinces" / "lang-son"
    ran = vngov("validate", *(str(p) for p in sorted(data.glob("*.yaml"))))
    assert ran.code == 0
    assert "3 files checked: nothing is wrong" in ran.err


def test_records_are_plain_python() -> None:
    records = load()
    values: list[object] = [
        entry.record.model_dump(mode="json", exclude_none=True) for entry in records.entries
    ]
    assert len(values) == 97
    while values:
        value = values.pop()
        assert type(value) in (dict, list, str, int, bool), value
        if isinstance(value, dict | list):
            values += value.values() if isinstance(value, dict) else value
    with pytest.raises(KeyError, match="did you mean «vietnamnet-716874»"):
        records["vietnamnet-71687"]
