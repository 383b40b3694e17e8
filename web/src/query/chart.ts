/** A chart of an answer: bars for things, a line for days. Drawn as SVG by attributes, styled by the stylesheet. */

import { svg } from "../shared/dom.ts";
import { count } from "../shared/words.ts";

export type Point = { readonly label: string; readonly value: number };

const MOST = 60;
const WIDTH = 860;
const NAME = 330;
const ROW = 26;
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;

/** Return the points of a chart; a label twice is added up. */
export function points(pairs: readonly (readonly [string, number])[]): Point[] {
  const sums = new Map<string, number>();
  for (const [label, value] of pairs) sums.set(label, (sums.get(label) ?? 0) + value);
  return [...sums].map(([label, value]) => ({ label, value }));
}

/** Return a chart of some points. */
export function chart(all: readonly Point[], title: string): SVGSVGElement {
  const dates = all.length > 2 && all.every((p) => DATE.test(p.label));
  return dates ? line([...all].sort((a, b) => (a.label < b.label ? -1 : 1)), title) : bars(all.slice(0, MOST), title);
}

function frame(height: number, title: string): SVGSVGElement {
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": title },
    svg("title", {}, title),
  );
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function bars(shown: readonly Point[], title: string): SVGSVGElement {
  const made = frame(shown.length * ROW + 8, title);
  const most = Math.max(...shown.map((p) => p.value), 0);
  const least = Math.min(...shown.map((p) => p.value), 0);
  const scale = (WIDTH - NAME - 90) / (most - least || 1);
  const zero = NAME - least * scale;
  shown.forEach((point, index) => {
    const y = index * ROW + 4;
    const length = Math.abs(point.value) * scale;
    const x = point.value < 0 ? zero - length : zero;
    made.append(
      svg("text", { x: NAME - 10, y: y + 15, "text-anchor": "end" }, cut(point.label, 46), svg("title", {}, point.label)),
      svg("rect", { x, y: y + 2, width: Math.max(length, 1), height: ROW - 8, rx: 2 }),
      svg("text", { x: zero + Math.max(point.value, 0) * scale + 6, y: y + 15, class: "value" }, count(point.value)),
    );
  });
  return made;
}

function line(shown: readonly Point[], title: string): SVGSVGElement {
  const height = 320;
  const [left, bottom, top] = [64, height - 36, 20];
  const made = frame(height, title);
  const time = (label: string): number => Date.parse(label.length === 4 ? `${label}-07-01` : label.length === 7 ? `${label}-15` : label);
  const times = shown.map((p) => time(p.label));
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 1];
  const most = Math.max(...shown.map((p) => p.value), 0) || 1;
  const least = Math.min(...shown.map((p) => p.value), 0);
  const x = (t: number): number => left + ((t - first) / (last - first || 1)) * (WIDTH - left - 40);
  const y = (v: number): number => bottom - ((v - least) / (most - least || 1)) * (bottom - top);
  for (const value of [least, (least + most) / 2, most])
    made.append(
      svg("line", { x1: left, x2: WIDTH - 40, y1: y(value), y2: y(value), class: "grid" }),
      svg("text", { x: left - 8, y: y(value) + 4, "text-anchor": "end" }, count(Math.round(value * 100) / 100)),
    );
  made.append(svg("polyline", { points: shown.map((p, i) => `${x(times[i] ?? 0)},${y(p.value)}`).join(" ") }));
  shown.forEach((point, i) =>
    made.append(svg("circle", { cx: x(times[i] ?? 0), cy: y(point.value), r: 4 }, svg("title", {}, `${point.label}: ${count(point.value)}`))),
  );
  made.append(
    svg("text", { x: left, y: height - 10 }, shown[0]?.label ?? ""),
    svg("text", { x: WIDTH - 40, y: height - 10, "text-anchor": "end" }, shown.at(-1)?.label ?? ""),
  );
  return made;
}
