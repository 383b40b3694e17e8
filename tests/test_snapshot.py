"""The static site: whole, linked within itself, asking nothing of anyone else, the same bytes every time."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest

from conftest import Ran
from vngov import snapshot
from vngov.errors import OutputError
from vngov.pages.site import Site
from vngov.pages.view import Setting
from vngov.pipeline import Result
from vngov.store import EmbeddedStore, joined

STATIC = Setting(static=True, base_url="https://vngov.example/explorer/", formats=("ttl", "jsonld"))


@pytest.fixture(scope="module")
def small(result: Result) -> EmbeddedStore:
    """Bình Định's source and what it rests on: small enough to write several times."""
    wanted = (
        "vietnamnet-716874>",
        "graph/ontology-",
        "graph/registry-committees>",
        "graph/labels>",
        "graph/evidence>",
    )
    lines = [line for line in result.nquads.split("\n") if any(w in line.rsplit(" <", 1)[-1] for w in wanted)]
    return EmbeddedStore.in_memory(joined("\n".join(lines)))


@pytest.fixture(scope="module")
def written(small: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "out"
    made = snapshot.write(out, Site(small, STATIC), search=False)
    assert made.pages > 500
    return out


def _digests(folder: Path) -> dict[str, str]:
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_every_link_leads_to_a_file_and_nothing_is_loaded_from_elsewhere(written: Path) -> None:
    pages = sorted(written.rglob("*.html"))
    links = 0
    for page in pages[::5] + [p for p in pages if "/id/" not in str(p) and "/code/" not in str(p)]:
        tree = html5lib.parse(page.read_bytes(), namespaceHTMLElements=False)
        for element in tree.iter():
            for name in ("href", "src"):
                address = element.get(name)
                if not isinstance(element.tag, str) or address is None:
                    continue
                parts = urlsplit(address)
                if parts.scheme:
                    assert element.tag == "a" or element.get("rel") == "canonical", f"{page}: {address}"
                    continue
                if "islands/" in parts.path or not parts.path:
                    continue  # islands are built by Vite and tested in a browser; anchors in test_pages
                links += 1
                assert (page.parent / unquote(parts.path)).resolve().is_file(), f"{page}: {address}"
    assert links > 2000


def test_two_snapshots_have_the_same_bytes(written: Path, small: EmbeddedStore, tmp_path: Path) -> None:
    snapshot.write(tmp_path / "again", Site(small, STATIC), search=False)
    assert _digests(tmp_path / "again") == _digests(written)


def test_the_dump_is_the_graph(written: Path, small: EmbeddedStore) -> None:
    text = gzip.decompress((written / "vngov.nq.gz").read_bytes()).decode()
    again = EmbeddedStore.in_memory(text)
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert again.select(count) == small.select(count)
    assert snapshot.dump_of(again) == text


def test_the_sitemap_has_every_page(written: Path) -> None:
    listed = re.findall(r"<loc>(.*)</loc>", (written / "sitemap.xml").read_text(encoding="utf-8"))
    pages = {str(p.relative_to(written)) for p in written.rglob("*.html")} - {"index.html"}
    assert {address.removeprefix(STATIC.base_url or "") for address in listed} == pages


def test_a_folder_of_others_is_left_alone(small: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        snapshot.write(tmp_path, Site(small, STATIC), search=False)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_snapshot_that_fails_leaves_the_old_one(
    written: Path, small: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _digests(written)

    def broken(folder: Path) -> None:
        raise OutputError(str(folder), "Pagefind failed: no space", "write the site with --no-search")

    monkeypatch.setattr(snapshot, "_index", broken)
    with pytest.raises(OutputError, match="no-search"):
        snapshot.write(written, Site(small, STATIC))
    assert _digests(written) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--base-url", "javascript:alert(1)"], "--base-url: «javascript:alert(1)» is no web address"),
        (["--store", "x", "--endpoint", "http://127.0.0.1:9/"], "--store and --endpoint: name one of them"),
        (["--store", "nowhere"], "there is no graph here"),
    ],
)
def test_wrong_options_are_said(
    vngov: Callable[..., Ran], tmp_path: Path, arguments: list[str], says: str
) -> None:
    ran = vngov("site", "--out", str(tmp_path / "out"), *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert list(tmp_path.iterdir()) == []
