/** An answer with two columns of things, as a network. */

import { BASE, pageOf } from "../shared/href.ts";
import type { Net } from "../network/graph.ts";
import type { Cell } from "./term.ts";
import { layout } from "./layout.ts";

const MOST = 3000;

/** Return the network of two columns: a node a thing, an edge a row. */
export function netOf(
  rows: readonly (readonly Cell[])[],
  columns: readonly [number, number],
  name: (iri: string) => string,
  root: string,
  lang: string,
): Net {
  const ids = new Map<string, number>();
  const edges: [number, number][] = [];
  for (const row of rows) {
    const [a, b] = [row[columns[0]]?.value, row[columns[1]]?.value];
    if (a === undefined || b === undefined) continue;
    for (const iri of [a, b]) if (!ids.has(iri) && ids.size < MOST) ids.set(iri, ids.size);
    const [i, j] = [ids.get(a), ids.get(b)];
    if (i !== undefined && j !== undefined) edges.push([i, j]);
  }
  const iris = [...ids.keys()];
  const places = layout(iris.length, edges);
  const open = { from: undefined, to: undefined };
  return {
    nodes: iris.map((iri, i) => ({
      id: iri,
      label: name(iri),
      kind: kindOf(iri),
      x: places[i]?.x ?? 0,
      y: places[i]?.y ?? 0,
      size: undefined,
      href: pageOf(iri, root, lang),
      note: undefined,
      ...open,
    })),
    edges: edges.map(([i, j]) => ({ source: iris[i] ?? "", target: iris[j] ?? "", role: "", label: undefined, ...open })),
  };
}

function kindOf(iri: string): string {
  const [first = "", second = ""] = iri.startsWith(BASE) ? iri.slice(BASE.length).split("/") : [];
  const kind = first === "id" ? second : first;
  return /^[a-z-]+$/.test(kind) ? kind : "";
}
