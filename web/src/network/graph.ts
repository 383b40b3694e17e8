/** A network as data: what the JSON says, checked, and what of it stands on a day. */

import { validOn } from "../shared/dates.ts";
import { safe } from "../shared/href.ts";

export type Spot = {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly size: number | undefined;
  readonly href: string | undefined;
  readonly note: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
};
export type Edge = {
  readonly source: string;
  readonly target: string;
  readonly role: string;
  readonly label: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
};
export type Net = { readonly nodes: readonly Spot[]; readonly edges: readonly Edge[] };

const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;
const word = (value: unknown): string => {
  const given = text(value) ?? "";
  return /^[A-Za-z0-9][A-Za-z0-9-]*$/.test(given) ? given : "";
};

/** Return the network that some JSON describes; edges to unknown nodes, and nodes told twice, are left out. */
export function read(given: unknown, base: string): Net {
  const { nodes = [], edges = [] } = (given ?? {}) as { nodes?: unknown[]; edges?: unknown[] };
  const known = new Map<string, Spot>();
  for (const item of nodes as Record<string, unknown>[]) {
    const [id, x, y] = [text(item["id"]), Number(item["x"]), Number(item["y"])];
    if (id === undefined || known.has(id) || !Number.isFinite(x) || !Number.isFinite(y)) continue;
    const size = Number(item["size"]);
    known.set(id, {
      id,
      label: text(item["label"]) ?? id,
      kind: word(item["kind"]),
      x,
      y,
      size: size > 0 ? size : undefined,
      href: safe(text(item["href"]), base),
      note: text(item["note"]),
      from: text(item["from"]),
      to: text(item["to"]),
    });
  }
  const links = (edges as Record<string, unknown>[]).flatMap((item): Edge[] => {
    const [source, target] = [text(item["source"]), text(item["target"])];
    if (source === undefined || target === undefined || !known.has(source) || !known.has(target)) return [];
    const role = word(item["role"]);
    return [{ source, target, role, label: text(item["label"]), from: text(item["from"]), to: text(item["to"]) }];
  });
  return { nodes: [...known.values()], edges: links };
}

/** Return the part of a network that stands on a day: valid edges between valid nodes. */
export function on(net: Net, day: string): Net {
  if (!day) return net;
  const nodes = net.nodes.filter((n) => validOn(n.from, n.to, day));
  const known = new Set(nodes.map((n) => n.id));
  const edges = net.edges.filter((e) => validOn(e.from, e.to, day) && known.has(e.source) && known.has(e.target));
  return { nodes, edges };
}

/** Return the neighbours of every node, each once, in the order of the edges. */
export function neighbours(net: Net): Map<string, string[]> {
  const found = new Map<string, Set<string>>(net.nodes.map((n) => [n.id, new Set()]));
  for (const { source, target } of net.edges) {
    if (source === target) continue;
    found.get(source)?.add(target);
    found.get(target)?.add(source);
  }
  return new Map([...found].map(([id, set]) => [id, [...set]]));
}
