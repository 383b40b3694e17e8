"""A small site with an island of each kind, served with the policy of the real pages."""

from __future__ import annotations

import gzip
import json
import math
import urllib.parse
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from vngov.pages.site import POLICY, media_type

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "tests" / "web" / "pages"
STATIC = ROOT / "src" / "vngov" / "pages" / "static"
BASE = "https://w3id.org/vngov/"
VG = f"{BASE}ontology#"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
HOSTILE = '<img src=x onerror="document.title=1">'
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
LIBRARY = [
    {
        "name": "seats",
        "question": {"vi": "Những ghế nào?", "en": "Which seats?"},
        "text": f"PREFIX vg: <{VG}>\n\nSELECT ?seat ?of ?order\nWHERE {{\n  VALUES ?of {{ UNDEF }}\n"
        "  ?seat a vg:Seat ; vg:of ?of ; vg:seatOrder ?order\n}\nORDER BY ?order ?seat\n",
        "params": [
            {"name": "of", "type": "iri", "kind": "committee", "doc": "the committee", "default": None}
        ],
        "columns": ["seat", "of", "order"],
    },
    {
        "name": "counts",
        "question": {"vi": "Bao nhiêu ghế?", "en": "How many seats?"},
        "text": f"PREFIX vg: <{VG}>\n\nSELECT ?of (COUNT(?seat) AS ?seats)\n"
        "WHERE { ?seat vg:of ?of }\nGROUP BY ?of\nORDER BY ?of\n",
        "params": [],
        "columns": ["of", "seats"],
    },
    {
        "name": "graph",
        "question": {"vi": "Đồ thị", "en": "The graph"},
        "text": f"PREFIX vg: <{VG}>\nCONSTRUCT {{ ?seat vg:of ?of }}\nWHERE {{ ?seat vg:of ?of }}\n",
        "params": [],
    },
]


def quads() -> str:
    """Return N-Quads: two committees with 60 seats, one of them with a hostile name."""
    lines = []
    for committee, name in (("binh-dinh", "Ban Chỉ đạo Bình Định"), ("lang-son", HOSTILE)):
        iri = f"<{BASE}id/committee/{committee}>"
        lines.append(f"{iri} <{LABEL}> {json.dumps(name, ensure_ascii=False)}@vi")
        for n in range(1, 31):
            seat = f"<{BASE}id/seat/{committee}.{n}>"
            number = f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer>'
            kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
            lines += [
                f"{seat} {kind} <{VG}Seat>",
                f"{seat} <{VG}of> {iri}",
                f"{seat} <{VG}seatOrder> {number}",
                f'{seat} <{LABEL}> "Ghế {n}"@vi',
            ]
    lines.append(f"<{BASE}id/seat/odd> <{VG}page> <javascript:document.title=1>")
    return "".join(f"{line} <{BASE}graph/{n % 2}> .\n" for n, line in enumerate(lines))


def network(size: int) -> dict[str, object]:
    """Return a network in a spiral: every node joined to a near one and to a far one."""
    kinds = ("province", "ministry", "national")
    nodes = [
        {
            "id": str(i),
            "label": f"Nút {i}" if i else HOSTILE,
            "kind": kinds[i % 3],
            "x": math.sqrt(i + 1) * math.cos(i * 2.4),
            "y": math.sqrt(i + 1) * math.sin(i * 2.4),
            "href": f"id/{i}.html",
            "from": "2020" if i % 2 else "2022-01-01",
        }
        for i in range(size)
    ]
    edges = [{"source": str(i), "target": str(i // 3), "role": "member"} for i in range(1, size)]
    edges += [{"source": str(i), "target": str((i * 7 + 3) % size)} for i in range(0, size, 2)]
    return {"nodes": nodes, "edges": edges}


def _seat(key: str, role: str, order: int) -> dict[str, object]:
    return {"key": key, "label": f"Seat {key}", "href": f"id/{key}.html", "role": role, "roleLabel": role,
            "orgLabel": "Department", "order": order}  # fmt: skip


def _terms() -> dict[str, object]:
    def term(iri: str, curie: str, kind: str, vi: str, en: str) -> dict[str, object]:
        return {"iri": iri, "curie": curie, "kind": kind, "labels": {"vi": vi, "en": en}}

    return {
        "prefixes": {"vg": VG, "org": "http://www.w3.org/ns/org#"},
        "terms": [
            term(f"{VG}Seat", "vg:Seat", "class", "ghế", "seat"),
            term(f"{VG}seatOrder", "vg:seatOrder", "property", "thứ tự ghế", "seat order"),
            term("http://www.w3.org/ns/org#role", "org:role", "property", "vai trò", "role"),
            term(f"{BASE}id/committee/hue", "c", "thing", "Ban Huế", "Huế Committee"),
        ],
    }


def _data() -> Mapping[str, object]:
    seats = [_seat("chair", "head", 1), _seat("finance", "deputy head", 2), _seat("police", "member", 3)]
    changed = [_seat("chair", "head", 1), _seat("finance", "member", 2), _seat("health", "member", 3)]
    task = {"key": "t", "text": HOSTILE, "href": "javascript:document.title=1"}
    return {
        "compositions.json": {
            "old": {
                "label": "Composition of 2021",
                "href": "id/old.html",
                "seats": seats,
                "mandates": [task],
            },
            "new": {"label": "Composition of 2023", "seats": changed, "mandates": [task]},
        },
        "network.json": network(60),
        "big.json": network(10_000),
        "terms.json": _terms(),
    }


_PAGEFIND = """export async function search(q) {
  const meta = (n) => ({ title: `${q} <b>${n}</b>`, kind: "Ban" });
  const page = (n) => ({ url: `/vi/${n}.html`, meta: meta(n), plain_excerpt: "…" });
  return { results: [1, 2, 3].map((n) => ({ data: async () => page(n) })) };
}
"""


def _store() -> Store:
    store = Store()
    store.extend(parse(quads().encode(), RdfFormat.N_QUADS))
    return store


class IslandSite(BaseHTTPRequestHandler):
    """Answers for the small site."""

    store = _store()
    data = _data()

    def do_GET(self) -> None:
        """Answer with a page, a static file, data, or suggestions."""
        address = urllib.parse.urlsplit(self.path)
        name = address.path.rpartition("/")[2]
        file = STATIC / address.path.removeprefix("/static/")
        if address.path.startswith("/static/") and file.is_file():
            self._send(file.read_bytes(), media_type(name))
        elif name in self.data:
            self._send(json.dumps(self.data[name]).encode(), "application/json")
        elif name == "vngov.nq.gz":
            self._send(gzip.compress(quads().encode(), mtime=0), "application/gzip")
        elif name == "pagefind.js":
            self._send(_PAGEFIND.encode(), "text/javascript")
        elif name == "suggest.json":
            q = urllib.parse.parse_qs(address.query).get("q", [""])[0]
            items = [{"label": f"{q} {HOSTILE} {n}", "href": f"s{n}.html", "kind": "Ban"} for n in range(3)]
            self._send(json.dumps({"items": items}).encode(), "application/json")
        elif name.endswith(".html"):
            self._page(name)
        else:
            self._send(b"no such page", "text/plain", 404)

    def do_POST(self) -> None:
        """Answer a query as the endpoint does."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        text = urllib.parse.parse_qs(body)["query"][0]
        accept = self.headers["Accept"]
        try:
            found = self.store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            place, _, message = str(error).removeprefix("error at ").partition(": ")
            line, _, column = place.partition(":")
            told = f"line {line}, column {column}: {message}\n"
            return self._send(told.encode(), "text/plain; charset=utf-8", 400)
        if isinstance(found, (QuerySolutions, QueryBoolean)):
            form = QueryResultsFormat.from_media_type(accept)
            assert form is not None
            return self._send(found.serialize(format=form), accept)
        rdf = RdfFormat.from_media_type(accept)
        assert rdf is not None
        return self._send(found.serialize(format=rdf), accept)

    def _page(self, name: str) -> None:
        file = PAGES / {"static.html": "query.html", "big.html": "network.html"}.get(name, name)
        if not file.is_file():
            return self._send(b"<!doctype html><link rel=icon href=data:,><title>There</title>", "text/html")
        text = file.read_text()
        library = json.dumps(LIBRARY, ensure_ascii=False).replace("<", "\\u003c")
        text = text.replace("LIBRARY", library).replace("MODE", name.removesuffix(".html"))
        text = text.replace("network.json", "big.json") if name == "big.html" else text
        return self._send(text.encode(), "text/html; charset=utf-8")

    def _send(self, body: bytes | None, kind: str, status: int = 200) -> None:
        assert body is not None
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""
