"""What each file of a release is, in both languages: for its README and for the catalogue."""

from __future__ import annotations

from collections.abc import Mapping

CONTENTS: Mapping[str, Mapping[str, str]] = {
    "vngov.ttl": {
        "vi": "đồ thị, mỗi phát biểu một lần (Turtle)",
        "en": "the graph, every statement once (Turtle)",
    },
    "vngov.trig.gz": {
        "vi": "đồ thị, mỗi nguồn một đồ thị có tên (TriG)",
        "en": "the graph, one named graph a source (TriG)",
    },
    "vngov.nq.gz": {
        "vi": "như trên, dạng N-Quads, đã sắp thứ tự",
        "en": "the same as N-Quads, sorted",
    },
    "vngov.jsonld": {
        "vi": "như trên, dạng JSON-LD, theo ngữ cảnh `context.jsonld`",
        "en": "the same as JSON-LD, with the context of `context.jsonld`",
    },
    "committees/": {
        "vi": "mỗi ban chỉ đạo một tài liệu JSON: tên, quyết định, ghế, nhiệm vụ, nguồn; "
        "`index.json` liệt kê",
        "en": "one JSON document a committee: names, decisions, seats, tasks, sources; "
        "`index.json` lists them",
    },
    "evidence.ttl": {
        "vi": "đoạn nào của văn bản nào làm căn cứ cho phát biểu nào (RDF 1.2 Turtle)",
        "en": "which stretch of which text supports which statement (RDF 1.2 Turtle, reifiers)",
    },
    "csv/": {
        "vi": "các bảng: mỗi lớp một bảng; `disagreements.csv`: chỗ các nguồn nói khác nhau; "
        "`statements.csv`: mọi phát biểu và nguồn của nó",
        "en": "tables: one a class; `disagreements.csv`: where sources disagree; `statements.csv`: every "
        "statement with its source",
    },
    "csv/datapackage.json": {
        "vi": "mô tả các bảng cho máy đọc (Frictionless); `csv-metadata.json` cũng vậy (CSV on the Web)",
        "en": "the tables described for machines (Frictionless); so does `csv-metadata.json` "
        "(CSV on the Web)",
    },
    "network.graphml": {
        "vi": "các ban chỉ đạo và những tổ chức có người tham gia (GraphML)",
        "en": "committees and the organisations whose officers sit on them (GraphML)",
    },
    "ontology/": {
        "vi": "bản thể học (Turtle, RDF/XML, JSON-LD), danh mục mã, ánh xạ, ràng buộc SHACL",
        "en": "the ontology (Turtle, RDF/XML, JSON-LD), code lists, alignments, SHACL shapes",
    },
    "docs/": {
        "vi": "tài liệu tham chiếu của bản thể học, tiếng Việt và tiếng Anh",
        "en": "reference of the ontology, in Vietnamese and English",
    },
    "queries/": {
        "vi": "thư viện truy vấn SPARQL 1.1",
        "en": "the query library, SPARQL 1.1",
    },
    "validation.ttl": {
        "vi": "báo cáo SHACL của đồ thị này: ràng buộc phải đúng, và lời khuyên",
        "en": "the SHACL reports on this graph: on what must hold, and on what is worth a look",
    },
    "catalog.ttl": {
        "vi": "danh mục dữ liệu (DCAT 3, DCAT-AP 3.0.1); kèm `catalog.jsonld`, `void.ttl`, `schema.jsonld`",
        "en": "the catalogue (DCAT 3, DCAT-AP 3.0.1); beside it `catalog.jsonld`, `void.ttl`, "
        "`schema.jsonld`",
    },
    "changes.json": {
        "vi": "dữ kiện được thêm, bỏ, đổi so với bản phát hành trước",
        "en": "facts added, removed, changed since the release before",
    },
    "w3id/": {
        "vi": "chuyển hướng từ w3id.org/vngov tới nơi này",
        "en": "redirects of w3id.org/vngov to this place",
    },
    "CITATION.cff": {"vi": "cách trích dẫn", "en": "how to cite"},
    "LICENSE.txt": {"vi": "CC BY 4.0", "en": "CC BY 4.0"},
    "release.json": {
        "vi": "phiên bản, số lượng và mã băm, cho máy đọc",
        "en": "version, counts and digest, for machines",
    },
    "SHA256SUMS": {
        "vi": "`sha256sum --check SHA256SUMS` kiểm tra mọi tệp; `vngov release --check .` còn đếm và "
        "kiểm tra ràng buộc",
        "en": "`sha256sum --check SHA256SUMS` verifies every file; `vngov release --check .` counts and "
        "validates too",
    },
}
"""A path, or a folder with «/» at its end, to what it is."""
