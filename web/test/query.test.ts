/** What the query page decides, without a browser. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { bind, bound, iriRef, minted, string, takes, termOf, WrongValue } from "../src/query/bind.ts";
import { points } from "../src/query/chart.ts";
import { chosen } from "../src/query/labels.ts";
import { layout } from "../src/query/layout.ts";
import { askedBy, linkTo } from "../src/query/link.ts";
import { links, numbers, paired, sorted } from "../src/query/order.ts";
import { lines, missing, placeOf, shortened } from "../src/query/prefixes.ts";
import { problemOf } from "../src/query/problem.ts";
import { makesGraph } from "../src/query/runner.ts";
import { curl, python } from "../src/query/snippet.ts";
import { answerOf, type Cell, isNumber } from "../src/query/term.ts";
import { Index, read } from "../src/query/terms.ts";

const TEXT = "SELECT * { VALUES ?x { UNDEF } ?x ?p ?o }";
const XSD = "http://www.w3.org/2001/XMLSchema#";

test("a hostile text stays one string", () => {
  for (const value of ['a" } #', 'a\\" } ; DROP', "a\n} UNION {", "\\", '"""', "a\r\nb", "'", "\u0000", "\ud800x", "$&", "${x}"]) {
    const made = string(value);
    assert.match(made, /^"(?:[^"\\\n\r]|\\["\\]|\\u[0-9A-F]{4})*"$/u);
    assert.equal(bind(TEXT, "x", [made]), `SELECT * { VALUES ?x { ${made} } ?x ?p ?o }`);
  }
  assert.equal(string('ế "x"'), '"ế \\"x\\""');
});

test("an IRI with a character that no IRI has is refused", () => {
  assert.equal(iriRef("https://h/a"), "<https://h/a>");
  for (const odd of ["https://h/a> } #", "https://h/ b", "https://h/{", 'https://h/"', "https://h/\\u003E", "https://h/`", "https://h/\n", ""])
    assert.equal(iriRef(odd), undefined);
});

test("values are terms of their parameter's type, or refused", () => {
  const parameter = (type: "iri" | "date" | "text" | "integer", kind?: string) => ({ name: "x", type, kind: kind ?? null });
  assert.equal(termOf(parameter("date"), "2021-03-01"), `"2021-03-01"^^<${XSD}date>`);
  assert.equal(termOf(parameter("integer"), "-12"), `"-12"^^<${XSD}integer>`);
  assert.equal(termOf(parameter("iri", "committee"), "bcd-cqdt-binh-dinh"), "<https://w3id.org/vngov/id/committee/bcd-cqdt-binh-dinh>");
  assert.equal(termOf(parameter("iri", "decision"), "ttg/2020/qd/701"), "<https://w3id.org/vngov/eli/vn/ttg/2020/qd/701>");
  assert.equal(termOf(parameter("iri", "code/level"), "province"), "<https://w3id.org/vngov/code/level/province>");
  for (const [type, value] of [["date", "2021-02-30"], ["integer", "1.5"], ["integer", '1"'], ["iri", "Bình Định"], ["iri", "a/b"], ["iri", "x:// >"]] as const)
    assert.throws(() => termOf(parameter(type, "committee"), value), WrongValue);
  assert.equal(minted("committee", "../x"), undefined);
});

test("an empty value and «any» leave a place open; every place of a name is bound", () => {
  const parameters = [{ name: "x", type: "text" }, { name: "y", type: "text" }] as const;
  const text = `${TEXT} { VALUES  ?x {UNDEF} } VALUES ?y { UNDEF }`;
  assert.equal(bound(text, parameters, { x: "", y: " any " }), text);
  assert.equal(bound(text, parameters, { x: "1" }), 'SELECT * { VALUES ?x { "1" } ?x ?p ?o } { VALUES ?x { "1" } } VALUES ?y { UNDEF }');
  assert.ok(takes(text, "y") && !takes(text, "z") && !takes(text, ".*"));
});

const KNOWN = { vg: "https://w3id.org/vngov/ontology#", org: "http://www.w3.org/ns/org#", w: "https://w3id.org/vngov/" };

test("missing prefixes are those used, known and not declared", () => {
  const text = 'PREFIX org: <http://www.w3.org/ns/org#>\nSELECT * { ?x org:role ?r ; vg:seatOrder ?n ; vg:b "w:x" . <w:y> ?p ?o } # w:z';
  assert.deepEqual(missing(text, KNOWN), ["vg"]);
  assert.deepEqual(missing("SELECT * { ?s a unknown:X ; constructor:y 1 }", KNOWN), []);
  assert.equal(lines(["vg"], KNOWN), "PREFIX vg: <https://w3id.org/vngov/ontology#>\n");
});

test("a declaration goes below the others, else below the comments at the head", () => {
  const at = (text: string) => text.slice(0, placeOf(text));
  assert.equal(at("#+ a\n\nPREFIX x: <y#>\nPREFIX z: <y>\nSELECT"), "#+ a\n\nPREFIX x: <y#>\nPREFIX z: <y>\n");
  assert.equal(at("# a\n\nSELECT *"), "# a\n\n");
  assert.equal(at("SELECT *"), "");
});

test("an IRI is shortened where its name allows it", () => {
  assert.deepEqual(shortened("https://w3id.org/vngov/ontology#Seat", KNOWN), { text: "vg:Seat", prefix: "vg" });
  assert.deepEqual(shortened("https://w3id.org/vngov/id/place/hue", KNOWN), { text: "<https://w3id.org/vngov/id/place/hue>" });
});

const TERMS = {
  prefixes: { ...KNOWN, bad: "javascript:x", "no good": "http://x" },
  terms: [
    { iri: `${KNOWN.vg}Seat`, curie: "vg:Seat", kind: "class", labels: { vi: "ghế", en: "seat" } },
    { iri: `${KNOWN.vg}seatOrder`, curie: "vg:seatOrder", kind: "property", labels: { vi: "thứ tự ghế", en: "seat order" } },
    { iri: "https://w3id.org/vngov/id/place/dak-lak", curie: "x", kind: "thing", labels: { vi: "Đắk Lắk" } },
    { iri: "http://x/> }", curie: "x", kind: "class", labels: { en: "seat" } },
    { iri: 5 }, { iri: "http://y", kind: "other" },
  ],
};

test("terms are found by their names in both languages, marks or not", () => {
  const index = new Index(read(TERMS));
  assert.deepEqual(Object.keys(index.known.prefixes), ["vg", "org", "w"]);
  for (const typed of ["ghế", "ghe", "seat", "Seat", "sea"]) assert.equal(index.find(typed, "vi")[0]?.term.curie, "vg:Seat", typed);
  assert.equal(index.find("thu tu", "vi")[0]?.term.curie, "vg:seatOrder");
  assert.equal(index.find("đăk l", "en")[0]?.label, "Đắk Lắk");
  assert.deepEqual(index.find("xyz", "vi"), []);
  assert.deepEqual(index.ofKind("place").map((t) => t.iri), ["https://w3id.org/vngov/id/place/dak-lak"]);
});

test("the place of an error is found in both engines' words", () => {
  assert.deepEqual(problemOf("line 3, column 5: expected one of X"), { line: 3, column: 5, message: "expected one of X" });
  assert.deepEqual(problemOf("error at 2:9: expected one of X"), { line: 2, column: 9, message: "expected one of X" });
  assert.equal(problemOf("the queue is full; try again in 5 seconds"), undefined);
});

test("a graph is told from a table by the first keyword", () => {
  assert.ok(makesGraph("PREFIX x: <http://select/> # SELECT\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"));
  assert.ok(!makesGraph('SELECT ("construct" AS ?x) {}') && makesGraph("describe <x>") && !makesGraph("ASK {}"));
});

test("answers are read as tables, booleans and graphs", () => {
  const json = { head: { vars: ["a", "b"] }, results: { bindings: [{ a: { type: "literal", value: "1", datatype: `${XSD}integer` } }, { b: { type: "literal", value: "x", "xml:lang": "vi" } }] } };
  const table = answerOf(JSON.stringify(json), "application/sparql-results+json");
  assert.deepEqual(table, { kind: "table", columns: ["a", "b"], rows: [[{ type: "literal", value: "1", datatype: `${XSD}integer` }, undefined], [undefined, { type: "literal", value: "x", lang: "vi" }]] });
  assert.deepEqual(answerOf('{"head":{},"boolean":false}', "application/json"), { kind: "boolean", value: false });
  const graph = answerOf('<http://a> <http://b> "x\\n\\u1EBF\\""@vi .\n_:b0 <http://b> <http://c> .\n', "application/n-triples");
  assert.ok(graph.kind === "graph");
  assert.deepEqual(graph.rows.map((r) => r[2]), [{ type: "literal", value: 'x\nế"', lang: "vi" }, { type: "uri", value: "http://c" }]);
});

const n = (value: string): Cell => ({ type: "literal", value, datatype: `${XSD}integer` });
const u = (value: string): Cell => ({ type: "uri", value });
const read_ = (cell: Cell): string => cell?.value ?? "";

test("rows sort by number, else by what is read, gaps last either way", () => {
  const rows = [[n("10")], [undefined], [n("9")]] as const;
  assert.deepEqual(sorted(rows, 0, false, read_).map((r) => r[0]?.value), ["9", "10", undefined]);
  assert.deepEqual(sorted(rows, 0, true, read_).map((r) => r[0]?.value), ["10", "9", undefined]);
  const names = ["Đà Nẵng", "An Giang", "Hà Nội"].map((v) => [{ type: "literal", value: v } as Cell]);
  assert.deepEqual(sorted(names, 0, false, read_).map((r) => r[0]?.value), ["An Giang", "Đà Nẵng", "Hà Nội"]);
});

test("columns: a name beside its thing, numbers, links", () => {
  assert.deepEqual(paired(["seat", "seat_label", "n"]), [{ at: 0, name: "seat", label: 1 }, { at: 2, name: "n", label: undefined }]);
  const rows = [[u("a"), n("1"), u("b")], [u("c"), undefined, u("d")]];
  assert.deepEqual(numbers(["a", "n", "b"], rows), [1]);
  assert.deepEqual(links(["a", "n", "b"], rows), [0, 2]);
  const code = u("https://w3id.org/vngov/code/level/province");
  assert.deepEqual(links(["a", "level", "b"], [[u("a"), code, u("b")]]), [0, 2]);
  assert.deepEqual(links(["a", "level"], [[u("a"), code]]), [0, 1]);
  assert.equal(links(["n"], [[n("1")]]), undefined);
  assert.ok(isNumber(n("5")) && !isNumber({ type: "literal", value: "5" }) && !isNumber(n("five")));
  assert.deepEqual(points([["a", 1], ["b", 2], ["a", 3]]), [{ label: "a", value: 4 }, { label: "b", value: 2 }]);
});

test("a thing's name follows the pages' rule: property, then language", () => {
  const said = (property: string, text: string, lang: string) => ({ iri: "x", property: `http://p#${property}`, text, lang });
  const all = [said("title", "T", "en"), said("prefLabel", "Ghế", "vi"), said("prefLabel", "Seat", "en"), said("prefLabel", "A", "fr")];
  assert.equal(chosen(all, "en").get("x"), "Seat");
  assert.equal(chosen(all.filter((s) => s.lang !== "en"), "en").get("x"), "Ghế");
});

test("a layout is the same each time and pulls neighbours together", () => {
  const edges = [[0, 1], [2, 3]] as const;
  const [a, b] = [layout(4, edges), layout(4, edges)];
  assert.deepEqual(a, b);
  const far = (i: number, j: number) => Math.hypot(a[i]!.x - a[j]!.x, a[i]!.y - a[j]!.y);
  assert.ok(far(0, 1) < far(0, 2) && far(2, 3) < far(1, 2));
});

test("a link asks for what it was made of", () => {
  const page = new URL("https://h/vi/query.html?on=2021-03-01&query=old&p.z=1#query=x");
  for (const asked of [
    { example: "seats-of", query: "", values: { committee: "a b&c" } },
    { example: "", query: "SELECT *\n{ ?s ?p 'é&=+#' }", values: {} },
    { example: "", query: "x".repeat(5000), values: { date: "" } },
  ])
    assert.deepEqual(askedBy(linkTo(page, asked)), asked);
  assert.equal(linkTo(page, { example: "a", query: "", values: {} }).href, "https://h/vi/query.html?on=2021-03-01&example=a");
});

test("snippets keep the query as it is", () => {
  const where = { endpoint: "https://h/it's/sparql" };
  const shell = curl("SELECT *\nRQ\n$(rm -rf /) `x`", where, "text/csv");
  assert.ok(shell.includes("<<'RQ_'\nSELECT *\nRQ\n$(rm -rf /) `x`\nRQ_\n") && shell.includes("'https://h/it'\\''s/sparql'"));
  assert.ok(python('SELECT ("x" AS ?y) {}', where, false).includes('"""SELECT ("x" AS ?y) {}\n"""'));
  for (const odd of ['FILTER(REGEX(?x, "\\\\d"))', '"""x"""']) assert.ok(python(odd, where, false).includes(`query = ${JSON.stringify(odd)}`));
});
