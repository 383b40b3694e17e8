/** What the network decides, without a browser. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { neighbours, on, read } from "../src/network/graph.ts";
import { towards } from "../src/network/move.ts";
import { scene } from "../src/network/scene.ts";
import { escaped, svgOf } from "../src/network/svg.ts";

const GIVEN = {
  nodes: [
    { id: "a", label: 'A <b> & "c"', kind: "province", x: 0, y: 0, href: "id/a.html", from: "2020" },
    { id: "b", label: "B", kind: "x y", x: 1, y: 0, href: "javascript:alert(1)", to: "2021-03-01" },
    { id: "c", x: 0, y: 2 },
    { id: "a", x: 5, y: 5 },
    { id: "d", x: "NaN", y: 0 },
  ],
  edges: [{ source: "a", target: "b", role: "head" }, { source: "a", target: "c", from: "2022" }, { source: "a", target: "zz" }, { source: "a", target: "b" }],
};
const NET = read(GIVEN, "https://h/vi/network.json");

test("a network is read with what is odd left out", () => {
  assert.deepEqual(NET.nodes.map((n) => [n.id, n.label, n.kind, n.href]), [
    ["a", 'A <b> & "c"', "province", "https://h/vi/id/a.html"], ["b", "B", "", undefined], ["c", "c", "", undefined],
  ]);
  assert.equal(NET.edges.length, 3);
  assert.deepEqual(read(null, "https://h/"), { nodes: [], edges: [] });
  assert.deepEqual(neighbours(NET).get("a"), ["b", "c"]);
});

test("a day leaves what is valid, and no edge without its ends", () => {
  assert.deepEqual(on(NET, "2021-06-01").nodes.map((n) => n.id), ["a", "c"]);
  assert.deepEqual(on(NET, "2021-06-01").edges, []);
  assert.deepEqual(on(NET, "2022-01-01").edges.map((e) => e.target), ["c"]);
  assert.equal(on(NET, ""), NET);
});

test("an arrow goes to what is near and ahead", () => {
  const from = { id: "o", x: 0, y: 0 };
  const others = [{ id: "up", x: 0, y: 3 }, { id: "right", x: 2, y: 0.5 }, { id: "far", x: 9, y: 0 }, { id: "left", x: -1, y: 0 }];
  const found = ["ArrowUp", "ArrowRight", "ArrowLeft", "ArrowDown", "x"].map((key) => towards(key, from, others));
  assert.deepEqual(found, ["up", "right", "left", undefined, undefined]);
});

test("the picture is well-formed whatever the labels, and the same each time", () => {
  const colours = { ink: "#000", quiet: "#555", paper: "#fff", rule: "#ccc", accent: "#00f", node: () => "#0a0", edge: () => "#ccc" };
  const picture = svgOf(scene(NET, colours));
  assert.equal(picture, svgOf(scene(NET, colours)));
  assert.ok(picture.includes("<title>A &#60;b&#62; &#38; &#34;c&#34;</title>") && !picture.includes("<b>"));
  assert.equal(picture.match(/<circle /g)?.length, 3);
  assert.equal(escaped("\u0000<&\u001f"), "&#60;&#38;");
  assert.ok(!svgOf(scene({ nodes: [], edges: [] }, colours)).includes("NaN"));
  assert.ok(!svgOf(scene({ nodes: NET.nodes.slice(0, 1), edges: [] }, colours)).includes("NaN"));
});
