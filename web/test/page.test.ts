/** What the pages' islands decide, without a browser. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { align, alignSeats } from "../src/page/align.ts";
import { read } from "../src/page/answers.ts";
import { stops, withDay } from "../src/page/days.ts";
import { counts, matches, rowOf, total } from "../src/page/facets.ts";
import { place } from "../src/page/place.ts";
import { cell, csv } from "../src/shared/csv.ts";
import { day, validOn, written } from "../src/shared/dates.ts";
import { fold, hasWords } from "../src/shared/fold.ts";
import { pageOf, safe } from "../src/shared/href.ts";
import { count, say } from "../src/shared/words.ts";

test("folding forgives marks, capitals, composition and spaces", () => {
  for (const [text, folded] of [
    ["Bình Định", "binh dinh"],
    ["ĐẮK LẮK", "dak lak"],
    ["Thừa  Thiên\nHuế ", "thua thien hue"],
    ["Bi\u0300nh", "binh"],
    ["701/QĐ-TTg", "701/qd-ttg"],
  ] as const)
    assert.equal(fold(text), folded);
  assert.ok(hasWords("ban chi dao tinh binh dinh", "Bình ban"));
  assert.ok(!hasWords("ban chi dao", "ban hue"));
  assert.ok(hasWords("ban", "  "));
});

test("a period is inclusive, as precise as its bounds", () => {
  for (const [from, to, on, valid] of [
    ["2021", "2023-05", "2023-05-31", true],
    ["2021", "2023-05", "2023-06-01", false],
    ["2021-03-01", undefined, "2020-12-31", false],
    ["2021-03-01", "", "2021-03-01", true],
    ["2021", "2021", "2021-12-31", true],
    ["", "", "1900-01-01", true],
    ["2021-03-01", undefined, "", true],
  ] as const)
    assert.equal(validOn(from, to, on), valid, `${from} ${to} ${on}`);
});

test("only a day of the calendar is a day", () => {
  assert.equal(day("2021-03-01"), "2021-03-01");
  for (const text of ["2021-02-30", "2021-3-1", "x", "2021-03-01' OR", "", null, undefined, "2021-00-10"]) assert.equal(day(text), "");
  assert.equal(written("2021-03-01", "vi"), "1/3/2021");
  assert.equal(written("2021-03-01", "en"), "1 March 2021");
});

test("a cell of CSV is quoted, and no formula", () => {
  for (const [value, written_] of [
    ["plain", "plain"],
    ['say "a", b', '"say ""a"", b"'],
    ["two\nlines", '"two\nlines"'],
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ['=cmd|"/c"!A1', `"'=cmd|""/c""!A1"`],
    ["+84 912", "'+84 912"],
    ["@SUM(1)", "'@SUM(1)"],
    ["\tx", "'\tx"],
    ["-12.5", "-12.5"],
    ["-12+1", "'-12+1"],
  ] as const)
    assert.equal(cell(value), written_);
  assert.equal(csv([["a", "b"], ["1", "ế"]]), "\uFEFFa,b\r\n1,ế\r\n");
});

const row = (id: string, level: string, topics: string, text: string) => rowOf({ row: id, level, topic: topics, text }, ["level", "topic"], "");
const ROWS = [
  row("a", "province", "data egov", "ban chi dao binh dinh"),
  row("a", "province", "data egov", "ban chi dao binh dinh"),
  row("b", "province", "data", "ban chi dao lang son"),
  row("c", "ministry", "egov", "bo noi vu"),
];

test("facets: or within, and between; a thing in two views counts once", () => {
  const none = { facets: {}, q: "" };
  assert.equal(total(ROWS, none), 3);
  assert.equal(total(ROWS, { facets: { level: ["province", "ministry"], topic: ["egov"] }, q: "" }), 2);
  assert.equal(total(ROWS, { facets: { level: ["province"] }, q: "Định" }), 1);
  assert.ok(matches(ROWS[3]!, { facets: { level: ["province"] }, q: "" }, "level"));
});

test("a count says what its value would leave, given the other facets", () => {
  const found = counts(ROWS, { facets: { level: ["ministry"], topic: ["egov"] }, q: "" }, ["level:province", "level:ministry", "topic:data", "level:"]);
  assert.deepEqual([...found], [["level:province", 1], ["level:ministry", 1], ["topic:data", 0], ["level:", 2]]);
});

test("rows read hyphenated facets, and their text where no folded text is given", () => {
  const made = rowOf({ row: "x", topLevel: "a  b" }, ["top-level"], "Đà Nẵng");
  assert.deepEqual(made, { id: "x", facets: { "top-level": ["a", "b"] }, text: "da nang" });
});

test("the slider stops at the given days in order, or at the end of each year", () => {
  assert.deepEqual(stops('["2021-03-01","2020-05-26","2021-03-01","x"]', "", ""), ["2020-05-26", "2021-03-01"]);
  assert.deepEqual(stops(undefined, "2019", "2021"), ["2019-12-31", "2020-12-31", "2021-12-31"]);
  assert.deepEqual(stops(undefined, "", ""), []);
});

test("a day goes into links to pages of the site only", () => {
  const origin = "https://h";
  assert.equal(withDay("https://h/vi/a.html?x=1#y", "2021-03-01", origin), "https://h/vi/a.html?x=1&on=2021-03-01#y");
  assert.equal(withDay("https://h/vi/a.html?on=2020-01-01", "", origin), "https://h/vi/a.html");
  for (const href of ["https://other/a.html", "https://h/a.ttl", "javascript:alert(1)", "mailto:a@h", "https://h/a.html?on=2021-03-01"])
    assert.equal(withDay(href, "2021-03-01", origin), undefined);
});

test("a note stands below its button, above at the lower edge, never outside", () => {
  const view = { width: 400, height: 300 };
  const box = (left: number, top: number) => ({ left, top, bottom: top + 20, width: 20 });
  assert.deepEqual(place(box(200, 40), { width: 100, height: 80 }, view), { left: 160, top: 66 });
  assert.deepEqual(place(box(390, 270), { width: 100, height: 80 }, view), { left: 292, top: 184 });
  assert.deepEqual(place(box(0, 40), { width: 500, height: 80 }, view), { left: 8, top: 66 });
});

test("seats align by key; a changed role shows; twins pair with their like", () => {
  const seat = (key: string, role: string, order: number) => ({ key, label: key, role, order });
  const a = { label: "a", seats: [seat("chair", "head", 1), seat("dost", "member", 3), seat("dic", "deputy", 2)] };
  const b = { label: "b", seats: [seat("dic", "member", 1), seat("chair", "head", 2), seat("police", "member", 3)] };
  assert.deepEqual(
    alignSeats(a, b).map((p) => [p.a?.key, p.b?.key, p.verdict]),
    [["chair", "chair", "same"], ["dic", "dic", "changed"], ["dost", undefined, "only-a"], [undefined, "police", "only-b"]],
  );
  const twins = align([seat("x", "head", 1), seat("x", "member", 2)], [seat("x", "member", 1)], (x, y) => x.role !== y.role);
  assert.deepEqual(twins.map((p) => p.verdict), ["changed", "only-a"]);
});

test("suggestions of another form, and odd addresses, are left out", () => {
  const base = "https://h/vi/suggest.json?q=x";
  const found = read({ items: [{ label: "A", href: "id/a.html", kind: "Ban" }, { label: "B", href: "javascript:alert(1)" }, { href: "c" }, null, 5] }, base);
  assert.deepEqual(found, [{ label: "A", href: "https://h/vi/id/a.html", kind: "Ban", note: "" }]);
  for (const odd of [null, [], { items: 1 }, "x"]) assert.deepEqual(read(odd, base), []);
});

test("only http, https and relative addresses are links; things of ours have their pages", () => {
  assert.equal(safe("../a.html", "https://h/vi/x/"), "https://h/vi/a.html");
  for (const odd of ["javascript:alert(1)", " JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "java\nscript:alert(1)", "", undefined])
    assert.equal(safe(odd, "https://h/"), undefined);
  assert.equal(pageOf("https://w3id.org/vngov/id/place/hue", "https://h/", "vi"), "https://h/vi/id/place/hue.html");
  assert.equal(pageOf("https://w3id.org/vngov/id/../../x", "https://h/", "vi"), "https://w3id.org/vngov/id/../../x");
  assert.equal(pageOf("javascript:alert(1)", "https://h/", "vi"), undefined);
  assert.equal(pageOf('https://x/"onclick', "https://h/", "vi"), undefined);
});

test("words have both languages and their places filled", () => {
  assert.equal(say("page_of", { n: 1, m: 2 }, "vi"), "Trang 1 trên 2");
  assert.equal(say("page_of", { n: 1, m: 2 }, "en"), "Page 1 of 2");
  assert.equal(say("ran", { n: 1, s: "0.2" }, "en"), "1 row in 0.2 seconds");
  assert.equal(say("ran", { n: "1,000", s: "0.2" }, "en"), "1,000 rows in 0.2 seconds");
  assert.equal(count(21898, "vi"), "21.898");
  assert.equal(count(21898, "en"), "21,898");
});
