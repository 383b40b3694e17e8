/** The panel of a node: its name, its kind, a link to its page, and its neighbours. */

import { button, el } from "../shared/dom.ts";
import { count, say } from "../shared/words.ts";
import type { Edge, Net, Spot } from "./graph.ts";

const MOST = 60;

export type Acts = { go(id: string): void; close(): void };

/** Return the content of a node's panel. */
export function panel(node: Spot, net: Net, near: readonly string[], kind: string, acts: Acts): HTMLElement[] {
  const byId = new Map(net.nodes.map((n) => [n.id, n]));
  const said = new Map<string, string>();
  for (const edge of net.edges) {
    const other = otherEnd(edge, node.id);
    if (other && edge.label) said.set(other, edge.label);
  }
  const items = near.slice(0, MOST).map((id) =>
    el(
      "li",
      {},
      button(byId.get(id)?.label ?? id, () => acts.go(id)),
      said.get(id) ? el("span", { class: "quiet" }, said.get(id)) : null,
    ),
  );
  const period = node.from || node.to ? say("valid", { from: node.from ?? "…", to: node.to ?? "…" }) : "";
  return [
    el("p", { class: "kind" }, kind),
    el("h3", { tabindex: -1 }, node.href ? el("a", { href: node.href }, node.label) : node.label),
    el("p", { class: "quiet" }, [period, node.note].filter(Boolean).join(" · ")),
    el("p", {}, `${say("neighbours")} (${count(near.length)})`),
    el("ul", {}, ...items),
    button(say("close"), () => acts.close(), { class: "shut" }),
  ];
}

function otherEnd(edge: Edge, id: string): string | undefined {
  if (edge.source === id) return edge.target;
  return edge.target === id ? edge.source : undefined;
}
