/** A network as a picture of its own: lines, discs and texts on a page, for SVG and PNG alike. */

import type { Colours } from "./colours.ts";
import { neighbours, type Net } from "./graph.ts";

export type Scene = {
  readonly width: number;
  readonly height: number;
  readonly paper: string;
  readonly ink: string;
  readonly lines: readonly { x1: number; y1: number; x2: number; y2: number; colour: string }[];
  readonly discs: readonly { x: number; y: number; r: number; colour: string; label: string }[];
  readonly texts: readonly { x: number; y: number; text: string }[];
};

const EDGE = 60;
const NAMED = 80;

/** Return the radius of a node on screen, by its own size or by how many neighbours it has. */
export function radius(size: number | undefined, degree: number, nodes: number): number {
  const most = nodes > 2000 ? 7 : 14;
  return Math.min(most, size ?? (nodes > 2000 ? 1.6 : 3.5) + Math.sqrt(degree) * (nodes > 2000 ? 0.5 : 1.4));
}

/** Return the picture of a network; only the nodes with most neighbours are named where there are many. */
export function scene(net: Net, colours: Colours, width = 1600): Scene {
  const [xs, ys] = [net.nodes.map((n) => n.x), net.nodes.map((n) => n.y)];
  const [left, right] = extent(xs);
  const [low, high] = extent(ys);
  const scale = (width - 2 * EDGE) / Math.max(right - left, 1e-9);
  const fit = net.nodes.length > 1 && right > left ? scale : 1;
  const height = Math.round(Math.min(Math.max((high - low) * fit + 2 * EDGE, 400), 2 * width));
  const tall = (height - 2 * EDGE) / Math.max(high - low, 1e-9);
  const both = Math.min(fit, high > low ? tall : fit);
  const middle = [(width - (right - left) * both) / 2, (height - (high - low) * both) / 2] as const;
  const at = new Map(
    net.nodes.map((n) => [n.id, [middle[0] + (n.x - left) * both, middle[1] + (high - n.y) * both] as const]),
  );
  const near = neighbours(net);
  const degree = (id: string): number => near.get(id)?.length ?? 0;
  const radii = new Map(net.nodes.map((n) => [n.id, radius(n.size, degree(n.id), net.nodes.length)]));
  const named = [...net.nodes].sort((a, b) => degree(b.id) - degree(a.id)).slice(0, NAMED);
  return {
    width,
    height,
    paper: colours.paper,
    ink: colours.ink,
    lines: net.edges.flatMap((e) => {
      const [a, b] = [at.get(e.source), at.get(e.target)];
      return a && b ? [{ x1: a[0], y1: a[1], x2: b[0], y2: b[1], colour: colours.edge(e.role) }] : [];
    }),
    discs: net.nodes.map((n) => {
      const [x, y] = at.get(n.id) ?? [0, 0];
      return { x, y, r: radii.get(n.id) ?? 4, colour: colours.node(n.kind), label: n.label };
    }),
    texts: named.map((n) => {
      const [x, y] = at.get(n.id) ?? [0, 0];
      return { x: x + (radii.get(n.id) ?? 4) + 4, y: y + 4, text: n.label };
    }),
  };
}

function extent(values: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return values.length ? [least, most] : [0, 0];
}
